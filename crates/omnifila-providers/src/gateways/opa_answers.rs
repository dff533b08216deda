//! What an answer of Opa! Suite to `template/send` means.
//!
//! Sources: the public reference and clients in production. Statuses decide first, then the words of the error, in
//! Portuguese or English. Two rules hold where the sources are silent: what is not recognised is unknown, and what speaks
//! of the account (credentials, channel, URL) is the gateway's trouble and costs no message an attempt.
//!
//! Codes are fixed words, so that nothing of an answer (a token echoed back, a name) can reach a log through one.

use crate::wire::Response;
use http::header;
use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_core::policy::retry::parse_retry_after;
use omnifila_core::time::{MINUTE, Time};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// Wait after the channel's daily allowance is used up, in milliseconds. Opa! does not say when it renews; asking six
/// times an hour costs little and loses at most ten minutes.
const DAILY_LIMIT_PAUSE: i64 = 10 * MINUTE;
/// An id longer than this is no id of Opa! (24 hex digits).
const LONGEST_ID: usize = 128;

/// What Opa! said in words, ready for matching: lower case, without accents.
pub(super) struct Answer {
    words: String,
    /// A page instead of an answer: some proxy or another server spoke.
    html: bool,
}

impl Answer {
    pub(super) fn of(response: &Response) -> Answer {
        match serde_json::from_slice::<Value>(&response.body) {
            Ok(json) => Answer::of_json(&json),
            Err(_) => {
                let text = String::from_utf8_lossy(&response.body);
                Answer {
                    html: text.trim_start().starts_with('<'),
                    words: fold(&text),
                }
            }
        }
    }

    fn of_json(json: &Value) -> Answer {
        let mut words = String::new();
        for name in ["description", "message", "error", "data"] {
            match json.get(name) {
                Some(Value::String(text)) => words.push_str(&fold(text)),
                Some(Value::Object(inner)) => {
                    for text in ["message", "description"]
                        .iter()
                        .filter_map(|n| inner.get(*n)?.as_str())
                    {
                        words.push_str(&fold(text));
                    }
                }
                _ => {}
            }
            words.push('\n');
        }
        Answer { words, html: false }
    }

    pub(super) fn says(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    fn says_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.says(word))
    }
}

/// Lower case, and the accents that Portuguese error texts carry folded away.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// The outcome of a send. `now` turns a date in Retry-After into a wait.
pub(super) fn classify(response: &Response, now: Time) -> Outcome {
    match response.status {
        200..=299 => success(&response.body),
        429 => {
            let header = response
                .headers
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok());
            let retry_after_ms = header.and_then(|value| parse_retry_after(value, now));
            rejected(Rejection::RateLimited { retry_after_ms }, "rate_limited")
        }
        status => refusal(status, &Answer::of(response)),
    }
}

/// The success as Opa! writes it, read without building the rest of the answer.
#[derive(Deserialize)]
struct Success<'a> {
    status: &'a str,
    #[serde(borrow)]
    data: Sent<'a>,
}

#[derive(Deserialize)]
struct Sent<'a> {
    #[serde(rename = "messageSentId")]
    id: &'a str,
}

/// A 2xx: success is a status that says so and an id that proves it.
fn success(body: &[u8]) -> Outcome {
    if let Ok(Success {
        status: "success",
        data: Sent { id },
    }) = serde_json::from_slice(body)
        && let id = id.trim()
        && !id.is_empty()
        && id.len() <= LONGEST_ID
    {
        return Outcome::Accepted {
            provider_id: id.into(),
        };
    }
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return unknown("bad_answer");
    };
    match json.get("status").and_then(Value::as_str) {
        Some("success") => {
            let id = json.get("data").and_then(|data| data.get("messageSentId"));
            match id.and_then(Value::as_str).map(str::trim) {
                Some(id) if !id.is_empty() && id.len() <= LONGEST_ID => Outcome::Accepted {
                    provider_id: id.into(),
                },
                _ => unknown("accepted_without_id"),
            }
        }
        Some("error") => {
            let code = json
                .get("code")
                .and_then(Value::as_u64)
                .and_then(|c| u16::try_from(c).ok());
            said_error(code, &Answer::of_json(&json))
        }
        _ => unknown("bad_answer"),
    }
}

