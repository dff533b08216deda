//! Looking: lists, one message with all that happened to it, counts, the feed.

use super::World;
use super::record::Record;
use omnifila_core::id::{EventId, GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use omnifila_store::verbs::{Counted, Detail, FeedEvent, HistoryRow, Page};
use omnifila_store::{Cursor, MessageFilter, Order};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `ahead` is counted no further.
const MAX_AHEAD: usize = 10_000;

impl World {
    pub(super) fn list(
        &self,
        filter: &MessageFilter,
        order: Order,
        limit: usize,
        after: Option<Cursor>,
    ) -> Page {
        let mut found: Vec<&Record> = self
            .records
            .values()
            .filter(|r| r.matches(filter, &self.desk))
            .collect();
        match order {
            Order::Id => found.sort_by_key(|r| std::cmp::Reverse(r.id)),
            Order::Queue => {
                found.retain(|r| r.is(Status::Waiting));
                found.sort_by_key(|r| (r.gateway_id, r.key));
            }
        }
        match after {
            Some(Cursor::Id(id)) => found.retain(|r| r.id < id),
            Some(Cursor::Queue(gateway, key)) => found.retain(|r| (r.gateway_id, r.key) > (gateway, key)),
            None => {}
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let cursor = |r: &&Record| match order {
            Order::Id => Cursor::Id(r.id),
            Order::Queue => Cursor::Queue(r.gateway_id, r.key),
        };
        let next = if more { found.last().map(cursor) } else { None };
        Page {
            items: found.into_iter().map(|r| r.row(&self.desk)).collect(),
            next,
        }
    }

    pub(super) fn count(&self, filter: &MessageFilter, now: Time, cap: Option<i64>) -> Counted {
        let cap = cap.unwrap_or(i64::MAX);
        let mut counted = Counted {
            exact: true,
            ..Counted::default()
        };
        let mut n = 0;
        for record in self.records.values().filter(|r| r.matches(filter, &self.desk)) {
            if n == cap {
                counted.exact = false;
                break;
            }
            n += 1;
            let row = record.row(&self.desk);
            *counted.statuses.entry(row.status).or_default() += 1;
            *counted.templates.entry(row.template_id).or_default() += 1;
            if row.status == Status::Waiting {
                let scheduled = row.due_at.is_some_and(|due| due > now);
                match row.next_attempt_at {
                    Some(_) => counted.retrying += 1,
                    None if scheduled => counted.scheduled += 1,
                    None => counted.now += 1,
                }
            }
        }
        counted.exact &= n < cap;
        counted
    }

    pub(super) fn detail(&self, id: MessageId) -> Option<Detail> {
        let record = self.records.get(&id)?;
        let waiting = record
            .is(Status::Waiting)
            .then(|| Arc::new(record.waiting(&self.desk)));
        let busy = |r: &Record| {
            r.is(Status::Sending) && r.gateway_id == record.gateway_id && r.new.address == record.new.address
        };
        let queue = self.queue_of(record.gateway_id);
        let ahead = if waiting.is_some() {
            queue.iter().take_while(|w| w.key < record.key).count()
        } else {
            0
        };
        Some(Detail {
            row: record.row(&self.desk),
            preview: record.new.preview.clone(),
            content: record.content(),
            attempts: record.attempts.iter().map(|a| a.row.clone()).collect(),
            history: record.history.iter().map(|h| self.told(h)).collect(),
            earlier: waiting.as_ref().and_then(|w| self.earlier(w, self.now)),
            waiting,
            address_busy: self.records.values().any(busy),
            ahead: ahead.min(MAX_AHEAD) as u64,
            cancel_requested: record.life.cancel.is_some(),
            template_version: record.new.template_version,
        })
    }

    /// A line of history with who did it and why.
    fn told(&self, line: &HistoryRow) -> HistoryRow {
        let operation = line
            .operation_id
            .and_then(|id| self.operations.get(&id))
            .map(|o| &o.operation);
        HistoryRow {
            actor: operation.map(|o| o.actor.clone()),
            note: operation.and_then(|o| o.reason.clone()),
            ..line.clone()
        }
    }

    pub(super) fn counts(&self) -> Vec<(GatewayId, Status, i64)> {
        let mut counts = BTreeMap::<(GatewayId, Status), i64>::new();
        for record in self.records.values() {
            *counts.entry((record.gateway_id, record.life.status)).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|((gateway, status), n)| (gateway, status, n))
            .collect()
    }

    pub(super) fn events(&self, after: EventId, limit: usize) -> Vec<FeedEvent> {
        self.feed
            .iter()
            .filter(|e| e.id > after)
            .take(limit)
            .cloned()
            .collect()
    }
}
