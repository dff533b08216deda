//! SMS (and RCS) over HTTP: one adapter, and a recipe for each provider.
//!
//! Model: the text is what a person would read (the preview), sent to one phone; the recipe says how the provider is asked and what
//! its answers mean ([`recipe`]). Our message and attempt go along where the provider brings something back, so that its receipt finds
//! an attempt whose answer was lost. With `transliterate` accents go, because one of them makes a text of 160 characters three parts.
//!
//! Failures: no provider has an idempotency key that is documented, so whatever leaves doubt is unknown. Receipts come to
//! `/hooks/{gateway}/{hook_token}`: none of them is signed in a way that all share, and the address is the secret.
//!
//! Left out: Twilio's `X-Twilio-Signature`, Google's own RBM interface, and sending by templates of a provider.

mod answers;
pub mod callbacks;
mod recipe;

use super::checks::{line, recipient};
use super::destination;
use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::{Endpoint, Wire};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method as HttpMethod, header};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Outcome, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Receipts};
use omnifila_core::sms;
use recipe::{Filling, Method, Recipe};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// Connecting takes no longer in "Testar", whatever the gateway's own limit.
const REACH_LIMIT: Duration = Duration::from_secs(10);
/// Parts of one message: more is no SMS.
const MOST_PARTS: u32 = 10;
/// Kannel's mask of what is reported: delivered, failed, taken and refused by the network.
const KANNEL_MASK: &str = "27";

/// One account.
pub struct SmsHttp {
    endpoint: Endpoint,
    recipe: Recipe,
    settings: Settings,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

/// Without the token.
impl std::fmt::Debug for SmsHttp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmsHttp")
            .field("endpoint", &self.endpoint)
            .field("token", &"***")
            .finish_non_exhaustive()
    }
}

pub(super) struct Settings {
    recipe: Recipe,
    url: String,
    user: Option<String>,
    token: String,
    from: String,
    transliterate: bool,
    /// Where this service is reached from outside, and the secret end of the hook's address.
    public_url: Option<String>,
    hook_token: Option<String>,
}

const HOOK_TOKEN: &str = "a secret text of 16 characters or more, letters, digits, - and _";

impl Settings {
    pub(super) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let own = [
            "preset",
            "recipe",
            "url",
            "user",
            "token",
            "from",
            "transliterate",
            "public_url",
            "hook_token",
        ];
        let reader = Reader::of(settings, &[&own[..], &destination::NAMES].concat())?;
        destination::check(&reader)?;
        let expected = "zenvia_sms, zenvia_rcs, infobip, twilio, kannel or custom";
        let recipe = Recipe::of(reader.text("preset", expected)?, settings.get("recipe"))?;
        let expected = "the provider's address, such as https://xyz.api.infobip.com";
        let own = reader.optional_text("url", expected)?;
        let url = own
            .or(recipe.url.as_deref())
            .ok_or_else(|| InputError::new("missing_setting", "/settings/url", expected))?;
        let guard = Guard::Open.within(process);
        let read = guard.read(url).map_err(|e| e.under("/settings/url"))?;
        if read.query().is_some() {
            return Err(bad("url", "a URL without a query (?…)"));
        }
        let plain = |name, expected: &str, text: &str| {
            let sound = text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic());
            if sound {
                Ok(text.to_owned())
            } else {
                Err(bad(name, expected))
            }
        };
        let expected = "the user or account of the provider (for Twilio the Account SID)";
        let user = reader.optional_text("user", expected)?;
        let user = user.map(|text| plain("user", expected, text)).transpose()?;
        if user.is_none() && (recipe.basic || recipe.path.contains("{user}")) {
            return Err(InputError::new("missing_setting", "/settings/user", expected));
        }
        let expected = "the token or password, in printable ASCII";
        let token = reader.text("token", expected)?;
        if !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(bad("token", expected));
        }
        let expected = "the sender: a number, a short code or a name of the account";
        let from = reader.text("from", expected)?;
        let hook_token = reader.optional_text("hook_token", HOOK_TOKEN)?;
        let of_path = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if hook_token.is_some_and(|t| t.len() < 16 || !t.bytes().all(of_path)) {
            return Err(bad("hook_token", HOOK_TOKEN));
        }
        let expected =
            "the address at which the provider reaches this service, such as https://fila.example.com.br";
        let public_url = reader.optional_text("public_url", expected)?;
        if let Some(url) = public_url {
            Guard::Open
                .read(url)
                .map_err(|e| e.under("/settings/public_url"))?;
        }
        Ok(Settings {
            url: url.trim_end_matches('/').to_owned(),
            recipe,
            user,
            token: token.to_owned(),
            from: from.to_owned(),
            transliterate: reader.flag("transliterate")?,
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            hook_token: hook_token.map(str::to_owned),
        })
    }
}

