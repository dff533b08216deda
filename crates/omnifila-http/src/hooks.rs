//! `POST /hooks/{gateway_id}`: what providers report of their own accord.
//!
//! Opa! documents no payload, so every body is kept as it came before it is answered, and the reader ([`report`]) is tolerant: it
//! takes JSON, lines of JSON, forms and anything else, looks for the provider's id of a message or for ours, for words that
//! say what happened, and for a customer's "SAIR"; whatever it does not understand is answered 200 and counts for nothing.
//!
//! Nothing is signed: with `hook_token` among the gateway's settings the caller must know it (`?token=` or
//! `/hooks/{gateway_id}/{token}`); without one, only reports that name the provider's own id (24 hex digits that are
//! hard to guess) are believed, never ours, which anybody can count through, and nobody is put on a list.
//!
//! Failures: a store that cannot record is 503, so that the provider comes again. Ids that match nothing are kept by the store
//! until the answer that tells them comes.

mod report;
mod shape;
pub(crate) mod signatures;

use crate::api::ok;
use crate::app::App;
use crate::body::{Payload, media};
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::{RawPathParams, State};
use axum::http::HeaderMap;
use axum::response::Response;
use omnifila_core::brazil::phone;
use omnifila_core::catalogue::{GatewayKind, SuppressionSpec};
use omnifila_core::id::GatewayId;
use omnifila_core::outcome::Receipt;
use omnifila_store::catalogue::{CatalogueError, NewHookEvent, Proof};
use omnifila_store::verbs::By;
use report::Report;
use serde::Serialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

/// Reports described with a kept call; the raw body has all of them.
const SHOWN: usize = 20;

#[derive(Debug, Serialize)]
struct Received {
    received: bool,
}

pub(crate) async fn receive(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    path: RawPathParams,
    query: Query,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let book = app.engine().book();
    let stored = book.gateway(id).ok_or_else(|| Problem::not_found("gateway"))?;
    let given = path
        .iter()
        .find(|(name, _)| *name == "token")
        .map(|(_, token)| token.to_owned());
    let given = given.or(query.one("token")?.map(str::to_owned));
    let settings = app
        .engine()
        .catalogue()
        .open_settings(stored)
        .map_err(|_| Problem::internal())?;
    let trusted = match settings.get("hook_token").and_then(Value::as_str) {
        Some(token) => {
            let known = given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(token.as_bytes())));
            if !known {
                return Err(Problem::new(
                    "unauthorized",
                    "the hook's token is missing or wrong",
                ));
            }
            true
        }
        None => false,
    };
    if stored.spec.kind == GatewayKind::OpaSuite {
        heard(&app, id, trusted, media(&headers), &bytes).await?;
    }
    Ok(ok(Received { received: true }))
}

/// Keeps what came, then does what it says.
async fn heard(
    app: &App,
    id: GatewayId,
    trusted: bool,
    content_type: Option<String>,
    bytes: &[u8],
) -> Answer<()> {
    let (value, shape) = shape::read(bytes);
    let reports = report::all(&value);
    let shown: Vec<&Report> = reports.iter().filter(|r| !r.is_empty()).take(SHOWN).collect();
    let engine = app.engine();
    let now = engine.now();
    let event = NewHookEvent {
        gateway_id: id,
        content_type: content_type.map(|text| text.chars().take(200).collect()),
        body: bytes.to_vec(),
        trusted,
        extracted: json!({ "shape": shape, "reports": reports.len(), "understood": shown }),
    };
    let event_id = engine.catalogue().keep_hook_event(event, now).await?;
    let receipts: Vec<Receipt> = reports
        .iter()
        .filter_map(|r| r.receipt(id, trusted, now))
        .collect();
    if !receipts.is_empty() {
        engine.receive(receipts).await?;
    }
    if trusted {
        for report in reports.iter().filter(|r| r.opts_out()) {
            opt_out(app, id, event_id, report).await?;
        }
    }
    Ok(())
}

/// A customer who wants no more is written to no more; the kept call proves it.
async fn opt_out(app: &App, id: GatewayId, event_id: i64, report: &Report) -> Answer<()> {
    let Some(address) = report
        .from
        .as_deref()
        .and_then(|from| phone::normalise(from).ok())
    else {
        return Ok(());
    };
    let engine = app.engine();
    let spec = SuppressionSpec {
        address,
        purposes: Vec::new(),
        reason: "O cliente pediu para não receber mensagens".into(),
    };
    let proof = Proof {
        origin: format!("hook/{id}"),
        evidence: Some(format!("hook_event {event_id}")),
    };
    let by = By {
        actor: "opa_suite".into(),
        reason: None,
    };
    match engine
        .catalogue()
        .suppress_with(spec, proof, by, engine.now())
        .await
    {
        Ok(_) => engine.nudge_all(),
        Err(CatalogueError::Store(error)) => return Err(error.into()),
        // An address that cannot be one is nobody's.
        Err(CatalogueError::Input(_)) => {}
    }
    Ok(())
}
