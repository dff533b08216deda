//! A provider's own daily allowance of a gateway: told by the provider, spent by our starts in between.
//!
//! Model: the provider says how many it lets through a day and how many are left. Each start takes one off what is left, so
//! that the limit holds between two readings and over restarts; a later reading corrects it. On the next local day of the gateway
//! the whole allowance is taken to be there again, until the provider says otherwise.
//!
//! The provider does not say whether it has counted the calls that were on their way when it answered. They are taken as not
//! counted, which can only make us too careful, until the next reading.

use super::rate::Day;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// What is known of the allowance. The default is a provider that names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quota {
    /// Messages per day; none: no limit.
    pub limit: Option<u32>,
    /// The local day that `left` counts, in days since 1970.
    pub day: i64,
    pub left: u32,
    /// When the provider was asked last.
    pub read_at: Option<Time>,
}

/// A provider's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyLimit {
    /// Messages per day.
    pub limit: u32,
    /// Of them, left today.
    pub available: u32,
}

/// What a gateway looked like before its provider was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    pub quota: Quota,
    pub in_flight: u32,
}

impl Quota {
    /// What is left on a local day; none: no limit. A clock set back finds a later day's count, which stands.
    pub fn left(&self, day: Day) -> Option<u32> {
        let limit = self.limit?;
        Some(if day.index > self.day { limit } else { self.left })
    }

    /// After one more start of a weight, or why not: until the end of the day. What is heavier than the rest passes while anything is left.
    ///
    /// # Errors
    /// The end of the local day.
    pub fn take(&self, weight: u32, day: Day) -> Result<Quota, Time> {
        match self.left(day) {
            None => Ok(*self),
            Some(0) => Err(day.ends),
            Some(left) => Ok(Quota {
                day: self.day.max(day.index),
                left: left.saturating_sub(weight.max(1)),
                ..*self
            }),
        }
    }

    /// What the provider's answer makes of it. `asked`: the gateway before the question; `in_flight`: calls on their way now.
    #[must_use]
    pub fn told(&self, told: Option<DailyLimit>, asked: Asked, in_flight: u32, day: Day, now: Time) -> Quota {
        let Some(told) = told else {
            return Quota {
                read_at: Some(now),
                ..Quota::default()
            };
        };
        // Started since the question: what was left then, less what is left now.
        let uncounted = match (asked.quota.left(day), self.left(day)) {
            (Some(then), Some(now)) => asked.in_flight.saturating_add(then.saturating_sub(now)),
            _ => asked.in_flight.max(in_flight),
        };
        Quota {
            limit: Some(told.limit),
            day: day.index,
            left: told.available.saturating_sub(uncounted),
            read_at: Some(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR};

    const NOON: Time = Time(1_797_000_000_000);

    fn day(now: Time) -> Day {
        Day::at(now, "America/Sao_Paulo")
    }

    fn told(limit: u32, available: u32) -> Option<DailyLimit> {
        Some(DailyLimit { limit, available })
    }

    #[test]
    fn starts_spend_it_until_the_day_ends_and_the_next_day_has_it_whole() {
        let today = day(NOON);
        let mut quota = Quota::default().told(told(10, 2), Asked::default(), 0, today, NOON);
        for _ in 0..2 {
            quota = quota.take(1, today).unwrap();
        }
        assert_eq!(quota.take(1, today), Err(today.ends));
        let tomorrow = day(NOON.plus(DAY));
        assert_eq!(quota.left(tomorrow), Some(10));
        quota = quota.take(1, tomorrow).unwrap();
        assert_eq!(quota.left(tomorrow), Some(9));
        assert_eq!(
            quota.left(today),
            Some(9),
            "a clock set back gives the day no second time"
        );
    }

    #[test]
    fn what_was_on_its_way_or_left_meanwhile_is_counted() {
        let today = day(NOON);
        let first = Quota::default().told(told(10, 8), Asked::default(), 3, today, NOON);
        assert_eq!(first.left(today), Some(5), "three are on their way");
        let asked = Asked {
            quota: first,
            in_flight: 1,
        };
        let meanwhile = first.take(1, today).unwrap().take(1, today).unwrap();
        let second = meanwhile.told(told(10, 8), asked, 2, today, NOON.plus(HOUR));
        assert_eq!(
            second.left(today),
            Some(5),
            "one was on its way, two began after the question"
        );
        let none = second.told(told(10, 1), asked, 9, today, NOON);
        assert_eq!(none.take(1, today), Err(today.ends));
    }

    #[test]
    fn no_limit_is_none() {
        let today = day(NOON);
        let quota = Quota::default().told(told(1, 0), Asked::default(), 0, today, NOON);
        assert!(quota.take(1, today).is_err());
        let lifted = quota.told(None, Asked::default(), 4, today, NOON);
        assert_eq!((lifted.left(today), lifted.take(1, today)), (None, Ok(lifted)));
    }
}
