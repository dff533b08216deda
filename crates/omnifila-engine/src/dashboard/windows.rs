//! Whether sending is allowed now: by the windows of collection, or else by those of the gateway where most waits, looked at
//! for a recipient in the company's own zone.

use super::gateways::GatewayLine;
use jiff::tz::TimeZone;
use omnifila_core::brazil::holidays::{self, Options};
use omnifila_core::brazil::locality::{Locality, State};
use omnifila_core::brazil::zone::STATES;
use omnifila_core::catalogue::{Book, Holidays};
use omnifila_core::id::WindowId;
use omnifila_core::message::Purpose;
use omnifila_core::policy::window::Look;
use omnifila_core::time::Time;
use serde::Serialize;

/// The window as it is now; both ends are none when nothing ever closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowNow {
    /// None while it is closed, or if it never closes.
    pub closes_at: Option<Time>,
    /// None while it is open.
    pub opens_at: Option<Time>,
    pub open: bool,
    pub window_ids: Vec<WindowId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holiday {
    pub name: String,
}

pub(super) fn now(
    book: &Book,
    gateways: &[GatewayLine],
    zone: &str,
    now: Time,
) -> (WindowNow, Option<Holiday>) {
    let ids = most_used(book, gateways);
    let (closes_at, opens_at, open) = match book.hours.look(&ids, state_of(zone).map(Locality::State), now) {
        Look::Open { until } => (Some(until).filter(|t| *t < Time::FAR), None, true),
        Look::Closed { until, .. } => (None, until, false),
    };
    let holiday = holiday(book, &ids, zone, now);
    let window = WindowNow {
        closes_at,
        opens_at,
        open,
        window_ids: ids,
    };
    (window, holiday)
}

fn most_used(book: &Book, gateways: &[GatewayLine]) -> Vec<WindowId> {
    let of_collection = book.hours.of_purpose(Purpose::Collection);
    if !of_collection.is_empty() {
        return of_collection.to_vec();
    }
    let with_window = gateways.iter().filter(|line| line.window.is_some());
    let busiest = with_window.max_by_key(|line| line.waiting);
    busiest.and_then(|line| line.window).into_iter().collect()
}

/// A federal unit whose only zone it is; none stands for any recipient in Brazil.
fn state_of(zone: &str) -> Option<State> {
    let found = STATES.iter().find(|(_, zones)| *zones == [zone]);
    found.map(|(state, _)| *state)
}

/// What today is, of the days that close one of the windows everywhere: given, national or optional ones.
fn holiday(book: &Book, ids: &[WindowId], zone: &str, now: Time) -> Option<Holiday> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(now.timestamp()).date();
    let closing: Vec<_> = ids
        .iter()
        .filter_map(|id| Some(&book.windows.get(id)?.spec.holidays))
        .collect();
    let calendars = closing
        .iter()
        .filter_map(|holidays| book.calendars.get(&holidays.calendar_id?));
    let given = calendars
        .flat_map(|calendar| &calendar.spec.days)
        .find(|day| day.date == today.to_string())
        .map(|day| day.name.clone());
    let computed = || {
        let any = |wanted: fn(&Holidays) -> bool| closing.iter().any(|h| wanted(h));
        let options = Options {
            carnival: any(|h| h.carnival == Some(true)),
            corpus_christi: any(|h| h.corpus_christi == Some(true)),
            ash_wednesday: any(|h| h.ash_wednesday == Some(true)),
        };
        let national = any(|h| h.national == Some(true)).then(|| holidays::national(today.year()));
        let mut days = national
            .into_iter()
            .flatten()
            .chain(holidays::optional(options, today.year()));
        days.find(|day| day.date == today).map(|day| day.name.to_owned())
    };
    given.or_else(computed).map(|name| Holiday { name })
}

#[cfg(test)]
mod tests {
    use super::state_of;

    #[test]
    fn a_zone_stands_for_a_unit_that_has_no_other() {
        assert_eq!(state_of("America/Bahia"), Some(*b"BA"));
        assert!(state_of("America/Sao_Paulo").is_some());
        assert_eq!(state_of("America/Noronha"), None);
        assert_eq!(state_of("Europe/Lisbon"), None);
    }
}
