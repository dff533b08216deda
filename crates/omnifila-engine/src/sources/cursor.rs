//! How far a resource has been read, as it is kept with the rows it covers.

use super::CursorView;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The read that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pass: Option<Pass>,
    /// By the source's clock: everything changed up to here has been taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) completed_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) full_at: Option<Time>,
    #[serde(default)]
    pub(super) rows: u64,
}

/// One read through a resource, in order of id. It takes in what changed before it began; what changes meanwhile has a later
/// time by the source's clock, and is the next one's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// Rows up to this id have been taken.
    pub(super) after: u64,
    /// Only what changed since then; all without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<String>,
    /// The newest change when it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<String>,
}

impl Cursor {
    /// One that cannot be read begins anew: reading twice costs time, never a row.
    pub(super) fn read(doc: &str) -> Cursor {
        serde_json::from_str(doc).unwrap_or_default()
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    pub(super) fn end(&mut self, now: Time) {
        if let Some(pass) = self.pass.take() {
            if pass.since.is_none() {
                self.full_at = Some(now);
            }
            self.newest = pass.newest.or(self.newest.take());
        }
        self.completed_at = Some(now);
    }

    pub(super) fn view(self, resource: String) -> CursorView {
        CursorView {
            resource,
            rows: self.rows,
            newest: self.newest,
            after: self.pass.map(|p| p.after),
            completed_at: self.completed_at,
            full_at: self.full_at,
        }
    }
}
