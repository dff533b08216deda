//! Gateways: what they are doing beside what they are, their test, their pause, "Cancelar pendentes".

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::problem::{Answer, Problem};
use crate::query::Id;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::{GatewaySpec, Pause};
use omnifila_core::id::{GatewayId, OperationId};
use omnifila_core::port::{Check, Receipts};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::accounts::{self, AccountView};
use super::messages::ReasonInput;
use super::nouns;
use super::operations::Optionally;
use super::pause::{self, PauseInput};
use super::summary::Counts;

#[derive(Debug, Serialize)]
struct GatewayView {
    #[serde(flatten)]
    spec: Map<String, Value>,
    counts: Counts,
    /// The gateway's own pause, while it is in force.
    paused: Option<Pause>,
    circuit: CircuitView,
    receipts: Receipts,
    account: Option<AccountView>,
}

#[derive(Debug, Serialize)]
struct CircuitView {
    open_until: Option<Time>,
    code: Option<String>,
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<GatewayId>) -> Answer<Response> {
    let engine = app.engine();
    let stored = nouns::find::<GatewaySpec>(&app, id)?;
    let counts = engine.queue().counts().await?;
    let circuit = engine.lane(id).map(|lane| lane.circuit());
    let paused = engine
        .book()
        .gateway_pauses
        .get(&id)
        .filter(|pause| pause.holds_at(engine.now()))
        .cloned();
    Ok(ok(GatewayView {
        spec: nouns::view(&*stored)?,
        counts: Counts::of(&counts, Some(id)),
        paused,
        circuit: CircuitView {
            open_until: circuit.as_ref().and_then(|c| c.open_until()),
            code: circuit.as_ref().and_then(|c| c.code().map(str::to_owned)),
        },
        receipts: engine.receipts_of(stored.spec.kind),
        account: accounts::view(&app, id).await?,
    }))
}

pub(crate) async fn pause(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<GatewayId>,
    Input(input): Input<PauseInput>,
) -> Answer<Response> {
    let by = caller.by(Some(input.reason.clone()));
    let pause = input.checked(app.engine().now())?;
    let epoch = app.engine().pause(Some(id), pause, by).await?;
    Ok(ok(pause::paused(&app, epoch, Some(id)).await?))
}

pub(crate) async fn resume(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<GatewayId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    let epoch = app.engine().resume(Some(id), caller.by(input.reason)).await?;
    Ok(ok(pause::Resumed { epoch }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TestInput {
    to: Option<String>,
}

#[derive(Debug, Serialize)]
struct Tested {
    ok: bool,
    checks: Vec<Check>,
}

pub(crate) async fn test(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    MaybeInput(input): MaybeInput<TestInput>,
) -> Answer<Response> {
    if app.engine().book().gateway(id).is_none() {
        return Err(Problem::not_found("gateway"));
    }
    let checks = match app.engine().test_gateway(id, input.to.as_deref()).await {
        Ok(checks) => checks,
        Err(code) => {
            let detail = "the settings cannot be used as they are; set them again".to_owned();
            vec![Check {
                name: "settings",
                ok: false,
                code: Some(code),
                detail,
            }]
        }
    };
    Ok(ok(Tested {
        ok: checks.iter().all(|check| check.ok),
        checks,
    }))
}

#[derive(Debug, Serialize)]
struct CancelledPending {
    cancelled: i64,
    too_late: i64,
    uncertain: i64,
    operation_id: OperationId,
}

pub(crate) async fn cancel_pending(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<GatewayId>,
    Input(input): Input<ReasonInput>,
) -> Answer<Response> {
    let by = caller.by(Some(input.checked()?));
    let operation = app.engine().cancel_pending(id, by).await?;
    Ok(ok(CancelledPending {
        cancelled: operation.changed,
        too_late: operation.too_late,
        uncertain: operation.uncertain,
        operation_id: operation.id,
    }))
}
