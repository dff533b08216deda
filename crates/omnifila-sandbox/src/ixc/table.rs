//! A resource of the webservice as a table: every field a text, found by `tabela.campo` and the operators of `grid_param`.
//!
//! Conditions are joined by AND only, as there is no OR in the real one. Two texts that are both numbers compare as numbers;
//! else letter by letter, which for ISO dates is by time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

use serde_json::{Map, Value};

pub(crate) type Cell = Cow<'static, str>;

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: BTreeMap<u64, Vec<Cell>>,
}

/// One condition: a column, an operator, what it is compared with.
#[derive(Debug)]
pub(crate) struct Condition<'a> {
    column: usize,
    op: Op,
    value: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Equal,
    Unequal,
    Greater,
    Less,
    AtLeast,
    AtMost,
    Like,
    Unlike,
    In,
    NotIn,
    Between,
    NotBetween,
}

impl Table {
    pub(crate) fn new(columns: &'static [&'static str]) -> Self {
        Self {
            columns,
            rows: BTreeMap::new(),
        }
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| *c == name)
    }

    /// A row with its id and nothing else.
    pub(crate) fn blank(&self, id: u64) -> Vec<Cell> {
        let mut row = vec![Cell::Borrowed(""); self.columns.len()];
        if let Some(at) = self.column("id") {
            row[at] = Cell::Owned(id.to_string());
        }
        row
    }

    /// Sets named fields of a row, made if it is new. The name of a field that is not there is the error.
    pub(crate) fn set(
        &mut self,
        id: u64,
        fields: impl IntoIterator<Item = (String, Cell)>,
    ) -> Result<(), String> {
        let mut row = self.rows.get(&id).cloned().unwrap_or_else(|| self.blank(id));
        for (name, value) in fields {
            let at = self.column(&name).ok_or(name)?;
            row[at] = value;
        }
        self.rows.insert(id, row);
        Ok(())
    }

    pub(crate) fn get(&self, id: u64, name: &str) -> Option<&str> {
        let at = self.column(name)?;
        self.rows.get(&id).map(|row| &*row[at])
    }

    /// Reads `tabela.campo`, an operator and a value; `None` is the real one's 500.
    pub(crate) fn condition<'a>(
        &self,
        resource: &str,
        name: &str,
        op: &str,
        value: &'a str,
    ) -> Option<Condition<'a>> {
        let (table, field) = name.split_once('.')?;
        let column = self.column(field).filter(|_| table == resource)?;
        let op = Op::read(op)?;
        Some(Condition { column, op, value })
    }

    /// How many rows satisfy all conditions, and those of one page in the asked order.
    pub(crate) fn select(
        &self,
        conditions: &[Condition<'_>],
        sort: (usize, bool),
        page: usize,
        rp: usize,
    ) -> (usize, Vec<&Vec<Cell>>) {
        let id = self.column("id");
        // A page by key reads from its key on, not the whole table.
        let from = conditions
            .iter()
            .filter(|c| Some(c.column) == id && c.op == Op::Greater)
            .filter_map(|c| c.value.parse::<u64>().ok())
            .max();
        let from = from.map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.rows.range((from, Bound::Unbounded)).map(|(_, row)| row);
        let mut found: Vec<&Vec<Cell>> = range
            .filter(|row| conditions.iter().all(|c| c.holds(row)))
            .collect();
        let (column, descending) = sort;
        if Some(column) != id {
            found.sort_by(|a, b| compare(&a[column], &b[column]));
        }
        if descending {
            found.reverse();
        }
        let total = found.len();
        let skip = page.saturating_sub(1).saturating_mul(rp);
        (total, found.into_iter().skip(skip).take(rp).collect())
    }

    pub(crate) fn object(&self, row: &[Cell]) -> Value {
        let fields = self.columns.iter().zip(row);
        let object: Map<String, Value> = fields
            .map(|(name, value)| ((*name).to_owned(), Value::String(value.to_string())))
            .collect();
        Value::Object(object)
    }
}

