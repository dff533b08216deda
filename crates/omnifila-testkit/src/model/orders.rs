//! Operations: what was ordered, by whom, how far it has come, and its undo.

use super::{World, refused};
use omnifila_core::id::{MessageId, OperationId};
use omnifila_core::message::Status;
use omnifila_core::time::{MINUTE, Time};
use omnifila_core::transition::Event;
use omnifila_store::StoreError;
use omnifila_store::verbs::{
    Action, BulkOrder, By, CancelOutcome, Operation, OperationStatus, Preview, Result, Selection, Undone,
};
use std::collections::VecDeque;

/// How long an operation can be undone.
const UNDO: i64 = 10 * MINUTE;

#[derive(Debug)]
pub(super) struct Order {
    pub(super) operation: Operation,
    action: Option<Action>,
    /// What a sweep has yet to look at.
    pending: VecDeque<MessageId>,
}

impl World {
    /// Records who does what; the caller fills in what became of it.
    pub(super) fn open_operation(&mut self, action: &str, by: &By, now: Time) -> OperationId {
        let id = OperationId(self.operations.len() as i64 + 1);
        let operation = Operation {
            id,
            action: action.into(),
            status: OperationStatus::Running,
            actor: by.actor.clone(),
            reason: by.reason.clone(),
            created_at: now,
            total: 0,
            done: 0,
            changed: 0,
            too_late: 0,
            uncertain: 0,
            skipped: Default::default(),
            undo_until: None,
        };
        self.operations.insert(
            id,
            Order {
                operation,
                action: None,
                pending: VecDeque::new(),
            },
        );
        id
    }

    /// An operation on one message. Nothing is recorded when it is refused.
    pub(super) fn single(
        &mut self,
        action: &str,
        by: &By,
        now: Time,
        act: impl FnOnce(&mut World, OperationId) -> Result<()>,
    ) -> Result<OperationId> {
        let id = self.open_operation(action, by, now);
        if let Err(e) = act(self, id) {
            self.operations.remove(&id);
            return Err(e);
        }
        let operation = &mut self.order_mut(id)?.operation;
        (operation.total, operation.done, operation.changed) = (1, 1, 1);
        operation.status = OperationStatus::Completed;
        Ok(id)
    }

    pub(super) fn count_cancel(
        &mut self,
        op: OperationId,
        outcome: CancelOutcome,
        was_waiting: bool,
    ) -> Result<()> {
        let operation = &mut self.order_mut(op)?.operation;
        match outcome {
            CancelOutcome::Cancelled => operation.changed += i64::from(was_waiting),
            CancelOutcome::TooLate => operation.too_late += 1,
            CancelOutcome::Uncertain => operation.uncertain += 1,
        }
        operation.undo_until = Some(operation.created_at.plus(UNDO));
        Ok(())
    }

    /// One more that a cancel leaves alone, so that its sums come to its total.
    fn skip(&mut self, op: OperationId, code: &str) -> Result<()> {
        *self
            .order_mut(op)?
            .operation
            .skipped
            .entry(code.into())
            .or_default() += 1;
        Ok(())
    }

    pub(super) fn order_mut(&mut self, id: OperationId) -> Result<&mut Order> {
        self.operations
            .get_mut(&id)
            .ok_or(StoreError::NotFound { noun: "operation" })
    }

    pub(super) fn preview(&self, order: &BulkOrder) -> Result<Preview> {
        let mut preview = Preview::default();
        for id in self.selected(&order.selection) {
            preview.total += 1;
            let objection = match self.objection(id, order.action) {
                Err(StoreError::NotFound { .. }) => Some("not_found"),
                other => other?,
            };
            match objection {
                None => preview.would_change += 1,
                Some(code) => *preview.skipped.entry(code.into()).or_default() += 1,
            }
        }
        Ok(preview)
    }

    fn selected(&self, selection: &Selection) -> Vec<MessageId> {
        match selection {
            Selection::Filter(filter) => self.ids_where(|r| r.matches(filter, &self.desk)),
            Selection::Ids(ids) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
        }
    }

