//! Holidays by locality: each kind of day, half days, and a minute-by-minute reading beside the compiled one.

use crate::brazil::locality::Locality;
use crate::catalogue::{CalendarSpec, Holidays, LocalDay, Opening, Own, Stored, WindowSpec, ZoneChoice};
use crate::id::{CalendarId, WindowId};
use crate::policy::window::{Hours, Look, check_calendar};
use crate::time::{DAY, HOUR, MINUTE, Time};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

fn calendars(specs: Vec<CalendarSpec>) -> BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>> {
    let stored = |(index, spec): (usize, CalendarSpec)| {
        let id = index as i64 + 1;
        check_calendar(&spec).unwrap();
        let stored = Stored {
            id,
            created_at: Time(0),
            updated_at: Time(0),
            version: 1,
            spec,
        };
        (CalendarId(id), Arc::new(stored))
    };
    specs.into_iter().enumerate().map(stored).collect()
}

fn calendar(value: serde_json::Value) -> CalendarSpec {
    serde_json::from_value(value).unwrap()
}

/// Every day from 08:00 to 18:00, by the recipient's clock.
fn window(holidays: serde_json::Value) -> WindowSpec {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    serde_json::from_value(
        json!({ "name": "w", "weekly": [{ "days": days, "from": "08:00", "to": "18:00" }],
        "holidays": holidays, "zone": "recipient" }),
    )
    .unwrap()
}

fn hours(window: &WindowSpec, specs: Vec<CalendarSpec>) -> Hours {
    Hours::compile([(WindowId(1), window)].into_iter(), &calendars(specs)).unwrap()
}

/// Whether it is open at a local time three hours behind UTC.
fn open(hours: &Hours, locality: Option<Locality>, at: &str) -> bool {
    let at = Time::parse(&format!("{at}:00-03:00")).unwrap();
    matches!(hours.look(&[WindowId(1)], locality, at), Look::Open { .. })
}

const SP: Option<Locality> = Some(Locality::State(*b"SP"));
const SC: Option<Locality> = Some(Locality::State(*b"SC"));
const CHAPECO: Option<Locality> = Some(Locality::City(4_204_202));
const FLORIANOPOLIS: Option<Locality> = Some(Locality::City(4_205_407));

#[test]
fn each_kind_of_holiday_closes_whom_it_concerns() {
    let chapeco = calendar(json!({ "name": "Chapecó", "city_ibge": "4204202", "state": "SC",
        "days": [{ "date": "2026-08-25", "name": "Aniversário" }] }));
    let of_state =
        calendar(json!({ "name": "SC", "state": "SC", "days": [{ "date": "2026-03-02", "name": "Luto" }] }));
    let everywhere = json!({ "national": true, "state": true, "city_ibge": true, "carnival": true, "ash_wednesday": true });
    let hours = hours(&window(everywhere), vec![chapeco, of_state]);
    for (day, closed) in [
        // Nation.
        ("2026-11-20", &[None, SP, SC, CHAPECO, FLORIANOPOLIS][..]),
        // São Paulo, and whoever may be there.
        ("2026-07-09", &[None, SP, Some(Locality::Area(11))]),
        // Santa Catarina by import; area code 42 serves a town there.
        (
            "2026-03-02",
            &[None, SC, CHAPECO, FLORIANOPOLIS, Some(Locality::Area(42))],
        ),
        // One municipality; the state's other recipients are not it.
        ("2026-08-25", &[CHAPECO]),
        ("2026-02-17", &[None, SP, SC, CHAPECO, FLORIANOPOLIS]),
        ("2026-06-04", &[]),
    ] {
        for locality in [
            None,
            SP,
            SC,
            CHAPECO,
            FLORIANOPOLIS,
            Some(Locality::Area(11)),
            Some(Locality::Area(42)),
        ] {
            let concerned = closed.contains(&locality)
                || (closed.len() >= 5 && matches!(locality, Some(Locality::Area(_))) && day != "2026-03-02");
            assert_eq!(
                open(&hours, locality, &format!("{day}T12:00")),
                !concerned,
                "{day} {locality:?}"
            );
        }
    }
    // Ash Wednesday rests until 14:00.
    assert!(!open(&hours, SP, "2026-02-18T13:59") && open(&hours, SP, "2026-02-18T14:00"));
}

