//! Opa! Suite's own API as omnifila speaks it to a program that believes to speak to Opa! (`/opa/{gateway_key}/api/v1`).
//!
//! Model: an [`Account`] is one gateway as its callers see it: whose token is good, where its Opa! is, and whether calls are
//! recorded or queued ([`Mode`]). [`Place`] says what a path asks for, [`SendRequest`] reads a `template/send`, [`Answered`]
//! is what goes back: Opa!'s own answer, or one of ours in its shape.
//!
//! Failures: an Opa! that cannot be reached is 502, one that does not answer in time 504, both in Opa!'s shape; nothing is
//! forwarded twice. Left out: keeping and queueing, which the engine does.

mod answers;
mod places;
mod send_request;

pub use answers::{Answered, OwnMessage, Standing, own_id, read_own_id};
pub use places::{Place, is_plain};
pub use send_request::{SendRequest, Variables};

use super::opa_suite::Settings;
use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::{Endpoint, Wire, WireError};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use omnifila_core::input::InputError;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Bytes of an answer that are passed on: a page of a long list.
const LONGEST_ANSWER: usize = 8 << 20;
/// A template is read while a caller waits for the answer to its send.
const TEMPLATE_LIMIT: Duration = Duration::from_secs(2);

/// What becomes of the calls that arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// None is taken.
    #[default]
    Off,
    /// Each is kept, forwarded unchanged, and answered as Opa! answers.
    Record,
    /// Sends are queued, reads are forwarded.
    Queue,
}

impl Mode {
    pub fn word(self) -> &'static str {
        match self {
            Mode::Off => "off",
            Mode::Record => "record",
            Mode::Queue => "queue",
        }
    }

    /// The setting `opa_compat`.
    pub(super) fn of(reader: &Reader<'_>) -> Result<Mode, InputError> {
        let expected = "off, record or queue";
        match reader.optional_text("opa_compat", expected)? {
            None | Some("off") => Ok(Mode::Off),
            Some("record") => Ok(Mode::Record),
            Some("queue") => Ok(Mode::Queue),
            Some(_) => Err(bad("opa_compat", expected)),
        }
    }
}

/// A call to forward.
#[derive(Debug, Clone)]
pub struct Forward<'a> {
    /// As in the request line.
    pub method: &'a str,
    /// What follows `/api/v1/`, with its query.
    pub tail: &'a str,
    /// The caller's Content-Type.
    pub media: Option<&'a str>,
    pub body: &'a [u8],
}

/// One gateway as callers of Opa!'s API see it.
pub struct Account {
    pub mode: Mode,
    pub channel_id: String,
    /// Tells whether two gateways lead to the same Opa!.
    pub place: String,
    token: String,
    base: Endpoint,
    /// Authorization, marked sensitive.
    headers: HeaderMap,
    timeout: Duration,
}

/// Without the token.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("mode", &self.mode)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// `settings` of an `opa_suite` gateway, secrets in clear.
    ///
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(settings: &Map<String, Value>, timeout_ms: u64, wire: &Wire) -> Result<Account, InputError> {
        let Settings {
            base,
            authorization,
            manner,
            mode,
            ..
        } = Settings::read(settings, wire.guard())?;
        let token = settings.get("token").and_then(Value::as_str).unwrap_or_default();
        Ok(Account {
            mode,
            channel_id: manner.channel_id,
            token: token.trim().to_owned(),
            base: wire
                .endpoint(base.as_str(), Guard::Open)?
                .with_answers_up_to(LONGEST_ANSWER),
            place: base.into(),
            headers: HeaderMap::from_iter([(header::AUTHORIZATION, authorization)]),
            timeout: Duration::from_millis(timeout_ms),
        })
    }

    /// Whether this is the gateway's own token. Digests are compared, so that time tells nothing of the token.
    pub fn knows(&self, token: &str) -> bool {
        Sha256::digest(token) == Sha256::digest(&self.token)
    }

    /// The text with the token masked wherever it stands.
    pub fn hide(&self, text: &str, mask: &str) -> String {
        text.replace(&self.token, mask)
    }

    /// Asks the real Opa!, once, with the gateway's token. Its answer comes back whatever its status.
    pub async fn forward(&self, call: &Forward<'_>) -> Answered {
        self.relay(call, self.timeout)
            .await
            .unwrap_or_else(Answered::unreachable)
    }

    async fn relay(&self, call: &Forward<'_>, limit: Duration) -> Result<Answered, WireError> {
        let refused = WireError::NotSent { code: "bad_path" };
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|_| refused)?;
        let endpoint = self.base.below(call.tail).map_err(|_| refused)?;
        let mut headers = self.headers.clone();
        if let Some(media) = call.media.and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(header::CONTENT_TYPE, media);
        }
        let body = Bytes::copy_from_slice(call.body);
        let response = endpoint.relay(method, &headers, body, limit).await?;
        Ok(Answered::of(&response))
    }

    /// What Opa! says of a template now. Answers within two seconds, because a caller waits.
    pub async fn template(&self, id: &str) -> TemplateTold {
        let tail = format!("template/{id}");
        let call = Forward {
            method: "GET",
            tail: &tail,
            media: None,
            body: &[],
        };
        match self.relay(&call, TEMPLATE_LIMIT.min(self.timeout)).await {
            Ok(answer) => TemplateTold::of(&answer, id),
            Err(_) => TemplateTold::Nothing,
        }
    }
}

