//! Limits hold in every stretch of time, over a crash, and to the end: the rate, one call per address, the drain.
//!
//! A limit counts starts, which attempts keep to the millisecond; the journal sees each a little later. So the law is
//! checked strictly on the attempts, and on the journal with the lateness that was measured there.

use crate::support::{
    Api, Options, Place, Seed, Setup, calls_of, enqueue, message, phone, sends, set_up, set_up_gateway, until,
};
use jiff::Timestamp;
use omnifila_sandbox::{CallRecord, Fault, Sandbox, SandboxConfig};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

/// When each message's first attempt started, in milliseconds since 1970.
async fn starts(api: &Api, ids: &[i64]) -> BTreeMap<i64, i64> {
    let mut starts = BTreeMap::new();
    for id in ids {
        let shown = api.message(*id).await;
        assert_eq!(shown["attempts"].as_array().unwrap().len(), 1, "{shown}");
        let at: Timestamp = shown["attempts"][0]["started_at"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        starts.insert(*id, at.as_millisecond());
    }
    starts
}

/// In any `T` seconds at most `burst + per_second·T` of the moments (ms), give or take `slack` ms.
fn check_rate(what: &str, moments: &[i64], burst: f64, per_second: f64, slack: i64) {
    let mut sorted = moments.to_vec();
    sorted.sort_unstable();
    for (i, from) in sorted.iter().enumerate() {
        for (j, to) in sorted.iter().enumerate().skip(i) {
            let seconds = (to - from + slack) as f64 / 1_000.0;
            let (n, most) = ((j - i + 1) as f64, burst + per_second * seconds);
            assert!(n <= most + 1e-6, "{what}: {n} in {seconds} s, {most} allowed");
        }
    }
}

#[tokio::test]
async fn the_rate_holds_in_any_stretch_of_time_and_over_kills() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let mut node = place.serve().ready().await;
    let options = Options {
        per_second: 20.0,
        burst: 5,
        max_in_flight: 8,
        ..Options::default()
    };
    let setup = set_up(&node.api, &sandbox, options).await;
    let ids = enqueue(&node.api, setup, 0..120).await;
    for _ in 0..3 {
        let goal = sandbox.counters().effects + 1 + seed.below(25) as u64;
        assert!(sandbox.wait_until(LIMIT, |c| c.effects >= goal).await);
        node.kill().await;
        node = place.serve().ready().await;
    }
    node.api.settled(setup.gateway, LIMIT).await;

    let starts = starts(&node.api, &ids).await;
    // An attempt's time is cut to the millisecond.
    check_rate(
        "starts",
        &starts.values().copied().collect::<Vec<_>>(),
        5.0,
        20.0,
        1,
    );
    let calls = sends(&sandbox);
    let late: Vec<i64> = calls
        .iter()
        .map(|c| c.record.begin_ms - starts[&c.message])
        .collect();
    let jitter = late.iter().max().unwrap() - late.iter().min().unwrap();
    let arrivals: Vec<i64> = calls.iter().map(|c| c.record.begin_ms).collect();
    check_rate("arrivals", &arrivals, 5.0, 20.0, jitter + 1);
    let tally = node.api.tally(setup.gateway).await;
    assert_eq!(tally.values().sum::<usize>(), 120);
    assert!(tally.get("uncertain").is_none_or(|n| *n <= 24), "{tally:?}");
    node.stop().await;
    sandbox.shutdown().await;
}

/// What a limit had used up is used up after a kill: nothing more leaves, and the reason says until when.
#[tokio::test]
async fn what_a_limit_has_used_up_stays_used_up_over_a_kill() {
    for (rate, blocker) in [
        (json!({"per_hour": 5, "burst": 5}), "rate"),
        (json!({"per_minute": 0.5, "burst": 5}), "rate"),
        (json!({"per_day": 5, "burst": 5}), "daily_limit"),
    ] {
        // What passes at once: of the limit per minute no more than it gives in one.
        let least: u64 = if rate["per_minute"].is_number() { 1 } else { 5 };
        let place = Place::new();
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        // Midday in the gateway's zone: no day ends meanwhile.
        let node = place.serve().ready().await;
        let zone = midday(&node.api).await;
        let more = json!({"queue_mode": "continuous", "max_in_flight": 8, "rate": rate, "time_zone": zone});
        let setup = set_up_gateway(&node.api, &sandbox, more).await;
        let ids = enqueue(&node.api, setup, 0..12).await;
        assert!(sandbox.wait_until(LIMIT, |c| c.effects == least).await, "{rate}");
        let recorded = async || (node.api.count(setup.gateway, "sent").await == least as i64).then_some(());
        until(LIMIT, "the outcomes", recorded).await;
        node.kill().await;
        let node = place.serve().ready().await;
        let blocked = async || {
            let shown = node.api.message(ids[least as usize]).await;
            let found = shown["blockers"]
                .as_array()
                .unwrap()
                .iter()
                .find(|b| b["code"] == blocker)
                .cloned();
            found.filter(|b| b["until"].is_string())
        };
        until(LIMIT, &format!("{blocker} with {rate}"), blocked).await;
        // The drain waits for whatever it would have started.
        node.stop().await;
        assert_eq!(sandbox.counters().sends, least, "{rate}");
        sandbox.shutdown().await;
    }
}

