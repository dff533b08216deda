//! Phone numbers as people and ERPs write them, made E.164.
//!
//! Brazilian plan (Anatel): area code of two digits; mobiles have nine digits and begin with 9, landlines eight and begin
//! with 2 to 5. A mobile without its ninth digit is refused, not repaired: some such numbers belong to somebody else now;
//! [`field`] proposes the repair. Numbers of other countries are taken as they are when written with a plus. Left out:
//! whether the number exists.

pub mod field;

use crate::input::InputError;

use super::area;

/// What a number in E.164 is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Mobile,
    Landline,
    /// Of another country.
    Foreign,
}

/// The kind of line of a number that [`normalise`] gave.
pub fn line(e164: &str) -> Line {
    match e164.strip_prefix("+55").map(str::len) {
        Some(11) => Line::Mobile,
        Some(10) => Line::Landline,
        _ => Line::Foreign,
    }
}

/// The area code (DDD) of a Brazilian number that [`normalise`] gave.
pub fn area_code(e164: &str) -> Option<u8> {
    let code = e164.strip_prefix("+55")?.get(..2)?.parse().ok()?;
    area::exists(code).then_some(code)
}

/// `(49) 90000-0001` or `(49) 3322-0001`; a number of another country as it is.
pub fn formatted(e164: &str) -> String {
    match e164.strip_prefix("+55").filter(|_| line(e164) != Line::Foreign) {
        Some(national) if national.is_ascii() => {
            let middle = national.len() - 4;
            format!(
                "({}) {}-{}",
                &national[..2],
                &national[2..middle],
                &national[middle..]
            )
        }
        _ => e164.to_owned(),
    }
}

/// `(49) 90000-0001`, `0 49 90000 0001`, `55…`, `+55…` as `+5549900000001`; another country's `+` and 8 to 15 digits as
/// is. Code `bad_phone`; the pointer is empty, and what was expected names the character at fault, counted from 1.
pub fn normalise(text: &str) -> Result<String, InputError> {
    let (plus, digits) = digits_of(text)?;
    let (international, digits) = match digits.strip_prefix("00") {
        Some(rest) => (true, rest),
        None => (plus, digits.as_str()),
    };
    if international && !digits.starts_with("55") {
        return foreign(digits);
    }
    let national = match (digits.len(), international) {
        (_, true) => &digits[2..],
        (12 | 13, false) if digits.starts_with("55") => &digits[2..],
        (11 | 12, false) if digits.starts_with('0') => &digits[1..],
        // Trunk prefix and the two digits of a carrier: 0 15 49 90000 0001.
        (13 | 14, false) if digits.starts_with('0') => &digits[3..],
        _ => digits,
    };
    // 0 55 49 90000 0001: a trunk zero written before the country.
    let national = match digits.strip_prefix("055") {
        Some(rest) if !international && (rest.len() == 10 || rest.len() == 11) => rest,
        _ => national,
    };
    brazilian(national)
}

/// The digits, and whether a plus stood before them.
fn digits_of(text: &str) -> Result<(bool, String), InputError> {
    let mut digits = String::with_capacity(16);
    let mut plus = false;
    for (index, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !plus => plus = true,
            '(' | ')' | '-' | '.' | '\u{2010}'..='\u{2015}' => {}
            // Marks of direction come along when a number is copied from a chat.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            '/' | ',' | ';' | '+' | '|' => {
                return Err(bad(format!(
                    "one phone number, not several (character {})",
                    index + 1
                )));
            }
            _ => {
                return Err(bad(format!(
                    "digits, spaces and ()-. only (character {})",
                    index + 1
                )));
            }
        }
        if digits.len() > 17 {
            return Err(bad(format!(
                "one phone number, not several (character {})",
                index + 1
            )));
        }
    }
    if digits.is_empty() {
        Err(bad("a phone number with its area code"))
    } else {
        Ok((plus, digits))
    }
}

fn foreign(digits: &str) -> Result<String, InputError> {
    if (8..=15).contains(&digits.len()) && !digits.starts_with('0') {
        Ok(format!("+{digits}"))
    } else {
        Err(bad("after the plus, a country code and 8 to 15 digits in all"))
    }
}