/// A 2xx whose body says `"status":"error"`: a clear refusal, so nothing left. A code in the 4xx is read as that status;
/// any other means that a later try may do.
fn said_error(code: Option<u16>, answer: &Answer) -> Outcome {
    match code {
        Some(429) => rejected(Rejection::RateLimited { retry_after_ms: None }, "rate_limited"),
        Some(408 | 425) => rejected(Rejection::Transient, "provider_error"),
        Some(code @ 400..=499) => match refusal(code, answer) {
            Outcome::Unknown { .. } => rejected(Rejection::Permanent, "refused"),
            clear => clear,
        },
        _ => by_words(answer).unwrap_or_else(|| rejected(Rejection::Transient, "provider_error")),
    }
}

/// A status outside 2xx and other than 429.
pub(super) fn refusal(status: u16, answer: &Answer) -> Outcome {
    match status {
        300..=399 => rejected(Rejection::GatewayRefused, "redirect"),
        401 => rejected(Rejection::GatewayRefused, "unauthorized"),
        402 | 403 => rejected(Rejection::GatewayRefused, "forbidden"),
        405 | 407 => rejected(Rejection::GatewayRefused, "wrong_url"),
        408 => unknown("http_408"),
        413 => rejected(Rejection::Permanent, "too_large"),
        425 => unknown("http_425"),
        429 => rejected(Rejection::RateLimited { retry_after_ms: None }, "rate_limited"),
        // A page says that Opa! itself was never asked: the URL leads elsewhere, and no message is to blame.
        400 | 404 | 422 if answer.html => rejected(Rejection::GatewayRefused, "wrong_url"),
        400 | 422 => by_words(answer).unwrap_or_else(|| rejected(Rejection::Permanent, "refused")),
        404 => by_words(answer).unwrap_or_else(|| {
            if answer.says("not_found_error") && !answer.says("route") {
                rejected(Rejection::Permanent, "not_found")
            } else {
                rejected(Rejection::GatewayRefused, "wrong_url")
            }
        }),
        500..=599 => unknown("http_5xx"),
        _ => unknown("unexpected_status"),
    }
}

/// The refusals that Opa! and Meta put into words, most telling first.
fn by_words(answer: &Answer) -> Option<Outcome> {
    let missing = answer.says_any(&[
        "not found",
        "nao encontrad",
        "inexistente",
        "does not exist",
        "nao existe",
    ]);
    let attendance = answer.says("em atendimento")
        || answer.says("customer service") && answer.says_any(&["already", "started", "open"]);
    let (rejection, code) = if attendance {
        (Rejection::Deferred, "contact_in_attendance")
    } else if answer.says_any(&["diari", "daily"]) && answer.says("limit") {
        (
            Rejection::RateLimited {
                retry_after_ms: Some(DAILY_LIMIT_PAUSE),
            },
            "daily_limit_reached",
        )
    } else if answer.says("132018") {
        (Rejection::Permanent, "bad_variable_text")
    } else if answer.says_any(&["variav", "variable", "parametr", "parameter"]) {
        (Rejection::Permanent, "wrong_variables")
    } else if answer.says_any(&[
        "canalcliente",
        "telefone",
        "phone",
        "celular",
        "numero invalido",
        "invalid number",
    ]) {
        (Rejection::Permanent, "bad_address")
    } else if answer.says_any(&["opt-out", "opt out", "optout"]) {
        (Rejection::Permanent, "opted_out")
    } else if answer.says_any(&["canal", "channel"])
        && (missing || answer.says_any(&["inativ", "inactive", "desconectad", "disconnected"]))
    {
        (Rejection::GatewayRefused, "channel_not_found")
    } else if answer.says_any(&["template", "modelo"]) && missing {
        (Rejection::Permanent, "template_not_found")
    } else if answer.says_any(&["template", "modelo"]) && answer.says_any(&["paus", "desativ", "disabled"]) {
        (Rejection::Deferred, "template_paused")
    } else {
        return None;
    };
    Some(rejected(rejection, code))
}

fn rejected(rejection: Rejection, code: &'static str) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: Cow::Borrowed(code).into_owned(),
    }
}

