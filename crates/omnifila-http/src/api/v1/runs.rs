//! Runs of tasks.

use crate::api::{Page, accepted, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::MaybeInput;
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::{RunId, TaskId};
use omnifila_core::time::Time;
use omnifila_store::verbs::Run;
use serde::Serialize;

use super::operations::Optionally;

const LIST: &str = "runs";

#[derive(Debug, Serialize)]
struct RunView {
    #[serde(flatten)]
    run: Run,
    /// When the rest will have left at the pace kept so far; none before the first has.
    expected_end: Option<Time>,
}

impl RunView {
    fn new(run: Run, now: Time) -> Self {
        let expected_end = if run.finished_at.is_some() {
            None
        } else {
            at_this_pace(&run, now)
        };
        Self { run, expected_end }
    }
}

fn at_this_pace(run: &Run, now: Time) -> Option<Time> {
    let counts = &run.counts;
    let done = counts.due - counts.remaining;
    let took = now.since(run.started_at);
    (done > 0 && took >= 0).then(|| now.plus(took.saturating_mul(counts.remaining) / done))
}

#[derive(Debug, Serialize)]
struct Begun {
    run_id: RunId,
}

/// `POST /tasks/{id}/run`.
pub(crate) async fn begin(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<TaskId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    let run_id = app.engine().run_task(id, caller.by(input.reason)).await?;
    Ok(accepted(Begun { run_id }))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["task_id", "limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?.map(RunId);
    let runs = app
        .engine()
        .queue()
        .runs(query.id("task_id")?, before, limit + 1)
        .await?;
    let now = app.engine().now();
    let items = runs.into_iter().map(|run| RunView::new(run, now)).collect();
    Ok(ok(Page::cut(items, limit, |view: &RunView| {
        cursor::write(LIST, &[view.run.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<RunId>) -> Answer<Response> {
    let run = app
        .engine()
        .queue()
        .run(id)
        .await?
        .ok_or_else(|| Problem::not_found("run"))?;
    Ok(ok(RunView::new(run, app.engine().now())))
}

pub(crate) async fn stop(
    State(app): State<App>,
    Id(id): Id<RunId>,
    MaybeInput(_): MaybeInput<Optionally>,
) -> Answer<Response> {
    let run = app.engine().stop_run(id).await?;
    Ok(ok(RunView::new(run, app.engine().now())))
}
