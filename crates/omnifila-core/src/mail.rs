//! What an e-mail has that no other channel has: a subject, and a page beside the text.

use serde::{Deserialize, Serialize};

/// In a binding its texts are small templates; in a content they are rendered, values in `html` escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTexts {
    pub subject: String,
    /// The same message as a page; without one only the text is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}
