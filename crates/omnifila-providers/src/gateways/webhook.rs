//! Any program with an HTTP address: one signed POST per attempt (Standard Webhooks).
//!
//! Model: the body is the message as JSON; `webhook-id` is `msg_{id}` in every attempt, so that the receiver can drop what
//! it has seen; the signature covers id, timestamp and body. Any 2xx is acceptance.
//!
//! Failures: as with every gateway, a 5xx or a lost answer is unknown. A receiver that drops repeated ids may have its
//! gateway set to `outcome_unknown: retry`. The URL passes the guard unless `allow_private`.
//!
//! Left out: asymmetric signatures (`v1a`), secrets in rotation (two signatures at once), receipts.

use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::signing::{Key, signed};
use crate::wire::{Endpoint, Response, Wire};
use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Outcome, Rejection};
use omnifila_core::payment::Payment;
use omnifila_core::policy::retry::parse_retry_after;
use omnifila_core::port::{Check, Clock, Fault, Gateway, Receipts};
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

/// Connecting takes no longer in "Testar", whatever the gateway's own limit.
const REACH_LIMIT: Duration = Duration::from_secs(10);
/// Headers of its own that a receiver may want.
const HEADERS_MOST: usize = 20;

/// One receiver.
pub struct Webhook {
    endpoint: Endpoint,
    key: Key,
    /// What the receiver wants besides ours, credentials marked sensitive.
    headers: HeaderMap,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

/// Without key and headers.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("endpoint", &self.endpoint)
            .field("secret", &"***")
            .finish_non_exhaustive()
    }
}

pub(super) struct Settings {
    url: String,
    guard: Guard,
    key: Key,
    headers: HeaderMap,
}

impl Settings {
    pub(super) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let reader = Reader::of(
            settings,
            &["url", "secret", "authorization", "allow_private", "headers"],
        )?;
        let guard = if reader.flag("allow_private")? {
            Guard::Open
        } else {
            Guard::Public
        }
        .within(process);
        let url = reader.text("url", "the http or https URL that receives the messages")?;
        guard.read(url).map_err(|e| e.under("/settings/url"))?;
        let expected = "whsec_ and 24 to 64 bytes in base64";
        let key = Key::read(reader.text("secret", expected)?).ok_or_else(|| bad("secret", expected))?;
        let mut headers = own_headers(&reader)?;
        let expected = "the value of an Authorization header, in printable ASCII";
        if let Some(text) = reader.optional_text("authorization", expected)? {
            let mut value = HeaderValue::from_str(text).map_err(|_| bad("authorization", expected))?;
            value.to_str().map_err(|_| bad("authorization", expected))?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(Settings {
            url: url.to_owned(),
            guard,
            key,
            headers,
        })
    }
}

fn own_headers(reader: &Reader<'_>) -> Result<HeaderMap, InputError> {
    let expected = "at most 20 headers, names to printable ASCII texts";
    let given = reader.texts("headers", expected)?;
    if given.len() > HEADERS_MOST {
        return Err(bad("headers", expected));
    }
    let mut headers = HeaderMap::with_capacity(given.len());
    for (name, value) in given {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("headers", expected))?;
        if is_credential(&name) {
            return Err(bad(
                "headers",
                "no credentials here: they belong in `authorization`, which is kept encrypted",
            ));
        }
        if is_ours(&name) {
            return Err(bad("headers", "no header that the queue or HTTP itself sets"));
        }
        let value = HeaderValue::from_str(value).map_err(|_| bad("headers", expected))?;
        value.to_str().map_err(|_| bad("headers", expected))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn is_credential(name: &HeaderName) -> bool {
    *name == header::AUTHORIZATION || *name == header::PROXY_AUTHORIZATION || *name == header::COOKIE
}

fn is_ours(name: &HeaderName) -> bool {
    let framing = [
        header::HOST,
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::TRANSFER_ENCODING,
        header::CONNECTION,
        header::TE,
        header::TRAILER,
        header::UPGRADE,
        header::EXPECT,
        header::ACCEPT,
        header::USER_AGENT,
    ];
    framing.contains(name) || name.as_str().starts_with("webhook-") || name.as_str() == "keep-alive"
}

pub(super) fn check_content(address: &str) -> Result<(), InputError> {
    if address.trim().is_empty() {
        return Err(InputError::new(
            "missing_address",
            "/address",
            "an address of the customer",
        ));
    }
    Ok(())
}

#[derive(Serialize)]
struct Body<'a> {
    message_id: i64,
    attempt: u32,
    address: &'a str,
    customer_name: &'a str,
    preview: &'a str,
    parameters: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    media_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<&'a Payment>,
    source_ref: Option<&'a str>,
    dedupe_key: Option<&'a str>,
}

impl Webhook {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<Webhook, InputError> {
        let Settings {
            url,
            guard,
            key,
            headers,
        } = Settings::read(settings, wire.guard())?;
        let endpoint = wire.endpoint(&url, guard).map_err(|e| e.under("/settings/url"))?;
        Ok(Webhook {
            endpoint,
            key,
            headers,
            timeout,
            clock,
        })
    }

    /// One signed POST of a body under an id that stays the same however often it is repeated.
    pub async fn deliver(&self, id: String, body: Vec<u8>) -> Outcome {
        let keys = std::slice::from_ref(&self.key);
        let Some(headers) = signed(&self.headers, keys, &id, self.clock.now(), &body) else {
            return rejected(Rejection::Permanent, "unwritable_content");
        };
        match self.endpoint.post(&headers, body.into(), self.timeout).await {
            Ok(response) => classify(&response, id, self.clock.now()),
            Err(error) => error.into(),
        }
    }
}

