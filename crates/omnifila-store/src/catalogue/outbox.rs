//! How far each program that is told of messages has come, and what was tried to tell it.
//!
//! Model: an outbox has one live stream, whose cursor follows the feed of message events, and any number of replays over a
//! span of it. The events themselves are the feed's: nothing is copied. Progress and the log of the tries that made it are
//! one transaction, after the calls; a process that dies before it tells some events again, never fewer.
//!
//! Left out: what is told and how (`omnifila-providers`), and when (the engine).

use super::secrets::{SecretError, random};
use super::{Catalogue, Result};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, params};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omnifila_core::id::{EventId, MessageId, OutboxId};
use omnifila_core::time::Time;
use serde::Serialize;

/// Tries kept per outbox.
const KEPT: i64 = 20_000;
/// Replays of one outbox that have not ended.
const MOST_REPLAYS: i64 = 10;

/// Where one stream stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stream {
    pub id: i64,
    #[serde(skip)]
    pub outbox_id: OutboxId,
    /// The last event that is done with.
    pub cursor: EventId,
    /// The last event of a replay; none of the live stream.
    pub until: Option<EventId>,
    pub failures: u32,
    pub next_at: Option<Time>,
    pub failing_since: Option<Time>,
    pub last_code: Option<String>,
    pub delivered: i64,
    pub passed_over: i64,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Delivered,
    Retry,
    PassedOver,
    Disabled,
}

impl Fate {
    const ALL: [Fate; 4] = [Fate::Delivered, Fate::Retry, Fate::PassedOver, Fate::Disabled];

    fn code(self) -> i64 {
        self as i64
    }
}

/// One try, as it is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    pub event_id: EventId,
    pub message_id: MessageId,
    pub attempt: u32,
    pub at: Time,
    pub duration_ms: i64,
    pub fate: Fate,
    pub status: Option<u16>,
    pub code: Option<String>,
}

/// One try, as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    pub id: i64,
    pub stream_id: i64,
    pub event_id: EventId,
    pub message_id: MessageId,
    pub attempt: u32,
    pub at: Time,
    pub duration_ms: i64,
    pub fate: Fate,
    /// The receiver's HTTP status, if it answered.
    pub status: Option<u16>,
    /// Why it was not taken.
    pub code: Option<String>,
}

/// What a turn made of a stream.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    pub cursor: EventId,
    pub failures: u32,
    pub next_at: Option<Time>,
    pub failing_since: Option<Time>,
    pub last_code: Option<String>,
    pub log: Vec<NewDelivery>,
    pub finished: bool,
}

/// Where a replay begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// After this event.
    After(EventId),
    /// From the first event at this time or later.
    Since(Time),
}

/// A new secret for signing: `whsec_` and 256 random bits in base64.
pub fn new_signing_secret() -> std::result::Result<String, SecretError> {
    Ok(format!("whsec_{}", STANDARD.encode(random::<32>()?)))
}

const COLUMNS: &str = "id, outbox_id, cursor, until_id, failures, next_at, failing_since, last_code, delivered, passed_over, \
                       created_at, finished_at";

fn stream(r: &Row<'_>) -> crate::sql::Result<Stream> {
    let time = |at: usize| Ok::<_, crate::sql::Error>(r.get::<_, Option<i64>>(at)?.map(Time));
    Ok(Stream {
        id: r.get(0)?,
        outbox_id: OutboxId(r.get(1)?),
        cursor: EventId(r.get(2)?),
        until: r.get::<_, Option<i64>>(3)?.map(EventId),
        failures: r.get(4)?,
        next_at: time(5)?,
        failing_since: time(6)?,
        last_code: r.get(7)?,
        delivered: r.get(8)?,
        passed_over: r.get(9)?,
        created_at: Time(r.get(10)?),
        finished_at: time(11)?,
    })
}