/// What is refused for certain.
pub(super) fn check_content(preview: &str, address: &str) -> Result<(), InputError> {
    let digits = address.strip_prefix('+').unwrap_or("");
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let expected = "a phone in E.164 with plus, such as +5549900000001";
        return Err(InputError::new("bad_phone", "/address", expected));
    }
    if preview.trim().is_empty() || sms::count(&sms::transliterate(preview)) > MOST_PARTS {
        let expected = format!("a text of 1 to {MOST_PARTS} SMS");
        return Err(InputError::new("bad_length", "/body", expected));
    }
    Ok(())
}

/// How many messages a provider counts for a text.
pub(super) fn weight(settings: &Map<String, Value>, preview: &str) -> u32 {
    if settings.get("preset").and_then(Value::as_str) == Some("zenvia_rcs") {
        return 1;
    }
    match settings.get("transliterate").and_then(Value::as_bool) {
        Some(true) => sms::count(&sms::transliterate(preview)),
        _ => sms::count(preview),
    }
}

/// `m{message}.{attempt}`, as receipts bring it back.
fn ours(call: &Call) -> String {
    format!("m{}.{}", call.message_id, call.attempt)
}

impl SmsHttp {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<SmsHttp, InputError> {
        let settings = Settings::read(settings, wire.guard())?;
        let recipe = settings.recipe.clone();
        let mut filling = Filling::default();
        filling.put("user", settings.user.as_deref());
        let path = filling.fill(&recipe.path).unwrap_or_default();
        let endpoint = wire
            .endpoint(&format!("{}{path}", settings.url), Guard::Open)
            .map_err(|e| e.under("/settings/url"))?;
        Ok(SmsHttp {
            endpoint,
            recipe,
            settings,
            timeout,
            clock,
        })
    }

    fn text<'a>(&self, preview: &'a str) -> Cow<'a, str> {
        if self.settings.transliterate && !self.recipe.unlimited {
            Cow::Owned(sms::transliterate(preview))
        } else {
            Cow::Borrowed(preview)
        }
    }

    fn filling<'a>(&'a self, call: &'a Call, ours: &'a str) -> Filling<'a> {
        let settings = &self.settings;
        let text = self.text(&call.preview);
        let coding = match sms::Alphabet::of(&text) {
            sms::Alphabet::Gsm7 => "0",
            sms::Alphabet::Ucs2 => "2",
        };
        let callback = settings.public_url.as_ref().zip(settings.hook_token.as_ref());
        let callback = callback.map(|(url, token)| format!("{url}/hooks/{}/{token}", call.gateway_id));
        let mut filling = Filling::default();
        filling.put("mask", callback.as_ref().map(|_| KANNEL_MASK));
        filling.put("callback", callback);
        filling.put("to", Some(call.address.as_str()));
        filling.put("digits", Some(call.address.trim_start_matches('+')));
        filling.put("from", Some(settings.from.as_str()));
        filling.put("text", Some(text));
        filling.put("coding", Some(coding));
        filling.put("ours", Some(ours));
        filling.put("user", settings.user.as_deref());
        filling.put("token", Some(settings.token.as_str()));
        filling
    }

    /// Headers, all of them sensitive: they hold the token. `None` for what no header can hold.
    fn headers(&self, filling: &Filling<'_>) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, text) in &self.recipe.headers {
            let mut value = HeaderValue::from_str(&filling.fill(text)?).ok()?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
        }
        if self.recipe.basic {
            let user = self.settings.user.as_deref().unwrap_or_default();
            let pair = STANDARD.encode(format!("{user}:{}", self.settings.token));
            let mut value = HeaderValue::from_str(&format!("Basic {pair}")).ok()?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Some(headers)
    }
}

