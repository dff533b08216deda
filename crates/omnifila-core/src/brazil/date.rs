//! Dates as Brazilians and ERPs write them: `10/12/2026` and `2026-12-10`.

use super::fault::Fault;
use crate::time::Time;
pub use jiff::civil::Date;
use jiff::tz::TimeZone;

const CODE: &str = "bad_date";

/// Reads either way of writing; a day that no calendar has is refused at its day.
pub fn parse(text: &str) -> Result<Date, Fault> {
    let bytes = text.as_bytes();
    let (shape, year, month, day): (&[u8; 10], _, _, _) = match bytes.get(2) {
        Some(b'/') => (b"00/00/0000", 6..10, 3..5, 0..2),
        _ => (b"0000-00-00", 0..4, 5..7, 8..10),
    };
    let fits = |(index, c): (usize, char)| match shape.get(index) {
        Some(b'0') => c.is_ascii_digit(),
        Some(mark) => c == char::from(*mark),
        None => false,
    };
    let wrong = text.chars().enumerate().find(|(index, c)| !fits((*index, *c)));
    if let Some((index, _)) = wrong {
        return Err(Fault::new(CODE, index + 1, "a date, 2026-12-10 or 10/12/2026"));
    }
    if bytes.len() != shape.len() {
        return Err(Fault::new(
            CODE,
            bytes.len() + 1,
            "a date, 2026-12-10 or 10/12/2026",
        ));
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0_i16, |sum, b| sum * 10 + i16::from(b - b'0'))
    };
    let day_at = day.start + 1;
    let (year, month, day) = (number(year), number(month), number(day));
    // A year of three digits is a slip of the hand, not the Middle Ages.
    let date = Date::new(year, month as i8, day as i8)
        .ok()
        .filter(|date| date.year() >= 1_000);
    date.ok_or_else(|| Fault::new(CODE, day_at, "a day that the calendar has"))
}

/// The day it is in Brasília, by which banks and federal offices go.
pub fn in_brasilia(at: Time) -> Date {
    let zone = TimeZone::get("America/Sao_Paulo").unwrap_or(TimeZone::UTC);
    at.timestamp().to_zoned(zone).date()
}

/// `10/12/2026`.
pub fn format(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_both_ways_and_says_where_it_failed() {
        let day = jiff::civil::date(2026, 12, 10);
        assert_eq!(parse("2026-12-10"), Ok(day));
        assert_eq!(parse("10/12/2026"), Ok(day));
        assert_eq!(format(day), "10/12/2026");
        for (wrong, position) in [
            ("", 1),
            ("31/02/2026", 1),
            ("2026-13-01", 9),
            ("0000-00-00", 9),
            ("10/12/26", 9),
            ("10-12-2026", 3),
            ("amanhã", 1),
            ("2026-12-10T", 11),
            ("1é/12/2026", 2),
            ("0026-12-10", 9),
        ] {
            assert_eq!(parse(wrong).unwrap_err().position, position, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(days in 0i32..150_000) {
            let date = jiff::civil::date(1900, 1, 1).saturating_add(jiff::ToSpan::days(days));
            prop_assert_eq!(parse(&format(date)), Ok(date));
            prop_assert_eq!(parse(&date.to_string()), Ok(date));
        }
    }
}
