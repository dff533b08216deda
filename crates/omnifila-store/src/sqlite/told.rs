//! On PostgreSQL: what a batch of receipts speaks of, read by two statements and written by two, where a file is asked and
//! written receipt by receipt.
//!
//! Model: each receipt's attempt is found beforehand, in the words of the single search. One that was not found then, or whose
//! message has been named by the provider within the batch, is searched for when its turn comes.

use super::job::{Job, Result};
use super::row::{COLUMNS, StateRow, select};
use crate::sql::{Connection, Value, owned};
use omnifila_core::id::MessageId;
use omnifila_core::message::Status;
use omnifila_core::outcome::Receipt;
use omnifila_core::transition::Seen;
use std::collections::HashMap;
use std::sync::LazyLock;

/// An attempt's message and number.
pub(super) type Attempt = (MessageId, u32);

#[derive(Debug, Default)]
pub(super) struct Told {
    /// By the receipt's place in the batch.
    attempts: HashMap<i64, Attempt>,
    seen: HashMap<Attempt, i64>,
    /// What is to be written of `seen`.
    grown: HashMap<Attempt, i64>,
    /// Rows as they are now.
    rows: HashMap<MessageId, StateRow>,
    /// Those of them that are to be written.
    saved: HashMap<MessageId, StateRow>,
}

const ATTEMPTS: &str = "SELECT v.place, coalesce(p.message_id, o.message_id), coalesce(p.number, o.number), coalesce(p.seen, o.seen) \
     FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS v (place, provider, gateway, message, number) \
     LEFT JOIN LATERAL (SELECT a.message_id, a.number, a.seen FROM attempt a WHERE a.provider_id = v.provider \
       AND a.gateway_id = v.gateway ORDER BY a.message_id, a.number DESC LIMIT 1) p ON TRUE \
     LEFT JOIN LATERAL (SELECT a.message_id, a.number, a.seen FROM attempt a WHERE p.message_id IS NULL \
       AND a.message_id = v.message AND a.gateway_id = v.gateway AND (v.number IS NULL OR a.number = v.number) \
       AND (v.provider IS NULL OR a.provider_id = v.provider \
         OR (a.provider_id IS NULL AND (v.number IS NOT NULL OR a.outcome IS NOT NULL))) \
       ORDER BY a.number DESC LIMIT 1) o ON TRUE \
     WHERE coalesce(p.message_id, o.message_id) IS NOT NULL";

const GROWN: &str = "UPDATE attempt a SET seen = v.seen FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) \
     AS v (id, number, seen) WHERE a.message_id = v.id AND a.number = v.number";

/// [`StateRow::save`] of many.
const SAVED: &str = "UPDATE state s SET gateway_id = v.gateway_id, status = v.status, reason = v.reason, priority = v.priority, position = \
     v.position, rank = v.rank, moved = v.moved, due_at = v.due_at, expires_at = v.expires_at, next_attempt_at = \
     v.next_attempt_at, release_at = v.release_at, released = v.released, late_at = v.late_at, attempts = v.attempts, \
     counted = v.counted, deferrals = v.deferrals, cancel_reason = v.cancel_reason, seen = v.seen, after_op = v.after_op, \
     op_id = v.op_id, task_run_id = v.task_run_id, timer_at = v.timer_at, sent_at = v.sent_at, error_code = v.error_code, \
     updated_at = v.updated_at FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], \
     $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], \
     $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], \
     $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[], $25::text[], $26::bigint[]) AS v (id, gateway_id, status, \
     reason, priority, position, rank, moved, due_at, expires_at, next_attempt_at, release_at, released, late_at, attempts, \
     counted, deferrals, cancel_reason, seen, after_op, op_id, task_run_id, timer_at, sent_at, error_code, updated_at) \
     WHERE s.id = v.id";

