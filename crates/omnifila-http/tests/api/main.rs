//! The surface as a program meets it: the real router over the real store, every answer held against the OpenAPI document.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod access;
mod bad_input;
mod bad_nouns;
mod codes;
mod feeds;
mod messages;
mod nouns;
mod operations;
mod producers;
mod schema;
mod serving;
mod support;
