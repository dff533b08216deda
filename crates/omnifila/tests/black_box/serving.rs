//! The life of the service: ready, at work, told to stop.

use crate::support::{Options, Place, enqueue, set_up, store, until};
use omnifila_sandbox::{Fault, Sandbox, SandboxConfig};
use rustix::process::Signal;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

#[tokio::test]
async fn says_where_it_is_in_one_line_and_ends_well() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let addr = node.api.addr().to_owned();
    assert_eq!(
        node.ready,
        json!({"event": "ready", "http": addr, "store": store()})
    );
    let socket = place.data().join("omnifila.sock");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        fs::metadata(place.data()).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(node.api.get("/healthz").await["status"], "ok");
    node.stop().await;
    assert!(!socket.exists());
    // What it was given once is there still, and the folder is free.
    let node = place.serve().ready().await;
    node.api.get("/gateways").await;
    node.stop().await;
}

#[tokio::test]
async fn a_stop_waits_for_the_calls_in_flight() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(Fault::Latency {
            ms: 1_500,
            jitter_ms: 0,
            before_accept: false,
        })
        .unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            max_in_flight: 4,
            ..Options::default()
        },
    )
    .await;
    enqueue(&node.api, setup, 0..40).await;
    assert!(
        sandbox
            .wait_until(Duration::from_secs(20), |c| c.in_flight == 4)
            .await
    );
    node.stop().await;
    assert_eq!(sandbox.counters().in_flight, 0);
    let reached = sandbox.counters().effects;

    let node = place.serve().env("OMNIFILA_LOG", "warn").ready().await;
    node.api.post("/pause", &json!({"reason": "look"})).await;
    let tally = node.api.tally(setup.gateway).await;
    assert!(!tally.contains_key("uncertain"), "{tally:?}");
    assert!(
        tally["sent"] as u64 >= reached,
        "{tally:?}, {reached} had reached a person"
    );
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once_and_nothing_is_sent_twice() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.add_fault(Fault::HangAfterAccept).unwrap();
    let mut node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            max_in_flight: 2,
            ..Options::default()
        },
    )
    .await;
    enqueue(&node.api, setup, 0..2).await;
    assert!(
        sandbox
            .wait_until(Duration::from_secs(20), |c| c.effects == 2)
            .await
    );
    node.signal(Signal::TERM);
    until(
        Duration::from_secs(20),
        "the first signal to be heard",
        async || node.log().contains("stopping").then_some(()),
    )
    .await;
    node.signal(Signal::INT);
    let status = node.ended().await;
    assert_eq!(status.code(), Some(1), "{}", node.log());

    sandbox.clear_faults();
    let node = place.serve().ready().await;
    let tally = node.api.tally(setup.gateway).await;
    assert_eq!(tally.get("uncertain"), Some(&2), "{tally:?}");
    assert_eq!(sandbox.counters().effects, 2);
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            queue_mode: "queue",
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(&node.api, setup, 0..50).await;
    node.kill().await;
    let node = place.serve().ready().await;
    let statuses = node.api.statuses(setup.gateway).await;
    assert_eq!(statuses.keys().copied().collect::<Vec<_>>(), ids);
    assert!(statuses.values().all(|s| s == "waiting"), "{statuses:?}");
    let task = json!({"name": "t", "gateway_ids": [setup.gateway], "cron": "0 0 1 1 *", "time_zone": "America/Sao_Paulo"});
    let task = node.api.post("/tasks", &task).await["id"].clone();
    node.api.post(&format!("/tasks/{task}/run"), &json!({})).await;
    node.api.settled(setup.gateway, Duration::from_secs(30)).await;
    assert!(sandbox.effects_by_message().values().all(|n| *n == 1));
    assert_eq!(sandbox.effects().len(), 50);
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn simulated_time_stands_still_until_it_is_told() {
    let place = Place::new();
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-10T08:00:00-03:00"])
        .ready()
        .await;
    let clock = node.api.get("/clock").await;
    assert_eq!(
        clock,
        json!({"now": "2026-12-10T11:00:00.000Z", "simulated": true})
    );
    let to = json!({"to": "2026-12-11T08:00:00-03:00"});
    assert_eq!(
        node.api.post("/clock/advance", &to).await["now"],
        "2026-12-11T11:00:00.000Z"
    );
    assert_eq!(node.api.get("/clock").await["now"], "2026-12-11T11:00:00.000Z");
    node.stop().await;
}

#[tokio::test]
async fn the_first_person_comes_in_by_the_code_in_the_data_folder() {
    let place = Place::new();
    let file = place.data().join("setup-code");
    let node = place.serve().ready().await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let code = fs::read_to_string(&file).unwrap();
    assert_eq!(code.trim().len(), 8);
    let log = fs::read_to_string(place.path().join("log.txt")).unwrap();
    assert!(log.contains(code.trim()), "{log}");
    let person = |code: &str| json!({ "name": "Ana", "email": "ana@provedor.example", "password": "senha inventada 1", "code": code });
    let (status, refused) = node.api.call("POST", "/setup", Some(&person("11111111"))).await;
    assert_eq!((status, &refused["code"]), (401, &"setup_code_wrong".into()));
    let (status, session) = node.api.call("POST", "/setup", Some(&person(&code))).await;
    assert_eq!(status, 201, "{session}");
    assert!(!file.exists());
    node.stop().await;
    let node = place.serve().ready().await;
    assert!(!file.exists(), "there is somebody");
    assert_eq!(node.api.get("/setup").await["needed"], false);
    node.stop().await;
}
