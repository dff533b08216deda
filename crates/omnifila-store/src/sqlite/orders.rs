//! Many messages at a time: what an order would do, its commit, and its undo.
//!
//! A cancel binds at its commit, by the order itself ([`super::cover`]); its counts are exact there. Any other action fixes
//! at its commit which messages it concerns (table `selected`). Rows follow in slices ([`super::sweeping`]).

use super::condition::{Sql, condition};
use super::cover::{self, ActiveOrder, only_gateway};
use super::job::{Job, Result};
use super::moves::{self, UNDO, action_word};
use super::ranges::{Range, ranges};
use super::row::{COLUMNS, StateRow, select};
use crate::StoreError;
use crate::filter::MessageFilter;
use crate::sql::{Connection, OptionalExtension, Row, params, params_from_iter};
use crate::verbs::{Action, BulkOrder, By, Operation, OperationStatus, Preview, Selection};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::time::Time;
use std::collections::BTreeMap;

/// The statuses a cancel counts: all others have ended.
const LIVE: [Status; 3] = [Status::Waiting, Status::Sending, Status::Uncertain];

/// Sums of an order at its commit.
#[derive(Debug, Default)]
struct Covered {
    total: i64,
    too_late: i64,
    uncertain: i64,
    waiting: BTreeMap<GatewayId, i64>,
    /// What a cancel leaves alone, so that its sums come to its total.
    skipped: BTreeMap<&'static str, i64>,
}

impl Covered {
    fn skip(&mut self, code: &'static str, n: i64) {
        if n > 0 {
            *self.skipped.entry(code).or_default() += n;
        }
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Internal(e.to_string()))
}

/// Ids in order, each once.
fn distinct(ids: &[MessageId]) -> Vec<MessageId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What an order would do; reads only.
pub(super) fn preview(conn: &Connection, order: &BulkOrder) -> Result<Preview> {
    let orders = ActiveOrder::load_all(conn)?;
    let mut preview = Preview::default();
    let mut see = |row: Option<(StateRow, Option<i64>)>| -> Result<()> {
        preview.total += 1;
        let code = match row {
            None => Some("not_found"),
            Some((row, covered)) => {
                let status = if covered.is_some() {
                    Status::Cancelled
                } else {
                    row.status
                };
                let life = omnifila_core::transition::Life { status, ..row.life() };
                moves::objection(life, order.action, |gateway| moves::binds(conn, row.id, gateway))?
            }
        };
        match code {
            None => preview.would_change += 1,
            Some(code) => *preview.skipped.entry(code.into()).or_default() += 1,
        }
        Ok(())
    };
    let covering = cover::covering_sql(&orders);
    let columns = format!("{COLUMNS}, {}", covering.text);
    let read = |r: &Row<'_>| Ok((StateRow::read(r)?, r.get(super::row::WIDTH)?));
    match &order.selection {
        Selection::Ids(ids) => {
            let sql = select(
                &columns,
                "FROM state s JOIN message m ON m.id = s.id WHERE s.id = ?",
            );
            let mut select = conn.prepare(&sql)?;
            for id in distinct(ids) {
                let mut params = covering.params.clone();
                params.push(id.0.into());
                see(select.query_row(params_from_iter(params), read).optional()?)?;
            }
        }
        Selection::Filter(filter) => {
            for range in ranges(conn, filter, &cover::stored_statuses(&filter.status, &orders))? {
                let mut sql = Sql::new("SELECT ");
                sql.push(COLUMNS)
                    .push(", ")
                    .append(&covering)
                    .push(&format!(" FROM {} WHERE ", range.from));
                sql.append(&range.condition).append(&condition(filter));
                sql.append(&cover::status_sql(&filter.status, &orders));
                let mut select = conn.prepare(&sql.text)?;
                let mut rows = select.query(params_from_iter(sql.params))?;
                while let Some(row) = rows.next()? {
                    see(Some(read(&row)?))?;
                }
            }
        }
    }
    Ok(preview)
}

