//! The kinds of gateway: the one place that knows them all.
//!
//! A new kind is one file, one line in each function here, and its cases in the contract suite (`tests/contract.rs`).
//! Settings are checked when they are set, with the secrets in clear; what is stored encrypted is named by [`secrets`].

mod checks;
pub mod destination;
pub mod heard;
mod opa_account;
mod opa_answers;
mod opa_body;
pub mod opa_compat;
mod opa_consents;
mod opa_lookup;
mod opa_reads;
mod opa_suite;
mod settings;
mod smpp;
pub mod sms_http;
pub mod smtp;
pub mod telegram;
mod webhook;
pub mod whatsapp_cloud;

use crate::guard::Guard;
use crate::wire::Wire;
use http::HeaderMap;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::heard::Heard;
use omnifila_core::id::{CustomerId, GatewayId};
use omnifila_core::input::InputError;
use omnifila_core::outcome::Content;
use omnifila_core::policy::rate::Rate;
use omnifila_core::port::{Clock, Gateway, Receipts};
use omnifila_core::time::Time;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

pub use opa_suite::OpaSuite;
pub use smpp::Smpp;
pub use sms_http::SmsHttp;
pub use smtp::Smtp;
pub use telegram::Telegram;
pub use webhook::Webhook;
pub use whatsapp_cloud::WhatsappCloud;

/// Checks the settings of a gateway, secrets in clear. `process` is the guard of the process's [`Wire`].
///
/// # Errors
/// `unknown_setting`, `missing_setting`, `bad_setting`, `bad_url` or `address_refused`, at `/settings/…`.
pub fn check_settings(
    kind: GatewayKind,
    settings: &Map<String, Value>,
    process: Guard,
) -> Result<(), InputError> {
    match kind {
        GatewayKind::OpaSuite => opa_suite::Settings::read(settings, process).map(drop),
        GatewayKind::Webhook => webhook::Settings::read(settings, process).map(drop),
        GatewayKind::Smtp => smtp::Settings::read(settings, process).map(drop),
        GatewayKind::Telegram => telegram::Settings::read(settings, process).map(drop),
        GatewayKind::WhatsappCloud => whatsapp_cloud::Settings::read(settings, process).map(drop),
        GatewayKind::SmsHttp => sms_http::Settings::read(settings, process).map(drop),
        GatewayKind::Smpp => smpp::Settings::read(settings, process).map(drop),
    }
}

/// The settings that are encrypted at rest and never given back; their values are strings.
pub fn secrets(kind: GatewayKind) -> &'static [&'static str] {
    match kind {
        GatewayKind::OpaSuite => &["token", "hook_token"],
        GatewayKind::Webhook => &["secret", "authorization"],
        GatewayKind::Telegram => &["token", "hook_token", "signing_secret", "answers_secret"],
        GatewayKind::Smtp => &["password", "dkim_key", "signing_secret", "imap_password"],
        GatewayKind::WhatsappCloud => &["token", "app_secret", "verify_token", "answers_secret"],
        GatewayKind::SmsHttp => &["token", "hook_token", "answers_secret"],
        GatewayKind::Smpp => &["password", "answers_secret"],
    }
}

/// The adapter of one configured account; `settings` with its secrets in clear. A call without an answer after
/// `timeout_ms` is unknown. The clock dates signatures and reads dates of Retry-After.
///
/// # Errors
/// As [`check_settings`].
pub fn build(
    kind: GatewayKind,
    settings: &Map<String, Value>,
    timeout_ms: u64,
    wire: &Wire,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Gateway>, InputError> {
    let timeout = Duration::from_millis(timeout_ms);
    Ok(match kind {
        GatewayKind::OpaSuite => Arc::new(OpaSuite::new(settings, timeout, wire, clock.clone())?),
        GatewayKind::Webhook => Arc::new(Webhook::new(settings, timeout, wire, clock.clone())?),
        GatewayKind::Telegram => Arc::new(Telegram::new(settings, timeout, wire)?),
        GatewayKind::Smtp => Arc::new(Smtp::new(settings, timeout, wire, clock.clone())?),
        GatewayKind::WhatsappCloud => Arc::new(WhatsappCloud::new(settings, timeout, wire, clock.clone())?),
        GatewayKind::SmsHttp => Arc::new(SmsHttp::new(settings, timeout, wire, clock.clone())?),
        GatewayKind::Smpp => Arc::new(Smpp::new(settings, timeout, wire, clock.clone())?),
    })
}

/// What a kind can report after `sent`.
pub fn receipts(kind: GatewayKind) -> Receipts {
    match kind {
        // Opa! documents no webhook per message; a receiver of ours confirms nothing beyond its 2xx.
        GatewayKind::OpaSuite | GatewayKind::Webhook => Receipts::None,
        // A bounce says that it failed; that it arrived nobody says.
        GatewayKind::Smtp => Receipts::None,
        // A bot is told of nothing beyond the answer to its call.
        GatewayKind::Telegram => Receipts::None,
        GatewayKind::WhatsappCloud => Receipts::Read,
        GatewayKind::SmsHttp | GatewayKind::Smpp => Receipts::Delivered,
    }
}

/// Whether accounts of a kind can be read ([`Gateway::account`]).
pub fn reads_accounts(kind: GatewayKind) -> bool {
    match kind {
        GatewayKind::OpaSuite | GatewayKind::WhatsappCloud => true,
        GatewayKind::Webhook
        | GatewayKind::Smtp
        | GatewayKind::Telegram
        | GatewayKind::SmsHttp
        | GatewayKind::Smpp => false,
    }
}

/// A provider's call, as it came.
pub struct Callback<'a> {
    pub gateway_id: GatewayId,
    /// With secrets in clear.
    pub settings: &'a Map<String, Value>,
    pub headers: &'a HeaderMap,
    /// From the path or the query.
    pub token: Option<&'a str>,
    pub body: &'a [u8],
    pub now: Time,
}

