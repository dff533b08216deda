//! What people see: lines, tables and local times. Standard output carries results, standard error the rest.

use jiff::tz::TimeZone;
use omnifila_core::time::Time;
use serde_json::Value;
use std::fmt;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Exit code of what the caller got wrong.
pub(crate) const USAGE: u8 = 2;
/// Exit code of every other failure.
pub(crate) const FAILURE: u8 = 1;
/// A column wider than this is cut: a table stays a table.
const WIDEST: usize = 48;

/// What the caller got wrong, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// The caller's mistake as an error.
pub(crate) fn usage(words: impl Into<String>) -> anyhow::Error {
    Usage(words.into()).into()
}

/// Says on standard error what went wrong; the exit code that belongs to it.
pub(crate) fn complain(error: &anyhow::Error) -> ExitCode {
    say(&format!("omnifila: {}", format!("{error:#}").replace('\n', " ")));
    ExitCode::from(if error.downcast_ref::<Usage>().is_some() {
        USAGE
    } else {
        FAILURE
    })
}

/// One line on standard error.
pub(crate) fn say(text: &str) {
    // Nobody is left to tell that standard error is closed.
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Text on standard output, with a line's end; a reader that went away (`| head`) is no failure.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether somebody watches standard error.
pub(crate) fn watched() -> bool {
    std::io::stderr().is_terminal()
}

/// Rows under a head, aligned.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&'static str]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| cut(&cell)).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count());
            cells
                .chain(self.head.get(column).map(|h| h.chars().count()))
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let head: Vec<String> = self.head.iter().map(|h| (*h).to_owned()).collect();
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(&format!("{cell:width$}  "));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn cut(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if plain.chars().count() <= WIDEST {
        return plain;
    }
    let mut short: String = plain.chars().take(WIDEST - 1).collect();
    short.push('…');
    short
}

/// Times as the people at the provider read them.
#[derive(Debug, Clone)]
pub(crate) struct LocalTime(pub(crate) TimeZone);

impl LocalTime {
    /// A time of the API; `-` for none.
    pub(crate) fn show(&self, value: &Value) -> String {
        match value.as_str().and_then(|text| Time::parse(text).ok()) {
            Some(time) => self.text(time),
            None => "-".into(),
        }
    }

    pub(crate) fn text(&self, time: Time) -> String {
        time.timestamp()
            .to_zoned(self.0.clone())
            .strftime("%d/%m/%Y %H:%M:%S")
            .to_string()
    }
}

/// A scalar as text; `-` for none.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::String(text) if text.is_empty() => "-".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned_by_characters_and_stay_narrow() {
        let mut table = Table::new(&["ID", "NAME", "STATUS"]);
        table.row(["1".into(), "José da Conceição".into(), "sent".into()]);
        table.row(["20".into(), "x".repeat(90), "waiting\n".into()]);
        let text = table.to_string();
        let column = |line: &str, word: &str| line.find(word).map(|at| line[..at].chars().count());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(column(lines[0], "STATUS"), column(lines[1], "sent"));
        assert_eq!(column(lines[1], "sent"), column(lines[2], "waiting"));
        assert!(lines[2].contains('…'));
    }

    #[test]
    fn times_are_local() {
        let zone = LocalTime(TimeZone::get("America/Sao_Paulo").unwrap());
        assert_eq!(
            zone.show(&"2026-12-10T11:00:00.000Z".into()),
            "10/12/2026 08:00:00"
        );
        assert_eq!(zone.show(&Value::Null), "-");
    }
}
