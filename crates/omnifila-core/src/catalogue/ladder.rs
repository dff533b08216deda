use crate::id::{RouteId, TemplateId, WindowId};
use serde::{Deserialize, Serialize};

/// A dunning rule. One ladder per invoice: the lowest rank whose filters match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderSpec {
    pub name: String,
    #[serde(default)]
    pub rank: i64,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Local date; steps due before it are never created.
    pub starts_on: String,
    #[serde(default)]
    pub filters: LadderFilters,
    pub steps: Vec<LadderStep>,
    /// IANA zone whose midnight begins a step's day, and whose clock `time` is on.
    #[serde(default = "sao_paulo")]
    pub time_zone: String,
}

fn yes() -> bool {
    true
}
fn sao_paulo() -> String {
    "America/Sao_Paulo".into()
}

/// All given ones must match; an absent one matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct LadderFilters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_min_cents: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_max_cents: Option<i64>,
    /// At least one of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// None of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branch_keys: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_methods: Vec<String>,
}

/// One offset of the ladder, in calendar days from the invoice's due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderStep {
    /// −5 is five days before, 0 the day itself.
    pub offset_days: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<TemplateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_id: Option<RouteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_id: Option<WindowId>,
    /// `HH:MM`, not before; 00:00 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}