/// The last event before `at`, 0 for none. Read from the end: what is asked for is mostly recent.
fn event_before(conn: &Connection, at: Time) -> Result<i64> {
    let found = conn
        .prepare_cached("SELECT id FROM event WHERE at < ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([at.ms()], |r| r.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
}

impl Catalogue {
    /// Streams of an outbox that have not ended, the live one first. The live one begins where the feed was when the outbox
    /// was made, also when the process died between making and beginning it.
    pub async fn outbox_streams(&self, outbox: OutboxId, made_at: Time, now: Time) -> Result<Vec<Stream>> {
        let open = move |conn: &Connection| -> Result<Vec<Stream>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM outbox_stream WHERE outbox_id = ?1 AND finished_at IS NULL
                 ORDER BY until_id IS NOT NULL, id"
            );
            let mut select = conn.prepare_cached(&sql)?;
            let found = select.query_map([outbox.0], stream)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        };
        let found = self.db.read(move |conn| open(conn)).await?;
        if found.first().is_some_and(|s| s.until.is_none()) {
            return Ok(found);
        }
        let job = self.db.write(move |tx| {
            let begin = event_before(tx.conn(), made_at)?;
            tx.conn()
                .prepare_cached(
                    "INSERT INTO outbox_stream (outbox_id, cursor, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute(params![outbox.0, begin, now.ms()])?;
            open(tx.conn())
        });
        job.await
    }

    /// Keeps what a turn made of a stream.
    pub async fn outbox_progress(&self, of: &Stream, progress: Progress, now: Time) -> Result<()> {
        let (id, outbox) = (of.id, of.outbox_id);
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let count = |fate: Fate| progress.log.iter().filter(|d| d.fate == fate).count() as i64;
            conn.prepare_cached(
                "UPDATE outbox_stream SET cursor = ?2, failures = ?3, next_at = ?4, failing_since = ?5, last_code = ?6,
                 delivered = delivered + ?7, passed_over = passed_over + ?8, finished_at = ?9 WHERE id = ?1",
            )?
            .execute(params![
                id,
                progress.cursor.0,
                progress.failures,
                progress.next_at.map(Time::ms),
                progress.failing_since.map(Time::ms),
                progress.last_code,
                count(Fate::Delivered),
                count(Fate::PassedOver),
                progress.finished.then_some(now.ms()),
            ])?;
            let mut insert = conn.prepare_cached(
                "INSERT INTO outbox_delivery (outbox_id, stream_id, event_id, message_id, attempt, at, duration_ms, fate,
                 status, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?;
            for d in &progress.log {
                insert.execute(params![
                    outbox.0, id, d.event_id.0, d.message_id.0, d.attempt, d.at.ms(), d.duration_ms, d.fate.code(),
                    d.status, d.code
                ])?;
            }
            conn.prepare_cached(
                "DELETE FROM outbox_delivery WHERE outbox_id = ?1 AND id <= (SELECT id FROM outbox_delivery
                 WHERE outbox_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            )?
            .execute(params![outbox.0, KEPT])?;
            Ok(())
        });
        job.await
    }

    /// Lets a stream be tried again at once: its receiver was mended.
    pub async fn outbox_wake(&self, outbox: OutboxId) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE outbox_stream SET failures = 0, next_at = NULL WHERE outbox_id = ?1 AND finished_at IS NULL",
                )?
                .execute([outbox.0])?;
            Ok(())
        });
        job.await
    }

    /// Begins a replay, up to and with `until` or what the feed ends with now. Refused with `too_many_replays`.
    pub async fn outbox_replay(
        &self,
        outbox: OutboxId,
        from: Span,
        until: Option<EventId>,
        now: Time,
    ) -> Result<Stream> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let open: i64 = conn
                .prepare_cached(
                    "SELECT count(*) FROM outbox_stream WHERE outbox_id = ?1 AND finished_at IS NULL
                     AND until_id IS NOT NULL",
                )?
                .query_row([outbox.0], |r| r.get(0))?;
            if open >= MOST_REPLAYS {
                return Err(StoreError::Refused {
                    code: "too_many_replays",
                });
            }
            let newest: i64 = conn
                .prepare_cached("SELECT coalesce(max(id), 0) FROM event")?
                .query_row([], |r| r.get(0))?;
            let after = match from {
                Span::After(id) => id.0,
                Span::Since(at) => event_before(conn, at)?,
            };
            let until = until.map_or(newest, |id| id.0.min(newest));
            let sql = format!(
                "INSERT INTO outbox_stream (outbox_id, cursor, until_id, created_at) VALUES (?1, ?2, ?3, ?4)
                 RETURNING {COLUMNS}"
            );
            let mut insert = conn.prepare_cached(&sql)?;
            Ok(insert.query_row(params![outbox.0, after.min(until), until, now.ms()], stream)?)
        });
        job.await
    }

    /// Streams of an outbox, newest first, ended ones included.
    pub async fn outbox_streams_shown(&self, outbox: OutboxId, limit: usize) -> Result<Vec<Stream>> {
        let job = self.db.read(move |conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM outbox_stream WHERE outbox_id = ?1 ORDER BY until_id IS NOT NULL, id DESC LIMIT ?2"
            );
            let mut select = conn.prepare_cached(&sql)?;
            let found = select.query_map(params![outbox.0, limit as i64], stream)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// The last event of the feed, 0 before the first.
    pub async fn newest_event(&self) -> Result<EventId> {
        let job = self.db.read(|conn| {
            let mut select = conn.prepare_cached("SELECT coalesce(max(id), 0) FROM event")?;
            Ok(EventId(select.query_row([], |r| r.get(0))?))
        });
        job.await
    }

    /// Tries, newest first, before `before`.
    pub async fn outbox_deliveries(
        &self,
        outbox: OutboxId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Delivery>> {
        let before = before.unwrap_or(i64::MAX);
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, stream_id, event_id, message_id, attempt, at, duration_ms, fate, status, code
                 FROM outbox_delivery WHERE outbox_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let found = select.query_map(params![outbox.0, before, limit as i64], |r| {
                let fate: i64 = r.get(7)?;
                let known = Fate::ALL.into_iter().find(|f| f.code() == fate);
                Ok(Delivery {
                    id: r.get(0)?,
                    stream_id: r.get(1)?,
                    event_id: EventId(r.get(2)?),
                    message_id: MessageId(r.get(3)?),
                    attempt: r.get(4)?,
                    at: Time(r.get(5)?),
                    duration_ms: r.get(6)?,
                    fate: known.ok_or(crate::sql::Error::unreadable(7))?,
                    status: r.get(8)?,
                    code: r.get(9)?,
                })
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Forgets streams and tries of an outbox that was removed.
    pub async fn forget_outbox(&self, outbox: OutboxId) -> Result<()> {
        let job = self.db.write(move |tx| {
            for table in ["outbox_stream", "outbox_delivery"] {
                tx.conn()
                    .prepare_cached(&format!("DELETE FROM {table} WHERE outbox_id = ?1"))?
                    .execute([outbox.0])?;
            }
            Ok(())
        });
        job.await
    }
}
