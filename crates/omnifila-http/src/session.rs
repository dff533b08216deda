//! The browser's side of a session: its cookie, the token against forged requests, and where a request came from.
//!
//! The cookie is HttpOnly and SameSite=Strict. A request that changes something must repeat, in `X-CSRF-Token`, a value
//! that is made of the cookie and that only a page of this origin was told; and an `Origin`, where there is one, must be
//! this host. What a proxy says of the client (`X-Forwarded-*`) is believed only when the settings say that one is there.

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::serve::Peer;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use omnifila_core::time::{SECOND, Time};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub(crate) const COOKIE: &str = "omnifila_session";
static CSRF: HeaderName = HeaderName::from_static("x-csrf-token");
static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
static FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// An address is never longer, IPv6 with a zone included.
const MAX_ADDRESS: usize = 64;

/// The session's cookie, if the request has one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// The header that gives a browser its session, until `end`.
pub(crate) fn set_cookie(app: &App, headers: &HeaderMap, secret: &str, end: Time) -> Answer<HeaderValue> {
    let seconds = end.since(app.engine().now()) / SECOND;
    written(app, headers, secret, seconds)
}

/// The header that takes the cookie away.
pub(crate) fn clear_cookie(app: &App, headers: &HeaderMap) -> Answer<HeaderValue> {
    written(app, headers, "", 0)
}

fn written(app: &App, headers: &HeaderMap, value: &str, seconds: i64) -> Answer<HeaderValue> {
    let secure = if came_by_https(app, headers) {
        "; Secure"
    } else {
        ""
    };
    let text = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::internal())
}

/// What a page of this origin repeats with every change.
pub(crate) fn csrf_token(secret: &str) -> String {
    let digest = Sha256::new()
        .chain_update(b"omnifila csrf 1\0")
        .chain_update(secret.as_bytes())
        .finalize();
    BASE64.encode(digest)
}

/// Refuses a change that a page of another origin may have sent.
pub(crate) fn refuse_forgery(app: &App, headers: &HeaderMap, secret: &str) -> Answer<()> {
    same_origin(app, headers)?;
    let sent = headers.get(&CSRF).map(HeaderValue::as_bytes).unwrap_or_default();
    if bool::from(sent.ct_eq(csrf_token(secret).as_bytes())) {
        return Ok(());
    }
    let detail = "send X-CSRF-Token with the csrf_token of GET /api/v1/session";
    Err(Problem::new("csrf_refused", detail))
}

/// Refuses a request that a page of another host sent.
pub(crate) fn same_origin(app: &App, headers: &HeaderMap) -> Answer<()> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let host = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let forwarded = forwarded(app, headers, &FORWARDED_HOST);
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let same = host.is_some_and(|(_, host)| {
        [forwarded, own]
            .into_iter()
            .flatten()
            .any(|own| own.eq_ignore_ascii_case(host))
    });
    if same {
        return Ok(());
    }
    Err(Problem::new(
        "csrf_refused",
        "the request comes from a page of another host",
    ))
}

fn came_by_https(app: &App, headers: &HeaderMap) -> bool {
    forwarded(app, headers, &FORWARDED_PROTO).is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
}

/// What the proxy says; the last value is the one that the nearest proxy added.
fn forwarded<'a>(app: &App, headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    if !app.options().trust_proxy {
        return None;
    }
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim).filter(|v| !v.is_empty())
}

/// Where the request came from, for lists and lock-outs.
pub(crate) fn address(app: &App, parts: &Parts) -> String {
    let peer = || parts.extensions.get::<Peer>().map(|peer| peer.0.to_string());
    let said = forwarded(app, &parts.headers, &FORWARDED_FOR).map(str::to_owned);
    let address = said.or_else(peer).unwrap_or_else(|| "local".into());
    address
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_ADDRESS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_by_its_whole_name() {
        let headers = |values: &[&'static str]| -> HeaderMap {
            values
                .iter()
                .map(|value| (header::COOKIE, HeaderValue::from_static(value)))
                .collect()
        };
        let cookies = ["a=b; omnifila_session=xyz; c=d"];
        assert_eq!(cookie(&headers(&cookies)), Some("xyz"));
        assert_eq!(cookie(&headers(&["a=1", "omnifila_session=q"])), Some("q"));
        assert_eq!(cookie(&headers(&["not_omnifila_session=xyz"])), None);
        assert_eq!(cookie(&headers(&["omnifila_session"])), None);
    }

    #[test]
    fn the_token_of_one_session_is_not_that_of_another() {
        assert_eq!(csrf_token("a"), csrf_token("a"));
        assert_ne!(csrf_token("a"), csrf_token("b"));
        assert_eq!(csrf_token("a").len(), 43);
    }
}
