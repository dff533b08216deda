//! The project's chores as one program, so that every step that CI takes is one local command.
//!
//! Model: a table of commands, each a plain function over [`Workspace`]; a command prints what it runs and stops at
//! the first failure with a non-zero exit. It uses nothing but the standard library and anyhow, because it is compiled
//! before anything else can run. It leaves out packaging and releases.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program speaks on its standard streams"
)]
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

mod deny;
mod generate;
mod journeys;
mod lint;
mod setup;
mod soak;
mod suite;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use crate::workspace::Workspace;

/// One chore: its name on the command line, what it does in a few words, and the function.
struct Chore {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace, &[String]) -> Result<()>,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "setup",
        about: "install what the tests need and is missing",
        run: setup::run,
    },
    Chore {
        name: "web",
        about: "build web/dist if it is out of date; --check runs the interface's checks",
        run: web::run,
    },
    Chore {
        name: "test",
        about: "the interface's checks, cargo test --workspace, which stores it covered, the browser",
        run: suite::run,
    },
    Chore {
        name: "lint",
        about: "rustfmt --check and clippy, warnings are errors",
        run: lint::run,
    },
    Chore {
        name: "tidy",
        about: "the invariants of the layout, as absences",
        run: tidy::run,
    },
    Chore {
        name: "deny",
        about: "bans, licences and sources of dependencies; advisories from a local copy",
        run: deny::run,
    },
    Chore {
        name: "gen",
        about: "write docs/reference from the code; --check only compares",
        run: generate::run,
    },
    Chore {
        name: "soak",
        about: "the long tests and the browser's journeys in full; dated results in bench/soak",
        run: soak::run,
    },
    Chore {
        name: "bench",
        about: "build the release binary and run `omnifila bench`",
        run: bench,
    },
    Chore {
        name: "ci",
        about: "lint, tidy, deny, gen --check, test",
        run: ci,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chosen = arguments
        .first()
        .and_then(|name| CHORES.iter().find(|chore| chore.name == name));
    let Some(chore) = chosen else {
        print_menu();
        return ExitCode::from(2);
    };
    match Workspace::locate().and_then(|workspace| (chore.run)(&workspace, &arguments[1..])) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {}: {error:#}", chore.name);
            ExitCode::FAILURE
        }
    }
}

fn ci(workspace: &Workspace, _arguments: &[String]) -> Result<()> {
    lint::run(workspace, &[])?;
    tidy::run(workspace, &[])?;
    deny::run(workspace, &[])?;
    generate::run(workspace, &["--check".to_owned()])?;
    suite::run(workspace, &[])
}

fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    workspace.cargo(&["build", "--release", "--locked", "--package", "omnifila"])?;
    let binary = workspace.target().join("release/omnifila");
    let mut command = workspace.command(&binary);
    command.arg("bench").args(arguments);
    workspace::run(&mut command)
}

fn print_menu() {
    eprintln!("usage: cargo xtask COMMAND\n");
    for chore in CHORES {
        eprintln!("  {:<6} {}", chore.name, chore.about);
    }
}
