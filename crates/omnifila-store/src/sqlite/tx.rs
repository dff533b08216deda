//! What a job on the writing thread may touch: the connection, inside the open transaction, and the memory beside it.

use super::memory::QueueMemory;
use crate::sql::Connection;
use crate::{StoreError, catalogue};
use omnifila_core::catalogue::Book;
use std::sync::Arc;

/// State of this process that follows the database. Jobs change it together with their rows; whenever rows are rolled
/// back after a job had changed it, it is built anew from the database before the next job runs.
#[derive(Debug)]
pub struct Memory {
    /// Everything small that `start` obeys. A change replaces it by a copy with a higher epoch.
    pub book: Arc<Book>,
    pub queue: QueueMemory,
    /// How many transactions had changed the database, over all nodes, when this followed it. Always 0 for a file, which
    /// nobody else writes.
    pub(super) revision: i64,
}

impl Memory {
    pub(super) fn load(conn: &Connection) -> Result<Self, StoreError> {
        let book = Arc::new(catalogue::load_book(conn)?);
        let queue = QueueMemory::load(conn, &book)?;
        Ok(Self {
            book,
            queue,
            revision: 0,
        })
    }

    /// Follows what other nodes have committed. What no row tells (leases of last looks, figures not yet written) stays.
    pub(super) fn follow(&mut self, conn: &Connection) -> Result<(), StoreError> {
        conn.look_around()?;
        let epoch = catalogue::book_epoch(conn)?;
        if epoch != self.book.epoch {
            self.book = Arc::new(catalogue::load_book(conn)?);
        }
        let mut queue = QueueMemory::load(conn, &self.book)?;
        queue.keep_own(&mut self.queue);
        self.queue = queue;
        Ok(())
    }
}

/// One job's view of the open transaction.
#[derive(Debug)]
pub struct Tx<'a> {
    conn: &'a Connection,
    memory: &'a mut Memory,
    memory_changed: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn new(conn: &'a Connection, memory: &'a mut Memory) -> Self {
        Self {
            conn,
            memory,
            memory_changed: false,
        }
    }

    /// The writing connection. Statements go through `prepare_cached`; nobody begins, commits or rolls back but the
    /// writing thread. Does not borrow the `Tx`, so that memory may change while a statement is open.
    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    pub fn memory(&self) -> &Memory {
        self.memory
    }

    /// For changing memory together with the rows. A job that fails after this makes memory be built anew, so a job
    /// that may refuse checks first and changes then.
    pub fn memory_mut(&mut self) -> &mut Memory {
        self.memory_changed = true;
        self.memory
    }

    pub(super) fn memory_changed(&self) -> bool {
        self.memory_changed
    }
}
