//! Addresses that must not be written to.

use crate::api::{Page, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::catalogue::SuppressionSpec;
use omnifila_core::id::SuppressionId;
use omnifila_core::input::InputError;
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::StoredSuppression;

use super::messages::MAX_REASON;

const LIST: &str = "suppressions";

/// The same address and purposes again answer the suppression that is there.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(spec): Input<SuppressionSpec>,
) -> Answer<Response> {
    sized("/reason", &spec.reason, MAX_REASON)?;
    let by = caller.by(Some(spec.reason.clone()));
    let kept = app
        .engine()
        .catalogue()
        .suppress(spec, by, app.engine().now())
        .await?;
    // What waits for the address is cancelled when its turn comes: let the lanes look.
    app.engine().nudge_all();
    Ok(created(kept))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(SuppressionId);
    let items = app.engine().catalogue().suppressions(after, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |kept: &StoredSuppression| {
        cursor::write(LIST, &[kept.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<SuppressionId>) -> Answer<Response> {
    let kept = app.engine().catalogue().suppression(id).await?;
    Ok(ok(kept.ok_or_else(|| Problem::not_found("suppression"))?))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<SuppressionId>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let reason = query.one("reason")?.filter(|reason| !reason.trim().is_empty());
    let kept = app.engine().catalogue().suppression(id).await?;
    let kept = kept.ok_or_else(|| Problem::not_found("suppression"))?;
    if kept.origin != "person" && reason.is_none() {
        // Somebody asked for it, or nobody reads there: who lifts it says why that is over.
        let expected = "a reason, because the address itself, or its provider, told of it";
        return Err(InputError::new("missing_reason", "/reason", expected).into());
    }
    let by = caller.by(reason.map(str::to_owned));
    app.engine()
        .catalogue()
        .unsuppress(id, by, app.engine().now())
        .await?;
    app.engine().nudge_all();
    Ok(StatusCode::NO_CONTENT)
}
