//! `start`: the one compare-and-set between `waiting` and the call.
//!
//! In one job: notice whose time has come, walk the lane, mark what the planner lets go as `sending` with its attempt, and
//! answer the calls. What must not be sent any more ends here as cancelled. Nothing is answered before it is durable.

use super::job::{Job, Result, read_key};
use super::looks::Evidence;
use super::portfolio;
use super::row::StateRow;
use super::scan::{Found, LOOKS, Scan};
use crate::StoreError;
use crate::sql::{OptionalExtension, Value, params};
use crate::verbs::{StartRequest, Started, ToldQuota};
use omnifila_core::id::{GatewayId, MessageId, RunId};
use omnifila_core::message::Status;
use omnifila_core::outcome::{Call, Content};
use omnifila_core::policy::quota::Quota;
use omnifila_core::policy::rate::{Day, RateState};
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, step};
use std::collections::HashMap;

pub(super) const TAKE_OFF: &str = "UPDATE state SET status = ?2, reason = ?3, attempts = ?4, seen = ?5, next_attempt_at = NULL, updated_at = ?6 \
     WHERE id = ?1 AND status = 0";
/// Also stamps the run that released it.
pub(super) const TAKE_OFF_IN_RUN: &str = "UPDATE state SET status = ?2, reason = ?3, attempts = ?4, seen = ?5, next_attempt_at = NULL, updated_at = ?6, \
     task_run_id = ?7 WHERE id = ?1 AND status = 0";
pub(super) const TAKE_OFF_ALIKE: &str = "UPDATE state NOT INDEXED SET status = ?2, reason = ?3, attempts = ?4, seen = ?5, next_attempt_at = NULL, \
     updated_at = ?6 WHERE id IN (SELECT value FROM json_each(?1)) AND status = 0";
pub(super) const TAKE_OFF_IN_RUN_ALIKE: &str = "UPDATE state NOT INDEXED SET status = ?2, reason = ?3, attempts = ?4, seen = ?5, \
     next_attempt_at = NULL, updated_at = ?6, task_run_id = ?7 WHERE id IN (SELECT value FROM json_each(?1)) AND status = 0";
pub(super) const ATTEMPT: &str = "INSERT INTO attempt (message_id, number, gateway_id, started_at, looked_at, invoice_status) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const ATTEMPT_ALIKE: &str = "INSERT INTO attempt (message_id, number, gateway_id, started_at, looked_at, invoice_status) \
     SELECT value, ?2, ?3, ?4, ?5, ?6 FROM json_each(?1)";
/// Where several nodes call: the same for all that start, with whose call each is.
pub(super) const ATTEMPTS: &str = "INSERT INTO attempt (message_id, number, gateway_id, started_at, looked_at, invoice_status, node_id) \
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])";
pub(super) const TAKE_OFF_ALL: &str = "UPDATE state s SET status = v.status, reason = v.reason, attempts = v.attempts, seen = v.seen, \
     next_attempt_at = NULL, updated_at = v.at, task_run_id = v.run FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], \
     $5::bigint[], $6::bigint[], $7::bigint[]) AS v (id, status, reason, attempts, seen, at, run) WHERE s.id = v.id AND s.status = 0";
const CONTENTS: &str = "SELECT id, address, customer_name, preview, contents, dedupe_key, source_ref FROM message \
     WHERE id = ANY ($1::bigint[])";
pub(super) const CONTENT: &str = "SELECT id, address, customer_name, preview, contents, dedupe_key, source_ref FROM message \
     WHERE id IN (SELECT value FROM json_each(?1))";

