//! What the queue keeps in memory beside the writing connection: where each gateway's scan stands, what is in flight, the
//! marks of runs and the cancels not yet swept. All of it follows from the database and is rebuilt from it at open and
//! after a rollback; the queue itself is never copied.
//!
//! The law of a lane: every waiting message of the gateway is after the cursor, or in `revisit`, or was looked at and
//! waits for something that brings it back (its own timer, its address, the book, a run, `next_wake`).

use super::cover::ActiveOrder;
use super::flow::Flow;
use super::looks::Looks;
use super::row::StateRow;
use crate::StoreError;
use crate::sql::Connection;
use omnifila_core::catalogue::Book;
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, RunId};
use omnifila_core::message::{QueueKey, Status};
use omnifila_core::plan::{GatewayState, Mark};
use omnifila_core::policy::quota::Quota;
use omnifila_core::policy::rate::RateState;
use omnifila_core::time::{SECOND, Time};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

type Result<T> = std::result::Result<T, StoreError>;

/// More messages to look at again than this, and the scan goes back to the first of them instead.
const REVISIT_MAX: usize = 10_000;
/// More addresses than this are no longer told apart: each one is looked up.
const ADDRESSES_MAX: usize = 200_000;
/// Marks kept in memory per gateway; older ones are looked up.
const MARKS_KEPT: usize = 64;

#[derive(Debug, Default)]
pub struct QueueMemory {
    pub(super) lanes: HashMap<GatewayId, Lane>,
    pub(super) last_message: i64,
    /// When the latest message was accepted.
    pub(super) last_accepted: Time,
    pub(super) last_event: i64,
    pub(super) last_operation: i64,
    /// Bulk cancels not yet swept, oldest first.
    pub(super) orders: Vec<ActiveOrder>,
    pub(super) open_runs: BTreeMap<RunId, OpenRun>,
    /// Timers up to this row have been noticed by the lanes.
    /// `None`: nothing has been looked at yet.
    pub(super) woken: Option<(Time, i64)>,
    /// Invoices that their sources are being asked about.
    pub(crate) looks: Looks,
    /// Rows of calls in flight as `start` left them, so that `settle` need not read them again. Whoever writes such a row takes
    /// it out.
    pub(super) flying: HashMap<MessageId, Box<StateRow>>,
    /// There may be receipts that came before their answer.
    pub(super) unmatched: bool,
    /// Where the pruner goes on.
    pub(super) pruned: i64,
    pub(super) pruned_key: Option<(i64, String)>,
    /// What moved since it was written last.
    pub(super) flow: Flow,
}

#[derive(Debug, Clone, Default)]
pub(super) struct OpenRun {
    pub(super) gateways: Vec<GatewayId>,
}

/// One gateway's queue as the dispatcher goes through it.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// The last message looked at; `None` before the first.
    pub(super) cursor: Option<QueueKey>,
    /// Messages at or before the cursor for which something changed.
    pub(super) revisit: BTreeSet<QueueKey>,
    /// When something skipped may be ready that no timer of its own announces.
    pub(super) next_wake: Option<Time>,
    /// The book the skipped ones were judged by.
    pub(super) epoch: u64,
    /// When the scan began anew.
    pub(super) began: Time,
    /// Something skipped waits for the limit of its address.
    pub(super) rate_waits: bool,
    pub(super) in_flight: HashMap<MessageId, i64>,
    /// Addresses in flight.
    pub(super) busy: HashMap<i64, MessageId>,
    /// Addresses of which a message may wait for a retry or hold of its own.
    pub(super) stuck: Addresses,
    /// Addresses of which a message was skipped because of an earlier one.
    pub(super) behind: Addresses,
    pub(super) rate: RateState,
    /// The provider's own allowance per day.
    pub(super) quota: Quota,
    pub(super) resting_until: Option<Time>,
    pub(super) mark: Option<Mark>,
    /// The newest marks with their runs, oldest first.
    pub(super) marks: VecDeque<(Mark, RunId)>,
    /// There are older marks than `marks` in the database.
    pub(super) older_marks: bool,
}

/// A set of addresses that gives up telling them apart rather than grow without end.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    keys: HashSet<i64>,
    all: bool,
}

impl Addresses {
    pub(super) fn insert(&mut self, key: i64) {
        if self.keys.len() >= ADDRESSES_MAX {
            self.keys = HashSet::new();
            self.all = true;
        }
        if !self.all {
            self.keys.insert(key);
        }
    }

    /// Whether the address may be among them.
    pub(super) fn may_hold(&self, key: i64) -> bool {
        self.all || self.keys.contains(&key)
    }
}

impl Lane {
    /// Looks at everything again.
    pub(super) fn rewind(&mut self) {
        self.cursor = None;
        self.revisit.clear();
        self.next_wake = None;
        self.rate_waits = false;
        self.stuck = Addresses::default();
        self.behind = Addresses::default();
    }

