//! Browsers in which somebody is signed in. The cookie's 256 random bits are kept only as their SHA-256.
//!
//! A session ends by itself when nothing was asked with it for [`IDLE`], and at the latest [`LONGEST_SESSION`] after it began. What
//! its person may do is read with every request, so that a change of their role holds at once.

use super::audit::{self, Change};
use super::secrets::random;
use super::users::{self, UserRow};
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{OptionalExtension, Row, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use omnifila_core::id::{SessionId, UserId};
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Without a request for so long, it is over.
const IDLE: i64 = 12 * HOUR;
/// However busy, it is over after so long.
pub const LONGEST_SESSION: i64 = 30 * DAY;
/// That it is in use is written down at most so often.
const SEEN_EVERY: i64 = MINUTE;
/// Sessions of one person at most; the oldest goes.
const MOST: i64 = 50;
/// Characters kept of what a browser says it is.
const MAX_AGENT: usize = 300;

/// A session as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    pub id: SessionId,
    pub user_id: UserId,
    pub user_name: String,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub user_agent: String,
    pub address: String,
}

/// Who is signed in, and for how long still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub session_id: SessionId,
    pub user: UserRow,
    pub expires_at: Time,
}

/// A session just begun: the only time its cookie is seen.
#[derive(Clone)]
pub struct NewSession {
    pub signed_in: SignedIn,
    /// 43 characters.
    pub secret: String,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("signed_in", &self.signed_in)
            .finish_non_exhaustive()
    }
}

impl Catalogue {
    /// Signs a person in. Sessions that are over are forgotten on this occasion.
    pub async fn open_session(
        &self,
        user: UserId,
        user_agent: &str,
        address: &str,
        now: Time,
    ) -> Result<NewSession> {
        let bytes: [u8; 32] = random().map_err(|e| StoreError::Internal(e.to_string()))?;
        let secret = BASE64.encode(bytes);
        let hash = hash(&secret);
        let user_agent: String = user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_AGENT)
            .collect();
        let address = address.to_owned();
        let signed_in = self
            .db
            .write(move |tx| open(tx, user, &hash, (&user_agent, &address), now));
        Ok(NewSession {
            signed_in: signed_in.await?,
            secret,
        })
    }

    /// Who bears this cookie; `None` when nobody does, or no longer.
    pub async fn session(&self, secret: &str, now: Time) -> Result<Option<SignedIn>> {
        let hash = hash(secret);
        let found = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT u.id, u.name, u.email, u.role, u.enabled, u.must_change_password, u.created_at, u.updated_at,
                        u.last_sign_in_at, s.id, s.created_at, s.last_seen_at
                 FROM session s JOIN user u ON u.id = s.user_id WHERE s.hash = ?1 AND u.enabled = 1",
            )?;
            let read = |row: &Row<'_>| {
                let times = (Time(row.get(10)?), Time(row.get(11)?));
                Ok((users::read(row)?, SessionId(row.get(9)?), times))
            };
            Ok(statement.query_row([&hash[..]], read).optional()?)
        });
        let Some((user, session_id, (created_at, last_seen_at))) = found.await? else {
            return Ok(None);
        };
        if now >= end(created_at, last_seen_at) {
            return Ok(None);
        }
        let mut seen = last_seen_at;
        if now.since(last_seen_at) >= SEEN_EVERY {
            match self.see_session(session_id, now).await {
                Ok(()) => seen = now,
                // Who looks at a store that cannot record still has to see it.
                Err(error) => tracing::debug!(%error, "a session in use could not be marked so"),
            }
        }
        let expires_at = end(created_at, seen);
        Ok(Some(SignedIn {
            session_id,
            user,
            expires_at,
        }))
    }

    /// Whether a session still opens anything. Asking is no use of it.
    pub async fn session_is_open(&self, id: SessionId, now: Time) -> Result<bool> {
        let job = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT 1 FROM session s JOIN user u ON u.id = s.user_id
                 WHERE s.id = ?1 AND u.enabled = 1 AND s.last_seen_at > ?2 AND s.created_at > ?3",
            )?;
            let bounds = [id.0, now.ms() - IDLE, now.ms() - LONGEST_SESSION];
            Ok(statement.exists(bounds)?)
        });
        job.await
    }

    /// Marks a session as in use.
    pub async fn see_session(&self, id: SessionId, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached("UPDATE session SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1")?
                .execute([id.0, now.ms()])?;
            Ok(())
        });
        job.await
    }

    /// Signs out: from the answer on the cookie opens nothing.
    pub async fn close_session(&self, id: SessionId) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached("DELETE FROM session WHERE id = ?1")?
                .execute([id.0])?;
            Ok(())
        });
        job.await
    }

    /// Ends a session, on record; one of `user` if given.
    pub async fn end_session(&self, id: SessionId, user: Option<UserId>, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut statement = tx.conn().prepare_cached(
                "DELETE FROM session WHERE id = ?1 AND (CAST(?2 AS INTEGER) IS NULL OR user_id = ?2)",
            )?;
            if statement.execute(params![id.0, user.map(i64::from)])? == 0 {
                return Err(StoreError::NotFound { noun: "session" });
            }
            let change = Change {
                action: "revoke",
                noun: "session",
                noun_id: Some(id.0),
                before: None,
                after: None,
                by: &by,
                at: now,
            };
            audit::append(tx.conn(), &change)
        });
        job.await
    }

    /// Sessions that are not over, in order of id after `after`; of `user`, or of everybody.
    pub async fn sessions(
        &self,
        user: Option<UserId>,
        after: Option<SessionId>,
        limit: usize,
        now: Time,
    ) -> Result<Vec<SessionRow>> {
        let after = after.map_or(0, i64::from);
        let job = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.id, s.user_id, u.name, s.created_at, s.last_seen_at, s.user_agent, s.address
                 FROM session s JOIN user u ON u.id = s.user_id
                 WHERE s.id > ?1 AND (CAST(?2 AS INTEGER) IS NULL OR s.user_id = ?2) AND s.last_seen_at > ?3 AND s.created_at > ?4
                 ORDER BY s.id LIMIT ?5",
            )?;
            let bounds = params![
                after,
                user.map(i64::from),
                now.ms() - IDLE,
                now.ms() - LONGEST_SESSION,
                limit as i64
            ];
            let found = statement.query_map(bounds, |row| {
                Ok(SessionRow {
                    id: SessionId(row.get(0)?),
                    user_id: UserId(row.get(1)?),
                    user_name: row.get(2)?,
                    created_at: Time(row.get(3)?),
                    last_seen_at: Time(row.get(4)?),
                    user_agent: row.get(5)?,
                    address: row.get(6)?,
                })
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }
}

