//! Recorded calls: what programs that speak Opa!'s own API sent us, so that people see it before anything is switched.
//!
//! A call is kept before it is answered and completed after, so that one which a crash cuts short is still there. Kept are
//! the newest [`MOST_OPA_CALLS`] of a gateway, for [`LIFE`]. Left out: masking and cutting, which the recorder does.

use super::{Catalogue, Result};
use crate::sql::{Row, params};
use omnifila_core::id::GatewayId;
use omnifila_core::time::{DAY, Time};
use serde::Serialize;

/// Calls of one gateway that are kept.
pub const MOST_OPA_CALLS: i64 = 1_000;
/// How long a call is kept, in milliseconds: it holds what customers were to be told.
const LIFE: i64 = 7 * DAY;

/// A call that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpaCall {
    pub gateway_id: GatewayId,
    pub method: String,
    /// Below `/api/v1`, with the query.
    pub path: String,
    pub media: Option<String>,
    pub body: String,
    /// Before it was cut.
    pub body_bytes: usize,
}

/// How it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpaCallEnd {
    pub forwarded: bool,
    pub status: u16,
    /// Why Opa! could not be asked.
    pub code: Option<String>,
    pub answer: String,
    pub answer_bytes: usize,
    pub duration_ms: i64,
}

/// A recorded call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpaCall {
    pub id: i64,
    pub at: Time,
    pub method: String,
    pub path: String,
    pub media: Option<String>,
    pub body: String,
    pub body_bytes: i64,
    pub forwarded: bool,
    pub status: Option<u16>,
    pub code: Option<String>,
    pub answer: Option<String>,
    pub answer_bytes: Option<i64>,
    pub duration_ms: Option<i64>,
}

impl Catalogue {
    /// Keeps a call and lets the gateway's oldest go. Answers its id.
    pub async fn record_opa_call(&self, call: NewOpaCall, now: Time) -> Result<i64> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut insert = conn.prepare_cached(
                "INSERT INTO opa_call (gateway_id, at, method, path, media, body, body_bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
            )?;
            let values = params![
                call.gateway_id.0,
                now.ms(),
                call.method,
                call.path,
                call.media,
                call.body,
                call.body_bytes as i64,
            ];
            let id: i64 = insert.query_row(values, |row| row.get(0))?;
            conn.prepare_cached(
                "DELETE FROM opa_call WHERE gateway_id = ?1 AND id <=
                 (SELECT id FROM opa_call WHERE gateway_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            )?
            .execute([call.gateway_id.0, MOST_OPA_CALLS])?;
            Ok(id)
        });
        job.await
    }

    /// Keeps how a call was answered.
    pub async fn end_opa_call(&self, id: i64, end: OpaCallEnd) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE opa_call SET forwarded = ?2, status = ?3, code = ?4, answer = ?5, answer_bytes = ?6,
                     duration_ms = ?7 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    end.forwarded,
                    end.status,
                    end.code,
                    end.answer,
                    end.answer_bytes as i64,
                    end.duration_ms,
                ])?;
            Ok(())
        });
        job.await
    }

    /// A gateway's calls, newest first, before `before`.
    pub async fn opa_calls(
        &self,
        gateway: GatewayId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<OpaCall>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, at, method, path, media, body, body_bytes, forwarded, status, code, answer, answer_bytes,
                 duration_ms FROM opa_call WHERE gateway_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let found = select.query_map(
                params![gateway.0, before.unwrap_or(i64::MAX), limit as i64],
                read,
            )?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Forgets the calls of a gateway. Says how many.
    pub async fn forget_opa_calls(&self, gateway: GatewayId) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let removed = tx
                .conn()
                .prepare_cached("DELETE FROM opa_call WHERE gateway_id = ?1")?
                .execute([gateway.0])?;
            Ok(removed as u64)
        });
        job.await
    }

    /// Removes what is past its life; there are never more than a few thousand.
    pub async fn prune_opa_calls(&self, now: Time) -> Result<u64> {
        let until = now.ms() - LIFE;
        let old = self.db.read(move |conn| {
            Ok(conn
                .prepare_cached("SELECT 1 FROM opa_call WHERE at <= ?1 LIMIT 1")?
                .exists([until])?)
        });
        if !old.await? {
            return Ok(0);
        }
        let job = self.db.write(move |tx| {
            let removed = tx
                .conn()
                .prepare_cached("DELETE FROM opa_call WHERE at <= ?1")?
                .execute([until])?;
            Ok(removed as u64)
        });
        job.await
    }
}

fn read(row: &Row<'_>) -> crate::sql::Result<OpaCall> {
    Ok(OpaCall {
        id: row.get(0)?,
        at: Time(row.get(1)?),
        method: row.get(2)?,
        path: row.get(3)?,
        media: row.get(4)?,
        body: row.get(5)?,
        body_bytes: row.get(6)?,
        forwarded: row.get(7)?,
        status: row.get(8)?,
        code: row.get(9)?,
        answer: row.get(10)?,
        answer_bytes: row.get(11)?,
        duration_ms: row.get(12)?,
    })
}
