use super::*;
use crate::catalogue::{Holidays, LocalDay, Opening, Own, Stored, Weekday};
use crate::id::CalendarId;
use crate::time::{HOUR, MINUTE};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];
const CALENDAR: CalendarId = CalendarId(1);

fn opening(days: &[Weekday], from: &str, to: &str) -> Opening {
    Opening {
        days: days.to_vec(),
        from: from.into(),
        to: to.into(),
    }
}

fn window(weekly: Vec<Opening>, zone: &str, calendar: bool) -> WindowSpec {
    WindowSpec {
        key: None,
        name: "comercial".into(),
        weekly,
        holidays: Holidays {
            calendar_id: calendar.then_some(CALENDAR),
            ..Holidays::default()
        },
        zone: ZoneChoice::from(zone.to_owned()),
        purposes: vec![Purpose::Collection],
    }
}

fn business(zone: &str) -> WindowSpec {
    window(
        vec![
            opening(&WEEKDAYS[..5], "08:00", "20:00"),
            opening(&[Weekday::Sat], "08:00", "14:00"),
        ],
        zone,
        true,
    )
}

fn calendars(days: &[&str]) -> BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>> {
    let days = days
        .iter()
        .map(|d| LocalDay {
            date: (*d).to_owned(),
            name: "feriado".into(),
            ..LocalDay::default()
        })
        .collect();
    let spec = CalendarSpec {
        name: "feriados".into(),
        days,
        ..CalendarSpec::default()
    };
    let stored = Stored {
        id: 1,
        created_at: Time(0),
        updated_at: Time(0),
        version: 1,
        spec,
    };
    BTreeMap::from([(CALENDAR, Arc::new(stored))])
}

fn hours(specs: &[WindowSpec], days: &[&str]) -> Hours {
    let specs = specs.iter().enumerate().map(|(i, s)| (WindowId(i as i64 + 1), s));
    Hours::compile(specs, &calendars(days)).unwrap()
}

