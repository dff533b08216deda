//! Which messages, as callers say it: the names of `GET /messages`, in a query or as the `filter` of a bulk order.

use crate::problem::{Answer, Problem};
use crate::query::Query;
use omnifila_core::id::{CustomerId, InvoiceId, MAX_ID};
use omnifila_core::input::InputError;
use omnifila_core::message::{Origin, Priority, Purpose, Status};
use omnifila_core::time::Time;
use omnifila_engine::Engine;
use omnifila_store::MessageFilter;
use serde::Deserialize;

/// Characters of a text in a filter at most.
const MAX_TEXT: usize = 300;

/// An id that no row has: what a name that is not known stands for.
const NOBODY: i64 = 0;

/// The filter as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FilterInput {
    gateway_id: Option<i64>,
    status: Option<OneOrMany>,
    origin: Option<Origin>,
    purpose: Option<Purpose>,
    priority: Option<Priority>,
    q: Option<String>,
    customer: Option<Who>,
    invoice: Option<Who>,
    run_id: Option<i64>,
    batch_ref: Option<String>,
    template_id: Option<i64>,
    dedupe_key: Option<String>,
    source_ref: Option<String>,
    error_code: Option<String>,
    created_from: Option<Time>,
    created_to: Option<Time>,
    updated_after: Option<Time>,
    sent_from: Option<Time>,
    sent_to: Option<Time>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "a status, or a list of statuses")]
enum OneOrMany {
    One(Status),
    Many(Vec<Status>),
}

/// An id, or `source:external_id`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "an id, or a text source:external_id")]
enum Who {
    Id(i64),
    Name(String),
}

impl FilterInput {
    /// The names that a query may have.
    pub(crate) const NAMES: [&'static str; 19] = [
        "gateway_id",
        "status",
        "origin",
        "purpose",
        "priority",
        "q",
        "customer",
        "invoice",
        "run_id",
        "batch_ref",
        "template_id",
        "dedupe_key",
        "source_ref",
        "error_code",
        "created_from",
        "created_to",
        "updated_after",
        "sent_from",
        "sent_to",
    ];

    pub(crate) fn of_query(query: &Query) -> Answer<Self> {
        let short = |text: &str| (text.chars().count() <= MAX_TEXT).then(|| text.to_owned());
        let text = |name| query.parsed(name, &format!("at most {MAX_TEXT} characters"), short);
        let who = |name| {
            query
                .one(name)
                .map(|value| value.map(|text| Who::Name(text.to_owned())))
        };
        let statuses = query.all("status").filter(|word| !word.is_empty()).map(|word| {
            let expected = || expected_words(Status::ALL.iter().map(|s| s.word()));
            Status::from_word(word)
                .ok_or_else(|| Problem::parameter("invalid_parameter", "status", expected()))
        });
        let statuses = statuses.collect::<Answer<Vec<Status>>>()?;
        let origins = expected_words(Origin::ALL.iter().map(|word| word.word()));
        let purposes = expected_words(Purpose::ALL.iter().map(|word| word.word()));
        let priorities = expected_words(Priority::ALL.iter().map(|word| word.word()));
        Ok(Self {
            gateway_id: query.id("gateway_id")?,
            status: (!statuses.is_empty()).then_some(OneOrMany::Many(statuses)),
            origin: query.parsed("origin", &origins, Origin::from_word)?,
            purpose: query.parsed("purpose", &purposes, Purpose::from_word)?,
            priority: query.parsed("priority", &priorities, Priority::from_word)?,
            q: text("q")?,
            customer: who("customer")?,
            invoice: who("invoice")?,
            run_id: query.id("run_id")?,
            batch_ref: text("batch_ref")?,
            template_id: query.id("template_id")?,
            dedupe_key: text("dedupe_key")?,
            source_ref: text("source_ref")?,
            error_code: text("error_code")?,
            created_from: query.time("created_from")?,
            created_to: query.time("created_to")?,
            updated_after: query.time("updated_after")?,
            sent_from: query.time("sent_from")?,
            sent_to: query.time("sent_to")?,
        })
    }

