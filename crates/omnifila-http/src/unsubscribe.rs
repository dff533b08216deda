//! `/u/{gateway_id}/{token}`: the link of an e-mail that ends its kind of messages with one POST (RFC 8058).
//!
//! Model: a mail program posts `List-Unsubscribe=One-Click` on a person's behalf, without cookies or signing in; a browser gets a page
//! with one button that posts the same. Looking changes nothing: scanners open every link of a letter.
//!
//! The token is signed by the gateway and names a message, nobody's address; what ends is the purpose of that message, for the address it
//! went to. Failures: a token that was not made here is 404, and so is a message that is no longer kept.

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::query::Id;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{GatewayId, MessageId};

/// Nothing is loaded, and nobody may frame the button.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) async fn page(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    path: RawPathParams,
) -> Answer<Response> {
    message_of(&app, id, &path)?;
    Ok(html(
        "Cancelar o recebimento",
        "<p>Você não receberá mais e-mails deste tipo neste endereço.</p>\
         <form method=\"post\"><button name=\"List-Unsubscribe\" value=\"One-Click\">Cancelar o recebimento</button></form>",
    ))
}

pub(crate) async fn unsubscribe(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    path: RawPathParams,
) -> Answer<Response> {
    let message = message_of(&app, id, &path)?;
    if !app.engine().unsubscribe(id, message).await? {
        return Err(gone());
    }
    Ok(html(
        "Recebimento cancelado",
        "<p>Pronto. Você não receberá mais e-mails deste tipo neste endereço.</p>",
    ))
}

fn gone() -> Problem {
    Problem::not_found("link")
}

/// The message whose link it is.
fn message_of(app: &App, id: GatewayId, path: &RawPathParams) -> Answer<MessageId> {
    let book = app.engine().book();
    let stored = book.gateway(id).filter(|g| g.spec.kind == GatewayKind::Smtp);
    let stored = stored.ok_or_else(gone)?;
    let token = path
        .iter()
        .find(|(name, _)| *name == "token")
        .map(|(_, token)| token);
    token
        .and_then(|token| app.engine().read_unsubscription(stored, token))
        .ok_or_else(gone)
}

fn html(title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"pt-BR\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title>\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}}\
         button{{font:inherit;padding:.6rem 1rem}}</style><h1>{title}</h1>{body}</html>"
    );
    let mut response = (StatusCode::OK, page).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
