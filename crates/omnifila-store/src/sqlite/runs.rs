//! Runs: what a task releases, and what became of it.
//!
//! A run without limit raises the mark of its gateways; who is newly covered is a member by arithmetic, and stamped only when
//! it starts or ends. A run with a limit flags and stamps the first eligible messages. `due` is counted at the opening; every
//! move of a member adds to the sums of its fate, so that due less the sums is what remains (open) or was deferred (over).

use super::condition::{Sql, TASK_RUN};
use super::cover::{ActiveOrder, uncovered_sql};
use super::job::{Job, Result, read_key};
use super::memory::OpenRun;
use super::ranges::members;
use super::row::{StateRow, select};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, params, params_from_iter};
use crate::verbs::{NewRun, Run};
use omnifila_core::catalogue::{RunCounts, RunStatus};
use omnifila_core::id::{GatewayId, MessageId, OperationId, RunId, TaskId};
use omnifila_core::message::{QueueKey, Status};
use omnifila_core::plan::Mark;
use omnifila_core::time::Time;
use std::collections::BTreeSet;

/// Rows looked at to tell whether an open run still has a member at a gateway.
const MEMBERS_LOOKED_AT: i64 = 5_000;

const COLUMNS: &str = "id, task_id, status, gateway_ids, \"limit\", started_at, finished_at, due, sent, failed, uncertain, \
    cancelled, expired";

/// The gateways of a run as stored.
pub(super) fn gateway_ids(text: &str) -> Result<Vec<GatewayId>> {
    serde_json::from_str(text).map_err(|e| StoreError::Internal(e.to_string()))
}

fn is_open(status: RunStatus) -> bool {
    matches!(status, RunStatus::Queued | RunStatus::Running)
}

fn read_run(row: &Row<'_>) -> crate::sql::Result<Run> {
    let text: String = row.get(3)?;
    let bad = |e| crate::sql::Error::garbled(3, e);
    let status = RunStatus::from_code(row.get(2)?).ok_or(crate::sql::Error::unreadable(2))?;
    let mut counts = RunCounts {
        due: row.get(7)?,
        sent: row.get(8)?,
        failed: row.get(9)?,
        uncertain: row.get(10)?,
        cancelled: row.get(11)?,
        expired: row.get(12)?,
        deferred: 0,
        remaining: 0,
    };
    let rest =
        counts.due - counts.sent - counts.failed - counts.uncertain - counts.cancelled - counts.expired;
    if is_open(status) {
        counts.remaining = rest;
    } else {
        counts.deferred = rest;
    }
    Ok(Run {
        id: RunId(row.get(0)?),
        task_id: row.get::<_, Option<i64>>(1)?.map(TaskId),
        status,
        counts,
        gateway_ids: serde_json::from_str(&text).map_err(bad)?,
        limit: row.get(4)?,
        started_at: Time(row.get(5)?),
        finished_at: row.get::<_, Option<i64>>(6)?.map(Time),
    })
}

pub(super) fn run(conn: &Connection, orders: &[ActiveOrder], id: RunId) -> Result<Option<Run>> {
    let sql = select(COLUMNS, "FROM run WHERE id = ?1");
    let found = conn
        .prepare_cached(&sql)?
        .query_row([id.0], read_run)
        .optional()?;
    found.map(|run| shown(conn, orders, run)).transpose()
}

/// The run with what a running cancel covers counted as cancelled: the sums follow the rows.
fn shown(conn: &Connection, orders: &[ActiveOrder], mut run: Run) -> Result<Run> {
    let rest = run.counts.remaining + run.counts.deferred;
    if orders.is_empty() || rest == 0 {
        return Ok(run);
    }
    let mut covered = 0;
    for range in members(conn, run.id)? {
        let mut sql = Sql::new(&format!("SELECT count(*) FROM {} WHERE ", range.from));
        sql.append(&range.condition)
            .push(" AND s.status = 0")
            .bind(&format!(" AND {TASK_RUN} = ?"), run.id.0);
        sql.push(" AND NOT (TRUE")
            .append(&uncovered_sql(orders))
            .push(")");
        covered += conn
            .prepare(&sql.text)?
            .query_row(params_from_iter(sql.params), |r| r.get::<_, i64>(0))?;
    }
    run.counts.cancelled += covered;
    if is_open(run.status) {
        run.counts.remaining -= covered;
    } else {
        run.counts.deferred -= covered;
    }
    Ok(run)
}

