//! Several processes on one PostgreSQL database: each message once, whichever node it meets; a node that dies or stands still
//! is given up by the others, and does not send when it wakes.

mod failover;
mod storm;

use crate::support::{Node, Options, Place, Setup, enqueue, message, set_up, until};
use omnifila_sandbox::{Fault, Sandbox, SandboxConfig};
use omnifila_testkit::postgres::ask;
use rustix::process::Signal;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// The key of all nodes: the secrets in the database open with it.
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// A lease, its looking for the dead, and a busy machine.
const GIVEN_UP: Duration = Duration::from_secs(40);

/// A node on the database, with a data folder of its own.
async fn launch(place: &Place, url: &str) -> Node {
    let launch = place.serve().args(&["--database-url", url]);
    let node = launch
        .env("OMNIFILA_MASTER_KEY", KEY)
        .env("OMNIFILA_LOG", "warn")
        .ready()
        .await;
    assert_eq!(node.ready["store"], "postgres");
    node
}

async fn node(url: &str) -> (Place, Node) {
    let place = Place::new();
    let node = launch(&place, url).await;
    (place, node)
}

/// How often each message arrived.
fn arrived_once(sandbox: &Sandbox) -> BTreeSet<i64> {
    let arrived = sandbox.effects_by_message();
    let twice: Vec<_> = arrived.iter().filter(|(_, n)| **n != 1).collect();
    assert!(twice.is_empty(), "arrived more than once: {twice:?}");
    arrived.keys().map(|id| id.parse().unwrap()).collect()
}

async fn with_latency(ms: u64) -> Sandbox {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let fault = Fault::Latency {
        ms,
        jitter_ms: 0,
        before_accept: false,
    };
    sandbox.add_fault(fault).unwrap();
    sandbox
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stood_still_past_its_lease_sends_nothing_when_it_wakes() {
    let url = omnifila_testkit::postgres::empty_place();
    let sandbox = with_latency(200).await;
    let (_first_place, mut first) = node(&url).await;
    let setup = set_up(&first.api, &sandbox, Options::default()).await;
    let (_second_place, second) = node(&url).await;
    enqueue(&first.api, setup, 0..600).await;
    assert!(
        sandbox
            .wait_until(Duration::from_secs(60), |c| c.effects >= 40)
            .await
    );
    first.signal(Signal::STOP);
    until(GIVEN_UP, "the other node gives it up", async || {
        (ask(&url, "SELECT count(*) FROM node WHERE fenced = 1") == "1").then_some(())
    })
    .await;
    until(
        GIVEN_UP + Duration::from_secs(60),
        "the other node settles everything",
        async || {
            let tally = second.api.tally(setup.gateway).await;
            let open = ["waiting", "sending"]
                .iter()
                .filter_map(|s| tally.get(*s))
                .sum::<usize>();
            (open == 0).then_some(())
        },
    )
    .await;
    let before = sandbox.counters().effects;
    first.signal(Signal::CONT);
    assert!(!first.ended().await.success(), "it was given up and cannot go on");
    assert_eq!(
        sandbox.counters().effects,
        before,
        "nothing was sent by who was given up"
    );
    arrived_once(&sandbox);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_paused_or_cancelled_on_one_node_binds_the_other() {
    let url = omnifila_testkit::postgres::empty_place();
    let sandbox = with_latency(1).await;
    let (_first_place, first) = node(&url).await;
    let setup: Setup = set_up(&first.api, &sandbox, Options::default()).await;
    let (_second_place, second) = node(&url).await;
    first.api.post("/pause", &json!({"reason": "teste"})).await;
    let mut held = message(setup, 1);
    held["dedupe_key"] = json!("uma");
    let id = second.api.post("/messages", &held).await["id"].as_i64().unwrap();
    let again = first.api.post("/messages", &held).await;
    assert_eq!(
        (again["id"].as_i64(), again["duplicate"].as_bool()),
        (Some(id), Some(true))
    );
    let shown = second.api.message(id).await;
    assert_eq!(shown["blockers"][0]["code"], "paused_all", "{shown}");
    let answer = first
        .api
        .post(&format!("/messages/{id}/cancel"), &json!({"reason": "teste"}))
        .await;
    assert_eq!(answer["outcome"], "cancelled");
    second.api.post("/resume", &json!({"reason": "teste"})).await;
    let other = second.api.post("/messages", &message(setup, 2)).await["id"]
        .as_i64()
        .unwrap();
    first.api.settled(setup.gateway, Duration::from_secs(30)).await;
    assert_eq!(second.api.message(id).await["status"], "cancelled");
    assert_eq!(first.api.message(other).await["status"], "sent");
    assert_eq!(sandbox.counters().effects, 1);
    first.stop().await;
    second.stop().await;
}

/// A file that comes to the node that is not on duty is taken in by the other, and after its death by the one that is left:
/// each row once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_where_a_dead_node_left_it() {
    const ROWS: i64 = 4_000;
    let url = omnifila_testkit::postgres::empty_place();
    let (_first_place, first) = node(&url).await;
    let (_second_place, second) = node(&url).await;
    let lines = (1..=ROWS).map(|i| format!("{i};Cliente Fictício {i}\n"));
    let file = std::iter::once("Código;Nome\n".to_owned())
        .chain(lines)
        .collect::<String>();
    let (status, kept) = second
        .api
        .raw("POST", "/imports?kind=customers&name=clientes.csv", &[], file)
        .await;
    assert_eq!(status, 201, "{kept}");
    let import = format!("/imports/{}", kept["id"]);
    second.api.post(&format!("{import}/start"), &json!({})).await;
    until(
        Duration::from_secs(60),
        "the node on duty works on it",
        async || {
            let shown = second.api.get(&import).await;
            (shown["written"].as_i64() >= Some(500)).then_some(())
        },
    )
    .await;
    first.kill().await;
    let done = until(
        GIVEN_UP + Duration::from_secs(60),
        "the other one ends it",
        async || {
            let shown = second.api.get(&import).await;
            (shown["status"] == "completed").then_some(shown)
        },
    )
    .await;
    let counts = ["read", "written", "created", "unchanged", "refused"].map(|c| done[c].as_i64());
    assert_eq!(counts, [ROWS, ROWS, ROWS, 0, 0].map(Some));
    assert_eq!(ask(&url, "SELECT count(*) FROM customer"), ROWS.to_string());
    second.api.post(&format!("{import}/undo"), &json!({})).await;
    let undone = until(Duration::from_secs(60), "it is taken back", async || {
        let shown = second.api.get(&import).await;
        (shown["status"] == "undone").then_some(shown)
    })
    .await;
    assert_eq!(undone["undone"]["removed"], ROWS);
    assert_eq!(ask(&url, "SELECT count(*) FROM customer"), "0");
    second.stop().await;
}
