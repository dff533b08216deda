//! Rows to what the queue and the catalogue take, each judged by itself, before anything of it is written.

use super::columns::Columns;
use super::file::rows::{Problem, Record};
use crate::intake::MessageInput;
use omnifila_core::catalogue::{CustomerInput, ImportKind, InvoiceInput};
use omnifila_core::id::ImportId;
use omnifila_core::input::{self, InputError};
use omnifila_store::catalogue::{JudgedRow, Refusal, StoredImport, check_customer};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// What has to have a column.
pub(super) fn needed(kind: ImportKind) -> &'static [&'static [&'static str]] {
    match kind {
        ImportKind::Customers => &[&["external_id"], &["name"]],
        ImportKind::Invoices => &[
            &["external_id"],
            &["customer_external_id"],
            &["due_date"],
            &["amount", "amount_cents"],
        ],
        ImportKind::Messages => &[&["customer.external_id"], &["customer.name"]],
    }
}

/// The `batch_ref` of an import's messages.
pub(crate) fn batch_ref(id: ImportId) -> String {
    format!("import:{id}")
}

/// What an import's rows are judged by.
pub(super) struct Judge<'a> {
    import: &'a StoredImport,
    columns: Columns,
}

impl<'a> Judge<'a> {
    /// # Errors
    /// As [`Columns::mapped`].
    pub(super) fn new(import: &'a StoredImport) -> Result<Self, InputError> {
        let columns = Columns::mapped(import.kind, &import.spec.mapping, &import.file.head)?;
        Ok(Self { import, columns })
    }

    pub(super) fn row(&self, record: Record) -> JudgedRow {
        let item = record
            .cells
            .as_ref()
            .map_err(|problem| of_problem(problem.clone()))
            .and_then(|cells| self.item(record.line, cells));
        JudgedRow {
            line: record.line,
            cells: record.cells.unwrap_or_else(|_| vec![record.raw]),
            item: item.map(|item| Value::Object(item).to_string()),
        }
    }

    fn item(&self, line: u64, cells: &[String]) -> Result<Map<String, Value>, Refusal> {
        let mut item = self.columns.item(cells).map_err(of_problem)?;
        let spec = &self.import.spec;
        match self.import.kind {
            ImportKind::Customers => {
                let customer: CustomerInput = parsed(&item)?;
                check_customer(&customer)?;
            }
            ImportKind::Invoices => {
                item.entry("status").or_insert_with(|| "open".into());
                parsed::<InvoiceInput>(&item)?;
            }
            ImportKind::Messages => {
                if !item.contains_key("gateway_key") && !item.contains_key("gateway_id") {
                    item.insert("gateway_id".into(), json!(spec.gateway_id));
                }
                if !item.contains_key("template_key") && !item.contains_key("template_id") {
                    item.insert("template_id".into(), json!(spec.template_id));
                }
                if let Some(Value::Object(customer)) = item.get_mut("customer") {
                    customer.entry("source").or_insert_with(|| json!(spec.source));
                }
                let batch = batch_ref(self.import.id);
                // A page that is taken in again after a crash finds its messages by their keys.
                item.entry("dedupe_key")
                    .or_insert_with(|| format!("{batch}:{line}").into());
                item.insert("batch_ref".into(), batch.into());
                parsed::<MessageInput>(&item)?;
            }
        }
        Ok(item)
    }
}

fn of_problem(problem: Problem) -> Refusal {
    Refusal {
        code: problem.code,
        place: problem.place,
        expected: problem.expected,
    }
}

fn parsed<T: DeserializeOwned>(item: &Map<String, Value>) -> Result<T, InputError> {
    let unreadable = |_| InputError::new("bad_row", "", "fields that can be written");
    input::parse(&serde_json::to_vec(item).map_err(unreadable)?)
}
