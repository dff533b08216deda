//! Statements that a job runs once per message.
//!
//! They are taken out of the connection's cache once per job: the cache finds a statement by its whole text, which for these
//! costs as much as running some of them.

use rusqlite::{CachedStatement, Connection, Result};

/// One statement, taken from the cache when it is first used and given back with the job.
pub(super) struct Hot<'a> {
    conn: &'a Connection,
    sql: &'static str,
    statement: Option<CachedStatement<'a>>,
}

impl<'a> Hot<'a> {
    pub(super) fn new(conn: &'a Connection, sql: &'static str) -> Self {
        Self {
            conn,
            sql,
            statement: None,
        }
    }

    pub(super) fn get(&mut self) -> Result<&mut CachedStatement<'a>> {
        match &mut self.statement {
            Some(statement) => Ok(statement),
            none => Ok(none.insert(self.conn.prepare_cached(self.sql)?)),
        }
    }
}

impl std::fmt::Debug for Hot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hot")
            .field("sql", &self.sql)
            .finish_non_exhaustive()
    }
}
