//! What a provider's answer to an SMS means, by its recipe.
//!
//! Its own codes decide first, then the status; what is not recognised is unknown. Codes are fixed words of ours.

use super::recipe::{Meaning, Recipe};
use crate::wire::Response;
use http::header;
use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_core::policy::retry::parse_retry_after;
use omnifila_core::time::Time;
use serde_json::Value;

/// A longer name of a message is none.
const LONGEST_ID: usize = 256;

/// `ours`: what the message was called in the request.
pub(super) fn classify(recipe: &Recipe, response: &Response, ours: &str, now: Time) -> Outcome {
    let json: Option<Value> = serde_json::from_slice(&response.body).ok();
    let said = |places: &[String]| json.as_ref().and_then(|json| word(json, places));
    let taken = if recipe.accepted.is_empty() {
        (200..300).contains(&response.status)
    } else {
        recipe.accepted.contains(&response.status)
    };
    let refused = recipe
        .refused
        .as_ref()
        .is_some_and(|r| said(&r.at).is_some_and(|word| r.words.contains(&word)));
    let code = said(&recipe.code).and_then(|code| recipe.codes.get(&code).copied());
    if taken && !refused {
        return accepted(recipe, json.as_ref(), ours);
    }
    if let Some(meaning) = code {
        return meaning.outcome(response, now);
    }
    if refused {
        return rejected(Rejection::Permanent, "refused");
    }
    by_status(response, now)
}

fn accepted(recipe: &Recipe, json: Option<&Value>, ours: &str) -> Outcome {
    let id = if recipe.id.is_empty() {
        Some(ours.to_owned())
    } else {
        match json {
            None => return unknown("bad_answer"),
            Some(json) => word(json, &recipe.id),
        }
    };
    match id {
        Some(id) if id.len() <= LONGEST_ID && id.bytes().all(|b| b.is_ascii_graphic()) => {
            Outcome::Accepted { provider_id: id }
        }
        _ => unknown("accepted_without_id"),
    }
}

fn by_status(response: &Response, now: Time) -> Outcome {
    match response.status {
        // Good, yet not what this provider says when it takes a message.
        200..=299 => unknown("bad_answer"),
        300..=399 => rejected(Rejection::GatewayRefused, "redirect"),
        401 => rejected(Rejection::GatewayRefused, "unauthorized"),
        402 | 403 => rejected(Rejection::GatewayRefused, "forbidden"),
        404 | 405 | 407 => rejected(Rejection::GatewayRefused, "wrong_url"),
        408 => unknown("http_408"),
        413 => rejected(Rejection::Permanent, "too_large"),
        425 => unknown("http_425"),
        400 | 422 => rejected(Rejection::Permanent, "refused"),
        429 => limited(response, now),
        500..=599 => unknown("http_5xx"),
        _ => unknown("unexpected_status"),
    }
}

fn limited(response: &Response, now: Time) -> Outcome {
    let header = response.headers.get(header::RETRY_AFTER);
    let header = header.and_then(|value| value.to_str().ok());
    let retry_after_ms = header.and_then(|value| parse_retry_after(value, now));
    rejected(Rejection::RateLimited { retry_after_ms }, "rate_limited")
}

impl Meaning {
    /// The word of an attempt's code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Meaning::Unauthorized => "unauthorized",
            Meaning::Forbidden => "forbidden",
            Meaning::PaymentProblem => "payment_problem",
            Meaning::AccountLocked => "account_locked",
            Meaning::RateLimited => "rate_limited",
            Meaning::ProviderError => "provider_error",
            Meaning::Refused => "refused",
            Meaning::BadAddress => "bad_address",
            Meaning::Undeliverable => "undeliverable",
            Meaning::CountryNotAllowed => "country_not_allowed",
            Meaning::OptedOut => "opted_out",
            Meaning::TooLong => "too_large",
        }
    }

    fn outcome(self, response: &Response, now: Time) -> Outcome {
        match self {
            Meaning::Unauthorized | Meaning::Forbidden | Meaning::PaymentProblem | Meaning::AccountLocked => {
                rejected(Rejection::GatewayRefused, self.code())
            }
            Meaning::RateLimited => limited(response, now),
            Meaning::ProviderError => rejected(Rejection::Transient, self.code()),
            Meaning::Refused
            | Meaning::BadAddress
            | Meaning::Undeliverable
            | Meaning::CountryNotAllowed
            | Meaning::OptedOut
            | Meaning::TooLong => rejected(Rejection::Permanent, self.code()),
        }
    }
}

