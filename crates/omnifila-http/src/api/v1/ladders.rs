//! Runs of a dunning rule, past ones and one for today or what it would do, also of one that is not kept yet; the caps; messages
//! held for a change.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::{DunningCaps, Field, LadderSpec};
use omnifila_core::id::{LadderId, MessageId};
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use omnifila_store::catalogue::AuditFilter;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::operations::Optionally;

const RUNS: &str = "ladder_runs";
const TICKETS: &str = "ladder_tickets";
const VERSIONS: &str = "ladder_versions";
/// Versions that can be looked back at.
const MOST_VERSIONS: usize = 1_000;

pub(crate) async fn run(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<LadderId>,
    query: Query,
) -> Answer<Response> {
    query.only(&["dry_run"])?;
    let run = app
        .engine()
        .run_ladder(id, query.flag("dry_run")?, caller.by(None))
        .await?;
    Ok(ok(run))
}

pub(crate) async fn dry_run(
    State(app): State<App>,
    query: Query,
    Input(spec): Input<LadderSpec>,
) -> Answer<Response> {
    query.only(&["in_place_of"])?;
    let replaced = query.id("in_place_of")?;
    Ok(ok(app.engine().try_ladder(spec, replaced).await?))
}

pub(crate) async fn runs(State(app): State<App>, Id(id): Id<LadderId>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(RUNS, query.one("cursor")?)?;
    let runs = app.engine().ladder_runs(id, before, limit + 1).await?;
    Ok(ok(Page::cut(runs, limit, |run| cursor::write(RUNS, &[run.id]))))
}

pub(crate) async fn tickets(State(app): State<App>, Id(id): Id<LadderId>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(TICKETS, query.one("cursor")?)?;
    let tickets = app.engine().ladder_tickets(id, before, limit + 1).await?;
    Ok(ok(Page::cut(tickets, limit, |ticket| {
        cursor::write(TICKETS, &[ticket.id])
    })))
}

pub(crate) async fn caps(State(app): State<App>) -> Answer<Response> {
    Ok(ok(app.engine().book().caps))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CapsChange {
    per_day: Field<u32>,
    per_week: Field<u32>,
}

pub(crate) async fn change_caps(
    State(app): State<App>,
    caller: Caller,
    Input(change): Input<CapsChange>,
) -> Answer<Response> {
    let engine = app.engine();
    let now = engine.book().caps;
    let caps = DunningCaps {
        per_day: change.per_day.apply(now.per_day),
        per_week: change.per_week.apply(now.per_week),
    };
    for (pointer, cap) in [("/per_day", caps.per_day), ("/per_week", caps.per_week)] {
        if cap.is_some_and(|n| !(1..=DunningCaps::MOST).contains(&n)) {
            let expected = format!(
                "a whole number from 1 to {}, or null for no cap",
                DunningCaps::MOST
            );
            return Err(InputError::new("out_of_range", pointer, expected).into());
        }
    }
    engine.set_caps(caps, caller.by(None)).await?;
    Ok(ok(caps))
}

pub(crate) async fn let_change(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    app.engine().let_change(id, caller.by(input.reason)).await?;
    super::messages::shown(&app, id).await
}

/// A ladder as it was published once.
#[derive(Debug, Serialize)]
struct Version {
    version: u64,
    at: Time,
    actor: String,
    ladder: Value,
}

/// From the record of who changed what: one entry a version.
pub(crate) async fn versions(State(app): State<App>, Id(id): Id<LadderId>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let engine = app.engine();
    let newest = engine
        .book()
        .ladders
        .get(&id)
        .map(|ladder| u64::from(ladder.version))
        .ok_or_else(|| Problem::not_found("ladder"))?;
    let limit = query.limit()?;
    let skip = cursor::read_after(VERSIONS, query.one("cursor")?)?.unwrap_or(0);
    let filter = AuditFilter {
        noun: Some("ladder".to_owned()),
        noun_id: Some(id.0),
        ..AuditFilter::default()
    };
    let entries = engine.catalogue().audit(filter, None, MOST_VERSIONS).await?;
    let kept = entries
        .into_iter()
        .filter_map(|entry| Some((entry.at, entry.actor, entry.after?)));
    let versions = (1..=newest)
        .rev()
        .zip(kept)
        .map(|(version, (at, actor, ladder))| Version {
            version,
            at,
            actor,
            ladder,
        });
    let part = versions
        .skip(usize::try_from(skip).unwrap_or(usize::MAX))
        .take(limit + 1)
        .collect();
    let next = skip + i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(ok(Page::cut(part, limit, |_| cursor::write(VERSIONS, &[next]))))
}
