//! What a person does with one message: a place, a priority, a time, another try, another gateway, a decision.

use super::record::Record;
use super::{World, code_of, refused};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Priority, QueueKey, Status};
use omnifila_core::policy::position;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, step};
use omnifila_store::verbs::{Action, CancelOutcome, Place, Result};

impl World {
    /// Cancels, or remembers the wish where the call has begun or its outcome is unknown.
    pub(super) fn cancel_one(
        &mut self,
        id: MessageId,
        event: Event<'_>,
        op: OperationId,
        now: Time,
    ) -> Result<CancelOutcome> {
        let Event::Cancel { reason } = event else {
            return Err(refused("not_a_cancel"));
        };
        let status = self.record(id)?.life.status;
        if status == Status::Waiting {
            self.demand(id, event, now, Some(op))?;
            self.record_mut(id)?.cancelled_by = Some(op);
        }
        self.end_sequence(id)?;
        let record = self.record_mut(id)?;
        record.life = record.life.remember(reason);
        Ok(match status {
            Status::Waiting | Status::Cancelled => CancelOutcome::Cancelled,
            Status::Uncertain => CancelOutcome::Uncertain,
            _ => CancelOutcome::TooLate,
        })
    }

    /// Any bulk action but a cancel, on one message.
    pub(super) fn act(&mut self, id: MessageId, action: Action, op: OperationId, now: Time) -> Result<()> {
        if let Some(code) = self.objection(id, action)? {
            return Err(refused(code));
        }
        match action {
            Action::Cancel => Err(refused("not_one_by_one")),
            Action::Reschedule { due_at } => self.reschedule(id, due_at),
            Action::Priority { priority } => {
                self.record_mut(id)?.key.priority = priority;
                Ok(())
            }
            Action::Resend => self.resend(id, op, now),
            Action::Reroute { gateway_id } => self.reroute(id, gateway_id, op, now),
        }
    }

