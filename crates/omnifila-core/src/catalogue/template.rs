use crate::id::GatewayId;
use crate::mail::MailTexts;
use crate::message::{Late, Purpose};
use crate::outcome::Components;
use crate::payment::PaymentKind;
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
    /// A template of the address of an image or document that stands in the place of the provider's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_url: Option<String>,
    /// What an e-mail says beside its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailTexts>,
    /// For a provider's payment template, which has no parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentBinding>,
    /// What WhatsApp's own templates have beside variables by position; with it, a payment may stand beside parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Components>,
}

/// What a payment template is filled with: small templates, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentBinding {
    pub kind: PaymentKind,
    /// In cents.
    #[serde(default = "open_cents")]
    pub amount_cents: String,
    /// The Pix code or the boleto's line.
    pub code: String,
    /// Who receives; as the Pix code names them where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_name: Option<String>,
    /// Needed for dynamic codes only: a static one carries its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pix_key: Option<String>,
}

fn open_cents() -> String {
    "{{ invoice.open_cents }}".into()
}

fn pt_br() -> String {
    "pt_BR".into()
}
