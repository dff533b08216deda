//! The harness: one `omnifila` process and what a test does with it.

mod api;
mod journal;
mod provider;
mod seed;

pub(crate) use api::Api;
pub(crate) use journal::{calls_of, now_ns, sends};
pub(crate) use provider::{Options, Setup, enqueue, message, phone, set_up, set_up_gateway};
pub(crate) use seed::Seed;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::Instant;

pub(crate) const TOKEN: &str = "black-box-token-0123456789";
/// A start on a busy machine.
const READY: Duration = Duration::from_secs(60);
/// A drain, with room to spare.
const STOPPED: Duration = Duration::from_secs(40);
/// Between two looks at a condition.
const LOOK: Duration = Duration::from_millis(20);

/// A scratch folder: the service runs in it, its data lies in `data`, or in a PostgreSQL database of its own when
/// `OMNIFILA_TEST_STORE` is `postgres`.
#[derive(Debug)]
pub(crate) struct Place {
    folder: TempDir,
    database: Option<String>,
}

/// The store of this run: `sqlite` or `postgres`.
pub(crate) fn store() -> &'static str {
    #[expect(clippy::disallowed_methods, reason = "the store is chosen from outside")]
    match std::env::var("OMNIFILA_TEST_STORE").as_deref() {
        Err(_) | Ok("sqlite") => "sqlite",
        Ok("postgres") => "postgres",
        Ok(other) => panic!("OMNIFILA_TEST_STORE is sqlite or postgres, not {other}"),
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("omnifila-test-")
            .tempdir()
            .unwrap();
        let database = (store() == "postgres").then(omnifila_testkit::postgres::empty_place);
        Self { folder, database }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file into the folder, and says where.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// `omnifila serve` here, with a bootstrap token and a free port.
    pub(crate) fn serve(&self) -> Launch {
        let launch = self.command("serve").args(&["--listen", "127.0.0.1:0"]);
        launch.env("OMNIFILA_BOOTSTRAP_TOKEN", TOKEN)
    }

    /// [`Place::serve`] by a shell that has SIGXFSZ ignored: a write beyond the process's limit of file sizes then fails,
    /// as on a full disk, instead of ending the process.
    pub(crate) fn serve_under_file_limit(&self) -> Launch {
        let mut shell = Command::new("/bin/sh");
        shell.args([
            "-c",
            "trap '' XFSZ; exec \"$@\"",
            "sh",
            env!("CARGO_BIN_EXE_omnifila"),
        ]);
        let launch = self.launch(shell, "serve").args(&["--listen", "127.0.0.1:0"]);
        launch.env("OMNIFILA_BOOTSTRAP_TOKEN", TOKEN)
    }

    /// Any command, on this folder's data.
    pub(crate) fn command(&self, name: &str) -> Launch {
        self.launch(Command::new(env!("CARGO_BIN_EXE_omnifila")), name)
    }

    fn launch(&self, mut command: Command, name: &str) -> Launch {
        // Nothing of the machine's own settings reaches the test.
        command
            .env_clear()
            .current_dir(self.path())
            .kill_on_drop(true)
            .arg(name);
        command.args(["--data-dir", self.data().to_str().unwrap()]);
        command.envs(self.database.iter().map(|url| ("OMNIFILA_DATABASE_URL", url)));
        Launch {
            command,
            log: self.path().join("log.txt"),
        }
    }

    /// Runs a command given as words, to its end.
    pub(crate) async fn run(&self, words: &[&str]) -> Ended {
        let (name, rest) = words.split_first().unwrap();
        self.command(name).args(rest).ended().await
    }

    /// [`Place::run`] of a command that has to work; its standard output.
    pub(crate) async fn run_well(&self, words: &[&str]) -> String {
        let ended = self.run(words).await;
        assert_eq!(ended.code, Some(0), "{words:?}: {} {}", ended.out, ended.err);
        ended.out
    }
}

/// A command about to run.
#[derive(Debug)]
pub(crate) struct Launch {
    command: Command,
    log: PathBuf,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Launch {
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    pub(crate) async fn ended(self) -> Ended {
        self.ended_reading(Stdio::null()).await
    }

    /// Runs it to its end, with something to read.
    pub(crate) async fn ended_reading(mut self, input: impl Into<Stdio>) -> Ended {
        let output = tokio::time::timeout(READY, self.command.stdin(input).output());
        let output = output.await.expect("the command did not end").unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Starts it, and leaves it to the test.
    pub(crate) fn started(mut self) -> Child {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Starts a service, and waits for its ready line, which is its first.
    pub(crate) async fn ready(mut self) -> Node {
        let log = File::options().create(true).append(true).open(&self.log).unwrap();
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = self.command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(READY, lines.next_line()).await;
        let told = || fs::read_to_string(&self.log).unwrap_or_default();
        let line = line
            .unwrap_or_else(|_| panic!("no ready line: {}", told()))
            .unwrap();
        let line = line.unwrap_or_else(|| panic!("ended without a ready line: {}", told()));
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert_eq!(ready["event"], "ready", "{line}");
        let token = ready["token"].as_str().unwrap_or(TOKEN).to_owned();
        let api = Api::new(ready["http"].as_str().unwrap(), &token);
        Node {
            child,
            api,
            ready,
            log: self.log,
        }
    }
}

/// A running service. Dropped, it is killed.
#[derive(Debug)]
pub(crate) struct Node {
    child: Child,
    pub(crate) api: Api,
    pub(crate) ready: Value,
    log: PathBuf,
}

impl Node {
    /// SIGKILL: nothing is said, nothing is finished.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// How it ended, if it has.
    pub(crate) fn try_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let waited = tokio::time::timeout(STOPPED, self.child.wait()).await;
        waited
            .unwrap_or_else(|_| panic!("still running: {}", self.log()))
            .unwrap()
    }

    /// SIGTERM: it drains and ends well.
    pub(crate) async fn stop(mut self) {
        self.signal(Signal::TERM);
        let status = self.ended().await;
        assert_eq!(
            (status.code(), status.signal()),
            (Some(0), None),
            "{}",
            self.log()
        );
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// Looks again until `done` gives something; says `what` was waited for when `limit` passes first.
pub(crate) async fn until<T>(limit: Duration, what: &str, mut done: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = done().await {
            return found;
        }
        assert!(Instant::now() < end, "not within {} s: {what}", limit.as_secs());
        tokio::time::sleep(LOOK).await;
    }
}
