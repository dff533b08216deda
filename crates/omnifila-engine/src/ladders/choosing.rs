//! Which ladder an invoice is for, and what speaks against writing about it today.

use jiff::ToSpan;
use jiff::civil::Date;
use omnifila_core::brazil::document;
use omnifila_core::catalogue::{
    Book, Collection, HoldCause, HoldScope, LadderFilters, LadderSpec, PersonType, Stored,
};
use omnifila_core::id::CustomerId;
use omnifila_core::time::Time;
use omnifila_store::catalogue::DueInvoice;
use std::collections::HashMap;
use std::sync::Arc;

/// What decides about the invoices of one run.
#[derive(Debug)]
pub(super) struct Choice {
    ladder: Arc<Stored<LadderSpec>>,
    /// Enabled ladders that come before this one.
    before: Vec<Arc<Stored<LadderSpec>>>,
    starts_on: Option<Date>,
    today: Date,
    /// Customers to whom something was granted that lasts.
    granted: HashMap<CustomerId, HoldCause>,
}

impl Choice {
    pub(super) fn new(book: &Book, ladder: &Arc<Stored<LadderSpec>>, today: Date, now: Time) -> Self {
        let own = (ladder.spec.rank, ladder.id);
        let others = book
            .ladders
            .values()
            .filter(|l| l.spec.enabled && l.id != ladder.id);
        let before = others.filter(|l| (l.spec.rank, l.id) < own);
        Choice {
            before: before.cloned().collect(),
            starts_on: ladder.spec.starts_on.parse().ok(),
            ladder: Arc::clone(ladder),
            today,
            granted: granted(book, now),
        }
    }

    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// Why no message is made of an invoice's step of `date`.
    pub(super) fn refusal(&self, invoice: &DueInvoice, date: Date) -> Option<&'static str> {
        if !invoice.status.collectable() {
            return Some("not_collectable");
        }
        if self.starts_on.is_some_and(|start| date < start) {
            return Some("before_starts_on");
        }
        self.not_ours(invoice).or_else(|| self.unwelcome(invoice))
    }

    /// Why the ladder is not the invoice's.
    pub(super) fn not_ours(&self, invoice: &DueInvoice) -> Option<&'static str> {
        if !matches(&self.ladder.spec.filters, invoice) {
            return Some("filters");
        }
        let other = self.before.iter().any(|l| matches(&l.spec.filters, invoice));
        other.then_some("other_ladder")
    }

    /// What the source, the customer or the contract says against it.
    fn unwelcome(&self, invoice: &DueInvoice) -> Option<&'static str> {
        if let Some(block) = invoice.block {
            return Some(block.word());
        }
        if let Some(cause) = self.granted.get(&invoice.customer_id) {
            return Some(cause.word());
        }
        let of_contract = invoice.contract.as_ref().and_then(|c| c.collection.as_ref());
        self.collection_refusal(invoice.collection.as_ref(), &invoice.due_date)
            .or_else(|| self.collection_refusal(of_contract, &invoice.due_date))
    }

    /// Why a customer's or a contract's own word is against writing today.
    fn collection_refusal(&self, collection: Option<&Collection>, due_date: &str) -> Option<&'static str> {
        let collection = collection?;
        if !collection.allowed {
            return Some("collection_not_allowed");
        }
        let until = collection
            .paused_until
            .as_ref()
            .and_then(|d| d.parse::<Date>().ok());
        if until.is_some_and(|until| self.today <= until) {
            return Some("collection_paused");
        }
        let due: Date = due_date.parse().ok()?;
        if self.today < due && collection.before_due == Some(false) {
            return Some("collection_before_due");
        }
        let after = i64::from(collection.after_days?);
        let early = self.today > due && self.today < due.saturating_add(after.days());
        early.then_some("collection_too_early")
    }
}

/// A promise to pay and an unlock on trust are holds of a customer with a cause.
fn granted(book: &Book, now: Time) -> HashMap<CustomerId, HoldCause> {
    let holds = book.holds.values().map(|hold| &hold.spec);
    let lasting = holds.filter(|hold| hold.scope == HoldScope::Customer && hold.lasts(now));
    lasting
        .filter_map(|hold| Some((CustomerId(hold.id?), hold.cause?)))
        .collect()
}

