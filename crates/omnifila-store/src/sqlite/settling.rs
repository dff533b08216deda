//! What became of calls: outcomes and receipts.
//!
//! Evidence is kept per attempt and only grows. An outcome moves the message only while that attempt is in flight; a receipt
//! that matches no attempt is kept until the answer that tells the provider's id.

use super::job::{Job, NO_MESSAGE, Result};
use super::row::{COLUMNS, StateRow, select};
use super::told::Attempt;
use crate::sql::{OptionalExtension, Row, Value, params};
use crate::verbs::{Settled, Settlement};
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::outcome::{Evidence, Outcome, Receipt};
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Move, Seen, step};
use std::collections::HashSet;
use std::sync::LazyLock;

pub(super) const OUTCOME: &str = "UPDATE attempt SET ended_at = ?3, outcome = ?4, counted = ?5, code = ?6, \
     provider_id = coalesce(?7, provider_id) WHERE message_id = ?1 AND number = ?2 AND outcome IS NULL";
/// A message that has left the queue: `next_attempt_at` is NULL since its start.
pub(super) const ENDED: &str = "UPDATE state SET status = ?2, reason = ?3, counted = ?4, deferrals = ?5, cancel_reason = ?6, \
     seen = ?7, sent_at = ?8, error_code = ?9, updated_at = ?10, after_op = ?11 WHERE id = ?1";

pub(super) const ENDED_ALIKE: &str = "UPDATE state NOT INDEXED SET status = ?2, reason = ?3, counted = ?4, deferrals = ?5, cancel_reason = ?6, \
     seen = ?7, sent_at = ?8, error_code = ?9, updated_at = ?10, after_op = ?11 WHERE id IN (SELECT value FROM json_each(?1))";

/// The same for all that have ended.
pub(super) const OUTCOMES: &str = "UPDATE attempt a SET ended_at = v.at, outcome = v.outcome, counted = v.counted, code = v.code, \
     provider_id = coalesce(v.provider, a.provider_id) FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[]) \
     AS v (id, number, at, outcome, counted, code, provider) WHERE a.message_id = v.id AND a.number = v.number AND a.outcome IS NULL";
pub(super) const ENDED_ALL: &str = "UPDATE state s SET status = v.status, reason = v.reason, counted = v.counted, \
     deferrals = v.deferrals, cancel_reason = v.cancel, seen = v.seen, sent_at = v.sent, error_code = v.code, updated_at = v.at, \
     after_op = v.op FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], \
     $8::bigint[], $9::text[], $10::bigint[], $11::bigint[]) \
     AS v (id, status, reason, counted, deferrals, cancel, seen, sent, code, at, op) WHERE s.id = v.id";

fn outcome_code(outcome: &Outcome) -> i64 {
    match outcome {
        Outcome::Accepted { .. } => 0,
        Outcome::NotSent { .. } => 1,
        Outcome::Rejected { .. } => 2,
        Outcome::Unknown { .. } => 3,
    }
}

/// The word of a stored outcome.
pub(super) fn outcome_word(code: i64) -> &'static str {
    match code {
        0 => "accepted",
        1 => "not_sent",
        2 => "rejected",
        _ => "unknown",
    }
}

fn provider_id(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Accepted { provider_id } => Some(provider_id),
        _ => None,
    }
}

