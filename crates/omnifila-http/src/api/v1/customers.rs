//! Customers: brought in batches, looked at one by one.

use crate::api::{Page, ok};
use crate::app::App;
use crate::body::Payload;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::{CustomerInput, remark};
use omnifila_core::id::CustomerId;
use omnifila_core::input::{self, InputError};
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::StoredCustomer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::batch::check_count;

const LIST: &str = "customers";
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

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["source", "external_id", "limit", "cursor"])?;
    let catalogue = app.engine().catalogue();
    match (query.one("source")?, query.one("external_id")?) {
        (Some(source), Some(external_id)) => {
            let found = catalogue
                .customer_by_ref(source.to_owned(), external_id.to_owned())
                .await?;
            return Ok(ok(Page {
                items: Vec::from_iter(found),
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
    Ok(ok(Page::cut(items, limit, |customer: &StoredCustomer| {
        cursor::write(LIST, &[customer.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<CustomerId>) -> Answer<Response> {
    let customer = app.engine().catalogue().customer(id).await?;
    Ok(ok(customer.ok_or_else(|| Problem::not_found("customer"))?))
}
