//! One message with all that happened to it, as the API shows it.

use omnifila_core::outcome::Content;
use omnifila_core::plan::Blocker;
use omnifila_core::time::Time;
use omnifila_engine::explain::Explained;
use omnifila_store::verbs::{AttemptRow, HistoryRow, Row, SequenceState};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct MessageView {
    #[serde(flatten)]
    row: Row,
    preview: String,
    content: Content,
    template_version: u32,
    attempts: Vec<AttemptRow>,
    history: Vec<HistoryRow>,
    blockers: Vec<Blocker>,
    expected_at: Option<Time>,
    /// A cancel came while it was being sent, and applies if it was not accepted.
    cancel_requested: bool,
    /// The channels it goes through, of one that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<SequenceState>,
}

impl From<Explained> for MessageView {
    fn from(explained: Explained) -> Self {
        let Explained {
            detail,
            blockers,
            expected_at,
            sequence,
        } = explained;
        Self {
            row: detail.row,
            preview: detail.preview,
            content: detail.content,
            template_version: detail.template_version,
            attempts: detail.attempts,
            history: detail.history,
            blockers,
            expected_at,
            cancel_requested: detail.cancel_requested,
            sequence,
        }
    }
}
