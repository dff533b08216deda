//! The journal: every call a provider received, in order, and what it led to.
//!
//! Model: a ring of compact rows, addressed by a sequence number that never restarts. A row exists from the moment the
//! head of the call arrived and is completed when the answer is handed over or the caller leaves, so that a call that
//! hangs is visible while it hangs. Effects (a person would have received it) have a number of their own, in the order
//! of acceptance; it makes the provider's message id. Counters cover everything since the last clearing, also what the ring
//! has dropped.
//!
//! Left out: rows that the ring dropped while still open are not written to the file; keep the capacity above the number of
//! calls in flight.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::line_file::LineFile;
use crate::moment;
use crate::record::{CallRecord, Particulars, Row};

/// Message ids remembered to find duplicates; each costs about 16 bytes. Beyond it new ids are counted, not compared.
const MOST_IDS: usize = 8_000_000;
/// Tenants and webhook names with counters of their own; names of webhooks come from the caller.
const MOST_TENANTS: usize = 1_000;
/// Duplicated ids listed by name in the counters.
const LISTED_DUPLICATES: usize = 100;

/// Which rows to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct JournalQuery {
    /// Only rows with a greater sequence number.
    pub after: u64,
    /// 0 means no limit.
    pub limit: usize,
    /// Only rows with an effect.
    pub effects_only: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantCounters {
    pub calls: u64,
    pub sends: u64,
    pub effects: u64,
    pub in_flight: u64,
    pub max_in_flight: u64,
}

/// Totals since the start or the last clearing. "In flight" counts sends only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub calls: u64,
    pub sends: u64,
    pub effects: u64,
    pub in_flight: u64,
    pub max_in_flight: u64,
    /// Effects whose message id had an effect before.
    pub duplicates: u64,
    /// The first duplicated ids.
    pub duplicate_ids: Vec<String>,
    /// Effects without a message id, or beyond what is remembered: not compared.
    pub uncompared: u64,
    /// Rows that the journal file misses because the disk could not keep up or refused.
    pub lines_lost: u64,
    pub by_answer: BTreeMap<String, u64>,
    pub by_tenant: BTreeMap<String, TenantCounters>,
}

#[derive(Debug, Default)]
struct Ring {
    rows: VecDeque<Row>,
    /// Sequence number of the row at the front.
    first_seq: u64,
    /// Sequence numbers of the rows with an effect, in order of acceptance.
    effects: VecDeque<u64>,
    last_effect: u64,
    seen: HashSet<u64>,
    /// Everything but `by_answer` and `by_tenant`, which are kept cheaper beside it.
    totals: Counters,
    by_answer: BTreeMap<&'static str, u64>,
    by_tenant: BTreeMap<Arc<str>, TenantCounters>,
}

impl Ring {
    fn row(&mut self, seq: u64) -> Option<&mut Row> {
        let at = usize::try_from(seq.checked_sub(self.first_seq)?).ok()?;
        self.rows.get_mut(at)
    }

    fn record(&self, at: usize) -> Option<CallRecord> {
        self.rows
            .get(at)
            .map(|row| row.record(self.first_seq + at as u64))
    }

    fn last_seq(&self) -> u64 {
        self.first_seq + self.rows.len() as u64 - 1
    }
}

#[derive(Debug)]
pub(crate) struct Journal {
    ring: Mutex<Ring>,
    capacity: usize,
    changed: Notify,
    file: Mutex<Option<LineFile>>,
    to_file: bool,
}

