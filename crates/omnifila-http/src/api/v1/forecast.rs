//! `GET /forecast`: what will have left by when.

use crate::api::ok;
use crate::app::App;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_engine::forecast::GatewayForecast;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Forecasts {
    items: Vec<GatewayForecast>,
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["gateway_id", "at"])?;
    let items = app
        .engine()
        .forecast(query.id("gateway_id")?, query.time("at")?)
        .await?;
    Ok(ok(Forecasts { items }))
}