/// Without settings, headers and body: they carry secrets and people's words.
impl std::fmt::Debug for Callback<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Callback")
            .field("gateway_id", &self.gateway_id)
            .finish_non_exhaustive()
    }
}

/// The caller did not prove to be the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the call is not signed as the provider signs")]
pub struct NotTrusted;

/// What a provider's call says; `None` for kinds whose calls are read elsewhere or say nothing.
///
/// # Errors
/// [`NotTrusted`] when the call is not the provider's.
pub fn hear(kind: GatewayKind, call: &Callback<'_>) -> Result<Option<Vec<Heard>>, NotTrusted> {
    match kind {
        GatewayKind::Telegram => telegram::hear(call).map(Some),
        GatewayKind::OpaSuite
        | GatewayKind::Webhook
        | GatewayKind::Smtp
        | GatewayKind::WhatsappCloud
        | GatewayKind::SmsHttp
        | GatewayKind::Smpp => Ok(None),
    }
}

/// Whether the settings of a gateway name a mailbox in which answers gather ([`Gateway::mailbox`]). Secrets may be sealed.
pub fn has_mailbox(kind: GatewayKind, settings: &Map<String, Value>) -> bool {
    kind == GatewayKind::Smtp
        && matches!(
            settings.get("bounces").and_then(Value::as_str),
            Some("maildir" | "imap")
        )
}

/// The customer for whom the link was made that a person opened; `settings` with secrets in clear.
pub fn read_start(kind: GatewayKind, settings: &Map<String, Value>, token: &str) -> Option<CustomerId> {
    match kind {
        GatewayKind::Telegram => telegram::read_start(settings, token),
        GatewayKind::OpaSuite
        | GatewayKind::Webhook
        | GatewayKind::Smtp
        | GatewayKind::WhatsappCloud
        | GatewayKind::SmsHttp
        | GatewayKind::Smpp => None,
    }
}

/// Refuses at intake what the provider would refuse for certain. Pointers name the rendered content: `/address`,
/// `/content/provider_template_id`, `/content/parameters/0`.
///
/// # Errors
/// `bad_phone`, `missing_provider_template`, `empty_variable`, `bad_url`, `address_refused`, `missing_address`, `bad_email`,
/// `missing_subject`.
pub fn check_content(
    kind: GatewayKind,
    content: &Content,
    preview: &str,
    address: &str,
) -> Result<(), InputError> {
    match kind {
        GatewayKind::OpaSuite => opa_suite::check_content(content, address),
        GatewayKind::Webhook => webhook::check_content(address),
        GatewayKind::WhatsappCloud => whatsapp_cloud::check_content(content, address),
        GatewayKind::SmsHttp | GatewayKind::Smpp => sms_http::check_content(preview, address),
        GatewayKind::Smtp => smtp::check_content(content, address),
        GatewayKind::Telegram => telegram::check_content(content, preview, address),
    }
}

/// The limits a kind begins with, where nobody says others: of the gateway, and of each address.
pub fn usual_rates(kind: GatewayKind) -> Option<(Rate, Rate)> {
    match kind {
        GatewayKind::OpaSuite
        | GatewayKind::Webhook
        | GatewayKind::SmsHttp
        | GatewayKind::Smpp
        | GatewayKind::Smtp
        | GatewayKind::Telegram => None,
        // A number's throughput before Meta raises it by itself; one pair: a message every six seconds.
        GatewayKind::WhatsappCloud => Some((
            Rate {
                per_second: Some(80.0),
                burst: 80,
                ..Rate::default()
            },
            Rate {
                per_minute: Some(10.0),
                ..Rate::default()
            },
        )),
    }
}

/// How many messages a gateway's limits count for a text.
pub fn weight(kind: GatewayKind, settings: &Map<String, Value>, preview: &str) -> u32 {
    match kind {
        GatewayKind::SmsHttp | GatewayKind::Smpp => sms_http::weight(settings, preview),
        GatewayKind::OpaSuite
        | GatewayKind::Webhook
        | GatewayKind::WhatsappCloud
        | GatewayKind::Smtp
        | GatewayKind::Telegram => 1,
    }
}

/// Whether a kind tells over a connection of its own ([`Gateway::listening`]).
pub fn listens(kind: GatewayKind) -> bool {
    matches!(kind, GatewayKind::Smpp)
}
