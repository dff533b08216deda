//! The state of one message as it is read and written: one list of columns, one order.
//!
//! Hot paths (start, settle) write with statements of their own, because SQLite rewrites every index whose column is named
//! in an UPDATE, changed or not.

use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, ToSql, params};
use omnifila_core::brazil::locality::Locality;
use omnifila_core::catalogue::{Book, GatewaySpec};
use omnifila_core::id::{
    BranchId, CustomerId, GatewayId, InvoiceId, MessageId, OperationId, RunId, TemplateId,
};
use omnifila_core::message::{
    LastLook, Late, Priority, Purpose, QueueKey, Readiness, Reason, Status, Waiting,
};
use omnifila_core::plan::Mark;
use omnifila_core::time::Time;
use omnifila_core::transition::{Life, Rules, Seen};
use std::sync::LazyLock;

type Result<T> = std::result::Result<T, StoreError>;

/// The columns in the order of [`StateRow::read`], of a table named `s`.
pub(super) const COLUMNS: &str = "s.id, s.gateway_id, s.status, s.reason, s.priority, s.position, s.rank, s.moved, \
    s.template_id, s.customer_id, s.branch_id, s.invoice_id, s.run_id, s.purpose, s.created_at, s.due_at, s.expires_at, \
    s.next_attempt_at, s.release_at, s.released, s.late, s.late_at, s.address_key, s.uf, s.weight, s.attempts, s.counted, \
    s.deferrals, s.cancel_reason, s.seen, s.after_op, s.op_id, s.task_run_id, s.timer_at, s.sent_at, s.error_code, \
    s.updated_at, s.by_address, s.sequenced";
/// How many they are: where the columns of a join begin.
pub(super) const WIDTH: usize = 39;

/// One row of `state`, whole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StateRow {
    pub(super) id: MessageId,
    pub(super) gateway_id: GatewayId,
    pub(super) status: Status,
    pub(super) reason: Reason,
    pub(super) priority: Priority,
    pub(super) position: i64,
    pub(super) rank: i64,
    pub(super) moved: bool,
    pub(super) template_id: TemplateId,
    pub(super) customer_id: CustomerId,
    pub(super) branch_id: Option<BranchId>,
    pub(super) invoice_id: Option<InvoiceId>,
    pub(super) run_id: Option<RunId>,
    pub(super) purpose: Purpose,
    pub(super) created_at: Time,
    pub(super) due_at: Option<Time>,
    pub(super) expires_at: Time,
    pub(super) next_attempt_at: Option<Time>,
    pub(super) release_at: Time,
    pub(super) released: bool,
    pub(super) late: Late,
    pub(super) late_at: Option<Time>,
    pub(super) address_key: i64,
    /// Column `uf`: once a federal unit only, now any place's code.
    pub(super) locality: Option<Locality>,
    pub(super) weight: u32,
    pub(super) attempts: u32,
    pub(super) counted: u32,
    pub(super) deferrals: u32,
    pub(super) cancel: Option<Reason>,
    pub(super) seen: Seen,
    pub(super) after_op: OperationId,
    pub(super) op_id: Option<OperationId>,
    pub(super) task_run_id: Option<RunId>,
    pub(super) timer_at: Time,
    pub(super) sent_at: Option<Time>,
    pub(super) error_code: Option<String>,
    pub(super) updated_at: Time,
    pub(super) by_address: bool,
    /// It goes through several channels ([`super::sequences`]); for ever what it was at intake.
    pub(super) sequenced: bool,
}

fn bad(column: usize) -> crate::sql::Error {
    crate::sql::Error::unreadable(column)
}

/// Reads one of the small enumerations.
macro_rules! word {
    ($type:ty, $row:expr, $column:expr) => {
        <$type>::from_code($row.get::<_, i64>($column)?).ok_or_else(|| bad($column))?
    };
}

fn time(row: &Row<'_>, column: usize) -> crate::sql::Result<Option<Time>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Time))
}

