//! One window's openings on the local time line, without zones: minutes of local days, what holidays close taken out.
//!
//! A local moment is a count of milliseconds since local 1970-01-01T00:00, as a wall clock shows it.

use super::closures::{Closed, Days};
use crate::catalogue::{Weekday, WindowSpec};
use crate::input::InputError;
use crate::time::{DAY, MINUTE};
use jiff::civil::Date;
use std::borrow::Cow;

/// Minutes of a whole day: the end of an opening that lasts until midnight.
const FULL_DAY: u16 = 24 * 60;

/// Minutes of a day as `[from, to)`.
type Span = (u16, u16);

/// The openings of a week, compiled. What runs over midnight belongs to the day it begins, yet never reaches into a
/// holiday: a closed part of a day removes the openings that begin in it, with what they have of the next day, and what
/// the day before has of it.
#[derive(Debug, Clone)]
pub(super) struct Week {
    /// Per weekday from Monday: openings within the day, sorted and merged.
    own: [Vec<Span>; 7],
    /// Per weekday: the minute of the day before at which an opening begins, and the minute of this day at which it ends.
    overnight: [Vec<Span>; 7],
    /// Per weekday: both together, as they are when nothing is closed.
    plain: [Vec<Span>; 7],
}

impl Week {
    pub(super) fn compile(spec: &WindowSpec) -> Result<Week, InputError> {
        let mut own: [Vec<Span>; 7] = Default::default();
        let mut overnight: [Vec<Span>; 7] = Default::default();
        for (index, opening) in spec.weekly.iter().enumerate() {
            let at = |field: &str| format!("/weekly/{index}/{field}");
            let from = minute(&opening.from, false).map_err(|e| e.under(&at("from")))?;
            let to = minute(&opening.to, true).map_err(|e| e.under(&at("to")))?;
            if opening.days.is_empty() {
                return Err(InputError::new(
                    "no_days",
                    at("days"),
                    "at least one of mon, tue, wed, thu, fri, sat, sun",
                ));
            }
            for day in opening.days.iter().map(|d| weekday_index(*d)) {
                if to > from {
                    own[day].push((from, to));
                } else {
                    own[day].push((from, FULL_DAY));
                    if to > 0 {
                        overnight[(day + 1) % 7].push((from, to));
                    }
                }
            }
        }
        own.iter_mut().for_each(merge);
        let mut plain = own.clone();
        for (day, openings) in overnight.iter().enumerate() {
            plain[day].extend(openings.iter().map(|(_, to)| (0, *to)));
            merge(&mut plain[day]);
        }
        Ok(Week {
            own,
            overnight,
            plain,
        })
    }

    pub(super) fn is_open(&self, local: i64, closed: &Closed<'_>) -> bool {
        let (day, minute) = split(local);
        self.open_end(day, minute, closed).is_some()
    }

    /// Whether a holiday is why it is closed at a closed moment: the moment is in a closed part of a day that would have
    /// openings in it, or in what an opening would have of this day that began in a closed part of the day before.
    pub(super) fn closed_by_holiday(&self, local: i64, closed: &Closed<'_>) -> bool {
        let (day, minute) = split(local);
        let plain = &self.plain[weekday_of(day)];
        let within = closed.on(day).find(|part| (part.from..part.to).contains(&minute));
        match within {
            Some(part) => plain.iter().any(|(from, to)| *from < part.to && part.from < *to),
            None => plain.iter().any(|(from, to)| (*from..*to).contains(&minute)),
        }
    }

    /// From an open moment: the first closed one before `bound`, if there is one.
    pub(super) fn closes(&self, local: i64, bound: i64, closed: &Closed<'_>) -> Option<i64> {
        let (mut day, mut minute) = split(local);
        // Open at every minute of a week: only a holiday closes it, on its day or, by an opening that it takes away, after it.
        let always = self.plain.iter().all(|spans| spans[..] == [(0, FULL_DAY)]);
        while day * DAY < bound {
            match self.open_end(day, minute, closed) {
                Some(FULL_DAY) => (day, minute) = (day + 1, 0),
                Some(end) => return within(day, end, bound),
                None => return within(day, minute, bound),
            }
            if always && closed.on(day - 1).next().is_none() {
                day = closed.next(day, minute)?.day;
            }
        }
        None
    }

    /// From a closed moment: the first open one before `bound`, if there is one.
    pub(super) fn opens(&self, local: i64, bound: i64, closed: &Closed<'_>) -> Option<i64> {
        let (mut day, mut minute) = split(local);
        while day * DAY < bound {
            if let Some(from) = self.next_open(day, minute, closed) {
                return within(day, from, bound);
            }
            (day, minute) = (day + 1, 0);
        }
        None
    }