#[async_trait]
impl Gateway for SmsHttp {
    async fn send(&self, call: &Call) -> Outcome {
        let unwritable = || Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: "unwritable_content".into(),
        };
        let ours = ours(call);
        let filling = self.filling(call, &ours);
        let Some(mut headers) = self.headers(&filling) else {
            return unwritable();
        };
        let recipe = &self.recipe;
        let mut endpoint = self.endpoint.clone();
        if let Some(query) = &recipe.query {
            match endpoint.with_query(&format!("?{}", filling.fill_pairs(query))) {
                Ok(asked) => endpoint = asked,
                Err(_) => return unwritable(),
            }
        }
        let body = if let Some(json) = &recipe.json {
            filling.fill_value(json).unwrap_or_default().to_string()
        } else if let Some(form) = &recipe.form {
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.insert(header::CONTENT_TYPE, kind);
            filling.fill_pairs(form)
        } else {
            String::new()
        };
        let method = match recipe.method {
            Method::Post => HttpMethod::POST,
            Method::Get => HttpMethod::GET,
        };
        match endpoint.relay(method, &headers, body.into(), self.timeout).await {
            Ok(response) => answers::classify(recipe, &response, &ours, self.clock.now()),
            Err(error) => error.into(),
        }
    }

    /// No provider has a harmless read that all share.
    async fn probe(&self) -> Option<Result<(), Fault>> {
        None
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let reached = self.endpoint.reach(REACH_LIMIT.min(self.timeout)).await;
        let mut checks = vec![match reached {
            Ok(()) => line("connection", None, "the provider takes connections"),
            Err(error) => line(
                "connection",
                Some(error.code()),
                "check the URL, and that this server can reach it",
            ),
        }];
        let called = self.settings.hook_token.is_some();
        let asked = self.settings.public_url.is_some()
            || self.recipe.url.as_deref() == Some("https://api.zenvia.com");
        checks.push(match (called, asked) {
            (true, true) => line("receipts", None, "receipts find their way back"),
            (true, false) => line(
                "receipts",
                Some("no_public_url"),
                "without public_url the provider is not told where receipts go",
            ),
            (false, _) => line(
                "receipts",
                Some("no_hook_token"),
                "without hook_token no receipt is believed: what was sent is never shown as delivered",
            ),
        });
        if let Some(to) = to {
            checks.push(recipient(to));
        }
        checks
    }

    fn receipts(&self) -> Receipts {
        super::receipts(GatewayKind::SmsHttp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(change: Value) -> Result<Settings, (&'static str, String)> {
        let mut all = json!({"preset": "kannel", "url": "http://127.0.0.1:13013", "user": "omnifila", "token": "s3cret", "from": "27000"});
        all.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        Settings::read(all.as_object().unwrap(), Guard::Open).map_err(|e| (e.code, e.pointer))
    }

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        assert!(read(json!({})).is_ok());
        assert_eq!(
            read(json!({"preset": "zenvia_sms", "url": null})).map(|s| s.url),
            Ok("https://api.zenvia.com".into())
        );
        for (change, code, name) in [
            (json!({"preset": "smsdev"}), "bad_setting", "preset"),
            (json!({"preset": "custom"}), "bad_setting", "recipe"),
            (json!({"url": null}), "missing_setting", "url"),
            (json!({"url": "http://x/?a=1"}), "bad_setting", "url"),
            (
                json!({"preset": "twilio", "user": null}),
                "missing_setting",
                "user",
            ),
            (json!({"token": "a b"}), "bad_setting", "token"),
            (json!({"from": null}), "missing_setting", "from"),
            (json!({"hook_token": "short"}), "bad_setting", "hook_token"),
            (
                json!({"hook_token": "0123456789abcdef/x"}),
                "bad_setting",
                "hook_token",
            ),
            (json!({"public_url": "nowhere"}), "bad_url", "public_url"),
            (json!({"channel": "x"}), "unknown_setting", "channel"),
        ] {
            let refused = read(change.clone()).map(drop).unwrap_err();
            assert_eq!(refused, (code, format!("/settings/{name}")), "{change}");
        }
    }

    #[test]
    fn a_text_weighs_what_the_networks_count() {
        let text = "ção ".repeat(50);
        let settings = |value: Value| value.as_object().unwrap().clone();
        assert_eq!(weight(&settings(json!({"preset": "kannel"})), &text), 3);
        assert_eq!(
            weight(
                &settings(json!({"preset": "kannel", "transliterate": true})),
                &text
            ),
            2
        );
        assert_eq!(weight(&settings(json!({"preset": "zenvia_rcs"})), &text), 1);
        assert_eq!(check_content(&text, "+5549900000001"), Ok(()));
        for (text, to, code) in [
            (" ".to_owned(), "+5549900000001", "bad_length"),
            ("a".repeat(1_531), "+5549900000001", "bad_length"),
            ("Oi".to_owned(), "a@example.com", "bad_phone"),
        ] {
            assert_eq!(check_content(&text, to).map_err(|e| e.code), Err(code));
        }
    }
}
