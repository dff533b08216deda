//! Statements that a job runs once per message.
//!
//! They are taken out of the connection's cache once per job: the cache finds a statement by its whole text, which for these
//! costs as much as running some of them.

use super::job::Result;
use crate::StoreError;
use crate::sql::{Connection, Statement, ToSql, Value, is, owned, params_from_iter};
use std::fmt::Write;

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

/// What a job writes once per message: gathered, and sent as one statement for many rows. On PostgreSQL they are sets of any rows;
/// in a file they are rows that differ by their key alone, since there it is beginning a statement that costs, not its rows.
pub(super) struct Many<'a> {
    one: Hot<'a>,
    all: &'static str,
    gathered: Vec<Vec<Value>>,
    alike: Option<Alike<'a>>,
}

impl<'a> Many<'a> {
    /// `one` takes a row's values in the order in which `all` takes arrays of them.
    pub(super) fn new(conn: &'a Connection, one: &'static str, all: &'static str) -> Self {
        Self {
            one: Hot::new(conn, one),
            all,
            gathered: Vec::new(),
            alike: None,
        }
    }

    /// For a file: a statement as `one`, but for the parameter `key` (counted from 0), which is a JSON array of those of all rows.
    /// The parameters before it are the first row's, and count up.
    pub(super) fn alike(mut self, sql: &'static str, key: usize) -> Self {
        self.alike = Some(Alike {
            statement: Hot::new(self.one.conn, sql),
            key,
            first: Vec::new(),
            keys: String::new(),
            rows: 0,
        });
        self
    }

    /// Writes a row, which must change exactly one.
    pub(super) fn write(&mut self, values: &[&dyn ToSql]) -> Result<()> {
        if self.one.conn.is_remote() {
            self.gathered.push(all_owned(values)?);
            return Ok(());
        }
        if let Some(alike) = &mut self.alike {
            if !alike.takes(values)? {
                self.flush_alike()?;
                self.begin(values)?;
            }
            return Ok(());
        }
        let changed = self.one.get()?.execute(values)?;
        all_changed(changed, 1)
    }

    fn begin(&mut self, values: &[&dyn ToSql]) -> Result<()> {
        if let Some(alike) = &mut self.alike {
            alike.first = all_owned(values)?;
            alike.keys.clear();
            alike.keys.push('[');
            alike.add(values)?;
        }
        Ok(())
    }

    /// Sends what was gathered.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.flush_alike()?;
        if self.gathered.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.gathered);
        all_changed(self.one.conn.execute_rows(self.all, &rows)?, rows.len())
    }

    fn flush_alike(&mut self) -> Result<()> {
        let Some(alike) = self.alike.as_mut().filter(|alike| alike.rows > 0) else {
            return Ok(());
        };
        let rows = std::mem::take(&mut alike.rows);
        let statement = if rows == 1 {
            self.one.get()?
        } else {
            alike.keys.push(']');
            alike.first[alike.key] = Value::Text(std::mem::take(&mut alike.keys));
            alike.statement.get()?
        };
        let changed = statement.execute(params_from_iter(&alike.first))?;
        all_changed(changed, rows)
    }
}

/// Rows of a file that are written together.
struct Alike<'a> {
    statement: Hot<'a>,
    key: usize,
    first: Vec<Value>,
    /// A JSON array that is still open.
    keys: String,
    rows: usize,
}

impl Alike<'_> {
    /// Adds the row to those gathered, if it is like them.
    fn takes(&mut self, values: &[&dyn ToSql]) -> Result<bool> {
        if self.rows == 0 || self.first.len() != values.len() {
            return Ok(false);
        }
        let both = self.first.iter().zip(values).skip(self.key + 1);
        for (first, value) in both {
            if !is(first, *value)? {
                return Ok(false);
            }
        }
        self.add(values)?;
        Ok(true)
    }

    fn add(&mut self, values: &[&dyn ToSql]) -> Result<()> {
        let Value::Integer(key) = owned(values[self.key])? else {
            return Err(StoreError::Internal("a key that is no number".into()));
        };
        if self.rows > 0 {
            self.keys.push(',');
        }
        // Writing to a string cannot fail.
        let _ = write!(self.keys, "{key}");
        self.rows += 1;
        Ok(())
    }
}

fn all_owned(values: &[&dyn ToSql]) -> Result<Vec<Value>> {
    Ok(values
        .iter()
        .map(|value| owned(*value))
        .collect::<crate::sql::Result<_>>()?)
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
