//! The browser's long journeys in full, with the release binary, and a dated table of what they measured.
//!
//! Model: the same specs as in `make test` (`web/e2e/journey-*.spec.ts`), told by `OMNIFILA_SOAK` to take a million rows
//! instead of fifty thousand. Each figure is appended by the specs to a file of table rows; this puts the machine, the
//! build and the date above them and keeps them as `bench/soak/DATE-journeys.md`, to be committed. A journey that fails
//! fails the chore, and the table says so.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::web;
use crate::workspace::{self, Workspace};

/// Runs the journeys; `folder` is where the table goes, `date` as in its name.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the journeys took, for the table"
)]
pub(crate) fn run(workspace: &Workspace, folder: &Path, date: &str) -> Result<()> {
    let figures = workspace.target().join("journeys.rows");
    if figures.exists() {
        fs::remove_file(&figures).with_context(|| format!("cannot remove {}", figures.display()))?;
    }
    let began = Instant::now();
    let outcome = web::journeys(workspace, &figures);
    let seconds = began.elapsed().as_secs();
    let rows = fs::read_to_string(&figures).unwrap_or_default();
    let verdict = if outcome.is_ok() { "all passed" } else { "FAILED" };
    let facts = [
        ("date", date.to_owned()),
        ("commit", commit(workspace)?),
        ("build", "release".to_owned()),
        ("machine", machine()),
        ("browser", browser(workspace)),
        ("took", format!("{seconds} s")),
        ("journeys", verdict.to_owned()),
    ];
    let path = folder.join(format!("{date}-journeys.md"));
    fs::write(&path, page(&facts, &rows)).with_context(|| format!("cannot write {}", path.display()))?;
    println!("journeys: recorded in {}", path.display());
    outcome?;
    if rows.is_empty() {
        bail!("the journeys measured nothing");
    }
    Ok(())
}

fn page(facts: &[(&str, String)], rows: &str) -> String {
    let mut page = String::from(
        "# The browser's journeys in full\n\nWritten by `make soak`; `make test` takes the same ways with fewer rows.\n\n",
    );
    for (name, value) in facts {
        page.push_str(&format!("- {name}: {value}\n"));
    }
    page.push_str("\n| journey | figure | measured | limit |\n| --- | --- | --- | --- |\n");
    page.push_str(rows);
    page
}

/// The commit that is checked out, and whether the tree differs from it.
fn commit(workspace: &Workspace) -> Result<String> {
    let read = |arguments: &[&str]| -> Result<String> {
        let output = workspace::capture(workspace.command("git").args(arguments))?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    };
    let head = read(&["rev-parse", "--short=12", "HEAD"])?;
    let changed = !read(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Ok(if changed {
        format!("{head}, with changes")
    } else {
        head
    })
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gib = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok())
        .map_or(0, |kib| kib / (1024 * 1024));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!("{cores} processors, {gib} GiB, load {load} at the end")
}

fn browser(workspace: &Workspace) -> String {
    let version = workspace::capture(workspace.command("chromium").arg("--version"));
    version.map_or_else(
        |_| "unknown".to_owned(),
        |text| String::from_utf8_lossy(&text).trim().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn figures_follow_the_facts() {
        let made = page(&[("date", "2026-11-22".to_owned())], "| a | b | 1 ms | 2 ms |\n");
        assert!(made.contains("- date: 2026-11-22\n\n| journey |"));
        assert!(made.ends_with("| --- | --- | --- | --- |\n| a | b | 1 ms | 2 ms |\n"));
    }
}
