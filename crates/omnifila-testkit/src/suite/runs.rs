//! Runs of tasks: what they release, and that their sums agree at every step.

use super::stage::Stage;
use crate::builder::{accepted, by, continuous, queued, rejected, unknown};
use crate::harness::Harness;
use omnifila_core::catalogue::{GatewaySpec, RunStatus};
use omnifila_core::id::{GatewayId, RunId};
use omnifila_core::message::{Priority, Status};
use omnifila_core::outcome::Rejection;
use omnifila_core::time::{DAY, HOUR, MINUTE};
use omnifila_store::MessageFilter;
use omnifila_store::verbs::{Action, NewMessage, NewRun, Place, Selection, StartRequest};

pub async fn a_queue_waits_for_a_run(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(4).await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(HOUR);
    let run = stage.run(None).await;
    let row = stage.run_row(run).await;
    assert_eq!(
        (row.status, row.counts.due, row.counts.remaining),
        (RunStatus::Running, 4, 4)
    );
    assert_eq!(
        (row.task_id, &row.gateway_ids, row.limit),
        (stage.task, &vec![stage.gateway], None)
    );
    assert_eq!((row.started_at, row.finished_at), (stage.now, None));
    stage.pass(MINUTE);
    let later = stage.fill(2).await;
    assert_eq!(
        stage.start(9).await,
        ids,
        "what came after the run waits for the next"
    );
    for id in &ids {
        stage.settle(*id, accepted(&format!("p{id}"))).await;
    }
    assert_eq!(stage.close_runs(true).await, [run]);
    let next = stage.run(None).await;
    assert_eq!(stage.run_row(next).await.counts.due, 2);
    assert_eq!(stage.start(9).await, later);
    let filter = MessageFilter {
        run_id: Some(run),
        ..MessageFilter::default()
    };
    assert_eq!(stage.list(filter).await, ids, "a run's messages can be listed");
}

pub async fn a_run_leaves_what_is_due_later(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let tomorrow = NewMessage {
        due_at: Some(stage.now.plus(DAY)),
        ..stage.message()
    };
    let tomorrow = stage.accept_one(tomorrow).await;
    let today = stage.fill(1).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.run_row(run).await.counts.due, 1);
    assert_eq!(stage.start(9).await, today);
    stage.settle(today[0], accepted("p")).await;
    stage.pass(DAY);
    assert!(stage.start(9).await.is_empty(), "due, and not released");
    assert_eq!(stage.close_runs(true).await, [run]);
    let next = stage.run(None).await;
    assert_eq!(stage.run_row(next).await.counts.due, 1);
    assert_eq!(stage.start(9).await, [tomorrow]);
}

pub async fn a_release_survives_a_restart(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(4).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.start(1).await, ids[..1]);
    store.restart().await;
    assert_eq!(stage.run_row(run).await.counts.due, 4);
    assert_eq!(stage.start(9).await, ids[1..]);
}

pub async fn a_limited_run_takes_the_head(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let later = NewMessage {
        due_at: Some(stage.now.plus(DAY)),
        priority: Priority::Urgent,
        ..stage.message()
    };
    stage.accept_one(later).await;
    let ids = stage.fill(6).await;
    let urgent = NewMessage {
        priority: Priority::High,
        ..stage.message()
    };
    let urgent = stage.accept_one(urgent).await;
    stage
        .queue()
        .place(ids[5], Place::Front, by("ana"), stage.now)
        .await
        .unwrap();
    stage.pass(MINUTE);
    let run = stage.run(Some(3)).await;
    let row = stage.run_row(run).await;
    assert_eq!((row.counts.due, row.limit), (3, Some(3)));
    let head = [urgent, ids[5], ids[0]];
    assert_eq!(stage.start(9).await, head);
    for id in head {
        stage.settle(id, accepted(&format!("p{id}"))).await;
    }
    assert!(stage.start(9).await.is_empty());
    assert_eq!(stage.close_runs(true).await, [run]);
    assert_eq!(stage.run_row(run).await.counts.sent, 3);
    let next = stage.run(Some(9)).await;
    assert_eq!(
        stage.run_row(next).await.counts.due,
        4,
        "fewer than the limit are due"
    );
    assert_eq!(stage.start(9).await, ids[1..5]);
}

