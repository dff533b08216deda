//! What each command does. Those that operate speak to a running service through [`crate::client`]; the rest work on the
//! data folder themselves.

mod administration;
mod config;
mod desk;
mod diagnose;
mod doctor;
mod flow;
mod gateway;
pub(crate) mod notice;
pub(crate) mod outbox;
mod queue;
mod reference;
mod setup;
mod token;
mod transfer;
mod user;
mod verify;

use crate::cli::{Cli, Command, DemoArgs, SandboxArgs, ServeArgs};
use crate::settings::{Flags, Settings};
use crate::{bench, demo, import, logging, serve, settings, terminal};
use anyhow::Result;
pub(crate) use desk::Desk;
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// What services log when nobody says; commands are quiet.
const SERVICE_LOG: &str = "info";
const COMMAND_LOG: &str = "warn";
/// Left-over work (a read of a large page) gets this long at the very end.
const LAST_WORK: Duration = Duration::from_millis(500);

/// Runs the command.
///
/// # Errors
/// Whatever stops it, in words for the caller.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    let Cli { shared, command } = cli;
    if let Command::BenchPart(part) = &command {
        return part.run().map(|()| ExitCode::SUCCESS);
    }
    let settings = settings::read(&shared, flags(&command))?;
    logging::start(&settings)?;
    let runtime = runtime(&command)?;
    let done = runtime.block_on(perform(command, &settings, shared.json));
    runtime.shutdown_timeout(LAST_WORK);
    done
}

fn flags(command: &Command) -> Flags {
    match command {
        Command::Serve(ServeArgs {
            listen,
            simulated_time,
        }) => Flags {
            listen: listen.clone(),
            simulated_time: simulated_time.clone(),
            log_default: SERVICE_LOG,
        },
        Command::Demo(DemoArgs { listen, .. }) => Flags {
            listen: listen.clone(),
            simulated_time: None,
            log_default: COMMAND_LOG,
        },
        _ => Flags {
            log_default: COMMAND_LOG,
            ..Flags::default()
        },
    }
}

fn runtime(command: &Command) -> Result<Runtime> {
    let service = matches!(
        command,
        Command::Serve(_) | Command::Demo(_) | Command::Sandbox(_) | Command::Bench(_)
    );
    let mut builder = if service {
        let mut builder = Builder::new_multi_thread();
        // What the writing thread answers wakes tasks from outside the runtime; they must not wait behind 61 others.
        builder.global_queue_interval(7);
        builder
    } else {
        Builder::new_current_thread()
    };
    Ok(builder.enable_all().build()?)
}

async fn perform(command: Command, settings: &Settings, json: bool) -> Result<ExitCode> {
    let desk = || Desk::of(settings, json);
    match command {
        Command::Serve(_) => return serve::run(settings).await,
        Command::Demo(args) => return demo::run(settings, &args).await,
        Command::Sandbox(args) => return sandbox(args).await,
        Command::Bench(mut args) => {
            args.json |= json;
            bench::run(&args).await?;
        }
        Command::Import(what) => return import::run(&desk()?, what).await,
        Command::Queue(what) => queue::run(&desk()?, what).await?,
        Command::Task(what) => return setup::task(&desk()?, what).await,
        Command::Gateway(what) => gateway::run(&desk()?, what).await?,
        Command::Runs(what) => setup::runs(&desk()?, what).await?,
        Command::Ladder(what) => setup::ladder(&desk()?, what).await?,
        Command::Outbox(what) => return outbox::run(&desk()?, what).await,
        Command::Notice(what) => notice::run(&desk()?, what).await?,
        Command::Operations(what) => flow::operations(&desk()?, what).await?,
        Command::Forecast(args) => flow::forecast(&desk()?, args).await?,
        Command::Pause(args) => flow::pause(&desk()?, args).await?,
        Command::Resume(args) => flow::resume(&desk()?, &args).await?,
        Command::Token(what) => token::run(settings, json, what).await?,
        Command::User(what) => user::run(settings, json, what).await?,
        Command::Migrate => administration::migrate(settings).await?,
        Command::Doctor => return doctor::run(settings, json).await,
        Command::Diagnose(args) => diagnose::run(&desk()?, &args).await?,
        Command::Backup(args) => administration::backup(settings, &args, json)?,
        Command::Restore(args) => administration::restore(settings, args, json).await?,
        Command::Transfer(args) => transfer::run(&args, json)?,
        Command::Verify => return verify::run(settings, json),
        Command::Config(what) => config::run(&desk()?, what).await?,
        Command::Openapi => terminal::print(&omnifila_http::openapi())?,
        Command::States => terminal::print(&reference::states())?,
        // Done before the settings are read.
        Command::BenchPart(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn sandbox(args: SandboxArgs) -> Result<ExitCode> {
    let mut signals = serve::Signals::new()?;
    let config = SandboxConfig {
        listen: args.listen,
        journal_file: args.journal,
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(config).await?;
    terminal::print(&json!({"event": "ready", "sandbox": sandbox.addr().to_string()}).to_string())?;
    terminal::say(&format!(
        "The phone, the faults and the journal: {}/",
        sandbox.url()
    ));
    signals.next().await;
    sandbox.shutdown().await;
    Ok(ExitCode::SUCCESS)
}
