//! One window's openings on the local time line, without zones: minutes of local days, holidays taken out.
//!
//! A local moment is a count of milliseconds since local 1970-01-01T00:00, as a wall clock shows it.

use crate::catalogue::{CalendarSpec, Weekday, WindowSpec};
use crate::input::InputError;
use crate::time::{DAY, MINUTE};
use jiff::civil::Date;

/// Minutes of a whole day: the end of an opening that lasts until midnight.
const FULL_DAY: u16 = 24 * 60;

/// The openings of a week, compiled. What runs over midnight belongs to the day it begins, yet never reaches into a
/// holiday: a holiday removes the openings that begin on it, and the tail of the day before.
#[derive(Debug, Clone)]
pub(super) struct Week {
    /// Per weekday from Monday: openings within the day, as `[from, to)` minutes, sorted and merged.
    own: [Vec<(u16, u16)>; 7],
    /// Per weekday: until which minute the longest opening of the day before still lasts.
    tail: [u16; 7],
    /// Closed days since 1970, sorted.
    holidays: Vec<i64>,
    /// Open at every minute of a week without holidays.
    always: bool,
}

impl Week {
    pub(super) fn compile(spec: &WindowSpec, calendar: Option<&CalendarSpec>) -> Result<Week, InputError> {
        let mut own: [Vec<(u16, u16)>; 7] = Default::default();
        let mut tail = [0u16; 7];
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
                    let next = (day + 1) % 7;
                    tail[next] = tail[next].max(to);
                }
            }
        }
        for day in &mut own {
            merge(day);
        }
        let mut holidays = match calendar {
            Some(calendar) => closed_days(calendar)?,
            None => Vec::new(),
        };
        holidays.sort_unstable();
        holidays.dedup();
        let mut week = Week {
            own,
            tail,
            holidays: Vec::new(),
            always: false,
        };
        // 1970-01-05 was a Monday.
        week.always = (4..11).all(|day| week.open_end(day, 0) == Some(FULL_DAY));
        week.holidays = holidays;
        Ok(week)
    }

    pub(super) fn is_open(&self, local: i64) -> bool {
        let (day, minute) = split(local);
        self.open_end(day, minute).is_some()
    }

    /// Whether a holiday is why it is closed at a closed moment: the day is one and would have openings, or the opening
    /// that would still last began on one.
    pub(super) fn closed_by_holiday(&self, local: i64) -> bool {
        let (day, minute) = split(local);
        let weekday = weekday_of(day);
        if self.is_holiday(day) {
            !self.own[weekday].is_empty() || self.tail[weekday] > 0
        } else {
            minute < self.tail[weekday] && self.is_holiday(day - 1)
        }
    }

    /// From an open moment: the first closed one before `bound`, if there is one.
    pub(super) fn closes(&self, local: i64, bound: i64) -> Option<i64> {
        let (mut day, mut minute) = split(local);
        if self.always {
            let next = self.holidays.partition_point(|holiday| *holiday <= day);
            return self
                .holidays
                .get(next)
                .map(|holiday| holiday * DAY)
                .filter(|t| *t < bound);
        }
        while day * DAY < bound {
            match self.open_end(day, minute) {
                Some(FULL_DAY) => (day, minute) = (day + 1, 0),
                Some(end) => return within(day, end, bound),
                None => return within(day, minute, bound),
            }
        }
        None
    }

    /// From a closed moment: the first open one before `bound`, if there is one.
    pub(super) fn opens(&self, local: i64, bound: i64) -> Option<i64> {
        let (mut day, mut minute) = split(local);
        while day * DAY < bound {
            if let Some(from) = self.next_open(day, minute) {
                return within(day, from, bound);
            }
            (day, minute) = (day + 1, 0);
        }
        None
    }

    /// The longest run of local days without any open minute that its holidays make, in days.
    pub(super) fn longest_closure(&self) -> i64 {
        let (Some(first), Some(last)) = (self.holidays.first(), self.holidays.last()) else {
            return 0;
        };
        let (mut longest, mut run) = (0, 0);
        for day in first - 7..=last + 8 {
            run = if self.next_open(day, 0).is_none() {
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

    fn is_holiday(&self, day: i64) -> bool {
        !self.holidays.is_empty() && self.holidays.binary_search(&day).is_ok()
    }

    /// The minute at which what is open at `minute` of `day` ends that day; `None` when closed.
    fn open_end(&self, day: i64, minute: u16) -> Option<u16> {
        if self.is_holiday(day) {
            return None;
        }
        let mut end = None;
        let tail = self.tail_on(day);
        if minute < tail {
            end = Some(tail);
        }
        for (from, to) in &self.own[weekday_of(day)] {
            if *from <= end.unwrap_or(minute) && minute < *to {
                end = end.max(Some(*to));
            }
        }
        end
    }

    /// The first open minute of `day` at or after `minute`.
    fn next_open(&self, day: i64, minute: u16) -> Option<u16> {
        if self.is_holiday(day) {
            return None;
        }
        if minute < self.tail_on(day) {
            return Some(minute);
        }
        self.own[weekday_of(day)]
            .iter()
            .find(|(_, to)| minute < *to)
            .map(|(from, _)| minute.max(*from))
    }

    fn tail_on(&self, day: i64) -> u16 {
        let tail = self.tail[weekday_of(day)];
        if tail > 0 && self.is_holiday(day - 1) {
            0
        } else {
            tail
        }
    }
}

/// The closed days of a calendar, since 1970. Code `bad_date`.
pub(super) fn closed_days(calendar: &CalendarSpec) -> Result<Vec<i64>, InputError> {
    let read = |(index, day): (usize, &crate::catalogue::LocalDay)| {
        let date: Option<Date> = if day.date.len() == 10 {
            day.date.parse().ok()
        } else {
            None
        };
        date.filter(|d| (1970..2200).contains(&d.year()))
            .map(days_since_1970)
            .ok_or_else(|| {
                InputError::new(
                    "bad_date",
                    format!("/days/{index}/date"),
                    "a date from 1970 to 2199 as YYYY-MM-DD",
                )
            })
    };
    calendar.days.iter().enumerate().map(read).collect()
}

pub(super) fn days_since_1970(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

/// Reads `HH:MM`; `24:00` only where an opening ends.
fn minute(text: &str, end: bool) -> Result<u16, InputError> {
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

fn merge(openings: &mut Vec<(u16, u16)>) {
    openings.sort_unstable();
    let mut merged: Vec<(u16, u16)> = Vec::with_capacity(openings.len());
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
