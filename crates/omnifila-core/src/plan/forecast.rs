//! What will leave when: the planner run forward over a copy of the queue, with the gateway's answers given.
//!
//! Calls take no time here, so the state between two instants of the real queue differs only in what is in flight.
//! A message that waits for a known moment sleeps until it; one that waits for a change (a hold without end, no task)
//! stays. The cost is a few steps per message, not a scan per start.

use super::{BlockerCode, Board, GatewayState, Mark, Planner, Surroundings, Verdict};
use crate::catalogue::{Book, GatewaySpec, Stored};
use crate::id::MessageId;
use crate::message::{Late, Priority, QueueKey, Status, Waiting};
use crate::outcome::Outcome;
use crate::policy::rate::RateState;
use crate::time::Time;
use crate::transition::{Event, Life, Rules, Seen, step};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// One start that will happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub id: MessageId,
    pub attempt: u32,
    pub at: Time,
}

/// A coming run of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    pub at: Time,
    pub limit: Option<u32>,
}

/// The gateway's answer to one start.
pub type Answer<'a> = dyn FnMut(&Waiting, u32, Time) -> Outcome + 'a;

#[derive(Debug, Clone, Default)]
pub struct Forecast {
    /// In the order in which they happen.
    pub starts: Vec<Start>,
    /// Messages that had not left, nor ended, by the end.
    pub remaining: Vec<MessageId>,
    /// When the last message left, if none remained.
    pub drains_at: Option<Time>,
    /// What the rest waits for first, with its count.
    pub waits: BTreeMap<BlockerCode, u64>,
}

/// Runs one gateway's queue from `now` to `until`. `releases` are the coming runs of its tasks, earliest first.
pub fn forecast(
    book: &Book,
    gateway: &Stored<GatewaySpec>,
    state: GatewayState,
    messages: Vec<Waiting>,
    releases: Vec<Release>,
    (now, until): (Time, Time),
    answer: &mut Answer<'_>,
) -> Forecast {
    let mut run = Run {
        book,
        gateway,
        state: GatewayState {
            in_flight: 0,
            ..state
        },
        now,
        ready: messages
            .into_iter()
            .map(|w| {
                (
                    w.key,
                    Entry {
                        life: life_of(&w),
                        waiting: w,
                    },
                )
            })
            .collect(),
        asleep: BTreeMap::new(),
        parked: BTreeMap::new(),
        lanes: HashMap::new(),
        stuck: RefCell::default(),
        releases: releases.into(),
        address_rates: HashMap::new(),
        out: Forecast::default(),
    };
    run.go(until, answer);
    run.finish()
}

#[derive(Debug)]
struct Entry {
    waiting: Waiting,
    life: Life,
}

struct Run<'a> {
    book: &'a Book,
    gateway: &'a Stored<GatewaySpec>,
    state: GatewayState,
    now: Time,
    ready: BTreeMap<QueueKey, Entry>,
    /// By the moment at which to look again.
    asleep: BTreeMap<(Time, QueueKey), Entry>,
    /// Waiting for a change: a release, a hold without end.
    parked: BTreeMap<QueueKey, (BlockerCode, Entry)>,
    /// Behind an earlier message of their address.
    lanes: HashMap<i64, BTreeMap<QueueKey, Entry>>,
    /// Messages of an address that wait for a retry or hold of their own, and so block later ones.
    stuck: RefCell<HashMap<i64, BTreeSet<QueueKey>>>,
    releases: VecDeque<Release>,
    address_rates: HashMap<i64, RateState>,
    out: Forecast,
}

