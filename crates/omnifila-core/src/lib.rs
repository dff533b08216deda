//! The domain of omnifila, pure: what a message is, how it moves, when it may leave.
//!
//! Nothing here reads a clock, a file, a database or a socket: callers say what time it is and what the world looks
//! like, and get a decision back. The same code therefore serves the dispatcher, "why is it waiting?", the forecast
//! and the simulator.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

pub mod account;
pub mod address;
pub mod brazil;
pub mod catalogue;
pub mod dunning;
pub mod heard;
pub mod id;
pub mod input;
pub mod mail;
pub mod message;
pub mod outcome;
pub mod payment;
pub mod plan;
pub mod policy;
pub mod port;
pub mod sequence;
pub mod signature;
pub mod sms;
pub mod source;
pub mod template;
pub mod time;
pub mod transition;