fn end(created_at: Time, last_seen_at: Time) -> Time {
    last_seen_at.plus(IDLE).min(created_at.plus(LONGEST_SESSION))
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn open(
    tx: &Tx<'_>,
    user: UserId,
    hash: &[u8; 32],
    (user_agent, address): (&str, &str),
    now: Time,
) -> Result<SignedIn> {
    let conn = tx.conn();
    conn.prepare_cached("DELETE FROM session WHERE last_seen_at <= ?1 OR created_at <= ?2")?
        .execute([now.ms() - IDLE, now.ms() - LONGEST_SESSION])?;
    conn.prepare_cached(
        "DELETE FROM session WHERE user_id = ?1 AND id NOT IN
             (SELECT id FROM session WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2)",
    )?
    .execute([user.0, MOST - 1])?;
    conn.prepare_cached("UPDATE user SET last_sign_in_at = ?2 WHERE id = ?1")?
        .execute([user.0, now.ms()])?;
    let row = users::get(conn, user)?.filter(|user| user.enabled);
    let row = row.ok_or(StoreError::NotFound { noun: "user" })?;
    let id = SessionId(rows::next_id(conn, "session")?);
    conn.prepare_cached(
        "INSERT INTO session (id, user_id, hash, created_at, last_seen_at, user_agent, address)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)",
    )?
    .execute(params![id.0, user.0, &hash[..], now.ms(), user_agent, address])?;
    Ok(SignedIn {
        session_id: id,
        user: row,
        expires_at: end(now, now),
    })
}
