//! What the law wants a ladder's messages to say, looked at before it is published.
//!
//! Sources: CDC art. 42-A (documents of collection carry the supplier's name, address and CPF or CNPJ); Anatel's RGC,
//! Resolução 765/2023, arts. 70–71 (the notice before a suspension states reason, amount and month, the dates of suspension and
//! of rescission, that credit bureaus may be told after it, and how long restoring takes).
//!
//! What a template says is its texts and variables, and what its provider's own template says is not known here: a remark is a
//! question to a person, never a refusal.

use omnifila_core::catalogue::{Book, BranchSpec, LadderSpec, LadderStep, LegalNotice, TemplateSpec};
use omnifila_core::id::TemplateId;
use omnifila_core::message::Purpose;
use omnifila_core::template::Compiled;
use serde::Serialize;
use std::collections::BTreeSet;

/// Something that a step's message should say and does not seem to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LadderRemark {
    /// The step's offset.
    pub step: i32,
    pub template_id: TemplateId,
    /// In the closed set of `docs/reference/openapi.json`.
    pub code: &'static str,
}

/// All codes, in the order in which they are told.
pub const REMARKS: [&str; 9] = [
    "supplier_name_missing",
    "supplier_address_missing",
    "supplier_document_missing",
    "notice_amount_missing",
    "notice_month_missing",
    "notice_suspension_missing",
    "notice_rescission_missing",
    "notice_bureau_missing",
    "notice_restoring_missing",
];

/// What to ask a person before a ladder is published.
pub(super) fn of(book: &Book, spec: &LadderSpec) -> Vec<LadderRemark> {
    let mut remarks = Vec::new();
    for step in &spec.steps {
        for template_id in templates(book, step) {
            let Some(template) = book.template(template_id) else {
                continue;
            };
            let Some(said) = Said::of(&template.spec) else {
                continue;
            };
            let mut codes = Vec::new();
            if template.spec.purpose == Purpose::Collection {
                codes.extend(supplier(book, &said));
            }
            if step.legal_notice == Some(LegalNotice::Suspension) {
                codes.extend(notice(&said));
            }
            let found = codes.into_iter().map(|code| LadderRemark {
                step: step.offset_days,
                template_id,
                code,
            });
            remarks.extend(found);
        }
    }
    remarks
}

fn templates(book: &Book, step: &LadderStep) -> BTreeSet<TemplateId> {
    let route = step.route_id.and_then(|id| book.routes.get(&id));
    let of_route = route
        .into_iter()
        .flat_map(|r| r.spec.steps.iter().map(|s| s.template_id));
    step.template_id.into_iter().chain(of_route).collect()
}

/// What is known of a template's words.
struct Said {
    variables: BTreeSet<String>,
    /// Its texts in lower case.
    text: String,
}

impl Said {
    fn of(spec: &TemplateSpec) -> Option<Said> {
        let variables = Compiled::compile(spec).ok()?.variables();
        let parameters = spec.bindings.iter().flat_map(|b| b.parameters.iter());
        let texts: Vec<&str> = std::iter::once(&spec.body)
            .chain(parameters)
            .map(String::as_str)
            .collect();
        Some(Said {
            variables,
            text: texts.join("\n").to_lowercase(),
        })
    }

    fn speaks_of(&self, variables: &[&str]) -> bool {
        variables.iter().any(|name| self.variables.contains(*name))
    }

    fn has_words(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }
}

/// By variable, or word for word as some branch is set up.
fn supplier(book: &Book, said: &Said) -> Vec<&'static str> {
    let literal = |of: &dyn Fn(&BranchSpec) -> Vec<Option<&str>>| {
        let branches = book.branches.values();
        let mut texts = branches.flat_map(|b| {
            of(&b.spec)
                .into_iter()
                .flatten()
                .map(str::to_lowercase)
                .collect::<Vec<_>>()
        });
        texts.any(|text| !text.trim().is_empty() && said.text.contains(text.trim()))
    };
    let name = said.speaks_of(&["branch.legal_name", "branch.name"])
        || literal(&|b| vec![b.legal_name.as_deref(), Some(&b.name)]);
    let address = said.speaks_of(&["branch.address"]) || literal(&|b| vec![b.address.as_deref()]);
    let document = said.speaks_of(&["branch.document"]) || has_cnpj(&said.text);
    let found = [
        (name, "supplier_name_missing"),
        (address, "supplier_address_missing"),
        (document, "supplier_document_missing"),
    ];
    found
        .into_iter()
        .filter(|(said, _)| !said)
        .map(|(_, code)| code)
        .collect()
}

