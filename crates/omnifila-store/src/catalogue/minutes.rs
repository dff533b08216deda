//! The figures of the dashboard: what moved by minute and gateway, how much waited, and whether the service was there.
//!
//! The jobs of the queue count in memory ([`crate::sqlite::Moved`]); every few seconds what they counted becomes rows here.
//! Once a minute the service writes that it lives, so that its next start knows for how long nobody was there. Minutes of
//! the day before yesterday become hours, which are kept a good month.

use super::{Catalogue, Result, rows};
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::sqlite::{Moved, Tx, minute};
use omnifila_core::id::{GatewayId, RunId, TaskId};
use omnifila_core::message::Status;
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use serde::{Deserialize, Serialize};

/// Rows of minutes are kept so long: today and yesterday …
const KEPT: i64 = 2 * DAY;
/// … and of hours, which the sums of days are made of.
const HOURS_KEPT: i64 = 35 * DAY;
/// The service counts as away when it was silent for longer.
const AWAY: i64 = 5 * MINUTE;
/// Runs looked through for one that ended badly.
const RUNS: i64 = 200;

const ALIVE: &str = "alive";
const WAS_AWAY: &str = "was_away";

/// One minute of one gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    pub at: Time,
    pub gateway_id: GatewayId,
    pub moved: Moved,
}

/// A while in which no service ran and messages waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub since: Time,
    pub until: Time,
}

/// A run of a task of which something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TroubledRun {
    pub id: RunId,
    pub task_id: Option<TaskId>,
    pub failed: i64,
    pub started_at: Time,
}

/// What the dashboard shows of the past.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// From the hour's begin on, in order of time and gateway; minutes without anything may be missing.
    pub hour: Vec<Minute>,
    /// Over all gateways since the day's begin.
    pub today: Moved,
    /// How many waited over all gateways, every few minutes of the day.
    pub waited: Vec<(Time, i64)>,
    pub was_away: Option<Absence>,
    pub troubled_run: Option<TroubledRun>,
}

impl Catalogue {
    /// Writes what moved since the last time. Once a minute also that the service lives and how much waits; else nothing is
    /// written when nothing moved.
    pub async fn write_minutes(&self, now: Time) -> Result<()> {
        self.db.write(move |tx| write(tx, now)).await
    }

    /// Notes that a service begins, and whether none was there for a while although messages waited.
    pub async fn note_start(&self, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let before: Option<Time> = rows::read_setting(tx.conn(), ALIVE)?;
            if let Some(since) = before.filter(|before| now.since(*before) > AWAY)
                && waiting(tx.conn())?.iter().any(|(_, n)| *n > 0)
            {
                let absence = Absence { since, until: now };
                rows::write_setting(tx.conn(), WAS_AWAY, Some(&absence))?;
            }
            rows::write_setting(tx.conn(), ALIVE, Some(&now))
        });
        job.await
    }

    /// Somebody has seen that the service was away.
    pub async fn dismiss_absence(&self) -> Result<()> {
        self.db
            .write(|tx| rows::write_setting::<Absence>(tx.conn(), WAS_AWAY, None))
            .await
    }

    /// What moved over all gateways, by the hour of the clock, in order; hours without anything are missing. Up to
    /// thirty-five days back.
    pub async fn hours(&self, from: Time) -> Result<Vec<(Time, Moved)>> {
        self.db.read(move |conn| hours(conn, from)).await
    }

    /// What moved since `hour` by minute, and since `day` in sum; a point of what waited every `every` milliseconds.
    pub async fn figures(&self, hour: Time, day: Time, every: i64) -> Result<Figures> {
        self.db.read(move |conn| figures(conn, hour, day, every)).await
    }
}

fn write(tx: &mut Tx<'_>, now: Time) -> Result<()> {
    let conn = tx.conn();
    let alive: Option<Time> = rows::read_setting(conn, ALIVE)?;
    let beat = alive.is_none_or(|alive| minute(alive) != minute(now));
    if !beat && tx.memory().queue.moved_nothing() {
        return Ok(());
    }
    let flow = tx.memory_mut().queue.take_flow();
    for ((at, gateway), moved) in flow.into_minutes() {
        add(conn, at, gateway, &moved)?;
    }
    let mut upsert = conn.prepare_cached(
        "INSERT INTO minute (at, gateway_id, waiting) VALUES (?1, ?2, ?3)
         ON CONFLICT (at, gateway_id) DO UPDATE SET waiting = excluded.waiting",
    )?;
    for (gateway, n) in waiting(conn)? {
        upsert.execute([minute(now).ms(), gateway.0, n])?;
    }
    if beat {
        if alive.is_none_or(|alive| alive.ms().div_euclid(HOUR) != now.ms().div_euclid(HOUR)) {
            fold_into_hours(conn, now)?;
        }
        rows::write_setting(conn, ALIVE, Some(&now))?;
    }
    Ok(())
}

