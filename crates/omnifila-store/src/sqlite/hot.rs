//! Statements that a job runs once per message.
//!
//! They are taken out of the connection's cache once per job: the cache finds a statement by its whole text, which for these
//! costs as much as running some of them.

use super::job::Result;
use crate::StoreError;
use crate::sql::{Connection, Statement, ToSql, Value, owned};

/// One statement, taken from the cache when it is first used and given back with the job.
pub(super) struct Hot<'a> {
    conn: &'a Connection,
    sql: &'static str,
    statement: Option<Statement<'a>>,
}

impl<'a> Hot<'a> {
    pub(super) fn new(conn: &'a Connection, sql: &'static str) -> Self {
        Self {
            conn,
            sql,
            statement: None,
        }
    }

    pub(super) fn get(&mut self) -> crate::sql::Result<&mut Statement<'a>> {
        match &mut self.statement {
            Some(statement) => Ok(statement),
            none => Ok(none.insert(self.conn.prepare_cached(self.sql)?)),
        }
    }
}

/// What a job writes once per message: row by row into a file, and on PostgreSQL gathered and sent as one statement.
pub(super) struct Many<'a> {
    one: Hot<'a>,
    all: &'static str,
    gathered: Vec<Vec<Value>>,
}

impl<'a> Many<'a> {
    /// `one` takes a row's values in the order in which `all` takes arrays of them.
    pub(super) fn new(conn: &'a Connection, one: &'static str, all: &'static str) -> Self {
        Self {
            one: Hot::new(conn, one),
            all,
            gathered: Vec::new(),
        }
    }

    /// Writes a row, which must change exactly one.
    pub(super) fn write(&mut self, values: &[&dyn ToSql]) -> Result<()> {
        if self.one.conn.is_remote() {
            let row = values
                .iter()
                .map(|value| owned(*value))
                .collect::<crate::sql::Result<_>>()?;
            self.gathered.push(row);
            return Ok(());
        }
        let changed = self.one.get()?.execute(values)?;
        all_changed(changed, 1)
    }

    /// Sends what was gathered.
    pub(super) fn flush(&mut self) -> Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.gathered);
        all_changed(self.one.conn.execute_rows(self.all, &rows)?, rows.len())
    }
}

fn all_changed(changed: usize, of: usize) -> Result<()> {
    if changed == of {
        return Ok(());
    }
    Err(StoreError::Internal(
        "a message left its place while it was being written".into(),
    ))
}

impl std::fmt::Debug for Many<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Many")
            .field("one", &self.one)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Hot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hot")
            .field("sql", &self.sql)
            .finish_non_exhaustive()
    }
}
