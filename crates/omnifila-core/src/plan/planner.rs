//! Decides about the messages of one gateway at one instant: every rule once, for starting as for explaining.
//!
//! A rule answers with a blocker; what concerns the whole gateway is asked first, so that a paused gateway costs one look.

use super::{Blocker, BlockerCode, Board, GatewayState, Surroundings};
use crate::brazil::locality::Locality;
use crate::catalogue::{HoldScope, HoldSpec, QueueMode, Stored, notice_tag};
use crate::id::{HoldId, MessageId, TemplateId, WindowId};
use crate::message::{LastLook, Late, Purpose, Readiness, Waiting};
use crate::policy::rate::{Day, RateState};
use crate::policy::window::Look;
use crate::source::{BLOCKED_AGAIN, MAX_AGE};
use crate::time::Time;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// What is decided about one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may start, provided the call begins before `valid_until` (its window's end or its expiry).
    Start {
        valid_until: Time,
    },
    Wait(Wait),
}

/// The first reason to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub code: BlockerCode,
    /// When to look again if nothing changes; `None`: only a change helps.
    pub until: Option<Time>,
    /// Every other message of the gateway waits for the same: no use looking further.
    pub whole_gateway: bool,
}

/// Decides about the messages of one gateway, in queue order, at one instant. Each `Start` spends what it uses (slots,
/// limits, the address), so that the next decision sees it.
#[derive(Debug)]
pub struct Planner<'a, S> {
    board: Board<'a>,
    surroundings: S,
    now: Time,
    day: Day,
    started: usize,
    addresses: HashSet<i64>,
    address_rates: HashMap<i64, RateState>,
    /// People whom the starts decided so far add to the portfolio.
    newcomers: u32,
    hours: HashMap<(TemplateId, Purpose, Option<Locality>, Option<WindowId>), Look>,
    gateway_wait: Option<Option<Wait>>,
    /// Holds by scope and what they hold, made when the first message asks.
    holds: OnceCell<HashMap<(HoldScope, i64), Vec<HoldId>>>,
}

/// A page decided whole.
#[derive(Debug, Default)]
pub struct Plan {
    pub starts: Vec<(MessageId, Time)>,
    pub waits: Vec<(MessageId, Wait)>,
}

/// Which of `candidates` (in queue order) may start at `now`, and what the others wait for.
pub fn plan<S: Surroundings>(candidates: &[Waiting], board: Board<'_>, surroundings: S, now: Time) -> Plan {
    let mut planner = Planner::new(board, surroundings, now);
    let mut plan = Plan::default();
    for waiting in candidates {
        match planner.consider(waiting) {
            Verdict::Start { valid_until } => plan.starts.push((waiting.key.id, valid_until)),
            Verdict::Wait(wait) => plan.waits.push((waiting.key.id, wait)),
        }
    }
    plan
}

impl<'a, S: Surroundings> Planner<'a, S> {
    pub fn new(board: Board<'a>, surroundings: S, now: Time) -> Self {
        let day = Day::at(now, &board.gateway.spec.time_zone);
        Self {
            board,
            surroundings,
            now,
            day,
            started: 0,
            addresses: HashSet::new(),
            address_rates: HashMap::new(),
            newcomers: 0,
            hours: HashMap::new(),
            gateway_wait: None,
            holds: OnceCell::new(),
        }
    }

    /// The gateway's state after the starts decided so far.
    pub fn state(&self) -> GatewayState {
        self.board.state
    }

    /// Address limits changed by the starts decided so far.
    pub fn address_rates(&self) -> &HashMap<i64, RateState> {
        &self.address_rates
    }

    pub fn surroundings(&self) -> &S {
        &self.surroundings
    }

    pub fn surroundings_mut(&mut self) -> &mut S {
        &mut self.surroundings
    }

