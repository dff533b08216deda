//! The simulated clock: what the forecast says at eight in the morning is what then happens, to the minute.
//!
//! Windows are judged by this file's own reading of them, in UTC: São Paulo and Santa Catarina are three hours behind,
//! Mato Grosso four, the whole of December.

use crate::support::{Place, Seed, Setup, message, phone, sends, set_up_gateway};
use jiff::{SignedDuration, Timestamp, ToSpan};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A Tuesday, eight o'clock in São Paulo.
const MORNING: &str = "2026-12-01T11:00:00Z";
/// The next day, 18:00.
const END: &str = "2026-12-02T21:00:00Z";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn of(value: &Value) -> Timestamp {
    time(value.as_str().unwrap_or_else(|| panic!("no time: {value}")))
}

/// The whole minute.
fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// 08:00 to 12:00 every day, so many hours behind UTC.
fn open(at: Timestamp, behind: i64) -> bool {
    let local = at.checked_sub(behind.hours()).unwrap();
    (8..12).contains(&local.to_zoned(jiff::tz::TimeZone::UTC).hour())
}

/// `n` messages: most without a time of their own, some due later today, some tomorrow; from two states.
fn messages(setup: Setup, first: usize, n: usize, seed: &mut Seed) -> Vec<Value> {
    let due = [
        "2026-12-01T12:15:00Z",
        "2026-12-01T14:50:00Z",
        "2026-12-01T20:00:00Z",
        "2026-12-02T10:00:00Z",
        "2026-12-02T13:30:00Z",
    ];
    let mut one = |i: usize| {
        let mut message = message(setup, i);
        // Some customers have two messages.
        message["customer"]["phone"] = phone(first + (i - first) * 9 / 10).into();
        message["customer"]["state"] = seed.pick(&["SC", "SC", "MT"]).into();
        if seed.below(4) == 0 {
            message["due_at"] = seed.pick(&due).into();
        }
        if seed.below(20) == 0 {
            message["priority"] = seed.pick(&["urgent", "high", "low"]).into();
        }
        message
    };
    (first..first + n).map(&mut one).collect()
}

struct World {
    /// Of São Paulo's hours, released by a task at 08:30.
    tasked: Setup,
    /// Of the recipient's hours, leaving when due.
    continuous: Setup,
    /// The state of each message's customer.
    states: BTreeMap<i64, String>,
}

async fn set_up(api: &crate::support::Api, sandbox: &Sandbox, seed: &mut Seed) -> World {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut windows = Vec::new();
    for zone in ["America/Sao_Paulo", "recipient"] {
        let weekly = json!([{"days": days, "from": "08:00", "to": "12:00"}]);
        let window = api
            .post("/windows", &json!({"name": zone, "weekly": weekly, "zone": zone}))
            .await;
        windows.push(window["id"].clone());
    }
    let gateway = |mode: &str, window: &Value, rate: Value| json!({"queue_mode": mode, "window_id": window, "rate": rate, "max_in_flight": 4});
    let tasked = gateway("queue", &windows[0], json!({"per_minute": 1, "burst": 3}));
    let tasked = set_up_gateway(api, sandbox, tasked).await;
    let continuous = gateway(
        "continuous",
        &windows[1],
        json!({"per_minute": 0.8, "per_day": 150}),
    );
    let continuous = set_up_gateway(api, sandbox, continuous).await;
    let task = json!({"name": "Manhã", "gateway_ids": [tasked.gateway], "cron": "30 8 * * *", "time_zone": "America/Sao_Paulo"});
    api.post("/tasks", &task).await;

    let mut states = BTreeMap::new();
    for (setup, first) in [(tasked, 0), (continuous, 10_000)] {
        let batch = messages(setup, first, 270, seed);
        let answer = api.post("/messages/batch", &json!({"messages": batch})).await;
        assert_eq!(answer["accepted"], 270, "{answer}");
        for (item, message) in answer["items"].as_array().unwrap().iter().zip(&batch) {
            states.insert(
                item["id"].as_i64().unwrap(),
                message["customer"]["state"].as_str().unwrap().to_owned(),
            );
        }
    }
    World {
        tasked,
        continuous,
        states,
    }
}

