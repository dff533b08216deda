use super::{Life, Move, Refusal, moved};
use crate::message::{Reason, Status};

pub(super) fn expire(life: Life, reason: Reason) -> Result<Move, Refusal> {
    if life.status != Status::Waiting {
        return Err(Refusal::NotWaiting);
    }
    Ok(moved(life, Status::Expired, reason))
}