#[async_trait]
impl Gateway for Webhook {
    async fn send(&self, call: &Call) -> Outcome {
        let id = format!("msg_{}", call.message_id);
        let body = serde_json::to_vec(&Body {
            message_id: call.message_id.0,
            attempt: call.attempt,
            address: &call.address,
            customer_name: &call.customer_name,
            preview: &call.preview,
            parameters: &call.content.parameters,
            media_url: call.content.media_url.as_deref(),
            payment: call.content.payment.as_ref(),
            source_ref: call.source_ref.as_deref(),
            dedupe_key: call.dedupe_key.as_deref(),
        });
        match body {
            Ok(body) => self.deliver(id, body).await,
            Err(_) => rejected(Rejection::Permanent, "unwritable_content"),
        }
    }

    /// A receiver has no harmless read.
    async fn probe(&self) -> Option<Result<(), Fault>> {
        None
    }

    async fn check(&self, _to: Option<&str>) -> Vec<Check> {
        let reached = self.endpoint.reach(REACH_LIMIT.min(self.timeout)).await;
        vec![match reached {
            Ok(()) => Check {
                name: "connection",
                ok: true,
                code: None,
                detail: "the receiver takes connections".into(),
            },
            Err(error) => Check {
                name: "connection",
                ok: false,
                code: Some(error.code().into()),
                detail: "check the URL, and that this server can reach it".into(),
            },
        }]
    }

    fn receipts(&self) -> Receipts {
        super::receipts(GatewayKind::Webhook)
    }
}

/// What the receiver's status means; its body is not read.
fn classify(response: &Response, id: String, now: Time) -> Outcome {
    match response.status {
        200..=299 => Outcome::Accepted { provider_id: id },
        300..=399 => rejected(Rejection::GatewayRefused, "redirect"),
        401 => rejected(Rejection::GatewayRefused, "unauthorized"),
        402 | 403 => rejected(Rejection::GatewayRefused, "forbidden"),
        405 | 407 => rejected(Rejection::GatewayRefused, "wrong_url"),
        404 => rejected(Rejection::Permanent, "not_found"),
        410 => rejected(Rejection::Permanent, "gone"),
        413 => rejected(Rejection::Permanent, "too_large"),
        400 | 422 => rejected(Rejection::Permanent, "refused"),
        408 => Outcome::Unknown {
            code: "http_408".into(),
        },
        425 => Outcome::Unknown {
            code: "http_425".into(),
        },
        429 => {
            let header = response
                .headers
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok());
            let retry_after_ms = header.and_then(|value| parse_retry_after(value, now));
            rejected(Rejection::RateLimited { retry_after_ms }, "rate_limited")
        }
        500..=599 => Outcome::Unknown {
            code: "http_5xx".into(),
        },
        _ => Outcome::Unknown {
            code: "unexpected_status".into(),
        },
    }
}

fn rejected(rejection: Rejection, code: &str) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: code.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(settings: Value, process: Guard) -> (&'static str, String) {
        Settings::read(settings.as_object().unwrap(), process)
            .map(drop)
            .map_err(|e| (e.code, e.pointer))
            .unwrap_err()
    }

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let with = |name: &str, value: Value| {
            let mut all = json!({"url": "https://example.com/hook", "secret": secret});
            all[name] = value;
            all
        };
        let read = |all: &Value| Settings::read(all.as_object().unwrap(), Guard::Open).map(drop);
        assert_eq!(read(&with("headers", json!({"X-Tenant": "7"}))), Ok(()));
        assert_eq!(read(&with("authorization", json!("Bearer abc"))), Ok(()));
        for (all, code, pointer) in [
            (json!({"secret": secret}), "missing_setting", "/settings/url"),
            (
                json!({"url": "https://example.com/"}),
                "missing_setting",
                "/settings/secret",
            ),
            (
                with("url", json!("http://169.254.169.254/latest")),
                "address_refused",
                "/settings/url",
            ),
            (
                with("url", json!("https://example.com:9200/")),
                "address_refused",
                "/settings/url",
            ),
            (with("url", json!(7)), "bad_setting", "/settings/url"),
            (
                with("secret", json!("whsec_c2hvcnQ=")),
                "bad_setting",
                "/settings/secret",
            ),
            (
                with("allow_private", json!("yes")),
                "bad_setting",
                "/settings/allow_private",
            ),
            (
                with("headers", json!({"Host": "x"})),
                "bad_setting",
                "/settings/headers",
            ),
            (
                with("headers", json!({"Webhook-Id": "x"})),
                "bad_setting",
                "/settings/headers",
            ),
            (
                with("headers", json!({"Authorization": "x"})),
                "bad_setting",
                "/settings/headers",
            ),
            (
                with("headers", json!({"X": "a\r\nb: c"})),
                "bad_setting",
                "/settings/headers",
            ),
            (
                with("authorization", json!("a\nb")),
                "bad_setting",
                "/settings/authorization",
            ),
            (with("urll", json!("x")), "unknown_setting", "/settings/urll"),
            (
                with("allow_list", json!("x")),
                "bad_setting",
                "/settings/allow_list",
            ),
        ] {
            assert_eq!(
                refused(all.clone(), Guard::Open),
                (code, pointer.to_owned()),
                "{all}"
            );
        }
        let private = json!({"url": "http://10.0.0.1:81/", "secret": secret, "allow_private": true});
        assert_eq!(read(&private), Ok(()));
        assert_eq!(
            refused(private, Guard::LoopbackOnly),
            ("address_refused", "/settings/url".into())
        );
    }
}