    /// Decides about the next candidate, and spends what its start uses.
    pub fn consider(&mut self, waiting: &Waiting) -> Verdict {
        if let Some(wait) = self.gateway_waits() {
            return Verdict::Wait(wait);
        }
        let mut first = None;
        self.message_blockers(waiting, &mut |blocker, whole_gateway| {
            first = Some(Wait {
                code: blocker.code,
                until: blocker.until,
                whole_gateway,
            });
            false
        });
        match first {
            Some(wait) => Verdict::Wait(wait),
            // Asked last: nobody is asked about a message that could not leave anyway.
            None if self.needs_look(waiting) => Verdict::Wait(Wait {
                code: BlockerCode::LastLook,
                until: None,
                whole_gateway: false,
            }),
            None if self.needs_making_ready(waiting) => Verdict::Wait(Wait {
                code: BlockerCode::Attachment,
                until: None,
                whole_gateway: false,
            }),
            None => self.take(waiting),
        }
    }

    /// Whether something has to be fetched or rendered anew before it leaves.
    fn needs_making_ready(&self, w: &Waiting) -> bool {
        match w.ready {
            Readiness::Ready | Readiness::Held(_) => false,
            Readiness::Until(until) => self.now >= until,
            Readiness::Needed | Readiness::Deferred(_) => true,
        }
    }

    /// Whether the source of the message's invoice has to be asked before it leaves.
    fn needs_look(&self, w: &Waiting) -> bool {
        match w.look {
            LastLook::NotNeeded => false,
            LastLook::Never | LastLook::Blocked(_) => true,
            // Also a look from the future: a clock was set back, and what it proves is not known.
            LastLook::At(at) => self.now.since(at).abs() > MAX_AGE,
        }
    }

    /// Until when a payment may still show up, or the source's word holds the invoice back.
    fn settles_at(&self, w: &Waiting) -> Option<Time> {
        let held = match w.look {
            // Taken together by the tens of minutes, so that many such invoices are one look at the queue, not one each.
            LastLook::Blocked(at) => Some(Time((at.ms() / BLOCKED_AGAIN + 1) * BLOCKED_AGAIN)),
            _ => None,
        };
        w.settles_at.max(held).filter(|until| self.now < *until)
    }

    /// Every reason that applies now, in the order of the design. `ahead`: waiting messages before it in its queue.
    pub fn explain(&mut self, waiting: &Waiting, ahead: u64) -> Vec<Blocker> {
        let mut found = Vec::new();
        self.gateway_blockers(&mut |blocker| {
            found.push(blocker);
            true
        });
        self.message_blockers(waiting, &mut |blocker, _| {
            found.push(blocker);
            true
        });
        if found.is_empty() && self.needs_look(waiting) {
            found.push(Blocker::new(BlockerCode::LastLook));
        }
        if found.is_empty() && self.needs_making_ready(waiting) {
            found.push(Blocker::new(BlockerCode::Attachment));
        }
        if ahead > 0 {
            found.push(Blocker::new(BlockerCode::Behind).count(ahead));
        }
        found.sort_by_key(|b| b.code);
        found
    }

    /// The wait that all messages of the gateway share now, if there is one.
    pub fn gateway_waits(&mut self) -> Option<Wait> {
        if let Some(known) = self.gateway_wait {
            return known;
        }
        let mut first = None;
        self.gateway_blockers(&mut |b| {
            first = Some(Wait {
                code: b.code,
                until: b.until,
                whole_gateway: true,
            });
            false
        });
        self.gateway_wait = Some(first);
        first
    }

    /// Reasons that concern the gateway as a whole; `see` answers whether to go on.
    fn gateway_blockers(&self, see: &mut dyn FnMut(Blocker) -> bool) {
        let board = &self.board;
        let now = self.now;
        if let Some(pause) = board.book.paused_all.as_ref().filter(|p| p.holds_at(now)) {
            let blocker = Blocker::new(BlockerCode::PausedAll)
                .since(pause.since)
                .until(pause.until);
            if !see(blocker) {
                return;
            }
        }
        if !board.healthy && !see(Blocker::new(BlockerCode::StoreUnhealthy)) {
            return;
        }
        let gateway = crate::id::GatewayId(board.gateway.id);
        if let Some(pause) = board
            .book
            .gateway_pauses
            .get(&gateway)
            .filter(|p| p.holds_at(now))
        {
            let blocker = Blocker::new(BlockerCode::GatewayPaused)
                .since(pause.since)
                .until(pause.until);
            if !see(blocker) {
                return;
            }
        }
        if let Some(until) = board.circuit_until.filter(|&t| now < t)
            && !see(Blocker::new(BlockerCode::CircuitOpen).until(until))
        {
            return;
        }
        if let Some(blocker) = self.held(HoldScope::Gateway, board.gateway.id, None)
            && !see(blocker)
        {
            return;
        }
        if let Some(until) = board.state.resting_until.filter(|&t| now < t)
            && !see(Blocker::new(BlockerCode::Rate).until(until))
        {
            return;
        }
        if board.state.in_flight >= board.gateway.spec.max_in_flight {
            see(Blocker::new(BlockerCode::InFlight).count(u64::from(board.state.in_flight)));
        }
    }

