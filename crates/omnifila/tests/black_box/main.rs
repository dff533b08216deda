//! Black-box tests: the real binary as a process of its own, its own data folder, ports of its own, and the sandbox as
//! the provider. One test program, so that it is linked once.
//!
//! [`support`] starts, kills and stops the service, speaks its API, runs commands, and sets up a provider to send to.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod accounts;
mod administration;
mod bad_input;
mod calendars;
mod cancel;
mod chaos;
mod commands;
mod crash;
mod demo;
mod disk_full;
mod guide;
mod import;
mod import_server;
mod import_xlsx;
mod kannel;
mod ladders;
mod last_look;
mod limits;
mod mail;
mod main_job;
mod nodes;
mod notices;
mod opa_compat;
mod outbox;
mod payments;
mod receipts;
mod refusals;
mod sequences;
mod serving;
mod simulated;
mod smpp;
mod sources;
mod support;
mod telegram;
mod trouble;
mod whatsapp;
