//! What a source that is asked has told: pages with the cursor that covers them in one transaction, and last looks.
//!
//! A process that dies between two pages goes on after the last one that was committed: nothing is skipped, nothing taken
//! twice. An older telling never overwrites a later look.

use super::audit::{self, Change};
use super::customers::{self, merge_contract};
use super::invoices::{self, Look};
use super::nouns::turn_page;
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{Connection, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::catalogue::{Contract, CustomerInput};
use omnifila_core::id::{InvoiceId, SourceId};
use omnifila_core::message::Reason;
use omnifila_core::policy::settlement::Settlement;
use omnifila_core::source::{Block, SourceInvoice};
use omnifila_core::time::Time;
use serde::Serialize;
use std::collections::BTreeMap;

/// Part of a source's rows, with the cursor that covers it.
#[derive(Debug, Clone)]
pub struct SourcePage {
    pub source_id: SourceId,
    /// What its rows carry as their source.
    pub label: String,
    pub customers: Vec<CustomerInput>,
    /// With the customer each belongs to.
    pub contracts: Vec<(String, Contract)>,
    pub invoices: Vec<SourceInvoice>,
    /// Rows that others refer to, by external id, as JSON; they take the place of all that were kept of the resource.
    pub rows: Option<Vec<(String, String)>>,
    pub resource: String,
    /// As JSON.
    pub cursor: String,
    /// When the page was asked for.
    pub asked_at: Time,
}

/// What became of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageTaken {
    /// Customers, contracts and invoices that were new or changed.
    pub changed: u64,
    /// Refused, by the code of the refusal.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Invoices that ceased to be collectable: what waits for them has yet to be stopped.
    pub ended: Vec<(InvoiceId, Reason)>,
}

/// Rows of one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SourceCounts {
    pub customers: i64,
    pub invoices: i64,
}

impl Catalogue {
    /// Keeps a page and its cursor, both or neither.
    pub async fn take_page(&self, page: SourcePage, now: Time) -> Result<PageTaken> {
        self.db.write(move |tx| take(tx.conn(), page, now)).await
    }

    /// The cursors of a source, by resource, as JSON.
    pub async fn source_cursors(&self, id: SourceId) -> Result<BTreeMap<String, String>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT resource, doc FROM source_cursor WHERE source_id = ?1")?;
            let rows = select.query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(rows.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// The kept rows of one resource, as JSON.
    pub async fn source_rows(&self, id: SourceId, resource: String) -> Result<Vec<String>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT doc FROM source_row WHERE source_id = ?1 AND resource = ?2")?;
            let rows = select.query_map(params![id.0, resource], |r| r.get(0))?;
            Ok(rows.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Those of the customers that are not known of a source.
    pub async fn unknown_customers(&self, label: String, ids: Vec<String>) -> Result<Vec<String>> {
        let job = self.db.read(move |conn| {
            let mut unknown = Vec::new();
            for id in ids {
                if customers::id_of(conn, &label, &id)?.is_none() {
                    unknown.push(id);
                }
            }
            Ok(unknown)
        });
        job.await
    }

    pub async fn source_counts(&self, label: String) -> Result<SourceCounts> {
        let job = self.db.read(move |conn| {
            let count = |table: &str| -> Result<i64> {
                let sql = format!("SELECT count(*) FROM {table} WHERE source = ?1");
                Ok(conn.prepare_cached(&sql)?.query_row([&label], |r| r.get(0))?)
            };
            Ok(SourceCounts {
                customers: count("customer")?,
                invoices: count("invoice")?,
            })
        });
        job.await
    }

    /// What a source answered when it was asked about invoices: those it told of, those it no longer has, and those whose
    /// telling cannot be read. Messages that waited for this look are looked at again.
    pub async fn looked(&self, label: String, answer: LookAnswer, now: Time) -> Result<PageTaken> {
        self.db.write(move |tx| looked(tx, &label, answer, now)).await
    }

    /// The source cannot be asked: messages that need a look at it are passed over until it can.
    pub async fn source_unreachable(&self, label: String) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.memory_mut().queue.looks.down(&label);
            Ok(())
        });
        job.await
    }

    /// Changes how long payments take to show up; it holds from the next start on, for what waits too.
    pub async fn set_settlement(&self, settlement: Settlement, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut next = (*tx.memory().book).clone();
            let before = std::mem::replace(&mut next.settlement, settlement.clone());
            if before == settlement {
                return Ok(());
            }
            rows::write_setting(tx.conn(), rows::SETTLEMENT, Some(&settlement))?;
            let json =
                |s: &Settlement| serde_json::to_value(s).map_err(|e| StoreError::Internal(e.to_string()));
            let change = Change {
                action: "change",
                noun: "settlement",
                noun_id: None,
                before: Some(json(&before)?),
                after: Some(json(&settlement)?),
                by: &by,
                at: now,
            };
            audit::append(tx.conn(), &change)?;
            turn_page(tx, next).map(drop)
        });
        job.await
    }

    /// Forgets how far a source that was removed had been read, and what it was being asked.
    pub async fn forget_source(&self, id: SourceId, label: String) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.memory_mut().queue.looks.forget(&label);
            for sql in [
                "DELETE FROM source_cursor WHERE source_id = ?1",
                "DELETE FROM source_row WHERE source_id = ?1",
            ] {
                tx.conn().prepare_cached(sql)?.execute([id.0])?;
            }
            Ok(())
        });
        job.await
    }
}

