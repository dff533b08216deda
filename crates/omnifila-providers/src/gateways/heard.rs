//! What a provider's call tells, whoever it is: receipts of messages, what people wrote, whether the account changed.

use super::whatsapp_cloud::pricing::Charge;
use omnifila_core::id::GatewayId;
use omnifila_core::outcome::Receipt;
use serde::Serialize;

/// Everything of one call that was understood.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Heard {
    pub receipts: Vec<Receipt>,
    pub written: Vec<Written>,
    /// Templates or the account's state are not what they were: read them again.
    pub account_changed: bool,
    pub charges: Vec<Charged>,
}

/// Gateway, the provider's id of the message, ours with the attempt where it came back, and what it was charged as.
pub type Charged = (GatewayId, String, Option<(i64, u32)>, Charge);

/// What a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    pub gateway_id: GatewayId,
    /// With plus where it is a phone.
    pub from: String,
    /// The provider's name of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
