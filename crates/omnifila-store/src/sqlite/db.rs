//! The handle on one data file: asks the writing and the reading threads, and says what they say.

use super::lock::DataLock;
use super::reader;
use super::schema::{self, OpenError};
use super::tx::{Memory, Tx};
use super::writer::{self, Signals, WriterThread};
use crate::StoreError;
use crate::postgres;
use crate::postgres::node::Pulse;
use crate::postgres::session::Session;
use crate::sql::Connection;
use omnifila_core::catalogue::Book;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

type Result<T> = std::result::Result<T, StoreError>;

/// Jobs that may wait for the writing thread. Who comes later waits outside, with nothing begun.
const WRITES_QUEUED: usize = 1_024;
const READS_QUEUED: usize = 256;

/// How a data file is opened. The defaults keep the process's own memory below 64 MiB.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Reading threads.
    pub readers: usize,
    /// Small on purpose: after most commits SQLite walks the whole cache to drop temporary page numbers, and what falls out
    /// of it is still in the kernel's.
    pub writer_cache_kib: i64,
    /// For each reading thread.
    pub reader_cache_kib: i64,
    /// How long to wait for a lock that some other program (a backup, a shell) holds on the file.
    pub busy_timeout: Duration,
    /// After this much work no further job joins a transaction, so that the first one is not kept waiting.
    pub work_per_commit: Duration,
    /// The folder of this process alone, locked while it serves a PostgreSQL database: one that starts here again knows that
    /// its predecessor is dead, and need not wait for its lease to end.
    pub home: Option<PathBuf>,
    /// The file grows to at most so many pages of 4 KiB; for trying out a full disk.
    pub max_pages: Option<u32>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            readers: 3,
            writer_cache_kib: 8 << 10,
            reader_cache_kib: 8 << 10,
            busy_timeout: Duration::from_secs(5),
            work_per_commit: Duration::from_millis(4),
            home: None,
            max_pages: None,
        }
    }
}

/// One open data file, shared by everything in the process.
#[derive(Debug)]
pub struct Db {
    path: PathBuf,
    node: Option<i64>,
    /// On PostgreSQL: this node's place among the others.
    pulse: Option<Arc<Pulse>>,
    writes: Sender<writer::Message>,
    writes_room: Arc<Semaphore>,
    reads: Sender<reader::Message>,
    reads_room: Arc<Semaphore>,
    signals: Arc<Signals>,
    threads: Mutex<Threads>,
}

#[derive(Debug, Default)]
struct Threads {
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    node: Option<JoinHandle<()>>,
}

/// Who else may write.
enum Beside {
    Nobody(DataLock),
    /// `bool`: this node is on duty.
    Others(Box<postgres::address::Address>, bool, Option<DataLock>),
}

