//! What was ordered: its progress, its stop, its undo.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::MaybeInput;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::OperationId;
use serde::Deserialize;

const LIST: &str = "operations";

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?.map(OperationId);
    let items = app.engine().queue().operations(before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |operation| {
        cursor::write(LIST, &[operation.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<OperationId>) -> Answer<Response> {
    let operation = app.engine().queue().operation(id).await?;
    Ok(ok(operation.ok_or_else(|| Problem::not_found("operation"))?))
}

/// A reason, where one is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Optionally {
    pub(crate) reason: Option<String>,
}

pub(crate) async fn stop(
    State(app): State<App>,
    Id(id): Id<OperationId>,
    MaybeInput(_): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().stop_operation(id).await?))
}

pub(crate) async fn undo(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<OperationId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app
        .engine()
        .undo_operation(id, caller.by(input.reason))
        .await?))
}
