//! What a person does with one message. Bulk operations do the same to many, through the same functions.
//!
//! Each refuses before it changes anything, with the code the API answers.

use super::job::{Job, Result, Sums, refusal_code, refused};
use super::row::StateRow;
use super::starting::content_for;
use crate::StoreError;
use crate::sql::{OptionalExtension, params};
use crate::verbs::{Action, By, CancelAnswer, CancelOutcome};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Priority, Reason, Status};
use omnifila_core::policy::late::late_since;
use omnifila_core::policy::position;
use omnifila_core::time::{MINUTE, Time};
use omnifila_core::transition::{Event, Refusal, step};

/// How long an operation can be undone.
pub(super) const UNDO: i64 = 10 * MINUTE;

impl Job<'_> {
    pub(super) fn cancel(
        &mut self,
        id: MessageId,
        by: &By,
        cause: Reason,
        now: Time,
    ) -> Result<CancelAnswer> {
        let mut row = self.must_load(id)?;
        let operation_id = self.single("cancel", id, by, now)?;
        let mut sums = Sums::default();
        let outcome = match step(row.life(), Event::Cancel { reason: cause }, now) {
            Ok(next) => {
                let before = row.clone();
                row.op_id = Some(operation_id);
                self.apply(&before, &mut row, next, Some(operation_id), now)?;
                sums.changed = 1;
                CancelOutcome::Cancelled
            }
            Err(Refusal::Unchanged) => CancelOutcome::Cancelled,
            Err(Refusal::Uncertain) => {
                sums.uncertain = 1;
                self.remember(&row, cause)?;
                CancelOutcome::Uncertain
            }
            Err(_) => {
                sums.too_late = 1;
                self.remember(&row, cause)?;
                CancelOutcome::TooLate
            }
        };
        self.single_result(operation_id, sums, Some(now.plus(UNDO)))?;
        Ok(CancelAnswer {
            outcome,
            status: row.status,
            operation_id,
        })
    }

    /// Keeps a cancel that came too late for `start` until the outcome is known; no further channel is tried, whatever that is.
    pub(super) fn remember(&mut self, row: &StateRow, cause: Reason) -> Result<()> {
        let life = row.life().remember(cause);
        if life.cancel != row.cancel {
            self.queue.flying.remove(&row.id);
            let mut update = self
                .conn
                .prepare_cached("UPDATE state SET cancel_reason = ?2 WHERE id = ?1")?;
            update.execute(params![row.id.0, life.cancel.map(Reason::code)])?;
        }
        self.end_sequence(row)
    }

    /// One of the actions on one message, as an operation of its own.
    pub(super) fn act_alone(
        &mut self,
        id: MessageId,
        action: Action,
        by: &By,
        now: Time,
    ) -> Result<OperationId> {
        let row = self.must_load(id)?;
        if let Some(code) = self.objection(&row, action)? {
            return Err(StoreError::Refused { code });
        }
        let operation = self.single(action_word(action), id, by, now)?;
        self.act(row, action, operation, now)?;
        self.single_result(
            operation,
            Sums {
                changed: 1,
                ..Sums::default()
            },
            None,
        )?;
        Ok(operation)
    }

    /// Why an action would be refused now; `None` if it would be done.
    pub(super) fn objection(&self, row: &StateRow, action: Action) -> Result<Option<&'static str>> {
        let contents = |gateway| binds(self.conn, row.id, gateway);
        objection(row.life(), action, contents)
    }

    /// Does what [`Job::objection`] did not object to.
    pub(super) fn act(
        &mut self,
        row: StateRow,
        action: Action,
        operation: OperationId,
        now: Time,
    ) -> Result<()> {
        match action {
            Action::Cancel => Err(StoreError::Internal("a cancel is no action on one row".into())),
            Action::Priority { priority } => self.set_priority(row, priority, now),
            Action::Reschedule { due_at } => self.set_due(row, due_at, now),
            Action::Resend => self.send_again(row, operation, now),
            Action::Reroute { gateway_id } => self.reroute(row, gateway_id, operation, now),
        }
    }

    fn set_priority(&mut self, before: StateRow, priority: Priority, now: Time) -> Result<()> {
        let mut row = before.clone();
        row.priority = priority;
        self.replace(&before, &mut row, now)
    }

    /// A time past the start of the run that released it takes the release away.
    fn set_due(&mut self, before: StateRow, due: Time, now: Time) -> Result<()> {
        let mut row = before.clone();
        let zone = self
            .book
            .gateway(row.gateway_id)
            .map(|g| g.spec.time_zone.as_str());
        row.late_at = zone.map(|zone| late_since(due, zone));
        row.due_at = Some(due);
        row.release_at = due;
        row.task_run_id = self.run_of(&before)?;
        if let Some(run) = row.task_run_id {
            let mut select = self
                .conn
                .prepare_cached("SELECT started_at FROM run WHERE id = ?1")?;
            let started: Option<i64> = select.query_row([run.0], |r| r.get(0)).optional()?;
            row.released &= started.is_some_and(|t| due.ms() <= t);
        }
        self.keep_run(&mut row)?;
        if !row.moved {
            (row.position, row.rank) = position::initial(Some(due), due, row.id);
        }
        self.replace(&before, &mut row, now)
    }

    /// The wish of a person: the day that is over and the expiry are no reason any more.
    fn send_again(&mut self, before: StateRow, operation: OperationId, now: Time) -> Result<()> {
        let next = step(before.life(), Event::Resend, now).map_err(refused)?;
        let mut row = before.clone();
        self.clear_release(&mut row);
        if row.expires_at <= now {
            row.expires_at = now.plus(row.purpose.default_life());
        }
        row.late_at = row.late_at.filter(|late| now < *late);
        row.error_code = None;
        self.apply(&before, &mut row, next, Some(operation), now)
    }

    fn reroute(
        &mut self,
        before: StateRow,
        gateway: GatewayId,
        operation: OperationId,
        now: Time,
    ) -> Result<()> {
        let next = step(before.life(), Event::Reroute, now).map_err(refused)?;
        let mut row = before.clone();
        row.gateway_id = gateway;
        self.clear_release(&mut row);
        (row.position, row.rank) = position::initial(None, now, row.id);
        row.moved = false;
        self.apply(&before, &mut row, next, Some(operation), now)
    }

    /// What the runs so far have released does not cover it: it waits for the next.
    pub(super) fn clear_release(&mut self, row: &mut StateRow) {
        row.released = false;
        let mark = self.queue.lane(row.gateway_id).mark;
        if let Some(mark) = mark.filter(|m| row.covered_by(*m)) {
            row.release_at = mark.due.plus(1);
        }
        // A person has decided about it since the backup was put back.
        if let Some(at) = self.book.restored_at.filter(|at| row.release_at <= *at) {
            row.release_at = at.plus(1);
        }
    }

    /// A person decides what an unknown outcome was.
    pub(super) fn resolve(&mut self, id: MessageId, sent: bool, by: &By, now: Time) -> Result<OperationId> {
        let before = self.must_load(id)?;
        let next = step(before.life(), Event::Resolve { sent }, now).map_err(refused)?;
        let operation = self.single("resolve", id, by, now)?;
        let mut row = before.clone();
        if next.life.status == Status::Sent {
            row.sent_at = row.sent_at.or(Some(now));
        }
        self.apply(&before, &mut row, next, Some(operation), now)?;
        self.single_result(
            operation,
            Sums {
                changed: 1,
                ..Sums::default()
            },
            None,
        )?;
        Ok(operation)
    }
}

