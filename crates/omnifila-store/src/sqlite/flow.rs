//! What moved, by minute and gateway, for those who watch: counted in memory by the jobs that move it, taken and written a
//! few seconds later ([`crate::catalogue`], `minutes`). The way of a message pays an addition, no statement.
//!
//! Failures: a process that is killed, and a transaction that is rolled back, lose the counts of a few seconds. They are for
//! looking at; what became of each message is in its history.

use omnifila_core::id::GatewayId;
use omnifila_core::message::Status;
use omnifila_core::time::{MINUTE, Time};
use std::collections::BTreeMap;

/// What moved at one gateway in one minute, or in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Taken in.
    pub included: i64,
    /// Handed over; also when only a receipt told so.
    pub sent: i64,
    pub delivered: i64,
    pub read: i64,
    pub failed: i64,
    /// Less those that an undo put back.
    pub cancelled: i64,
    pub expired: i64,
    pub uncertain: i64,
    /// Calls that were not accepted, whatever became of their message.
    pub errors: i64,
}

impl std::ops::AddAssign for Moved {
    fn add_assign(&mut self, other: Self) {
        self.included += other.included;
        self.sent += other.sent;
        self.delivered += other.delivered;
        self.read += other.read;
        self.failed += other.failed;
        self.cancelled += other.cancelled;
        self.expired += other.expired;
        self.uncertain += other.uncertain;
        self.errors += other.errors;
    }
}

/// What moved since it was written last, by the minute's begin.
#[derive(Debug, Default)]
pub(crate) struct Flow(BTreeMap<(Time, GatewayId), Moved>);

impl Flow {
    fn at(&mut self, gateway: GatewayId, at: Time) -> &mut Moved {
        self.0.entry((minute(at), gateway)).or_default()
    }

    pub(super) fn included(&mut self, gateway: GatewayId, at: Time) {
        self.at(gateway, at).included += 1;
    }

    /// A call came back without being accepted.
    pub(super) fn error(&mut self, gateway: GatewayId, at: Time) {
        self.at(gateway, at).errors += 1;
    }

    /// `n` were cancelled by one order, or (negative) put back.
    pub(super) fn cancelled(&mut self, gateway: GatewayId, n: i64, at: Time) {
        self.at(gateway, at).cancelled += n;
    }

    pub(super) fn moved(&mut self, gateway: GatewayId, from: Status, to: Status, at: Time) {
        if from == to {
            return;
        }
        let moved = self.at(gateway, at);
        let (before, after) = (reached(from), reached(to));
        moved.sent += i64::from(before < 1 && after >= 1);
        moved.delivered += i64::from(before < 2 && after >= 2);
        moved.read += i64::from(before < 3 && after >= 3);
        match to {
            Status::Failed => moved.failed += 1,
            Status::Cancelled => moved.cancelled += 1,
            Status::Expired => moved.expired += 1,
            Status::Uncertain => moved.uncertain += 1,
            Status::Waiting if from == Status::Cancelled => moved.cancelled -= 1,
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_minutes(self) -> impl Iterator<Item = ((Time, GatewayId), Moved)> {
        self.0.into_iter()
    }
}

/// How far on its way to being read a message is known to be.
fn reached(status: Status) -> u8 {
    match status {
        Status::Sent => 1,
        Status::Delivered => 2,
        Status::Read => 3,
        _ => 0,
    }
}

/// The begin of the minute in which `at` lies.
pub(crate) fn minute(at: Time) -> Time {
    Time(at.0 - at.0.rem_euclid(MINUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_counted_once_however_many_are_taken_at_a_time() {
        let gateway = GatewayId(1);
        let mut flow = Flow::default();
        let at = Time(1_780_000_000_000);
        for (from, to) in [
            (Status::Sending, Status::Sent),
            (Status::Sent, Status::Read),
            (Status::Uncertain, Status::Delivered),
            (Status::Delivered, Status::Read),
            (Status::Sending, Status::Waiting),
            (Status::Cancelled, Status::Waiting),
            (Status::Waiting, Status::Waiting),
        ] {
            flow.moved(gateway, from, to, at);
        }
        flow.cancelled(gateway, 5, at.plus(MINUTE));
        let minutes: Vec<_> = flow.into_minutes().collect();
        let first = Moved {
            sent: 2,
            delivered: 2,
            read: 2,
            cancelled: -1,
            ..Moved::default()
        };
        assert_eq!(minutes[0], ((minute(at), gateway), first));
        assert_eq!(minutes[1].1.cancelled, 5);
        assert_eq!(minutes[1].0.0, minute(at).plus(MINUTE));
    }
}
