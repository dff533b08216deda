//! `omnifila import`: customers, invoices or messages of a file, in chunks, through the API.
//!
//! A broken row refuses itself only: it is told with its line, code and what was expected, and written beside the file
//! so that it can be mended and imported again. Customers and invoices are upserts and messages with a `dedupe_key` are
//! merged, so that a file can be imported again whole, also after an import that broke off.

mod calendar;
mod icalendar;
mod lines;
mod outcome;

use crate::cli::{ImportArgs, ImportCommand};
use crate::commands::Desk;
use crate::terminal::{self, USAGE, usage};
use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use omnifila_core::catalogue::ImportKind as What;
use omnifila_engine::imports::columns::Columns;
use omnifila_engine::imports::file::rows::{Problem, Record, Row};
use omnifila_engine::imports::file::{self, sheet, text};
use outcome::Outcome;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Rows sent at once.
const CHUNK: usize = 1_000;
/// A larger file is split by its owner: it is held in memory while it is read.
const LARGEST: u64 = 1 << 30;

/// What the batch endpoint of such things takes.
fn body(what: What, source: &str, items: Vec<Value>) -> Value {
    match what {
        What::Messages => json!({"messages": items}),
        _ => json!({"source": source, what.word(): items}),
    }
}

pub(crate) async fn run(desk: &Desk, command: ImportCommand) -> Result<ExitCode> {
    let (what, args) = match command {
        ImportCommand::Customers(args) => (What::Customers, args),
        ImportCommand::Invoices(args) => (What::Invoices, args),
        ImportCommand::Messages(args) => (What::Messages, args),
        ImportCommand::Calendar(args) => return calendar::run(desk, &args).await,
    };
    let file = read(&args.file, what)?;
    let import = Import {
        desk,
        what,
        args: &args,
        head: &file.head,
    };
    let outcome = import.go(file.rows).await?;
    finish(desk, what, &args, &file.head, &outcome)
}

/// The head of a CSV (none of NDJSON), and every row, read or refused.
struct File {
    head: Vec<String>,
    rows: Vec<Row>,
}

fn read(path: &Path, what: What) -> Result<File> {
    let shown = path.display();
    let size = fs::metadata(path)
        .map_err(|e| usage(format!("{shown}: {e}")))?
        .len();
    if size > LARGEST {
        return Err(usage(format!("{shown} is larger than 1 GiB: split it")));
    }
    let bytes = fs::read(path).with_context(|| format!("{shown}"))?;
    if file::is_spreadsheet(&bytes) {
        let (head, records) = sheet::read(bytes).map_err(|words| usage(format!("{shown}: {words}")))?;
        return under_head(path, what, head, records);
    }
    let text = text::decode(&bytes);
    drop(bytes);
    let ending = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if ["ndjson", "jsonl"].contains(&ending.as_str()) {
        return Ok(File {
            head: Vec::new(),
            rows: lines::read(&text),
        });
    }
    let (head, records) = file::rows::read(&text).map_err(|words| usage(format!("{shown}: {words}")))?;
    under_head(path, what, head, records)
}

fn under_head(path: &Path, what: What, head: Vec<String>, records: Vec<Record>) -> Result<File> {
    let columns = Columns::of(what, &head).map_err(|words| usage(format!("{}: {words}", path.display())))?;
    let mut rows: Vec<Row> = records.into_iter().map(|record| columns.row(record)).collect();
    if what == What::Messages && !head.iter().any(|name| name == "batch_ref") {
        let batch = batch_of(path);
        for item in rows.iter_mut().filter_map(|row| row.item.as_mut().ok()) {
            item.insert("batch_ref".into(), batch.as_str().into());
        }
    }
    Ok(File { head, rows })
}

/// By which the messages of a file are found again: its name.
fn batch_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("import/{}", name.chars().take(150).collect::<String>())
}

struct Import<'a> {
    desk: &'a Desk,
    what: What,
    args: &'a ImportArgs,
    head: &'a [String],
}

impl Import<'_> {
    async fn go(&self, rows: Vec<Row>) -> Result<Outcome> {
        let mut outcome = Outcome::new(rows.len(), self.args.dry_run);
        if self.what == What::Messages
            && !self.head.is_empty()
            && !self.head.iter().any(|c| c == "dedupe_key")
        {
            terminal::say(
                "without a column dedupe_key the same file, imported again, makes the same messages again",
            );
        }
        let bar = bar(rows.len());
        let mut chunk = Vec::with_capacity(CHUNK);
        for row in rows {
            bar.inc(1);
            match row.item {
                Err(problem) => outcome.refuse(row.line, row.raw, problem),
                Ok(item) => chunk.push((row.line, row.raw, item)),
            }
            if chunk.len() == CHUNK {
                self.send(std::mem::take(&mut chunk), &mut outcome).await?;
            }
        }
        self.send(chunk, &mut outcome).await?;
        bar.finish_and_clear();
        outcome.refused.sort_by_key(|r| r.line);
        Ok(outcome)
    }

    async fn send(&self, chunk: Vec<(u64, String, Map<String, Value>)>, outcome: &mut Outcome) -> Result<()> {
        let Some(first) = chunk.first().map(|(line, ..)| *line) else {
            return Ok(());
        };
        if self.args.dry_run {
            outcome.add("read", chunk.len() as u64);
            return Ok(());
        }
        let items = chunk
            .iter()
            .map(|(.., item)| Value::Object(item.clone()))
            .collect();
        let path = format!("/{}/batch", self.what.word());
        let answer = self
            .desk
            .client
            .post(&path, &body(self.what, &self.args.source, items))
            .await;
        let answer = answer.with_context(|| {
            format!("stopped at line {first}; what came before is in, and importing the file again adds nothing twice")
        })?;
        let results = answer.json["items"]
            .as_array()
            .filter(|list| list.len() == chunk.len());
        let results =
            results.ok_or_else(|| anyhow!("the server answered another number of rows than it was sent"))?;
        for ((line, raw, _), result) in chunk.into_iter().zip(results) {
            match result.get("error").filter(|e| !e.is_null()) {
                Some(error) => outcome.refuse(line, raw, Problem::of_answer(error)),
                None => outcome.count(result),
            }
        }
        Ok(())
    }
}

/// Shown only while somebody watches.
fn bar(rows: usize) -> ProgressBar {
    if !terminal::watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn finish(
    desk: &Desk,
    what: What,
    args: &ImportArgs,
    head: &[String],
    outcome: &Outcome,
) -> Result<ExitCode> {
    let refused = &outcome.refused;
    let mut place = None;
    if !refused.is_empty() {
        let path = args.refused.clone().unwrap_or_else(|| beside(&args.file));
        outcome
            .write_refused(&path, head)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        place = Some(path);
    }
    if desk.json {
        terminal::print(&outcome.json(place.as_deref()).to_string())?;
    } else {
        outcome.tell();
        terminal::print(&outcome.summary())?;
        if what == What::Messages && !head.is_empty() && !head.iter().any(|name| name == "batch_ref") {
            let batch = batch_of(&args.file);
            terminal::say(&format!(
                "to take them back: omnifila queue cancel --batch {batch:?} --reason …"
            ));
        }
        if let Some(path) = place {
            terminal::say(&format!("refused rows: {}", path.display()));
        }
    }
    Ok(if refused.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(USAGE)
    })
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".recusadas.csv");
    name.into()
}
