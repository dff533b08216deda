//! One line per gateway: does it work, how fast, and what can it tell.

use crate::Engine;
use crate::circuit::Circuit;
use crate::pulse::per_minute;
use omnifila_core::catalogue::{DeliveryMode, GatewayKind, GatewaySpec, Pause, QueueMode, Stored};
use omnifila_core::id::GatewayId;
use omnifila_core::message::Status;
use omnifila_core::port::Receipts;
use omnifila_core::time::{MINUTE, Time};
use omnifila_store::catalogue::Figures;
use serde::Serialize;

/// Refusals that mean: the account's key is wrong, and nothing helps but another.
const CREDENTIALS: [&str; 2] = ["unauthorized", "forbidden"];
/// Calls are looked at over so many minutes …
const RECENT: i64 = 5;
/// … and this many failed ones among them make a gateway degraded, if they are a fifth of all.
const SOME: i64 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayState {
    Ok,
    /// A fifth of the calls of the last minutes was not accepted.
    Degraded,
    Paused,
    /// Nothing starts because of trouble.
    Down,
    /// Nothing starts because the provider refuses the account.
    NoCredential,
}

#[derive(Debug, Clone, Serialize)]
pub struct GatewayLine {
    pub gateway_id: GatewayId,
    pub name: String,
    pub kind: GatewayKind,
    pub state: GatewayState,
    /// While nothing starts because of trouble.
    pub circuit: Option<CircuitNow>,
    pub paused: Option<Pause>,
    pub waiting: i64,
    pub rate_limit_per_second: Option<f64>,
    pub sent_last_minute: i64,
    /// Calls that were not accepted.
    pub errors_last_hour: i64,
    pub receipts: Receipts,
    pub delivery_mode: DeliveryMode,
    pub queue_mode: QueueMode,
    /// An enabled task releases it.
    pub has_task: bool,
    #[serde(skip)]
    pub(super) window: Option<omnifila_core::id::WindowId>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CircuitNow {
    pub open_until: Time,
    pub code: Option<String>,
}

impl Engine {
    pub(super) fn gateway_lines(
        &self,
        counts: &[(GatewayId, Status, i64)],
        figures: &Figures,
    ) -> Vec<GatewayLine> {
        let book = self.book();
        let lines = book.gateways.iter().map(|(id, stored)| {
            let waiting = counts
                .iter()
                .filter(|(gateway, status, _)| gateway == id && *status == Status::Waiting);
            let waiting = waiting.map(|(.., n)| n).sum();
            let pause = book.gateway_pauses.get(id).filter(|p| p.holds_at(self.now()));
            self.gateway_line(*id, stored, (waiting, book.has_task(*id)), pause, figures)
        });
        lines.collect()
    }

    fn gateway_line(
        &self,
        id: GatewayId,
        stored: &Stored<GatewaySpec>,
        (waiting, has_task): (i64, bool),
        pause: Option<&Pause>,
        figures: &Figures,
    ) -> GatewayLine {
        let (now, spec) = (self.now(), &stored.spec);
        let circuit = self.lane(id).map(|lane| lane.circuit()).unwrap_or_default();
        let of_gateway = || figures.hour.iter().filter(|minute| minute.gateway_id == id);
        let recent = of_gateway().filter(|minute| now.since(minute.at) < RECENT * MINUTE);
        let (sent, errors) = recent.fold((0, 0), |(sent, errors), minute| {
            (sent + minute.moved.sent, errors + minute.moved.errors)
        });
        GatewayLine {
            gateway_id: id,
            name: spec.name.clone(),
            kind: spec.kind,
            state: state(pause.is_some(), &circuit, (sent, errors)),
            circuit: circuit.open_until().map(|open_until| CircuitNow {
                open_until,
                code: circuit.code().map(str::to_owned),
            }),
            paused: pause.cloned(),
            waiting,
            rate_limit_per_second: spec.rate.per_second,
            sent_last_minute: per_minute(&figures.hour, now, Some(id)),
            errors_last_hour: of_gateway().map(|minute| minute.moved.errors).sum(),
            receipts: self.receipts_of(spec.kind),
            delivery_mode: spec.delivery_mode,
            queue_mode: spec.queue_mode,
            has_task,
            window: spec.window_id,
        }
    }
}

fn state(paused: bool, circuit: &Circuit, (sent, errors): (i64, i64)) -> GatewayState {
    if circuit.open_until().is_some() {
        let refused = circuit.code().is_some_and(|code| CREDENTIALS.contains(&code));
        return if refused {
            GatewayState::NoCredential
        } else {
            GatewayState::Down
        };
    }
    if paused {
        GatewayState::Paused
    } else if errors >= SOME && errors * 5 >= sent + errors {
        GatewayState::Degraded
    } else {
        GatewayState::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::outcome::{Outcome, Rejection};

    #[test]
    fn trouble_goes_before_a_pause_and_a_pause_before_some_errors() {
        let well = Circuit::default();
        let mut refused = Circuit::default();
        let outcome = |code: &str| Outcome::Rejected {
            rejection: Rejection::GatewayRefused,
            code: code.into(),
        };
        refused.learn(&outcome("unauthorized"), Time(0));
        let mut down = Circuit::default();
        down.learn(&outcome("wrong_url"), Time(0));
        assert_eq!(state(true, &refused, (0, 0)), GatewayState::NoCredential);
        assert_eq!(state(true, &down, (0, 0)), GatewayState::Down);
        assert_eq!(state(true, &well, (10, 90)), GatewayState::Paused);
        assert_eq!(state(false, &well, (20, 5)), GatewayState::Degraded);
        assert_eq!(state(false, &well, (21, 5)), GatewayState::Ok);
        assert_eq!(state(false, &well, (0, 4)), GatewayState::Ok);
    }
}
