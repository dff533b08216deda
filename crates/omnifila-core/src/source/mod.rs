//! Sources that can be asked: systems of record whose rows become our customers, contracts and invoices.
//!
//! Model: rows come as the source gives them ([`Row`], texts by name); one file per kind maps them, purely. How old a look at
//! an invoice may be when its message leaves is decided here too ([`MAX_AGE`]). Left out: fetching (`omnifila-providers`),
//! keeping (`omnifila-store`), and when to do either (`omnifila-engine`).

pub mod assina;
pub mod ixc;

use crate::catalogue::{InvoiceInput, SourceSpec};
use crate::message::words;
use crate::time::MINUTE;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A look at an invoice older than this is looked at again before its message leaves (P5), in milliseconds.
pub const MAX_AGE: i64 = 2 * MINUTE;
/// How long an invoice that its source holds back waits until it is asked about again, in milliseconds.
pub const BLOCKED_AGAIN: i64 = 10 * MINUTE;
/// A source that could not be asked for so long needs a person, in milliseconds.
pub const ALERT_AFTER: i64 = 15 * MINUTE;
/// Invoices asked about in one call at most.
pub const LOOK_BATCH: usize = 200;

impl SourceSpec {
    /// Whether the source can be asked, rather than only being told.
    pub fn askable(&self) -> bool {
        self.kind == ixc::KIND
    }

    /// The name that its customers and invoices carry as their `source`: its key, else kind and id.
    pub fn label(&self, id: i64) -> String {
        self.key.clone().unwrap_or_else(|| format!("{}-{id}", self.kind))
    }

    /// Whether [`SourceSpec::label`] is `name`.
    pub fn is_called(&self, id: i64, name: &str) -> bool {
        match &self.key {
            Some(key) => key == name,
            None => name
                .strip_prefix(self.kind.as_str())
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|rest| rest.parse() == Ok(id)),
        }
    }
}

words! {
    /// Why an open invoice must not be collected for the time being, as its source says.
    Block {
        /// The customer cannot see it yet.
        NotReleased = 0 "not_released",
        /// Somebody says it is paid, and the bank has not confirmed.
        AwaitingConfirmation = 1 "awaiting_confirmation",
        /// A forecast, not a claim.
        Forecast = 2 "forecast",
        /// The source tells of it in a way that cannot be read.
        Unreadable = 3 "unreadable",
    }
}

/// An invoice as a source tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInvoice {
    pub input: InvoiceInput,
    pub block: Option<Block>,
}

/// One record of a source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row(pub Map<String, Value>);

impl Row {
    /// A field as text without spaces around it; empty when it is not there.
    pub fn text(&self, name: &str) -> Cow<'_, str> {
        match self.0.get(name) {
            Some(Value::String(text)) => Cow::Borrowed(text.trim()),
            Some(Value::Number(n)) => Cow::Owned(n.to_string()),
            _ => Cow::Borrowed(""),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The numeric id that the source pages by.
    pub fn id(&self) -> Option<u64> {
        self.text("id").parse().ok().filter(|id| *id > 0)
    }
}
