//! The writing thread: many jobs, one transaction, one fsync.
//!
//! Model: whatever is queued when a transaction begins runs in it, each job in a savepoint of its own, so that one which
//! fails leaves its neighbours. After COMMIT has returned the book is published, then the jobs are answered, then, with
//! nobody waiting, the WAL is copied back when it has grown.
//!
//! Failures: when the file cannot be written the whole transaction is given up and every job in it is told so; until a
//! later commit works (the thread tries by itself once a second) the store says it is not healthy. After a failed fsync
//! every job is refused for good.

use super::fault;
use super::lock::DataLock;
use super::tx::{Memory, Tx};
use crate::StoreError;
use crate::postgres::fault::Fault;
use crate::sql::{Connection, Error};
use omnifila_core::catalogue::Book;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, oneshot, watch};
use tokio::time::Instant;

type Result<T> = std::result::Result<T, StoreError>;

/// Jobs in one transaction at most: bounds what one failure takes along.
const JOBS_PER_COMMIT: usize = 256;
/// Pages of 4 KiB in the WAL after which it is copied back into the file.
const CHECKPOINT_PAGES: i32 = 4_096;
/// How often an unhealthy store tries to write.
const PROBE_EVERY: Duration = Duration::from_secs(1);

/// What the writing thread tells everybody.
#[derive(Debug)]
pub(crate) struct Signals {
    pub(crate) book: watch::Sender<Arc<Book>>,
    /// Counts commits that changed something.
    pub(crate) commits: watch::Sender<u64>,
    /// Counts what other nodes have committed.
    pub(crate) foreign: watch::Sender<u64>,
    pub(crate) healthy: watch::Sender<bool>,
    pub(crate) poisoned: watch::Sender<bool>,
}

/// What reaches the thread.
pub(crate) enum Message {
    Work(Box<dyn Job>, Option<OwnedSemaphorePermit>),
    /// Another node may have committed something.
    Look,
    Close,
}

/// A closure with the way back to its caller.
pub(crate) trait Job: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// `fate`: whether the transaction became durable.
    fn answer(self: Box<Self>, fate: Result<()>);
}

/// What a job's result means for the transaction.
pub(crate) enum Verdict {
    Keep,
    /// The job refused or failed: only its own changes go.
    Undo,
    /// The file cannot be written: the whole transaction goes.
    Broken(StoreError),
}

struct Pending<F, T> {
    work: Option<F>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

/// Wraps a closure; the receiver gets its result once that is durable.
pub(super) fn job<T, F>(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (
        Box::new(Pending {
            work: Some(work),
            result: None,
            reply,
        }),
        answer,
    )
}

impl<F, T> Job for Pending<F, T>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let Some(work) = self.work.take() else {
            return Verdict::Undo;
        };
        // A defect in one job must not end the thread all others depend on. The savepoint and the memory are put back.
        let result = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| {
            Err(StoreError::Internal(
                "a job on the writing thread panicked".into(),
            ))
        });
        let verdict = match &result {
            Ok(_) => Verdict::Keep,
            Err(error @ StoreError::Unhealthy(_)) => Verdict::Broken(error.clone()),
            Err(_) => Verdict::Undo,
        };
        self.result = Some(result);
        verdict
    }

    fn answer(self: Box<Self>, fate: Result<()>) {
        let result = match (fate, self.result) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Internal("a job was answered before it ran".into())),
        };
        // Nobody may be listening any more; the work is done all the same.
        let _ = self.reply.send(result);
    }
}

pub(super) struct WriterThread {
    conn: Connection,
    memory: Memory,
    /// Rows were rolled back after memory had changed with them.
    memory_stale: bool,
    inbox: Receiver<Message>,
    signals: Arc<Signals>,
    wal_pages: Arc<AtomicI32>,
    /// Rows the connection had changed before the open transaction.
    changes_before: u64,
    work_per_commit: Duration,
    closing: bool,
    /// Of a file, or of a node's folder. Last: released after the connection is closed.
    _lock: Option<DataLock>,
}

impl WriterThread {
    pub(super) fn new(
        mut conn: Connection,
        memory: Memory,
        inbox: Receiver<Message>,
        signals: Arc<Signals>,
        lock: Option<DataLock>,
        work_per_commit: Duration,
    ) -> crate::sql::Result<Self> {
        let wal_pages = conn.count_wal()?;
        Ok(Self {
            conn,
            memory,
            memory_stale: false,
            inbox,
            signals,
            wal_pages,
            changes_before: 0,
            work_per_commit,
            closing: false,
            _lock: lock,
        })
    }