/// What a source answered about invoices, by their external ids.
#[derive(Debug, Clone, Default)]
pub struct LookAnswer {
    pub found: Vec<SourceInvoice>,
    pub gone: Vec<String>,
    pub unreadable: Vec<String>,
    /// When it was asked.
    pub asked_at: Time,
}

fn looked(tx: &mut Tx<'_>, label: &str, answer: LookAnswer, now: Time) -> Result<PageTaken> {
    let (conn, at) = (tx.conn(), answer.asked_at);
    let mut taken = PageTaken::default();
    let mut ids = Vec::with_capacity(answer.found.len());
    let mut unreadable = answer.unreadable;
    for invoice in answer.found {
        let external_id = invoice.input.external_id.clone();
        match taken.invoice(conn, label, invoice, at, now)? {
            Some(id) => ids.push(id),
            None => unreadable.push(external_id),
        }
    }
    let gone = answer.gone.into_iter().map(|id| (id, None));
    let held = unreadable.into_iter().map(|id| (id, Some(Block::Unreadable)));
    for (external_id, block) in gone.chain(held) {
        if let Some((id, ended)) = invoices::amiss(conn, label, &external_id, Look { block, at }, now)? {
            taken.changed += 1;
            taken.ended.extend(ended.map(|reason| (id, reason)));
            ids.push(id);
        }
    }
    tx.memory_mut().queue.looked(label, &ids);
    Ok(taken)
}

fn take(conn: &Connection, page: SourcePage, now: Time) -> Result<PageTaken> {
    let mut taken = PageTaken::default();
    let mut customers = page.customers;
    for customer in &mut customers {
        customer.source = Some(page.label.clone());
    }
    for result in customers::upsert_all(conn, customers, now)? {
        match result {
            Ok(kept) => taken.changed += u64::from(kept.result != "unchanged"),
            Err(error) => taken.refuse(error.code),
        }
    }
    for (customer, contract) in page.contracts {
        match merge_contract(conn, &page.label, &customer, contract, now)? {
            Some(changed) => taken.changed += u64::from(changed),
            None => taken.refuse("unknown_customer"),
        }
    }
    for invoice in page.invoices {
        taken.invoice(conn, &page.label, invoice, page.asked_at, now)?;
    }
    if let Some(rows) = page.rows {
        keep_rows(conn, page.source_id, &page.resource, &rows)?;
    }
    conn.prepare_cached(
        "INSERT INTO source_cursor (source_id, resource, doc) VALUES (?1, ?2, ?3)
         ON CONFLICT (source_id, resource) DO UPDATE SET doc = excluded.doc",
    )?
    .execute(params![page.source_id.0, page.resource, page.cursor])?;
    Ok(taken)
}

fn keep_rows(conn: &Connection, id: SourceId, resource: &str, rows: &[(String, String)]) -> Result<()> {
    conn.prepare_cached("DELETE FROM source_row WHERE source_id = ?1 AND resource = ?2")?
        .execute(params![id.0, resource])?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO source_row (source_id, resource, external_id, doc) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?;
    for (external_id, doc) in rows {
        insert.execute(params![id.0, resource, external_id, doc])?;
    }
    Ok(())
}

impl PageTaken {
    fn refuse(&mut self, code: &'static str) {
        *self.rejected.entry(code).or_default() += 1;
    }

    /// Keeps one invoice as its source told of it at `at`; its id, if it is known now.
    fn invoice(
        &mut self,
        conn: &Connection,
        label: &str,
        invoice: SourceInvoice,
        at: Time,
        now: Time,
    ) -> Result<Option<InvoiceId>> {
        let look = Look {
            block: invoice.block,
            at,
        };
        match invoices::upsert(conn, label, invoice.input, Some(look), now)? {
            Ok(kept) => {
                self.changed += u64::from(kept.result != "unchanged");
                self.ended.extend(kept.ended.map(|reason| (kept.id, reason)));
                Ok(Some(kept.id))
            }
            Err(error) => {
                self.refuse(error.code);
                Ok(None)
            }
        }
    }
}
