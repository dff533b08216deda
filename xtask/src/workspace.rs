//! Where the repository is, and how a chore runs another program in it.
//!
//! Every program is echoed before it runs. A program that cannot be started and one that fails are told apart in the
//! message. Nothing here retries.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The repository a chore works on.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the root from where this crate was compiled, and the target folder as cargo would.
    pub(crate) fn locate() -> Result<Self> {
        let manifest = setting("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask has no parent folder")?
            .to_path_buf();
        let target =
            setting("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A command that starts in the root of the repository.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Runs cargo (the one that started us, so that a `+toolchain` is kept) and waits for it.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Result<()> {
        run(&mut self.cargo_command(arguments))
    }

    pub(crate) fn cargo_command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(setting("CARGO").unwrap_or_else(|| "cargo".to_owned()));
        command.args(arguments);
        command
    }
}

/// Reads one variable of the environment; an empty one counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where xtask reads the environment"
)]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Echoes a command, runs it with our own streams, and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    echo(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs a command silently and returns its standard output; its standard error is part of the failure.
pub(crate) fn capture(command: &mut Command) -> Result<Vec<u8>> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!(
            "{} failed ({}): {}",
            name(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(output.stdout)
}

/// Whether a program can be started and exits with success; used to look for what is installed.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

pub(crate) fn echo(command: &Command) {
    let words: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    eprintln!("$ {} {}", name(command), words.join(" "));
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned()
}
