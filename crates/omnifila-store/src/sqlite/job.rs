//! One job of the queue on the writing thread: the connection, the book, the memory, and what the job adds up to.
//!
//! Every change of a status goes through `core::transition::step`; [`Job::apply`] writes what it answers: the row, the event,
//! the counters, the run's sums, and what the lane has to look at again. Counters and sums are written once per job.

use super::cover;
use super::hot::{Hot, Many};
use super::memory::QueueMemory;
use super::row::StateRow;
use super::tally::Tally;
use super::told::Told;
use super::{intake, settling, starting};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, params};
use crate::verbs::By;
use omnifila_core::catalogue::Book;
use omnifila_core::id::{GatewayId, MessageId, OperationId, RunId};
use omnifila_core::message::{QueueKey, Reason, Status};
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Move, Refusal, step};
use std::sync::Arc;

pub(super) type Result<T> = std::result::Result<T, StoreError>;

#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) conn: &'a Connection,
    pub(super) book: Arc<Book>,
    pub(super) queue: &'a mut QueueMemory,
    pub(super) tally: Tally,
    pub(super) hot: Statements<'a>,
    /// What a batch of receipts speaks of.
    pub(super) told: Option<Box<Told>>,
}

/// What `start` and `settle` run once per message.
#[derive(Debug)]
pub(super) struct Statements<'a> {
    pub(super) load: Hot<'a>,
    pub(super) take_off: Many<'a>,
    pub(super) take_off_in_run: Many<'a>,
    pub(super) attempt: Many<'a>,
    pub(super) content: Hot<'a>,
    pub(super) outcome: Many<'a>,
    pub(super) ended: Many<'a>,
    pub(super) event: Many<'a>,
    pub(super) message: Many<'a>,
    pub(super) state: Many<'a>,
}

/// What a person is told when `step` refuses.
pub(super) fn refused(refusal: Refusal) -> StoreError {
    StoreError::Refused {
        code: refusal_code(refusal),
    }
}

pub(super) fn refusal_code(refusal: Refusal) -> &'static str {
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

