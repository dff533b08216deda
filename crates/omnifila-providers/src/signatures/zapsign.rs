//! ZapSign: the body is the whole document, with `event_type` beside (docs.zapsign.com.br/webhooks/eventos).
//!
//! Not signed; the webhook can be told to send a header of one's own, which carries the token.

use super::fields::{items, link, moment, text};
use super::{Heard, bad, told};
use omnifila_core::input::InputError;
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus, Telling};
use serde_json::Value;

pub(super) fn read(body: &[u8]) -> Result<Heard, InputError> {
    let doc: Value = serde_json::from_slice(body).map_err(|_| bad("JSON"))?;
    let kind = text(&doc, "event_type").ok_or_else(|| bad("event_type"))?;
    // Told of an e-mail of theirs, not of the document.
    if matches!(
        kind.as_str(),
        "email_bounce" | "doc_expiration_alert" | "signer_authentication_failed"
    ) {
        return Ok(Heard::Nothing { kind });
    }
    let id = text(&doc, "token").ok_or_else(|| bad("token, the document's"))?;
    let mut telling = Telling::of(id, kind.as_str());
    telling.name = text(&doc, "name");
    telling.reference = text(&doc, "external_id");
    telling.deadline_at = moment(&doc, "date_limit_to_sign");
    telling.occurred_at = moment(&doc, "last_update_at").or_else(|| moment(&doc, "created_at"));
    let status = text(&doc, "status").unwrap_or_default();
    telling.status = match (kind.as_str(), status.as_str()) {
        // A document that all signed and that was deleted afterwards is signed.
        (_, "signed") => Some(DocumentStatus::Signed),
        (_, "refused") | ("doc_refused", _) => Some(DocumentStatus::Refused),
        ("doc_deleted", _) => Some(DocumentStatus::Cancelled),
        ("doc_expired", _) => Some(DocumentStatus::Expired),
        _ => None,
    };
    telling.signers = items(&doc, "signers").filter_map(signer).collect();
    Ok(told(telling))
}

fn signer(of: &Value) -> Option<Signer> {
    let mut signer = Signer::new(text(of, "token")?);
    signer.name = text(of, "name");
    signer.email = text(of, "email");
    signer.phone = text(of, "phone_number").map(|number| {
        let country = text(of, "phone_country").unwrap_or_else(|| "55".into());
        let country = country.trim_start_matches('+').to_owned();
        if number.starts_with('+') {
            number
        } else {
            format!("+{country}{number}")
        }
    });
    signer.link = link(of, "sign_url");
    signer.status = match text(of, "status").as_deref() {
        Some("signed") => SignerStatus::Signed,
        Some("refused") => SignerStatus::Refused,
        Some("deleted") => SignerStatus::Removed,
        _ if of.get("times_viewed").and_then(Value::as_i64).unwrap_or(0) > 0 => SignerStatus::Viewed,
        _ => SignerStatus::Pending,
    };
    Some(signer)
}
