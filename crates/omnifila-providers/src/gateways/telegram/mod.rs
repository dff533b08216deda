//! Telegram: one message of a bot to one chat, over the Bot API.
//!
//! Model: a chat is `tg:` and its number; a person must have opened the bot before it may write, so a link of ours
//! ([`start_link`]) binds the chat to a customer. A message is a text, or a document with the text beneath. With `answer_buttons` it carries
//! the one-touch answers, which come back as a callback.
//!
//! Failures: no key makes a repetition harmless and nothing can be looked up, so whatever leaves doubt is unknown. A 429 rests the
//! whole bot for as long as it says. Who blocked the bot is not written to again.
//!
//! Left out: formatting (a name with a `*` in it must stay what it is), groups that became supergroups, receipts (there are none).

mod updates;

use super::checks::line;
use super::destination;
use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::{Endpoint, Response, Wire};
use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use omnifila_core::address::CHAT;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::heard::Wish;
use omnifila_core::id::{CustomerId, MAX_ID};
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Content, Outcome, Rejection};
use omnifila_core::port::{Check, Fault, Gateway, Receipts};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use std::time::Duration;
use subtle::ConstantTimeEq;

pub(super) use updates::hear;

/// Characters of a text, and of what stands beneath a document.
const MOST_TEXT: usize = 4_096;
const MOST_CAPTION: usize = 1_024;
/// The longest rest that is believed.
const LONGEST_REST: i64 = 24 * 3_600;

/// One bot.
pub struct Telegram {
    base: Endpoint,
    settings: Settings,
    timeout: Duration,
}

/// Without the token, which stands in every path.
impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telegram")
            .field("bot_username", &self.settings.bot_username)
            .finish_non_exhaustive()
    }
}

pub(crate) struct Settings {
    url: String,
    token: String,
    bot_username: String,
    hook_token: Option<String>,
    hook_url: Option<String>,
    signing_secret: Option<String>,
    answer_buttons: bool,
}

impl Settings {
    pub(crate) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let own = [
            "url",
            "token",
            "bot_username",
            "hook_token",
            "hook_url",
            "signing_secret",
            "answer_buttons",
        ];
        let reader = Reader::of(settings, &[&own[..], &destination::NAMES].concat())?;
        destination::check(&reader)?;
        let expected = "the address of the Bot API; leave it out for Telegram's own";
        let url = reader
            .optional_text("url", expected)?
            .unwrap_or("https://api.telegram.org");
        let url = Guard::Open
            .within(process)
            .read(url)
            .map_err(|e| e.under("/settings/url"))?;
        let expected = "the token that BotFather gave, such as 123456:ABC…";
        let token = reader.text("token", expected)?;
        let shape = token.split_once(':').is_some_and(|(id, secret)| {
            let digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
            digits
                && !secret.is_empty()
                && secret
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        });
        if !shape {
            return Err(bad("token", expected));
        }
        let word = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        let expected = "the bot's name without @, such as provedor_exemplo_bot";
        let bot_username = reader.text("bot_username", expected)?.trim_start_matches('@');
        if !word(bot_username) {
            return Err(bad("bot_username", expected));
        }
        let secret = "16 to 256 letters, digits, hyphens and underscores";
        for name in ["hook_token", "signing_secret"] {
            if let Some(text) = reader.optional_text(name, secret)?
                && (!word(text) || !(16..=256).contains(&text.len()))
            {
                return Err(bad(name, secret));
            }
        }
        let own =
            |name, expected| Ok::<_, InputError>(reader.optional_text(name, expected)?.map(str::to_owned));
        let hook_url = own("hook_url", "the https address of this gateway's hook")?;
        if let Some(url) = &hook_url {
            Guard::Open.read(url).map_err(|e| e.under("/settings/hook_url"))?;
        }
        Ok(Settings {
            url: url.as_str().trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            bot_username: bot_username.to_owned(),
            hook_token: own("hook_token", secret)?,
            hook_url,
            signing_secret: own("signing_secret", secret)?,
            answer_buttons: reader.flag("answer_buttons")?,
        })
    }
}

/// The link that binds the chat of whoever opens it to a customer; `None` without a `signing_secret`.
pub fn start_link(settings: &Map<String, Value>, customer: CustomerId) -> Option<String> {
    let settings = Settings::read(settings, Guard::Open).ok()?;
    let mac = start_mac(settings.signing_secret.as_deref()?, customer)?;
    Some(format!(
        "https://t.me/{}?start=c{customer}-{mac}",
        settings.bot_username
    ))
}

