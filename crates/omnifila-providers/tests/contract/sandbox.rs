//! Opa! Suite end to end with the sandbox: what the queue believes against what a person would have received.

use super::*;
use omnifila_sandbox::{AttendanceChange, Fault, LimitChange, RetryAfter, Sandbox, SandboxConfig};

/// The sandbox's own example tenant.
pub(super) fn opa(
    sandbox: &Sandbox,
    change: impl FnOnce(&mut Map<String, Value>),
    timeout_ms: u64,
) -> Arc<dyn Gateway> {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let mut own = settings(GatewayKind::OpaSuite, &sandbox.url());
    own.insert("token".into(), json!(omnifila_sandbox::DEFAULT_TOKEN));
    own.insert("channel_id".into(), json!(omnifila_sandbox::DEFAULT_CHANNEL));
    change(&mut own);
    gateways::build(
        GatewayKind::OpaSuite,
        &own,
        timeout_ms,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap()
}

pub(super) fn three_variables(message: i64) -> Call {
    let mut call = call(message, 1);
    call.content.provider_template_id = Some(omnifila_sandbox::TEMPLATE_FATURA.into());
    call.content.parameters = vec![
        "Cliente\nExemplo".into(),
        "129,90".into(),
        "10/12/2026      ".into(),
    ];
    call
}

/// Fault, outcome, whether a person would have received the message, and how long to wait for the answer.
fn faults() -> Vec<(Fault, Outcome, bool, u64)> {
    let limited = |retry_after_ms| refused(Rejection::RateLimited { retry_after_ms }, "rate_limited");
    vec![
        (
            Fault::status(401),
            refused(Rejection::GatewayRefused, "unauthorized"),
            false,
            PATIENT_MS,
        ),
        (
            Fault::status(403),
            refused(Rejection::GatewayRefused, "forbidden"),
            false,
            PATIENT_MS,
        ),
        (Fault::status(500), unknown("http_5xx"), false, PATIENT_MS),
        (
            Fault::rate_limited(RetryAfter::Seconds(7)),
            limited(Some(7_000)),
            false,
            PATIENT_MS,
        ),
        (
            Fault::rate_limited(RetryAfter::Absent),
            limited(None),
            false,
            PATIENT_MS,
        ),
        (
            Fault::rate_limited(RetryAfter::Garbage),
            limited(None),
            false,
            PATIENT_MS,
        ),
        (
            Fault::rate_limited(RetryAfter::Negative),
            limited(None),
            false,
            PATIENT_MS,
        ),
        (
            Fault::rate_limited(RetryAfter::Huge),
            limited(Some(86_400_000)),
            false,
            PATIENT_MS,
        ),
        (
            Fault::NoMessageId,
            unknown("accepted_without_id"),
            true,
            PATIENT_MS,
        ),
        (Fault::HangBeforeAccept, unknown("timeout"), false, BRIEF_MS),
        (Fault::HangAfterAccept, unknown("timeout"), true, BRIEF_MS),
        (
            Fault::SlowLoris { byte_every_ms: 50 },
            unknown("timeout"),
            true,
            BRIEF_MS,
        ),
        (
            Fault::ResetBeforeRead,
            unknown("connection_reset"),
            false,
            PATIENT_MS,
        ),
        (
            Fault::ResetAfterAccept,
            unknown("connection_reset"),
            true,
            PATIENT_MS,
        ),
        (Fault::HalfBody, unknown("half_answer"), true, PATIENT_MS),
        (Fault::Html, unknown("bad_answer"), false, PATIENT_MS),
        (Fault::EmptyBody, unknown("bad_answer"), true, PATIENT_MS),
        (
            Fault::HugeBody { bytes: 1 << 26 },
            unknown("oversized_answer"),
            true,
            PATIENT_MS,
        ),
        (Fault::WrongTypes, unknown("bad_answer"), true, PATIENT_MS),
        (Fault::BadUtf8, unknown("bad_answer"), true, PATIENT_MS),
        (
            Fault::Redirect {
                to: "http://169.254.169.254/".into(),
            },
            refused(Rejection::GatewayRefused, "redirect"),
            false,
            PATIENT_MS,
        ),
    ]
}

#[tokio::test]
async fn every_fault_is_told_as_it_is() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    for (n, (fault, expected, effect, timeout_ms)) in (1..).zip(faults()) {
        let name = format!("{fault:?}");
        sandbox.clear_journal();
        sandbox.clear_faults();
        sandbox.add_fault(fault).unwrap();
        let outcome = opa(&sandbox, |_| (), timeout_ms).send(&three_variables(n)).await;
        assert_eq!(outcome, expected, "{name}");
        let seen = sandbox
            .wait_until(Duration::from_secs(20), |counters| counters.calls == 1)
            .await;
        assert!(seen, "{name}: called once");
        assert_eq!(sandbox.effects().len(), usize::from(effect), "{name}");
    }
}

