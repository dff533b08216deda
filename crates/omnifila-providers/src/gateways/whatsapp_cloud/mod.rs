//! WhatsApp Cloud API: Meta's own templates, sent by the owner of the number.
//!
//! Model: one phone number of one WhatsApp Business account (WABA), by its ids and a token. A message is a template of the
//! account: its body's variables by position or by name, a header (text, image, video, document), buttons, and for a payment
//! the order that carries a Pix code or a boleto. `biz_opaque_callback_data` carries message and attempt, and comes back with every
//! status, so that an attempt whose answer was lost is found again by the first status that speaks of it.
//!
//! Failures: Meta has no idempotency key; whatever leaves doubt is unknown and nothing is repeated. The table of its errors, with
//! whom each concerns, is `errors`. A template that Meta paused or refuses is no fault of the message: it waits, and the list of
//! templates is read at once, which holds the template until Meta sends it again.
//!
//! Left out: messages without a template (the 24-hour window belongs to attendants), uploads (media go by address),
//! `marketing_messages`, and groups.

mod account;
mod answers;
mod body;
pub mod callbacks;
mod errors;
pub mod pricing;

use super::destination;
use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::{Endpoint, Wire};
use account::Reads;
use answers::classify;
use async_trait::async_trait;
pub(super) use body::read_opaque;
use http::{HeaderMap, HeaderValue, header};
use omnifila_core::account::Account;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{ButtonKind, Call, Content, Outcome, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Receipts};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where Meta answers, unless the settings say otherwise (a stand-in).
const GRAPH: &str = "https://graph.facebook.com";
/// Of the Graph API; each lives about two years.
const VERSION: &str = "v25.0";

/// One number.
pub struct WhatsappCloud {
    send: Endpoint,
    reads: Reads,
    /// Authorization, marked sensitive.
    headers: HeaderMap,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

/// Without the token, which only the headers hold.
impl std::fmt::Debug for WhatsappCloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhatsappCloud")
            .field("send", &self.send)
            .field("token", &"***")
            .finish_non_exhaustive()
    }
}

pub(super) struct Settings {
    base: Url,
    authorization: HeaderValue,
    phone_number_id: String,
    waba_id: String,
}

const SECRET: &str = "a secret text of 16 characters or more";

impl Settings {
    pub(super) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let own = [
            "url",
            "version",
            "phone_number_id",
            "waba_id",
            "token",
            "app_secret",
            "verify_token",
        ];
        let reader = Reader::of(settings, &[&own[..], &destination::NAMES].concat())?;
        destination::check(&reader)?;
        for name in ["app_secret", "verify_token"] {
            if reader.optional_text(name, SECRET)?.is_some_and(|t| t.len() < 16) {
                return Err(bad(name, SECRET));
            }
        }
        let expected = "an address to use in place of https://graph.facebook.com";
        let url = reader.optional_text("url", expected)?.unwrap_or(GRAPH);
        let mut base = Guard::Open
            .within(process)
            .read(url)
            .map_err(|e| e.under("/settings/url"))?;
        if base.query().is_some() {
            return Err(bad("url", "a URL without a query (?…)"));
        }
        let expected = "a version of the Graph API, such as v25.0";
        let version = reader.optional_text("version", expected)?.unwrap_or(VERSION);
        let numbers = version.strip_prefix('v').and_then(|v| v.split_once('.'));
        let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if !numbers.is_some_and(|(major, minor)| digits(major) && digits(minor)) {
            return Err(bad("version", expected));
        }
        base.set_path(&format!("{}/{version}", base.path().trim_end_matches('/')));
        let id = |name, expected: &str| {
            let id = reader.text(name, expected)?;
            if !(5..=32).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_digit()) {
                return Err(bad(name, expected));
            }
            Ok(id.to_owned())
        };
        let expected = "the token of a system user, without the word Bearer";
        let token = reader.text("token", expected)?;
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| bad("token", expected))?;
        if !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(bad("token", expected));
        }
        authorization.set_sensitive(true);
        Ok(Settings {
            authorization,
            phone_number_id: id(
                "phone_number_id",
                "the id of the phone number, digits only (not the number)",
            )?,
            waba_id: id("waba_id", "the id of the WhatsApp Business account, digits only")?,
            base,
        })
    }
}

