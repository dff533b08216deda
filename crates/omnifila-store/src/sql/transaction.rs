//! How a connection begins and ends transactions, and what each engine needs around them.

use super::{Connection, Result};
use rusqlite::config::DbConfig;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

impl Connection {
    /// Begins a transaction that may write, alone among all writers; answers the number of such transactions that have
    /// changed something (0 on SQLite, where all of them are this process's).
    pub(crate) fn begin_write(&self) -> Result<i64> {
        match self {
            Connection::Sqlite(conn) => {
                conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                Ok(0)
            }
            Connection::Postgres(session) => Ok(session.begin_write()?),
        }
    }

    /// The same number, looked at in passing.
    pub(crate) fn revision(&self) -> Result<i64> {
        match self {
            Connection::Sqlite(_) => Ok(0),
            Connection::Postgres(session) => Ok(session.revision()?),
        }
    }

    pub(crate) fn begin_read(&self) -> Result<()> {
        match self {
            Connection::Sqlite(conn) => {
                conn.prepare_cached("BEGIN")?.execute([])?;
            }
            Connection::Postgres(session) => {
                if session.is_broken() {
                    session.reconnect()?;
                }
                session.begin_read()?;
            }
        }
        Ok(())
    }

    pub(crate) fn end_read(&self) -> Result<()> {
        match self {
            Connection::Sqlite(conn) => {
                conn.prepare_cached("ROLLBACK")?.execute([])?;
            }
            Connection::Postgres(session) => session.rollback()?,
        }
        Ok(())
    }

    /// `wrote`: something was changed, which other nodes have to notice.
    pub(crate) fn commit(&self, wrote: bool) -> Result<()> {
        match self {
            Connection::Sqlite(conn) => {
                conn.prepare_cached("COMMIT")?.execute([])?;
            }
            Connection::Postgres(session) => session.commit(wrote)?,
        }
        Ok(())
    }

    /// Gives the transaction up, if one is open.
    pub(crate) fn rollback(&self) -> Result<()> {
        match self {
            Connection::Sqlite(conn) if conn.is_autocommit() => {}
            Connection::Sqlite(conn) => {
                conn.prepare_cached("ROLLBACK")?.execute([])?;
            }
            Connection::Postgres(session) => session.rollback()?,
        }
        Ok(())
    }

    /// Undoes what followed a savepoint, and forgets it.
    pub(crate) fn rollback_to(&self, name: &str) -> Result<()> {
        match self {
            Connection::Sqlite(conn) => {
                conn.prepare_cached(&format!("ROLLBACK TO {name}"))?.execute([])?;
                conn.prepare_cached(&format!("RELEASE {name}"))?.execute([])?;
            }
            Connection::Postgres(session) => session.rollback_to(name)?,
        }
        Ok(())
    }

    /// A transaction is open and has not been given up by the engine.
    pub(crate) fn in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(conn) => !conn.is_autocommit(),
            Connection::Postgres(session) => session.is_open(),
        }
    }

    /// Rows changed since the connection was opened.
    pub(crate) fn total_changes(&self) -> u64 {
        match self {
            Connection::Sqlite(conn) => conn.total_changes(),
            Connection::Postgres(session) => session.changes(),
        }
    }

    /// What was asked before was written by an earlier transaction, whose durability the caller is about to vouch for: the
    /// transaction has to commit something of its own, so that it waits for that one.
    pub(crate) fn vouch(&self) {
        if let Connection::Postgres(session) = self {
            session.vouch();
        }
    }

    /// This process's number among the nodes of a database; a file has no others.
    pub(crate) fn node(&self) -> Option<i64> {
        match self {
            Connection::Sqlite(_) => None,
            Connection::Postgres(session) => session.node(),
        }
    }

    /// Whether another node of this number still counts.
    pub(crate) fn is_alive(&self, node: i64) -> Result<bool> {
        match self {
            Connection::Sqlite(_) => Ok(false),
            Connection::Postgres(_) => self
                .prepare_cached("SELECT 1 FROM node WHERE id = ?1 AND fenced = 0")?
                .exists([node]),
        }
    }

    /// Who else serves the database may have changed.
    pub(crate) fn look_around(&self) -> Result<()> {
        match self {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(session) => Ok(session.look_around()?),
        }
    }

    /// Nodes that have not been seen for too long are dead from here on.
    pub(crate) fn bury_the_dead(&self) -> Result<()> {
        match self {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(session) => Ok(session.bury_the_dead()?),
        }
    }

    /// This process serves the database no more.
    pub(crate) fn leave(&self) {
        if let Connection::Postgres(session) = self {
            session.leave();
        }
    }

    /// The other end is gone.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Connection::Postgres(session) if session.is_broken())
    }

    pub(crate) fn reconnect(&self) -> Result<()> {
        match self {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(session) => Ok(session.reconnect()?),
        }
    }

    /// Counts the pages in SQLite's WAL, in place of its own checkpoint, which would keep the jobs of its commit waiting and hide
    /// its errors.
    pub(crate) fn count_wal(&mut self) -> Result<Arc<AtomicI32>> {
        let count = Arc::new(AtomicI32::new(0));
        if let Connection::Sqlite(conn) = self {
            let pages = Arc::clone(&count);
            conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, n: std::ffi::c_int| {
                pages.store(n, Ordering::Relaxed);
                Ok(())
            }))?;
        }
        Ok(count)
    }

    /// Copies SQLite's WAL back into the file.
    pub(crate) fn checkpoint(&self, mode: &str) -> Result<()> {
        if let Connection::Sqlite(conn) = self {
            conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Closing copies nothing back.
    pub(crate) fn keep_wal(&self) {
        if let Connection::Sqlite(conn) = self
            && let Err(error) = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        {
            tracing::warn!(store.error = %error, "the WAL may be copied back");
        }
    }
}
