//! Invoices: what is to be collected. Many, so in a table of their own; identity is (source, external_id).
//!
//! One that ceases to be collectable is marked until its messages have been stopped, so that a crash between the two
//! forgets nothing: whoever takes invoices stops what [`InvoiceResult::ended`] names and then says so.

use super::customers::{self, is_date, required};
use super::{Catalogue, Result};
use crate::StoreError;
use crate::sql::{Connection, Row, ToSql, params};
use crate::sqlite::dunning;
use omnifila_core::catalogue::{Field, InvoiceInput, InvoiceStatus};
use omnifila_core::id::{CustomerId, InvoiceId};
use omnifila_core::input::InputError;
use omnifila_core::message::Reason;
use omnifila_core::source::Block;
use omnifila_core::time::Time;
use serde::Serialize;
use std::collections::HashMap;

/// Characters of a key (it is indexed) and of any other text at most.
const MAX_KEY: usize = 200;
const MAX_TEXT: usize = 2_000;
/// Invoices written in one job: other writers come in between.
const PER_JOB: usize = 1_000;

/// An invoice as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredInvoice {
    pub id: InvoiceId,
    pub source: String,
    pub external_id: String,
    pub customer_id: CustomerId,
    pub contract_external_id: Option<String>,
    pub branch_key: Option<String>,
    /// The collection portfolio, as its source names it.
    pub portfolio: Option<String>,
    pub status: InvoiceStatus,
    /// Local date, `YYYY-MM-DD`.
    pub due_date: String,
    pub amount_cents: i64,
    pub open_cents: Option<i64>,
    pub payment_method: Option<String>,
    pub pix: Option<String>,
    pub boleto_line: Option<String>,
    pub pdf_url: Option<String>,
    /// Open, and not to be collected for the time being, as its source says.
    pub block: Option<Block>,
    /// When its source was last asked about it; none of one that was pushed or imported.
    pub looked_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What a source that was asked told beside the invoice itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) block: Option<Block>,
    /// When it was asked.
    pub(super) at: Time,
}

/// What became of one invoice of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceResult {
    pub id: InvoiceId,
    /// `created`, `updated` or `unchanged`.
    pub result: &'static str,
    /// It ceased to be collectable, and what waits for it has yet to be stopped, for this reason.
    pub ended: Option<Reason>,
}

/// All given ones must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceFilter {
    pub customer: Option<CustomerId>,
    pub source: Option<String>,
    pub status: Option<InvoiceStatus>,
    /// Inclusive.
    pub due_from: Option<String>,
    /// Inclusive.
    pub due_to: Option<String>,
}

impl Catalogue {
    /// Takes invoices one by one, in order: a refused one costs its neighbours nothing. Safe to repeat whole.
    pub async fn upsert_invoices(
        &self,
        source: String,
        invoices: Vec<InvoiceInput>,
        now: Time,
    ) -> Result<Vec<std::result::Result<InvoiceResult, InputError>>> {
        let mut out = Vec::with_capacity(invoices.len());
        let mut rest = invoices.into_iter().peekable();
        while rest.peek().is_some() {
            let part: Vec<InvoiceInput> = rest.by_ref().take(PER_JOB).collect();
            let source = source.clone();
            let job = self.db.write(move |tx| {
                part.into_iter()
                    .map(|invoice| upsert(tx.conn(), &source, invoice, None, now))
                    .collect::<Result<Vec<_>>>()
            });
            out.extend(job.await?);
        }
        Ok(out)
    }

    /// What waited for these invoices has been stopped.
    pub async fn invoices_stopped(&self, ids: Vec<InvoiceId>) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut statement = tx
                .conn()
                .prepare_cached("UPDATE invoice SET stop_pending = 0 WHERE id = ?1")?;
            for id in ids {
                statement.execute([id.0])?;
            }
            Ok(())
        });
        job.await
    }

    /// Invoices that ceased to be collectable and whose messages were not yet said to be stopped: to be asked for at
    /// start-up.
    pub async fn invoices_to_stop(&self, limit: usize) -> Result<Vec<(InvoiceId, Reason)>> {
        let job = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, status FROM invoice WHERE stop_pending = 1 ORDER BY id LIMIT ?1",
            )?;
            let mut found = statement.query([limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                let reason = end_reason(status(row.get(1)?)?);
                let id = InvoiceId(row.get(0)?);
                out.extend(reason.map(|reason| (id, reason)));
            }
            Ok(out)
        });
        job.await
    }

    pub async fn invoice(&self, id: InvoiceId) -> Result<Option<StoredInvoice>> {
        self.db.read(move |conn| get_invoice(conn, id)).await
    }

    /// Those of the given (source, external_id) that are known.
    pub async fn invoices_by_ref(
        &self,
        refs: Vec<(String, String)>,
    ) -> Result<HashMap<(String, String), StoredInvoice>> {
        let job = self.db.read(move |conn| {
            let mut out = HashMap::with_capacity(refs.len());
            for (source, external_id) in refs {
                if let Some(invoice) = find(conn, &source, &external_id)? {
                    out.insert((source, external_id), invoice);
                }
            }
            Ok(out)
        });
        job.await
    }

    /// In order of id, after `after`.
    pub async fn invoices(
        &self,
        filter: InvoiceFilter,
        after: Option<InvoiceId>,
        limit: usize,
    ) -> Result<Vec<StoredInvoice>> {
        self.db.read(move |conn| list(conn, &filter, after, limit)).await
    }
}

