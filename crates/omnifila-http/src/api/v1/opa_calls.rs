//! What programs that speak Opa!'s own API have sent to a gateway.

use crate::api::{Page, ok};
use crate::app::App;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use omnifila_core::id::GatewayId;
use omnifila_store::catalogue::OpaCall;

const LIST: &str = "opa_calls";

pub(crate) async fn list(
    State(app): State<App>,
    Id(gateway): Id<GatewayId>,
    query: Query,
) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    known(&app, gateway)?;
    let limit = query.limit()?;
    let before = match query.one("cursor")? {
        None => None,
        Some(text) => match cursor::read(LIST, text)?[..] {
            [of, id] if of == gateway.0 => Some(id),
            _ => return Err(cursor::bad()),
        },
    };
    let catalogue = app.engine().catalogue();
    let items = catalogue.opa_calls(gateway, before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |call: &OpaCall| {
        cursor::write(LIST, &[gateway.0, call.id])
    })))
}

pub(crate) async fn forget(State(app): State<App>, Id(gateway): Id<GatewayId>) -> Answer<Response> {
    known(&app, gateway)?;
    app.engine().catalogue().forget_opa_calls(gateway).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn known(app: &App, gateway: GatewayId) -> Answer<()> {
    match app.engine().book().gateway(gateway) {
        Some(_) => Ok(()),
        None => Err(Problem::not_found("gateway")),
    }
}