impl Run<'_> {
    fn go(&mut self, until: Time, answer: &mut Answer<'_>) {
        loop {
            self.release();
            self.wake();
            self.expire();
            let gateway_until = loop {
                let before = self.out.starts.len();
                let gateway_until = self.pass(answer);
                if self.out.starts.len() == before {
                    break gateway_until;
                }
            };
            match self.next_moment(gateway_until) {
                Some(t) if t <= until => self.now = t.max(self.now.plus(1)),
                _ => return,
            }
        }
    }

    /// The earliest moment at which anything can change by itself.
    fn next_moment(&self, gateway_until: Option<Time>) -> Option<Time> {
        let mut next = self.asleep.keys().next().map(|(t, _)| *t);
        let mut offer = |t: Option<Time>| {
            next = match (next, t) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        };
        if !self.ready.is_empty() {
            offer(gateway_until);
        }
        if !(self.ready.is_empty() && self.parked.is_empty() && self.asleep.is_empty()) {
            // Lanes move only when the message before them does.
            offer(self.releases.front().map(|r| r.at));
        }
        next
    }

    /// Runs of tasks that are due: a mark, or the first `limit` eligible messages.
    fn release(&mut self) {
        while let Some(release) = self.releases.front().copied().filter(|r| r.at <= self.now) {
            self.releases.pop_front();
            self.unpark(|code| matches!(code, BlockerCode::AwaitingTask | BlockerCode::NoTask));
            match release.limit {
                None => {
                    let id = MessageId(i64::MAX);
                    self.state.mark = Some(Mark { id, due: release.at });
                }
                Some(limit) => self.release_some(limit as usize, release.at),
            }
        }
    }

    fn release_some(&mut self, limit: usize, at: Time) {
        let mark = self.state.mark;
        let unreleased = |w: &Waiting| {
            let covered = mark.is_some_and(|m| m.covers(w.key.id, w.release_at));
            !w.released && !covered && w.release_at <= at && w.not_before() <= at
        };
        let mut eligible: Vec<&mut Entry> = self
            .ready
            .values_mut()
            .chain(self.asleep.values_mut())
            .filter(|e| unreleased(&e.waiting))
            .collect();
        eligible.sort_by_key(|e| e.waiting.key);
        for entry in eligible.into_iter().take(limit) {
            entry.waiting.released = true;
        }
    }

    fn wake(&mut self) {
        while let Some(entry) = self.asleep.first_entry().filter(|e| e.key().0 <= self.now) {
            let entry = entry.remove();
            self.unstick(&entry.waiting);
            self.ready.insert(entry.waiting.key, entry);
        }
    }

    fn unstick(&mut self, w: &Waiting) {
        if let Some(keys) = self.stuck.get_mut().get_mut(&w.address_key) {
            keys.remove(&w.key);
        }
    }

    /// The address is free, or its first message waits again: the first of each priority behind it looks anew.
    fn free_lane(&mut self, address: i64) {
        let Some(lane) = self.lanes.get_mut(&address) else {
            return;
        };
        for priority in Priority::ALL {
            let from = QueueKey {
                priority: *priority,
                position: i64::MIN,
                rank: i64::MIN,
                id: MessageId(0),
            };
            let first = lane
                .range(from..)
                .next()
                .map(|(k, _)| *k)
                .filter(|k| k.priority == *priority);
            if let Some(entry) = first.and_then(|key| lane.remove(&key)) {
                self.ready.insert(entry.waiting.key, entry);
            }
        }
        if lane.is_empty() {
            self.lanes.remove(&address);
        }
    }

    fn unpark(&mut self, which: impl Fn(BlockerCode) -> bool) {
        let keys: Vec<QueueKey> = self
            .parked
            .iter()
            .filter(|(_, (code, _))| which(*code))
            .map(|(k, _)| *k)
            .collect();
        for key in keys {
            if let Some((_, entry)) = self.parked.remove(&key) {
                self.unstick(&entry.waiting);
                self.ready.insert(key, entry);
            }
        }
    }

    /// Ends what may no longer leave.
    fn expire(&mut self) {
        let now = self.now;
        let over = |e: &Entry| {
            let late = e.waiting.late == Late::Drop && e.waiting.late_at.is_some_and(|t| now >= t);
            now >= e.waiting.expires_at || late
        };
        let gone: Vec<QueueKey> = self
            .ready
            .iter()
            .filter(|(_, e)| over(e))
            .map(|(k, _)| *k)
            .collect();
        for key in gone {
            if let Some(entry) = self.ready.remove(&key) {
                self.free_lane(entry.waiting.address_key);
            }
        }
    }

    /// One look over what is ready; answers when the gateway as a whole is free again.
    fn pass(&mut self, answer: &mut Answer<'_>) -> Option<Time> {
        let mut gateway_until = None;
        let mut done: Vec<(QueueKey, Verdict)> = Vec::new();
        let around = Around {
            stuck: &self.stuck,
            rates: &self.address_rates,
        };
        let board = Board {
            book: self.book,
            gateway: self.gateway,
            // A call takes no time: a start frees its slot before the next.
            state: GatewayState {
                in_flight: 0,
                ..self.state
            },
            circuit_until: None,
            healthy: true,
            slots: usize::MAX,
        };
        let mut planner = Planner::new(board, around, self.now);
        for (key, entry) in &self.ready {
            let verdict = planner.consider(&entry.waiting);
            if let Verdict::Wait(wait) = verdict
                && wait.whole_gateway
            {
                gateway_until = wait
                    .until
                    .or(Some(self.now.plus(1)).filter(|_| wait.code == BlockerCode::InFlight));
                break;
            }
            if let Verdict::Wait(wait) = verdict
                && matches!(wait.code, BlockerCode::RetryAt | BlockerCode::Hold)
            {
                self.stuck
                    .borrow_mut()
                    .entry(entry.waiting.address_key)
                    .or_default()
                    .insert(*key);
            }
            done.push((*key, verdict));
        }
        let rates = planner.address_rates().clone();
        self.state = GatewayState {
            in_flight: 0,
            ..planner.state()
        };
        self.address_rates.extend(rates);
        let mut freed = BTreeSet::new();
        for (key, verdict) in done {
            let address = self.ready.get(&key).map(|e| e.waiting.address_key);
            if matches!(verdict, Verdict::Start { .. }) {
                freed.extend(address);
            }
            self.settle(key, verdict, answer);
        }
        // After the page, so that those of the page that wait behind a start are in their lane by now.
        for address in freed {
            self.free_lane(address);
        }
        gateway_until
    }

    fn settle(&mut self, key: QueueKey, verdict: Verdict, answer: &mut Answer<'_>) {
        let Some(entry) = self.ready.remove(&key) else {
            return;
        };
        match verdict {
            Verdict::Start { .. } => self.start(entry, answer),
            Verdict::Wait(wait) => {
                let address = entry.waiting.address_key;
                match (wait.code, wait.until) {
                    (BlockerCode::EarlierMessage, _) => {
                        self.lanes.entry(address).or_default().insert(key, entry);
                    }
                    (_, Some(t)) => {
                        self.asleep.insert((t.min(entry.waiting.expires_at), key), entry);
                    }
                    (code, None) => {
                        self.parked.insert(key, (code, entry));
                    }
                }
            }
        }
    }

    fn start(&mut self, mut entry: Entry, answer: &mut Answer<'_>) {
        let Ok(started) = step(entry.life, Event::Start, self.now) else {
            return;
        };
        let attempt = started.life.attempts;
        self.out.starts.push(Start {
            id: entry.waiting.key.id,
            attempt,
            at: self.now,
        });
        self.out.drains_at = Some(self.now);
        let outcome = answer(&entry.waiting, attempt, self.now);
        let spec = &self.gateway.spec;
        let rules = Rules {
            max_attempts: spec.max_attempts,
            unknown: spec.outcome_unknown,
            goes_on: false,
        };
        let Ok(next) = step(
            started.life,
            Event::Settle {
                outcome: &outcome,
                rules,
            },
            self.now,
        ) else {
            return;
        };
        if next.life.status == Status::Waiting {
            entry.life = next.life;
            entry.waiting.attempts = next.life.attempts;
            entry.waiting.next_attempt_at = next.next_attempt_at;
            self.ready.insert(entry.waiting.key, entry);
        }
    }

    fn finish(mut self) -> Forecast {
        let asleep = self.asleep.values().map(|e| e.waiting.key.id);
        let parked = self.parked.values().map(|(_, e)| e.waiting.key.id);
        let ready = self.ready.values().map(|e| e.waiting.key.id);
        let behind = self.lanes.values().flatten().map(|(_, e)| e.waiting.key.id);
        self.out.remaining = asleep.chain(parked).chain(ready).chain(behind).collect();
        for (code, _) in self.parked.values() {
            *self.out.waits.entry(*code).or_default() += 1;
        }
        if !self.out.remaining.is_empty() {
            self.out.drains_at = None;
        }
        self.out
    }
}

fn life_of(w: &Waiting) -> Life {
    Life {
        id: w.key.id,
        status: Status::Waiting,
        attempts: w.attempts,
        counted: w.counted,
        deferrals: w.deferrals,
        cancel: None,
        expires_at: w.expires_at,
        seen: Seen::default(),
    }
}

/// The other messages of the copy, as the store would tell of them.
#[derive(Debug)]
struct Around<'a> {
    stuck: &'a RefCell<HashMap<i64, BTreeSet<QueueKey>>>,
    rates: &'a HashMap<i64, RateState>,
}

impl Surroundings for Around<'_> {
    fn address_in_flight(&self, _: i64) -> bool {
        false
    }

    fn earlier(&self, w: &Waiting) -> Option<MessageId> {
        let stuck = self.stuck.borrow();
        let keys = stuck.get(&w.address_key)?;
        keys.range(..w.key)
            .find(|k| k.priority == w.key.priority)
            .map(|k| k.id)
    }

    fn address_rate(&self, key: i64) -> RateState {
        self.rates.get(&key).copied().unwrap_or_default()
    }
}
