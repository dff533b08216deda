//! Taking messages in.

use super::record::Record;
use super::sequences::Channels;
use super::{Key, World};
use omnifila_core::id::{CustomerId, MessageId};
use omnifila_core::message::{QueueKey, Reason, Status};
use omnifila_core::policy::key::KEY_LIFE;
use omnifila_core::policy::late::late_since;
use omnifila_core::policy::position;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Life, Seen};
use omnifila_store::verbs::{Accepted, HistoryRow, NewMessage, Result};

impl World {
    pub(super) fn accept(&mut self, batch: Vec<NewMessage>, now: Time) -> Result<Vec<Accepted>> {
        batch.into_iter().map(|new| self.accept_one(new, now)).collect()
    }

    fn accept_one(&mut self, new: NewMessage, now: Time) -> Result<Accepted> {
        if let Some(known) = self.known(&new, now) {
            return Ok(known);
        }
        let customer_id = self.desk.upsert(&new.customer);
        self.last_message += 1;
        let id = MessageId(self.last_message);
        if let Some(key) = &new.dedupe_key {
            let until = now.plus(KEY_LIFE);
            self.keys.insert(
                (new.origin, key.clone()),
                Key {
                    id,
                    hash: new.content_hash,
                    until,
                },
            );
        }
        let against = if self.desk.stopped(&new, customer_id, now) {
            Some(Reason::StopRule)
        } else if self.desk.suppressed(&new.address, new.purpose) {
            Some(Reason::Suppressed)
        } else {
            None
        };
        if against.is_none() {
            self.supersede(&new, now)?;
        }
        let record = self.inclusion(new, id, customer_id, now);
        self.records.insert(id, record);
        if let Some(reason) = against {
            self.demand(id, Event::Cancel { reason }, now, None)?;
        }
        Ok(Accepted {
            id,
            status: self.record(id)?.life.status,
            duplicate: false,
            differs: false,
        })
    }

    fn known(&self, new: &NewMessage, now: Time) -> Option<Accepted> {
        let key = self
            .keys
            .get(&(new.origin, new.dedupe_key.clone()?))
            .filter(|k| now < k.until)?;
        let status = self.records.get(&key.id).map_or(Status::Sent, |r| r.life.status);
        Some(Accepted {
            id: key.id,
            status,
            duplicate: true,
            differs: key.hash != new.content_hash,
        })
    }

    /// A later step of an invoice replaces earlier ones that still wait.
    fn supersede(&mut self, new: &NewMessage, now: Time) -> Result<()> {
        let (Some(invoice), Some(step)) = (new.invoice_id, new.step) else {
            return Ok(());
        };
        let earlier = |r: &&Record| {
            r.is(Status::Waiting) && r.new.invoice_id == Some(invoice) && r.new.step.is_some_and(|s| s < step)
        };
        let ids: Vec<MessageId> = self.records.values().filter(earlier).map(|r| r.id).collect();
        for id in ids {
            self.demand(
                id,
                Event::Cancel {
                    reason: Reason::Superseded,
                },
                now,
                None,
            )?;
        }
        Ok(())
    }

    fn inclusion(&self, new: NewMessage, id: MessageId, customer_id: CustomerId, now: Time) -> Record {
        let (position, rank) = position::initial(new.due_at, now, id);
        let life = Life {
            id,
            status: Status::Waiting,
            attempts: 0,
            counted: 0,
            deferrals: 0,
            cancel: None,
            expires_at: new.expires_at,
            seen: Seen::default(),
        };
        let included = HistoryRow {
            at: now,
            from: None,
            to: Status::Waiting,
            reason: Reason::Included,
            operation_id: None,
            actor: None,
            note: None,
            changes: Vec::new(),
        };
        Record {
            id,
            customer_id,
            accepted_at: now,
            gateway_id: new.gateway_id,
            life,
            reason: Reason::Included,
            key: QueueKey {
                priority: new.priority,
                position,
                rank,
                id,
            },
            moved: false,
            due_at: new.due_at,
            late_at: self.late_at(&new, new.due_at),
            release_at: new.due_at.unwrap_or(now),
            released: false,
            next_attempt_at: None,
            cancelled_by: None,
            task_run: None,
            sent_at: None,
            error_code: None,
            updated_at: now,
            attempts: Vec::new(),
            history: vec![included],
            channels: Channels::of(&new),
            new,
        }
    }

    /// The end of the local day of `due`, by the gateway's clock.
    pub(super) fn late_at(&self, new: &NewMessage, due: Option<Time>) -> Option<Time> {
        let gateway = self.desk.book.gateway(new.gateway_id)?;
        due.map(|due| late_since(due, &gateway.spec.time_zone))
    }
}
