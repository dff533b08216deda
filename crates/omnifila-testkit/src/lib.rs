//! What tests of the other crates share: a model of the queue's verbs, the conformance suite that holds every store to
//! it, a clock that stands still, and short builders. No product code depends on this crate.
//!
//! A store is conformant when it passes [`conformance!`] and [`random::agree`]. The model passes both too, which is what
//! keeps the suite honest about what it demands.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

pub mod builder;
pub mod clock;
pub mod harness;
pub mod model;
pub mod patroni;
pub mod postgres;
pub mod random;
pub mod suite;

pub use clock::SimulatedClock;
pub use harness::{Harness, Setting};
pub use model::ModelQueue;
