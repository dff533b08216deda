//! Evidence after the answer. Joined per attempt; the status follows the join: delivered and read outrank failed, and
//! nothing lowers what is known. What failed goes on another way where there is one, unless somebody wanted it cancelled.

use super::{Life, Move, Refusal, moved};
use crate::message::{Reason, Status};
use crate::outcome::Evidence;

pub(super) fn receipt(life: Life, evidence: Evidence, goes_on: bool) -> Result<Move, Refusal> {
    let known = match life.status {
        Status::Delivered => life.seen.join(Evidence::Delivered),
        Status::Read => life.seen.join(Evidence::Read),
        _ => life.seen,
    };
    let life = Life {
        seen: known.join(evidence),
        ..life
    };
    let goes_on = goes_on && life.cancel.is_none() && matches!(life.status, Status::Sent | Status::Uncertain);
    let (status, reason) = match (life.seen.best, life.seen.failed) {
        (Some(Evidence::Read), _) => (Status::Read, Reason::Read),
        (Some(Evidence::Delivered), _) => (Status::Delivered, Reason::Delivered),
        (_, true) if goes_on => (Status::Waiting, Reason::Undeliverable),
        (_, true) => (Status::Failed, Reason::Undeliverable),
        _ => (Status::Sent, Reason::Accepted),
    };
    match life.status {
        // The answer is still awaited: the evidence is kept and applied with it.
        Status::Sending => Err(Refusal::Unchanged),
        // A person or the clock ended it; the attempt keeps the evidence, the decision stands.
        Status::Cancelled | Status::Expired => Err(Refusal::Unchanged),
        // It waits for another try, yet the earlier one arrived: sending again would be a duplicate.
        Status::Waiting if matches!(status, Status::Delivered | Status::Read) => {
            Ok(moved(life, status, reason))
        }
        Status::Waiting => Err(Refusal::Unchanged),
        current if current == status => Err(Refusal::Unchanged),
        // Failed for another reason than a receipt, and the receipt only says accepted.
        Status::Failed if status == Status::Sent => Err(Refusal::Unchanged),
        Status::Sent | Status::Delivered | Status::Read | Status::Failed | Status::Uncertain => {
            Ok(moved(Life { cancel: None, ..life }, status, reason))
        }
    }
}
