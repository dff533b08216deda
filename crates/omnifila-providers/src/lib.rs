//! What speaks to the world outside: gateways (one file per kind) over the one outbound HTTP client.
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
pub mod wire;
