//! One run of a dunning rule for today, or what it would do; also of one that is not kept yet.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::Answer;
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::LadderSpec;
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

pub(crate) async fn dry_run(
    State(app): State<App>,
    query: Query,
    Input(spec): Input<LadderSpec>,
) -> Answer<Response> {
    query.only(&["in_place_of"])?;
    let replaced = query.id("in_place_of")?;
    Ok(ok(app.engine().try_ladder(spec, replaced).await?))
}