pub async fn a_limited_run_adds_to_what_is_released(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(2).await;
    stage.pass(MINUTE);
    let all = stage.run(None).await;
    stage.pass(MINUTE);
    let later = stage.fill(3).await;
    stage.pass(MINUTE);
    let by_hand = NewRun {
        task_id: None,
        ..stage.new_run(Some(1))
    };
    let by_hand = stage.queue().open_run(by_hand, stage.now).await.unwrap().unwrap();
    assert_eq!(
        (
            stage.run_row(all).await.counts.due,
            stage.run_row(by_hand).await.counts.due
        ),
        (2, 1)
    );
    assert_eq!(stage.start(9).await, [ids[0], ids[1], later[0]]);
}

pub async fn the_sum_agrees_at_every_step(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            max_attempts: 2,
            ..queued()
        },
    )
    .await;
    let soon = NewMessage {
        expires_at: stage.now.plus(HOUR),
        ..stage.message()
    };
    let soon = stage.accept_one(soon).await;
    stage
        .queue()
        .place(soon, Place::Back, by("ana"), stage.now)
        .await
        .unwrap();
    stage.pass(1);
    let ids = stage.fill(7).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    let counts = async |stage: &Stage<'_>| stage.run_row(run).await.counts;
    assert_eq!(counts(&stage).await.due, 8);
    stage.cancel(ids[0]).await;
    assert_eq!(
        (counts(&stage).await.cancelled, counts(&stage).await.remaining),
        (1, 7)
    );
    let started = stage.start(5).await;
    assert_eq!(started.len(), 5);
    assert_eq!(counts(&stage).await.remaining, 7, "what is on the way remains");
    let outcomes = [
        accepted("a"),
        rejected(Rejection::Permanent),
        unknown(),
        rejected(Rejection::Transient),
        accepted("b"),
    ];
    for (id, outcome) in started.iter().zip(outcomes) {
        stage.settle(*id, outcome).await;
        counts(&stage).await;
    }
    let c = counts(&stage).await;
    assert_eq!(
        (c.sent, c.failed, c.uncertain, c.cancelled, c.remaining),
        (2, 1, 1, 1, 3)
    );
    store.restart().await;
    assert_eq!(counts(&stage).await, c);
    stage.pass(HOUR);
    stage.upkeep().await;
    let expired = counts(&stage).await.expired;
    assert_eq!(expired, i64::from(stage.status(soon).await == Status::Expired));
    assert!(
        stage.close_runs(false).await.is_empty(),
        "somebody can still leave"
    );
    let rest = stage.start(9).await;
    for id in rest {
        stage.settle(id, accepted(&format!("q{id}"))).await;
        counts(&stage).await;
    }
    assert_eq!(
        stage.close_runs(false).await,
        [run],
        "everybody has left or ended"
    );
    let row = stage.run_row(run).await;
    assert_eq!(
        (row.status, row.finished_at),
        (RunStatus::CompletedWithIssues, Some(stage.now))
    );
    assert_eq!((row.counts.remaining, row.counts.deferred), (0, 0));
}

pub async fn a_run_without_trouble_is_completed(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(2).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.start(9).await, ids);
    assert!(stage.close_runs(true).await.is_empty(), "they are on the way");
    for id in ids {
        stage.settle(id, accepted(&format!("p{id}"))).await;
    }
    assert_eq!(stage.close_runs(false).await, [run]);
    assert_eq!(stage.run_row(run).await.status, RunStatus::Completed);
    assert!(stage.close_runs(true).await.is_empty(), "it ends once");
    let empty = stage.run(None).await;
    stage.close_runs(false).await;
    let row = stage.run_row(empty).await;
    assert_eq!((row.status, row.counts.due), (RunStatus::Completed, 0));
}

