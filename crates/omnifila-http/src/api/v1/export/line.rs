//! A message as a line of a CSV file, as spreadsheets in Brazil read it: semicolons, CRLF, a mark of UTF-8 at the beginning.

use super::words::Words;
use crate::app::App;
use jiff::tz::TimeZone;
use omnifila_core::message::{Reason, Status};
use omnifila_core::time::Time;
use omnifila_store::verbs::{Page, Row};
use serde_json::Value;

/// Says that the file is UTF-8 to programs that would guess otherwise.
const MARK: char = '\u{feff}';

/// A column of the file; those of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Customer,
    Data,
    Status,
    CreatedAt,
    SentAt,
    Address,
    Gateway,
    Template,
    Priority,
    DueAt,
    NextAttemptAt,
    ExpiresAt,
    ErrorCode,
    Origin,
    Purpose,
    BatchRef,
}

impl Column {
    pub(super) const ALL: [Column; 17] = [
        Column::Id,
        Column::Customer,
        Column::Data,
        Column::Status,
        Column::CreatedAt,
        Column::SentAt,
        Column::Address,
        Column::Gateway,
        Column::Template,
        Column::Priority,
        Column::DueAt,
        Column::NextAttemptAt,
        Column::ExpiresAt,
        Column::ErrorCode,
        Column::Origin,
        Column::Purpose,
        Column::BatchRef,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Customer => "customer",
            Column::Data => "data",
            Column::Status => "status",
            Column::CreatedAt => "created_at",
            Column::SentAt => "sent_at",
            Column::Address => "address",
            Column::Gateway => "gateway",
            Column::Template => "template",
            Column::Priority => "priority",
            Column::DueAt => "due_at",
            Column::NextAttemptAt => "next_attempt_at",
            Column::ExpiresAt => "expires_at",
            Column::ErrorCode => "error_code",
            Column::Origin => "origin",
            Column::Purpose => "purpose",
            Column::BatchRef => "batch_ref",
        }
    }

    /// Names with commas between; none if one is not known or none is there.
    pub(super) fn list(text: &str) -> Option<Vec<Column>> {
        text.split(',')
            .map(|word| Column::ALL.into_iter().find(|column| column.word() == word))
            .collect()
    }

    pub(super) fn expected() -> String {
        let words: Vec<&str> = Column::ALL.iter().map(|column| column.word()).collect();
        format!("some of {}, with commas between", words.join(","))
    }
}

/// Writes rows of certain columns for one reader.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) columns: Vec<Column>,
    pub(super) words: Words,
    /// The company's, in which all times are.
    pub(super) zone: TimeZone,
}

impl Writer {
    pub(super) fn file_name(&self, now: Time) -> String {
        let name = self.words.get("queue", "export_file");
        let day = now.timestamp().to_zoned(self.zone.clone()).date();
        format!("{name}-{day}.csv")
    }

    /// The line of the columns' names.
    pub(super) fn head(&self) -> String {
        let mut text = String::from(MARK);
        self.line(&mut text, |column| {
            let key = format!("column.{}", column.word());
            self.words.get("queue", &key).to_owned()
        });
        text
    }

    pub(super) fn lines(&self, app: &App, page: &Page) -> String {
        let mut text = String::new();
        for row in &page.items {
            self.line(&mut text, |column| self.cell(app, row, column));
        }
        text
    }