fn check(input: &InvoiceInput) -> std::result::Result<(), InputError> {
    required("/external_id", &input.external_id, MAX_KEY)?;
    required("/customer_external_id", &input.customer_external_id, MAX_KEY)?;
    if !is_date(&input.due_date) {
        return Err(InputError::new("bad_date", "/due_date", "a date, YYYY-MM-DD"));
    }
    let cents = [
        ("/amount_cents", Some(input.amount_cents)),
        ("/open_cents", input.open_cents.as_set().copied()),
    ];
    for (pointer, value) in cents {
        if value.is_some_and(|cents| !(0..=omnifila_core::id::MAX_ID).contains(&cents)) {
            return Err(InputError::new("out_of_range", pointer, "cents, 0 or more"));
        }
    }
    for (pointer, field) in [
        ("/contract_external_id", &input.contract_external_id),
        ("/branch_key", &input.branch_key),
        ("/portfolio", &input.portfolio),
        ("/payment_method", &input.payment_method),
        ("/pix", &input.pix),
        ("/boleto_line", &input.boleto_line),
        ("/pdf_url", &input.pdf_url),
    ] {
        if field.as_set().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(InputError::new(
                "too_long",
                pointer,
                format!("at most {MAX_TEXT} characters"),
            ));
        }
    }
    Ok(())
}

/// `look`: by a source that was asked; what it told before a later look changes nothing.
pub(super) fn upsert(
    conn: &Connection,
    source: &str,
    input: InvoiceInput,
    look: Option<Look>,
    now: Time,
) -> Result<std::result::Result<InvoiceResult, InputError>> {
    if let Err(error) = check(&input) {
        return Ok(Err(error));
    }
    let Some(customer_id) = customers::id_of(conn, source, &input.customer_external_id)? else {
        let expected = "the external_id of a customer of this source";
        return Ok(Err(InputError::new(
            "unknown_customer",
            "/customer_external_id",
            expected,
        )));
    };
    let old = find_row(conn, source, &input.external_id)?;
    let (was, pending) = match old {
        Some((invoice, pending)) => (Some(invoice), pending),
        None => (None, false),
    };
    if let Some((was, look)) = was.as_ref().zip(look)
        && was.looked_at.is_some_and(|at| at > look.at)
    {
        return Ok(Ok(InvoiceResult {
            id: was.id,
            result: "unchanged",
            ended: end_reason(was.status).filter(|_| pending),
        }));
    }
    let mut invoice = apply(was.as_ref(), source, customer_id, input, now);
    if let Some(look) = look {
        (invoice.block, invoice.looked_at) = (look.block, Some(look.at));
    }
    // Paid before anybody heard of it stops nothing; open again has nothing to stop.
    let ceased = was.as_ref().is_some_and(|was| was.status.collectable());
    let stop = !invoice.status.collectable() && (ceased || pending);
    let same = |was: &StoredInvoice| {
        let looked_at = invoice.looked_at;
        StoredInvoice {
            looked_at,
            ..was.clone()
        } == invoice
    };
    let result = match &was {
        None => "created",
        Some(was) if same(was) && stop == pending => "unchanged",
        Some(_) => {
            invoice.updated_at = now;
            "updated"
        }
    };
    let id = match result {
        "unchanged" => {
            if look.is_some() {
                note_look(conn, invoice.id, invoice.looked_at)?;
            }
            invoice.id
        }
        _ => {
            let paid_at = ceased && invoice.status == InvoiceStatus::Paid;
            let id = write(conn, &invoice, stop)?;
            if paid_at {
                conn.prepare_cached("UPDATE invoice SET paid_at = ?2 WHERE id = ?1")?
                    .execute(params![id.0, now.ms()])?;
            }
            if was.as_ref().is_some_and(|was| says_otherwise(was, &invoice)) {
                dunning::note_change(conn, id)?;
            }
            id
        }
    };
    let ended = if stop { end_reason(invoice.status) } else { None };
    Ok(Ok(InvoiceResult { id, result, ended }))
}

