//! The rules that decide when a message may leave.

pub mod rate;
pub mod window;
