//! What happens after `start`, and by the clock alone: outcomes, lost nodes, expiry.

use super::World;
use super::record::Record;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Late, Reason, Status};
use omnifila_core::outcome::Outcome;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Rules};
use omnifila_store::verbs::{Result, Retention, Settled, Settlement, Upkeep};

impl World {
    pub(super) fn settle(&mut self, settlement: Settlement) -> Result<Settled> {
        let Settlement {
            message_id: id,
            attempt,
            outcome,
            ended_at,
        } = settlement;
        let record = self.record(id)?;
        let in_flight = record.is(Status::Sending) && record.life.attempts == attempt;
        let gateway = record
            .attempts
            .iter()
            .find(|a| a.row.number == attempt)
            .map_or(record.gateway_id, |a| a.row.gateway_id);
        self.note_outcome(id, attempt, &outcome, ended_at)?;
        let mut next_gateway = None;
        if in_flight {
            let rules = self.rules(id, gateway, ended_at)?;
            self.demand(
                id,
                Event::Settle {
                    outcome: &outcome,
                    rules,
                },
                ended_at,
                None,
            )?;
            self.record_mut(id)?.error_code = outcome.code().map(str::to_owned);
            self.follow(id, ended_at)?;
        }
        if let Outcome::Accepted { provider_id } = &outcome {
            self.join_unmatched(gateway, provider_id)?;
        } else {
            self.join_nameless(gateway, id)?;
        }
        let record = self.record(id)?;
        let status = record.life.status;
        if record.channels.is_some() && status == Status::Waiting && record.gateway_id != gateway {
            next_gateway = Some(record.gateway_id);
        }
        Ok(Settled {
            message_id: id,
            gateway_id: gateway,
            status,
            late: !in_flight,
            next_gateway,
            goes_on_at: record.goes_on_at(),
        })
    }

    /// Evidence only grows: an attempt that already has an outcome keeps it.
    fn note_outcome(&mut self, id: MessageId, number: u32, outcome: &Outcome, at: Time) -> Result<()> {
        let record = self.record_mut(id)?;
        let Some(attempt) = record.attempts.iter_mut().find(|a| a.row.number == number) else {
            return Ok(());
        };
        if attempt.row.outcome.is_none() {
            attempt.row.ended_at = Some(at);
            attempt.row.outcome = Some(outcome.word().into());
            attempt.row.counted = outcome.counted();
            attempt.row.code = outcome.code().map(str::to_owned);
        }
        if let Outcome::Accepted { provider_id } = outcome {
            attempt.row.provider_id.get_or_insert_with(|| provider_id.clone());
        }
        Ok(())
    }

    /// After a move that left a message to its next way: takes it there.
    pub(super) fn follow(&mut self, id: MessageId, now: Time) -> Result<()> {
        let failed = [
            Reason::RejectedPermanent,
            Reason::AttemptsExhausted,
            Reason::Undeliverable,
        ];
        let record = self.record(id)?;
        if record.is(Status::Waiting) && failed.contains(&record.reason) {
            self.go_on(id, now)?;
        }
        Ok(())
    }

    fn rules(&self, id: MessageId, gateway: GatewayId, now: Time) -> Result<Rules> {
        let spec = self.desk.book.gateway(gateway).map(|g| &g.spec);
        Ok(Rules {
            max_attempts: spec.map_or(1, |s| s.max_attempts),
            unknown: spec.map_or_else(Default::default, |s| s.outcome_unknown),
            goes_on: self.goes_on(id, now)?,
        })
    }

    pub(super) fn rescue(&mut self, now: Time) -> Result<u64> {
        let lost = self.ids_where(|r| r.is(Status::Sending));
        for &id in &lost {
            let rules = self.rules(id, self.record(id)?.gateway_id, now)?;
            self.demand(id, Event::NodeLost { rules }, now, None)?;
            let record = self.record_mut(id)?;
            record.error_code = Some("node_lost".into());
            if let Some(attempt) = record.attempts.last_mut() {
                attempt.row.ended_at = Some(now);
                attempt.row.outcome = Some("unknown".into());
                attempt.row.counted = true;
                attempt.row.code = Some("node_lost".into());
            }
            let gateway = self.record(id)?.gateway_id;
            self.follow(id, now)?;
            self.join_nameless(gateway, id)?;
        }
        Ok(lost.len() as u64)
    }

    pub(super) fn expire(&mut self, now: Time, limit: usize) -> Result<Upkeep> {
        let dropped = |r: &Record| r.new.late == Late::Drop && r.late_at.is_some_and(|t| t <= now);
        let ended = self.ids_where(|r| r.is(Status::Waiting) && (r.life.expires_at <= now || dropped(r)));
        for &id in ended.iter().take(limit) {
            let event = if dropped(self.record(id)?) {
                Event::DropLate
            } else {
                Event::Expire
            };
            self.demand(id, event, now, None)?;
        }
        let changed = ended.len().min(limit) as u64;
        let (gone_on, others) = self.deliveries_overdue(now, limit)?;
        Ok(Upkeep {
            changed: changed + gone_on,
            next: self.next_timer(),
            more: ended.len() > limit || others,
        })
    }

    /// The earliest of the waiting messages' own times after the latest time told, and of those of what goes on unless it arrives.
    pub(super) fn next_timer(&self) -> Option<Time> {
        let waiting = self.records.values().filter(|r| r.is(Status::Waiting));
        let own = waiting.filter_map(|r| self.timer_of(r));
        own.chain(self.records.values().filter_map(Record::goes_on_at))
            .min()
    }

    fn timer_of(&self, record: &Record) -> Option<Time> {
        let late = record.late_at.filter(|_| record.new.late == Late::Drop);
        let times = [
            record.due_at,
            record.next_attempt_at,
            late,
            Some(record.life.expires_at),
        ];
        times.into_iter().flatten().filter(|t| *t > self.now).min()
    }

    pub(super) fn prune(&mut self, now: Time, retention: Retention, limit: usize) -> u64 {
        let finished = |r: &Record| {
            !matches!(
                r.life.status,
                Status::Waiting | Status::Sending | Status::Uncertain
            )
        };
        let old = self.ids_where(|r| finished(r) && r.updated_at.plus(retention.messages) <= now);
        for id in old.iter().take(limit) {
            self.records.remove(id);
        }
        self.keys.retain(|_, key| now < key.until);
        old.len().min(limit) as u64
    }

    pub(super) fn ids_where(&self, wanted: impl Fn(&Record) -> bool) -> Vec<MessageId> {
        self.records
            .values()
            .filter(|r| wanted(r))
            .map(|r| r.id)
            .collect()
    }
}