/// The lane reports what it saw before the run: its members were not released then.
pub async fn a_look_from_before_a_run_ends_nothing_of_it(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(2).await;
    stage.pass(MINUTE);
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 9,
        now: stage.now,
        circuit_until: None,
    };
    let look = stage.queue().start(request.clone()).await.unwrap();
    assert!(look.exhausted, "they wait for a task");
    stage.pass(1);
    let run = stage.run(None).await;
    let close = async |as_of| {
        stage
            .queue()
            .close_runs(request.now, &[stage.gateway], as_of)
            .await
            .unwrap()
    };
    assert!(close(look.as_of).await.is_empty());
    assert_eq!(stage.run_row(run).await.counts.remaining, 2);
    assert_eq!(stage.start(9).await, ids);
    let look = stage.queue().start(request.clone()).await.unwrap();
    assert_eq!(look.as_of, run);
    for id in ids {
        stage.settle(id, accepted("a")).await;
    }
    assert_eq!(close(look.as_of).await, [run]);
    let row = stage.run_row(run).await;
    assert!(
        row.finished_at.unwrap() >= row.started_at,
        "a look ends no run before it began"
    );
}

pub async fn a_run_ends_with_what_it_cannot_send(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(3).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.start(9).await, ids);
    stage.settle(ids[0], accepted("a")).await;
    stage.settle(ids[1], rejected(Rejection::Transient)).await;
    stage.settle(ids[2], accepted("b")).await;
    assert!(stage.close_runs(false).await.is_empty());
    assert_eq!(stage.close_runs(true).await, [run]);
    let c = stage.run_row(run).await.counts;
    assert_eq!((c.due, c.sent, c.deferred, c.remaining), (3, 2, 1, 0));
    stage.pass(HOUR);
    assert_eq!(
        stage.start(9).await,
        [ids[1]],
        "a retry keeps its release: no other run is needed"
    );
    stage.settle(ids[1], accepted("c")).await;
    stage.run_row(run).await;
}

pub async fn an_undo_keeps_the_release(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(3).await;
    stage.pass(MINUTE);
    let run = stage.run(Some(2)).await;
    let answer = stage.cancel(ids[1]).await;
    assert_eq!(stage.run_row(run).await.counts.cancelled, 1);
    stage.undo(answer.operation_id).await.unwrap();
    assert_eq!(stage.run_row(run).await.counts.cancelled, 0);
    assert_eq!(stage.start(9).await, ids[..2]);
}

pub async fn a_resend_waits_for_the_next_run(store: &dyn Harness) {
    for limit in [None, Some(5)] {
        let mut stage = Stage::queued(store).await;
        let ids = stage.fill(2).await;
        stage.pass(MINUTE);
        stage.run(limit).await;
        assert_eq!(stage.start(9).await, ids);
        stage.settle(ids[0], rejected(Rejection::Permanent)).await;
        stage.settle(ids[1], accepted("p")).await;
        stage.close_runs(true).await;
        stage.pass(MINUTE);
        stage.resend(ids[0]).await.unwrap();
        assert!(stage.start(9).await.is_empty());
        stage.pass(MINUTE);
        let next = stage.run(limit).await;
        assert_eq!(stage.run_row(next).await.counts.due, 1);
        assert_eq!(stage.start(9).await, ids[..1]);
    }
}

