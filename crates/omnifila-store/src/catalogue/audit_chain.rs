//! The audit trail as a chain: the hash of an entry is over its values and the hash of the entry before, and where the chain ends
//! is kept beside it. Whoever changes, removes or puts in an entry breaks it there, and [`crate::verify`] says where.
//!
//! Model: an entry is written in its change's own transaction, of which one decides at a time, over all nodes: the chain
//! cannot fork. Entries of before there was a chain are sealed once, in their order. The hashes hold no secret: who can write
//! to the database can build all of the chain anew, which shows against an end that was kept elsewhere.

use super::{Catalogue, Result, rows};
use crate::sql::{Connection, Row, Value, params};
use crate::transfer::feed;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const HEAD: &str = "audit_head";
/// Entries read at once.
const PAGE: i64 = 500;
/// An entry's values in the order in which they are hashed, and its hash.
const ENTRY: &str = "SELECT id, at, actor, action, noun, noun_id, before, after, reason, hash FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2";

pub(crate) type Hash = [u8; 32];
/// What the first entry follows.
pub(crate) const NONE: Hash = [0; 32];

/// Where the chain ends: the last entry and its hash in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) id: i64,
    pub(crate) hash: String,
}

impl Head {
    fn of(id: i64, hash: Hash) -> Head {
        Head {
            id,
            hash: hex::encode(hash),
        }
    }

    fn hash(&self) -> Hash {
        let bytes = hex::decode(&self.hash).ok();
        // What cannot be read is no hash of anything: the next entry does not follow, and the check says so.
        bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or(NONE)
    }
}

/// One entry as it is kept.
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) values: Vec<Value>,
    pub(crate) hash: Option<Vec<u8>>,
}

/// The hash of an entry that follows another.
pub(crate) fn link(before: &Hash, values: &[Value]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before);
    feed(&mut hash, values);
    hash.finalize().into()
}

pub(crate) fn head(conn: &Connection) -> Result<Option<Head>> {
    rows::read_setting(conn, HEAD)
}

/// Entries after `after`, oldest first; none at the end.
pub(crate) fn page(conn: &Connection, after: i64) -> Result<Vec<Entry>> {
    let mut select = conn.prepare_cached(ENTRY)?;
    let found = select.query_map([after, PAGE], |row: &Row<'_>| {
        let values: crate::sql::Result<Vec<Value>> = (0..9).map(|column| row.get(column)).collect();
        Ok(Entry {
            id: row.get(0)?,
            values: values?,
            hash: row.get(9)?,
        })
    })?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

/// Adds an entry at the end. `values`: all but its id, in the order of the columns.
pub(super) fn append(conn: &Connection, values: Vec<Value>) -> Result<()> {
    let head = begun(conn)?;
    let last: i64 = conn
        .prepare_cached("SELECT coalesce(max(id), 0) FROM audit")?
        .query_row([], |row| row.get(0))?;
    // PostgreSQL's own numbers go on, for a node of the version before. An entry that somebody put in by hand must not keep the
    // program from writing.
    let given: i64 = if conn.is_remote() {
        conn.prepare_cached("SELECT nextval(pg_get_serial_sequence('audit', 'id'))")?
            .query_row([], |row| row.get(0))?
    } else {
        0
    };
    let id = given.max(last + 1).max(head.id + 1);
    let mut all = vec![Value::Integer(id)];
    all.extend(values);
    let hash = link(&head.hash(), &all);
    all.push(Value::Blob(hash.to_vec()));
    let mut insert = conn.prepare_cached(
        "INSERT INTO audit (id, at, actor, action, noun, noun_id, before, after, reason, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute(crate::sql::params_from_iter(all))?;
    rows::write_setting(conn, HEAD, Some(&Head::of(id, hash)))
}

/// The end of the chain; one that has no chain yet gets it.
fn begun(conn: &Connection) -> Result<Head> {
    if let Some(head) = head(conn)? {
        return Ok(head);
    }
    let (mut last, mut hash) = (0, NONE);
    loop {
        let entries = page(conn, last)?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            last = entry.id;
            hash = link(&hash, &entry.values);
            let mut update =
                conn.prepare_cached("UPDATE audit SET hash = ?2 WHERE id = ?1 AND hash IS NULL")?;
            update.execute(params![last, hash.to_vec()])?;
        }
    }
    let head = Head::of(last, hash);
    rows::write_setting(conn, HEAD, Some(&head))?;
    Ok(head)
}

impl Catalogue {
    /// Seals the entries of before there was a chain, once. Blocks.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn seal_audit(&self) -> Result<()> {
        self.db.write_blocking(|tx| begun(tx.conn()).map(drop))
    }
}
