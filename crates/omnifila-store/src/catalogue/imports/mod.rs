//! Imports as they are kept: the file until it is read, its rows until they are in, what became of each, and what its undo did.
//!
//! Model: a row per import with two cursors over the file's rows, one of those judged and one of those taken in. A page and
//! its cursor move in one transaction, so that a killed process repeats nothing. Failures: a verb that does not fit where the
//! import is, is refused. Left out: reading files, and what a row means.

mod pages;
mod undo;

pub use pages::{ImportPage, ImportRow, JudgedRow, Refusal, RefusedRow};
pub use undo::ImportUndone;

use super::audit::{self, Change};
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, Row, ToSql, params};
use crate::verbs::By;
use omnifila_core::catalogue::{ImportKind, ImportSpec, ImportStatus};
use omnifila_core::id::{ImportId, OperationId};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The file is kept in pieces, so that no row of the store is huge.
const PART: usize = 1 << 20;

/// How a file was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// `csv` or `xlsx`.
    pub format: String,
    /// `utf-8`, `utf-16` or `windows-1252`; none of a spreadsheet.
    pub encoding: Option<String>,
    /// Of a CSV.
    pub separator: Option<char>,
    pub head: Vec<String>,
}

/// An import with where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredImport {
    pub id: ImportId,
    pub kind: ImportKind,
    pub status: ImportStatus,
    #[serde(flatten)]
    pub spec: ImportSpec,
    #[serde(flatten)]
    pub file: ImportFile,
    /// The first rows of a draft.
    pub sample: Vec<Vec<String>>,
    /// An earlier import of the same bytes.
    pub same_as: Option<ImportId>,
    pub actor: String,
    pub started_by: Option<String>,
    /// Rows of the file.
    pub rows: i64,
    /// Of them, judged so far.
    pub read: i64,
    /// Of them, taken in or refused so far.
    pub written: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub undone: Option<ImportUndone>,
    #[serde(skip)]
    pub undo_cursor: i64,
    pub operation_id: Option<OperationId>,
    /// Its rows are gone: nothing can be downloaded or undone any more.
    pub forgotten: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub started_at: Option<Time>,
    pub finished_at: Option<Time>,
}

/// A file to be kept.
#[derive(Debug, Clone)]
pub struct NewImport {
    pub kind: ImportKind,
    pub spec: ImportSpec,
    pub file: ImportFile,
    pub sample: Vec<Vec<String>>,
    pub rows: i64,
    pub digest: [u8; 32],
    pub bytes: Vec<u8>,
}

