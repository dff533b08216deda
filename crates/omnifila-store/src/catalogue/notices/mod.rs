//! Notices as they are kept: the draft, its list, how far its messages are made, and what became of each customer.
//!
//! Model: a row per notice with a cursor over the customers' ids. Who makes its messages keeps them first (their keys make a
//! repeat harmless) and moves the cursor then, in one transaction with the counts: a process killed between repeats a
//! page, adds nothing, and counts it once. Failures: a change of what is no draft any more is refused. Left out: rendering, and
//! the messages themselves.

mod audience;
mod fates;

pub use fates::{Fate, NoticeFate};

use super::audit::{self, Change};
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::verbs::By;
use omnifila_core::catalogue::{NoticeSpec, NoticeStatus};
use omnifila_core::id::{CustomerId, NoticeId, OperationId};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A notice with where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredNotice {
    pub id: NoticeId,
    /// Without its list.
    #[serde(flatten)]
    pub spec: NoticeSpec,
    pub status: NoticeStatus,
    /// Who drew it up, and who sent it.
    pub actor: String,
    pub sent_by: Option<String>,
    /// Customers of its list, where it has one.
    pub listed: Option<i64>,
    #[serde(flatten)]
    pub counts: Counted,
    #[serde(skip)]
    pub cursor: CustomerId,
    pub previewed: Option<NoticePreviewed>,
    pub operation_id: Option<OperationId>,
    pub created_at: Time,
    pub updated_at: Time,
    pub started_at: Option<Time>,
    pub finished_at: Option<Time>,
}

/// How far a notice is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counted {
    /// Customers of the audience when it was sent.
    pub total: i64,
    pub considered: i64,
    /// Messages made.
    pub created: i64,
    /// By reason; `unknown_customer` are names of the list that nobody has.
    pub left_out: BTreeMap<String, i64>,
}

/// What a preview counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePreviewed {
    pub total: i64,
    pub recipients: i64,
    pub at: Time,
}

/// A draft to be kept.
#[derive(Debug, Clone)]
pub struct NewNotice {
    pub spec: NoticeSpec,
    pub list: NoticeList,
}

/// What becomes of a notice's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeList {
    /// It stays what it was: for a new notice, none.
    Kept,
    Dropped,
    /// External ids at the audience's source.
    Given(Vec<String>),
}

