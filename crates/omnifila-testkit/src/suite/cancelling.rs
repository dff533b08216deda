//! Cancelled means never sent; undo brings back exactly what it says.

use super::stage::{Stage, code, is_not_found};
use crate::builder::{accepted, by, not_sent, phone, rejected, suppression, unknown};
use crate::harness::{Harness, Setting};
use omnifila_core::id::{MessageId, OperationId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::Rejection;
use omnifila_core::time::{HOUR, MINUTE};
use omnifila_store::MessageFilter;
use omnifila_store::verbs::{Action, CancelOutcome, NewMessage, OperationStatus, Place, Selection};

pub async fn cancel_answers_by_status(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.sent().await;
    let uncertain = stage.settled(unknown()).await;
    let failed = stage.settled(rejected(Rejection::Permanent)).await;
    let ids = stage.fill(2).await;
    assert_eq!(stage.start(1).await, ids[..1]);
    let table = [
        (ids[1], CancelOutcome::Cancelled, Status::Cancelled),
        (ids[1], CancelOutcome::Cancelled, Status::Cancelled),
        (ids[0], CancelOutcome::TooLate, Status::Sending),
        (uncertain, CancelOutcome::Uncertain, Status::Uncertain),
        (sent, CancelOutcome::TooLate, Status::Sent),
        (failed, CancelOutcome::TooLate, Status::Failed),
    ];
    for (id, outcome, status) in table {
        let answer = stage.cancel(id).await;
        assert_eq!((answer.outcome, answer.status), (outcome, status));
        assert_eq!(stage.status(id).await, status);
        assert_eq!(stage.operation(answer.operation_id).await.action, "cancel");
    }
    let nobody = stage
        .queue()
        .cancel(MessageId(9_999), by("ana"), Reason::Cancelled, stage.now)
        .await;
    assert!(is_not_found(&nobody));
}

pub async fn what_is_cancelled_never_starts(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(4).await;
    for id in [ids[0], ids[2]] {
        stage.cancel(id).await;
    }
    assert_eq!(stage.shown_queue().await, [ids[1], ids[3]]);
    store.restart().await;
    assert_eq!(stage.start(9).await, [ids[1], ids[3]]);
    let row = stage.row(ids[0]).await;
    assert_eq!((row.status, row.reason), (Status::Cancelled, Reason::Cancelled));
}

pub async fn a_cancel_while_sending_is_remembered(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    assert_eq!(stage.start(9).await, ids);
    for id in &ids {
        assert_eq!(stage.cancel(*id).await.outcome, CancelOutcome::TooLate);
        assert!(stage.detail(*id).await.cancel_requested);
    }
    store.restart().await;
    let outcomes = [
        not_sent(),
        rejected(Rejection::Transient),
        rejected(Rejection::Permanent),
        accepted("p"),
        unknown(),
    ];
    for (id, outcome) in ids.iter().zip(outcomes) {
        stage.settle(*id, outcome).await;
    }
    use Status::{Cancelled, Sent, Uncertain};
    assert_eq!(
        stage.statuses(&ids).await,
        [Cancelled, Cancelled, Cancelled, Sent, Uncertain]
    );
    stage.pass(HOUR);
    assert!(stage.start(9).await.is_empty());
}

pub async fn a_cancel_of_the_uncertain_waits_for_the_decision(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(unknown()).await;
    assert_eq!(stage.cancel(id).await.outcome, CancelOutcome::Uncertain);
    stage
        .queue()
        .resolve(id, false, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(stage.status(id).await, Status::Cancelled);
    let id = stage.settled(unknown()).await;
    stage.cancel(id).await;
    stage
        .queue()
        .resolve(id, true, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(stage.status(id).await, Status::Sent);
}

pub async fn undo_of_one_cancel(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    stage
        .queue()
        .place(ids[2], Place::Front, by("ana"), stage.now)
        .await
        .unwrap();
    let answer = stage.cancel(ids[2]).await;
    stage.pass(MINUTE);
    let undone = stage.undo(answer.operation_id).await.unwrap();
    assert_eq!(undone.restored, 1);
    assert!(undone.skipped.is_empty());
    assert_eq!(
        stage.operation(answer.operation_id).await.status,
        OperationStatus::Undone
    );
    let row = stage.row(ids[2]).await;
    assert_eq!((row.status, row.reason), (Status::Waiting, Reason::Undone));
    assert_eq!(
        stage.shown_queue().await,
        [ids[2], ids[0], ids[1]],
        "it keeps its place"
    );
    assert_eq!(stage.start(9).await, [ids[2], ids[0], ids[1]]);
}

pub async fn an_undo_is_made_once(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(2).await;
    let answer = stage.cancel(ids[0]).await;
    assert_eq!(stage.undo(answer.operation_id).await.unwrap().restored, 1);
    stage.cancel(ids[0]).await;
    assert_eq!(code(stage.undo(answer.operation_id).await), "already_undone");
    assert_eq!(stage.status(ids[0]).await, Status::Cancelled);
    assert!(is_not_found(&stage.undo(OperationId(9_999)).await));
}

pub async fn an_undo_is_possible_for_ten_minutes(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(2).await;
    let first = stage.cancel(ids[0]).await.operation_id;
    let second = stage.cancel(ids[1]).await.operation_id;
    assert_eq!(
        stage.operation(first).await.undo_until,
        Some(stage.now.plus(10 * MINUTE))
    );
    stage.pass(10 * MINUTE - 1);
    assert_eq!(stage.undo(first).await.unwrap().restored, 1);
    stage.pass(2);
    assert_eq!(code(stage.undo(second).await), "undo_expired");
    assert_eq!(stage.statuses(&ids).await, [Status::Waiting, Status::Cancelled]);
}

pub async fn an_undo_applies_every_check_again(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let soon = NewMessage {
        expires_at: stage.now.plus(MINUTE),
        ..stage.message()
    };
    let soon = stage.accept_one(soon).await;
    let suppressed = stage.accept_one(stage.message_to(70)).await;
    let free = stage.fill(3).await;
    let operation = stage.ordered(Action::Cancel, stage.all()).await;
    assert_eq!(operation.changed, 5);
    stage.set(Setting::Suppress(suppression(&phone(70), &[]))).await;
    stage.pass(MINUTE);
    let undone = stage.undo(operation.id).await.unwrap();
    assert_eq!(undone.restored, 3);
    assert_eq!(undone.skipped.get("expired"), Some(&1));
    assert_eq!(undone.skipped.values().sum::<i64>(), 2);
    assert_eq!(stage.statuses(&[soon, suppressed]).await, [Status::Cancelled; 2]);
    assert_eq!(stage.start(9).await, free);
}

pub async fn an_undo_leaves_what_another_operation_cancelled(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(4).await;
    stage.cancel(ids[1]).await;
    let bulk = stage.ordered(Action::Cancel, stage.all()).await;
    assert_eq!(bulk.changed, 3);
    assert_eq!(stage.undo(bulk.id).await.unwrap().restored, 3);
    assert_eq!(stage.list_status(Status::Cancelled).await, [ids[1]]);
}

pub async fn a_bulk_cancel_binds_at_once(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(crate::builder::continuous()).await;
    let elsewhere = stage
        .accept_one(crate::builder::message(other, stage.template, 90, stage.now))
        .await;
    let keyed = NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message()
    };
    let mut ids = vec![stage.accept_one(keyed.clone()).await];
    ids.extend(stage.fill(30).await);
    let operation = stage.order(Action::Cancel, stage.all()).await;
    assert_eq!(operation.changed, 31, "exact in the answer");
    // No row need have been rewritten yet, and nobody can tell.
    for _ in 0..2 {
        assert!(stage.start(99).await.is_empty());
        assert!(stage.shown_queue().await.is_empty());
        assert_eq!(stage.list_status(Status::Cancelled).await, ids);
        assert_eq!(stage.list_status(Status::Waiting).await, [elsewhere]);
        let counts = stage.queue().counts().await.unwrap();
        let of = |status| {
            counts
                .iter()
                .filter(|c| (c.0, c.1) == (stage.gateway, status))
                .map(|c| c.2)
                .sum::<i64>()
        };
        assert_eq!((of(Status::Waiting), of(Status::Cancelled)), (0, 31));
        assert_eq!(stage.row(ids[5]).await.status, Status::Cancelled);
        assert_eq!(
            stage.accept(vec![keyed.clone()]).await[0].status,
            Status::Cancelled
        );
        assert_eq!(
            code(
                stage
                    .queue()
                    .place(ids[3], Place::Front, by("bia"), stage.now)
                    .await
            ),
            "queue_changed"
        );
        assert_eq!(code(stage.resend(ids[3]).await), "not_resendable");
        assert_eq!(stage.cancel(ids[4]).await.outcome, CancelOutcome::Cancelled);
        assert!(stage.queue().waiting(stage.gateway, 99).await.unwrap().is_empty());
        store.restart().await;
    }
    stage.sweep().await;
    assert_eq!(stage.list_status(Status::Cancelled).await, ids);
    let operation = stage.operation(operation.id).await;
    assert_eq!(
        (operation.status, operation.changed),
        (OperationStatus::Completed, 31)
    );
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
}

pub async fn a_bulk_cancel_counts_by_status(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.sent().await;
    stage.settled(unknown()).await;
    stage.settled(unknown()).await;
    let ids = stage.fill(9).await;
    assert_eq!(stage.start(3).await, ids[..3]);
    stage.cancel(ids[8]).await;
    let operation = stage.order(Action::Cancel, stage.all()).await;
    assert_eq!(
        (operation.changed, operation.too_late, operation.uncertain),
        (5, 3, 2)
    );
    stage.sweep().await;
    let after = stage.operation(operation.id).await;
    assert_eq!((after.changed, after.too_late, after.uncertain), (5, 3, 2));
    assert_eq!(after.status, OperationStatus::Completed);
    stage.settle(ids[0], not_sent()).await;
    stage.settle(ids[1], accepted("p")).await;
    assert_eq!(
        stage.statuses(&ids[..3]).await,
        [Status::Cancelled, Status::Sent, Status::Sending]
    );
}

pub async fn a_bulk_cancel_spares_what_comes_later(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(5).await;
    stage.order(Action::Cancel, stage.all()).await;
    let later = stage.fill(2).await;
    assert_eq!(stage.shown_queue().await, later);
    stage.sweep().await;
    assert_eq!(stage.start(9).await, later);
}

pub async fn a_bulk_cancel_by_filter_leaves_the_rest(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let mut batch: Vec<NewMessage> = (0..20).map(|_| stage.message()).collect();
    for message in batch.iter_mut().step_by(2) {
        message.batch_ref = Some("lote-1".into());
    }
    let ids: Vec<MessageId> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    let filter = MessageFilter {
        batch_ref: Some("lote-1".into()),
        ..MessageFilter::default()
    };
    let operation = stage
        .order(Action::Cancel, Selection::Filter(filter.clone()))
        .await;
    assert_eq!(operation.changed, 10);
    let odd: Vec<MessageId> = ids.iter().skip(1).step_by(2).copied().collect();
    assert_eq!(stage.shown_queue().await, odd);
    let waiting = MessageFilter {
        status: vec![Status::Waiting],
        ..filter
    };
    assert!(stage.list(waiting).await.is_empty());
    assert_eq!(stage.start(99).await, odd);
    stage.sweep().await;
    assert_eq!(stage.list_status(Status::Cancelled).await.len(), 10);
}

pub async fn a_bulk_cancel_by_ids(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(6).await;
    let operation = stage
        .ordered(Action::Cancel, Selection::Ids(vec![ids[4], ids[1], ids[4]]))
        .await;
    assert_eq!(operation.changed, 2);
    assert_eq!(stage.start(9).await, [ids[0], ids[2], ids[3], ids[5]]);
}

pub async fn a_bulk_cancel_is_undone_swept_or_not(store: &dyn Harness) {
    for swept in [true, false] {
        let mut stage = Stage::open(store).await;
        let ids = stage.fill(20).await;
        assert_eq!(stage.start(2).await, ids[..2]);
        let operation = stage.order(Action::Cancel, stage.all()).await;
        if swept {
            stage.sweep().await;
        }
        let undone = stage.undo(operation.id).await.unwrap();
        assert_eq!(undone.restored, 18, "swept: {swept}");
        stage.sweep().await;
        assert_eq!(
            stage.shown_queue().await,
            ids[2..],
            "no later slice cancels them again"
        );
        assert_eq!(code(stage.undo(operation.id).await), "already_undone");
        store.restart().await;
        assert_eq!(stage.start(99).await, ids[2..]);
    }
}

pub async fn a_cancel_after_an_undo_binds(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    let first = stage.order(Action::Cancel, stage.all()).await;
    stage.undo(first.id).await.unwrap();
    let second = stage.order(Action::Cancel, stage.all()).await;
    assert_eq!(second.changed, 5);
    assert!(stage.start(9).await.is_empty());
    stage.sweep().await;
    assert_eq!(stage.list_status(Status::Cancelled).await, ids);
    assert_eq!(stage.undo(second.id).await.unwrap().restored, 5);
}

pub async fn a_stopped_cancel_says_what_it_kept(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(50).await;
    let operation = stage.order(Action::Cancel, stage.all()).await;
    stage.queue().sweep(stage.now, 10).await.unwrap();
    stage
        .queue()
        .stop_operation(operation.id, stage.now)
        .await
        .unwrap();
    stage.sweep().await;
    let operation = stage.operation(operation.id).await;
    let (cancelled, waiting) = (
        stage.list_status(Status::Cancelled).await,
        stage.list_status(Status::Waiting).await,
    );
    assert_eq!(operation.changed, cancelled.len() as i64);
    assert_eq!(cancelled.len() + waiting.len(), 50);
    assert_eq!(stage.start(99).await, waiting, "what is not cancelled leaves");
}

pub async fn two_orders_over_the_same_rows(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(10).await;
    let first = stage.order(Action::Cancel, stage.all()).await;
    let second = stage.order(Action::Cancel, stage.all()).await;
    assert_eq!(
        (first.changed, second.changed),
        (10, 0),
        "a row is cancelled once"
    );
    stage.sweep().await;
    assert_eq!(stage.undo(second.id).await.unwrap().restored, 0);
    assert_eq!(stage.undo(first.id).await.unwrap().restored, 10);
    assert_eq!(stage.list_status(Status::Waiting).await.len(), 10);
}
