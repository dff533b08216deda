//! When a task runs: five cron fields and a zone.
//!
//! Minute, hour, day of month, month, day of week (0 or 7 is Sunday; English names allowed), each `*`, a value, a range,
//! a list, with steps. Where both day fields are restricted either may match, as in Vixie cron; a field that begins with
//! `*` restricts nothing there. One nominal local time fires once: in the hour a clock skips, at the first valid instant
//! after it (together with what is due then); in the hour a clock repeats, the first time only.
//!
//! Left out: seconds, years, `L`, `W`, `#` and `@daily`, refused with `bad_cron`.

use crate::input::InputError;
use crate::time::Time;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// How many days ahead a firing is looked for: 29 February comes once in eight years around 2100.
const HORIZON_DAYS: u32 = 9 * 366;

/// The days within which a cron must fire: four years, of which one is a leap year.
const FIRST_CHECKED: Date = jiff::civil::date(2025, 1, 1);
const CHECKED_DAYS: u32 = 4 * 365 + 1;

#[derive(Debug, Clone)]
pub struct Cron {
    /// Bit n is set when n matches.
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    /// Bit 0 is Sunday.
    weekdays: u64,
    /// Both day fields must match, because at least one of them begins with `*`.
    both_days: bool,
    zone: TimeZone,
}

impl Cron {
    /// Reads an expression and an IANA zone. Codes: `bad_cron` and `never_fires` at `/cron`, `unknown_zone` at
    /// `/time_zone`.
    pub fn parse(expression: &str, zone: &str) -> Result<Cron, InputError> {
        let zone = TimeZone::get(zone).map_err(|_| {
            InputError::new(
                "unknown_zone",
                "/time_zone",
                "an IANA time zone such as America/Sao_Paulo",
            )
        })?;
        let fields: Vec<&str> = expression.split_ascii_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields[..] else {
            let expected = "five fields: minute, hour, day of month, month, day of week";
            return Err(InputError::new("bad_cron", "/cron", expected));
        };
        let weekdays = field(weekday, &WEEKDAY)?;
        let cron = Cron {
            minutes: field(minute, &MINUTE)?,
            hours: field(hour, &HOUR)?,
            days: field(day, &DAY)?,
            months: field(month, &MONTH)?,
            weekdays: (weekdays | weekdays >> 7) & 0x7f,
            both_days: day.starts_with('*') || weekday.starts_with('*'),
            zone,
        };
        if cron
            .days_from(FIRST_CHECKED)
            .take(CHECKED_DAYS as usize)
            .any(|date| cron.on(date))
        {
            Ok(cron)
        } else {
            Err(InputError::new(
                "never_fires",
                "/cron",
                "a time that comes at least once within four years",
            ))
        }
    }

    /// The first firing after `after`; `None` only at the end of the calendar.
    pub fn next_after(&self, after: Time) -> Option<Time> {
        let wall = self.zone.to_datetime(after.timestamp());
        // Nominal times up to what the clock shows fire no later than now: instants never go back as they go on.
        let mut from = u32::from(wall.hour() as u8) * 60 + u32::from(wall.minute() as u8) + 1;
        for date in self.days_from(wall.date()).take(HORIZON_DAYS as usize) {
            if self.on(date) {
                for minute in (from..24 * 60).filter(|minute| self.at(*minute)) {
                    let instant = self.instant(date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0))?;
                    if instant > after {
                        return Some(instant);
                    }
                }
            }
            from = 0;
        }
        None
    }

    fn days_from(&self, first: Date) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(first), |date| date.tomorrow().ok())
    }

    fn on(&self, date: Date) -> bool {
        let has = |set: u64, n: i8| set >> n & 1 == 1;
        let day = has(self.days, date.day());
        let weekday = has(self.weekdays, date.weekday().to_sunday_zero_offset());
        has(self.months, date.month())
            && if self.both_days {
                day && weekday
            } else {
                day || weekday
            }
    }

    fn at(&self, minute: u32) -> bool {
        self.hours >> (minute / 60) & 1 == 1 && self.minutes >> (minute % 60) & 1 == 1
    }

    fn instant(&self, local: DateTime) -> Option<Time> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        let instant = ambiguous.compatible().ok()?;
        if !skipped {
            return Some(Time::from(instant));
        }
        // By the offset before the gap the instant lies after it: the transition is the last one at or before.
        let next = instant.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?;
        self.zone
            .preceding(next)
            .next()
            .map(|transition| Time::from(transition.timestamp()))
    }
}

