//! Documents to be signed, and what was told of each.
//!
//! Model: a telling is joined to its document and kept as an event in one transaction, which also marks the document to be
//! followed: what waits for it is stopped or made afterwards, by whoever finds the mark, also after a crash. The same event
//! again changes nothing. `start` reads the document's status in its own transaction.
//!
//! Left out: what a telling means (`core::signature`), and what follows from it (the engine).

use super::audit::{self, Change};
use super::{Catalogue, Result, rows};
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::verbs::By;
use omnifila_core::id::MessageId;
use omnifila_core::message::{Reason, Status};
use omnifila_core::signature::{Document, DocumentStatus, Telling};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Events kept with one document: more are told of by nobody.
const MOST_EVENTS: i64 = 500;
/// Bytes of a body that are kept.
const KEPT_BODY: usize = 32 * 1024;

/// Why a step made no message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNote {
    pub signer: String,
    /// The step's place in its flow, from 1.
    pub step: u32,
    pub code: String,
    pub at: Time,
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredDocument {
    pub id: i64,
    pub source: String,
    #[serde(flatten)]
    pub document: Document,
    /// The customer's id at `source`, where it is known.
    pub customer_external_id: Option<String>,
    pub notes: Vec<DocumentNote>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What came of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentEvent {
    pub id: i64,
    pub kind: String,
    pub occurred_at: Option<Time>,
    pub received_at: Time,
    pub changed: bool,
}

/// A telling with where it came from.
#[derive(Debug, Clone)]
pub struct NewTelling {
    pub source: String,
    pub customer_external_id: Option<String>,
    pub telling: Telling,
    /// Names the event among those of its document.
    pub key: String,
    pub body: Option<Vec<u8>>,
}

/// What a telling changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub document_id: i64,
    /// The event had come before.
    pub duplicate: bool,
    pub changed: bool,
}

/// Which documents.
#[derive(Debug, Clone, Default)]
pub struct DocumentFilter {
    pub status: Option<DocumentStatus>,
    pub source: Option<String>,
    pub external_id: Option<String>,
}

const COLUMNS: &str = "id, source, doc, customer_ref, notes, created_at, updated_at";

fn stored(r: &Row<'_>) -> crate::sql::Result<StoredDocument> {
    let read = |at: usize, error: serde_json::Error| crate::sql::Error::garbled(at, error);
    let (doc, notes): (String, String) = (r.get(2)?, r.get(4)?);
    Ok(StoredDocument {
        id: r.get(0)?,
        source: r.get(1)?,
        document: serde_json::from_str(&doc).map_err(|e| read(2, e))?,
        customer_external_id: r.get(3)?,
        notes: serde_json::from_str(&notes).map_err(|e| read(4, e))?,
        created_at: Time(r.get(5)?),
        updated_at: Time(r.get(6)?),
    })
}

fn reference(source: &str, external_id: &str) -> String {
    format!("{source}\u{1f}{external_id}")
}

fn find(conn: &Connection, reference: &str) -> Result<Option<StoredDocument>> {
    let sql = format!("SELECT {COLUMNS} FROM document WHERE ref = ?1");
    let mut select = conn.prepare_cached(&sql)?;
    Ok(select.query_row([reference], stored).optional()?)
}

/// Why nothing is to be sent any more for the document that a message names, as it is stored now.
pub(crate) fn document_end(conn: &Connection, source: &str, external_id: &str) -> Result<Option<Reason>> {
    let mut select = conn.prepare_cached("SELECT status FROM document WHERE ref = ?1")?;
    let status: Option<i64> = select
        .query_row([reference(source, external_id)], |r| r.get(0))
        .optional()?;
    Ok(status
        .and_then(DocumentStatus::from_code)
        .and_then(DocumentStatus::ends_with))
}

/// [`document_end`] of a message in the queue.
pub(crate) fn document_end_of(conn: &Connection, message: MessageId) -> Result<Option<Reason>> {
    let mut select = conn.prepare_cached(
        "SELECT d.status FROM message m JOIN document d ON d.ref = m.document_ref WHERE m.id = ?1",
    )?;
    let status: Option<i64> = select.query_row([message.0], |r| r.get(0)).optional()?;
    Ok(status
        .and_then(DocumentStatus::from_code)
        .and_then(DocumentStatus::ends_with))
}

