//! Invoices as a ladder reads them: with what it has to know of their customers.

use super::customers;
use super::invoices::{block, status};
use super::{Catalogue, Result};
use crate::sql::{Connection, Row, params};
use omnifila_core::catalogue::{Collection, Contract, InvoiceStatus};
use omnifila_core::dunning::{Facts, Spoken};
use omnifila_core::id::{CustomerId, InvoiceId};
use omnifila_core::source::Block;
use omnifila_core::time::Time;

/// An invoice with what a ladder reads of its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueInvoice {
    pub id: InvoiceId,
    pub source: String,
    pub external_id: String,
    pub status: InvoiceStatus,
    pub due_date: String,
    pub amount_cents: i64,
    pub open_cents: Option<i64>,
    pub payment_method: Option<String>,
    pub pix: Option<String>,
    pub boleto_line: Option<String>,
    pub pdf_url: Option<String>,
    pub contract_external_id: Option<String>,
    /// The invoice's own, else its customer's.
    pub branch_key: Option<String>,
    pub customer_id: CustomerId,
    pub customer_external_id: String,
    pub customer_name: String,
    pub document: Option<String>,
    /// Normalised where it could be, else as given.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub state: Option<String>,
    pub city_ibge: Option<String>,
    pub tags: Vec<String>,
    pub collection: Option<Collection>,
    /// The contract it belongs to, with its own word on the same.
    pub contract: Option<Contract>,
    pub portfolio: Option<String>,
    pub block: Option<Block>,
    /// When it became paid, as far as anybody told.
    pub paid_at: Option<Time>,
}

impl DueInvoice {
    /// What is still to be paid.
    pub fn open(&self) -> i64 {
        self.open_cents.unwrap_or(self.amount_cents)
    }

    /// As a message speaks of it.
    pub fn spoken(&self) -> Spoken {
        Spoken {
            id: self.id,
            key: None,
            facts: Facts {
                due_date: self.due_date.clone(),
                open_cents: self.open(),
                pix: self.pix.clone(),
                boleto_line: self.boleto_line.clone(),
                pdf_url: self.pdf_url.clone(),
            },
        }
    }
}

impl Catalogue {
    /// Open invoices due on the local dates `from` to `to`, both inclusive, in order of (due date, id), after `after`.
    pub async fn invoices_due(
        &self,
        from: String,
        to: String,
        after: Option<(String, InvoiceId)>,
        limit: usize,
    ) -> Result<Vec<DueInvoice>> {
        self.db
            .read(move |conn| due_between(conn, &from, &to, after, limit))
            .await
    }

    /// Those of these invoices that are still known, as they are now, in the order given.
    pub async fn invoices_by_id(&self, ids: Vec<InvoiceId>) -> Result<Vec<DueInvoice>> {
        let job = self.db.read(move |conn| {
            let mut out = Vec::with_capacity(ids.len());
            for id in ids {
                out.extend(due_by_id(conn, id)?);
            }
            Ok(out)
        });
        job.await
    }

    /// Invoices that became paid from `from` on and before `to`, in order of (then, id), after `after`.
    pub async fn invoices_paid(
        &self,
        span: (Time, Time),
        after: Option<(Time, InvoiceId)>,
        limit: usize,
    ) -> Result<Vec<DueInvoice>> {
        self.db
            .read(move |conn| paid_between(conn, span, after, limit))
            .await
    }
}

const SELECT_DUE: &str = "SELECT i.id, i.source, i.external_id, i.status, i.due_date, i.amount_cents, i.open_cents, i.payment_method, i.pix,
        i.boleto_line, i.pdf_url, i.contract_external_id, coalesce(i.branch_key, c.branch_key), c.id,
        c.external_id, c.name, c.document, coalesce(c.phone_e164, c.phone), c.email, c.state, c.tags,
        c.collection_allowed, c.collection_paused_until, c.collection_before_due, c.collection_after_days,
        CASE WHEN i.contract_external_id IS NULL THEN NULL ELSE c.contracts END, i.block, c.city_ibge, i.portfolio, i.paid_at
    FROM invoice i JOIN customer c ON c.id = i.customer_id";

/// An invoice whatever its status, with what a ladder reads of its customer.
pub(super) fn due_by_id(conn: &Connection, id: InvoiceId) -> Result<Option<DueInvoice>> {
    let mut select = conn.prepare_cached(&format!("{SELECT_DUE} WHERE i.id = ?1"))?;
    let mut found = select.query([id.0])?;
    found.next()?.map(|row| read_due(&row)).transpose()
}

/// Invoices that became paid from `from` on, before `to`, in order of (then, id), after `after`.
fn paid_between(
    conn: &Connection,
    (from, to): (Time, Time),
    after: Option<(Time, InvoiceId)>,
    limit: usize,
) -> Result<Vec<DueInvoice>> {
    let mut select = conn.prepare_cached(&format!(
        "{SELECT_DUE} WHERE i.paid_at IS NOT NULL AND i.status = 2 AND (i.paid_at, i.id) > (?1, ?2) AND i.paid_at < ?3
         ORDER BY i.paid_at, i.id LIMIT ?4"
    ))?;
    let (at, id) = after.unwrap_or((from, InvoiceId(0)));
    let mut found = select.query(params![at.ms(), id.0, to.ms(), limit as i64])?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(read_due(&row)?);
    }
    Ok(out)
}

fn due_between(
    conn: &Connection,
    from: &str,
    to: &str,
    after: Option<(String, InvoiceId)>,
    limit: usize,
) -> Result<Vec<DueInvoice>> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT_DUE} WHERE i.status IN (0, 1) AND (i.due_date, i.id) > (?1, ?2) AND i.due_date <= ?3
         ORDER BY i.due_date, i.id LIMIT ?4"
    ))?;
    // Ids begin at 1: everything of the first day comes after (from, 0).
    let start = match after {
        Some((date, id)) if date.as_str() >= from => (date, id.0),
        _ => (from.to_owned(), 0),
    };
    let mut found = statement.query(params![start.0, start.1, to, limit as i64])?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(read_due(&row)?);
    }
    Ok(out)
}

fn read_due(row: &Row<'_>) -> Result<DueInvoice> {
    let contract: Option<String> = row.get(11)?;
    let contracts: Vec<Contract> = customers::list_of(row.get(25)?, "contracts")?;
    let contract_of = contracts
        .into_iter()
        .find(|c| Some(&c.external_id) == contract.as_ref());
    Ok(DueInvoice {
        id: InvoiceId(row.get(0)?),
        source: row.get(1)?,
        external_id: row.get(2)?,
        status: status(row.get(3)?)?,
        due_date: row.get(4)?,
        amount_cents: row.get(5)?,
        open_cents: row.get(6)?,
        payment_method: row.get(7)?,
        pix: row.get(8)?,
        boleto_line: row.get(9)?,
        pdf_url: row.get(10)?,
        contract_external_id: contract,
        branch_key: row.get(12)?,
        customer_id: CustomerId(row.get(13)?),
        customer_external_id: row.get(14)?,
        customer_name: row.get(15)?,
        document: row.get(16)?,
        phone: row.get(17)?,
        email: row.get(18)?,
        state: row.get(19)?,
        city_ibge: row.get(27)?,
        tags: customers::list_of(row.get(20)?, "tags")?,
        collection: customers::collection(row, [21, 22, 23, 24])?,
        contract: contract_of,
        portfolio: row.get(28)?,
        block: block(row.get(26)?),
        paid_at: row.get::<_, Option<i64>>(29)?.map(Time),
    })
}
