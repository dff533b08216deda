//! Suppressions: addresses that must not receive a purpose, or anything at all.

use super::audit::{self, Change};
use super::{Catalogue, CatalogueError, Checked, Result};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::address;
use omnifila_core::catalogue::SuppressionSpec;
use omnifila_core::id::SuppressionId;
use omnifila_core::input::InputError;
use omnifila_core::message::Purpose;
use omnifila_core::policy::key;
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::json;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredSuppression {
    pub id: SuppressionId,
    /// Normalised.
    pub address: String,
    /// Empty: every purpose.
    pub purposes: Vec<Purpose>,
    pub reason: String,
    /// `person`, or the word of what told of it (`opa_suite`).
    pub origin: String,
    /// What proves it, in the words of its origin.
    pub evidence: Option<String>,
    pub created_at: Time,
}

/// Where a suppression comes from, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub origin: String,
    pub evidence: Option<String>,
}

impl Default for Proof {
    fn default() -> Self {
        Self {
            origin: "person".into(),
            evidence: None,
        }
    }
}

const MAX_REASON: usize = 1_000;

impl Catalogue {
    /// Adds a suppression; the same address and purposes again answer the one there is.
    pub async fn suppress(
        &self,
        spec: SuppressionSpec,
        by: By,
        now: Time,
    ) -> std::result::Result<StoredSuppression, CatalogueError> {
        self.suppress_with(spec, Proof::default(), by, now).await
    }

    /// As [`Catalogue::suppress`], with where it comes from; one that is there keeps its own.
    pub async fn suppress_with(
        &self,
        spec: SuppressionSpec,
        proof: Proof,
        by: By,
        now: Time,
    ) -> std::result::Result<StoredSuppression, CatalogueError> {
        Ok(self.db.write(move |tx| add(tx, spec, &proof, &by, now)).await??)
    }