/// How many of the filter's messages have ended: no part of what a cancel promises, so counted beforehand, by a reader.
pub(super) fn count_ended(conn: &Connection, filter: &MessageFilter) -> Result<i64> {
    let orders = ActiveOrder::load_all(conn)?;
    let wanted: Vec<Status> = Status::ALL
        .iter()
        .copied()
        .filter(|s| !LIVE.contains(s) && (filter.status.is_empty() || filter.status.contains(s)))
        .collect();
    if wanted.is_empty() {
        return Ok(0);
    }
    if let Some(gateway) = only_gateway(filter) {
        let mut select = conn.prepare_cached("SELECT status, n FROM counter WHERE gateway_id = ?1")?;
        let mut rows = select.query([gateway.0])?;
        let mut sum = 0;
        while let Some(row) = rows.next()? {
            let status = Status::from_code(row.get(0)?);
            sum += if status.is_some_and(|s| wanted.contains(&s)) {
                row.get(1)?
            } else {
                0
            };
        }
        return Ok(sum);
    }
    let mut sum = 0;
    for range in ranges(conn, filter, &cover::stored_statuses(&wanted, &orders))? {
        let mut sql = Sql::new(&format!("SELECT count(*) FROM {} WHERE ", range.from));
        sql.append(&range.condition)
            .append(&condition(filter))
            .append(&cover::status_sql(&wanted, &orders));
        sum += conn
            .prepare(&sql.text)?
            .query_row(params_from_iter(sql.params), |r| r.get::<_, i64>(0))?;
    }
    Ok(sum)
}

