//! Taking an import back: what it made goes, unless somebody has touched or used it since; what it changed stays changed.
//!
//! An invoice that messages speak of is kept and cancelled, which stops what waits for it.

use super::{StoredImport, must, record, refused, write};
use crate::catalogue::{Catalogue, Result};
use crate::sql::{Connection, OptionalExtension, params};
use crate::verbs::By;
use omnifila_core::catalogue::{ImportKind, ImportStatus, InvoiceStatus};
use omnifila_core::id::{ImportId, InvoiceId, OperationId};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportUndone {
    /// Customers or invoices that are gone.
    pub removed: i64,
    /// Messages, or invoices that messages speak of.
    pub cancelled: i64,
    /// Left as they are, by reason: `changed` by the import, `touched` since, `in_use`, `too_late`, `uncertain`.
    pub kept: BTreeMap<String, i64>,
}

impl ImportUndone {
    fn keep(&mut self, reason: &str, n: i64) {
        if n > 0 {
            *self.kept.entry(reason.to_owned()).or_default() += n;
        }
    }
}

impl Catalogue {
    /// Begins to take it back; again, it changes nothing.
    ///
    /// # Errors
    /// `not_found`; `import_is_draft`; `import_forgotten`.
    pub async fn undo_import(&self, id: ImportId, by: By, now: Time) -> Result<StoredImport> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before = must(conn, id)?;
            match before.status {
                ImportStatus::Draft => return Err(refused("import_is_draft")),
                ImportStatus::Undoing | ImportStatus::Undone => return Ok(before),
                _ if before.forgotten => return Err(refused("import_forgotten")),
                _ => {}
            }
            let mut undone = ImportUndone::default();
            undone.keep("changed", changed(conn, id)?);
            let after = StoredImport {
                status: ImportStatus::Undoing,
                undone: Some(undone),
                updated_at: now,
                finished_at: before.finished_at.or(Some(now)),
                ..before.clone()
            };
            write(conn, &after)?;
            record(conn, "undo", &after, Some(&before), &by, now)?;
            Ok(after)
        });
        job.await
    }

    /// Takes the next rows' customers or invoices back, the last ones first, so that of two rows the later gives way to the
    /// earlier. Answers the invoices whose messages have yet to be stopped, and whether there is more.
    pub async fn import_take_back(
        &self,
        id: ImportId,
        limit: usize,
        now: Time,
    ) -> Result<(Vec<InvoiceId>, bool)> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut import = must(conn, id)?;
            let mut stop = Vec::new();
            if import.status != ImportStatus::Undoing {
                return Ok((stop, false));
            }
            let mut undone = import.undone.take().unwrap_or_default();
            let until = import.finished_at.unwrap_or(now);
            let made = made(conn, &import, limit)?;
            for (row, of) in &made {
                import.undo_cursor = *row;
                match import.kind {
                    ImportKind::Customers => take_customer(conn, *of, until, &mut undone)?,
                    ImportKind::Invoices => stop.extend(take_invoice(conn, *of, until, &mut undone, now)?),
                    ImportKind::Messages => {}
                }
            }
            let more = made.len() == limit;
            if !more {
                ended(&mut import, now);
            }
            import.undone = Some(undone);
            import.updated_at = now;
            write(conn, &import)?;
            Ok((stop, more))
        });
        job.await
    }

    /// The cancel that took its messages back: cancelled, too late, uncertain.
    pub async fn import_messages_taken_back(
        &self,
        id: ImportId,
        operation: OperationId,
        [cancelled, too_late, uncertain]: [i64; 3],
        now: Time,
    ) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut import = must(conn, id)?;
            let mut undone = import.undone.take().unwrap_or_default();
            undone.cancelled = cancelled;
            undone.keep("too_late", too_late);
            undone.keep("uncertain", uncertain);
            import.undone = Some(undone);
            import.operation_id = Some(operation);
            ended(&mut import, now);
            write(conn, &import)
        });
        job.await
    }
}

fn ended(import: &mut StoredImport, now: Time) {
    import.status = ImportStatus::Undone;
    import.updated_at = now;
    import.finished_at = Some(now);
}

