//! What a ladder keeps with its messages: whether one is fit to leave, and how it is made so.
//!
//! Model: a message that has something to fetch, or whose invoices have changed since it was rendered, lacks nothing else and
//! could start: it is leased (in memory only, as for a last look), and whoever makes it ready answers with what it says now, or
//! why it could not be. Nothing is held meanwhile: it may be cancelled or moved, and `start` judges it anew.
//!
//! A message about several invoices names the first; when that one ends while others are open, it names the next.

use super::job::{Job, Result};
use super::row::StateRow;
use super::tx::Tx;
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, params};
use crate::verbs::{By, NewMessage};
use omnifila_core::catalogue::{DunningCaps, InvoiceStatus, OneEnds};
use omnifila_core::dunning::{Difference, Dunning, Spoken};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, OperationId, WindowId};
use omnifila_core::message::{Readiness, Reason, Status};
use omnifila_core::outcome::Content;
use omnifila_core::time::{DAY, Time};
use serde::Serialize;
use std::sync::Arc;

/// What one message says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub message_id: MessageId,
    /// With what was rendered of each; the first is the one the message names.
    pub dunning: Dunning,
    pub template_version: u32,
    pub data: String,
    pub preview: String,
    pub contents: Vec<(GatewayId, Content)>,
    /// What was fetched holds until then; none if nothing was.
    pub ready_until: Option<Time>,
    /// What is different for the customer, to be shown in the message's history.
    pub differences: Vec<Difference>,
}

/// What came of making a message ready.
#[derive(Debug, Clone, PartialEq)]
pub enum MadeReady {
    Revised(Box<Revision>),
    /// It could not be; `trouble` is a code of the closed set.
    Deferred {
        message_id: MessageId,
        until: Time,
        trouble: String,
    },
    /// A person decides.
    Held {
        message_id: MessageId,
        differences: Vec<Difference>,
    },
    /// Nothing was done: it is looked at again as it is.
    LeftAlone {
        message_id: MessageId,
    },
}

impl MadeReady {
    fn message_id(&self) -> MessageId {
        match self {
            MadeReady::Revised(revision) => revision.message_id,
            MadeReady::Deferred { message_id, .. }
            | MadeReady::Held { message_id, .. }
            | MadeReady::LeftAlone { message_id } => *message_id,
        }
    }
}

/// A message's row of `dunning`, as `start` reads it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) window_id: Option<WindowId>,
    stale: bool,
    fetches: bool,
    ready_until: Option<Time>,
    retry_at: Option<Time>,
    held_at: Option<Time>,
    others: i64,
}

/// The columns of [`Kept::read`], of a table named `d`.
pub(super) const COLUMNS: &str =
    "d.message_id, d.window_id, d.stale, d.fetches, d.ready_until, d.retry_at, d.held_at, d.others";

impl Kept {
    pub(super) fn read(row: &crate::sql::Row<'_>, at: usize) -> crate::sql::Result<Option<Kept>> {
        if row.get::<_, Option<i64>>(at)?.is_none() {
            return Ok(None);
        }
        let time = |column: usize| -> crate::sql::Result<Option<Time>> {
            Ok(row.get::<_, Option<i64>>(column)?.map(Time))
        };
        Ok(Some(Kept {
            window_id: row.get::<_, Option<i64>>(at + 1)?.map(WindowId),
            stale: row.get(at + 2)?,
            fetches: row.get(at + 3)?,
            ready_until: time(at + 4)?,
            retry_at: time(at + 5)?,
            held_at: time(at + 6)?,
            others: row.get(at + 7)?,
        }))
    }

    /// Of a message about several invoices: one of them has ended, so that it says too much.
    pub(super) fn look_at_others(&mut self, conn: &Connection, row: &StateRow) -> Result<()> {
        if self.others > 0 && !self.stale {
            self.stale = ended(conn, row)?.is_some();
        }
        Ok(())
    }

    pub(super) fn readiness(&self) -> Readiness {
        if let Some(at) = self.held_at {
            Readiness::Held(at)
        } else if let Some(at) = self.retry_at {
            Readiness::Deferred(at)
        } else if self.stale {
            Readiness::Needed
        } else if self.fetches {
            self.ready_until.map_or(Readiness::Needed, Readiness::Until)
        } else {
            Readiness::Ready
        }
    }
}

/// The first ending among the invoices of a message about several.
fn ended(conn: &Connection, row: &StateRow) -> Result<Option<Reason>> {
    let mut select = conn.prepare_cached(
        "SELECT status FROM invoice WHERE status > 1 AND (id = ?2 OR id IN \
         (SELECT invoice_id FROM dunning_invoice WHERE message_id = ?1)) LIMIT 1",
    )?;
    let status: Option<i64> = select
        .query_row(params![row.id.0, row.invoice_id.map(|i| i.0)], |r| r.get(0))
        .optional()?;
    Ok(status.and_then(InvoiceStatus::from_code).and_then(ending))
}