/// What one field may hold.
struct Bounds {
    what: &'static str,
    least: u32,
    most: u32,
    /// Names of the values, from `least` on.
    names: &'static [&'static str],
}

const MINUTE: Bounds = Bounds {
    what: "minute",
    least: 0,
    most: 59,
    names: &[],
};
const HOUR: Bounds = Bounds {
    what: "hour",
    least: 0,
    most: 23,
    names: &[],
};
const DAY: Bounds = Bounds {
    what: "day of month",
    least: 1,
    most: 31,
    names: &[],
};
const MONTH: Bounds = Bounds {
    what: "month",
    least: 1,
    most: 12,
    names: &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
};
const WEEKDAY: Bounds = Bounds {
    what: "day of week",
    least: 0,
    most: 7,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
};

fn field(text: &str, bounds: &Bounds) -> Result<u64, InputError> {
    let Bounds {
        what, least, most, ..
    } = bounds;
    let wrong = || {
        let expected = format!("*, or values from {least} to {most} as lists, ranges and steps, as {what}");
        InputError::new("bad_cron", "/cron", expected)
    };
    let mut set = 0u64;
    for part in text.split(',') {
        let (range, step) = part
            .split_once('/')
            .map_or((part, None), |(range, step)| (range, Some(step)));
        let step = match step {
            None => 1,
            Some(step) => number(step)
                .filter(|n| (1..=most - least + 1).contains(n))
                .ok_or_else(wrong)?,
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (*least, *most),
            Some((from, to)) => (
                value(from, bounds).ok_or_else(wrong)?,
                value(to, bounds).ok_or_else(wrong)?,
            ),
            None => {
                let from = value(range, bounds).ok_or_else(wrong)?;
                (from, if part.contains('/') { *most } else { from })
            }
        };
        if from > to {
            return Err(wrong());
        }
        for n in (from..=to).step_by(step as usize) {
            set |= 1 << n;
        }
    }
    Ok(set)
}

fn value(text: &str, bounds: &Bounds) -> Option<u32> {
    let named = bounds
        .names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text));
    let value = named
        .map(|index| index as u32 + bounds.least)
        .or_else(|| number(text))?;
    (bounds.least..=bounds.most).contains(&value).then_some(value)
}

