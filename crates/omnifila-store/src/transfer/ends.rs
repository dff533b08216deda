//! The two ends of a transfer: a source that stands still, and a target that is nothing until it is published.

use super::{Result, TransferError, copy};
use crate::StoreError;
use crate::place::Place;
use crate::postgres::address::Address;
use crate::postgres::schema as postgres;
use crate::postgres::session::Session;
use crate::sql::Connection;
use crate::sqlite::shape::{Table, quoted};
use crate::sqlite::{DataLock, OpenOptions, file, schema};
use std::fs::{self, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A transfer waits for itself: the server must not end a transaction meanwhile.
const PATIENT: &str = "SET idle_in_transaction_session_timeout = 0";
/// How a file is filled that nobody may use before it is whole: without a journal, synchronised once at the end.
const FILLING: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON";

fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(TransferError::Refused(words.into()))
}

/// One connection inside a transaction, and what keeps everybody else from the database.
#[derive(Debug)]
pub(super) struct End {
    conn: Connection,
    _lock: Option<DataLock>,
}

impl End {
    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }

    /// A database that no service uses, and that none can begin to use until this is dropped.
    pub(super) fn stopped(place: &Place) -> Result<End> {
        let end = match place {
            Place::File(path) => {
                if !path.exists() {
                    return refused(format!("there is no database at {}", path.display()));
                }
                let lock = DataLock::take(path)?;
                let look = file::inspect(path)?;
                if let Some(damage) = look.damage {
                    return refused(format!("{place} is damaged and was not copied: {damage}"));
                }
                same_schema(place, look.schema, look.known)?;
                let conn = Connection::Sqlite(file::open(path)?);
                conn.begin_write()?;
                End {
                    conn,
                    _lock: Some(lock),
                }
            }
            Place::Postgres(url) => {
                let session = patient(url)?;
                let found = postgres::look(&session)?;
                same_schema(place, found.schema as i64, found.known as i64)?;
                let conn = Connection::Postgres(session);
                conn.begin_write()?;
                nobody(place, &conn)?;
                End { conn, _lock: None }
            }
        };
        Ok(end)
    }

    /// A PostgreSQL database as it is at one moment.
    pub(super) fn at_work(place: &Place) -> Result<End> {
        let Place::Postgres(url) = place else {
            return refused("a file is copied as a file");
        };
        let session = patient(url)?;
        let found = postgres::look(&session)?;
        same_schema(place, found.schema as i64, found.known as i64)?;
        let conn = Connection::Postgres(session);
        conn.begin_read()?;
        Ok(End { conn, _lock: None })
    }

    /// What was written here holds.
    pub(super) fn keep(&self) -> Result<()> {
        Ok(self.conn.commit(true)?)
    }
}

fn patient(url: &str) -> Result<Session> {
    let session = Session::connect(&Address::read(url)?).map_err(postgres::unreachable)?;
    postgres::check_server(&session)?;
    session.batch(PATIENT).map_err(postgres::unreachable)?;
    Ok(session)
}

fn same_schema(place: &Place, found: i64, known: i64) -> Result<()> {
    if found == 0 {
        return refused(format!("{place} is empty: there is nothing to copy"));
    }
    if found > known {
        return refused(format!(
            "{place} was written by a newer omnifila (schema {found}, this program knows {known}): use that version"
        ));
    }
    if found < known {
        return refused(format!(
            "{place} has schema {found} and this program writes {known}: run omnifila migrate on it first"
        ));
    }
    Ok(())
}

/// Under the store's lock: no process serves the database.
fn nobody(place: &Place, conn: &Connection) -> Result<()> {
    let nodes = match conn {
        Connection::Postgres(session) => postgres::look(session)?.nodes,
        Connection::Sqlite(_) => 0,
    };
    if nodes > 0 {
        return refused(format!(
            "{place} is in use by {nodes} running now: stop them first (one that was killed counts for 15 seconds more)"
        ));
    }
    Ok(())
}

/// Where everything arrives.
#[derive(Debug)]
pub(super) struct Target {
    end: End,
    /// A file that is being filled, and its place.
    file: Option<(PathBuf, PathBuf)>,
}

impl Target {
    pub(super) fn conn(&self) -> &Connection {
        &self.end.conn
    }

