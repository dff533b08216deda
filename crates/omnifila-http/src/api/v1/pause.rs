//! "Pausar tudo". The answer is given when no further call begins, and says which had begun before.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::problem::Answer;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::Pause;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::input::InputError;
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use omnifila_engine::setup::sized;
use omnifila_store::{MessageFilter, Order};
use serde::{Deserialize, Serialize};

use super::messages::MAX_REASON;
use super::operations::Optionally;

/// Messages in flight that an answer lists at most.
const MAX_LISTED: usize = 10_000;
const PAGE: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PauseInput {
    pub(crate) reason: String,
    until: Option<Time>,
}

impl PauseInput {
    pub(crate) fn checked(self, now: Time) -> Result<Pause, InputError> {
        sized("/reason", &self.reason, MAX_REASON)?;
        if self.until.is_some_and(|until| until <= now) {
            return Err(InputError::new(
                "until_in_past",
                "/until",
                "a time in the future, or nothing",
            ));
        }
        Ok(Pause {
            reason: self.reason,
            since: now,
            until: self.until,
        })
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Paused {
    epoch: u64,
    in_flight: Vec<InFlight>,
}

#[derive(Debug, Serialize)]
struct InFlight {
    id: MessageId,
    gateway_id: GatewayId,
}

#[derive(Debug, Serialize)]
pub(crate) struct Resumed {
    pub(crate) epoch: u64,
}

#[derive(Debug, Serialize)]
struct PauseView {
    epoch: u64,
    /// The pause of everything, while it is in force.
    paused: Option<Pause>,
    /// Gateways with a pause of their own in force.
    gateway_ids: Vec<GatewayId>,
}

pub(crate) async fn show(State(app): State<App>) -> Response {
    let (book, now) = (app.engine().book(), app.engine().now());
    let gateways = book
        .gateway_pauses
        .iter()
        .filter(|(_, pause)| pause.holds_at(now));
    ok(PauseView {
        epoch: book.epoch,
        paused: book.paused_all.clone().filter(|pause| pause.holds_at(now)),
        gateway_ids: gateways.map(|(id, _)| *id).collect(),
    })
}

pub(crate) async fn pause(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<PauseInput>,
) -> Answer<Response> {
    let by = caller.by(Some(input.reason.clone()));
    let pause = input.checked(app.engine().now())?;
    let epoch = app.engine().pause(None, pause, by).await?;
    Ok(ok(paused(&app, epoch, None).await?))
}

/// What was in flight when a pause came into force.
pub(crate) async fn paused(app: &App, epoch: u64, gateway_id: Option<GatewayId>) -> Answer<Paused> {
    let filter = MessageFilter {
        gateway_id,
        status: vec![Status::Sending],
        ..MessageFilter::default()
    };
    let mut in_flight = Vec::new();
    let mut after = None;
    loop {
        let page = app.engine().queue().list(&filter, Order::Id, PAGE, after).await?;
        in_flight.extend(page.items.iter().map(|row| InFlight {
            id: row.id,
            gateway_id: row.gateway_id,
        }));
        after = page.next;
        if after.is_none() || in_flight.len() >= MAX_LISTED {
            return Ok(Paused { epoch, in_flight });
        }
    }
}

pub(crate) async fn resume(
    State(app): State<App>,
    caller: Caller,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    let epoch = app.engine().resume(None, caller.by(input.reason)).await?;
    Ok(ok(Resumed { epoch }))
}