/// Whether a customer would be told something else.
fn says_otherwise(was: &StoredInvoice, now: &StoredInvoice) -> bool {
    let open = |i: &StoredInvoice| i.open_cents.unwrap_or(i.amount_cents);
    open(was) != open(now)
        || was.due_date != now.due_date
        || was.pix != now.pix
        || was.boleto_line != now.boleto_line
        || was.pdf_url != now.pdf_url
}

fn note_look(conn: &Connection, id: InvoiceId, at: Option<Time>) -> Result<()> {
    conn.prepare_cached("UPDATE invoice SET looked_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, at.map(Time::ms)])?;
    Ok(())
}

/// The source was asked, and the invoice is gone from it (`None`) or cannot be read (a block).
pub(super) fn amiss(
    conn: &Connection,
    source: &str,
    external_id: &str,
    look: Look,
    now: Time,
) -> Result<Option<(InvoiceId, Option<Reason>)>> {
    let Some((mut invoice, pending)) = find_row(conn, source, external_id)? else {
        return Ok(None);
    };
    if invoice.looked_at.is_some_and(|at| at > look.at) {
        return Ok(Some((invoice.id, None)));
    }
    let was_open = invoice.status.collectable();
    invoice.looked_at = Some(look.at);
    if look.block.is_none() && was_open {
        (invoice.status, invoice.updated_at) = (InvoiceStatus::Cancelled, now);
    }
    let open = invoice.status.collectable();
    invoice.block = look.block.filter(|_| open);
    let stop = !open && (was_open || pending);
    let id = write(conn, &invoice, stop)?;
    Ok(Some((id, end_reason(invoice.status).filter(|_| stop))))
}

fn apply(
    was: Option<&StoredInvoice>,
    source: &str,
    customer_id: CustomerId,
    input: InvoiceInput,
    now: Time,
) -> StoredInvoice {
    fn field<T: Clone>(field: Field<T>, was: Option<&Option<T>>) -> Option<T> {
        field.apply(was.cloned().flatten())
    }
    StoredInvoice {
        id: was.map_or(InvoiceId(0), |w| w.id),
        source: source.to_owned(),
        external_id: input.external_id,
        customer_id,
        contract_external_id: field(input.contract_external_id, was.map(|w| &w.contract_external_id)),
        branch_key: field(input.branch_key, was.map(|w| &w.branch_key)),
        portfolio: field(input.portfolio, was.map(|w| &w.portfolio)),
        status: input.status,
        due_date: input.due_date,
        amount_cents: input.amount_cents,
        open_cents: field(input.open_cents, was.map(|w| &w.open_cents)),
        payment_method: field(input.payment_method, was.map(|w| &w.payment_method)),
        pix: field(input.pix, was.map(|w| &w.pix)),
        boleto_line: field(input.boleto_line, was.map(|w| &w.boleto_line)),
        pdf_url: field(input.pdf_url, was.map(|w| &w.pdf_url)),
        block: was.and_then(|w| w.block),
        looked_at: was.and_then(|w| w.looked_at),
        created_at: was.map_or(now, |w| w.created_at),
        updated_at: was.map_or(now, |w| w.updated_at),
    }
}

/// Why what waits for an invoice in this status must not be sent; `None` while it is to be collected.
fn end_reason(status: InvoiceStatus) -> Option<Reason> {
    match status {
        InvoiceStatus::Open | InvoiceStatus::Partial => None,
        InvoiceStatus::Paid => Some(Reason::InvoicePaid),
        InvoiceStatus::Cancelled => Some(Reason::InvoiceCancelled),
        InvoiceStatus::Renegotiated => Some(Reason::InvoiceRenegotiated),
    }
}

fn write(conn: &Connection, invoice: &StoredInvoice, stop_pending: bool) -> Result<InvoiceId> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO invoice (source, external_id, customer_id, contract_external_id, branch_key, status, due_date,
             amount_cents, open_cents, payment_method, pix, boleto_line, pdf_url, stop_pending, created_at, updated_at, block, looked_at, portfolio)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         ON CONFLICT (source, external_id) DO UPDATE SET customer_id = excluded.customer_id,
             contract_external_id = excluded.contract_external_id, branch_key = excluded.branch_key,
             status = excluded.status, due_date = excluded.due_date, amount_cents = excluded.amount_cents,
             open_cents = excluded.open_cents, payment_method = excluded.payment_method, pix = excluded.pix,
             boleto_line = excluded.boleto_line, pdf_url = excluded.pdf_url, stop_pending = excluded.stop_pending,
             updated_at = excluded.updated_at, block = excluded.block, looked_at = excluded.looked_at, portfolio = excluded.portfolio
         RETURNING id",
    )?;
    let id = statement.query_row(
        params![
            invoice.source,
            invoice.external_id,
            invoice.customer_id.0,
            invoice.contract_external_id,
            invoice.branch_key,
            invoice.status.code(),
            invoice.due_date,
            invoice.amount_cents,
            invoice.open_cents,
            invoice.payment_method,
            invoice.pix,
            invoice.boleto_line,
            invoice.pdf_url,
            stop_pending,
            invoice.created_at.ms(),
            invoice.updated_at.ms(),
            invoice.block.map(Block::code),
            invoice.looked_at.map(Time::ms),
            invoice.portfolio,
        ],
        |row| row.get(0),
    )?;
    Ok(InvoiceId(id))
}

