//! The slices in which operations reach their rows.
//!
//! A reader finds the next ids, in order, so that a filter without an index keeps nobody waiting; the writing thread then
//! looks at each row again. Where a slice ends is kept with the operation: a restart goes on there.

use super::condition::Sql;
use super::cover::ActiveOrder;
use super::job::{Job, Result};
use super::orders::operation;
use super::ranges::ranges;
use super::scan::objection;
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, params, params_from_iter};
use crate::verbs::{Action, BulkOrder, OperationStatus, Undone};
use omnifila_core::id::{MessageId, OperationId};
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, step};
use std::collections::BTreeMap;

/// The next rows of one operation.
#[derive(Debug)]
pub(super) struct Slice {
    pub(super) operation: OperationId,
    kind: Kind,
    ids: Vec<MessageId>,
    /// There are no more after these.
    last: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Cancel,
    Act(Action),
    /// Of this operation.
    Undo(OperationId),
}

/// The oldest running operation, or the one given; `None` if there is nothing to do.
pub(super) fn next_slice(
    conn: &Connection,
    only: Option<OperationId>,
    limit: usize,
) -> Result<Option<Slice>> {
    let mut select = conn.prepare_cached(
        "SELECT id, \"order\", undoes, cursor FROM operation INDEXED BY operation_running \
         WHERE status = 0 AND (CAST(?1 AS INTEGER) IS NULL OR id = ?1) ORDER BY id LIMIT 1",
    )?;
    let found = select.query_row([only.map(|o| o.0)], |r| {
        Ok((
            OperationId(r.get(0)?),
            r.get::<_, Option<String>>(1)?,
            r.get::<_, Option<i64>>(2)?,
            r.get::<_, i64>(3)?,
        ))
    });
    let Some((operation, order, undoes, cursor)) = found.optional()? else {
        return Ok(None);
    };
    let (kind, ids) = match (order, undoes) {
        (Some(text), _) => {
            let order: BulkOrder =
                serde_json::from_str(&text).map_err(|e| StoreError::Internal(e.to_string()))?;
            let active = ActiveOrder::load_all(conn)?
                .into_iter()
                .find(|o| o.id == operation);
            match (order.action, active) {
                (Action::Cancel, None) => (Kind::Cancel, Vec::new()),
                (Action::Cancel, Some(ActiveOrder { filter: None, .. })) => {
                    (Kind::Cancel, selected(conn, operation, cursor, limit)?)
                }
                (Action::Cancel, Some(active)) => (Kind::Cancel, covered(conn, &active, cursor, limit)?),
                (action, _) => (Kind::Act(action), selected(conn, operation, cursor, limit)?),
            }
        }
        (None, Some(undoes)) => {
            let sql = "SELECT id FROM state INDEXED BY state_operation WHERE op_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
            (
                Kind::Undo(OperationId(undoes)),
                ids(conn, sql, undoes, cursor, limit)?,
            )
        }
        (None, None) => {
            return Err(StoreError::Internal(
                "a running operation without an order".into(),
            ));
        }
    };
    let last = ids.len() < limit;
    Ok(Some(Slice {
        operation,
        kind,
        ids,
        last,
    }))
}

fn selected(conn: &Connection, operation: OperationId, cursor: i64, limit: usize) -> Result<Vec<MessageId>> {
    let sql = "SELECT message_id FROM selected WHERE operation_id = ?1 AND message_id > ?2 ORDER BY message_id LIMIT ?3";
    ids(conn, sql, operation.0, cursor, limit)
}

fn ids(conn: &Connection, sql: &str, whose: i64, cursor: i64, limit: usize) -> Result<Vec<MessageId>> {
    let mut select = conn.prepare_cached(sql)?;
    let found = select.query_map(params![whose, cursor, limit as i64], |r| r.get(0).map(MessageId))?;
    Ok(found.collect::<crate::sql::Result<Vec<_>>>()?)
}

/// The next rows that a cancel by filter covers: the smallest ids over all ranges.
fn covered(conn: &Connection, order: &ActiveOrder, cursor: i64, limit: usize) -> Result<Vec<MessageId>> {
    let filter = order.filter.clone().unwrap_or_default();
    let mut found = Vec::new();
    for range in ranges(conn, &filter, &[Status::Waiting])? {
        let id = range.id();
        let mut sql = Sql::new(&format!("SELECT {id} FROM {} WHERE ", range.from));
        sql.append(&range.condition)
            .append(&order.covers())
            .bind(&format!(" AND {id} > ?"), cursor);
        sql.bind(&format!(" ORDER BY {id} LIMIT ?"), limit as i64);
        let mut select = conn.prepare(&sql.text)?;
        for id in select.query_map(params_from_iter(sql.params), |r| r.get(0).map(MessageId))? {
            found.push(id?);
        }
    }
    found.sort_unstable();
    found.truncate(limit);
    Ok(found)
}