    /// The longest run of local days without any open minute that these holidays make, in days.
    pub(super) fn longest_closure(&self, days: &Days) -> i64 {
        let Some((first, last)) = days.ends() else {
            return 0;
        };
        let closed = Closed::only(days);
        let (mut longest, mut run) = (0, 0);
        for day in first - 7..=last + 8 {
            run = if self.next_open(day, 0, &closed).is_none() {
                run + 1
            } else {
                0
            };
            longest = longest.max(run);
        }
        longest
    }

    /// No opening at all.
    pub(super) fn is_empty(&self) -> bool {
        self.own.iter().all(Vec::is_empty)
    }

    /// The open minutes of a day, in order, apart from each other.
    fn spans(&self, day: i64, closed: &Closed<'_>) -> Cow<'_, [Span]> {
        let weekday = weekday_of(day);
        let untouched = closed.on(day).next().is_none();
        let overnight = &self.overnight[weekday];
        if untouched && (overnight.is_empty() || closed.on(day - 1).next().is_none()) {
            return Cow::Borrowed(&self.plain[weekday]);
        }
        let mut spans = self.own[weekday].clone();
        let begun = overnight
            .iter()
            .filter(|(from, _)| !closed.covers(day - 1, *from));
        spans.extend(begun.map(|(_, to)| (0, *to)));
        merge(&mut spans);
        for part in closed.on(day) {
            let rest = |(from, to): Span| [(from, to.min(part.from)), (from.max(part.to), to)];
            spans = spans
                .into_iter()
                .flat_map(rest)
                .filter(|(from, to)| from < to)
                .collect();
        }
        Cow::Owned(spans)
    }

    /// The minute at which what is open at `minute` of `day` ends that day; `None` when closed.
    fn open_end(&self, day: i64, minute: u16, closed: &Closed<'_>) -> Option<u16> {
        let spans = self.spans(day, closed);
        spans
            .iter()
            .find(|(from, to)| (*from..*to).contains(&minute))
            .map(|(_, to)| *to)
    }

    /// The first open minute of `day` at or after `minute`.
    fn next_open(&self, day: i64, minute: u16, closed: &Closed<'_>) -> Option<u16> {
        let spans = self.spans(day, closed);
        spans
            .iter()
            .find(|(_, to)| minute < *to)
            .map(|(from, _)| minute.max(*from))
    }
}

/// A local date as days since 1970. Code `bad_date` at `/date`.
pub(super) fn local_day(text: &str) -> Result<i64, InputError> {
    let date: Option<Date> = if text.len() == 10 { text.parse().ok() } else { None };
    date.filter(|d| (1970..2200).contains(&d.year()))
        .map(days_since_1970)
        .ok_or_else(|| InputError::new("bad_date", "/date", "a date from 1970 to 2199 as YYYY-MM-DD"))
}

pub(super) fn days_since_1970(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

/// Reads `HH:MM`; `24:00` only where an opening ends.
pub(super) fn minute(text: &str, end: bool) -> Result<u16, InputError> {
    let wrong = || {
        let most = if end { "24:00" } else { "23:59" };
        InputError::new(
            "bad_time",
            "",
            format!("a local time as HH:MM, from 00:00 to {most}"),
        )
    };
    let bytes = text.as_bytes();
    let [h1, h2, b':', m1, m2] = bytes else {
        return Err(wrong());
    };
    let digit = |b: &u8| {
        if b.is_ascii_digit() {
            Ok(u16::from(b - b'0'))
        } else {
            Err(wrong())
        }
    };
    let (hour, minute) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
    let total = hour * 60 + minute;
    let most = if end { FULL_DAY } else { FULL_DAY - 1 };
    if minute > 59 || total > most {
        Err(wrong())
    } else {
        Ok(total)
    }
}

fn merge(openings: &mut Vec<Span>) {
    openings.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(openings.len());
    for (from, to) in openings.drain(..) {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    *openings = merged;
}

fn weekday_index(day: Weekday) -> usize {
    match day {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    }
}

/// From Monday; 1970-01-01 was a Thursday.
fn weekday_of(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

fn split(local: i64) -> (i64, u16) {
    (local.div_euclid(DAY), (local.rem_euclid(DAY) / MINUTE) as u16)
}

fn within(day: i64, minute: u16, bound: i64) -> Option<i64> {
    let local = day * DAY + i64::from(minute) * MINUTE;
    (local < bound).then_some(local)
}
