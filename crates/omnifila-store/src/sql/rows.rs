//! What a statement answers: rows, read column by column into the same types on both engines.

use super::{Error, Result};
use crate::postgres::cell;
use rusqlite::types::{FromSql, FromSqlError, ValueRef};

/// The rows of one statement, one after the other.
pub enum Rows<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres(std::vec::IntoIter<tokio_postgres::Row>),
}

impl Rows<'_> {
    #[expect(
        clippy::should_implement_trait,
        reason = "a row lends from its statement, which an iterator's item cannot"
    )]
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        Ok(match self {
            Rows::Sqlite(rows) => rows.next()?.map(Row::Sqlite),
            Rows::Postgres(rows) => rows.next().map(Row::Postgres),
        })
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// One row.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(tokio_postgres::Row),
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").finish_non_exhaustive()
    }
}

/// A column by its place or its name.
pub trait Index: rusqlite::RowIndex + Copy {
    fn place(self, row: &tokio_postgres::Row) -> Option<usize>;
}

impl Index for usize {
    fn place(self, _: &tokio_postgres::Row) -> Option<usize> {
        Some(self)
    }
}

impl Index for &str {
    fn place(self, row: &tokio_postgres::Row) -> Option<usize> {
        row.columns().iter().position(|column| column.name() == self)
    }
}

impl Row<'_> {
    pub fn get<I: Index, T: FromSql>(&self, column: I) -> Result<T> {
        match self {
            Row::Sqlite(row) => Ok(row.get(column)?),
            Row::Postgres(row) => {
                let place = column.place(row).ok_or_else(|| Error::unreadable(usize::MAX))?;
                T::column_result(value(row, place)?).map_err(|error| unlike(place, error))
            }
        }
    }

    /// A text, not copied.
    pub fn text(&self, column: usize) -> Result<&str> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?),
            Row::Postgres(row) => value(row, column)?
                .as_str()
                .map_err(|error| unlike(column, error)),
        }
    }
}

fn value(row: &tokio_postgres::Row, column: usize) -> Result<ValueRef<'_>> {
    cell::read(row, column).ok_or_else(|| Error::unreadable(column))
}

fn unlike(column: usize, error: FromSqlError) -> Error {
    let words = Box::new(error);
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Null, words).into()
}

/// Rows made into something else.
#[derive(Debug)]
pub struct Mapped<'s, F> {
    rows: Rows<'s>,
    read: F,
}

impl<'s, F> Mapped<'s, F> {
    pub(super) fn new(rows: Rows<'s>, read: F) -> Self {
        Self { rows, read }
    }
}

impl<T, F> Iterator for Mapped<'_, F>
where
    F: FnMut(&Row<'_>) -> Result<T>,
{
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        match self.rows.next() {
            Ok(Some(row)) => Some((self.read)(&row)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}