/// The customer of a link that was made here.
pub(super) fn read_start(settings: &Map<String, Value>, token: &str) -> Option<CustomerId> {
    let settings = Settings::read(settings, Guard::Open).ok()?;
    let (customer, mac) = token.strip_prefix('c')?.split_once('-')?;
    let customer: i64 = customer.parse().ok()?;
    let customer = (1..=MAX_ID).contains(&customer).then_some(CustomerId(customer))?;
    let own = start_mac(settings.signing_secret.as_deref()?, customer)?;
    bool::from(own.as_bytes().ct_eq(mac.as_bytes())).then_some(customer)
}

fn start_mac(secret: &str, customer: CustomerId) -> Option<String> {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("start\n{customer}").as_bytes());
    let whole = mac.finalize().into_bytes();
    // Telegram takes 64 characters; a guess is right once in 2^96.
    Some(whole[..12].iter().map(|b| format!("{b:02x}")).collect())
}

/// Refuses what Telegram would refuse for certain.
pub(super) fn check_content(content: &Content, preview: &str, address: &str) -> Result<(), InputError> {
    if address
        .strip_prefix(CHAT)
        .is_none_or(|id| id.parse::<i64>().is_err())
    {
        let expected = "a chat at Telegram, bound by the bot's link";
        return Err(InputError::new("bad_chat", "/address", expected));
    }
    if let Some(url) = &content.media_url {
        Guard::Public
            .read(url)
            .map_err(|e| e.under("/content/media_url"))?;
    }
    let most = if content.media_url.is_some() {
        MOST_CAPTION
    } else {
        MOST_TEXT
    };
    if preview.chars().count() > most {
        return Err(InputError::new(
            "too_long",
            "/body",
            format!("at most {most} characters"),
        ));
    }
    Ok(())
}

impl Telegram {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
    ) -> Result<Telegram, InputError> {
        let settings = Settings::read(settings, wire.guard())?;
        let base = format!("{}/bot{}", settings.url, settings.token);
        let base = wire
            .endpoint(&base, Guard::Open)
            .map_err(|e| e.under("/settings/url"))?;
        Ok(Telegram {
            base,
            settings,
            timeout,
        })
    }

    fn body(&self, call: &Call, chat: i64) -> (&'static str, Value) {
        let text = call.preview.trim();
        let mut body = json!({ "chat_id": chat });
        let method = match &call.content.media_url {
            Some(url) => {
                body["document"] = url.trim().into();
                body["caption"] = text.into();
                "sendDocument"
            }
            None => {
                body["text"] = text.into();
                body["link_preview_options"] = json!({ "is_disabled": true });
                "sendMessage"
            }
        };
        if self.settings.answer_buttons {
            let button = |label: &str, wish: Wish| json!([{ "text": label, "callback_data": wish.word() }]);
            body["reply_markup"] = json!({ "inline_keyboard": [
                button("Já paguei", Wish::Paid), button("Não sou eu", Wish::NotMe), button("Parar de receber", Wish::Stop),
            ]});
        }
        (method, body)
    }

    /// A method without side effects on people.
    async fn ask(&self, method: &str, body: Value) -> Result<Value, Outcome> {
        let endpoint = self.base.below(method).map_err(|_| unknown("bad_url"))?;
        let bytes = body.to_string().into_bytes();
        let answer = endpoint.post(&HeaderMap::new(), bytes.into(), self.timeout).await;
        let answer = answer.map_err(Outcome::from)?;
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status == 200 && value["ok"] == true {
            Ok(value["result"].clone())
        } else {
            Err(classify(&answer, 0))
        }
    }

    /// Whether Telegram calls us; where an address is set and it calls another, it is told.
    async fn check_webhook(&self) -> Check {
        let info = match self.ask("getWebhookInfo", json!({})).await {
            Ok(info) => info,
            Err(outcome) => return line("webhook", outcome.code(), "the bot could not be asked"),
        };
        let Some(wanted) = &self.settings.hook_url else {
            return line("webhook", None, "answers do not come in: no hook_url is set");
        };
        if info["url"].as_str() == Some(wanted) {
            return match info["last_error_message"].as_str() {
                Some(_) => line(
                    "webhook",
                    Some("webhook_failing"),
                    "Telegram cannot reach the hook",
                ),
                None => line("webhook", None, "Telegram calls the hook"),
            };
        }
        let mut body =
            json!({ "url": wanted, "allowed_updates": ["message", "callback_query", "my_chat_member"] });
        if let Some(token) = &self.settings.hook_token {
            body["secret_token"] = token.as_str().into();
        }
        match self.ask("setWebhook", body).await {
            Ok(_) => line("webhook", None, "Telegram was told to call the hook"),
            Err(outcome) => line("webhook", outcome.code(), "Telegram does not take this hook_url"),
        }
    }
}

