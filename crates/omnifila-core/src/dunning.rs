//! What a ladder keeps with a message: what its invoices said when it was rendered, and what is to become of it when they say
//! something else before it leaves.
//!
//! Left out: rendering and fetching (the engine), and keeping it (the store).

use crate::catalogue::{Attachment, Change, LegalNotice, OnChange, OneEnds};
use crate::id::{InvoiceId, LadderId, WindowId};
use crate::message::words;
use serde::{Deserialize, Serialize};

/// Kept with a message that a ladder made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dunning {
    pub ladder_id: LadderId,
    pub ladder_version: u32,
    /// The step's offset.
    pub step: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_id: Option<WindowId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub on_change: OnChange,
    #[serde(default)]
    pub when_one_ends: OneEnds,
    /// With the local date it was made for, from which its dates are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_notice: Option<(LegalNotice, String)>,
    /// What it speaks of, the one it is counted for first; at least one.
    pub invoices: Vec<Spoken>,
}

/// One invoice of a message, as it was when the message was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    pub id: InvoiceId,
    /// The business key of its step; with a message about several, each has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(flatten)]
    pub facts: Facts,
}

/// What of an invoice a customer is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Local date.
    pub due_date: String,
    pub open_cents: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boleto_line: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf_url: Option<String>,
}

words! {
    /// A field of [`Facts`], or that an invoice left the message.
    Fact {
        Amount = 0 "amount",
        DueDate = 1 "due_date",
        Pix = 2 "pix",
        BoletoLine = 3 "boleto_line",
        Pdf = 4 "pdf_url",
        /// One of several invoices ended.
        Invoice = 5 "invoice",
    }
}

/// One difference between what a message said and what its invoice says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub invoice_id: InvoiceId,
    pub field: Fact,
    /// Amounts in cents.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Facts {
    /// What differs from `self` to `now`.
    pub fn differences(&self, invoice_id: InvoiceId, now: &Facts) -> Vec<Difference> {
        let cents = |facts: &Facts| Some(facts.open_cents.to_string());
        let rows = [
            (Fact::Amount, cents(self), cents(now)),
            (
                Fact::DueDate,
                Some(self.due_date.clone()),
                Some(now.due_date.clone()),
            ),
            (Fact::Pix, self.pix.clone(), now.pix.clone()),
            (
                Fact::BoletoLine,
                self.boleto_line.clone(),
                now.boleto_line.clone(),
            ),
            (Fact::Pdf, self.pdf_url.clone(), now.pdf_url.clone()),
        ];
        let differ = rows.into_iter().filter(|(_, before, after)| before != after);
        differ
            .map(|(field, before, after)| Difference {
                invoice_id,
                field,
                before,
                after,
            })
            .collect()
    }
}

impl OnChange {
    /// What one difference asks for.
    pub fn of(&self, field: Fact) -> Change {
        match field {
            Fact::Amount => self.amount,
            Fact::DueDate => self.due_date,
            Fact::Pix => self.pix,
            Fact::BoletoLine | Fact::Pdf => self.link,
            Fact::Invoice => Change::Rerender,
        }
    }

    /// What all of them ask for: the strictest; `None` without any.
    pub fn verdict(&self, differences: &[Difference]) -> Option<Change> {
        differences.iter().map(|d| self.of(d.field)).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(cents: i64, due: &str, pix: Option<&str>) -> Facts {
        Facts {
            due_date: due.into(),
            open_cents: cents,
            pix: pix.map(str::to_owned),
            boleto_line: None,
            pdf_url: None,
        }
    }

    #[test]
    fn the_strictest_of_what_changed_decides() {
        let before = facts(9_990, "2026-12-10", Some("a"));
        let id = InvoiceId(7);
        let rules = OnChange {
            amount: Change::Hold,
            ..OnChange::default()
        };
        let verdict = |now: &Facts| rules.verdict(&before.differences(id, now));
        assert_eq!(verdict(&before), None);
        assert_eq!(
            verdict(&facts(9_990, "2026-12-10", Some("b"))),
            Some(Change::Rerender)
        );
        assert_eq!(verdict(&facts(9_991, "2026-12-10", None)), Some(Change::Hold));
        assert_eq!(verdict(&facts(9_991, "2026-12-11", None)), Some(Change::Drop));
    }

    #[test]
    fn a_difference_says_what_it_was_and_what_it_is() {
        let before = facts(9_990, "2026-12-10", Some("a"));
        let found = before.differences(InvoiceId(7), &facts(8_000, "2026-12-10", None));
        let told: Vec<_> = found
            .iter()
            .map(|d| (d.field.word(), d.before.as_deref(), d.after.as_deref()))
            .collect();
        assert_eq!(
            told,
            [("amount", Some("9990"), Some("8000")), ("pix", Some("a"), None)]
        );
    }
}
