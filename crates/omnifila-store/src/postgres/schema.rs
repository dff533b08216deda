//! Opening a database: what is refused in words, and the migrations.
//!
//! The migrations are those of SQLite, in PostgreSQL's words ([`dialect::schema`]), so that one list describes both; what only
//! PostgreSQL needs is [`OWN`]. The table `store` says which have been applied, and counts the transactions that changed
//! something. All of it happens under the store's lock: several nodes may start at once.

use super::address::Address;
use super::dialect;
use super::fault::Fault;
use super::node::LEASE;
use super::session::Session;
use crate::sqlite::OpenError;

/// Before the first migration: what SQLite brings along and PostgreSQL does not.
const BASE: &str = "
CREATE TABLE store (
    one      BIGINT PRIMARY KEY CHECK (one = 1),
    schema   BIGINT NOT NULL,
    own      BIGINT NOT NULL,
    -- Transactions that have changed something, over all nodes.
    revision BIGINT NOT NULL
);
INSERT INTO store VALUES (1, 0, 0, 0);
CREATE FUNCTION json_valid(doc TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE RETURN doc::json IS NOT NULL;
CREATE FUNCTION max(a BIGINT, b BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a < b THEN b ELSE a END;
CREATE FUNCTION min(a BIGINT, b BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a > b THEN b ELSE a END;
-- The elements of a list; a member of an object, whose path is `$.` and its name.
CREATE FUNCTION json_each(doc TEXT) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE
    RETURN json_array_elements_text(doc::json);
CREATE FUNCTION json_extract(doc TEXT, path TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE
    RETURN doc::json ->> substr(path, 3);
";

/// PostgreSQL's own migrations, after those of both; append only.
const OWN: &[&str] = &[
    include_str!("migrations/0001_postgres.sql"),
    include_str!("migrations/0002_audit.sql"),
];

/// The oldest server that is tested.
const OLDEST: i64 = 150_000;

/// A connection to a database that is fit for the store, with the schema of this program.
pub(crate) fn open(url: &str) -> Result<(Session, Address), OpenError> {
    let address = Address::read(url)?;
    let session = Session::connect(&address).map_err(unreachable)?;
    check_server(&session)?;
    migrate(&session)?;
    Ok((session, address))
}

/// What `inspect` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Schema of the database, 0 of an empty one, and the one of this program.
    pub schema: usize,
    pub known: usize,
    /// Processes that serve it now.
    pub nodes: u64,
}

/// Looks at a database and changes nothing; what would be refused at opening is refused here. Blocks.
pub fn inspect(url: &str) -> Result<Look, OpenError> {
    let url = url.to_owned();
    // A session drives its own runtime, which must not happen inside another.
    let looked = std::thread::spawn(move || {
        let session = Session::connect(&Address::read(&url)?).map_err(unreachable)?;
        check_server(&session)?;
        look(&session)
    });
    looked
        .join()
        .map_err(|_| OpenError::Database("the thread that connects panicked".into()))?
}

/// The same over a connection that is there.
pub(crate) fn look(session: &Session) -> Result<Look, OpenError> {
    let known = crate::sqlite::MIGRATIONS.len();
    if one(session, "SELECT to_regclass(current_schema() || '.store')")?.is_empty() {
        return Ok(Look {
            schema: 0,
            known,
            nodes: 0,
        });
    }
    let number = |sql: &str| -> Result<u64, OpenError> { Ok(one(session, sql)?.parse().unwrap_or(0)) };
    Ok(Look {
        schema: usize::try_from(number("SELECT schema FROM store")?).unwrap_or(usize::MAX),
        known,
        nodes: number(&format!(
            "SELECT count(*) FROM node WHERE fenced = 0 AND seen_at > clock_timestamp() - interval '{LEASE} seconds'"
        ))?,
    })
}

pub(crate) fn unreachable(fault: Fault) -> OpenError {
    OpenError::Database(fault.to_string())
}

pub(crate) fn one(session: &Session, sql: &str) -> Result<String, OpenError> {
    let found = session.simple(sql).map_err(unreachable)?;
    Ok(found.into_iter().next().flatten().unwrap_or_default())
}

pub(crate) fn check_server(session: &Session) -> Result<(), OpenError> {
    let refuse = |words: &str| Err(OpenError::Database(words.into()));
    let version = one(session, "SHOW server_version_num")?;
    if version.parse::<i64>().unwrap_or(0) < OLDEST {
        return refuse("PostgreSQL 15 or newer is needed");
    }
    if one(session, "SELECT pg_is_in_recovery()")? != "f" {
        return refuse("this server is a standby, which can only be read: give the URL of the primary");
    }
    if one(session, "SHOW synchronous_commit")? == "off" {
        return refuse(
            "synchronous_commit is off: the server would acknowledge what a crash still loses; set it to on for this \
             database (ALTER DATABASE … SET synchronous_commit = on)",
        );
    }
    if one(session, "SHOW server_encoding")? != "UTF8" {
        return refuse("the database must have the encoding UTF8");
    }
    if one(session, "SHOW fsync")? != "on" {
        tracing::warn!("the PostgreSQL server runs with fsync off: a power cut loses what was acknowledged");
    }
    if one(session, "SELECT current_schema()")?.is_empty() {
        return refuse("the schema that search_path names is not in the database");
    }
    Ok(())
}

fn migrate(session: &Session) -> Result<(), OpenError> {
    session.begin_schema().map_err(unreachable)?;
    let done = apply(session);
    match &done {
        Ok(()) => session.commit(false).map_err(unreachable)?,
        Err(_) => drop(session.rollback()),
    }
    done
}

fn apply(session: &Session) -> Result<(), OpenError> {
    if one(session, "SELECT to_regclass(current_schema() || '.store')")?.is_empty() {
        let others = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
        if one(session, others)? != "0" {
            return Err(OpenError::Database(
                "the database holds tables of something else: give omnifila one of its own".into(),
            ));
        }
        session.batch(BASE).map_err(unreachable)?;
    }
    let found = |column: &str| -> Result<usize, OpenError> {
        Ok(one(session, &format!("SELECT {column} FROM store"))?
            .parse()
            .unwrap_or(usize::MAX))
    };
    let (shared, own) = (found("schema")?, found("own")?);
    let known = crate::sqlite::MIGRATIONS;
    if shared > known.len() || own > OWN.len() {
        return Err(OpenError::Database(format!(
            "the database was written by a newer omnifila (schema {shared}.{own}, this program knows {}.{}): install that \
             version, or restore a backup made before the upgrade",
            known.len(),
            OWN.len()
        )));
    }
    for sql in &known[shared..] {
        session.batch(&dialect::schema(sql)).map_err(unreachable)?;
    }
    for sql in &OWN[own..] {
        session.batch(sql).map_err(unreachable)?;
    }
    let applied = format!("UPDATE store SET schema = {}, own = {}", known.len(), OWN.len());
    session.batch(&applied).map_err(unreachable)
}