    /// Serves until closed.
    pub(super) fn run(mut self) {
        while !self.closing {
            let message = if self.unhealthy() && !self.poisoned() {
                self.inbox.recv_timeout(PROBE_EVERY)
            } else {
                self.inbox.recv().map_err(RecvTimeoutError::from)
            };
            match message {
                Ok(Message::Work(job, room)) => self.transaction(job, room),
                Ok(Message::Look) => self.look(),
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => self.closing = true,
                Err(RecvTimeoutError::Timeout) => self.probe(),
            }
        }
        if self.poisoned() {
            // Closing would copy the WAL back; the next process reads it from the disk instead.
            self.conn.keep_wal();
        } else {
            self.checkpoint("TRUNCATE");
            self.conn.leave();
        }
    }

    /// Follows what other nodes have committed, and tells everybody here.
    fn look(&mut self) {
        if self.unhealthy() || self.poisoned() {
            return;
        }
        match self.conn.revision() {
            Ok(revision) if revision == self.memory.revision => return,
            Ok(_) => {}
            Err(error) => tracing::warn!(store.error = %error, "the database could not be looked at"),
        }
        let followed = self.begin().and_then(|()| Ok(self.conn.commit(false)?));
        match followed {
            Ok(()) => self.publish(true),
            Err(error) => self.give_up(&error, true),
        }
    }

    fn unhealthy(&self) -> bool {
        !*self.signals.healthy.borrow()
    }

    fn poisoned(&self) -> bool {
        *self.signals.poisoned.borrow()
    }

    fn transaction(&mut self, first: Box<dyn Job>, room: Option<OwnedSemaphorePermit>) {
        if self.poisoned() {
            first.answer(Err(poisoned()));
            return;
        }
        if let Err(error) = self.begin() {
            drop(self.conn.rollback());
            self.signals.healthy.send_replace(false);
            first.answer(Err(error));
            return;
        }
        self.changes_before = self.conn.total_changes();
        let begun = Instant::now();
        let mut jobs = Vec::new();
        let mut memory_changed = false;
        let mut broken = None;
        let mut next = Some((first, room));
        while let Some((mut job, room)) = next.take() {
            let (verdict, touched) = self.run_one(&mut *job, jobs.is_empty());
            memory_changed |= touched;
            jobs.push((job, room));
            if let Err(error) = verdict {
                broken = Some(error);
            } else if jobs.len() < JOBS_PER_COMMIT && begun.elapsed() < self.work_per_commit {
                next = self.next_queued();
            }
        }
        let fate = match broken {
            Some(error) => Err(error),
            None => self.commit(),
        };
        match &fate {
            Ok(()) => self.publish(self.conn.total_changes() != self.changes_before),
            Err(error) => self.give_up(error, memory_changed),
        }
        for (job, _room) in jobs {
            job.answer(fate.clone());
        }
        if fate.is_ok() && self.wal_pages.load(Ordering::Relaxed) >= CHECKPOINT_PAGES {
            self.checkpoint("PASSIVE");
        }
    }

    fn next_queued(&mut self) -> Option<(Box<dyn Job>, Option<OwnedSemaphorePermit>)> {
        match self.inbox.try_recv() {
            Ok(Message::Work(job, room)) => Some((job, room)),
            // The transaction at hand has looked.
            Ok(Message::Look) => self.next_queued(),
            Ok(Message::Close) => {
                self.closing = true;
                None
            }
            Err(_) => None,
        }
    }

    fn begin(&mut self) -> Result<()> {
        if self.conn.is_lost() {
            self.conn.reconnect()?;
            self.memory_stale = true;
        }
        let revision = match self.conn.begin_write() {
            Err(error @ Error::Postgres(Fault::Fenced)) => {
                self.poison(&error.to_string());
                return Err(error.into());
            }
            begun => begun?,
        };
        if revision < self.memory.revision {
            self.poison("the database has lost what it had committed");
            return Err(poisoned());
        }
        let moved = revision != self.memory.revision;
        if self.memory_stale {
            self.memory = Memory::load(&self.conn)?;
            self.memory_stale = false;
        } else if moved {
            self.memory.follow(&self.conn)?;
        }
        self.memory.revision = revision;
        if moved {
            self.signals.foreign.send_modify(|n| *n += 1);
        }
        Ok(())
    }