impl Catalogue {
    pub async fn draw_up_notice(&self, new: NewNotice, by: By, now: Time) -> Result<StoredNotice> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut notice = StoredNotice {
                id: NoticeId(rows::next_id(conn, "notice")?),
                spec: new.spec,
                status: NoticeStatus::Draft,
                actor: by.actor.clone(),
                sent_by: None,
                listed: None,
                counts: Counted::default(),
                cursor: CustomerId(0),
                previewed: None,
                operation_id: None,
                created_at: now,
                updated_at: now,
                started_at: None,
                finished_at: None,
            };
            audience::take_list(conn, &mut notice, &new.list)?;
            write(conn, &notice)?;
            record(conn, "create", &notice, None, &by, now)?;
            Ok(notice)
        });
        job.await
    }

    /// Changes a draft; what a preview counted of it before counts no more.
    ///
    /// # Errors
    /// `not_found`; `notice_not_draft` when it was sent, or changed meanwhile.
    pub async fn redraw_notice(
        &self,
        (id, as_of): (NoticeId, Time),
        new: NewNotice,
        by: By,
        now: Time,
    ) -> Result<StoredNotice> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            if before.status != NoticeStatus::Draft || before.updated_at != as_of {
                return Err(not_draft());
            }
            let mut notice = StoredNotice {
                spec: new.spec,
                previewed: None,
                // Two changes within one millisecond are told apart.
                updated_at: now.max(as_of.plus(1)),
                ..before.clone()
            };
            audience::take_list(conn, &mut notice, &new.list)?;
            write(conn, &notice)?;
            record(conn, "change", &notice, Some(&before), &by, now)?;
            Ok(notice)
        });
        job.await
    }

    /// # Errors
    /// `not_found`, `notice_not_draft`.
    pub async fn remove_notice(&self, id: NoticeId, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let notice = must(conn, id)?;
            if notice.status != NoticeStatus::Draft {
                return Err(not_draft());
            }
            for sql in [
                "DELETE FROM notice_listed WHERE notice_id = ?1",
                "DELETE FROM notice WHERE id = ?1",
            ] {
                conn.prepare_cached(sql)?.execute([id.0])?;
            }
            record(conn, "delete", &notice, Some(&notice), &by, now)
        });
        job.await
    }

    pub async fn notice(&self, id: NoticeId) -> Result<Option<StoredNotice>> {
        self.db.read(move |conn| get(conn, id)).await
    }

    /// Newest first, before `before`.
    pub async fn notices(&self, before: Option<NoticeId>, limit: usize) -> Result<Vec<StoredNotice>> {
        let before = before.map_or(i64::MAX, i64::from);
        let job = self.db.read(move |conn| {
            let sql = format!("SELECT {COLUMNS} FROM notice WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
            collect(conn, &sql, params![before, limit as i64])
        });
        job.await
    }

    /// Those whose messages are being made, and those that were undone and whose messages are not cancelled yet.
    pub async fn notices_at_work(&self) -> Result<Vec<StoredNotice>> {
        let job = self.db.read(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM notice WHERE status = 1 UNION ALL
                 SELECT {COLUMNS} FROM notice WHERE status = 4 AND operation_id IS NULL ORDER BY 1"
            );
            collect(conn, &sql, params![])
        });
        job.await
    }

    /// Keeps what a preview counted, if the draft is still the one it looked at.
    pub async fn notice_previewed(&self, id: NoticeId, as_of: Time, counted: NoticePreviewed) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let notice = must(conn, id)?;
            if notice.status == NoticeStatus::Draft && notice.updated_at == as_of {
                let notice = StoredNotice {
                    previewed: Some(counted),
                    ..notice
                };
                write(conn, &notice)?;
            }
            Ok(())
        });
        job.await
    }

    /// Begins a draft, or goes on with a stopped one; what runs or is complete stays as it is. From this answer on the
    /// customers of an outage are known to every start.
    ///
    /// # Errors
    /// `not_found`; `notice_undone`.
    pub async fn begin_notice(&self, id: NoticeId, by: By, now: Time) -> Result<StoredNotice> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            let mut notice = before.clone();
            match before.status {
                NoticeStatus::Running | NoticeStatus::Completed => return Ok(before),
                NoticeStatus::Undone => {
                    return Err(StoreError::Refused {
                        code: "notice_undone",
                    });
                }
                NoticeStatus::Stopped => {}
                NoticeStatus::Draft => {
                    notice.counts.total = audience::count(conn, &notice)?;
                    notice.started_at = Some(now);
                    notice.sent_by = Some(by.actor.clone());
                    audience::forget_held(conn, now)?;
                    if notice.spec.outage.is_some() {
                        audience::hold(conn, &notice)?;
                    }
                }
            }
            notice.status = NoticeStatus::Running;
            notice.updated_at = now;
            notice.finished_at = None;
            write(conn, &notice)?;
            record(conn, "send", &notice, Some(&before), &by, now)?;
            Ok(notice)
        });
        job.await
    }

    /// Nothing more is made of it. One that does not run stays as it is.
    pub async fn stop_notice(&self, id: NoticeId, by: By, now: Time) -> Result<StoredNotice> {
        self.end_notice(id, NoticeStatus::Stopped, Some(by), now).await
    }

    /// Every customer was looked at.
    pub async fn complete_notice(&self, id: NoticeId, now: Time) -> Result<StoredNotice> {
        self.end_notice(id, NoticeStatus::Completed, None, now).await
    }

    async fn end_notice(
        &self,
        id: NoticeId,
        to: NoticeStatus,
        by: Option<By>,
        now: Time,
    ) -> Result<StoredNotice> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            if before.status != NoticeStatus::Running {
                return Ok(before);
            }
            let notice = StoredNotice {
                status: to,
                updated_at: now,
                finished_at: Some(now),
                ..before.clone()
            };
            write(conn, &notice)?;
            if let Some(by) = &by {
                record(conn, "stop", &notice, Some(&before), by, now)?;
            }
            Ok(notice)
        });
        job.await
    }

    /// Nothing more is made of it, and what it made is to be cancelled; its customers are held no longer.
    ///
    /// # Errors
    /// `not_found`; `notice_is_draft`.
    pub async fn undo_notice(&self, id: NoticeId, by: By, now: Time) -> Result<StoredNotice> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            match before.status {
                NoticeStatus::Draft => {
                    return Err(StoreError::Refused {
                        code: "notice_is_draft",
                    });
                }
                NoticeStatus::Undone => return Ok(before),
                _ => {}
            }
            let notice = StoredNotice {
                status: NoticeStatus::Undone,
                updated_at: now,
                finished_at: before.finished_at.or(Some(now)),
                ..before.clone()
            };
            write(conn, &notice)?;
            conn.prepare_cached("DELETE FROM notice_held WHERE notice_id = ?1")?
                .execute([id.0])?;
            record(conn, "undo", &notice, Some(&before), &by, now)?;
            Ok(notice)
        });
        job.await
    }

    /// The cancel that undid it.
    pub async fn notice_cancelled(&self, id: NoticeId, operation: OperationId) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached("UPDATE notice SET operation_id = ?2 WHERE id = ?1")?
                .execute([id.0, operation.0])?;
            Ok(())
        });
        job.await
    }
}

fn not_draft() -> StoreError {
    StoreError::Refused {
        code: "notice_not_draft",
    }
}

const COLUMNS: &str = "id, doc, status, actor, sent_by, listed, unknown, total, cursor, considered, created, left_out, \
    previewed, operation_id, created_at, updated_at, started_at, finished_at";

