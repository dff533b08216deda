//! The outcome of a call. A cancel remembered while sending wins over every way back to `waiting`; evidence that arrived
//! before the answer is applied with it, and what is known to have arrived, by this attempt or an earlier, is not tried again.

use super::{Life, Move, Refusal, Rules, moved};
use crate::catalogue::OutcomeUnknown;
use crate::message::{Reason, Status};
use crate::outcome::{Evidence, Outcome, Rejection};
use crate::policy::retry;
use crate::time::Time;

pub(super) fn settle(life: Life, outcome: &Outcome, rules: Rules, now: Time) -> Result<Move, Refusal> {
    if life.status != Status::Sending {
        return Err(Refusal::NotSending);
    }
    let life = Life {
        counted: life.counted + u32::from(outcome.counted()),
        ..life
    };
    if matches!(life.seen.best, Some(Evidence::Delivered | Evidence::Read)) {
        return Ok(accepted(life, Reason::Accepted, rules));
    }
    Ok(match outcome {
        Outcome::Accepted { .. } => accepted(life, Reason::Accepted, rules),
        Outcome::NotSent { .. } => wait(life, Reason::NotSent, soon(life, now)),
        Outcome::Unknown { .. } => unknown(life, Reason::OutcomeUnknown, rules, now),
        Outcome::Rejected { rejection, .. } => match rejection {
            Rejection::Permanent => refused(life, Reason::RejectedPermanent, rules),
            Rejection::Transient => retried(life, Reason::RejectedTransient, rules, now),
            Rejection::Deferred => {
                let until = retry::deferred(life.id, life.deferrals + 1, now);
                wait(
                    Life {
                        deferrals: life.deferrals + 1,
                        ..life
                    },
                    Reason::Deferred,
                    Some(until),
                )
            }
            Rejection::Later { wait_ms } => {
                let deferrals = life.deferrals + 1;
                let until = now.plus((*wait_ms).clamp(0, retry::MAX_RETRY_AFTER));
                wait(Life { deferrals, ..life }, Reason::Deferred, Some(until))
            }
            // The gateway rests or is sick; the message keeps its place and needs no wait of its own.
            Rejection::RateLimited { .. } => wait(life, Reason::RejectedTransient, None),
            Rejection::GatewayRefused => wait(life, Reason::GatewayRefused, None),
        },
    })
}

/// The sending process is gone. Nothing was learnt, so a receipt that came before decides, else it is unknown.
pub(super) fn lost(life: Life, rules: Rules, now: Time) -> Result<Move, Refusal> {
    if life.status != Status::Sending {
        return Err(Refusal::NotSending);
    }
    let life = Life {
        counted: life.counted + 1,
        ..life
    };
    Ok(unknown(life, Reason::NodeLost, rules, now))
}

/// `sent`, or further if a receipt was quicker than the answer.
fn accepted(life: Life, reason: Reason, rules: Rules) -> Move {
    let goes_on = rules.goes_on && life.cancel.is_none();
    let life = Life { cancel: None, ..life };
    match (life.seen.best, life.seen.failed) {
        (Some(Evidence::Read), _) => moved(life, Status::Read, Reason::Read),
        (Some(Evidence::Delivered), _) => moved(life, Status::Delivered, Reason::Delivered),
        (_, true) if goes_on => moved(life, Status::Waiting, Reason::Undeliverable),
        (_, true) => moved(life, Status::Failed, Reason::Undeliverable),
        _ => moved(life, Status::Sent, reason),
    }
}

fn unknown(life: Life, reason: Reason, rules: Rules, now: Time) -> Move {
    if life.seen.best.is_some() || life.seen.failed {
        return accepted(life, Reason::Accepted, rules);
    }
    match rules.unknown {
        OutcomeUnknown::Hold => moved(life, Status::Uncertain, reason),
        // One of the attempts may have arrived: no other channel says it again.
        OutcomeUnknown::Retry => {
            let goes_on = false;
            retried(life, reason, Rules { goes_on, ..rules }, now)
        }
    }
}

/// Another try, unless the attempts are used up.
fn retried(life: Life, reason: Reason, rules: Rules, now: Time) -> Move {
    if life.counted >= rules.max_attempts {
        return refused(life, Reason::AttemptsExhausted, rules);
    }
    let until = retry::next_attempt(life.id, life.counted, now, None);
    wait(life, reason, Some(until))
}

/// Not accepted here and never will be. Remembered cancels become cancels: the customer got nothing.
fn refused(life: Life, reason: Reason, rules: Rules) -> Move {
    match life.cancel {
        Some(why) => moved(Life { cancel: None, ..life }, Status::Cancelled, why),
        None if rules.goes_on => moved(life, Status::Waiting, reason),
        None => moved(life, Status::Failed, reason),
    }
}

fn wait(life: Life, reason: Reason, next_attempt_at: Option<Time>) -> Move {
    match life.cancel {
        Some(why) => moved(Life { cancel: None, ..life }, Status::Cancelled, why),
        None => Move {
            next_attempt_at,
            ..moved(life, Status::Waiting, reason)
        },
    }
}

/// After a call that provably never left, the circuit decides when the gateway is tried again; the message itself
/// stays ready after its first such failure and waits a little after more of them, so that one bad address cannot spin.
fn soon(life: Life, now: Time) -> Option<Time> {
    let free = life.attempts.saturating_sub(life.counted);
    (free > 1).then(|| retry::next_attempt(life.id, free.min(4), now, None))
}