impl StateRow {
    pub(super) fn read(row: &Row<'_>) -> crate::sql::Result<StateRow> {
        Ok(StateRow {
            id: MessageId(row.get(0)?),
            gateway_id: GatewayId(row.get(1)?),
            status: word!(Status, row, 2),
            reason: word!(Reason, row, 3),
            priority: word!(Priority, row, 4),
            position: row.get(5)?,
            rank: row.get(6)?,
            moved: row.get(7)?,
            template_id: TemplateId(row.get(8)?),
            customer_id: CustomerId(row.get(9)?),
            branch_id: row.get::<_, Option<i64>>(10)?.map(BranchId),
            invoice_id: row.get::<_, Option<i64>>(11)?.map(InvoiceId),
            run_id: row.get::<_, Option<i64>>(12)?.map(RunId),
            purpose: word!(Purpose, row, 13),
            created_at: Time(row.get(14)?),
            due_at: time(row, 15)?,
            expires_at: Time(row.get(16)?),
            next_attempt_at: time(row, 17)?,
            release_at: Time(row.get(18)?),
            released: row.get(19)?,
            late: word!(Late, row, 20),
            late_at: time(row, 21)?,
            address_key: row.get(22)?,
            locality: row.get::<_, Option<i64>>(23)?.and_then(Locality::from_code),
            weight: row.get(24)?,
            attempts: row.get(25)?,
            counted: row.get(26)?,
            deferrals: row.get(27)?,
            cancel: row.get::<_, Option<i64>>(28)?.and_then(Reason::from_code),
            seen: Seen::from_code(row.get(29)?),
            after_op: OperationId(row.get(30)?),
            op_id: row.get::<_, Option<i64>>(31)?.map(OperationId),
            task_run_id: row.get::<_, Option<i64>>(32)?.map(RunId),
            timer_at: Time(row.get(33)?),
            sent_at: time(row, 34)?,
            error_code: row.get(35)?,
            updated_at: Time(row.get(36)?),
            by_address: row.get(37)?,
            sequenced: row.get(38)?,
        })
    }