    fn line(&self, text: &mut String, cell: impl Fn(Column) -> String) {
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 {
                text.push(';');
            }
            text.push_str(&field(&cell(*column)));
        }
        text.push_str("\r\n");
    }

    fn cell(&self, app: &App, row: &Row, column: Column) -> String {
        let word = |kind: &str, word: &str| self.words.get("word", &format!("{kind}.{word}")).to_owned();
        match column {
            Column::Id => row.id.to_string(),
            Column::Customer => row.customer.name.clone(),
            Column::Data => values(&row.data),
            Column::Status => self
                .words
                .get("status", shown(row, app.engine().now()))
                .to_owned(),
            Column::CreatedAt => self.time(Some(row.created_at)),
            Column::SentAt => self.time(row.sent_at),
            Column::Address => row.address.clone(),
            Column::Gateway => {
                let book = app.engine().book();
                let found = book.gateway(row.gateway_id);
                found.map_or_else(|| row.gateway_id.to_string(), |gateway| gateway.spec.name.clone())
            }
            Column::Template => {
                let book = app.engine().book();
                let found = book.template(row.template_id);
                found.map_or_else(|| row.template_id.to_string(), |one| one.spec.name.clone())
            }
            Column::Priority => word("priority", row.priority.word()),
            Column::DueAt => self.time(row.due_at),
            Column::NextAttemptAt => self.time(row.next_attempt_at),
            Column::ExpiresAt => self.time(Some(row.expires_at)),
            Column::ErrorCode => self.error(row.error_code.as_deref().unwrap_or_default()),
            Column::Origin => word("origin", row.origin.word()),
            Column::Purpose => word("purpose", row.purpose.word()),
            Column::BatchRef => row.batch_ref.clone().unwrap_or_default(),
        }
    }

    /// What it means, and the code by which one finds others of its kind.
    fn error(&self, code: &str) -> String {
        match self.words.maybe("code", code) {
            Some(words) => format!("{words} ({code})"),
            None => code.to_owned(),
        }
    }

    fn time(&self, at: Option<Time>) -> String {
        let zoned = at.map(|at| at.timestamp().to_zoned(self.zone.clone()));
        zoned.map_or_else(String::new, |zoned| {
            zoned.strftime(self.words.time_format()).to_string()
        })
    }
}

/// What its status is called now, as the grid says it: `docs/reference/states.md` has the table.
fn shown(row: &Row, now: Time) -> &'static str {
    const FAILED_BEFORE: [Reason; 5] = [
        Reason::RejectedTransient,
        Reason::NotSent,
        Reason::Deferred,
        Reason::GatewayRefused,
        Reason::OutcomeUnknown,
    ];
    match row.status {
        Status::Waiting if row.next_attempt_at.is_some() && FAILED_BEFORE.contains(&row.reason) => "retrying",
        Status::Waiting if row.due_at.is_some_and(|due| due > now) => "scheduled",
        Status::Cancelled if row.reason == Reason::Suppressed => "prevented",
        status => status.word(),
    }
}

/// All texts and numbers of the data, whatever their depth.
fn values(data: &Value) -> String {
    fn collect(data: &Value, into: &mut Vec<String>) {
        match data {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => into.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|one| collect(one, into)),
            Value::Object(fields) => fields.values().for_each(|one| collect(one, into)),
            Value::Bool(_) | Value::Number(_) => into.push(data.to_string()),
        }
    }
    let mut found = Vec::new();
    collect(data, &mut found);
    found.join(" · ")
}

/// A text as one field; what a spreadsheet would take for a formula is made harmless.
pub(in crate::api::v1) fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text);
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains(['"', ';', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// A telephone or an amount: digits with a sign before and marks between.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || c == ' ' || ".,-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_and_no_formula() {
        for (text, want) in [
            ("Cliente", "Cliente"),
            ("a;b", "\"a;b\""),
            ("diz \"oi\"", "\"diz \"\"oi\"\"\""),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-1.234,50", "-1.234,50"),
            ("+5549900000001", "+5549900000001"),
            ("-2+3", "'-2+3"),
            ("\tx", "'\tx"),
            ("duas\nlinhas", "\"duas\nlinhas\""),
        ] {
            assert_eq!(field(text), want);
        }
    }

    #[test]
    fn data_is_flattened_in_its_order() {
        let data = serde_json::json!({ "a": "x", "b": { "c": 1, "d": [null, "", "y"] } });
        assert_eq!(values(&data), "x · 1 · y");
    }

    #[test]
    fn columns_are_known_by_name() {
        assert_eq!(Column::list("id,status"), Some(vec![Column::Id, Column::Status]));
        assert_eq!(Column::list("id,senha"), None);
        let all: Vec<&str> = Column::ALL.iter().map(|column| column.word()).collect();
        assert_eq!(Column::list(&all.join(",")), Some(Column::ALL.to_vec()));
    }
}
