//! `start`: every waiting message of the gateway is offered to the planner, in queue order.

use super::World;
use super::record::{Attempt, Record};
use omnifila_core::catalogue::{Book, GatewaySpec, Stored};
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Priority, QueueKey, Reason, Status, Waiting};
use omnifila_core::outcome::Call;
use omnifila_core::plan::{BlockerCode, Board, Planner, Surroundings, Verdict};
use omnifila_core::policy::rate::RateState;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Seen};
use omnifila_store::StoreError;
use omnifila_store::verbs::{AttemptRow, Result, StartRequest, Started};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    pub(super) fn start(&mut self, request: &StartRequest) -> Result<Started> {
        let now = request.now;
        let book = self.desk.book.clone();
        let gateway = book
            .gateway(request.gateway_id)
            .ok_or(StoreError::NotFound { noun: "gateway" })?;
        let candidates: Vec<Waiting> = self
            .queue_of(request.gateway_id)
            .into_iter()
            .filter(|w| now < w.expires_at)
            .collect();
        let around = self.around(&book, gateway, &candidates, now);
        let mut planner = Planner::new(self.board(&book, gateway, request), around, now);
        let mut started = Started::default();
        let mut stopped = false;
        let mut starts = Vec::new();
        let mut unwanted = Vec::new();
        for waiting in &candidates {
            if let Some(wait) = planner.gateway_waits() {
                stopped = true;
                started.next_look = sooner(started.next_look, wait.until);
                break;
            }
            let record = self.record(waiting.key.id)?;
            let against = if self.desk.suppressed(&record.new.address, record.new.purpose) {
                Some(Reason::Suppressed)
            } else if self.desk.stopped(&record.new, record.customer_id, now) {
                Some(Reason::StopRule)
            } else {
                None
            };
            if let Some(reason) = against
                && planner.explain(waiting, 0).is_empty()
            {
                unwanted.push((waiting.key.id, reason));
                continue;
            }
            match planner.consider(waiting) {
                Verdict::Start { valid_until } => starts.push((waiting.key.id, valid_until)),
                Verdict::Wait(wait) => {
                    started.next_look = sooner(started.next_look, wait.until);
                    if wait.whole_gateway {
                        stopped = true;
                        break;
                    }
                }
            }
        }
        self.gateways.insert(request.gateway_id, planner.state());
        for (address, rate) in planner.address_rates() {
            self.address_rates.insert((request.gateway_id, *address), *rate);
        }
        for (id, reason) in unwanted {
            self.demand(id, Event::Cancel { reason }, now, None)?;
        }
        for (id, valid_until) in starts {
            self.demand(id, Event::Start, now, None)?;
            started.calls.push(self.call(id, now)?);
            started.valid_until.push(valid_until);
        }
        started.exhausted = !stopped && started.calls.is_empty();
        started.as_of = self.newest_open_run();
        Ok(started)
    }

    /// What waits at a gateway, in the order of sending.
    pub(super) fn queue_of(&self, gateway: GatewayId) -> Vec<Waiting> {
        let waits = |r: &&Record| r.gateway_id == gateway && r.is(Status::Waiting);
        let mut queue: Vec<Waiting> = self
            .records
            .values()
            .filter(waits)
            .map(|r| r.waiting(&self.desk))
            .collect();
        queue.sort_by_key(|w| w.key);
        queue
    }

    fn board<'a>(
        &self,
        book: &'a Book,
        gateway: &'a Stored<GatewaySpec>,
        request: &StartRequest,
    ) -> Board<'a> {
        Board {
            book,
            gateway,
            state: self.state(request.gateway_id),
            circuit_until: request.circuit_until,
            healthy: true,
            slots: request.slots,
        }
    }

    fn around(&self, book: &Book, gateway: &Stored<GatewaySpec>, queue: &[Waiting], now: Time) -> Around {
        let id = GatewayId(gateway.id);
        let sending = self
            .records
            .values()
            .filter(|r| r.gateway_id == id && r.is(Status::Sending));
        let rates = self.address_rates.range((id, i64::MIN)..=(id, i64::MAX));
        Around {
            busy: sending.map(Record::address_key).collect(),
            obstacles: self.obstacles(book, gateway, queue, now),
            rates: rates.map(|((_, address), rate)| (*address, *rate)).collect(),
        }
    }

    /// Per address and priority, the first message that waits for a retry or hold of its own: later ones wait for it.
    fn obstacles(
        &self,
        book: &Book,
        gateway: &Stored<GatewaySpec>,
        queue: &[Waiting],
        now: Time,
    ) -> Obstacles {
        let slots = usize::MAX;
        let state = omnifila_core::plan::GatewayState::default();
        let board = Board {
            book,
            gateway,
            state,
            circuit_until: None,
            healthy: true,
            slots,
        };
        let mut planner = Planner::new(board, Around::default(), now);
        let mut obstacles = Obstacles::new();
        for waiting in queue {
            if waiting.next_attempt_at.is_none() && book.holds.is_empty() {
                continue;
            }
            let own =
                |b: &omnifila_core::plan::Blocker| matches!(b.code, BlockerCode::RetryAt | BlockerCode::Hold);
            if planner.explain(waiting, 0).iter().any(own) {
                obstacles
                    .entry((waiting.address_key, waiting.key.priority))
                    .or_insert(waiting.key);
            }
        }
        obstacles
    }

    /// An earlier message that makes `waiting` wait.
    pub(super) fn earlier(&self, waiting: &Waiting, now: Time) -> Option<MessageId> {
        let book = &self.desk.book;
        let gateway = book.gateway(waiting.gateway_id)?;
        self.around(book, gateway, &self.queue_of(waiting.gateway_id), now)
            .earlier(waiting)
    }

    /// Records the attempt that `start` has begun.
    fn call(&mut self, id: MessageId, now: Time) -> Result<Call> {
        let name = self.customer_name(id)?;
        let record = self.record_mut(id)?;
        let row = AttemptRow {
            number: record.life.attempts,
            gateway_id: record.gateway_id,
            started_at: now,
            ended_at: None,
            outcome: None,
            counted: false,
            code: None,
            provider_id: None,
            delivered: false,
            read: false,
            undeliverable: false,
            looked_at: None,
            invoice_status: None,
            lookups: 0,
            looked_up_at: None,
            found_by: None,
            charge: None,
        };
        record.attempts.push(Attempt {
            row,
            seen: Seen::default(),
        });
        Ok(Call {
            message_id: id,
            attempt: record.life.attempts,
            gateway_id: record.gateway_id,
            address: record.new.address.clone(),
            customer_name: name,
            preview: record.new.preview.clone(),
            content: record.content(),
            dedupe_key: record.new.dedupe_key.clone(),
            source_ref: record.new.source_ref.clone(),
        })
    }

    fn customer_name(&self, id: MessageId) -> Result<String> {
        let record = self.record(id)?;
        Ok(self
            .desk
            .customer(record.customer_id)
            .map(|c| c.name.clone())
            .unwrap_or_default())
    }
}

type Obstacles = BTreeMap<(i64, Priority), QueueKey>;

/// What the planner asks of the store, looked up beforehand.
#[derive(Debug, Default)]
struct Around {
    busy: BTreeSet<i64>,
    obstacles: Obstacles,
    rates: BTreeMap<i64, RateState>,
}

impl Surroundings for Around {
    fn address_in_flight(&self, address_key: i64) -> bool {
        self.busy.contains(&address_key)
    }

    fn earlier(&self, waiting: &Waiting) -> Option<MessageId> {
        let first = self.obstacles.get(&(waiting.address_key, waiting.key.priority))?;
        (*first < waiting.key).then_some(first.id)
    }

    fn address_rate(&self, address_key: i64) -> RateState {
        self.rates.get(&address_key).copied().unwrap_or_default()
    }
}

fn sooner(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
