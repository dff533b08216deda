//! The schema and the statements, the same for both libraries of an engine, and the made-up rows.

use anyhow::Result;

use crate::cluster::Cluster;

/// How much is done of each kind of work.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Rows inserted in batches, then claimed and settled.
    pub rows: usize,
    pub per_commit: usize,
    /// Rows that one claim takes.
    pub page: usize,
    /// Rows inserted one by one, each acknowledged when durable.
    pub single: usize,
    /// Clients that insert one by one at the same time.
    pub clients: usize,
}

/// A row of the queue, about as wide as a rendered message.
#[derive(Debug, Clone)]
pub struct Row {
    pub gateway: i64,
    pub priority: i64,
    pub position: i64,
    pub address: String,
    pub dedupe: String,
    pub data: String,
}

impl Row {
    pub fn numbered(number: usize) -> Self {
        let n = number as i64;
        Self {
            gateway: 1,
            priority: n % 4,
            // Positions are not in the order of insertion, as with due times.
            position: 1_700_000_000_000 + (n * 7919) % 1_000_003,
            address: format!("+5549900{:06}", n % 1_000_000),
            dedupe: format!("invoice:{n}:1"),
            data: format!(
                "{{\"customer\":\"Cliente Exemplo {n}\",\"amount_cents\":{},\"due_date\":\"2026-11-30\",\"body\":\"{}\"}}",
                9_900 + n % 5_000,
                "Sua fatura vence amanhã. Pague com Pix. ".repeat(4)
            ),
        }
    }

    pub fn numbered_from(first: usize, count: usize) -> Vec<Self> {
        (first..first + count).map(Self::numbered).collect()
    }
}

pub const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000;";

pub const SQLITE_SCHEMA: &str = "
CREATE TABLE message (id INTEGER PRIMARY KEY, gateway INTEGER NOT NULL, status INTEGER NOT NULL, priority INTEGER NOT NULL,
  position INTEGER NOT NULL, address TEXT NOT NULL, data TEXT NOT NULL) STRICT;
CREATE INDEX message_queue ON message (gateway, priority, position, id) WHERE status = 0;
CREATE TABLE dedupe (key TEXT PRIMARY KEY, message INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE attempt (message INTEGER NOT NULL, number INTEGER NOT NULL, started INTEGER NOT NULL, outcome INTEGER,
  PRIMARY KEY (message, number)) STRICT, WITHOUT ROWID;";

pub mod sqlite {
    pub const INSERT_MESSAGE: &str = "INSERT INTO message (gateway, status, priority, position, address, data) VALUES (?1, 0, ?2, ?3, ?4, ?5) RETURNING id";
    pub const INSERT_KEY: &str = "INSERT INTO dedupe (key, message) VALUES (?1, ?2)";
    pub const PAGE: &str =
        "SELECT id FROM message WHERE gateway = ?1 AND status = 0 ORDER BY priority, position, id LIMIT ?2";
    pub const MARK: &str = "UPDATE message SET status = ?2 WHERE id = ?1 AND status = ?3";
    pub const INSERT_ATTEMPT: &str = "INSERT INTO attempt (message, number, started) VALUES (?1, 1, ?2)";
    pub const SETTLE_ATTEMPT: &str =
        "UPDATE attempt SET outcome = 1 WHERE message = ?1 AND number = 1 AND outcome IS NULL";
}

pub mod postgres {
    pub const SCHEMA: &str = "
DROP TABLE IF EXISTS message, dedupe, attempt;
CREATE TABLE message (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gateway BIGINT NOT NULL, status BIGINT NOT NULL,
  priority BIGINT NOT NULL, position BIGINT NOT NULL, address TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX message_queue ON message (gateway, priority, position, id) WHERE status = 0;
CREATE TABLE dedupe (key TEXT PRIMARY KEY, message BIGINT NOT NULL);
CREATE TABLE attempt (message BIGINT NOT NULL, number BIGINT NOT NULL, started BIGINT NOT NULL, outcome BIGINT,
  PRIMARY KEY (message, number));";

    /// One statement for one row and its key.
    pub const INSERT_ONE: &str =
        "WITH m AS (INSERT INTO message (gateway, status, priority, position, address, data)
  VALUES ($1, 0, $2, $3, $4, $5) RETURNING id) INSERT INTO dedupe (key, message) SELECT $6, id FROM m";
    /// One statement for a batch: the rows as arrays. Keys find their message by its position in the batch.
    pub const INSERT_MANY: &str = "WITH i AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
    WITH ORDINALITY AS t(gateway, priority, position, address, data, key, n)),
  m AS (INSERT INTO message (gateway, status, priority, position, address, data)
    SELECT gateway, 0, priority, position, address, data FROM i ORDER BY n RETURNING id),
  numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM m)
  INSERT INTO dedupe (key, message) SELECT i.key, numbered.id FROM i JOIN numbered USING (n)";
    pub const CLAIM: &str = "WITH page AS (SELECT id FROM message WHERE gateway = $1 AND status = 0
    ORDER BY priority, position, id LIMIT $2 FOR UPDATE SKIP LOCKED),
  marked AS (UPDATE message SET status = 1 FROM page WHERE message.id = page.id AND status = 0 RETURNING message.id),
  begun AS (INSERT INTO attempt (message, number, started) SELECT id, 1, $3 FROM marked)
  SELECT id FROM marked";
    pub const SETTLE_MESSAGES: &str = "UPDATE message SET status = 2 WHERE id = ANY($1) AND status = 1";
    pub const SETTLE_ATTEMPTS: &str =
        "UPDATE attempt SET outcome = 1 WHERE message = ANY($1) AND number = 1 AND outcome IS NULL";
}

/// The rows of a batch as one array per column, for `unnest`.
#[derive(Debug, Default)]
pub struct Columns {
    pub gateway: Vec<i64>,
    pub priority: Vec<i64>,
    pub position: Vec<i64>,
    pub address: Vec<String>,
    pub data: Vec<String>,
    pub dedupe: Vec<String>,
}

impl From<Vec<Row>> for Columns {
    fn from(rows: Vec<Row>) -> Self {
        let mut columns = Self::default();
        for row in rows {
            columns.gateway.push(row.gateway);
            columns.priority.push(row.priority);
            columns.position.push(row.position);
            columns.address.push(row.address);
            columns.data.push(row.data);
            columns.dedupe.push(row.dedupe);
        }
        columns
    }
}

/// Empty tables, statistics reset, and a checkpoint, so that no round pays for the one before.
pub async fn prepare_postgres(cluster: &Cluster) -> Result<()> {
    let client = cluster.client().await?;
    client.batch_execute(postgres::SCHEMA).await?;
    client.batch_execute("CHECKPOINT").await?;
    Ok(())
}
