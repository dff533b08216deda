//! Recording: what arrives is kept, so that people see it before anything is switched.
//!
//! A call is kept before it is forwarded and completed with the answer. A store that cannot record never stops a call that
//! only passes through. Secrets are masked, by their names in JSON and queries and by the gateway's own token wherever it
//! stands; headers are not kept at all. Long texts are cut after masking.

use super::{Answered, Call, Door};
use crate::Engine;
use omnifila_store::catalogue::{MASK, NewOpaCall, OpaCallEnd};
use serde_json::Value;
use std::borrow::Cow;
use tokio::time::Instant;

/// Bytes kept of a body: a template's call has some hundreds.
const LONGEST_BODY: usize = 8 * 1024;
/// Bytes kept of an answer.
const LONGEST_ANSWER: usize = 4 * 1024;
const LONGEST_PATH: usize = 1_024;
/// Names, in lower case and without marks, whose values are secrets.
const SECRETS: [&str; 11] = [
    "token",
    "accesstoken",
    "refreshtoken",
    "authorization",
    "senha",
    "password",
    "secret",
    "clientsecret",
    "apikey",
    "chave",
    "cookie",
];

impl Engine {
    /// Keeps a call, forwards it, and keeps what came back.
    pub(super) async fn recorded(&self, door: &Door, call: &Call<'_>) -> Answered {
        let began = Instant::now();
        let kept = self.begin_record(door, call).await;
        let answer = door.forward(call).await;
        self.end_record(door, kept, &answer, began).await;
        answer
    }

    /// Keeps a call that was refused here.
    pub(super) async fn record_refusal(&self, door: &Door, call: &Call<'_>, answer: &Answered) {
        let began = Instant::now();
        let kept = self.begin_record(door, call).await;
        self.end_record(door, kept, answer, began).await;
    }

    async fn begin_record(&self, door: &Door, call: &Call<'_>) -> Option<i64> {
        let hide = |text: &str| door.account.hide(text, MASK);
        let body = String::from_utf8_lossy(call.body);
        let new = NewOpaCall {
            gateway_id: door.gateway_id,
            method: call.method.chars().take(16).collect(),
            path: cut(&hide(&masked_tail(call)), LONGEST_PATH),
            media: call.media.map(|media| cut(&hide(media), 100)),
            body: cut(&hide(&masked(&body)), LONGEST_BODY),
            body_bytes: call.body.len(),
        };
        match self.catalogue().record_opa_call(new, self.now()).await {
            Ok(id) => Some(id),
            Err(error) => {
                tracing::warn!(%error, gateway.id = door.gateway_id.0, "a call could not be recorded");
                None
            }
        }
    }

    async fn end_record(&self, door: &Door, kept: Option<i64>, answer: &Answered, began: Instant) {
        let Some(id) = kept else { return };
        let text = String::from_utf8_lossy(&answer.body);
        let end = OpaCallEnd {
            forwarded: answer.forwarded || answer.code.is_some(),
            status: answer.status,
            code: answer.code.map(str::to_owned),
            answer: cut(&door.account.hide(&masked(&text), MASK), LONGEST_ANSWER),
            answer_bytes: answer.body.len(),
            duration_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
        };
        if let Err(error) = self.catalogue().end_opa_call(id, end).await {
            tracing::warn!(%error, gateway.id = door.gateway_id.0, "an answer could not be recorded");
        }
    }
}

/// The path and query, secrets of the query masked.
fn masked_tail(call: &Call<'_>) -> String {
    let Some(query) = call.query else {
        return call.path.to_owned();
    };
    let pairs: Vec<Cow<'_, str>> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => Cow::Owned(format!("{name}={MASK}")),
            _ => Cow::Borrowed(pair),
        })
        .collect();
    format!("{}?{}", call.path, pairs.join("&"))
}

/// A JSON text with its secrets masked, else the text as it is.
fn masked(text: &str) -> Cow<'_, str> {
    let Ok(mut json) = serde_json::from_str::<Value>(text) else {
        return Cow::Borrowed(text);
    };
    if mask(&mut json) {
        Cow::Owned(json.to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether something was masked.
fn mask(value: &mut Value) -> bool {
    match value {
        Value::Object(map) => {
            let mut any = false;
            for (name, value) in map.iter_mut() {
                if is_secret(name) && !value.is_null() {
                    *value = MASK.into();
                    any = true;
                } else {
                    any |= mask(value);
                }
            }
            any
        }
        Value::Array(items) => items.iter_mut().fold(false, |any, item| mask(item) | any),
        _ => false,
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    SECRETS.contains(&plain.as_str())
}

/// At most so many bytes, cut between characters; no NUL, which ends a text for some readers.
fn cut(text: &str, most: usize) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_their_names_stand() {
        let masked = |text: &str| masked(text).into_owned();
        assert_eq!(
            masked(r#"{"a":[{"Access-Token":"x"}],"senha":7}"#),
            r#"{"a":[{"Access-Token":"***"}],"senha":"***"}"#
        );
        let kept = r#"{ "variaveis": ["token"], "tokens_used": 3 }"#;
        assert_eq!(masked(kept), kept, "nothing to mask: not a byte is changed");
        assert_eq!(masked("no json"), "no json");
        let call = Call {
            method: "GET",
            path: "contato",
            query: Some("api_key=abc&limit=1&token"),
            media: None,
            key: None,
            body: &[],
        };
        assert_eq!(masked_tail(&call), "contato?api_key=***&limit=1&token");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("ação", 2), "a");
        assert_eq!(cut("ação", 3), "aç");
        assert_eq!(cut("a\0b", 10), "a\u{fffd}b");
    }
}
