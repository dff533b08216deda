//! Runs of ladders: once a day by themselves, and as often as somebody wishes.
//!
//! A run that was cut off is begun again under its own row: its messages are known by their keys, so that nothing is made
//! twice.

use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{OptionalExtension, Row, params};
use omnifila_core::id::LadderId;
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::Value;

/// Where a ladder's run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LadderRunStatus {
    Running,
    Completed,
    /// It would make more messages than may be made without a person.
    AwaitingConfirmation,
}

impl LadderRunStatus {
    fn code(self) -> i64 {
        match self {
            LadderRunStatus::Running => 0,
            LadderRunStatus::Completed => 1,
            LadderRunStatus::AwaitingConfirmation => 2,
        }
    }

    fn from_code(code: i64) -> Self {
        match code {
            0 => LadderRunStatus::Running,
            1 => LadderRunStatus::Completed,
            _ => LadderRunStatus::AwaitingConfirmation,
        }
    }
}

/// A run about to begin.
#[derive(Debug, Clone)]
pub struct NewLadderRun {
    pub ladder_id: LadderId,
    pub ladder_version: u32,
    /// Local date.
    pub day: String,
    /// By itself.
    pub automatic: bool,
    pub actor: String,
}

/// A run that began, and what it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LadderRunRow {
    pub id: i64,
    pub ladder_id: LadderId,
    pub ladder_version: u32,
    pub day: String,
    pub automatic: bool,
    pub status: LadderRunStatus,
    pub actor: String,
    pub started_at: Time,
    pub finished_at: Option<Time>,
    /// What it did or, while it waits for a person, would do.
    pub result: Option<Value>,
}

impl Catalogue {
    /// Begins a run. `None`: the run of this day by itself is over.
    pub async fn begin_ladder_run(&self, run: NewLadderRun, now: Time) -> Result<Option<i64>> {
        let job = self.db.write(move |tx| {
            let mut insert = tx.conn().prepare_cached(
                "INSERT INTO ladder_run (ladder_id, ladder_version, day, automatic, status, actor, started_at)
                 VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)
                 ON CONFLICT (ladder_id, day) WHERE automatic = 1 DO UPDATE SET ladder_version = excluded.ladder_version
                 WHERE ladder_run.status = 0 RETURNING id",
            )?;
            let values = params![
                run.ladder_id.0,
                run.ladder_version,
                run.day,
                run.automatic,
                run.actor,
                now.ms()
            ];
            Ok(insert.query_row(values, |r| r.get(0)).optional()?)
        });
        job.await
    }

    /// Ends a run.
    pub async fn end_ladder_run(
        &self,
        id: i64,
        status: LadderRunStatus,
        result: Value,
        now: Time,
    ) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE ladder_run SET status = ?2, finished_at = ?3, result = ?4 WHERE id = ?1",
                )?
                .execute(params![id, status.code(), now.ms(), result.to_string()])?;
            Ok(())
        });
        job.await
    }

    /// Forgets a run that did nothing.
    pub async fn forget_ladder_run(&self, id: i64) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached("DELETE FROM ladder_run WHERE id = ?1")?
                .execute([id])?;
            Ok(())
        });
        job.await
    }

    /// Whether the run of a day by itself is over, and whether any run of the ladder ever was completed.
    pub async fn ladder_has_run(&self, ladder: LadderId, day: String) -> Result<(bool, bool)> {
        let job = self.db.read(move |conn| {
            let mut today = conn.prepare_cached(
                "SELECT 1 FROM ladder_run WHERE ladder_id = ?1 AND day = ?2 AND automatic = 1 AND status > 0",
            )?;
            let mut ever =
                conn.prepare_cached("SELECT 1 FROM ladder_run WHERE ladder_id = ?1 AND status = 1 LIMIT 1")?;
            Ok((today.exists(params![ladder.0, day])?, ever.exists([ladder.0])?))
        });
        job.await
    }

    /// Newest first, before `before`.
    pub async fn ladder_runs(
        &self,
        ladder: LadderId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<LadderRunRow>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, ladder_id, ladder_version, day, automatic, status, actor, started_at, finished_at, result
                 FROM ladder_run WHERE ladder_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let mut found = select.query(params![ladder.0, before.unwrap_or(i64::MAX), limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                out.push(read(&row)?);
            }
            Ok(out)
        });
        job.await
    }
}

fn read(row: &Row<'_>) -> std::result::Result<LadderRunRow, StoreError> {
    let result: Option<String> = row.get(9)?;
    Ok(LadderRunRow {
        id: row.get(0)?,
        ladder_id: LadderId(row.get(1)?),
        ladder_version: row.get(2)?,
        day: row.get(3)?,
        automatic: row.get(4)?,
        status: LadderRunStatus::from_code(row.get(5)?),
        actor: row.get(6)?,
        started_at: Time(row.get(7)?),
        finished_at: row.get::<_, Option<i64>>(8)?.map(Time),
        result: result.map(|text| rows::parse("run", &text)).transpose()?,
    })
}
