//! The queue's verbs. Each is one transaction, durable when it returns, safe to call from a future that may be dropped
//! (the work goes on; only the answer is lost).

use crate::StoreError;
use crate::filter::{Cursor, MessageFilter, Order};
use async_trait::async_trait;
use omnifila_core::account::{Found, FoundBy};
use omnifila_core::brazil::locality::Locality;
use omnifila_core::catalogue::{CustomerInput, InvoiceStatus, RunCounts, RunStatus};
use omnifila_core::dunning::{Difference, Dunning};
use omnifila_core::id::{
    BranchId, CustomerId, EventId, GatewayId, InvoiceId, MessageId, OperationId, RouteId, RunId, TaskId,
    TemplateId,
};
use omnifila_core::message::{Late, Origin, Priority, Purpose, Reason, Status, Waiting};
use omnifila_core::outcome::{Call, Content, Outcome, Receipt};
use omnifila_core::plan::{GatewayState, PortfolioState};
use omnifila_core::policy::quota::{Asked, DailyLimit, Quota};
use omnifila_core::sequence::Sequence;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

pub type Result<T> = std::result::Result<T, StoreError>;

/// What moves messages, and what shows them.
#[async_trait]
pub trait Queue: Send + Sync + std::fmt::Debug {
    // intake
    /// Takes validated, rendered messages in order; a repeated business key answers the first id and changes nothing.
    /// A suppressed address or a stop rule makes the message at once `cancelled`, with its reason.
    async fn accept(&self, batch: Vec<NewMessage>, now: Time) -> Result<Vec<Accepted>>;

    // starting and settling
    /// Whether a call may begin now. Asked after the start's commit: a node of several that was away for longer than its lease
    /// answers no, because the others may have given it up.
    fn may_call(&self) -> bool {
        true
    }
    /// The one compare-and-set: decides with `core::plan` which messages of one gateway may start now, marks them
    /// `sending` and records their attempts.
    async fn start(&self, request: StartRequest) -> Result<Started>;
    /// Records outcomes. One that names no attempt in flight is kept as evidence and answers [`Settled::late`].
    async fn settle(&self, outcomes: Vec<Settlement>) -> Result<Vec<Settled>>;
    /// Settles, then starts, as one piece of work: what a dispatcher does all day. After a failure either may have to be
    /// asked again; an outcome recorded twice is late the second time.
    async fn turn(&self, outcomes: Vec<Settlement>, request: StartRequest)
    -> Result<(Vec<Settled>, Started)>;
    /// Joins what a provider reported later; one that matches nothing is kept as unmatched.
    async fn receipts(&self, receipts: Vec<Receipt>, now: Time) -> Result<Vec<Option<MessageId>>>;
    /// At start-up: what an earlier process left `sending` is settled as unknown.
    async fn rescue(&self, now: Time) -> Result<u64>;
    /// Where several nodes serve one database: the same for what dead ones left, at any time.
    async fn rescue_dead(&self, _now: Time) -> Result<u64> {
        Ok(0)
    }
    /// Counts what other nodes have changed; `None` where there are no others.
    fn foreign(&self) -> Option<watch::Receiver<u64>> {
        None
    }
    /// Whether this node, of several, does what only one may do; `None` where there are no others. Once it does it goes on
    /// doing it as long as it counts.
    fn duty(&self) -> Option<watch::Receiver<bool>> {
        None
    }
    /// A provider's wish for rest (429), kept over restarts. `None` lifts it.
    async fn rest_gateway(&self, gateway: GatewayId, until: Option<Time>) -> Result<()>;
    /// A provider's answer about its own allowance per day, obeyed by every later start; kept over restarts.
    async fn tell_quota(&self, told: ToldQuota, now: Time) -> Result<Quota>;
    /// A provider was looked at for an uncertain message. Found, it is resolved as sent, with what was found as evidence; not
    /// found, only the look is kept. `None`: the attempt is not the uncertain one any more, and nothing changed.
    async fn looked_up(&self, look: LookedUp, now: Time) -> Result<Option<Status>>;
    /// Ends what has expired or is late, up to `limit` rows; says how many and when to come again.
    async fn expire(&self, now: Time, limit: usize) -> Result<Upkeep>;

