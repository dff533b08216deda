//! Cancels of every kind race with the sending, from several clients at once: cancelled means never sent, the sums agree,
//! and undo brings back exactly what it says.

use crate::support::{Api, Options, Place, Seed, Setup, calls_of, message, now_ns, set_up, until};
use omnifila_sandbox::{Fault, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const MESSAGES: usize = 12_000;
/// Messages of one `batch_ref`, by which bulk cancels choose.
const PART: usize = 400;
const SINGLES: usize = 300;
const LIST: usize = 120;
const LIMIT: Duration = Duration::from_secs(60);

/// Messages that one answer said something about, and the moment at which it was read.
#[derive(Debug, Default)]
struct Told {
    operations: Vec<Value>,
    /// By message: when it was answered to be cancelled, alone.
    cancelled: Vec<(i64, u64)>,
    uncertain: usize,
    too_late: usize,
}

/// Messages in parts of one `batch_ref` each; their ids.
async fn enqueue_parts(api: &Api, setup: Setup) -> Vec<i64> {
    let mut ids = Vec::with_capacity(MESSAGES);
    for first in (0..MESSAGES).step_by(4_000) {
        let one = |i: usize| {
            let mut message = message(setup, i);
            message["batch_ref"] = format!("part-{}", i / PART).into();
            message
        };
        let messages: Vec<Value> = (first..first + 4_000).map(one).collect();
        let answer = api.post("/messages/batch", &json!({"messages": messages})).await;
        assert_eq!(answer["accepted"], 4_000, "{answer}");
        ids.extend(
            answer["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_i64().unwrap()),
        );
    }
    ids
}

/// One client that cancels one message after the other.
async fn cancel_singly(api: Api, ids: Arc<Vec<i64>>, mut seed: Seed) -> Told {
    let mut told = Told::default();
    for _ in 0..SINGLES {
        let id = ids[seed.below(ids.len())];
        let answer = api
            .post(&format!("/messages/{id}/cancel"), &json!({"reason": "engano"}))
            .await;
        let at = now_ns();
        match answer["outcome"].as_str().unwrap() {
            "cancelled" => {
                assert_eq!(answer["status"], "cancelled", "{answer}");
                told.cancelled.push((id, at));
            }
            "too_late" => told.too_late += 1,
            "uncertain" => told.uncertain += 1,
            other => panic!("an outcome that is none: {other}"),
        }
        told.operations.push(answer["operation_id"].clone());
    }
    told
}

/// One client that cancels messages by lists of ids that overlap with everything else.
async fn cancel_lists(api: Api, ids: Arc<Vec<i64>>, mut seed: Seed) -> Told {
    let mut told = Told::default();
    for _ in 0..6 {
        let chosen: BTreeSet<i64> = (0..LIST).map(|_| ids[seed.below(ids.len())]).collect();
        let order = json!({"action": "cancel", "ids": chosen, "reason": "lista errada"});
        let answer = api.post("/messages/bulk", &order).await;
        assert_eq!(answer["total"], chosen.len(), "{answer}");
        told.operations.push(answer["operation_id"].clone());
    }
    told
}

/// One client that cancels parts by their `batch_ref`; what reads show from the answer on is checked there and then.
async fn cancel_parts(api: Api, parts: Vec<usize>, sandbox: Arc<Sandbox>) -> Told {
    let mut told = Told::default();
    for (turn, part) in parts.into_iter().enumerate() {
        let goal = turn as u64 * 700;
        assert!(
            sandbox.wait_until(LIMIT, |c| c.effects >= goal).await,
            "the sending stopped"
        );
        let order = json!({"action": "cancel", "filter": {"batch_ref": format!("part-{part}")}, "reason": "remessa errada"});
        let answer = api.post("/messages/bulk", &order).await;
        let at = now_ns();
        // An order binds from its answer on, and every read shows it.
        let items = api.all(&format!("/messages?batch_ref=part-{part}")).await;
        assert_eq!(items.len(), PART);
        assert!(
            items.iter().all(|m| m["status"] != "waiting"),
            "part {part} still waits after {answer}"
        );
        let cancelled = items
            .iter()
            .filter(|m| m["status"] == "cancelled")
            .map(|m| (m["id"].as_i64().unwrap(), at));
        told.cancelled.extend(cancelled);
        told.operations.push(answer["operation_id"].clone());
    }
    told
}

/// What the operations come to, each looked at when it has ended.
async fn sums(api: &Api, operations: &[Value]) -> BTreeMap<&'static str, i64> {
    let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
    for id in operations {
        let done = async || {
            let operation = api.get(&format!("/operations/{id}")).await;
            (operation["status"] == "completed").then_some(operation)
        };
        let operation = until(LIMIT, "an operation's end", done).await;
        let n = |name: &str| operation[name].as_i64().unwrap();
        // A single cancel of what is cancelled already has nothing to count.
        let idle = i64::from(n("total") == 1 && n("changed") + n("too_late") + n("uncertain") == 0);
        let skipped: i64 = operation["skipped"]
            .as_object()
            .unwrap()
            .values()
            .map(|n| n.as_i64().unwrap())
            .sum();
        assert_eq!(
            n("total"),
            n("changed") + n("too_late") + n("uncertain") + skipped + idle,
            "{operation}"
        );
        assert_eq!(n("done"), n("total"), "{operation}");
        for name in ["changed", "too_late", "uncertain"] {
            *sums.entry(name).or_default() += n(name);
        }
    }
    sums
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_means_never_sent_whoever_races() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Arc::new(Sandbox::start(SandboxConfig::default()).await.unwrap());
    sandbox
        .add_fault(Fault::Latency {
            ms: 10,
            jitter_ms: 20,
            before_accept: false,
        })
        .unwrap();
    let node = place.serve().env("OMNIFILA_LOG", "warn").ready().await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 32,
            ..Options::default()
        },
    )
    .await;
    api.post("/pause", &json!({"reason": "preparação"})).await;
    let ids = Arc::new(enqueue_parts(api, setup).await);
    api.post("/resume", &json!({})).await;

    let mut clients = JoinSet::new();
    for _ in 0..4 {
        clients.spawn(cancel_singly(api.clone(), Arc::clone(&ids), seed.split()));
    }
    for _ in 0..2 {
        clients.spawn(cancel_lists(api.clone(), Arc::clone(&ids), seed.split()));
    }
    for parts in [vec![3, 9, 15, 21], vec![28, 17, 24, 9]] {
        clients.spawn(cancel_parts(api.clone(), parts, Arc::clone(&sandbox)));
    }
    let told: Vec<Told> = clients.join_all().await;
    api.settled(setup.gateway, Duration::from_secs(120)).await;

    // No call for what was cancelled: neither after the answer nor, as nothing failed here, before it.
    let calls = calls_of(&sandbox);
    for (id, at) in told.iter().flat_map(|t| &t.cancelled) {
        if let Some(made) = calls.get(id) {
            let begins: Vec<u64> = made.iter().map(|c| c.begin_ns).collect();
            panic!("message {id} was cancelled at {at}, and called at {begins:?}");
        }
    }
    assert!(
        calls.values().all(|made| made.len() == 1 && made[0].effect),
        "a message was called twice"
    );

    // Statuses, operations and journal agree.
    let tally = api.tally(setup.gateway).await;
    let of = |status: &str| tally.get(status).copied().unwrap_or(0);
    assert_eq!(of("sent") + of("cancelled"), MESSAGES, "{tally:?}");
    assert_eq!(of("sent"), calls.len(), "{tally:?}");
    let operations: Vec<Value> = told.iter().flat_map(|t| t.operations.clone()).collect();
    let sums = sums(api, &operations).await;
    assert_eq!(
        sums["changed"],
        of("cancelled") as i64,
        "each cancelled message was changed by one operation: {sums:?}"
    );
    assert_eq!(sums["uncertain"], 0, "{sums:?}");
    let alone: usize = told.iter().map(|t| t.too_late).sum();
    assert!(
        alone > 0 && of("cancelled") > 0 && of("sent") > 0,
        "no race took place: {alone} too late, {tally:?}"
    );
    assert_eq!(told.iter().map(|t| t.uncertain).sum::<usize>(), 0);

    undo_one(api, &sandbox, setup, &operations).await;
    node.stop().await;
    Arc::into_inner(sandbox).unwrap().shutdown().await;
}

