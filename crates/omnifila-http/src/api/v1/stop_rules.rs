//! `POST /stop-rules`: a cancel that also catches later arrivals. The rule is kept first, so that nothing slips between.

use crate::api::created;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::Answer;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::StopRuleSpec;
use omnifila_core::id::OperationId;
use serde::Serialize;
use serde_json::{Map, Value};

use super::nouns;

#[derive(Debug, Serialize)]
struct Kept {
    #[serde(flatten)]
    rule: Map<String, Value>,
    /// What already waited under the rule, if it can be told by a filter.
    stopped: Option<Stopped>,
}

#[derive(Debug, Serialize)]
struct Stopped {
    cancelled: i64,
    too_late: i64,
    uncertain: i64,
    operation_id: OperationId,
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(spec): Input<StopRuleSpec>,
) -> Answer<Response> {
    let (stored, operation) = app.engine().add_stop_rule(spec, caller.by(None)).await?;
    let stopped = operation.map(|operation| Stopped {
        cancelled: operation.changed,
        too_late: operation.too_late,
        uncertain: operation.uncertain,
        operation_id: operation.id,
    });
    Ok(created(Kept {
        rule: nouns::view(&*stored)?,
        stopped,
    }))
}
