//! The rows of imports: kept as they are judged, taken in page by page, refused with their reasons.
//!
//! What a page makes and where the import is are one transaction. Messages are the exception, because they are kept by the
//! queue: their keys name the import and the row, so that a page that was kept and not noted is found again and counted once.

use super::{StoredImport, must, write};
use crate::catalogue::{Catalogue, Result, customers, invoices, rows};
use crate::sql::{Connection, OptionalExtension, params};
use omnifila_core::catalogue::{CustomerInput, ImportStatus, InvoiceInput};
use omnifila_core::id::{ImportId, InvoiceId, MessageId};
use omnifila_core::input::InputError;
use omnifila_core::message::Reason;
use omnifila_core::time::Time;

const CREATED: i64 = 0;
const UPDATED: i64 = 1;
const UNCHANGED: i64 = 2;

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    /// Column or pointer.
    pub place: String,
    pub expected: String,
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self {
            code: error.code.to_owned(),
            place: error.pointer,
            expected: error.expected,
        }
    }
}

/// A row that was read.
#[derive(Debug, Clone)]
pub struct JudgedRow {
    pub line: u64,
    pub cells: Vec<String>,
    /// As the batch endpoint takes it (JSON), or why it is none.
    pub item: std::result::Result<String, Refusal>,
}

/// A row to be taken in.
#[derive(Debug, Clone)]
pub struct ImportRow {
    pub row: i64,
    pub line: u64,
    pub item: String,
}

/// Rows that are taken in together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportPage {
    pub id: ImportId,
    /// The import was at this row.
    pub from: i64,
    /// And is at this one afterwards.
    pub to: i64,
}

/// A refused row as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    pub row: i64,
    pub line: u64,
    pub cells: Vec<String>,
    pub refusal: Refusal,
}

/// What became of one row.
type Kept = std::result::Result<(i64, i64), Refusal>;

impl Catalogue {
    /// Keeps rows that were read, the first being the `from`th after which the import was; the last one ends the reading.
    /// `false` when the import is elsewhere meanwhile.
    pub async fn import_rows_read(
        &self,
        id: ImportId,
        from: i64,
        judged: Vec<JudgedRow>,
        now: Time,
    ) -> Result<bool> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut import = must(conn, id)?;
            if import.status != ImportStatus::Reading || import.read != from {
                return Ok(false);
            }
            let mut insert = conn.prepare_cached(
                "INSERT INTO import_row (import_id, row, line, item, cells, code, place, expected)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for row in judged {
                import.read += 1;
                let (item, refusal) = match row.item {
                    Ok(item) => (Some(item), None),
                    Err(refusal) => (None, Some(refusal)),
                };
                let of = |part: fn(&Refusal) -> &String| refusal.as_ref().map(part);
                insert.execute(params![
                    id.0,
                    import.read,
                    row.line as i64,
                    item,
                    rows::write(&row.cells)?,
                    of(|r| &r.code),
                    of(|r| &r.place),
                    of(|r| &r.expected),
                ])?;
            }
            if import.read >= import.rows {
                import.status = ImportStatus::Writing;
                conn.prepare_cached("DELETE FROM import_part WHERE import_id = ?1")?
                    .execute([id.0])?;
            }
            import.updated_at = now;
            write(conn, &import)?;
            Ok(true)
        });
        job.await
    }

    /// The next rows to be taken in, of at most so many; those refused when they were read are passed over.
    pub async fn import_page(
        &self,
        id: ImportId,
        from: i64,
        limit: usize,
    ) -> Result<(ImportPage, Vec<ImportRow>)> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT row, line, item FROM import_row WHERE import_id = ?1 AND row > ?2 ORDER BY row LIMIT ?3",
            )?;
            let mut found = select.query(params![id.0, from, limit as i64])?;
            let (mut to, mut out) = (from, Vec::new());
            while let Some(row) = found.next()? {
                to = row.get(0)?;
                if let Some(item) = row.get(2)? {
                    let line: i64 = row.get(1)?;
                    out.push(ImportRow {
                        row: to,
                        line: line.unsigned_abs(),
                        item,
                    });
                }
            }
            Ok((ImportPage { id, from, to }, out))
        });
        job.await
    }

    /// Takes customers in.
    pub async fn import_customers(
        &self,
        page: ImportPage,
        customers: Vec<(i64, std::result::Result<CustomerInput, InputError>)>,
        now: Time,
    ) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let Some(mut import) = at(conn, page)? else {
                return Ok(());
            };
            for (row, customer) in customers {
                let kept = match customer {
                    Err(error) => Err(error),
                    Ok(mut customer) => {
                        customer.source = Some(import.spec.source.clone());
                        customers::upsert_all(conn, vec![customer], now)?
                            .pop()
                            .unwrap_or_else(|| Err(InputError::new("bad_row", "", "a customer")))
                    }
                };
                let kept = kept.map(|kept| (code_of(kept.result), kept.id.0));
                note(conn, &mut import, row, kept.map_err(Refusal::from))?;
            }
            past(conn, import, page, now)
        });
        job.await
    }

    /// Takes invoices in; answers those that ceased to be collectable, whose messages have yet to be stopped.
    pub async fn import_invoices(
        &self,
        page: ImportPage,
        invoices: Vec<(i64, std::result::Result<InvoiceInput, InputError>)>,
        now: Time,
    ) -> Result<Vec<(InvoiceId, Reason)>> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut ended = Vec::new();
            let Some(mut import) = at(conn, page)? else {
                return Ok(ended);
            };
            for (row, invoice) in invoices {
                let kept = match invoice {
                    Err(error) => Err(error),
                    Ok(invoice) => invoices::upsert(conn, &import.spec.source, invoice, None, now)?,
                };
                if let Ok(kept) = &kept {
                    ended.extend(kept.ended.map(|reason| (kept.id, reason)));
                }
                let kept = kept.map(|kept| (code_of(kept.result), kept.id.0));
                note(conn, &mut import, row, kept.map_err(Refusal::from))?;
            }
            past(conn, import, page, now)?;
            Ok(ended)
        });
        job.await
    }

    /// Notes the messages that the queue has taken. One is new if it is of this import and no row before it made it.
    pub async fn import_messages(
        &self,
        page: ImportPage,
        batch_ref: String,
        messages: Vec<(i64, std::result::Result<MessageId, InputError>)>,
        now: Time,
    ) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let Some(mut import) = at(conn, page)? else {
                return Ok(());
            };
            for (row, message) in messages {
                let kept = match message {
                    Err(error) => Err(error.into()),
                    Ok(message) => Ok((made(conn, page.id, &batch_ref, message)?, message.0)),
                };
                note(conn, &mut import, row, kept)?;
            }
            past(conn, import, page, now)
        });
        job.await
    }

    /// Refused rows in order, after `after`.
    pub async fn import_refused(&self, id: ImportId, after: i64, limit: usize) -> Result<Vec<RefusedRow>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT row, line, cells, code, place, expected FROM import_row
                 WHERE import_id = ?1 AND row > ?2 AND code IS NOT NULL ORDER BY row LIMIT ?3",
            )?;
            let mut found = select.query(params![id.0, after, limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                let text = |at: usize| -> Result<String> {
                    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
                };
                let line: i64 = row.get(1)?;
                out.push(RefusedRow {
                    row: row.get(0)?,
                    line: line.unsigned_abs(),
                    cells: rows::parse("refused row", &text(2)?)?,
                    refusal: Refusal {
                        code: text(3)?,
                        place: text(4)?,
                        expected: text(5)?,
                    },
                });
            }
            Ok(out)
        });
        job.await
    }
}

