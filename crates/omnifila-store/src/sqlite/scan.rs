//! Which messages of one gateway may start now: the walk over its lane, decided message by message by the planner.
//!
//! The walk reads only; [`super::starting`] writes what it decided. It looks first at what is to be looked at again, then on
//! from the cursor, at a bounded number of rows, and never twice at a row for which nothing changed.

use super::cover::{self, ActiveOrder};
use super::dunning;
use super::intake::{self, StopFacts};
use super::job::{Result, first_of_address};
use super::looks::{Evidence, Known, Leased, Looks};
use super::memory::{Addresses, Lane};
use super::portfolio;
use super::row::{self, COLUMNS, StateRow};
use crate::StoreError;
use crate::catalogue;
use crate::sql::{Connection, OptionalExtension, params};
use crate::verbs::LookWanted;
use omnifila_core::catalogue::{Book, GatewaySpec, HoldScope, InvoiceStatus, Stored};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId};
use omnifila_core::message::{Priority, Purpose, QueueKey, Reason, Status, Waiting};
use omnifila_core::plan::{
    BlockerCode, Board, GatewayState, Planner, PortfolioState, Surroundings, Verdict, Wait,
};
use omnifila_core::policy::rate::RateState;
use omnifila_core::time::Time;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Rows looked at in one transaction, so that nobody else waits long for the writing thread.
pub(super) const LOOKS: usize = 1_000;

/// What the walk decided.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In queue order: until when each may begin, and what its invoice proved.
    pub(super) starts: Vec<(StateRow, Time, Option<Evidence>)>,
    /// Invoices that their sources must be asked about before their messages leave.
    pub(super) looks: Vec<LookWanted>,
    /// Messages that have to be made ready before they leave.
    pub(super) prepares: Vec<MessageId>,
    /// Would have started, but may not be sent any more.
    pub(super) stops: Vec<(StateRow, Reason)>,
    /// Skipped for their address or for a wait of their own, and not yet in the order of their address.
    pub(super) aside: Vec<MessageId>,
    /// The gateway's state with these starts.
    pub(super) state: GatewayState,
    pub(super) address_rates: HashMap<i64, RateState>,
    /// When the wait of the whole gateway, which stopped the walk, ends.
    pub(super) gateway_until: Option<Time>,
    pub(super) gateway_waits: bool,
    /// Ended by its bound.
    pub(super) more: bool,
}

/// One walk.
pub(super) struct Scan<'a> {
    pub(super) conn: &'a Connection,
    pub(super) book: &'a Book,
    pub(super) gateway: &'a Stored<GatewaySpec>,
    pub(super) lane: &'a mut Lane,
    pub(super) looks: &'a mut Looks,
    pub(super) orders: &'a [ActiveOrder],
    pub(super) now: Time,
    /// Timers up to this moment have been noticed.
    pub(super) woken: Time,
    /// There is some suppression at all.
    pub(super) suppressions: bool,
    looked: usize,
    tag_holds: bool,
    found: Found,
}

/// Whether the walk goes on.
enum Next {
    On,
    Stop,
}

