//! A [`MessageFilter`] as SQL over `state s` joined with `message m`: one translation for lists, counts, orders and the test
//! whether one row is covered, so that they cannot disagree.
//!
//! The status is left out here: who asks compares it with what a running cancel makes of it ([`super::cover`]).

use crate::catalogue;
use crate::filter::MessageFilter;
use crate::sql::Value;
use omnifila_core::brazil::phone;
use omnifila_core::id::MAX_ID;

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

/// Source and external id as one text: no API accepts a control character in either.
pub(super) fn reference(source: &str, external_id: &str) -> String {
    format!("{source}\u{1f}{external_id}")
}

/// ` AND …` for each thing the filter names.
pub(super) fn condition(filter: &MessageFilter) -> Sql {
    let mut c = Sql::default();
    let mut state = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            c.bind(&format!(" AND s.{column}?"), value);
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
    state("sent_at >= ", filter.sent_from.map(|t| t.ms()));
    state("sent_at < ", filter.sent_to.map(|t| t.ms()));
    if let Some(code) = &filter.error_code {
        c.bind(" AND s.error_code = ?", code.clone());
    }
    if let Some(origin) = filter.origin {
        c.bind(" AND m.origin = ?", origin.code());
    }
    for (column, value) in [
        ("batch_ref", &filter.batch_ref),
        ("dedupe_key", &filter.dedupe_key),
        ("source_ref", &filter.source_ref),
    ] {
        if let Some(value) = value {
            c.bind(&format!(" AND m.{column} = ?"), value.clone());
        }
    }
    if let Some(run) = filter.run_id {
        c.append(&member_of(run.0));
    }
    if let Some(q) = &filter.q {
        c.append(&Search::of(q).condition());
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
    pub(super) id: Option<i64>,
    pub(super) phone: Option<Phone>,
    /// The customer's name from its beginning, folded; empty matches every name.
    pub(super) name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phone {
    /// A whole number, as addresses are kept.
    Whole(String),
    /// The last digits of one.
    End(String),
}

/// Fewer digits than a telephone number without its area code are no search for one.
const PHONE_DIGITS: usize = 8;

impl Search {
    pub(super) fn of(text: &str) -> Search {
        let text = text.trim();
        let numeric = text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        let digits: String = text.chars().filter(|c| numeric && c.is_ascii_digit()).collect();
        let phone = match phone::normalise(text) {
            _ if digits.len() < PHONE_DIGITS => None,
            Ok(whole) => Some(Phone::Whole(whole)),
            Err(_) => Some(Phone::End(digits)),
        };
        Search {
            id: text.parse::<i64>().ok().filter(|id| (1..=MAX_ID).contains(id)),
            phone,
            name: catalogue::fold(text),
        }
    }

    /// It asks for nothing.
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.id.is_none() && self.phone.is_none()
    }

    /// Only names can match.
    pub(super) fn by_name_only(&self) -> bool {
        self.id.is_none() && self.phone.is_none() && !self.name.is_empty()
    }

    /// The first text after all that begin with the name, as SQLite compares (by bytes).
    pub(super) fn after_name(&self) -> String {
        format!("{}\u{10ffff}", self.name)
    }

    fn condition(&self) -> Sql {
        let mut c = Sql::default();
        if self.is_empty() {
            return c;
        }
        match &self.phone {
            Some(Phone::Whole(address)) => {
                c.bind(" AND (m.address = ?", address.clone());
            }
            Some(Phone::End(digits)) => {
                c.bind(" AND (m.address LIKE ?", format!("%{digits}"));
            }
            None => {
                c.bind(
                    " AND (EXISTS (SELECT 1 FROM customer q WHERE q.id = s.customer_id AND q.name_fold >= ?",
                    self.name.clone(),
                );
                c.bind(" AND q.name_fold < ?)", self.after_name());
            }
        }
        if let Some(id) = self.id {
            c.bind(" OR s.id = ?", id);
        }
        c.push(")");
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_phones_and_ids_apart() {
        let whole = Some(Phone::Whole("+5549900000001".into()));
        assert_eq!(Search::of("(49) 90000-0001").phone, whole);
        assert_eq!(Search::of("+55 49 90000 0001").phone, whole);
        assert_eq!(Search::of("00000001").phone, Some(Phone::End("00000001".into())));
        assert_eq!(
            Search::of("77"),
            Search {
                id: Some(77),
                phone: None,
                name: "77".into()
            }
        );
        assert!(Search::of(" José da ").by_name_only());
        assert_eq!(Search::of(" José da ").name, "jose da");
        assert!(Search::of("  ").is_empty());
    }
}
