//! What operating commands share: the way to the service, and how answers are shown.

use crate::client::{Answer, Client};
use crate::settings::Settings;
use crate::terminal::{self, LocalTime, Table, plain, usage};
use anyhow::Result;
use omnifila_core::time::Time;
use serde_json::Value;

/// The operator's place: a client, and how to show what it answers.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) client: Client,
    /// Answers as they come, for programs.
    pub(crate) json: bool,
    pub(crate) local: LocalTime,
}

impl Desk {
    pub(crate) fn of(settings: &Settings, json: bool) -> Result<Self> {
        Ok(Self {
            client: Client::of(settings)?,
            json,
            local: LocalTime(settings.time_zone.clone()),
        })
    }

    /// The answer as it came, or as `human` tells it.
    pub(crate) fn show(&self, answer: &Answer, human: impl FnOnce(&Self, &Value) -> String) -> Result<()> {
        terminal::print(
            if self.json {
                answer.text.clone()
            } else {
                human(self, &answer.json)
            }
            .as_str(),
        )
    }

    /// A page as a table of `columns`: name, and how to fill it.
    pub(crate) fn table(
        &self,
        answer: &Answer,
        columns: &[(&'static str, Column)],
        nothing: &str,
    ) -> Result<()> {
        self.show(answer, |desk, page| {
            let head: Vec<&'static str> = columns.iter().map(|(name, _)| *name).collect();
            let mut table = Table::new(&head);
            for item in page["items"].as_array().into_iter().flatten() {
                table.row(columns.iter().map(|(_, fill)| fill(desk, item)));
            }
            let more = match page["next_cursor"].as_str() {
                Some(cursor) => format!("… more: --cursor {cursor}\n"),
                None => String::new(),
            };
            if table.is_empty() {
                nothing.to_owned()
            } else {
                format!("{table}{more}")
            }
        })
    }

    pub(crate) fn time(&self, value: &Value) -> String {
        self.local.show(value)
    }
}

/// Fills one cell from one item.
pub(crate) type Column = fn(&Desk, &Value) -> String;

/// A time as a flag gives it, checked here so that the error names the flag.
pub(crate) fn time_flag(flag: &str, text: &str) -> Result<String> {
    let time = Time::parse(text).map_err(|e| usage(format!("{flag}: {e}")))?;
    Ok(time.to_string())
}

/// `name: value` lines, those without a value left out.
pub(crate) fn facts(pairs: &[(&str, String)]) -> String {
    let told: Vec<&(&str, String)> = pairs
        .iter()
        .filter(|(_, value)| value != "-" && !value.is_empty())
        .collect();
    let width = told
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    told.iter()
        .map(|(name, value)| format!("{name:width$}  {value}\n"))
        .collect()
}

/// `a=1 b=2`, zeroes left out.
pub(crate) fn counts(value: &Value) -> String {
    let pairs = value.as_object().into_iter().flatten();
    let told: Vec<String> = pairs
        .filter(|(_, n)| n.as_i64() != Some(0))
        .map(|(k, n)| format!("{k}={}", plain(n)))
        .collect();
    if told.is_empty() {
        "none".into()
    } else {
        told.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_leave_out_what_is_not_there() {
        assert_eq!(
            facts(&[("a", "1".into()), ("longer", "-".into()), ("bb", "2".into())]),
            "a   1\nbb  2\n"
        );
        assert_eq!(counts(&json!({"a": 0, "b": 2})), "b=2");
        assert_eq!(counts(&json!({})), "none");
    }

    #[test]
    fn a_time_without_an_offset_is_refused_by_flag() {
        let error = time_flag("--due-at", "2026-12-10T08:00:00")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("--due-at") && error.contains("RFC 3339"),
            "{error}"
        );
        assert_eq!(
            time_flag("--at", "2026-12-10T08:00:00-03:00").unwrap(),
            "2026-12-10T11:00:00.000Z"
        );
    }
}
