//! What an outcome makes of a message.

use super::stage::{Stage, code, is_not_found, provider_id};
use crate::builder::{accepted, by, continuous, not_sent, rejected, unknown};
use crate::harness::Harness;
use omnifila_core::catalogue::{GatewaySpec, OutcomeUnknown};
use omnifila_core::id::MessageId;
use omnifila_core::message::{Late, Reason, Status};
use omnifila_core::outcome::{Evidence, Rejection};
use omnifila_core::time::{DAY, HOUR};
use omnifila_store::verbs::NewMessage;

pub async fn accepted_is_sent(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(1).await;
    assert_eq!(stage.start(1).await, ids);
    stage.pass(250);
    let settled = stage.settle(ids[0], accepted("wamid.1")).await;
    assert_eq!((settled.message_id, settled.gateway_id), (ids[0], stage.gateway));
    assert_eq!((settled.status, settled.late), (Status::Sent, false));
    let detail = stage.detail(ids[0]).await;
    assert_eq!(
        (detail.row.status, detail.row.sent_at),
        (Status::Sent, Some(stage.now))
    );
    assert_eq!(detail.row.error_code, None);
    let attempt = &detail.attempts[0];
    assert_eq!(
        (attempt.number, attempt.ended_at, attempt.counted),
        (1, Some(stage.now), true)
    );
    assert_eq!(attempt.outcome.as_deref(), Some("accepted"));
    assert_eq!(attempt.provider_id.as_deref(), Some("wamid.1"));
}

pub async fn a_permanent_refusal_fails(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(rejected(Rejection::Permanent)).await;
    let row = stage.row(id).await;
    assert_eq!(
        (row.status, row.reason),
        (Status::Failed, Reason::RejectedPermanent)
    );
    assert_eq!(row.error_code.as_deref(), Some("refused"));
    stage.pass(DAY);
    assert!(stage.start(9).await.is_empty());
}

pub async fn transient_refusals_are_tried_again_and_end(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            max_attempts: 3,
            ..continuous()
        },
    )
    .await;
    let id = stage.fill(1).await[0];
    for number in 1..=3 {
        assert_eq!(stage.start(9).await, [id]);
        stage.settle(id, rejected(Rejection::Transient)).await;
        assert!(stage.start(9).await.is_empty(), "not at once");
        let detail = stage.detail(id).await;
        assert_eq!(detail.attempts.len(), number);
        if number < 3 {
            assert_eq!(detail.row.status, Status::Waiting);
            assert!(detail.row.next_attempt_at > Some(stage.now));
        }
        stage.pass(HOUR);
    }
    let row = stage.row(id).await;
    assert_eq!(
        (row.status, row.reason),
        (Status::Failed, Reason::AttemptsExhausted)
    );
}

pub async fn a_retry_waits_as_long_as_it_says(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(rejected(Rejection::Transient)).await;
    let until = stage.row(id).await.next_attempt_at.unwrap();
    assert_eq!(stage.queue().next_timer().await.unwrap(), Some(until));
    stage.now = until.plus(-1);
    assert!(stage.start(9).await.is_empty());
    store.restart().await;
    stage.now = until;
    assert_eq!(stage.start(9).await, [id]);
}

pub async fn what_is_not_the_messages_fault_costs_no_attempt(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            max_attempts: 1,
            ..continuous()
        },
    )
    .await;
    let id = stage.fill(1).await[0];
    let outcomes = [
        not_sent(),
        rejected(Rejection::Deferred),
        rejected(Rejection::RateLimited { retry_after_ms: None }),
        rejected(Rejection::GatewayRefused),
        not_sent(),
        not_sent(),
    ];
    for outcome in outcomes {
        assert_eq!(stage.start(9).await, [id], "before {outcome:?}");
        stage.settle(id, outcome).await;
        assert_eq!(stage.status(id).await, Status::Waiting);
        stage.pass(12 * HOUR);
    }
    assert!(stage.detail(id).await.attempts.iter().all(|a| !a.counted));
    assert_eq!(stage.start(9).await, [id]);
    stage.settle(id, accepted("p")).await;
    assert_eq!(stage.status(id).await, Status::Sent);
    assert_eq!(stage.detail(id).await.attempts.len(), 7);
}

pub async fn an_unknown_outcome_is_held(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(unknown()).await;
    let row = stage.row(id).await;
    assert_eq!(
        (row.status, row.reason),
        (Status::Uncertain, Reason::OutcomeUnknown)
    );
    assert_eq!(row.error_code.as_deref(), Some("timeout"));
    stage.pass(DAY);
    assert!(stage.start(9).await.is_empty(), "never repeated blindly");
}

