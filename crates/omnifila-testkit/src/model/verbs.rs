//! The list of verbs, each under the one lock.

use super::ModelQueue;
use async_trait::async_trait;
use omnifila_core::id::{EventId, GatewayId, MessageId, OperationId, RunId, TaskId};
use omnifila_core::message::{Priority, Reason, Status, Waiting};
use omnifila_core::outcome::Receipt;
use omnifila_core::plan::GatewayState;
use omnifila_core::policy::quota::Quota;
use omnifila_core::time::Time;
use omnifila_core::transition::Event;
use omnifila_store::verbs::{
    Accepted, Action, BulkOrder, By, CancelAnswer, Counted, Detail, FeedEvent, LookedUp, NewMessage, NewRun,
    Operation, Page, Place, Preview, Result, Retention, Run, Settled, Settlement, StartRequest, Started,
    ToldQuota, Undone, Upkeep,
};
use omnifila_store::{Cursor, MessageFilter, Order, Queue};

impl ModelQueue {
    fn at(&self, now: Time) -> std::sync::MutexGuard<'_, super::World> {
        let mut world = self.world();
        world.now = world.now.max(now);
        world
    }
}

#[async_trait]
impl Queue for ModelQueue {
    async fn accept(&self, batch: Vec<NewMessage>, now: Time) -> Result<Vec<Accepted>> {
        self.at(now).accept(batch, now)
    }

    async fn start(&self, request: StartRequest) -> Result<Started> {
        self.at(request.now).start(&request)
    }

    async fn settle(&self, outcomes: Vec<Settlement>) -> Result<Vec<Settled>> {
        let now = outcomes.iter().map(|o| o.ended_at).max().unwrap_or_default();
        let mut world = self.at(now);
        outcomes
            .into_iter()
            .map(|outcome| world.settle(outcome))
            .collect()
    }

    async fn turn(
        &self,
        outcomes: Vec<Settlement>,
        request: StartRequest,
    ) -> Result<(Vec<Settled>, Started)> {
        Ok((self.settle(outcomes).await?, self.start(request).await?))
    }

    async fn receipts(&self, receipts: Vec<Receipt>, now: Time) -> Result<Vec<Option<MessageId>>> {
        let mut world = self.at(now);
        receipts
            .into_iter()
            .map(|receipt| world.receipt(receipt, now))
            .collect()
    }

    async fn rescue(&self, now: Time) -> Result<u64> {
        self.at(now).rescue(now)
    }

    async fn rest_gateway(&self, gateway: GatewayId, until: Option<Time>) -> Result<()> {
        self.world().gateways.entry(gateway).or_default().resting_until = until;
        Ok(())
    }

    async fn tell_quota(&self, told: ToldQuota, now: Time) -> Result<Quota> {
        self.at(now).tell_quota(&told, now)
    }

    async fn looked_up(&self, look: LookedUp, now: Time) -> Result<Option<Status>> {
        self.at(now).looked_up(look, now)
    }

    async fn expire(&self, now: Time, limit: usize) -> Result<Upkeep> {
        self.at(now).expire(now, limit)
    }

    async fn open_run(&self, run: NewRun, now: Time) -> Result<Option<RunId>> {
        Ok(self.at(now).open_run(&run, now))
    }

    async fn close_runs(&self, now: Time, idle: &[GatewayId], as_of: RunId) -> Result<Vec<RunId>> {
        Ok(self.at(now).close_runs(now, idle, as_of))
    }

    async fn stop_run(&self, run: RunId, now: Time) -> Result<Run> {
        self.at(now).stop_run(run, now)
    }

    async fn run(&self, run: RunId) -> Result<Option<Run>> {
        Ok(self.world().shown_run(run))
    }

    async fn runs(&self, task: Option<TaskId>, before: Option<RunId>, limit: usize) -> Result<Vec<Run>> {
        let world = self.world();
        let wanted = world.runs.values().rev().map(|r| &r.run);
        let wanted =
            wanted.filter(|r| task.is_none_or(|t| r.task_id == Some(t)) && before.is_none_or(|b| r.id < b));
        Ok(wanted.take(limit).filter_map(|r| world.shown_run(r.id)).collect())
    }