fn code_of(result: &str) -> i64 {
    match result {
        "created" => CREATED,
        "updated" => UPDATED,
        _ => UNCHANGED,
    }
}

/// The import, if it is still where the page begins.
fn at(conn: &Connection, page: ImportPage) -> Result<Option<StoredImport>> {
    let import = must(conn, page.id)?;
    Ok((import.status == ImportStatus::Writing && import.written == page.from).then_some(import))
}

fn made(conn: &Connection, id: ImportId, batch_ref: &str, message: MessageId) -> Result<i64> {
    let mut before =
        conn.prepare_cached("SELECT 1 FROM import_row WHERE import_id = ?1 AND ref_id = ?2 LIMIT 1")?;
    if before.exists(params![id.0, message.0])? {
        return Ok(UNCHANGED);
    }
    let mut select = conn.prepare_cached("SELECT batch_ref FROM message WHERE id = ?1")?;
    let batch: Option<Option<String>> = select.query_row([message.0], |row| row.get(0)).optional()?;
    let ours = batch.flatten().is_some_and(|batch| batch == batch_ref);
    Ok(if ours { CREATED } else { UNCHANGED })
}

fn note(conn: &Connection, import: &mut StoredImport, row: i64, kept: Kept) -> Result<()> {
    match kept {
        Ok((result, of)) => {
            match result {
                CREATED => import.created += 1,
                UPDATED => import.updated += 1,
                _ => import.unchanged += 1,
            }
            conn.prepare_cached(
                "UPDATE import_row SET result = ?3, ref_id = ?4, item = NULL, cells = NULL WHERE import_id = ?1 AND row = ?2",
            )?
            .execute(params![import.id.0, row, result, of])?;
        }
        Err(refusal) => {
            conn.prepare_cached(
                "UPDATE import_row SET code = ?3, place = ?4, expected = ?5, item = NULL WHERE import_id = ?1 AND row = ?2",
            )?
            .execute(params![
                import.id.0,
                row,
                refusal.code,
                refusal.place,
                refusal.expected
            ])?;
        }
    }
    Ok(())
}

/// The page is done.
fn past(conn: &Connection, mut import: StoredImport, page: ImportPage, now: Time) -> Result<()> {
    let refused: i64 = conn
        .prepare_cached(
            "SELECT count(*) FROM import_row INDEXED BY import_row_refused
             WHERE import_id = ?1 AND row > ?2 AND row <= ?3 AND code IS NOT NULL",
        )?
        .query_row(params![page.id.0, page.from, page.to], |row| row.get(0))?;
    import.refused += refused;
    import.written = page.to;
    import.updated_at = now;
    if import.written >= import.rows {
        import.status = ImportStatus::Completed;
        import.finished_at = Some(now);
    }
    write(conn, &import)
}
