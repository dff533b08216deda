//! What speaks to the world outside: gateways and sources (one file per kind) over the one outbound HTTP client.
//!
//! A gateway makes one call and says which of four things became of it; it knows no store, no queue and no retry. The
//! wire writes a request once, or proves that it did not. The guard keeps what a producer can choose away from private
//! networks.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

pub mod gateways;
pub mod guard;
pub mod outbox;
pub mod signatures;
mod signing;
pub mod sources;
pub mod wire;

pub use gateways::{check_content, listens, reads_accounts, receipts, secrets, usual_rates, weight};

use guard::Guard;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::port::{Clock, Gateway};
use serde_json::{Map, Value};
use std::sync::Arc;
use wire::Wire;

/// What one process speaks to the world with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Providers {
    wire: Wire,
}

impl Providers {
    /// `guard` rules over every gateway's own: [`Guard::LoopbackOnly`] while time is simulated.
    pub fn new(guard: Guard) -> Self {
        Self {
            wire: Wire::new(guard),
        }
    }

    /// Checks the settings of a gateway, secrets in clear.
    pub fn check_settings(&self, kind: GatewayKind, settings: &Map<String, Value>) -> Result<(), InputError> {
        gateways::check_settings(kind, settings, self.wire.guard())
    }

    /// The adapter of one configured account.
    pub fn build(
        &self,
        kind: GatewayKind,
        settings: &Map<String, Value>,
        timeout_ms: u64,
        clock: &Arc<dyn Clock>,
    ) -> Result<Arc<dyn Gateway>, InputError> {
        gateways::build(kind, settings, timeout_ms, &self.wire, clock)
    }

    /// The program to which a gateway's answers are handed.
    pub fn answers(
        &self,
        settings: &Map<String, Value>,
        clock: &Arc<dyn Clock>,
    ) -> Result<gateways::Webhook, InputError> {
        gateways::destination::receiver(settings, &self.wire, clock)
    }

    /// A gateway of Opa! Suite as the callers of Opa!'s own API see it.
    pub fn opa_account(
        &self,
        settings: &Map<String, Value>,
        timeout_ms: u64,
    ) -> Result<gateways::opa_compat::Account, InputError> {
        gateways::opa_compat::Account::new(settings, timeout_ms, &self.wire)
    }

    /// Checks the settings of a source that is asked, secrets in clear.
    pub fn check_source(&self, settings: &Map<String, Value>) -> Result<(), InputError> {
        sources::Settings::read(settings, self.wire.guard()).map(drop)
    }

    /// Checks the settings of an outbox, secrets in clear.
    pub fn check_outbox(&self, settings: &Map<String, Value>) -> Result<(), InputError> {
        outbox::Settings::read(settings, self.wire.guard()).map(drop)
    }

    /// The receiver that an outbox calls.
    pub fn receiver(&self, settings: &Map<String, Value>) -> Result<outbox::Receiver, InputError> {
        outbox::Receiver::new(settings, &self.wire)
    }

    /// The client of one IXC.
    pub fn ixc(&self, settings: &Map<String, Value>) -> Result<sources::Ixc, InputError> {
        sources::Ixc::new(settings, &self.wire)
    }
}