impl Job<'_> {
    /// Commits an order. `ended`: see [`count_ended`].
    pub(super) fn order(&mut self, order: &BulkOrder, ended: i64, now: Time) -> Result<Operation> {
        let cancel = order.action == Action::Cancel;
        self.queue.last_operation += 1;
        let id = OperationId(self.queue.last_operation);
        let max_id = MessageId(self.queue.last_message);
        // A name may change while the order is swept: such messages are listed, as those given by id are.
        let by_name = matches!(&order.selection, Selection::Filter(f) if f.q.is_some());
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO operation (id, action, status, actor, reason, created_at, \"order\", max_id, undo_until) \
             VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let undo_until = cancel.then(|| now.plus(UNDO).ms());
        let (action, by) = (action_word(order.action), &order.by);
        insert.execute(params![
            id.0,
            action,
            by.actor,
            by.reason,
            now.ms(),
            json(order)?,
            max_id.0,
            undo_until
        ])?;
        let covered = match (&order.selection, cancel) {
            (Selection::Ids(ids), true) => self.cover_ids(id, &distinct(ids), order.cause)?,
            (Selection::Filter(filter), true) => {
                let mut covered = self.cover_filter(id, filter, by_name, order.cause)?;
                covered.total += ended;
                covered.skip("ended", ended);
                covered
            }
            (selection, false) => Covered {
                total: self.list(id, selection)?,
                ..Covered::default()
            },
        };
        let changed: i64 = covered.waiting.values().sum();
        for (gateway, n) in &covered.waiting {
            self.tally.add(*gateway, Status::Waiting, -n);
            self.tally.add(*gateway, Status::Cancelled, *n);
            self.queue.flow.cancelled(*gateway, *n, now);
        }
        let mut update = self.conn.prepare_cached(
            "UPDATE operation SET total = ?2, changed = ?3, too_late = ?4, uncertain = ?5, skipped = ?6 WHERE id = ?1",
        )?;
        let skipped = json(&covered.skipped)?;
        update.execute(params![
            id.0,
            covered.total,
            changed,
            covered.too_late,
            covered.uncertain,
            skipped
        ])?;
        let listed = by_name || matches!(order.selection, Selection::Ids(_));
        self.queue
            .orders
            .extend(ActiveOrder::new(id, max_id, order, listed, now));
        operation(self.conn, id)?.ok_or_else(|| StoreError::Internal("an operation vanished".into()))
    }

    fn cover_ids(&mut self, operation: OperationId, ids: &[MessageId], cause: Reason) -> Result<Covered> {
        let mut covered = Covered {
            total: ids.len() as i64,
            ..Covered::default()
        };
        for id in ids {
            let Some(row) = self.load(*id)? else {
                covered.skip("not_found", 1);
                continue;
            };
            match row.status {
                Status::Waiting => {
                    *covered.waiting.entry(row.gateway_id).or_default() += 1;
                    self.conn
                        .prepare_cached("INSERT INTO selected (operation_id, message_id) VALUES (?1, ?2)")?
                        .execute([operation.0, id.0])?;
                }
                Status::Sending => covered.too_late += 1,
                Status::Uncertain => covered.uncertain += 1,
                _ => {
                    covered.skip("ended", 1);
                    self.end_sequence(&row)?;
                    continue;
                }
            }
            self.remember(&row, cause)?;
        }
        Ok(covered)
    }

    fn cover_filter(
        &mut self,
        operation: OperationId,
        filter: &MessageFilter,
        listed: bool,
        cause: Reason,
    ) -> Result<Covered> {
        let wanted = |s: &Status| filter.status.is_empty() || filter.status.contains(s);
        let mut covered = Covered::default();
        if wanted(&Status::Waiting) {
            match only_gateway(filter) {
                Some(gateway) => {
                    let mut select = self
                        .conn
                        .prepare_cached("SELECT n FROM counter WHERE gateway_id = ?1 AND status = 0")?;
                    let n: Option<i64> = select.query_row([gateway.0], |r| r.get(0)).optional()?;
                    covered.waiting.insert(gateway, n.unwrap_or(0));
                }
                None => {
                    covered.waiting = self.count_waiting(filter, &cover::uncovered_sql(&self.queue.orders))?
                }
            }
            if listed {
                let mut wanted = filter.clone();
                wanted.status = vec![Status::Waiting];
                self.list(operation, &Selection::Filter(wanted))?;
            }
        }
        for status in [Status::Sending, Status::Uncertain]
            .into_iter()
            .filter(|s| wanted(s))
        {
            let rows = self.rows_of(filter, status)?;
            let sum = if status == Status::Sending {
                &mut covered.too_late
            } else {
                &mut covered.uncertain
            };
            *sum += rows.len() as i64;
            for row in rows {
                self.remember(&row, cause)?;
            }
        }
        if wanted(&Status::Sent) {
            self.end_sequences(filter)?;
        }
        covered.total = covered.waiting.values().sum::<i64>() + covered.too_late + covered.uncertain;
        Ok(covered)
    }

    /// Waiting messages of a filter per gateway, under one more condition.
    pub(super) fn count_waiting(
        &self,
        filter: &MessageFilter,
        more: &Sql,
    ) -> Result<BTreeMap<GatewayId, i64>> {
        let mut counts = BTreeMap::new();
        for range in ranges(self.conn, filter, &[Status::Waiting])? {
            for (gateway, n) in self.count_in(&range, &condition(filter), more)? {
                *counts.entry(gateway).or_default() += n;
            }
        }
        Ok(counts)
    }

    fn count_in(&self, range: &Range, condition: &Sql, more: &Sql) -> Result<BTreeMap<GatewayId, i64>> {
        let mut sql = Sql::new(&format!(
            "SELECT s.gateway_id, count(*) FROM {} WHERE ",
            range.from
        ));
        sql.append(&range.condition)
            .push(" AND s.status = 0")
            .append(condition)
            .append(more);
        sql.push(" GROUP BY s.gateway_id");
        let mut select = self.conn.prepare(&sql.text)?;
        let counts = select.query_map(params_from_iter(sql.params), |r| {
            Ok((GatewayId(r.get(0)?), r.get(1)?))
        })?;
        Ok(counts.collect::<crate::sql::Result<_>>()?)
    }

    fn rows_of(&self, filter: &MessageFilter, status: Status) -> Result<Vec<StateRow>> {
        let mut found = Vec::new();
        for range in ranges(self.conn, filter, &[status])? {
            let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM {} WHERE ", range.from));
            sql.append(&range.condition)
                .append(&condition(filter))
                .bind(" AND s.status = ?", status.code());
            let mut select = self.conn.prepare(&sql.text)?;
            for row in select.query_map(params_from_iter(sql.params), StateRow::read)? {
                found.push(row?);
            }
        }
        Ok(found)
    }

    /// Fixes which messages an operation concerns; says how many.
    fn list(&self, operation: OperationId, selection: &Selection) -> Result<i64> {
        let mut n = 0;
        match selection {
            Selection::Ids(ids) => {
                let mut insert = self.conn.prepare_cached(
                    "INSERT OR IGNORE INTO selected (operation_id, message_id) VALUES (?1, ?2)",
                )?;
                for id in ids {
                    n += insert.execute([operation.0, id.0])?;
                }
            }
            Selection::Filter(filter) => {
                let orders = &self.queue.orders;
                for range in ranges(self.conn, filter, &cover::stored_statuses(&filter.status, orders))? {
                    let mut sql =
                        Sql::new("INSERT OR IGNORE INTO selected (operation_id, message_id) SELECT ");
                    sql.bind("?, s.id", operation.0)
                        .push(&format!(" FROM {} WHERE ", range.from));
                    sql.append(&range.condition).append(&condition(filter));
                    sql.append(&cover::status_sql(&filter.status, orders));
                    n += self
                        .conn
                        .prepare(&sql.text)?
                        .execute(params_from_iter(sql.params))?;
                }
            }
        }
        Ok(n as i64)
    }

    /// Ends an operation early: what it has done stays, the rest is as if it had not been ordered.
    pub(super) fn stop_operation(&mut self, id: OperationId, now: Time) -> Result<Operation> {
        let found = operation(self.conn, id)?.ok_or(StoreError::NotFound { noun: "operation" })?;
        if found.status != OperationStatus::Running {
            return Ok(found);
        }
        let mut restored = 0;
        if let Some(place) = self.queue.orders.iter().position(|o| o.id == id) {
            let order = self.queue.orders.remove(place);
            // Not those that another order covers as well: they stay cancelled, and that order sweeps them.
            let mut more = order.covers();
            more.append(&cover::uncovered_sql(&self.queue.orders));
            let counts = match &order.filter {
                Some(filter) => self.count_waiting(filter, &more)?,
                None => self.count_in(&Range::listed(id), &Sql::default(), &more)?,
            };
            for (gateway, n) in counts {
                self.tally.add(gateway, Status::Waiting, n);
                self.tally.add(gateway, Status::Cancelled, -n);
                self.queue.flow.cancelled(gateway, -n, now);
                restored += n;
            }
            self.queue
                .lanes
                .values_mut()
                .for_each(super::memory::Lane::rewind);
        }
        let mut update = self
            .conn
            .prepare_cached("UPDATE operation SET status = 1, changed = changed - ?2 WHERE id = ?1")?;
        update.execute([id.0, restored])?;
        self.conn
            .prepare_cached("DELETE FROM selected WHERE operation_id = ?1")?
            .execute([id.0])?;
        operation(self.conn, id)?.ok_or(StoreError::NotFound { noun: "operation" })
    }

    /// Whether an operation can be undone now.
    pub(super) fn may_undo(&self, id: OperationId, now: Time) -> Result<Operation> {
        let found = operation(self.conn, id)?.ok_or(StoreError::NotFound { noun: "operation" })?;
        let code = match found.undo_until {
            _ if found.status == OperationStatus::Undone => "already_undone",
            None => "not_undoable",
            Some(until) if now > until => "undo_expired",
            Some(_) => return Ok(found),
        };
        Err(StoreError::Refused { code })
    }

    /// Begins an undo, itself an operation that is swept. The cancel has been swept to its end before.
    pub(super) fn order_undo(&mut self, id: OperationId, by: &By, now: Time) -> Result<OperationId> {
        self.may_undo(id, now)?;
        self.conn
            .prepare_cached("UPDATE operation SET status = 3 WHERE id = ?1")?
            .execute([id.0])?;
        self.queue.last_operation += 1;
        let undo = OperationId(self.queue.last_operation);
        let mut count = self
            .conn
            .prepare_cached("SELECT count(*) FROM state WHERE op_id = ?1")?;
        let total: i64 = count.query_row([id.0], |r| r.get(0))?;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO operation (id, action, status, actor, reason, created_at, undoes, total) \
             VALUES (?1, 'undo', 0, ?2, ?3, ?4, ?5, ?6)",
        )?;
        insert.execute(params![undo.0, by.actor, by.reason, now.ms(), id.0, total])?;
        Ok(undo)
    }
}