    /// Lifts what one origin had told of an address; what a person or another origin said stays. How many.
    pub async fn unsuppress_from(&self, address: String, origin: String, by: By, now: Time) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let Ok(address) = normalise(&address) else {
                return Ok(0);
            };
            let ids: Vec<i64> = {
                let mut select = tx
                    .conn()
                    .prepare_cached("SELECT id FROM suppression WHERE address_key = ?1 AND origin = ?2")?;
                let rows = select.query_map(params![key::address_key(&address), origin], |r| r.get(0))?;
                rows.collect::<crate::sql::Result<_>>()?
            };
            for id in &ids {
                remove(tx, SuppressionId(*id), &by, now)?;
            }
            Ok(ids.len() as u64)
        });
        job.await
    }

    /// Whether one origin has told of an address that must not be written to.
    pub async fn is_suppressed_by(&self, address: String, origin: String) -> Result<bool> {
        let job = self.db.read(move |conn| {
            let Ok(address) = normalise(&address) else {
                return Ok(false);
            };
            let mut select = conn
                .prepare_cached("SELECT 1 FROM suppression WHERE address_key = ?1 AND origin = ?2 LIMIT 1")?;
            Ok(select.exists(params![key::address_key(&address), origin])?)
        });
        job.await
    }

    pub async fn unsuppress(&self, id: SuppressionId, by: By, now: Time) -> Result<()> {
        self.db.write(move |tx| remove(tx, id, &by, now)).await
    }

    pub async fn suppression(&self, id: SuppressionId) -> Result<Option<StoredSuppression>> {
        self.db.read(move |conn| get(conn, id)).await
    }

    /// In order of id, after `after`.
    pub async fn suppressions(
        &self,
        after: Option<SuppressionId>,
        limit: usize,
    ) -> Result<Vec<StoredSuppression>> {
        let after = after.map_or(0, i64::from);
        let job = self.db.read(move |conn| {
            let mut statement =
                conn.prepare_cached(&format!("{SELECT} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
            let found = statement.query_map([after, limit as i64], read)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }
}

/// Whether the address may not be written to for this purpose; asked inside intake's and `start`'s transaction.
pub fn is_suppressed(conn: &Connection, address_key: i64, purpose: Purpose) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM suppression WHERE address_key = ?1 AND (named = 0 OR purposes & ?2 <> 0) LIMIT 1",
    )?;
    Ok(statement.exists(params![address_key, bit(purpose)])?)
}

fn bit(purpose: Purpose) -> i64 {
    1 << purpose.code()
}

/// As intake freezes them.
fn normalise(address: &str) -> std::result::Result<String, InputError> {
    address::normalise(address).map_err(|e| InputError {
        pointer: "/address".into(),
        ..e
    })
}

fn add(
    tx: &mut Tx<'_>,
    spec: SuppressionSpec,
    proof: &Proof,
    by: &By,
    now: Time,
) -> Checked<StoredSuppression> {
    let address = match normalise(&spec.address) {
        Ok(address) => address,
        Err(error) => return Ok(Err(error)),
    };
    if spec.reason.chars().count() > MAX_REASON {
        let expected = format!("at most {MAX_REASON} characters");
        return Ok(Err(InputError::new("too_long", "/reason", expected)));
    }
    let conn = tx.conn();
    let named = !spec.purposes.is_empty();
    let asked: &[Purpose] = if named { &spec.purposes } else { Purpose::ALL };
    let purposes = asked.iter().fold(0, |bits, purpose| bits | bit(*purpose));
    let address_key = key::address_key(&address);
    let mut same = conn.prepare_cached(
        "SELECT id FROM suppression WHERE address_key = ?1 AND purposes = ?2 AND named = ?3",
    )?;
    let known: Option<i64> = same
        .query_row(params![address_key, purposes, named], |row| row.get(0))
        .optional()?;
    let id = match known {
        Some(id) => id,
        None => {
            let id = conn
                .prepare_cached(
                    "INSERT INTO suppression (address_key, address, purposes, named, reason, created_at, origin, evidence)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
                )?
                .query_row(
                    params![
                        address_key,
                        address,
                        purposes,
                        named,
                        spec.reason,
                        now.ms(),
                        proof.origin,
                        proof.evidence
                    ],
                    |row| row.get(0),
                )?;
            record(tx, "create", id, by, now)?;
            id
        }
    };
    let kept = get(conn, SuppressionId(id))?;
    kept.map(Ok)
        .ok_or_else(|| StoreError::Internal("a suppression just written is not there".into()))
}

fn remove(tx: &mut Tx<'_>, id: SuppressionId, by: &By, now: Time) -> Result<()> {
    let removed = tx
        .conn()
        .prepare_cached("DELETE FROM suppression WHERE id = ?1")?
        .execute([id.0])?;
    if removed == 0 {
        return Err(StoreError::NotFound { noun: "suppression" });
    }
    record(tx, "delete", id.0, by, now)
}

/// The row says which one, not whose: audit rows outlive the person's erasure.
fn record(tx: &Tx<'_>, action: &'static str, id: i64, by: &By, at: Time) -> Result<()> {
    let (before, after) = match action {
        "delete" => (Some(json!({})), None),
        _ => (None, Some(json!({}))),
    };
    audit::append(
        tx.conn(),
        &Change {
            action,
            noun: "suppression",
            noun_id: Some(id),
            before,
            after,
            by,
            at,
        },
    )
}

const SELECT: &str =
    "SELECT id, address, purposes, named, reason, created_at, origin, evidence FROM suppression";

fn get(conn: &Connection, id: SuppressionId) -> Result<Option<StoredSuppression>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id.0], read).optional()?)
}

fn read(row: &Row<'_>) -> crate::sql::Result<StoredSuppression> {
    let (bits, named): (i64, bool) = (row.get(2)?, row.get(3)?);
    let purposes = Purpose::ALL
        .iter()
        .copied()
        .filter(|p| named && bits & bit(*p) != 0)
        .collect();
    Ok(StoredSuppression {
        id: SuppressionId(row.get(0)?),
        address: row.get(1)?,
        purposes,
        reason: row.get(4)?,
        created_at: Time(row.get(5)?),
        origin: row.get(6)?,
        evidence: row.get(7)?,
    })
}
