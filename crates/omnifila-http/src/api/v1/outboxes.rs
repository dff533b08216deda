//! Outboxes: programs that are told what became of messages. Their secrets, replays, a test, and the log of what was tried.

use crate::api::{Page, accepted, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::cursor;
use crate::problem::Answer;
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::OutboxSpec;
use omnifila_core::id::{EventId, OutboxId};
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use omnifila_engine::outbox::{MOST_OVERLAP_HOURS, OVERLAP_HOURS, OutboxState};
use omnifila_store::catalogue::{Delivery, Span};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::nouns;
use super::sources::Nothing;

const DELIVERIES: &str = "outbox-deliveries";

#[derive(Debug, Serialize)]
struct OutboxView {
    #[serde(flatten)]
    spec: Map<String, Value>,
    #[serde(flatten)]
    state: OutboxState,
}

#[derive(Debug, Serialize)]
struct OutboxMade {
    #[serde(flatten)]
    spec: Map<String, Value>,
    /// The secret that was made, shown this once; none when the caller brought one.
    secret: Option<String>,
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(spec): Input<OutboxSpec>,
) -> Answer<Response> {
    let (stored, secret) = app.engine().add_outbox(spec, caller.by(None)).await?;
    Ok(created(OutboxMade {
        spec: nouns::view(&*stored)?,
        secret,
    }))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<OutboxId>) -> Answer<Response> {
    let stored = nouns::find::<OutboxSpec>(&app, id)?;
    Ok(ok(OutboxView {
        spec: nouns::view(&*stored)?,
        state: app.engine().outbox_state(&stored).await?,
    }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RotateInput {
    /// How long the secret of before goes on signing.
    overlap_hours: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Rotated {
    secret: String,
    previous_until: Time,
}

pub(crate) async fn rotate(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<OutboxId>,
    MaybeInput(input): MaybeInput<RotateInput>,
) -> Answer<Response> {
    nouns::find::<OutboxSpec>(&app, id)?;
    let hours = input.overlap_hours.unwrap_or(OVERLAP_HOURS);
    if !(0..=MOST_OVERLAP_HOURS).contains(&hours) {
        let expected = format!("hours from 0 to {MOST_OVERLAP_HOURS}");
        return Err(InputError::new("out_of_range", "/overlap_hours", expected).into());
    }
    let (secret, previous_until) = app.engine().rotate_outbox(id, hours, caller.by(None)).await?;
    Ok(ok(Rotated {
        secret,
        previous_until,
    }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayInput {
    /// After this event of the feed; 0 for all.
    after: Option<i64>,
    /// From the first event at this time or later.
    since: Option<Time>,
    /// Up to and with this event; what the feed ends with now by default.
    until: Option<i64>,
}

pub(crate) async fn replay(
    State(app): State<App>,
    Id(id): Id<OutboxId>,
    Input(input): Input<ReplayInput>,
) -> Answer<Response> {
    nouns::find::<OutboxSpec>(&app, id)?;
    let from = match (input.after, input.since) {
        (Some(after), None) if after >= 0 => Span::After(EventId(after)),
        (None, Some(since)) => Span::Since(since),
        _ => return Err(InputError::new("missing", "/after", "either after or since").into()),
    };
    let until = input.until.map(EventId);
    Ok(accepted(app.engine().replay_outbox(id, from, until).await?))
}

pub(crate) async fn test(
    State(app): State<App>,
    Id(id): Id<OutboxId>,
    MaybeInput(Nothing {}): MaybeInput<Nothing>,
) -> Answer<Response> {
    nouns::find::<OutboxSpec>(&app, id)?;
    Ok(ok(app.engine().test_outbox(id).await?))
}

pub(crate) async fn deliveries(
    State(app): State<App>,
    Id(id): Id<OutboxId>,
    query: Query,
) -> Answer<Response> {
    nouns::find::<OutboxSpec>(&app, id)?;
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(DELIVERIES, query.one("cursor")?)?;
    let catalogue = app.engine().catalogue();
    let items = catalogue.outbox_deliveries(id, before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |delivery: &Delivery| {
        cursor::write(DELIVERIES, &[delivery.id])
    })))
}
