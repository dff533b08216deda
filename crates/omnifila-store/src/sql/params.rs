//! What is bound to a statement: each value in the order of its parameter's number.

use super::Result;
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// Values for the parameters of one statement.
pub trait Params {
    type Item: ToSql;

    fn each(self) -> impl Iterator<Item = Self::Item>;
}

impl Params for [&(dyn ToSql + Send + Sync); 0] {
    type Item = i64;

    fn each(self) -> impl Iterator<Item = i64> {
        std::iter::empty()
    }
}

macro_rules! arrays {
    ($($n:literal)*) => {$(
        impl<T: ToSql> Params for [T; $n] {
            type Item = T;

            fn each(self) -> impl Iterator<Item = T> {
                self.into_iter()
            }
        }
    )*};
}
arrays!(1 2 3 4 5 6 7 8);

impl<'a> Params for &'a [&'a dyn ToSql] {
    type Item = &'a &'a dyn ToSql;

    fn each(self) -> impl Iterator<Item = Self::Item> {
        self.iter()
    }
}

/// Values that are known only as a list.
#[derive(Debug)]
pub struct FromIter<I>(I);

pub fn params_from_iter<I>(values: I) -> FromIter<I>
where
    I: IntoIterator,
    I::Item: ToSql,
{
    FromIter(values)
}

impl<I> Params for FromIter<I>
where
    I: IntoIterator,
    I::Item: ToSql,
{
    type Item = I::Item;

    fn each(self) -> impl Iterator<Item = I::Item> {
        self.0.into_iter()
    }
}

/// The values, owned, for an engine at the other end of a wire.
pub(super) fn values(params: impl Params) -> Result<Vec<Value>> {
    params.each().map(|value| owned(&value)).collect()
}

pub(crate) fn owned(value: &dyn ToSql) -> Result<Value> {
    Ok(match value.to_sql()? {
        ToSqlOutput::Borrowed(value) => match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Integer(n),
            ValueRef::Real(x) => Value::Real(x),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        },
        ToSqlOutput::Owned(value) => value,
        _ => return Err(rusqlite::Error::ToSqlConversionFailure("a value of SQLite alone".into()).into()),
    })
}

/// Whether `value` would be bound as `this`.
pub(crate) fn is(this: &Value, value: &dyn ToSql) -> Result<bool> {
    Ok(match value.to_sql()? {
        ToSqlOutput::Borrowed(value) => ValueRef::from(this) == value,
        ToSqlOutput::Owned(value) => *this == value,
        _ => false,
    })
}
