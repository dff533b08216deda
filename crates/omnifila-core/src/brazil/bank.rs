//! The days on which Brazilian banks settle: a calendar of its own.
//!
//! Source: Resolução CMN 4.880/2020 (before it 2.932/2002) and Febraban's yearly notice. No bank business days are
//! Saturdays, Sundays, national holidays, Monday and Tuesday of Carnaval, and Corpus Christi; Ash Wednesday is one, if a
//! short one. On the last business day of the year, 31 December where that is a weekday, banks are closed to the public:
//! what falls due then may be paid on the next business day, so it is none here. State and municipal holidays are none of the whole country's and left out.

use super::holidays::{self, Options};
use jiff::civil::{Date, Weekday};

const CLOSED: Options = Options {
    carnival: true,
    corpus_christi: true,
    ash_wednesday: false,
};

/// Days looked at in search of a business day: the longest row of closed days is far shorter.
const SEARCH: usize = 15;

/// Whether banks settle on this day and serve the public.
pub fn is_bank_business_day(date: Date) -> bool {
    settles(date) && !is_last_of_year(date)
}

/// Nothing between the 25th and the new year is a holiday but weekends.
fn is_last_of_year(date: Date) -> bool {
    date.month() == 12
        && date.day() > 28
        && !(date.day() + 1..=31).any(|day| date.with().day(day).build().is_ok_and(settles))
}

fn settles(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let closed = || {
        let mut days = holidays::national(date.year());
        days.extend(holidays::optional(CLOSED, date.year()));
        days.iter().any(|day| day.date == date)
    };
    !weekend && !closed()
}

/// This day if it is a business day, else the next one: when what falls due on it may still be paid.
pub fn next_bank_business_day(date: Date) -> Date {
    let days = date.series(jiff::Span::new().days(1)).take(SEARCH);
    days.into_iter()
        .find(|day| is_bank_business_day(*day))
        .unwrap_or(date)
}

/// The `n`-th business day after the [`next_bank_business_day`] of `date`; with 0 that day itself.
pub fn add_bank_business_days(date: Date, n: u32) -> Date {
    let mut day = next_bank_business_day(date);
    for _ in 0..n {
        day = day.tomorrow().map_or(day, next_bank_business_day);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn banks_have_days_of_their_own() {
        for (day, open) in [
            (date(2026, 2, 13), true),
            (date(2026, 2, 16), false),
            (date(2026, 2, 17), false),
            (date(2026, 2, 18), true),
            (date(2026, 4, 3), false),
            (date(2026, 6, 4), false),
            (date(2026, 7, 9), true),
            (date(2026, 11, 20), false),
            (date(2026, 12, 24), true),
            (date(2026, 12, 31), false),
            (date(2026, 12, 30), true),
            (date(2023, 12, 29), false),
            (date(2023, 12, 28), true),
            (date(2026, 12, 12), false),
        ] {
            assert_eq!(is_bank_business_day(day), open, "{day}");
        }
    }

    #[test]
    fn days_are_counted_over_what_is_closed() {
        assert_eq!(next_bank_business_day(date(2026, 2, 14)), date(2026, 2, 18));
        assert_eq!(next_bank_business_day(date(2026, 2, 18)), date(2026, 2, 18));
        assert_eq!(next_bank_business_day(date(2026, 12, 31)), date(2027, 1, 4));
        assert_eq!(add_bank_business_days(date(2026, 12, 10), 0), date(2026, 12, 10));
        assert_eq!(add_bank_business_days(date(2026, 12, 10), 1), date(2026, 12, 11));
        assert_eq!(add_bank_business_days(date(2026, 12, 12), 1), date(2026, 12, 15));
        assert_eq!(add_bank_business_days(date(2026, 12, 30), 2), date(2027, 1, 5));
    }
}
