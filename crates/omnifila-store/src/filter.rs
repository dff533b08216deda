//! Which messages: the names of `GET /messages`, the same for lists and bulk operations.

use omnifila_core::id::{CustomerId, GatewayId, InvoiceId, MessageId, RunId, TemplateId};
use omnifila_core::message::{Origin, Priority, Purpose, QueueKey, Status};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};

/// All given ones must match; an empty filter matches every message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    /// Any of these; empty means every status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// A customer's name from its beginning (case and accents do not matter), a phone, or a message id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceId>,
    /// The ladder run or import that made it, or the task run that released it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<RunId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_id: Option<TemplateId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedupe_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_from: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_to: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_after: Option<Time>,
    /// The gateway took it at this time or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_from: Option<Time>,
    /// The gateway took it before this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Newest first.
    #[default]
    Id,
    /// Waiting only, in the order of sending.
    Queue,
}

/// Where the next page begins: after this row. Never an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    Id(MessageId),
    /// Within one gateway's queue; the list goes gateway by gateway.
    Queue(GatewayId, QueueKey),
}
