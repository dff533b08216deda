//! The rules that decide when a message may leave: pure functions of what is set up, what happened and the time told.

pub mod cron;
pub mod key;
pub mod ladder_day;
pub mod late;
pub mod position;
pub mod quota;
pub mod rate;
pub mod redelivery;
pub mod retry;
pub mod settlement;
pub mod window;
