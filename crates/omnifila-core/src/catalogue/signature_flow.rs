use crate::id::TemplateId;
use serde::{Deserialize, Serialize};

/// What signers are sent, and when: the link first, then reminders while they have not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureFlowSpec {
    pub name: String,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Only documents of this source; of every source when absent. Of several flows the first enabled one is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub steps: Vec<SignatureStep>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureStep {
    /// Hours after the link was told of; 0 is at once.
    pub after_hours: u32,
    pub template_id: TemplateId,
}