pub async fn a_reroute_waits_for_a_run_there(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let other = stage.another_gateway(queued()).await;
    let moved = stage.for_both(other);
    let moved = stage.accept_one(moved).await;
    stage.pass(MINUTE);
    let both = |gateways: Vec<GatewayId>| NewRun {
        task_id: None,
        gateway_ids: gateways,
        limit: None,
        occurrence: None,
        by: by("ana"),
    };
    stage
        .queue()
        .open_run(both(vec![stage.gateway, other]), stage.now)
        .await
        .unwrap()
        .unwrap();
    stage.pass(MINUTE);
    stage
        .ordered(Action::Reroute { gateway_id: other }, Selection::Ids(vec![moved]))
        .await;
    assert!(
        stage.calls_of(other, 9).await.is_empty(),
        "the run there released what was there"
    );
    stage.pass(MINUTE);
    stage
        .queue()
        .open_run(both(vec![other]), stage.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
}

pub async fn a_reschedule_past_the_start_needs_another_run(store: &dyn Harness) {
    for limit in [None, Some(5)] {
        let mut stage = Stage::queued(store).await;
        let ids = stage.fill(3).await;
        stage.pass(MINUTE);
        let run = stage.run(limit).await;
        let due = stage.now.plus(HOUR);
        stage
            .queue()
            .reschedule(ids[1], due, by("ana"), stage.now)
            .await
            .unwrap();
        let earlier = stage.now.plus(-30);
        stage
            .queue()
            .reschedule(ids[2], earlier, by("ana"), stage.now)
            .await
            .unwrap();
        let started = stage.start(9).await;
        assert_eq!(super::stage::ids(&started), super::stage::ids(&[ids[0], ids[2]]));
        for id in started {
            stage.settle(id, accepted(&format!("p{id}"))).await;
        }
        stage.run_row(run).await;
        stage.close_runs(true).await;
        assert_ne!(stage.run_row(run).await.status, RunStatus::Running);
        stage.pass(2 * HOUR);
        assert!(stage.start(9).await.is_empty());
        stage.run(limit).await;
        assert_eq!(stage.start(9).await, [ids[1]]);
        stage.settle(ids[1], accepted("q")).await;
        stage.close_runs(true).await;
    }
}

pub async fn a_task_has_one_open_run(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(1).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    stage.pass(MINUTE);
    assert_eq!(
        stage
            .queue()
            .open_run(stage.new_run(None), stage.now)
            .await
            .unwrap(),
        None
    );
    let runs = stage.queue().runs(stage.task, None, 9).await.unwrap();
    assert_eq!(
        runs.iter().map(|r| r.status).collect::<Vec<_>>(),
        [RunStatus::Skipped, RunStatus::Running]
    );
    assert_eq!(runs[0].counts.due, 0);
    let by_hand = NewRun {
        task_id: None,
        ..stage.new_run(None)
    };
    assert!(
        stage
            .queue()
            .open_run(by_hand, stage.now)
            .await
            .unwrap()
            .is_some(),
        "by hand is no run of the task"
    );
    assert_eq!(stage.start(9).await, ids);
    stage.settle(ids[0], accepted("p")).await;
    assert!(stage.close_runs(true).await.contains(&run));
    stage.run(None).await;
}

pub async fn a_minute_makes_one_run(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    stage.pass(MINUTE);
    let minute = NewRun {
        occurrence: Some(stage.now),
        ..stage.new_run(None)
    };
    let first = stage.queue().open_run(minute.clone(), stage.now).await.unwrap();
    assert!(first.is_some());
    stage.close_runs(true).await;
    stage.pass(10);
    let again = stage.queue().open_run(minute.clone(), stage.now).await.unwrap();
    assert!(
        again.is_none() || again == first,
        "another node saw the same minute"
    );
    let runs = stage.queue().runs(stage.task, None, 9).await.unwrap();
    assert_eq!(runs.iter().filter(|r| r.status != RunStatus::Skipped).count(), 1);
    stage.pass(MINUTE);
    let next = NewRun {
        occurrence: Some(stage.now),
        ..minute
    };
    assert!(stage.queue().open_run(next, stage.now).await.unwrap().is_some());
}

pub async fn a_run_may_release_several_gateways(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let other = stage.another_gateway(queued()).await;
    let untouched = stage.another_gateway(queued()).await;
    let here = stage.fill(2).await;
    for gateway in [other, untouched] {
        stage
            .accept_one(crate::builder::message(gateway, stage.template, 90, stage.now))
            .await;
    }
    stage.pass(MINUTE);
    let run = NewRun {
        gateway_ids: vec![stage.gateway, other],
        ..stage.new_run(None)
    };
    let run = stage.queue().open_run(run, stage.now).await.unwrap().unwrap();
    assert_eq!(stage.run_row(run).await.counts.due, 3);
    assert_eq!(stage.start(9).await, here);
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
    assert!(stage.calls_of(untouched, 9).await.is_empty());
}

pub async fn a_bulk_cancel_counts_in_its_run(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(5).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.start(1).await, ids[..1]);
    let order = stage.order(Action::Cancel, stage.all()).await;
    stage.run_row(run).await;
    stage.sweep().await;
    let c = stage.run_row(run).await.counts;
    assert_eq!((c.due, c.cancelled, c.remaining), (5, 4, 1));
    stage.undo(order.id).await.unwrap();
    let c = stage.run_row(run).await.counts;
    assert_eq!((c.cancelled, c.remaining), (0, 5));
    assert_eq!(stage.start(9).await, ids[1..]);
}