    /// The filter as the store knows it; names are looked up. A name that nobody has matches nothing.
    pub(crate) async fn resolve(self, engine: &Engine) -> Answer<MessageFilter> {
        self.check()?;
        let customer = match self.customer {
            Some(who) => Some(CustomerId(find_customer(engine, who).await?)),
            None => None,
        };
        let invoice = match self.invoice {
            Some(who) => Some(InvoiceId(find_invoice(engine, who).await?)),
            None => None,
        };
        let status = match self.status {
            None => Vec::new(),
            Some(OneOrMany::One(status)) => vec![status],
            Some(OneOrMany::Many(mut statuses)) => {
                statuses.sort_unstable();
                statuses.dedup();
                statuses
            }
        };
        Ok(MessageFilter {
            gateway_id: self.gateway_id.map(Into::into),
            status,
            origin: self.origin,
            purpose: self.purpose,
            priority: self.priority,
            q: self.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
            customer,
            invoice,
            run_id: self.run_id.map(Into::into),
            batch_ref: self.batch_ref,
            template_id: self.template_id.map(Into::into),
            dedupe_key: self.dedupe_key,
            source_ref: self.source_ref,
            error_code: self.error_code,
            created_from: self.created_from,
            created_to: self.created_to,
            updated_after: self.updated_after,
            sent_from: self.sent_from,
            sent_to: self.sent_to,
        })
    }

    fn check(&self) -> Result<(), InputError> {
        let texts = [
            ("/q", &self.q),
            ("/batch_ref", &self.batch_ref),
            ("/dedupe_key", &self.dedupe_key),
            ("/source_ref", &self.source_ref),
            ("/error_code", &self.error_code),
        ];
        let long = texts
            .iter()
            .find(|(_, text)| text.as_ref().is_some_and(|t| t.chars().count() > MAX_TEXT));
        match long {
            Some((pointer, _)) => Err(InputError::new(
                "bad_length",
                *pointer,
                format!("at most {MAX_TEXT} characters"),
            )),
            None => Ok(()),
        }
    }
}

pub(crate) fn expected_words(words: impl Iterator<Item = &'static str>) -> String {
    format!("one of {}", words.collect::<Vec<_>>().join(", "))
}

/// Either what has this id, or the two halves of a name.
fn split(who: Who) -> Result<i64, (String, String)> {
    match who {
        Who::Id(id) if (1..=MAX_ID).contains(&id) => Ok(id),
        Who::Id(_) => Ok(NOBODY),
        Who::Name(text) => match (text.parse::<i64>(), text.split_once(':')) {
            (Ok(id), _) => split(Who::Id(id)),
            // Without a source it is the API's own.
            (Err(_), None) => Err(("api".to_owned(), text)),
            (Err(_), Some((source, external_id))) => Err((source.to_owned(), external_id.to_owned())),
        },
    }
}

async fn find_customer(engine: &Engine, who: Who) -> Answer<i64> {
    match split(who) {
        Ok(id) => Ok(id),
        Err((source, external_id)) => {
            let found = engine.catalogue().customer_by_ref(source, external_id).await?;
            Ok(found.map_or(NOBODY, |customer| customer.id.0))
        }
    }
}

async fn find_invoice(engine: &Engine, who: Who) -> Answer<i64> {
    match split(who) {
        Ok(id) => Ok(id),
        Err(name) => {
            let found = engine.catalogue().invoices_by_ref(vec![name.clone()]).await?;
            Ok(found.get(&name).map_or(NOBODY, |invoice| invoice.id.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_id_or_a_source_and_an_external_id() {
        assert_eq!(split(Who::Id(7)), Ok(7));
        assert_eq!(split(Who::Id(-7)), Ok(NOBODY));
        assert_eq!(split(Who::Name("7".into())), Ok(7));
        assert_eq!(
            split(Who::Name("ixc:7:8".into())),
            Err(("ixc".into(), "7:8".into()))
        );
        assert_eq!(split(Who::Name("c-1".into())), Err(("api".into(), "c-1".into())));
    }

    #[test]
    fn every_name_of_the_query_is_a_name_of_the_filter() {
        for name in FilterInput::NAMES {
            let value = match name {
                "gateway_id" | "run_id" | "template_id" | "customer" | "invoice" => "1",
                "status" => "\"sent\"",
                "origin" => "\"api\"",
                "purpose" => "\"service\"",
                "priority" => "\"high\"",
                "created_from" | "created_to" | "updated_after" | "sent_from" | "sent_to" => {
                    "\"2026-12-10T08:00:00-03:00\""
                }
                _ => "\"x\"",
            };
            let json = format!("{{\"{name}\":{value}}}");
            assert!(serde_json::from_str::<FilterInput>(&json).is_ok(), "{name}");
            let query = Query::parse(&format!("{name}={}", value.trim_matches('"')));
            assert!(FilterInput::of_query(&query).is_ok(), "{name}");
        }
    }
}
