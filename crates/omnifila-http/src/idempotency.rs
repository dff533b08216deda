//! `Idempotency-Key` on POSTs: one answer per token or person, path and key, for 24 hours.
//!
//! Good answers are kept and replayed; a refusal changed nothing and is judged again. A request that a crash cut short may
//! have been done: it is not done again, except where repeating is harmless by itself (batches with identities of their
//! own).

use crate::app::App;
use crate::auth::Caller;
use crate::body::Payload;
use crate::problem::{Answer, Problem};
use crate::routes::Size;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use omnifila_engine::opa_compat::Door;
use omnifila_store::catalogue::{Begin, RequestKey};
use sha2::{Digest, Sha256};

static KEY: HeaderName = HeaderName::from_static("idempotency-key");
static REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Paths whose answers carry a secret that is seen once: they are not kept, and so a key there means nothing.
pub(crate) const UNKEPT: [&str; 3] = [
    "/api/v1/tokens",
    "/api/v1/users",
    "/api/v1/users/{id}/reset-password",
];
/// Characters of a key at most.
const MAX_KEY: usize = 255;

/// Runs a request once per key; one without a key simply runs.
pub(crate) async fn once(app: App, parts: Parts, next: Next) -> Answer<Response> {
    let Some(key) = request_key(&parts)? else {
        return Ok(next.run(Request::from_parts(parts, Body::empty())).await);
    };
    let catalogue = app.engine().catalogue();
    match catalogue
        .begin_request(key.clone(), body_hash(&parts), app.engine().now())
        .await?
    {
        Begin::Replay { status, answer } => return replay(status, answer),
        Begin::InProgress => {
            return Err(Problem::new(
                "idempotency_in_progress",
                "ask again when it has been answered",
            ));
        }
        Begin::Interrupted if !harmless(&app, &parts) => {
            catalogue
                .finish_request(key, CUT_SHORT.as_u16(), Vec::new())
                .await?;
            return Err(cut_short());
        }
        Begin::Interrupted | Begin::New => {}
    }
    let response = next.run(Request::from_parts(parts, Body::empty())).await;
    if !response.status().is_success() {
        catalogue.abandon_request(key).await?;
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|_| Problem::internal())?.to_bytes();
    catalogue
        .finish_request(key, head.status.as_u16(), body.to_vec())
        .await?;
    Ok(Response::from_parts(head, Body::from(body)))
}

/// The status under which a request that a crash cut short is kept.
const CUT_SHORT: StatusCode = StatusCode::CONFLICT;

fn cut_short() -> Problem {
    let detail = "the server stopped while it answered this; look whether it was done, then use another key";
    Problem::new("idempotency_interrupted", detail)
}

/// The key of a POST that has one.
fn request_key(parts: &Parts) -> Answer<Option<RequestKey>> {
    let Some(value) = parts.headers.get(&KEY).filter(|_| parts.method == Method::POST) else {
        return Ok(None);
    };
    let unkept = |path: &MatchedPath| UNKEPT.contains(&path.as_str());
    if parts.extensions.get::<MatchedPath>().is_some_and(unkept) {
        return Ok(None);
    }
    // There the key becomes the message's own, for as long as messages' keys live.
    if parts.extensions.get::<Door>().is_some() {
        return Ok(None);
    }
    let Some(caller) = parts.extensions.get::<Caller>() else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .ok()
        .filter(|text| !text.is_empty() && text.len() <= MAX_KEY);
    let expected = format!("1 to {MAX_KEY} visible ASCII characters");
    let text = text.ok_or_else(|| {
        Problem::new(
            "bad_idempotency_key",
            format!("Idempotency-Key: expected {expected}"),
        )
    })?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    Ok(Some(RequestKey {
        token_id: caller.keys,
        path: format!("POST {path}"),
        key: text.to_owned(),
    }))
}

fn body_hash(parts: &Parts) -> [u8; 32] {
    let body = parts
        .extensions
        .get::<Payload>()
        .map(|payload| payload.0.clone())
        .unwrap_or_default();
    Sha256::digest(&body).into()
}

fn replay(status: u16, answer: Vec<u8>) -> Answer<Response> {
    if status == CUT_SHORT.as_u16() {
        return Err(cut_short());
    }
    let mut response = Response::new(Body::from(answer));
    *response.status_mut() = StatusCode::from_u16(status).map_err(|_| Problem::internal())?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED.clone(), HeaderValue::from_static("true"));
    Ok(response)
}

fn harmless(app: &App, parts: &Parts) -> bool {
    let path = parts.extensions.get::<MatchedPath>();
    let gate = path.and_then(|path| app.gate(path.as_str(), &parts.method).ok());
    gate.is_some_and(|gate| gate.size == Size::Batch)
}
