//! What one job changes in sums: messages per gateway and status, members of runs per fate. Written once per job, so that a
//! batch of a thousand touches each sum once.

use super::job::Result;
use crate::sql::{Connection, params};
use omnifila_core::id::{GatewayId, RunId};
use omnifila_core::message::Status;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub(super) struct Tally {
    counters: HashMap<(GatewayId, Status), i64>,
    runs: HashMap<RunId, Fates>,
}

/// Changes of one run's sums.
#[derive(Debug, Default, Clone, Copy)]
struct Fates {
    waiting: i64,
    sending: i64,
    sent: i64,
    failed: i64,
    uncertain: i64,
    cancelled: i64,
    expired: i64,
}

impl Fates {
    fn of(&mut self, status: Status) -> &mut i64 {
        match status {
            Status::Waiting => &mut self.waiting,
            Status::Sending => &mut self.sending,
            Status::Sent | Status::Delivered | Status::Read => &mut self.sent,
            Status::Failed => &mut self.failed,
            Status::Uncertain => &mut self.uncertain,
            Status::Cancelled => &mut self.cancelled,
            Status::Expired => &mut self.expired,
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, gateway: GatewayId, status: Status, n: i64) {
        *self.counters.entry((gateway, status)).or_default() += n;
    }

    pub(super) fn moved(&mut self, from: (GatewayId, Status), to: (GatewayId, Status)) {
        if from != to {
            self.add(from.0, from.1, -1);
            self.add(to.0, to.1, 1);
        }
    }

    /// A member of a run changes its status.
    pub(super) fn member(&mut self, run: RunId, from: Status, to: Status) {
        let fates = self.runs.entry(run).or_default();
        *fates.of(from) -= 1;
        *fates.of(to) += 1;
    }

    pub(super) fn write(self, conn: &Connection) -> Result<()> {
        for ((gateway, status), n) in self.counters.into_iter().filter(|(_, n)| *n != 0) {
            let mut upsert = conn.prepare_cached(
                "INSERT INTO counter (gateway_id, status, n) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (gateway_id, status) DO UPDATE SET n = counter.n + excluded.n",
            )?;
            upsert.execute(params![gateway.0, status.code(), n])?;
        }
        for (run, f) in self.runs {
            let mut update = conn.prepare_cached(
                "UPDATE run SET sending = sending + ?2, sent = sent + ?3, failed = failed + ?4, uncertain = uncertain + ?5, \
                 cancelled = cancelled + ?6, expired = expired + ?7 WHERE id = ?1",
            )?;
            update.execute(params![
                run.0,
                f.sending,
                f.sent,
                f.failed,
                f.uncertain,
                f.cancelled,
                f.expired
            ])?;
        }
        Ok(())
    }
}
