//! When a law puts a holiday: on a day, so many days from Easter, on a Sunday, or elsewhere when the day is inconvenient.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// One holiday by one law, for the years the law was in force.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) law: &'static str,
    on: On,
    years: (i16, i16),
    pub(super) until_minute: Option<u16>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum On {
    /// Month and day.
    Day(i8, i8),
    /// Days from Easter Sunday.
    Easter(i64),
    /// The first Sunday of a month.
    FirstSunday(i8),
    /// A day, or the Sunday that follows it.
    SundayFrom(i8, i8),
    /// A day; from Tuesday to Thursday it is kept on the Friday that follows (Acre).
    NextFriday(i8, i8),
    /// A day; a Tuesday is kept on the Monday before, a Thursday on the Friday after (Alagoas).
    LongWeekend(i8, i8),
}

impl Rule {
    pub(super) const fn new(name: &'static str, law: &'static str, on: On) -> Rule {
        Rule {
            name,
            law,
            on,
            years: (i16::MIN, i16::MAX),
            until_minute: None,
        }
    }

    /// In force from this year on.
    pub(super) const fn from(mut self, year: i16) -> Rule {
        self.years.0 = year;
        self
    }

    /// In force up to this year, inclusive.
    pub(super) const fn to(mut self, year: i16) -> Rule {
        self.years.1 = year;
        self
    }

    pub(super) const fn until(mut self, minute: u16) -> Rule {
        self.until_minute = Some(minute);
        self
    }

    /// `None` when the law was not in force, or the year is none that a calendar has.
    pub(super) fn date(&self, year: i16) -> Option<Date> {
        if !(self.years.0..=self.years.1).contains(&year) {
            return None;
        }
        let day = |month, day| Date::new(year, month, day).ok();
        match self.on {
            On::Day(m, d) => day(m, d),
            On::Easter(offset) => easter(year)?.checked_add(offset.days()).ok(),
            On::FirstSunday(m) => sunday_from(day(m, 1)?),
            On::SundayFrom(m, d) => sunday_from(day(m, d)?),
            On::NextFriday(m, d) => {
                let date = day(m, d)?;
                let wait = match date.weekday() {
                    Weekday::Tuesday => 3,
                    Weekday::Wednesday => 2,
                    Weekday::Thursday => 1,
                    _ => 0,
                };
                date.checked_add(wait.days()).ok()
            }
            On::LongWeekend(m, d) => {
                let date = day(m, d)?;
                let shift = match date.weekday() {
                    Weekday::Tuesday => -1,
                    Weekday::Thursday => 1,
                    _ => 0,
                };
                date.checked_add(shift.days()).ok()
            }
        }
    }
}

fn sunday_from(date: Date) -> Option<Date> {
    let wait = 7 - i64::from(date.weekday().to_sunday_zero_offset());
    date.checked_add((wait % 7).days()).ok()
}

/// Easter Sunday of the Gregorian calendar (Meeus, "Astronomical Algorithms", chapter 8).
pub(super) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_it_does() {
        for (year, month, day) in [
            (1990, 4, 15),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2038, 4, 25),
            (2100, 3, 28),
        ] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }
}