pub async fn an_unknown_outcome_is_retried_where_declared(store: &dyn Harness) {
    let spec = GatewaySpec {
        outcome_unknown: OutcomeUnknown::Retry,
        max_attempts: 2,
        ..continuous()
    };
    let mut stage = Stage::with(store, spec).await;
    let id = stage.settled(unknown()).await;
    assert_eq!(stage.status(id).await, Status::Waiting);
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, [id]);
    stage.settle(id, unknown()).await;
    assert_eq!(stage.status(id).await, Status::Failed);
}

pub async fn outcomes_come_in_batches(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(6).await;
    let calls = stage.calls(9).await;
    let outcomes = [
        accepted("a"),
        unknown(),
        rejected(Rejection::Permanent),
        accepted("b"),
        not_sent(),
        accepted("c"),
    ];
    let batch = calls
        .iter()
        .zip(outcomes)
        .map(|(call, outcome)| omnifila_store::verbs::Settlement {
            message_id: call.message_id,
            attempt: call.attempt,
            outcome,
            ended_at: stage.now,
        });
    let settled = stage.queue().settle(batch.collect()).await.unwrap();
    assert_eq!(settled.iter().map(|s| s.message_id).collect::<Vec<_>>(), ids);
    use Status::{Failed, Sent, Uncertain, Waiting};
    let statuses = [Sent, Uncertain, Failed, Sent, Waiting, Sent];
    assert_eq!(settled.iter().map(|s| s.status).collect::<Vec<_>>(), statuses);
    assert_eq!(stage.statuses(&ids).await, statuses);
    assert_eq!(
        stage
            .queue()
            .gateway_state(stage.gateway)
            .await
            .unwrap()
            .in_flight,
        0
    );
}

pub async fn a_turn_settles_first_and_starts_in_the_freed_place(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let (first, second) = (stage.message_to(7), stage.message_to(7));
    let ids = [stage.accept_one(first).await, stage.accept_one(second).await];
    assert_eq!(stage.start(9).await, [ids[0]], "one at a time to one address");
    let settlement = stage.settlement(ids[0], 1, accepted("wamid.1"));
    let request = stage.request(stage.gateway, 9);
    let (settled, started) = stage.queue().turn(vec![settlement], request).await.unwrap();
    assert_eq!((settled[0].message_id, settled[0].status), (ids[0], Status::Sent));
    assert_eq!(
        started.calls.iter().map(|c| c.message_id).collect::<Vec<_>>(),
        [ids[1]]
    );
    assert_eq!(stage.row(ids[1]).await.status, Status::Sending);
}

pub async fn a_late_outcome_changes_nothing_and_is_kept(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(rejected(Rejection::Transient)).await;
    let again = stage.settle_attempt(id, 1, accepted("late")).await;
    assert!(again.late);
    assert_eq!(stage.status(id).await, Status::Waiting, "evidence only");
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, [id]);
    assert!(
        stage
            .settle_attempt(id, 1, rejected(Rejection::Permanent))
            .await
            .late,
        "another attempt is in flight"
    );
    assert_eq!(stage.status(id).await, Status::Sending);
    assert!(!stage.settle_attempt(id, 2, accepted("p")).await.late);
    assert!(stage.settle_attempt(id, 2, unknown()).await.late);
    assert_eq!(stage.status(id).await, Status::Sent);
    assert_eq!(
        stage.detail(id).await.attempts[1].outcome.as_deref(),
        Some("accepted")
    );
}

pub async fn a_rescue_settles_as_unknown(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.sent().await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(2).await, ids[..2]);
    stage.cancel(ids[1]).await;
    store.restart().await;
    assert_eq!(stage.queue().rescue(stage.now).await.unwrap(), 2);
    use Status::{Sent, Uncertain, Waiting};
    assert_eq!(
        stage.statuses(&[sent, ids[0], ids[1], ids[2]]).await,
        [Sent, Uncertain, Uncertain, Waiting]
    );
    assert_eq!(stage.row(ids[0]).await.reason, Reason::NodeLost);
    assert_eq!(
        stage
            .queue()
            .gateway_state(stage.gateway)
            .await
            .unwrap()
            .in_flight,
        0
    );
    assert_eq!(stage.queue().rescue(stage.now).await.unwrap(), 0);
    assert_eq!(
        stage.start(9).await,
        ids[2..],
        "what was in flight does not go again"
    );
    let late = stage
        .settle_attempt(ids[0], 1, accepted(&provider_id(ids[0])))
        .await;
    assert!(late.late);
    assert_eq!(
        stage.report(ids[0], Evidence::Delivered).await,
        Some(ids[0]),
        "the late answer told its name"
    );
    assert_eq!(stage.status(ids[0]).await, Status::Delivered);
}

