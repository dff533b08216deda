//! One table from one connection to another, page by page along its key, with the proof that it came over whole.

use super::sum::Sum;
use super::{Arrived, Result, TransferError};
use crate::sql::{Connection, OptionalExtension, Value, params, params_from_iter};
use crate::sqlite::shape::{Kind, Table, quoted};

/// Rows of the first page of a table.
const FIRST: usize = 8;
const MOST: usize = 2_000;
/// A page of fewer bytes is followed by a longer one.
const BYTES: usize = 1 << 20;

/// Empties the table of the target, fills it from the source and compares both.
pub(super) fn table(from: &Connection, into: &Connection, table: &Table) -> Result<Arrived> {
    // What a trigger counted while another table arrived.
    into.execute(
        &format!("DELETE FROM {} WHERE {}", quoted(&table.name), kept(table)),
        [],
    )?;
    let (mut left, mut arrived) = (Sum::default(), Sum::default());
    let mut pages = Pages::of(from, table);
    loop {
        let rows = pages.next()?;
        if rows.is_empty() {
            break;
        }
        rows.iter().for_each(|row| left.add(row));
        write(into, table, &rows)?;
    }
    let mut pages = Pages::of(into, table);
    loop {
        let rows = pages.next()?;
        if rows.is_empty() {
            break;
        }
        rows.iter().for_each(|row| arrived.add(row));
    }
    if left != arrived {
        return Err(TransferError::Differs {
            table: table.name.clone(),
            left: left.words(),
            arrived: arrived.words(),
        });
    }
    if let Some(column) = table.numbered {
        let column = &table.columns[column].name;
        let last = last_number(from, table, column)?;
        set_number(into, table, column, last)?;
    }
    Ok(Arrived {
        table: table.name.clone(),
        rows: arrived.rows,
        checksum: arrived.checksum(),
    })
}

/// Which rows travel: not the mark that a database was moved, nor whose key a shared one has.
pub(super) fn kept(table: &Table) -> &'static str {
    match table.name.as_str() {
        "setting" => "\"name\" NOT IN ('moved_to', 'master_key_id')",
        _ => "1 = 1",
    }
}

/// The rows of a table, in the order of its key.
struct Pages<'a> {
    conn: &'a Connection,
    table: &'a Table,
    after: Option<Vec<Value>>,
    rows: usize,
}

impl<'a> Pages<'a> {
    fn of(conn: &'a Connection, table: &'a Table) -> Self {
        Self {
            conn,
            table,
            after: None,
            rows: FIRST,
        }
    }

    /// None at the end.
    fn next(&mut self) -> Result<Vec<Vec<Value>>> {
        let mut values = self.after.take().unwrap_or_default();
        let sql = select(self.table, values.len());
        values.push(Value::Integer(self.rows as i64));
        let width = self.table.columns.len();
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(values))?;
        let mut rows: Vec<Vec<Value>> = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..width).map(|column| row.get(column));
            rows.push(values.collect::<crate::sql::Result<_>>()?);
        }
        self.after = rows
            .last()
            .map(|row| self.table.key.iter().map(|at| row[*at].clone()).collect());
        let bytes: usize = rows.iter().flatten().map(size).sum();
        self.rows = if bytes < BYTES {
            (self.rows * 2).min(MOST)
        } else {
            (self.rows / 4).max(1)
        };
        Ok(rows)
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 8,
    }
}

/// The statement of a page; `after`: how many values say behind which key it begins.
fn select(table: &Table, after: usize) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.kind {
            Kind::Any => format!("CAST({} AS TEXT)", quoted(&column.name)),
            _ => quoted(&column.name),
        })
        .collect();
    let mut sql = format!(
        "SELECT {} FROM {} WHERE {}",
        columns.join(", "),
        quoted(&table.name),
        kept(table)
    );
    if after > 0 {
        let places: Vec<String> = (1..=after).map(|n| format!("?{n}")).collect();
        sql.push_str(&format!(" AND ({}) > ({})", table.key(), places.join(", ")));
    }
    sql.push_str(&format!(" ORDER BY {} LIMIT ?{}", table.key(), after + 1));
    sql
}

fn write(conn: &Connection, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let head = format!("INSERT INTO {} ({})", quoted(&table.name), table.columns());
    if conn.is_remote() {
        let arrays: Vec<String> = (1..)
            .zip(&table.columns)
            .map(|(n, column)| match column.kind {
                Kind::Integer => format!("${n}::bigint[]"),
                Kind::Text | Kind::Any => format!("${n}::text[]"),
                Kind::Blob => format!("${n}::bytea[]"),
            })
            .collect();
        let sql = format!("{head} SELECT * FROM unnest({})", arrays.join(", "));
        conn.execute_rows(&sql, rows)?;
        return Ok(());
    }
    let places = vec!["?"; table.columns.len()].join(", ");
    let mut insert = conn.prepare_cached(&format!("{head} VALUES ({places})"))?;
    for row in rows {
        insert.execute(params_from_iter(row))?;
    }
    Ok(())
}

/// The greatest number that was ever given in the table, as far as the engine remembers.
fn last_number(conn: &Connection, table: &Table, column: &str) -> Result<i64> {
    let (name, column) = (quoted(&table.name), quoted(column));
    let greatest: i64 = conn.query_row(
        &format!("SELECT coalesce(max({column}), 0) FROM {name}"),
        [],
        |r| r.get(0),
    )?;
    let given: i64 = if conn.is_remote() {
        let sequence = sequence(conn, &name, &column)?;
        let sql = format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}");
        conn.query_row(&sql, [], |r| r.get(0))?
    } else if table.remembers {
        conn.query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = ?1",
            [table.name.as_str()],
            |r| r.get(0),
        )
        .optional()?
        .unwrap_or(0)
    } else {
        0
    };
    Ok(greatest.max(given))
}

/// The next number given in the table is greater than this.
fn set_number(conn: &Connection, table: &Table, column: &str, last: i64) -> Result<()> {
    if last < 1 {
        return Ok(());
    }
    if conn.is_remote() {
        let sequence = sequence(conn, &quoted(&table.name), &quoted(column))?;
        let sql = "SELECT setval(CAST(CAST(?1 AS TEXT) AS regclass), ?2)";
        conn.query_row(sql, params![sequence, last], |r| r.get::<_, i64>(0))?;
    } else if table.remembers {
        let name = table.name.as_str();
        let found = conn.execute(
            "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1",
            params![name, last],
        )?;
        if found == 0 {
            conn.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                params![name, last],
            )?;
        }
    }
    Ok(())
}

/// The name of a column's sequence on PostgreSQL, with its schema; both are given in quotes.
fn sequence(conn: &Connection, table: &str, column: &str) -> Result<String> {
    let column = column.trim_matches('"');
    let sql = format!("SELECT pg_get_serial_sequence('{table}', '{column}')");
    Ok(conn.query_row(&sql, [], |r| r.get(0))?)
}