fn brazilian(national: &str) -> Result<String, InputError> {
    let digits = national.as_bytes();
    if !matches!(digits.len(), 10 | 11) {
        let what = if digits.len() < 10 { "fewer" } else { "more" };
        return Err(bad(format!("area code and 8 or 9 digits (there are {what})")));
    }
    let area = (digits[0] - b'0') * 10 + (digits[1] - b'0');
    if !area::exists(area) {
        return Err(bad(
            "a Brazilian area code (DDD) that exists, as the first two digits after the country",
        ));
    }
    match (digits.len(), digits[2]) {
        (11, b'9') | (10, b'2'..=b'5') => Ok(format!("+55{national}")),
        (10, b'6'..=b'9') => Err(bad(
            "the ninth digit (nono dígito): mobile numbers have a 9 before the other eight",
        )),
        (11, _) => Err(bad("a 9 as the first of nine digits after the area code")),
        _ => Err(bad("2 to 5 as the first of eight digits after the area code")),
    }
}

fn bad(expected: impl Into<String>) -> InputError {
    InputError::new("bad_phone", "", expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for text in [
            "+55 49 90000 0001",
            "5549900000001",
            "49900000001",
            "(49) 90000-0001",
            "049 90000-0001",
            "0 15 49 90000-0001",
            "0055 49 90000-0001",
            "055 49 90000-0001",
            "\u{202a}+55 49 90000\u{2011}0001\u{202c}",
            " 49.90000.0001\u{a0}",
        ] {
            assert_eq!(normalise(text).as_deref(), Ok("+5549900000001"), "{text}");
        }
        assert_eq!(normalise("(49) 3322-0001").as_deref(), Ok("+554933220001"));
        assert_eq!(normalise("0493322-0001").as_deref(), Ok("+554933220001"));
        // Santa Maria's area code is the country's.
        assert_eq!(normalise("55 90000-0001").as_deref(), Ok("+5555900000001"));
        assert_eq!(normalise("55 3222-0001").as_deref(), Ok("+555532220001"));
        assert_eq!(normalise("+1 (202) 555-0100").as_deref(), Ok("+12025550100"));
        assert_eq!(normalise("00351 21 000 0000").as_deref(), Ok("+351210000000"));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, expected) in [
            ("", "area code"),
            ("   ", "area code"),
            ("49 8000-0001", "ninth digit"),
            ("4990000000", "ninth digit"),
            ("90000-0001", "fewer"),
            ("49 90000-0001 / 49 90000-0002", "not several (character 15)"),
            ("49900000001 49900000002", "not several"),
            ("499000000014990000000", "not several"),
            ("49 9oooo-0001", "character 5"),
            ("fone 49900000001", "character 1"),
            ("20 90000-0001", "DDD"),
            ("49 80000-0001", "a 9 as the first"),
            ("49 1000-0001", "2 to 5"),
            ("+55 49 900000001 2", "more"),
            ("+12", "8 to 15"),
            ("+", "area code"),
            ("++5549900000001", "not several"),
            ("+0123456789", "8 to 15"),
            ("٤٩٩٠٠٠٠٠٠٠١", "character 1"),
            ("0800 000 0001", "DDD"),
        ] {
            let e = normalise(text).unwrap_err();
            assert_eq!((e.code, e.pointer.as_str()), ("bad_phone", ""));
            assert!(e.expected.contains(expected), "{text}: {}", e.expected);
        }
    }

    proptest! {
        #[test]
        fn every_mobile_is_read_however_it_is_dressed(
            area in prop::sample::select(area::codes().collect::<Vec<_>>()),
            rest in 0u32..100_000_000,
            before in prop::sample::select(vec!["", "0", "55", "+55", "+55 ", "0055", "(", "015"]),
        ) {
            let national = format!("{area}9{rest:08}");
            let e164 = format!("+55{national}");
            let dressed = format!("{before}{area}) 9{:04}-{:04} ", rest / 10_000, rest % 10_000);
            prop_assert_eq!(normalise(&dressed).unwrap(), e164.clone());
            prop_assert_eq!((line(&e164), area_code(&e164)), (Line::Mobile, Some(area)));
            prop_assert_eq!(normalise(&formatted(&e164)).unwrap(), e164.clone());
            prop_assert_eq!(normalise(&e164).unwrap(), e164);
        }

        #[test]
        fn what_is_accepted_is_stable(text in "[0-9+() -]{0,22}") {
            if let Ok(number) = normalise(&text) {
                prop_assert!(number.starts_with('+') && (9..=16).contains(&number.len()));
                prop_assert_eq!(normalise(&number).unwrap(), number);
            }
        }
    }
}
