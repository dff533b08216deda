//! The stage that hands messages to gateways: one lane per gateway, so that a slow one delays no other.
//!
//! A lane repeats: record the outcomes that came back, start as many messages as there are free slots, make the calls.
//! Outcomes and starts go to the store together, as one turn; no transaction is open while a call runs. While a turn is at
//! the store, calls go on and answers gather for the next. A store that cannot record stops the lane, and the outcomes wait
//! here until it can.
//!
//! Left out: which messages may start (`core::plan`, asked by the store inside its transaction).

use crate::Engine;
use crate::activity::{Busy, Signal};
use crate::circuit::Circuit;
use crate::live::Live;
use futures_util::future::BoxFuture;
use omnifila_core::catalogue::DeliveryMode;
use omnifila_core::id::GatewayId;
use omnifila_core::outcome::{Call, Outcome, Rejection};
use omnifila_core::port::Gateway;
use omnifila_core::time::{MINUTE, SECOND, Time};
use omnifila_store::StoreError;
use omnifila_store::verbs::{Settled, Settlement, StartRequest, Started};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Outcomes recorded in one transaction at most; the rest follow in the next.
const SETTLE_BATCH: usize = 1_000;
/// Calls in flight from which on answers are gathered, and for how long at most: less than a provider's own jitter.
const MANY: usize = 32;
const GATHER: std::time::Duration = std::time::Duration::from_millis(2);
/// How long a lane waits before it asks a store again that could not record.
const STORE_REST: std::time::Duration = std::time::Duration::from_millis(250);

/// Refusals after which an address is written to no more.
const GONE: [&str; 3] = ["recipient_unknown", "recipient_disabled", "bot_blocked"];

/// What others see of a lane.
#[derive(Debug, Clone)]
pub struct LaneHandle {
    pub signal: Signal,
    pub circuit: Arc<Mutex<Circuit>>,
}

