use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A program that is told what became of messages, by signed calls (Standard Webhooks) in the order of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboxSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    /// Told now. One that answers 410, or fails for three days, is set to false; set to true it goes on where it stopped.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Only events of these types (`message.sent` …); all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// `url`, `secret`, `allow_private`, and while a secret is in rotation `previous_secret` and `previous_until`.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

fn yes() -> bool {
    true
}

impl OutboxSpec {
    /// Whether an event of this type is told.
    pub fn tells(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|t| t == kind)
    }
}