impl<'a> Scan<'a> {
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one thing the walk reads, named where it is made"
    )]
    pub(super) fn new(
        conn: &'a Connection,
        book: &'a Book,
        gateway: &'a Stored<GatewaySpec>,
        lane: &'a mut Lane,
        looks: &'a mut Looks,
        orders: &'a [ActiveOrder],
        now: Time,
        woken: Time,
        suppressions: bool,
    ) -> Self {
        let tag_holds = book
            .holds
            .values()
            .any(|h| matches!(h.spec.scope, HoldScope::Tag | HoldScope::Notice));
        let found = Found::default();
        Scan {
            conn,
            book,
            gateway,
            lane,
            looks,
            orders,
            now,
            woken,
            suppressions,
            looked: 0,
            tag_holds,
            found,
        }
    }

    fn id(&self) -> GatewayId {
        GatewayId(self.gateway.id)
    }

    /// Walks until the slots are full, the gateway waits, the bound is reached or the queue ends.
    pub(super) fn run(mut self, slots: usize, circuit_until: Option<Time>) -> Result<Found> {
        let state = self.lane.state();
        let board = Board {
            book: self.book,
            gateway: self.gateway,
            state,
            circuit_until,
            healthy: true,
            slots,
        };
        let around = Around {
            conn: self.conn,
            book: self.book,
            gateway: self.gateway,
            now: self.now,
            busy: std::mem::take(&mut self.lane.busy),
            stuck: RefCell::new(std::mem::take(&mut self.lane.stuck)),
            fresh: RefCell::default(),
            failed: RefCell::default(),
            people: std::cell::OnceCell::new(),
        };
        let mut planner = Planner::new(board, &around, self.now);
        let walked = self.walk(&mut planner, slots);
        self.found.state = planner.state();
        self.found.address_rates = planner.address_rates().clone();
        drop(planner);
        let Around {
            busy, stuck, failed, ..
        } = around;
        (self.lane.busy, self.lane.stuck) = (busy, stuck.into_inner());
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        walked?;
        Ok(self.found)
    }

    fn walk(&mut self, planner: &mut Planner<'a, &Around<'a>>, slots: usize) -> Result<()> {
        if let Some(wait) = planner.gateway_waits() {
            self.stop(wait);
            return Ok(());
        }
        while let Some(key) = self.lane.revisit.pop_first() {
            let row = StateRow::load(self.conn, key.id)?;
            let Some(row) = row.filter(|r| self.is_at(r, key)) else {
                continue;
            };
            match self.look(planner, row, true)? {
                Next::On => {}
                Next::Stop => {
                    self.lane.revisit.insert(key);
                    return Ok(());
                }
            }
            if self.looked >= LOOKS {
                self.found.more = true;
                return Ok(());
            }
        }
        self.walk_on(planner, slots)
    }

    fn is_at(&self, row: &StateRow, key: QueueKey) -> bool {
        row.status == Status::Waiting && row.gateway_id == self.id() && row.key() == key
    }

    /// On from the cursor.
    fn walk_on(&mut self, planner: &mut Planner<'a, &Around<'a>>, slots: usize) -> Result<()> {
        static SQL: LazyLock<String> = LazyLock::new(|| {
            row::select(
                COLUMNS,
                "FROM state s INDEXED BY state_queue WHERE s.gateway_id = ?1 AND s.status = 0 \
             AND (s.priority, s.position, s.rank, s.id) > (?2, ?3, ?4, ?5) \
             ORDER BY s.priority, s.position, s.rank, s.id LIMIT ?6",
            )
        });
        let conn = self.conn;
        let mut select = conn.prepare_cached(&SQL)?;
        // A file is read row by row; over a wire the rows come whole, so about as many are asked for as can start.
        let page = if conn.is_remote() {
            (slots.min(LOOKS) * 5 / 4 + 32).min(LOOKS + 1)
        } else {
            LOOKS + 1
        };
        loop {
            let (p, position, rank, id) = self
                .lane
                .cursor
                .map_or((-1, 0, 0, 0), |k| (k.priority.code(), k.position, k.rank, k.id.0));
            let wanted = params![self.gateway.id, p, position, rank, id, page as i64];
            let mut rows = select.query(wanted)?;
            let mut read = 0;
            while let Some(row) = rows.next()? {
                if self.looked >= LOOKS {
                    self.found.more = true;
                    return Ok(());
                }
                read += 1;
                let row = StateRow::read(&row)?;
                let key = row.key();
                match self.look(planner, row, false)? {
                    Next::On => self.lane.cursor = Some(key),
                    Next::Stop => return Ok(()),
                }
            }
            if read < page {
                return Ok(());
            }
        }
    }

    /// Decides about one message. `Stop`: it was not decided about, and no other can be.
    fn look(&mut self, planner: &mut Planner<'a, &Around<'a>>, row: StateRow, again: bool) -> Result<Next> {
        self.looked += 1;
        // Upkeep ends the expired; the sweeper rewrites the covered.
        if self.now >= row.expires_at || cover::covering(self.conn, self.orders, &row)?.is_some() {
            return Ok(Next::On);
        }
        let mut waiting = row.waiting();
        if self.tag_holds {
            waiting.tags = intake::tags(self.conn, row.customer_id)?;
        }
        let known = Known::of(self.conn, &row)?;
        if let Some(known) = &known {
            known.tell(self.book, &mut waiting);
        }
        if let Some(reason) = self.objection(planner, &row, &waiting)? {
            self.found.stops.push((row, reason));
            return Ok(Next::On);
        }
        match planner.consider(&waiting) {
            Verdict::Start { valid_until } => {
                let evidence = known.map(|known| known.evidence(self.book, self.now));
                self.found.starts.push((row, valid_until, evidence));
            }
            Verdict::Wait(wait) if wait.code == BlockerCode::LastLook => {
                if let (Some(known), Some(invoice)) = (known, row.invoice_id) {
                    return Ok(self.lease(&row, invoice, &known));
                }
            }
            Verdict::Wait(wait) if wait.code == BlockerCode::Attachment && wait.until.is_none() => {
                return Ok(self.prepare(&row));
            }
            Verdict::Wait(wait) if wait.whole_gateway => {
                self.stop(wait);
                return Ok(Next::Stop);
            }
            Verdict::Wait(wait) => self.skip(planner.surroundings(), &row, wait, again)?,
        }
        Ok(Next::On)
    }

    /// Has the source asked about the invoice; the answer brings the message back.
    fn lease(&mut self, row: &StateRow, invoice: InvoiceId, known: &Known) -> Next {
        match self.looks.lease(invoice, known, self.id(), row.key()) {
            Leased::Wanted(look) => self.found.looks.push(look),
            Leased::Already | Leased::PassedOver => {}
            // The answers to those already asked about come first, and wake the lane.
            Leased::Full => {
                self.found.gateway_waits = true;
                return Next::Stop;
            }
        }
        Next::On
    }

    /// Has the message made ready; the answer brings it back.
    fn prepare(&mut self, row: &StateRow) -> Next {
        match self.looks.prepare(row.id, self.id(), row.key()) {
            Some(true) => self.found.prepares.push(row.id),
            Some(false) => {}
            None => {
                self.found.gateway_waits = true;
                return Next::Stop;
            }
        }
        Next::On
    }

    fn stop(&mut self, wait: Wait) {
        self.found.gateway_waits = true;
        self.found.gateway_until = wait.until;
    }

    /// Notes what brings a skipped message back.
    fn skip(&mut self, around: &Around<'_>, row: &StateRow, wait: Wait, again: bool) -> Result<()> {
        let address = row.address_key;
        let retries = row.next_attempt_at.is_some_and(|t| t > self.now);
        let stuck = retries || wait.code == BlockerCode::Hold;
        if stuck {
            around.stuck.borrow_mut().insert(address);
            let mut fresh = around.fresh.borrow_mut();
            fresh.entry((address, row.priority)).or_insert(row.id);
        }
        if !row.by_address && (stuck || wait.code == BlockerCode::EarlierMessage) {
            self.found.aside.push(row.id);
        }
        match (wait.code, wait.until) {
            (BlockerCode::EarlierMessage, _) => self.lane.behind.insert(address),
            (BlockerCode::RecipientRate, Some(until)) => self.lane.wake_for_rate(until),
            // Its own timer brings it back, unless that was noticed by a clock ahead of this one.
            (BlockerCode::NotDue | BlockerCode::RetryAt, Some(until)) if until > self.woken => {}
            (_, Some(until)) => self.lane.wake_at(until),
            (_, None) => {}
        }
        // It was looked at again in place of one that waits behind it.
        if again && self.lane.behind.may_hold(address) && !around.busy.contains_key(&address) {
            let mut after = row.key();
            if stuck || wait.code == BlockerCode::EarlierMessage {
                after = QueueKey {
                    position: i64::MAX,
                    rank: i64::MAX,
                    id: MessageId(i64::MAX),
                    ..after
                };
            }
            if let Some(key) = first_of_address(self.conn, self.id(), address, Some(after))? {
                self.lane.again(key);
            }
        }
        Ok(())
    }

    /// Why a message that could start now must not be sent any more: its address is suppressed, a stop rule catches it, or
    /// its invoice is settled. The stored row is the last look.
    fn objection(
        &self,
        planner: &mut Planner<'a, &Around<'a>>,
        row: &StateRow,
        waiting: &Waiting,
    ) -> Result<Option<Reason>> {
        let rules = !self.book.stop_rules.is_empty();
        if !(self.suppressions || rules || row.invoice_id.is_some())
            || planner
                .explain(waiting, 0)
                .iter()
                .any(|b| !matches!(b.code, BlockerCode::LastLook | BlockerCode::Attachment))
        {
            return Ok(None);
        }
        objection(self.conn, self.book, row, self.suppressions, self.now)
    }
}

