//! What the domain needs of the world: a clock, and gateways that make one call.

use crate::account::Account;
use crate::heard::Heard;
use crate::id::GatewayId;
use crate::outcome::{Call, Outcome};
use crate::time::Time;
use async_trait::async_trait;

/// The time. Real in the service, standing still in a simulation.
#[async_trait]
pub trait Clock: Send + Sync + std::fmt::Debug {
    fn now(&self) -> Time;
    /// Returns at the first moment at which [`Clock::now`] is `until` or later.
    async fn sleep_until(&self, until: Time);
}

/// One configured account at a provider. Knows nothing of stores, queues or retries.
#[async_trait]
pub trait Gateway: Send + Sync + std::fmt::Debug {
    /// Makes the one call. Never repeats it, follows no redirect, and answers [`Outcome::Unknown`] for whatever it does
    /// not recognise.
    async fn send(&self, call: &Call) -> Outcome;
    /// A harmless read that tells whether the account answers; `None` where the kind has none.
    async fn probe(&self) -> Option<Result<(), Fault>>;
    /// What "Testar" shows: each check by name, with what to do when it failed.
    async fn check(&self, to: Option<&str>) -> Vec<Check>;
    /// What this kind can report after `sent`.
    fn receipts(&self) -> Receipts;
    /// What the provider tells over a connection of its own, where the kind has one.
    fn listening(&self) -> Option<&dyn Listening> {
        None
    }
    /// What can be read of the account, where the kind lets one.
    fn account(&self) -> Option<&dyn Account> {
        None
    }
    /// The mailbox in which answers of other servers gather, where the kind has one.
    fn mailbox(&self) -> Option<&dyn Mailbox> {
        None
    }
}

/// A place that is asked for what came in, and told what may go.
#[async_trait]
pub trait Mailbox: Send + Sync + std::fmt::Debug {
    /// Up to `most` letters that were not taken yet, oldest first. Changes nothing.
    async fn fetch(&self, most: usize) -> Result<Vec<Mail>, Fault>;
    /// These were kept: they are not fetched again.
    async fn taken(&self, names: &[String]) -> Result<(), Fault>;
    /// What a letter says, read without believing it more than its signed names allow.
    fn read(&self, gateway_id: GatewayId, letter: &[u8], now: Time) -> Vec<Heard>;
}

/// A letter as it lies in a mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The mailbox's own name of it.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Sizes only: a letter is personal data.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({} bytes)", self.bytes.len())
    }
}

/// A provider that tells over a connection of its own, instead of calling.
#[async_trait]
pub trait Listening: Send + Sync {
    /// Waits for the first thing told after the one of number `after`.
    async fn next(&self, gateway: GatewayId, after: u64) -> Report;
    /// It is kept durably: the provider may forget it.
    fn recorded(&self, number: u64);
}

/// One thing told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Grows from one to the next.
    pub number: u64,
    /// As it came.
    pub body: Vec<u8>,
    pub heard: Vec<Heard>,
}

/// Why a gateway did not answer as it should; `code` as in an attempt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{code}")]
pub struct Fault {
    pub code: String,
    /// Bad credentials: repeating is pointless until somebody acts.
    pub credentials: bool,
}

/// One line of a gateway's test.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    /// Stable code of what is wrong, such as `template_id_in_channel_id`.
    pub code: Option<String>,
    /// What to do about it, in a sentence; carries no secret.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    None,
    Delivered,
    Read,
}
