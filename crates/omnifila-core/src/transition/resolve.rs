use super::{Life, Move, Refusal, moved};
use crate::message::{Reason, Status};

/// A person decides what an unknown outcome was. "Not sent" honours a cancel that was remembered.
pub(super) fn resolve(life: Life, sent: bool) -> Result<Move, Refusal> {
    if life.status != Status::Uncertain {
        return Err(Refusal::NotUncertain);
    }
    let cancel = life.cancel;
    let life = Life { cancel: None, ..life };
    Ok(match (sent, cancel) {
        (true, _) => moved(life, Status::Sent, Reason::ResolvedSent),
        (false, Some(why)) => moved(life, Status::Cancelled, why),
        (false, None) => moved(life, Status::Failed, Reason::ResolvedNotSent),
    })
}