    // runs
    /// Releases queues: a run of a task, or by hand. `Ok(None)` when a run of the task is open (recorded as skipped).
    async fn open_run(&self, run: NewRun, now: Time) -> Result<Option<RunId>>;
    /// Refreshes open runs; ends those whose members have left, ended or cannot leave before their next window or retry
    /// (`deferred` are the ids the dispatcher found so).
    /// Runs after `as_of` are not idle: who found the gateways so looked before they opened ([`Started::as_of`]).
    async fn close_runs(&self, now: Time, idle: &[GatewayId], as_of: RunId) -> Result<Vec<RunId>>;
    async fn stop_run(&self, run: RunId, now: Time) -> Result<Run>;
    async fn run(&self, run: RunId) -> Result<Option<Run>>;
    async fn runs(&self, task: Option<TaskId>, before: Option<RunId>, limit: usize) -> Result<Vec<Run>>;

    // one message at a time
    async fn cancel(&self, id: MessageId, by: By, cause: Reason, now: Time) -> Result<CancelAnswer>;
    async fn place(&self, id: MessageId, place: Place, by: By, now: Time) -> Result<OperationId>;
    async fn prioritise(&self, id: MessageId, priority: Priority, by: By, now: Time) -> Result<OperationId>;
    async fn reschedule(&self, id: MessageId, due_at: Time, by: By, now: Time) -> Result<OperationId>;
    async fn resend(&self, id: MessageId, by: By, now: Time) -> Result<OperationId>;
    async fn resolve(&self, id: MessageId, sent: bool, by: By, now: Time) -> Result<OperationId>;

    // many at a time
    /// What an order would do, changing nothing.
    async fn preview(&self, order: &BulkOrder) -> Result<Preview>;
    /// Commits an order. A cancel binds from this answer on, everywhere; its counts are exact. Rows follow by [`Queue::sweep`].
    async fn order(&self, order: BulkOrder, now: Time) -> Result<Operation>;
    /// Rewrites up to `limit` rows of open orders; `true` while there is more.
    async fn sweep(&self, now: Time, limit: usize) -> Result<bool>;
    async fn operation(&self, id: OperationId) -> Result<Option<Operation>>;
    async fn operations(&self, before: Option<OperationId>, limit: usize) -> Result<Vec<Operation>>;
    async fn stop_operation(&self, id: OperationId, now: Time) -> Result<Operation>;
    async fn undo_operation(&self, id: OperationId, by: By, now: Time) -> Result<Undone>;

    // looking
    async fn list(
        &self,
        filter: &MessageFilter,
        order: Order,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page>;
    async fn message(&self, id: MessageId) -> Result<Option<Detail>>;
    /// Messages per gateway and status.
    async fn counts(&self) -> Result<Vec<(GatewayId, Status, i64)>>;
    /// How many messages a filter has, counted up to `cap`.
    async fn count(&self, filter: &MessageFilter, now: Time, cap: Option<i64>) -> Result<Counted>;
    /// The feed of what became of messages, after `after`, oldest first.
    async fn events(&self, after: EventId, limit: usize) -> Result<Vec<FeedEvent>>;
    /// What the planner reads of one gateway: its limits' state, release mark and calls in flight.
    async fn gateway_state(&self, gateway: GatewayId) -> Result<GatewayState>;
    /// Whom a portfolio has written to in the last 24 hours, as it concerns one address.
    async fn portfolio_state(&self, _key: String, _address_key: i64, _now: Time) -> Result<PortfolioState> {
        Ok(PortfolioState::default())
    }
    /// Up to `limit` waiting messages in queue order, for the forecast.
    async fn waiting(&self, gateway: GatewayId, limit: usize) -> Result<Vec<Waiting>>;
    /// The earliest moment at which a waiting message's own time (due, retry, expiry) comes.
    async fn next_timer(&self) -> Result<Option<Time>>;
    /// Removes what is past its retention, up to `limit` rows; business keys outlive messages.
    async fn prune(&self, now: Time, retention: Retention, limit: usize) -> Result<u64>;
}

/// Who does something, and why; recorded with the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// A token's name, `cli`, or the part of the system that acts (`billing`).
    pub actor: String,
    pub reason: Option<String>,
}

