//! The stage of a case: a store, one gateway with a template, and the time; each verb in a line.

use crate::builder::{self, NOON};
use crate::harness::{Harness, Setting};
use omnifila_core::catalogue::{GatewaySpec, QueueMode};
use omnifila_core::id::{EventId, GatewayId, MAX_ID, MessageId, OperationId, RunId, TaskId, TemplateId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::{Call, Evidence, Outcome, Receipt};
use omnifila_core::time::Time;
use omnifila_store::verbs::{
    Accepted, Action, BulkOrder, CancelAnswer, Detail, FeedEvent, NewMessage, NewRun, Operation, Row, Run,
    Selection, Settled, Settlement, StartRequest, Undone,
};
use omnifila_store::{Cursor, MessageFilter, Order, Queue, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A loop that asks more often than this will never end.
const PATIENCE: usize = 10_000;

#[derive(Debug)]
pub struct Stage<'a> {
    pub store: &'a dyn Harness,
    pub gateway: GatewayId,
    pub template: TemplateId,
    /// The task of the gateway, where that waits for one.
    pub task: Option<TaskId>,
    pub now: Time,
    next: i64,
}

impl<'a> Stage<'a> {
    /// With a gateway that sends what is due.
    pub async fn open(store: &'a dyn Harness) -> Stage<'a> {
        Self::with(store, builder::continuous()).await
    }

    /// With a gateway that waits for a task.
    pub async fn queued(store: &'a dyn Harness) -> Stage<'a> {
        Self::with(store, builder::queued()).await
    }

    pub async fn with(store: &'a dyn Harness, spec: GatewaySpec) -> Stage<'a> {
        let waits = spec.queue_mode == QueueMode::Queue;
        let gateway = GatewayId(store.set(Setting::Gateway(spec), NOON).await);
        let template = TemplateId(
            store
                .set(Setting::Template(builder::template(&[gateway])), NOON)
                .await,
        );
        let task = if waits {
            Some(TaskId(
                store.set(Setting::Task(builder::task(&[gateway])), NOON).await,
            ))
        } else {
            None
        };
        Stage {
            store,
            gateway,
            template,
            task,
            now: NOON,
            next: 0,
        }
    }

    pub fn queue(&self) -> Arc<dyn Queue> {
        self.store.queue()
    }

    /// Lets `ms` milliseconds go by.
    pub fn pass(&mut self, ms: i64) {
        self.now = self.now.plus(ms);
    }

    pub async fn set(&self, setting: Setting) -> i64 {
        self.store.set(setting, self.now).await
    }

    /// One more gateway, which the template speaks to in the messages of [`Stage::for_both`].
    pub async fn another_gateway(&self, spec: GatewaySpec) -> GatewayId {
        GatewayId(self.set(Setting::Gateway(spec)).await)
    }

    /// A message to the next customer.
    pub fn message(&mut self) -> NewMessage {
        self.next += 1;
        self.message_to(self.next)
    }

    /// A message to customer `n`.
    pub fn message_to(&self, n: i64) -> NewMessage {
        builder::message(self.gateway, self.template, n, self.now)
    }

    /// A message to the next customer that may be rerouted to `other`.
    pub fn for_both(&mut self, other: GatewayId) -> NewMessage {
        let message = self.message();
        let contents = vec![
            (self.gateway, builder::content(self.next)),
            (other, builder::content(self.next)),
        ];
        NewMessage { contents, ..message }
    }

    pub async fn accept(&self, batch: Vec<NewMessage>) -> Vec<Accepted> {
        self.queue().accept(batch, self.now).await.unwrap()
    }

    pub async fn accept_one(&self, message: NewMessage) -> MessageId {
        self.accept(vec![message]).await[0].id
    }

    /// One message each to the next `n` customers.
    pub async fn fill(&mut self, n: usize) -> Vec<MessageId> {
        let batch = (0..n).map(|_| self.message()).collect();
        self.accept(batch).await.into_iter().map(|a| a.id).collect()
    }

    /// What the engine does when a moment of a message comes.
    pub async fn upkeep(&self) {
        for _ in 0..PATIENCE {
            if !self.queue().expire(self.now, 1_000).await.unwrap().more {
                return;
            }
        }
        panic!("expire says for ever that there is more");
    }

    pub fn request(&self, gateway: GatewayId, slots: usize) -> StartRequest {
        StartRequest {
            gateway_id: gateway,
            slots,
            now: self.now,
            circuit_until: None,
        }
    }

    /// Starts what may start now, at most `slots`, asking as long as the store says there is more.
    pub async fn calls(&self, slots: usize) -> Vec<Call> {
        self.calls_of(self.gateway, slots).await
    }

    pub async fn calls_of(&self, gateway: GatewayId, slots: usize) -> Vec<Call> {
        self.upkeep().await;
        let mut calls = Vec::new();
        for _ in 0..PATIENCE {
            let started = self
                .queue()
                .start(self.request(gateway, slots - calls.len()))
                .await
                .unwrap();
            assert_eq!(
                started.calls.len(),
                started.valid_until.len(),
                "one moment per call"
            );
            assert!(
                started.valid_until.iter().all(|t| *t > self.now),
                "a call that is invalid at once"
            );
            calls.extend(started.calls);
            if !started.more || calls.len() >= slots {
                assert!(calls.len() <= slots, "more calls than slots");
                return calls;
            }
        }
        panic!("start says for ever that there is more");
    }

    /// The ids of [`Stage::calls`].
    pub async fn start(&self, slots: usize) -> Vec<MessageId> {
        self.calls(slots)
            .await
            .into_iter()
            .map(|c| c.message_id)
            .collect()
    }

    /// Settles the attempt in flight of a message.
    pub async fn settle(&self, id: MessageId, outcome: Outcome) -> Settled {
        let attempt = self.detail(id).await.attempts.last().unwrap().number;
        self.settle_attempt(id, attempt, outcome).await
    }

    pub fn settlement(&self, id: MessageId, attempt: u32, outcome: Outcome) -> Settlement {
        Settlement {
            message_id: id,
            attempt,
            outcome,
            ended_at: self.now,
        }
    }

    pub async fn settle_attempt(&self, id: MessageId, attempt: u32, outcome: Outcome) -> Settled {
        let settlement = self.settlement(id, attempt, outcome);
        self.queue().settle(vec![settlement]).await.unwrap()[0]
    }

    /// Accepts one message, starts it alone and settles it so.
    pub async fn settled(&mut self, outcome: Outcome) -> MessageId {
        let message = self.message();
        let id = self.accept_one(message).await;
        assert_eq!(
            self.start(1).await,
            [id],
            "the new message is the only one that can start"
        );
        self.settle(id, outcome).await;
        id
    }

    /// A message that the gateway took, named `p{id}` by it.
    pub async fn sent(&mut self) -> MessageId {
        let message = self.message();
        let id = self.accept_one(message).await;
        assert_eq!(
            self.start(1).await,
            [id],
            "the new message is the only one that can start"
        );
        self.settle(id, builder::accepted(&provider_id(id))).await;
        id
    }

    /// A report about the attempt that the provider named `p{id}`.
    pub async fn report(&self, id: MessageId, evidence: Evidence) -> Option<MessageId> {
        let receipt = Receipt {
            provider_id: Some(provider_id(id)),
            message_id: None,
            ..self.receipt(evidence)
        };
        self.receipt_in(receipt).await
    }

    pub async fn receipt_in(&self, receipt: Receipt) -> Option<MessageId> {
        self.queue().receipts(vec![receipt], self.now).await.unwrap()[0]
    }

    /// A receipt of this gateway that names nothing yet.
    pub fn receipt(&self, evidence: Evidence) -> Receipt {
        let code = (evidence == Evidence::Failed).then(|| "undeliverable".to_owned());
        Receipt {
            gateway_id: self.gateway,
            provider_id: None,
            message_id: None,
            attempt: None,
            evidence,
            code,
            at: self.now,
        }
    }

    pub async fn detail(&self, id: MessageId) -> Detail {
        self.queue()
            .message(id)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("message {id} is gone"))
    }

    pub async fn row(&self, id: MessageId) -> Row {
        self.detail(id).await.row
    }

    pub async fn status(&self, id: MessageId) -> Status {
        self.row(id).await.status
    }

    pub async fn statuses(&self, ids: &[MessageId]) -> Vec<Status> {
        let mut found = Vec::new();
        for id in ids {
            found.push(self.status(*id).await);
        }
        found
    }

    /// The whole list, page by page.
    pub async fn pages(&self, filter: &MessageFilter, order: Order, limit: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut after: Option<Cursor> = None;
        for _ in 0..PATIENCE {
            let page = self.queue().list(filter, order, limit, after).await.unwrap();
            assert!(page.items.len() <= limit, "a page longer than asked");
            rows.extend(page.items);
            match page.next {
                None => return rows,
                next => after = next,
            }
        }
        panic!("a list without end");
    }

    /// The ids that match, oldest first.
    pub async fn list(&self, filter: MessageFilter) -> Vec<MessageId> {
        let mut ids: Vec<MessageId> = self
            .pages(&filter, Order::Id, 1_000)
            .await
            .iter()
            .map(|r| r.id)
            .collect();
        ids.reverse();
        ids
    }

    pub async fn list_status(&self, status: Status) -> Vec<MessageId> {
        self.list(MessageFilter {
            status: vec![status],
            ..MessageFilter::default()
        })
        .await
    }

    /// What waits at this gateway, in the order shown.
    pub async fn shown_queue(&self) -> Vec<MessageId> {
        let filter = MessageFilter {
            gateway_id: Some(self.gateway),
            ..MessageFilter::default()
        };
        self.pages(&filter, Order::Queue, 1_000)
            .await
            .iter()
            .map(|r| r.id)
            .collect()
    }

    pub async fn cancel(&self, id: MessageId) -> CancelAnswer {
        self.queue()
            .cancel(id, builder::by("ana"), Reason::Cancelled, self.now)
            .await
            .unwrap()
    }

    /// Everything of this gateway.
    pub fn all(&self) -> Selection {
        Selection::Filter(MessageFilter {
            gateway_id: Some(self.gateway),
            ..MessageFilter::default()
        })
    }

    pub fn bulk(&self, action: Action, selection: Selection) -> BulkOrder {
        BulkOrder {
            action,
            selection,
            cause: Reason::Cancelled,
            by: builder::by("ana"),
        }
    }

    /// Commits an order; its rows follow by [`Stage::sweep`].
    pub async fn order(&self, action: Action, selection: Selection) -> Operation {
        self.queue()
            .order(self.bulk(action, selection), self.now)
            .await
            .unwrap()
    }

    pub async fn sweep(&self) {
        for _ in 0..PATIENCE {
            if !self.queue().sweep(self.now, 7).await.unwrap() {
                return;
            }
        }
        panic!("sweep says for ever that there is more");
    }

    /// An order with all its rows.
    pub async fn ordered(&self, action: Action, selection: Selection) -> Operation {
        let operation = self.order(action, selection).await;
        self.sweep().await;
        self.operation(operation.id).await
    }

    pub async fn operation(&self, id: OperationId) -> Operation {
        self.queue().operation(id).await.unwrap().unwrap()
    }

    pub async fn undo(&self, id: OperationId) -> Result<Undone, StoreError> {
        self.queue()
            .undo_operation(id, builder::by("bia"), self.now)
            .await
    }

    pub async fn resend(&self, id: MessageId) -> Result<OperationId, StoreError> {
        self.queue().resend(id, builder::by("ana"), self.now).await
    }

    pub fn new_run(&self, limit: Option<u32>) -> NewRun {
        let gateway_ids = vec![self.gateway];
        NewRun {
            task_id: self.task,
            gateway_ids,
            limit,
            occurrence: None,
            by: builder::by("tarefa"),
        }
    }

    /// Opens a run of the task.
    pub async fn run(&self, limit: Option<u32>) -> RunId {
        self.queue()
            .open_run(self.new_run(limit), self.now)
            .await
            .unwrap()
            .expect("no run of the task is open")
    }

    pub async fn run_row(&self, id: RunId) -> Run {
        let run = self.queue().run(id).await.unwrap().unwrap();
        let c = run.counts;
        let sum = c.sent + c.failed + c.uncertain + c.cancelled + c.expired + c.deferred + c.remaining;
        assert_eq!(c.due, sum, "due is the sum: {c:?}");
        run
    }

    pub async fn close_runs(&self, idle: bool) -> Vec<RunId> {
        let idle = if idle { vec![self.gateway] } else { Vec::new() };
        self.queue()
            .close_runs(self.now, &idle, RunId(MAX_ID))
            .await
            .unwrap()
    }

    /// The whole feed.
    pub async fn feed(&self) -> Vec<FeedEvent> {
        let mut all: Vec<FeedEvent> = Vec::new();
        for _ in 0..PATIENCE {
            let after = all.last().map_or(EventId(0), |e| e.id);
            let page = self.queue().events(after, 100).await.unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
        panic!("a feed without end");
    }
}

/// What the gateway of the stage calls the attempt of a message.
pub fn provider_id(id: MessageId) -> String {
    format!("p{id}")
}

pub fn ids(values: &[MessageId]) -> BTreeSet<MessageId> {
    values.iter().copied().collect()
}

/// The code of a refusal; anything else is a failure of the case.
pub fn code<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> &'static str {
    match answer {
        Err(StoreError::Refused { code }) => code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Nothing of this name.
pub fn is_not_found<T: std::fmt::Debug>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::NotFound { .. }))
}