impl Catalogue {
    /// Joins a telling to its document.
    pub async fn tell_document(&self, new: NewTelling, now: Time) -> Result<Taken> {
        self.db.write(move |tx| tell(tx.conn(), &new, now)).await
    }

    pub async fn document(&self, id: i64) -> Result<Option<StoredDocument>> {
        let job = self.db.read(move |conn| {
            let sql = format!("SELECT {COLUMNS} FROM document WHERE id = ?1");
            let mut select = conn.prepare_cached(&sql)?;
            Ok(select.query_row([id], stored).optional()?)
        });
        job.await
    }

    /// Newest first, before `before`.
    pub async fn documents(
        &self,
        filter: DocumentFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<StoredDocument>> {
        let before = before.unwrap_or(i64::MAX);
        let job = self.db.read(move |conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM document WHERE id < ?1 AND (CAST(?2 AS INTEGER) IS NULL OR status = ?2)
                 AND (CAST(?3 AS TEXT) IS NULL OR source = ?3) AND (CAST(?4 AS TEXT) IS NULL OR external_id = ?4) ORDER BY id DESC LIMIT ?5"
            );
            let mut select = conn.prepare_cached(&sql)?;
            let status = filter.status.map(DocumentStatus::code);
            let params = params![before, status, filter.source, filter.external_id, limit as i64];
            let found = select.query_map(params, stored)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Documents of a source that have not ended, in order of id, after `after`.
    pub async fn pending_documents(
        &self,
        source: String,
        after: i64,
        limit: usize,
    ) -> Result<Vec<StoredDocument>> {
        let job = self.db.read(move |conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM document WHERE source = ?1 AND status = 0 AND id > ?2 ORDER BY id LIMIT ?3"
            );
            let mut select = conn.prepare_cached(&sql)?;
            let found = select.query_map(params![source, after, limit as i64], stored)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// How many documents are in each status.
    pub async fn document_counts(&self) -> Result<Vec<(DocumentStatus, i64)>> {
        let job = self.db.read(|conn| {
            let mut select = conn.prepare_cached("SELECT status, count(*) FROM document GROUP BY status")?;
            let found = select.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get(1)?)))?;
            let found = found.collect::<crate::sql::Result<Vec<_>>>()?;
            let known = |(code, n)| Some((DocumentStatus::from_code(code)?, n));
            Ok(found.into_iter().filter_map(known).collect())
        });
        job.await
    }

    /// What was told of a document, newest first.
    pub async fn document_events(&self, id: i64) -> Result<Vec<DocumentEvent>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, kind, occurred_at, received_at, changed FROM document_event WHERE document_id = ?1
                 ORDER BY id DESC LIMIT ?2",
            )?;
            let found = select.query_map(params![id, MOST_EVENTS], |r| {
                Ok(DocumentEvent {
                    id: r.get(0)?,
                    kind: r.get(1)?,
                    occurred_at: r.get::<_, Option<i64>>(2)?.map(Time),
                    received_at: Time(r.get(3)?),
                    changed: r.get(4)?,
                })
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Documents of which something was told that nobody has followed yet.
    pub async fn documents_to_follow(&self, limit: usize) -> Result<Vec<i64>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT id FROM document WHERE follow = 1 ORDER BY id LIMIT ?1")?;
            let found = select.query_map([limit as i64], |r| r.get(0))?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Notes that a document was followed as it was at `as_of`; told of again meanwhile, it stays marked.
    pub async fn document_followed(&self, as_of: &StoredDocument, notes: Vec<DocumentNote>) -> Result<()> {
        let (id, updated_at) = (as_of.id, as_of.updated_at);
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached("UPDATE document SET notes = ?3, follow = CASE WHEN updated_at <> ?2 THEN 1 ELSE 0 END WHERE id = ?1")?
                .execute(params![id, updated_at.ms(), rows::write(&notes)?])?;
            Ok(())
        });
        job.await
    }

    /// Puts on record who stopped a document.
    pub async fn note_document_cancel(&self, id: i64, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let change = Change {
                action: "change",
                noun: "document",
                noun_id: Some(id),
                before: Some(json!({ "status": DocumentStatus::Pending })),
                after: Some(json!({ "status": DocumentStatus::Cancelled })),
                by: &by,
                at: now,
            };
            audit::append(tx.conn(), &change)
        });
        job.await
    }

    /// Forgets what came word for word before `until`, at most `limit` bodies: they hold names and telephones.
    pub async fn prune_document_bodies(&self, until: Time, limit: usize) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let mut update = tx.conn().prepare_cached(
                "UPDATE document_event SET body = NULL WHERE id IN (SELECT id FROM document_event
                 WHERE body IS NOT NULL AND received_at < ?1 ORDER BY id LIMIT ?2)",
            )?;
            Ok(update.execute(params![until.ms(), limit as i64])? as u64)
        });
        job.await
    }

    /// Messages that name a document and may still be stopped, with the `source_ref` of each.
    pub async fn messages_of_document(
        &self,
        source: &str,
        external_id: &str,
    ) -> Result<Vec<(MessageId, Option<String>)>> {
        let reference = reference(source, external_id);
        let open = [Status::Waiting, Status::Sending, Status::Uncertain].map(Status::code);
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT m.id, m.source_ref FROM message m JOIN state s ON s.id = m.id
                 WHERE m.document_ref = ?1 AND s.status IN (?2, ?3, ?4) ORDER BY m.id",
            )?;
            let found = select.query_map(params![reference, open[0], open[1], open[2]], |r| {
                Ok((MessageId(r.get(0)?), r.get(1)?))
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }
}