impl Job<'_> {
    pub(super) fn start(&mut self, request: &StartRequest) -> Result<Started> {
        let (id, now) = (request.gateway_id, request.now);
        let book = std::sync::Arc::clone(&self.book);
        let gateway = book.gateway(id).ok_or(StoreError::NotFound { noun: "gateway" })?;
        let more_timers = self.notice(now)?;
        let woken = self.queue.woken.map_or(now, |(t, _)| t);
        let suppressions = super::intake::any_suppression(self.conn)?;
        // Taken out, so that the walk may change it while it reads the rest; a failure rebuilds all of it.
        let mut lane = std::mem::take(self.queue.lane(id));
        if lane.epoch != book.epoch || lane.next_wake.is_some_and(|t| t <= now) {
            lane.rewind();
            lane.epoch = book.epoch;
            lane.began = now;
        }
        let scan = Scan::new(
            self.conn,
            &book,
            gateway,
            &mut lane,
            &mut self.queue.looks,
            &self.queue.orders,
            now,
            woken,
            suppressions,
        );
        let found = scan.run(request.slots, request.circuit_until)?;
        *self.queue.lane(id) = lane;
        self.go(id, found, more_timers, now)
    }

    /// Writes what the walk decided.
    fn go(&mut self, gateway: GatewayId, found: Found, more_timers: bool, now: Time) -> Result<Started> {
        let book = std::sync::Arc::clone(&self.book);
        let mut started = Started {
            more: found.more || more_timers,
            looks: found.looks,
            prepares: found.prepares,
            ..Started::default()
        };
        for (mut row, reason) in found.stops {
            let next = step(row.life(), Event::Cancel { reason }, now).map_err(super::job::refused)?;
            let before = row.clone();
            self.apply(&before, &mut row, next, None, now)?;
        }
        for id in found.aside {
            let mut update = self
                .conn
                .prepare_cached("UPDATE state SET by_address = 1 WHERE id = ?1")?;
            update.execute([id.0])?;
        }
        if !found.starts.is_empty() {
            self.save_rate(gateway, found.state.rate)?;
            self.save_quota(gateway, found.state.quota)?;
            for (address, rate) in &found.address_rates {
                self.save_address_rate(gateway, *address, rate)?;
            }
        }
        if let Some(portfolio) = book.gateway(gateway).and_then(|g| g.spec.portfolio.as_ref())
            && !found.starts.is_empty()
        {
            for (row, _, _) in &found.starts {
                portfolio::write(self.conn, &portfolio.key, row.address_key, now)?;
            }
            portfolio::sweep(self.conn, &portfolio.key, now)?;
        }
        let mut taken = Vec::with_capacity(found.starts.len());
        for (row, valid_until, evidence) in found.starts {
            taken.push(self.take_off(row, evidence, now)?);
            started.valid_until.push(valid_until);
        }
        self.flush()?;
        started.calls = self.calls(&taken, gateway)?;
        let timer = self.next_unnoticed()?;
        let lane = self.queue.lane(gateway);
        started.next_look = [found.gateway_until, lane.next_wake, timer]
            .into_iter()
            .flatten()
            .min();
        let asked = self.queue.looks.pending(gateway);
        let lane = self.queue.lane(gateway);
        let stopped = found.gateway_waits || started.more || lane.rate_waits || asked;
        started.exhausted = !stopped && started.calls.is_empty();
        started.as_of = self.queue.open_runs.keys().max().copied().unwrap_or(RunId(0));
        Ok(started)
    }

    /// One message becomes `sending`; answers which attempt of it.
    fn take_off(
        &mut self,
        mut row: StateRow,
        evidence: Option<Evidence>,
        now: Time,
    ) -> Result<(MessageId, u32)> {
        let run = self.run_of(&row)?;
        let next = step(row.life(), Event::Start, now).map_err(super::job::refused)?;
        let (id, life) = (row.id.0, next.life);
        let seen = life.seen.code();
        // In a file the index by run is spared where the run stays; on PostgreSQL all of them travel together.
        if run == row.task_run_id && !self.conn.is_remote() {
            let values = params![
                id,
                life.status.code(),
                next.reason.code(),
                life.attempts,
                seen,
                now.ms()
            ];
            self.hot.take_off.write(values)?;
        } else {
            let run = run.map(|r| r.0);
            self.hot.take_off_in_run.write(params![
                id,
                life.status.code(),
                next.reason.code(),
                life.attempts,
                seen,
                now.ms(),
                run
            ])?;
        }
        let attempt = params![
            id,
            life.attempts,
            row.gateway_id.0,
            now.ms(),
            evidence.map(|e| e.looked_at.ms()),
            evidence.map(|e| e.status.code()),
            self.conn.node()
        ];
        let values = if self.conn.is_remote() { 7 } else { 6 };
        self.hot.attempt.write(&attempt[..values])?;
        self.tally
            .moved((row.gateway_id, Status::Waiting), (row.gateway_id, life.status));
        if let Some(run) = run {
            self.tally.member(run, Status::Waiting, life.status);
        }
        self.queue.lane(row.gateway_id).took_off(row.id, row.address_key);
        let id = row.id;
        row.status = life.status;
        row.reason = next.reason;
        row.attempts = life.attempts;
        row.seen = life.seen;
        row.next_attempt_at = None;
        row.updated_at = now;
        row.task_run_id = run;
        self.queue.flying.insert(id, Box::new(row));
        Ok((id, life.attempts))
    }

    /// The calls of all that start, by one statement.
    fn calls(&mut self, taken: &[(MessageId, u32)], gateway: GatewayId) -> Result<Vec<Call>> {
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = if self.conn.is_remote() {
            let ids: Vec<Vec<Value>> = taken.iter().map(|(id, _)| vec![Value::Integer(id.0)]).collect();
            self.conn.query_rows(CONTENTS, &ids)?
        } else {
            let ids: Vec<i64> = taken.iter().map(|(id, _)| id.0).collect();
            let ids = serde_json::to_string(&ids).map_err(|e| StoreError::Internal(e.to_string()))?;
            self.hot.content.get()?.query([ids])?
        };
        let mut found = HashMap::with_capacity(taken.len());
        while let Some(row) = rows.next()? {
            let id = MessageId(row.get(0)?);
            let call = Call {
                message_id: id,
                // Known below.
                attempt: 0,
                gateway_id: gateway,
                address: row.get(1)?,
                customer_name: row.get(2)?,
                preview: row.get(3)?,
                content: content_for(row.text(4)?, gateway)?.unwrap_or_default(),
                dedupe_key: row.get(5)?,
                source_ref: row.get(6)?,
            };
            found.insert(id, call);
        }
        let calls = taken.iter().map(|&(id, attempt)| {
            let call = found.remove(&id)?;
            Some(Call { attempt, ..call })
        });
        calls
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| StoreError::Internal("a message has no content".into()))
    }

    /// Brings to the lanes' attention whose own time has come since the last time; whether there are more.
    fn notice(&mut self, now: Time) -> Result<bool> {
        let Some((until, last)) = self.queue.woken else {
            // Nothing has been looked at yet, so nothing has to be looked at again.
            self.queue.woken = Some((now, i64::MAX));
            return Ok(false);
        };
        if (now, i64::MAX) <= (until, last) {
            return Ok(false);
        }
        let mut select = self.conn.prepare_cached(
            "SELECT priority, position, rank, id, gateway_id, timer_at FROM state INDEXED BY state_timer \
             WHERE status = 0 AND (timer_at, id) > (?1, ?2) AND timer_at <= ?3 ORDER BY timer_at, id LIMIT ?4",
        )?;
        let mut rows = select.query(params![until.ms(), last, now.ms(), LOOKS as i64])?;
        let mut noticed = 0;
        while let Some(row) = rows.next()? {
            let (key, gateway) = (read_key(&row, 0)?, GatewayId(row.get(4)?));
            self.queue.woken = Some((Time(row.get(5)?), key.id.0));
            self.queue.lane(gateway).again(key);
            noticed += 1;
        }
        if noticed < LOOKS {
            self.queue.woken = Some((now, i64::MAX));
        }
        Ok(noticed == LOOKS)
    }

    /// The next own time that has not been noticed.
    fn next_unnoticed(&self) -> Result<Option<Time>> {
        let Some((until, _)) = self.queue.woken else {
            return Ok(None);
        };
        let mut select = self.conn.prepare_cached(
            "SELECT timer_at FROM state INDEXED BY state_timer WHERE status = 0 AND timer_at > ?1 ORDER BY timer_at LIMIT 1",
        )?;
        Ok(select
            .query_row([until.ms()], |r| r.get(0).map(Time))
            .optional()?)
    }

    fn save_rate(&mut self, gateway: GatewayId, rate: RateState) -> Result<()> {
        let lane = self.queue.lane(gateway);
        if lane.rate == rate {
            return Ok(());
        }
        lane.rate = rate;
        let mut upsert = self.conn.prepare_cached(
            "INSERT INTO gateway_queue (gateway_id, tat_second, tat_minute, tat_hour, day, day_count) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (gateway_id) DO UPDATE SET tat_second = excluded.tat_second, \
             tat_minute = excluded.tat_minute, tat_hour = excluded.tat_hour, day = excluded.day, day_count = excluded.day_count",
        )?;
        let [second, minute, hour] = rate.tat;
        upsert.execute(params![gateway.0, second, minute, hour, rate.day, rate.day_count])?;
        Ok(())
    }

    fn save_quota(&mut self, gateway: GatewayId, quota: Quota) -> Result<()> {
        let lane = self.queue.lane(gateway);
        if lane.quota == quota {
            return Ok(());
        }
        lane.quota = quota;
        let mut upsert = self.conn.prepare_cached(
            "INSERT INTO gateway_queue (gateway_id, quota_limit, quota_day, quota_left, quota_read_at) \
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (gateway_id) DO UPDATE SET quota_limit = excluded.quota_limit, \
             quota_day = excluded.quota_day, quota_left = excluded.quota_left, quota_read_at = excluded.quota_read_at",
        )?;
        let read_at = quota.read_at.map(Time::ms);
        upsert.execute(params![gateway.0, quota.limit, quota.day, quota.left, read_at])?;
        Ok(())
    }

    /// A provider's answer about its own allowance; what started since the question is taken off.
    pub(super) fn tell_quota(&mut self, told: &ToldQuota, now: Time) -> Result<Quota> {
        let id = told.gateway_id;
        let book = std::sync::Arc::clone(&self.book);
        let gateway = book.gateway(id).ok_or(StoreError::NotFound { noun: "gateway" })?;
        let state = self.queue.lane(id).state();
        let day = Day::at(now, &gateway.spec.time_zone);
        let quota = state
            .quota
            .told(told.limit, told.asked, state.in_flight, day, now);
        self.save_quota(id, quota)?;
        Ok(quota)
    }

    fn save_address_rate(&self, gateway: GatewayId, address_key: i64, rate: &RateState) -> Result<()> {
        let mut upsert = self.conn.prepare_cached(
            "INSERT INTO address_limit (gateway_id, address_key, tat_second, tat_minute, tat_hour, day, day_count) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (gateway_id, address_key) DO UPDATE SET \
             tat_second = excluded.tat_second, tat_minute = excluded.tat_minute, tat_hour = excluded.tat_hour, \
             day = excluded.day, day_count = excluded.day_count",
        )?;
        let [second, minute, hour] = rate.tat;
        upsert.execute(params![
            gateway.0,
            address_key,
            second,
            minute,
            hour,
            rate.day,
            rate.day_count
        ])?;
        Ok(())
    }

    /// Sets or lifts a provider's wish for rest.
    pub(super) fn rest_gateway(&mut self, gateway: GatewayId, until: Option<Time>) -> Result<()> {
        let mut upsert = self.conn.prepare_cached(
            "INSERT INTO gateway_queue (gateway_id, resting_until) VALUES (?1, ?2) \
             ON CONFLICT (gateway_id) DO UPDATE SET resting_until = excluded.resting_until",
        )?;
        upsert.execute(params![gateway.0, until.map(Time::ms)])?;
        self.queue.lane(gateway).resting_until = until;
        Ok(())
    }
}

/// The content for one gateway out of `[[gateway_id, content], …]`.
pub(super) fn content_for(contents: &str, gateway: GatewayId) -> Result<Option<Content>> {
    let contents: Vec<(GatewayId, Content)> =
        serde_json::from_str(contents).map_err(|e| StoreError::Internal(e.to_string()))?;
    Ok(contents
        .into_iter()
        .find(|(id, _)| *id == gateway)
        .map(|(_, content)| content))
}