const SELECT: &str = "SELECT id, source, external_id, customer_id, contract_external_id, branch_key, status, due_date,
    amount_cents, open_cents, payment_method, pix, boleto_line, pdf_url, created_at, updated_at, stop_pending, block, looked_at, portfolio
    FROM invoice";

fn find_row(conn: &Connection, source: &str, external_id: &str) -> Result<Option<(StoredInvoice, bool)>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE source = ?1 AND external_id = ?2"))?;
    let mut found = statement.query([source, external_id])?;
    found
        .next()?
        .map(|row| Ok((read(&row)?, row.get(16)?)))
        .transpose()
}

fn find(conn: &Connection, source: &str, external_id: &str) -> Result<Option<StoredInvoice>> {
    Ok(find_row(conn, source, external_id)?.map(|(invoice, _)| invoice))
}

/// An invoice by id, inside another job: the last look that `start` takes.
pub fn get_invoice(conn: &Connection, id: InvoiceId) -> Result<Option<StoredInvoice>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let mut found = statement.query([id.0])?;
    found.next()?.map(|row| read(&row)).transpose()
}

fn list(
    conn: &Connection,
    filter: &InvoiceFilter,
    after: Option<InvoiceId>,
    limit: usize,
) -> Result<Vec<StoredInvoice>> {
    let (after, limit) = (after.map_or(0, i64::from), limit as i64);
    let customer = filter.customer.map(i64::from);
    let code = filter.status.map(InvoiceStatus::code);
    let conditions: [(&str, Option<&dyn ToSql>); 5] = [
        ("customer_id = ?", customer.as_ref().map(|v| v as _)),
        ("source = ?", filter.source.as_ref().map(|v| v as _)),
        ("status = ?", code.as_ref().map(|v| v as _)),
        ("due_date >= ?", filter.due_from.as_ref().map(|v| v as _)),
        ("due_date <= ?", filter.due_to.as_ref().map(|v| v as _)),
    ];
    let mut sql = format!("{SELECT} WHERE id > ?");
    let mut params: Vec<&dyn ToSql> = vec![&after];
    for (condition, value) in conditions {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            params.push(value);
        }
    }
    sql.push_str(" ORDER BY id LIMIT ?");
    params.push(&limit);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(params.as_slice())?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(read(&row)?);
    }
    Ok(out)
}

fn read(row: &Row<'_>) -> Result<StoredInvoice> {
    Ok(StoredInvoice {
        id: InvoiceId(row.get(0)?),
        source: row.get(1)?,
        external_id: row.get(2)?,
        customer_id: CustomerId(row.get(3)?),
        contract_external_id: row.get(4)?,
        branch_key: row.get(5)?,
        portfolio: row.get(19)?,
        status: status(row.get(6)?)?,
        due_date: row.get(7)?,
        amount_cents: row.get(8)?,
        open_cents: row.get(9)?,
        payment_method: row.get(10)?,
        pix: row.get(11)?,
        boleto_line: row.get(12)?,
        pdf_url: row.get(13)?,
        block: block(row.get(17)?),
        looked_at: row.get::<_, Option<i64>>(18)?.map(Time),
        created_at: Time(row.get(14)?),
        updated_at: Time(row.get(15)?),
    })
}

pub(super) fn block(code: Option<i64>) -> Option<Block> {
    code.and_then(Block::from_code)
}

pub(super) fn status(code: i64) -> Result<InvoiceStatus> {
    InvoiceStatus::from_code(code)
        .ok_or_else(|| StoreError::Internal("an invoice has an unknown status".into()))
}