/// Why a message must not be sent at all, whatever it waits for.
pub(super) fn objection(
    conn: &Connection,
    book: &Book,
    row: &StateRow,
    suppressions: bool,
    now: Time,
) -> Result<Option<Reason>> {
    if suppressions && catalogue::is_suppressed(conn, row.address_key, row.purpose)? {
        return Ok(Some(Reason::Suppressed));
    }
    if !book.stop_rules.is_empty() && intake::stopped(book, &StopFacts::of(conn, row)?, now) {
        return Ok(Some(Reason::StopRule));
    }
    if row.purpose == Purpose::Signature
        && let Some(reason) = catalogue::document_end_of(conn, row.id)?
    {
        return Ok(Some(reason));
    }
    let Some(invoice) = row.invoice_id else {
        return Ok(None);
    };
    let own = settled(conn, invoice)?;
    if let Some(reason) = dunning::settled(conn, row, own)? {
        return Ok(Some(reason));
    }
    let zone = book
        .gateway(row.gateway_id)
        .map_or("America/Sao_Paulo", |g| g.spec.time_zone.as_str());
    let capped = dunning::capped(conn, row, book.caps, zone, now)?;
    Ok(capped.then_some(Reason::Capped))
}

/// What ended an invoice, as it is stored now.
fn settled(conn: &Connection, invoice: InvoiceId) -> Result<Option<Reason>> {
    let mut select = conn.prepare_cached("SELECT status FROM invoice WHERE id = ?1")?;
    let status: Option<i64> = select.query_row([invoice.0], |r| r.get(0)).optional()?;
    Ok(status
        .and_then(InvoiceStatus::from_code)
        .and_then(dunning::ending))
}

