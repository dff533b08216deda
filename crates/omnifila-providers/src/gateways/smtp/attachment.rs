//! The document that goes with a letter, fetched by its address.
//!
//! Failures: an address the guard does not let through, a document that is none, and anything over [`MOST`] are codes of a
//! refusal that is tried again: a server that makes documents may be slow, and a letter without its boleto is no use.

use crate::guard::Guard;
use crate::wire::Wire;
use bytes::Bytes;
use http::{HeaderMap, header};
use std::time::Duration;

/// Bytes of a document. Many servers refuse letters over 10 MB, and base64 adds a third.
const MOST: usize = 5 * 1024 * 1024;

/// Kinds of document that customers can open, by their first bytes.
const KINDS: [(&[u8], &str, &str); 4] = [
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
];

/// Name, type and bytes of a document, or the code of why there is none.
pub(super) async fn fetch(
    wire: &Wire,
    url: &str,
    guard: Guard,
    limit: Duration,
) -> Result<(String, &'static str, Vec<u8>), &'static str> {
    let endpoint = wire.endpoint(url.trim(), guard).map_err(|e| e.code)?;
    let name = endpoint.file_name().to_owned();
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, header::HeaderValue::from_static("*/*"));
    let answer = endpoint.with_answers_up_to(MOST);
    let answer = answer
        .relay(http::Method::GET, &headers, Bytes::new(), limit)
        .await
        .map_err(|_| "attachment_unavailable")?;
    if answer.status != 200 {
        return Err("attachment_unavailable");
    }
    let found = KINDS.iter().find(|(first, ..)| answer.body.starts_with(first));
    let Some((_, kind, ending)) = found else {
        return Err("attachment_not_a_document");
    };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let stem: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .take(60)
        .collect();
    let stem = if stem.is_empty() { "documento" } else { &stem };
    Ok((format!("{stem}.{ending}"), kind, answer.body.to_vec()))
}
