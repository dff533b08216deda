//! A program that is told what became of messages: one signed POST per event (Standard Webhooks).
//!
//! Model: `webhook-id` names the event and is the same in every try and replay, so that the receiver can drop what it has
//! seen. While a secret is in rotation each call carries two signatures. Any 2xx takes the event; 410 wants no more of them.
//!
//! Failures: every other answer and every failure of the wire is one of two: the receiver is in trouble (it would take no
//! event), or it refuses this one. Nothing is known of whether an unanswered call was carried out: it is repeated, which the
//! same id makes harmless. Left out: when to repeat (`core::policy::redelivery`), and keeping track.

use crate::guard::Guard;
use crate::signing::{Key, signed};
use crate::wire::{Endpoint, Wire};
use http::{HeaderMap, header};
use omnifila_core::input::InputError;
use omnifila_core::policy::retry::parse_retry_after;
use omnifila_core::time::Time;
use serde_json::{Map, Value};
use std::time::Duration;

/// The specification wants 15 to 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(20);

const KNOWN: [&str; 5] = [
    "url",
    "secret",
    "previous_secret",
    "previous_until",
    "allow_private",
];

/// What became of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Taken,
    /// 410: the receiver wants no more events.
    Gone,
    /// It would have taken no event; `wait_ms` is what it asked for.
    Trouble {
        wait_ms: Option<i64>,
    },
    /// It takes events, but not this one.
    Refused,
}

/// One call, as it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub told: Told,
    pub status: Option<u16>,
    /// Why it was not taken.
    pub code: Option<&'static str>,
}

/// The settings of an outbox, checked.
pub struct Settings {
    url: String,
    guard: Guard,
    key: Key,
    previous: Option<(Key, Time)>,
}

/// Without the URL, which may carry a key, and without keys.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads settings with their secrets in clear.
    ///
    /// # Errors
    /// `unknown_setting`, `missing_setting`, `bad_setting`, or as [`Guard::read`].
    pub fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        if let Some(name) = settings.keys().find(|name| !KNOWN.contains(&name.as_str())) {
            let pointer = format!("/settings/{}", name.replace('~', "~0").replace('/', "~1"));
            return Err(InputError::new(
                "unknown_setting",
                pointer,
                "url, secret, allow_private",
            ));
        }
        let guard = match settings.get("allow_private") {
            Some(Value::Bool(true)) => Guard::Open,
            None | Some(Value::Null | Value::Bool(false)) => Guard::Public,
            Some(_) => return Err(bad("allow_private", "true or false")),
        };
        let guard = guard.within(process);
        let url = text(settings, "url", "the http or https URL that is told")?;
        guard.read(url).map_err(|e| e.under("/settings/url"))?;
        let expected = "whsec_ and 24 to 64 bytes in base64";
        let read = |name: &'static str| {
            Key::read(text(settings, name, expected)?).ok_or_else(|| bad(name, expected))
        };
        let key = read("secret")?;
        let previous = match settings.get("previous_secret") {
            None | Some(Value::Null) => None,
            Some(_) => {
                let expected = "an RFC 3339 time";
                let until = text(settings, "previous_until", expected)?;
                let until = Time::parse(until).map_err(|_| bad("previous_until", expected))?;
                Some((read("previous_secret")?, until))
            }
        };
        Ok(Settings {
            url: url.to_owned(),
            guard,
            key,
            previous,
        })
    }
}

fn text<'a>(
    settings: &'a Map<String, Value>,
    name: &'static str,
    expected: &str,
) -> Result<&'a str, InputError> {
    match settings.get(name) {
        None | Some(Value::Null) => Err(InputError::new(
            "missing_setting",
            format!("/settings/{name}"),
            expected,
        )),
        Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= 2_048 => Ok(text.trim()),
        Some(_) => Err(bad(name, expected)),
    }
}

fn bad(name: &str, expected: &str) -> InputError {
    InputError::new("bad_setting", format!("/settings/{name}"), expected)
}

/// One receiver. Cheap to clone.
#[derive(Clone)]
pub struct Receiver {
    endpoint: Endpoint,
    key: Key,
    /// The secret of before, which signs as well until then.
    previous: Option<(Key, Time)>,
}

