//! `omnifila verify`: the database proves itself, without a service and beside one.

use crate::settings::Settings;
use crate::terminal::{self, FAILURE};
use anyhow::{Result, bail};
use omnifila_store::place::Place;
use omnifila_store::verify::{self, Check};
use serde_json::json;
use std::process::ExitCode;

pub(crate) fn run(settings: &Settings, as_json: bool) -> Result<ExitCode> {
    let place = settings.place();
    if let Place::File(path) = &place
        && !path.exists()
    {
        bail!("there is no database at {}: look at --data-dir", path.display());
    }
    let mut checks = Vec::new();
    // A line as soon as it is known: a large database takes its time.
    let sound = verify::verify(&place, &mut |check| {
        if !as_json {
            drop(terminal::print(&line(&check)));
        }
        checks.push(check);
    })?;
    if as_json {
        terminal::print(&json!({"ok": sound, "checks": checks}).to_string())?;
    } else if sound {
        terminal::say(&format!("{place} is sound: {} checks", checks.len()));
    } else {
        terminal::say(&format!(
            "{place} is not sound: keep a copy of it as it is; what else to do is in docs/guide/administracao.md"
        ));
    }
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILURE)
    })
}

fn line(check: &Check) -> String {
    let word = if check.ok { "ok" } else { "WRONG" };
    format!("{word:5}  {:11}  {}", check.name, check.detail)
}
