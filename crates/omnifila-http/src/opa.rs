//! Opa! Suite's own API, spoken to programs that believe to speak to Opa! (`/opa/{gateway_key}/api/v1/…`).
//!
//! Whatever is answered here has Opa!'s shape, refusals of the surface included ([`refusal`]). Who calls shows the
//! gateway's own token of Opa!, which IXC has already, or a token of omnifila that may enqueue; a person's session is
//! neither.

use crate::app::App;
use crate::auth::{self, Caller, Scope};
use crate::body::Payload;
use crate::problem::{Answer, Problem};
use axum::Extension;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use omnifila_core::id::TokenId;
use omnifila_engine::opa_compat::{Call, Door};
use serde_json::{Value, json};

/// Where this API begins.
const ROOT: &str = "/opa/";
const BELOW: &str = "/api/v1/";

/// Whether errors of this path have Opa!'s shape.
pub(crate) fn is_opa(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// Finds the gateway that is called, and whether the caller may. Leaves the gateway with the request.
pub(crate) async fn enter(app: &App, parts: &mut Parts) -> Answer<Caller> {
    let unknown = || {
        let detail = "No such gateway, or its switch for Opa!'s API is off.";
        Problem::new("not_found", detail)
    };
    let names = RawPathParams::from_request_parts(parts, &()).await;
    let names = names.map_err(|_| unknown())?;
    let name = names.iter().find(|(name, _)| *name == "gateway_key");
    let door = name.and_then(|(_, name)| app.engine().opa_door(name));
    let door = door.ok_or_else(unknown)?;
    let own = auth::bearer(parts).is_some_and(|token| door.knows(token));
    let caller = if own {
        Caller {
            actor: "opa_compat".into(),
            keys: TokenId(0),
            scopes: vec![Scope::Enqueue],
            signed_in: None,
        }
    } else {
        auth::identify(app, parts).await?
    };
    if caller.signed_in.is_some() {
        return Err(Problem::new("unauthorized", "this API takes tokens only"));
    }
    if !caller.may(Scope::Enqueue) {
        return Err(Problem::new("forbidden", "this needs the scope enqueue"));
    }
    parts.extensions.insert(door);
    Ok(caller)
}

pub(crate) async fn call(
    State(app): State<App>,
    Extension(door): Extension<Door>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Answer<Response> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let call = Call {
        method: method.as_str(),
        path: tail(uri.path()).ok_or_else(Problem::internal)?,
        query: uri.query(),
        media: text("content-type"),
        key: text("idempotency-key").filter(|key| !key.is_empty()),
        body: &body,
    };
    let answered = app.engine().opa_call(&door, &call).await?;
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        Body::from(answered.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answered.status).map_err(|_| Problem::internal())?;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, answered.media),
        (header::RETRY_AFTER, answered.retry_after),
    ] {
        if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

/// What follows `/opa/{gateway_key}/api/v1/`, undecoded.
fn tail(path: &str) -> Option<&str> {
    let below = path.strip_prefix(ROOT)?;
    let (_, rest) = below.split_at(below.find('/')?);
    rest.strip_prefix(BELOW)
}

/// A refusal as Opa! would say it.
pub(crate) fn refusal(status: u16, detail: &str) -> Value {
    match status {
        400 => json!({"error": "BAD_REQUEST_ERROR", "message": detail}),
        404 => json!({"error": "NOT_FOUND_ERROR", "message": detail}),
        401 => json!({"status": "error", "code": 401, "description": "unauthorized"}),
        _ => json!({"status": "error", "code": status, "description": detail}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_what_opa_would_see() {
        for (path, seen) in [
            ("/opa/k/api/v1/template/send", Some("template/send")),
            ("/opa/a%2Fb/api/v1/contato/", Some("contato/")),
            ("/opa/k/api/v1/api/v1/x", Some("api/v1/x")),
            ("/opa/k/api/v2/x", None),
            ("/opa/k", None),
        ] {
            assert_eq!(tail(path), seen, "{path}");
        }
    }
}
