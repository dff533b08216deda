//! What an import did: counts by result, and the refused rows with what to mend.

use crate::terminal;
use omnifila_engine::imports::columns::ADDED;
use omnifila_engine::imports::file::rows::{self, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Refused rows told on the terminal; all are in the file.
const TOLD: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Outcome {
    rows: usize,
    dry_run: bool,
    pub(super) refused: Vec<Refused>,
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) stopped: BTreeMap<&'static str, i64>,
    /// Remarks on rows that were taken, by code.
    warnings: BTreeMap<String, u64>,
}

#[derive(Debug)]
pub(super) struct Refused {
    pub(super) line: u64,
    raw: String,
    problem: Problem,
}

impl Outcome {
    pub(super) fn new(rows: usize, dry_run: bool) -> Self {
        Self {
            rows,
            dry_run,
            ..Self::default()
        }
    }

    pub(super) fn refuse(&mut self, line: u64, raw: String, problem: Problem) {
        self.refused.push(Refused { line, raw, problem });
    }

    pub(super) fn add(&mut self, result: &str, n: u64) {
        *self.counts.entry(result.to_owned()).or_default() += n;
    }

    /// One item of the API's answer that was not refused.
    pub(super) fn count(&mut self, item: &Value) {
        let result = match (item["result"].as_str(), item["duplicate"].as_bool()) {
            (Some(result), _) => result,
            (None, Some(true)) => "duplicate",
            (None, _) => "accepted",
        };
        self.add(result, 1);
        for warning in item["warnings"].as_array().into_iter().flatten() {
            let code = warning["code"].as_str().unwrap_or_default();
            *self.warnings.entry(code.to_owned()).or_default() += 1;
        }
        for word in ["cancelled", "too_late", "uncertain"] {
            let n = item["stopped"][word].as_i64().unwrap_or(0);
            *self.stopped.entry(word).or_default() += n;
        }
    }

    /// Says the first refused rows on standard error.
    pub(super) fn tell(&self) {
        for refused in self.refused.iter().take(TOLD) {
            let Problem {
                code,
                place,
                expected,
            } = &refused.problem;
            let place = if place.is_empty() {
                String::new()
            } else {
                format!(" at {place}")
            };
            terminal::say(&format!(
                "line {}: {code}{place}: expected {expected}",
                refused.line
            ));
        }
        if self.refused.len() > TOLD {
            terminal::say(&format!("… and {} more", self.refused.len() - TOLD));
        }
    }

    pub(super) fn summary(&self) -> String {
        let mut parts: Vec<String> = self
            .counts
            .iter()
            .map(|(result, n)| format!("{n} {result}"))
            .collect();
        parts.push(format!("{} refused", self.refused.len()));
        let cancelled = self.stopped.get("cancelled").copied().unwrap_or(0);
        if cancelled > 0 {
            parts.push(format!("{cancelled} waiting messages cancelled"));
        }
        if !self.warnings.is_empty() {
            let told: Vec<String> = self
                .warnings
                .iter()
                .map(|(code, n)| format!("{n} {code}"))
                .collect();
            parts.push(format!("taken with remarks: {}", told.join(", ")));
        }
        let note = if self.dry_run {
            " (dry run: the server was not asked)"
        } else {
            ""
        };
        format!("{} rows: {}{note}", self.rows, parts.join(", "))
    }

    pub(super) fn json(&self, file: Option<&Path>) -> Value {
        let refused: Vec<Value> = self.refused.iter().map(|r| {
            json!({"line": r.line, "code": r.problem.code, "pointer": r.problem.place, "expected": r.problem.expected})
        }).collect();
        json!({
            "rows": self.rows, "dry_run": self.dry_run, "counts": self.counts, "stopped": self.stopped,
            "warnings": self.warnings,
            "refused": refused, "refused_file": file.map(|f| f.display().to_string()),
        })
    }

    /// The refused rows as they came, with four columns that say what to mend; importing the file ignores those. It holds
    /// personal data, so only its owner reads it.
    pub(super) fn write_refused(&self, path: &Path, head: &[String]) -> io::Result<()> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        let mut out = BufWriter::new(file);
        // Of NDJSON the row itself is one column.
        let names: Vec<String> = if head.is_empty() {
            vec!["conteudo".into()]
        } else {
            own(head)
        };
        let all = ADDED.iter().map(|n| (*n).to_owned()).chain(names.iter().cloned());
        writeln!(out, "{}", line(all))?;
        for refused in &self.refused {
            let Problem {
                code,
                place,
                expected,
            } = &refused.problem;
            let told = [
                refused.line.to_string(),
                code.clone(),
                place.clone(),
                expected.clone(),
            ];
            writeln!(out, "{}", line(told.into_iter().chain(cells(&refused.raw, head))))?;
        }
        out.flush()
    }
}

/// The head without the columns that an earlier file of refused rows added.
fn own(head: &[String]) -> Vec<String> {
    head.iter()
        .filter(|name| !ADDED.contains(&name.as_str()))
        .cloned()
        .collect()
}

/// The row's cells under its head; a row that cannot be read is one cell.
fn cells(raw: &str, head: &[String]) -> Vec<String> {
    if head.is_empty() {
        return vec![raw.to_owned()];
    }
    let text = format!("{}\n{raw}", line(head.iter().cloned()));
    for delimiter in [';', ',', '\t'] {
        let text = if delimiter == ';' {
            text.clone()
        } else {
            swapped(head, raw, delimiter)
        };
        let read = rows::read(&text).ok();
        let cells = read.and_then(|(_, mut records)| {
            if records.len() == 1 {
                records.pop()?.cells.ok()
            } else {
                None
            }
        });
        if let Some(cells) = cells {
            let kept = head
                .iter()
                .zip(cells)
                .filter(|(name, _)| !ADDED.contains(&name.as_str()));
            return kept.map(|(_, cell)| cell).collect();
        }
    }
    vec![raw.to_owned()]
}

fn swapped(head: &[String], raw: &str, delimiter: char) -> String {
    format!("{}\n{raw}", head.join(&delimiter.to_string()))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = cells.map(|cell| {
        if cell.contains([';', '"', '\n', '\r', ',']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    quoted.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn refused_rows_keep_their_cells_and_say_what_to_mend() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.recusadas.csv");
        let mut outcome = Outcome::new(3, false);
        let head: Vec<String> = ["external_id", "name"].map(str::to_owned).to_vec();
        outcome.refuse(
            3,
            "1,\"Silva, José\"".into(),
            Problem::new("bad_phone", "/phone", "a phone; with its area code"),
        );
        outcome.refuse(
            5,
            "2,\"open".into(),
            Problem::new("open_quote", "", "a closing quote"),
        );
        outcome.write_refused(&path, &head).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let want = "linha;codigo;onde;esperado;external_id;name\n\
                    3;bad_phone;/phone;\"a phone; with its area code\";1;\"Silva, José\"\n\
                    5;open_quote;;a closing quote;\"2,\"\"open\"\n";
        assert_eq!(text, want);
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn results_are_counted_by_word() {
        let mut outcome = Outcome::new(3, false);
        outcome.count(&json!({"index": 0, "id": 1, "result": "updated", "stopped": {"cancelled": 2, "too_late": 0, "uncertain": 0}}));
        outcome.count(&json!({"id": 1, "status": "waiting", "duplicate": true}));
        outcome.count(&json!({"id": 2, "status": "waiting", "duplicate": false}));
        assert_eq!(
            outcome.summary(),
            "3 rows: 1 accepted, 1 duplicate, 1 updated, 0 refused, 2 waiting messages cancelled"
        );
    }
}
