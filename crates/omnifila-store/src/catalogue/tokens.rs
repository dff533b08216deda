//! API tokens: who may call. A secret is shown once and kept only as its SHA-256; it has 256 random bits, so a plain hash
//! needs no salt and no slowness.
//!
//! All tokens are held in memory by their hash; a change empties that, and the next call reads them again.

use super::audit::{self, Change};
use super::secrets::random;
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{Connection, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use omnifila_core::id::TokenId;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What a token lets its bearer do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Read,
    Enqueue,
    Operate,
    /// What is said and when: templates, ladders, windows, calendars. A role's, not a token's.
    Billing,
    Admin,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    pub id: TokenId,
    pub name: String,
    pub scopes: Vec<Scope>,
}

impl TokenInfo {
    /// `admin` may do everything; the other scopes stand each for itself.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin)
    }
}

/// A token as a list shows it, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenRow {
    pub id: TokenId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

/// A token just made: the only time its secret is seen.
#[derive(Clone, PartialEq, Eq)]
pub struct NewToken {
    pub row: TokenRow,
    /// `omq_<id>_<43 characters>`.
    pub secret: String,
}

impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewToken")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

type Hash = [u8; 32];

/// The tokens that are not revoked, by hash.
type Known = HashMap<Hash, (TokenInfo, Option<Time>)>;

#[derive(Debug, Default)]
pub(super) struct Cache {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    known: Option<Arc<Known>>,
    /// Counts changes, so that a reading begun before one is not kept after it.
    changes: u64,
}

impl Catalogue {
    pub async fn create_token(
        &self,
        name: String,
        scopes: Vec<Scope>,
        expires_at: Option<Time>,
        by: By,
        now: Time,
    ) -> Result<NewToken> {
        let bytes: [u8; 32] = random().map_err(|e| StoreError::Internal(e.to_string()))?;
        let made = self.db.write(move |tx| {
            let id = rows::next_id(tx.conn(), "token")?;
            let secret = format!("omq_{id}_{}", BASE64.encode(bytes));
            let row = TokenRow {
                id: TokenId(id),
                name,
                scopes,
                created_at: now,
                expires_at,
                revoked_at: None,
            };
            insert(tx, &row, &hash(&secret), &by, now)?;
            Ok(NewToken { row, secret })
        });
        let made = made.await;
        self.tokens.forget();
        made
    }

    /// Makes an admin token whose secret is `value`, unless there is one or has been one: once means once, also after it
    /// was revoked. Says whether it was made.
    pub async fn bootstrap_token(&self, value: &str, by: By, now: Time) -> Result<bool> {
        let hash = hash(value);
        let made = self.db.write(move |tx| {
            if tx
                .conn()
                .prepare_cached("SELECT 1 FROM token WHERE hash = ?1")?
                .exists([&hash[..]])?
            {
                return Ok(false);
            }
            let id = TokenId(rows::next_id(tx.conn(), "token")?);
            let (name, scopes) = ("bootstrap".to_owned(), vec![Scope::Admin]);
            let row = TokenRow {
                id,
                name,
                scopes,
                created_at: now,
                expires_at: None,
                revoked_at: None,
            };
            insert(tx, &row, &hash, &by, now)?;
            Ok(true)
        });
        let made = made.await;
        self.tokens.forget();
        made
    }

    /// Who bears this secret; `None` when nobody does, or no longer.
    pub async fn authenticate(&self, secret: &str, now: Time) -> Result<Option<TokenInfo>> {
        let known = match self.tokens.known() {
            (Some(known), _) => known,
            (None, changes) => {
                let read = Arc::new(self.db.read(load).await?);
                self.tokens.keep(&read, changes);
                read
            }
        };
        let found = known
            .get(&hash(secret))
            .filter(|(_, expires_at)| expires_at.is_none_or(|end| now < end));
        Ok(found.map(|(info, _)| info.clone()))
    }