/// What a look at a template told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateTold {
    Known {
        /// What people call it in Opa!.
        name: String,
        /// With `{{1}}`, `{{2}}` … for its variables.
        text: String,
    },
    /// Opa! says that there is none.
    NoSuch,
    /// Opa! could not be asked, or its answer says neither.
    Nothing,
}

impl TemplateTold {
    fn of(answer: &Answered, id: &str) -> TemplateTold {
        let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else {
            return TemplateTold::Nothing;
        };
        if answer.status == 404 && json["error"] == "NOT_FOUND_ERROR" {
            return TemplateTold::NoSuch;
        }
        let item = json.get("data").unwrap_or(&json);
        let text = |name: &str| item[name].as_str().map(str::trim).filter(|text| !text.is_empty());
        match (answer.status, text("_id"), text("texto")) {
            (200, Some(found), Some(words)) if found == id => TemplateTold::Known {
                name: text("atalho").unwrap_or(id).to_owned(),
                text: words.to_owned(),
            },
            _ => TemplateTold::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn account(mode: Value) -> Result<Account, InputError> {
        let settings = json!({"url": "https://a.example", "token": "jwt.opa.token", "channel_id": "64bb", "opa_compat": mode});
        Account::new(settings.as_object().unwrap(), 1_000, &Wire::new(Guard::Open))
    }

    #[test]
    fn the_switch_has_three_places_and_is_off_by_itself() {
        assert_eq!(account(Value::Null).unwrap().mode, Mode::Off);
        for mode in [Mode::Off, Mode::Record, Mode::Queue] {
            assert_eq!(account(json!(mode.word())).unwrap().mode, mode);
        }
        for wrong in [json!("on"), json!(true), json!("")] {
            let error = account(wrong).unwrap_err();
            assert_eq!(
                (error.code, error.pointer.as_str()),
                ("bad_setting", "/settings/opa_compat")
            );
        }
    }

    #[test]
    fn only_its_own_token_is_known_and_none_is_shown() {
        let account = account(json!("queue")).unwrap();
        assert!(account.knows("jwt.opa.token"));
        for other in ["", "jwt.opa.toke", "jwt.opa.tokens", "JWT.OPA.TOKEN"] {
            assert!(!account.knows(other), "{other}");
        }
        assert!(!format!("{account:?}").contains("jwt"));
        assert_eq!(account.hide("a=jwt.opa.token.", "***"), "a=***.");
    }

    #[test]
    fn a_template_is_known_unknown_or_not_told_of() {
        let told = |status, body: Value| TemplateTold::of(&Answered::json(status, &body), "64aa");
        let known =
            json!({"status": "success", "data": {"_id": "64aa", "atalho": "fatura", "texto": "Olá {{1}}"}});
        let expected = TemplateTold::Known {
            name: "fatura".into(),
            text: "Olá {{1}}".into(),
        };
        assert_eq!(told(200, known), expected);
        let gone = json!({"error": "NOT_FOUND_ERROR", "message": "x"});
        assert_eq!(told(404, gone.clone()), TemplateTold::NoSuch);
        for (status, body) in [
            (200, gone),
            (404, json!({})),
            (500, json!({"error": "NOT_FOUND_ERROR"})),
            (200, json!({"data": {"_id": "other", "texto": "x"}})),
            (200, json!([])),
        ] {
            assert_eq!(
                told(status, body.clone()),
                TemplateTold::Nothing,
                "{status} {body}"
            );
        }
    }
}
