//! What a gateway is asked, and the only four things it may answer.

use crate::id::{GatewayId, MessageId};
use crate::mail::MailTexts;
use crate::message::words;
use crate::payment::Payment;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// One call to make: everything an adapter needs, already rendered and frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub message_id: MessageId,
    /// 1 for the first attempt of the message.
    pub attempt: u32,
    pub gateway_id: GatewayId,
    /// Normalised: E.164 with plus for phones.
    pub address: String,
    pub customer_name: String,
    /// The text a person would read.
    pub preview: String,
    pub content: Content,
    pub dedupe_key: Option<String>,
    pub source_ref: Option<String>,
}

/// What the binding of a template to a gateway rendered to, frozen at inclusion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Content {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_template_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
    /// An image or document in place of the one the provider's template has, by address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_url: Option<String>,
    /// What an e-mail says beside its text, which is the preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailTexts>,
    /// What a payment template asks for, in place of the parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// What WhatsApp's own templates have beside variables by position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Components>,
    /// The provider's own request, as another program wrote it for the provider: it leaves byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verbatim: Option<String>,
}

/// The parts of a WhatsApp template that are no variables by position. In a binding its texts are small templates, in a
/// content they are rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Components {
    /// What the template calls its variables, in the order of the parameters; none for variables by position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The variable of a header of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The name under which a document arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

/// A button with a variable of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// Its place among the template's buttons, from 0.
    pub index: u8,
    pub kind: ButtonKind,
    pub text: String,
}

words! {
    ButtonKind {
        /// The end of an address.
        Url = 0 "url",
        /// What comes back when it is pressed.
        QuickReply = 1 "quick_reply",
        /// What is copied.
        CopyCode = 2 "copy_code",
    }
}

/// What the gateway answered now. Whatever an adapter does not recognise is [`Outcome::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The provider took it, and named it.
    Accepted { provider_id: String },
    /// Proven not to have left: connection refused, DNS or TLS failure before the first byte. Costs no attempt.
    NotSent { code: String },
    /// The provider refused.
    Rejected { rejection: Rejection, code: String },
    /// It may or may not have arrived.
    Unknown { code: String },
}

/// What a refusal means, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// This message will never be taken: bad number, unknown template, wrong variables.
    Permanent,
    /// A later try may succeed; costs an attempt.
    Transient,
    /// Not now, through nobody's fault (the contact is in attendance): later, without costing an attempt.
    Deferred,
    /// Not now, for this message alone and for so long as the provider's rules say (one address too often); costs no attempt.
    Later { wait_ms: i64 },
    /// Too fast (429): the gateway rests; costs no attempt. The wait is the provider's Retry-After, if it gave one.
    RateLimited { retry_after_ms: Option<i64> },
    /// Bad credentials or a disabled account (401, 403): the gateway is sick, not the message; costs no attempt.
    GatewayRefused,
}

impl Outcome {
    /// The word of the API's `attempts[].outcome`.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Accepted { .. } => "accepted",
            Outcome::NotSent { .. } => "not_sent",
            Outcome::Rejected { .. } => "rejected",
            Outcome::Unknown { .. } => "unknown",
        }
    }

    /// The adapter's error code, if it was no success.
    pub fn code(&self) -> Option<&str> {
        match self {
            Outcome::Accepted { .. } => None,
            Outcome::NotSent { code } | Outcome::Rejected { code, .. } | Outcome::Unknown { code } => {
                Some(code)
            }
        }
    }

    /// Whether the try counts against the message's attempts.
    pub fn counted(&self) -> bool {
        match self {
            Outcome::Accepted { .. } | Outcome::Unknown { .. } => true,
            Outcome::NotSent { .. } => false,
            Outcome::Rejected { rejection, .. } => {
                matches!(rejection, Rejection::Permanent | Rejection::Transient)
            }
        }
    }
}

/// What a provider reports later about an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub gateway_id: GatewayId,
    /// The provider's id of the message, or
    pub provider_id: Option<String>,
    /// our own id and attempt, carried back.
    pub message_id: Option<MessageId>,
    /// The attempt that came back with our id. It is then that attempt and no other, and takes the provider's id if it has none.
    pub attempt: Option<u32>,
    pub evidence: Evidence,
    pub code: Option<String>,
    pub at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Accepted,
    Failed,
    Delivered,
    Read,
}

impl Evidence {
    /// What became of a message, by a provider's words in Portuguese or English. Failure is looked for first: "not delivered"
    /// is none. Words that say nothing of it are `None`; that it was sent is [`Evidence::Accepted`].
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Evidence> {
        const FAILED: [&str; 8] = [
            "fail",
            "error",
            "erro",
            "falh",
            "undeliver",
            "not delivered",
            "não entreg",
            "nao entreg",
        ];
        const READ: [&str; 4] = ["read", "lida", "lido", "messageread"];
        const SENT: [&str; 5] = ["sent", "enviada", "enviado", "accepted", "messagesent"];
        let words: Vec<String> = words.into_iter().map(str::to_lowercase).collect();
        let any = |parts: &[&str]| {
            words
                .iter()
                .any(|word| parts.iter().any(|part| word.contains(part)))
        };
        // "lida" is also the end of other words ("inválida"), and "read" the start of some ("ready").
        let is = |whole: &[&str]| {
            let mut parts = words
                .iter()
                .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
            parts.any(|part| whole.contains(&part))
        };
        if any(&FAILED) {
            Some(Evidence::Failed)
        } else if is(&READ) {
            Some(Evidence::Read)
        } else if any(&["deliver", "entreg"]) {
            Some(Evidence::Delivered)
        } else if is(&SENT) {
            Some(Evidence::Accepted)
        } else {
            None
        }
    }
}
