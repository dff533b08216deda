//! `POST /messages/batch`: up to 10,000 messages, as one JSON document or one per line, each parsed and judged for itself.

use crate::api::accepted;
use crate::app::App;
use crate::body::{self, Payload};
use crate::problem::Answer;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use omnifila_core::input::{self, InputError};
use omnifila_engine::intake::{MAX_BATCH, MessageInput, Producer};
use serde::Deserialize;
use serde_json::value::RawValue;

pub(crate) const NDJSON: &str = "application/x-ndjson";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    messages: Vec<Box<RawValue>>,
}

pub(crate) async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let lines = body::media(&headers).as_deref() == Some(NDJSON);
    let parsed = if lines {
        of_lines(&bytes)?
    } else {
        of_document(&bytes)?
    };
    drop(bytes);
    Ok(accepted(
        app.engine().accept_inputs(parsed, Producer::api()).await?,
    ))
}

type Parsed = Vec<Result<MessageInput, InputError>>;

fn of_document(bytes: &[u8]) -> Result<Parsed, InputError> {
    let envelope: Envelope = input::parse_envelope(bytes)?;
    check_count(envelope.messages.len(), "/messages")?;
    Ok(envelope
        .messages
        .iter()
        .map(|raw| item(raw.get().as_bytes()))
        .collect())
}

/// One message per line; blank lines do not count.
fn of_lines(bytes: &[u8]) -> Result<Parsed, InputError> {
    let lines = || {
        bytes
            .split(|b| *b == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
    };
    check_count(lines().take(MAX_BATCH + 1).count(), "")?;
    Ok(lines().map(item).collect())
}

fn item(json: &[u8]) -> Result<MessageInput, InputError> {
    let input: MessageInput = input::parse(json)?;
    if input.dry_run {
        // Taking it would send what was only to be looked at.
        return Err(InputError::new(
            "not_supported",
            "/dry_run",
            "false; a dry run is one message of POST /messages",
        ));
    }
    Ok(input)
}

pub(crate) fn check_count(n: usize, pointer: &str) -> Result<(), InputError> {
    if n > MAX_BATCH {
        let expected = format!("at most {MAX_BATCH} items; split the batch, it is safe to repeat");
        return Err(InputError::new("too_many_items", pointer, expected));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_item_is_its_own_error_in_both_forms() {
        let good = r#"{"gateway_id":1,"template_id":1,"customer":{"external_id":"1","name":"Cliente 1"}}"#;
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        let nul = good.replace("Cliente 1", "a\\u0000b");
        let dry = good.replace("\"gateway_id\"", "\"dry_run\":true,\"gateway_id\"");
        let bad = ["7", "{\"x\":1}", &deep, &nul, &dry];
        let document = format!("{{\"messages\":[{good},{},{good}]}}", bad.join(","));
        let lines = format!("{good}\r\n{}\n\n{{\"broken\n{good}", bad.join("\n"));
        let codes = |parsed: &Parsed| -> Vec<&'static str> {
            parsed
                .iter()
                .map(|p| p.as_ref().map_or_else(|e| e.code, |_| "ok"))
                .collect()
        };
        let want = [
            "invalid_field",
            "invalid_field",
            "invalid_field",
            "nul_character",
            "not_supported",
        ];
        let parsed = of_document(document.as_bytes()).unwrap();
        assert_eq!(codes(&parsed), [&["ok"][..], &want, &["ok"]].concat());
        let parsed = of_lines(lines.as_bytes()).unwrap();
        assert_eq!(
            codes(&parsed),
            [&["ok"][..], &want, &["invalid_json", "ok"]].concat()
        );
        let mut bytes = good.as_bytes().to_vec();
        bytes.extend_from_slice(b"\n\"\xff\"\n");
        assert_eq!(codes(&of_lines(&bytes).unwrap()), ["ok", "bad_utf8"]);
    }

    #[test]
    fn the_envelope_says_what_it_expects() {
        let code = |text: &str| {
            of_document(text.as_bytes())
                .map(|_| ())
                .map_err(|e| (e.code, e.pointer))
        };
        assert_eq!(
            code("{\"messages\":7}"),
            Err(("invalid_field", "/messages".into()))
        );
        assert_eq!(code("[1]").unwrap_err().0, "invalid_field");
        assert_eq!(code("{\"messages\":[}").unwrap_err().0, "invalid_json");
        assert_eq!(code("{}").unwrap_err().0, "invalid_field");
        assert_eq!(code("").unwrap_err().0, "invalid_json");
        let many = format!("{{\"messages\":[{}1]}}", "1,".repeat(MAX_BATCH));
        assert_eq!(code(&many), Err(("too_many_items", "/messages".into())));
    }
}
