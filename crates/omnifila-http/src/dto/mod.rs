//! Shapes that only the API has: filters as callers write them, and answers that are composed.

pub(crate) mod filter;
pub(crate) mod message;
