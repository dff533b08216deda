//! What people answered, and the links that bind chats to customers.

use crate::api::{Page, ok};
use crate::app::App;
use crate::body::Input;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{CustomerId, GatewayId};
use omnifila_core::input::InputError;
use omnifila_store::catalogue::StoredInbound;
use serde::{Deserialize, Serialize};

const LIST: &str = "inbound";

/// Newest first.
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["gateway_id", "customer_id", "limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?;
    let gateway = query.id::<GatewayId>("gateway_id")?;
    let customer = query.id::<CustomerId>("customer_id")?;
    let items = app
        .engine()
        .catalogue()
        .inbound(gateway, customer, before, limit + 1)
        .await?;
    Ok(ok(Page::cut(items, limit, |said: &StoredInbound| {
        cursor::write(LIST, &[said.id])
    })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartLinkInput {
    customer_id: CustomerId,
}

#[derive(Debug, Serialize)]
struct StartLink {
    url: String,
}

/// The link that a customer opens so that the bot may write to them.
pub(crate) async fn start_link(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    Input(input): Input<StartLinkInput>,
) -> Answer<Response> {
    let engine = app.engine();
    let book = engine.book();
    let stored = book.gateway(id).ok_or_else(|| Problem::not_found("gateway"))?;
    if stored.spec.kind != GatewayKind::Telegram {
        return Err(Problem::new(
            "not_supported",
            "only a Telegram gateway has such links",
        ));
    }
    let known = engine.catalogue().customer(input.customer_id).await?;
    known.ok_or_else(|| InputError::new("unknown_customer", "/customer_id", "the id of a customer"))?;
    let url = engine.start_link(stored, input.customer_id).ok_or_else(|| {
        InputError::new(
            "missing_setting",
            "/settings/signing_secret",
            "set on the gateway",
        )
    })?;
    Ok(ok(StartLink { url }))
}
