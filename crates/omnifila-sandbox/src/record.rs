//! One row of the journal: as it is kept, and as a reader sees it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// One call, as a reader of the journal sees it. Times are the machine's monotonic clock in ns and UTC in ms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    pub seq: u64,
    pub begin_ns: u64,
    /// Absent while the call is open.
    pub end_ns: Option<u64>,
    pub begin_ms: i64,
    pub end_ms: Option<i64>,
    /// A tenant's name, or `webhook/{name}`.
    pub tenant: String,
    pub method: String,
    /// Below `/api/v1/`, without slashes at its ends.
    pub path: String,
    pub recipient: Option<String>,
    pub template_id: Option<String>,
    pub channel_id: Option<String>,
    /// `template.variaveis` as sent.
    pub variables: Value,
    /// `template.midiaAlternativa` as sent.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub media: Value,
    /// `metadata` as sent.
    pub metadata: Value,
    /// `metadata.message_id`, of whatever type, as text; for webhooks the header `webhook-id`.
    pub message_id: Option<String>,
    pub attempt: Option<String>,
    pub auth_ok: bool,
    /// Whether a person would have received it.
    pub effect: bool,
    /// 1, 2, 3 … in order of acceptance.
    pub effect_number: Option<u64>,
    /// HTTP status of the answer; 0 while open and where there was none.
    pub status: u16,
    /// Class of the answer: `accepted`, `ok` (a read), `refused_…`, or that of a fault; `client_gone` when the caller left
    /// first; empty while open.
    pub answer: String,
    /// Webhooks only: headers in order of arrival.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// Webhooks only: the body, byte for byte where it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What the body of a call told.
#[derive(Debug, Default)]
pub(crate) struct Particulars {
    pub recipient: Option<Box<str>>,
    pub template: Option<Box<str>>,
    pub channel: Option<Box<str>>,
    /// JSON text.
    pub variables: Option<Box<str>>,
    /// JSON text.
    pub media: Option<Box<str>>,
    /// JSON text.
    pub metadata: Option<Box<str>>,
    pub auth_ok: bool,
    pub webhook: Option<Box<WebhookCall>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct WebhookCall {
    pub id: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// One call as the ring keeps it: texts as they came, parsed only when read.
#[derive(Debug)]
pub(crate) struct Row {
    pub begin_ns: u64,
    pub end_ns: u64,
    pub begin_ms: i64,
    pub tenant: Arc<str>,
    pub method: Cow<'static, str>,
    pub path: Cow<'static, str>,
    pub told: Particulars,
    pub effect: u64,
    pub status: u16,
    pub answer: &'static str,
}

impl Row {
    pub(crate) fn record(&self, seq: u64) -> CallRecord {
        let told = &self.told;
        let (message_id, attempt) = told.ids();
        let parse = |text: &Option<Box<str>>| {
            text.as_ref()
                .and_then(|t| serde_json::from_str(t).ok())
                .unwrap_or(Value::Null)
        };
        let owned = |text: &Option<Box<str>>| text.as_ref().map(|t| t.to_string());
        let webhook = told.webhook.as_deref();
        let ended = self.end_ns != 0;
        // A wall clock that is set meanwhile must not make a call end before it began.
        let took_ms =
            i64::try_from(self.end_ns.saturating_sub(self.begin_ns) / 1_000_000).unwrap_or(i64::MAX);
        CallRecord {
            seq,
            begin_ns: self.begin_ns,
            end_ns: ended.then_some(self.end_ns),
            begin_ms: self.begin_ms,
            end_ms: ended.then(|| self.begin_ms.saturating_add(took_ms)),
            tenant: self.tenant.to_string(),
            method: self.method.to_string(),
            path: self.path.to_string(),
            recipient: owned(&told.recipient),
            template_id: owned(&told.template),
            channel_id: owned(&told.channel),
            variables: parse(&told.variables),
            media: parse(&told.media),
            metadata: parse(&told.metadata),
            message_id,
            attempt,
            auth_ok: told.auth_ok,
            effect: self.effect != 0,
            effect_number: (self.effect != 0).then_some(self.effect),
            status: self.status,
            answer: self.answer.to_owned(),
            headers: webhook.map(|w| w.headers.clone()).unwrap_or_default(),
            body: webhook.map(|w| w.body.clone()),
        }
    }
}

impl Particulars {
    /// `message_id` and `attempt`, as text whatever their type.
    pub(crate) fn ids(&self) -> (Option<String>, Option<String>) {
        #[derive(Deserialize)]
        struct Ids<'a> {
            #[serde(borrow, default)]
            message_id: Option<&'a RawValue>,
            #[serde(borrow, default)]
            attempt: Option<&'a RawValue>,
        }
        let ids: Option<Ids<'_>> = self
            .metadata
            .as_deref()
            .and_then(|m| serde_json::from_str(m).ok());
        let text = |raw: Option<&RawValue>| {
            raw.map(|r| r.get().trim_matches('"').to_owned())
                .filter(|t| t != "null")
        };
        let (message, attempt) = ids.map_or((None, None), |i| (text(i.message_id), text(i.attempt)));
        (
            self.webhook.as_ref().and_then(|w| w.id.clone()).or(message),
            attempt,
        )
    }
}
