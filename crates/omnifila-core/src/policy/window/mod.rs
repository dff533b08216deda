//! When sending is allowed: windows compiled against their calendars, and the one question the dispatcher asks of them.
//!
//! The law is the wall clock: a moment is open when the clock of the zone then shows a time inside an opening, and the
//! day is no holiday. Hence an opening that begins in the hour a clock skips begins with the first valid instant, and
//! the hour a clock repeats is judged by what the clock shows, both times. A recipient whose zone is uncertain is judged
//! by every zone that it may be, and several windows by all of them: open only if all are.
//!
//! Holidays are those of the window and, where it says so, of the recipient's state and municipality ([`closures`]).
//!
//! Left out: which windows apply to a message.

mod closures;
mod offsets;
mod week;

#[cfg(test)]
mod tests;

use crate::brazil::locality::Locality;
use crate::catalogue::{CalendarSpec, WindowSpec, ZoneChoice};
use crate::id::WindowId;
use crate::input::InputError;
use crate::message::Purpose;
use crate::time::{DAY, Time};
use closures::{Calendars, Closed, Rules, Shared};
use offsets::{Offsets, Recipients};
use std::sync::Arc;
use week::Week;

/// How far ahead an opening is looked for, in milliseconds.
pub const HORIZON: i64 = 400 * DAY;

/// Days without an open instant after which a window is called one that never opens.
const NEVER: i64 = 365;

/// All windows, compiled, and which of them each purpose has.
#[derive(Debug, Default, Clone)]
pub struct Hours {
    windows: Vec<(WindowId, Window)>,
    by_purpose: Vec<Vec<WindowId>>,
    recipients: Option<Arc<Recipients>>,
}

/// What windows say of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Open, and closed from `until` on ([`Time::FAR`] when nothing closes it).
    Open { until: Time },
    /// Closed; `until` is the first instant at which all are open, `None` when there is none within [`HORIZON`].
    /// `holiday` says that the first closed window is closed because of one.
    Closed { until: Option<Time>, holiday: bool },
}

#[derive(Debug, Clone)]
struct Window {
    week: Week,
    rules: Rules,
    /// `None` is the recipient's.
    zone: Option<Offsets>,
}

