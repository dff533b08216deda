//! Where messages stand among the channels of their sequences, for whoever looks at one.

use super::{Catalogue, Result};
use crate::sqlite::sequences;
use crate::verbs::SequenceState;
use omnifila_core::id::MessageId;

impl Catalogue {
    /// The channels of a message, and the one that it is at; `None` of a message that has only its own.
    pub async fn sequence(&self, id: MessageId) -> Result<Option<SequenceState>> {
        self.db.read(move |conn| sequences::state(conn, id)).await
    }
}
