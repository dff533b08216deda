//! Sources that are asked: one loop reads what changed ([`sync`]), one answers the last look ([`looks`]); both per source, so
//! that a slow one delays no other.
//!
//! Left out: what a source's rows mean (`core::source`), how it is spoken to (`providers::sources`), and keeping it (the store).

mod assina;
mod cursor;
mod looks;
mod references;
mod sync;

use crate::Engine;
use crate::activity::Signal;
use crate::clock::Pace;
use cursor::Cursor;
use omnifila_core::catalogue::{SourceSpec, Stored};
use omnifila_core::id::{InvoiceId, SourceId};
use omnifila_core::input::InputError;
use omnifila_core::message::Reason;
use omnifila_core::policy::settlement::Settlement;
use omnifila_core::port::Check;
use omnifila_core::source::ALERT_AFTER;
use omnifila_core::time::{SECOND, Time};
use omnifila_providers::sources::Ixc;
pub use omnifila_providers::sources::{SourceFault, Ticket};
use omnifila_store::StoreError;
use omnifila_store::catalogue::SourceCounts;
use omnifila_store::verbs::{By, LookWanted};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Seconds between two reads where the source names none.
pub const DEFAULT_POLL: u32 = 300;
/// Back-off after failures: doubling up to the longest, each with a share of chance.
const FIRST_REST: i64 = SECOND;
const LONGEST_REST: i64 = 60 * SECOND;

/// Trouble with a source, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SourceTrouble {
    /// One of the closed set of `docs/reference/codes.md`.
    pub code: &'static str,
    pub resource: &'static str,
    /// The first failure of the row of failures that goes on.
    pub since: Time,
    pub at: Time,
}

/// How far one resource has been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CursorView {
    pub resource: String,
    /// Rows taken so far, in all.
    pub rows: u64,
    /// Everything the source had changed by its own clock up to here has been taken.
    pub newest: Option<String>,
    /// While a read is under way: the id after which it goes on.
    pub after: Option<u64>,
    pub completed_at: Option<Time>,
    /// When all of it was read last, whatever had changed.
    pub full_at: Option<Time>,
}

/// What a source is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceState {
    /// `new` (never read whole), `syncing`, `ok`, `failing`, or `told` for one that is not asked.
    pub state: &'static str,
    /// Since what is known of its invoices was complete; none before the first time.
    pub lag_seconds: Option<i64>,
    pub last_error: Option<SourceTrouble>,
    /// A last look has been failing for so long that a person should know.
    pub attention: bool,
    pub cursors: Vec<CursorView>,
    pub counts: SourceCounts,
}

/// What both loops of a source and everybody else share.
#[derive(Debug, Clone)]
pub(crate) struct Handle(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sync: Signal,
    look: Signal,
    state: Mutex<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Of the specification the loops know; 0 of one that was removed.
    version: u32,
    /// Everything is to be read again.
    full: bool,
    syncing: bool,
    sync_trouble: Option<SourceTrouble>,
    look_trouble: Option<SourceTrouble>,
    /// External ids of invoices that messages wait for.
    wanted: BTreeSet<String>,
}

