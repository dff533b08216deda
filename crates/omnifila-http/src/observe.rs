//! The outermost layer: request id, headers that every answer carries, one log line per request, metrics, and the last
//! resort for a panic. The line names the route, never the path, query or body: those carry personal data.

use crate::app::App;
use crate::opa;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static SIMULATED_TIME: HeaderName = HeaderName::from_static("x-omnifila-simulated-time");

pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = tokio::time::Instant::now();
    let id = given_id(&request).unwrap_or_else(|| app.request_id());
    let method = request.method().clone();
    let opa = opa::is_opa(request.uri().path());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|panic| {
        tracing::error!(http.route = route, request.id = %id, panic = message(panic.as_ref()), "a request panicked");
        Problem::internal().into_response()
    });
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if opa {
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
        }
        // A HEAD has no body, and neither does its error.
        let body = if method == Method::HEAD {
            Body::empty()
        } else if opa {
            problem.write_as_opa()
        } else {
            problem.write(&id)
        };
        *response.body_mut() = body;
    }
    dress(&app, &mut response, &id);
    let took = began.elapsed();
    app.metrics().request(route, response.status().as_u16(), took);
    tracing::info!(
        http.method = method_word(&method),
        http.route = route,
        http.status = response.status().as_u16(),
        duration.ms = took.as_millis() as u64,
        request.id = %id,
        "request"
    );
    response
}

/// An id that a proxy gave the request, if it is fit for a log.
fn given_id(request: &Request) -> Option<String> {
    let id = request.headers().get(&REQUEST_ID)?.to_str().ok()?;
    let fit = !id.is_empty()
        && id.len() <= 64
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    fit.then(|| id.to_owned())
}

/// Headers that every answer carries.
fn dress(app: &App, response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        // A page may have said something of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    if let Some(clock) = app.engine().pace().simulation() {
        let now = omnifila_core::port::Clock::now(clock).to_string();
        if let Ok(value) = HeaderValue::from_str(&now) {
            headers.insert(SIMULATED_TIME.clone(), value);
        }
    }
}

/// Only methods that exist: a made-up one is text of the caller's.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("of an unknown kind")
}