impl LaneHandle {
    pub fn circuit(&self) -> Circuit {
        self.circuit
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// An answer on its way to the store; keeps the process busy until it is recorded.
#[derive(Debug)]
struct Done {
    settlement: Settlement,
    _busy: Busy,
}

/// What a lane has asked of the store.
#[derive(Debug)]
struct Turn {
    done: Vec<Done>,
    slots: usize,
    at: Time,
    /// The process is busy until the answer has been dealt with.
    busy: Busy,
}

/// A turn with the store's answers.
#[derive(Debug)]
struct Told {
    turn: Turn,
    answer: Result<(Vec<Settled>, Option<Started>), StoreError>,
}

pub(crate) struct Lane {
    engine: Engine,
    gateway: GatewayId,
    handle: LaneHandle,
    done: (mpsc::UnboundedSender<Done>, mpsc::UnboundedReceiver<Done>),
    unrecorded: Vec<Done>,
    /// How many of `unrecorded` the circuit has learnt from: they stay when the store could not record them.
    learnt: usize,
    in_flight: usize,
    /// The one turn at the store.
    turn: Option<BoxFuture<'static, Told>>,
    next_look: Option<Time>,
    /// 429s in a row without a Retry-After of their own.
    slowdowns: u32,
}

impl Lane {
    pub(crate) fn new(engine: Engine, gateway: GatewayId, handle: LaneHandle) -> Self {
        let done = mpsc::unbounded_channel();
        Self {
            engine,
            gateway,
            handle,
            done,
            unrecorded: Vec::new(),
            learnt: 0,
            in_flight: 0,
            turn: None,
            next_look: None,
            slowdowns: 0,
        }
    }

    /// Runs until the engine stops and the last call has been recorded.
    pub(crate) async fn run(mut self) {
        let mut stop = self.engine.stopping();
        // Held from waking until the next sleep is on the clock, so that a simulated one does not move on in between.
        let mut at_work = None;
        loop {
            let stopping = *stop.borrow();
            if stopping && self.in_flight == 0 && self.unrecorded.is_empty() && self.turn.is_none() {
                return;
            }
            let free = self.turn.is_none();
            let (woken, asked) = tokio::select! {
                biased;
                told = answered(&mut self.turn), if !free => (Some(self.told(told).await), false),
                // While a turn is at the store the answers gather in the channel, without waking this task for each.
                Some(done) = self.done.1.recv(), if free => {
                    self.unrecorded.push(done);
                    (None, false)
                }
                changed = stop.changed(), if !stopping => {
                    if changed.is_err() {
                        return;
                    }
                    (None, false)
                }
                busy = self.engine.pace().next(&self.handle.signal, self.next_look), if free && !stopping => (Some(busy), true),
                // Asked last: by now the lane sleeps.
                never = rest(&mut at_work) => match never {},
            };
            at_work = Some(woken.unwrap_or_else(|| self.engine.pace().activity.enter()));
            self.take_answers();
            if self.turn.is_none() && (asked || !self.unrecorded.is_empty()) {
                self.gather().await;
                let stopping = *stop.borrow();
                self.begin_turn(stopping).await;
            }
        }
    }

    /// With many calls in flight a turn takes half of them at most: the other half flies while it is at the store. All at once
    /// they would fly and wait together, and the store and the network would take turns instead of working at once.
    fn most(&self) -> usize {
        if self.in_flight < MANY {
            return SETTLE_BATCH;
        }
        (self.in_flight / 2).min(SETTLE_BATCH)
    }

    fn take_answers(&mut self) {
        let most = self.most();
        while self.unrecorded.len() < most
            && let Ok(done) = self.done.1.try_recv()
        {
            self.unrecorded.push(done);
        }
    }

    /// With many calls in flight, waits a moment for the answers that are about to come: a commit costs the same for
    /// half of them as for one.
    async fn gather(&mut self) {
        let until = tokio::time::Instant::now() + GATHER;
        while !self.unrecorded.is_empty() && self.in_flight >= MANY && self.unrecorded.len() < self.most() {
            tokio::select! {
                biased;
                Some(done) = self.done.1.recv() => {
                    self.unrecorded.push(done);
                    self.take_answers();
                }
                () = tokio::time::sleep_until(until) => return,
            }
        }
    }

    /// One turn: outcomes to the store, starts from it.
    async fn begin_turn(&mut self, stopping: bool) {
        let at = self.engine.pace().now();
        self.learn(at).await;
        let slots = if stopping { 0 } else { self.free_slots(at).await };
        if slots == 0 {
            self.next_look = self.handle.circuit().open_until();
            if self.unrecorded.is_empty() {
                return;
            }
        } else {
            self.next_look = None;
        }
        self.learnt = 0;
        let turn = Turn {
            done: std::mem::take(&mut self.unrecorded),
            slots,
            at,
            busy: self.engine.pace().activity.enter(),
        };
        self.turn = Some(Box::pin(tell(self.engine.clone(), self.gateway, turn)));
    }

    /// Deals with the store's answers; the turn's work is over when what it answers is dropped.
    async fn told(&mut self, told: Told) -> Busy {
        let Told { turn, answer } = told;
        let (settled, started) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                tracing::error!(gateway.id = self.gateway.0, %error, "the store could not record; the lane holds");
                self.learnt += turn.done.len();
                self.unrecorded.splice(0..0, turn.done);
                tokio::time::sleep(STORE_REST).await;
                self.handle.signal.raise();
                return turn.busy;
            }
        };
        for one in settled {
            self.engine
                .live(Live::message(one.message_id, one.gateway_id, one.status));
            if let Some(gateway) = one.next_gateway {
                self.engine.nudge(gateway);
            }
            if one.goes_on_at.is_some() {
                self.engine.upkeep_soon();
            }
        }
        if let Some(started) = started {
            self.began(started, turn.at).await;
        }
        turn.busy
    }

