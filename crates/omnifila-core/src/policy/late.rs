//! When a message counts as late. What is then done with it (send, ask, drop) is the template's or the step's.

use super::rate::Day;
use crate::time::{HOUR, Time};

/// The instant from which a message due at `due` is late: the end of that local day in an IANA zone.
pub fn late_since(due: Time, zone: &str) -> Time {
    Day::at(due, zone).ends
}

/// The instant at which the local day of `now` began.
pub fn day_begins(now: Time, zone: &str) -> Time {
    // A day and a half before its end is within the day before, whatever a clock skipped or repeated.
    Day::at(Day::at(now, zone).ends.plus(-36 * HOUR), zone).ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_when_the_local_day_is_over() {
        let due = Time::parse("2026-12-10T23:30:00-03:00").unwrap();
        let midnight = Time::parse("2026-12-11T00:00:00-03:00").unwrap();
        assert_eq!(late_since(due, "America/Sao_Paulo"), midnight);
        assert_eq!(
            late_since(midnight, "America/Sao_Paulo"),
            Time::parse("2026-12-12T00:00:00-03:00").unwrap()
        );
        assert_eq!(day_begins(midnight, "America/Sao_Paulo"), midnight);
        assert_eq!(
            day_begins(midnight.plus(-1), "America/Sao_Paulo"),
            Time::parse("2026-12-10T00:00:00-03:00").unwrap()
        );
        assert_eq!(
            late_since(due, "America/Rio_Branco"),
            Time::parse("2026-12-11T00:00:00-05:00").unwrap()
        );
    }
}
