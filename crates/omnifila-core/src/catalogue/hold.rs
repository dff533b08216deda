use crate::message::{Purpose, words};
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// What a hold stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldScope {
    Gateway,
    Template,
    Customer,
    Branch,
    Tag,
    /// Dunning (collections and reminders) of those whom an outage notice concerns.
    Notice,
}

/// How the customers of a notice are told to the planner, among their tags: no tag that a person writes looks like it.
pub fn notice_tag(notice: i64) -> String {
    format!("\u{1f}notice/{notice}")
}

/// A stop on sending, with reason and end; nothing held is lost or cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldSpec {
    pub scope: HoldScope,
    /// The held thing's id (`target_id` in JSON, because a kept hold has an `id` of its own); or
    #[serde(
        default,
        rename = "target_id",
        alias = "id",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<i64>,
    /// the tag itself for scope `tag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Only messages of these; without any, all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// What a customer was granted: while it lasts, ladders make nothing new for them either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<HoldCause>,
}

impl HoldSpec {
    /// Whether it stops messages of a purpose at `now`.
    pub fn stops(&self, purpose: Purpose, now: Time) -> bool {
        self.lasts(now) && (self.purposes.is_empty() || self.purposes.contains(&purpose))
    }

    pub fn lasts(&self, now: Time) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

words! {
    /// Why a customer is not to be dunned for the time being.
    HoldCause {
        /// The customer has promised to pay by then ("promessa de pagamento").
        Promise = 0 "promise",
        /// The service was unlocked on trust until then ("desbloqueio de confiança").
        TrustUnlock = 1 "trust_unlock",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopScope {
    Invoice,
    Document,
    Customer,
    Run,
}

/// A cancel that also catches later arrivals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopRuleSpec {
    pub scope: StopScope,
    /// The id of the invoice, customer or run (`target_id` in JSON); or
    #[serde(
        default,
        rename = "target_id",
        alias = "id",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<i64>,
    /// (source, external_id) of the invoice, document or customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

/// An address that must not receive a purpose; without `purposes`, none at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuppressionSpec {
    pub address: String,
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    pub reason: String,
}