/// What the planner asks of the store, one by one.
pub(super) struct Around<'a> {
    pub(super) conn: &'a Connection,
    pub(super) book: &'a Book,
    pub(super) gateway: &'a Stored<GatewaySpec>,
    pub(super) now: Time,
    pub(super) busy: HashMap<i64, MessageId>,
    /// Addresses worth asking the database about: a message before another is always looked at before it.
    pub(super) stuck: RefCell<Addresses>,
    /// The first one this walk found stuck, per address and priority: the database does not list it yet.
    pub(super) fresh: RefCell<HashMap<(i64, Priority), MessageId>>,
    /// The planner's questions cannot fail, so the first failure waits here for the walk's end.
    pub(super) failed: RefCell<Option<StoreError>>,
    /// The people of the gateway's portfolio, counted at most once.
    pub(super) people: std::cell::OnceCell<PortfolioState>,
}

impl Around<'_> {
    fn keep<T>(&self, answer: Result<T>, otherwise: T) -> T {
        answer.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            otherwise
        })
    }

    /// Whether the message waits for a retry or hold of its own.
    pub(super) fn is_stuck(&self, row: &StateRow) -> Result<bool> {
        if row.next_attempt_at.is_some_and(|t| t > self.now) {
            return Ok(true);
        }
        if self.book.holds.is_empty() {
            return Ok(false);
        }
        let mut waiting = row.waiting();
        waiting.tags = intake::tags(self.conn, row.customer_id)?;
        let state = GatewayState::default();
        let board = Board {
            book: self.book,
            gateway: self.gateway,
            state,
            circuit_until: None,
            healthy: true,
            slots: usize::MAX,
        };
        let blockers = Planner::new(board, Nobody, self.now).explain(&waiting, 0);
        Ok(blockers.iter().any(|b| b.code == BlockerCode::Hold))
    }

    /// The first message of the address and priority before `key` that is stuck.
    fn obstacle(&self, address: i64, key: QueueKey) -> Result<Option<MessageId>> {
        let sql = row::select(
            COLUMNS,
            "FROM state s INDEXED BY state_address WHERE s.gateway_id = ?1 AND s.address_key = ?2 AND s.status = 0 \
             AND s.by_address = 1 AND s.priority = ?3 AND (s.position, s.rank, s.id) < (?4, ?5, ?6) ORDER BY s.position, s.rank, s.id",
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let mut rows = select.query(params![
            self.gateway.id,
            address,
            key.priority.code(),
            key.position,
            key.rank,
            key.id.0
        ])?;
        while let Some(row) = rows.next()? {
            let row = StateRow::read(&row)?;
            if self.is_stuck(&row)? {
                return Ok(Some(row.id));
            }
        }
        Ok(None)
    }
}