/// The first text or number at one of some places.
pub(super) fn word(value: &Value, places: &[String]) -> Option<String> {
    places.iter().find_map(|place| match value.pointer(place)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn rejected(rejection: Rejection, code: &str) -> Outcome {
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

    fn said(preset: &str, status: u16, body: &str) -> Outcome {
        let response = Response {
            status,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&Recipe::of(preset, None).unwrap(), &response, "m7.1", Time(0))
    }

    fn taken(id: &str) -> Outcome {
        Outcome::Accepted {
            provider_id: id.into(),
        }
    }

    #[test]
    fn each_provider_says_it_its_own_way() {
        use Rejection::{GatewayRefused, Permanent, RateLimited};
        let slow = RateLimited { retry_after_ms: None };
        for (preset, status, body, outcome) in [
            ("zenvia_sms", 200, r#"{"id":"z-1"}"#, taken("z-1")),
            ("zenvia_sms", 200, "{}", unknown("accepted_without_id")),
            ("zenvia_sms", 200, "<html>", unknown("bad_answer")),
            (
                "zenvia_rcs",
                400,
                r#"{"code":"VALIDATION_ERROR"}"#,
                rejected(Permanent, "refused"),
            ),
            (
                "zenvia_sms",
                401,
                r#"{"code":"AUTHENTICATION_ERROR"}"#,
                rejected(GatewayRefused, "unauthorized"),
            ),
            (
                "infobip",
                200,
                r#"{"messages":[{"messageId":"m7.1","status":{"groupName":"PENDING"}}]}"#,
                taken("m7.1"),
            ),
            (
                "infobip",
                200,
                r#"{"messages":[{"messageId":"m7.1","status":{"groupName":"REJECTED","name":"REJECTED_NOT_ENOUGH_CREDITS"}}]}"#,
                rejected(GatewayRefused, "payment_problem"),
            ),
            (
                "infobip",
                200,
                r#"{"messages":[{"messageId":"m7.1","status":{"groupName":"REJECTED","name":"REJECTED_OTHER"}}]}"#,
                rejected(Permanent, "refused"),
            ),
            ("twilio", 201, r#"{"sid":"SM1","status":"queued"}"#, taken("SM1")),
            ("twilio", 429, r#"{"code":20429}"#, rejected(slow, "rate_limited")),
            (
                "twilio",
                400,
                r#"{"code":21610}"#,
                rejected(Permanent, "opted_out"),
            ),
            (
                "twilio",
                400,
                r#"{"code":21211}"#,
                rejected(Permanent, "bad_address"),
            ),
            ("twilio", 500, r#"{"code":20500}"#, unknown("http_5xx")),
            ("kannel", 202, "0: Accepted for delivery", taken("m7.1")),
            ("kannel", 202, "3: Queued for later delivery", taken("m7.1")),
            ("kannel", 200, "something else", unknown("bad_answer")),
            (
                "kannel",
                403,
                "Authorization failed for sendsms",
                rejected(GatewayRefused, "forbidden"),
            ),
            (
                "kannel",
                503,
                "Temporal failure, try again later.",
                unknown("http_5xx"),
            ),
        ] {
            assert_eq!(said(preset, status, body), outcome, "{preset} {status} {body}");
        }
    }
}
