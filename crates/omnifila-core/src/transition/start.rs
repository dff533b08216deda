use super::{Life, Move, Refusal, Seen, moved};
use crate::message::{Reason, Status};

/// Takes the message for one call. The planner has said yes in the same transaction; this only guards the status.
pub(super) fn start(life: Life) -> Result<Move, Refusal> {
    if life.status != Status::Waiting {
        return Err(Refusal::NotWaiting);
    }
    let life = Life {
        attempts: life.attempts + 1,
        seen: Seen::default(),
        ..life
    };
    Ok(moved(life, Status::Sending, Reason::Started))
}
