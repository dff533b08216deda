//! Bulk operations other than a cancel: exact previews, reasons for what is skipped, stop, and who did what.

use super::stage::{Stage, code};
use crate::builder::{continuous, rejected, unknown};
use crate::harness::Harness;
use omnifila_core::id::MessageId;
use omnifila_core::message::{Priority, Reason, Status};
use omnifila_core::outcome::Rejection;
use omnifila_core::time::HOUR;
use omnifila_store::verbs::{Action, Operation, OperationStatus, Selection};

fn skipped(operation: &Operation, code: &str) -> i64 {
    operation.skipped.get(code).copied().unwrap_or_default()
}

pub async fn bulk_reschedule(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.sent().await;
    let ids = stage.fill(9).await;
    let due_at = stage.now.plus(HOUR);
    let mut selected = ids[..4].to_vec();
    selected.push(sent);
    let operation = stage
        .ordered(Action::Reschedule { due_at }, Selection::Ids(selected))
        .await;
    assert_eq!((operation.total, operation.done, operation.changed), (5, 5, 4));
    assert_eq!(skipped(&operation, "not_waiting"), 1);
    assert_eq!(operation.status, OperationStatus::Completed);
    assert_eq!(stage.start(99).await, ids[4..]);
    assert_eq!(stage.row(ids[0]).await.due_at, Some(due_at));
    stage.pass(HOUR);
    assert_eq!(stage.start(99).await, ids[..4]);
}

pub async fn bulk_priority(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(20).await;
    let last = ids[12..].to_vec();
    let operation = stage
        .ordered(
            Action::Priority {
                priority: Priority::High,
            },
            Selection::Ids(last.clone()),
        )
        .await;
    assert_eq!(operation.changed, 8);
    let mut order = last;
    order.extend(&ids[..12]);
    assert_eq!(stage.shown_queue().await, order);
    assert_eq!(stage.start(99).await, order);
}

pub async fn bulk_resend(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.sent().await;
    let uncertain = stage.settled(unknown()).await;
    let failed = stage.settled(rejected(Rejection::Permanent)).await;
    let operation = stage.ordered(Action::Resend, stage.all()).await;
    assert_eq!((operation.total, operation.changed), (3, 2));
    assert_eq!(skipped(&operation, "not_resendable"), 1);
    assert_eq!(stage.status(sent).await, Status::Sent);
    assert_eq!(stage.start(9).await, [uncertain, failed]);
    assert_eq!(stage.detail(failed).await.attempts.last().unwrap().number, 2);
}

pub async fn bulk_reroute(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let sent = stage.sent().await;
    let both: Vec<_> = (0..4).map(|_| stage.for_both(other)).collect();
    let both: Vec<MessageId> = stage.accept(both).await.iter().map(|a| a.id).collect();
    let here_only = stage.fill(1).await;
    stage.pass(HOUR);
    let operation = stage
        .ordered(Action::Reroute { gateway_id: other }, stage.all())
        .await;
    assert_eq!((operation.total, operation.changed), (6, 4));
    assert_eq!(skipped(&operation, "not_waiting"), 1, "{sent} has left");
    assert_eq!(
        operation.skipped.values().sum::<i64>(),
        2,
        "and one has nothing to say there"
    );
    assert_eq!(stage.shown_queue().await, here_only);
    let there = stage.calls_of(other, 9).await;
    assert_eq!(there.iter().map(|c| c.message_id).collect::<Vec<_>>(), both);
    assert!(there.iter().all(|c| c.gateway_id == other));
    let counts = stage.queue().counts().await.unwrap();
    assert!(counts.contains(&(other, Status::Sending, 4)));
    assert_eq!(stage.start(9).await, here_only);
}

pub async fn a_rerouted_message_goes_behind(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let moved = stage.for_both(other);
    let moved = stage.accept_one(moved).await;
    stage.pass(HOUR);
    let before = stage
        .accept_one(crate::builder::message(other, stage.template, 50, stage.now))
        .await;
    stage.pass(HOUR);
    stage
        .ordered(Action::Reroute { gateway_id: other }, Selection::Ids(vec![moved]))
        .await;
    let row = stage.row(moved).await;
    assert_eq!(
        (row.gateway_id, row.status, row.reason),
        (other, Status::Waiting, Reason::Rerouted)
    );
    let started: Vec<_> = stage
        .calls_of(other, 9)
        .await
        .iter()
        .map(|c| c.message_id)
        .collect();
    assert_eq!(
        started,
        [before, moved],
        "its place there is the time of the reroute"
    );
}

