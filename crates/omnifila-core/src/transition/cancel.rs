use super::{Life, Move, Refusal, moved};
use crate::message::{Reason, Status};

/// `waiting` becomes `cancelled`; `sending` remembers the wish and answers too late (the caller stores the returned life
/// of [`remember`]); an unknown outcome stays unknown.
pub(super) fn cancel(life: Life, reason: Reason) -> Result<Move, Refusal> {
    match life.status {
        Status::Waiting => Ok(moved(life, Status::Cancelled, reason)),
        Status::Cancelled => Err(Refusal::Unchanged),
        Status::Uncertain => Err(Refusal::Uncertain),
        Status::Sending
        | Status::Sent
        | Status::Delivered
        | Status::Read
        | Status::Failed
        | Status::Expired => Err(Refusal::TooLate),
    }
}

impl Life {
    /// A cancel that came too late for `start`, kept until the outcome: if the call was not accepted, the message is
    /// cancelled instead of tried again. An uncertain message remembers it too, for the person who resolves it.
    #[must_use]
    pub fn remember(self, reason: Reason) -> Life {
        match self.status {
            Status::Sending | Status::Uncertain => Life {
                cancel: self.cancel.or(Some(reason)),
                ..self
            },
            _ => self,
        }
    }
}