fn unknown(code: &'static str) -> Outcome {
    Outcome::Unknown { code: code.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rejection::{Deferred, GatewayRefused, Permanent, Transient};
    use bytes::Bytes;
    use http::HeaderMap;

    fn said(status: u16, body: &str) -> Outcome {
        let response = Response {
            status,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&response, Time(0))
    }

    #[test]
    fn success_needs_its_word_and_an_id() {
        let ok = r#"{"status":"success","code":200,"data":{"message":"Template has been succesfully sent.","messageSentId":"659c365b0000000000000000"}}"#;
        assert_eq!(
            said(200, ok),
            Outcome::Accepted {
                provider_id: "659c365b0000000000000000".into()
            }
        );
        for body in [
            r#"{"status":"success","code":200,"data":{}}"#,
            r#"{"status":"success","code":200}"#,
            r#"{"status":"success","data":{"messageSentId":""}}"#,
            r#"{"status":"success","data":{"messageSentId":7}}"#,
        ] {
            assert_eq!(said(200, body), unknown("accepted_without_id"), "{body}");
        }
        for body in [
            "",
            "<html>login</html>",
            "[]",
            "7",
            "null",
            "{}",
            r#"{"status":"queued"}"#,
            "{\"status\":\"succ",
        ] {
            assert_eq!(said(200, body), unknown("bad_answer"), "{body}");
        }
        assert_eq!(said(200, &"[".repeat(60_000)), unknown("bad_answer"));
    }

    #[test]
    fn refusals_by_their_words() {
        let error = |text: &str| format!(r#"{{"status":"error","code":400,"description":"{text}"}}"#);
        for (text, rejection, code) in [
            (
                "Este contato já está em atendimento com Fulano de Tal",
                Deferred,
                "contact_in_attendance",
            ),
            (
                "Contact already has a started customer service",
                Deferred,
                "contact_in_attendance",
            ),
            ("Quantidade de variáveis inválida", Permanent, "wrong_variables"),
            (
                "Number of parameters does not match",
                Permanent,
                "wrong_variables",
            ),
            (
                "(#132018) parameter text cannot have new-line",
                Permanent,
                "bad_variable_text",
            ),
            ("canalCliente inválido", Permanent, "bad_address"),
            ("Contato optou por opt-out", Permanent, "opted_out"),
            ("Canal inativo", GatewayRefused, "channel_not_found"),
            ("Template pausado pela Meta", Deferred, "template_paused"),
            ("Template não encontrado", Permanent, "template_not_found"),
            ("qualquer outra coisa", Permanent, "refused"),
        ] {
            let expected = rejected(rejection, code);
            assert_eq!(said(400, &error(text)), expected, "{text}");
            assert_eq!(said(400, text), expected, "plain: {text}");
            assert_eq!(said(200, &error(text)), expected, "as 200: {text}");
        }
        let daily = Rejection::RateLimited {
            retry_after_ms: Some(DAILY_LIMIT_PAUSE),
        };
        assert_eq!(
            said(400, &error("Limite diário de envios atingido")),
            rejected(daily, "daily_limit_reached")
        );
    }

    #[test]
    fn not_found_says_what_was_not() {
        let not_found = |what: &str| {
            said(
                404,
                &format!(r#"{{"error":"NOT_FOUND_ERROR","message":"{what} not found."}}"#),
            )
        };
        assert_eq!(
            not_found("Communication channel"),
            rejected(GatewayRefused, "channel_not_found")
        );
        assert_eq!(not_found("Template"), rejected(Permanent, "template_not_found"));
        assert_eq!(not_found("Contact"), rejected(Permanent, "not_found"));
        assert_eq!(
            said(404, r#"{"message":"Cannot POST /x/template/send"}"#),
            rejected(GatewayRefused, "wrong_url")
        );
        assert_eq!(
            said(404, "<html>nginx</html>"),
            rejected(GatewayRefused, "wrong_url")
        );
        assert_eq!(
            said(400, "<html>plain HTTP request sent to HTTPS port</html>"),
            rejected(GatewayRefused, "wrong_url")
        );
    }

    #[test]
    fn an_error_under_200_is_a_refusal() {
        let error = |code: &str| {
            said(
                200,
                &format!(r#"{{"status":"error"{code},"description":"falha"}}"#),
            )
        };
        assert_eq!(error(r#","code":500"#), rejected(Transient, "provider_error"));
        assert_eq!(error(""), rejected(Transient, "provider_error"));
        assert_eq!(error(r#","code":400"#), rejected(Permanent, "refused"));
        assert_eq!(error(r#","code":409"#), rejected(Permanent, "refused"));
        assert_eq!(error(r#","code":401"#), rejected(GatewayRefused, "unauthorized"));
        assert_eq!(
            error(r#","code":429"#),
            rejected(Rejection::RateLimited { retry_after_ms: None }, "rate_limited")
        );
    }
}
