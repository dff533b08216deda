//! When a call to a program that did not take an event is repeated: the schedule of the Standard Webhooks specification.
//!
//! Model: the first try is immediate; after each failure comes the next pause of [`PAUSES`]. Each pause is shortened by up
//! to a tenth, by a hash of what is delivered, so that many receivers behind one server do not come back together. Left
//! out: what counts as a failure, and what happens when the schedule is over.

use crate::time::{HOUR, MINUTE, SECOND, Time};

/// Pauses after the first, second … failure, in milliseconds (the specification's suggested schedule, 3 days 3.6 h in all).
const PAUSES: [i64; 9] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// Failures after which one event that the receiver refuses, while it takes others, is passed over.
pub const MOST_REFUSALS: u32 = 3;

/// When to try again after the `failures`-th failure in a row (from 1), or none: the schedule is over. `wish` is what the
/// receiver asked for (Retry-After, in milliseconds): it may prolong a pause, up to the longest.
pub fn next_try(failures: u32, wish: Option<i64>, key: i64, now: Time) -> Option<Time> {
    let pause = *PAUSES.get(usize::try_from(failures).ok()?.checked_sub(1)?)?;
    let mixed = (key.unsigned_abs() ^ u64::from(failures)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let spread = pause / 10;
    let shortened = pause - i64::try_from(mixed).unwrap_or(0) % (spread + 1);
    let wished = wish.unwrap_or(0).min(24 * HOUR);
    Some(now.plus(shortened.max(wished)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_over_three_days() {
        let mut now = Time(0);
        let mut tries = 1;
        while let Some(next) = next_try(tries, None, 7, now) {
            assert!(next > now);
            now = next;
            tries += 1;
        }
        assert_eq!(tries, 10);
        let whole: i64 = PAUSES.iter().sum();
        assert!(now.0 <= whole && now.0 >= whole / 10 * 9, "{}", now.0);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let next = next_try(1, Some(60_000), 1, Time(0));
        assert_eq!(next, Some(Time(60_000)));
        assert_eq!(next_try(1, Some(i64::MAX), 1, Time(0)), Some(Time(24 * HOUR)));
        assert_eq!(next_try(0, None, 1, Time(0)), None);
    }
}