    /// The message at `key` waits and something about it changed.
    pub(super) fn again(&mut self, key: QueueKey) {
        let Some(cursor) = self.cursor.filter(|cursor| key <= *cursor) else {
            return;
        };
        self.revisit.insert(key);
        if self.revisit.len() > REVISIT_MAX
            && let Some(first) = self.revisit.pop_first()
        {
            // The scan goes on just before the first of them; what follows is looked at again in order.
            self.cursor = Some(before(first)).filter(|k| *k < cursor);
            self.revisit.clear();
        }
    }

    /// The message at `key` and all after it are looked at again.
    pub(super) fn back_to(&mut self, key: QueueKey) {
        if self.cursor.is_some_and(|cursor| key <= cursor) {
            self.cursor = Some(before(key));
            self.revisit.retain(|k| *k < key);
        }
    }

    /// Something skipped may be ready at `until` without a timer of its own.
    pub(super) fn wake_at(&mut self, until: Time) {
        self.next_wake = Some(self.next_wake.map_or(until, |t| t.min(until)));
    }

    /// The same for the limit of an address: many such moments are taken together, at most one look a second.
    pub(super) fn wake_for_rate(&mut self, until: Time) {
        self.rate_waits = true;
        self.wake_at(until.max(self.began.plus(SECOND)));
    }

    pub(super) fn state(&self) -> GatewayState {
        GatewayState {
            rate: self.rate,
            quota: self.quota,
            resting_until: self.resting_until,
            mark: self.mark,
            in_flight: u32::try_from(self.in_flight.len()).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn took_off(&mut self, id: MessageId, address_key: i64) {
        self.in_flight.insert(id, address_key);
        self.busy.insert(address_key, id);
    }

    pub(super) fn landed(&mut self, id: MessageId) {
        if let Some(address) = self.in_flight.remove(&id)
            && self.busy.get(&address) == Some(&id)
        {
            self.busy.remove(&address);
        }
    }

    pub(super) fn push_mark(&mut self, mark: Mark, run: RunId) {
        self.mark = Some(mark);
        self.marks.push_back((mark, run));
        if self.marks.len() > MARKS_KEPT {
            self.marks.pop_front();
            self.older_marks = true;
        }
    }
}

/// The greatest key before `key` that no message has: ids begin at 1.
fn before(key: QueueKey) -> QueueKey {
    QueueKey {
        id: MessageId(key.id.0 - 1),
        ..key
    }
}

impl QueueMemory {
    /// The state that follows from what the database holds.
    pub fn load(conn: &Connection, _book: &Book) -> Result<Self> {
        let last = |table: &str| -> Result<i64> {
            Ok(
                conn.query_row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), [], |r| {
                    r.get(0)
                })?,
            )
        };
        let mut memory = QueueMemory {
            last_message: last("state")?,
            last_event: last("event")?,
            last_operation: last("operation")?,
            orders: ActiveOrder::load_all(conn)?,
            last_accepted: Time(conn.query_row(
                "SELECT coalesce((SELECT created_at FROM state ORDER BY id DESC LIMIT 1), 0)",
                [],
                |r| r.get(0),
            )?),
            unmatched: last("unmatched_receipt")? > 0,
            ..QueueMemory::default()
        };
        memory.load_gateways(conn)?;
        memory.load_in_flight(conn)?;
        memory.load_runs(conn)?;
        Ok(memory)
    }

    /// Takes over what no row tells.
    pub(super) fn keep_own(&mut self, before: &mut QueueMemory) {
        self.looks = std::mem::take(&mut before.looks);
        self.flow = std::mem::take(&mut before.flow);
        (self.pruned, self.pruned_key) = (before.pruned, before.pruned_key.take());
    }

    pub(crate) fn moved_nothing(&self) -> bool {
        self.flow.is_empty()
    }

    pub(crate) fn take_flow(&mut self) -> Flow {
        std::mem::take(&mut self.flow)
    }

    /// A source has been asked about these invoices: what waited for that is looked at again, in its order, and so is what was
    /// passed over while the source could not be asked.
    pub(crate) fn looked(&mut self, label: &str, invoices: &[InvoiceId]) {
        for (gateway, key) in self.looks.answered(label, invoices) {
            self.lane(gateway).again(key);
        }
        for (gateway, key) in self.looks.up(label) {
            self.lane(gateway).back_to(key);
        }
    }

    pub(super) fn lane(&mut self, gateway: GatewayId) -> &mut Lane {
        self.lanes.entry(gateway).or_default()
    }

    fn load_gateways(&mut self, conn: &Connection) -> Result<()> {
        let mut select = conn.prepare(
            "SELECT gateway_id, tat_second, tat_minute, tat_hour, day, day_count, resting_until, mark_id, mark_due, \
             quota_limit, quota_day, quota_left, quota_read_at FROM gateway_queue",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let lane = self.lane(GatewayId(row.get(0)?));
            lane.rate = RateState {
                tat: [row.get(1)?, row.get(2)?, row.get(3)?],
                day: row.get(4)?,
                day_count: row.get(5)?,
            };
            lane.quota = Quota {
                limit: row.get(9)?,
                day: row.get(10)?,
                left: row.get(11)?,
                read_at: row.get::<_, Option<i64>>(12)?.map(Time),
            };
            lane.resting_until = row.get::<_, Option<i64>>(6)?.map(Time);
            let mark_id: Option<i64> = row.get(7)?;
            let mark_due: Option<i64> = row.get(8)?;
            lane.mark = mark_id.zip(mark_due).map(|(id, due)| Mark {
                id: MessageId(id),
                due: Time(due),
            });
        }
        Ok(())
    }