/// Customers or invoices that were there before, and that it changed.
fn changed(conn: &Connection, id: ImportId) -> Result<i64> {
    let mut count = conn.prepare_cached(
        "SELECT count(DISTINCT ref_id) FROM import_row r WHERE import_id = ?1 AND result = 1 AND NOT EXISTS
         (SELECT 1 FROM import_row c WHERE c.import_id = ?1 AND c.ref_id = r.ref_id AND c.result = 0)",
    )?;
    Ok(count.query_row([id.0], |row| row.get(0))?)
}

/// What the import created before its cursor, the last first: row and id.
fn made(conn: &Connection, import: &StoredImport, limit: usize) -> Result<Vec<(i64, i64)>> {
    let before = if import.undo_cursor == 0 {
        i64::MAX
    } else {
        import.undo_cursor
    };
    let mut select = conn.prepare_cached(
        "SELECT row, ref_id FROM import_row WHERE import_id = ?1 AND row < ?2 AND result = 0 ORDER BY row DESC LIMIT ?3",
    )?;
    let mut found = select.query(params![import.id.0, before, limit as i64])?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push((row.get(0)?, row.get(1)?));
    }
    Ok(out)
}

/// Whether somebody has changed it since, and whether something refers to it.
type Known = (bool, bool);

fn take_customer(conn: &Connection, id: i64, until: Time, undone: &mut ImportUndone) -> Result<()> {
    let mut select = conn.prepare_cached(
        "SELECT updated_at > ?2,
            EXISTS (SELECT 1 FROM invoice WHERE customer_id = ?1)
            OR EXISTS (SELECT 1 FROM state WHERE customer_id = ?1)
            OR EXISTS (SELECT 1 FROM inbound WHERE customer_id = ?1)
            OR EXISTS (SELECT 1 FROM chat WHERE customer_id = ?1)
            OR EXISTS (SELECT 1 FROM notice_held WHERE customer_id = ?1)
            OR EXISTS (SELECT 1 FROM document d WHERE d.source = customer.source AND d.customer_ref = customer.external_id)
         FROM customer WHERE id = ?1",
    )?;
    let known: Option<Known> = select
        .query_row([id, until.ms()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        None => {}
        Some((_, true)) => undone.keep("in_use", 1),
        Some((true, false)) => undone.keep("touched", 1),
        Some((false, false)) => {
            conn.prepare_cached("DELETE FROM customer WHERE id = ?1")?
                .execute([id])?;
            undone.removed += 1;
        }
    }
    Ok(())
}

fn take_invoice(
    conn: &Connection,
    id: i64,
    until: Time,
    undone: &mut ImportUndone,
    now: Time,
) -> Result<Option<InvoiceId>> {
    let mut select = conn.prepare_cached(
        "SELECT updated_at > ?2,
            EXISTS (SELECT 1 FROM state WHERE invoice_id = ?1)
            OR EXISTS (SELECT 1 FROM dunning_invoice WHERE invoice_id = ?1)
            OR EXISTS (SELECT 1 FROM ladder_ticket WHERE invoice_id = ?1),
            status FROM invoice WHERE id = ?1",
    )?;
    let known: Option<(Known, i64)> = select
        .query_row([id, until.ms()], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        })
        .optional()?;
    match known {
        None => {}
        Some(((true, _), _)) => undone.keep("touched", 1),
        Some(((false, false), _)) => {
            conn.prepare_cached("DELETE FROM invoice WHERE id = ?1")?
                .execute([id])?;
            undone.removed += 1;
        }
        Some(((false, true), status)) => {
            let collectable = InvoiceStatus::from_code(status).is_some_and(InvoiceStatus::collectable);
            if !collectable {
                undone.keep("in_use", 1);
                return Ok(None);
            }
            conn.prepare_cached(
                "UPDATE invoice SET status = ?2, stop_pending = 1, updated_at = ?3 WHERE id = ?1",
            )?
            .execute(params![id, InvoiceStatus::Cancelled.code(), now.ms()])?;
            undone.cancelled += 1;
            return Ok(Some(InvoiceId(id)));
        }
    }
    Ok(None)
}
