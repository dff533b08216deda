//! The interface in `web/`: built into `web/dist`, which the service embeds, and its own checks.
//!
//! Model: every step is a script of `web/package.json`, so that who works on the interface runs the same ones. Packages are
//! installed anew only when the lock file is newer than what is installed, and the build is left alone when it is newer
//! than everything it is made of. A tree without `web/` has nothing to build and says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// Scripts that look at the sources, in the order in which they fail soonest.
const CHECKS: &[&str] = &["api:check", "typecheck", "lint", "test"];
/// Scripts that look at what was built.
const OF_THE_BUILD: &[&str] = &["budget", "licences"];
/// The journeys in full take no longer, all together.
const JOURNEYS_LIMIT: Duration = Duration::from_secs(45 * 60);
/// Folders of `web/` that the build does not read.
const NOT_SOURCES: &[&str] = &["dist", "node_modules", "e2e", "test-results", "playwright-report"];

/// `cargo xtask web`: builds what the service embeds, if it is out of date; `--check` runs the interface's checks as well.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build(workspace),
        [flag] if flag == "--check" => check(workspace),
        _ => bail!("web takes nothing or --check"),
    }
}

/// Everything but the browser: the client as the API's document has it, types, style, tests, size, licences.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let Some(web) = folder(workspace) else {
        return Ok(());
    };
    install(&web)?;
    for script in CHECKS {
        npm(&web, &["run", script])?;
    }
    build(workspace)?;
    for script in OF_THE_BUILD {
        npm(&web, &["run", script])?;
    }
    Ok(())
}

/// The interface in a browser, against the binary of this tree.
pub(crate) fn browse(workspace: &Workspace) -> Result<()> {
    let Some(web) = folder(workspace) else {
        return Ok(());
    };
    install(&web)?;
    build(workspace)?;
    // As the tests build it: `cargo build` of the one package would compile half of it again with other features.
    workspace.cargo(&[
        "test",
        "--workspace",
        "--locked",
        "--no-run",
        "--test",
        "black_box",
    ])?;
    let binary = workspace.target().join("debug/omnifila");
    let mut command = in_folder(&web, &["run", "e2e"]);
    workspace::run(command.env("OMNIFILA_BIN", binary))
}

/// The long journeys in full, against the release binary; each appends what it measures to `figures`.
pub(crate) fn journeys(workspace: &Workspace, figures: &Path) -> Result<()> {
    let Some(web) = folder(workspace) else {
        return Ok(());
    };
    install(&web)?;
    build(workspace)?;
    workspace.cargo(&["build", "--release", "--locked", "--package", "omnifila"])?;
    let limit = format!("--global-timeout={}", JOURNEYS_LIMIT.as_millis());
    let mut command = in_folder(&web, &["run", "e2e", "--", "journey-", &limit]);
    command
        .env("OMNIFILA_BIN", workspace.target().join("release/omnifila"))
        .env("OMNIFILA_SOAK", "1")
        .env("OMNIFILA_FIGURES", figures);
    workspace::run(&mut command)
}

fn build(workspace: &Workspace) -> Result<()> {
    let Some(web) = folder(workspace) else {
        return Ok(());
    };
    let built = changed(&web.join("dist/index.html"));
    let newest = newest_source(&web)?;
    if built.is_some_and(|built| newest.is_none_or(|newest| newest <= built)) {
        println!("web: web/dist is up to date");
        return Ok(());
    }
    install(&web)?;
    npm(&web, &["run", "build"])?;
    if changed(&web.join("dist/index.html")).is_none() {
        bail!("the build made no web/dist/index.html");
    }
    // Cargo looks again at what is embedded only if it knew of the folder; this tells it for certain.
    let script = workspace.root().join("crates/omnifila-http/build.rs");
    let touched = fs::read(&script).and_then(|text| fs::write(&script, text));
    touched.with_context(|| format!("cannot touch {}", script.display()))
}

fn folder(workspace: &Workspace) -> Option<PathBuf> {
    let web = workspace.root().join("web");
    if web.join("package.json").is_file() {
        return Some(web);
    }
    println!("web: there is no web/package.json, nothing to do");
    None
}

/// Installs the packages of the lock file, unless they are.
fn install(web: &Path) -> Result<()> {
    let wanted = changed(&web.join("package-lock.json")).context("web/package-lock.json is missing")?;
    let installed = changed(&web.join("node_modules/.package-lock.json"));
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    npm(web, &["ci", "--no-audit", "--no-fund"])
}

fn npm(web: &Path, words: &[&str]) -> Result<()> {
    workspace::run(&mut in_folder(web, words))
}

fn in_folder(web: &Path, words: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new("npm");
    command.current_dir(web).args(words);
    command
}

/// When a file was changed last; none if it is not there.
fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

/// The latest change of anything that the build reads.
fn newest_source(web: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    let mut folders = vec![web.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if folder == web && NOT_SOURCES.contains(&name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                newest = newest.max(changed(&path));
            }
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_built_and_what_was_installed_are_no_sources() {
        let web = std::env::temp_dir().join(format!("omnifila-xtask-web-{}", std::process::id()));
        let file = |path: &str, age: u64| {
            let path = web.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = fs::File::create(&path).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
            file.set_modified(at).unwrap();
            at
        };
        file("package.json", 30);
        let newest = file("src/app/main.tsx", 20);
        file("dist/index.html", 10);
        file("node_modules/react/index.js", 5);
        let found = newest_source(&web).unwrap();
        fs::remove_dir_all(&web).unwrap();
        assert_eq!(found, Some(newest));
    }
}
