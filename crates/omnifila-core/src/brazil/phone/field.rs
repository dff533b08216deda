//! A telephone field as ERPs keep it: one number, several, half of one, words around it.
//!
//! Everything that may be a number is found, in order, with its place. What reads as it is becomes a number; a mobile
//! without its ninth digit or a number without its area code becomes a proposal that a person or a rule may take; the rest
//! is a fault. Nothing is repaired silently.

use super::normalise;
use crate::brazil::area;
use crate::input::InputError;
use serde::Serialize;

/// Characters of a field that are looked at.
const MAX: usize = 300;
/// Digits below which a run of digits is a word like "apto 12", no number.
const FEWEST: usize = 8;

/// One thing in the field that may be a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its first character, counted from 1.
    pub position: usize,
    /// As `+55…`, when it reads as it is.
    pub number: Option<String>,
    /// What it would be, when something can be filled in; see `missing`.
    pub proposed: Option<String>,
    /// What the proposal fills in, in order: `area_code`, `ninth_digit`.
    pub missing: Vec<Missing>,
    /// Why it does not read as it is.
    pub fault: Option<InputError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    AreaCode,
    NinthDigit,
}

/// Every number in a field. `home`: the area code to propose where there is none, such as the branch's.
pub fn find(text: &str, home: Option<u8>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for run in runs(text) {
        if run.digits.len() < FEWEST {
            continue;
        }
        found.extend(split(&run, home));
    }
    found
}

/// A stretch of digits with dressing only between them.
#[derive(Debug, Default)]
struct Run {
    plus: bool,
    /// Digit and place.
    digits: Vec<(char, usize)>,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = vec![Run::default()];
    for (index, c) in text.chars().take(MAX).enumerate() {
        let last = runs.len() - 1;
        match c {
            '0'..='9' => runs[last].digits.push((c, index + 1)),
            '(' | ')' | '-' | '.' | '\u{2010}'..='\u{2015}' => {}
            c if c.is_whitespace() => {}
            _ => runs.push(Run {
                plus: c == '+',
                digits: Vec::new(),
            }),
        }
    }
    runs
}

/// The numbers of a run: as one if that reads, else as the fewest that cover it, else one fault.
fn split(run: &Run, home: Option<u8>) -> Vec<Found> {
    let whole = read(&run.digits, run.plus, home);
    if whole.number.is_some() || run.digits.len() < 2 * FEWEST {
        return vec![whole];
    }
    let several = cover(&run.digits, home, 4);
    several.unwrap_or_else(|| vec![whole])
}

/// Numbers one after the other without anything between, at most `most` of them; complete ones come first.
fn cover(digits: &[(char, usize)], home: Option<u8>, most: usize) -> Option<Vec<Found>> {
    if digits.is_empty() {
        return Some(Vec::new());
    }
    if most == 0 {
        return None;
    }
    for complete in [true, false] {
        for length in [11, 10, 13, 12, 9, 8] {
            let Some((head, rest)) = digits.split_at_checked(length) else {
                continue;
            };
            let first = read(head, false, home);
            let fits = if complete {
                first.number.is_some()
            } else {
                first.proposed.is_some()
            };
            if !fits {
                continue;
            }
            if let Some(mut others) = cover(rest, home, most - 1) {
                others.insert(0, first);
                return Some(others);
            }
        }
    }
    None
}

fn read(digits: &[(char, usize)], plus: bool, home: Option<u8>) -> Found {
    let position = digits.first().map_or(0, |d| d.1);
    let bare: String = digits.iter().map(|d| d.0).collect();
    let text = if plus { format!("+{bare}") } else { bare.clone() };
    match normalise(&text) {
        Ok(number) => Found {
            position,
            number: Some(number),
            proposed: None,
            missing: Vec::new(),
            fault: None,
        },
        Err(fault) => {
            let national = bare.strip_prefix("55").filter(|rest| rest.len() == 10);
            let (proposed, missing) = propose(national.unwrap_or(&bare), home).unwrap_or_default();
            Found {
                position,
                number: None,
                proposed: Some(proposed).filter(|p| !p.is_empty()),
                missing,
                fault: Some(fault),
            }
        }
    }
}

