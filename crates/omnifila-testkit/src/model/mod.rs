//! The model: the queue's verbs in the plainest form that can be right. One mutex, ordered maps, every question answered
//! by looking at every message; statuses change only through `core::transition::step`, and what may start is decided only
//! by `core::plan::Planner`.
//!
//! It is slow and keeps nothing over a process. A bulk cancel rewrites its rows at once, where a real store writes an order
//! and lets the rows follow: nobody may be able to tell the difference.

mod accounts;
mod browse;
mod desk;
mod flow;
mod intake;
mod moves;
mod orders;
mod receipts;
mod record;
mod runs;
mod sequences;
mod starting;
mod verbs;

use crate::harness::{Harness, Setting};
use async_trait::async_trait;
use desk::Desk;
use omnifila_core::catalogue::Book;
use omnifila_core::id::{GatewayId, MessageId, OperationId, RunId};
use omnifila_core::message::{Origin, Status};
use omnifila_core::outcome::Receipt;
use omnifila_core::plan::GatewayState;
use omnifila_core::policy::rate::RateState;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Refusal, step};
use omnifila_store::verbs::{FeedEvent, HistoryRow, Result};
use omnifila_store::{Queue, StoreError};
use orders::Order;
use record::Record;
use runs::ModelRun;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The model store; clones share one queue.
#[derive(Debug, Clone, Default)]
pub struct ModelQueue {
    world: Arc<Mutex<World>>,
}

impl ModelQueue {
    pub fn new() -> Self {
        Self::default()
    }

    /// What `start` obeys from now on.
    pub fn set_book(&self, book: Book) {
        self.world().desk.book = book;
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Harness for ModelQueue {
    fn name(&self) -> &'static str {
        "model"
    }

    fn queue(&self) -> Arc<dyn Queue> {
        Arc::new(self.clone())
    }

    async fn set(&self, setting: Setting, now: Time) -> i64 {
        self.world().desk.set(setting, now)
    }

    async fn restart(&self) {
        // Nothing is kept beside the world itself.
    }
}

/// All there is.
#[derive(Debug, Default)]
struct World {
    desk: Desk,
    /// The latest time told.
    now: Time,
    records: BTreeMap<MessageId, Record>,
    /// Business keys outlive their messages.
    keys: BTreeMap<(Origin, String), Key>,
    /// What a gateway's limits remember; calls in flight are counted, never kept.
    gateways: BTreeMap<GatewayId, GatewayState>,
    address_rates: BTreeMap<(GatewayId, i64), RateState>,
    feed: Vec<FeedEvent>,
    unmatched: Vec<Receipt>,
    operations: BTreeMap<OperationId, Order>,
    runs: BTreeMap<RunId, ModelRun>,
    last_message: i64,
}

#[derive(Debug)]
struct Key {
    id: MessageId,
    hash: [u8; 16],
    until: Time,
}

impl World {
    fn record(&self, id: MessageId) -> Result<&Record> {
        self.records
            .get(&id)
            .ok_or(StoreError::NotFound { noun: "message" })
    }

    fn record_mut(&mut self, id: MessageId) -> Result<&mut Record> {
        self.records
            .get_mut(&id)
            .ok_or(StoreError::NotFound { noun: "message" })
    }

    /// The only place where a status is written: what `step` makes of the event, with its history and its line in the feed.
    fn apply(
        &mut self,
        id: MessageId,
        event: Event<'_>,
        now: Time,
        operation: Option<OperationId>,
    ) -> Applied {
        let Some(record) = self.records.get_mut(&id) else {
            return Err(StoreError::NotFound { noun: "message" });
        };
        let from = record.life.status;
        let next = match step(record.life, event, now) {
            Ok(next) => next,
            Err(refusal) => return Ok(Err(refusal)),
        };
        record.life = next.life;
        record.reason = next.reason;
        record.next_attempt_at = next.next_attempt_at;
        record.updated_at = now;
        let to = next.life.status;
        if matches!(to, Status::Sent | Status::Delivered | Status::Read) && record.sent_at.is_none() {
            record.sent_at = Some(now);
        }
        record.history.push(HistoryRow {
            at: now,
            from: Some(from),
            to,
            reason: next.reason,
            operation_id: operation,
            actor: None,
            note: None,
            changes: Vec::new(),
        });
        // A start is told by its attempt; the feed says what became of messages.
        if to != Status::Sending {
            let line = FeedEvent {
                id: (self.feed.len() as i64 + 1).into(),
                message_id: id,
                source_ref: record.new.source_ref.clone(),
                dedupe_key: record.new.dedupe_key.clone(),
                kind: format!("message.{to}"),
                from: Some(from),
                to,
                reason: next.reason,
                at: now,
            };
            self.feed.push(line);
        }
        self.patience(id, from, now)?;
        Ok(Ok(to))
    }

    /// Like [`World::apply`], where being refused is an answer to the caller.
    fn demand(
        &mut self,
        id: MessageId,
        event: Event<'_>,
        now: Time,
        operation: Option<OperationId>,
    ) -> Result<Status> {
        self.apply(id, event, now, operation)?
            .map_err(|refusal| refused(code_of(refusal)))
    }

    fn in_flight(&self, gateway: GatewayId) -> u32 {
        let sending = |r: &&Record| r.gateway_id == gateway && r.life.status == Status::Sending;
        self.records.values().filter(sending).count() as u32
    }

    fn state(&self, gateway: GatewayId) -> GatewayState {
        let kept = self.gateways.get(&gateway).copied().unwrap_or_default();
        GatewayState {
            in_flight: self.in_flight(gateway),
            ..kept
        }
    }
}

type Applied = Result<std::result::Result<Status, Refusal>>;

fn refused(code: &'static str) -> StoreError {
    StoreError::Refused { code }
}

/// The API's code of a refusal.
fn code_of(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::TooLate => "too_late",
        Refusal::Uncertain => "uncertain",
        Refusal::NotWaiting => "not_waiting",
        Refusal::NotSending => "not_sending",
        Refusal::NotResendable => "not_resendable",
        Refusal::NotUncertain => "not_uncertain",
        Refusal::NotCancelled => "not_cancelled",
        Refusal::Unchanged => "unchanged",
    }
}