const OPERATION: &str = "id, action, status, actor, reason, created_at, total, done, changed, too_late, uncertain, skipped, \
    undo_until";

fn read_operation(row: &Row<'_>) -> crate::sql::Result<Operation> {
    let status = match row.get::<_, i64>(2)? {
        0 => OperationStatus::Running,
        1 => OperationStatus::Stopped,
        2 => OperationStatus::Completed,
        _ => OperationStatus::Undone,
    };
    let skipped: String = row.get(11)?;
    let bad = |e| crate::sql::Error::garbled(11, e);
    Ok(Operation {
        id: OperationId(row.get(0)?),
        action: row.get(1)?,
        status,
        actor: row.get(3)?,
        reason: row.get(4)?,
        created_at: Time(row.get(5)?),
        total: row.get(6)?,
        done: row.get(7)?,
        changed: row.get(8)?,
        too_late: row.get(9)?,
        uncertain: row.get(10)?,
        skipped: serde_json::from_str(&skipped).map_err(bad)?,
        undo_until: row.get::<_, Option<i64>>(12)?.map(Time),
    })
}

pub(super) fn operation(conn: &Connection, id: OperationId) -> Result<Option<Operation>> {
    let sql = select(OPERATION, "FROM operation WHERE id = ?1");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([id.0], read_operation)
        .optional()?)
}

/// Newest first.
pub(super) fn operations(
    conn: &Connection,
    before: Option<OperationId>,
    limit: usize,
) -> Result<Vec<Operation>> {
    let sql = select(
        OPERATION,
        "FROM operation WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
    );
    let before = before.map_or(i64::MAX, |id| id.0);
    let mut select = conn.prepare_cached(&sql)?;
    let found = select
        .query_map(params![before, limit as i64], read_operation)?
        .collect::<crate::sql::Result<Vec<_>>>()?;
    Ok(found)
}