    /// Reasons of this message; `see` gets whether the whole gateway shares it, and answers whether to go on.
    fn message_blockers(&mut self, w: &Waiting, see: &mut dyn FnMut(Blocker, bool) -> bool) {
        let now = self.now;
        for blocker in self.message_holds(w) {
            if !see(blocker, false) {
                return;
            }
        }
        if let Some(blocker) = self.unreleased(w)
            && !see(blocker, false)
        {
            return;
        }
        let due = w.due_at.unwrap_or(w.accepted_at);
        if now < due && !see(Blocker::new(BlockerCode::NotDue).until(due), false) {
            return;
        }
        if let Look::Closed { until, holiday } = self.look(w) {
            let code = if holiday {
                BlockerCode::Holiday
            } else {
                BlockerCode::OutsideWindow
            };
            if !see(Blocker::new(code).until(until), false) {
                return;
            }
        }
        if let Some(until) = self.settles_at(w) {
            let blocker = Blocker::new(BlockerCode::AwaitingSettlement).until(until);
            let blocker = match w.invoice_id {
                Some(id) => blocker.about("invoice", id),
                None => blocker,
            };
            if !see(blocker, false) {
                return;
            }
        }
        if let Some(until) = w.next_attempt_at.filter(|&t| now < t)
            && !see(Blocker::new(BlockerCode::RetryAt).until(until), false)
        {
            return;
        }
        if w.late != Late::Send
            && let Some(late_at) = w.late_at.filter(|&t| now >= t)
            && !see(Blocker::new(BlockerCode::LateAsk).since(late_at), false)
        {
            return;
        }
        // It may have left since the backup was made. What a person has put off, sent again or rerouted has a later release.
        if let Some(at) = self.board.book.restored_since(w.accepted_at, w.release_at)
            && !see(Blocker::new(BlockerCode::Restored).since(at), false)
        {
            return;
        }
        let unfit = match w.ready {
            Readiness::Deferred(until) if now < until => {
                Some(Blocker::new(BlockerCode::Attachment).until(until))
            }
            Readiness::Held(since) => Some(Blocker::new(BlockerCode::Changed).since(since)),
            _ => None,
        };
        if let Some(blocker) = unfit
            && !see(blocker, false)
        {
            return;
        }
        if self.addresses.contains(&w.address_key) || self.surroundings.address_in_flight(w.address_key) {
            if !see(Blocker::new(BlockerCode::EarlierMessage), false) {
                return;
            }
        } else if let Some(earlier) = self.surroundings.earlier(w)
            && !see(
                Blocker::new(BlockerCode::EarlierMessage).about("message", earlier),
                false,
            )
        {
            return;
        }
        self.limits(w, see);
    }

    /// The limits, asked but not spent.
    fn limits(&mut self, w: &Waiting, see: &mut dyn FnMut(Blocker, bool) -> bool) {
        let spec = &self.board.gateway.spec;
        if let Some(rate) = &spec.address_rate {
            let state = self.address_rate(w.address_key);
            if let Err(denied) = rate.take(&state, self.now, w.weight, self.day)
                && !see(
                    Blocker::new(BlockerCode::RecipientRate).until(denied.until),
                    false,
                )
            {
                return;
            }
        }
        if let Some(blocker) = self.portfolio_full(w)
            && !see(blocker, false)
        {
            return;
        }
        if let Some(blocker) = self.spent(w)
            && !see(blocker, true)
        {
            return;
        }
        let free = spec.max_in_flight.saturating_sub(self.board.state.in_flight) as usize;
        if (self.started >= self.board.slots || free == 0)
            && !see(
                Blocker::new(BlockerCode::InFlight).count(u64::from(self.board.state.in_flight)),
                true,
            )
        {
            // The last one: nothing follows.
        }
    }

