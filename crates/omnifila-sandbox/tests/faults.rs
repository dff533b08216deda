//! Each fault does on the wire, and to the journal, what it says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod wire;

use std::io::ErrorKind;
use std::time::Duration;

use omnifila_sandbox::{
    CallRecord, CallScope, Fault, FaultRule, JournalQuery, RetryAfter, Sandbox, SandboxConfig,
};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use wire::{LIMIT, TO, call, good_send, open, read, request, send};

/// Long enough to believe that no byte comes.
const SILENCE: Duration = Duration::from_millis(150);

async fn sandbox_with(fault: Fault) -> Sandbox {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.add_fault(fault).unwrap();
    sandbox
}

fn only_row(sandbox: &Sandbox) -> CallRecord {
    let mut rows = sandbox.journal(JournalQuery::default());
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// Sends once; asserts the class and the effect that the journal then shows.
async fn once(fault: Fault, effect: bool) -> wire::Reply {
    let class = fault.class();
    let sandbox = sandbox_with(fault).await;
    let reply = send(sandbox.addr(), &good_send(TO, 1)).await;
    let row = only_row(&sandbox);
    assert_eq!(
        (row.answer.as_str(), row.effect, row.status),
        (class, effect, reply.status)
    );
    assert_eq!(sandbox.counters().effects, u64::from(effect));
    reply
}

#[tokio::test]
async fn statuses_refuse_without_effect() {
    for code in [401, 403, 404, 408, 429, 500, 502, 503, 504] {
        let reply = once(Fault::status(code), false).await;
        assert_eq!(reply.status, code);
        assert_eq!(reply.header("retry-after"), None);
        let body = reply.json();
        if code == 404 {
            assert_eq!(
                body,
                json!({"error": "NOT_FOUND_ERROR", "message": "Communication channel not found."})
            );
        } else {
            assert_eq!(
                (body["status"].as_str(), body["code"].as_u64()),
                (Some("error"), Some(u64::from(code)))
            );
        }
    }
}

#[tokio::test]
async fn retry_after_comes_in_every_form() {
    for (form, expected) in [
        (RetryAfter::Seconds(7), Some("7")),
        (RetryAfter::Absent, None),
        (RetryAfter::Garbage, Some("depois do almoço")),
        (RetryAfter::Negative, Some("-30")),
        (RetryAfter::Huge, Some("1000000000")),
    ] {
        assert_eq!(
            once(Fault::rate_limited(form), false).await.header("retry-after"),
            expected
        );
    }
    let reply = once(Fault::rate_limited(RetryAfter::HttpDate(30)), false).await;
    let date = reply.header("retry-after").unwrap();
    let parsed = jiff::fmt::rfc2822::parse(date).unwrap();
    assert!(
        date.ends_with(" GMT") && parsed.timestamp().as_second() > 1_700_000_000,
        "{date}"
    );
}

#[tokio::test]
async fn a_200_may_fail_or_lack_its_id() {
    let failed = once(Fault::FalseSuccess, false).await;
    assert_eq!(
        (failed.status, failed.json()["status"].as_str()),
        (200, Some("error"))
    );
    let anonymous = once(Fault::NoMessageId, true).await;
    assert_eq!(
        anonymous.json(),
        json!({"status": "success", "code": 200, "data": {"message": "Template has been succesfully sent."}})
    );
}

#[tokio::test]
async fn bodies_that_are_not_what_they_should_be() {
    let html = once(Fault::Html, false).await;
    assert!(
        html.header("content-type").unwrap().starts_with("text/html")
            && html.body.starts_with(b"<!doctype html>")
    );
    let empty = once(Fault::EmptyBody, true).await;
    assert_eq!((empty.status, empty.body.len(), empty.broken), (200, 0, None));
    let types = once(Fault::WrongTypes, true).await.json();
    assert!(types["status"].is_number() && types["data"].is_array());
    assert!(String::from_utf8(once(Fault::BadUtf8, true).await.body).is_err());
    let huge = once(Fault::HugeBody { bytes: 3_000_000 }, true).await;
    assert!(huge.body.len() >= 3_000_000 && huge.header("content-length").is_none());
}

#[tokio::test]
async fn half_a_body_is_half_and_then_the_end() {
    let reply = once(Fault::HalfBody, true).await;
    let stated: usize = reply.header("content-length").unwrap().parse().unwrap();
    assert_eq!((reply.status, reply.body.len()), (200, stated / 2));
    assert!(reply.body.starts_with(b"{") && serde_json::from_slice::<Value>(&reply.body).is_err());
}

#[tokio::test]
async fn a_redirect_points_elsewhere() {
    let reply = once(
        Fault::Redirect {
            to: "http://169.254.169.254/".to_owned(),
        },
        false,
    )
    .await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (307, Some("http://169.254.169.254/"))
    );
}

