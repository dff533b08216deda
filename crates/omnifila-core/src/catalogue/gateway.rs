//! A configured account at a provider: the adapter that speaks for it, its limits, and what its settings say about failures.
//!
//! Left out: what each kind's settings mean (`omnifila-providers`), and the state of its queue (the store).

use crate::id::WindowId;
use crate::message::words;
use crate::policy::rate::Rate;
use serde::{Deserialize, Serialize};

words! {
    /// Which adapter speaks for a gateway.
    GatewayKind {
        OpaSuite = 0 "opa_suite",
        Webhook = 1 "webhook",
        WhatsappCloud = 10 "whatsapp_cloud",
        SmsHttp = 11 "sms_http",
        Smpp = 12 "smpp",
        Smtp = 20 "smtp",
        Telegram = 21 "telegram",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum QueueMode {
    /// Waits for a task.
    #[default]
    Queue,
    /// Leaves when due.
    Continuous,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeUnknown {
    /// At most once: an unknown outcome waits for a receipt or a person.
    #[default]
    Hold,
    /// At least once: an unknown outcome is tried again.
    Retry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    #[default]
    Live,
    /// Only to the addresses of `settings.allow_list`; others are simulated.
    AllowList,
    /// Nothing leaves; every attempt is recorded as accepted by the simulation.
    Simulate,
}

/// A gateway as the API takes it. `settings` belong to the kind (`omnifila-providers` checks them); its secrets are
/// encrypted at rest and never given back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    pub kind: GatewayKind,
    #[serde(default)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    pub queue_mode: QueueMode,
    #[serde(default)]
    pub rate: Rate,
    /// Calls between `start` and outcome at once, over all nodes.
    #[serde(default = "default_in_flight")]
    pub max_in_flight: u32,
    /// At most so many starts per address, as a limit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_rate: Option<Rate>,
    /// The people that all gateways of one business may write to in 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<Portfolio>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_id: Option<WindowId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_key: Option<String>,
    /// What one message (of one part) costs, in millionths of a real; for what a notice will cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_micros: Option<u64>,
    #[serde(default)]
    pub outcome_unknown: OutcomeUnknown,
    #[serde(default)]
    pub delivery_mode: DeliveryMode,
    /// IANA name; decides where the day of `rate.per_day` begins.
    #[serde(default = "default_zone")]
    pub time_zone: String,
    /// Counted attempts before a message fails.
    #[serde(default = "default_attempts")]
    pub max_attempts: u32,
    /// Milliseconds until a call without an answer is unknown.
    #[serde(default = "default_timeout")]
    pub timeout_ms: u64,
}

/// What a provider counts over all numbers of a business: different people in any 24 hours (Meta's messaging limit).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// The same for every gateway of the business.
    pub key: String,
    pub recipients_per_day: u32,
}

fn default_in_flight() -> u32 {
    8
}
fn default_zone() -> String {
    "America/Sao_Paulo".into()
}
fn default_attempts() -> u32 {
    5
}
fn default_timeout() -> u64 {
    30_000
}

impl GatewaySpec {
    /// More at once serves no provider and starves the process of sockets.
    pub const MAX_IN_FLIGHT: u32 = 4_096;
}
