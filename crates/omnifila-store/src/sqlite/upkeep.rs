//! What time does by itself: messages expire or are dropped late, what was not delivered in time goes on to its next channel, and
//! what is past its retention goes.

use super::job::{Job, Result};
use super::row::{COLUMNS, StateRow, select};
use super::sequences;
use crate::sql::{Connection, params};
use crate::verbs::{Retention, Upkeep};
use omnifila_core::id::MessageId;
use omnifila_core::message::{Late, Status};
use omnifila_core::policy::key::KEY_LIFE;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, step};

/// The earliest own time of a waiting message, or of one that was sent and goes on unless it arrives.
pub(super) fn next_timer(conn: &Connection) -> Result<Option<Time>> {
    let (waiting, sent) = timers(conn)?;
    Ok(waiting.into_iter().chain(sent).min())
}

/// The two of them.
fn timers(conn: &Connection) -> Result<(Option<Time>, Option<Time>)> {
    let mut select = conn.prepare_cached(
        "SELECT (SELECT timer_at FROM state INDEXED BY state_timer WHERE status = 0 ORDER BY timer_at LIMIT 1), \
         (SELECT goes_on_at FROM channels INDEXED BY channels_goes_on WHERE goes_on_at IS NOT NULL ORDER BY goes_on_at LIMIT 1)",
    )?;
    let time = |at: Option<i64>| at.map(Time);
    Ok(select.query_row([], |r| Ok((time(r.get(0)?), time(r.get(1)?))))?)
}

