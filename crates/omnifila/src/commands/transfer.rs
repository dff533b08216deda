//! `omnifila transfer`: a stopped installation moves to a database of the other kind.

use crate::cli::TransferArgs;
use crate::settings;
use crate::terminal::{self, Table, usage};
use anyhow::Result;
use omnifila_core::port::Clock;
use omnifila_engine::clock::SystemClock;
use omnifila_store::place::Place;
use omnifila_store::transfer::{self, Arrived};
use serde_json::json;

pub(crate) fn run(args: &TransferArgs, as_json: bool) -> Result<()> {
    if let Some(url) = &args.take_back {
        let place = settings::place("--take-back", url)?;
        let moved = transfer::take_back(&place)?;
        return terminal::print(&format!(
            "{place} can be used again; {} must never send any more",
            moved.to
        ));
    }
    let (Some(from), Some(to)) = (&args.from, &args.to) else {
        return Err(usage("--from and --to are needed"));
    };
    let (from, to) = (settings::place("--from", from)?, settings::place("--to", to)?);
    let arrived = transfer::transfer(&from, &to, SystemClock.now(), &mut progress)?;
    say(&arrived, &from, &to, as_json)?;
    terminal::say(&format!(
        "{to} is the installation now; {from} is marked as moved and will not serve (transfer --take-back undoes that)."
    ));
    terminal::say(KEY);
    Ok(())
}

/// What no copy of a database brings along.
pub(crate) const KEY: &str = "Gateway secrets open only with the same master key: give it to the new side as OMNIFILA_MASTER_KEY, or as the file \
     master.key in its data folder.";

/// Says on standard error that a large table is done, to who watches.
pub(crate) fn progress(arrived: &Arrived) {
    if terminal::watched() && arrived.rows >= 10_000 {
        terminal::say(&format!("{}: {} rows", arrived.table, arrived.rows));
    }
}

/// A line for each table.
pub(crate) fn say(arrived: &[Arrived], from: &Place, to: &Place, as_json: bool) -> Result<()> {
    if as_json {
        let done = json!({"from": from.to_string(), "to": to.to_string(), "tables": arrived});
        return terminal::print(&done.to_string());
    }
    let mut table = Table::new(&["TABLE", "ROWS", "CHECKSUM"]);
    for arrived in arrived {
        table.row([
            arrived.table.clone(),
            arrived.rows.to_string(),
            arrived.checksum.clone(),
        ]);
    }
    terminal::print(&table.to_string())
}