/// Undoes the operation that cancelled the most; what comes back is sent, once.
async fn undo_one(api: &Api, sandbox: &Sandbox, setup: Setup, operations: &[Value]) {
    let before = api.statuses(setup.gateway).await;
    let sent_before = sandbox.counters().sends;
    let mut most = (0, Value::Null);
    for id in operations {
        let changed = api.get(&format!("/operations/{id}")).await["changed"]
            .as_i64()
            .unwrap();
        if changed > most.0 {
            most = (changed, id.clone());
        }
    }
    let (changed, id) = most;
    let undone = api.post(&format!("/operations/{id}/undo"), &json!({})).await;
    assert_eq!(
        (&undone["restored"], &undone["skipped"]),
        (&json!(changed), &json!({})),
        "{undone}"
    );
    assert_eq!(api.get(&format!("/operations/{id}")).await["status"], "undone");
    let (status, again) = api
        .call("POST", &format!("/operations/{id}/undo"), Some(&json!({})))
        .await;
    assert_eq!(
        (status, again["code"].as_str()),
        (409, Some("already_undone")),
        "{again}"
    );

    api.settled(setup.gateway, LIMIT).await;
    let after = api.statuses(setup.gateway).await;
    let back: BTreeSet<i64> = after
        .iter()
        .filter(|(id, now)| before[id] != **now)
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(back.len() as i64, changed, "exactly what it says");
    assert!(
        back.iter()
            .all(|id| before[id] == "cancelled" && after[id] == "sent")
    );
    assert_eq!(sandbox.counters().sends - sent_before, back.len() as u64);
    let calls = calls_of(sandbox);
    assert!(back.iter().all(|id| calls[id].len() == 1), "each once");
}