impl Catalogue {
    pub async fn keep_import(&self, new: NewImport, by: By, now: Time) -> Result<StoredImport> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let id = ImportId(rows::next_id(conn, "import")?);
            conn.prepare_cached(
                "INSERT INTO import (id, kind, status, doc, file, sample, digest, actor, total, created_at, updated_at)
                 VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            )?
            .execute(params![
                id.0,
                new.kind.code(),
                rows::write(&new.spec)?,
                rows::write(&new.file)?,
                rows::write(&new.sample)?,
                new.digest,
                by.actor,
                new.rows,
                now.ms(),
            ])?;
            let mut insert = conn
                .prepare_cached("INSERT INTO import_part (import_id, part, bytes) VALUES (?1, ?2, ?3)")?;
            for (part, bytes) in (0_i64..).zip(new.bytes.chunks(PART)) {
                insert.execute(params![id.0, part, bytes])?;
            }
            let kept = must(conn, id)?;
            record(conn, "create", &kept, None, &by, now)?;
            Ok(kept)
        });
        job.await
    }

    pub async fn import(&self, id: ImportId) -> Result<Option<StoredImport>> {
        self.db.read(move |conn| get(conn, id)).await
    }

    /// Newest first, before `before`.
    pub async fn imports(&self, before: Option<ImportId>, limit: usize) -> Result<Vec<StoredImport>> {
        let before = before.map_or(i64::MAX, i64::from);
        let job = self.db.read(move |conn| {
            let sql = format!("{SELECT} WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
            collect(conn, &sql, params![before, limit as i64])
        });
        job.await
    }

    /// Those being read, taken in or taken back.
    pub async fn imports_at_work(&self) -> Result<Vec<StoredImport>> {
        let job = self.db.read(|conn| {
            let sql = format!("{SELECT} WHERE status IN (1, 2, 5) ORDER BY id");
            collect(conn, &sql, params![])
        });
        job.await
    }

    /// The file of an import whose rows are not all read.
    pub async fn import_bytes(&self, id: ImportId) -> Result<Vec<u8>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT bytes FROM import_part WHERE import_id = ?1 ORDER BY part")?;
            let mut found = select.query([id.0])?;
            let mut bytes = Vec::new();
            while let Some(row) = found.next()? {
                bytes.extend(row.get::<_, Vec<u8>>(0)?);
            }
            Ok(bytes)
        });
        job.await
    }

    /// Which heading was which field, the last time a file of this source was taken in.
    pub async fn import_mapping(&self, kind: ImportKind, source: String) -> Result<BTreeMap<String, String>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT fields FROM import_mapping WHERE kind = ?1 AND source = ?2")?;
            let found: Option<String> = select
                .query_row(params![kind.code(), source], |row| row.get(0))
                .optional()?;
            found.map_or(Ok(BTreeMap::new()), |text| rows::parse("mapping", &text))
        });
        job.await
    }

    /// Changes what is said of a draft; nothing when something else than `was` is said of it meanwhile.
    ///
    /// # Errors
    /// `not_found`, `import_not_draft`.
    pub async fn change_import(
        &self,
        id: ImportId,
        was: ImportSpec,
        spec: ImportSpec,
        by: By,
        now: Time,
    ) -> Result<Option<StoredImport>> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            if before.status != ImportStatus::Draft {
                return Err(refused("import_not_draft"));
            }
            if before.spec != was {
                return Ok(None);
            }
            let after = StoredImport {
                spec,
                updated_at: now,
                ..before.clone()
            };
            write(conn, &after)?;
            record(conn, "change", &after, Some(&before), &by, now)?;
            Ok(Some(after))
        });
        job.await
    }

    /// # Errors
    /// `not_found`, `import_not_draft`.
    pub async fn remove_import(&self, id: ImportId, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let import = must(conn, id)?;
            if import.status != ImportStatus::Draft {
                return Err(refused("import_not_draft"));
            }
            remove(conn, id)?;
            record(conn, "delete", &import, Some(&import), &by, now)
        });
        job.await
    }

    /// Begins a draft, or goes on with a stopped one; what runs or is complete stays as it is. The mapping is kept for the
    /// next file of its source.
    ///
    /// # Errors
    /// `not_found`; `import_undone`.
    pub async fn begin_import(&self, id: ImportId, by: By, now: Time) -> Result<StoredImport> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            match before.status {
                ImportStatus::Draft | ImportStatus::Stopped => {}
                ImportStatus::Undoing | ImportStatus::Undone => return Err(refused("import_undone")),
                _ => return Ok(before),
            }
            if before.forgotten {
                return Err(refused("import_forgotten"));
            }
            let mut after = before.clone();
            if before.status == ImportStatus::Draft {
                after.started_at = Some(now);
                after.started_by = Some(by.actor.clone());
                after.sample = Vec::new();
                keep_mapping(conn, &before)?;
            }
            after.status = if after.read < after.rows {
                ImportStatus::Reading
            } else {
                ImportStatus::Writing
            };
            after.finished_at = None;
            after.updated_at = now;
            write(conn, &after)?;
            record(conn, "send", &after, Some(&before), &by, now)?;
            Ok(after)
        });
        job.await
    }

    /// Takes nothing more of it in; what is in stays. One that does not run stays as it is.
    pub async fn stop_import(&self, id: ImportId, by: By, now: Time) -> Result<StoredImport> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            if !matches!(before.status, ImportStatus::Reading | ImportStatus::Writing) {
                return Ok(before);
            }
            let after = StoredImport {
                status: ImportStatus::Stopped,
                updated_at: now,
                finished_at: Some(now),
                ..before.clone()
            };
            write(conn, &after)?;
            record(conn, "stop", &after, Some(&before), &by, now)?;
            Ok(after)
        });
        job.await
    }

    /// Takes what is past `until` away: the rows of what was taken in, which hold personal data, and drafts whole.
    pub async fn prune_imports(&self, until: Time, limit: usize) -> Result<usize> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let sql = format!(
                "{SELECT} WHERE forgotten = 0 AND created_at < ?1 AND status IN (0, 3, 4, 6) ORDER BY created_at LIMIT 1"
            );
            let Some(import) = collect(conn, &sql, params![until.ms()])?.pop() else {
                return Ok(0);
            };
            let n = conn
                .prepare_cached(
                    "DELETE FROM import_row WHERE import_id = ?1 AND row IN
                     (SELECT row FROM import_row WHERE import_id = ?1 ORDER BY row LIMIT ?2)",
                )?
                .execute(params![import.id.0, limit as i64])?;
            if n > 0 {
                return Ok(limit);
            }
            if import.status == ImportStatus::Draft {
                remove(conn, import.id)?;
            } else {
                conn.prepare_cached("DELETE FROM import_part WHERE import_id = ?1")?
                    .execute([import.id.0])?;
                conn.prepare_cached("UPDATE import SET forgotten = 1, sample = NULL WHERE id = ?1")?
                    .execute([import.id.0])?;
            }
            Ok(limit)
        });
        job.await
    }
}

fn refused(code: &'static str) -> StoreError {
    StoreError::Refused { code }
}

fn remove(conn: &Connection, id: ImportId) -> Result<()> {
    for sql in [
        "DELETE FROM import_part WHERE import_id = ?1",
        "DELETE FROM import_row WHERE import_id = ?1",
        "DELETE FROM import WHERE id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id.0])?;
    }
    Ok(())
}

