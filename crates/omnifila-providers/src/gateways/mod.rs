//! The kinds of gateway: the one place that knows them all.
//!
//! A new kind is one file, one line in each function here, and its cases in the contract suite (`tests/contract.rs`).
//! Settings are checked when they are set, with the secrets in clear; what is stored encrypted is named by [`secrets`].

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
mod webhook;
pub mod whatsapp_cloud;

use crate::guard::Guard;
use crate::wire::Wire;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::Content;
use omnifila_core::policy::rate::Rate;
use omnifila_core::port::{Clock, Gateway, Receipts};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

pub use opa_suite::OpaSuite;
pub use smpp::Smpp;
pub use sms_http::SmsHttp;
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
        GatewayKind::WhatsappCloud => whatsapp_cloud::Settings::read(settings, process).map(drop),
        GatewayKind::SmsHttp => sms_http::Settings::read(settings, process).map(drop),
        GatewayKind::Smpp => smpp::check_settings(settings, process),
    }
}

/// The settings that are encrypted at rest and never given back; their values are strings.
pub fn secrets(kind: GatewayKind) -> &'static [&'static str] {
    match kind {
        GatewayKind::OpaSuite => &["token", "hook_token"],
        GatewayKind::Webhook => &["secret", "authorization"],
        GatewayKind::WhatsappCloud => &["token", "app_secret", "verify_token"],
        GatewayKind::SmsHttp => &["token", "hook_token"],
        GatewayKind::Smpp => &["password"],
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
        GatewayKind::WhatsappCloud => Receipts::Read,
        GatewayKind::SmsHttp | GatewayKind::Smpp => Receipts::Delivered,
    }
}

/// Whether accounts of a kind can be read ([`Gateway::account`]).
pub fn reads_accounts(kind: GatewayKind) -> bool {
    match kind {
        GatewayKind::OpaSuite | GatewayKind::WhatsappCloud => true,
        GatewayKind::Webhook | GatewayKind::SmsHttp | GatewayKind::Smpp => false,
    }
}

/// Refuses at intake what the provider would refuse for certain. Pointers name the rendered content: `/address`,
/// `/content/provider_template_id`, `/content/parameters/0`.
///
/// # Errors
/// `bad_phone`, `missing_provider_template`, `empty_variable`, `bad_url`, `address_refused`, `missing_address`.
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
    }
}

/// The limits a kind begins with, where nobody says others: of the gateway, and of each address.
pub fn usual_rates(kind: GatewayKind) -> Option<(Rate, Rate)> {
    match kind {
        GatewayKind::OpaSuite | GatewayKind::Webhook | GatewayKind::SmsHttp | GatewayKind::Smpp => None,
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
        GatewayKind::OpaSuite | GatewayKind::Webhook | GatewayKind::WhatsappCloud => 1,
    }
}

/// Whether a kind tells over a connection of its own ([`Gateway::listening`]).
pub fn listens(kind: GatewayKind) -> bool {
    matches!(kind, GatewayKind::Smpp)
}
