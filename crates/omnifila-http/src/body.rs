//! Bodies: read whole, under a limit and a deadline, then parsed with words about what was expected.
//!
//! A declared length over the limit is refused before a byte is read. What a refused caller still sends is read and
//! thrown away for a while, because a connection closed on unread data loses the answer with it.

use crate::problem::{Answer, Problem};
use crate::routes::Size;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use omnifila_core::input;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A refused body is read on for so many bytes at most, so that its sender gets to read the answer.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// The body as it came; empty where none did.
#[derive(Debug, Clone)]
pub(crate) struct Payload(pub(crate) Bytes);

impl<S: Sync> FromRequestParts<S> for Payload {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Payload>()
            .cloned()
            .ok_or_else(Problem::internal)
    }
}

/// The body as JSON.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Payload(bytes) = Payload::from_request_parts(parts, state).await?;
        Ok(Self(input::parse(&bytes)?))
    }
}

/// The body as JSON, or what an empty one means.
#[derive(Debug)]
pub(crate) struct MaybeInput<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned + Default> FromRequestParts<S> for MaybeInput<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Payload(bytes) = Payload::from_request_parts(parts, state).await?;
        Ok(Self(if bytes.is_empty() {
            T::default()
        } else {
            input::parse(&bytes)?
        }))
    }
}

/// Reads a body of at most `size`.
pub(crate) async fn read(parts: &Parts, body: Body, size: Size) -> Answer<Bytes> {
    let limit = size.bytes();
    if declared(&parts.headers).is_some_and(|n| n > limit as u64) {
        if !parts.headers.contains_key(header::EXPECT) {
            drain(body);
        }
        return Err(too_large(limit));
    }
    match tokio::time::timeout(size.deadline(), collect(body, limit)).await {
        Ok(read) => read,
        Err(_) => {
            let detail = format!("the body did not arrive within {} s", size.deadline().as_secs());
            Err(Problem::new("request_timeout", detail))
        }
    }
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(mut body: Body, limit: usize) -> Answer<Bytes> {
    let mut first: Option<Bytes> = None;
    let mut rest: Vec<u8> = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::new("bad_request", "the body ended before its end"))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length > limit {
            drain(body);
            return Err(too_large(limit));
        }
        match &first {
            None => first = Some(data),
            Some(start) => {
                if rest.is_empty() {
                    rest.extend_from_slice(start);
                }
                rest.extend_from_slice(&data);
            }
        }
    }
    Ok(if rest.is_empty() {
        first.unwrap_or_default()
    } else {
        rest.into()
    })
}

pub(crate) fn too_large(limit: usize) -> Problem {
    Problem::new("body_too_large", format!("the body may have {limit} bytes"))
}

/// Reads on for a while, and keeps nothing.
fn drain(mut body: Body) {
    let drained = async move {
        let mut left = DRAIN_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            let n = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(n) {
                Some(n) => left = n,
                None => return,
            }
        }
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "reads what nobody wants, for a bounded time, and cannot panic"
    )]
    tokio::spawn(tokio::time::timeout(DRAIN_TIME, drained));
}

/// The media type without its parameters, in lower case.
pub(crate) fn media(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
    )
}

/// Refuses a body of a type that the endpoint does not take.
pub(crate) fn check_media(parts: &Parts, size: Size) -> Answer<()> {
    let known = size.media();
    let sent = media(&parts.headers);
    if known.is_empty() || sent.is_some_and(|sent| known.contains(&sent.as_str())) {
        return Ok(());
    }
    let detail = format!("send Content-Type: {}", known.join(" or "));
    Err(Problem::new("unsupported_media_type", detail))
}