    /// Whether several nodes can serve it.
    pub(super) fn is_shared(&self) -> bool {
        self.file.is_none()
    }

    /// Refuses a place that is not empty, without making anything there.
    pub(super) fn check(place: &Place, tables: &[Table]) -> Result<()> {
        match place {
            Place::File(path) if path.exists() => refused(format!(
                "{place} is there already: only an empty place is filled; name another file, or move that one away"
            )),
            Place::File(_) => Ok(()),
            Place::Postgres(url) => {
                let session = patient(url)?;
                let found = postgres::look(&session)?;
                if found.schema == 0 {
                    return Ok(());
                }
                if found.schema != found.known {
                    return refused(format!(
                        "{place} holds another version's schema ({}, this program writes {}): give an empty database",
                        found.schema, found.known
                    ));
                }
                let conn = Connection::Postgres(session);
                nobody(place, &conn)?;
                nothing(place, &conn, tables)
            }
        }
    }

    /// An empty place, made ready.
    pub(super) fn empty(place: &Place, tables: &[Table]) -> Result<Target> {
        Self::check(place, tables)?;
        match place {
            Place::File(path) => {
                if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
                    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
                    made.map_err(|e| TransferError::Refused(format!("{}: {e}", folder.display())))?;
                }
                let lock = DataLock::take(path)?;
                Self::filling(path, Some(lock))
            }
            Place::Postgres(url) => {
                let (session, _) = postgres::open(url)?;
                session.batch(PATIENT).map_err(postgres::unreachable)?;
                let conn = Connection::Postgres(session);
                conn.begin_write()?;
                // Looked at once more, now that nobody else can write.
                nobody(place, &conn)?;
                nothing(place, &conn, tables)?;
                Ok(Target {
                    end: End { conn, _lock: None },
                    file: None,
                })
            }
        }
    }

    /// A new file that is no service's.
    pub(super) fn new_file(path: &Path) -> Result<Target> {
        if path.exists() {
            return refused(format!("{} is there already", path.display()));
        }
        Self::filling(path, None)
    }

    fn filling(path: &Path, lock: Option<DataLock>) -> Result<Target> {
        let arriving = beside(path, ".arriving");
        for left_over in ["", "-wal", "-shm", "-journal"] {
            match fs::remove_file(beside(&arriving, left_over)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return refused(format!("{}: {error}", arriving.display()));
                }
                _ => {}
            }
        }
        schema::build(&arriving, &OpenOptions::default())?;
        let conn = Connection::Sqlite(file::open(&arriving)?);
        conn.execute_batch(FILLING)?;
        conn.begin_write()?;
        Ok(Target {
            end: End { conn, _lock: lock },
            file: Some((arriving, path.to_owned())),
        })
    }

    /// Makes it what it is to be: all of it is there, on disk, in its place.
    pub(super) fn publish(self, tables: &[Table]) -> Result<()> {
        self.end.conn.commit(true)?;
        let Some((arriving, path)) = &self.file else {
            for table in tables {
                let analyze = format!("ANALYZE {}", quoted(&table.name));
                // The planner finds out by itself, later.
                if let Err(error) = self.end.conn.execute_batch(&analyze) {
                    tracing::warn!(table = table.name, store.error = %error, "not analysed");
                }
            }
            return Ok(());
        };
        self.end.conn.execute_batch("PRAGMA journal_mode = DELETE")?;
        let End { conn, _lock } = self.end;
        drop(conn);
        let look = file::inspect(arriving)?;
        if let Some(damage) = look.damage {
            return refused(format!("{} is damaged: {damage}", arriving.display()));
        }
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let placed = File::open(arriving)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(arriving, path))
            .and_then(|()| File::open(folder)?.sync_all());
        placed.map_err(|error| StoreError::Unhealthy(format!("{}: {error}", path.display())))?;
        Ok(())
    }
}

fn nothing(place: &Place, conn: &Connection, tables: &[Table]) -> Result<()> {
    for table in tables {
        let sql = format!(
            "SELECT 1 FROM {} WHERE {} LIMIT 1",
            quoted(&table.name),
            copy::kept(table)
        );
        if conn.prepare(&sql)?.exists([])? {
            return refused(format!(
                "{place} is not empty (table {}): only an empty database is filled; nothing was changed",
                table.name
            ));
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
