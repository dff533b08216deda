//! Holidays held against an independent library's, for every year from 1990 to 2040, nationally and by state.
//!
//! `holidays/expected.txt` is what `holidays/generate.py` wrote with the PyPI package `holidays`. Where the laws say
//! something else, [`DIFFERENCES`] says so, with the law; a difference that is not listed fails, and so does a listed one
//! that is none any more.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use omnifila_core::brazil::holidays::{self, Options};
use omnifila_core::brazil::{bank, zone};
use std::collections::{BTreeMap, BTreeSet};

const EXPECTED: &str = include_str!("holidays/expected.txt");
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2040;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Only here.
    Ours,
    /// Only in the library.
    Theirs,
}
use Who::{Ours, Theirs};

/// A unit, who has the days, which (month and day), in which years, and why.
struct Difference {
    unit: &'static str,
    who: Who,
    days: &'static [(i8, i8)],
    years: std::ops::RangeInclusive<i16>,
    why: &'static str,
}

const DIFFERENCES: [Difference; 8] = [
    Difference {
        unit: "AL",
        who: Ours,
        days: &[(11, 29), (12, 1)],
        years: 2013..=2040,
        why: "Lei AL 7.530/2013, parágrafo único: the 30th of November is kept on the Monday before a Tuesday and the Friday \
              after a Thursday",
    },
    Difference {
        unit: "AL",
        who: Theirs,
        days: &[(11, 30)],
        years: 2013..=2040,
        why: "the same days, where they were moved from",
    },
    Difference {
        unit: "CE",
        who: Theirs,
        days: &[(3, 19), (8, 15)],
        years: 1996..=2040,
        why: "São José and Nossa Senhora da Assunção are of Fortaleza (Lei municipal 8.796/2003): a state has one day, its data \
              magna (Lei 9.093/1995, art. 1º, II)",
    },
    Difference {
        unit: "CE",
        who: Theirs,
        days: &[(3, 25)],
        years: 1996..=2011,
        why: "made by Emenda Constitucional CE 73 of 1 December 2011",
    },
    Difference {
        unit: "PA",
        who: Theirs,
        days: &[(8, 15)],
        years: 1996..=1996,
        why: "Lei PA 5.999 is of 10 September 1996",
    },
    Difference {
        unit: "PB",
        who: Ours,
        days: &[(7, 26)],
        years: 1996..=2015,
        why: "Lei PB 3.489/1967, revoked by Lei PB 10.601 of 16 December 2015",
    },
    Difference {
        unit: "RO",
        who: Theirs,
        days: &[(1, 4)],
        years: 1996..=2010,
        why: "made by Lei RO 2.291 of 2010",
    },
    Difference {
        unit: "RO",
        who: Theirs,
        days: &[(6, 18)],
        years: 2020..=2040,
        why: "Lei RO 1.026/2001 was struck down by the Supreme Court on 30 March 2020 (ADI 3.940)",
    },
];

type Calendar = BTreeMap<(String, i16), BTreeSet<Date>>;

fn expected() -> Calendar {
    let read = |line: &str| {
        let mut words = line.split(' ');
        let (unit, year) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
        let day = |word: &str| {
            let number: i16 = word.parse().unwrap();
            Date::new(year, (number / 100) as i8, (number % 100) as i8).unwrap()
        };
        ((unit.to_owned(), year), words.map(day).collect())
    };
    EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(read)
        .collect()
}

fn dates(days: Vec<holidays::Holiday>) -> BTreeSet<Date> {
    days.into_iter().map(|day| day.date).collect()
}

fn of(calendar: &Calendar, unit: &str, year: i16) -> BTreeSet<Date> {
    calendar
        .get(&(unit.to_owned(), year))
        .cloned()
        .unwrap_or_default()
}

#[test]
fn national_and_optional_days_are_the_librarys() {
    let theirs = expected();
    let options = Options {
        carnival: true,
        corpus_christi: true,
        ash_wednesday: true,
    };
    for year in YEARS {
        assert_eq!(dates(holidays::national(year)), of(&theirs, "BR", year), "{year}");
        assert_eq!(
            dates(holidays::optional(options, year)),
            of(&theirs, "OP", year),
            "{year}"
        );
    }
}

