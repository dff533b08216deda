//! Where the queue is kept. A store speaks verbs, each one transaction; [`Queue`] is the list of them, spoken by SQLite
//! ([`sqlite`]) and by the model in `omnifila-testkit`, and held to one conformance suite. What is not the queue (nouns an
//! administrator sets up, customers, invoices, tokens) is in [`catalogue`].
//!
//! The store never sees a gateway, and no transaction is open while one is called.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

pub mod catalogue;
pub mod filter;
pub mod place;
pub mod postgres;
pub mod sql;
pub mod sqlite;
pub mod transfer;
pub mod verbs;
pub mod verify;

pub use filter::{Cursor, MessageFilter, Order};
pub use verbs::Queue;

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Nothing was changed and the caller asked for something that cannot be: `code` is the API's.
    #[error("{code}")]
    Refused { code: &'static str },
    #[error("there is no {noun} with this id")]
    NotFound { noun: &'static str },
    /// The disk is full, the file cannot be written, the database answers no more: nothing was acknowledged.
    #[error("the store cannot record: {0}")]
    Unhealthy(String),
    /// A defect of ours or of the file.
    #[error("store: {0}")]
    Internal(String),
}