impl Surroundings for &Around<'_> {
    fn address_in_flight(&self, address_key: i64) -> bool {
        self.busy.contains_key(&address_key)
    }

    fn earlier(&self, waiting: &Waiting) -> Option<MessageId> {
        if !self.stuck.borrow().may_hold(waiting.address_key) {
            return None;
        }
        let key = (waiting.address_key, waiting.key.priority);
        if let Some(id) = self.fresh.borrow().get(&key) {
            return Some(*id);
        }
        self.keep(self.obstacle(waiting.address_key, waiting.key), None)
    }

    fn address_rate(&self, address_key: i64) -> RateState {
        self.keep(
            address_rate(self.conn, GatewayId(self.gateway.id), address_key),
            RateState::default(),
        )
    }

    fn portfolio(&self, address_key: i64) -> PortfolioState {
        let Some(own) = &self.gateway.spec.portfolio else {
            return PortfolioState::default();
        };
        // Counted once: what this plan adds, the planner knows.
        let people = *self.people.get_or_init(|| {
            let counted = portfolio::people(self.conn, &own.key, self.now);
            self.keep(counted, PortfolioState::default())
        });
        PortfolioState {
            knows_address: self.keep(portfolio::knows(self.conn, &own.key, address_key, self.now), true),
            ..people
        }
    }
}

/// For asking only about a message itself.
#[derive(Debug)]
pub(super) struct Nobody;

impl Surroundings for Nobody {
    fn address_in_flight(&self, _: i64) -> bool {
        false
    }

    fn earlier(&self, _: &Waiting) -> Option<MessageId> {
        None
    }

    fn address_rate(&self, _: i64) -> RateState {
        RateState::default()
    }
}

fn address_rate(conn: &Connection, gateway: GatewayId, address_key: i64) -> Result<RateState> {
    let mut select = conn.prepare_cached(
        "SELECT tat_second, tat_minute, tat_hour, day, day_count FROM address_limit WHERE gateway_id = ?1 AND address_key = ?2",
    )?;
    let found = select.query_row([gateway.0, address_key], |r| {
        Ok(RateState {
            tat: [r.get(0)?, r.get(1)?, r.get(2)?],
            day: r.get(3)?,
            day_count: r.get(4)?,
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}
