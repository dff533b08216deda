//! Service tickets that ladders open at a source: kept before they are asked for, opened once.
//!
//! Model: a run adds a ticket under the business key of its step, so that no run adds it again. Whoever opens it says so first
//! (`opening`) and what came of it afterwards; one that was cut off in between may have been opened, and stays uncertain until a
//! person looks.

use super::{Catalogue, Result, rows};
use crate::sql::{OptionalExtension, Row, params};
use omnifila_core::catalogue::LadderTicket;
use omnifila_core::id::{InvoiceId, LadderId};
use omnifila_core::time::Time;
use serde::Serialize;

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    Waiting,
    /// Somebody is asking for it.
    Opening,
    Opened,
    /// It may have been opened.
    Uncertain,
    /// Its invoice ended before.
    Dropped,
    /// The source will not.
    Refused,
}

const STATUSES: [TicketStatus; 6] = [
    TicketStatus::Waiting,
    TicketStatus::Opening,
    TicketStatus::Opened,
    TicketStatus::Uncertain,
    TicketStatus::Dropped,
    TicketStatus::Refused,
];

impl TicketStatus {
    fn code(self) -> i64 {
        self as i64
    }

    fn from_code(code: i64) -> Self {
        let known = usize::try_from(code).ok().and_then(|at| STATUSES.get(at));
        known.copied().unwrap_or(TicketStatus::Uncertain)
    }
}

/// A ticket to be.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The business key of its step.
    pub key: String,
    pub ladder_id: LadderId,
    pub step: i32,
    pub source: String,
    pub invoice_id: InvoiceId,
    pub invoice_external_id: String,
    pub customer_external_id: String,
    /// With title and text as they will read.
    pub ticket: LadderTicket,
}

/// A ticket as kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TicketRow {
    pub id: i64,
    pub ladder_id: LadderId,
    pub step: i32,
    pub source: String,
    pub invoice_id: InvoiceId,
    pub invoice_external_id: String,
    pub customer_external_id: String,
    pub title: String,
    #[serde(skip)]
    pub ticket: LadderTicket,
    pub status: TicketStatus,
    /// The ticket's id at the source.
    pub external_id: Option<String>,
    /// Why it could not be opened: a code of the closed set.
    pub trouble: Option<String>,
    #[serde(skip)]
    pub tries: u32,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What came of asking for a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEnd {
    pub status: TicketStatus,
    pub external_id: Option<String>,
    pub trouble: Option<String>,
    /// Of one that waits: not before.
    pub retry_at: Option<Time>,
}

const SELECT: &str = "SELECT id, ladder_id, step, source, invoice_id, invoice_external_id, customer_external_id, doc, status, external_id,
    trouble, tries, created_at, updated_at FROM ladder_ticket";

impl Catalogue {
    /// Adds tickets; which of them were not there yet, in the order given.
    pub async fn add_tickets(&self, tickets: Vec<NewTicket>, now: Time) -> Result<Vec<bool>> {
        let job = self.db.write(move |tx| {
            let mut insert = tx.conn().prepare_cached(
                "INSERT INTO ladder_ticket (key, ladder_id, step, source, invoice_id, invoice_external_id, customer_external_id, doc,
                     status, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?9)
                 ON CONFLICT (key) DO NOTHING",
            )?;
            let mut added = Vec::with_capacity(tickets.len());
            for new in &tickets {
                added.push(
                    insert.execute(params![
                        new.key,
                        new.ladder_id.0,
                        new.step,
                        new.source,
                        new.invoice_id.0,
                        new.invoice_external_id,
                        new.customer_external_id,
                        rows::write(&new.ticket)?,
                        now.ms()
                    ])? > 0,
                );
            }
            Ok(added)
        });
        job.await
    }

    /// Which of these keys have a ticket, in the order given.
    pub async fn tickets_taken(&self, keys: Vec<String>) -> Result<Vec<bool>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached("SELECT 1 FROM ladder_ticket WHERE key = ?1")?;
            let taken = keys.iter().map(|key| select.exists([key]));
            Ok(taken.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Tickets cut off while they were asked for: nobody knows whether they were opened. How many.
    pub async fn doubt_tickets(&self, now: Time) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let mut update = tx
                .conn()
                .prepare_cached("UPDATE ladder_ticket SET status = 3, updated_at = ?1 WHERE status = 1")?;
            Ok(update.execute([now.ms()])? as u64)
        });
        job.await
    }

    /// Takes the first ticket that is due, as one that is being asked for; else when the next one is due.
    pub async fn next_ticket(&self, now: Time) -> Result<std::result::Result<TicketRow, Option<Time>>> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut select = conn.prepare_cached(&format!(
                "{SELECT} WHERE status = 0 AND coalesce(retry_at, 0) <= ?1 ORDER BY id LIMIT 1"
            ))?;
            let mut found = select.query([now.ms()])?;
            let Some(row) = found.next()? else {
                let mut next =
                    conn.prepare_cached("SELECT min(retry_at) FROM ladder_ticket WHERE status = 0")?;
                let at: Option<i64> = next.query_row([], |r| r.get(0))?;
                return Ok(Err(at.map(Time)));
            };
            let ticket = read(&row)?;
            conn.prepare_cached("UPDATE ladder_ticket SET status = 1, updated_at = ?2 WHERE id = ?1")?
                .execute([ticket.id, now.ms()])?;
            Ok(Ok(ticket))
        });
        job.await
    }

    /// What came of a ticket.
    pub async fn end_ticket(&self, id: i64, end: TicketEnd, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE ladder_ticket SET status = ?2, external_id = ?3, trouble = ?4, retry_at = ?5, tries = tries + 1,
                         updated_at = ?6 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    end.status.code(),
                    end.external_id,
                    end.trouble,
                    end.retry_at.map(Time::ms),
                    now.ms()
                ])?;
            Ok(())
        });
        job.await
    }

    /// Newest first, before `before`.
    pub async fn ladder_tickets(
        &self,
        ladder: LadderId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<TicketRow>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(&format!(
                "{SELECT} WHERE ladder_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
            ))?;
            let mut found = select.query(params![ladder.0, before.unwrap_or(i64::MAX), limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                out.push(read(&row)?);
            }
            Ok(out)
        });
        job.await
    }

    /// Whether an invoice is still to be collected, as far as is known here.
    pub async fn is_collectable(&self, id: InvoiceId) -> Result<bool> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached("SELECT status <= 1 FROM invoice WHERE id = ?1")?;
            Ok(select
                .query_row([id.0], |r| r.get(0))
                .optional()?
                .unwrap_or(false))
        });
        job.await
    }
}

fn read(row: &Row<'_>) -> Result<TicketRow> {
    let ticket: LadderTicket = rows::parse("ticket", &row.get::<_, String>(7)?)?;
    Ok(TicketRow {
        id: row.get(0)?,
        ladder_id: LadderId(row.get(1)?),
        step: row.get(2)?,
        source: row.get(3)?,
        invoice_id: InvoiceId(row.get(4)?),
        invoice_external_id: row.get(5)?,
        customer_external_id: row.get(6)?,
        title: ticket.title.clone(),
        ticket,
        status: TicketStatus::from_code(row.get(8)?),
        external_id: row.get(9)?,
        trouble: row.get(10)?,
        tries: row.get(11)?,
        created_at: Time(row.get(12)?),
        updated_at: Time(row.get(13)?),
    })
}
