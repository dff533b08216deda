//! When sending is allowed: windows compiled against their calendars, and the one question the dispatcher asks of them.
//!
//! The law is the wall clock: a moment is open when the clock of the zone then shows a time inside an opening, and the
//! day is no holiday. Hence an opening that begins in the hour a clock skips begins with the first valid instant, and
//! the hour a clock repeats is judged by what the clock shows, both times. A recipient whose zone is uncertain is judged
//! by every zone that it may be, and several windows by all of them: open only if all are.
//!
//! Left out: national, state and city holidays, refused with `not_supported`; which windows apply to a message.

mod offsets;
mod week;

#[cfg(test)]
mod tests;

use crate::catalogue::{CalendarSpec, Stored, WindowSpec, ZoneChoice};
use crate::id::{CalendarId, WindowId};
use crate::input::InputError;
use crate::message::Purpose;
use crate::time::{DAY, Time};
use offsets::{Offsets, Recipients};
use std::collections::BTreeMap;
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
    /// `None` is the recipient's.
    zone: Option<Offsets>,
}

impl Hours {
    /// Compiles every window; the first that is wrong is the error, its pointer relative to that window.
    pub fn compile<'a>(
        windows: impl Iterator<Item = (WindowId, &'a WindowSpec)>,
        calendars: &BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>>,
    ) -> Result<Hours, InputError> {
        let mut hours = Hours {
            windows: Vec::new(),
            by_purpose: vec![Vec::new(); Purpose::ALL.len()],
            recipients: Some(Arc::new(Recipients::new())),
        };
        for (id, spec) in windows {
            hours.windows.push((id, Window::compile(spec, calendars)?));
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

    /// Whether all the windows `ids` are open at `now` for a recipient in a federal unit (`None`: not known, any zone of
    /// Brazil). No ids: always open. An id that is not known is closed: better late than outside a window.
    pub fn look(&self, ids: &[WindowId], state: Option<[u8; 2]>, now: Time) -> Look {
        if !ids.iter().all(|id| self.window(*id).is_some()) {
            return Look::Closed {
                until: None,
                holiday: false,
            };
        }
        let mut until = Time::FAR.ms();
        for (week, zone) in self.lines(ids, state) {
            let line = Line { week, zone };
            if !line.is_open(now.ms()) {
                let holiday = week.closed_by_holiday(line.local(now.ms()));
                return Look::Closed {
                    until: self.reopens(ids, state, now),
                    holiday,
                };
            }
            until = until.min(line.change(now.ms(), until));
        }
        Look::Open { until: Time(until) }
    }

    /// The first instant from `now` on at which every line is open.
    fn reopens(&self, ids: &[WindowId], state: Option<[u8; 2]>, now: Time) -> Option<Time> {
        let limit = now.plus(HORIZON).ms();
        let mut at = now.ms();
        'moved: while at < limit {
            for (week, zone) in self.lines(ids, state) {
                let line = Line { week, zone };
                if !line.is_open(at) {
                    at = line.change(at, limit);
                    continue 'moved;
                }
            }
            return Some(Time(at));
        }
        None
    }

    fn window(&self, id: WindowId) -> Option<&Window> {
        let index = self.windows.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(&self.windows[index].1)
    }

    /// Every pair of a window and a zone to judge it by.
    fn lines<'a>(
        &'a self,
        ids: &'a [WindowId],
        state: Option<[u8; 2]>,
    ) -> impl Iterator<Item = (&'a Week, &'a Offsets)> {
        let recipient = self.recipients.as_deref().map_or(&[][..], |r| r.of(state));
        ids.iter()
            .filter_map(|id| self.window(*id))
            .flat_map(move |window| {
                let zones = window.zone.as_ref().map_or(recipient, std::slice::from_ref);
                zones.iter().map(|zone| (&window.week, zone))
            })
    }
}

/// One window on the time line of one zone.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    week: &'a Week,
    zone: &'a Offsets,
}

impl Line<'_> {
    fn local(self, at: i64) -> i64 {
        at + self.zone.at(at).0
    }

    fn is_open(self, at: i64) -> bool {
        self.week.is_open(self.local(at))
    }

    /// The first instant after `at` that is open where `at` is closed, or closed where it is open; `limit` at most.
    fn change(self, mut at: i64, limit: i64) -> i64 {
        let open = self.is_open(at);
        while at < limit {
            let (offset, stretch_ends) = self.zone.at(at);
            let (local, bound) = (at + offset, stretch_ends.min(limit) + offset);
            let change = if open {
                self.week.closes(local, bound)
            } else {
                self.week.opens(local, bound)
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
    fn compile(
        spec: &WindowSpec,
        calendars: &BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>>,
    ) -> Result<Window, InputError> {
        let calendar = match spec.holidays.calendar_id {
            None => None,
            Some(id) => Some(calendars.get(&id).map(|stored| &stored.spec).ok_or_else(|| {
                InputError::new(
                    "unknown_calendar",
                    "/holidays/calendar_id",
                    "the id of a calendar that exists",
                )
            })?),
        };
        let zone = match &spec.zone {
            ZoneChoice::Recipient => None,
            ZoneChoice::Fixed(name) => Some(Offsets::of(name).ok_or_else(|| {
                let expected = "\"recipient\" or an IANA time zone such as America/Sao_Paulo";
                InputError::new("unknown_zone", "/zone", expected)
            })?),
        };
        Ok(Window {
            week: Week::compile(spec, calendar)?,
            zone,
        })
    }
}

/// Refuses a window that is wrong (`bad_time`, `no_days`, `unknown_zone`, `unknown_calendar`), asks for what is not there
/// yet (`not_supported`), or has a year without an open instant (`never_opens`).
pub fn check_window(
    spec: &WindowSpec,
    calendars: &BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>>,
) -> Result<(), InputError> {
    let given = |value: &Option<serde_json::Value>| value.as_ref().is_some_and(|v| !v.is_null());
    let holidays = &spec.holidays;
    let computed = [
        ("national", holidays.national == Some(true)),
        ("state", given(&holidays.state)),
        ("city_ibge", given(&holidays.city_ibge)),
    ];
    if let Some((name, _)) = computed.iter().find(|(_, asked)| *asked) {
        let expected = "holidays from a calendar of your own (calendar_id); these are not computed yet";
        return Err(InputError::new(
            "not_supported",
            format!("/holidays/{name}"),
            expected,
        ));
    }
    let window = Window::compile(spec, calendars)?;
    if window.week.is_empty() {
        return Err(InputError::new("never_opens", "/weekly", "at least one opening"));
    }
    if window.week.longest_closure() >= NEVER {
        let expected = "a calendar that leaves an open day in every year";
        return Err(InputError::new("never_opens", "/holidays/calendar_id", expected));
    }
    Ok(())
}

/// Refuses a calendar with a day that is no date (`bad_date`).
pub fn check_calendar(spec: &CalendarSpec) -> Result<(), InputError> {
    week::closed_days(spec).map(drop)
}
