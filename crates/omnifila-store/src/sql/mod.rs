//! The thin layer of statements under everything the store keeps: one connection, spoken the same on SQLite and on
//! PostgreSQL.
//!
//! Model: SQL is written once, in the words both engines take (`?1` as parameter, `ON CONFLICT`, `RETURNING`); what only one
//! of them needs (`INDEXED BY`) is left out for the other by [`crate::postgres::dialect`]. Values are those of rusqlite on both
//! sides. On SQLite every call here is one `match` before rusqlite's own: rows are stepped through, nothing is boxed or copied.
//! On PostgreSQL the rows of a statement come whole, so what may find many carries a LIMIT.
//!
//! Failures: [`Error`] keeps which engine spoke; [`crate::StoreError`] says what it means for the caller.

mod params;
mod rows;
mod transaction;

pub use params::{FromIter, Params, params_from_iter};
pub(crate) use params::{is, owned};
pub use rows::{Index, Mapped, Row, Rows};
pub use rusqlite::params;
pub use rusqlite::types::{FromSql, ToSql, Value};

use crate::StoreError;
use crate::postgres::session::{Prepared, Session};

pub type Result<T> = std::result::Result<T, Error>;

/// Why a statement did not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] crate::postgres::fault::Fault),
}

impl Error {
    /// The column holds something else than the program wrote.
    pub fn unreadable(column: usize) -> Error {
        rusqlite::Error::IntegralValueOutOfRange(column, -1).into()
    }

    /// The same of a text that should be a document.
    pub fn garbled(column: usize, error: serde_json::Error) -> Error {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error)).into()
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::Sqlite(error) => error.into(),
            Error::Postgres(fault) => fault.into(),
        }
    }
}

/// A row that is not there is an answer.
pub trait OptionalExtension<T> {
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(Error::Sqlite(rusqlite::Error::QueryReturnedNoRows)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// One connection of one thread.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a handful per process, each owned by a thread"
)]
pub enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Session),
}

impl Connection {
    /// The statement of this text, compiled once per connection.
    pub fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Connection::Sqlite(conn) => Statement::Sqlite(conn.prepare_cached(sql)?),
            Connection::Postgres(session) => Statement::Postgres(session.prepare(sql)?),
        })
    }

    /// A statement whose text seldom comes again.
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Connection::Sqlite(conn) => Statement::Once(conn.prepare(sql)?),
            Connection::Postgres(session) => Statement::Postgres(session.prepare(sql)?),
        })
    }

    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare(sql)?.query_row(params, read)
    }

    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Statements without parameters, separated by semicolons.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        match self {
            Connection::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Connection::Postgres(session) => Ok(session.batch(sql)?),
        }
    }

    /// On PostgreSQL: one statement for many rows, its parameters arrays with one element per row; how many rows it changed.
    pub(crate) fn execute_rows(&self, sql: &str, rows: &[Vec<Value>]) -> Result<usize> {
        match self {
            Connection::Sqlite(_) => Err(Error::unreadable(0)),
            Connection::Postgres(session) => Ok(session.prepare(sql)?.execute_rows(rows)?),
        }
    }

    /// On PostgreSQL: the rows of such a statement.
    pub(crate) fn query_rows(&self, sql: &str, rows: &[Vec<Value>]) -> Result<Rows<'_>> {
        match self {
            Connection::Sqlite(_) => Err(Error::unreadable(0)),
            Connection::Postgres(session) => Ok(Rows::Postgres(
                session.prepare(sql)?.query_rows(rows)?.into_iter(),
            )),
        }
    }

    /// Whether this is PostgreSQL, where what runs once per message travels in sets.
    pub fn is_remote(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }
}

/// One statement, ready to run.
pub enum Statement<'c> {
    Sqlite(rusqlite::CachedStatement<'c>),
    Once(rusqlite::Statement<'c>),
    Postgres(Prepared<'c>),
}

impl std::fmt::Debug for Statement<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statement").finish_non_exhaustive()
    }
}

impl Statement<'_> {
    /// Runs it; how many rows it changed.
    pub fn execute(&mut self, params: impl Params) -> Result<usize> {
        match self {
            Statement::Sqlite(s) => Ok(s.execute(rusqlite::params_from_iter(params.each()))?),
            Statement::Once(s) => Ok(s.execute(rusqlite::params_from_iter(params.each()))?),
            Statement::Postgres(s) => Ok(s.execute(params::values(params)?)?),
        }
    }

    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        Ok(match self {
            Statement::Sqlite(s) => Rows::Sqlite(s.query(rusqlite::params_from_iter(params.each()))?),
            Statement::Once(s) => Rows::Sqlite(s.query(rusqlite::params_from_iter(params.each()))?),
            Statement::Postgres(s) => Rows::Postgres(s.query(params::values(params)?)?.into_iter()),
        })
    }

    /// The first row; [`OptionalExtension::optional`] makes none an answer.
    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut rows = self.query(params)?;
        match rows.next()? {
            Some(row) => read(&row),
            None => Err(rusqlite::Error::QueryReturnedNoRows.into()),
        }
    }

    pub fn query_map<T, F>(&mut self, params: impl Params, read: F) -> Result<Mapped<'_, F>>
    where
        F: FnMut(&Row<'_>) -> Result<T>,
    {
        Ok(Mapped::new(self.query(params)?, read))
    }

    /// Whether there is a row.
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}
