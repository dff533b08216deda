//! A [`MessageFilter`] as SQL over `state s` joined with `message m`: one translation for lists, counts, orders and the test
//! whether one row is covered, so that they cannot disagree.
//!
//! The status is left out here: who asks compares it with what a running cancel makes of it ([`super::cover`]).

use crate::catalogue;
use crate::filter::MessageFilter;
use omnifila_core::id::MAX_ID;
use rusqlite::types::Value;

/// SQL text with its parameters, in the order of their `?`.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) params: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Sql {
        Sql {
            text: text.into(),
            params: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(super) fn bind(&mut self, text: &str, value: impl Into<Value>) -> &mut Self {
        self.text.push_str(text);
        self.params.push(value.into());
        self
    }

    pub(super) fn append(&mut self, other: &Sql) -> &mut Self {
        self.text.push_str(&other.text);
        self.params.extend(other.params.iter().cloned());
        self
    }
}

/// What a filter asks of one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Condition {
    /// Begins with ` AND ` unless empty, so that it follows any other condition.
    pub(super) sql: Sql,
    /// It reads `m`.
    pub(super) needs_message: bool,
}

/// Source and external id as one text: no API accepts a control character in either.
pub(super) fn reference(source: &str, external_id: &str) -> String {
    format!("{source}\u{1f}{external_id}")
}

pub(super) fn condition(filter: &MessageFilter) -> Condition {
    let mut c = Condition::default();
    let mut state = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            c.sql.bind(&format!(" AND s.{column}?"), value);
        }
    };
    state("gateway_id = ", filter.gateway_id.map(|g| g.0));
    state("purpose = ", filter.purpose.map(|p| p.code()));
    state("priority = ", filter.priority.map(|p| p.code()));
    state("customer_id = ", filter.customer.map(|c| c.0));
    state("invoice_id = ", filter.invoice.map(|i| i.0));
    state("template_id = ", filter.template_id.map(|t| t.0));
    state("created_at >= ", filter.created_from.map(|t| t.ms()));
    state("created_at < ", filter.created_to.map(|t| t.ms()));
    state("updated_at > ", filter.updated_after.map(|t| t.ms()));
    if let Some(code) = &filter.error_code {
        c.sql.bind(" AND s.error_code = ?", code.clone());
    }
    if let Some(origin) = filter.origin {
        c.needs_message = true;
        c.sql.bind(" AND m.origin = ?", origin.code());
    }
    for (column, value) in [
        ("batch_ref", &filter.batch_ref),
        ("dedupe_key", &filter.dedupe_key),
        ("source_ref", &filter.source_ref),
    ] {
        if let Some(value) = value {
            c.needs_message = true;
            c.sql.bind(&format!(" AND m.{column} = ?"), value.clone());
        }
    }
    if let Some(run) = filter.run_id {
        c.sql.append(&member_of(run.0));
    }
    if let Some(q) = &filter.q {
        let search = Search::of(q).condition();
        c.needs_message |= search.needs_message;
        c.sql.append(&search.sql);
    }
    c
}

/// The run that released the row `s`: the oldest mark that covers it while it waits, else the one stamped on it. As
/// [`super::memory::QueueMemory::run_of`].
pub(super) const TASK_RUN: &str = "CASE WHEN s.status = 0 AND s.released = 0 THEN coalesce(max(\
    (SELECT g.run_id FROM run_gateway g WHERE g.gateway_id = s.gateway_id AND g.mark_id >= s.id ORDER BY g.mark_id, g.run_id LIMIT 1), \
    (SELECT g.run_id FROM run_gateway g WHERE g.gateway_id = s.gateway_id AND g.mark_due >= s.release_at \
    ORDER BY g.mark_due, g.run_id LIMIT 1)), s.task_run_id) ELSE s.task_run_id END";

/// Made by the run, or released by it.
fn member_of(run: i64) -> Sql {
    let mut sql = Sql::default();
    sql.bind(" AND (s.run_id = ?", run)
        .bind(&format!(" OR {TASK_RUN} = ?"), run)
        .push(")");
    sql
}

/// What a person typed into the search field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    /// A message's id.
    id: Option<i64>,
    /// The last digits of a telephone number.
    digits: Option<String>,
    /// The customer's name from its beginning, folded; empty matches every name.
    pub(super) name: String,
}

/// Fewer digits than a telephone number without its area code are no search for one.
const PHONE_DIGITS: usize = 8;

impl Search {
    pub(super) fn of(text: &str) -> Search {
        let text = text.trim();
        let numeric = text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        let digits: String = text
            .chars()
            .filter(char::is_ascii_digit)
            .filter(|_| numeric)
            .collect();
        Search {
            id: text.parse::<i64>().ok().filter(|id| (1..=MAX_ID).contains(id)),
            digits: Some(digits).filter(|d| d.len() >= PHONE_DIGITS),
            name: catalogue::fold(text),
        }
    }

    /// Only names can match.
    pub(super) fn by_name_only(&self) -> bool {
        self.id.is_none() && self.digits.is_none() && !self.name.is_empty()
    }

    /// The first text after all that begin with the name, as SQLite compares (by bytes).
    pub(super) fn after_name(&self) -> String {
        format!("{}\u{10ffff}", self.name)
    }

    fn condition(&self) -> Condition {
        let mut c = Condition::default();
        if self.name.is_empty() && self.id.is_none() && self.digits.is_none() {
            return c;
        }
        c.sql.bind(
            " AND (EXISTS (SELECT 1 FROM customer q WHERE q.id = s.customer_id AND q.name_fold >= ?",
            self.name.clone(),
        );
        c.sql.bind(" AND q.name_fold < ?)", self.after_name());
        if let Some(id) = self.id {
            c.sql.bind(" OR s.id = ?", id);
        }
        if let Some(digits) = &self.digits {
            c.needs_message = true;
            c.sql.bind(" OR m.address LIKE ?", format!("%{digits}"));
        }
        c.sql.push(")");
        c
    }
}
