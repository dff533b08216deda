//! The days, and parts of days, on which a window is closed: national, optional and state ones computed, the rest from
//! calendars. Which of them apply is the recipient's locality to say.
//!
//! Where a recipient's unit is not certain, the holidays of every unit it may be in close: better late than on a holiday.
//! Where the municipality is not known, no municipal day closes, for nobody knows which.

use super::week;
use crate::brazil::holidays::{self, Holiday, Options, YEARS};
use crate::brazil::locality::{self, Locality, State};
use crate::brazil::zone;
use crate::catalogue::{CalendarSpec, Holidays, LocalDay, Own, Stored};
use crate::id::CalendarId;
use crate::input::InputError;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

pub(super) type Calendars = BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>>;

/// Minutes of a whole day.
const FULL_DAY: u16 = 24 * 60;

/// A closed part of a local day, as `[from, to)` minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// Days since 1970.
    pub(super) day: i64,
    pub(super) from: u16,
    pub(super) to: u16,
}

/// Closed parts in order, those of a day apart from each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Days(Vec<Part>);

impl Days {
    fn of(parts: impl Iterator<Item = Part>) -> Days {
        let mut parts: Vec<Part> = parts.filter(|part| part.from < part.to).collect();
        parts.sort_unstable();
        let mut days = Days(Vec::with_capacity(parts.len()));
        for part in parts {
            match days.0.last_mut() {
                Some(last) if last.day == part.day && part.from <= last.to => last.to = last.to.max(part.to),
                _ => days.0.push(part),
            }
        }
        days
    }

    fn computed(of_year: impl Fn(i16) -> Vec<Holiday>) -> Days {
        let part = |holiday: Holiday| Part {
            day: week::days_since_1970(holiday.date),
            from: 0,
            to: holiday.until_minute.unwrap_or(FULL_DAY),
        };
        Days::of(YEARS.flat_map(of_year).map(part))
    }

    fn with(&self, more: &[&Days]) -> Days {
        let others = more.iter().flat_map(|days| days.0.iter());
        Days::of(self.0.iter().chain(others).copied())
    }

    fn on(&self, day: i64) -> &[Part] {
        let first = self.0.partition_point(|part| part.day < day);
        let rest = &self.0[first..];
        &rest[..rest.partition_point(|part| part.day == day)]
    }

    /// The first and the last closed day.
    pub(super) fn ends(&self) -> Option<(i64, i64)> {
        Some((self.0.first()?.day, self.0.last()?.day))
    }
}

/// What closes a window, whoever the recipient is, and by the recipient's unit and municipality.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub(super) fixed: Days,
    by_state: Option<Arc<ByState>>,
    by_city: Option<Arc<BTreeMap<u32, Days>>>,
}

/// The days of each unit, computed and imported.
#[derive(Debug)]
pub(super) struct ByState {
    states: BTreeMap<State, Days>,
    anywhere: Days,
}

/// What applies to one recipient.
#[derive(Debug, Clone, Default)]
pub(super) struct Closed<'a>(Vec<&'a Days>);

impl Closed<'_> {
    /// The closed parts of a day; those of different calendars may overlap.
    pub(super) fn on(&self, day: i64) -> impl Iterator<Item = Part> {
        self.0.iter().flat_map(move |days| days.on(day).iter().copied())
    }

    pub(super) fn covers(&self, day: i64, minute: u16) -> bool {
        self.on(day).any(|part| (part.from..part.to).contains(&minute))
    }

    /// The first part that begins at this minute or later.
    pub(super) fn next(&self, day: i64, minute: u16) -> Option<Part> {
        let first = |days: &&Days| {
            let index = days
                .0
                .partition_point(|part| (part.day, part.from) < (day, minute));
            days.0.get(index).copied()
        };
        self.0.iter().filter_map(first).min()
    }
}