/// Whether the template of a message has a binding to the gateway.
pub(super) fn binds(conn: &crate::sql::Connection, id: MessageId, gateway: GatewayId) -> Result<bool> {
    let mut select = conn.prepare_cached("SELECT contents FROM message WHERE id = ?1")?;
    let contents: String = select.query_row([id.0], |r| r.get(0))?;
    Ok(content_for(&contents, gateway)?.is_some())
}

/// Why an action would be refused for a message in this life.
pub(super) fn objection(
    life: omnifila_core::transition::Life,
    action: Action,
    binds: impl FnOnce(GatewayId) -> Result<bool>,
) -> Result<Option<&'static str>> {
    let event = match action {
        Action::Cancel => Event::Cancel {
            reason: Reason::Cancelled,
        },
        Action::Resend => Event::Resend,
        // A time and a priority ask of the status what a reroute asks: that it waits.
        Action::Reschedule { .. } | Action::Priority { .. } | Action::Reroute { .. } => Event::Reroute,
    };
    if let Err(refusal) = step(life, event, Time(0)) {
        return Ok(Some(refusal_code(refusal)));
    }
    if let Action::Reroute { gateway_id } = action
        && !binds(gateway_id)?
    {
        return Ok(Some("no_binding"));
    }
    Ok(None)
}

pub(super) fn action_word(action: Action) -> &'static str {
    match action {
        Action::Cancel => "cancel",
        Action::Reschedule { .. } => "reschedule",
        Action::Priority { .. } => "priority",
        Action::Resend => "resend",
        Action::Reroute { .. } => "reroute",
    }
}