fn keep_mapping(conn: &Connection, import: &StoredImport) -> Result<()> {
    let fields: BTreeMap<&String, &String> = import
        .spec
        .mapping
        .iter()
        .filter_map(|(field, at)| Some((import.file.head.get(*at)?, field)))
        .collect();
    conn.prepare_cached(
        "INSERT INTO import_mapping (kind, source, fields) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, source) DO UPDATE SET fields = excluded.fields",
    )?
    .execute(params![
        import.kind.code(),
        import.spec.source,
        rows::write(&fields)?
    ])?;
    Ok(())
}

const SELECT: &str = "SELECT id, kind, status, doc, file, sample, actor, started_by, total, judged, written, created, updated, \
    unchanged, refused, undone, undo_cursor, operation_id, forgotten, created_at, updated_at, started_at, finished_at, \
    (SELECT max(o.id) FROM import o WHERE o.digest = import.digest AND o.id < import.id AND o.kind = import.kind \
        AND o.status BETWEEN 1 AND 4) FROM import";

fn get(conn: &Connection, id: ImportId) -> Result<Option<StoredImport>> {
    Ok(collect(conn, &format!("{SELECT} WHERE id = ?1"), params![id.0])?.pop())
}

fn must(conn: &Connection, id: ImportId) -> Result<StoredImport> {
    get(conn, id)?.ok_or(StoreError::NotFound { noun: "import" })
}

fn collect(conn: &Connection, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<StoredImport>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(read(&row)?);
    }
    Ok(out)
}

fn read(row: &Row<'_>) -> Result<StoredImport> {
    let text = |at: usize| -> Result<Option<String>> { Ok(row.get::<_, Option<String>>(at)?) };
    let whole = |at: usize| -> Result<i64> { Ok(row.get::<_, i64>(at)?) };
    let time = |at: usize| -> Result<Option<Time>> { Ok(row.get::<_, Option<i64>>(at)?.map(Time)) };
    let unknown = || StoreError::Internal("an import of no known kind or status".into());
    let document = |at: usize| -> Result<String> { text(at).map(Option::unwrap_or_default) };
    Ok(StoredImport {
        id: ImportId(whole(0)?),
        kind: ImportKind::from_code(whole(1)?).ok_or_else(unknown)?,
        status: ImportStatus::from_code(whole(2)?).ok_or_else(unknown)?,
        spec: rows::parse("import", &document(3)?)?,
        file: rows::parse("import's file", &document(4)?)?,
        sample: text(5)?.map_or(Ok(Vec::new()), |sample| rows::parse("import's sample", &sample))?,
        actor: row.get(6)?,
        started_by: text(7)?,
        rows: whole(8)?,
        read: whole(9)?,
        written: whole(10)?,
        created: whole(11)?,
        updated: whole(12)?,
        unchanged: whole(13)?,
        refused: whole(14)?,
        undone: text(15)?
            .map(|undone| rows::parse("import's undo", &undone))
            .transpose()?,
        undo_cursor: whole(16)?,
        operation_id: row.get::<_, Option<i64>>(17)?.map(OperationId),
        forgotten: row.get(18)?,
        created_at: Time(whole(19)?),
        updated_at: Time(whole(20)?),
        started_at: time(21)?,
        finished_at: time(22)?,
        same_as: row.get::<_, Option<i64>>(23)?.map(ImportId),
    })
}

fn write(conn: &Connection, import: &StoredImport) -> Result<()> {
    conn.prepare_cached(
        "UPDATE import SET status = ?2, doc = ?3, sample = ?4, started_by = ?5, judged = ?6, written = ?7, created = ?8,
         updated = ?9, unchanged = ?10, refused = ?11, undone = ?12, undo_cursor = ?13, operation_id = ?14,
         updated_at = ?15, started_at = ?16, finished_at = ?17 WHERE id = ?1",
    )?
    .execute(params![
        import.id.0,
        import.status.code(),
        rows::write(&import.spec)?,
        (!import.sample.is_empty())
            .then(|| rows::write(&import.sample))
            .transpose()?,
        import.started_by,
        import.read,
        import.written,
        import.created,
        import.updated,
        import.unchanged,
        import.refused,
        import.undone.as_ref().map(rows::write).transpose()?,
        import.undo_cursor,
        import.operation_id.map(|id| id.0),
        import.updated_at.ms(),
        import.started_at.map(Time::ms),
        import.finished_at.map(Time::ms),
    ])?;
    Ok(())
}

fn record(
    conn: &Connection,
    action: &'static str,
    import: &StoredImport,
    before: Option<&StoredImport>,
    by: &By,
    at: Time,
) -> Result<()> {
    let told = |import: &StoredImport| -> Result<Value> {
        let mut told = serde_json::to_value(&import.spec).map_err(|e| StoreError::Internal(e.to_string()))?;
        told["kind"] = json!(import.kind);
        told["status"] = json!(import.status);
        told["rows"] = json!(import.rows);
        Ok(told)
    };
    let change = Change {
        action,
        noun: "import",
        noun_id: Some(import.id.0),
        before: before.map(told).transpose()?,
        after: (action != "delete").then(|| told(import)).transpose()?,
        by,
        at,
    };
    audit::append(conn, &change)
}