impl Hours {
    /// Compiles every window; the first that is wrong is the error, its pointer relative to that window.
    pub fn compile<'a>(
        windows: impl Iterator<Item = (WindowId, &'a WindowSpec)>,
        calendars: &Calendars,
    ) -> Result<Hours, InputError> {
        let mut shared = Shared::new(calendars);
        let mut hours = Hours {
            windows: Vec::new(),
            by_purpose: vec![Vec::new(); Purpose::ALL.len()],
            recipients: Some(Arc::new(Recipients::new())),
        };
        for (id, spec) in windows {
            hours.windows.push((id, Window::compile(spec, &mut shared)?));
            for purpose in &spec.purposes {
                let ids = &mut hours.by_purpose[*purpose as usize];
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        hours.windows.sort_by_key(|(id, _)| *id);
        Ok(hours)
    }

    /// The windows attached to a purpose.
    pub fn of_purpose(&self, purpose: Purpose) -> &[WindowId] {
        self.by_purpose.get(purpose as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether all the windows `ids` are open at `now` for a recipient in a locality (`None`: not known, anywhere in Brazil). No
    /// ids: always open. An id that is not known is closed: better late than outside a window.
    pub fn look(&self, ids: &[WindowId], locality: Option<Locality>, now: Time) -> Look {
        if !ids.iter().all(|id| self.window(*id).is_some()) {
            return Look::Closed {
                until: None,
                holiday: false,
            };
        }
        let lines = self.lines(ids, locality);
        let mut until = Time::FAR.ms();
        for line in &lines {
            if !line.is_open(now.ms()) {
                let holiday = line.week.closed_by_holiday(line.local(now.ms()), &line.closed);
                return Look::Closed {
                    until: reopens(&lines, now),
                    holiday,
                };
            }
            until = until.min(line.change(now.ms(), until));
        }
        Look::Open { until: Time(until) }
    }

    fn window(&self, id: WindowId) -> Option<&Window> {
        let index = self.windows.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(&self.windows[index].1)
    }

    /// Every pair of a window and a zone to judge it by, with what is closed for the recipient.
    fn lines(&self, ids: &[WindowId], locality: Option<Locality>) -> Vec<Line<'_>> {
        let recipient = self.recipients.as_deref().map_or(&[][..], |r| r.of(locality));
        let mut lines = Vec::with_capacity(ids.len());
        for window in ids.iter().filter_map(|id| self.window(*id)) {
            let closed = window.rules.of(locality);
            let zones = window.zone.as_ref().map_or(recipient, std::slice::from_ref);
            lines.extend(zones.iter().map(|zone| Line {
                week: &window.week,
                zone,
                closed: closed.clone(),
            }));
        }
        lines
    }
}

/// The first instant from `now` on at which every line is open.
fn reopens(lines: &[Line<'_>], now: Time) -> Option<Time> {
    let limit = now.plus(HORIZON).ms();
    let mut at = now.ms();
    'moved: while at < limit {
        for line in lines {
            if !line.is_open(at) {
                at = line.change(at, limit);
                continue 'moved;
            }
        }
        return Some(Time(at));
    }
    None
}

/// One window on the time line of one zone.
#[derive(Debug, Clone)]
struct Line<'a> {
    week: &'a Week,
    zone: &'a Offsets,
    closed: Closed<'a>,
}

impl Line<'_> {
    fn local(&self, at: i64) -> i64 {
        at + self.zone.at(at).0
    }

    fn is_open(&self, at: i64) -> bool {
        self.week.is_open(self.local(at), &self.closed)
    }

    /// The first instant after `at` that is open where `at` is closed, or closed where it is open; `limit` at most.
    fn change(&self, mut at: i64, limit: i64) -> i64 {
        let open = self.is_open(at);
        while at < limit {
            let (offset, stretch_ends) = self.zone.at(at);
            let (local, bound) = (at + offset, stretch_ends.min(limit) + offset);
            let change = if open {
                self.week.closes(local, bound, &self.closed)
            } else {
                self.week.opens(local, bound, &self.closed)
            };
            if let Some(change) = change {
                return change - offset;
            }
            at = stretch_ends.min(limit);
            if at < limit && self.is_open(at) != open {
                return at;
            }
        }
        limit
    }
}

impl Window {
    fn compile(spec: &WindowSpec, shared: &mut Shared<'_>) -> Result<Window, InputError> {
        Ok(Window {
            week: Week::compile(spec)?,
            rules: shared.rules(&spec.holidays)?,
            zone: zone_of(spec)?,
        })
    }
}

fn zone_of(spec: &WindowSpec) -> Result<Option<Offsets>, InputError> {
    match &spec.zone {
        ZoneChoice::Recipient => Ok(None),
        ZoneChoice::Fixed(name) => Offsets::of(name).map(Some).ok_or_else(|| {
            let expected = "\"recipient\" or an IANA time zone such as America/Sao_Paulo";
            InputError::new("unknown_zone", "/zone", expected)
        }),
    }
}

/// Refuses a window that is wrong (`bad_time`, `no_days`, `unknown_zone`, `unknown_calendar`, `bad_state`,
/// `bad_city_ibge`) or has a year without an open instant (`never_opens`).
pub fn check_window(spec: &WindowSpec, calendars: &Calendars) -> Result<(), InputError> {
    zone_of(spec)?;
    let week = Week::compile(spec)?;
    let days = closures::fixed(&spec.holidays, calendars)?;
    if week.is_empty() {
        return Err(InputError::new("never_opens", "/weekly", "at least one opening"));
    }
    if week.longest_closure(&days) >= NEVER {
        let expected = "a calendar that leaves an open day in every year";
        return Err(InputError::new("never_opens", "/holidays/calendar_id", expected));
    }
    Ok(())
}

/// Refuses a calendar with a day that is no date (`bad_date`), a time that is none (`bad_time`) or a locality that is none
/// (`bad_state`, `bad_city_ibge`, `state_mismatch`).
pub fn check_calendar(spec: &CalendarSpec) -> Result<(), InputError> {
    closures::check_calendar(spec)
}