#[tokio::test]
async fn a_false_success_is_a_refusal() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.add_fault(Fault::FalseSuccess).unwrap();
    let outcome = opa(&sandbox, |_| (), PATIENT_MS).send(&three_variables(1)).await;
    assert!(matches!(outcome, Outcome::Rejected { .. }), "{outcome:?}");
    assert_eq!(sandbox.effects().len(), 0);
}

#[tokio::test]
async fn what_opa_checks() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let well = opa(&sandbox, |_| (), PATIENT_MS);
    let outcome = well.send(&three_variables(1)).await;
    assert_eq!(
        outcome,
        Outcome::Accepted {
            provider_id: sandbox.message_id(1)
        }
    );
    let arrived = &sandbox.effects()[0];
    assert_eq!(
        arrived.variables,
        json!(["Cliente Exemplo", "129,90", "10/12/2026"])
    );
    assert_eq!(
        arrived.metadata,
        json!({"message_id": 1, "attempt": 1, "dedupe_key": "k1"})
    );

    let mut short = three_variables(2);
    short.content.parameters.pop();
    assert_eq!(
        well.send(&short).await,
        refused(Rejection::Permanent, "wrong_variables")
    );
    let mut lost = three_variables(3);
    lost.content.provider_template_id = Some("64aa00000000000000009999".into());
    assert_eq!(
        well.send(&lost).await,
        refused(Rejection::Permanent, "template_not_found")
    );

    let bad_token = opa(
        &sandbox,
        |s| drop(s.insert("token".into(), json!("wrong"))),
        PATIENT_MS,
    );
    assert_eq!(
        bad_token.send(&three_variables(4)).await,
        refused(Rejection::GatewayRefused, "unauthorized")
    );
    assert!(bad_token.probe().await.unwrap().unwrap_err().credentials);

    let id = omnifila_sandbox::TEMPLATE_FATURA;
    let mixed_up = opa(
        &sandbox,
        |s| drop(s.insert("channel_id".into(), json!(id))),
        PATIENT_MS,
    );
    assert_eq!(
        mixed_up.send(&three_variables(5)).await,
        refused(Rejection::GatewayRefused, "channel_not_found")
    );
    let found = mixed_up.check(None).await;
    assert_eq!(
        found.last().unwrap().code.as_deref(),
        Some("template_id_in_channel_id")
    );

    let bad: Vec<_> = well
        .check(Some("(49) 90000-0001"))
        .await
        .into_iter()
        .filter(|c| !c.ok)
        .collect();
    assert_eq!(bad, []);
    assert_eq!(well.probe().await, Some(Ok(())));
    assert_eq!(sandbox.effects().len(), 1, "only the first message arrived");
}

#[tokio::test]
async fn attendance_defers_and_the_daily_limit_rests() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let recipient = "+5549900000001".to_owned();
    sandbox
        .set_attendance(&AttendanceChange {
            tenant: None,
            recipient,
            in_attendance: true,
            by: None,
        })
        .unwrap();
    let polite = opa(&sandbox, |_| (), PATIENT_MS);
    let deferred = refused(Rejection::Deferred, "contact_in_attendance");
    assert_eq!(polite.send(&three_variables(1)).await, deferred);
    let pushy = opa(
        &sandbox,
        |s| drop(s.insert("allow_started_attendance".into(), json!(true))),
        PATIENT_MS,
    );
    assert!(matches!(
        pushy.send(&three_variables(2)).await,
        Outcome::Accepted { .. }
    ));

    let used_up = LimitChange {
        tenant: None,
        channel: None,
        daily_limit: Some(1),
        messages_sent: 1,
    };
    sandbox.set_limit(&used_up).unwrap();
    let outcome = pushy.send(&three_variables(3)).await;
    let rests = Rejection::RateLimited {
        retry_after_ms: Some(600_000),
    };
    assert_eq!(outcome, refused(rests, "daily_limit_reached"));
    let found = pushy.check(None).await;
    assert_eq!(found.last().unwrap().code.as_deref(), Some("daily_limit_reached"));
}
