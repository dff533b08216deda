//! IXC's answers, good and bad. Its words decide between codes and never leave this file.

use super::super::{SourceFault, Trouble};
use crate::wire::{Response, WireError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omnifila_core::source::Row;
use serde_json::Value;

/// No answer at all.
pub(super) fn of_wire(error: WireError, resource: &'static str) -> SourceFault {
    let code = error.code();
    // A page that takes too long, or comes out too large, is a page of too many rows.
    let trouble = match code {
        "timeout" | "oversized_answer" => Trouble::Overload,
        "address_refused" | "bad_url" => Trouble::Person,
        _ => Trouble::Passing,
    };
    SourceFault::new(code, resource, trouble)
}

/// Total, if it was told, and rows of a list.
pub(super) fn list(
    response: Response,
    resource: &'static str,
) -> Result<(Option<u64>, Vec<Row>), SourceFault> {
    let answer = object(response, resource)?;
    let bad = || SourceFault::new("bad_answer", resource, Trouble::Passing);
    let total = match &answer["total"] {
        Value::Null => None,
        Value::Number(n) => Some(n.as_u64().ok_or_else(bad)?),
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().parse().map_err(|_| bad())?),
        _ => return Err(bad()),
    };
    let Value::Object(mut answer) = answer else {
        return Err(bad());
    };
    let rows = match answer.remove("registros") {
        // Left out when there is nothing to list. An answer that says neither is no list.
        None | Some(Value::Null) if total == Some(0) => Vec::new(),
        Some(Value::Array(rows)) => rows,
        _ => return Err(bad()),
    };
    let rows = rows.into_iter().map(|row| match row {
        Value::Object(fields) => Ok(Row(fields)),
        _ => Err(bad()),
    });
    Ok((total, rows.collect::<Result<_, _>>()?))
}

/// The JSON object of a good answer.
pub(super) fn object(response: Response, resource: &'static str) -> Result<Value, SourceFault> {
    let fault = |code, trouble| Err(SourceFault::new(code, resource, trouble));
    let text = String::from_utf8_lossy(&response.body);
    let words = text.to_lowercase();
    if let Some((code, trouble)) = refusal(&words) {
        return fault(code, trouble);
    }
    match response.status {
        200..=299 => {}
        300..=399 => return fault("redirect", Trouble::Person),
        401 => return fault("unauthorized", Trouble::Person),
        // IXC: the token belongs to a server that was migrated.
        403 => return fault("forbidden", Trouble::Person),
        404 | 405 | 407 => return fault("wrong_url", Trouble::Person),
        408 | 413 | 502..=504 => return fault("overloaded", Trouble::Overload),
        429 => return fault("rate_limited", Trouble::Passing),
        500 => return fault("http_500", Trouble::Passing),
        501 | 505..=599 => return fault("http_5xx", Trouble::Passing),
        _ => return fault("unexpected_status", Trouble::Passing),
    }
    if text.trim_start().starts_with('<') {
        // Its own errors are a bare element; a whole page is somebody else's.
        let own = words.contains("ocorreu um erro") || words.trim_start().starts_with("<div");
        return if own {
            fault("provider_error", Trouble::Passing)
        } else {
            fault("wrong_url", Trouble::Person)
        };
    }
    match serde_json::from_slice::<Value>(&response.body) {
        Ok(answer) if answer["type"] == "error" => fault("provider_error", Trouble::Passing),
        Ok(answer @ Value::Object(_)) => Ok(answer),
        _ => fault("bad_answer", Trouble::Passing),
    }
}

/// A PDF: its base64 alone, or in an object beside other words.
pub(super) fn pdf(response: Response, resource: &'static str) -> Result<Vec<u8>, SourceFault> {
    let read = |text: &str| {
        let bytes = STANDARD.decode(text.trim().trim_matches('"')).ok()?;
        bytes.starts_with(b"%PDF").then_some(bytes)
    };
    let alone = std::str::from_utf8(&response.body).ok().and_then(read);
    if let (200..=299, Some(bytes)) = (response.status, alone) {
        return Ok(bytes);
    }
    let answer = object(response, resource)?;
    let named = answer["base64"].as_str().and_then(read);
    named.ok_or_else(|| SourceFault::new("bad_answer", resource, Trouble::Passing))
}

/// Refusals that are told in words, under whatever status; only in short answers, so that a customer's name is never read
/// as one.
fn refusal(words: &str) -> Option<(&'static str, Trouble)> {
    if words.len() > 2_000 || words.contains("\"registros\"") {
        return None;
    }
    // Letters with accents come as they are or as \u escapes, so only what lies between them is compared.
    let says = |parts: &[&str]| parts.iter().all(|part| words.contains(part));
    if says(&["recurso n", "dispon"]) || says(&["sem permiss"]) {
        Some(("permission_missing", Trouble::Person))
    } else if says(&["ip n", "liberado"]) {
        Some(("ip_not_allowed", Trouble::Person))
    } else if says(&["token", "inv"]) {
        Some(("unauthorized", Trouble::Person))
    } else {
        None
    }
}

/// What to do about a fault, in a sentence.
pub(super) fn advice(fault: &SourceFault) -> String {
    let resource = fault.resource;
    match fault.code {
        "permission_missing" => {
            format!("let the token's user group list {resource} (IXC: Usuários, Grupos, Webservice)")
        }
        "ip_not_allowed" => {
            "add this server's address to \"Redes Permitidas\" of the token's user group".into()
        }
        "unauthorized" => "renew the token of the IXC user and put it in whole: number, colon, digits".into(),
        "forbidden" => "the token belongs to another or an older IXC server: make one on this server".into(),
        "wrong_url" | "redirect" => {
            "correct the URL: it is the address of the IXC itself, without a page behind it".into()
        }
        "overloaded" => "IXC takes too long even for few records: try again when it has less to do".into(),
        "http_500" => format!("IXC does not know {resource}, or cannot read it"),
        "timeout" => "IXC does not answer in time: look at its load and at the network".into(),
        code => format!("IXC cannot be asked for {resource}: see {code} in the list of codes"),
    }
}