/// Newest first.
pub(super) fn runs(
    conn: &Connection,
    task: Option<TaskId>,
    before: Option<RunId>,
    limit: usize,
) -> Result<Vec<Run>> {
    let sql = match task {
        Some(_) => select(
            COLUMNS,
            "FROM run INDEXED BY run_task WHERE task_id = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2",
        ),
        None => select(
            COLUMNS,
            "FROM run WHERE CAST(?3 AS INTEGER) IS NULL AND id < ?1 ORDER BY id DESC LIMIT ?2",
        ),
    };
    let before = before.map_or(i64::MAX, |r| r.0);
    let mut select = conn.prepare_cached(&sql)?;
    let found = select.query_map(params![before, limit as i64, task.map(|t| t.0)], read_run)?;
    let orders = ActiveOrder::load_all(conn)?;
    found.map(|run| shown(conn, &orders, run?)).collect()
}

impl Job<'_> {
    pub(super) fn open_run(&mut self, new: &NewRun, now: Time) -> Result<Option<RunId>> {
        if let Some(task) = new.task_id {
            if let Some(minute) = new.occurrence {
                let mut known = self
                    .conn
                    .prepare_cached("SELECT 1 FROM run WHERE task_id = ?1 AND occurrence = ?2")?;
                if known.exists([task.0, minute.ms()])? {
                    return Ok(None);
                }
            }
            let mut open = self
                .conn
                .prepare_cached("SELECT 1 FROM run INDEXED BY run_open WHERE status = 1 AND task_id = ?1")?;
            if open.exists([task.0])? {
                self.insert_run(new, RunStatus::Skipped, now)?;
                return Ok(None);
            }
        }
        let id = self.insert_run(new, RunStatus::Running, now)?;
        let gateways: BTreeSet<GatewayId> = new.gateway_ids.iter().copied().collect();
        let due = match new.limit {
            None => gateways
                .iter()
                .map(|g| self.raise_mark(*g, id, now))
                .sum::<Result<i64>>()?,
            Some(limit) => self.release_first(&gateways, limit as usize, id, now)?,
        };
        self.conn
            .prepare_cached("UPDATE run SET due = ?2 WHERE id = ?1")?
            .execute([id.0, due])?;
        self.queue.open_runs.insert(
            id,
            OpenRun {
                gateways: gateways.into_iter().collect(),
            },
        );
        Ok(Some(id))
    }

    fn insert_run(&mut self, new: &NewRun, status: RunStatus, now: Time) -> Result<RunId> {
        let mut next = self.conn.prepare_cached(
            "INSERT INTO sequence (name, value) VALUES ('run', 1) ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
        )?;
        let id: i64 = next.query_row([], |r| r.get(0))?;
        let gateways =
            serde_json::to_string(&new.gateway_ids).map_err(|e| StoreError::Internal(e.to_string()))?;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO run (id, task_id, status, gateway_ids, \"limit\", occurrence, actor, reason, started_at, finished_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        insert.execute(params![
            id,
            new.task_id.map(|t| t.0),
            status.code(),
            gateways,
            new.limit,
            new.occurrence.map(Time::ms),
            new.by.actor,
            new.by.reason,
            now.ms(),
            (!is_open(status)).then_some(now.ms()),
        ])?;
        Ok(RunId(id))
    }

    /// Raises the mark of a gateway to now; answers how many messages it newly covers.
    fn raise_mark(&mut self, gateway: GatewayId, run: RunId, now: Time) -> Result<i64> {
        let (last, accepted) = (MessageId(self.queue.last_message), self.queue.last_accepted);
        let lane = self.queue.lane(gateway);
        let previous = lane.mark;
        let prev = previous.unwrap_or(Mark {
            id: MessageId(0),
            due: Time(i64::MIN),
        });
        // Never lowered, not even by a clock that was set back; and never before the acceptance of a message it names, whose
        // caller may have looked at the clock later than this one.
        let mark = Mark {
            id: last.max(prev.id),
            due: now.max(prev.due).max(accepted),
        };
        self.pass_over_cancelled(gateway, prev, mark)?;
        let newer = "SELECT count(*) FROM state INDEXED BY state_grid \
            WHERE gateway_id = ?1 AND status = 0 AND id > ?2 AND id <= ?3 AND release_at <= ?4 AND released = 0";
        let older = "SELECT count(*) FROM state INDEXED BY state_release \
            WHERE gateway_id = ?1 AND status = 0 AND release_at > created_at AND release_at > ?2 AND release_at <= ?4 \
            AND id <= ?3 AND released = 0";
        let mut count = self.conn.prepare_cached(newer)?;
        let mut due: i64 = count.query_row([gateway.0, prev.id.0, mark.id.0, mark.due.ms()], |r| r.get(0))?;
        if let Some(prev) = previous {
            let mut count = self.conn.prepare_cached(older)?;
            due += count.query_row([gateway.0, prev.due.ms(), prev.id.0, mark.due.ms()], |r| {
                r.get::<_, i64>(0)
            })?;
        }
        self.save_mark(gateway, Some(mark))?;
        let lane = self.queue.lane(gateway);
        lane.mark = Some(mark);
        if due > 0 {
            lane.push_mark(mark, run);
            lane.rewind();
            let mut insert = self.conn.prepare_cached(
                "INSERT INTO run_gateway (gateway_id, run_id, mark_id, mark_due, prev_id, prev_due) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            insert.execute([
                gateway.0,
                run.0,
                mark.id.0,
                mark.due.ms(),
                prev.id.0,
                prev.due.ms(),
            ])?;
        }
        Ok(due)
    }

    /// What a running cancel covers is no member of a run opened after it, though its rows are still to be rewritten: a flag
    /// of their own keeps them out of the arithmetic.
    fn pass_over_cancelled(&self, gateway: GatewayId, prev: Mark, mark: Mark) -> Result<()> {
        if self.queue.orders.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "UPDATE state SET released = 1 WHERE id IN (SELECT s.id FROM state s INDEXED BY state_grid \
             JOIN message m ON m.id = s.id WHERE s.status = 0 AND s.released = 0",
        );
        sql.bind(" AND s.gateway_id = ?", gateway.0);
        sql.bind(" AND s.id <= ?", mark.id.0)
            .bind(" AND s.release_at <= ?", mark.due.ms());
        sql.bind(" AND NOT (s.id <= ?", prev.id.0)
            .bind(" AND s.release_at <= ?)", prev.due.ms());
        sql.push(" AND NOT (TRUE")
            .append(&uncovered_sql(&self.queue.orders))
            .push("))");
        self.conn
            .prepare(&sql.text)?
            .execute(params_from_iter(sql.params))?;
        Ok(())
    }

    fn save_mark(&self, gateway: GatewayId, mark: Option<Mark>) -> Result<()> {
        let mut upsert = self.conn.prepare_cached(
            "INSERT INTO gateway_queue (gateway_id, mark_id, mark_due) VALUES (?1, ?2, ?3) \
             ON CONFLICT (gateway_id) DO UPDATE SET mark_id = excluded.mark_id, mark_due = excluded.mark_due",
        )?;
        upsert.execute(params![gateway.0, mark.map(|m| m.id.0), mark.map(|m| m.due.ms())])?;
        Ok(())
    }

    /// Releases the first `limit` eligible messages of the gateways, in queue order; answers how many.
    fn release_first(
        &mut self,
        gateways: &BTreeSet<GatewayId>,
        limit: usize,
        run: RunId,
        now: Time,
    ) -> Result<i64> {
        let mut keys: Vec<(QueueKey, GatewayId)> = Vec::new();
        let uncovered = uncovered_sql(&self.queue.orders);
        for gateway in gateways {
            let mark = self.queue.lane(*gateway).mark.unwrap_or(Mark {
                id: MessageId(0),
                due: Time(0),
            });
            let mut sql = Sql::new(
                "SELECT s.priority, s.position, s.rank, s.id FROM state s INDEXED BY state_queue \
                 JOIN message m ON m.id = s.id WHERE s.status = 0 AND s.released = 0",
            );
            sql.bind(" AND s.gateway_id = ?", gateway.0)
                .bind(" AND s.release_at <= ?", now.ms());
            sql.bind(" AND NOT (s.id <= ?", mark.id.0)
                .bind(" AND s.release_at <= ?)", mark.due.ms())
                .append(&uncovered);
            sql.bind(
                " ORDER BY s.priority, s.position, s.rank, s.id LIMIT ?",
                limit as i64,
            );
            let mut select = self.conn.prepare(&sql.text)?;
            let found = select.query_map(params_from_iter(sql.params), |r| read_key(r, 0))?;
            for key in found {
                keys.push((key?, *gateway));
            }
        }
        keys.sort_unstable();
        keys.truncate(limit);
        for (key, gateway) in &keys {
            let mut update = self.conn.prepare_cached(
                "UPDATE state SET released = 1, task_run_id = ?2, after_op = ?3 WHERE id = ?1",
            )?;
            update.execute([key.id.0, run.0, self.queue.last_operation])?;
            self.queue.lane(*gateway).again(*key);
        }
        Ok(keys.len() as i64)
    }

    /// Ends the open runs of which nothing is on the way and nothing can start: no member remains, or those that do wait at
    /// gateways in `idle`, found so after the run opened (`as_of`).
    pub(super) fn close_runs(&mut self, now: Time, idle: &[GatewayId], as_of: RunId) -> Result<Vec<RunId>> {
        let open: Vec<(RunId, Vec<GatewayId>)> = self
            .queue
            .open_runs
            .iter()
            .map(|(id, run)| (*id, run.gateways.clone()))
            .collect();
        let mut ended = Vec::new();
        for (id, gateways) in open {
            let found =
                run(self.conn, &self.queue.orders, id)?.ok_or(StoreError::NotFound { noun: "run" })?;
            let idle = if id <= as_of { idle } else { &[] };
            if found.counts.remaining > 0 && !self.is_idle(id, &gateways, idle)? {
                continue;
            }
            let issues = found.counts.failed + found.counts.uncertain + found.counts.expired > 0;
            let status = if issues {
                RunStatus::CompletedWithIssues
            } else {
                RunStatus::Completed
            };
            self.end_run(id, status, now)?;
            ended.push(id);
        }
        Ok(ended)
    }

    fn end_run(&mut self, id: RunId, status: RunStatus, now: Time) -> Result<()> {
        self.queue.open_runs.remove(&id);
        let mut update = self
            .conn
            .prepare_cached("UPDATE run SET status = ?2, finished_at = max(?3, started_at) WHERE id = ?1")?;
        update.execute([id.0, status.code(), now.ms()])?;
        Ok(())
    }

    fn is_idle(&self, id: RunId, gateways: &[GatewayId], idle: &[GatewayId]) -> Result<bool> {
        let mut sending = self
            .conn
            .prepare_cached("SELECT sending FROM run WHERE id = ?1")?;
        if sending.query_row([id.0], |r| r.get::<_, i64>(0))? > 0 {
            return Ok(false);
        }
        for gateway in gateways.iter().filter(|g| !idle.contains(g)) {
            if self.may_have_members(id, *gateway)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether some released message of the run waits at the gateway. Yes, if that takes too many looks to tell.
    fn may_have_members(&self, run: RunId, gateway: GatewayId) -> Result<bool> {
        let sql = select(
            super::row::COLUMNS,
            "FROM state s INDEXED BY state_grid WHERE s.gateway_id = ?1 AND s.status = 0 ORDER BY s.id LIMIT ?2",
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let mut rows = select.query([gateway.0, MEMBERS_LOOKED_AT])?;
        let mut looked = 0;
        while let Some(row) = rows.next()? {
            let row = StateRow::read(&row)?;
            looked += 1;
            if self.queue.run_of(self.conn, &row)? == Some(run)
                && (row.released || self.queue.mark_covers(&row))
            {
                return Ok(true);
            }
        }
        Ok(looked == MEMBERS_LOOKED_AT)
    }

    /// Stops an open run: what it released and has not left yet waits for another run.
    pub(super) fn stop_run(&mut self, id: RunId, now: Time) -> Result<Run> {
        let found = run(self.conn, &self.queue.orders, id)?.ok_or(StoreError::NotFound { noun: "run" })?;
        if !is_open(found.status) {
            return Ok(found);
        }
        self.end_run(id, RunStatus::Stopped, now)?;
        for gateway in &found.gateway_ids {
            self.lower_mark(*gateway, id)?;
        }
        let mut stamped = self
            .conn
            .prepare_cached("SELECT id FROM state WHERE task_run_id = ?1 AND status = 0")?;
        let stamped = stamped
            .query_map([id.0], |r| r.get(0).map(MessageId))?
            .collect::<crate::sql::Result<Vec<_>>>()?;
        for message in stamped {
            let Some(before) = self.load(message)?.filter(|row| row.status == Status::Waiting) else {
                continue;
            };
            let mut row = before.clone();
            row.released = false;
            row.after_op = OperationId(self.queue.last_operation);
            row.save(self.conn)?;
        }
        run(self.conn, &self.queue.orders, id)?.ok_or(StoreError::NotFound { noun: "run" })
    }

    /// Takes back the mark that a run set, unless a later run has raised it further.
    fn lower_mark(&mut self, gateway: GatewayId, run: RunId) -> Result<()> {
        let mut select = self.conn.prepare_cached(
            "SELECT prev_id, prev_due, mark_id, mark_due FROM run_gateway WHERE gateway_id = ?1 AND run_id = ?2",
        )?;
        let found = select.query_row([gateway.0, run.0], |r| {
            let mark = |at: usize| -> crate::sql::Result<Mark> {
                Ok(Mark {
                    id: MessageId(r.get(at)?),
                    due: Time(r.get(at + 1)?),
                })
            };
            Ok((mark(0)?, mark(2)?))
        });
        let Some((previous, own)) = found.optional()? else {
            return Ok(());
        };
        let lane = self.queue.lane(gateway);
        if lane.mark != Some(own) {
            return Ok(());
        }
        lane.mark = Some(previous).filter(|m| m.id.0 > 0);
        lane.marks.retain(|(_, r)| *r != run);
        let mark = lane.mark;
        self.save_mark(gateway, mark)?;
        let mut delete = self
            .conn
            .prepare_cached("DELETE FROM run_gateway WHERE gateway_id = ?1 AND run_id = ?2")?;
        delete.execute([gateway.0, run.0])?;
        Ok(())
    }
}
