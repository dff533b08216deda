//! Providers of electronic signatures: whether a webhook is theirs, and what it tells, as one normal [`Telling`].
//!
//! Model: [`verify`] looks at the caller before anything is read; [`read`] understands the body. A body may tell of nothing
//! that matters here ([`Heard::Nothing`]); one that cannot be read is refused, so that the provider shows it as failed.
//!
//! Failures: a signature that is missing, wrong or of another body is [`Forged`]. Left out: what follows from a telling, and
//! webhooks repeated by somebody who overheard one (they change nothing, see `core::signature`).

mod autentique;
mod clicksign;
mod d4sign;
mod fields;
mod zapsign;

use hmac::{Hmac, KeyInit, Mac};
use omnifila_core::input::InputError;
use omnifila_core::signature::Telling;
use omnifila_core::time::Time;
use serde_json::{Map, Value};
use sha2::Sha256;

/// Kinds of sources that tell of documents by webhooks.
pub const KINDS: [&str; 4] = ["zapsign", "clicksign", "d4sign", "autentique"];

/// The longest setting, in bytes.
const LONGEST: usize = 500;
/// Clicksign's links die after four hours (ajuda.clicksign.com, article 284).
const CLICKSIGN_LINK_HOURS: i64 = 4;
/// Longest life of a link that a setting may say, in hours.
const MOST_LINK_HOURS: i64 = 24 * 365;

/// What a webhook brought beside its body.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The token of the path, of the query, or of the header that the provider was told to send.
    pub token: Option<String>,
    /// `Content-Hmac` (Clicksign, D4Sign) or `X-Autentique-Signature`.
    pub signature: Option<String>,
}

/// The webhook is not the provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's proof is missing or wrong")]
pub struct Forged;

/// What a body said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Told(Box<Telling>),
    /// Well formed, and of no concern (an e-mail that bounced, a member who joined).
    Nothing {
        kind: String,
    },
}

/// How long a link lives after it was told of, where the provider does not say: hours.
pub fn link_hours(kind: &str, settings: &Map<String, Value>) -> Option<i64> {
    let given = settings.get("link_hours").and_then(Value::as_i64);
    given.or_else(|| (kind == "clicksign").then_some(CLICKSIGN_LINK_HOURS))
}

/// Checks the settings of a source of one of [`KINDS`], secrets in clear: `secret` (Clicksign, Autentique, D4Sign) signs the
/// body, `token` (ZapSign, D4Sign) is part of the webhook's address or a header of it.
///
/// # Errors
/// `unknown_setting`, `missing_setting`, `bad_setting`.
pub fn check(kind: &str, settings: &Map<String, Value>) -> Result<(), InputError> {
    let known = ["secret", "token", "link_hours"];
    if let Some(name) = settings.keys().find(|name| !known.contains(&name.as_str())) {
        let pointer = format!("/settings/{}", name.replace('~', "~0").replace('/', "~1"));
        return Err(InputError::new("unknown_setting", pointer, known.join(", ")));
    }
    for (name, least) in [("secret", 8), ("token", 16)] {
        let expected = format!("{least} to {LONGEST} printable characters");
        let pointer = format!("/settings/{name}");
        match settings.get(name) {
            None | Some(Value::Null) => {
                let needed = match kind {
                    "clicksign" | "autentique" => name == "secret",
                    _ => name == "token",
                };
                if needed {
                    return Err(InputError::new("missing_setting", pointer, expected));
                }
            }
            Some(Value::String(text))
                if (least..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) => {}
            Some(_) => return Err(InputError::new("bad_setting", pointer, expected)),
        }
    }
    match settings.get("link_hours") {
        None | Some(Value::Null) => Ok(()),
        Some(hours) if hours.as_i64().is_some_and(|h| (1..=MOST_LINK_HOURS).contains(&h)) => Ok(()),
        Some(_) => {
            let expected = format!("hours from 1 to {MOST_LINK_HOURS}");
            Err(InputError::new("bad_setting", "/settings/link_hours", expected))
        }
    }
}

/// Whether a webhook comes from whom it says: every secret that is set must be known.
///
/// # Errors
/// [`Forged`], without saying what was wrong.
pub fn verify(kind: &str, settings: &Map<String, Value>, proof: &Proof, body: &[u8]) -> Result<(), Forged> {
    let set = |name: &str| settings.get(name).and_then(Value::as_str);
    let mut proven = false;
    if let Some(token) = set("token") {
        let given = proof.token.as_deref().ok_or(Forged)?;
        same_by_hmac(token.as_bytes(), given.as_bytes())?;
        proven = true;
    }
    if let Some(secret) = set("secret") {
        let given = proof.signature.as_deref().ok_or(Forged)?;
        let given = given.trim().strip_prefix("sha256=").unwrap_or(given.trim());
        let given = unhex(given).ok_or(Forged)?;
        // D4Sign signs the document's UUID, the others the whole body.
        let signed = match kind {
            "d4sign" => d4sign::uuid(body).ok_or(Forged)?.into_bytes(),
            _ => body.to_vec(),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Forged)?;
        mac.update(&signed);
        mac.verify_slice(&given).map_err(|_| Forged)?;
        proven = true;
    }
    if proven { Ok(()) } else { Err(Forged) }
}

/// Compares without telling by time how much was right: both under a MAC of the same key.
fn same_by_hmac(ours: &[u8], theirs: &[u8]) -> Result<(), Forged> {
    let mac = |text: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(ours).ok()?;
        mac.update(text);
        Some(mac)
    };
    let want = mac(ours).ok_or(Forged)?.finalize().into_bytes();
    mac(theirs).ok_or(Forged)?.verify_slice(&want).map_err(|_| Forged)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Reads what a verified webhook tells.
///
/// # Errors
/// `bad_webhook`: not what the provider documents.
pub fn read(kind: &str, body: &[u8]) -> Result<Heard, InputError> {
    match kind {
        "zapsign" => zapsign::read(body),
        "clicksign" => clicksign::read(body),
        "d4sign" => d4sign::read(body),
        "autentique" => autentique::read(body),
        _ => Err(bad("a webhook of a signature provider")),
    }
}

fn bad(expected: &str) -> InputError {
    InputError::new("bad_webhook", "", expected)
}

fn told(telling: Telling) -> Heard {
    Heard::Told(Box::new(telling))
}

/// Times of providers: RFC 3339, with or without microseconds; one without an offset is UTC (ZapSign).
fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    Time::parse(text)
        .or_else(|_| Time::parse(&format!("{}Z", text.replace(' ', "T"))))
        .ok()
}

#[cfg(test)]
mod tests;
