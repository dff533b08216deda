//! The kinds of gateway: the one place that knows them all.
//!
//! A new kind is one file, one line in each function here, and its cases in the contract suite (`tests/contract.rs`).
//! Settings are checked when they are set, with the secrets in clear; what is stored encrypted is named by [`secrets`].

mod opa_account;
mod opa_answers;
mod opa_body;
pub mod opa_compat;
mod opa_consents;
mod opa_lookup;
mod opa_reads;
mod opa_suite;
mod settings;
mod webhook;

use crate::guard::Guard;
use crate::wire::Wire;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::Content;
use omnifila_core::port::{Clock, Gateway, Receipts};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

pub use opa_suite::OpaSuite;
pub use webhook::Webhook;

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
    }
}

/// The settings that are encrypted at rest and never given back; their values are strings.
pub fn secrets(kind: GatewayKind) -> &'static [&'static str] {
    match kind {
        GatewayKind::OpaSuite => &["token", "hook_token"],
        GatewayKind::Webhook => &["secret", "authorization"],
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
    })
}

/// What a kind can report after `sent`.
pub fn receipts(kind: GatewayKind) -> Receipts {
    match kind {
        // Opa! documents no webhook per message; a receiver of ours confirms nothing beyond its 2xx.
        GatewayKind::OpaSuite | GatewayKind::Webhook => Receipts::None,
    }
}

/// Whether accounts of a kind can be read ([`Gateway::account`]).
pub fn reads_accounts(kind: GatewayKind) -> bool {
    match kind {
        GatewayKind::OpaSuite => true,
        GatewayKind::Webhook => false,
    }
}

/// Refuses at intake what the provider would refuse for certain. Pointers name the rendered content: `/address`,
/// `/content/provider_template_id`, `/content/parameters/0`.
///
/// # Errors
/// `bad_phone`, `missing_provider_template`, `empty_variable`, `bad_url`, `address_refused`, `missing_address`.
pub fn check_content(kind: GatewayKind, content: &Content, address: &str) -> Result<(), InputError> {
    match kind {
        GatewayKind::OpaSuite => opa_suite::check_content(content, address),
        GatewayKind::Webhook => webhook::check_content(address),
    }
}