    /// Runs one job so that it can be undone alone. `Err`: the transaction cannot go on. Also says whether memory changed.
    ///
    /// The first job needs no savepoint, because undoing it is undoing the transaction; a savepoint costs a copy of every page
    /// that is changed under it.
    fn run_one(&mut self, job: &mut dyn Job, first: bool) -> (Result<()>, bool) {
        if !first && let Err(error) = self.savepoint("SAVEPOINT job") {
            return (Err(error), false);
        }
        let mut tx = Tx::new(&self.conn, &mut self.memory);
        let verdict = job.run(&mut tx);
        let memory_changed = tx.memory_changed();
        let ended = match verdict {
            // SQLite itself rolls everything back on some errors, whatever the job made of them.
            _ if !self.conn.in_transaction() => {
                Err(StoreError::Unhealthy("the transaction was rolled back".into()))
            }
            Verdict::Keep if first => Ok(()),
            Verdict::Keep => self.savepoint("RELEASE job"),
            Verdict::Undo => self.undo_job(memory_changed, first),
            Verdict::Broken(error) => Err(error),
        };
        (ended, memory_changed)
    }

    fn undo_job(&mut self, memory_changed: bool, first: bool) -> Result<()> {
        if first {
            self.conn.rollback()?;
            self.memory_stale |= memory_changed;
            return self.begin();
        }
        self.conn.rollback_to("job")?;
        if memory_changed {
            let revision = self.memory.revision;
            self.memory = Memory::load(&self.conn)?;
            self.memory.revision = revision;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        let wrote = self.conn.total_changes() != self.changes_before;
        match self.conn.commit(wrote) {
            Ok(()) => {
                self.memory.revision += i64::from(wrote && self.conn.is_remote());
                Ok(())
            }
            Err(error) => {
                // Whether it holds is not known; whoever asks again writes again, and waits for that commit.
                self.memory_stale |= self.conn.is_remote();
                self.poison_if_fsync(&error);
                Err(error.into())
            }
        }
    }

    /// Nothing is recorded here any more.
    fn poison(&self, why: &str) {
        self.signals.healthy.send_replace(false);
        self.signals.poisoned.send_replace(true);
        tracing::error!("{why}; the process has to end");
    }

    fn poison_if_fsync(&self, error: &Error) {
        if fault::is_fsync_failure(error) {
            self.signals.healthy.send_replace(false);
            self.signals.poisoned.send_replace(true);
            tracing::error!(store.error = %error, "the disk did not confirm a write; the process has to end");
        }
    }

    fn publish(&self, changed: bool) {
        if !Arc::ptr_eq(&self.signals.book.borrow(), &self.memory.book) {
            self.signals.book.send_replace(Arc::clone(&self.memory.book));
        }
        if changed {
            self.signals.commits.send_modify(|n| *n += 1);
            self.signals
                .healthy
                .send_if_modified(|healthy| !std::mem::replace(healthy, true));
        }
    }

    fn give_up(&mut self, error: &StoreError, memory_changed: bool) {
        self.memory_stale |= memory_changed;
        if let Err(error) = self.conn.rollback() {
            tracing::error!(store.error = %error, "a transaction could not be rolled back");
        }
        if self.signals.healthy.send_replace(false) {
            tracing::error!(store.error = %error, "the store cannot record; sending stops until it can");
        }
    }

    /// Finds out whether the store can record again, by recording something.
    fn probe(&mut self) {
        let (job, _) = job(|tx| {
            tx.conn()
                .prepare_cached(
                    "INSERT INTO setting (name, value) VALUES ('probe', '1')
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                )?
                .execute([])?;
            Ok(())
        });
        self.transaction(job, None);
    }

    fn checkpoint(&mut self, mode: &str) {
        match self.conn.checkpoint(mode) {
            Ok(()) => self.wal_pages.store(0, Ordering::Relaxed),
            Err(error) => {
                self.poison_if_fsync(&error);
                tracing::warn!(store.error = %error, "the WAL could not be copied back; it keeps growing");
            }
        }
    }

    fn savepoint(&self, sql: &str) -> Result<()> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

pub(super) fn poisoned() -> StoreError {
    StoreError::Unhealthy("the disk did not confirm an earlier write; restart omnifila".into())
}
