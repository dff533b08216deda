//! Opa! Suite: WhatsApp templates through `POST template/send`.
//!
//! Model: one tenant by its base URL, one API token, one WhatsApp channel. The variables of a template are positional
//! texts that Opa! hands to Meta as they are, so line breaks, tabs and long runs of spaces are taken out here (Meta refuses
//! them with #132018). `metadata` carries our ids back.
//!
//! Failures: no idempotency key is documented, so whatever leaves doubt is unknown and nothing is repeated; the table of
//! answers is `opa_answers`, and what is read of the account `opa_reads`. A contact whom an attendant is talking to is deferred, never failed, unless
//! `allow_started_attendance` says to interrupt.
//!
//! Left out: receipts (no webhook per message is documented).

use super::opa_account::{Habits, OpaAccount};
use super::opa_answers::classify;
use super::opa_body::{Manner, sanitise};
use super::opa_compat;
use super::opa_reads::Reads;
use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::{Endpoint, Wire};
use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, header};
use omnifila_core::account::Account;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Content, Outcome, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Receipts};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One tenant and channel.
pub struct OpaSuite {
    send: Endpoint,
    reads: Reads,
    account: OpaAccount,
    /// Authorization, marked sensitive.
    headers: HeaderMap,
    manner: Manner,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

/// Without the token, which only the headers hold.
impl std::fmt::Debug for OpaSuite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpaSuite")
            .field("send", &self.send)
            .field("channel_id", &self.manner.channel_id)
            .field("token", &"***")
            .finish_non_exhaustive()
    }
}

pub(super) struct Settings {
    /// Ends with `/api/v1`.
    pub(super) base: Url,
    pub(super) authorization: HeaderValue,
    pub(super) manner: Manner,
    habits: Habits,
    /// Whether programs speak Opa!'s API to this gateway.
    pub(super) mode: opa_compat::Mode,
}

const HOOK_TOKEN: &str = "a secret text of 16 characters or more";

impl Settings {
    pub(super) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let reader = Reader::of(
            settings,
            &[
                "url",
                "token",
                "channel_id",
                "allow_started_attendance",
                "hook_token",
                "opa_compat",
                "department_id",
                "attendant_id",
                "write_opt_out",
                "follow_delivery",
            ],
        )?;
        let mode = opa_compat::Mode::of(&reader)?;
        // Read by the receiver of callbacks, which has nothing else to know the provider by.
        if let Some(token) = reader.optional_text("hook_token", HOOK_TOKEN)?
            && token.len() < 16
        {
            return Err(bad("hook_token", HOOK_TOKEN));
        }
        let url = reader.text(
            "url",
            "the address of your Opa! Suite, such as https://example.opasuite.com.br",
        )?;
        let mut base = Guard::Open
            .within(process)
            .read(url)
            .map_err(|e| e.under("/settings/url"))?;
        if base.query().is_some() {
            return Err(bad("url", "a URL without a query (?…)"));
        }
        let path = base.path().trim_end_matches('/');
        let path = path.strip_suffix("/api/v1").unwrap_or(path).trim_end_matches('/');
        base.set_path(&format!("{path}/api/v1"));

        let expected = "the API token of your Opa! Suite, without the word Bearer";
        let token = reader.text("token", expected)?;
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| bad("token", expected))?;
        if !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(bad("token", expected));
        }
        authorization.set_sensitive(true);

        let expected = "the id of the WhatsApp channel, such as 64bb00000000000000000002";
        let channel_id = reader.text("channel_id", expected)?;
        if !is_id(channel_id) {
            return Err(bad("channel_id", expected));
        }
        let expected = "an id of Opa! Suite, such as 64cf00000000000000000001";
        let own = |name| match reader.optional_text(name, expected)? {
            Some(id) if !is_id(id) => Err(bad(name, expected)),
            other => Ok(other.map(str::to_owned)),
        };
        Ok(Settings {
            base,
            authorization,
            manner: Manner {
                channel_id: channel_id.to_owned(),
                allow_started_attendance: reader.flag("allow_started_attendance")?,
                department_id: own("department_id")?,
                attendant_id: own("attendant_id")?,
            },
            habits: Habits {
                write_opt_out: reader.flag("write_opt_out")?,
                follow_delivery: reader.flag("follow_delivery")?,
            },
            mode,
        })
    }
}

/// Whether a text can be an id and a part of a path.
fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    text.len() <= 64 && text.bytes().all(plain)
}

