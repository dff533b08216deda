use crate::id::GatewayId;
use crate::message::{Late, Purpose};
use serde::{Deserialize, Serialize};

/// A template as the API takes it; `crate::template` compiles and renders it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    pub purpose: Purpose,
    /// What a person would read: MiniJinja over `customer`, `contract`, `branch`, `invoice`, `signature`, `data`.
    pub body: String,
    #[serde(default = "send_late")]
    pub late: Late,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_id: Option<crate::id::WindowId>,
    #[serde(default)]
    pub bindings: Vec<Binding>,
}

fn send_late() -> Late {
    Late::Send
}

/// How one gateway says the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    pub gateway_id: GatewayId,
    /// The provider's own template (for Opa!, its `_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_template_id: Option<String>,
    #[serde(default = "pt_br")]
    pub language: String,
    /// One small template per positional variable.
    #[serde(default)]
    pub parameters: Vec<String>,
}

fn pt_br() -> String {
    "pt_BR".into()
}
