//! Messages that go on to the next channel when one could not deliver them.
//!
//! Model: what each step says lies beside the message (`channel_step`); the message says what the step says that it is at. Going on is
//! one more move of the same message: it waits at the next step's gateway, under that step's address, and `start` judges it like any
//! other. It goes on when a gateway refused it for good, when a receipt says that it cannot be delivered, or when it was sent and nobody told
//! in time that it arrived. A ladder's message is rendered anew before it leaves by the new way.
//!
//! Whatever shows later that an earlier step arrived ends it, and the message says again what that step said.
//!
//! Failures: those of the store. An outcome that is not known goes on by nothing but a receipt. Left out: who made the steps (intake).

use super::condition::{Sql, condition};
use super::job::{Job, NO_MESSAGE, Result, refused};
use super::row::{StateRow, rules};
use super::scan::objection;
use crate::filter::MessageFilter;
use crate::sql::{Connection, OptionalExtension, params, params_from_iter};
use crate::verbs::{SequenceState, SequenceStep};
use crate::{StoreError, catalogue};
use omnifila_core::id::{GatewayId, MessageId, RouteId, TemplateId};
use omnifila_core::message::Status;
use omnifila_core::policy::key::address_key;
use omnifila_core::policy::position;
use omnifila_core::sequence::Sequence;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Move, Rules, step};

/// Keeps the steps of a new message.
pub(super) fn insert(conn: &Connection, id: MessageId, sequence: &Sequence) -> Result<()> {
    let first = sequence
        .begins_at()
        .ok_or_else(|| StoreError::Internal("a sequence that reaches nobody".into()))?;
    conn.prepare_cached("INSERT INTO channels (message_id, route_id, step) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, sequence.route_id.0, first as i64])?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO channel_step (message_id, number, gateway_id, template_id, patience_ms, skipped, template_version, address, \
         preview, contents, weight) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (number, way) in sequence.steps.iter().enumerate() {
        let said = way.says.as_ref();
        let contents = said
            .map(|said| serde_json::to_string(&said.contents))
            .ok()
            .transpose();
        insert.execute(params![
            id.0,
            number as i64,
            way.gateway_id.0,
            way.template_id.0,
            way.patience_ms,
            way.says.as_ref().err(),
            said.map(|said| said.template_version).ok(),
            said.map(|said| &said.address).ok(),
            said.map(|said| &said.preview).ok(),
            contents.map_err(|e| StoreError::Internal(e.to_string()))?,
            said.map(|said| said.weight).ok(),
        ])?;
    }
    Ok(())
}

/// Where a message stands among its steps; `None` of one that has no sequence.
pub(crate) fn state(conn: &Connection, id: MessageId) -> Result<Option<SequenceState>> {
    let mut select =
        conn.prepare_cached("SELECT route_id, step, ended, goes_on_at FROM channels WHERE message_id = ?1")?;
    let found = select.query_row([id.0], |r| {
        Ok(SequenceState {
            route_id: RouteId(r.get(0)?),
            step: r.get(1)?,
            ended: r.get(2)?,
            goes_on_at: r.get::<_, Option<i64>>(3)?.map(Time),
            steps: Vec::new(),
        })
    });
    let Some(mut state) = found.optional()? else {
        return Ok(None);
    };
    let mut select = conn.prepare_cached(
        "SELECT gateway_id, template_id, patience_ms, skipped, address, preview FROM channel_step WHERE message_id = ?1 \
         ORDER BY number",
    )?;
    let steps = select.query_map([id.0], |r| {
        Ok(SequenceStep {
            gateway_id: GatewayId(r.get(0)?),
            template_id: TemplateId(r.get(1)?),
            after_seconds: r.get::<_, Option<i64>>(2)?.map(|ms| ms / 1_000),
            skipped: r.get(3)?,
            address: r.get(4)?,
            preview: r.get(5)?,
        })
    })?;
    state.steps = steps.collect::<crate::sql::Result<_>>()?;
    Ok(Some(state))
}

/// Removes the steps of a message that is gone.
pub(super) fn forget(conn: &Connection, id: MessageId) -> Result<()> {
    for sql in [
        "DELETE FROM channels WHERE message_id = ?1",
        "DELETE FROM channel_step WHERE message_id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id.0])?;
    }
    Ok(())
}