    /// Whether the start would write to somebody new in the portfolio's 24 hours.
    fn is_newcomer(&self, address_key: i64) -> bool {
        self.board.gateway.spec.portfolio.is_some()
            && !self.addresses.contains(&address_key)
            && !self.surroundings.portfolio(address_key).knows_address
    }

    /// The portfolio has nobody left to write to anew.
    fn portfolio_full(&self, w: &Waiting) -> Option<Blocker> {
        let limit = self.board.gateway.spec.portfolio.as_ref()?.recipients_per_day;
        let state = self.surroundings.portfolio(w.address_key);
        let full = state.recipients.saturating_add(self.newcomers) >= limit;
        if !full || !self.is_newcomer(w.address_key) {
            return None;
        }
        Some(
            Blocker::new(BlockerCode::DailyLimit)
                .until(state.first_leaves)
                .count(u64::from(limit)),
        )
    }

    /// The gateway's own limits and its provider's, of which one a day is one reason: the later.
    fn spent(&self, w: &Waiting) -> Option<Blocker> {
        let (spec, state) = (&self.board.gateway.spec, &self.board.state);
        let own = spec.rate.take(&state.rate, self.now, w.weight, self.day).err();
        let day = state.quota.take(w.weight, self.day).err();
        match (own, day) {
            (None, None) => None,
            (Some(own), None) => {
                let code = if own.daily {
                    BlockerCode::DailyLimit
                } else {
                    BlockerCode::Rate
                };
                Some(Blocker::new(code).until(own.until))
            }
            (own, Some(until)) => {
                let until = own.map_or(until, |own| own.until.max(until));
                let blocker = Blocker::new(BlockerCode::DailyLimit).until(until);
                Some(match state.quota.limit {
                    Some(limit) => blocker.count(u64::from(limit)),
                    None => blocker,
                })
            }
        }
    }

    /// Spends a start: the limits, a slot, the address.
    fn take(&mut self, w: &Waiting) -> Verdict {
        let spec = &self.board.gateway.spec;
        if let Ok(state) = spec
            .rate
            .take(&self.board.state.rate, self.now, w.weight, self.day)
        {
            self.board.state.rate = state;
        }
        if let Ok(quota) = self.board.state.quota.take(w.weight, self.day) {
            self.board.state.quota = quota;
        }
        if let Some(rate) = &spec.address_rate
            && let Ok(state) = rate.take(&self.address_rate(w.address_key), self.now, w.weight, self.day)
        {
            self.address_rates.insert(w.address_key, state);
        }
        self.newcomers += u32::from(self.is_newcomer(w.address_key));
        self.board.state.in_flight += 1;
        self.gateway_wait = None;
        self.started += 1;
        self.addresses.insert(w.address_key);
        let window_end = match self.look(w) {
            Look::Open { until } => until,
            Look::Closed { .. } => self.now,
        };
        let proven = match w.look {
            LastLook::At(at) => at.plus(MAX_AGE),
            _ => Time::FAR,
        };
        let fit = match w.ready {
            Readiness::Until(until) => until,
            _ => Time::FAR,
        };
        Verdict::Start {
            valid_until: window_end.min(w.expires_at).min(proven).min(fit),
        }
    }

    fn address_rate(&self, key: i64) -> RateState {
        self.address_rates
            .get(&key)
            .copied()
            .unwrap_or_else(|| self.surroundings.address_rate(key))
    }

    /// A gateway that waits for a task needs a release; one without any task says so.
    fn unreleased(&self, w: &Waiting) -> Option<Blocker> {
        if self.board.gateway.spec.queue_mode == QueueMode::Continuous || w.released {
            return None;
        }
        if self
            .board
            .state
            .mark
            .is_some_and(|mark| mark.covers(w.key.id, w.release_at))
        {
            return None;
        }
        let has_task = self
            .board
            .book
            .has_task(crate::id::GatewayId(self.board.gateway.id));
        Some(Blocker::new(if has_task {
            BlockerCode::AwaitingTask
        } else {
            BlockerCode::NoTask
        }))
    }

