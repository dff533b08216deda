//! `POST /messages/bulk`: one order over many messages, chosen by ids or by a filter.

use crate::api::{accepted, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::dto::filter::FilterInput;
use crate::problem::Answer;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Priority, Reason};
use omnifila_core::time::Time;
use omnifila_engine::Engine;
use omnifila_engine::operate::MAX_IDS;
use omnifila_engine::setup::sized;
use omnifila_store::verbs::{Action, BulkOrder, Operation, Selection};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkInput {
    action: Kind,
    ids: Option<Vec<MessageId>>,
    filter: Option<FilterInput>,
    due_at: Option<Time>,
    priority: Option<Priority>,
    gateway_id: Option<GatewayId>,
    reason: String,
    #[serde(default)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Cancel,
    Reschedule,
    Priority,
    Resend,
    Reroute,
}

/// The operation, with its id under the name that the other calls use.
#[derive(Debug, Serialize)]
struct Ordered {
    operation_id: OperationId,
    #[serde(flatten)]
    operation: Operation,
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<BulkInput>,
) -> Answer<Response> {
    sized("/reason", &input.reason, super::messages::MAX_REASON)?;
    let action = input.action(app.engine())?;
    let dry_run = input.dry_run;
    let by = caller.by(Some(input.reason.clone()));
    let selection = input.selection(app.engine()).await?;
    let order = BulkOrder {
        action,
        selection,
        cause: Reason::Cancelled,
        by,
    };
    if dry_run {
        return Ok(ok(app.engine().preview(&order).await?));
    }
    let operation = app.engine().order(order).await?;
    Ok(accepted(Ordered {
        operation_id: operation.id,
        operation,
    }))
}

impl BulkInput {
    /// The action with exactly what it needs.
    fn action(&self, engine: &Engine) -> Result<Action, InputError> {
        let given = [
            ("/due_at", self.due_at.is_some(), Kind::Reschedule),
            ("/priority", self.priority.is_some(), Kind::Priority),
            ("/gateway_id", self.gateway_id.is_some(), Kind::Reroute),
        ];
        for (pointer, there, kind) in given {
            if there && kind != self.action {
                return Err(InputError::new(
                    "unexpected_field",
                    pointer,
                    "only what the action uses",
                ));
            }
        }
        let missing = |pointer| InputError::new("missing_field", pointer, "what the action is to set");
        Ok(match self.action {
            Kind::Cancel => Action::Cancel,
            Kind::Resend => Action::Resend,
            Kind::Reschedule => Action::Reschedule {
                due_at: self.due_at.ok_or_else(|| missing("/due_at"))?,
            },
            Kind::Priority => Action::Priority {
                priority: self.priority.ok_or_else(|| missing("/priority"))?,
            },
            Kind::Reroute => {
                let gateway_id = self.gateway_id.ok_or_else(|| missing("/gateway_id"))?;
                if engine.book().gateway(gateway_id).is_none() {
                    return Err(InputError::new(
                        "unknown_gateway",
                        "/gateway_id",
                        "the id of a gateway",
                    ));
                }
                Action::Reroute { gateway_id }
            }
        })
    }

    async fn selection(self, engine: &Engine) -> Answer<Selection> {
        match (self.ids, self.filter) {
            (Some(ids), None) if ids.len() > MAX_IDS => {
                let expected = format!("at most {MAX_IDS} ids; more are a filter");
                Err(InputError::new("too_many_items", "/ids", expected).into())
            }
            (Some(ids), None) => {
                let mut seen = BTreeSet::new();
                Ok(Selection::Ids(
                    ids.into_iter().filter(|id| seen.insert(*id)).collect(),
                ))
            }
            (None, Some(filter)) => {
                let filter = filter.resolve(engine).await;
                Ok(Selection::Filter(filter?))
            }
            _ => Err(InputError::new("bad_selection", "", "either ids or filter").into()),
        }
    }
}