/// What a single cancel answers by status, and that a cancel of what is on its way is remembered.
#[tokio::test]
async fn a_cancel_of_what_is_on_its_way_is_too_late_and_remembered() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let slow = sandbox
        .add_fault(Fault::Latency {
            ms: 1_500,
            jitter_ms: 0,
            before_accept: true,
        })
        .unwrap();
    sandbox
        .add_fault(
            omnifila_sandbox::FaultRule::from(Fault::rate_limited(omnifila_sandbox::RetryAfter::Seconds(1)))
                .times(1),
        )
        .unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 1,
            ..Options::default()
        },
    )
    .await;
    let answer = api.post("/messages", &message(setup, 1)).await;
    let id = answer["id"].as_i64().unwrap();
    assert!(sandbox.wait_until(LIMIT, |c| c.in_flight == 1).await);
    let answer = api
        .post(&format!("/messages/{id}/cancel"), &json!({"reason": "engano"}))
        .await;
    assert_eq!(
        (&answer["outcome"], &answer["status"]),
        (&json!("too_late"), &json!("sending")),
        "{answer}"
    );
    assert_eq!(api.message(id).await["cancel_requested"], true);

    // The provider said 429, so nobody has it: the remembered cancel applies.
    api.settled(setup.gateway, LIMIT).await;
    let shown = api.message(id).await;
    assert_eq!(shown["status"], "cancelled", "{shown}");
    assert!(sandbox.remove_fault(slow));
    let next = api.post("/messages", &message(setup, 2)).await["id"]
        .as_i64()
        .unwrap();
    api.settled(setup.gateway, LIMIT).await;
    let answer = api
        .post(&format!("/messages/{next}/cancel"), &json!({"reason": "engano"}))
        .await;
    assert_eq!(
        (&answer["outcome"], &answer["status"]),
        (&json!("too_late"), &json!("sent")),
        "{answer}"
    );
    let again = api
        .post(&format!("/messages/{id}/cancel"), &json!({"reason": "engano"}))
        .await;
    assert_eq!(
        (&again["outcome"], &again["status"]),
        (&json!("cancelled"), &json!("cancelled")),
        "{again}"
    );
    assert_eq!(sandbox.counters().effects, 1);
    node.stop().await;
    sandbox.shutdown().await;
}
