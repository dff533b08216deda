//! What people do to messages, and what it sets in motion: each verb of the store, then a nudge to the loops concerned and
//! word to those who watch.

use crate::Engine;
use crate::live::Live;
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Priority, Reason, Status};
use omnifila_core::outcome::Receipt;
use omnifila_core::time::Time;
use omnifila_store::MessageFilter;
use omnifila_store::StoreError;
use omnifila_store::verbs::{
    Action, BulkOrder, By, CancelAnswer, Operation, Place, Preview, Run, Selection, Undone,
};

type Result<T> = std::result::Result<T, StoreError>;

/// Ids of one bulk order at most; more are a filter.
pub const MAX_IDS: usize = 10_000;

/// Receipts of which watchers are told one by one; of more they are told at once.
const TOLD_ONE_BY_ONE: usize = 20;

impl Engine {
    pub async fn cancel(&self, id: MessageId, by: By) -> Result<CancelAnswer> {
        let answer = self.queue().cancel(id, by, Reason::Cancelled, self.now()).await?;
        self.touched(id).await?;
        Ok(answer)
    }

    pub async fn place(&self, id: MessageId, place: Place, by: By) -> Result<OperationId> {
        let operation = self.queue().place(id, place, by, self.now()).await?;
        self.touched(id).await?;
        Ok(operation)
    }

    pub async fn prioritise(&self, id: MessageId, priority: Priority, by: By) -> Result<OperationId> {
        let operation = self.queue().prioritise(id, priority, by, self.now()).await?;
        self.touched(id).await?;
        Ok(operation)
    }

    pub async fn reschedule(&self, id: MessageId, due_at: Time, by: By) -> Result<OperationId> {
        let operation = self.queue().reschedule(id, due_at, by, self.now()).await?;
        self.touched(id).await?;
        Ok(operation)
    }

    pub async fn resend(&self, id: MessageId, by: By) -> Result<OperationId> {
        let operation = self.queue().resend(id, by, self.now()).await?;
        self.touched(id).await?;
        Ok(operation)
    }

    pub async fn resolve(&self, id: MessageId, sent: bool, by: By) -> Result<OperationId> {
        let operation = self.queue().resolve(id, sent, by, self.now()).await?;
        self.touched(id).await?;
        Ok(operation)
    }

    pub async fn preview(&self, order: &BulkOrder) -> Result<Preview> {
        self.queue().preview(order).await
    }

    /// Commits a bulk order; a cancel binds from this answer on.
    pub async fn order(&self, order: BulkOrder) -> Result<Operation> {
        let operation = self.queue().order(order, self.now()).await?;
        self.forget_forecasts();
        self.sweep_soon();
        self.live(Live::Operation { id: operation.id });
        Ok(operation)
    }

    /// "Cancelar pendentes" of one gateway.
    pub async fn cancel_pending(&self, gateway: GatewayId, by: By) -> Result<Operation> {
        if self.book().gateway(gateway).is_none() {
            return Err(StoreError::NotFound { noun: "gateway" });
        }
        let filter = MessageFilter {
            gateway_id: Some(gateway),
            ..MessageFilter::default()
        };
        self.order(BulkOrder {
            action: Action::Cancel,
            selection: Selection::Filter(filter),
            cause: Reason::Cancelled,
            by,
        })
        .await
    }

    pub async fn stop_operation(&self, id: OperationId) -> Result<Operation> {
        let operation = self.queue().stop_operation(id, self.now()).await?;
        self.forget_forecasts();
        self.nudge_all();
        self.live(Live::Operation { id });
        Ok(operation)
    }

    pub async fn undo_operation(&self, id: OperationId, by: By) -> Result<Undone> {
        let undone = self.queue().undo_operation(id, by, self.now()).await?;
        self.forget_forecasts();
        self.nudge_all();
        self.live(Live::Operation { id });
        Ok(undone)
    }

    pub async fn stop_run(&self, id: omnifila_core::id::RunId) -> Result<Run> {
        let run = self.queue().stop_run(id, self.now()).await?;
        self.live(Live::Run { id });
        Ok(run)
    }

    /// Joins receipts, and tells who watches.
    pub async fn receive(&self, receipts: Vec<Receipt>) -> Result<Vec<Option<MessageId>>> {
        let many = receipts.len() > TOLD_ONE_BY_ONE;
        let joined = self.queue().receipts(receipts, self.now()).await?;
        if many {
            self.forget_forecasts();
            self.nudge_lanes();
            self.upkeep_soon();
            self.live(Live::Invalidate { noun: "messages" });
            self.feed_may_have_grown();
            return Ok(joined);
        }
        for id in joined.iter().flatten() {
            self.touched(*id).await?;
        }
        Ok(joined)
    }

    /// Tells the lane and the watchers about a message that changed.
    pub(crate) async fn touched(&self, id: MessageId) -> Result<()> {
        if let Some(detail) = self.queue().message(id).await? {
            self.live(Live::message(id, detail.row.gateway_id, detail.row.status));
            if detail.row.status == Status::Sent && self.pace().simulation().is_some() {
                // It may go on to its next channel later; where time is real, upkeep looks by itself soon enough.
                self.upkeep_soon();
            }
            if detail.row.status == Status::Waiting {
                self.forget_forecasts();
                self.nudge(detail.row.gateway_id);
                self.upkeep_soon();
            }
        }
        Ok(())
    }
}