fn t(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn closed(until: &str, holiday: bool) -> Look {
    Look::Closed {
        until: Some(t(until)),
        holiday,
    }
}

#[test]
fn a_business_week() {
    let hours = hours(&[business("America/Sao_Paulo")], &["2026-12-25"]);
    let look = |text: &str| hours.look(&[WindowId(1)], None, t(text));
    assert_eq!(
        look("2026-12-10T07:59:59.999-03:00"),
        closed("2026-12-10T08:00:00-03:00", false)
    );
    assert_eq!(
        look("2026-12-10T08:00:00-03:00"),
        Look::Open {
            until: t("2026-12-10T20:00:00-03:00")
        }
    );
    assert_eq!(
        look("2026-12-10T20:00:00-03:00"),
        closed("2026-12-11T08:00:00-03:00", false)
    );
    assert_eq!(
        look("2026-12-12T14:00:00-03:00"),
        closed("2026-12-14T08:00:00-03:00", false)
    );
    assert_eq!(
        look("2026-12-25T10:00:00-03:00"),
        closed("2026-12-26T08:00:00-03:00", true)
    );
    assert_eq!(hours.of_purpose(Purpose::Collection), [WindowId(1)]);
    assert!(hours.of_purpose(Purpose::Service).is_empty());
}

#[test]
fn a_holiday_on_a_closed_day_is_no_reason() {
    let hours = hours(&[business("America/Sao_Paulo")], &["2026-12-13"]);
    let sunday = hours.look(&[WindowId(1)], None, t("2026-12-13T10:00:00-03:00"));
    assert_eq!(sunday, closed("2026-12-14T08:00:00-03:00", false));
}

#[test]
fn overnight_belongs_to_its_day_and_never_enters_a_holiday() {
    let spec = window(
        vec![opening(&WEEKDAYS, "22:00", "02:00")],
        "America/Sao_Paulo",
        true,
    );
    let hours = hours(&[spec], &["2026-12-25"]);
    let look = |text: &str| hours.look(&[WindowId(1)], None, t(text));
    assert_eq!(
        look("2026-12-23T23:00:00-03:00"),
        Look::Open {
            until: t("2026-12-24T02:00:00-03:00")
        }
    );
    assert_eq!(
        look("2026-12-24T23:00:00-03:00"),
        Look::Open {
            until: t("2026-12-25T00:00:00-03:00")
        }
    );
    assert_eq!(
        look("2026-12-25T01:00:00-03:00"),
        closed("2026-12-26T22:00:00-03:00", true)
    );
    assert_eq!(
        look("2026-12-26T01:00:00-03:00"),
        closed("2026-12-26T22:00:00-03:00", true)
    );
    assert_eq!(
        look("2026-12-26T03:00:00-03:00"),
        closed("2026-12-26T22:00:00-03:00", false)
    );
}

#[test]
fn adjacent_openings_are_one_and_always_is_for_ever() {
    let days = [
        opening(&WEEKDAYS[..2], "08:00", "12:00"),
        opening(&WEEKDAYS[..2], "12:00", "24:00"),
        opening(&WEEKDAYS[1..2], "00:00", "06:00"),
    ];
    let always = window(vec![opening(&WEEKDAYS, "09:00", "09:00")], "UTC", true);
    let hours = hours(&[window(days.to_vec(), "UTC", false), always], &["2026-12-25"]);
    // 2026-12-07 is a Monday.
    let look = hours.look(&[WindowId(1)], None, t("2026-12-07T09:00:00Z"));
    assert_eq!(
        look,
        Look::Open {
            until: t("2026-12-08T06:00:00Z")
        }
    );
    assert_eq!(
        hours.look(&[WindowId(2)], None, t("2026-12-07T09:00:00Z")),
        Look::Open {
            until: t("2026-12-25T00:00:00Z")
        }
    );
    assert_eq!(
        hours.look(&[WindowId(2)], None, t("2026-12-26T09:00:00Z")),
        Look::Open { until: Time::FAR }
    );
    assert_eq!(
        hours.look(&[], None, t("2026-12-07T09:00:00Z")),
        Look::Open { until: Time::FAR }
    );
    assert_eq!(
        hours.look(&[WindowId(9)], None, t("2026-12-07T09:00:00Z")),
        Look::Closed {
            until: None,
            holiday: false
        }
    );
    assert_eq!(
        Hours::default().look(&[], None, Time(0)),
        Look::Open { until: Time::FAR }
    );
}

#[test]
fn zones_and_windows_intersect() {
    let night = window(
        vec![opening(&WEEKDAYS, "20:00", "07:00")],
        "America/Sao_Paulo",
        false,
    );
    let late = window(
        vec![opening(&WEEKDAYS, "18:00", "23:00")],
        "America/Sao_Paulo",
        false,
    );
    let hours = hours(&[business("recipient"), night, late], &[]);
    let one = [WindowId(1)];
    // Thursday: Noronha opens at 07:00 and closes at 19:00 of São Paulo, Acre at 10:00 and 22:00.
    let at = t("2026-12-10T07:30:00-03:00");
    assert_eq!(
        hours.look(&one, None, at),
        closed("2026-12-10T10:00:00-03:00", false)
    );
    assert_eq!(
        hours.look(&one, None, t("2026-12-10T10:00:00-03:00")),
        Look::Open {
            until: t("2026-12-10T19:00:00-03:00")
        }
    );
    assert_eq!(
        hours.look(&one, Some(Locality::State(*b"PE")), at),
        closed("2026-12-10T08:00:00-03:00", false)
    );
    assert_eq!(
        hours.look(&one, Some(Locality::State(*b"AC")), at),
        closed("2026-12-10T10:00:00-03:00", false)
    );
    assert_eq!(
        hours.look(&[WindowId(1), WindowId(2)], Some(Locality::State(*b"SP")), at),
        Look::Closed {
            until: None,
            holiday: false
        }
    );
    let both = hours.look(&[WindowId(1), WindowId(3)], Some(Locality::State(*b"SP")), at);
    assert_eq!(both, closed("2026-12-10T18:00:00-03:00", false));
}

#[test]
fn skipped_and_repeated_hours_go_by_the_wall_clock() {
    let spec = window(
        vec![
            opening(&WEEKDAYS, "02:15", "04:00"),
            opening(&WEEKDAYS, "01:30", "01:45"),
        ],
        "America/New_York",
        false,
    );
    let hours = hours(&[spec], &[]);
    let look = |text: &str| hours.look(&[WindowId(1)], None, t(text));
    // 2026-03-08: 02:00 is 03:00. The first valid instant of 02:15 is 03:00 EDT.
    assert_eq!(
        look("2026-03-08T01:50:00-05:00"),
        closed("2026-03-08T03:00:00-04:00", false)
    );
    assert_eq!(
        look("2026-03-08T03:00:00-04:00"),
        Look::Open {
            until: t("2026-03-08T04:00:00-04:00")
        }
    );
    // 2026-11-01: 01:30 comes twice.
    assert_eq!(
        look("2026-11-01T01:45:00-04:00"),
        closed("2026-11-01T01:30:00-05:00", false)
    );
    assert_eq!(
        look("2026-11-01T01:30:00-05:00"),
        Look::Open {
            until: t("2026-11-01T01:45:00-05:00")
        }
    );
}

#[test]
fn refuses_what_is_wrong() {
    let refused = |spec: &WindowSpec| {
        let e = check_window(spec, &calendars(&[])).unwrap_err();
        (e.code, e.pointer)
    };
    let mut spec = business("America/Sao_Paulo");
    assert_eq!(check_window(&spec, &calendars(&[])), Ok(()));
    for (from, to, pointer) in [
        ("24:00", "24:00", "/weekly/0/from"),
        ("8:00", "20:00", "/weekly/0/from"),
        ("08:60", "20:00", "/weekly/0/from"),
        ("08:00", "24:01", "/weekly/0/to"),
        ("08:00", "é:00", "/weekly/0/to"),
    ] {
        assert_eq!(
            refused(&window(vec![opening(&WEEKDAYS, from, to)], "UTC", false)),
            ("bad_time", pointer.into())
        );
    }
    assert_eq!(
        refused(&window(vec![opening(&[], "08:00", "09:00")], "UTC", false)).0,
        "no_days"
    );
    assert_eq!(
        refused(&window(vec![], "UTC", false)),
        ("never_opens", "/weekly".into())
    );
    assert_eq!(refused(&business("Brasilia")), ("unknown_zone", "/zone".into()));
    spec.holidays.calendar_id = Some(CalendarId(5));
    assert_eq!(
        refused(&spec),
        ("unknown_calendar", "/holidays/calendar_id".into())
    );
    for (state, city, want) in [
        (Some("XX"), None, ("bad_state", "/holidays/state")),
        (None, Some("4205408"), ("bad_city_ibge", "/holidays/city_ibge")),
    ] {
        let named = |text: Option<&str>| text.map(|t| Own::Named(t.into()));
        spec.holidays = Holidays {
            state: named(state),
            city_ibge: named(city),
            ..Holidays::default()
        };
        assert_eq!(refused(&spec), (want.0, want.1.into()));
    }
}

#[test]
fn a_calendar_may_close_days_but_not_a_year() {
    let first: Date = "2027-01-01".parse().unwrap();
    let mondays: Vec<String> = (0..53)
        .map(|week| (first + (3 + 7 * week).days()).to_string())
        .collect();
    let mondays: Vec<&str> = mondays.iter().map(String::as_str).collect();
    let spec = window(vec![opening(&[Weekday::Mon], "08:00", "09:00")], "UTC", true);
    assert_eq!(
        check_window(&spec, &calendars(&mondays)).unwrap_err().code,
        "never_opens"
    );
    assert_eq!(check_window(&spec, &calendars(&mondays[..51])), Ok(()));
    let whole = window(vec![opening(&WEEKDAYS, "08:00", "09:00")], "UTC", true);
    assert_eq!(check_window(&whole, &calendars(&mondays)), Ok(()));
    let calendar = |date: &str| calendars(&[date])[&CALENDAR].spec.clone();
    assert!(check_calendar(&calendar("2027-02-28")).is_ok());
    for wrong in ["2027-02-29", "28/02/2027", "2027-02-28T00:00", "1969-12-31", ""] {
        let e = check_calendar(&calendar(wrong)).unwrap_err();
        assert_eq!((e.code, e.pointer.as_str()), ("bad_date", "/days/0/date"));
    }
}

/// The law, read from the specification for one instant, without any of the code above.
fn oracle(spec: &WindowSpec, closed_days: &[String], zone: &str, at: Time) -> bool {
    let wall = at.timestamp().to_zoned(TimeZone::get(zone).unwrap());
    let clock = wall.strftime("%H:%M").to_string();
    let today = wall.date();
    let yesterday = today.yesterday().unwrap();
    let free = |d: Date| spec.holidays.calendar_id.is_none() || !closed_days.contains(&d.to_string());
    let on = |o: &Opening, d: Date| {
        o.days
            .contains(&WEEKDAYS[d.weekday().to_monday_zero_offset() as usize])
    };
    free(today)
        && spec.weekly.iter().any(|o| {
            let overnight = o.to <= o.from;
            let begins = on(o, today) && o.from <= clock && (overnight || clock < o.to);
            let lasts = overnight && on(o, yesterday) && free(yesterday) && clock < o.to;
            begins || lasts
        })
}

fn any_window() -> impl Strategy<Value = WindowSpec> {
    let time = (0..24u32, prop::sample::select(vec![0u32, 1, 15, 30, 59]))
        .prop_map(|(h, m)| format!("{h:02}:{m:02}"));
    let end = prop_oneof![4 => time.clone(), 1 => Just("24:00".to_owned())];
    let one = (prop::sample::subsequence(WEEKDAYS.to_vec(), 1..7), time, end)
        .prop_map(|(days, from, to)| Opening { days, from, to });
    let zone = prop::sample::select(vec![
        "recipient",
        "recipient",
        "America/Sao_Paulo",
        "America/New_York",
        "Australia/Lord_Howe",
    ]);
    (prop::collection::vec(one, 1..4), zone, any::<bool>())
        .prop_map(|(weekly, zone, cal)| window(weekly, zone, cal))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    /// At random minutes of a year: open or closed as the oracle says, and so at every minute until `until`, where it
    /// changes.
    #[test]
    fn agrees_with_a_minute_by_minute_reading(
        specs in prop::collection::vec(any_window(), 1..3),
        state in prop::sample::select(vec![None, Some(*b"SP"), Some(*b"AM"), Some(*b"PE"), Some(*b"AC")]),
        holidays in prop::collection::vec(0i32..365, 0..60),
        minutes in prop::collection::vec(0i64..(366 * 1440), 4),
    ) {
        let days: Vec<String> = holidays.iter().map(|d| (jiff::civil::date(2026, 1, 1) + d.days()).to_string()).collect();
        let hours = hours(&specs, &days.iter().map(String::as_str).collect::<Vec<_>>());
        let ids: Vec<WindowId> = (1..=specs.len() as i64).map(WindowId).collect();
        let anywhere = ["America/Noronha", "America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"];
        let open = |at: Time| specs.iter().all(|spec| {
            let zones: Vec<&str> = match &spec.zone {
                ZoneChoice::Fixed(name) => vec![name],
                ZoneChoice::Recipient => state.and_then(crate::brazil::zone::zones).unwrap_or(&anywhere).to_vec(),
            };
            zones.iter().all(|zone| oracle(spec, &days, zone, at))
        });
        for minute in minutes {
            let now = t("2026-01-01T00:00:00Z").plus(minute * MINUTE);
            let (is_open, until) = match hours.look(&ids, state.map(Locality::State), now) {
                Look::Open { until } => (true, Some(until)),
                Look::Closed { until, .. } => (false, until),
            };
            prop_assert_eq!(is_open, open(now), "{}", now);
            let last = until.unwrap_or(Time::FAR).min(now.plus(9 * DAY));
            let mut at = now;
            while at < last {
                prop_assert_eq!(open(at), is_open, "{} from {}", at, now);
                at = at.plus(MINUTE * if at.since(now) > 2 * DAY { 7 } else { 1 });
            }
            if let Some(until) = until.filter(|u| *u < now.plus(HORIZON)) {
                prop_assert_eq!(open(until), !is_open, "{} from {}", until, now);
                prop_assert_eq!(open(Time(until.ms() - 1)), is_open);
            }
        }
    }
}

#[test]
fn hours_add_up_over_a_year() {
    let hours = hours(
        &[business("recipient"), business("America/Sao_Paulo")],
        &["2026-12-25"],
    );
    let ids = [WindowId(1), WindowId(2)];
    let mut open = 0;
    for step in 0..24 * 365 {
        let now = t("2026-01-01T00:00:00Z").plus(step * HOUR);
        open += i32::from(matches!(hours.look(&ids, None, now), Look::Open { .. }));
    }
    assert!((2_300..2_900).contains(&open), "{open}");
}
