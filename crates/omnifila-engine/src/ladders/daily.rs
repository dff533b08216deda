//! Ladders that run by themselves: once a day, at their hour.
//!
//! What makes it once is a row per ladder and local day, written before the run begins and closed when it is over: a process
//! that ended in between begins the run again, which adds only what is missing. An hour that passed while nobody was there is
//! made up for on the same day. A ladder that was set up or changed after its hour begins the next day.

use super::{LadderRun, Mode, zone_of};
use crate::Engine;
use crate::billing::system;
use crate::intake::IntakeError;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use omnifila_core::catalogue::{LadderSpec, Stored};
use omnifila_core::id::LadderId;
use omnifila_core::time::{MINUTE, Time};
use omnifila_store::catalogue::{LadderRunStatus, NewLadderRun};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runs ladders at their hours.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    // The last day each ladder ran by itself, as far as this process knows.
    let mut done: BTreeMap<LadderId, Date> = BTreeMap::new();
    let mut next = None;
    engine.0.ladders.raise();
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.ladders, next) => busy,
            _ = stop.changed() => return,
        };
        next = match run_due(&engine, &mut done).await {
            Ok(next) => next,
            Err(error) => {
                if *stop.borrow() {
                    return;
                }
                tracing::error!(%error, "ladders could not be run; tried again in a minute");
                Some(engine.now().plus(MINUTE))
            }
        };
    }
}

/// When a ladder runs on a day.
fn hour_of(spec: &LadderSpec, day: Date) -> Option<Time> {
    let zone = zone_of(spec).ok()?;
    let time: jiff::civil::Time = spec.run_at.parse().ok()?;
    let at: Timestamp = day.to_datetime(time).to_zoned(zone).ok()?.timestamp();
    Some(Time::from(at))
}

/// Runs every ladder whose hour has come, in the order of their ranks; answers when the next one comes.
async fn run_due(engine: &Engine, done: &mut BTreeMap<LadderId, Date>) -> Result<Option<Time>, IntakeError> {
    let book = engine.book();
    let mut ladders: Vec<(&LadderId, &Arc<Stored<LadderSpec>>)> = book
        .ladders
        .iter()
        .filter(|(_, l)| l.spec.enabled && l.spec.automatic)
        .collect();
    ladders.sort_by_key(|(id, l)| (l.spec.rank, **id));
    let mut next: Option<Time> = None;
    for (&id, ladder) in ladders {
        let today = engine.today_of(&ladder.spec)?;
        let Some(hour) = hour_of(&ladder.spec, today) else {
            continue;
        };
        let due = hour <= engine.now();
        if due && hour > ladder.updated_at && done.get(&id) != Some(&today) {
            run_one(engine, id, ladder, today).await?;
            done.insert(id, today);
        }
        let at = if due {
            hour_of(&ladder.spec, today.saturating_add(1.day()))
        } else {
            Some(hour)
        };
        next = [next, at].into_iter().flatten().min();
    }
    Ok(next)
}

async fn run_one(
    engine: &Engine,
    id: LadderId,
    ladder: &Arc<Stored<LadderSpec>>,
    today: Date,
) -> Result<(), IntakeError> {
    let catalogue = engine.catalogue();
    let (over, ever) = catalogue.ladder_has_run(id, today.to_string()).await?;
    if over {
        return Ok(());
    }
    let run = NewLadderRun {
        ladder_id: id,
        ladder_version: ladder.version,
        day: today.to_string(),
        automatic: true,
        actor: system().actor,
    };
    let Some(begun) = catalogue.begin_ladder_run(run, engine.now()).await? else {
        return Ok(());
    };
    if !ever {
        // Nobody has seen yet how many it makes: above the usual, a person says so first.
        let usual = catalogue.mass_guard().await?.unsigned_abs();
        let most = ladder.spec.confirm_above.unwrap_or(usual);
        let out = climb(engine, ladder, Mode::Dry).await?;
        if out.created > most {
            tracing::warn!(
                ladder.id = id.0,
                ladder.created = out.created,
                "the first run of a ladder waits for a person"
            );
            let status = LadderRunStatus::AwaitingConfirmation;
            return Ok(engine.end_run(begun, status, &out).await?);
        }
    }
    let out = climb(engine, ladder, Mode::Real).await?;
    tracing::info!(
        ladder.id = id.0,
        ladder.created = out.created,
        "ladder ran by itself"
    );
    Ok(engine.end_run(begun, LadderRunStatus::Completed, &out).await?)
}

async fn climb(
    engine: &Engine,
    ladder: &Arc<Stored<LadderSpec>>,
    mode: Mode,
) -> Result<LadderRun, IntakeError> {
    engine.climb(engine.book(), Arc::clone(ladder), mode).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_hour_is_on_the_clock_of_the_ladder() {
        let json = serde_json::json!({"name": "r", "starts_on": "2026-01-01", "steps": [], "run_at": "06:30",
            "time_zone": "America/Manaus"});
        let mut spec: LadderSpec = serde_json::from_value(json).unwrap();
        let at = hour_of(&spec, date(2026, 12, 1));
        assert_eq!(at, Time::parse("2026-12-01T10:30:00Z").ok());
        spec.run_at = "late".into();
        assert_eq!(hour_of(&spec, date(2026, 12, 1)), None);
    }
}
