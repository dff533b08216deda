//! Imports: a file of customers, invoices or messages, taken in on the server.
//!
//! Left out: how a file is read (the engine's `imports`), and what became of its rows (the store knows).

use crate::id::{GatewayId, TemplateId};
use crate::message::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What a file holds.
    ImportKind {
        Customers = 0 "customers",
        Invoices = 1 "invoices",
        Messages = 2 "messages",
    }
}

words! {
    /// Where an import is.
    ImportStatus {
        /// Uploaded; nothing of it is in yet.
        Draft = 0 "draft",
        /// Its rows are being read and judged.
        Reading = 1 "reading",
        /// Its rows are being taken in.
        Writing = 2 "writing",
        Stopped = 3 "stopped",
        Completed = 4 "completed",
        /// What it made is being taken back.
        Undoing = 5 "undoing",
        Undone = 6 "undone",
    }
}

/// What a person says of a file before it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportSpec {
    /// For people: the file's name.
    pub name: String,
    /// Whose external ids the file has.
    pub source: String,
    /// By field, the column it is in, from 0.
    pub mapping: BTreeMap<String, usize>,
    /// Of messages: by which gateway, unless a column says.
    pub gateway_id: Option<GatewayId>,
    /// Of messages: from which template, unless a column says.
    pub template_id: Option<TemplateId>,
}
