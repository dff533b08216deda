//! The reading threads: each owns a connection that cannot write, and sees one moment of the file per job.
//!
//! Left out: stopping a read whose caller has gone while it runs. One that has not begun is skipped.

use crate::StoreError;
use crate::sql::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

type Result<T> = std::result::Result<T, StoreError>;
type Work = Box<dyn FnOnce(&Connection) + Send>;

pub(super) enum Message {
    Work(Work, Option<OwnedSemaphorePermit>),
    /// Ends one thread.
    Close,
}

/// Wraps a closure so that it runs in one read transaction and answers its caller.
pub(super) fn job<T, F>(work: F) -> (Work, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let run = move |conn: &Connection| {
        if reply.is_closed() {
            return;
        }
        // The caller may have gone meanwhile; a read leaves nothing behind.
        let _ = reply.send(snapshot(conn, work));
    };
    (Box::new(run), answer)
}

fn snapshot<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    conn.begin_read()?;
    let result = catch_unwind(AssertUnwindSafe(|| work(conn)))
        .unwrap_or_else(|_| Err(StoreError::Internal("a job on a reading thread panicked".into())));
    conn.end_read()?;
    result
}

pub(super) fn run(conn: &Connection, inbox: &Arc<Mutex<Receiver<Message>>>) {
    loop {
        let message = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match message {
            Ok(Message::Work(work, _room)) => work(conn),
            Ok(Message::Close) | Err(_) => return,
        }
    }
}