impl Handle {
    fn new(pace: &Pace) -> Self {
        Handle(Arc::new(Inner {
            sync: Signal::new(&pace.activity),
            look: Signal::new(&pace.activity),
            state: Mutex::default(),
        }))
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes a failure behind those before it.
fn failed(trouble: &mut Option<SourceTrouble>, fault: SourceFault, now: Time) {
    *trouble = Some(SourceTrouble {
        code: fault.code,
        resource: fault.resource,
        since: trouble.map_or(now, |t| t.since),
        at: now,
    });
}

/// How long to leave a source alone after the `n`-th failure in a row, in milliseconds: jitter is a hash of what fails and how
/// often, so that many sources behind one server do not come back together.
fn rest(source: SourceId, n: u32) -> i64 {
    let whole = (FIRST_REST << (n.saturating_sub(1)).min(6)).min(LONGEST_REST);
    let mixed = (source.0.unsigned_abs() ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let share = i64::try_from(mixed % 500).unwrap_or(0);
    whole / 2 + whole * share / 1_000
}

/// Why a source could not be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    #[error(transparent)]
    Fault(#[from] SourceFault),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Input(#[from] InputError),
}

impl Engine {
    /// Starts the loops of every source that is asked and has none yet; wakes those of one that was changed or removed.
    pub(crate) fn look_at_sources(&self) {
        let book = self.book();
        for (id, handle) in self.sources().iter() {
            let version = book.sources.get(id).map_or(0, |s| s.version);
            if std::mem::replace(&mut handle.shared().version, version) != version {
                if self.is_on_duty() || version == 0 {
                    handle.0.sync.raise();
                }
                handle.0.look.raise();
            }
        }
        for (&id, source) in book.sources.iter().filter(|(_, s)| s.spec.askable()) {
            let handle = Handle::new(self.pace());
            {
                let mut sources = self.sources();
                if sources.contains_key(&id) {
                    continue;
                }
                handle.shared().version = source.version;
                sources.insert(id, handle.clone());
            }
            if self.is_on_duty() {
                handle.0.sync.raise();
            }
            let label = source.spec.label(id.0);
            self.spawn(sync::run(self.clone(), id, label.clone(), handle.clone()));
            self.spawn(looks::run(self.clone(), id, label, handle));
        }
    }

    /// Every source is read on from where it was left.
    pub(crate) fn sources_soon(&self) {
        for handle in self.sources().values() {
            handle.0.sync.raise();
        }
    }

    fn sources(&self) -> std::sync::MutexGuard<'_, BTreeMap<SourceId, Handle>> {
        self.0.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client of a source as it is set up now.
    pub(crate) fn client(&self, id: SourceId) -> Result<(Arc<Stored<SourceSpec>>, Ixc), SourceError> {
        let stored = self.book().sources.get(&id).cloned();
        let stored = stored.ok_or(StoreError::NotFound { noun: "source" })?;
        if !stored.spec.askable() {
            return Err(StoreError::Refused { code: "not_askable" }.into());
        }
        let settings = self
            .catalogue()
            .open_settings(&stored)
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        let ixc = self.providers().ixc(&settings)?;
        Ok((stored, ixc))
    }

    /// Hands the store's wishes for a look to the sources.
    pub(crate) fn want_looks(&self, looks: Vec<LookWanted>) {
        if looks.is_empty() {
            return;
        }
        let book = self.book();
        let sources = self.sources();
        for look in looks {
            let of = book
                .sources
                .iter()
                .find(|(id, s)| s.spec.askable() && s.spec.is_called(id.0, &look.source));
            // A source removed this moment: the change of the book finds the message again.
            let Some(handle) = of.and_then(|(id, _)| sources.get(id)) else {
                continue;
            };
            handle.shared().wanted.insert(look.external_id);
            handle.0.look.raise();
        }
    }

    /// Reads what changed, soon; with `full` everything.
    pub fn sync_source(&self, id: SourceId, full: bool) -> Result<(), SourceError> {
        self.client(id)?;
        self.look_at_sources();
        if let Some(handle) = self.sources().get(&id) {
            handle.shared().full |= full;
            handle.0.sync.raise();
        }
        Ok(())
    }

    /// What "Testar" shows.
    pub async fn test_source(&self, id: SourceId) -> Result<Vec<Check>, SourceError> {
        let (_, ixc) = self.client(id)?;
        Ok(ixc.check().await)
    }

    /// Opens a ticket at the source, once.
    pub async fn open_ticket(&self, id: SourceId, ticket: &Ticket) -> Result<String, SourceError> {
        let (_, ixc) = self.client(id)?;
        Ok(ixc.open_ticket(ticket).await?)
    }

    /// What a source is doing.
    pub async fn source_state(&self, stored: &Stored<SourceSpec>) -> Result<SourceState, StoreError> {
        let id = SourceId(stored.id);
        let counts = self
            .catalogue()
            .source_counts(stored.spec.label(stored.id))
            .await?;
        if !stored.spec.askable() {
            return Ok(SourceState {
                state: "told",
                lag_seconds: None,
                last_error: None,
                attention: false,
                cursors: Vec::new(),
                counts,
            });
        }
        let cursors = self.catalogue().source_cursors(id).await?;
        let cursors: BTreeMap<String, Cursor> = cursors
            .into_iter()
            .map(|(resource, doc)| (resource, Cursor::read(&doc)))
            .collect();
        let complete = cursors.get(sync::INVOICES).and_then(|c| c.completed_at);
        let handle = self.sources().get(&id).cloned();
        let (syncing, sync_trouble, look_trouble) = handle.map_or((false, None, None), |handle| {
            let shared = handle.shared();
            (shared.syncing, shared.sync_trouble, shared.look_trouble)
        });
        let last_error = sync_trouble.max_by(look_trouble);
        let state = match (last_error, syncing, complete) {
            (Some(_), ..) => "failing",
            (None, true, _) => "syncing",
            (None, false, Some(_)) => "ok",
            (None, false, None) => "new",
        };
        let now = self.now();
        Ok(SourceState {
            state,
            lag_seconds: complete.map(|at| now.since(at).max(0) / SECOND),
            last_error,
            attention: look_trouble.is_some_and(|t| now.since(t.since) >= ALERT_AFTER),
            cursors: cursors
                .into_iter()
                .map(|(resource, c)| c.view(resource))
                .collect(),
            counts,
        })
    }

    /// Changes how long payments take to show up; what waits obeys it from the next start on.
    pub async fn set_settlement(&self, settlement: Settlement, by: By) -> Result<(), StoreError> {
        self.catalogue()
            .set_settlement(settlement, by, self.now())
            .await?;
        self.nudge_all();
        Ok(())
    }

    /// Trouble of each source that is asked: for the metrics.
    pub fn sources_in_trouble(&self) -> Vec<(SourceId, Option<SourceTrouble>)> {
        let sources = self.sources();
        let of = |handle: &Handle| {
            let shared = handle.shared();
            shared.sync_trouble.max_by(shared.look_trouble)
        };
        sources.iter().map(|(id, handle)| (*id, of(handle))).collect()
    }

    /// Stops what waits for invoices that have ended, and says so to the store.
    async fn stop_for(&self, ended: Vec<(InvoiceId, Reason)>) -> Result<(), StoreError> {
        if ended.is_empty() {
            return Ok(());
        }
        let ids = ended.iter().map(|(id, _)| *id).collect();
        for (id, reason) in ended {
            self.stop_invoice(id, reason, crate::billing::system()).await?;
        }
        self.catalogue().invoices_stopped(ids).await
    }
}

/// The later of two troubles.
trait Later {
    fn max_by(self, other: Self) -> Self;
}

impl Later for Option<SourceTrouble> {
    fn max_by(self, other: Self) -> Self {
        match (self, other) {
            (Some(a), Some(b)) => Some(if a.at >= b.at { a } else { b }),
            (a, b) => a.or(b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_double_up_to_a_minute_and_differ_between_sources() {
        for n in 1..=40_u32 {
            let whole = (FIRST_REST << (n - 1).min(6)).min(LONGEST_REST);
            let rest = rest(SourceId(1), n);
            assert!(rest >= whole / 2 && rest <= whole, "{n}: {rest}");
        }
        let rests: BTreeSet<i64> = (1..=20).map(|id| rest(SourceId(id), 7)).collect();
        assert!(rests.len() > 10, "{rests:?}");
    }

    #[test]
    fn trouble_keeps_its_beginning() {
        let fault = SourceFault {
            code: "timeout",
            resource: "cliente",
            trouble: omnifila_providers::sources::Trouble::Passing,
            perhaps_done: false,
        };
        let mut trouble = None;
        failed(&mut trouble, fault, Time(5));
        failed(&mut trouble, fault, Time(9));
        assert_eq!(trouble.map(|t| (t.since, t.at)), Some((Time(5), Time(9))));
    }
}