/// Whether an address is a business-scoped user id (`BR.1502576394655843`), which stands for a person without telling the phone.
pub fn is_bsuid(address: &str) -> bool {
    address.split_once('.').is_some_and(|(country, id)| {
        country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// What Meta would refuse for certain.
pub(super) fn check_content(content: &Content, address: &str) -> Result<(), InputError> {
    let digits = address.strip_prefix('+').unwrap_or("");
    let phone = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !phone && !is_bsuid(address) {
        let expected = "a phone in E.164 with plus, such as +5549900000001, or a user id such as BR.1234";
        return Err(InputError::new("bad_phone", "/address", expected));
    }
    let (name, language) = body::template_of(content);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() || name.len() > 512 || !name.bytes().all(plain) {
        let expected = "the name of a template of the account, in small letters, digits and _; with /language where it has several";
        let pointer = "/content/provider_template_id";
        return Err(InputError::new("missing_provider_template", pointer, expected));
    }
    let of_language = |b: u8| b.is_ascii_alphabetic() || b == b'_';
    if !(2..=12).contains(&language.len()) || !language.bytes().all(of_language) {
        let expected = "a language as WhatsApp writes it, such as pt_BR";
        return Err(InputError::new("bad_language", "/content/language", expected));
    }
    if let Some(media) = content.media_url.as_deref() {
        // Meta fetches it; a producer chooses it.
        Guard::Public
            .read(media)
            .map_err(|e| e.under("/content/media_url"))?;
    }
    let blank = |text: &String| super::opa_body::sanitise(text).is_empty();
    let empty = |pointer: String| {
        let expected = "a text that is not blank: WhatsApp takes no empty variable";
        InputError::new("empty_variable", pointer, expected)
    };
    if let Some(n) = content.parameters.iter().position(blank) {
        return Err(empty(format!("/content/parameters/{n}")));
    }
    let Some(components) = &content.components else {
        return Ok(());
    };
    if components.header.as_ref().is_some_and(blank) {
        return Err(empty("/content/components/header".into()));
    }
    for (n, button) in components.buttons.iter().enumerate() {
        let pointer = format!("/content/components/buttons/{n}/text");
        if button.text.trim().is_empty() {
            return Err(empty(pointer));
        }
        let most = match button.kind {
            ButtonKind::Url => 2_000,
            ButtonKind::QuickReply => 128,
            ButtonKind::CopyCode => 20,
        };
        if button.text.chars().count() > most {
            return Err(InputError::new(
                "too_long",
                pointer,
                format!("at most {most} characters"),
            ));
        }
    }
    Ok(())
}

impl WhatsappCloud {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<WhatsappCloud, InputError> {
        let Settings {
            base,
            authorization,
            phone_number_id,
            waba_id,
        } = Settings::read(settings, wire.guard())?;
        let base = wire.endpoint(base.as_str(), Guard::Open)?;
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, authorization)]);
        let send = base.below(&format!("{phone_number_id}/messages"))?;
        Ok(WhatsappCloud {
            reads: Reads::of(&base, &phone_number_id, &waba_id, headers.clone(), timeout)?,
            send,
            headers,
            timeout,
            clock,
        })
    }
}

#[async_trait]
impl Gateway for WhatsappCloud {
    async fn send(&self, call: &Call) -> Outcome {
        let body = match serde_json::to_vec(&body::of(call)) {
            Ok(body) => body,
            Err(_) => {
                return Outcome::Rejected {
                    rejection: Rejection::Permanent,
                    code: "unwritable_content".into(),
                };
            }
        };
        match self.send.post(&self.headers, body.into(), self.timeout).await {
            Ok(response) => classify(&response, call.attempt, self.clock.now()),
            Err(error) => error.into(),
        }
    }

    async fn probe(&self) -> Option<Result<(), Fault>> {
        Some(self.reads.number().await.map(drop))
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        self.reads.check(to).await
    }

    fn receipts(&self) -> Receipts {
        super::receipts(omnifila_core::catalogue::GatewayKind::WhatsappCloud)
    }

