//! Places in a gateway's queue, as pairs of position and rank in their order.
//!
//! Read as one number of 128 bits (position above rank), a place between two others is their middle: between messages of
//! neighbouring ids accepted in one millisecond there is room for 20 moves to the same spot, elsewhere for more. When
//! there is none left the caller renumbers. Left out: priority, which stands above both, and the id, which breaks the tie
//! of two equal places.

use crate::id::MessageId;
use crate::message::RANK_STEP;
use crate::time::Time;

/// The place of a new message: by its own time, else by its acceptance, and among equals by id.
pub fn initial(due: Option<Time>, accepted: Time, id: MessageId) -> (i64, i64) {
    (due.unwrap_or(accepted).ms(), id.0.saturating_mul(RANK_STEP))
}

/// A place strictly after `before` and strictly before `after`; `None` on one side means the open end of the queue.
/// `None` as the answer: no room, or `before` is not before `after`.
pub fn between(before: Option<(i64, i64)>, after: Option<(i64, i64)>) -> Option<(i64, i64)> {
    let step = i128::from(RANK_STEP);
    match (before.map(joined), after.map(joined)) {
        (None, None) => Some((0, 0)),
        (Some(before), None) => parted(before.checked_add(step)?),
        (None, Some(after)) => parted(after.checked_sub(step)?),
        (Some(before), Some(after)) => {
            if before >= after {
                return None;
            }
            // Rounds down without overflow.
            let middle = (before & after) + ((before ^ after) >> 1);
            if middle > before { parted(middle) } else { None }
        }
    }
}

fn joined((position, rank): (i64, i64)) -> i128 {
    (i128::from(position) << 64) + (i128::from(rank) - i128::from(i64::MIN))
}

fn parted(place: i128) -> Option<(i64, i64)> {
    let position = i64::try_from(place >> 64).ok()?;
    let rank = (place & i128::from(u64::MAX)) + i128::from(i64::MIN);
    Some((position, i64::try_from(rank).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = (i64, i64)> {
        let number = prop_oneof![-3i64..3, any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
        (number.clone(), number)
    }

    proptest! {
        #[test]
        fn lies_strictly_between(a in place(), b in place()) {
            prop_assert_eq!(parted(joined(a)), Some(a));
            prop_assert_eq!(joined(a).cmp(&joined(b)), a.cmp(&b));
            let (low, high) = (a.min(b), a.max(b));
            match between(Some(low), Some(high)) {
                Some(middle) => prop_assert!(low < middle && middle < high),
                None => prop_assert!(joined(high) - joined(low) < 2),
            }
            if a > b {
                prop_assert_eq!(between(Some(a), Some(b)), None);
            }
            prop_assert!(between(Some(a), None).is_none_or(|p| p > a));
            prop_assert!(between(None, Some(a)).is_none_or(|p| p < a));
        }
    }

    #[test]
    fn new_messages_go_by_time_then_id() {
        let now = Time(1_797_000_000_000);
        assert!(initial(None, now, MessageId(8)) < initial(None, now, MessageId(9)));
        assert!(initial(Some(now.plus(1)), now, MessageId(1)) > initial(None, now, MessageId(9)));
        assert!(initial(None, now, MessageId(crate::id::MAX_ID)) > initial(None, now, MessageId(1)));
    }

    #[test]
    fn there_is_room_for_many_moves_to_one_spot() {
        let now = Time(1_797_000_000_000);
        let first = initial(None, now, MessageId(1));
        let mut last = initial(None, now, MessageId(2));
        let mut moves = 0;
        while let Some(place) = between(Some(first), Some(last)) {
            (last, moves) = (place, moves + 1);
        }
        assert_eq!(moves, 20);
        let mut front = first;
        for _ in 0..10_000 {
            front = between(None, Some(front)).unwrap();
        }
        assert!(front < first);
    }
}
