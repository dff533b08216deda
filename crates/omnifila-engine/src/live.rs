//! What is going on, for those who watch (`GET /events`): hints to look again, never the truth itself. A watcher that
//! falls behind is told to look at everything.

use omnifila_core::id::{GatewayId, ImportId, MessageId, OperationId, RunId};
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Live {
    /// How much is where, every two seconds.
    Summary(Arc<Summary>),
    Message {
        id: MessageId,
        gateway_id: GatewayId,
        status: Status,
    },
    Run {
        id: RunId,
    },
    Operation {
        id: OperationId,
    },
    Import {
        id: ImportId,
    },
    /// Something that is not one row changed: look again at `noun`.
    Invalidate {
        noun: &'static str,
    },
}

/// How much is where, and how fast it leaves.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub now: Time,
    pub per_minute_now: i64,
    /// By status, every status present.
    pub totals: BTreeMap<&'static str, i64>,
    pub gateways: Vec<SummaryOfGateway>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SummaryOfGateway {
    pub gateway_id: GatewayId,
    pub counts: BTreeMap<&'static str, i64>,
}

impl Live {
    pub fn message(id: MessageId, gateway_id: GatewayId, status: Status) -> Self {
        Live::Message {
            id,
            gateway_id,
            status,
        }
    }

    /// The name of the server-sent event.
    pub fn name(&self) -> &'static str {
        match self {
            Live::Summary(_) => "summary",
            Live::Message { .. } => "message",
            Live::Run { .. } => "run",
            Live::Operation { .. } => "operation",
            Live::Import { .. } => "import",
            Live::Invalidate { .. } => "invalidate",
        }
    }
}