impl Told {
    pub(super) fn read(conn: &Connection, receipts: &[Receipt]) -> Result<Told> {
        static ROWS: LazyLock<String> =
            LazyLock::new(|| select(COLUMNS, "FROM state s WHERE s.id = ANY ($1::bigint[])"));
        let mut told = Told::default();
        let number = |n: Option<i64>| n.map_or(Value::Null, Value::Integer);
        let asked: Vec<Vec<Value>> = receipts
            .iter()
            .enumerate()
            .map(|(place, receipt)| {
                vec![
                    Value::Integer(place as i64),
                    receipt.provider_id.clone().map_or(Value::Null, Value::Text),
                    Value::Integer(receipt.gateway_id.0),
                    number(receipt.message_id.map(|id| id.0)),
                    number(receipt.attempt.map(i64::from)),
                ]
            })
            .collect();
        let mut found = conn.query_rows(ATTEMPTS, &asked)?;
        while let Some(row) = found.next()? {
            let attempt = (MessageId(row.get(1)?), row.get(2)?);
            told.attempts.insert(row.get::<_, i64>(0)?, attempt);
            told.seen.insert(attempt, row.get(3)?);
        }
        let ids = told.seen.keys().map(|(id, _)| vec![Value::Integer(id.0)]);
        let ids: Vec<Vec<Value>> = ids.collect();
        let mut found = conn.query_rows(&ROWS, &ids)?;
        while let Some(row) = found.next()? {
            let row = StateRow::read(&row)?;
            told.rows.insert(row.id, row);
        }
        Ok(told)
    }

    /// The attempt that the receipt at `place` speaks of, if that is known.
    pub(super) fn attempt(&self, place: usize) -> Option<Attempt> {
        self.attempts.get(&(place as i64)).copied()
    }

    /// An attempt of the message was given a name: what was found of it before may be another now.
    pub(super) fn named(&mut self, id: MessageId) {
        self.attempts.retain(|_, (message, _)| *message != id);
    }

    pub(super) fn seen(&self, attempt: Attempt) -> Option<i64> {
        self.seen.get(&attempt).copied()
    }

    pub(super) fn grow(&mut self, attempt: Attempt, seen: i64) {
        self.seen.insert(attempt, seen);
        self.grown.insert(attempt, seen);
    }

    /// The row, once: whoever takes it may change it.
    pub(super) fn take(&mut self, id: MessageId) -> Option<StateRow> {
        self.rows.remove(&id).or_else(|| self.saved.get(&id).cloned())
    }

    /// The row is to be written as it is now.
    pub(super) fn save(&mut self, row: &StateRow) {
        self.saved.insert(row.id, row.clone());
    }

    /// The row's evidence has grown, and nothing else.
    pub(super) fn grow_row(&mut self, mut row: StateRow, seen: Seen) {
        row.seen = seen;
        self.save(&row);
        self.put_back(row);
    }

    /// The row is written by itself.
    pub(super) fn leave(&mut self, id: MessageId) {
        self.saved.remove(&id);
    }

    /// The row was not changed after all.
    pub(super) fn put_back(&mut self, row: StateRow) {
        self.rows.insert(row.id, row);
    }
}

impl Job<'_> {
    /// Reads what the batch speaks of.
    pub(super) fn be_told(&mut self, receipts: &[Receipt]) -> Result<()> {
        if self.conn.is_remote() && !receipts.is_empty() {
            self.told = Some(Box::new(Told::read(self.conn, receipts)?));
        }
        Ok(())
    }

    /// Writes what became of the batch.
    pub(super) fn note_told(&mut self) -> Result<()> {
        let Some(told) = self.told.take() else {
            return Ok(());
        };
        if !told.grown.is_empty() {
            let rows = told
                .grown
                .iter()
                .map(|((id, number), seen)| [id.0, i64::from(*number), *seen].map(Value::Integer).to_vec());
            self.conn.execute_rows(GROWN, &rows.collect::<Vec<_>>())?;
        }
        if !told.saved.is_empty() {
            let values =
                |row: &StateRow| row.with_values(|values| values.iter().map(|value| owned(*value)).collect());
            let rows: crate::sql::Result<Vec<Vec<Value>>> = told.saved.values().map(values).collect();
            self.conn.execute_rows(SAVED, &rows?)?;
        }
        Ok(())
    }

    /// Writes a row of which something changed; with the others of its batch, where nobody looks for it meanwhile.
    pub(super) fn save(&mut self, before: &StateRow, row: &StateRow) -> Result<()> {
        let waits = before.status == Status::Waiting || row.status == Status::Waiting;
        match &mut self.told {
            Some(told) if !waits => told.save(row),
            told => {
                if let Some(told) = told {
                    told.leave(row.id);
                }
                row.save(self.conn)?;
            }
        }
        Ok(())
    }
}
