//! Values on the wire to PostgreSQL and back: the four kinds the store knows (whole numbers, texts, bytes, nothing) in the
//! type the server expects or gives.
//!
//! A yes or no of the server is 1 or 0, and the sum of whole numbers (`numeric` there) is a whole number again.

use rusqlite::types::{Value, ValueRef};
use std::error::Error;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// One value of a row, undecoded.
struct Raw<'a> {
    kind: Type,
    bytes: Option<&'a [u8]>,
}

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Raw {
            kind: kind.clone(),
            bytes: Some(raw),
        })
    }

    fn from_sql_null(kind: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Raw {
            kind: kind.clone(),
            bytes: None,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `None`: there is no such column, or it is of a kind the store does not use.
pub(crate) fn read(row: &tokio_postgres::Row, column: usize) -> Option<ValueRef<'_>> {
    let raw: Raw<'_> = row.try_get(column).ok()?;
    let Some(bytes) = raw.bytes else {
        return Some(ValueRef::Null);
    };
    Some(match raw.kind {
        Type::INT8 => ValueRef::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        Type::INT4 => ValueRef::Integer(i32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::INT2 => ValueRef::Integer(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::OID => ValueRef::Integer(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::BOOL => ValueRef::Integer(bytes.first().map(|b| i64::from(*b != 0))?),
        Type::NUMERIC => ValueRef::Integer(whole(bytes)?),
        Type::FLOAT8 => ValueRef::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        Type::BYTEA => ValueRef::Blob(bytes),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR | Type::UNKNOWN => ValueRef::Text(bytes),
        _ => return None,
    })
}

/// A `numeric` without fraction: groups of four digits, the first worth 10000^weight.
fn whole(bytes: &[u8]) -> Option<i64> {
    let word = |at: usize| {
        Some(i16::from_be_bytes(
            bytes.get(at * 2..at * 2 + 2)?.try_into().ok()?,
        ))
    };
    let (groups, weight, sign) = (word(0)?, word(1)?, word(2)?);
    let mut value: i64 = 0;
    for place in 0..=i64::from(weight) {
        let group = if place < i64::from(groups) {
            i64::from(word(4 + usize::try_from(place).ok()?)?)
        } else {
            0
        };
        value = value.checked_mul(10_000)?.checked_add(group)?;
    }
    match sign {
        0 => Some(value),
        0x4000 => Some(-value),
        _ => None,
    }
}

/// A value on its way to a parameter of whatever type the server has found for it.
#[derive(Debug)]
pub(crate) struct Bound<'a>(pub(crate) &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(n) => match *kind {
                Type::INT4 => i32::try_from(*n)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*n)?.to_sql(kind, out),
                Type::BOOL => (*n != 0).to_sql(kind, out),
                Type::FLOAT8 => (*n as f64).to_sql(kind, out),
                Type::TEXT | Type::VARCHAR => n.to_string().to_sql(kind, out),
                Type::INT8 => n.to_sql(kind, out),
                _ => Err(format!("a whole number where the server expects {kind}").into()),
            },
            Value::Real(x) => x.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Blob(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One parameter for many rows: an array of the kind the server expects.
pub(crate) fn column<'a>(
    kind: &Type,
    values: impl Iterator<Item = &'a Value>,
) -> Option<Box<dyn ToSql + Sync + 'a>> {
    Some(match *kind {
        Type::INT8_ARRAY => Box::new(values.map(whole_number).collect::<Option<Vec<Option<i64>>>>()?),
        Type::TEXT_ARRAY => Box::new(values.map(text).collect::<Option<Vec<Option<&str>>>>()?),
        Type::BYTEA_ARRAY => Box::new(values.map(bytes).collect::<Option<Vec<Option<&[u8]>>>>()?),
        _ => return None,
    })
}

fn whole_number(value: &Value) -> Option<Option<i64>> {
    match value {
        Value::Integer(n) => Some(Some(*n)),
        Value::Null => Some(None),
        _ => None,
    }
}

fn text(value: &Value) -> Option<Option<&str>> {
    match value {
        Value::Text(text) => Some(Some(text)),
        Value::Null => Some(None),
        _ => None,
    }
}

fn bytes(value: &Value) -> Option<Option<&[u8]>> {
    match value {
        Value::Blob(bytes) => Some(Some(bytes)),
        Value::Null => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    fn numeric(groups: &[i16], weight: i16, sign: i16) -> Vec<u8> {
        let head = [groups.len() as i16, weight, sign, 0];
        head.iter()
            .chain(groups)
            .flat_map(|word| word.to_be_bytes())
            .collect()
    }

    #[test]
    fn sums_are_whole_numbers_again() {
        assert_eq!(whole(&numeric(&[], 0, 0)), Some(0));
        assert_eq!(whole(&numeric(&[42], 0, 0)), Some(42));
        assert_eq!(whole(&numeric(&[1, 2345], 1, 0x4000)), Some(-12_345));
        // Groups of zero at the end are left out on the wire.
        assert_eq!(whole(&numeric(&[7], 2, 0)), Some(700_000_000));
        assert_eq!(whole(&numeric(&[922, 3372, 368, 5477, 5808], 4, 0)), None);
    }
}
