//! A checksum of rows that is the same on both engines and in every order.

use crate::sql::Value;
use sha2::{Digest, Sha256};

/// Rows counted, and the sum of their hashes: two tables of the same rows agree, whatever order they are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) rows: u64,
    sum: u128,
}

impl Sum {
    pub(super) fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        feed(&mut hash, row);
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        self.rows += 1;
        // Added, not xored: two equal rows must not cancel each other out.
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(first));
    }

    pub(super) fn checksum(&self) -> String {
        format!("{:032x}", self.sum)
    }

    pub(super) fn words(&self) -> String {
        format!("{} rows of checksum {}", self.rows, self.checksum())
    }
}

/// Each value with its kind and its length, so that no two rows are hashed from the same bytes.
pub(crate) fn feed(hash: &mut Sha256, row: &[Value]) {
    for value in row {
        let (kind, bytes): (u8, &[u8]) = match value {
            Value::Null => (0, &[]),
            Value::Integer(n) => {
                hash.update([1]);
                hash.update(n.to_be_bytes());
                continue;
            }
            Value::Real(x) => {
                hash.update([2]);
                hash.update(x.to_be_bytes());
                continue;
            }
            Value::Text(text) => (3, text.as_bytes()),
            Value::Blob(bytes) => (4, bytes),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Value]]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn the_order_is_nothing_and_every_value_is_something() {
        let text = |t: &str| Value::Text(t.into());
        let (a, b) = ([text("a"), Value::Integer(1)], [text("b"), Value::Null]);
        assert_eq!(sum(&[&a, &b]), sum(&[&b, &a]));
        assert_ne!(sum(&[&a, &a]), sum(&[&b, &b]));
        assert_ne!(sum(&[&a]), sum(&[&a, &a]));
        for (one, other) in [
            ([text("ab"), text("c")], [text("a"), text("bc")]),
            ([text("1"), Value::Null], [Value::Integer(1), Value::Null]),
            ([text("x"), Value::Null], [text("x"), text("")]),
            ([text("x"), text("y")], [text("x"), Value::Blob(b"y".to_vec())]),
        ] {
            assert_ne!(sum(&[&one]), sum(&[&other]), "{one:?} {other:?}");
        }
    }
}
