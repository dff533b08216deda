//! The tests of the workspace, and proof of which stores they ran against.
//!
//! Model: `cargo test --workspace` with both streams through one pipe, passed on line by line while the conformance
//! cases of each store are counted. A store with no case is a failure, never a skip: otherwise a suite that was not
//! built would look like one that passed. A case belongs to a store when its binary or path says `conformance` and a
//! word of it is the store's name.
//!
//! The black-box tests run a second time, as they were built, on PostgreSQL ([`on_postgres`]).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::setup;
use crate::web;
use crate::workspace::{self, Workspace};

/// Every store that must pass the conformance suite.
const STORES: &[&str] = &["sqlite", "postgres", "model"];

/// How cargo names the black-box tests.
const BLACK_BOX: &str = "tests/black_box/main.rs";

/// The black-box tests of the main job, which run on PostgreSQL as well.
const ON_BOTH: &[&str] = &[
    "bad_input::",
    "cancel::",
    "commands::",
    "crash::",
    "import::",
    "import_server::",
    "limits::",
    "main_job::",
    "refusals::",
    "serving::",
    "simulated::",
    "trouble::",
];

/// Those among them that are about a file.
const OF_FILES: &[&str] = &[
    "a_backup_is_taken_at_work_and_restored_at_rest",
    "what_is_no_database_of_ours_is_left_alone",
];

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::run(workspace, &[])?;
    if arguments.is_empty() {
        // Before cargo, so that what is tested has the interface inside.
        web::check(workspace)?;
    }
    let mut words = vec!["test", "--locked"];
    match arguments {
        [] => words.push("--workspace"),
        narrowed => words.extend(narrowed.iter().map(String::as_str)),
    }
    let tally = counted(workspace.cargo_command(&words))?;
    // A narrowed run (cargo xtask test -p …) proves nothing about stores and claims nothing.
    if arguments.is_empty() {
        let shared = on_postgres(workspace, &tally)?;
        tally.report()?;
        println!("black box on sqlite: {} tests passed", tally.black_box);
        println!("black box on postgres: {} tests passed", shared.passed);
        web::browse(workspace)?;
    }
    Ok(())
}

/// Runs something that prints as libtest does, passes it on, and counts.
fn counted(mut command: Command) -> Result<Tally> {
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    // One pipe for both streams keeps "Running …" and its cases in order.
    command
        .stdout(writer.try_clone().context("cannot share the pipe")?)
        .stderr(writer);
    workspace::echo(&command);
    let mut child = command.spawn().context("cannot start the tests")?;
    // Our copies of the pipe's writing end live in the command: dropped, or reading would never end.
    drop(command);

    let mut tally = Tally::default();
    let mut out = std::io::stdout();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("cannot read what the tests print")?;
        out.write_all(&line)?;
        out.write_all(b"\n")?;
        tally.read(&String::from_utf8_lossy(&line));
    }
    out.flush()?;
    let status = child.wait().context("cannot wait for the tests")?;
    if !status.success() {
        bail!("the tests failed ({status})");
    }
    Ok(tally)
}

/// The black-box tests once more, on PostgreSQL.
fn on_postgres(workspace: &Workspace, first: &Tally) -> Result<Tally> {
    let program = first.black_box_program.as_deref();
    let program = workspace
        .root()
        .join(program.context("cargo did not say which program has the black-box tests")?);
    let mut command = workspace.command(program);
    command.env("OMNIFILA_TEST_STORE", "postgres");
    command.args(ON_BOTH);
    command.args(OF_FILES.iter().flat_map(|name| ["--skip", name]));
    let tally = counted(command)?;
    if tally.passed == 0 {
        bail!("no black-box test ran on postgres");
    }
    Ok(tally)
}

/// Counts of what passed, taken from the lines that cargo and libtest print.
#[derive(Default)]
struct Tally {
    binary: String,
    passed: u64,
    ignored: u64,
    per_store: BTreeMap<&'static str, u64>,
    black_box: u64,
    /// Where cargo built the black-box tests.
    black_box_program: Option<String>,
}

impl Tally {
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(binary) = line.strip_prefix("Running ") {
            binary.clone_into(&mut self.binary);
            if let Some((_, program)) = binary.split_once(BLACK_BOX) {
                let program = program.trim().trim_start_matches('(').trim_end_matches(')');
                self.black_box_program = Some(program.to_owned());
            }
        } else if let Some(case) = line.strip_prefix("test ") {
            let Some((path, verdict)) = case.rsplit_once(" ... ") else {
                return;
            };
            if verdict.starts_with("ok") {
                self.passed += 1;
                self.black_box += u64::from(self.binary.contains(BLACK_BOX));
                self.count_store(path);
            } else if verdict.starts_with("ignored") {
                self.ignored += 1;
            }
        }
    }

    fn count_store(&mut self, path: &str) {
        let place = format!("{} {path}", self.binary);
        if !place.contains("conformance") {
            return;
        }
        let words: Vec<&str> = place.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        if let Some(store) = STORES.iter().find(|store| words.contains(*store)) {
            *self.per_store.entry(store).or_default() += 1;
        }
    }

    fn report(&self) -> Result<()> {
        println!(
            "\ntests: {} passed, {} left to `make soak`",
            self.passed, self.ignored
        );
        let mut absent = Vec::new();
        for store in STORES {
            let cases = self.per_store.get(store).copied().unwrap_or(0);
            println!("store {store}: {cases} conformance cases passed");
            if cases == 0 {
                absent.push(*store);
            }
        }
        if !absent.is_empty() {
            bail!("no conformance case ran for: {}", absent.join(", "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_counted_for_the_store_they_name() {
        let mut tally = Tally::default();
        for line in [
            "     Running tests/conformance.rs (target/debug/deps/conformance-0a1b)",
            "test sqlite::start_is_exclusive ... ok",
            "test postgres::start_is_exclusive ... ok",
            "test model::start_is_exclusive ... ok",
            "     Running tests/black_box/main.rs (target/debug/deps/black_box-0a1b)",
            "test crash::killed ... ok",
            "     Running tests/conformance.rs (target/debug/deps/conformance-0a1b)",
            "test model::cancel_wins ... FAILED",
            "test sqlite::long ... ignored, soak",
            "     Running unittests src/lib.rs (target/debug/deps/omnifila_core-0a1b)",
            "test plan::sqlite_is_not_mentioned_here ... ok",
        ] {
            tally.read(line);
        }
        assert_eq!((tally.passed, tally.ignored, tally.black_box), (5, 1, 1));
        assert_eq!(
            tally.black_box_program.as_deref(),
            Some("target/debug/deps/black_box-0a1b")
        );
        assert_eq!(
            tally.per_store,
            BTreeMap::from([("sqlite", 1), ("postgres", 1), ("model", 1)])
        );
        tally.report().unwrap();
    }

    #[test]
    fn a_store_without_cases_is_a_failure() {
        let mut tally = Tally::default();
        tally.read("test conformance::sqlite::start_is_exclusive ... ok");
        let error = tally.report().unwrap_err().to_string();
        assert_eq!(error, "no conformance case ran for: postgres, model");
    }
}