#[tokio::test]
async fn resets_are_resets_and_differ_in_effect() {
    for (fault, effect) in [(Fault::ResetBeforeRead, false), (Fault::ResetAfterAccept, true)] {
        let reply = once(fault, effect).await;
        assert_eq!(
            (reply.raw.len(), reply.broken),
            (0, Some(ErrorKind::ConnectionReset))
        );
    }
}

#[tokio::test]
async fn a_reset_before_read_does_not_wait_for_the_body() {
    let sandbox = sandbox_with(Fault::ResetBeforeRead).await;
    let head = "POST /api/v1/template/send HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n";
    let reply = read(open(sandbox.addr(), head).await).await;
    assert_eq!(reply.broken, Some(ErrorKind::ConnectionReset));
    assert_eq!(only_row(&sandbox).recipient, None);
}

#[tokio::test]
async fn hangs_never_answer_and_differ_in_effect() {
    for (fault, effect) in [(Fault::HangBeforeAccept, false), (Fault::HangAfterAccept, true)] {
        let class = fault.class();
        let sandbox = sandbox_with(fault).await;
        let text = request(
            "POST",
            "/api/v1/template/send",
            omnifila_sandbox::DEFAULT_TOKEN,
            &good_send(TO, 1).to_string(),
        );
        let mut stream = open(sandbox.addr(), &text).await;
        assert!(
            tokio::time::timeout(SILENCE, stream.read_u8()).await.is_err(),
            "it answered"
        );
        let row = only_row(&sandbox);
        assert_eq!((row.effect, row.end_ns, row.answer.as_str()), (effect, None, ""));
        assert_eq!(sandbox.counters().in_flight, 1);
        drop(stream);
        assert!(sandbox.wait_until(LIMIT, |c| c.in_flight == 0).await);
        let row = only_row(&sandbox);
        assert_eq!((row.effect, row.status, row.answer.as_str()), (effect, 0, class));
        assert!(row.end_ns.unwrap() > row.begin_ns);
    }
}

#[tokio::test]
async fn shutdown_ends_what_hangs() {
    let sandbox = sandbox_with(Fault::HangAfterAccept).await;
    let text = request(
        "POST",
        "/api/v1/template/send",
        omnifila_sandbox::DEFAULT_TOKEN,
        &good_send(TO, 1).to_string(),
    );
    let stream = open(sandbox.addr(), &text).await;
    assert!(sandbox.wait_until(LIMIT, |c| c.effects == 1).await);
    tokio::time::timeout(LIMIT, sandbox.shutdown()).await.unwrap();
    assert_eq!(read(stream).await.raw.len(), 0);
}

#[tokio::test]
async fn a_slow_loris_lets_one_byte_out_at_a_time() {
    let sandbox = sandbox_with(Fault::SlowLoris { byte_every_ms: 20 }).await;
    let text = request(
        "POST",
        "/api/v1/template/send",
        omnifila_sandbox::DEFAULT_TOKEN,
        &good_send(TO, 1).to_string(),
    );
    let mut stream = open(sandbox.addr(), &text).await;
    let began = tokio::time::Instant::now();
    let mut first = [0; 10];
    tokio::time::timeout(LIMIT, stream.read_exact(&mut first))
        .await
        .unwrap()
        .unwrap();
    // Ten bytes have nine pauses between them; headers are trickled too.
    assert!(
        began.elapsed() >= Duration::from_millis(9 * 20),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(&first, b"HTTP/1.1 2");
    assert!(only_row(&sandbox).effect);
    let quick = sandbox_with(Fault::SlowLoris { byte_every_ms: 1 }).await;
    let reply = send(quick.addr(), &good_send(TO, 1)).await;
    assert!(reply.json()["data"]["messageSentId"].is_string());
}

#[tokio::test]
async fn latency_delays_the_answer_after_acceptance_or_before() {
    for (before_accept, reached) in [(false, true), (true, false)] {
        let sandbox = sandbox_with(Fault::Latency {
            ms: 300,
            jitter_ms: 0,
            before_accept,
        })
        .await;
        let began = tokio::time::Instant::now();
        assert_eq!(send(sandbox.addr(), &good_send(TO, 1)).await.status, 200);
        assert!(began.elapsed() >= Duration::from_millis(300));
        // A caller that gives up early.
        let text = request(
            "POST",
            "/api/v1/template/send",
            omnifila_sandbox::DEFAULT_TOKEN,
            &good_send(TO, 2).to_string(),
        );
        let stream = open(sandbox.addr(), &text).await;
        assert!(
            sandbox
                .wait_until(LIMIT, |c| c.calls == 2 && c.effects == 1 + u64::from(reached))
                .await
        );
        drop(stream);
        assert!(sandbox.wait_until(LIMIT, |c| c.in_flight == 0).await);
        assert_eq!(sandbox.counters().effects, 1 + u64::from(reached));
        assert_eq!(sandbox.journal(JournalQuery::default())[1].answer, "client_gone");
    }
}

#[tokio::test]
async fn latency_adds_to_another_fault() {
    let sandbox = sandbox_with(Fault::latency(200)).await;
    sandbox.add_fault(Fault::status(503)).unwrap();
    let began = tokio::time::Instant::now();
    assert_eq!(send(sandbox.addr(), &good_send(TO, 1)).await.status, 503);
    assert!(began.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn rules_reach_only_whom_they_name() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .put_tenant(omnifila_sandbox::TenantConfig::example("norte"))
        .unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::status(500)).for_recipient("+55 49 90000-0009"))
        .unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::status(502)).for_tenant("norte"))
        .unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::status(504)).on(CallScope::Reads))
        .unwrap();
    let addr = sandbox.addr();
    assert_eq!(send(addr, &good_send(TO, 1)).await.status, 200);
    assert_eq!(send(addr, &good_send("+5549900000009", 2)).await.status, 500);
    assert_eq!(
        call(addr, "POST", "/opa/norte/api/v1/template/send", &good_send(TO, 3))
            .await
            .status,
        502
    );
    assert_eq!(
        call(addr, "GET", "/api/v1/template", &Value::Null).await.status,
        504
    );
}

