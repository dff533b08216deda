//! The verbs of [`Queue`](crate::Queue) on one SQLite file: which job runs where.
//!
//! A refusal is an answer, not a failure of the job: it is decided before anything changes, so that neither rows nor memory
//! have to be put back for it.

use super::browse::Browser;
use super::cover::ActiveOrder;
use super::db::Db;
use super::job::{Job, Result};
use super::looks::Known;
use super::portfolio;
use super::{counting, detail, events, intake, orders, runs, sweeping, upkeep};
use crate::StoreError;
use crate::filter::{Cursor, MessageFilter, Order};
use crate::verbs::{
    Accepted, Action, BulkOrder, By, CancelAnswer, Counted, Detail, FeedEvent, LookedUp, NewMessage, NewRun,
    Operation, OperationStatus, Page, Place, Preview, Queue, Retention, Run, Selection, Settled, Settlement,
    StartRequest, Started, ToldQuota, Undone, Upkeep,
};
use async_trait::async_trait;
use omnifila_core::id::{EventId, GatewayId, MessageId, OperationId, RunId, TaskId};
use omnifila_core::message::{LastLook, Priority, Readiness, Reason, Status, Waiting};
use omnifila_core::outcome::Receipt;
use omnifila_core::plan::{GatewayState, PortfolioState};
use omnifila_core::policy::quota::Quota;
use omnifila_core::port::Clock;
use omnifila_core::time::Time;
use std::sync::Arc;

/// Rows rewritten per transaction by a sweep.
const SLICE: usize = 1_000;

/// The queue in one data file; clones share it.
#[derive(Debug, Clone)]
pub struct SqliteQueue {
    db: Arc<Db>,
    clock: Option<Arc<dyn Clock>>,
}

impl SqliteQueue {
    pub fn new(db: Arc<Db>) -> Self {
        Self { db, clock: None }
    }

    /// Starts count from when they are decided, not from when they were asked for: a turn may have waited for the database, and what
    /// it starts must not be taken off a rate that came due long before.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The time by which a start is decided that was asked for at `asked`.
    fn decided_at(&self, asked: Time) -> impl FnOnce() -> Time + Send + use<> {
        let clock = self.clock.clone();
        move || clock.map_or(asked, |clock| clock.now().max(asked))
    }

    pub fn db(&self) -> &Arc<Db> {
        &self.db
    }

    async fn job<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&mut Job<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.db.write(move |tx| {
            let (conn, book) = (tx.conn(), Arc::clone(&tx.memory().book));
            let mut job = Job::new(conn, book, &mut tx.memory_mut().queue);
            let answer = match work(&mut job) {
                Err(refused @ (StoreError::Refused { .. } | StoreError::NotFound { .. })) => Err(refused),
                other => Ok(other?),
            };
            job.finish()?;
            Ok(answer)
        });
        answer.await?
    }

    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&crate::sql::Connection) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read(work).await
    }

    /// Rewrites one slice; how many rows, or `None` if there was nothing to do.
    async fn sweep_slice(&self, only: Option<OperationId>, now: Time, limit: usize) -> Result<Option<usize>> {
        let slice = self
            .read(move |conn| sweeping::next_slice(conn, only, limit))
            .await?;
        let Some(slice) = slice else { return Ok(None) };
        self.job(move |job| job.sweep(&slice, now)).await.map(Some)
    }

    async fn sweep_whole(&self, id: OperationId, now: Time) -> Result<()> {
        while self.sweep_slice(Some(id), now, SLICE).await?.is_some() {}
        Ok(())
    }
}

#[async_trait]
impl Queue for SqliteQueue {
    fn may_call(&self) -> bool {
        self.db.may_call()
    }

    async fn accept(&self, batch: Vec<NewMessage>, now: Time) -> Result<Vec<Accepted>> {
        self.job(move |job| job.accept(&batch, now)).await
    }

    async fn start(&self, mut request: StartRequest) -> Result<Started> {
        let now = self.decided_at(request.now);
        self.job(move |job| {
            request.now = now();
            job.start(&request)
        })
        .await
    }

    async fn settle(&self, outcomes: Vec<Settlement>) -> Result<Vec<Settled>> {
        self.job(move |job| job.settle(&outcomes)).await
    }

