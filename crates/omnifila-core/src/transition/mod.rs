//! The life of a message: one pure function from (what it is, what happened) to (what it becomes, why).
//!
//! `step` decides and returns; it performs nothing. One file per event. Every store writes statuses only through it or
//! through a set-based verb whose pairs come from [`table`], and conformance proves both equal.

mod cancel;
mod expire;
mod put_back;
mod receipt;
mod resolve;
mod settle;
mod start;
mod table;

use crate::catalogue::OutcomeUnknown;
use crate::id::MessageId;
use crate::message::{Reason, Status};
use crate::outcome::{Evidence, Outcome};
use crate::time::Time;

pub use table::{Edge, table};

/// What `step` needs to know of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    pub id: MessageId,
    pub status: Status,
    /// Attempts begun, all of them.
    pub attempts: u32,
    /// Attempts that count against the limit.
    pub counted: u32,
    /// Times the current wait was prolonged without counting (contact in attendance).
    pub deferrals: u32,
    /// A cancel that came while `sending`, remembered until the outcome is known.
    pub cancel: Option<Reason>,
    pub expires_at: Time,
    /// What receipts have said of the current attempt.
    pub seen: Seen,
}

/// Evidence of one attempt, joined without regard to order or repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Accepted, delivered or read, whichever is furthest.
    pub best: Option<Evidence>,
    pub failed: bool,
}

impl Seen {
    /// The join: never lowers what is known.
    #[must_use]
    pub fn join(self, evidence: Evidence) -> Seen {
        match evidence {
            Evidence::Failed => Seen { failed: true, ..self },
            positive => Seen {
                best: self.best.max(Some(positive)),
                ..self
            },
        }
    }

    /// As the store keeps it: best in the low two bits, failed in the third.
    pub fn code(self) -> i64 {
        let best = match self.best {
            None | Some(Evidence::Failed) => 0,
            Some(Evidence::Accepted) => 1,
            Some(Evidence::Delivered) => 2,
            Some(Evidence::Read) => 3,
        };
        best | i64::from(self.failed) << 2
    }

    pub fn from_code(code: i64) -> Seen {
        let best = match code & 3 {
            1 => Some(Evidence::Accepted),
            2 => Some(Evidence::Delivered),
            3 => Some(Evidence::Read),
            _ => None,
        };
        Seen {
            best,
            failed: code & 4 != 0,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The one compare-and-set before a call.
    Start,
    /// The gateway answered, or can no longer answer.
    Settle { outcome: &'a Outcome, rules: Rules },
    /// The process that was sending is gone: whether the call left is unknown.
    NodeLost { rules: Rules },
    /// A person, a stop rule, a payment, a suppression: `reason` says which.
    Cancel { reason: Reason },
    /// `expires_at` has passed.
    Expire,
    /// The local day of `due_at` is over and its policy is to drop.
    DropLate,
    /// A person sends again what is uncertain, failed or expired.
    Resend,
    /// The operation that cancelled it is undone.
    Undo,
    /// Another gateway takes it.
    Reroute,
    /// A person decides what an unknown outcome was.
    Resolve { sent: bool },
    /// The provider reported later. `goes_on`: as in [`Rules`].
    Receipt { evidence: Evidence, goes_on: bool },
    /// It is tried the next way: after a failure that left it to that, or because nobody told in time that it arrived.
    GoOn,
}

/// What a gateway's settings say about failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub max_attempts: u32,
    pub unknown: OutcomeUnknown,
    /// What fails here for good is tried another way.
    pub goes_on: bool,
}

/// What becomes of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub life: Life,
    pub reason: Reason,
    /// Set when the message waits for another attempt of its own.
    pub next_attempt_at: Option<Time>,
}

impl Move {
    /// It failed here for good, and waits to go on another way.
    pub fn goes_on(&self) -> bool {
        let failed = matches!(
            self.reason,
            Reason::RejectedPermanent | Reason::AttemptsExhausted | Reason::Undeliverable
        );
        failed && self.life.status == Status::Waiting
    }
}

/// Why nothing moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The call has begun or has been answered.
    #[error("too_late")]
    TooLate,
    #[error("uncertain")]
    Uncertain,
    #[error("not_waiting")]
    NotWaiting,
    #[error("not_sending")]
    NotSending,
    #[error("not_resendable")]
    NotResendable,
    #[error("not_uncertain")]
    NotUncertain,
    #[error("not_cancelled")]
    NotCancelled,
    /// Already so: nothing to record.
    #[error("unchanged")]
    Unchanged,
}

/// What `event` makes of `life` at `now`, or why it makes nothing.
pub fn step(life: Life, event: Event<'_>, now: Time) -> Result<Move, Refusal> {
    match event {
        Event::Start => start::start(life),
        Event::Settle { outcome, rules } => settle::settle(life, outcome, rules, now),
        Event::NodeLost { rules } => settle::lost(life, rules, now),
        Event::Cancel { reason } => cancel::cancel(life, reason),
        Event::Expire => expire::expire(life, Reason::DeadlinePassed),
        Event::DropLate => expire::expire(life, Reason::LateDropped),
        Event::Resend => put_back::resend(life),
        Event::Undo => put_back::undo(life),
        Event::Reroute => put_back::reroute(life),
        Event::Resolve { sent } => resolve::resolve(life, sent),
        Event::Receipt { evidence, goes_on } => receipt::receipt(life, evidence, goes_on),
        Event::GoOn => put_back::go_on(life),
    }
}

/// A move to `status` with nothing else changed.
fn moved(life: Life, status: Status, reason: Reason) -> Move {
    Move {
        life: Life { status, ..life },
        reason,
        next_attempt_at: None,
    }
}
