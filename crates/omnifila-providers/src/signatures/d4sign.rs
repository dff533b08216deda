//! D4Sign: a form (`multipart/form-data` or urlencoded) with `uuid`, `type_post`, `message` and perhaps `email`
//! (docapi.d4sign.com.br, "Webhook (POSTBack)").
//!
//! `Content-Hmac: sha256=…` is the HMAC of the document's UUID under the account's key, so that it says nothing of the rest
//! of the form: the token in the address does. There are no links in it: they come by `POST /documents/batch`.

use super::{Heard, bad, told};
use omnifila_core::input::InputError;
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus, Telling};
use std::collections::BTreeMap;

/// Fields of a form at most: theirs has four.
const MOST_FIELDS: usize = 50;

pub(super) fn read(body: &[u8]) -> Result<Heard, InputError> {
    let form = form(body).ok_or_else(|| bad("a form"))?;
    let field = |name: &str| form.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let uuid = field("uuid").ok_or_else(|| bad("uuid"))?;
    let kind = field("type_post").ok_or_else(|| bad("type_post"))?;
    let mut telling = Telling::of(uuid, format!("type_post {kind}"));
    let signer = |status: SignerStatus| {
        let email = field("email")?.to_lowercase();
        let mut signer = Signer::new(email.as_str());
        signer.email = Some(email);
        signer.status = status;
        Some(signer)
    };
    match kind {
        "1" => telling.status = Some(DocumentStatus::Signed),
        "3" => telling.status = Some(DocumentStatus::Cancelled),
        "4" => telling.signers.extend(signer(SignerStatus::Signed)),
        _ => {
            return Ok(Heard::Nothing { kind: telling.kind });
        }
    }
    Ok(told(telling))
}

/// The document's UUID, as the form says it.
pub(super) fn uuid(body: &[u8]) -> Option<String> {
    form(body)?.remove("uuid").map(|uuid| uuid.trim().to_owned())
}

/// Multipart is told from urlencoded by its first bytes: the boundary is whatever the first line says.
fn form(body: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(body).ok()?;
    if !text.starts_with("--") {
        let pairs = url::form_urlencoded::parse(body).into_owned();
        return Some(pairs.take(MOST_FIELDS).collect());
    }
    let boundary = text.lines().next()?.trim_end();
    let mut fields = BTreeMap::new();
    for part in text.split(boundary).skip(1).take(MOST_FIELDS) {
        let part = part.trim_start_matches("\r\n").trim_start_matches('\n');
        let Some((head, value)) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")) else {
            continue;
        };
        let (_, name) = head.split_once("name=\"")?;
        let (name, _) = name.split_once('"')?;
        let value = value
            .strip_suffix("\r\n")
            .or(value.strip_suffix('\n'))
            .unwrap_or(value);
        fields.insert(name.to_owned(), value.to_owned());
    }
    Some(fields)
}
