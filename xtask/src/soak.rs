//! The long tests in full.
//!
//! A test that needs more than `make test` allows exists twice: shortened as an ordinary test, and in full as one
//! named `soak_…` and marked `#[ignore = "soak: …"]`. This chore runs exactly the latter, optimised and one at a
//! time, because they measure. What was printed is kept as `bench/soak/DATE.txt`, to be committed. Then come the
//! browser's journeys ([`crate::journeys`]); `cargo xtask soak journeys` runs only these, any other word only the tests
//! that match it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::journeys;
use crate::workspace::{self, Workspace};

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let date = workspace::capture(workspace.command("date").args(["-u", "+%Y-%m-%d"]))?;
    let date = String::from_utf8_lossy(&date).trim().to_owned();
    let folder = workspace.root().join("bench/soak");
    fs::create_dir_all(&folder).context("cannot make bench/soak")?;
    match arguments.first().map(String::as_str) {
        None => {
            rust(workspace, &folder.join(format!("{date}.txt")), "soak_")?;
            journeys::run(workspace, &folder, &date)
        }
        Some("journeys") => journeys::run(workspace, &folder, &date),
        Some(filter) => rust(workspace, &folder.join(format!("{date}.txt")), filter),
    }
}

/// The ignored tests whose name has `filter` in it; what they print goes to `path`.
fn rust(workspace: &Workspace, path: &Path, filter: &str) -> Result<()> {
    let mut record = fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;

    let mut command = workspace.cargo_command(&[
        "test",
        "--workspace",
        "--locked",
        "--profile",
        "soak",
        "--",
        "--ignored",
    ]);
    command.args(["--nocapture", "--test-threads=1", filter]);
    workspace::echo(&command);
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    let mut child = command
        .stdout(writer)
        .spawn()
        .context("cannot start cargo test")?;
    drop(command);

    let mut ran = 0u64;
    for line in BufReader::new(reader).lines() {
        let line = line.context("cannot read what cargo prints")?;
        println!("{line}");
        ran += passed(&line);
        // Binaries without a long test print nothing but noise: keep the cases and what they say.
        if !line.is_empty() && !line.starts_with("running 0 tests") && !line.contains(" 0 passed; 0 failed") {
            writeln!(record, "{line}")?;
        }
    }
    let status = child.wait().context("cannot wait for cargo test")?;
    if !status.success() {
        bail!("the soak failed ({status}); see {}", path.display());
    }
    if ran == 0 {
        bail!("no test matches `{filter}`");
    }
    println!("soak: {ran} tests; recorded in {}", path.display());
    Ok(())
}

/// How many tests a binary's closing line says it passed; 0 for any other line.
fn passed(line: &str) -> u64 {
    let count = line
        .strip_prefix("test result: ok. ")
        .and_then(|rest| rest.split(' ').next());
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::passed;

    #[test]
    fn only_the_closing_line_counts() {
        assert_eq!(
            passed("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out"),
            3
        );
        assert_eq!(passed("test soak_crash ... ok"), 0);
        assert_eq!(passed("test result: FAILED. 2 passed; 1 failed"), 0);
    }
}