/// Minutes that nobody looks at any more become the sum of their hour, which stands at its begin.
fn fold_into_hours(conn: &Connection, now: Time) -> Result<()> {
    // Whole hours only, so that none is folded in two parts.
    let before = (now.ms() - KEPT).div_euclid(HOUR) * HOUR;
    conn.prepare_cached(
        "INSERT INTO minute (at, gateway_id, included, sent, delivered, read, failed, cancelled, expired, uncertain, errors)
         SELECT at - at % ?2, gateway_id, sum(included), sum(sent), sum(delivered), sum(read), sum(failed), sum(cancelled),
             sum(expired), sum(uncertain), sum(errors)
         FROM minute WHERE at < ?1 AND at % ?2 <> 0 GROUP BY 1, 2
         ON CONFLICT (at, gateway_id) DO UPDATE SET included = minute.included + excluded.included,
             sent = minute.sent + excluded.sent, delivered = minute.delivered + excluded.delivered, read = minute.read + excluded.read,
             failed = minute.failed + excluded.failed, cancelled = minute.cancelled + excluded.cancelled,
             expired = minute.expired + excluded.expired, uncertain = minute.uncertain + excluded.uncertain,
             errors = minute.errors + excluded.errors",
    )?
    .execute([before, HOUR])?;
    conn.prepare_cached("DELETE FROM minute WHERE at < ?1 AND (at % ?2 <> 0 OR at < ?3)")?
        .execute([before, HOUR, now.ms() - HOURS_KEPT])?;
    Ok(())
}

fn hours(conn: &Connection, from: Time) -> Result<Vec<(Time, Moved)>> {
    let sql = format!("SELECT {SUMS}, at - at % ?2 FROM minute WHERE at >= ?1 GROUP BY 10 ORDER BY 10");
    let mut select = conn.prepare_cached(&sql)?;
    let found = select.query_map([from.ms(), HOUR], |row| Ok((Time(row.get(9)?), moved(row)?)))?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

fn add(conn: &Connection, at: Time, gateway: GatewayId, moved: &Moved) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO minute (at, gateway_id, included, sent, delivered, read, failed, cancelled, expired, uncertain, errors)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (at, gateway_id) DO UPDATE SET included = minute.included + excluded.included,
             sent = minute.sent + excluded.sent, delivered = minute.delivered + excluded.delivered, read = minute.read + excluded.read,
             failed = minute.failed + excluded.failed, cancelled = minute.cancelled + excluded.cancelled,
             expired = minute.expired + excluded.expired, uncertain = minute.uncertain + excluded.uncertain,
             errors = minute.errors + excluded.errors",
    )?
    .execute(params![
        at.ms(),
        gateway.0,
        moved.included,
        moved.sent,
        moved.delivered,
        moved.read,
        moved.failed,
        moved.cancelled,
        moved.expired,
        moved.uncertain,
        moved.errors
    ])?;
    Ok(())
}

fn waiting(conn: &Connection) -> Result<Vec<(GatewayId, i64)>> {
    let mut select = conn.prepare_cached("SELECT gateway_id, n FROM counter WHERE status = ?1")?;
    let found = select.query_map([Status::Waiting.code()], |row| {
        Ok((GatewayId(row.get(0)?), row.get(1)?))
    })?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

const SUMS: &str = "sum(included), sum(sent), sum(delivered), sum(read), sum(failed), sum(cancelled), sum(expired), \
    sum(uncertain), sum(errors)";

fn moved(row: &Row<'_>) -> crate::sql::Result<Moved> {
    let n = |at| Ok::<i64, crate::sql::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or(0));
    Ok(Moved {
        included: n(0)?,
        sent: n(1)?,
        delivered: n(2)?,
        read: n(3)?,
        failed: n(4)?,
        cancelled: n(5)?,
        expired: n(6)?,
        uncertain: n(7)?,
        errors: n(8)?,
    })
}

fn figures(conn: &Connection, hour: Time, day: Time, every: i64) -> Result<Figures> {
    let sql = format!(
        "SELECT {SUMS}, at, gateway_id FROM minute WHERE at >= ?1 GROUP BY at, gateway_id ORDER BY at, gateway_id"
    );
    let mut select = conn.prepare_cached(&sql)?;
    let found = select.query_map([hour.ms()], |row| {
        Ok(Minute {
            moved: moved(row)?,
            at: Time(row.get(9)?),
            gateway_id: GatewayId(row.get(10)?),
        })
    })?;
    let hour = found.collect::<crate::sql::Result<_>>()?;
    let today = conn
        .prepare_cached(&format!("SELECT {SUMS} FROM minute WHERE at >= ?1"))?
        .query_row([day.ms()], moved)?;
    let mut select = conn.prepare_cached(
        "SELECT at, sum(waiting) FROM minute WHERE at >= ?1 AND at % ?2 = 0 GROUP BY at ORDER BY at",
    )?;
    let found = select.query_map([day.ms(), every.max(MINUTE)], |row| {
        Ok((Time(row.get(0)?), row.get(1)?))
    })?;
    Ok(Figures {
        hour,
        today,
        waited: found.collect::<crate::sql::Result<_>>()?,
        was_away: rows::read_setting(conn, WAS_AWAY)?,
        troubled_run: troubled_run(conn)?,
    })
}

/// The latest run with failures, unless a later run of the same task went well.
fn troubled_run(conn: &Connection) -> Result<Option<TroubledRun>> {
    let mut select = conn.prepare_cached(
        "SELECT id, task_id, failed, started_at FROM run r
         WHERE id > (SELECT max(id) FROM run) - ?1 AND status = 3
           AND NOT EXISTS (SELECT 1 FROM run l WHERE l.task_id = r.task_id AND l.id > r.id AND l.status = 2)
         ORDER BY id DESC LIMIT 1",
    )?;
    let found = select.query_row([RUNS], |row| {
        Ok(TroubledRun {
            id: RunId(row.get(0)?),
            task_id: row.get::<_, Option<i64>>(1)?.map(TaskId),
            failed: row.get(2)?,
            started_at: Time(row.get(3)?),
        })
    });
    Ok(found.optional()?)
}
