//! `GET /`: a small page that says where things are, until the user interface is there.

use crate::app::App;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse};

pub(crate) async fn home(State(app): State<App>) -> impl IntoResponse {
    let version = app.options().version.replace(['<', '&', '>'], "");
    let simulated = match app.engine().pace().simulation() {
        Some(clock) => format!(
            "<p><strong>Tempo simulado:</strong> {}</p>",
            omnifila_core::port::Clock::now(clock)
        ),
        None => String::new(),
    };
    let page = format!(
        "<!doctype html><html lang=\"pt-BR\"><head><meta charset=\"utf-8\"><title>omnifila</title></head><body>\
         <h1>omnifila {version}</h1><p>Fila de mensagens omnichannel.</p>{simulated}\
         <ul><li><a href=\"/api/openapi.json\">API (OpenAPI)</a></li><li><a href=\"/healthz\">healthz</a></li>\
         <li><a href=\"/readyz\">readyz</a></li><li><a href=\"/metrics\">metrics</a></li></ul></body></html>"
    );
    ([(header::CACHE_CONTROL, "no-store")], Html(page))
}
