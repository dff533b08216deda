//! What is going on, for those who watch (`GET /events`): hints to look again, never the truth itself. A watcher that
//! falls behind is told to look at everything.

use omnifila_core::id::{GatewayId, MessageId, OperationId, RunId};
use omnifila_core::message::Status;
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Live {
    /// Counts of a gateway changed.
    Summary {
        gateway_id: GatewayId,
    },
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
    /// Something that is not one row changed: look again at `noun`.
    Invalidate {
        noun: &'static str,
    },
}

impl Live {
    pub fn message(id: MessageId, gateway_id: GatewayId, status: Status) -> Self {
        Live::Message {
            id,
            gateway_id,
            status,
        }
    }

    pub fn gateway(gateway_id: GatewayId) -> Self {
        Live::Summary { gateway_id }
    }

    /// The name of the server-sent event.
    pub fn name(&self) -> &'static str {
        match self {
            Live::Summary { .. } => "summary",
            Live::Message { .. } => "message",
            Live::Run { .. } => "run",
            Live::Operation { .. } => "operation",
            Live::Invalidate { .. } => "invalidate",
        }
    }
}