/// A zone in which it is between 6 and 18 o'clock.
async fn midday(api: &Api) -> String {
    let now: Timestamp = api.get("/clock").await["now"].as_str().unwrap().parse().unwrap();
    let hour = i64::from(now.to_zoned(jiff::tz::TimeZone::UTC).hour());
    // Names of this family count to the west.
    match hour - 12 {
        0 => "Etc/GMT".to_owned(),
        west @ 1.. => format!("Etc/GMT+{west}"),
        east => format!("Etc/GMT{east}"),
    }
}

fn interval(call: &CallRecord) -> (u64, u64) {
    (call.begin_ns, call.end_ns.expect("every call ended"))
}

#[tokio::test]
async fn an_address_has_one_call_at_a_time_in_order_and_holds_up_nobody_else() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.add_fault(Fault::latency(20)).unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 16,
            ..Options::default()
        },
    )
    .await;
    api.post("/pause", &json!({"reason": "preparação"})).await;
    // 150 to one address before everybody else's, which are to three addresses and to sixty.
    let one = |i: usize| {
        let mut message = message(setup, i);
        let who = match i {
            0..150 => 1,
            150..210 => 2 + i % 3,
            _ => i,
        };
        message["customer"]["phone"] = phone(who).into();
        message
    };
    let messages: Vec<Value> = (0..270).map(one).collect();
    let answer = api.post("/messages/batch", &json!({"messages": messages})).await;
    assert_eq!(answer["accepted"], 270, "{answer}");
    api.post("/resume", &json!({})).await;
    api.settled(setup.gateway, LIMIT).await;

    let calls = sends(&sandbox);
    assert_eq!(calls.len(), 270);
    let mut by_address: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for call in &calls {
        by_address
            .entry(call.record.recipient.as_deref().unwrap())
            .or_default()
            .push(call);
    }
    assert_eq!(by_address.len(), 64);
    for (address, calls) in &by_address {
        for pair in calls.windows(2) {
            let ((_, end), (begin, _)) = (interval(&pair[0].record), interval(&pair[1].record));
            assert!(end <= begin, "two calls at once to {address}");
            assert!(pair[0].message < pair[1].message, "out of order to {address}");
        }
    }
    let crowd = &by_address[phone(1).as_str()];
    let others = calls
        .iter()
        .filter(|c| c.record.recipient.as_deref() != Some(&phone(1)));
    let last = others.map(|c| c.record.begin_ns).max().unwrap();
    assert!(
        last < crowd[75].record.begin_ns,
        "others waited for an address at the head of the queue"
    );
    node.stop().await;
    sandbox.shutdown().await;
}

/// Told to stop in the middle of everything, again and again: whatever had begun is recorded, and nothing is in doubt.
#[tokio::test]
async fn a_drain_leaves_nothing_in_the_air() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(Fault::Latency {
            ms: 20,
            jitter_ms: 200,
            before_accept: false,
        })
        .unwrap();
    let mut node = place.serve().ready().await;
    let setup: Setup = set_up(
        &node.api,
        &sandbox,
        Options {
            max_in_flight: 48,
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(&node.api, setup, 0..2_000).await;
    for _ in 0..4 {
        let goal = sandbox.counters().effects + 20 + seed.below(200) as u64;
        assert!(
            sandbox
                .wait_until(LIMIT, |c| c.effects >= goal && c.in_flight > 0)
                .await
        );
        node.signal(Signal::TERM);
        let status = node.ended().await;
        assert_eq!(status.code(), Some(0), "{}", node.log());
        let counters = sandbox.counters();
        assert_eq!(counters.in_flight, 0, "it ended before its calls did");
        assert_eq!(counters.by_answer.get("client_gone"), None, "a call was cut off");
        node = place.serve().ready().await;
        assert_eq!(node.api.count(setup.gateway, "uncertain").await, 0);
    }
    node.api.settled(setup.gateway, LIMIT).await;
    assert_eq!(
        node.api.tally(setup.gateway).await,
        BTreeMap::from([("sent".to_owned(), ids.len())])
    );
    assert!(calls_of(&sandbox).values().all(|calls| calls.len() == 1));
    node.stop().await;
    sandbox.shutdown().await;
}