impl Journal {
    pub(crate) fn new(capacity: usize, file: Option<File>) -> Self {
        let ring = Ring {
            first_seq: 1,
            ..Ring::default()
        };
        let to_file = file.is_some();
        Self {
            ring: Mutex::new(ring),
            capacity: capacity.max(1),
            changed: Notify::new(),
            file: Mutex::new(file.map(LineFile::open)),
            to_file,
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Woken by every call that begins, takes effect or ends.
    pub(crate) fn changed(&self) -> &Notify {
        &self.changed
    }

    pub(crate) fn begin(
        self: &Arc<Self>,
        tenant: Arc<str>,
        method: Cow<'static, str>,
        path: Cow<'static, str>,
        is_send: bool,
    ) -> OpenCall {
        let (begin_ns, begin_ms) = (moment::monotonic_ns(), moment::wall_ms());
        let mut ring = self.ring();
        if ring.rows.len() >= self.capacity {
            ring.rows.pop_front();
            ring.first_seq += 1;
            let first = ring.first_seq;
            while ring.effects.front().is_some_and(|seq| *seq < first) {
                ring.effects.pop_front();
            }
        }
        ring.rows.push_back(Row {
            begin_ns,
            end_ns: 0,
            begin_ms,
            tenant: Arc::clone(&tenant),
            method,
            path,
            told: Particulars::default(),
            effect: 0,
            status: 0,
            answer: "",
        });
        let seq = ring.last_seq();
        let total = &mut ring.totals;
        total.calls += 1;
        if is_send {
            total.sends += 1;
            total.in_flight += 1;
            total.max_in_flight = total.max_in_flight.max(total.in_flight);
        }
        if ring.by_tenant.len() < MOST_TENANTS || ring.by_tenant.contains_key(&tenant) {
            let own = ring.by_tenant.entry(Arc::clone(&tenant)).or_default();
            own.calls += 1;
            if is_send {
                own.sends += 1;
                own.in_flight += 1;
                own.max_in_flight = own.max_in_flight.max(own.in_flight);
            }
        }
        drop(ring);
        self.changed.notify_waiters();
        OpenCall {
            journal: Arc::clone(self),
            seq,
            tenant,
            is_send,
            planned: "client_gone",
            open: true,
        }
    }

    /// Rows in order.
    pub(crate) fn read(&self, query: JournalQuery) -> Vec<CallRecord> {
        let ring = self.ring();
        let from = usize::try_from((query.after + 1).saturating_sub(ring.first_seq)).unwrap_or(usize::MAX);
        let limit = if query.limit == 0 { usize::MAX } else { query.limit };
        (from..ring.rows.len())
            .filter(|at| !query.effects_only || ring.rows.get(*at).is_some_and(|r| r.effect != 0))
            .take(limit)
            .filter_map(|at| ring.record(at))
            .collect()
    }

    /// Rows with an effect, by the number of the effect, of one tenant or all.
    pub(crate) fn effects(&self, after: u64, limit: usize, tenant: Option<&str>) -> Vec<CallRecord> {
        let ring = self.ring();
        let kept_from = ring.last_effect - ring.effects.len() as u64;
        let from = usize::try_from(after.saturating_sub(kept_from)).unwrap_or(usize::MAX);
        ring.effects
            .iter()
            .skip(from)
            .filter_map(|seq| usize::try_from(seq.checked_sub(ring.first_seq)?).ok())
            .filter(|at| tenant.is_none_or(|t| ring.rows.get(*at).is_some_and(|r| &*r.tenant == t)))
            .take(limit)
            .filter_map(|at| ring.record(at))
            .collect()
    }

    pub(crate) fn last_effect(&self) -> u64 {
        self.ring().last_effect
    }

    /// Sequence numbers of the oldest row kept and of the newest; equal to (n, n − 1) when none is kept.
    pub(crate) fn span(&self) -> (u64, u64) {
        let ring = self.ring();
        (ring.first_seq, ring.last_seq())
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(crate) fn counters(&self) -> Counters {
        let ring = self.ring();
        Counters {
            by_answer: ring
                .by_answer
                .iter()
                .map(|(k, n)| ((*k).to_owned(), *n))
                .collect(),
            by_tenant: ring
                .by_tenant
                .iter()
                .map(|(k, c)| (k.to_string(), c.clone()))
                .collect(),
            ..ring.totals.clone()
        }
    }

    /// Forgets rows, counters and message ids. Sequence and effect numbers go on; what is in flight stays in flight.
    pub(crate) fn clear(&self) {
        let mut ring = self.ring();
        ring.first_seq = ring.last_seq() + 1;
        ring.rows.clear();
        ring.effects.clear();
        ring.seen = HashSet::new();
        ring.by_answer.clear();
        let in_flight = ring.totals.in_flight;
        ring.totals = Counters {
            in_flight,
            max_in_flight: in_flight,
            ..Counters::default()
        };
        ring.by_tenant.retain(|_, c| c.in_flight > 0);
        for own in ring.by_tenant.values_mut() {
            let in_flight = own.in_flight;
            *own = TenantCounters {
                in_flight,
                max_in_flight: in_flight,
                ..TenantCounters::default()
            };
        }
        drop(ring);
        self.changed.notify_waiters();
    }

    fn accept(&self, seq: u64, tenant: &Arc<str>) -> u64 {
        let mut guard = self.ring();
        let ring = &mut *guard;
        ring.last_effect += 1;
        let number = ring.last_effect;
        ring.totals.effects += 1;
        if let Some(own) = ring.by_tenant.get_mut(tenant) {
            own.effects += 1;
        }
        let mut id = None;
        if let Some(row) = ring.row(seq) {
            row.effect = number;
            id = row.told.ids().0;
        }
        // Also for a row already dropped, so that numbers and places stay in step.
        ring.effects.push_back(seq);
        match id {
            Some(id) => {
                let mut hasher = DefaultHasher::new();
                id.hash(&mut hasher);
                let hash = hasher.finish();
                if ring.seen.contains(&hash) {
                    ring.totals.duplicates += 1;
                    if ring.totals.duplicate_ids.len() < LISTED_DUPLICATES {
                        ring.totals.duplicate_ids.push(id);
                    }
                } else if ring.seen.len() < MOST_IDS {
                    ring.seen.insert(hash);
                } else {
                    ring.totals.uncompared += 1;
                }
            }
            None => ring.totals.uncompared += 1,
        }
        drop(guard);
        self.changed.notify_waiters();
        number
    }

    fn end(&self, call: &OpenCall, status: u16, answer: &'static str) {
        let end_ns = moment::monotonic_ns();
        let mut ring = self.ring();
        let mut line = None;
        if let Some(row) = ring.row(call.seq) {
            row.end_ns = end_ns;
            row.status = status;
            row.answer = answer;
            if self.to_file {
                line = Some(row.record(call.seq));
            }
        }
        *ring.by_answer.entry(answer).or_default() += 1;
        if call.is_send {
            ring.totals.in_flight = ring.totals.in_flight.saturating_sub(1);
            if let Some(own) = ring.by_tenant.get_mut(&call.tenant) {
                own.in_flight = own.in_flight.saturating_sub(1);
            }
        }
        drop(ring);
        self.changed.notify_waiters();
        if let Some(record) = line {
            self.write_line(&record);
        }
    }

    fn write_line(&self, record: &CallRecord) {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.as_ref().is_some_and(|f| f.write(record));
        drop(file);
        if !written {
            self.ring().totals.lines_lost += 1;
        }
    }

    /// Writes what waits for the file and closes it. Blocks on the disk.
    pub(crate) fn close_file(&self) {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(file) = file {
            file.close();
        }
    }
}

/// A call between its first byte and its answer. Dropped without an answer it ends as planned: the caller left.
#[derive(Debug)]
pub(crate) struct OpenCall {
    journal: Arc<Journal>,
    seq: u64,
    tenant: Arc<str>,
    is_send: bool,
    planned: &'static str,
    open: bool,
}

impl OpenCall {
    pub(crate) fn describe(&self, told: Particulars) {
        if let Some(row) = self.journal.ring().row(self.seq) {
            row.told = told;
        }
    }

    /// From now on a person has it. Returns the number of the effect.
    pub(crate) fn accept(&self) -> u64 {
        self.journal.accept(self.seq, &self.tenant)
    }

    /// How the call shall be filed if it ends without an answer.
    pub(crate) fn plan(&mut self, answer: &'static str) {
        self.planned = answer;
    }

    pub(crate) fn end(mut self, status: u16, answer: &'static str) {
        self.open = false;
        self.journal.end(&self, status, answer);
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if self.open {
            self.journal.end(self, 0, self.planned);
        }
    }
}