#[tokio::test]
async fn a_rule_with_times_ends_and_says_what_is_left() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let id = sandbox
        .add_fault(FaultRule::from(Fault::status(503)).times(2))
        .unwrap();
    let mut statuses = Vec::new();
    for i in 0..4 {
        statuses.push(send(sandbox.addr(), &good_send(TO, i)).await.status);
    }
    assert_eq!(statuses, [503, 503, 200, 200]);
    let view = sandbox.faults().remove(0);
    assert_eq!((view.id, view.applied, view.left), (id, 2, Some(0)));
    assert!(sandbox.remove_fault(id) && !sandbox.remove_fault(id));
}

#[tokio::test]
async fn probability_follows_the_seed_and_the_message_not_the_order() {
    let draw = async |seed: u64, backwards: bool| {
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        sandbox
            .add_fault(FaultRule::from(Fault::status(500)).with_probability(0.5, seed))
            .unwrap();
        let mut failed = Vec::new();
        for i in 0..60 {
            let i = if backwards { 59 - i } else { i };
            if send(sandbox.addr(), &good_send(TO, i)).await.status == 500 {
                failed.push(i);
            }
        }
        failed.sort_unstable();
        failed
    };
    let first = draw(1, false).await;
    assert_eq!(first, draw(1, true).await);
    assert_ne!(first, draw(2, false).await);
    assert!((15..=45).contains(&first.len()), "{}", first.len());
}

#[tokio::test]
async fn an_effect_may_be_turned_where_reality_has_both() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::status(500)).with_effect(true))
        .unwrap();
    assert_eq!(send(sandbox.addr(), &good_send(TO, 1)).await.status, 500);
    assert!(only_row(&sandbox).effect);
    let refused = sandbox.add_fault(FaultRule::from(Fault::HangAfterAccept).with_effect(false));
    assert!(refused.unwrap_err().to_string().contains("effect"));
}

#[tokio::test]
async fn a_fault_after_acceptance_spares_what_is_refused_anyway() {
    let sandbox = sandbox_with(Fault::HangAfterAccept).await;
    let mut body = good_send(TO, 1);
    body["canal"] = json!("64bb00000000000000000009");
    assert_eq!(send(sandbox.addr(), &body).await.status, 404);
    assert_eq!(sandbox.counters().effects, 0);
}

#[tokio::test]
async fn rules_that_make_no_sense_change_nothing() {
    let sandbox = sandbox_with(Fault::Html).await;
    for rule in [
        FaultRule::from(Fault::status(200)),
        FaultRule::from(Fault::Html).with_probability(1.5, 0),
        FaultRule::from(Fault::latency(4_000_000)),
        FaultRule::from(Fault::Redirect {
            to: "a\nb".to_owned(),
        }),
    ] {
        assert!(
            sandbox
                .set_faults([Fault::Html.into(), rule])
                .unwrap_err()
                .to_string()
                .starts_with("rule 1: ")
        );
    }
    assert_eq!(sandbox.faults().len(), 1);
    sandbox.clear_faults();
    assert_eq!(send(sandbox.addr(), &good_send(TO, 1)).await.status, 200);
}

#[tokio::test]
async fn webhooks_meet_the_same_faults() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(FaultRule::from(Fault::status(410)).for_tenant("webhook/crm"))
        .unwrap();
    assert_eq!(
        call(sandbox.addr(), "POST", "/webhook/crm", &json!({}))
            .await
            .status,
        410
    );
    assert_eq!(
        call(sandbox.addr(), "POST", "/webhook/erp", &json!({}))
            .await
            .status,
        200
    );
}