    /// Another node may have made or revoked some.
    pub fn forget_tokens(&self) {
        self.tokens.forget();
    }

    /// In order of id, after `after`; revoked ones too.
    pub async fn tokens(&self, after: Option<TokenId>, limit: usize) -> Result<Vec<TokenRow>> {
        let after = after.map_or(0, i64::from);
        let job = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, name, scopes, created_at, expires_at, revoked_at FROM token
                 WHERE id > ?1 ORDER BY id LIMIT ?2",
            )?;
            let mut found = statement.query([after, limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                out.push(TokenRow {
                    id: TokenId(row.get(0)?),
                    name: row.get(1)?,
                    scopes: rows::parse("scopes", &row.get::<_, String>(2)?)?,
                    created_at: Time(row.get(3)?),
                    expires_at: row.get::<_, Option<i64>>(4)?.map(Time),
                    revoked_at: row.get::<_, Option<i64>>(5)?.map(Time),
                });
            }
            Ok(out)
        });
        job.await
    }

    /// From the answer on the token opens nothing.
    pub async fn revoke_token(&self, id: TokenId, by: By, now: Time) -> Result<()> {
        let revoked = self.db.write(move |tx| revoke(tx, id, &by, now)).await;
        self.tokens.forget();
        revoked
    }
}

impl Cache {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> (Option<Arc<Known>>, u64) {
        let inner = self.inner();
        (inner.known.clone(), inner.changes)
    }

    fn keep(&self, known: &Arc<Known>, changes: u64) {
        let mut inner = self.inner();
        if inner.changes == changes {
            inner.known = Some(Arc::clone(known));
        }
    }

    fn forget(&self) {
        let mut inner = self.inner();
        inner.changes += 1;
        inner.known = None;
    }
}

fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

fn load(conn: &Connection) -> Result<Known> {
    let mut statement =
        conn.prepare_cached("SELECT id, name, scopes, hash, expires_at FROM token WHERE revoked_at IS NULL")?;
    let mut found = statement.query([])?;
    let mut known = Known::new();
    while let Some(row) = found.next()? {
        let scopes = rows::parse("scopes", &row.get::<_, String>(2)?)?;
        let info = TokenInfo {
            id: TokenId(row.get(0)?),
            name: row.get(1)?,
            scopes,
        };
        known.insert(row.get(3)?, (info, row.get::<_, Option<i64>>(4)?.map(Time)));
    }
    Ok(known)
}

fn insert(tx: &Tx<'_>, row: &TokenRow, hash: &Hash, by: &By, at: Time) -> Result<()> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO token (id, name, scopes, hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            row.id.0,
            row.name,
            rows::write(&row.scopes)?,
            &hash[..],
            row.created_at.ms(),
            row.expires_at.map(Time::ms)
        ])?;
    let after = Some(json!({ "name": row.name, "scopes": row.scopes, "expires_at": row.expires_at }));
    let noun_id = Some(row.id.0);
    audit::append(
        tx.conn(),
        &Change {
            action: "create",
            noun: "token",
            noun_id,
            before: None,
            after,
            by,
            at,
        },
    )
}

fn revoke(tx: &Tx<'_>, id: TokenId, by: &By, at: Time) -> Result<()> {
    let mut statement = tx
        .conn()
        .prepare_cached("UPDATE token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?;
    if statement.execute([id.0, at.ms()])? == 0 {
        let known = tx
            .conn()
            .prepare_cached("SELECT 1 FROM token WHERE id = ?1")?
            .exists([id.0])?;
        return if known {
            Ok(())
        } else {
            Err(StoreError::NotFound { noun: "token" })
        };
    }
    let noun_id = Some(id.0);
    audit::append(
        tx.conn(),
        &Change {
            action: "revoke",
            noun: "token",
            noun_id,
            before: None,
            after: None,
            by,
            at,
        },
    )
}