/// A CNPJ or CPF that stands in the text.
fn has_cnpj(text: &str) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || ",;:()".contains(c));
    let plain = |word: &str| {
        word.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    words
        .filter(|word| word.len() >= 11)
        .any(|word| omnifila_core::brazil::document::parse(&plain(word).to_uppercase()).is_ok())
}

fn notice(said: &Said) -> Vec<&'static str> {
    let amount = [
        "invoice.open_cents",
        "invoice.amount_cents",
        "invoice.total_cents",
    ];
    let found = [
        (said.speaks_of(&amount), "notice_amount_missing"),
        (said.speaks_of(&["invoice.due_date"]), "notice_month_missing"),
        (
            said.speaks_of(&["invoice.suspends_on"]),
            "notice_suspension_missing",
        ),
        (
            said.speaks_of(&["invoice.rescinds_on"]),
            "notice_rescission_missing",
        ),
        (
            said.has_words(&["negativ", "spc", "serasa", "inadimplentes", "proteção ao crédito"]),
            "notice_bureau_missing",
        ),
        (
            said.has_words(&["restabelec", "religa", "reativa", "desbloque"]),
            "notice_restoring_missing",
        ),
    ];
    found
        .into_iter()
        .filter(|(said, _)| !said)
        .map(|(_, code)| code)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::catalogue::Stored;
    use omnifila_core::id::BranchId;
    use omnifila_core::time::Time;
    use serde_json::json;
    use std::sync::Arc;

    fn kept<S>(id: i64, spec: S) -> Arc<Stored<S>> {
        Arc::new(Stored {
            id,
            created_at: Time(0),
            updated_at: Time(0),
            version: 1,
            spec,
        })
    }

    fn codes(body: &str, purpose: &str, notice: bool) -> Vec<&'static str> {
        let mut book = Book::default();
        let template = json!({"name": "t", "purpose": purpose, "body": body});
        book.templates
            .insert(TemplateId(1), kept(1, serde_json::from_value(template).unwrap()));
        let branch = json!({"key": "b", "name": "Exemplo", "legal_name": "Provedor Exemplo Ltda", "address": "Rua Um, 1"});
        book.branches
            .insert(BranchId(1), kept(1, serde_json::from_value(branch).unwrap()));
        let mut step = json!({"offset_days": 3, "template_id": 1});
        if notice {
            step["legal_notice"] = "suspension".into();
        }
        let spec = json!({"name": "r", "starts_on": "2026-01-01", "steps": [step]});
        let remarks = of(&book, &serde_json::from_value(spec).unwrap());
        assert!(remarks.iter().all(|r| r.step == 3 && REMARKS.contains(&r.code)));
        remarks.into_iter().map(|r| r.code).collect()
    }

    #[test]
    fn a_collection_names_its_supplier_by_variable_or_word_for_word() {
        assert_eq!(codes("Pague", "collection", false), REMARKS[..3]);
        assert_eq!(codes("Pague", "reminder", false), Vec::<&str>::new());
        let said = "{{ branch.legal_name }}, {{ branch.address }}, CNPJ {{ branch.document }}";
        assert_eq!(codes(said, "collection", false), Vec::<&str>::new());
        let literal = "Provedor Exemplo Ltda, Rua Um, 1 (CNPJ 11.222.333/0001-81)";
        assert_eq!(codes(literal, "collection", false), Vec::<&str>::new());
        assert_eq!(
            codes("CNPJ 11.222.333/0001-82", "collection", false),
            REMARKS[..3]
        );
    }

    #[test]
    fn a_notice_before_a_suspension_says_what_anatel_wants() {
        assert_eq!(codes("Aviso", "reminder", true), REMARKS[3..]);
        let said = "Fatura de {{ invoice.due_date | data }}, {{ invoice.open_cents | reais }}: suspensão em {{ invoice.suspends_on | data }}, \
             rescisão em {{ invoice.rescinds_on | data }}, depois negativação; pago, restabelecemos em até 1 dia.";
        assert_eq!(codes(said, "reminder", true), Vec::<&str>::new());
    }
}