impl Db {
    /// Opens the file at `path`, making it (not its folder) if it is not there. Reads what the memory beside it needs.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> std::result::Result<Arc<Self>, OpenError> {
        let path = path.as_ref();
        let failed = |error: String| OpenError::Io {
            path: path.to_owned(),
            error,
        };
        let lock = DataLock::take(path)?;
        let conn = Connection::Sqlite(schema::open_writer(path, &options)?);
        let memory = Memory::load(&conn).map_err(|error| failed(error.to_string()))?;
        let reader = |_| schema::open_reader(path, &options).map(Connection::Sqlite);
        let readers: std::result::Result<_, _> = (0..options.readers.max(1)).map(reader).collect();
        Self::serve(
            path.to_owned(),
            conn,
            readers?,
            memory,
            Beside::Nobody(lock),
            &options,
        )
    }

    /// Opens the database of a `postgres://` URL, making its tables if there are none.
    pub fn connect(url: &str, options: OpenOptions) -> std::result::Result<Arc<Self>, OpenError> {
        let (url, readers) = (url.to_owned(), options.readers.max(1));
        let home = options.home.as_ref().map(|folder| folder.join("node"));
        let lock = home.map(|path| DataLock::take(&path)).transpose()?;
        let place = lock.as_ref().and_then(DataLock::place);
        // Connections are made where no runtime is at work: each drives its own.
        let made = thread::spawn(move || {
            let (session, address) = postgres::schema::open(&url)?;
            let id = session
                .join(place.as_deref())
                .map_err(postgres::schema::unreachable)?;
            session.set_node(id);
            let duty = session.is_first(id).map_err(postgres::schema::unreachable)?;
            let conn = Connection::Postgres(session);
            let memory = Memory::load(&conn).map_err(|error| OpenError::Database(error.to_string()))?;
            let reader = |_| Session::connect(&address).map(Connection::Postgres);
            let readers: std::result::Result<Vec<_>, _> = (0..readers).map(reader).collect();
            Ok((
                conn,
                readers.map_err(postgres::schema::unreachable)?,
                memory,
                (address, duty),
            ))
        });
        let (conn, readers, memory, (address, duty)) = made
            .join()
            .map_err(|_| OpenError::Database("the thread that connects panicked".into()))??;
        Self::serve(
            PathBuf::from("postgres"),
            conn,
            readers,
            memory,
            Beside::Others(Box::new(address), duty, lock),
            &options,
        )
    }

    /// Starts the threads over open connections.
    fn serve(
        path: PathBuf,
        conn: Connection,
        readers: Vec<Connection>,
        memory: Memory,
        beside: Beside,
        options: &OpenOptions,
    ) -> std::result::Result<Arc<Self>, OpenError> {
        let failed = |error: String| OpenError::Io {
            path: path.clone(),
            error,
        };
        let node = conn.node();
        let signals = Arc::new(Signals {
            book: watch::Sender::new(Arc::clone(&memory.book)),
            commits: watch::Sender::new(0),
            foreign: watch::Sender::new(0),
            healthy: watch::Sender::new(true),
            poisoned: watch::Sender::new(false),
        });

        let mut threads = Threads::default();
        let (reads, inbox) = mpsc::channel();
        let inbox = Arc::new(Mutex::new(inbox));
        for conn in readers {
            let inbox = Arc::clone(&inbox);
            let thread = thread::Builder::new().name("store-read".into());
            let thread = thread
                .spawn(move || reader::run(&conn, &inbox))
                .map_err(|e| failed(e.to_string()))?;
            threads.readers.push(thread);
        }
        let (writes, inbox) = mpsc::channel();
        let (pulse, lock) = match (beside, node) {
            (Beside::Others(address, duty, lock), Some(id)) => {
                let started =
                    postgres::node::start(*address, (id, duty), Arc::clone(&signals), writes.clone());
                let (pulse, thread) = started.map_err(|e| failed(e.to_string()))?;
                threads.node = Some(thread);
                (Some(pulse), lock)
            }
            (Beside::Others(_, _, lock), None) => (None, lock),
            (Beside::Nobody(lock), _) => (None, Some(lock)),
        };
        let writer = WriterThread::new(
            conn,
            memory,
            inbox,
            Arc::clone(&signals),
            lock,
            options.work_per_commit,
        )
        .map_err(|e| failed(e.to_string()))?;
        let thread = thread::Builder::new().name("store-write".into());
        threads.writer = Some(
            thread
                .spawn(move || writer.run())
                .map_err(|e| failed(e.to_string()))?,
        );

        Ok(Arc::new(Self {
            path,
            node,
            pulse,
            writes,
            writes_room: Arc::new(Semaphore::new(WRITES_QUEUED)),
            reads,
            reads_room: Arc::new(Semaphore::new(READS_QUEUED)),
            signals,
            threads: Mutex::new(threads),
        }))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The engine's name: `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        if self.is_shared() { "postgres" } else { "sqlite" }
    }

    /// This process's number among the nodes of a shared database.
    pub fn node(&self) -> Option<i64> {
        self.node
    }

    /// Whether other nodes may serve the same database.
    pub fn is_shared(&self) -> bool {
        self.pulse.is_some()
    }

    /// Whether a call may begin now. A node of several that has not shown itself for too long may have been given up by the
    /// others, and its calls with it.
    pub fn may_call(&self) -> bool {
        self.pulse.as_ref().is_none_or(|pulse| pulse.is_trusted()) && !self.poisoned()
    }

    /// Whether this node, of several, does what only one may do; `None` where there is only one.
    pub fn duty(&self) -> Option<watch::Receiver<bool>> {
        self.pulse.as_ref().map(|pulse| pulse.duty())
    }

    /// Runs `work` on the writing thread, in a transaction shared with its neighbours, and answers once that is durable.
    ///
    /// The job is queued by this call, not by the first poll. Once queued, dropping the future loses only the answer;
    /// only with over a thousand jobs queued does a dropped future mean that nothing was begun.
    /// `work` must not wait for anything, least of all for this store.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + Send + 'static
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = writer::job(work);
        let (writes, room) = (self.writes.clone(), Arc::clone(&self.writes_room));
        let held_up = match Arc::clone(&room).try_acquire_owned() {
            Ok(permit) => {
                // A closed store drops the job, and with it the way back: the answer below is `closed`.
                let _ = writes.send(writer::Message::Work(job, Some(permit)));
                None
            }
            Err(_) => Some(job),
        };
        async move {
            if let Some(job) = held_up {
                let permit = room.acquire_owned().await.map_err(|_| closed())?;
                let _ = writes.send(writer::Message::Work(job, Some(permit)));
            }
            answer.await.unwrap_or_else(|_| Err(closed()))
        }
    }

    /// [`Db::write`] for callers outside any runtime.
    pub fn write_blocking<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = writer::job(work);
        self.writes
            .send(writer::Message::Work(job, None))
            .map_err(|_| closed())?;
        answer.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }

    /// Runs `work` on a reading thread: one moment of the file, which cannot be changed. Sees everything answered before.
    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + Send + 'static
    where
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = reader::job(work);
        let (reads, room) = (self.reads.clone(), Arc::clone(&self.reads_room));
        async move {
            let permit = room.acquire_owned().await.map_err(|_| closed())?;
            reads
                .send(reader::Message::Work(job, Some(permit)))
                .map_err(|_| closed())?;
            answer.await.unwrap_or_else(|_| Err(closed()))
        }
    }

    /// [`Db::read`] for callers outside any runtime.
    pub fn read_blocking<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = reader::job(work);
        self.reads
            .send(reader::Message::Work(job, None))
            .map_err(|_| closed())?;
        answer.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }

    /// The book as last committed.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.signals.book.borrow())
    }

    pub fn book_changes(&self) -> watch::Receiver<Arc<Book>> {
        self.signals.book.subscribe()
    }

    /// Counts commits that changed something: a reason to look again.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.signals.commits.subscribe()
    }

    /// Counts what other nodes have committed: a reason to look again at everything.
    pub fn foreign(&self) -> watch::Receiver<u64> {
        self.signals.foreign.subscribe()
    }

    /// Whether the last attempt to record something worked.
    pub fn healthy(&self) -> bool {
        *self.signals.healthy.borrow()
    }

    pub fn health_changes(&self) -> watch::Receiver<bool> {
        self.signals.healthy.subscribe()
    }

    /// Whether the disk failed to confirm a write: nothing is recorded any more and the process has to end.
    pub fn poisoned(&self) -> bool {
        *self.signals.poisoned.borrow()
    }

    /// Returns when the store is [`poisoned`](Self::poisoned).
    pub async fn until_poisoned(&self) {
        let mut poisoned = self.signals.poisoned.subscribe();
        // The sender lives in `self`, so waiting cannot end otherwise.
        let _ = poisoned.wait_for(|poisoned| *poisoned).await;
    }

    /// Finishes what is queued, copies the WAL back, closes the file and releases its lock. Blocks; later calls on this
    /// store are refused. Dropping the last handle does the same.
    pub fn close(&self) {
        let mut threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &threads.readers {
            let _ = self.reads.send(reader::Message::Close);
        }
        let handles = threads.readers.drain(..);
        handles.for_each(join);
        if let Some(pulse) = &self.pulse {
            pulse.end();
        }
        let _ = self.writes.send(writer::Message::Close);
        threads.writer.into_iter().for_each(join);
        // It ends at its next look, on which nobody has to wait.
        drop(threads.node);
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        self.close();
    }
}

fn join(thread: JoinHandle<()>) {
    // The last handle may be dropped by a job, on the thread itself: that one ends after the job.
    if thread.thread().id() != thread::current().id() && thread.join().is_err() {
        tracing::error!("a thread of the store panicked");
    }
}

fn closed() -> StoreError {
    StoreError::Unhealthy("the store is closed".into())
}

#[cfg(test)]
mod tests;
