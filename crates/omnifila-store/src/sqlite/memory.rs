//! What the queue keeps in memory beside the writing connection, rebuilt from the database whenever a rollback may have
//! left it ahead.

use crate::StoreError;
use omnifila_core::catalogue::Book;
use rusqlite::Connection;

#[derive(Debug, Default)]
pub struct QueueMemory {}

impl QueueMemory {
    /// The state that follows from what the database holds.
    pub fn load(_conn: &Connection, _book: &Book) -> Result<Self, StoreError> {
        Ok(Self {})
    }
}