impl Job<'_> {
    /// What applies to a row's failures, with what its sequence says.
    pub(super) fn rules(&self, row: &StateRow, now: Time) -> Result<Rules> {
        Ok(Rules {
            goes_on: self.goes_on(row, now)?,
            ..rules(&self.book, row.gateway_id)
        })
    }

    /// Whether a failure now leads to another step: not when it would come too late there.
    pub(super) fn goes_on(&self, row: &StateRow, now: Time) -> Result<bool> {
        Ok(row.sequenced && !row.over(now) && self.next_step(row)?.is_some())
    }

    /// The next step that reaches the customer, by a gateway that there is, at an address that may be written to.
    fn next_step(&self, row: &StateRow) -> Result<Option<(i64, GatewayId)>> {
        let mut select = self.conn.prepare_cached(
            "SELECT n.number, n.gateway_id, n.address FROM channels q JOIN channel_step n ON n.message_id = q.message_id \
             AND n.number > q.step WHERE q.message_id = ?1 AND q.ended = 0 AND n.skipped IS NULL ORDER BY n.number",
        )?;
        let mut steps = select.query([row.id.0])?;
        while let Some(step) = steps.next()? {
            let gateway = GatewayId(step.get(1)?);
            let key = address_key(step.text(2)?);
            if self.book.gateway(gateway).is_some() && !catalogue::is_suppressed(self.conn, key, row.purpose)?
            {
                return Ok(Some((step.get(0)?, gateway)));
            }
        }
        Ok(None)
    }

    /// After a move that left the message to its next step: takes it there. Answers the gateway it waits at now.
    pub(super) fn follow(&mut self, id: MessageId, next: &Move, now: Time) -> Result<Option<GatewayId>> {
        if !next.goes_on() {
            return Ok(None);
        }
        let row = self.stored(id)?.ok_or(NO_MESSAGE)?;
        self.go_on(row, now)
    }

    /// Takes a message to its next step, if it has one.
    fn go_on(&mut self, before: StateRow, now: Time) -> Result<Option<GatewayId>> {
        let Some((number, gateway)) = self.next_step(&before)? else {
            return Ok(None);
        };
        let next = step(before.life(), Event::GoOn, now).map_err(refused)?;
        let mut row = before.clone();
        row.gateway_id = gateway;
        self.say(&mut row, number)?;
        self.clear_release(&mut row);
        (row.position, row.rank) = position::initial(None, now, row.id);
        row.moved = false;
        self.conn
            .prepare_cached("UPDATE dunning SET stale = 1, retry_at = NULL WHERE message_id = ?1")?
            .execute([row.id.0])?;
        self.apply(&before, &mut row, next, None, now)?;
        Ok(Some(gateway))
    }

    /// The message says from now on what this step says; what it said stays with the step that it leaves.
    fn say(&mut self, row: &mut StateRow, number: i64) -> Result<()> {
        let id = row.id.0;
        self.conn
            .prepare_cached(
                "UPDATE channel_step SET (template_version, address, preview, contents) = \
                 (SELECT m.template_version, m.address, m.preview, m.contents FROM message m WHERE m.id = ?1) \
                 WHERE message_id = ?1 AND number = (SELECT q.step FROM channels q WHERE q.message_id = ?1)",
            )?
            .execute([id])?;
        self.conn
            .prepare_cached(
                "UPDATE message SET (template_version, address, preview, contents) = \
                 (SELECT n.template_version, n.address, n.preview, n.contents FROM channel_step n \
                 WHERE n.message_id = ?1 AND n.number = ?2) WHERE id = ?1",
            )?
            .execute(params![id, number])?;
        self.conn
            .prepare_cached("UPDATE channels SET step = ?2 WHERE message_id = ?1")?
            .execute(params![id, number])?;
        let mut select = self.conn.prepare_cached(
            "SELECT template_id, address, weight FROM channel_step WHERE message_id = ?1 AND number = ?2",
        )?;
        let (template, address, weight): (i64, String, u32) =
            select.query_row(params![id, number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        row.template_id = TemplateId(template);
        row.address_key = address_key(&address);
        row.weight = weight;
        row.by_address = false;
        self.conn
            .prepare_cached(
                "UPDATE state SET template_id = ?2, address_key = ?3, weight = ?4, by_address = 0 WHERE id = ?1",
            )?
            .execute(params![id, template, row.address_key, weight])?;
        Ok(())
    }

    /// An attempt of an earlier step arrived after all: the message is at that step's gateway again, and says what it said.
    pub(super) fn go_back(&mut self, row: &mut StateRow, attempt: u32) -> Result<()> {
        if !row.sequenced {
            return Ok(());
        }
        let mut select = self.conn.prepare_cached(
            "SELECT n.number, n.gateway_id FROM channels q JOIN channel_step n ON n.message_id = q.message_id AND n.number < q.step \
             JOIN attempt a ON a.message_id = q.message_id AND a.number = ?2 AND a.gateway_id = n.gateway_id \
             WHERE q.message_id = ?1 AND n.skipped IS NULL ORDER BY n.number DESC LIMIT 1",
        )?;
        let found = select.query_row(params![row.id.0, attempt], |r| {
            Ok((r.get::<_, i64>(0)?, GatewayId(r.get(1)?)))
        });
        if let Some((number, gateway)) = found.optional()? {
            row.gateway_id = gateway;
            self.say(row, number)?;
        }
        Ok(())
    }

    /// After a move of a message that has a sequence: from `sent` on its step's patience runs, and no longer.
    pub(super) fn patience(&mut self, before: Status, row: &StateRow, now: Time) -> Result<()> {
        match (before == Status::Sent, row.status == Status::Sent) {
            (false, true) => self.await_delivery(row, now),
            (true, false) => self.wait_no_more(row.id),
            _ => Ok(()),
        }
    }

    /// A message that has a sequence has just become `sent`. Its step has no patience where a person has sent it by another
    /// gateway, or where the next step would come too late.
    pub(super) fn await_delivery(&mut self, row: &StateRow, now: Time) -> Result<()> {
        if self.next_step(row)?.is_none() {
            return Ok(());
        }
        self.conn
            .prepare_cached(
                "UPDATE channels SET goes_on_at = (SELECT ?2 + n.patience_ms FROM channel_step n WHERE n.message_id = ?1 \
                 AND n.number = channels.step AND n.gateway_id = ?3 AND ?2 + n.patience_ms < ?4) WHERE message_id = ?1",
            )?
            .execute([row.id.0, now.ms(), row.gateway_id.0, row.expires_at.ms()])?;
        Ok(())
    }

    fn wait_no_more(&mut self, id: MessageId) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE channels SET goes_on_at = NULL WHERE message_id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// When a message that has a sequence, and has just become `sent`, goes on.
    pub(super) fn goes_on_at(&self, id: MessageId) -> Result<Option<Time>> {
        let mut select = self
            .conn
            .prepare_cached("SELECT goes_on_at FROM channels WHERE message_id = ?1")?;
        let found = select.query_row([id.0], |r| r.get::<_, Option<i64>>(0));
        Ok(found.optional()?.flatten().map(Time))
    }

    /// A cancel that came too late for what was or may have been sent, but not for the steps after it.
    pub(super) fn end_sequence(&mut self, row: &StateRow) -> Result<()> {
        if row.sequenced && matches!(row.status, Status::Sending | Status::Sent | Status::Uncertain) {
            self.conn
                .prepare_cached("UPDATE channels SET ended = 1, goes_on_at = NULL WHERE message_id = ?1")?
                .execute([row.id.0])?;
        }
        Ok(())
    }

    /// The same for all that were sent, of an order to cancel what a filter finds.
    pub(super) fn end_sequences(&mut self, filter: &MessageFilter) -> Result<()> {
        let mut sql = Sql::new(
            "UPDATE channels SET ended = 1, goes_on_at = NULL WHERE message_id IN (SELECT c.message_id FROM channels c \
             CROSS JOIN state s ON s.id = c.message_id LEFT JOIN message m ON m.id = s.id WHERE c.ended = 0 AND s.status = 2",
        );
        sql.append(&condition(filter)).push(")");
        self.conn
            .prepare(&sql.text)?
            .execute(params_from_iter(sql.params))?;
        Ok(())
    }

    /// Takes on what was sent and not delivered in time; how many, and whether there may be more. What must not be sent any
    /// more, because it was paid meanwhile, stays where it is.
    pub(super) fn deliveries_overdue(&mut self, now: Time, limit: usize) -> Result<(u64, bool)> {
        let mut select = self.conn.prepare_cached(
            "SELECT message_id FROM channels INDEXED BY channels_goes_on WHERE goes_on_at IS NOT NULL AND goes_on_at <= ?1 \
             ORDER BY goes_on_at, message_id LIMIT ?2",
        )?;
        let due = select
            .query_map(params![now.ms(), limit as i64], |r| r.get(0).map(MessageId))?
            .collect::<crate::sql::Result<Vec<_>>>()?;
        let mut changed = 0;
        for id in &due {
            self.wait_no_more(*id)?;
            let Some(row) = self.load(*id)?.filter(|row| row.status == Status::Sent) else {
                continue;
            };
            // Whether the address may be written to is asked of the next step's.
            if !row.over(now) && objection(self.conn, &self.book, &row, false, now)?.is_none() {
                changed += u64::from(self.go_on(row, now)?.is_some());
            }
        }
        Ok((changed, due.len() == limit))
    }
}
