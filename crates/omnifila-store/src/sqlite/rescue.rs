//! The calls of a process that is gone: nobody knows what became of them.

use super::job::{Job, Result};
use crate::sql::params;
use omnifila_core::id::MessageId;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, step};
use std::collections::HashSet;

/// The code of an attempt that ended with its process.
const NODE_LOST: &str = "node_lost";

impl Job<'_> {
    /// Settles what an earlier process left `sending`, before this one has begun any call; where several nodes call, what those
    /// left that are dead.
    pub(super) fn rescue(&mut self, now: Time) -> Result<u64> {
        self.rescue_but(None, now)
    }

    /// At any time: what dead nodes left.
    pub(super) fn rescue_dead(&mut self, now: Time) -> Result<u64> {
        match self.conn.node() {
            Some(own) => self.rescue_but(Some(own), now),
            None => Ok(0),
        }
    }

    fn rescue_but(&mut self, own: Option<i64>, now: Time) -> Result<u64> {
        let lanes = self.queue.lanes.values();
        let mut lost: Vec<MessageId> = lanes.flat_map(|lane| lane.in_flight.keys().copied()).collect();
        lost.sort_unstable();
        if self.conn.is_remote() {
            self.conn.bury_the_dead()?;
            let living = self.calls_of_the_living(own)?;
            lost.retain(|id| !living.contains(id));
        }
        for id in &lost {
            let Some(row) = self.stored(*id)? else {
                continue;
            };
            let event = Event::NodeLost {
                rules: self.rules(&row, now)?,
            };
            let next = step(row.life(), event, now).map_err(super::job::refused)?;
            let mut update = self.conn.prepare_cached(
                "UPDATE attempt SET ended_at = ?3, outcome = 3, counted = 1, code = ?4 \
                 WHERE message_id = ?1 AND number = ?2 AND outcome IS NULL",
            )?;
            update.execute(params![id.0, row.attempts, now.ms(), NODE_LOST])?;
            let gateway = row.gateway_id;
            self.land(row, next, Some(NODE_LOST), now)?;
            self.follow(*id, &next, now)?;
            if self.queue.unmatched {
                self.join_nameless(gateway, *id, now)?;
            }
        }
        self.flush()?;
        Ok(lost.len() as u64)
    }

    /// Messages that another living node is sending, or `own`.
    fn calls_of_the_living(&self, own: Option<i64>) -> Result<HashSet<MessageId>> {
        let mut select = self.conn.prepare_cached(
            "SELECT a.message_id FROM node n JOIN attempt a ON a.node_id = n.id WHERE n.fenced = 0 AND a.outcome IS NULL \
             AND (n.id <> ?1 OR n.id = ?2)",
        )?;
        let found = select.query_map([self.conn.node(), own], |r| r.get(0).map(MessageId))?;
        Ok(found.collect::<crate::sql::Result<_>>()?)
    }
}