impl Op {
    fn read(op: &str) -> Option<Op> {
        Some(match op {
            "=" => Op::Equal,
            "!=" => Op::Unequal,
            ">" => Op::Greater,
            "<" => Op::Less,
            ">=" => Op::AtLeast,
            "<=" => Op::AtMost,
            "L" => Op::Like,
            "NL" => Op::Unlike,
            "IN" => Op::In,
            "NI" => Op::NotIn,
            "BE" => Op::Between,
            "NBE" => Op::NotBetween,
            _ => return None,
        })
    }
}

impl Condition<'_> {
    fn holds(&self, row: &[Cell]) -> bool {
        let cell = &*row[self.column];
        let order = || compare(cell, self.value);
        match self.op {
            Op::Equal => order().is_eq(),
            Op::Unequal => order().is_ne(),
            Op::Greater => order().is_gt(),
            Op::Less => order().is_lt(),
            Op::AtLeast => order().is_ge(),
            Op::AtMost => order().is_le(),
            Op::Like => like(cell, self.value),
            Op::Unlike => !like(cell, self.value),
            Op::In => self.lists(cell),
            Op::NotIn => !self.lists(cell),
            Op::Between => self.spans(cell),
            Op::NotBetween => !self.spans(cell),
        }
    }

    fn lists(&self, cell: &str) -> bool {
        self.value.split(',').any(|v| v.trim().trim_matches('\'') == cell)
    }

    fn spans(&self, cell: &str) -> bool {
        let Some((low, high)) = self.value.split_once(',') else {
            return false;
        };
        compare(cell, low.trim()).is_ge() && compare(cell, high.trim()).is_le()
    }
}

fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y),
        _ => a.cmp(b),
    }
}

/// SQL's LIKE between two wildcards, without regard to case.
fn like(cell: &str, pattern: &str) -> bool {
    let cell = cell.to_lowercase();
    let mut rest = cell.as_str();
    pattern
        .to_lowercase()
        .split('%')
        .filter(|part| !part.is_empty())
        .all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["id", "nome", "valor", "data"]);
        for (id, nome, valor, data) in [
            (2, "Ana", "9.90", "2026-12-09"),
            (10, "Bruno", "129.90", "2026-12-10"),
            (11, "Carla", "20.00", ""),
        ] {
            let fields = [("nome", nome), ("valor", valor), ("data", data)];
            let fields = fields.map(|(n, v)| (n.to_owned(), Cell::Borrowed(v)));
            table.set(id, fields).unwrap();
        }
        table
    }

    fn ids(name: &str, op: &str, value: &str) -> Vec<String> {
        let table = table();
        let condition = table.condition("t", name, op, value).unwrap();
        let (_, rows) = table.select(&[condition], (0, false), 1, 100);
        rows.iter().map(|r| r[0].to_string()).collect()
    }

    #[test]
    fn operators_compare_numbers_dates_and_texts() {
        assert_eq!(ids("t.valor", ">", "15"), ["10", "11"]);
        assert_eq!(ids("t.id", ">", "2"), ["10", "11"]);
        assert_eq!(ids("t.data", ">=", "2026-12-10"), ["10"]);
        assert_eq!(ids("t.data", "=", ""), ["11"]);
        assert_eq!(ids("t.id", "IN", "2,11"), ["2", "11"]);
        assert_eq!(ids("t.id", "NI", "2,11"), ["10"]);
        assert_eq!(ids("t.nome", "L", "%RU%o"), ["10"]);
        assert_eq!(ids("t.nome", "NL", "a"), ["10"]);
        assert_eq!(ids("t.data", "BE", "2026-12-01,2026-12-09"), ["2"]);
    }

    #[test]
    fn names_without_their_table_are_refused() {
        let table = table();
        for name in ["id", "u.id", "t.nada"] {
            assert!(table.condition("t", name, "=", "1").is_none(), "{name}");
        }
        assert!(table.condition("t", "t.id", "~", "1").is_none());
    }

    #[test]
    fn pages_and_orders() {
        let table = table();
        let (total, rows) = table.select(&[], (2, true), 1, 2);
        let values: Vec<&str> = rows.iter().map(|r| &*r[2]).collect();
        assert_eq!((total, values), (3, vec!["129.90", "20.00"]));
    }
}