/// Without keys.
impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Receiver {
    /// # Errors
    /// As [`Settings::read`].
    pub fn new(settings: &Map<String, Value>, wire: &Wire) -> Result<Receiver, InputError> {
        let Settings {
            url,
            guard,
            key,
            previous,
        } = Settings::read(settings, wire.guard())?;
        let endpoint = wire.endpoint(&url, guard).map_err(|e| e.under("/settings/url"))?;
        Ok(Receiver {
            endpoint,
            key,
            previous,
        })
    }

    /// One call about the event `id`.
    pub async fn tell(&self, id: &str, body: Vec<u8>, now: Time) -> Answer {
        let mut keys = vec![self.key.clone()];
        keys.extend(
            self.previous
                .iter()
                .filter(|(_, until)| now < *until)
                .map(|(key, _)| key.clone()),
        );
        let Some(headers) = signed(&HeaderMap::new(), &keys, id, now, &body) else {
            return Answer {
                told: Told::Refused,
                status: None,
                code: Some("unwritable_content"),
            };
        };
        match self.endpoint.post(&headers, body.into(), TIMEOUT).await {
            Ok(response) => {
                let wait = response.headers.get(header::RETRY_AFTER);
                let wait = wait.and_then(|value| parse_retry_after(value.to_str().ok()?, now));
                let (told, code) = classify(response.status, wait);
                Answer {
                    told,
                    status: Some(response.status),
                    code,
                }
            }
            Err(error) => Answer {
                told: Told::Trouble { wait_ms: None },
                status: None,
                code: Some(error.code()),
            },
        }
    }
}

fn classify(status: u16, wait_ms: Option<i64>) -> (Told, Option<&'static str>) {
    let trouble = Told::Trouble { wait_ms };
    match status {
        200..=299 => (Told::Taken, None),
        410 => (Told::Gone, Some("gone")),
        300..=399 => (trouble, Some("redirect")),
        401 => (trouble, Some("unauthorized")),
        402 | 403 => (trouble, Some("forbidden")),
        404 | 405 | 407 => (trouble, Some("wrong_url")),
        408 | 425 => (trouble, Some("timeout")),
        429 => (trouble, Some("rate_limited")),
        400..=499 => (Told::Refused, Some("refused")),
        _ => (trouble, Some("http_5xx")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn refused(settings: Value, process: Guard) -> (&'static str, String) {
        match Settings::read(settings.as_object().unwrap(), process) {
            Ok(_) => ("ok", String::new()),
            Err(error) => (error.code, error.pointer),
        }
    }

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        let with = |name: &str, value: Value| {
            let mut all = json!({"url": "https://example.com/hook", "secret": SECRET});
            all[name] = value;
            all
        };
        for (all, code, pointer) in [
            (with("url", json!("https://example.com/")), "ok", ""),
            (with("url", Value::Null), "missing_setting", "/settings/url"),
            (with("secret", Value::Null), "missing_setting", "/settings/secret"),
            (with("secret", json!("curto")), "bad_setting", "/settings/secret"),
            (
                with("url", json!("http://127.0.0.1/")),
                "address_refused",
                "/settings/url",
            ),
            (
                with("url", json!("http://169.254.169.254/")),
                "address_refused",
                "/settings/url",
            ),
            (
                with("allow_list", json!([])),
                "unknown_setting",
                "/settings/allow_list",
            ),
            (
                with("previous_secret", json!(SECRET)),
                "missing_setting",
                "/settings/previous_until",
            ),
        ] {
            assert_eq!(
                refused(all.clone(), Guard::Open),
                (code, pointer.to_owned()),
                "{all}"
            );
        }
        let private = json!({"url": "http://10.0.0.1:81/", "secret": SECRET, "allow_private": true});
        assert_eq!(refused(private.clone(), Guard::Open).0, "ok");
        assert_eq!(refused(private, Guard::LoopbackOnly).0, "address_refused");
    }

    #[test]
    fn only_what_concerns_the_event_is_its_fault() {
        for (status, told) in [
            (200, Told::Taken),
            (204, Told::Taken),
            (410, Told::Gone),
            (400, Told::Refused),
            (422, Told::Refused),
        ] {
            assert_eq!(classify(status, None).0, told, "{status}");
        }
        for status in [301, 401, 403, 404, 408, 429, 500, 503, 101] {
            assert_eq!(
                classify(status, Some(7)).0,
                Told::Trouble { wait_ms: Some(7) },
                "{status}"
            );
        }
    }
}