    pub(super) fn order(&mut self, order: &BulkOrder, now: Time) -> Result<Operation> {
        let id = self.open_operation(action_word(order.action), &order.by, now);
        let selected = self.selected(&order.selection);
        self.order_mut(id)?.action = Some(order.action);
        self.order_mut(id)?.operation.total = selected.len() as i64;
        if order.action == Action::Cancel {
            for message in selected {
                let Ok(record) = self.record(message) else {
                    self.skip(id, "not_found")?;
                    continue;
                };
                let status = record.life.status;
                let outcome = self.cancel_one(message, Event::Cancel { reason: order.cause }, id, now)?;
                if matches!(status, Status::Waiting | Status::Sending | Status::Uncertain) {
                    self.count_cancel(id, outcome, true)?;
                } else {
                    self.skip(id, "ended")?;
                }
            }
            self.order_mut(id)?.operation.undo_until = Some(now.plus(UNDO));
        } else {
            self.order_mut(id)?.pending = selected.into();
        }
        Ok(self.order_mut(id)?.operation.clone())
    }

    pub(super) fn sweep(&mut self, now: Time, limit: usize) -> Result<bool> {
        let running = |o: &&Order| o.operation.status == OperationStatus::Running;
        let open: Vec<OperationId> = self
            .operations
            .values()
            .filter(running)
            .map(|o| o.operation.id)
            .collect();
        let mut left = limit;
        for id in open {
            while left > 0 && self.sweep_one(id, now)? {
                left -= 1;
            }
            let order = self.order_mut(id)?;
            if order.pending.is_empty() {
                order.operation.done = order.operation.total;
                order.operation.status = OperationStatus::Completed;
            }
        }
        Ok(self.operations.values().any(|o| running(&o)))
    }

    /// Looks at the next message of an order; `false` when there is none.
    fn sweep_one(&mut self, id: OperationId, now: Time) -> Result<bool> {
        let order = self.order_mut(id)?;
        let (Some(message), Some(action)) = (order.pending.pop_front(), order.action) else {
            return Ok(false);
        };
        let done = self.act(message, action, id, now);
        let operation = &mut self.order_mut(id)?.operation;
        operation.done += 1;
        match done {
            Ok(()) => operation.changed += 1,
            Err(StoreError::Refused { code }) => *operation.skipped.entry(code.into()).or_default() += 1,
            Err(StoreError::NotFound { .. }) => {
                *operation.skipped.entry("not_found".into()).or_default() += 1
            }
            Err(other) => return Err(other),
        }
        Ok(true)
    }

    pub(super) fn stop_operation(&mut self, id: OperationId) -> Result<Operation> {
        let order = self.order_mut(id)?;
        if order.operation.status == OperationStatus::Running {
            order.operation.status = OperationStatus::Stopped;
            order.pending.clear();
        }
        Ok(order.operation.clone())
    }

    pub(super) fn undo(&mut self, id: OperationId, by: &By, now: Time) -> Result<Undone> {
        let operation = &self.order_mut(id)?.operation;
        if operation.status == OperationStatus::Undone {
            return Err(refused("already_undone"));
        }
        let Some(until) = operation.undo_until else {
            return Err(refused("not_undoable"));
        };
        if now > until {
            return Err(refused("undo_expired"));
        }
        let undo = self.open_operation("undo", by, now);
        let mut undone = Undone {
            operation_id: undo,
            ..Undone::default()
        };
        for message in self.ids_where(|r| r.is(Status::Cancelled) && r.cancelled_by == Some(id)) {
            match self.undo_objection(message, now)? {
                Some(code) => *undone.skipped.entry(code.into()).or_default() += 1,
                None => {
                    self.demand(message, Event::Undo, now, Some(undo))?;
                    self.record_mut(message)?.cancelled_by = None;
                    undone.restored += 1;
                }
            }
        }
        self.order_mut(id)?.operation.status = OperationStatus::Undone;
        let operation = &mut self.order_mut(undo)?.operation;
        operation.changed = undone.restored;
        operation.status = OperationStatus::Completed;
        Ok(undone)
    }

    /// Every check is applied again before a message comes back.
    fn undo_objection(&self, id: MessageId, now: Time) -> Result<Option<&'static str>> {
        let record = self.record(id)?;
        Ok(if record.life.expires_at <= now {
            Some("expired")
        } else if self.desk.suppressed(&record.new.address, record.new.purpose) {
            Some("suppressed")
        } else if self.desk.stopped(&record.new, record.customer_id, now) {
            Some("stop_rule")
        } else {
            None
        })
    }
}

fn action_word(action: Action) -> &'static str {
    match action {
        Action::Cancel => "cancel",
        Action::Reschedule { .. } => "reschedule",
        Action::Priority { .. } => "priority",
        Action::Resend => "resend",
        Action::Reroute { .. } => "reroute",
    }
}
