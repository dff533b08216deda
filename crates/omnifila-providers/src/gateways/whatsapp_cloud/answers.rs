//! What an answer of the Cloud API to a send means.
//!
//! An error in Meta's shape is decided by its code ([`super::errors`]) whatever the HTTP status says; an answer without one by
//! its status, and what is not recognised is unknown. A 200 means that the message was taken; what becomes of it comes by webhook.

use super::errors::known;
use crate::wire::Response;
use http::header;
use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_core::policy::retry::parse_retry_after;
use omnifila_core::time::Time;
use serde_json::Value;

/// A longer name of a message is none.
const LONGEST_ID: usize = 256;

/// `attempt` as in [`omnifila_core::outcome::Call`].
pub(super) fn classify(response: &Response, attempt: u32, now: Time) -> Outcome {
    let json: Option<Value> = serde_json::from_slice(&response.body).ok();
    let refused = json
        .as_ref()
        .and_then(|json| by_code(json, response, attempt, now));
    if let Some(outcome) = refused {
        return outcome;
    }
    match response.status {
        200..=299 => accepted(json.as_ref()),
        300..=399 => rejected(Rejection::GatewayRefused, "redirect"),
        401 => rejected(Rejection::GatewayRefused, "unauthorized"),
        402 | 403 => rejected(Rejection::GatewayRefused, "forbidden"),
        404 | 405 | 407 => rejected(Rejection::GatewayRefused, "wrong_url"),
        408 => unknown("http_408"),
        413 => rejected(Rejection::Permanent, "too_large"),
        425 => unknown("http_425"),
        429 => rejected(limited(None, response, now), "rate_limited"),
        400 | 422 if json.is_none() => rejected(Rejection::GatewayRefused, "wrong_url"),
        400 | 422 => rejected(Rejection::Permanent, "refused"),
        500..=599 => unknown("http_5xx"),
        _ => unknown("unexpected_status"),
    }
}

fn accepted(json: Option<&Value>) -> Outcome {
    let Some(message) = json.and_then(|json| json.pointer("/messages/0")) else {
        return unknown("bad_answer");
    };
    let id = message.get("id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(|b| b.is_ascii_graphic()) {
        return unknown("accepted_without_id");
    }
    Outcome::Accepted {
        provider_id: id.into(),
    }
}

fn by_code(json: &Value, response: &Response, attempt: u32, now: Time) -> Option<Outcome> {
    let error = json.get("error")?;
    let code = error.get("code").and_then(Value::as_u64);
    let code = code.and_then(|code| u32::try_from(code).ok())?;
    if let Some(known) = known(code) {
        let rejection = match known.rejection(attempt) {
            Rejection::RateLimited { retry_after_ms } => limited(retry_after_ms, response, now),
            other => other,
        };
        return Some(rejected(rejection, known.name));
    }
    if error.get("is_transient").and_then(Value::as_bool) == Some(true) {
        return Some(rejected(Rejection::Transient, "provider_error"));
    }
    match response.status {
        400 | 404 | 422 => Some(Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: format!("meta_{code}"),
        }),
        _ => None,
    }
}

/// The longer of the two waits.
fn limited(own: Option<i64>, response: &Response, now: Time) -> Rejection {
    let header = response
        .headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    let told = header.and_then(|value| parse_retry_after(value, now));
    Rejection::RateLimited {
        retry_after_ms: told.max(own),
    }
}

pub(super) fn rejected(rejection: Rejection, code: &str) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: code.into(),
    }
}

fn unknown(code: &str) -> Outcome {
    Outcome::Unknown { code: code.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderMap;

    fn said(status: u16, body: &str) -> Outcome {
        let response = Response {
            status,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&response, 1, Time(0))
    }

    fn error(code: u32) -> String {
        format!(
            r#"{{"error":{{"message":"(#{code}) x EAAG.token","type":"OAuthException","code":{code},"error_data":{{"messaging_product":"whatsapp","details":"y"}},"fbtrace_id":"A"}}}}"#
        )
    }

    #[test]
    fn the_code_decides_whatever_the_status() {
        for status in [200, 400, 401, 403, 404, 429, 500, 503] {
            assert_eq!(
                said(status, &error(131_026)),
                rejected(Rejection::Permanent, "undeliverable")
            );
            assert_eq!(
                said(status, &error(190)),
                rejected(Rejection::GatewayRefused, "unauthorized")
            );
            let rest = Rejection::RateLimited { retry_after_ms: None };
            assert_eq!(said(status, &error(130_429)), rejected(rest, "rate_limited"));
            assert_eq!(
                said(status, &error(132_015)),
                rejected(Rejection::Deferred, "template_paused")
            );
        }
    }

    #[test]
    fn a_code_nobody_knows_is_taken_for_what_its_status_proves() {
        assert_eq!(
            said(400, &error(777_777)),
            rejected(Rejection::Permanent, "meta_777777")
        );
        assert_eq!(said(500, &error(777_777)), unknown("http_5xx"));
        assert_eq!(said(200, &error(777_777)), unknown("bad_answer"));
        let soon = r#"{"error":{"code":777777,"is_transient":true}}"#;
        assert_eq!(said(500, soon), rejected(Rejection::Transient, "provider_error"));
    }

    #[test]
    fn success_needs_the_name_of_the_message() {
        let ok = |status: &str| {
            format!(
                r#"{{"messaging_product":"whatsapp","contacts":[{{"input":"+5549900000001","wa_id":"554990000001"}}],"messages":[{{"id":"wamid.HBgL","message_status":"{status}"}}]}}"#
            )
        };
        for status in ["accepted", "held_for_quality_assessment", "paused"] {
            let wanted = Outcome::Accepted {
                provider_id: "wamid.HBgL".into(),
            };
            assert_eq!(said(200, &ok(status)), wanted, "{status}");
        }
        for body in [
            r#"{"messages":[{}]}"#,
            r#"{"messages":[{"id":""}]}"#,
            r#"{"messages":[{"id":"a b"}]}"#,
        ] {
            assert_eq!(said(200, body), unknown("accepted_without_id"), "{body}");
        }
        for body in [
            "",
            "{}",
            "[]",
            "null",
            "<html>",
            r#"{"messages":[]}"#,
            r#"{"error":{}}"#,
        ] {
            assert_eq!(said(200, body), unknown("bad_answer"), "{body}");
        }
    }
}