    async fn cancel(&self, id: MessageId, by: By, cause: Reason, now: Time) -> Result<CancelAnswer> {
        let mut world = self.at(now);
        let was_waiting = world.record(id)?.is(Status::Waiting);
        let mut answer = None;
        let operation_id = world.single("cancel", &by, now, |world, op| {
            answer = Some(world.cancel_one(id, Event::Cancel { reason: cause }, op, now)?);
            Ok(())
        })?;
        world.order_mut(operation_id)?.operation.changed = 0;
        let outcome = answer.unwrap_or(omnifila_store::verbs::CancelOutcome::TooLate);
        world.count_cancel(operation_id, outcome, was_waiting)?;
        Ok(CancelAnswer {
            outcome,
            status: world.record(id)?.life.status,
            operation_id,
        })
    }

    async fn place(&self, id: MessageId, place: Place, by: By, now: Time) -> Result<OperationId> {
        self.at(now)
            .single("move", &by, now, |world, _| world.place(id, place))
    }

    async fn prioritise(&self, id: MessageId, priority: Priority, by: By, now: Time) -> Result<OperationId> {
        let action = Action::Priority { priority };
        self.at(now)
            .single("priority", &by, now, |world, op| world.act(id, action, op, now))
    }

    async fn reschedule(&self, id: MessageId, due_at: Time, by: By, now: Time) -> Result<OperationId> {
        let action = Action::Reschedule { due_at };
        self.at(now)
            .single("reschedule", &by, now, |world, op| world.act(id, action, op, now))
    }

    async fn resend(&self, id: MessageId, by: By, now: Time) -> Result<OperationId> {
        self.at(now).single("resend", &by, now, |world, op| {
            world.act(id, Action::Resend, op, now)
        })
    }

    async fn resolve(&self, id: MessageId, sent: bool, by: By, now: Time) -> Result<OperationId> {
        self.at(now)
            .single("resolve", &by, now, |world, op| world.resolve(id, sent, op, now))
    }

    async fn preview(&self, order: &BulkOrder) -> Result<Preview> {
        self.world().preview(order)
    }

    async fn order(&self, order: BulkOrder, now: Time) -> Result<Operation> {
        self.at(now).order(&order, now)
    }

    async fn sweep(&self, now: Time, limit: usize) -> Result<bool> {
        self.at(now).sweep(now, limit)
    }

    async fn operation(&self, id: OperationId) -> Result<Option<Operation>> {
        Ok(self.world().operations.get(&id).map(|o| o.operation.clone()))
    }

    async fn operations(&self, before: Option<OperationId>, limit: usize) -> Result<Vec<Operation>> {
        let world = self.world();
        let wanted = world.operations.values().rev().map(|o| &o.operation);
        Ok(wanted
            .filter(|o| before.is_none_or(|b| o.id < b))
            .take(limit)
            .cloned()
            .collect())
    }

    async fn stop_operation(&self, id: OperationId, now: Time) -> Result<Operation> {
        self.at(now).stop_operation(id)
    }

    async fn undo_operation(&self, id: OperationId, by: By, now: Time) -> Result<Undone> {
        self.at(now).undo(id, &by, now)
    }

    async fn list(
        &self,
        filter: &MessageFilter,
        order: Order,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page> {
        Ok(self.world().list(filter, order, limit, after))
    }

    async fn count(&self, filter: &MessageFilter, now: Time, cap: Option<i64>) -> Result<Counted> {
        Ok(self.world().count(filter, now, cap))
    }

    async fn message(&self, id: MessageId) -> Result<Option<Detail>> {
        Ok(self.world().detail(id))
    }

    async fn counts(&self) -> Result<Vec<(GatewayId, Status, i64)>> {
        Ok(self.world().counts())
    }

    async fn events(&self, after: EventId, limit: usize) -> Result<Vec<FeedEvent>> {
        Ok(self.world().events(after, limit))
    }

    async fn gateway_state(&self, gateway: GatewayId) -> Result<GatewayState> {
        Ok(self.world().state(gateway))
    }

    async fn waiting(&self, gateway: GatewayId, limit: usize) -> Result<Vec<Waiting>> {
        let mut queue = self.world().queue_of(gateway);
        queue.truncate(limit);
        Ok(queue)
    }

    async fn next_timer(&self) -> Result<Option<Time>> {
        Ok(self.world().next_timer())
    }

    async fn prune(&self, now: Time, retention: Retention, limit: usize) -> Result<u64> {
        Ok(self.at(now).prune(now, retention, limit))
    }
}