    async fn turn(
        &self,
        outcomes: Vec<Settlement>,
        mut request: StartRequest,
    ) -> Result<(Vec<Settled>, Started)> {
        let now = self.decided_at(request.now);
        self.job(move |job| {
            let settled = job.settle(&outcomes)?;
            request.now = now();
            Ok((settled, job.start(&request)?))
        })
        .await
    }

    async fn receipts(&self, receipts: Vec<Receipt>, now: Time) -> Result<Vec<Option<MessageId>>> {
        self.job(move |job| job.receipts(&receipts, now)).await
    }

    async fn rescue(&self, now: Time) -> Result<u64> {
        self.job(move |job| job.rescue(now)).await
    }

    async fn rescue_dead(&self, now: Time) -> Result<u64> {
        if self.db.is_shared() {
            self.job(move |job| job.rescue_dead(now)).await
        } else {
            Ok(0)
        }
    }

    fn foreign(&self) -> Option<tokio::sync::watch::Receiver<u64>> {
        self.db.is_shared().then(|| self.db.foreign())
    }

    fn duty(&self) -> Option<tokio::sync::watch::Receiver<bool>> {
        self.db.duty()
    }

    async fn rest_gateway(&self, gateway: GatewayId, until: Option<Time>) -> Result<()> {
        self.job(move |job| job.rest_gateway(gateway, until)).await
    }

    async fn tell_quota(&self, told: ToldQuota, now: Time) -> Result<Quota> {
        self.job(move |job| job.tell_quota(&told, now)).await
    }

    async fn looked_up(&self, look: LookedUp, now: Time) -> Result<Option<Status>> {
        self.job(move |job| job.looked_up(&look, now)).await
    }

    async fn expire(&self, now: Time, limit: usize) -> Result<Upkeep> {
        self.job(move |job| job.expire(now, limit)).await
    }

    async fn open_run(&self, run: NewRun, now: Time) -> Result<Option<RunId>> {
        self.job(move |job| job.open_run(&run, now)).await
    }

    async fn close_runs(&self, now: Time, idle: &[GatewayId], as_of: RunId) -> Result<Vec<RunId>> {
        let idle = idle.to_vec();
        self.job(move |job| job.close_runs(now, &idle, as_of)).await
    }

    async fn stop_run(&self, run: RunId, now: Time) -> Result<Run> {
        self.job(move |job| {
            job.stop_run(run, now)?;
            // Its sums are written at the end of the job.
            job.finish()?;
            runs::run(job.conn, &job.queue.orders, run)?.ok_or(StoreError::NotFound { noun: "run" })
        })
        .await
    }

    async fn run(&self, run: RunId) -> Result<Option<Run>> {
        self.read(move |conn| runs::run(conn, &ActiveOrder::load_all(conn)?, run))
            .await
    }

    async fn runs(&self, task: Option<TaskId>, before: Option<RunId>, limit: usize) -> Result<Vec<Run>> {
        self.read(move |conn| runs::runs(conn, task, before, limit)).await
    }

    async fn cancel(&self, id: MessageId, by: By, cause: Reason, now: Time) -> Result<CancelAnswer> {
        self.job(move |job| job.cancel(id, &by, cause, now)).await
    }

    async fn place(&self, id: MessageId, place: Place, by: By, now: Time) -> Result<OperationId> {
        self.job(move |job| job.place(id, place, &by, now)).await
    }

    async fn prioritise(&self, id: MessageId, priority: Priority, by: By, now: Time) -> Result<OperationId> {
        self.job(move |job| job.act_alone(id, Action::Priority { priority }, &by, now))
            .await
    }

    async fn reschedule(&self, id: MessageId, due_at: Time, by: By, now: Time) -> Result<OperationId> {
        self.job(move |job| job.act_alone(id, Action::Reschedule { due_at }, &by, now))
            .await
    }

    async fn resend(&self, id: MessageId, by: By, now: Time) -> Result<OperationId> {
        self.job(move |job| job.act_alone(id, Action::Resend, &by, now))
            .await
    }

    async fn resolve(&self, id: MessageId, sent: bool, by: By, now: Time) -> Result<OperationId> {
        self.job(move |job| job.resolve(id, sent, &by, now)).await
    }

    async fn preview(&self, order: &BulkOrder) -> Result<Preview> {
        let order = order.clone();
        self.read(move |conn| orders::preview(conn, &order)).await
    }