fn propose(digits: &str, home: Option<u8>) -> Option<(String, Vec<Missing>)> {
    let old_mobile = |rest: &str| matches!(rest.as_bytes().first(), Some(b'6'..=b'9'));
    let digits = digits
        .strip_prefix('0')
        .filter(|rest| rest.len() == 10)
        .unwrap_or(digits);
    let (text, missing) = match digits.len() {
        10 if old_mobile(&digits[2..]) => (
            format!("{}9{}", &digits[..2], &digits[2..]),
            vec![Missing::NinthDigit],
        ),
        9 | 8 => {
            let area = home.filter(|code| area::exists(*code))?;
            if digits.len() == 8 && old_mobile(digits) {
                (
                    format!("{area}9{digits}"),
                    vec![Missing::AreaCode, Missing::NinthDigit],
                )
            } else {
                (format!("{area}{digits}"), vec![Missing::AreaCode])
            }
        }
        _ => return None,
    };
    normalise(&text).ok().map(|number| (number, missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(text: &str) -> Vec<String> {
        find(text, None).into_iter().filter_map(|f| f.number).collect()
    }

    #[test]
    fn finds_one_or_several_with_words_around() {
        let (a, b) = ("+5549900000001".to_owned(), "+554933220001".to_owned());
        assert_eq!(numbers("(49) 90000-0001"), std::slice::from_ref(&a));
        assert_eq!(
            numbers("falar com a dona: 49 90000-0001 apto 12"),
            std::slice::from_ref(&a)
        );
        for text in [
            "(49) 90000-0001 / (49) 3322-0001",
            "49900000001;4933220001",
            "49 90000-0001 49 3322-0001",
            "499000000014933220001",
            "+55 49 90000-0001 ou 049 3322 0001 (recado)",
        ] {
            assert_eq!(numbers(text), [a.clone(), b.clone()], "{text}");
        }
        assert_eq!(numbers("4990000000149900000001"), [a.clone(), a.clone()]);
        for nothing in ["", "não tem", "apto 1203", "000", "-"] {
            assert_eq!(find(nothing, Some(49)), [], "{nothing}");
        }
    }

    #[test]
    fn proposes_what_is_missing_and_says_so() {
        for (text, home, proposed, missing) in [
            (
                "(49) 8451-0882",
                None,
                "+5549984510882",
                &[Missing::NinthDigit][..],
            ),
            ("+55 49 8451-0882", None, "+5549984510882", &[Missing::NinthDigit]),
            ("049 8451-0882", None, "+5549984510882", &[Missing::NinthDigit]),
            ("98451-0882", Some(49), "+5549984510882", &[Missing::AreaCode]),
            ("3322-0001", Some(49), "+554933220001", &[Missing::AreaCode]),
            (
                "8451-0882",
                Some(49),
                "+5549984510882",
                &[Missing::AreaCode, Missing::NinthDigit],
            ),
        ] {
            let found = find(text, home);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(
                (&found[0].number, found[0].proposed.as_deref()),
                (&None, Some(proposed)),
                "{text}"
            );
            assert_eq!(found[0].missing, missing, "{text}");
            assert!(found[0].fault.is_some());
        }
        let none = find("x 98451-0882", None);
        assert_eq!((none.len(), none[0].position, &none[0].proposed), (1, 3, &None));
        assert_eq!(find("98451-0882", Some(20))[0].proposed, None);
    }

    proptest! {
        #[test]
        fn two_mobiles_are_found_however_they_stand_together(
            first in 0u32..100_000_000,
            second in 0u32..100_000_000,
            between in prop::sample::select(vec!["", " ", "/", " - ", ";", " ou "]),
        ) {
            let text = format!("119{first:08}{between}489{second:08}");
            prop_assert_eq!(numbers(&text), [format!("+55119{first:08}"), format!("+55489{second:08}")]);
        }

        #[test]
        fn whatever_is_found_is_a_number(text in "[0-9+() /a-]{0,60}", home in prop::option::of(10u8..100)) {
            for found in find(&text, home) {
                for number in found.number.iter().chain(&found.proposed) {
                    prop_assert_eq!(&normalise(number).unwrap(), number);
                }
                prop_assert!(found.position >= 1 && found.position <= text.chars().count());
                prop_assert!(found.number.is_some() != found.fault.is_some());
            }
        }
    }
}
