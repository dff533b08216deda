//! Clicksign: `event` says what happened, `document` is the document after it (developers.clicksign.com/docs/eventos).
//!
//! `Content-Hmac: sha256=…` is the HMAC of the body under the webhook's secret. A deadline ends a document that somebody has
//! signed as finished, any other as cancelled; which it was is read from the document's own status.

use super::fields::{items, link, moment, text};
use super::{Heard, bad, told};
use omnifila_core::input::InputError;
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus, Telling};
use serde_json::Value;

pub(super) fn read(body: &[u8]) -> Result<Heard, InputError> {
    let all: Value = serde_json::from_slice(body).map_err(|_| bad("JSON"))?;
    let event = all.get("event").ok_or_else(|| bad("event"))?;
    let kind = text(event, "name").ok_or_else(|| bad("event.name"))?;
    let Some(doc) = all.get("document").filter(|d| d.is_object()) else {
        // Acceptance terms and account events have no document.
        return Ok(Heard::Nothing { kind });
    };
    let id = text(doc, "key").ok_or_else(|| bad("document.key"))?;
    let mut telling = Telling::of(id, kind.as_str());
    telling.name = text(doc, "filename").or_else(|| text(doc, "path"));
    telling.reference = doc.get("metadata").and_then(|m| text(m, "external_id"));
    telling.deadline_at = moment(doc, "deadline_at");
    let data = event.get("data").unwrap_or(&Value::Null);
    telling.occurred_at = moment(event, "occurred_at")
        .or_else(|| moment(data, "reached_at"))
        .or_else(|| moment(doc, "updated_at"));
    let status = text(doc, "status").unwrap_or_default();
    telling.status = match (kind.as_str(), status.as_str()) {
        ("refusal", _) => Some(DocumentStatus::Refused),
        (_, "closed") | ("close" | "auto_close" | "document_closed", _) => Some(DocumentStatus::Signed),
        ("deadline", _) => Some(DocumentStatus::Expired),
        (_, "canceled" | "cancelled") | ("cancel", _) => Some(DocumentStatus::Cancelled),
        _ => None,
    };
    let mut signers: Vec<Signer> = items(doc, "signers").filter_map(|s| signer(s, None)).collect();
    let happened = match kind.as_str() {
        "sign" => Some(SignerStatus::Signed),
        "refusal" => Some(SignerStatus::Refused),
        "remove_signer" => Some(SignerStatus::Removed),
        "signature_started" => Some(SignerStatus::Viewed),
        _ => None,
    };
    let of_event = data.get("signer").into_iter().chain(items(data, "signers"));
    for told in of_event.filter_map(|s| signer(s, happened)) {
        match signers.iter_mut().find(|s| s.key == told.key) {
            Some(known) => {
                known.status = known.status.max(told.status);
                known.link = told.link.or(known.link.take());
                known.phone = told.phone.or(known.phone.take());
            }
            None => signers.push(told),
        }
    }
    telling.signers = signers;
    Ok(told(telling))
}

fn signer(of: &Value, happened: Option<SignerStatus>) -> Option<Signer> {
    let mut signer = Signer::new(text(of, "key").or_else(|| text(of, "id"))?);
    signer.name = text(of, "name");
    signer.email = text(of, "email");
    signer.phone = text(of, "phone_number");
    signer.link = link(of, "url");
    let signed = of.get("signature").is_some_and(Value::is_object) || moment(of, "signed_at").is_some();
    signer.status = match happened {
        Some(status) => status,
        None if signed => SignerStatus::Signed,
        None => SignerStatus::Pending,
    };
    Some(signer)
}