const EVENT: &str = "INSERT INTO event (id, message_id, \"from\", \"to\", reason, at, operation_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const EVENT_ALIKE: &str = "INSERT INTO event (id, message_id, \"from\", \"to\", reason, at, operation_id) \
     SELECT ?1 + key, value, ?3, ?4, ?5, ?6, ?7 FROM json_each(?2)";
const EVENTS: &str = "INSERT INTO event (id, message_id, \"from\", \"to\", reason, at, operation_id) \
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])";

pub(super) const NO_MESSAGE: StoreError = StoreError::NotFound { noun: "message" };

impl<'a> Job<'a> {
    pub(super) fn new(conn: &'a Connection, book: Arc<Book>, queue: &'a mut QueueMemory) -> Self {
        Self {
            conn,
            book,
            queue,
            tally: Tally::default(),
            told: None,
            hot: Statements {
                load: Hot::new(conn, StateRow::by_id()),
                take_off: Many::new(conn, starting::TAKE_OFF, starting::TAKE_OFF_ALL)
                    .alike(starting::TAKE_OFF_ALIKE, 0),
                take_off_in_run: Many::new(conn, starting::TAKE_OFF_IN_RUN, starting::TAKE_OFF_ALL)
                    .alike(starting::TAKE_OFF_IN_RUN_ALIKE, 0),
                attempt: Many::new(conn, starting::ATTEMPT, starting::ATTEMPTS)
                    .alike(starting::ATTEMPT_ALIKE, 0),
                content: Hot::new(conn, starting::CONTENT),
                outcome: Many::new(conn, settling::OUTCOME, settling::OUTCOMES),
                ended: Many::new(conn, settling::ENDED, settling::ENDED_ALL).alike(settling::ENDED_ALIKE, 0),
                event: Many::new(conn, EVENT, EVENTS).alike(EVENT_ALIKE, 1),
                message: Many::new(conn, intake::MESSAGE, intake::MESSAGES),
                state: Many::new(conn, intake::STATE, intake::STATES),
            },
        }
    }

    /// Writes what the job adds up to. Called once, whatever the job answers.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.flush()?;
        let tally = std::mem::take(&mut self.tally);
        tally.write(self.conn)?;
        for order in self.queue.orders.iter_mut().filter(|o| o.swept > 0) {
            let mut update = self
                .conn
                .prepare_cached("UPDATE operation SET done = done + ?2 WHERE id = ?1")?;
            update.execute([order.id.0, std::mem::take(&mut order.swept)])?;
        }
        Ok(())
    }

    /// Sends what was gathered. Whoever reads what the job may have written does this first.
    pub(super) fn flush(&mut self) -> Result<()> {
        let hot = &mut self.hot;
        hot.message.flush()?;
        hot.state.flush()?;
        hot.take_off.flush()?;
        hot.take_off_in_run.flush()?;
        hot.attempt.flush()?;
        hot.outcome.flush()?;
        hot.ended.flush()?;
        hot.event.flush()
    }

    /// The row as every verb has to see it: one that a running cancel covers is rewritten first.
    pub(super) fn load(&mut self, id: MessageId) -> Result<Option<StateRow>> {
        let Some(row) = self.stored(id)? else {
            return Ok(None);
        };
        match cover::covering(self.conn, &self.queue.orders, &row)? {
            Some(order) => self.sweep_row(row, order).map(Some),
            None => Ok(Some(row)),
        }
    }

    /// The row as it is stored.
    pub(super) fn stored(&mut self, id: MessageId) -> Result<Option<StateRow>> {
        if let Some(row) = self.told.as_mut().and_then(|told| told.take(id)) {
            return Ok(Some(row));
        }
        let select = self.hot.load.get()?;
        Ok(select.query_row([id.0], StateRow::read).optional()?)
    }

    pub(super) fn must_load(&mut self, id: MessageId) -> Result<StateRow> {
        self.load(id)?.ok_or(NO_MESSAGE)
    }

    /// Cancels on the row what the order has cancelled already. The counters know it since the order's commit.
    pub(super) fn sweep_row(&mut self, mut row: StateRow, order: usize) -> Result<StateRow> {
        let order = &mut self.queue.orders[order];
        let (id, cause, at) = (order.id, order.cause, order.at);
        order.swept += 1;
        let next = step(row.life(), Event::Cancel { reason: cause }, at).map_err(refused)?;
        let before = row.clone();
        row.op_id = Some(id);
        self.write_move(&before, &mut row, next, Some(id), at, false)?;
        Ok(row)
    }

    /// Applies a move to `row` and everything that follows from it. `row` may have been changed beforehand (a new
    /// gateway, a new place); `before` is how it was loaded.
    pub(super) fn apply(
        &mut self,
        before: &StateRow,
        row: &mut StateRow,
        next: Move,
        operation: Option<OperationId>,
        now: Time,
    ) -> Result<()> {
        self.write_move(before, row, next, operation, now, true)
    }

    fn write_move(
        &mut self,
        before: &StateRow,
        row: &mut StateRow,
        next: Move,
        operation: Option<OperationId>,
        now: Time,
        count: bool,
    ) -> Result<()> {
        let run = self.run_of(before)?;
        let life = next.life;
        row.status = life.status;
        row.reason = next.reason;
        row.attempts = life.attempts;
        row.counted = life.counted;
        row.deferrals = life.deferrals;
        row.cancel = life.cancel;
        row.seen = life.seen;
        row.next_attempt_at = next.next_attempt_at;
        row.updated_at = now;
        if life.status != Status::Cancelled {
            row.op_id = None;
        }
        row.task_run_id = run;
        if life.status == Status::Waiting {
            row.timer_at = row.next_timer(now);
            row.after_op = OperationId(self.queue.last_operation);
            self.keep_run(row)?;
        }
        self.queue.flying.remove(&row.id);
        self.save(before, row)?;
        self.event(row.id, before.status, life.status, next.reason, now, operation)?;
        if count {
            self.tally
                .moved((before.gateway_id, before.status), (row.gateway_id, life.status));
            self.queue
                .flow
                .moved(row.gateway_id, before.status, life.status, now);
        }
        if let Some(run) = run {
            self.tally.member(run, before.status, life.status);
        }
        if row.sequenced {
            self.patience(before.status, row, now)?;
        }
        self.noticed(before, row)
    }

    /// The run whose sums a row is counted in.
    pub(super) fn run_of(&self, row: &StateRow) -> Result<Option<RunId>> {
        if row.status == Status::Waiting {
            self.queue.run_of(self.conn, row)
        } else {
            Ok(row.task_run_id)
        }
    }

    /// A row that waits (again, or elsewhere) under a mark that did not count it among its members is released by a flag of its
    /// own, so that the run stamped on it, if any, goes on counting it.
    pub(super) fn keep_run(&self, row: &mut StateRow) -> Result<()> {
        if !row.released && self.queue.mark_covers(row) {
            row.released = self.queue.run_of(self.conn, row)? != row.task_run_id;
        }
        Ok(())
    }

    /// Writes a waiting row whose place, time or release changed, but not its status.
    pub(super) fn replace(&mut self, before: &StateRow, row: &mut StateRow, now: Time) -> Result<()> {
        row.updated_at = now;
        row.timer_at = row.next_timer(now);
        row.after_op = OperationId(self.queue.last_operation);
        row.save(self.conn)?;
        self.noticed(before, row)
    }

    /// Tells the lanes that a row changed: it may be ready itself, and so may one that waited behind it.
    fn noticed(&mut self, before: &StateRow, row: &StateRow) -> Result<()> {
        if row.status == Status::Waiting {
            let now_waits = row.next_attempt_at.is_some();
            let lane = self.queue.lane(row.gateway_id);
            lane.again(row.key());
            if now_waits {
                lane.stuck.insert(row.address_key);
            }
        }
        if before.status == Status::Waiting {
            self.freed(before.gateway_id, before.address_key)?;
        }
        Ok(())
    }

    /// The address is free, or an earlier message of it left its place: the first that waits there is looked at again.
    pub(super) fn freed(&mut self, gateway: GatewayId, address_key: i64) -> Result<()> {
        let lane = self.queue.lane(gateway);
        if lane.cursor.is_none() || !lane.behind.may_hold(address_key) {
            return Ok(());
        }
        if let Some(key) = first_of_address(self.conn, gateway, address_key, None)? {
            self.queue.lane(gateway).again(key);
        }
        Ok(())
    }

    /// The lane of a gateway, and the addresses behind it, after a call ended.
    pub(super) fn landed(&mut self, gateway: GatewayId, id: MessageId, address_key: i64) -> Result<()> {
        self.queue.lane(gateway).landed(id);
        self.freed(gateway, address_key)
    }

    pub(super) fn event(
        &mut self,
        id: MessageId,
        from: Status,
        to: Status,
        reason: Reason,
        at: Time,
        operation: Option<OperationId>,
    ) -> Result<()> {
        self.queue.last_event += 1;
        self.hot.event.write(params![
            self.queue.last_event,
            id.0,
            from.code(),
            to.code(),
            reason.code(),
            at.ms(),
            operation.map(|o| o.0)
        ])
    }

    /// Records an action on one message as a completed operation.
    pub(super) fn single(&mut self, action: &str, id: MessageId, by: &By, now: Time) -> Result<OperationId> {
        self.queue.last_operation += 1;
        let operation = OperationId(self.queue.last_operation);
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO operation (id, action, status, actor, reason, created_at, message_id, total, done) \
             VALUES (?1, ?2, 2, ?3, ?4, ?5, ?6, 1, 1)",
        )?;
        insert.execute(params![operation.0, action, by.actor, by.reason, now.ms(), id.0])?;
        Ok(operation)
    }

    /// How a recorded single action came out.
    pub(super) fn single_result(
        &mut self,
        operation: OperationId,
        sums: Sums,
        undo_until: Option<Time>,
    ) -> Result<()> {
        let mut update = self.conn.prepare_cached(
            "UPDATE operation SET changed = ?2, too_late = ?3, uncertain = ?4, undo_until = ?5 WHERE id = ?1",
        )?;
        update.execute(params![
            operation.0,
            sums.changed,
            sums.too_late,
            sums.uncertain,
            undo_until.map(Time::ms)
        ])?;
        Ok(())
    }
}

