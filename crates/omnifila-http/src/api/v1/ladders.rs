//! `POST /ladders/{id}/run`: one run of a dunning rule for today, or what it would do.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Answer;
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::LadderId;

pub(crate) async fn run(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<LadderId>,
    query: Query,
) -> Answer<Response> {
    query.only(&["dry_run"])?;
    let run = app
        .engine()
        .run_ladder(id, query.flag("dry_run")?, caller.by(None))
        .await?;
    Ok(ok(run))
}