#[test]
fn a_named_state_or_city_closes_for_everybody() {
    let chapeco = || {
        calendar(json!({ "name": "Chapecó", "city_ibge": "4204202",
            "days": [{ "date": "2026-08-25", "name": "Aniversário" }] }))
    };
    let of = |holidays| hours(&window(holidays), vec![chapeco()]);
    let named = of(json!({ "state": "SP", "city_ibge": "4204202" }));
    for locality in [None, SP, SC, CHAPECO] {
        assert!(!open(&named, locality, "2026-07-09T12:00") && !open(&named, locality, "2026-08-25T12:00"));
        assert!(
            open(&named, locality, "2026-12-25T12:00"),
            "national days were not asked for"
        );
    }
    let nobody = of(json!({ "state": false, "city_ibge": false }));
    assert!(open(&nobody, SP, "2026-07-09T12:00") && open(&nobody, CHAPECO, "2026-08-25T12:00"));
}

#[test]
fn half_days_close_from_or_until_an_hour() {
    let days = json!([
        { "date": "2026-12-24", "name": "Véspera", "closed_from": "12:00" },
        { "date": "2026-12-28", "name": "Balanço", "closed_from": "10:00", "closed_until": "11:30" },
    ]);
    let hours = hours(
        &window(json!({ "calendar_id": 1 })),
        vec![calendar(json!({ "name": "c", "days": days }))],
    );
    for (at, is_open) in [
        ("2026-12-24T11:59", true),
        ("2026-12-24T12:00", false),
        ("2026-12-25T08:00", true),
        ("2026-12-28T09:59", true),
        ("2026-12-28T10:00", false),
        ("2026-12-28T11:29", false),
        ("2026-12-28T11:30", true),
    ] {
        assert_eq!(open(&hours, SC, at), is_open, "{at}");
    }
    let at = Time::parse("2026-12-24T12:00:00-03:00").unwrap();
    let until = Time::parse("2026-12-25T08:00:00-03:00").unwrap();
    let want = Look::Closed {
        until: Some(until),
        holiday: true,
    };
    assert_eq!(hours.look(&[WindowId(1)], SC, at), want);
    // After hours of a half day it is the hour that closes, not the holiday.
    let late = Time::parse("2026-12-28T19:00:00-03:00").unwrap();
    assert!(matches!(
        hours.look(&[WindowId(1)], SC, late),
        Look::Closed { holiday: false, .. }
    ));
}

#[test]
fn a_calendar_is_refused_where_it_is_wrong() {
    let base = json!({ "name": "c", "days": [{ "date": "2026-12-24", "name": "d" }] });
    for (pointer, value, code, at) in [
        ("/days/0/date", json!("2026-02-30"), "bad_date", "/days/0/date"),
        (
            "/days/0/closed_from",
            json!("25:00"),
            "bad_time",
            "/days/0/closed_from",
        ),
        (
            "/days/0/closed_until",
            json!("00:00"),
            "bad_time",
            "/days/0/closed_until",
        ),
        ("/state", json!("XX"), "bad_state", "/state"),
        ("/city_ibge", json!("123"), "bad_city_ibge", "/city_ibge"),
    ] {
        let mut wrong = base.clone();
        match pointer.strip_prefix("/days/0/") {
            Some(name) => wrong["days"][0][name] = value,
            None => wrong[&pointer[1..]] = value,
        }
        let error = check_calendar(&calendar(wrong)).unwrap_err();
        assert_eq!((error.code, error.pointer.as_str()), (code, at));
    }
    let mut elsewhere = base;
    elsewhere["state"] = "SP".into();
    elsewhere["city_ibge"] = "4204202".into();
    assert_eq!(
        check_calendar(&calendar(elsewhere)).unwrap_err().code,
        "state_mismatch"
    );
}

