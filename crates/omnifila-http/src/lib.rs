//! The HTTP surface: the only crate that knows axum and the JSON of the API.
//!
//! One table ([`routes`]) lists every endpoint with its scope, its body and its description; the router, the permission
//! check and the OpenAPI document are made from it, so that none can forget an endpoint. A request passes
//! [`observe`] (request id, headers, log, metrics, panics), then [`guard`] (scope, body under its limit, Idempotency-Key),
//! then its handler in [`api`]. Whatever goes wrong leaves as a problem document ([`problem`]).
//!
//! Left out: the rules themselves. Handlers read input, call one verb of the engine and write its answer.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

mod api;
mod app;
mod auth;
mod body;
mod cursor;
mod dto;
mod files;
mod guard;
mod hooks;
mod idempotency;
mod lockout;
mod metrics;
mod observe;
mod opa;
mod openapi;
mod ops;
mod problem;
mod query;
mod routes;
mod serve;
mod session;
mod sse;
mod ui;
mod unsubscribe;

pub use app::{HttpOptions, SetupDoor, Simulator};
pub use serve::{Closing, Listeners, LocalSocket, Peer, serve};

use app::App;
use axum::Router;
use axum::middleware::from_fn_with_state;
use omnifila_engine::Engine;

/// The whole surface over one engine.
pub fn router(engine: Engine, options: HttpOptions) -> Router {
    let endpoints = routes::endpoints();
    let app = App::new(engine, options, &endpoints);
    let mut router = Router::new();
    for endpoint in endpoints {
        router = router.route(endpoint.path, endpoint.handler);
    }
    // The last layer is the outermost: everything, the guard's refusals included, is observed.
    router
        .fallback(unreached)
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

/// What no route matches ends in the guard already.
async fn unreached() -> problem::Problem {
    problem::Problem::internal()
}

/// The OpenAPI 3.1 document of this version, as pretty JSON.
pub fn openapi() -> String {
    openapi::text()
}
