//! The ways back to `waiting` that a person or a sequence of channels takes. Each starts the counting of attempts anew; numbers go on.

use super::{Life, Move, Refusal, Seen, moved};
use crate::message::{Reason, Status};

pub(super) fn resend(life: Life) -> Result<Move, Refusal> {
    match life.status {
        Status::Uncertain | Status::Failed | Status::Expired => {
            Ok(moved(fresh(life), Status::Waiting, Reason::Resent))
        }
        _ => Err(Refusal::NotResendable),
    }
}

pub(super) fn undo(life: Life) -> Result<Move, Refusal> {
    match life.status {
        Status::Cancelled => Ok(moved(
            Life { cancel: None, ..life },
            Status::Waiting,
            Reason::Undone,
        )),
        _ => Err(Refusal::NotCancelled),
    }
}

pub(super) fn reroute(life: Life) -> Result<Move, Refusal> {
    match life.status {
        Status::Waiting => Ok(moved(fresh(life), Status::Waiting, Reason::Rerouted)),
        _ => Err(Refusal::NotWaiting),
    }
}

/// What was sent goes on only when nobody told that it arrived; what failed waits already.
pub(super) fn go_on(life: Life) -> Result<Move, Refusal> {
    match life.status {
        Status::Waiting | Status::Sent => Ok(moved(fresh(life), Status::Waiting, Reason::NextChannel)),
        _ => Err(Refusal::NotWaiting),
    }
}

fn fresh(life: Life) -> Life {
    Life {
        counted: 0,
        deferrals: 0,
        cancel: None,
        seen: Seen::default(),
        ..life
    }
}