fn number(text: &str) -> Option<u32> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE as MINUTE_MS;
    use proptest::prelude::*;

    fn t(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn fires(expression: &str, zone: &str, after: &str, n: usize) -> Vec<String> {
        let cron = Cron::parse(expression, zone).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        std::iter::successors(cron.next_after(t(after)), |at| cron.next_after(*at))
            .take(n)
            .map(|at| {
                at.timestamp()
                    .to_zoned(zone.clone())
                    .strftime("%m-%d %H:%M %:z")
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn usual_schedules() {
        let sp = "America/Sao_Paulo";
        assert_eq!(
            fires("0 9 * * 1-5", sp, "2026-12-11T12:00:00Z", 2),
            ["12-14 09:00 -03:00", "12-15 09:00 -03:00"]
        );
        assert_eq!(
            fires("0 9 * * 1-5", sp, "2026-12-11T11:59:59.999Z", 1),
            ["12-11 09:00 -03:00"]
        );
        assert_eq!(
            fires("*/20 8,20 * * *", sp, "2026-12-11T11:25:00Z", 3),
            ["12-11 08:40 -03:00", "12-11 20:00 -03:00", "12-11 20:20 -03:00"]
        );
        assert_eq!(
            fires("30 8 1 jan,JUL *", sp, "2026-12-11T11:25:00Z", 2),
            ["01-01 08:30 -03:00", "07-01 08:30 -03:00"]
        );
        assert_eq!(
            fires("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 1),
            ["02-29 00:00 +00:00"]
        );
        // Either day field, once both are restricted.
        assert_eq!(
            fires("0 0 13 * fri", "UTC", "2026-11-01T00:00:00Z", 3),
            ["11-06 00:00 +00:00", "11-13 00:00 +00:00", "11-20 00:00 +00:00"]
        );
        assert_eq!(
            fires("0 0 */10 * fri", "UTC", "2026-11-01T00:00:00Z", 1),
            ["12-11 00:00 +00:00"]
        );
        assert_eq!(
            fires("0 0 * * 7", "UTC", "2026-12-11T00:00:00Z", 1),
            ["12-13 00:00 +00:00"]
        );
        assert_eq!(
            fires("58/1 23 31 12 *", "UTC", "2026-01-01T00:00:00Z", 2),
            ["12-31 23:58 +00:00", "12-31 23:59 +00:00"]
        );
    }

    #[test]
    fn skipped_and_repeated_hours_fire_once() {
        let ny = "America/New_York";
        assert_eq!(
            fires("30 2 * * *", ny, "2026-03-07T12:00:00Z", 2),
            ["03-08 03:00 -04:00", "03-09 02:30 -04:00"]
        );
        assert_eq!(
            fires("*/30 2-3 * * *", ny, "2026-03-08T06:00:00Z", 3),
            ["03-08 03:00 -04:00", "03-08 03:30 -04:00", "03-09 02:00 -04:00"]
        );
        assert_eq!(
            fires("30 1 * * *", ny, "2026-10-31T12:00:00Z", 2),
            ["11-01 01:30 -04:00", "11-02 01:30 -05:00"]
        );
        // Asked within the second pass of the hour.
        assert_eq!(
            fires("*/30 * * * *", ny, "2026-11-01T06:10:00Z", 1),
            ["11-01 02:00 -05:00"]
        );
        // A zone whose clocks went forward at midnight.
        assert_eq!(
            fires("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2),
            ["11-04 01:00 -02:00", "11-05 00:00 -02:00"]
        );
    }

    #[test]
    fn refuses_what_is_wrong() {
        for wrong in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * * 8",
            "5-1 * * * *",
            "*/0 * * * *",
            "*/61 * * * *",
            "a * * * *",
            "1,, * * * *",
            "-1 * * * *",
            "1-2-3 * * * *",
            "@daily",
            "* * L * *",
            "* * * * 5#2",
            "+1 * * * *",
            "001 * * * *",
            "* * * mon *",
            "*/ * * * *",
        ] {
            assert_eq!(Cron::parse(wrong, "UTC").unwrap_err().code, "bad_cron", "{wrong}");
        }
        for never in ["0 0 30 2 *", "0 0 31 4,6,9,11 *"] {
            assert_eq!(
                Cron::parse(never, "UTC").unwrap_err().code,
                "never_fires",
                "{never}"
            );
        }
        assert_eq!(
            Cron::parse("* * * * *", "Brasilia").unwrap_err().pointer,
            "/time_zone"
        );
    }

    proptest! {
        /// Away from changes of the clock, the next firing is the first minute that an independent reading accepts.
        #[test]
        fn is_the_first_minute_that_matches(
            minute in prop::collection::btree_set(0u32..60, 1..4),
            hour in prop::collection::btree_set(0u32..24, 1..4),
            weekday in prop::collection::btree_set(0u32..7, 1..7),
            start in 0i64..500_000,
        ) {
            let list = |set: &std::collections::BTreeSet<u32>| set.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            let expression = format!("{} {} * * {}", list(&minute), list(&hour), list(&weekday));
            let cron = Cron::parse(&expression, "America/Sao_Paulo").unwrap();
            let after = t("2026-01-01T00:00:00Z").plus(start * MINUTE_MS);
            let zone = TimeZone::get("America/Sao_Paulo").unwrap();
            let mut at = after.plus(MINUTE_MS);
            loop {
                let wall = at.timestamp().to_zoned(zone.clone());
                let shown = (wall.minute() as u32, wall.hour() as u32, wall.weekday().to_sunday_zero_offset() as u32);
                if minute.contains(&shown.0) && hour.contains(&shown.1) && weekday.contains(&shown.2) {
                    break;
                }
                at = at.plus(MINUTE_MS);
            }
            prop_assert_eq!(cron.next_after(after), Some(at));
            prop_assert_eq!(cron.next_after(Time(at.ms() - 1)), Some(at));
        }

        #[test]
        fn never_panics(expression in "[0-9*/,\\- a-z]{0,20}") {
            let _ = Cron::parse(&expression, "UTC").map(|c| c.next_after(Time::FAR));
        }
    }
}