    fn account(&self) -> Option<&dyn Account> {
        Some(&self.reads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::outcome::{Button, Components};
    use serde_json::json;

    fn whole() -> Value {
        json!({"phone_number_id": "106540352242922", "waba_id": "102290129340398", "token": "EAAG.token"})
    }

    fn read(change: Value) -> Result<Settings, (&'static str, String)> {
        let mut settings = whole();
        settings
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        Settings::read(settings.as_object().unwrap(), Guard::Open).map_err(|e| (e.code, e.pointer))
    }

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        let base = |change: Value| read(change).map(|s| s.base.to_string()).unwrap();
        assert_eq!(base(json!({})), "https://graph.facebook.com/v25.0");
        let own = json!({"url": "http://127.0.0.1:9/graph/demo/", "version": "v24.0"});
        assert_eq!(base(own), "http://127.0.0.1:9/graph/demo/v24.0");
        for (change, code, name) in [
            (json!({"version": "25"}), "bad_setting", "version"),
            (json!({"version": "v25.0/../x"}), "bad_setting", "version"),
            (
                json!({"phone_number_id": "+5549900000001"}),
                "bad_setting",
                "phone_number_id",
            ),
            (json!({"waba_id": null}), "missing_setting", "waba_id"),
            (json!({"token": "a b"}), "bad_setting", "token"),
            (json!({"app_secret": "short"}), "bad_setting", "app_secret"),
            (json!({"url": "ftp://x"}), "bad_url", "url"),
            (json!({"channel_id": "x"}), "unknown_setting", "channel_id"),
        ] {
            let refused = read(change.clone()).map(drop).unwrap_err();
            assert_eq!(refused, (code, format!("/settings/{name}")), "{change}");
        }
    }

    #[test]
    fn content_that_would_be_refused_is_refused_at_intake() {
        let good = Content {
            provider_template_id: Some("fatura_vencendo".into()),
            language: Some("pt_BR".into()),
            parameters: vec!["Ana".into()],
            ..Content::default()
        };
        let check = |content: &Content, to: &str| check_content(content, to).map_err(|e| (e.code, e.pointer));
        for address in ["+5549900000001", "BR.1502576394655843"] {
            assert_eq!(check(&good, address), Ok(()), "{address}");
        }
        for address in [
            "5549900000001",
            "br.15",
            "BR.",
            "BR.1 2",
            "BRA.15",
            "a@example.com",
            "",
        ] {
            assert_eq!(
                check(&good, address),
                Err(("bad_phone", "/address".into())),
                "{address}"
            );
        }
        let to = "+5549900000001";
        for name in [None, Some("Fatura"), Some("a b"), Some("/pt_BR"), Some("")] {
            let content = Content {
                provider_template_id: name.map(str::to_owned),
                ..good.clone()
            };
            let wanted = (
                "missing_provider_template",
                "/content/provider_template_id".to_owned(),
            );
            assert_eq!(check(&content, to), Err(wanted), "{name:?}");
        }
        let content = Content {
            provider_template_id: Some("fatura/p?".into()),
            ..good.clone()
        };
        assert_eq!(
            check(&content, to),
            Err(("bad_language", "/content/language".into()))
        );
        let button = |kind, text: &str| Content {
            components: Some(Components {
                buttons: vec![Button {
                    index: 0,
                    kind,
                    text: text.into(),
                }],
                ..Components::default()
            }),
            ..good.clone()
        };
        let at = || "/content/components/buttons/0/text".to_owned();
        assert_eq!(check(&button(ButtonKind::CopyCode, &"x".repeat(20)), to), Ok(()));
        assert_eq!(
            check(&button(ButtonKind::CopyCode, &"x".repeat(21)), to),
            Err(("too_long", at()))
        );
        assert_eq!(
            check(&button(ButtonKind::Url, "  "), to),
            Err(("empty_variable", at()))
        );
        let blank = Content {
            parameters: vec!["a".into(), " \n".into()],
            ..good.clone()
        };
        assert_eq!(
            check(&blank, to),
            Err(("empty_variable", "/content/parameters/1".into()))
        );
        let media = Content {
            media_url: Some("http://127.0.0.1/b.pdf".into()),
            ..good
        };
        assert_eq!(
            check(&media, to),
            Err(("address_refused", "/content/media_url".into()))
        );
    }
}
