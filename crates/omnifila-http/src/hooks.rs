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
//! Kinds whose providers sign their calls read them themselves (`omnifila-providers`); what all of them say is obeyed by the engine
//! (`hearing`), after it was kept.
//!
//! Failures: a store that cannot record is 503, so that the provider comes again. Ids that match nothing are kept by the store
//! until the answer that tells them comes.

mod report;
mod shape;
pub(crate) mod signatures;
mod sms;
mod whatsapp;

use crate::api::ok;
use crate::app::App;
use crate::body::{Payload, media, too_large};
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::{RawPathParams, State};
use axum::http::HeaderMap;
use axum::response::Response;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::heard::Heard;
use omnifila_core::id::GatewayId;
use omnifila_engine::hearing::{Callback, NotTrusted};
use omnifila_store::catalogue::NewHookEvent;
use report::Report;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Of a call that nobody signed: it is kept as it came, and anybody may call.
const MOST_UNSIGNED: usize = 256 * 1024;
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
    let call = Callback {
        gateway_id: id,
        settings: &settings,
        headers: &headers,
        token: given.as_deref(),
        body: &bytes,
        now: app.engine().now(),
    };
    let refused = || {
        Problem::new(
            "unauthorized",
            "the hook's token or signature is missing or wrong",
        )
    };
    match app.engine().understand(stored.spec.kind, &call) {
        Err(NotTrusted) => return Err(refused()),
        Ok(Some(heard)) => {
            let event = NewHookEvent {
                gateway_id: id,
                content_type: content_type(&headers),
                body: bytes.to_vec(),
                trusted: true,
                extracted: json!({ "reports": heard.len(), "understood": heard.iter().take(SHOWN).collect::<Vec<_>>() }),
                heard,
            };
            app.engine().hear(event).await?;
            return Ok(ok(Received { received: true }));
        }
        Ok(None) => {}
    }
    if stored.spec.kind == GatewayKind::WhatsappCloud {
        whatsapp::heard(&app, id, &settings, &headers, &bytes).await?;
        return Ok(ok(Received { received: true }));
    }
    if bytes.len() > MOST_UNSIGNED {
        return Err(too_large(MOST_UNSIGNED));
    }
    let trusted = match settings.get("hook_token").and_then(Value::as_str) {
        Some(token) => {
            let known = given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(token.as_bytes())));
            if !known {
                return Err(refused());
            }
            true
        }
        None => false,
    };
    if stored.spec.kind == GatewayKind::SmsHttp {
        sms::heard(&app, id, &settings, trusted, &query, &headers, &bytes).await?;
    }
    if stored.spec.kind == GatewayKind::OpaSuite {
        heard(&app, id, trusted, content_type(&headers), &bytes).await?;
    }
    Ok(ok(Received { received: true }))
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    media(headers).map(|text| text.chars().take(200).collect())
}

/// A provider asks whether the address is ours.
pub(crate) async fn challenge(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    query: Query,
) -> Answer<Response> {
    let book = app.engine().book();
    let stored = book.gateway(id).ok_or_else(|| Problem::not_found("gateway"))?;
    let settings = app
        .engine()
        .catalogue()
        .open_settings(stored)
        .map_err(|_| Problem::internal())?;
    match stored.spec.kind {
        GatewayKind::WhatsappCloud => whatsapp::challenge(&settings, &query),
        _ => Err(Problem::new("unauthorized", "this kind of gateway is not asked")),
    }
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
    let receipts = reports.iter().filter_map(|r| r.receipt(id, trusted, now));
    let mut heard: Vec<Heard> = receipts.map(Heard::Receipt).collect();
    if trusted {
        // Where the provider names none, the same call again has the same name.
        let name = || hex(&Sha256::digest(bytes)[..12]);
        let said = reports.iter().enumerate();
        heard.extend(
            said.filter_map(|(n, r)| r.inbound(now, || format!("{}-{n}", name())).map(Heard::Inbound)),
        );
    }
    let event = NewHookEvent {
        gateway_id: id,
        content_type,
        body: bytes.to_vec(),
        trusted,
        extracted: json!({ "shape": shape, "reports": reports.len(), "understood": shown }),
        heard,
    };
    engine.hear(event).await?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
