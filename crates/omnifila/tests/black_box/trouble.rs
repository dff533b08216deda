//! Trouble at the provider: what is in doubt is never repeated, and what is the gateway's fault costs no message anything.

use crate::support::{Api, Options, Place, Setup, calls_of, enqueue, message, phone, sends, set_up, until};
use omnifila_sandbox::{AttendanceChange, CallScope, Fault, FaultRule, RetryAfter, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

async fn sandbox() -> Sandbox {
    Sandbox::start(SandboxConfig::default()).await.unwrap()
}

/// Codes of a message's blockers, in their order.
fn blockers(message: &Value) -> Vec<&str> {
    message["blockers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["code"].as_str().unwrap())
        .collect()
}

/// `(outcome, code, counted)` of each attempt.
fn attempts(message: &Value) -> Vec<(&str, Option<&str>, bool)> {
    let attempts = message["attempts"].as_array().unwrap().iter();
    attempts
        .map(|a| {
            (
                a["outcome"].as_str().unwrap_or("none"),
                a["code"].as_str(),
                a["counted"].as_bool().unwrap(),
            )
        })
        .collect()
}

async fn until_status(api: &Api, id: i64, wanted: &str) -> Value {
    let look = async || Some(api.message(id).await).filter(|m| m["status"] == wanted);
    until(LIMIT, &format!("message {id} to be {wanted}"), look).await
}

async fn refused(api: &Api, path: &str, body: &Value) -> (u16, String) {
    let (status, problem) = api.call("POST", path, Some(body)).await;
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

/// Effects per message.
fn arrived(sandbox: &Sandbox) -> BTreeMap<i64, usize> {
    calls_of(sandbox)
        .into_iter()
        .map(|(id, calls)| (id, calls.iter().filter(|c| c.effect).count()))
        .collect()
}

#[tokio::test]
async fn what_hung_after_it_was_taken_is_never_sent_again_by_itself() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    sandbox
        .add_fault(FaultRule::from(Fault::HangAfterAccept).times(4))
        .unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            timeout_ms: 400,
            max_in_flight: 4,
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(&node.api, setup, 0..4).await;
    for id in &ids {
        let shown = until_status(&node.api, *id, "uncertain").await;
        assert_eq!(
            attempts(&shown).iter().map(|a| (a.0, a.2)).collect::<Vec<_>>(),
            [("unknown", true)],
            "{shown}"
        );
    }
    // Not when others are sent, not after a restart, not by a run, a resume or a pause.
    enqueue(&node.api, setup, 100..120).await;
    node.api.settled(setup.gateway, LIMIT).await;
    node.kill().await;
    let node = place.serve().ready().await;
    let api = &node.api;
    api.post("/pause", &json!({"reason": "olhar"})).await;
    api.post("/resume", &json!({})).await;
    enqueue(api, setup, 200..220).await;
    api.settled(setup.gateway, LIMIT).await;
    assert!(arrived(&sandbox).values().all(|n| *n == 1));
    assert_eq!(
        api.tally(setup.gateway).await,
        BTreeMap::from([("sent".into(), 40), ("uncertain".into(), 4)])
    );
    let answer = api
        .post(
            &format!("/messages/{}/cancel", ids[3]),
            &json!({"reason": "engano"}),
        )
        .await;
    assert_eq!(answer["outcome"], "uncertain", "{answer}");

    decide(api, &sandbox, &ids).await;
    node.stop().await;
    sandbox.shutdown().await;
}

/// A person says what became of the four: sent, not sent and then again, again at once, not sent after a cancel.
async fn decide(api: &Api, sandbox: &Sandbox, ids: &[i64]) {
    let path = |id: i64, verb: &str| format!("/messages/{id}/{verb}");
    let why = json!({"reason": "o cliente confirmou"});
    let as_ = |word: &str| json!({"as": word, "reason": "o cliente confirmou"});

    let shown = api.post(&path(ids[0], "resolve"), &as_("sent")).await;
    assert_eq!(shown["status"], "sent", "{shown}");
    assert_eq!(
        refused(api, &path(ids[0], "resolve"), &as_("sent")).await,
        (409, "not_uncertain".into())
    );
    assert_eq!(
        refused(api, &path(ids[0], "resend"), &why).await,
        (409, "not_resendable".into())
    );

    let shown = api.post(&path(ids[1], "resolve"), &as_("not_sent")).await;
    assert_eq!(shown["status"], "failed", "{shown}");
    for id in [ids[1], ids[2]] {
        api.post(&path(id, "resend"), &why).await;
        // A double click is harmless.
        let (status, code) = refused(api, &path(id, "resend"), &why).await;
        assert_eq!((status, code.as_str()), (409, "not_resendable"));
        let shown = until_status(api, id, "sent").await;
        let numbers: Vec<&Value> = shown["attempts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| &a["number"])
            .collect();
        assert_eq!(numbers, [&json!(1), &json!(2)], "{shown}");
    }
    let shown = api.post(&path(ids[3], "resolve"), &as_("not_sent")).await;
    assert_eq!(shown["status"], "cancelled", "the cancel was remembered: {shown}");
    let arrived = arrived(sandbox);
    assert_eq!(
        [
            arrived[&ids[0]],
            arrived[&ids[1]],
            arrived[&ids[2]],
            arrived[&ids[3]]
        ],
        [1, 2, 2, 1]
    );
}

#[tokio::test]
async fn bad_credentials_hold_the_queue_and_burn_no_attempts() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let fault = sandbox
        .add_fault(FaultRule::from(Fault::status(401)).on(CallScope::All))
        .unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 4,
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(api, setup, 0..40).await;
    let held = async || {
        let shown = api.message(ids[39]).await;
        blockers(&shown).contains(&"circuit_open").then_some(())
    };
    until(LIMIT, "the circuit to open", held).await;
    assert_eq!(api.tally(setup.gateway).await.get("failed"), None);
    assert!(sandbox.remove_fault(fault));
    api.settled(setup.gateway, LIMIT).await;

    assert_eq!(
        api.tally(setup.gateway).await,
        BTreeMap::from([("sent".into(), 40)])
    );
    assert!(arrived(&sandbox).values().all(|n| *n == 1));
    let refusals = sends(&sandbox).iter().filter(|s| s.record.status == 401).count();
    assert!(
        (1..=4).contains(&refusals),
        "{refusals} calls with credentials known to be bad"
    );
    let shown = api.message(ids[0]).await;
    let made = attempts(&shown);
    assert_eq!(
        (made[0], made.last().copied()),
        (
            ("rejected", Some("unauthorized"), false),
            Some(("accepted", None, true))
        ),
        "{shown}"
    );
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_429_rests_as_long_as_it_says_and_burns_no_attempts() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    sandbox
        .add_fault(FaultRule::from(Fault::rate_limited(RetryAfter::Seconds(2))).times(2))
        .unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::rate_limited(RetryAfter::Absent)).times(1))
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
    let ids = enqueue(api, setup, 0..30).await;
    assert!(sandbox.wait_until(LIMIT, |c| c.sends == 1).await);
    let resting = async || {
        blockers(&api.message(ids[29]).await)
            .contains(&"rate")
            .then_some(())
    };
    until(LIMIT, "the gateway to rest", resting).await;
    api.settled(setup.gateway, LIMIT).await;

    assert_eq!(
        api.tally(setup.gateway).await,
        BTreeMap::from([("sent".into(), 30)])
    );
    assert!(arrived(&sandbox).values().all(|n| *n == 1));
    let calls = sends(&sandbox);
    assert_eq!(calls.len(), 33);
    for (pair, least_ms) in calls.windows(2).zip([2_000, 2_000, 1_000]) {
        assert_eq!(pair[0].record.status, 429, "{:?}", pair[0]);
        let rested = (pair[1].record.begin_ns - pair[0].record.end_ns.unwrap()) / 1_000_000;
        // Times are kept in whole milliseconds.
        assert!(rested + 2 >= least_ms, "rested {rested} of {least_ms} ms");
    }
    let shown = api.message(ids[0]).await;
    let burnt = attempts(&shown).iter().filter(|a| a.2).count();
    assert_eq!((attempts(&shown).len(), burnt), (4, 1), "{shown}");
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn five_errors_in_a_row_open_the_circuit_and_the_rest_of_the_queue_is_spared() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let fault = sandbox
        .add_fault(FaultRule::from(Fault::status(503)).on(CallScope::All))
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
    let ids = enqueue(api, setup, 0..40).await;
    let open = async || {
        let shown = api.message(ids[39]).await;
        let blocker = shown["blockers"]
            .as_array()
            .unwrap()
            .iter()
            .find(|b| b["code"] == "circuit_open")
            .cloned();
        blocker.filter(|b| b["until"].is_string())
    };
    until(LIMIT, "the circuit to open", open).await;
    assert_eq!(sandbox.counters().sends, 5);
    let shown = api.get(&format!("/gateways/{}", setup.gateway)).await;
    assert!(
        shown["circuit"]["open_until"].is_string() && shown["circuit"]["code"] == "http_5xx",
        "{shown}"
    );
    assert!(sandbox.remove_fault(fault));
    api.settled(setup.gateway, LIMIT).await;

    // A 503 may have been taken by what stands behind it: in doubt, and not repeated.
    assert_eq!(
        api.tally(setup.gateway).await,
        BTreeMap::from([("sent".into(), 35), ("uncertain".into(), 5)])
    );
    let calls = calls_of(&sandbox);
    assert!(calls.values().all(|made| made.len() == 1));
    for id in &ids[..5] {
        assert_eq!(
            attempts(&api.message(*id).await),
            [("unknown", Some("http_5xx"), true)]
        );
    }
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_contact_in_attendance_is_deferred_with_what_is_behind_it_and_nobody_else() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let attendance = |on| AttendanceChange {
        tenant: None,
        recipient: phone(1),
        in_attendance: on,
        by: None,
    };
    sandbox.set_attendance(&attendance(true)).unwrap();
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-01T12:00:00Z"])
        .ready()
        .await;
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
    let ids = enqueue(api, setup, 1..4).await;
    let mut second = message(setup, 1);
    second["dedupe_key"] = "second".into();
    let second = api.post("/messages", &second).await["id"].as_i64().unwrap();
    until_status(api, ids[2], "sent").await;
    until_status(api, ids[1], "sent").await;

    let shown = api.message(ids[0]).await;
    assert_eq!(
        (&shown["status"], blockers(&shown)),
        (&json!("waiting"), vec!["retry_at"]),
        "{shown}"
    );
    assert_eq!(
        attempts(&shown).iter().map(|a| (a.0, a.2)).collect::<Vec<_>>(),
        [("rejected", false)],
        "{shown}"
    );
    let retry = shown["next_attempt_at"].as_str().unwrap();
    assert!(
        ("2026-12-01T12:04".."2026-12-01T12:06:01").contains(&retry),
        "5 minutes, a fifth more or less: {retry}"
    );
    let behind = api.message(second).await;
    assert!(blockers(&behind).contains(&"earlier_message"), "{behind}");

    // Still talking at the first retry; free at the second.
    api.post("/clock/advance", &json!({"to": "2026-12-01T12:06:30Z"}))
        .await;
    assert_eq!(attempts(&api.message(ids[0]).await).len(), 2);
    sandbox.set_attendance(&attendance(false)).unwrap();
    api.post("/clock/advance", &json!({"to": "2026-12-01T12:20:00Z"}))
        .await;
    let shown = api.message(ids[0]).await;
    assert_eq!(
        attempts(&shown).iter().map(|a| a.2).collect::<Vec<_>>(),
        [false, false, true],
        "{shown}"
    );
    let order: Vec<i64> = sends(&sandbox)
        .iter()
        .filter(|s| s.record.effect)
        .map(|s| s.message)
        .collect();
    assert_eq!(order, [ids[1], ids[2], ids[0], second]);
    node.stop().await;
    sandbox.shutdown().await;
}