pub async fn a_preview_changes_nothing_and_tells_all(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.sent().await;
    stage.settled(unknown()).await;
    stage.settled(rejected(Rejection::Permanent)).await;
    let ids = stage.fill(5).await;
    let actions = [
        (Action::Cancel, 5),
        (Action::Resend, 2),
        (
            Action::Reschedule {
                due_at: stage.now.plus(HOUR),
            },
            5,
        ),
        (
            Action::Priority {
                priority: Priority::Urgent,
            },
            5,
        ),
    ];
    for (action, would_change) in actions {
        let preview = stage
            .queue()
            .preview(&stage.bulk(action, stage.all()))
            .await
            .unwrap();
        assert_eq!(preview.would_change, would_change, "{action:?}");
        assert_eq!(preview.total, 8, "{action:?}");
        assert_eq!(
            preview.skipped.values().sum::<i64>(),
            preview.total - preview.would_change,
            "{action:?}"
        );
    }
    assert!(stage.queue().operations(None, 9).await.unwrap().is_empty());
    assert_eq!(stage.shown_queue().await, ids);
    assert_eq!(stage.list_status(Status::Waiting).await, ids);
}

pub async fn a_stopped_operation_goes_no_further(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(40).await;
    let operation = stage
        .order(
            Action::Priority {
                priority: Priority::High,
            },
            stage.all(),
        )
        .await;
    assert_eq!(operation.status, OperationStatus::Running);
    stage.queue().sweep(stage.now, 10).await.unwrap();
    let stopped = stage
        .queue()
        .stop_operation(operation.id, stage.now)
        .await
        .unwrap();
    assert_eq!(stopped.status, OperationStatus::Stopped);
    stage.sweep().await;
    let after = stage.operation(operation.id).await;
    assert_eq!(after.status, OperationStatus::Stopped);
    let high = omnifila_store::MessageFilter {
        priority: Some(Priority::High),
        ..Default::default()
    };
    let changed = stage.list(high).await.len() as i64;
    assert_eq!(changed, after.changed);
    assert!((1..40).contains(&changed), "{changed}");
    assert!(!matches!(code(stage.undo(operation.id).await), "already_undone"));
}

pub async fn an_operation_goes_on_after_a_restart(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(40).await;
    let operation = stage
        .order(
            Action::Priority {
                priority: Priority::Low,
            },
            stage.all(),
        )
        .await;
    stage.queue().sweep(stage.now, 10).await.unwrap();
    store.restart().await;
    stage.sweep().await;
    let after = stage.operation(operation.id).await;
    assert_eq!(
        (after.status, after.changed, after.done),
        (OperationStatus::Completed, 40, 40)
    );
}

pub async fn operations_are_listed_with_who_and_why(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    stage.cancel(ids[0]).await;
    stage
        .ordered(
            Action::Priority {
                priority: Priority::Low,
            },
            stage.all(),
        )
        .await;
    let cancel = stage.ordered(Action::Cancel, Selection::Ids(vec![ids[1]])).await;
    let all = stage.queue().operations(None, 9).await.unwrap();
    assert_eq!(
        all.iter().map(|o| o.action.as_str()).collect::<Vec<_>>(),
        ["cancel", "priority", "cancel"]
    );
    assert!(all.is_sorted_by(|a, b| a.id > b.id), "newest first");
    assert!(
        all.iter()
            .all(|o| o.actor == "ana" && o.reason.as_deref() == Some("Teste"))
    );
    let older = stage.queue().operations(Some(all[0].id), 1).await.unwrap();
    assert_eq!(older, all[1..2]);
    let history = stage.detail(ids[1]).await.history;
    let last = history.last().unwrap();
    assert_eq!((last.to, last.operation_id), (Status::Cancelled, Some(cancel.id)));
    assert_eq!(
        (last.actor.as_deref(), last.note.as_deref()),
        (Some("ana"), Some("Teste"))
    );
}