    /// Draws the gateway's conclusions from new outcomes, before they are recorded.
    async fn learn(&mut self, now: Time) {
        let mut rest: Option<Time> = None;
        for done in &self.unrecorded[self.learnt..] {
            let outcome = &done.settlement.outcome;
            self.handle
                .circuit
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .learn(outcome, now);
            if outcome.code() == Some("daily_limit_reached") {
                self.engine.read_allowance_soon(self.gateway);
            } else if outcome.code().is_some_and(|code| code.starts_with("template_")) {
                self.engine.read_listing_soon(self.gateway);
            } else if outcome.code() == Some("opted_out") {
                self.engine.opted_out(self.gateway, done.settlement.message_id);
            } else if matches!(outcome, Outcome::Unknown { .. }) {
                self.engine.look_up_soon(self.gateway);
            } else if let Some(code) = outcome.code().filter(|code| GONE.contains(code)) {
                self.engine
                    .refused_for_ever(self.gateway, done.settlement.message_id, code);
            }
            if let Outcome::Rejected {
                rejection: Rejection::RateLimited { retry_after_ms },
                ..
            } = outcome
            {
                self.slowdowns += 1;
                let own = SECOND << (self.slowdowns - 1).min(6);
                let wait = retry_after_ms.unwrap_or(own.min(MINUTE));
                rest = rest.max(Some(now.plus(wait)));
            } else if matches!(outcome, Outcome::Accepted { .. }) {
                self.slowdowns = 0;
            }
        }
        self.in_flight -= (self.unrecorded.len() - self.learnt).min(self.in_flight);
        self.learnt = self.unrecorded.len();
        if rest.is_some()
            && let Err(error) = self.engine.queue().rest_gateway(self.gateway, rest).await
        {
            tracing::error!(gateway.id = self.gateway.0, %error, "the gateway's rest could not be recorded");
        }
    }

    /// Slots that may be used now; asks an open circuit's probe when its rest is over.
    async fn free_slots(&mut self, now: Time) -> usize {
        let Some(gateway) = self.engine.book().gateways.get(&self.gateway).cloned() else {
            return 0;
        };
        if let Some(until) = self.handle.circuit().open_until() {
            if now < until {
                return 0;
            }
            let probe = match self.engine.adapter(self.gateway).await {
                Ok(adapter) => adapter.probe().await,
                Err(_) => None,
            };
            let probe = probe
                .as_ref()
                .map(|p| p.as_ref().copied().map_err(|fault| fault.code.as_str()));
            let mut circuit = self.handle.circuit.lock().unwrap_or_else(PoisonError::into_inner);
            circuit.probed(probe, now);
            drop(circuit);
            self.engine.live(Live::Invalidate { noun: "gateways" });
        }
        let most = gateway.spec.max_in_flight as usize;
        self.handle.circuit().allows(most.saturating_sub(self.in_flight))
    }

    async fn began(&mut self, started: Started, now: Time) {
        self.next_look = started.next_look;
        self.engine.want_looks(started.looks);
        self.engine.want_ready(started.prepares);
        if started.more {
            self.handle.signal.raise();
        }
        if started.exhausted && self.in_flight == 0 {
            self.engine.lane_exhausted(self.gateway, started.as_of, now).await;
        }
        if started.calls.is_empty() {
            return;
        }
        let adapter = self.engine.adapter(self.gateway).await;
        for (call, valid_until) in started.calls.into_iter().zip(started.valid_until) {
            self.in_flight += 1;
            self.fly(call, valid_until, adapter.clone());
        }
    }

