//! IXC Assina: what a contract's row says of its signature.
//!
//! Model: a contract whose access waits for a signature (`status_internet = AA`) and that has a link is pending. It is signed
//! once `data_assinatura` is set; given up, or let through without a signature, it is cancelled, because nothing is asked for
//! any more. Left out: witnesses, and terms signed apart from their contract.

use super::Row;
use crate::signature::{DocumentStatus, Signer, SignerStatus, Telling};

/// Rows of this `status_internet` wait for a signature.
pub const WAITING: &str = "AA";
const PREFIX: &str = "contrato-";

/// What a contract's row tells, with the customer it belongs to. None of a contract that was never to be signed this way.
pub fn telling(row: &Row) -> Option<(Telling, String)> {
    let id = row.id()?;
    let link = row.text("url_assinatura_digital");
    let signed = !matches!(
        row.text("data_assinatura").as_ref(),
        "" | "0000-00-00" | "0000-00-00 00:00:00"
    );
    let waits = row.text("status_internet") == WAITING;
    let given_up = matches!(row.text("status").as_ref(), "I" | "D");
    let mut telling = Telling::of(document_of(id), "contract");
    let some = |name: &str| Some(row.text(name).into_owned()).filter(|text| !text.is_empty());
    telling.name = some("contrato");
    telling.status = match () {
        () if signed => Some(DocumentStatus::Signed),
        () if given_up || !waits => Some(DocumentStatus::Cancelled),
        () => None,
    };
    let customer = some("id_cliente")?;
    let mut signer = Signer::new(customer.as_str());
    signer.phone = some("contato_assinatura_digital");
    signer.email = some("email_assinatura_digital");
    signer.link = Some(link.into_owned()).filter(|link| link.starts_with("http"));
    if signed {
        signer.status = SignerStatus::Signed;
    }
    if telling.status.is_none() && signer.link.is_none() {
        return None;
    }
    telling.signers.push(signer);
    Some((telling, customer))
}

/// How the document of a contract is called.
pub fn document_of(contract: u64) -> String {
    format!("{PREFIX}{contract}")
}

/// The contract of a document, if it is one's.
pub fn contract_of(document: &str) -> Option<u64> {
    document.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(more: serde_json::Value) -> Option<(Telling, String)> {
        let mut row = json!({ "id": "20", "id_cliente": "7", "contrato": "Fibra 500", "status": "A", "status_internet": "AA",
            "url_assinatura_digital": "https://example.com/assina/20", "data_assinatura": "",
            "contato_assinatura_digital": "(49) 90000-0001", "email_assinatura_digital": "" });
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        telling(&Row(row.as_object().unwrap().clone()))
    }

    #[test]
    fn a_row_says_whether_its_contract_waits() {
        let (pending, customer) = told(json!({})).unwrap();
        assert_eq!(
            (pending.external_id.as_str(), customer.as_str()),
            ("contrato-20", "7")
        );
        assert_eq!(pending.status, None);
        assert_eq!(
            pending.signers[0].link.as_deref(),
            Some("https://example.com/assina/20")
        );
        assert_eq!(contract_of(&pending.external_id), Some(20));
        assert_eq!(contract_of("outro"), None);
        for (more, want) in [
            (
                json!({ "data_assinatura": "2026-12-10 10:00:00", "status_internet": "A" }),
                DocumentStatus::Signed,
            ),
            (json!({ "data_assinatura": "2026-12-10" }), DocumentStatus::Signed),
            (json!({ "status": "D" }), DocumentStatus::Cancelled),
            (json!({ "status_internet": "A" }), DocumentStatus::Cancelled),
        ] {
            assert_eq!(told(more).unwrap().0.status, Some(want));
        }
        let zero = told(json!({ "data_assinatura": "0000-00-00 00:00:00" })).unwrap();
        assert_eq!(zero.0.status, None);
        assert!(
            told(json!({ "url_assinatura_digital": "" })).is_none(),
            "no link yet"
        );
    }
}