pub(super) fn ending(status: InvoiceStatus) -> Option<Reason> {
    match status {
        InvoiceStatus::Open | InvoiceStatus::Partial => None,
        InvoiceStatus::Paid => Some(Reason::InvoicePaid),
        InvoiceStatus::Cancelled => Some(Reason::InvoiceCancelled),
        InvoiceStatus::Renegotiated => Some(Reason::InvoiceRenegotiated),
    }
}

/// What ended a message's reason, as its invoices are stored now. `own`: what ended the one that it names.
pub(super) fn settled(conn: &Connection, row: &StateRow, own: Option<Reason>) -> Result<Option<Reason>> {
    let mut select = conn.prepare_cached(
        "SELECT d.one_ends_it, (SELECT count(*) FROM dunning_invoice x JOIN invoice i ON i.id = x.invoice_id \
         WHERE x.message_id = d.message_id AND i.status <= 1) FROM dunning d WHERE d.message_id = ?1 AND d.others > 0",
    )?;
    let found: Option<(bool, i64)> = select
        .query_row([row.id.0], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    match found {
        Some((true, _)) => ended(conn, row),
        // It speaks of the others from now on.
        Some((false, open)) if open > 0 => Ok(None),
        _ => Ok(own),
    }
}

/// Whether the address of a ladder's message has had as many dunning messages as it may.
pub(super) fn capped(
    conn: &Connection,
    row: &StateRow,
    caps: DunningCaps,
    zone: &str,
    now: Time,
) -> Result<bool> {
    let mut of_ladder = conn.prepare_cached("SELECT 1 FROM dunning WHERE message_id = ?1")?;
    // A retry is of a message that has been counted.
    if !caps.any() || row.attempts > 0 || !of_ladder.exists([row.id.0])? {
        return Ok(false);
    }
    let today = omnifila_core::policy::late::day_begins(now, zone);
    let since = today.plus(-6 * DAY);
    let mut select = conn.prepare_cached(
        "SELECT coalesce(s.sent_at, s.updated_at) FROM message m INDEXED BY message_address CROSS JOIN state s ON s.id = m.id \
         WHERE m.address = (SELECT address FROM message WHERE id = ?1) AND m.id <> ?1 AND s.purpose IN (0, 1) \
         AND s.status IN (1, 2, 3, 4, 6)",
    )?;
    let mut rows = select.query([row.id.0])?;
    let (mut day, mut week) = (0_u32, 0_u32);
    while let Some(row) = rows.next()? {
        let at = Time(row.get(0)?);
        day += u32::from(at >= today);
        week += u32::from(at >= since);
    }
    Ok(caps.per_day.is_some_and(|most| day >= most) || caps.per_week.is_some_and(|most| week >= most))
}

/// What invoices say has changed: the waiting messages that speak of this one are rendered anew before they leave.
pub(crate) fn note_change(conn: &Connection, invoice: InvoiceId) -> Result<()> {
    let mut update = conn.prepare_cached(
        "UPDATE dunning SET stale = 1, retry_at = NULL WHERE stale = 0 AND message_id IN \
         (SELECT id FROM state INDEXED BY state_invoice WHERE invoice_id = ?1 AND status = 0 \
          UNION ALL SELECT message_id FROM dunning_invoice WHERE invoice_id = ?1)",
    )?;
    update.execute([invoice.0])?;
    Ok(())
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Internal(e.to_string()))
}

/// Keeps what a ladder says of its new message.
pub(super) fn insert(conn: &Connection, id: MessageId, dunning: &Dunning) -> Result<()> {
    let others = others(dunning);
    let mut insert = conn.prepare_cached(
        "INSERT INTO dunning (message_id, ladder_id, window_id, doc, others, one_ends_it, fetches) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![
        id.0,
        dunning.ladder_id.0,
        dunning.window_id.map(|w| w.0),
        json(dunning)?,
        others.len() as i64,
        dunning.when_one_ends == OneEnds::Cancel && !others.is_empty(),
        !dunning.attachments.is_empty(),
    ])?;
    link(conn, id, others)
}

