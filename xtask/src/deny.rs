//! What may enter the tree of dependencies, by cargo-deny and deny.toml.
//!
//! Bans, licences and sources are always checked. Advisories only when `OMNIFILA_ADVISORY_DB` names a local copy of
//! the RustSec database (a folder or a tarball of it): a build must not depend on somebody's server being up. cargo-deny is
//! taken from the path or from target/tools, else compiled into the latter, within [`INSTALL_LIMIT`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// The version whose configuration deny.toml is written for.
const VERSION: &str = "0.20.2";
/// Compiling cargo-deny takes about 6 minutes of processor time; beyond this something is wrong.
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);
/// Where cargo-deny believes it gets the advisories from.
const DATABASE_URL: &str = "https://github.com/RustSec/advisory-db";
const POLL: Duration = Duration::from_millis(500);

pub(crate) fn run(workspace: &Workspace, _arguments: &[String]) -> Result<()> {
    let tool = find_or_install(workspace)?;
    workspace::run(&mut check(
        workspace,
        &tool,
        Path::new("deny.toml"),
        &["bans", "licenses", "sources"],
    ))?;
    match workspace::setting("OMNIFILA_ADVISORY_DB") {
        None => println!("deny: advisories not checked (OMNIFILA_ADVISORY_DB names no local copy)"),
        Some(copy) => check_advisories(workspace, &tool, Path::new(&copy))?,
    }
    Ok(())
}

fn check(workspace: &Workspace, tool: &Path, configuration: &Path, checks: &[&str]) -> Command {
    let mut command = workspace.command(tool);
    command
        .args(["--workspace", "--locked", "--config"])
        .arg(configuration);
    command.args(["check", "--hide-inclusion-graph"]).args(checks);
    command
}

fn find_or_install(workspace: &Workspace) -> Result<PathBuf> {
    let root = workspace.target().join("tools");
    let built = root.join("bin/cargo-deny");
    for candidate in [PathBuf::from("cargo-deny"), built.clone()] {
        if workspace::succeeds(workspace.command(&candidate).arg("--version")) {
            return Ok(candidate);
        }
    }
    let mut command = workspace.cargo_command(&["install", "cargo-deny", "--version", VERSION, "--locked"]);
    // Its own target folder inside ours: with CARGO_TARGET_DIR set, cargo install would mix both builds.
    command
        .arg("--root")
        .arg(&root)
        .arg("--target-dir")
        .arg(root.join("build"));
    run_within(&mut command, INSTALL_LIMIT)?;
    fs::remove_dir_all(root.join("build")).context("cannot remove the build of cargo-deny")?;
    Ok(built)
}

/// Runs a command, and ends it when it takes longer than `limit`.
#[expect(
    clippy::disallowed_methods,
    reason = "waits for another process, which has no event to wait on in std"
)]
fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    workspace::echo(command);
    let mut child = command.spawn().context("cannot start cargo install")?;
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for cargo install")? {
            if !status.success() {
                bail!("cargo install cargo-deny failed ({status})");
            }
            return Ok(());
        }
        if waited >= limit {
            child.kill().context("cannot end cargo install")?;
            child.wait().context("cannot wait for cargo install")?;
            bail!(
                "installing cargo-deny took longer than {} minutes",
                limit.as_secs() / 60
            );
        }
        std::thread::sleep(POLL);
        waited += POLL;
    }
}

/// cargo-deny reads advisories only from a git repository with a web address. The local copy is made a repository, and git
/// is told, for this one run, to go there instead of to the address: nothing leaves this host.
fn check_advisories(workspace: &Workspace, tool: &Path, copy: &Path) -> Result<()> {
    let folder = workspace.target().join("advisories");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the former advisories")?;
    }
    let repository = folder.join("advisory-db");
    fs::create_dir_all(&repository).context("cannot make the folder of advisories")?;
    let mut unpack = workspace.command(if copy.is_dir() { "cp" } else { "tar" });
    if copy.is_dir() {
        unpack.arg("-r").arg(copy.join("crates")).arg(&repository);
    } else {
        unpack.arg("-xf").arg(copy).arg("-C").arg(&repository);
    }
    workspace::capture(&mut unpack).with_context(|| format!("OMNIFILA_ADVISORY_DB={}", copy.display()))?;
    if !repository.join("crates").is_dir() {
        bail!("OMNIFILA_ADVISORY_DB={} holds no folder `crates`", copy.display());
    }
    commit(workspace, &repository)?;

    let original = fs::read_to_string(workspace.root().join("deny.toml")).context("cannot read deny.toml")?;
    let configuration = folder.join("deny.toml");
    let text = with_database(&original, &folder.join("checked-out"))?;
    fs::write(&configuration, text).context("cannot write the configuration of advisories")?;
    let mut command = check(workspace, tool, &configuration, &["advisories"]);
    command
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_VALUE_0", DATABASE_URL);
    command.env(
        "GIT_CONFIG_KEY_0",
        format!("url.file://{}.insteadOf", repository.display()),
    );
    workspace::run(&mut command)
}

fn commit(workspace: &Workspace, repository: &Path) -> Result<()> {
    let identity = [
        "-c",
        "user.name=xtask",
        "-c",
        "user.email=xtask@localhost",
        "-c",
        "commit.gpgsign=false",
    ];
    git(
        workspace,
        repository,
        &["init", "--quiet", "--initial-branch=main"],
    )?;
    git(workspace, repository, &["add", "--all", "--force"])?;
    let commit = ["commit", "--quiet", "--no-verify", "--message=local copy"];
    git(workspace, repository, &[&identity[..], &commit[..]].concat())
}

fn git(workspace: &Workspace, repository: &Path, arguments: &[&str]) -> Result<()> {
    workspace::capture(workspace.command("git").arg("-C").arg(repository).args(arguments)).map(drop)
}

/// deny.toml with the database's address and place written into its section of advisories.
fn with_database(original: &str, checked_out: &Path) -> Result<String> {
    const SECTION: &str = "[advisories]\n";
    if !original.contains(SECTION) {
        bail!("deny.toml has no section of advisories");
    }
    let place = format!(
        "{SECTION}db-urls = [\"{DATABASE_URL}\"]\ndb-path = \"{}\"\n",
        checked_out.display()
    );
    Ok(original.replacen(SECTION, &place, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_written_into_its_section() {
        let text = with_database("[graph]\n[advisories]\nyanked = \"allow\"\n", Path::new("/a/out")).unwrap();
        let expected = format!(
            "[graph]\n[advisories]\ndb-urls = [\"{DATABASE_URL}\"]\ndb-path = \"/a/out\"\nyanked = \"allow\"\n"
        );
        assert_eq!(text, expected);
        assert!(with_database("[graph]\n", Path::new("/a")).is_err());
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("60");
        let error = run_within(&mut command, Duration::ZERO).unwrap_err().to_string();
        assert!(error.contains("took longer"), "{error}");
    }
}
