//! Calls of SMS providers: a POST of JSON or of a form, or a GET that is all address (Kannel's `dlr-url`).
//!
//! Failures: without `hook_token` among the gateway's settings nobody is believed, and every call is 401: what a receipt
//! says could otherwise be said by anybody. Left out: what the calls say (`omnifila-engine`'s callbacks).

use crate::app::App;
use crate::body::media;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use axum::http::HeaderMap;
use omnifila_core::id::GatewayId;
use omnifila_engine::callbacks::Called;
use serde_json::{Map, Value};

pub(super) async fn heard(
    app: &App,
    id: GatewayId,
    settings: &Map<String, Value>,
    trusted: bool,
    query: &Query,
    headers: &HeaderMap,
    body: &[u8],
) -> Answer<()> {
    if !trusted {
        let detail = "set hook_token in the gateway's settings, and end the address with it";
        return Err(Problem::new("unauthorized", detail));
    }
    // The token is no part of what is said, nor of what is kept.
    let query: Vec<(String, String)> = query
        .pairs()
        .filter(|(name, _)| name != "token")
        .cloned()
        .collect();
    let content_type = media(headers);
    let called = Called {
        content_type: content_type.as_deref(),
        signature: None,
        body,
    };
    app.engine().sms_called(id, settings, &query, called).await?;
    Ok(())
}