pub async fn a_run_leaves_what_a_cancel_covers(store: &dyn Harness) {
    for limit in [None, Some(2)] {
        let mut stage = Stage::queued(store).await;
        let ids = stage.fill(6).await;
        stage.pass(MINUTE);
        let order = stage
            .order(Action::Cancel, Selection::Ids(ids[..3].to_vec()))
            .await;
        assert_eq!(order.changed, 3);
        let run = stage.run(limit).await;
        let due = limit.map_or(3, i64::from);
        assert_eq!(
            stage.run_row(run).await.counts.due,
            due,
            "limit {limit:?}, nothing swept yet"
        );
        stage.sweep().await;
        let counts = stage.run_row(run).await.counts;
        assert_eq!((counts.due, counts.cancelled, counts.remaining), (due, 0, due));
        assert_eq!(stage.start(9).await, ids[3..3 + due as usize]);
    }
}

pub async fn a_stopped_run_says_so(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(3).await;
    stage.pass(MINUTE);
    let run = stage.run(None).await;
    assert_eq!(stage.start(1).await, ids[..1]);
    stage.settle(ids[0], accepted("p")).await;
    let stopped = stage.queue().stop_run(run, stage.now).await.unwrap();
    assert_eq!(
        (stopped.status, stopped.finished_at),
        (RunStatus::Stopped, Some(stage.now))
    );
    let c = stage.run_row(run).await.counts;
    assert_eq!((c.due, c.sent, c.remaining), (3, 1, 0));
    stage.close_runs(true).await;
    assert_eq!(stage.run_row(run).await.status, RunStatus::Stopped);
    stage.run(None).await;
}

pub async fn runs_are_listed_newest_first(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let mut opened: Vec<RunId> = Vec::new();
    for _ in 0..5 {
        stage.pass(MINUTE);
        opened.push(stage.run(None).await);
        stage.close_runs(true).await;
    }
    opened.reverse();
    let ids = |runs: Vec<omnifila_store::verbs::Run>| runs.iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(
        ids(stage.queue().runs(stage.task, None, 9).await.unwrap()),
        opened
    );
    assert_eq!(
        ids(stage.queue().runs(None, Some(opened[1]), 2).await.unwrap()),
        opened[2..4]
    );
    assert!(
        stage
            .queue()
            .runs(Some(9_999.into()), None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(stage.queue().run(RunId(9_999)).await.unwrap().is_none());
}

pub async fn a_continuous_gateway_needs_no_run(store: &dyn Harness) {
    let mut stage = Stage::queued(store).await;
    let ids = stage.fill(2).await;
    assert!(stage.start(9).await.is_empty());
    stage
        .set(crate::harness::Setting::ChangeGateway(
            stage.gateway,
            continuous(),
        ))
        .await;
    assert_eq!(stage.start(9).await, ids);
}
