//! The holidays of a year and locality, each with its law, and the windows proposed for the state laws. Changes nothing.

use crate::api::{Page, ok};
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::brazil::holidays::{self, Holiday, Kind, Options, YEARS};
use omnifila_core::brazil::locality::{self, Locality};
use omnifila_core::brazil::{bank, date, zone};
use omnifila_core::catalogue::{Book, window_presets};
use serde::Serialize;

/// A day that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Day {
    date: String,
    name: String,
    /// `national`, `state`, `optional`, or `imported` for a day of a calendar.
    kind: &'static str,
    law: Option<&'static str>,
    closed_from: Option<String>,
    closed_until: Option<String>,
    bank_business_day: bool,
}

impl Day {
    fn computed(day: Holiday) -> Self {
        let kind = match day.kind {
            Kind::National => "national",
            Kind::State => "state",
            Kind::Optional => "optional",
        };
        let until = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            date: day.date.to_string(),
            name: day.name.to_owned(),
            kind,
            law: Some(day.law),
            closed_from: None,
            closed_until: day.until_minute.map(until),
            bank_business_day: bank::is_bank_business_day(day.date),
        }
    }
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["year", "state", "city_ibge"])?;
    let expected = format!("a year from {} to {}", YEARS.start(), YEARS.end());
    let year = query.parsed("year", &expected, |text| {
        text.parse().ok().filter(|y| YEARS.contains(y))
    })?;
    let year = year.unwrap_or_else(|| date::in_brasilia(app.engine().now()).year());
    let state = query.parsed("state", "a federal unit in two letters", |text| {
        zone::state(text).ok()
    })?;
    let city = query.parsed("city_ibge", "the seven digits of a municipality", |text| {
        locality::city(text).ok()
    })?;
    if let (Some(state), Some(city)) = (state, city)
        && locality::state_of_city(city) != Some(state)
    {
        return Err(Problem::parameter(
            "invalid_parameter",
            "state",
            "the municipality's state, or nothing",
        ));
    }
    let locality = city.map(Locality::City).or(state.map(Locality::State));
    let options = Options {
        carnival: true,
        corpus_christi: true,
        ash_wednesday: true,
    };
    let mut days = holidays::national(year);
    days.extend(holidays::optional(options, year));
    let states = locality.map(Locality::states).unwrap_or_default();
    days.extend(states.iter().flat_map(|state| holidays::of_state(*state, year)));
    let mut items: Vec<Day> = days.into_iter().map(Day::computed).collect();
    if let Some(locality) = locality {
        items.extend(imported(&app.engine().book(), locality, year));
    }
    items.sort();
    Ok(ok(Page {
        items,
        next_cursor: None,
    }))
}

/// The days of the calendars of a locality: its state's, and the municipality's own.
fn imported(book: &Book, locality: Locality, year: i16) -> Vec<Day> {
    let calendars = book.calendars.values().filter(|calendar| {
        let spec = &calendar.spec;
        match spec.city_ibge.as_deref().map(locality::city) {
            Some(city) => city.ok().is_some_and(|city| locality.city() == Some(city)),
            None => {
                let state = spec.state.as_deref().and_then(|text| zone::state(text).ok());
                state.is_some_and(|state| locality.states().contains(&state))
            }
        }
    });
    let of_year = format!("{year:04}-");
    calendars
        .flat_map(|calendar| calendar.spec.days.iter())
        .filter(|day| day.date.starts_with(&of_year))
        .map(|day| Day {
            date: day.date.clone(),
            name: day.name.clone(),
            kind: "imported",
            law: None,
            closed_from: day.closed_from.clone(),
            closed_until: day.closed_until.clone(),
            bank_business_day: date::parse(&day.date).is_ok_and(bank::is_bank_business_day),
        })
        .collect()
}

pub(crate) async fn presets(query: Query) -> Answer<Response> {
    query.only(&[])?;
    Ok(ok(Page {
        items: window_presets().to_vec(),
        next_cursor: None,
    }))
}