/// Sums of an operation on one message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) changed: i64,
    pub(super) too_late: i64,
    pub(super) uncertain: i64,
}

/// The first waiting message after `after`, in queue order, of those of an address that had to wait for it.
pub(super) fn first_of_address(
    conn: &Connection,
    gateway: GatewayId,
    address_key: i64,
    after: Option<QueueKey>,
) -> Result<Option<QueueKey>> {
    let mut select = conn.prepare_cached(
        "SELECT priority, position, rank, id FROM state INDEXED BY state_address \
         WHERE gateway_id = ?1 AND address_key = ?2 AND status = 0 AND by_address = 1 AND (priority, position, rank, id) > (?3, ?4, ?5, ?6) \
         ORDER BY priority, position, rank, id LIMIT 1",
    )?;
    let (p, position, rank, id) =
        after.map_or((-1, 0, 0, 0), |k| (k.priority.code(), k.position, k.rank, k.id.0));
    let found = select.query_row(params![gateway.0, address_key, p, position, rank, id], |r| {
        read_key(r, 0)
    });
    Ok(found.optional()?)
}

/// Four columns from `at`: priority, position, rank, id.
pub(super) fn read_key(row: &crate::sql::Row<'_>, at: usize) -> crate::sql::Result<QueueKey> {
    let priority =
        omnifila_core::message::Priority::from_code(row.get(at)?).ok_or(crate::sql::Error::unreadable(at))?;
    Ok(QueueKey {
        priority,
        position: row.get(at + 1)?,
        rank: row.get(at + 2)?,
        id: MessageId(row.get(at + 3)?),
    })
}