/// A message ready to be kept: validated and rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    pub template_version: u32,
    pub customer: Recipient,
    pub branch_id: Option<BranchId>,
    /// Normalised.
    pub address: String,
    /// Where the recipient is, as far as the producer knows; what is stored of the customer may say more.
    pub locality: Option<Locality>,
    /// "Dados para envio do template": the `data` object as JSON.
    pub data: String,
    pub preview: String,
    /// What each gateway of the template would say, so that a reroute needs no rendering. Holds at least `gateway_id`.
    pub contents: Vec<(GatewayId, Content)>,
    pub origin: Origin,
    pub purpose: Purpose,
    pub priority: Priority,
    pub late: Late,
    pub due_at: Option<Time>,
    pub expires_at: Time,
    pub dedupe_key: Option<String>,
    /// Over everything that makes the content; decides `differs`.
    pub content_hash: [u8; 16],
    pub source_ref: Option<String>,
    pub batch_ref: Option<String>,
    pub invoice_id: Option<InvoiceId>,
    /// (source, external_id) of the invoice, for stop rules by invoice that came before it.
    pub invoice_ref: Option<(String, String)>,
    /// The signature document, for stop rules.
    pub document_ref: Option<(String, String)>,
    pub run_id: Option<RunId>,
    /// A ladder's step: an earlier step of the same invoice still waiting is superseded.
    pub step: Option<i32>,
    pub weight: u32,
    /// What a ladder keeps with it.
    pub dunning: Option<Box<Dunning>>,
    /// The channels it goes through; the message itself is the first of them that reaches the customer.
    pub sequence: Option<Box<Sequence>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Recipient {
    /// Stored already, by a batch of customers.
    Known { id: CustomerId, name: String },
    /// Comes with the message, and is upserted with it (`source` filled in).
    Given(Box<CustomerInput>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub id: MessageId,
    pub status: Status,
    pub duplicate: bool,
    /// The repeated key came with another content; nothing was changed.
    pub differs: bool,
}

#[derive(Debug, Clone)]
pub struct StartRequest {
    pub gateway_id: GatewayId,
    /// At most so many, whatever the gateway's own limit leaves.
    pub slots: usize,
    pub now: Time,
    /// This node's circuit for the gateway: nothing starts before.
    pub circuit_until: Option<Time>,
}

#[derive(Debug, Clone, Default)]
pub struct Started {
    /// In queue order; each is `sending`, durably.
    pub calls: Vec<Call>,
    /// The planner's `expires_at` and window end per call are at or after this: past it, the node records `not_sent`.
    pub valid_until: Vec<Time>,
    /// When to ask again, if nothing changes before; `None`: only a change helps.
    pub next_look: Option<Time>,
    /// The page ended before the queue did: ask again at once.
    pub more: bool,
    /// The whole queue was looked at, nothing started, and no wait of the whole gateway (pause, circuit, rate) stopped the
    /// look: what remains of a run is deferred.
    pub exhausted: bool,
    /// The newest run that was open at the look; 0 if none was.
    pub as_of: RunId,
    /// Invoices to ask their sources about: what waits for the answers is leased until
    /// [`Catalogue::looked`](crate::catalogue::Catalogue::looked) brings them.
    pub looks: Vec<LookWanted>,
    /// Messages to make ready: each is leased until
    /// [`Catalogue::made_ready`](crate::catalogue::Catalogue::made_ready) brings what came of it.
    pub prepares: Vec<MessageId>,
}

/// An invoice whose source must be asked before its message leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookWanted {
    /// As the invoice names it.
    pub source: String,
    pub external_id: String,
}

