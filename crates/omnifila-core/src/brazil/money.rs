//! Amounts as people and ERPs write them, in whole cents.

use super::fault::Fault;

const CODE: &str = "bad_amount";

/// `1.234,56`, `1234.56`, `R$ 99,90` or `1,234.56` in cents. The last `,` or `.` with one or two digits behind it is the
/// decimal separator; others group thousands.
pub fn parse(text: &str) -> Result<i64, Fault> {
    let bad = |position| Fault::new(CODE, position, "an amount such as 1.234,56");
    let lead = text.chars().count() - text.trim_start().chars().count();
    let trimmed = text.trim();
    let bare = trimmed.strip_prefix("R$").unwrap_or(trimmed).trim_start();
    let (sign, bare) = bare.strip_prefix('-').map_or((1, bare), |rest| (-1, rest));
    let start = lead + trimmed.chars().count() - bare.chars().count();
    if let Some((index, _)) = bare
        .chars()
        .enumerate()
        .find(|(_, c)| !matches!(c, '0'..='9' | ',' | '.'))
    {
        return Err(bad(start + index + 1));
    }
    // Only ASCII from here on: bytes are characters.
    let end = start + bare.len();
    let (whole, fraction) = match bare.rfind([',', '.']) {
        Some(at) if bare.len() - at <= 3 => (&bare[..at], &bare[at + 1..]),
        _ => (bare, ""),
    };
    if bare.is_empty() || bare.ends_with([',', '.']) {
        return Err(bad(end));
    }
    let mut groups = whole.split([',', '.']);
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    let mut at = start + first.len();
    if first.is_empty() {
        return Err(bad(start + 1));
    }
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return Err(bad(at + 1));
        }
        at += 1 + group.len();
        joined.push_str(group);
    }
    let cents = || {
        let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
        joined
            .parse::<i64>()
            .ok()?
            .checked_mul(100)?
            .checked_add(hundredths)?
            .checked_mul(sign)
    };
    cents().ok_or_else(|| Fault::new(CODE, 0, "an amount below 90 quadrillion"))
}

/// Cents as `1.884.220,40`.
pub fn format(cents: i64) -> String {
    let magnitude = cents.unsigned_abs();
    let whole = (magnitude / 100).to_string();
    let mut text = String::with_capacity(whole.len() + whole.len() / 3 + 4);
    if cents < 0 {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text.push_str(&format!(",{:02}", magnitude % 100));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, want) in [
            ("99,90", 9_990),
            ("99.9", 9_990),
            ("R$ 1.234,56", 123_456),
            ("R$\u{a0}1.884.220,40", 188_422_040),
            ("1,234.56", 123_456),
            ("1.234", 123_400),
            ("1234", 123_400),
            ("-5,00", -500),
            ("R$ -5,00", -500),
            ("0,01", 1),
        ] {
            assert_eq!(parse(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_told_with_its_place() {
        for (bad, position) in [
            ("", 0),
            ("abc", 1),
            ("1,2,3", 2),
            ("12.34.56", 3),
            ("1.23,4,5", 2),
            (",", 1),
            ("9,", 2),
            ("1 000", 2),
            ("99,9x", 5),
            ("R$ 99,9x", 8),
            ("1234.567,00", 5),
            (",50", 1),
            ("99999999999999999999", 0),
        ] {
            assert_eq!(parse(bad).unwrap_err().position, position, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cents in -9_000_000_000_000_000_i64..9_000_000_000_000_000) {
            prop_assert_eq!(parse(&format(cents)), Ok(cents));
            prop_assert_eq!(parse(&format!("R$ {}", format(cents))), Ok(cents));
        }
    }
}