    async fn order(&self, order: BulkOrder, now: Time) -> Result<Operation> {
        let ended = match (&order.selection, order.action) {
            (Selection::Filter(filter), Action::Cancel) => {
                let filter = filter.clone();
                self.read(move |conn| orders::count_ended(conn, &filter)).await?
            }
            _ => 0,
        };
        self.job(move |job| job.order(&order, ended, now)).await
    }

    async fn sweep(&self, now: Time, limit: usize) -> Result<bool> {
        let mut left = limit;
        while left > 0 {
            match self.sweep_slice(None, now, left.min(SLICE)).await? {
                // An operation without rows ends in a slice of none.
                Some(n) => left -= n.min(left),
                None => return Ok(false),
            }
        }
        self.read(sweeping::running).await
    }

    async fn operation(&self, id: OperationId) -> Result<Option<Operation>> {
        self.read(move |conn| orders::operation(conn, id)).await
    }

    async fn operations(&self, before: Option<OperationId>, limit: usize) -> Result<Vec<Operation>> {
        self.read(move |conn| orders::operations(conn, before, limit))
            .await
    }

    async fn stop_operation(&self, id: OperationId, now: Time) -> Result<Operation> {
        self.job(move |job| job.stop_operation(id, now)).await
    }

    async fn undo_operation(&self, id: OperationId, by: By, now: Time) -> Result<Undone> {
        let found = self.job(move |job| job.may_undo(id, now)).await?;
        if found.status == OperationStatus::Running {
            self.sweep_whole(id, now).await?;
        }
        let undo = self.job(move |job| job.order_undo(id, &by, now)).await?;
        self.sweep_whole(undo, now).await?;
        self.read(move |conn| sweeping::undone(conn, undo)).await
    }

    async fn list(
        &self,
        filter: &MessageFilter,
        order: Order,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page> {
        let filter = filter.clone();
        self.read(move |conn| Browser::new(conn)?.list(&filter, order, limit, after))
            .await
    }

    async fn count(&self, filter: &MessageFilter, now: Time, cap: Option<i64>) -> Result<Counted> {
        let filter = filter.clone();
        self.read(move |conn| counting::count(conn, &filter, now, cap))
            .await
    }

    async fn message(&self, id: MessageId) -> Result<Option<Detail>> {
        let book = self.db.book();
        self.read(move |conn| detail::detail(conn, &book, id)).await
    }

    async fn counts(&self) -> Result<Vec<(GatewayId, Status, i64)>> {
        self.read(events::counts).await
    }

    async fn events(&self, after: EventId, limit: usize) -> Result<Vec<FeedEvent>> {
        self.read(move |conn| events::events(conn, after, limit)).await
    }

    async fn gateway_state(&self, gateway: GatewayId) -> Result<GatewayState> {
        self.job(move |job| Ok(job.queue.lane(gateway).state())).await
    }

    async fn portfolio_state(&self, key: String, address_key: i64, now: Time) -> Result<PortfolioState> {
        self.read(move |conn| {
            Ok(PortfolioState {
                knows_address: portfolio::knows(conn, &key, address_key, now)?,
                ..portfolio::people(conn, &key, now)?
            })
        })
        .await
    }

    async fn waiting(&self, gateway: GatewayId, limit: usize) -> Result<Vec<Waiting>> {
        let book = self.db.book();
        let tags = !book.holds.is_empty();
        self.read(move |conn| {
            let rows = Browser::new(conn)?.waiting(gateway, limit)?;
            let waiting = rows.iter().map(|row| {
                let mut waiting = row.waiting();
                if tags {
                    waiting.tags = intake::tags(conn, row.customer_id)?;
                }
                if let Some(known) = Known::of(conn, row)? {
                    known.tell(&book, &mut waiting);
                    // A forecast takes it that sources answer, and at once.
                    waiting.look = LastLook::NotNeeded;
                    if waiting.ready == Readiness::Needed {
                        waiting.ready = Readiness::Ready;
                    }
                }
                Ok(waiting)
            });
            waiting.collect()
        })
        .await
    }

    async fn next_timer(&self) -> Result<Option<Time>> {
        self.read(upkeep::next_timer).await
    }

    async fn prune(&self, now: Time, retention: Retention, limit: usize) -> Result<u64> {
        self.job(move |job| job.prune(now, retention, limit)).await
    }
}
