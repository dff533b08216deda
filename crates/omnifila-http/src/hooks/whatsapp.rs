//! Meta's question whether an address is ours, and its signed calls.
//!
//! Failures: a question with another token, a call without a signature or with a wrong one: 401. A store that cannot record: 503,
//! and Meta comes again for a week. Left out: what the calls say (`omnifila-engine`'s callbacks).

use crate::app::App;
use crate::body::media;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use omnifila_core::id::GatewayId;
use omnifila_engine::callbacks::{CallbackError, Called};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

/// A longer challenge is none of Meta's.
const LONGEST_CHALLENGE: usize = 256;

/// Answers Meta's question whether this address is ours.
pub(super) fn challenge(settings: &Map<String, Value>, query: &Query) -> Answer<Response> {
    let known = match (
        settings.get("verify_token").and_then(Value::as_str),
        query.one("hub.verify_token")?,
    ) {
        (Some(token), Some(given)) => bool::from(given.as_bytes().ct_eq(token.as_bytes())),
        _ => false,
    };
    let challenge = query.one("hub.challenge")?.unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let sound = (1..=LONGEST_CHALLENGE).contains(&challenge.len()) && challenge.bytes().all(plain);
    if !known || !sound || query.one("hub.mode")? != Some("subscribe") {
        let detail = "hub.verify_token is not the gateway's verify_token";
        return Err(Problem::new("unauthorized", detail));
    }
    let plain = [(header::CONTENT_TYPE, "text/plain")];
    Ok((StatusCode::OK, plain, challenge.to_owned()).into_response())
}

pub(super) async fn heard(
    app: &App,
    id: GatewayId,
    settings: &Map<String, Value>,
    headers: &HeaderMap,
    body: &[u8],
) -> Answer<()> {
    let content_type = media(headers);
    let called = Called {
        content_type: content_type.as_deref(),
        signature: headers.get("x-hub-signature-256").and_then(|v| v.to_str().ok()),
        body,
    };
    match app.engine().meta_called(id, settings, called).await {
        Ok(()) => Ok(()),
        Err(CallbackError::Unsigned(expected)) => Err(Problem::new("unauthorized", expected)),
        Err(CallbackError::Store(error)) => Err(error.into()),
    }
}