impl<'a> Closed<'a> {
    pub(super) fn only(days: &'a Days) -> Closed<'a> {
        Closed(vec![days])
    }
}

/// What the windows of one book have in common, made when the first asks for it.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    calendars: &'a Calendars,
    by_state: Option<Arc<ByState>>,
    by_city: Option<Arc<BTreeMap<u32, Days>>>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(calendars: &'a Calendars) -> Shared<'a> {
        Shared {
            calendars,
            by_state: None,
            by_city: None,
        }
    }

    /// Code `unknown_calendar`, `bad_state`, `bad_city_ibge`; pointers are relative to the window.
    pub(super) fn rules(&mut self, holidays: &Holidays) -> Result<Rules, InputError> {
        let fixed = fixed(holidays, self.calendars)?;
        let by_state = matches!(holidays.state, Some(Own::Recipient(true))).then(|| {
            let made = self
                .by_state
                .get_or_insert_with(|| Arc::new(ByState::new(self.calendars)));
            Arc::clone(made)
        });
        let by_city = matches!(holidays.city_ibge, Some(Own::Recipient(true))).then(|| {
            let made = self
                .by_city
                .get_or_insert_with(|| Arc::new(by_city(self.calendars)));
            Arc::clone(made)
        });
        Ok(Rules {
            fixed,
            by_state,
            by_city,
        })
    }
}

/// What closes a window whoever the recipient is.
pub(super) fn fixed(holidays: &Holidays, calendars: &Calendars) -> Result<Days, InputError> {
    let mut sets: Vec<Days> = Vec::new();
    if holidays.national == Some(true) {
        sets.push(NATIONAL.clone());
    }
    let options = Options {
        carnival: holidays.carnival == Some(true),
        corpus_christi: holidays.corpus_christi == Some(true),
        ash_wednesday: holidays.ash_wednesday == Some(true),
    };
    if options != Options::default() {
        sets.push(Days::computed(|year| holidays::optional(options, year)));
    }
    if let Some(Own::Named(name)) = &holidays.state {
        let state = zone::state(name).map_err(|e| e.under("/holidays/state"))?;
        sets.push(STATES.get(&state).cloned().unwrap_or_default());
        sets.extend(
            calendars
                .values()
                .filter(|c| state_of(&c.spec) == Some(state))
                .map(|c| imported(&c.spec)),
        );
    }
    if let Some(Own::Named(name)) = &holidays.city_ibge {
        let city = locality::city(name).map_err(|fault| fault.into_input("/holidays/city_ibge"))?;
        sets.extend(
            calendars
                .values()
                .filter(|c| city_of(&c.spec) == Some(city))
                .map(|c| imported(&c.spec)),
        );
    }
    if let Some(id) = holidays.calendar_id {
        let expected = "the id of a calendar that exists";
        let calendar = calendars
            .get(&id)
            .ok_or_else(|| InputError::new("unknown_calendar", "/holidays/calendar_id", expected))?;
        sets.push(imported(&calendar.spec));
    }
    Ok(Days::default().with(&sets.iter().collect::<Vec<_>>()))
}

impl Rules {
    /// What applies to a recipient; `None`: nothing is known of where it is.
    pub(super) fn of(&self, locality: Option<Locality>) -> Closed<'_> {
        let mut sets = vec![&self.fixed];
        match (&self.by_state, locality) {
            (None, _) => {}
            (Some(states), None) => sets.push(&states.anywhere),
            (Some(states), Some(locality)) => {
                sets.extend(
                    locality
                        .states()
                        .iter()
                        .filter_map(|state| states.states.get(state)),
                );
            }
        }
        let city = locality.and_then(Locality::city);
        if let (Some(cities), Some(city)) = (&self.by_city, city) {
            sets.extend(cities.get(&city));
        }
        Closed(sets)
    }
}

static NATIONAL: LazyLock<Days> = LazyLock::new(|| Days::computed(holidays::national));

static STATES: LazyLock<BTreeMap<State, Days>> = LazyLock::new(|| {
    let of = |state: State| Days::computed(move |year| holidays::of_state(state, year));
    zone::STATES
        .iter()
        .map(|(state, _)| (*state, of(*state)))
        .collect()
});

impl ByState {
    fn new(calendars: &Calendars) -> ByState {
        let mut states = STATES.clone();
        for calendar in calendars.values() {
            let days = state_of(&calendar.spec).and_then(|state| states.get_mut(&state));
            if let Some(days) = days {
                *days = days.with(&[&imported(&calendar.spec)]);
            }
        }
        let anywhere = Days::default().with(&states.values().collect::<Vec<_>>());
        ByState { states, anywhere }
    }
}

fn by_city(calendars: &Calendars) -> BTreeMap<u32, Days> {
    let mut cities: BTreeMap<u32, Days> = BTreeMap::new();
    for calendar in calendars.values() {
        if let Some(city) = city_of(&calendar.spec) {
            let days = cities.entry(city).or_default();
            *days = days.with(&[&imported(&calendar.spec)]);
        }
    }
    cities
}

/// The unit whose days a calendar has; a municipality's calendar is not its unit's.
fn state_of(spec: &CalendarSpec) -> Option<State> {
    let state = spec.state.as_deref().filter(|_| spec.city_ibge.is_none())?;
    zone::state(state).ok()
}

fn city_of(spec: &CalendarSpec) -> Option<u32> {
    locality::city(spec.city_ibge.as_deref()?).ok()
}

/// A calendar's days. They were checked when it was kept ([`check_calendar`]); what cannot be read is left out.
fn imported(spec: &CalendarSpec) -> Days {
    Days::of(spec.days.iter().filter_map(|day| part(day).ok()))
}

/// Refuses a calendar with a day that is none (`bad_date`), a time that is none (`bad_time`), or a locality that is none
/// (`bad_state`, `bad_city_ibge`, `state_mismatch`).
pub(super) fn check_calendar(spec: &CalendarSpec) -> Result<(), InputError> {
    for (index, day) in spec.days.iter().enumerate() {
        part(day).map_err(|e| e.under(&format!("/days/{index}")))?;
    }
    let state = spec
        .state
        .as_deref()
        .map(zone::state)
        .transpose()
        .map_err(|e| e.under("/state"))?;
    let city = spec
        .city_ibge
        .as_deref()
        .map(locality::city)
        .transpose()
        .map_err(|fault| fault.into_input("/city_ibge"))?;
    if let (Some(state), Some(city)) = (state, city)
        && locality::state_of_city(city) != Some(state)
    {
        return Err(InputError::new(
            "state_mismatch",
            "/state",
            "the municipality's state, or nothing",
        ));
    }
    Ok(())
}

fn part(day: &LocalDay) -> Result<Part, InputError> {
    let minute = |text: &Option<String>, pointer: &str, otherwise: u16| match text {
        None => Ok(otherwise),
        Some(text) => week::minute(text, true).map_err(|e| e.under(pointer)),
    };
    let from = minute(&day.closed_from, "/closed_from", 0)?;
    let to = minute(&day.closed_until, "/closed_until", FULL_DAY)?;
    if from >= to {
        let expected = "a time after closed_from, on the same day";
        return Err(InputError::new("bad_time", "/closed_until", expected));
    }
    Ok(Part {
        day: week::local_day(&day.date)?,
        from,
        to,
    })
}

#[cfg(test)]
mod tests;
