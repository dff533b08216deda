//! The yardstick of `omnifila bench`: the rows that intake wrote, written again into an empty file of the same schema and
//! durability by prepared statements alone, 1,000 messages a commit. What intake does beyond that is its own cost.

use super::db::{Db, OpenOptions};
use crate::StoreError;
use crate::sql::Connection;
use rusqlite::params;
use rusqlite::types::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const PER_COMMIT: usize = 1_000;
/// The rows of one message: table, and how its rows are found for a range of message ids.
const ROWS: [(&str, &str); 4] = [
    (
        "customer",
        "SELECT DISTINCT c.* FROM state s JOIN customer c ON c.id = s.customer_id WHERE s.id BETWEEN ?1 AND ?2",
    ),
    ("message", "SELECT * FROM message WHERE id BETWEEN ?1 AND ?2"),
    ("state", "SELECT * FROM state WHERE id BETWEEN ?1 AND ?2"),
    (
        "dedupe",
        "SELECT d.* FROM message m JOIN dedupe d ON d.origin = m.origin AND d.key = m.dedupe_key \
         WHERE m.id BETWEEN ?1 AND ?2",
    ),
];

/// Messages a second; at most `limit` of the newest messages of `source` are written into a new file at `target`.
pub fn inserts(source: &Arc<Db>, target: &Path, limit: u64) -> Result<f64, StoreError> {
    // Opened once by the product itself, so that schema and settings are its own.
    let opened = Db::open(target, OpenOptions::default()).map_err(|e| StoreError::Internal(e.to_string()))?;
    opened.close();
    drop(opened);
    let internal = |e: rusqlite::Error| StoreError::Internal(e.to_string());
    let target = rusqlite::Connection::open(target).map_err(internal)?;
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768";
    target.execute_batch(settings).map_err(internal)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let last: i64 = source
        .read_blocking(move |conn| Ok(conn.query_row("SELECT max(id) FROM state", [], |r| r.get(0))?))?;
    let mut at = (last - limit).max(0) + 1;
    let (mut messages, mut spent) = (0, Duration::ZERO);
    while at <= last {
        let to = (at + PER_COMMIT as i64 - 1).min(last);
        let rows = source.read_blocking(move |conn| Ok(read(conn, at, to)?))?;
        messages += rows
            .iter()
            .find(|(table, _)| *table == "state")
            .map_or(0, |(_, rows)| rows.len());
        let began = Instant::now();
        write(&target, &rows).map_err(internal)?;
        spent += began.elapsed();
        at = to + 1;
    }
    Ok(messages as f64 / spent.as_secs_f64().max(f64::MIN_POSITIVE))
}

type Rows = Vec<(&'static str, Vec<Vec<Value>>)>;

fn read(conn: &Connection, from: i64, to: i64) -> rusqlite::Result<Rows> {
    let mut all = Vec::with_capacity(ROWS.len());
    for (table, sql) in ROWS {
        let Connection::Sqlite(conn) = conn else {
            return Ok(all);
        };
        let mut select = conn.prepare_cached(sql)?;
        let width = select.column_count();
        let rows = select.query_map(params![from, to], |r| (0..width).map(|i| r.get(i)).collect())?;
        all.push((table, rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?));
    }
    Ok(all)
}

fn write(conn: &rusqlite::Connection, all: &Rows) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    for (table, rows) in all {
        let Some(width) = rows.first().map(Vec::len) else {
            continue;
        };
        let places = vec!["?"; width].join(", ");
        let mut insert = conn.prepare_cached(&format!("INSERT OR IGNORE INTO {table} VALUES ({places})"))?;
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
    }
    conn.execute_batch("COMMIT")
}
