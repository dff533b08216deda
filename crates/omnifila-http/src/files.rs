//! `GET /files/{token}/{name}`: what a provider loads for a message (a boleto, the picture of a Pix code), until it expires.
//!
//! The token is the only key. What is served is never shown as a page of ours: it is downloaded under its name.

use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;

pub(crate) async fn serve(
    State(app): State<App>,
    Path((token, _name)): Path<(String, String)>,
) -> Answer<Response> {
    let engine = app.engine();
    let file = engine.catalogue().file(token, engine.now()).await?;
    let file = file.ok_or_else(|| Problem::not_found("file"))?;
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    Response::builder()
        .header(CONTENT_TYPE, file.media)
        .header(CONTENT_DISPOSITION, disposition)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CACHE_CONTROL, "private, no-store")
        .body(Body::from(file.body))
        .map_err(|_| Problem::internal())
}