/// Opa! takes E.164 with the plus sign; Meta takes no empty variable.
pub(super) fn check_content(content: &Content, address: &str) -> Result<(), InputError> {
    let digits = address.strip_prefix('+').unwrap_or("");
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InputError::new(
            "bad_phone",
            "/address",
            "a phone in E.164 with plus, such as +5549900000001",
        ));
    }
    if content
        .provider_template_id
        .as_deref()
        .is_none_or(|id| id.trim().is_empty())
    {
        let pointer = "/content/provider_template_id";
        return Err(InputError::new(
            "missing_provider_template",
            pointer,
            "the id of a template of the channel",
        ));
    }
    if content.verbatim.is_some() {
        // What it says is Opa!'s to judge, as it would have been without us.
        return Ok(());
    }
    if let Some(media) = content.media_url.as_deref() {
        // Opa! fetches it; a producer chooses it.
        Guard::Public
            .read(media)
            .map_err(|e| e.under("/content/media_url"))?;
    }
    match content.parameters.iter().position(|p| sanitise(p).is_empty()) {
        Some(n) => {
            let pointer = format!("/content/parameters/{n}");
            Err(InputError::new(
                "empty_variable",
                pointer,
                "a text that is not blank: WhatsApp takes no empty variable",
            ))
        }
        None => Ok(()),
    }
}

impl OpaSuite {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<OpaSuite, InputError> {
        let Settings {
            base,
            authorization,
            manner,
            habits,
            mode: _,
        } = Settings::read(settings, wire.guard())?;
        let base = wire.endpoint(base.as_str(), Guard::Open)?;
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, authorization)]);
        let reads = Reads::of(&base, &manner.channel_id, headers.clone(), timeout)?;
        let account = OpaAccount::of(&base, &manner.channel_id, habits, headers.clone(), timeout)?;
        let send = base.below("template/send")?;
        Ok(OpaSuite {
            send,
            reads,
            account,
            headers,
            manner,
            timeout,
            clock,
        })
    }
}

#[async_trait]
impl Gateway for OpaSuite {
    async fn send(&self, call: &Call) -> Outcome {
        let permanent = |code: &str| Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: code.into(),
        };
        let Some(template) = call.content.provider_template_id.as_deref() else {
            return permanent("missing_provider_template");
        };
        let body = match &call.content.verbatim {
            Some(written) => written.clone().into_bytes(),
            None => match self.manner.body(call, template) {
                Ok(body) => body,
                Err(_) => return permanent("unwritable_content"),
            },
        };
        match self.send.post(&self.headers, body.into(), self.timeout).await {
            Ok(response) => classify(&response, self.clock.now()),
            Err(error) => error.into(),
        }
    }

    async fn probe(&self) -> Option<Result<(), Fault>> {
        Some(self.reads.read_channel().await.map(drop))
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        self.reads.check(to).await
    }

    fn receipts(&self) -> Receipts {
        super::receipts(omnifila_core::catalogue::GatewayKind::OpaSuite)
    }

    fn account(&self) -> Option<&dyn Account> {
        Some(&self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> String {
        let settings = serde_json::json!({"url": url, "token": "jwt.opa.token", "channel_id": "64bb00000000000000000002"});
        Settings::read(settings.as_object().unwrap(), Guard::Open)
            .unwrap()
            .base
            .to_string()
    }

    #[test]
    fn the_url_may_end_as_people_write_it() {
        for url in [
            "https://a.example",
            "https://a.example/",
            "https://a.example/api/v1",
            " https://a.example/api/v1// ",
        ] {
            assert_eq!(base(url), "https://a.example/api/v1", "{url}");
        }
        assert_eq!(
            base("http://127.0.0.1:9/opa/demo/"),
            "http://127.0.0.1:9/opa/demo/api/v1"
        );
    }

    #[test]
    fn content_that_would_be_refused_is_refused_at_intake() {
        let content = |template: Option<&str>, parameters: &[&str]| Content {
            provider_template_id: template.map(Into::into),
            language: None,
            parameters: parameters.iter().map(|p| (*p).to_owned()).collect(),
            ..Content::default()
        };
        let check = |c: &Content, to| check_content(c, to).map_err(|e| (e.code, e.pointer));
        let to = "+5549900000001";
        assert_eq!(check(&content(Some("64aa"), &["a", "b"]), to), Ok(()));
        let blank = check(&content(Some("64aa"), &["a", " \n"]), to);
        assert_eq!(blank, Err(("empty_variable", "/content/parameters/1".into())));
        let none = check(&content(None, &[]), to);
        assert_eq!(
            none,
            Err((
                "missing_provider_template",
                "/content/provider_template_id".into()
            ))
        );
        let with_media = |url: &str| Content {
            media_url: Some(url.into()),
            ..content(Some("64aa"), &["a"])
        };
        assert_eq!(check(&with_media("https://isp.example/boleto.pdf"), to), Ok(()));
        for (url, code) in [
            ("ftp://isp.example/boleto.pdf", "bad_url"),
            ("http://127.0.0.1/boleto.pdf", "address_refused"),
            ("boleto.pdf", "bad_url"),
        ] {
            let wanted = Err((code, "/content/media_url".to_owned()));
            assert_eq!(check(&with_media(url), to), wanted, "{url}");
        }
        for phone in ["5549900000001", "+55 49 90000 0001", "", "+1", "a@example.com"] {
            assert_eq!(
                check(&content(Some("64aa"), &[]), phone),
                Err(("bad_phone", "/address".into())),
                "{phone}"
            );
        }
    }
}
