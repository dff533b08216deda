//! What a supervisor and a monitor ask: is the process there, can it work, how much is where. No personal data.

use crate::app::App;
use crate::metrics::Text;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use omnifila_core::message::Status;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
    version: String,
    store: String,
}

/// The process answers; nothing else is said.
pub(crate) async fn health(State(app): State<App>) -> Json<Health> {
    let options = app.options();
    Json(Health {
        status: "ok",
        version: options.version.clone(),
        store: options.store.clone(),
    })
}

#[derive(Debug, Serialize)]
pub(crate) struct Ready {
    status: &'static str,
}

/// Messages can be taken in and sent.
pub(crate) async fn ready(State(app): State<App>) -> Answer<Json<Ready>> {
    let engine = app.engine();
    let mut reasons = Vec::new();
    if !engine.catalogue().healthy() {
        reasons.push("the store cannot record".to_owned());
    }
    let book = engine.book();
    let missing = book
        .gateways
        .keys()
        .filter(|id| engine.lane(**id).is_none())
        .count();
    if missing > 0 {
        reasons.push(format!("{missing} gateways have no lane yet"));
    }
    if reasons.is_empty() {
        return Ok(Json(Ready { status: "ready" }));
    }
    Err(Problem::new("not_ready", reasons.join("; ")))
}

pub(crate) async fn metrics(State(app): State<App>) -> Answer<impl IntoResponse> {
    let mut text = Text::default();
    let options = app.options();
    text.family(
        "omnifila_build_info",
        "gauge",
        "Always 1; the labels say what runs.",
    );
    text.sample(
        "omnifila_build_info",
        &[("version", &options.version), ("store", &options.store)],
        1.0,
    );
    messages(&app, &mut text).await?;
    gateways(&app, &mut text);
    sources(&app, &mut text);
    app.metrics().write(&mut text);
    Ok((
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text.into_string(),
    ))
}

async fn messages(app: &App, text: &mut Text) -> Answer<()> {
    let counts = app.engine().queue().counts().await?;
    text.family(
        "omnifila_messages",
        "gauge",
        "Messages kept, by gateway and status.",
    );
    for (gateway, status, n) in &counts {
        let labels = [
            ("gateway", gateway.to_string()),
            ("status", status.word().to_owned()),
        ];
        text.sample(
            "omnifila_messages",
            &[(labels[0].0, &labels[0].1), (labels[1].0, &labels[1].1)],
            *n as f64,
        );
    }
    let of_status = |wanted: Status| -> BTreeMap<i64, i64> {
        let mut by_gateway: BTreeMap<i64, i64> =
            app.engine().book().gateways.keys().map(|id| (id.0, 0)).collect();
        for (gateway, _, n) in counts.iter().filter(|(_, status, _)| *status == wanted) {
            *by_gateway.entry(gateway.0).or_default() += n;
        }
        by_gateway
    };
    let gauges = [
        (
            "omnifila_in_flight",
            Status::Sending,
            "Messages between start and outcome.",
        ),
        (
            "omnifila_uncertain",
            Status::Uncertain,
            "Messages whose outcome a receipt or a person must tell.",
        ),
    ];
    for (name, status, help) in gauges {
        text.family(name, "gauge", help);
        for (gateway, n) in of_status(status) {
            text.sample(name, &[("gateway", &gateway.to_string())], n as f64);
        }
    }
    Ok(())
}

/// An alert on it is how a person learns of a source that has not answered for a quarter of an hour.
fn sources(app: &App, text: &mut Text) {
    let engine = app.engine();
    let name = "omnifila_source_failing_seconds";
    text.family(
        name,
        "gauge",
        "How long a source has been failing; 0 while it answers. Above 900 its messages need a person.",
    );
    for (id, trouble) in engine.sources_in_trouble() {
        let failing = trouble.map_or(0, |t| engine.now().since(t.since).max(0));
        text.sample(name, &[("source", &id.to_string())], failing as f64 / 1_000.0);
    }
}

fn gateways(app: &App, text: &mut Text) {
    let engine = app.engine();
    text.family(
        "omnifila_circuit_open",
        "gauge",
        "1 while this node starts nothing because the gateway is in trouble.",
    );
    for id in engine.book().gateways.keys() {
        let open = engine
            .lane(*id)
            .is_some_and(|lane| lane.circuit().open_until().is_some());
        text.sample(
            "omnifila_circuit_open",
            &[("gateway", &id.to_string())],
            f64::from(u8::from(open)),
        );
    }
    let healthy = f64::from(u8::from(engine.catalogue().healthy()));
    text.family(
        "omnifila_store_healthy",
        "gauge",
        "0 after a write failed, until one works again.",
    );
    text.sample("omnifila_store_healthy", &[], healthy);
}