#[async_trait]
impl Gateway for Telegram {
    async fn send(&self, call: &Call) -> Outcome {
        let Some(chat) = call
            .address
            .strip_prefix(CHAT)
            .and_then(|id| id.parse::<i64>().ok())
        else {
            return rejected(Rejection::Permanent, "bad_chat");
        };
        let (method, body) = self.body(call, chat);
        let Ok(endpoint) = self.base.below(method) else {
            return rejected(Rejection::GatewayRefused, "bad_url");
        };
        let bytes = body.to_string().into_bytes();
        match endpoint.post(&HeaderMap::new(), bytes.into(), self.timeout).await {
            Ok(answer) => classify(&answer, chat),
            Err(error) => error.into(),
        }
    }

    async fn probe(&self) -> Option<Result<(), Fault>> {
        Some(match self.ask("getMe", json!({})).await {
            Ok(_) => Ok(()),
            Err(outcome) => Err(Fault {
                code: outcome.code().unwrap_or("refused").to_owned(),
                credentials: matches!(
                    outcome,
                    Outcome::Rejected {
                        rejection: Rejection::GatewayRefused,
                        ..
                    }
                ),
            }),
        })
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let me = match self.ask("getMe", json!({})).await {
            Ok(me) => me,
            Err(outcome) => return vec![line("credentials", outcome.code(), "check the bot's token")],
        };
        let mut checks = vec![line("credentials", None, "the bot answers")];
        let named = me["username"]
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case(&self.settings.bot_username));
        checks.push(if named {
            line("bot_username", None, "the links lead to this bot")
        } else {
            line(
                "bot_username",
                Some("another_bot"),
                "the token belongs to a bot of another name",
            )
        });
        checks.push(self.check_webhook().await);
        if let Some(chat) = to.and_then(|to| to.trim().trim_start_matches(CHAT).parse::<i64>().ok()) {
            let found = self.ask("getChat", json!({ "chat_id": chat })).await;
            let code = found.as_ref().err().and_then(Outcome::code);
            checks.push(line("recipient", code, "whether the bot may write to this chat"));
        }
        checks
    }

    fn receipts(&self) -> Receipts {
        super::receipts(GatewayKind::Telegram)
    }
}

/// What an answer means. Its own code counts, as Telegram documents it; the status of HTTP is the same number.
fn classify(answer: &Response, chat: i64) -> Outcome {
    if (300..400).contains(&answer.status) {
        return rejected(Rejection::GatewayRefused, "redirect");
    }
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if value["ok"] == true && answer.status == 200 {
        return match value.pointer("/result/message_id").and_then(Value::as_i64) {
            Some(id) => Outcome::Accepted {
                provider_id: format!("{chat}:{id}"),
            },
            None => unknown("accepted_without_id"),
        };
    }
    let says = value["description"].as_str().unwrap_or_default().to_lowercase();
    let has = |words: &str| says.contains(words);
    match value["error_code"].as_i64().unwrap_or(i64::from(answer.status)) {
        200..=299 => unknown("bad_answer"),
        // Telegram answers a token that is none with 404.
        401 | 404 => rejected(Rejection::GatewayRefused, "unauthorized"),
        403 if has("initiate") => rejected(Rejection::Permanent, "chat_not_started"),
        403 if has("deactivated") => rejected(Rejection::Permanent, "recipient_disabled"),
        403 => rejected(Rejection::Permanent, "bot_blocked"),
        400 if has("chat not found") => rejected(Rejection::Permanent, "chat_not_found"),
        400 if has("supergroup") => rejected(Rejection::Permanent, "chat_migrated"),
        400 if has("http url") || has("wrong file") || has("web page content") => {
            rejected(Rejection::Transient, "attachment_unavailable")
        }
        400 | 413 | 422 => rejected(Rejection::Permanent, "refused"),
        429 => {
            let seconds = value.pointer("/parameters/retry_after").and_then(Value::as_i64);
            let retry_after_ms = seconds.filter(|s| *s >= 0).map(|s| s.min(LONGEST_REST) * 1_000);
            rejected(Rejection::RateLimited { retry_after_ms }, "rate_limited")
        }
        500..=599 => unknown("http_5xx"),
        _ => unknown("unexpected_status"),
    }
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

    #[test]
    fn a_link_binds_its_own_customer_only() {
        let settings =
            json!({"token": "1:A", "bot_username": "exemplo_bot", "signing_secret": "0123456789abcdef"});
        let settings = settings.as_object().unwrap();
        let link = start_link(settings, CustomerId(12)).unwrap();
        let token = link.split("?start=").nth(1).unwrap();
        assert!(link.starts_with("https://t.me/exemplo_bot?start=c12-") && token.len() <= 64);
        assert_eq!(read_start(settings, token), Some(CustomerId(12)));
        for wrong in [
            token.replace("c12", "c13"),
            "c12-".into(),
            "c12".into(),
            String::new(),
        ] {
            assert_eq!(read_start(settings, &wrong), None, "{wrong}");
        }
    }
}