    fn message_holds(&self, w: &Waiting) -> impl Iterator<Item = Blocker> + use<S> {
        let scopes = [
            (HoldScope::Gateway, w.gateway_id.0),
            (HoldScope::Template, w.template_id.0),
            (HoldScope::Customer, w.customer_id.0),
            (HoldScope::Branch, w.branch_id.map_or(0, |b| b.0)),
        ];
        let mut found: Vec<Blocker> = Vec::new();
        if !self.board.book.holds.is_empty() {
            found.extend(
                scopes
                    .into_iter()
                    .filter_map(|(scope, id)| self.held(scope, id, Some(w.purpose))),
            );
            found.extend(self.held_by_tag(&w.tags, w.purpose));
            found.extend(self.held_by_notice(w));
        }
        found.into_iter()
    }

    /// The hold of a thing. Without a purpose, of all its messages; a gateway's with purposes holds some of its messages only.
    fn held(&self, scope: HoldScope, id: i64, purpose: Option<Purpose>) -> Option<Blocker> {
        let whole = scope == HoldScope::Gateway && purpose.is_some();
        let hold = self.holds_of(scope, id).find(|h| match purpose {
            Some(purpose) => !(whole && h.spec.purposes.is_empty()) && h.spec.stops(purpose, self.now),
            None => h.spec.purposes.is_empty() && h.spec.lasts(self.now),
        })?;
        Some(
            Blocker::new(BlockerCode::Hold)
                .since(hold.created_at)
                .until(hold.spec.until)
                .about("hold", hold.id),
        )
    }

    /// Holds by what they hold: promises of many customers are holds too, and each message asks.
    fn holds_of(&self, scope: HoldScope, id: i64) -> impl Iterator<Item = &'a Stored<HoldSpec>> + use<'a, S> {
        let book = self.board.book;
        let index = self.holds.get_or_init(|| {
            let mut index: HashMap<(HoldScope, i64), Vec<HoldId>> = HashMap::new();
            for (id, hold) in &book.holds {
                if let Some(target) = hold.spec.id {
                    index.entry((hold.spec.scope, target)).or_default().push(*id);
                }
            }
            index
        });
        let ids = index.get(&(scope, id)).cloned().unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| book.holds.get(&id).map(AsRef::as_ref))
    }

    fn held_by_tag(&self, tags: &[String], purpose: Purpose) -> Option<Blocker> {
        let holds = self
            .board
            .book
            .holds
            .values()
            .filter(|h| h.spec.scope == HoldScope::Tag);
        let hold = holds
            .filter(|h| h.spec.tag.as_ref().is_some_and(|t| tags.contains(t)))
            .find(|h| h.spec.stops(purpose, self.now))?;
        Some(
            Blocker::new(BlockerCode::Hold)
                .since(hold.created_at)
                .until(hold.spec.until)
                .about("hold", hold.id),
        )
    }

    /// An outage holds what asks for money, and nothing else.
    fn held_by_notice(&self, w: &Waiting) -> Option<Blocker> {
        if !matches!(w.purpose, Purpose::Collection | Purpose::Reminder) {
            return None;
        }
        let holds = self.board.book.holds.values();
        let hold = holds
            .filter(|h| h.spec.scope == HoldScope::Notice && h.spec.until.is_none_or(|t| self.now < t))
            .find(|h| h.spec.id.is_some_and(|id| w.tags.contains(&notice_tag(id))))?;
        Some(
            Blocker::new(BlockerCode::Hold)
                .since(hold.created_at)
                .until(hold.spec.until)
                .about("hold", hold.id),
        )
    }

    /// The windows of purpose, gateway, template and the message's own intersected, looked up once per plan and kind of recipient.
    fn look(&mut self, w: &Waiting) -> Look {
        let key = (w.template_id, w.purpose, w.locality, w.window_id);
        if let Some(look) = self.hours.get(&key) {
            return *look;
        }
        let book = self.board.book;
        let mut ids: Vec<WindowId> = book.hours.of_purpose(w.purpose).to_vec();
        ids.extend(self.board.gateway.spec.window_id);
        ids.extend(book.template(w.template_id).and_then(|t| t.spec.window_id));
        // One that was removed meanwhile closes nothing.
        ids.extend(w.window_id.filter(|id| book.windows.contains_key(id)));
        let look = book.hours.look(&ids, w.locality, self.now);
        self.hours.insert(key, look);
        look
    }
}
