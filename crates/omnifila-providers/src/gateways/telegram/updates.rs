//! What a bot is called with: messages, pressed buttons, and people who block it or come back.
//!
//! Only who knows the `hook_token` is believed (Telegram sends it as a header). An update that is none of these says nothing.

use crate::gateways::{Callback, NotTrusted};
use omnifila_core::address::CHAT;
use omnifila_core::heard::{Bound, Heard, Inbound, Wish};
use omnifila_core::time::Time;
use serde_json::Value;
use subtle::ConstantTimeEq;

/// The header that carries the `secret_token` of `setWebhook`.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// Characters of an answer that are kept beside the raw call.
const MOST_TEXT: usize = 4_096;

pub(in crate::gateways) fn hear(call: &Callback<'_>) -> Result<Vec<Heard>, NotTrusted> {
    let wanted = call
        .settings
        .get("hook_token")
        .and_then(Value::as_str)
        .ok_or(NotTrusted)?;
    let given = call
        .headers
        .get(SECRET)
        .and_then(|value| value.to_str().ok())
        .or(call.token)
        .ok_or(NotTrusted)?;
    if !bool::from(wanted.as_bytes().ct_eq(given.as_bytes())) {
        return Err(NotTrusted);
    }
    let update: Value = serde_json::from_slice(call.body).unwrap_or_default();
    Ok(read(&update, call.now).into_iter().collect())
}

fn read(update: &Value, now: Time) -> Option<Heard> {
    let id = update["update_id"].as_i64()?.to_string();
    if let Some(message) = update.get("message") {
        let address = chat(&message["chat"])?;
        let text: String = message["text"]
            .as_str()
            .unwrap_or_default()
            .chars()
            .take(MOST_TEXT)
            .collect();
        if let Some(token) = text.strip_prefix("/start ") {
            return Some(Heard::Bound(Bound {
                address,
                token: token.trim().chars().take(64).collect(),
            }));
        }
        return Some(Heard::Inbound(Inbound {
            provider_id: id,
            name: name(&message["from"]),
            answers: answered(&message["chat"], &message["reply_to_message"]),
            payload: None,
            at: at(message, now),
            address,
            text,
        }));
    }
    if let Some(pressed) = update.get("callback_query") {
        let message = &pressed["message"];
        let payload = pressed["data"].as_str().unwrap_or_default();
        return Some(Heard::Inbound(Inbound {
            provider_id: id,
            address: chat(&message["chat"])?,
            name: name(&pressed["from"]),
            text: label(payload).to_owned(),
            payload: Some(payload.chars().take(64).collect()),
            answers: answered(&message["chat"], message),
            at: now,
        }));
    }
    let member = update.get("my_chat_member")?;
    let wish = match member.pointer("/new_chat_member/status")?.as_str()? {
        "kicked" => Wish::Stop,
        "member" => Wish::Resume,
        _ => return None,
    };
    let text = match wish {
        Wish::Stop => "(bloqueou o bot)",
        _ => "(desbloqueou o bot)",
    };
    Some(Heard::Inbound(Inbound {
        provider_id: id,
        address: chat(&member["chat"])?,
        name: name(&member["from"]),
        text: text.into(),
        payload: Some(wish.word().into()),
        answers: None,
        at: at(member, now),
    }))
}

fn label(payload: &str) -> &'static str {
    match Wish::from_word(payload) {
        Some(Wish::Stop) => "Parar de receber",
        Some(Wish::Paid) => "Já paguei",
        Some(Wish::NotMe) => "Não sou eu",
        Some(Wish::Resume) => "Voltar a receber",
        None => "",
    }
}

fn chat(chat: &Value) -> Option<String> {
    Some(format!("{CHAT}{}", chat["id"].as_i64()?))
}

fn answered(chat: &Value, message: &Value) -> Option<String> {
    Some(format!(
        "{}:{}",
        chat["id"].as_i64()?,
        message["message_id"].as_i64()?
    ))
}

fn name(from: &Value) -> Option<String> {
    let parts = ["first_name", "last_name"]
        .iter()
        .filter_map(|part| from[*part].as_str());
    let name = parts.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then(|| name.chars().take(200).collect())
}

fn at(message: &Value, now: Time) -> Time {
    message["date"]
        .as_i64()
        .map_or(now, |seconds| Time(seconds.saturating_mul(1_000)).min(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Time = Time(2_000_000_000_000);

    fn said(update: &Value) -> Option<(String, String, Option<String>, Option<String>)> {
        match read(update, NOW)? {
            Heard::Inbound(said) => Some((said.address, said.text, said.payload, said.answers)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn updates_say_who_and_what() {
        let text = json!({"update_id": 1, "message": {"message_id": 5, "date": 1_700_000_000, "text": "Já paguei",
            "chat": {"id": 77, "type": "private"}, "from": {"first_name": "Cliente", "last_name": "Exemplo"},
            "reply_to_message": {"message_id": 4}}});
        assert_eq!(
            said(&text),
            Some(("tg:77".into(), "Já paguei".into(), None, Some("77:4".into())))
        );
        let pressed = json!({"update_id": 2, "callback_query": {"id": "9", "data": "not_me", "from": {"first_name": "A"},
            "message": {"message_id": 4, "chat": {"id": 77}}}});
        let want = (
            "tg:77".into(),
            "Não sou eu".into(),
            Some("not_me".into()),
            Some("77:4".into()),
        );
        assert_eq!(said(&pressed), Some(want));
        let blocked = json!({"update_id": 3, "my_chat_member": {"chat": {"id": 77}, "from": {}, "date": 1,
            "new_chat_member": {"status": "kicked"}}});
        assert_eq!(said(&blocked).unwrap().2.as_deref(), Some("stop"));
        let start =
            json!({"update_id": 4, "message": {"message_id": 1, "chat": {"id": 77}, "text": "/start c1-ab"}});
        let bound = Bound {
            address: "tg:77".into(),
            token: "c1-ab".into(),
        };
        assert_eq!(read(&start, NOW), Some(Heard::Bound(bound)));
        for nothing in [
            json!({}),
            json!({"update_id": 5}),
            json!({"update_id": 6, "message": {}}),
            json!([1]),
        ] {
            assert_eq!(read(&nothing, NOW), None, "{nothing}");
        }
    }
}