    fn load_in_flight(&mut self, conn: &Connection) -> Result<()> {
        let mut gateways = conn.prepare("SELECT DISTINCT gateway_id FROM counter")?;
        let gateways = gateways
            .query_map([], |r| r.get(0))?
            .collect::<crate::sql::Result<Vec<i64>>>()?;
        let mut select =
            conn.prepare("SELECT id, address_key FROM state WHERE gateway_id = ?1 AND status = ?2")?;
        for gateway in gateways {
            let lane = self.lane(GatewayId(gateway));
            let mut rows = select.query([gateway, Status::Sending.code()])?;
            while let Some(row) = rows.next()? {
                lane.took_off(MessageId(row.get(0)?), row.get(1)?);
            }
        }
        Ok(())
    }

    fn load_runs(&mut self, conn: &Connection) -> Result<()> {
        let mut select = conn.prepare("SELECT id, gateway_ids FROM run WHERE status = 1")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let gateways = super::runs::gateway_ids(&row.get::<_, String>(1)?)?;
            self.open_runs.insert(RunId(row.get(0)?), OpenRun { gateways });
        }
        let mut select = conn.prepare(
            "SELECT mark_id, mark_due, run_id FROM run_gateway WHERE gateway_id = ?1 ORDER BY run_id DESC LIMIT ?2",
        )?;
        for (gateway, lane) in &mut self.lanes {
            let mut rows = select.query([gateway.0, MARKS_KEPT as i64 + 1])?;
            while let Some(row) = rows.next()? {
                if lane.marks.len() == MARKS_KEPT {
                    lane.older_marks = true;
                    break;
                }
                let mark = Mark {
                    id: MessageId(row.get(0)?),
                    due: Time(row.get(1)?),
                };
                lane.marks.push_front((mark, RunId(row.get(2)?)));
            }
        }
        Ok(())
    }

    pub(super) fn mark_covers(&self, row: &StateRow) -> bool {
        let mark = self.lanes.get(&row.gateway_id).and_then(|lane| lane.mark);
        mark.is_some_and(|mark| row.covered_by(mark))
    }

    /// The run that released a row: stamped, or found by arithmetic as the oldest mark that covers it.
    pub(super) fn run_of(&self, conn: &Connection, row: &StateRow) -> Result<Option<RunId>> {
        if row.released {
            return Ok(row.task_run_id);
        }
        let Some(lane) = self.lanes.get(&row.gateway_id) else {
            return Ok(row.task_run_id);
        };
        let first = lane.marks.partition_point(|(mark, _)| !row.covered_by(*mark));
        if first > 0 || !lane.older_marks {
            return Ok(lane.marks.get(first).map(|(_, run)| *run).or(row.task_run_id));
        }
        let mut oldest = conn.prepare_cached(
            "SELECT max((SELECT run_id FROM run_gateway WHERE gateway_id = ?1 AND mark_id >= ?2 ORDER BY mark_id, run_id LIMIT 1), \
             (SELECT run_id FROM run_gateway WHERE gateway_id = ?1 AND mark_due >= ?3 ORDER BY mark_due, run_id LIMIT 1))",
        )?;
        let run: Option<i64> =
            oldest.query_row([row.gateway_id.0, row.id.0, row.release_at.ms()], |r| r.get(0))?;
        let run = run.map(RunId);
        Ok(run.or(row.task_run_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::message::Priority;

    fn key(id: i64) -> QueueKey {
        QueueKey {
            priority: Priority::Normal,
            position: 5,
            rank: id << 20,
            id: MessageId(id),
        }
    }

    #[test]
    fn only_what_lies_before_the_cursor_is_looked_at_again() {
        let mut lane = Lane {
            cursor: Some(key(5)),
            ..Lane::default()
        };
        lane.again(key(6));
        lane.again(key(5));
        lane.again(key(3));
        assert_eq!(lane.revisit.iter().copied().collect::<Vec<_>>(), [key(3), key(5)]);
    }

    #[test]
    fn too_many_to_revisit_bring_the_cursor_back_before_the_first() {
        let mut lane = Lane {
            cursor: Some(key(1_000_000)),
            ..Lane::default()
        };
        for id in 0..=REVISIT_MAX as i64 {
            lane.again(key(100 + id));
        }
        assert!(lane.revisit.is_empty());
        let cursor = lane.cursor.unwrap();
        assert!(cursor < key(100) && cursor > key(99));
    }

    #[test]
    fn addresses_beyond_counting_are_all_possible() {
        let mut addresses = Addresses::default();
        for key in 0..=ADDRESSES_MAX as i64 {
            addresses.insert(key);
        }
        assert!(addresses.may_hold(-1));
    }
}