/// Each between two that are taken, so that no circuit opens.
#[tokio::test]
async fn an_answer_that_says_nothing_certain_leaves_doubt_and_nothing_is_repeated() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let faults = [
        Fault::NoMessageId,
        Fault::ResetBeforeRead,
        Fault::ResetAfterAccept,
        Fault::HalfBody,
        Fault::Html,
        Fault::EmptyBody,
        Fault::WrongTypes,
        Fault::BadUtf8,
        Fault::HangBeforeAccept,
        Fault::SlowLoris { byte_every_ms: 100 },
        Fault::HugeBody {
            bytes: 16 * 1024 * 1024,
        },
        Fault::status(500),
        Fault::status(502),
        Fault::status(504),
    ];
    for (i, fault) in faults.iter().enumerate() {
        sandbox
            .add_fault(FaultRule::from(fault.clone()).for_recipient(&phone(2 * i)))
            .unwrap();
    }
    let node = place.serve().ready().await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 1,
            timeout_ms: 1_000,
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(api, setup, 0..2 * faults.len()).await;
    api.settled(setup.gateway, LIMIT).await;
    sandbox.clear_faults();
    enqueue(api, setup, 500..510).await;
    api.settled(setup.gateway, LIMIT).await;

    let statuses = api.statuses(setup.gateway).await;
    for (i, fault) in faults.iter().enumerate() {
        assert_eq!(statuses[&ids[2 * i]], "uncertain", "{fault:?}");
        assert_eq!(statuses[&ids[2 * i + 1]], "sent", "after {fault:?}");
    }
    let calls = calls_of(&sandbox);
    assert!(
        calls.values().all(|made| made.len() == 1),
        "something was repeated"
    );
    node.stop().await;
    sandbox.shutdown().await;
}

/// `outcome_unknown: retry` is the declared opposite: at least once.
#[tokio::test]
async fn a_gateway_that_may_repeat_does() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    sandbox
        .add_fault(FaultRule::from(Fault::NoMessageId).times(1))
        .unwrap();
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-01T12:00:00Z"])
        .ready()
        .await;
    let api = &node.api;
    let setup: Setup = set_up(
        api,
        &sandbox,
        Options {
            outcome_unknown: "retry",
            ..Options::default()
        },
    )
    .await;
    let id = enqueue(api, setup, 0..1).await[0];
    assert!(sandbox.wait_until(LIMIT, |c| c.effects == 1).await);
    until_status(api, id, "waiting").await;
    api.post("/clock/advance", &json!({"to": "2026-12-01T12:01:00Z"}))
        .await;
    let shown = api.message(id).await;
    assert_eq!(shown["status"], "sent", "{shown}");
    assert_eq!(
        attempts(&shown).iter().map(|a| a.0).collect::<Vec<_>>(),
        ["unknown", "accepted"]
    );
    assert_eq!(arrived(&sandbox)[&id], 2);
    node.stop().await;
    sandbox.shutdown().await;
}