/// What a provider says of its allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldQuota {
    pub gateway_id: GatewayId,
    /// `None`: it names none.
    pub limit: Option<DailyLimit>,
    /// The gateway's state before it was asked.
    pub asked: Asked,
}

/// What a look-up at the provider brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedUp {
    pub message_id: MessageId,
    pub attempt: u32,
    pub found: Option<Found>,
    /// Whose look it was, with the evidence in words.
    pub by: By,
}

#[derive(Debug, Clone)]
pub struct Settlement {
    pub message_id: MessageId,
    pub attempt: u32,
    pub outcome: Outcome,
    pub ended_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub message_id: MessageId,
    pub gateway_id: GatewayId,
    pub status: Status,
    /// The attempt was no longer in flight here; kept as evidence only.
    pub late: bool,
    /// It waits at this other gateway now: the next channel of its sequence.
    pub next_gateway: Option<GatewayId>,
    /// It was sent, and goes on to its next channel then unless somebody tells before that it arrived.
    pub goes_on_at: Option<Time>,
}

/// Where a message stands among the channels of its sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SequenceState {
    pub route_id: RouteId,
    /// The place among `steps` of the one that it is at.
    pub step: u32,
    /// A person stopped it: it does not go on any more.
    pub ended: bool,
    /// It was sent, and goes on then unless somebody tells before that it arrived.
    pub goes_on_at: Option<Time>,
    pub steps: Vec<SequenceStep>,
}

/// One channel of a message's sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SequenceStep {
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    pub after_seconds: Option<i64>,
    /// Why it cannot reach the customer; then it is passed over.
    pub skipped: Option<String>,
    pub address: Option<String>,
    pub preview: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Upkeep {
    pub changed: u64,
    pub next: Option<Time>,
    pub more: bool,
}

#[derive(Debug, Clone)]
pub struct NewRun {
    pub task_id: Option<TaskId>,
    pub gateway_ids: Vec<GatewayId>,
    pub limit: Option<u32>,
    /// The task's minute, which makes the run unique; `None` for a run by hand.
    pub occurrence: Option<Time>,
    pub by: By,
}

