//! `Idempotency-Key`: one answer per (token, path, key) for 24 hours.
//!
//! A request is recorded before it runs and its answer after. Between the two a crash may have lost the answer while the
//! work was done; such a request is [`Begin::Interrupted`], and the caller decides whether doing it again is harmless.

use super::{Catalogue, Result};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, params};
use omnifila_core::id::TokenId;
use omnifila_core::time::{DAY, Time};

/// How long an answer is replayed, in milliseconds.
const LIFE: i64 = DAY;

/// What names a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    pub token_id: TokenId,
    /// Method and path.
    pub path: String,
    pub key: String,
}

/// What is to be done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Not seen before: do it, then [`Catalogue::finish_request`].
    New,
    /// Done already, with this answer.
    Replay { status: u16, answer: Vec<u8> },
    /// The same request is running.
    InProgress,
    /// An earlier process began it and did not finish; the request now belongs to the caller, as if new.
    Interrupted,
}

impl Catalogue {
    /// Claims a request. The same key with another body is refused with `idempotency_key_reused`.
    pub async fn begin_request(&self, key: RequestKey, body_hash: [u8; 32], now: Time) -> Result<Begin> {
        let process = self.process;
        self.db
            .write(move |tx| begin(tx.conn(), &key, &body_hash, process, now))
            .await
    }

    /// Keeps the answer of a claimed request for replay.
    pub async fn finish_request(&self, key: RequestKey, status: u16, answer: Vec<u8>) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE idempotency SET status = ?4, answer = ?5
                     WHERE token_id = ?1 AND path = ?2 AND key = ?3 AND status IS NULL",
                )?
                .execute(params![key.token_id.0, key.path, key.key, status, answer])?;
            Ok(())
        });
        job.await
    }

    /// Forgets a claimed request that changed nothing, so that it can be tried again.
    pub async fn abandon_request(&self, key: RequestKey) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "DELETE FROM idempotency WHERE token_id = ?1 AND path = ?2 AND key = ?3 AND status IS NULL",
                )?
                .execute(params![key.token_id.0, key.path, key.key])?;
            Ok(())
        });
        job.await
    }

    /// Removes up to `limit` requests that are past their life. Says how many.
    pub async fn prune_requests(&self, now: Time, limit: usize) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let removed = tx
                .conn()
                .prepare_cached(
                    "DELETE FROM idempotency WHERE (token_id, path, key) IN
                     (SELECT token_id, path, key FROM idempotency WHERE begun_at <= ?1 ORDER BY begun_at LIMIT ?2)",
                )?
                .execute([now.ms() - LIFE, limit as i64])?;
            Ok(removed as u64)
        });
        job.await
    }
}

struct Known {
    same_body: bool,
    process: i64,
    begun_at: i64,
    answer: Option<(u16, Vec<u8>)>,
}

fn begin(
    conn: &Connection,
    key: &RequestKey,
    body_hash: &[u8; 32],
    process: i64,
    now: Time,
) -> Result<Begin> {
    let known = find(conn, key, body_hash)?.filter(|known| known.begun_at > now.ms() - LIFE);
    let begin = match known {
        None => Begin::New,
        Some(known) if !known.same_body => {
            return Err(StoreError::Refused {
                code: "idempotency_key_reused",
            });
        }
        Some(Known {
            answer: Some((status, answer)),
            ..
        }) => {
            conn.vouch();
            return Ok(Begin::Replay { status, answer });
        }
        Some(known) if known.process == process || conn.is_alive(known.process)? => {
            return Ok(Begin::InProgress);
        }
        Some(_) => Begin::Interrupted,
    };
    conn.prepare_cached(
        "INSERT INTO idempotency (token_id, path, key, body_hash, process, begun_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (token_id, path, key) DO UPDATE SET body_hash = excluded.body_hash, process = excluded.process,
             begun_at = excluded.begun_at, status = NULL, answer = NULL",
    )?
    .execute(params![key.token_id.0, key.path, key.key, &body_hash[..], process, now.ms()])?;
    Ok(begin)
}

fn find(conn: &Connection, key: &RequestKey, body_hash: &[u8; 32]) -> Result<Option<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT body_hash = ?4, process, begun_at, status, answer FROM idempotency
         WHERE token_id = ?1 AND path = ?2 AND key = ?3",
    )?;
    let found = statement.query_row(
        params![key.token_id.0, key.path, key.key, &body_hash[..]],
        |row| {
            let (status, answer): (Option<u16>, Option<Vec<u8>>) = (row.get(3)?, row.get(4)?);
            Ok(Known {
                same_body: row.get(0)?,
                process: row.get(1)?,
                begun_at: row.get(2)?,
                answer: status.zip(answer),
            })
        },
    );
    Ok(found.optional()?)
}