/// Whether all filters that are given match.
pub(super) fn matches(filters: &LadderFilters, invoice: &DueInvoice) -> bool {
    let amount = invoice.open();
    let any = |wanted: &[String], have: Option<&str>| {
        wanted.is_empty() || have.is_some_and(|h| wanted.iter().any(|w| w == h))
    };
    let has_type = |kind: &String| {
        let tags = invoice.tags.iter();
        tags.filter_map(|tag| tag.strip_prefix("tipo:"))
            .any(|tag| tag == kind)
    };
    let contract = invoice.contract.as_ref();
    filters.amount_min_cents.is_none_or(|min| amount >= min)
        && filters.amount_max_cents.is_none_or(|max| amount <= max)
        && (filters.tags.is_empty() || filters.tags.iter().any(|t| invoice.tags.contains(t)))
        && !filters.without_tags.iter().any(|t| invoice.tags.contains(t))
        && any(&filters.branch_keys, invoice.branch_key.as_deref())
        && any(&filters.payment_methods, invoice.payment_method.as_deref())
        && any(&filters.portfolios, invoice.portfolio.as_deref())
        && any(
            &filters.contract_statuses,
            contract.and_then(|c| c.status.as_deref()),
        )
        && (filters.customer_types.is_empty() || filters.customer_types.iter().any(has_type))
        && (filters.person_types.is_empty()
            || person_type(invoice).is_some_and(|own| filters.person_types.contains(&own)))
}

/// By what the source says, else by the kind of document.
fn person_type(invoice: &DueInvoice) -> Option<PersonType> {
    let told = invoice.tags.iter().find_map(|tag| match tag.as_str() {
        "pessoa:fisica" => Some(PersonType::Individual),
        "pessoa:juridica" => Some(PersonType::Company),
        "pessoa:estrangeiro" => Some(PersonType::Foreign),
        _ => None,
    });
    told.or_else(|| {
        let document = document::parse(invoice.document.as_deref()?).ok()?;
        Some(match document.kind() {
            "cpf" => PersonType::Individual,
            _ => PersonType::Company,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::catalogue::{Contract, InvoiceStatus};
    use omnifila_core::id::InvoiceId;
    use serde_json::json;

    fn invoice() -> DueInvoice {
        DueInvoice {
            id: InvoiceId(1),
            source: "erp".into(),
            external_id: "F1".into(),
            status: InvoiceStatus::Open,
            due_date: "2026-12-10".into(),
            amount_cents: 9_990,
            open_cents: None,
            payment_method: Some("boleto".into()),
            pix: None,
            boleto_line: None,
            pdf_url: None,
            contract_external_id: Some("7".into()),
            branch_key: Some("sul".into()),
            customer_id: CustomerId(1),
            customer_external_id: "C1".into(),
            customer_name: "Cliente Exemplo".into(),
            document: Some("11144477735".into()),
            phone: Some("+5549900000001".into()),
            email: None,
            state: None,
            city_ibge: None,
            tags: vec!["tipo:Residencial".into(), "fibra".into()],
            collection: None,
            contract: Some(Contract {
                external_id: "7".into(),
                plan: None,
                status: Some("active".into()),
                collection: None,
            }),
            portfolio: Some("12".into()),
            block: None,
            paid_at: None,
        }
    }

    fn fits(filters: serde_json::Value) -> bool {
        matches(&serde_json::from_value(filters).unwrap(), &invoice())
    }

    #[test]
    fn every_filter_that_is_given_must_match() {
        assert!(fits(json!({})));
        for (good, bad) in [
            (json!({"portfolios": ["3", "12"]}), json!({"portfolios": ["3"]})),
            (
                json!({"customer_types": ["Residencial"]}),
                json!({"customer_types": ["tipo:Residencial"]}),
            ),
            (
                json!({"person_types": ["company", "individual"]}),
                json!({"person_types": ["company"]}),
            ),
            (
                json!({"contract_statuses": ["active"]}),
                json!({"contract_statuses": ["cancelled"]}),
            ),
            (json!({"branch_keys": ["sul"]}), json!({"branch_keys": ["norte"]})),
            (
                json!({"payment_methods": ["boleto"]}),
                json!({"payment_methods": ["pix"]}),
            ),
            (json!({"tags": ["fibra", "radio"]}), json!({"tags": ["radio"]})),
            (
                json!({"without_tags": ["radio"]}),
                json!({"without_tags": ["fibra"]}),
            ),
            (
                json!({"amount_min_cents": 9_990}),
                json!({"amount_min_cents": 9_991}),
            ),
            (
                json!({"amount_max_cents": 9_990}),
                json!({"amount_max_cents": 9_989}),
            ),
        ] {
            assert!(fits(good.clone()), "{good}");
            assert!(!fits(bad.clone()), "{bad}");
        }
    }

    #[test]
    fn what_the_source_says_of_a_person_outweighs_the_document() {
        let mut one = invoice();
        assert_eq!(person_type(&one), Some(PersonType::Individual));
        one.tags.push("pessoa:juridica".into());
        assert_eq!(person_type(&one), Some(PersonType::Company));
        (one.tags, one.document) = (Vec::new(), None);
        assert_eq!(person_type(&one), None);
    }
}
