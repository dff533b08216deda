//! Customers: brought in batches, looked at one by one.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{MaybeInput, Payload};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::{CustomerInput, diagnosis, remark};
use omnifila_core::id::CustomerId;
use omnifila_core::input::{self, InputError};
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::{Found, StoredCustomer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::batch::check_count;

const LIST: &str = "customers";
const SEARCH: &str = "customers.q";
/// Characters of a source's name at most.
pub(crate) const MAX_SOURCE: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    source: String,
    customers: Vec<Box<RawValue>>,
}

/// What became of one customer.
#[derive(Debug, Serialize)]
struct CustomerAnswer {
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<CustomerId>,
    /// `created`, `updated`, `unchanged` or `rejected`.
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<InputError>,
    /// Taken all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<InputError>,
}

#[derive(Debug, Default, Serialize)]
struct BatchAnswer {
    created: usize,
    updated: usize,
    unchanged: usize,
    rejected: usize,
    items: Vec<CustomerAnswer>,
}

pub(crate) async fn batch(State(app): State<App>, Payload(bytes): Payload) -> Answer<Response> {
    let envelope: Envelope = input::parse_envelope(&bytes)?;
    drop(bytes);
    sized("/source", &envelope.source, MAX_SOURCE)?;
    check_count(envelope.customers.len(), "/customers")?;
    let mut good = Vec::new();
    let mut answers = Vec::with_capacity(envelope.customers.len());
    for (index, raw) in envelope.customers.iter().enumerate() {
        let mut warnings = Vec::new();
        let error =
            match input::parse::<CustomerInput>(raw.get().as_bytes()).and_then(|c| of(c, &envelope.source)) {
                Ok(customer) => {
                    warnings = remark::of_customer(&customer);
                    good.push(customer);
                    None
                }
                Err(error) => Some(error),
            };
        answers.push(CustomerAnswer {
            index,
            id: None,
            result: "rejected",
            error,
            warnings,
        });
    }
    let catalogue = app.engine().catalogue();
    let results = catalogue
        .upsert_customers(envelope.source, good, app.engine().now())
        .await?;
    let open = answers.iter_mut().filter(|answer| answer.error.is_none());
    for (answer, result) in open.zip(results) {
        match result {
            Ok(kept) => (answer.id, answer.result) = (Some(kept.id), kept.result),
            Err(error) => {
                answer.error = Some(error);
                answer.warnings.clear();
            }
        }
    }
    Ok(ok(counted(answers)))
}

/// A customer of this batch's source.
fn of(customer: CustomerInput, source: &str) -> Result<CustomerInput, InputError> {
    match customer.source.as_deref() {
        Some(other) if other != source => Err(InputError::new(
            "source_mismatch",
            "/source",
            "the batch's source, or nothing",
        )),
        _ => Ok(customer),
    }
}

fn counted(items: Vec<CustomerAnswer>) -> BatchAnswer {
    let count = |result: &str| items.iter().filter(|item| item.result == result).count();
    BatchAnswer {
        created: count("created"),
        updated: count("updated"),
        unchanged: count("unchanged"),
        rejected: count("rejected"),
        items,
    }
}

/// What the one who asks may read of a customer. A person sees a masked CPF or CNPJ, and asks for it ([`reveal`]), which goes
/// on record; a program has what it brought.
fn seen(caller: &Caller, customer: StoredCustomer) -> StoredCustomer {
    if caller.signed_in.is_none() {
        return customer;
    }
    StoredCustomer {
        document: customer.document.map(|text| diagnosis::masked(&text, 2)),
        ..customer
    }
}

pub(crate) async fn list(State(app): State<App>, caller: Caller, query: Query) -> Answer<Response> {
    query.only(&["source", "external_id", "q", "limit", "cursor"])?;
    let catalogue = app.engine().catalogue();
    if let Some(text) = query.one("q")? {
        return search(&app, &caller, &query, text).await;
    }
    match (query.one("source")?, query.one("external_id")?) {
        (Some(source), Some(external_id)) => {
            let found = catalogue
                .customer_by_ref(source.to_owned(), external_id.to_owned())
                .await?;
            return Ok(ok(Page {
                items: Vec::from_iter(found.map(|customer| seen(&caller, customer))),
                next_cursor: None,
            }));
        }
        (None, None) => {}
        _ => {
            let expected = "source and external_id together";
            return Err(Problem::parameter("invalid_parameter", "external_id", expected));
        }
    }
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(CustomerId);
    let items = catalogue.customers(after, limit + 1).await?;
    let items = items
        .into_iter()
        .map(|customer| seen(&caller, customer))
        .collect();
    Ok(ok(Page::cut(items, limit, |customer: &StoredCustomer| {
        cursor::write(LIST, &[customer.id.0])
    })))
}

/// Whom words find; a page's place says whether it is among the exact ones or the names.
async fn search(app: &App, caller: &Caller, query: &Query, text: &str) -> Answer<Response> {
    if query.one("source")?.is_some() || query.one("external_id")?.is_some() {
        let expected = "nothing beside source and external_id";
        return Err(Problem::parameter("invalid_parameter", "q", expected));
    }
    let limit = query.limit()?;
    let after = match query.one("cursor")? {
        None => None,
        Some(text) => match cursor::read(SEARCH, text)?[..] {
            [0, id] => Some(Found::Exactly(CustomerId(id))),
            [1, id] => Some(Found::ByName(CustomerId(id))),
            _ => return Err(cursor::bad()),
        },
    };
    let catalogue = app.engine().catalogue();
    let found = catalogue.find_customers(text, after, limit + 1).await?;
    let page = Page::cut(found, limit, |(place, _)| match place {
        Found::Exactly(id) => cursor::write(SEARCH, &[0, id.0]),
        Found::ByName(id) => cursor::write(SEARCH, &[1, id.0]),
    });
    Ok(ok(Page {
        items: page
            .items
            .into_iter()
            .map(|(_, customer)| seen(caller, customer))
            .collect(),
        next_cursor: page.next_cursor,
    }))
}

pub(crate) async fn one(State(app): State<App>, caller: Caller, Id(id): Id<CustomerId>) -> Answer<Response> {
    let customer = app.engine().catalogue().customer(id).await?;
    let customer = customer.ok_or_else(|| Problem::not_found("customer"))?;
    Ok(ok(seen(&caller, customer)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    #[serde(default)]
    reason: Option<String>,
}

/// The document in clear. That it was looked at is on record before it is answered.
pub(crate) async fn reveal(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<CustomerId>,
    MaybeInput(why): MaybeInput<Why>,
) -> Answer<Response> {
    let engine = app.engine();
    let document = engine
        .catalogue()
        .reveal_document(id, caller.by(why.reason), engine.now())
        .await?;
    Ok(ok(serde_json::json!({ "document": document })))
}