/// One execution of a task (or, with `kind` ladder, of a ladder).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    pub id: RunId,
    pub task_id: Option<TaskId>,
    pub status: RunStatus,
    #[serde(flatten)]
    pub counts: RunCounts,
    pub gateway_ids: Vec<GatewayId>,
    pub limit: Option<u32>,
    pub started_at: Time,
    pub finished_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelOutcome {
    Cancelled,
    TooLate,
    Uncertain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CancelAnswer {
    pub outcome: CancelOutcome,
    pub status: Status,
    pub operation_id: OperationId,
}

/// Where a move puts a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Front,
    Back,
    Before(MessageId),
    After(MessageId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    Cancel,
    Reschedule { due_at: Time },
    Priority { priority: Priority },
    Resend,
    Reroute { gateway_id: GatewayId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "one per bulk order: a box would only add a word to every use"
)]
pub enum Selection {
    Ids(Vec<MessageId>),
    Filter(MessageFilter),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOrder {
    pub action: Action,
    pub selection: Selection,
    /// For a cancel: the reason kept with each message.
    pub cause: Reason,
    pub by: By,
}

/// `skipped` by the code that a single call would have been refused with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Preview {
    pub total: i64,
    pub would_change: i64,
    pub skipped: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationStatus {
    Running,
    Stopped,
    Completed,
    Undone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    pub id: OperationId,
    /// `cancel`, `reschedule`, `priority`, `resend`, `reroute`, `move`, `resolve`, `undo`.
    pub action: String,
    pub status: OperationStatus,
    pub actor: String,
    pub reason: Option<String>,
    pub created_at: Time,
    /// Messages selected.
    pub total: i64,
    /// Messages looked at so far.
    pub done: i64,
    /// Messages changed: for a cancel, cancelled.
    pub changed: i64,
    pub too_late: i64,
    pub uncertain: i64,
    /// By the code that a single call would have been refused with; for a cancel `ended` and `not_found`.
    pub skipped: BTreeMap<String, i64>,
    pub undo_until: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Undone {
    pub operation_id: OperationId,
    pub restored: i64,
    pub skipped: BTreeMap<String, i64>,
}

/// One row of the grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub id: MessageId,
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    pub customer: RowCustomer,
    pub address: String,
    pub data: serde_json::Value,
    pub origin: Origin,
    pub purpose: Purpose,
    pub status: Status,
    pub priority: Priority,
    pub due_at: Option<Time>,
    pub expires_at: Time,
    pub next_attempt_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub sent_at: Option<Time>,
    pub run_id: Option<RunId>,
    pub batch_ref: Option<String>,
    pub dedupe_key: Option<String>,
    pub source_ref: Option<String>,
    pub error_code: Option<String>,
    /// Why it is in this status.
    pub reason: Reason,
    pub invoice_id: Option<InvoiceId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowCustomer {
    pub id: CustomerId,
    pub source: String,
    pub external_id: String,
    pub name: String,
}

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Row>,
    pub next: Option<Cursor>,
}

/// Messages of a filter, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// Everything was counted.
    pub exact: bool,
    pub statuses: BTreeMap<Status, i64>,
    /// Of the waiting ones: may leave when it is their turn.
    pub now: i64,
    /// Of the waiting ones: their time is later.
    pub scheduled: i64,
    /// Of the waiting ones: an attempt failed and another is due.
    pub retrying: i64,
    pub templates: BTreeMap<TemplateId, i64>,
}

/// One message with all that happened to it.
#[derive(Debug, Clone)]
pub struct Detail {
    pub row: Row,
    pub preview: String,
    pub content: Content,
    pub attempts: Vec<AttemptRow>,
    pub history: Vec<HistoryRow>,
    /// Filled in while it waits: what the planner needs to say why.
    pub waiting: Option<Arc<Waiting>>,
    /// An earlier message of the same address that makes this one wait.
    pub earlier: Option<MessageId>,
    /// An address call is in flight.
    pub address_busy: bool,
    /// Waiting messages before it in its gateway's queue, counted up to 10,000.
    pub ahead: u64,
    pub cancel_requested: bool,
    pub template_version: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptRow {
    pub number: u32,
    pub gateway_id: GatewayId,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    /// `accepted`, `not_sent`, `rejected`, `unknown`; none while in flight.
    pub outcome: Option<String>,
    pub counted: bool,
    pub code: Option<String>,
    pub provider_id: Option<String>,
    pub delivered: bool,
    pub read: bool,
    pub undeliverable: bool,
    /// When the invoice was looked at last before the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Time>,
    /// What the look saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_status: Option<InvoiceStatus>,
    /// How often the provider was looked at for it, because its outcome is not known.
    #[serde(skip_serializing_if = "is_zero")]
    pub lookups: u32,
    /// When it was looked at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_up_at: Option<Time>,
    /// What made a look-up certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_by: Option<FoundBy>,
    /// What the provider says that it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<serde_json::Value>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryRow {
    pub at: Time,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Reason,
    pub operation_id: Option<OperationId>,
    pub actor: Option<String>,
    /// The person's words.
    pub note: Option<String>,
    /// What of its invoices was different, when it was said anew or held for that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Difference>,
}

/// One line of `GET /message-events`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedEvent {
    pub id: EventId,
    pub message_id: MessageId,
    pub source_ref: Option<String>,
    pub dedupe_key: Option<String>,
    /// `message.sent`, `message.failed` …: the status reached.
    #[serde(rename = "type")]
    pub kind: String,
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Reason,
    pub at: Time,
}

/// How long finished things are kept, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    pub messages: i64,
    pub idempotency: i64,
    pub keys: i64,
}