impl Job<'_> {
    /// Rewrites the rows of a slice; says how many were looked at.
    pub(super) fn sweep(&mut self, slice: &Slice, now: Time) -> Result<usize> {
        let id = slice.operation;
        let Some(found) = operation(self.conn, id)?.filter(|o| o.status == OperationStatus::Running) else {
            return Ok(0);
        };
        let mut skipped = found.skipped;
        let (mut done, mut changed) = (0, 0);
        for message in &slice.ids {
            match slice.kind {
                // Loading a covered row sweeps it, and counts it as done.
                Kind::Cancel => drop(self.load(*message)?),
                Kind::Act(action) => {
                    done += 1;
                    match self.act_in(*message, action, id, now)? {
                        None => changed += 1,
                        Some(code) => *skipped.entry(code.into()).or_insert(0) += 1,
                    }
                }
                Kind::Undo(of) => {
                    done += 1;
                    match self.restore(*message, of, id, now)? {
                        None => changed += 1,
                        Some(code) => *skipped.entry(code.into()).or_insert(0) += 1,
                    }
                }
            }
        }
        let cursor = slice.ids.last().map(|id| id.0);
        let skipped = serde_json::to_string(&skipped).map_err(|e| StoreError::Internal(e.to_string()))?;
        let mut update = self.conn.prepare_cached(
            "UPDATE operation SET done = done + ?2, changed = changed + ?3, skipped = ?4, cursor = coalesce(?5, cursor) WHERE id = ?1",
        )?;
        update.execute(params![id.0, done, changed, skipped, cursor])?;
        if slice.last {
            self.complete(id)?;
        }
        Ok(slice.ids.len())
    }

    fn complete(&mut self, id: OperationId) -> Result<()> {
        // Its sum of rows is not needed any more: done is total from here on.
        self.queue.orders.retain(|o| o.id != id);
        self.conn
            .prepare_cached("UPDATE operation SET status = 2, done = total WHERE id = ?1")?
            .execute([id.0])?;
        self.conn
            .prepare_cached("DELETE FROM selected WHERE operation_id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// Acts on one of many; answers why not.
    fn act_in(
        &mut self,
        id: MessageId,
        action: Action,
        op: OperationId,
        now: Time,
    ) -> Result<Option<&'static str>> {
        let Some(row) = self.load(id)? else {
            return Ok(Some("not_found"));
        };
        if let Some(code) = self.objection(&row, action)? {
            return Ok(Some(code));
        }
        self.act(row, action, op, now)?;
        Ok(None)
    }

    /// Puts back what the undone operation cancelled, with every check applied again; answers why not.
    fn restore(
        &mut self,
        id: MessageId,
        of: OperationId,
        undo: OperationId,
        now: Time,
    ) -> Result<Option<&'static str>> {
        let Some(before) = self.load(id)? else {
            return Ok(Some("not_found"));
        };
        if before.op_id != Some(of) {
            return Ok(Some("changed"));
        }
        if before.expires_at <= now {
            return Ok(Some("expired"));
        }
        let suppressions = super::intake::any_suppression(self.conn)?;
        if let Some(reason) = objection(self.conn, &self.book, &before, suppressions, now)? {
            return Ok(Some(reason.word()));
        }
        let next = step(before.life(), Event::Undo, now).map_err(super::job::refused)?;
        let mut row = before.clone();
        self.apply(&before, &mut row, next, Some(undo), now)?;
        Ok(None)
    }
}

/// What an undo has come to.
pub(super) fn undone(conn: &Connection, undo: OperationId) -> Result<Undone> {
    let found = operation(conn, undo)?.ok_or(StoreError::NotFound { noun: "operation" })?;
    let skipped: BTreeMap<String, i64> = found.skipped;
    Ok(Undone {
        operation_id: undo,
        restored: found.changed,
        skipped,
    })
}

/// Whether some operation has rows to follow.
pub(super) fn running(conn: &Connection) -> Result<bool> {
    let mut select =
        conn.prepare_cached("SELECT 1 FROM operation INDEXED BY operation_running WHERE status = 0 LIMIT 1")?;
    Ok(select.exists([])?)
}
