//! This process as one of several: its row in the table `node`, the beat that keeps the row young, and what the others say.
//!
//! Model: a node shows itself every [`BEAT`]. Whoever has not been seen for [`LEASE`] by the database's clock is taken for dead
//! by the next node that looks ([`Session::bury_the_dead`]), is fenced for good, and its calls are settled as unknown. A node
//! itself believes in its lease only for [`TRUST`] since it began its last successful beat, by a clock that goes on while the
//! process is stopped: it makes no call after that, so nothing is sent by a node that was given up.
//!
//! A process killed and started again in the same folder fences its predecessor at once: it holds the predecessor's lock.
//!
//! A node that was fenced while it was away cannot go on: its store is poisoned and the process has to end.
//!
//! The living node with the least number is on duty: it alone does what must not be done by several at once (telling programs,
//! reading mailboxes and sources). Numbers only grow, so duty is not lost but with the node.
//!
//! The same thread hears the others' commits (LISTEN), and looks by itself once a second in case it hears nothing.

use super::address::Address;
use super::fault::Fault;
use super::session::Session;
use crate::sqlite::Signals;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How often a node shows itself.
const BEAT: Duration = Duration::from_secs(3);
/// How often the store looks for others' commits when none was heard of.
const LOOK: Duration = Duration::from_secs(1);
/// After this without a sign, in seconds, a node is taken for dead.
pub(crate) const LEASE: u64 = 15;
/// How long a node believes in its own lease.
const TRUST: Duration = Duration::from_secs(LEASE - 3);

/// What this process knows of its own place among the nodes.
#[derive(Debug)]
pub(crate) struct Pulse {
    /// When the last successful beat began.
    beat: Mutex<Instant>,
    ended: Mutex<bool>,
    duty: watch::Sender<bool>,
}

impl Pulse {
    /// Whether a call may begin now.
    pub(crate) fn is_trusted(&self) -> bool {
        self.beat.lock().unwrap_or_else(PoisonError::into_inner).elapsed() < TRUST
    }

    /// Whether this node is on duty, and when it comes to be.
    pub(crate) fn duty(&self) -> watch::Receiver<bool> {
        self.duty.subscribe()
    }

    fn beaten(&self, at: Instant, duty: bool) {
        *self.beat.lock().unwrap_or_else(PoisonError::into_inner) = at;
        self.duty
            .send_if_modified(|on| std::mem::replace(on, duty) != duty);
    }

    pub(crate) fn end(&self) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    fn has_ended(&self) -> bool {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Takes a number among the nodes, for good. `place`: who had a number from there is dead, because this process has its lock.
    pub(crate) fn join(&self, place: Option<&str>) -> Result<i64, Fault> {
        let place = place.map_or_else(|| "NULL".to_owned(), |place| format!("'{place}'"));
        let found = self.simple(&format!(
            "UPDATE store SET revision = revision + 1; UPDATE node SET fenced = 1 WHERE fenced = 0 AND place = {place}; \
             INSERT INTO node (name, place) VALUES (coalesce(inet_client_addr()::text, 'local'), {place}) RETURNING id",
        ))?;
        let id = found
            .first()
            .and_then(Option::as_deref)
            .and_then(|text| text.parse().ok());
        id.ok_or_else(|| Fault::Gone("the database gave this node no number".into()))
    }

    /// Whether a node is on duty.
    pub(crate) fn is_first(&self, id: i64) -> Result<bool, Fault> {
        let found = self.simple("SELECT min(id) FROM node WHERE fenced = 0")?;
        Ok(found.first().and_then(Option::as_deref) == Some(id.to_string().as_str()))
    }

    /// Gives the number back; calls it left behind are settled by who comes next.
    pub(crate) fn leave(&self) {
        if let Some(id) = self.node()
            && let Err(error) = self.batch(&format!(
                "DELETE FROM node WHERE id = {id}; UPDATE store SET revision = revision + 1"
            ))
        {
            tracing::warn!(store.error = %error, "this node could not say that it leaves");
        }
    }

    /// Fences who has not been seen for too long.
    pub(crate) fn bury_the_dead(&self) -> Result<(), Fault> {
        self.batch(&format!(
            "UPDATE node SET fenced = 1 WHERE fenced = 0 AND seen_at < clock_timestamp() - interval '{LEASE} seconds'; \
             DELETE FROM node WHERE fenced = 1 AND seen_at < clock_timestamp() - interval '1 day'"
        ))
    }
}

/// Starts the beat of node `id`. `duty`: it is on duty. `look`: asks the writing thread to look at what others have committed.
pub(crate) fn start(
    address: Address,
    (id, duty): (i64, bool),
    signals: Arc<Signals>,
    look: Sender<crate::sqlite::WriterMessage>,
) -> std::io::Result<(Arc<Pulse>, JoinHandle<()>)> {
    let pulse = Arc::new(Pulse {
        beat: Mutex::new(Instant::now()),
        ended: Mutex::new(false),
        duty: watch::Sender::new(duty),
    });
    let own = Arc::clone(&pulse);
    let thread = thread::Builder::new()
        .name("store-node".into())
        .spawn(move || live(&address, id, &own, &signals, &look))?;
    Ok((pulse, thread))
}

fn live(
    address: &Address,
    id: i64,
    pulse: &Pulse,
    signals: &Signals,
    look: &Sender<crate::sqlite::WriterMessage>,
) {
    let mut session: Option<Session> = None;
    let mut shown: Option<Instant> = None;
    while !pulse.has_ended() {
        let began = Instant::now();
        if session.as_ref().is_none_or(Session::is_broken) {
            session = listen(address);
        }
        let Some(session) = &session else {
            // Nothing to wait on but time: as long as one look, parked.
            thread::park_timeout(LOOK);
            continue;
        };
        if shown.is_none_or(|at| at.elapsed() >= BEAT) {
            match beat(session, id) {
                Ok(Some(duty)) => {
                    pulse.beaten(began, duty);
                    shown = Some(began);
                }
                Ok(None) if !pulse.has_ended() => {
                    tracing::error!("this node was taken for dead while it was away; the process has to end");
                    signals.healthy.send_replace(false);
                    signals.poisoned.send_replace(true);
                    return;
                }
                Ok(None) => return,
                Err(error) => tracing::warn!(store.error = %error, "this node could not show itself"),
            }
        }
        session.hear(LOOK);
        if look.send(crate::sqlite::WriterMessage::Look).is_err() {
            return;
        }
    }
}

fn listen(address: &Address) -> Option<Session> {
    let session = Session::connect(address).ok()?;
    session.batch("LISTEN omnifila").ok()?;
    Some(session)
}

/// Whether this node is on duty; `None` when it counts no more.
fn beat(session: &Session, id: i64) -> Result<Option<bool>, Fault> {
    let found = session.simple(&format!(
        "UPDATE node SET seen_at = clock_timestamp() WHERE id = {id} AND fenced = 0 RETURNING id"
    ))?;
    if found.is_empty() {
        return Ok(None);
    }
    session.is_first(id).map(Some)
}
