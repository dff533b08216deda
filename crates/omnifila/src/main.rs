//! The one binary: reads its command line and settings, names the concrete types, and runs a command.
//!
//! Failures leave as one line on standard error that says what to do, with exit code 1; what the caller got wrong (flags,
//! settings, refused rows) with 2. Left out: every rule of the product, which lives in the crates below.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

mod bench;
mod cli;
mod client;
mod commands;
mod demo;
mod first_person;
mod import;
mod local_socket;
mod logging;
mod master_key;
mod serve;
mod settings;
mod terminal;
mod wire_up;

use clap::Parser;
use std::process::ExitCode;

/// Most of what is allocated on one thread is freed on another, which the system's allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are "errors" to clap, too; a closed pipe is nobody's concern here.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(terminal::USAGE));
        }
    };
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => terminal::complain(&error),
    }
}
