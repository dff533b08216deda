//! `POST /hooks/sources/{id}`: what providers of electronic signatures tell of documents.
//!
//! Nothing is kept of a caller who does not prove to be the provider. The answer comes after what was told is durable and
//! what it stops is ordered; a provider that repeats itself is answered the same.

use crate::api::ok;
use crate::app::App;
use crate::body::Payload;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use omnifila_core::id::SourceId;
use omnifila_engine::signatures::{HookError, Proof};
use serde::Serialize;

impl From<HookError> for Problem {
    fn from(error: HookError) -> Self {
        match error {
            HookError::Forged(_) => Problem::new(
                "unauthorized",
                "the webhook's token or signature is missing or wrong",
            ),
            HookError::Input(error) => error.into(),
            HookError::Store(error) => error.into(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Heard {
    received: bool,
    /// The document it told of.
    document_id: Option<i64>,
    /// It had come before.
    duplicate: bool,
}

pub(crate) async fn receive(
    State(app): State<App>,
    Id(id): Id<SourceId>,
    path: RawPathParams,
    query: Query,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
    let in_path = path
        .iter()
        .find(|(name, _)| *name == "token")
        .map(|(_, t)| t.to_owned());
    let bearer = text(header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned));
    let proof = Proof {
        token: in_path
            .or(query.one("token")?.map(str::to_owned))
            .or_else(|| text("x-hook-token"))
            .or(bearer),
        signature: text("content-hmac").or_else(|| text("x-autentique-signature")),
    };
    let heard = app.engine().hear_signature(id, &proof, &bytes).await?;
    Ok(ok(Heard {
        received: true,
        document_id: heard.told.map(|t| t.document_id),
        duplicate: heard.told.is_some_and(|t| t.duplicate),
    }))
}