    /// Makes one call in a task of its own. Whatever happens to that task, an outcome comes back.
    fn fly(&self, call: Call, valid_until: Time, adapter: Result<Adapter, String>) {
        let clock = self.engine.pace().clock();
        let engine = self.engine.clone();
        let mut reply = Reply {
            sender: self.done.0.clone(),
            settlement: Some(Settlement {
                message_id: call.message_id,
                attempt: call.attempt,
                outcome: Outcome::Unknown {
                    code: "adapter_panicked".into(),
                },
                ended_at: clock.now(),
            }),
            busy: Some(self.engine.pace().activity.enter()),
        };
        self.engine.spawn_call(async move {
            let outcome = match adapter {
                // The commit took longer than the window or the expiry allowed.
                _ if clock.now() >= valid_until => Outcome::NotSent {
                    code: "too_late_to_begin".into(),
                },
                // This node was away for longer than its lease: the others may have given its calls up.
                _ if !engine.queue().may_call() => Outcome::NotSent {
                    code: "lease_lost".into(),
                },
                Err(code) => Outcome::Rejected {
                    rejection: Rejection::GatewayRefused,
                    code,
                },
                Ok(adapter) => adapter.send(&call).await,
            };
            reply.answer(outcome, clock.now());
        });
    }
}

/// Takes a turn to the store and back.
async fn tell(engine: Engine, gateway: GatewayId, turn: Turn) -> Told {
    let outcomes: Vec<Settlement> = turn.done.iter().map(|d| d.settlement.clone()).collect();
    let request = StartRequest {
        gateway_id: gateway,
        slots: turn.slots,
        now: turn.at,
        circuit_until: None,
    };
    let queue = engine.queue();
    let answer = if turn.slots == 0 {
        queue.settle(outcomes).await.map(|settled| (settled, None))
    } else {
        let told = queue.turn(outcomes, request).await;
        told.map(|(settled, started)| (settled, Some(started)))
    };
    Told { turn, answer }
}

/// The store's answer to the turn, which is then over; never answers while there is none.
async fn answered(turn: &mut Option<BoxFuture<'static, Told>>) -> Told {
    let Some(asked) = turn else {
        return std::future::pending().await;
    };
    let told = asked.await;
    *turn = None;
    told
}

/// Ends the work that was begun, and never answers.
async fn rest(work: &mut Option<Busy>) -> Infallible {
    drop(work.take());
    std::future::pending().await
}

/// A gateway's adapter with the delivery mode that applies to it.
#[derive(Debug, Clone)]
pub(crate) struct Adapter {
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) mode: DeliveryMode,
    /// Normalised addresses that `allow_list` lets through.
    pub(crate) allowed: Arc<[String]>,
}

impl Adapter {
    async fn send(&self, call: &Call) -> Outcome {
        let live = match self.mode {
            DeliveryMode::Live => true,
            DeliveryMode::AllowList => self.allowed.contains(&call.address),
            DeliveryMode::Simulate => false,
        };
        if live {
            self.gateway.send(call).await
        } else {
            Outcome::Accepted {
                provider_id: format!("simulated-{}-{}", call.message_id, call.attempt),
            }
        }
    }

    async fn probe(&self) -> Option<Result<(), omnifila_core::port::Fault>> {
        if self.mode == DeliveryMode::Simulate {
            Some(Ok(()))
        } else {
            self.gateway.probe().await
        }
    }
}

/// Sends exactly one outcome back: the given one, or unknown when the call's task died.
#[derive(Debug)]
struct Reply {
    sender: mpsc::UnboundedSender<Done>,
    settlement: Option<Settlement>,
    busy: Option<Busy>,
}

impl Reply {
    fn answer(&mut self, outcome: Outcome, ended_at: Time) {
        if let Some(settlement) = &mut self.settlement {
            settlement.outcome = outcome;
            settlement.ended_at = ended_at;
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let (Some(settlement), Some(busy)) = (self.settlement.take(), self.busy.take()) {
            // The lane outlives its calls; when it is gone the process is ending and rescue settles the row.
            drop(self.sender.send(Done {
                settlement,
                _busy: busy,
            }));
        }
    }
}
