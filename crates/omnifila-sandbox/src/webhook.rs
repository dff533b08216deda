//! The sink for webhooks: takes everything, verifies nothing, journals headers and body for the test to verify.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use crate::answer;
use crate::journal::OpenCall;
use crate::record::{Particulars, WebhookCall};
use crate::router::Decision;

/// Bytes of a body the journal keeps.
const KEPT_BODY: usize = 64 * 1024;

/// 1 to 64 of letters, digits, `-` and `_`.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

pub(crate) fn particulars(headers: &HeaderMap, body: &Bytes) -> Particulars {
    let parsed: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let first = |places: &[&str]| {
        places
            .iter()
            .find_map(|p| parsed.pointer(p))
            .filter(|v| !v.is_null())
    };
    let recipient = first(&[
        "/recipient",
        "/to",
        "/address",
        "/data/recipient",
        "/data/to",
        "/data/address",
        "/customer/phone",
        "/data/customer/phone",
    ])
    .and_then(Value::as_str);
    let metadata = first(&["/metadata", "/data/metadata"]).cloned().or_else(|| {
        let id = first(&["/message_id", "/data/message_id"])?;
        Some(json!({"message_id": id, "attempt": first(&["/attempt", "/data/attempt"])}))
    });
    let header = |name: &str| {
        headers
            .get(name)
            .map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned())
    };
    let kept = &body[..body.len().min(KEPT_BODY)];
    Particulars {
        recipient: recipient.map(Into::into),
        metadata: metadata.map(|m| m.to_string().into()),
        auth_ok: true,
        webhook: Some(Box::new(WebhookCall {
            id: header("webhook-id"),
            headers: headers
                .iter()
                .map(|(name, value)| {
                    (
                        name.to_string(),
                        String::from_utf8_lossy(value.as_bytes()).into_owned(),
                    )
                })
                .collect(),
            body: String::from_utf8_lossy(kept).into_owned(),
        })),
        ..Particulars::default()
    }
}

pub(crate) fn decide(method: &Method, call: &OpenCall) -> Decision {
    if method != Method::POST {
        return Decision::refused(405, "client_error", answer::failure(405, "Method Not Allowed"));
    }
    let number = call.accept();
    Decision {
        status: 200,
        body: json!({"received": true, "number": number}),
        class: "accepted",
    }
}

/// What a person would read of it.
pub(crate) fn text(body: &str) -> String {
    let parsed: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    ["/text", "/body", "/data/text", "/data/body", "/message/text"]
        .iter()
        .find_map(|p| parsed.pointer(p)?.as_str())
        .unwrap_or(body)
        .to_owned()
}
