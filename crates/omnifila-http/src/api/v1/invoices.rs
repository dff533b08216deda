//! Invoices: brought in batches; one that is no longer to be collected stops what waits for it.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Payload;
use crate::cursor;
use crate::dto::filter::expected_words;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::{InvoiceInput, InvoiceStatus};
use omnifila_core::id::InvoiceId;
use omnifila_core::input;
use omnifila_engine::billing::InvoiceAnswer;
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::{InvoiceFilter, StoredInvoice};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::batch::check_count;
use super::customers::MAX_SOURCE;

const LIST: &str = "invoices";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    source: String,
    invoices: Vec<Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct BatchAnswer {
    created: usize,
    updated: usize,
    unchanged: usize,
    rejected: usize,
    items: Vec<InvoiceAnswer>,
}

pub(crate) async fn batch(
    State(app): State<App>,
    caller: Caller,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let envelope: Envelope = input::parse_envelope(&bytes)?;
    drop(bytes);
    sized("/source", &envelope.source, MAX_SOURCE)?;
    check_count(envelope.invoices.len(), "/invoices")?;
    let parsed = envelope
        .invoices
        .iter()
        .map(|raw| input::parse::<InvoiceInput>(raw.get().as_bytes()))
        .collect();
    let items = app
        .engine()
        .accept_invoices(envelope.source, parsed, caller.by(None))
        .await?;
    let count = |result: &str| items.iter().filter(|item| item.result == result).count();
    let (created, updated) = (count("created"), count("updated"));
    let (unchanged, rejected) = (count("unchanged"), count("rejected"));
    Ok(ok(BatchAnswer {
        created,
        updated,
        unchanged,
        rejected,
        items,
    }))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[
        "customer_id",
        "source",
        "status",
        "due_from",
        "due_to",
        "limit",
        "cursor",
    ])?;
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(InvoiceId);
    let statuses = expected_words(InvoiceStatus::ALL.iter().map(|status| status.word()));
    let date = |name| {
        query.parsed(name, "a date, YYYY-MM-DD", |text| {
            is_date(text).then(|| text.to_owned())
        })
    };
    let filter = InvoiceFilter {
        customer: query.id("customer_id")?,
        source: query.one("source")?.map(str::to_owned),
        status: query.parsed("status", &statuses, InvoiceStatus::from_word)?,
        due_from: date("due_from")?,
        due_to: date("due_to")?,
    };
    let items = app
        .engine()
        .catalogue()
        .invoices(filter, after, limit + 1)
        .await?;
    Ok(ok(Page::cut(items, limit, |invoice: &StoredInvoice| {
        cursor::write(LIST, &[invoice.id.0])
    })))
}

/// Shaped like a date: enough to compare with one.
fn is_date(text: &str) -> bool {
    let shape = |(i, b): (usize, u8)| {
        if i == 4 || i == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<InvoiceId>) -> Answer<Response> {
    let invoice = app.engine().catalogue().invoice(id).await?;
    Ok(ok(invoice.ok_or_else(|| Problem::not_found("invoice"))?))
}
