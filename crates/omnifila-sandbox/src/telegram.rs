//! A bot at Telegram: the methods of the Bot API that a queue uses, at `/bot{token}/{method}`.
//!
//! Every token is a bot of its own (its tenant is `telegram/` and the number before the colon), and is believed. Some chats are what
//! they are: [`BLOCKED_CHAT`] has blocked the bot, [`UNKNOWN_CHAT`] never opened it; every other chat takes messages.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use crate::fault::{Fault, RetryAfter};
use crate::journal::OpenCall;
use crate::record::{Particulars, WebhookCall};
use crate::router::Decision;

/// A chat whose owner blocked the bot.
pub const BLOCKED_CHAT: i64 = 403;
/// A chat that does not exist.
pub const UNKNOWN_CHAT: i64 = 400;
/// What the bot calls itself.
pub(crate) const USERNAME: &str = "exemplo_bot";

/// Bytes of a body the journal keeps.
const KEPT_BODY: usize = 64 * 1024;

/// The number of a bot and the method that is called.
pub(crate) fn place(path: &str) -> Option<(&str, &str)> {
    let (token, method) = path.strip_prefix("/bot")?.split_once('/')?;
    let (number, secret) = token.split_once(':')?;
    let digits = !number.is_empty() && number.len() <= 20 && number.bytes().all(|b| b.is_ascii_digit());
    (digits && !secret.is_empty()).then_some((number, method))
}

pub(crate) fn is_send(method: &Method, path: &str) -> bool {
    method == Method::POST && matches!(path, "sendMessage" | "sendDocument")
}

pub(crate) fn particulars(body: &Bytes) -> Particulars {
    let parsed: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let chat = parsed["chat_id"].as_i64().map(|id| format!("tg:{id}").into());
    Particulars {
        recipient: chat,
        auth_ok: true,
        webhook: Some(Box::new(WebhookCall {
            id: None,
            headers: Vec::new(),
            body: String::from_utf8_lossy(&body[..body.len().min(KEPT_BODY)]).into_owned(),
        })),
        ..Particulars::default()
    }
}

pub(crate) fn decide(path: &str, body: &Bytes, call: &OpenCall) -> Decision {
    let parsed: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let known = |chat: Option<i64>| match chat {
        None | Some(UNKNOWN_CHAT) => Err(refused(400, "Bad Request: chat not found")),
        Some(BLOCKED_CHAT) => Err(refused(403, "Forbidden: bot was blocked by the user")),
        Some(chat) => Ok(chat),
    };
    let chat = parsed["chat_id"].as_i64();
    match path {
        "getMe" => good(json!({"id": 1, "is_bot": true, "username": USERNAME})),
        "getWebhookInfo" => good(json!({"url": "", "pending_update_count": 0})),
        "setWebhook" => good(json!(true)),
        "getChat" => known(chat).map_or_else(
            |refusal| refusal,
            |chat| good(json!({"id": chat, "type": "private"})),
        ),
        "sendMessage" | "sendDocument" => {
            let text = if path == "sendMessage" { "text" } else { "document" };
            if parsed[text].as_str().is_none_or(str::is_empty) {
                return refused(400, "Bad Request: message text is empty");
            }
            match known(chat) {
                Err(refusal) => refusal,
                Ok(chat) => {
                    let number = call.accept();
                    Decision {
                        class: "accepted",
                        ..good(json!({"message_id": number, "chat": {"id": chat, "type": "private"}}))
                    }
                }
            }
        }
        _ => refused(404, "Not Found"),
    }
}

/// How Telegram words a status that a rule asks for.
pub(crate) fn fault_answer(fault: &Fault) -> Option<(u16, Value)> {
    let Fault::Status {
        code,
        retry_after,
        message,
    } = fault
    else {
        return None;
    };
    let mut body = failure(*code, message.as_deref().unwrap_or("made to fail"));
    if let Some(RetryAfter::Seconds(seconds)) = retry_after {
        body["parameters"] = json!({ "retry_after": seconds });
    }
    Some((*code, body))
}

fn failure(code: u16, description: &str) -> Value {
    json!({"ok": false, "error_code": code, "description": description})
}

fn good(result: Value) -> Decision {
    Decision {
        status: 200,
        body: json!({"ok": true, "result": result}),
        class: "ok",
    }
}

fn refused(status: u16, description: &str) -> Decision {
    Decision::refused(status, "client_error", failure(status, description))
}