    /// Why an action would be refused now; `None` if it would be done.
    pub(super) fn objection(&self, id: MessageId, action: Action) -> Result<Option<&'static str>> {
        let record = self.record(id)?;
        let event = match action {
            Action::Cancel => Event::Cancel {
                reason: omnifila_core::message::Reason::Cancelled,
            },
            Action::Resend => Event::Resend,
            // A reschedule and a priority ask the same of the status as a reroute: that it waits.
            Action::Reschedule { .. } | Action::Priority { .. } | Action::Reroute { .. } => Event::Reroute,
        };
        if let Err(refusal) = step(record.life, event, self.now) {
            return Ok(Some(code_of(refusal)));
        }
        if let Action::Reroute { gateway_id } = action
            && !record
                .new
                .contents
                .iter()
                .any(|(gateway, _)| *gateway == gateway_id)
        {
            return Ok(Some("no_binding"));
        }
        Ok(None)
    }

    fn reschedule(&mut self, id: MessageId, due: Time) -> Result<()> {
        let record = self.record(id)?;
        let late_at = self.late_at(&record.new, Some(due));
        let run_start = record
            .task_run
            .and_then(|run| self.runs.get(&run))
            .map(|r| r.run.started_at);
        let record = self.record_mut(id)?;
        record.due_at = Some(due);
        record.late_at = late_at;
        record.release_at = due;
        if run_start.is_some_and(|start| due > start) {
            record.released = false;
        }
        if !record.moved {
            (record.key.position, record.key.rank) = position::initial(Some(due), due, id);
        }
        Ok(())
    }

    fn resend(&mut self, id: MessageId, op: OperationId, now: Time) -> Result<()> {
        self.demand(id, Event::Resend, now, Some(op))?;
        let gateway = self.record(id)?.gateway_id;
        self.clear_release(id, gateway)?;
        let record = self.record_mut(id)?;
        if record.life.expires_at <= now {
            record.life.expires_at = now.plus(record.new.purpose.default_life());
        }
        // A person wants it now: the day that is over is no reason any more.
        record.late_at = record.late_at.filter(|late| now < *late);
        record.error_code = None;
        Ok(())
    }

    fn reroute(&mut self, id: MessageId, gateway: GatewayId, op: OperationId, now: Time) -> Result<()> {
        self.demand(id, Event::Reroute, now, Some(op))?;
        self.clear_release(id, gateway)?;
        let record = self.record_mut(id)?;
        record.gateway_id = gateway;
        (record.key.position, record.key.rank) = position::initial(None, now, id);
        record.moved = false;
        Ok(())
    }

    /// It waits for the next run of the gateway: what the runs so far have released does not cover it.
    pub(super) fn clear_release(&mut self, id: MessageId, gateway: GatewayId) -> Result<()> {
        let mark = self.state(gateway).mark;
        let record = self.record_mut(id)?;
        record.released = false;
        if let Some(mark) = mark.filter(|m| m.covers(id, record.release_at)) {
            record.release_at = mark.due.plus(1);
        }
        Ok(())
    }

    pub(super) fn resolve(&mut self, id: MessageId, sent: bool, op: OperationId, now: Time) -> Result<()> {
        self.demand(id, Event::Resolve { sent }, now, Some(op))
            .map(|_| ())
    }

    pub(super) fn place(&mut self, id: MessageId, place: Place) -> Result<()> {
        let record = self.record(id)?;
        if !record.is(Status::Waiting) {
            return Err(refused("queue_changed"));
        }
        let (gateway, own) = (record.gateway_id, record.key);
        let priority = match place {
            Place::Front | Place::Back => own.priority,
            Place::Before(other) | Place::After(other) => self.reference(id, gateway, other)?.priority,
        };
        let (before, after) = self.neighbours(id, gateway, priority, place);
        let room = |key: Option<QueueKey>| key.map(|k| (k.position, k.rank));
        let found = match (before, after) {
            (None, None) => Some((own.position, own.rank)),
            _ => position::between(room(before), room(after)),
        };
        let found = match (found, after) {
            (Some(found), _) => found,
            (None, Some(after)) => self.make_room(gateway, before, after)?,
            (None, None) => return Err(refused("queue_changed")),
        };
        let record = self.record_mut(id)?;
        (record.key.position, record.key.rank) = found;
        record.key.priority = priority;
        record.moved = true;
        Ok(())
    }

    fn reference(&self, id: MessageId, gateway: GatewayId, other: MessageId) -> Result<QueueKey> {
        let found = self
            .records
            .get(&other)
            .filter(|r| r.id != id && r.gateway_id == gateway && r.is(Status::Waiting));
        found.map(|r| r.key).ok_or_else(|| refused("queue_changed"))
    }

    /// What the place lies between, in a queue without the moved message.
    fn neighbours(
        &self,
        id: MessageId,
        gateway: GatewayId,
        priority: Priority,
        place: Place,
    ) -> (Option<QueueKey>, Option<QueueKey>) {
        let queue = self.queue_of(gateway);
        let others: Vec<QueueKey> = queue
            .iter()
            .map(|w| w.key)
            .filter(|k| k.id != id && k.priority == priority)
            .collect();
        let at = |other: MessageId| others.iter().position(|k| k.id == other);
        let gap = match place {
            Place::Front => 0,
            Place::Back => others.len(),
            Place::Before(other) => at(other).unwrap_or(0),
            Place::After(other) => at(other).map_or(others.len(), |i| i + 1),
        };
        (
            gap.checked_sub(1).and_then(|i| others.get(i)).copied(),
            others.get(gap).copied(),
        )
    }

    /// Moves everything from `after` on by one, which keeps its order and leaves room before it.
    fn make_room(
        &mut self,
        gateway: GatewayId,
        before: Option<QueueKey>,
        after: QueueKey,
    ) -> Result<(i64, i64)> {
        let later =
            |r: &&mut Record| r.gateway_id == gateway && r.key.priority == after.priority && r.key >= after;
        for record in self.records.values_mut().filter(later) {
            record.key.position += 1;
        }
        let before = before.map(|k| (k.position, k.rank));
        position::between(before, Some((after.position + 1, after.rank)))
            .ok_or_else(|| refused("queue_changed"))
    }
}