    /// The statement of [`StateRow::load`].
    pub(super) fn by_id() -> &'static str {
        static SQL: LazyLock<String> = LazyLock::new(|| select(COLUMNS, "FROM state s WHERE s.id = ?1"));
        &SQL
    }

    pub(super) fn load(conn: &Connection, id: MessageId) -> Result<Option<StateRow>> {
        Ok(conn
            .prepare_cached(Self::by_id())?
            .query_row([id.0], StateRow::read)
            .optional()?)
    }

    pub(super) fn key(&self) -> QueueKey {
        QueueKey {
            priority: self.priority,
            position: self.position,
            rank: self.rank,
            id: self.id,
        }
    }

    pub(super) fn life(&self) -> Life {
        Life {
            id: self.id,
            status: self.status,
            attempts: self.attempts,
            counted: self.counted,
            deferrals: self.deferrals,
            cancel: self.cancel,
            expires_at: self.expires_at,
            seen: self.seen,
        }
    }

    /// What the planner reads; the customer's tags are added by who needs them.
    pub(super) fn waiting(&self) -> Waiting {
        Waiting {
            key: self.key(),
            gateway_id: self.gateway_id,
            template_id: self.template_id,
            customer_id: self.customer_id,
            branch_id: self.branch_id,
            invoice_id: self.invoice_id,
            run_id: self.run_id,
            purpose: self.purpose,
            accepted_at: self.created_at,
            due_at: self.due_at,
            expires_at: self.expires_at,
            next_attempt_at: self.next_attempt_at,
            release_at: self.release_at,
            released: self.released,
            late: self.late,
            late_at: self.late_at,
            address_key: self.address_key,
            locality: self.locality,
            weight: self.weight,
            attempts: self.attempts,
            counted: self.counted,
            deferrals: self.deferrals,
            tags: Vec::new(),
            settles_at: None,
            look: LastLook::NotNeeded,
            window_id: None,
            ready: Readiness::Ready,
        }
    }

    /// The next moment of the row's own after `now`: it becomes ready, is late, or expires.
    pub(super) fn next_timer(&self, now: Time) -> Time {
        let due = self.due_at.unwrap_or(self.created_at);
        let ready = self.next_attempt_at.map_or(due, |t| t.max(due));
        let late = (self.late == Late::Drop).then_some(self.late_at).flatten();
        let mut next = late.map_or(self.expires_at, |t| t.min(self.expires_at));
        if ready > now {
            next = next.min(ready);
        }
        next
    }

    /// Past its expiry, or past its day with the policy to drop it then.
    pub(super) fn over(&self, now: Time) -> bool {
        now >= self.expires_at || (self.late == Late::Drop && self.late_at.is_some_and(|t| now >= t))
    }

    pub(super) fn covered_by(&self, mark: Mark) -> bool {
        mark.covers(self.id, self.release_at)
    }

    /// Writes everything that can change.
    pub(super) fn save(&self, conn: &Connection) -> Result<()> {
        let mut update = conn.prepare_cached(
            "UPDATE state SET gateway_id = ?2, status = ?3, reason = ?4, priority = ?5, position = ?6, rank = ?7, moved = ?8, \
             due_at = ?9, expires_at = ?10, next_attempt_at = ?11, release_at = ?12, released = ?13, late_at = ?14, \
             attempts = ?15, counted = ?16, deferrals = ?17, cancel_reason = ?18, seen = ?19, after_op = ?20, op_id = ?21, \
             task_run_id = ?22, timer_at = ?23, sent_at = ?24, error_code = ?25, updated_at = ?26 WHERE id = ?1",
        )?;
        Ok(self.with_values(|values| update.execute(values)).map(drop)?)
    }

    /// The id and everything that can change, in the order of [`StateRow::save`].
    pub(super) fn with_values<T>(&self, use_them: impl FnOnce(&[&dyn ToSql]) -> T) -> T {
        use_them(params![
            self.id.0,
            self.gateway_id.0,
            self.status.code(),
            self.reason.code(),
            self.priority.code(),
            self.position,
            self.rank,
            self.moved,
            self.due_at.map(Time::ms),
            self.expires_at.ms(),
            self.next_attempt_at.map(Time::ms),
            self.release_at.ms(),
            self.released,
            self.late_at.map(Time::ms),
            self.attempts,
            self.counted,
            self.deferrals,
            self.cancel.map(Reason::code),
            self.seen.code(),
            self.after_op.0,
            self.op_id.map(|o| o.0),
            self.task_run_id.map(|r| r.0),
            self.timer_at.ms(),
            self.sent_at.map(Time::ms),
            self.error_code,
            self.updated_at.ms(),
        ])
    }
}

/// `SELECT columns rest`; the cache of statements finds it by its text.
pub(super) fn select(columns: &str, rest: &str) -> String {
    let mut sql = String::with_capacity(columns.len() + rest.len() + 8);
    sql.push_str("SELECT ");
    sql.push_str(columns);
    sql.push(' ');
    sql.push_str(rest);
    sql
}

/// What a gateway says about failures; one that is gone holds what is unknown. What a message's sequence says is not in it.
pub(super) fn rules(book: &Book, gateway: GatewayId) -> Rules {
    match book.gateway(gateway).map(|g| &g.spec) {
        Some(GatewaySpec {
            max_attempts,
            outcome_unknown,
            ..
        }) => Rules {
            max_attempts: *max_attempts,
            unknown: *outcome_unknown,
            goes_on: false,
        },
        None => Rules {
            max_attempts: 5,
            unknown: omnifila_core::catalogue::OutcomeUnknown::Hold,
            goes_on: false,
        },
    }
}