pub async fn a_rescue_frees_the_address(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let ids: Vec<MessageId> = stage
        .accept(vec![stage.message_to(1), stage.message_to(1)])
        .await
        .iter()
        .map(|a| a.id)
        .collect();
    assert_eq!(stage.start(9).await, ids[..1]);
    stage.queue().rescue(stage.now).await.unwrap();
    assert_eq!(stage.start(9).await, ids[1..]);
}

pub async fn resend_is_for_what_did_not_arrive(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.sent().await;
    let uncertain = stage.settled(unknown()).await;
    let failed = stage.settled(rejected(Rejection::Permanent)).await;
    let soon = NewMessage {
        expires_at: stage.now.plus(HOUR),
        ..stage.message()
    };
    let expired = stage.accept_one(soon).await;
    stage.pass(HOUR);
    stage.upkeep().await;
    let cancelled = stage.fill(1).await[0];
    stage.cancel(cancelled).await;
    for id in [sent, cancelled] {
        assert_eq!(code(stage.resend(id).await), "not_resendable");
    }
    for id in [uncertain, failed, expired] {
        stage.resend(id).await.unwrap();
        let row = stage.row(id).await;
        assert_eq!((row.status, row.reason), (Status::Waiting, Reason::Resent));
        assert_eq!(
            code(stage.resend(id).await),
            "not_resendable",
            "a double click is harmless"
        );
    }
    assert!(is_not_found(&stage.resend(MessageId(9_999)).await));
    stage.upkeep().await;
    assert_eq!(
        stage.start(9).await,
        [uncertain, failed, expired],
        "the expired one got a new time to live"
    );
    let detail = stage.detail(uncertain).await;
    assert_eq!(
        detail.attempts.iter().map(|a| a.number).collect::<Vec<_>>(),
        [1, 2],
        "the same id, the next number"
    );
}

pub async fn a_resent_message_has_its_attempts_anew(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            max_attempts: 2,
            ..continuous()
        },
    )
    .await;
    let id = stage.settled(rejected(Rejection::Transient)).await;
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, [id]);
    stage.settle(id, rejected(Rejection::Transient)).await;
    assert_eq!(stage.status(id).await, Status::Failed);
    stage.resend(id).await.unwrap();
    assert_eq!(stage.start(9).await, [id]);
    stage.settle(id, rejected(Rejection::Transient)).await;
    assert_eq!(stage.status(id).await, Status::Waiting);
}

pub async fn what_was_dropped_late_can_be_resent(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let expires_at = stage.now.plus(3 * DAY);
    let drop = NewMessage {
        due_at: Some(stage.now),
        late: Late::Drop,
        expires_at,
        ..stage.message()
    };
    let drop = stage.accept_one(drop).await;
    stage.pass(DAY);
    stage.upkeep().await;
    assert_eq!(stage.status(drop).await, Status::Expired);
    stage.resend(drop).await.unwrap();
    stage.upkeep().await;
    assert_eq!(stage.status(drop).await, Status::Waiting, "a person wants it now");
    assert_eq!(stage.start(9).await, [drop]);
}

pub async fn resolve_is_for_the_uncertain(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let (yes, no) = (stage.settled(unknown()).await, stage.settled(unknown()).await);
    let sent = stage.sent().await;
    stage
        .queue()
        .resolve(yes, true, by("ana"), stage.now)
        .await
        .unwrap();
    stage
        .queue()
        .resolve(no, false, by("ana"), stage.now)
        .await
        .unwrap();
    let (yes_row, no_row) = (stage.row(yes).await, stage.row(no).await);
    assert_eq!(
        (yes_row.status, yes_row.reason),
        (Status::Sent, Reason::ResolvedSent)
    );
    assert_eq!(
        (no_row.status, no_row.reason),
        (Status::Failed, Reason::ResolvedNotSent)
    );
    for id in [yes, no, sent] {
        assert_eq!(
            code(stage.queue().resolve(id, true, by("ana"), stage.now).await),
            "not_uncertain"
        );
    }
    stage.resend(no).await.unwrap();
    assert_eq!(stage.start(9).await, [no]);
}