#[tokio::test]
async fn what_is_forecast_at_eight_is_what_happens_to_the_minute() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().args(&["--simulated-time", MORNING]).ready().await;
    let api = &node.api;
    // Nothing moves while it is being set up, so that the forecast is of everything.
    api.post("/pause", &json!({"reason": "preparação"})).await;
    let world = set_up(api, &sandbox, &mut seed).await;
    api.post("/resume", &json!({})).await;
    api.post("/clock/advance", &json!({"to": MORNING})).await;

    let mut expected = BTreeMap::new();
    for id in world.states.keys() {
        let shown = api.message(*id).await;
        if shown["status"] == "waiting" {
            expected.insert(*id, (of(&shown["expected_at"]), of(&shown["expires_at"])));
        }
    }
    let noon = api.get("/forecast?at=2026-12-01T15:00:00Z").await;
    let whole = api.get("/forecast").await;

    api.post("/clock/advance", &json!({"to": END})).await;
    let mut starts: BTreeMap<i64, Timestamp> = BTreeMap::new();
    for id in world.states.keys() {
        let shown = api.message(*id).await;
        let attempts = shown["attempts"].as_array().unwrap();
        assert!(attempts.len() <= 1, "{shown}");
        if let Some(attempt) = attempts.first() {
            assert_eq!(
                (&shown["status"], &attempt["outcome"]),
                (&json!("sent"), &json!("accepted")),
                "{shown}"
            );
            starts.insert(*id, of(&attempt["started_at"]));
        }
    }
    for (id, (at, _)) in &expected {
        let said = (*at <= time(END)).then(|| minute(*at));
        let began = starts.get(id).map(|at| minute(*at));
        assert_eq!(
            began,
            said,
            "message {id}: expected at {at}, began at {:?}",
            starts.get(id)
        );
    }
    let both = [world.tasked.gateway, world.continuous.gateway];
    assert!(starts.len() > 300, "{} left in two mornings", starts.len());
    assert!(
        expected.len() - starts.len() < 150
            && expected
                .values()
                .any(|(at, _)| *at > time("2026-12-02T10:59:00Z"))
    );

    check_hours(api, &world, &starts).await;
    check_sums(&noon, &whole, &both, api, &starts).await;
    let arrived: Vec<i64> = sends(&sandbox).iter().map(|s| s.message).collect();
    assert_eq!(arrived.len(), starts.len());
    assert_eq!(
        arrived.into_iter().collect::<BTreeSet<_>>(),
        starts.keys().copied().collect::<BTreeSet<_>>()
    );
    node.stop().await;
    sandbox.shutdown().await;
}

/// Nothing outside a window, before the task's hour, before it was due, or faster than the limit.
async fn check_hours(api: &crate::support::Api, world: &World, starts: &BTreeMap<i64, Timestamp>) {
    let tasked: BTreeSet<i64> = api.statuses(world.tasked.gateway).await.into_keys().collect();
    let mut per_gateway: BTreeMap<bool, Vec<Timestamp>> = BTreeMap::new();
    for (id, at) in starts {
        let behind = if !tasked.contains(id) && world.states[id] == "MT" {
            4
        } else {
            3
        };
        assert!(open(*at, behind), "message {id} ({}) at {at}", world.states[id]);
        if tasked.contains(id) {
            assert!(
                *at >= time("2026-12-01T11:30:00Z"),
                "message {id} left before its task ran: {at}"
            );
        }
        let due = api.message(*id).await["due_at"].clone();
        assert!(
            due.is_null() || of(&due) <= *at,
            "message {id} left before it was due"
        );
        per_gateway.entry(tasked.contains(id)).or_default().push(*at);
    }
    for (tasked, mut moments) in per_gateway {
        moments.sort_unstable();
        let (burst, n) = if tasked { (1.0, 1.0) } else { (0.8, 0.8) };
        for (i, from) in moments.iter().enumerate() {
            for (j, to) in moments.iter().enumerate().skip(i) {
                let minutes = to.duration_since(*from).as_secs_f64() / 60.0;
                // A limit of less than one a minute lets one pass all the same.
                let most = f64::max(1.0, burst) + n * minutes;
                assert!(
                    (j - i + 1) as f64 <= most + 1e-6,
                    "{} in {minutes} minutes",
                    j - i + 1
                );
            }
        }
    }
}

/// The forecast's sums are those of the messages.
async fn check_sums(
    noon: &Value,
    whole: &Value,
    gateways: &[i64],
    api: &crate::support::Api,
    starts: &BTreeMap<i64, Timestamp>,
) {
    for gateway in gateways {
        let ids: BTreeSet<i64> = api.statuses(*gateway).await.into_keys().collect();
        let find = |answer: &Value| {
            answer["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|g| g["gateway_id"] == *gateway)
                .cloned()
                .unwrap()
        };
        let own = || {
            starts
                .iter()
                .filter(|(id, _)| ids.contains(id))
                .map(|(_, at)| *at)
        };
        let morning = time(MORNING).checked_add(SignedDuration::from_millis(1)).unwrap();
        let by_noon = own()
            .filter(|at| *at >= morning && *at <= time("2026-12-01T15:00:00Z"))
            .count();
        assert_eq!(find(noon)["sent_by_then"], by_noon, "{}", find(noon));
        let whole = find(whole);
        assert_eq!(
            (&whole["exact"], &whole["stuck"]),
            (&json!(true), &json!(0)),
            "{whole}"
        );
        let drained = of(&whole["drains_at"]);
        if drained <= time(END) {
            assert_eq!(own().max(), Some(drained), "{whole}");
        }
    }
}