impl Job<'_> {
    pub(super) fn settle(&mut self, outcomes: &[Settlement]) -> Result<Vec<Settled>> {
        if self.conn.is_remote() {
            self.fetch(outcomes)?;
        }
        let mut seen = HashSet::with_capacity(outcomes.len());
        let mut settled = Vec::with_capacity(outcomes.len());
        for settlement in outcomes {
            if !seen.insert(settlement.message_id) {
                self.flush()?;
            }
            settled.push(self.settle_one(settlement)?);
        }
        self.flush()?;
        Ok(settled)
    }

    /// Reads, by one statement, what memory does not have of the rows in flight.
    fn fetch(&mut self, outcomes: &[Settlement]) -> Result<()> {
        static SQL: LazyLock<String> = LazyLock::new(|| {
            select(
                COLUMNS,
                "FROM state s WHERE s.status = 1 AND s.id = ANY ($1::bigint[])",
            )
        });
        let missing = outcomes.iter().map(|o| o.message_id);
        let missing = missing.filter(|id| !self.queue.flying.contains_key(id));
        let missing: Vec<Vec<Value>> = missing.map(|id| vec![Value::Integer(id.0)]).collect();
        if missing.len() < 2 {
            return Ok(());
        }
        let mut rows = self.conn.query_rows(&SQL, &missing)?;
        while let Some(row) = rows.next()? {
            let row = StateRow::read(&row)?;
            self.queue.flying.insert(row.id, Box::new(row));
        }
        Ok(())
    }

    fn settle_one(&mut self, settlement: &Settlement) -> Result<Settled> {
        let Settlement {
            message_id: id,
            attempt,
            outcome,
            ended_at,
        } = settlement;
        let row = match self.queue.flying.remove(id) {
            Some(row) => *row,
            None => self.stored(*id)?.ok_or(NO_MESSAGE)?,
        };
        debug_assert!(self.conn.is_remote() || Some(&row) == self.stored(*id)?.as_ref());
        let in_flight = row.status == Status::Sending && row.attempts == *attempt;
        let gateway = if in_flight {
            row.gateway_id
        } else {
            self.attempt_gateway(*id, *attempt)?.unwrap_or(row.gateway_id)
        };
        self.note_outcome(*id, *attempt, outcome, *ended_at, in_flight)?;
        if !matches!(outcome, Outcome::Accepted { .. }) {
            self.queue.flow.error(gateway, *ended_at);
        }
        let (mut status, sequenced) = (row.status, row.sequenced);
        let mut next_gateway = None;
        if in_flight {
            let event = Event::Settle {
                outcome,
                rules: self.rules(&row, *ended_at)?,
            };
            let next = step(row.life(), event, *ended_at).map_err(super::job::refused)?;
            status = next.life.status;
            self.land(row, next, outcome.code(), *ended_at)?;
            next_gateway = self.follow(*id, &next, *ended_at)?;
        }
        if self.queue.unmatched
            && match provider_id(outcome) {
                Some(provider_id) => self.join_unmatched(gateway, provider_id, *ended_at)?,
                None => self.join_nameless(gateway, *id, *ended_at)?,
            }
        {
            let row = self.stored(*id)?;
            status = row.as_ref().map_or(status, |row| row.status);
            let gone_on = row.filter(|row| sequenced && row.status == Status::Waiting);
            next_gateway = gone_on
                .map(|row| row.gateway_id)
                .filter(|other| *other != gateway);
        }
        let awaited = sequenced && status == Status::Sent;
        Ok(Settled {
            message_id: *id,
            gateway_id: gateway,
            status,
            late: !in_flight,
            next_gateway,
            goes_on_at: if awaited { self.goes_on_at(*id)? } else { None },
        })
    }

    /// Writes what became of a message whose call has ended.
    pub(super) fn land(
        &mut self,
        mut row: StateRow,
        next: Move,
        code: Option<&str>,
        now: Time,
    ) -> Result<()> {
        let before = Status::Sending;
        let life = next.life;
        row.status = life.status;
        row.next_attempt_at = next.next_attempt_at;
        row.error_code = code.map(str::to_owned);
        if matches!(life.status, Status::Sent | Status::Delivered | Status::Read) {
            row.sent_at = row.sent_at.or(Some(now));
        }
        if life.status == Status::Waiting {
            row.timer_at = row.next_timer(now);
            self.keep_run(&mut row)?;
            row.by_address |= row.next_attempt_at.is_some();
        }
        if life.status == Status::Waiting {
            self.write_again(&row, &next, now)?;
        } else {
            self.hot.ended.write(params![
                row.id.0,
                life.status.code(),
                next.reason.code(),
                life.counted,
                life.deferrals,
                life.cancel.map(|r| r.code()),
                life.seen.code(),
                row.sent_at.map(Time::ms),
                row.error_code,
                now.ms(),
                self.queue.last_operation,
            ])?;
        }
        self.event(row.id, before, life.status, next.reason, now, None)?;
        self.tally
            .moved((row.gateway_id, before), (row.gateway_id, life.status));
        self.queue.flow.moved(row.gateway_id, before, life.status, now);
        if let Some(run) = row.task_run_id {
            self.tally.member(run, before, life.status);
        }
        if life.status == Status::Waiting {
            let lane = self.queue.lane(row.gateway_id);
            lane.again(row.key());
            if row.next_attempt_at.is_some() {
                lane.stuck.insert(row.address_key);
            }
        }
        if row.sequenced && life.status == Status::Sent {
            self.await_delivery(&row, now)?;
        }
        self.landed(row.gateway_id, row.id, row.address_key)
    }

    /// A message that goes back to waiting.
    fn write_again(&self, row: &StateRow, next: &Move, now: Time) -> Result<()> {
        let life = &next.life;
        let mut update = self.conn.prepare_cached(
            "UPDATE state SET status = ?2, reason = ?3, next_attempt_at = ?4, counted = ?5, deferrals = ?6, cancel_reason = ?7, \
             seen = ?8, timer_at = ?9, sent_at = ?10, error_code = ?11, updated_at = ?12, after_op = ?13, released = ?14, by_address = ?15 \
             WHERE id = ?1",
        )?;
        update.execute(params![
            row.id.0,
            life.status.code(),
            next.reason.code(),
            next.next_attempt_at.map(Time::ms),
            life.counted,
            life.deferrals,
            life.cancel.map(|r| r.code()),
            life.seen.code(),
            row.timer_at.ms(),
            row.sent_at.map(Time::ms),
            row.error_code,
            now.ms(),
            self.queue.last_operation,
            row.released,
            row.by_address,
        ])?;
        Ok(())
    }

    fn attempt_gateway(&self, id: MessageId, number: u32) -> Result<Option<GatewayId>> {
        let mut select = self
            .conn
            .prepare_cached("SELECT gateway_id FROM attempt WHERE message_id = ?1 AND number = ?2")?;
        Ok(select
            .query_row(params![id.0, number], |r| r.get(0).map(GatewayId))
            .optional()?)
    }

    /// An attempt that has an outcome keeps it; the provider's id is learnt whenever it comes.
    fn note_outcome(
        &mut self,
        id: MessageId,
        number: u32,
        outcome: &Outcome,
        at: Time,
        in_flight: bool,
    ) -> Result<()> {
        let (provider_id, code) = (provider_id(outcome), outcome.code());
        let ended = params![
            id.0,
            number,
            at.ms(),
            outcome_code(outcome),
            outcome.counted(),
            code,
            provider_id
        ];
        // What is in flight has no outcome yet; only what is not may have one.
        if in_flight {
            return self.hot.outcome.write(ended);
        }
        if self.conn.prepare_cached(OUTCOME)?.execute(ended)? == 0
            && let Some(provider_id) = provider_id
        {
            let mut update = self.conn.prepare_cached(
                "UPDATE attempt SET provider_id = ?3 WHERE message_id = ?1 AND number = ?2 AND provider_id IS NULL",
            )?;
            update.execute(params![id.0, number, provider_id])?;
        }
        Ok(())
    }

    pub(super) fn receipts(&mut self, receipts: &[Receipt], now: Time) -> Result<Vec<Option<MessageId>>> {
        self.be_told(receipts)?;
        let mut joined = Vec::with_capacity(receipts.len());
        for (place, receipt) in receipts.iter().enumerate() {
            let found = self.told.as_ref().and_then(|told| told.attempt(place));
            joined.push(self.receipt(found, receipt, now)?);
        }
        self.note_told()?;
        Ok(joined)
    }

    /// `found`: the attempt it speaks of, where that is known already.
    fn receipt(&mut self, found: Option<Attempt>, receipt: &Receipt, now: Time) -> Result<Option<MessageId>> {
        let found = match found {
            None => self.attempt_of(receipt)?,
            found => found,
        };
        let Some((id, number)) = found else {
            self.keep_unmatched(receipt, now)?;
            return Ok(None);
        };
        self.name_attempt(id, number, receipt)?;
        self.evidence(id, number, receipt, now)?;
        Ok(Some(id))
    }

    /// The attempt a receipt speaks of: by the provider's id, else by ours carried back; only of the gateway it came from.
    fn attempt_of(&self, receipt: &Receipt) -> Result<Option<Attempt>> {
        let read = |r: &Row<'_>| Ok((MessageId(r.get(0)?), r.get(1)?));
        if let Some(provider_id) = &receipt.provider_id {
            let mut select = self.conn.prepare_cached(
                "SELECT message_id, number FROM attempt INDEXED BY attempt_provider \
                 WHERE provider_id = ?1 AND gateway_id = ?2 ORDER BY message_id, number DESC LIMIT 1",
            )?;
            let found = select
                .query_row(params![provider_id, receipt.gateway_id.0], read)
                .optional()?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let Some(id) = receipt.message_id else {
            return Ok(None);
        };
        // What came back as ours may be another program's number: an attempt the provider calls otherwise is not meant, and
        // while its answer is still awaited nobody knows what the provider calls it.
        let mut select = self.conn.prepare_cached(
            "SELECT message_id, number FROM attempt WHERE message_id = ?1 AND gateway_id = ?2 AND (CAST(?4 AS INTEGER) IS NULL OR number = ?4) \
             AND (CAST(?3 AS TEXT) IS NULL OR provider_id = ?3 OR (provider_id IS NULL AND (CAST(?4 AS INTEGER) IS NOT NULL OR outcome IS NOT NULL))) \
             ORDER BY number DESC LIMIT 1",
        )?;
        let named = params![id.0, receipt.gateway_id.0, receipt.provider_id, receipt.attempt];
        Ok(select.query_row(named, read).optional()?)
    }

    /// An attempt that came back by our own ids learns the provider's, so that later receipts find it by that alone.
    fn name_attempt(&mut self, id: MessageId, number: u32, receipt: &Receipt) -> Result<()> {
        if receipt.attempt == Some(number)
            && let Some(provider_id) = &receipt.provider_id
        {
            let mut update = self.conn.prepare_cached(
                "UPDATE attempt SET provider_id = ?3 WHERE message_id = ?1 AND number = ?2 AND provider_id IS NULL",
            )?;
            if update.execute(params![id.0, number, provider_id])? > 0
                && let Some(told) = &mut self.told
            {
                told.named(id);
            }
        }
        Ok(())
    }

    fn keep_unmatched(&mut self, receipt: &Receipt, now: Time) -> Result<()> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO unmatched_receipt (gateway_id, provider_id, message_id, evidence, code, at, received_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let evidence = evidence_code(receipt.evidence);
        let (provider_id, message_id) = (&receipt.provider_id, receipt.message_id.map(|m| m.0));
        insert.execute(params![
            receipt.gateway_id.0,
            provider_id,
            message_id,
            evidence,
            receipt.code,
            receipt.at.ms(),
            now.ms()
        ])?;
        self.queue.unmatched = true;
        Ok(())
    }

    /// Receipts that were quicker than the answer which told the provider's id; whether there were any.
    pub(super) fn join_unmatched(
        &mut self,
        gateway: GatewayId,
        provider_id: &str,
        now: Time,
    ) -> Result<bool> {
        self.flush()?;
        let mut delete = self.conn.prepare_cached(
            "DELETE FROM unmatched_receipt WHERE provider_id = ?1 AND gateway_id = ?2 \
             RETURNING evidence, code, at, id, provider_id, message_id",
        )?;
        let mut early = delete.query(params![provider_id, gateway.0])?;
        let early = kept_receipts(&mut early, gateway)?;
        self.join_early(early, now)
    }

    /// Receipts that named a message of ours whose answer was still awaited, once it has ended without a name; whether there
    /// were any.
    pub(super) fn join_nameless(&mut self, gateway: GatewayId, id: MessageId, now: Time) -> Result<bool> {
        self.flush()?;
        let mut delete = self.conn.prepare_cached(
            "DELETE FROM unmatched_receipt WHERE message_id = ?1 AND gateway_id = ?2 \
             RETURNING evidence, code, at, id, provider_id, message_id",
        )?;
        let mut early = delete.query([id.0, gateway.0])?;
        let early = kept_receipts(&mut early, gateway)?;
        self.join_early(early, now)
    }

    fn join_early(&mut self, early: Vec<Receipt>, now: Time) -> Result<bool> {
        for receipt in &early {
            self.receipt(None, receipt, now)?;
        }
        Ok(!early.is_empty())
    }

    fn evidence(&mut self, id: MessageId, number: u32, receipt: &Receipt, now: Time) -> Result<()> {
        let evidence = receipt.evidence;
        self.attempt_seen(id, number, evidence)?;
        let Some(mut row) = self.load(id)? else {
            return Ok(());
        };
        let positive = matches!(evidence, Evidence::Delivered | Evidence::Read);
        // What an earlier attempt failed at says nothing of the present one; that it arrived does.
        if number != row.attempts && !positive {
            self.unchanged(row);
            return Ok(());
        }
        let before = row.clone();
        let goes_on = evidence == Evidence::Failed && self.goes_on(&row, now)?;
        match step(row.life(), Event::Receipt { evidence, goes_on }, now) {
            Ok(next) => {
                match next.life.status {
                    Status::Failed | Status::Waiting if before.status != Status::Failed => {
                        row.error_code.clone_from(&receipt.code)
                    }
                    Status::Delivered | Status::Read => row.error_code = None,
                    _ => {}
                }
                if matches!(next.life.status, Status::Sent | Status::Delivered | Status::Read) {
                    row.sent_at = row.sent_at.or(Some(now));
                }
                if positive {
                    self.go_back(&mut row, number)?;
                }
                self.apply(&before, &mut row, next, None, now)?;
                self.follow(id, &next, now).map(drop)
            }
            Err(_) => self.keep_seen(row, evidence),
        }
    }

    /// What is known of an attempt grows.
    fn attempt_seen(&mut self, id: MessageId, number: u32, evidence: Evidence) -> Result<()> {
        let known = self.told.as_ref().and_then(|told| told.seen((id, number)));
        let seen: i64 = match known {
            Some(seen) => seen,
            None => self
                .conn
                .prepare_cached("SELECT seen FROM attempt WHERE message_id = ?1 AND number = ?2")?
                .query_row(params![id.0, number], |r| r.get(0))?,
        };
        let joined = Seen::from_code(seen).join(evidence).code();
        if joined == seen {
            return Ok(());
        }
        if let Some(told) = &mut self.told {
            told.grow((id, number), joined);
            return Ok(());
        }
        self.conn
            .prepare_cached("UPDATE attempt SET seen = ?3 WHERE message_id = ?1 AND number = ?2")?
            .execute(params![id.0, number, joined])?;
        Ok(())
    }

    /// A row that was read is as it was.
    fn unchanged(&mut self, row: StateRow) {
        if let Some(told) = &mut self.told {
            told.put_back(row);
        }
    }

    /// The evidence decides nothing yet, and is kept.
    fn keep_seen(&mut self, row: StateRow, evidence: Evidence) -> Result<()> {
        let joined = row.seen.join(evidence);
        if joined == row.seen {
            self.unchanged(row);
            return Ok(());
        }
        self.queue.flying.remove(&row.id);
        if let Some(told) = &mut self.told {
            told.grow_row(row, joined);
            return Ok(());
        }
        let mut update = self
            .conn
            .prepare_cached("UPDATE state SET seen = ?2 WHERE id = ?1")?;
        update.execute([row.id.0, joined.code()])?;
        Ok(())
    }
}

/// Receipts that were kept, in the order in which they came.
fn kept_receipts(rows: &mut crate::sql::Rows<'_>, gateway_id: GatewayId) -> Result<Vec<Receipt>> {
    let mut early: Vec<(i64, Receipt)> = Vec::new();
    while let Some(r) = rows.next()? {
        let receipt = Receipt {
            gateway_id,
            provider_id: r.get(4)?,
            attempt: None,
            message_id: r.get::<_, Option<i64>>(5)?.map(MessageId),
            evidence: evidence_of(r.get(0)?),
            code: r.get(1)?,
            at: Time(r.get(2)?),
        };
        early.push((r.get(3)?, receipt));
    }
    early.sort_by_key(|(id, _)| *id);
    Ok(early.into_iter().map(|(_, receipt)| receipt).collect())
}

fn evidence_code(evidence: Evidence) -> i64 {
    match evidence {
        Evidence::Accepted => 0,
        Evidence::Failed => 1,
        Evidence::Delivered => 2,
        Evidence::Read => 3,
    }
}

fn evidence_of(code: i64) -> Evidence {
    match code {
        1 => Evidence::Failed,
        2 => Evidence::Delivered,
        3 => Evidence::Read,
        _ => Evidence::Accepted,
    }
}