#[test]
fn state_days_are_the_librarys_but_for_what_is_listed() {
    let theirs = expected();
    let mut unlisted = Vec::new();
    let mut seen = BTreeSet::new();
    for (state, _) in zone::STATES {
        let unit = std::str::from_utf8(&state).unwrap();
        for year in YEARS {
            let national = of(&theirs, "BR", year);
            let ours = &dates(holidays::of_state(state, year)) | &national;
            let theirs = &of(&theirs, unit, year) | &national;
            let differing = (&ours - &theirs).into_iter().map(|day| (Ours, day));
            for (who, day) in differing.chain((&theirs - &ours).into_iter().map(|day| (Theirs, day))) {
                let listed = DIFFERENCES.iter().position(|d| {
                    d.unit == unit
                        && d.who == who
                        && d.years.contains(&year)
                        && d.days.contains(&(day.month(), day.day()))
                });
                match listed {
                    Some(index) => drop(seen.insert((index, (day.month(), day.day())))),
                    None => unlisted.push(format!("{unit} {day} {who:?}")),
                }
            }
        }
    }
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    for (index, difference) in DIFFERENCES.iter().enumerate() {
        assert!(difference.why.len() > 20, "{}", difference.unit);
        for day in difference.days {
            assert!(
                seen.contains(&(index, *day)),
                "{} {day:?} is no difference any more",
                difference.unit
            );
        }
    }
}

/// A range says when a difference begins and ends, not more.
#[test]
fn every_listed_range_is_no_wider_than_the_difference() {
    let theirs = expected();
    for d in &DIFFERENCES {
        let state: [u8; 2] = d.unit.as_bytes().try_into().unwrap();
        let differs = |year: i16| {
            let ours = dates(holidays::of_state(state, year));
            let theirs = of(&theirs, d.unit, year);
            d.days.iter().any(|(month, day)| {
                let date = Date::new(year, *month, *day).unwrap();
                ours.contains(&date) != theirs.contains(&date)
            })
        };
        let years: Vec<i16> = YEARS
            .filter(|year| d.years.contains(year) && differs(*year))
            .collect();
        let (first, last) = (years[0], years[years.len() - 1]);
        // Days that move do so every few years only.
        let slack = if d.unit == "AL" { 6 } else { 0 };
        assert!(
            first - d.years.start() <= slack && d.years.end() - last <= slack,
            "{}: {years:?}",
            d.why
        );
    }
}

/// The stock exchange goes by the banks' calendar (Anbima's), but for three closed days of its own.
#[test]
fn bank_days_are_the_exchanges_but_for_its_own_closed_days() {
    let theirs = expected();
    for year in YEARS {
        let mut closed = of(&theirs, "B3", year);
        closed.retain(|day| (day.month(), day.day()) != (12, 24) || year < 2018);
        if year <= 1999 {
            // Holy Thursday, a bank holiday until Resolução CMN 2.516/1998.
            let friday = holidays::national(year)
                .into_iter()
                .find(|d| d.name == "Sexta-feira Santa")
                .unwrap();
            assert!(closed.remove(&friday.date.yesterday().unwrap()), "{year}");
        }
        let first = jiff::civil::date(year, 1, 1);
        for day in first
            .series(Span::new().days(1))
            .take_while(|day| day.year() == year)
        {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let open = !weekend && !closed.contains(&day);
            // The exchange keeps the last business day since 2018; banks have always done so.
            let last = day.month() == 12 && year < 2018 && day == last_weekday(year);
            assert_eq!(bank::is_bank_business_day(day), open && !last, "{day}");
        }
    }
}

fn last_weekday(year: i16) -> Date {
    let mut day = jiff::civil::date(year, 12, 31);
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.checked_sub(1.day()).unwrap();
    }
    day
}