impl Job<'_> {
    /// Goes through the timers that are due: ends what is over, and sets the timer of the rest to its next moment.
    pub(super) fn expire(&mut self, now: Time, limit: usize) -> Result<Upkeep> {
        let sql = select(
            COLUMNS,
            "FROM state s INDEXED BY state_timer WHERE s.status = 0 AND s.timer_at <= ?1 ORDER BY s.timer_at, s.id LIMIT ?2",
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let due = select
            .query_map(params![now.ms(), limit as i64], StateRow::read)?
            .collect::<crate::sql::Result<Vec<_>>>()?;
        let mut changed = 0;
        for row in &due {
            changed += u64::from(self.timer_came(row, now)?);
        }
        let mut more = due.len() == limit;
        let mut next = timers(self.conn)?;
        if next.1.is_some_and(|at| at <= now) {
            let (gone_on, others) = self.deliveries_overdue(now, limit)?;
            changed += gone_on;
            more |= others;
            next = timers(self.conn)?;
        }
        let next = next.0.into_iter().chain(next.1).min();
        Ok(Upkeep { changed, next, more })
    }

    fn timer_came(&mut self, found: &StateRow, now: Time) -> Result<bool> {
        // An order that covers it comes first: it was cancelled before it expired.
        let Some(before) = self.load(found.id)?.filter(|row| row.status == Status::Waiting) else {
            return Ok(false);
        };
        let mut row = before.clone();
        if !row.over(now) {
            row.timer_at = row.next_timer(now);
            let mut update = self
                .conn
                .prepare_cached("UPDATE state SET timer_at = ?2 WHERE id = ?1")?;
            update.execute([row.id.0, row.timer_at.ms()])?;
            // The lanes notice timers by their moment, which has just moved.
            self.queue.lane(row.gateway_id).again(row.key());
            return Ok(false);
        }
        let late = row.late == Late::Drop && row.late_at.is_some_and(|t| now >= t);
        let event = if late { Event::DropLate } else { Event::Expire };
        let next = step(row.life(), event, now).map_err(super::job::refused)?;
        self.apply(&before, &mut row, next, None, now)?;
        Ok(true)
    }

    /// Removes what is past its retention, looking at up to `limit` messages and as many keys. The newest message stays,
    /// so that no id is given twice.
    pub(super) fn prune(&mut self, now: Time, retention: Retention, limit: usize) -> Result<u64> {
        let mut removed = self.prune_messages(now.ms() - retention.messages, limit)?;
        removed += self.prune_keys(now.ms() - retention.keys.max(KEY_LIFE), limit)?;
        let mut delete = self.conn.prepare_cached(
            "DELETE FROM idempotency WHERE (token_id, path, key) IN \
             (SELECT token_id, path, key FROM idempotency WHERE begun_at <= ?1 LIMIT ?2)",
        )?;
        removed += delete.execute(params![now.ms() - retention.idempotency, limit as i64])? as u64;
        let mut delete = self.conn.prepare_cached(
            "DELETE FROM unmatched_receipt WHERE id IN \
             (SELECT id FROM unmatched_receipt WHERE received_at <= ?1 ORDER BY id LIMIT ?2)",
        )?;
        removed += delete.execute(params![now.ms() - retention.messages, limit as i64])? as u64;
        Ok(removed)
    }

    fn prune_messages(&mut self, until: i64, limit: usize) -> Result<u64> {
        let mut select = self.conn.prepare_cached(
            "SELECT id, gateway_id, status, created_at, updated_at, sequenced FROM state WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        )?;
        let rows = select.query_map(
            params![self.queue.pruned, self.queue.last_message, limit as i64],
            |r| {
                let status = Status::from_code(r.get(2)?).ok_or(crate::sql::Error::unreadable(2))?;
                let gateway = omnifila_core::id::GatewayId(r.get(1)?);
                Ok((
                    MessageId(r.get(0)?),
                    gateway,
                    status,
                    r.get::<_, i64>(3)?,
                    r.get::<_, i64>(4)?,
                    r.get::<_, bool>(5)?,
                ))
            },
        )?;
        let rows = rows.collect::<crate::sql::Result<Vec<_>>>()?;
        let mut removed = 0;
        for (id, gateway, status, created_at, updated_at, sequenced) in &rows {
            if *created_at > until {
                // Ids grow with time: what follows is younger. Begin anew next time.
                self.queue.pruned = 0;
                return Ok(removed);
            }
            self.queue.pruned = id.0;
            let finished = !matches!(status, Status::Waiting | Status::Sending | Status::Uncertain);
            if finished && *updated_at <= until {
                self.forget(*id)?;
                if *sequenced {
                    sequences::forget(self.conn, *id)?;
                }
                self.tally.add(*gateway, *status, -1);
                removed += 1;
            }
        }
        if rows.len() < limit {
            self.queue.pruned = 0;
        }
        Ok(removed)
    }

    fn forget(&self, id: MessageId) -> Result<()> {
        // The newest event stays as well: the feed's ids must not begin anew.
        for sql in [
            "DELETE FROM message WHERE id = ?1",
            "DELETE FROM state WHERE id = ?1",
            "DELETE FROM attempt WHERE message_id = ?1",
            "DELETE FROM dunning WHERE message_id = ?1",
            "DELETE FROM dunning_invoice WHERE message_id = ?1",
            "DELETE FROM dunning_change WHERE message_id = ?1",
            "DELETE FROM event WHERE message_id = ?1 AND id < (SELECT max(id) FROM event)",
        ] {
            self.conn.prepare_cached(sql)?.execute([id.0])?;
        }
        Ok(())
    }

    /// Goes over the keys in their order, a slice at a time, because they have no index by age.
    fn prune_keys(&mut self, until: i64, limit: usize) -> Result<u64> {
        let (origin, key) = self.queue.pruned_key.take().unwrap_or((-1, String::new()));
        let mut select = self.conn.prepare_cached(
            "SELECT origin, key, at FROM dedupe WHERE (origin, key) > (?1, ?2) ORDER BY origin, key LIMIT ?3",
        )?;
        let rows = select.query_map(params![origin, key, limit as i64], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?))
        })?;
        let rows = rows.collect::<crate::sql::Result<Vec<_>>>()?;
        let mut removed = 0;
        for (origin, key, _) in rows.iter().filter(|(_, _, at)| *at <= until) {
            let mut delete = self
                .conn
                .prepare_cached("DELETE FROM dedupe WHERE origin = ?1 AND key = ?2")?;
            removed += delete.execute(params![origin, key])? as u64;
        }
        if rows.len() == limit {
            self.queue.pruned_key = rows.into_iter().next_back().map(|(origin, key, _)| (origin, key));
        }
        Ok(removed)
    }
}
