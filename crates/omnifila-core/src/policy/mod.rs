//! The rules that decide when a message may leave: pure functions of what is set up, what happened and the time told.

pub mod rate;
pub mod window;
