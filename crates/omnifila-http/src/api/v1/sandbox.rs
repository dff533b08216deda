//! The stand-in beside a demo, from the interface's own address: its page cannot be asked from there, because the
//! interface connects to nothing but itself.
//!
//! What is passed on is the stand-in's own language; what it refuses is told in its words. Without a demo there is none,
//! and every path is `not_found`.

use crate::api::{created, ok};
use crate::app::{App, Simulator};
use crate::body::Input;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use omnifila_core::input::InputError;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Messages of one answer.
const MOST: u64 = 500;

fn simulator(app: &App) -> Answer<&Arc<dyn Simulator>> {
    let found = app.options().simulator.as_ref();
    found.ok_or_else(|| Problem::new("not_found", "only a demo has a stand-in beside it"))
}

fn ask(app: &App, method: &str, path: &str, query: &str, body: &Bytes) -> Answer<Value> {
    let answer = simulator(app)?.call(method, path, query, body);
    answer.map_err(|(status, expected)| match status {
        404 => Problem::new("not_found", expected),
        _ => InputError::new("bad_fault", "/fault", expected).into(),
    })
}

fn get(app: &App, path: &str, query: &str) -> Answer<Value> {
    ask(app, "GET", path, query, &Bytes::new())
}

/// Those with names that the document describes; the stand-in knows more than the interface shows.
fn only(value: &Value, names: &[&str]) -> Value {
    let named = names
        .iter()
        .map(|name| ((*name).to_owned(), value[*name].clone()));
    Value::Object(named.collect::<Map<_, _>>())
}

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    let counters = get(&app, "counters", "")?;
    let counters = only(
        &counters,
        &["calls", "effects", "in_flight", "max_in_flight", "duplicates"],
    );
    let faults = get(&app, "faults", "")?;
    let gateway = simulator(&app)?.gateway();
    Ok(ok(
        json!({"gateway": gateway, "counters": counters, "faults": faults["faults"]}),
    ))
}

pub(crate) async fn phone(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["after", "limit"])?;
    let number = |name| query.parsed(name, "a whole number", |text| text.parse::<u64>().ok());
    let limit = number("limit")?.unwrap_or(MOST).clamp(1, MOST);
    let after = match number("after")? {
        Some(after) => after,
        None => {
            let last = get(&app, "phone", "limit=1")?["last_number"].as_u64();
            last.unwrap_or_default().saturating_sub(limit)
        }
    };
    Ok(ok(get(&app, "phone", &format!("after={after}&limit={limit}"))?))
}

pub(crate) async fn clear(State(app): State<App>) -> Answer<Response> {
    ask(&app, "DELETE", "journal", "", &Bytes::new())?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(crate) async fn add_fault(State(app): State<App>, Input(rule): Input<Value>) -> Answer<Response> {
    ask(&app, "POST", "faults", "", &Bytes::from(rule.to_string()))?;
    Ok(created(get(&app, "faults", "")?))
}

pub(crate) async fn clear_faults(State(app): State<App>) -> Answer<Response> {
    Ok(ok(ask(&app, "DELETE", "faults", "", &Bytes::new())?))
}

pub(crate) async fn remove_fault(State(app): State<App>, Id(id): Id<i64>) -> Answer<Response> {
    let path = format!("faults/{id}");
    Ok(ok(ask(&app, "DELETE", &path, "", &Bytes::new())?))
}