/// Minutes of a day as `HH:MM`.
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Openings of any kind, also over midnight, and closed parts of any length: at every minute of a fortnight the
    /// compiled window says what reading the rules aloud says, and its next change is where that changes.
    #[test]
    fn agrees_with_the_rules_read_aloud(
        openings in prop::collection::vec((prop::sample::subsequence((0..7_usize).collect::<Vec<_>>(), 1..=7), 0_i64..1440, 1_i64..=1440), 1..4),
        parts in prop::collection::vec((0_i64..12, 0_i64..1440, 1_i64..=1440), 0..8),
        minutes in prop::collection::vec(0_i64..14 * 1440, 40),
    ) {
        // 2026-11-30 is a Monday; all in UTC.
        let monday = Time::parse("2026-11-30T00:00:00Z").unwrap();
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekly: Vec<Opening> = openings.iter().map(|(days, from, to)| {
            let days: Vec<&str> = days.iter().map(|d| names[*d]).collect();
            serde_json::from_value(json!({ "days": days, "from": clock(*from), "to": clock(*to) })).unwrap()
        }).collect();
        let parts: Vec<(i64, i64, i64)> = parts.into_iter().filter(|(_, from, to)| from < to).collect();
        let days = parts.iter().map(|(day, from, to)| LocalDay {
            date: monday.plus(day * DAY).to_string()[..10].to_owned(),
            name: "f".into(),
            closed_from: Some(clock(*from)),
            closed_until: Some(clock(*to)),
        }).collect();
        let spec = WindowSpec {
            key: None,
            name: "w".into(),
            weekly,
            holidays: Holidays { calendar_id: Some(CalendarId(1)), state: Some(Own::Recipient(false)), ..Holidays::default() },
            zone: ZoneChoice::Fixed("UTC".into()),
            purposes: Vec::new(),
        };
        let hours = hours(&spec, vec![CalendarSpec { name: "c".into(), days, ..CalendarSpec::default() }]);
        let closed = |day: i64, minute: i64| parts.iter().any(|(d, from, to)| *d == day && (*from..*to).contains(&minute));
        let open = |at: i64| {
            let (day, minute) = (at.div_euclid(1440), at.rem_euclid(1440));
            let on = |days: &[usize], day: i64| days.contains(&(day.rem_euclid(7) as usize));
            !closed(day, minute) && openings.iter().any(|(days, from, to)| {
                let over = to <= from;
                (on(days, day) && minute >= *from && (over || minute < *to))
                    || (over && minute < *to && on(days, day - 1) && !closed(day - 1, *from))
            })
        };
        for minute in minutes {
            let now = monday.plus(minute * MINUTE);
            let (is_open, until) = match hours.look(&[WindowId(1)], None, now) {
                Look::Open { until } => (true, Some(until)),
                Look::Closed { until, .. } => (false, until),
            };
            prop_assert_eq!(is_open, open(minute), "{}", now);
            let end = until.map_or(i64::MAX, |until| until.since(monday) / MINUTE).min(minute + 3 * 1440);
            for at in minute..end {
                prop_assert_eq!(open(at), is_open, "{} of {}", at, minute);
            }
            if end < minute + 3 * 1440 {
                prop_assert_eq!(open(end), !is_open);
            }
        }
    }
}

/// Two openings that together are open at every minute, one of them over midnight: a closed morning takes away the opening that
/// begins in it, and with it the first minute of the next day.
#[test]
fn an_opening_over_midnight_that_a_holiday_took_away_is_not_open_the_next_day() {
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let spec = serde_json::from_value(json!({
        "name": "w", "zone": "UTC", "holidays": { "calendar_id": 1, "state": false },
        "weekly": [{ "days": week, "from": "00:01", "to": "15:40" }, { "days": week, "from": "14:12", "to": "00:01" }],
    }))
    .unwrap();
    let morning = LocalDay {
        date: "2026-12-01".into(),
        name: "f".into(),
        closed_from: Some("00:00".into()),
        closed_until: Some("14:13".into()),
    };
    let hours = hours(
        &spec,
        vec![CalendarSpec {
            name: "c".into(),
            days: vec![morning],
            ..CalendarSpec::default()
        }],
    );
    let at = |text: &str| Time::parse(text).unwrap();
    let look = |text: &str| hours.look(&[WindowId(1)], None, at(text));
    let until = at("2026-12-02T00:00:00Z");
    assert_eq!(look("2026-12-01T14:13:00Z"), Look::Open { until });
    let until = Some(at("2026-12-02T00:01:00Z"));
    assert!(matches!(look("2026-12-02T00:00:00Z"), Look::Closed { until: found, .. } if found == until));
}

/// The edges of a window, in each locality, on days around each kind of holiday.
#[test]
fn edges_hold_in_every_zone() {
    let hours = hours(&window(json!({ "national": true, "state": true })), Vec::new());
    for (locality, behind) in [
        (Locality::City(1_302_603), 4),
        (Locality::City(2_605_459), 2),
        (Locality::City(1_200_203), 5),
        (Locality::City(3_550_308), 3),
    ] {
        let at = |text: &str, ms: i64| Time::parse(&format!("{text}Z")).unwrap().plus(behind * HOUR + ms);
        let open = |at: Time| matches!(hours.look(&[WindowId(1)], Some(locality), at), Look::Open { .. });
        assert!(
            !open(at("2026-12-10T08:00:00", -1)) && open(at("2026-12-10T08:00:00", 0)),
            "{locality:?}"
        );
        assert!(
            open(at("2026-12-10T18:00:00", -1)) && !open(at("2026-12-10T18:00:00", 0)),
            "{locality:?}"
        );
        let next = hours.look(&[WindowId(1)], Some(locality), at("2026-12-24T18:00:00", 0));
        let want = Look::Closed {
            until: Some(at("2026-12-26T08:00:00", 0)),
            holiday: false,
        };
        assert_eq!(next, want, "{locality:?}");
    }
}