fn get(conn: &Connection, id: NoticeId) -> Result<Option<StoredNotice>> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE id = ?1");
    Ok(collect(conn, &sql, params![id.0])?.pop())
}

fn must(conn: &Connection, id: NoticeId) -> Result<StoredNotice> {
    get(conn, id)?.ok_or(StoreError::NotFound { noun: "notice" })
}

fn collect(conn: &Connection, sql: &str, params: &[&dyn crate::sql::ToSql]) -> Result<Vec<StoredNotice>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(read(&row)?);
    }
    Ok(out)
}

fn read(row: &Row<'_>) -> Result<StoredNotice> {
    let text = |at: usize| -> Result<String> { Ok(row.get::<_, String>(at)?) };
    let time = |at: usize| -> Result<Option<Time>> { Ok(row.get::<_, Option<i64>>(at)?.map(Time)) };
    let status = NoticeStatus::from_code(row.get(2)?)
        .ok_or_else(|| StoreError::Internal("a notice of no known status".into()))?;
    let mut left_out: BTreeMap<String, i64> = rows::parse("notice's counts", &text(11)?)?;
    let unknown: i64 = row.get(6)?;
    if unknown > 0 {
        left_out.insert(UNKNOWN.to_owned(), unknown);
    }
    let previewed: Option<String> = row.get(12)?;
    Ok(StoredNotice {
        id: NoticeId(row.get(0)?),
        spec: rows::parse("notice", &text(1)?)?,
        status,
        actor: row.get(3)?,
        sent_by: row.get(4)?,
        listed: row.get(5)?,
        counts: Counted {
            total: row.get(7)?,
            considered: row.get(9)?,
            created: row.get(10)?,
            left_out,
        },
        cursor: CustomerId(row.get(8)?),
        previewed: previewed
            .map(|text| rows::parse("notice's preview", &text))
            .transpose()?,
        operation_id: row.get::<_, Option<i64>>(13)?.map(OperationId),
        created_at: Time(row.get(14)?),
        updated_at: Time(row.get(15)?),
        started_at: time(16)?,
        finished_at: time(17)?,
    })
}

/// Left out because nobody has the name; a column of its own, because it is of the list, not of the sending.
const UNKNOWN: &str = "unknown_customer";

fn write(conn: &Connection, notice: &StoredNotice) -> Result<()> {
    let mut left_out = notice.counts.left_out.clone();
    let unknown = left_out.remove(UNKNOWN).unwrap_or_default();
    conn.prepare_cached(
        "INSERT INTO notice (id, doc, status, actor, sent_by, listed, unknown, total, cursor, considered,
         created, left_out, previewed, operation_id, hold_until, created_at, updated_at, started_at, finished_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, status = excluded.status, actor = excluded.actor, sent_by = excluded.sent_by,
         listed = excluded.listed, unknown = excluded.unknown, total = excluded.total, cursor = excluded.cursor,
         considered = excluded.considered, created = excluded.created, left_out = excluded.left_out,
         previewed = excluded.previewed, operation_id = excluded.operation_id, hold_until = excluded.hold_until,
         created_at = excluded.created_at, updated_at = excluded.updated_at, started_at = excluded.started_at,
         finished_at = excluded.finished_at",
    )?
    .execute(params![
        notice.id.0,
        rows::write(&notice.spec)?,
        notice.status.code(),
        notice.actor,
        notice.sent_by,
        notice.listed,
        unknown,
        notice.counts.total,
        notice.cursor.0,
        notice.counts.considered,
        notice.counts.created,
        rows::write(&left_out)?,
        notice.previewed.as_ref().map(rows::write).transpose()?,
        notice.operation_id.map(|id| id.0),
        notice.spec.outage.as_ref().map(|outage| outage.until.ms()),
        notice.created_at.ms(),
        notice.updated_at.ms(),
        notice.started_at.map(Time::ms),
        notice.finished_at.map(Time::ms),
    ])?;
    Ok(())
}

fn record(
    conn: &Connection,
    action: &'static str,
    notice: &StoredNotice,
    before: Option<&StoredNotice>,
    by: &By,
    at: Time,
) -> Result<()> {
    let told = |notice: &StoredNotice| -> Result<Value> {
        let mut told = serde_json::to_value(&notice.spec).map_err(|e| StoreError::Internal(e.to_string()))?;
        told["status"] = json!(notice.status);
        Ok(told)
    };
    let change = Change {
        action,
        noun: "notice",
        noun_id: Some(notice.id.0),
        before: before.map(told).transpose()?,
        after: (action != "delete").then(|| told(notice)).transpose()?,
        by,
        at,
    };
    audit::append(conn, &change)
}

/// The customer's id at its source, if there is one.
fn customer_named(conn: &Connection, source: &str, external_id: &str) -> Result<Option<i64>> {
    let mut select = conn.prepare_cached("SELECT id FROM customer WHERE source = ?1 AND external_id = ?2")?;
    Ok(select
        .query_row([source, external_id], |row| row.get(0))
        .optional()?)
}
