//! What stands before every handler: the scope, the body under its limit and deadline, the media type, the
//! Idempotency-Key. A path or method without an endpoint ends here (in the interface, or in an error), so that no handler
//! is reached around it.

use crate::app::{App, Gate};
use crate::auth::{self, Access};
use crate::body::{self, Payload};
use crate::idempotency;
use crate::opa;
use crate::problem::{Answer, Problem};
use crate::ui;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    match pass(&app, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn pass(app: &App, request: Request, next: Next) -> Answer<Response> {
    let Some(path) = request.extensions().get::<MatchedPath>().cloned() else {
        if opa::is_opa(request.uri().path()) {
            return Err(Problem::new("not_found", "no such route"));
        }
        return ui::answer(request.method(), request.uri(), request.headers());
    };
    let gate = app
        .gate(path.as_str(), request.method())
        .map_err(|known| wrong_method(&known))?;
    let (mut parts, body) = request.into_parts();
    match gate.access {
        Access::Public => {}
        Access::Opa => {
            let caller = opa::enter(app, &mut parts).await?;
            parts.extensions.insert(caller);
        }
        access => {
            let caller = auth::authorise(app, &parts, access).await?;
            parts.extensions.insert(caller);
        }
    }
    let payload = read(&parts, body, gate).await?;
    parts.extensions.insert(Payload(payload));
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(next.run(Request::from_parts(parts, Body::empty())).await);
    }
    // A caller that hangs up does not undo half of what it asked for: the work goes on, only the answer is lost.
    let work = idempotency::once(app.clone(), parts, next);
    #[expect(
        clippy::disallowed_methods,
        reason = "joined at once; only a caller that hangs up leaves it behind"
    )]
    let work = tokio::spawn(work);
    match work.await {
        Ok(answer) => answer,
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Problem::internal()),
        },
    }
}

async fn read(parts: &axum::http::request::Parts, body: Body, gate: Gate) -> Answer<axum::body::Bytes> {
    let payload = body::read(parts, body, gate.size).await?;
    if !payload.is_empty() {
        body::check_media(parts, gate.size)?;
    }
    Ok(payload)
}

fn wrong_method(known: &[&str]) -> Problem {
    let known = known.join(", ");
    let problem = Problem::new("method_not_allowed", format!("this path knows {known}"));
    match HeaderValue::from_str(&known) {
        Ok(value) => problem.header(header::ALLOW, value),
        Err(_) => problem,
    }
}