fn tell(conn: &Connection, new: &NewTelling, now: Time) -> Result<Taken> {
    let telling = &new.telling;
    let reference = reference(&new.source, &telling.external_id);
    let known = find(conn, &reference)?;
    if let Some(known) = &known {
        let seen = conn
            .prepare_cached("SELECT 1 FROM document_event WHERE document_id = ?1 AND key = ?2")?
            .exists(params![known.id, new.key])?;
        if seen {
            return Ok(Taken {
                document_id: known.id,
                duplicate: true,
                changed: false,
            });
        }
    }
    let fresh = known.is_none();
    let (old_id, mut document) = match known {
        Some(known) => (Some(known.id), known.document),
        None => (None, Document::new(telling.external_id.as_str())),
    };
    let changed = document.learn(telling, now) || fresh;
    let doc = rows::write(&document)?;
    let status = document.status.code();
    let id: i64 = match old_id {
        Some(id) => {
            // Each change has a time of its own, by which a follower knows what it saw.
            conn.prepare_cached(
                "UPDATE document SET doc = ?2, status = ?3, customer_ref = coalesce(?4, customer_ref),
                 follow = max(follow, ?5), updated_at = CASE ?5 WHEN 1 THEN max(?6, updated_at + 1) ELSE updated_at END
                 WHERE id = ?1",
            )?
            .execute(params![id, doc, status, new.customer_external_id, changed, now.ms()])?;
            id
        }
        None => conn
            .prepare_cached(
                "INSERT INTO document (ref, source, external_id, status, doc, customer_ref, follow, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7) RETURNING id",
            )?
            .query_row(
                params![
                    reference,
                    new.source,
                    telling.external_id,
                    status,
                    doc,
                    new.customer_external_id,
                    now.ms()
                ],
                |r| r.get(0),
            )?,
    };
    if !changed && new.body.is_none() {
        // A program that says again what is known.
        return Ok(Taken {
            document_id: id,
            duplicate: false,
            changed,
        });
    }
    let body = new
        .body
        .as_deref()
        .map(|b| String::from_utf8_lossy(&b[..b.len().min(KEPT_BODY)]).into_owned());
    conn.prepare_cached(
        "INSERT INTO document_event (document_id, key, kind, occurred_at, received_at, body, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id,
        new.key,
        telling.kind,
        telling.occurred_at.map(Time::ms),
        now.ms(),
        body,
        changed
    ])?;
    conn.prepare_cached(
        "DELETE FROM document_event WHERE document_id = ?1 AND id <= (SELECT id FROM document_event
         WHERE document_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![id, MOST_EVENTS])?;
    Ok(Taken {
        document_id: id,
        duplicate: false,
        changed,
    })
}
