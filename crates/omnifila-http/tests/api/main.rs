//! The surface as a program meets it: the real router over the real store, every answer held against the OpenAPI document.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod access;
mod accounts;
mod bad_input;
mod bad_nouns;
mod browser;
mod codes;
mod cutover;
mod dashboard;
mod diagnostics;
mod export;
mod feeds;
mod holidays;
mod imports;
mod inbound;
mod messages;
mod notices;
mod nouns;
mod opa;
mod operations;
mod outboxes;
mod people;
mod producers;
mod roles;
mod sandbox;
mod schema;
mod serving;
mod sessions;
mod signatures;
mod support;