/// Takes the business keys of the invoices beside the first, so that no run writes about them again.
pub(super) fn claim_others(
    conn: &Connection,
    new: &NewMessage,
    dunning: &Dunning,
    id: MessageId,
    now: Time,
) -> Result<()> {
    for key in others(dunning).iter().filter_map(|other| other.key.as_ref()) {
        let mut insert = conn.prepare_cached(
            "INSERT INTO dedupe (origin, key, message_id, content_hash, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?;
        insert.execute(params![
            new.origin.code(),
            key,
            id.0,
            new.content_hash.as_slice(),
            now.ms()
        ])?;
    }
    Ok(())
}

fn others(dunning: &Dunning) -> &[Spoken] {
    dunning.invoices.get(1..).unwrap_or_default()
}

fn link(conn: &Connection, id: MessageId, others: &[Spoken]) -> Result<()> {
    for other in others {
        conn.prepare_cached(
            "INSERT INTO dunning_invoice (message_id, invoice_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute([id.0, other.id.0])?;
    }
    Ok(())
}

/// What a message speaks of no longer agrees with what is stored.
fn outdated(conn: &Connection, invoices: &[Spoken]) -> Result<bool> {
    let mut select = conn.prepare_cached(
        "SELECT status <= 1 AND due_date = ?2 AND coalesce(open_cents, amount_cents) = ?3 AND pix IS ?4 AND boleto_line IS ?5 \
         AND pdf_url IS ?6 FROM invoice WHERE id = ?1",
    )?;
    for Spoken { id, facts, .. } in invoices {
        let facts = params![
            id.0,
            facts.due_date,
            facts.open_cents,
            facts.pix,
            facts.boleto_line,
            facts.pdf_url
        ];
        if select.query_row(facts, |r| r.get::<_, bool>(0)).optional()? != Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs `work` as one job of the queue inside `tx`.
fn job<T>(tx: &mut Tx<'_>, work: impl FnOnce(&mut Job<'_>) -> Result<T>) -> Result<Result<T>> {
    let (conn, book) = (tx.conn(), Arc::clone(&tx.memory().book));
    let mut job = Job::new(conn, book, &mut tx.memory_mut().queue);
    let answer = match work(&mut job) {
        Err(refused @ (StoreError::Refused { .. } | StoreError::NotFound { .. })) => Err(refused),
        other => Ok(other?),
    };
    job.finish()?;
    Ok(answer)
}

/// Writes what came of making messages ready.
pub(crate) fn made_ready(tx: &mut Tx<'_>, made: Vec<MadeReady>, now: Time) -> Result<()> {
    job(tx, |job| job.made_ready(made, now))?
}

/// An invoice has ended: the messages that end with it though they name another.
pub(crate) fn detach(tx: &mut Tx<'_>, invoice: InvoiceId, now: Time) -> Result<Vec<MessageId>> {
    job(tx, |job| job.detach(invoice, now))?
}

/// A held message is to say the new; the inner error is a refusal, with which nothing was written.
pub(crate) fn let_change(tx: &mut Tx<'_>, id: MessageId, by: &By, now: Time) -> Result<Result<()>> {
    job(tx, |job| job.let_change(id, by, now))
}

impl Job<'_> {
    /// Ends the leases of these messages, writes what came of making them ready, and has the lanes look again.
    fn made_ready(&mut self, made: Vec<MadeReady>, now: Time) -> Result<()> {
        for one in made {
            let id = one.message_id();
            let leased = self.queue.looks.made_ready(id);
            if let Some((gateway, key)) = leased {
                self.queue.lane(gateway).again(key);
            }
            let Some(row) = self.load(id)?.filter(|row| row.status == Status::Waiting) else {
                continue;
            };
            match one {
                MadeReady::Revised(revision) => self.revise(row, *revision, now)?,
                MadeReady::Deferred { until, trouble, .. } => {
                    let mut update = self.conn.prepare_cached(
                        "UPDATE dunning SET retry_at = ?2, trouble = ?3, tries = tries + 1 WHERE message_id = ?1",
                    )?;
                    update.execute(params![id.0, until.ms(), trouble])?;
                }
                MadeReady::Held { differences, .. } => {
                    self.conn
                        .prepare_cached("UPDATE dunning SET held_at = ?2 WHERE message_id = ?1")?
                        .execute([id.0, now.ms()])?;
                    self.tell_change(&row, Reason::InvoiceChanged, &differences, None, now)?;
                }
                MadeReady::LeftAlone { .. } => {}
            }
        }
        Ok(())
    }

    fn revise(&mut self, before: StateRow, revision: Revision, now: Time) -> Result<()> {
        let id = before.id;
        // Told of again meanwhile: made ready once more.
        if outdated(self.conn, &revision.dunning.invoices)? {
            return Ok(());
        }
        let contents = json(&revision.contents)?;
        let mut update = self.conn.prepare_cached(
            "UPDATE message SET template_version = ?2, data = ?3, preview = ?4, contents = ?5 WHERE id = ?1",
        )?;
        update.execute(params![
            id.0,
            revision.template_version,
            revision.data,
            revision.preview,
            contents
        ])?;
        let others = others(&revision.dunning);
        let mut update = self.conn.prepare_cached(
            "UPDATE dunning SET doc = ?2, others = ?3, stale = 0, retry_at = NULL, tries = 0, trouble = NULL, held_at = NULL, \
             accepted = 0, ready_until = ?4 WHERE message_id = ?1",
        )?;
        update.execute(params![
            id.0,
            json(&revision.dunning)?,
            others.len() as i64,
            revision.ready_until.map(Time::ms)
        ])?;
        self.conn
            .prepare_cached("DELETE FROM dunning_invoice WHERE message_id = ?1")?
            .execute([id.0])?;
        link(self.conn, id, others)?;
        let mut row = before.clone();
        if let Some(first) = revision.dunning.invoices.first() {
            self.name_invoice(&mut row, first.id)?;
        }
        if !revision.differences.is_empty() {
            self.tell_change(&row, Reason::Rerendered, &revision.differences, None, now)?;
        }
        self.replace(&before, &mut row, now)
    }

    fn name_invoice(&self, row: &mut StateRow, invoice: InvoiceId) -> Result<()> {
        if row.invoice_id != Some(invoice) {
            row.invoice_id = Some(invoice);
            self.conn
                .prepare_cached("UPDATE state SET invoice_id = ?2 WHERE id = ?1")?
                .execute([row.id.0, invoice.0])?;
            self.conn
                .prepare_cached(
                    "UPDATE message SET invoice_ref = (SELECT source || char(31) || external_id FROM invoice WHERE id = ?2) \
                     WHERE id = ?1",
                )?
                .execute([row.id.0, invoice.0])?;
        }
        Ok(())
    }

    fn tell_change(
        &mut self,
        row: &StateRow,
        reason: Reason,
        differences: &[Difference],
        operation: Option<OperationId>,
        now: Time,
    ) -> Result<()> {
        self.event(row.id, row.status, row.status, reason, now, operation)?;
        let mut insert = self
            .conn
            .prepare_cached("INSERT INTO dunning_change (event_id, message_id, doc) VALUES (?1, ?2, ?3)")?;
        insert.execute(params![self.queue.last_event, row.id.0, json(&differences)?])?;
        Ok(())
    }

    /// An invoice has ended: waiting messages that speak of others beside it name one of those instead, so that only the
    /// others are stopped with it. Answers the messages that end because one of several did.
    fn detach(&mut self, invoice: InvoiceId, now: Time) -> Result<Vec<MessageId>> {
        let mut select = self.conn.prepare_cached(
            "SELECT d.message_id, d.one_ends_it FROM (SELECT id FROM state INDEXED BY state_invoice WHERE invoice_id = ?1 \
             AND status = 0 UNION SELECT message_id FROM dunning_invoice WHERE invoice_id = ?1) x \
             CROSS JOIN dunning d ON d.message_id = x.id CROSS JOIN state s ON s.id = x.id WHERE d.others > 0 AND s.status = 0",
        )?;
        let found = select
            .query_map([invoice.0], |r| Ok((MessageId(r.get(0)?), r.get::<_, bool>(1)?)))?
            .collect::<crate::sql::Result<Vec<_>>>()?;
        let mut over = Vec::new();
        for (id, one_ends_it) in found {
            let Some(before) = self.load(id)?.filter(|row| row.status == Status::Waiting) else {
                continue;
            };
            if one_ends_it {
                over.push(id);
                continue;
            }
            let mut next = self.conn.prepare_cached(
                "SELECT x.invoice_id FROM dunning_invoice x JOIN invoice i ON i.id = x.invoice_id \
                 WHERE x.message_id = ?1 AND i.status <= 1 ORDER BY i.due_date, i.id LIMIT 1",
            )?;
            let next: Option<InvoiceId> = next.query_row([id.0], |r| r.get(0).map(InvoiceId)).optional()?;
            let Some(next) = next.filter(|_| before.invoice_id == Some(invoice)) else {
                continue;
            };
            let mut row = before.clone();
            self.name_invoice(&mut row, next)?;
            self.conn
                .prepare_cached("UPDATE dunning SET stale = 1 WHERE message_id = ?1")?
                .execute([id.0])?;
            self.replace(&before, &mut row, now)?;
        }
        Ok(over)
    }

    /// A person has decided that a held message says the new.
    fn let_change(&mut self, id: MessageId, by: &By, now: Time) -> Result<()> {
        let row = self.must_load(id)?;
        let mut update = self.conn.prepare_cached(
            "UPDATE dunning SET held_at = NULL, stale = 1, accepted = 1 WHERE message_id = ?1 AND held_at IS NOT NULL",
        )?;
        if row.status != Status::Waiting || update.execute([id.0])? == 0 {
            return Err(StoreError::Refused { code: "not_held" });
        }
        self.single("let_change", id, by, now)?;
        let mut next = row.clone();
        self.replace(&row, &mut next, now)
    }
}
