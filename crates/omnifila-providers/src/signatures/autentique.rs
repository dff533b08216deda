//! Autentique: `event` with an id, a type and the object after it (docs.autentique.com.br, "Webhooks").
//!
//! `X-Autentique-Signature` is the HMAC of the body under the endpoint's secret. Events come in any order, and are known by
//! `event.id`. Links are told only of signers that were made by name.

use super::fields::{items, link, moment, text};
use super::{Heard, bad, told};
use omnifila_core::input::InputError;
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus, Telling};
use serde_json::Value;

pub(super) fn read(body: &[u8]) -> Result<Heard, InputError> {
    let all: Value = serde_json::from_slice(body).map_err(|_| bad("JSON"))?;
    let event = all.get("event").ok_or_else(|| bad("event"))?;
    let kind = text(event, "type").ok_or_else(|| bad("event.type"))?;
    let object = event
        .get("data")
        .map(|d| d.get("object").unwrap_or(d))
        .unwrap_or(&Value::Null);
    let mut telling = match kind.split_once('.') {
        Some(("document", happened)) => {
            let id = text(object, "id").ok_or_else(|| bad("event.data.object.id"))?;
            let mut telling = Telling::of(id, kind.as_str());
            telling.name = text(object, "name");
            telling.deadline_at = moment(object, "deadline_at").or_else(|| moment(object, "expiration_at"));
            telling.signers = items(object, "signatures").filter_map(signer).collect();
            telling.status = document_status(happened, object);
            telling
        }
        Some(("signature", happened)) => {
            let doc = object.get("document").unwrap_or(&Value::Null);
            let id = doc.as_str().map(str::to_owned).or_else(|| text(doc, "id"));
            let id = id.or_else(|| text(object, "document_id"));
            let id = id.ok_or_else(|| bad("event.data.object.document"))?;
            let mut telling = Telling::of(id, kind.as_str());
            telling.signers.extend(signer(object).map(|mut signer| {
                signer.status = signer.status.max(signer_status(happened));
                signer
            }));
            telling
        }
        _ => return Ok(Heard::Nothing { kind }),
    };
    telling.event_id = text(event, "id");
    telling.occurred_at = moment(event, "created_at").or_else(|| moment(object, "updated_at"));
    Ok(told(telling))
}

fn document_status(happened: &str, object: &Value) -> Option<DocumentStatus> {
    let count = |name: &str| object.get(name).and_then(Value::as_i64).unwrap_or(0);
    let all_signed = count("signatures_count") > 0 && count("signed_count") >= count("signatures_count");
    match happened {
        "finished" => Some(DocumentStatus::Signed),
        _ if all_signed => Some(DocumentStatus::Signed),
        _ if count("rejected_count") > 0 => Some(DocumentStatus::Refused),
        "deleted" => Some(DocumentStatus::Cancelled),
        "expired" => Some(DocumentStatus::Expired),
        _ => None,
    }
}

fn signer_status(happened: &str) -> SignerStatus {
    match happened {
        "accepted" | "signed" => SignerStatus::Signed,
        "rejected" => SignerStatus::Refused,
        "viewed" => SignerStatus::Viewed,
        "deleted" => SignerStatus::Removed,
        _ => SignerStatus::Pending,
    }
}

fn signer(of: &Value) -> Option<Signer> {
    let mut signer = Signer::new(text(of, "public_id")?);
    let user = of.get("user").filter(|u| u.is_object()).unwrap_or(of);
    let either = |name: &str| text(of, name).or_else(|| text(user, name));
    signer.name = either("name");
    signer.email = either("email");
    signer.phone = either("phone");
    signer.link = of
        .get("link")
        .and_then(|l| link(l, "short_link"))
        .or_else(|| link(of, "short_link"));
    // Each mark is a time, or an object that holds one; null when it has not happened.
    let marked = |name: &str| {
        of.get(name)
            .is_some_and(|mark| mark.is_string() || mark.is_object())
    };
    signer.status = match () {
        () if marked("signed") => SignerStatus::Signed,
        () if marked("rejected") => SignerStatus::Refused,
        () if marked("viewed") => SignerStatus::Viewed,
        () => SignerStatus::Pending,
    };
    Some(signer)
}
