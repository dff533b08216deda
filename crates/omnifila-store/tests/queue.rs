//! What the conformance suite cannot see of the SQLite queue: restarts in the middle of things, the arithmetic of old
//! marks, sums against the rows they sum up, and bounds of the scan.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::{GatewayKind, GatewaySpec, RunStatus};
use omnifila_core::id::{EventId, GatewayId, MAX_ID, MessageId, RunId, TemplateId};
use omnifila_core::message::{Priority, Reason, Status};
use omnifila_core::outcome::Outcome;
use omnifila_core::time::{DAY, HOUR, Time};
use omnifila_store::catalogue::{Catalogue, Keyring};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::verbs::{
    Action, BulkOrder, NewMessage, NewRun, OperationStatus, Place, Retention, Selection, Settlement,
    StartRequest,
};
use omnifila_store::{MessageFilter, Order, Queue, StoreError};
use omnifila_testkit::builder::{self, NOON, by};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// One data file with a gateway and a template.
struct Bench {
    queue: SqliteQueue,
    gateway: GatewayId,
    template: TemplateId,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
    &[]
}

fn catalogue(db: &Arc<Db>) -> Catalogue {
    Catalogue::new(Arc::clone(db), Keyring::new([7; 32]), no_secrets).unwrap()
}

impl Bench {
    async fn new(spec: GatewaySpec) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("omnifila.db");
        let db = Db::open(&path, OpenOptions::default()).unwrap();
        let catalogue = catalogue(&db);
        let gateway = GatewayId(catalogue.create(spec, by("teste"), NOON).await.unwrap().id);
        let template = TemplateId(
            catalogue
                .create(builder::template(&[gateway]), by("teste"), NOON)
                .await
                .unwrap()
                .id,
        );
        Bench {
            queue: SqliteQueue::new(db),
            gateway,
            template,
            path,
            _folder: folder,
        }
    }

    fn restart(&mut self) {
        self.queue.db().close();
        self.queue = SqliteQueue::new(Db::open(&self.path, OpenOptions::default()).unwrap());
    }

    fn message(&self, n: i64) -> NewMessage {
        builder::message(self.gateway, self.template, n, NOON)
    }

    async fn accept(&self, from: i64, to: i64, now: Time) -> Vec<MessageId> {
        let new = (from..to)
            .map(|n| builder::message(self.gateway, self.template, n, now))
            .collect();
        self.queue
            .accept(new, now)
            .await
            .unwrap()
            .iter()
            .map(|a| a.id)
            .collect()
    }

    /// Starts until nothing more starts; the ids in order.
    async fn start_all(&self, now: Time) -> Vec<MessageId> {
        let mut ids = Vec::new();
        loop {
            let request = StartRequest {
                gateway_id: self.gateway,
                slots: 10_000,
                now,
                circuit_until: None,
            };
            let started = self.queue.start(request).await.unwrap();
            ids.extend(started.calls.iter().map(|c| c.message_id));
            if started.calls.is_empty() && !started.more {
                return ids;
            }
        }
    }

    async fn settle(&self, ids: &[MessageId], outcome: Outcome, now: Time) {
        let settle = |id: &MessageId| Settlement {
            message_id: *id,
            attempt: 1,
            outcome: outcome.clone(),
            ended_at: now,
        };
        self.queue.settle(ids.iter().map(settle).collect()).await.unwrap();
    }

    async fn waiting(&self) -> Vec<MessageId> {
        let rows = self.queue.waiting(self.gateway, 100_000).await.unwrap();
        rows.iter().map(|w| w.key.id).collect()
    }

    async fn cancel_all(&self, now: Time) -> omnifila_store::verbs::Operation {
        let filter = MessageFilter {
            gateway_id: Some(self.gateway),
            ..MessageFilter::default()
        };
        let order = BulkOrder {
            action: Action::Cancel,
            selection: Selection::Filter(filter),
            cause: Reason::Cancelled,
            by: by("teste"),
        };
        self.queue.order(order, now).await.unwrap()
    }

    async fn run(&self, limit: Option<u32>, now: Time) -> RunId {
        let run = NewRun {
            task_id: None,
            gateway_ids: vec![self.gateway],
            limit,
            occurrence: None,
            by: by("teste"),
        };
        self.queue.open_run(run, now).await.unwrap().unwrap()
    }

    /// The counters, and the same counted from the rows.
    async fn counted(&self) -> (BTreeMap<Status, i64>, BTreeMap<Status, i64>) {
        let kept = self
            .queue
            .counts()
            .await
            .unwrap()
            .into_iter()
            .map(|(_, status, n)| (status, n))
            .collect();
        let rows = self.queue.db().read(|conn| {
            let mut select = conn.prepare("SELECT status, count(*) FROM state GROUP BY status")?;
            let rows = select.query_map([], |r| Ok((Status::from_code(r.get(0)?).unwrap(), r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        });
        (kept, rows.await.unwrap())
    }
}

fn minutes(n: i64) -> Time {
    NOON.plus(n * 60_000)
}

#[tokio::test]
async fn a_bulk_cancel_binds_over_a_restart_in_the_middle_of_its_sweep() {
    let mut bench = Bench::new(builder::continuous()).await;
    bench.accept(0, 500, NOON).await;
    let order = bench.cancel_all(NOON).await;
    assert_eq!((order.changed, order.done), (500, 0));
    assert!(bench.queue.sweep(NOON, 100).await.unwrap());
    bench.restart();
    let later = bench.accept(500, 510, minutes(1)).await;
    assert_eq!(bench.start_all(minutes(1)).await, later);
    let half = bench.queue.operation(order.id).await.unwrap().unwrap();
    assert_eq!((half.status, half.done), (OperationStatus::Running, 100));
    while bench.queue.sweep(minutes(1), 100).await.unwrap() {}
    let whole = bench.queue.operation(order.id).await.unwrap().unwrap();
    assert_eq!(
        (whole.status, whole.done, whole.changed),
        (OperationStatus::Completed, 500, 500)
    );
    let (kept, rows) = bench.counted().await;
    assert_eq!(kept, rows);
    assert_eq!(kept[&Status::Cancelled], 500);
}

#[tokio::test]
async fn a_stopped_cancel_gives_back_what_it_has_not_rewritten() {
    let bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 300, NOON).await;
    let order = bench.cancel_all(NOON).await;
    assert!(bench.start_all(NOON).await.is_empty());
    bench.queue.sweep(NOON, 120).await.unwrap();
    let stopped = bench.queue.stop_operation(order.id, NOON).await.unwrap();
    assert_eq!((stopped.status, stopped.changed), (OperationStatus::Stopped, 120));
    let (kept, rows) = bench.counted().await;
    assert_eq!(kept, rows);
    assert_eq!(bench.start_all(NOON).await, ids[120..]);
}

#[tokio::test]
async fn an_undo_restores_a_cancel_that_is_still_being_swept() {
    let bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 50, NOON).await;
    let order = bench.cancel_all(NOON).await;
    let undone = bench
        .queue
        .undo_operation(order.id, by("teste"), minutes(1))
        .await
        .unwrap();
    assert_eq!(undone.restored, 50);
    assert_eq!(bench.start_all(minutes(1)).await, ids);
    let again = bench
        .queue
        .undo_operation(order.id, by("teste"), minutes(1))
        .await;
    assert!(matches!(
        again,
        Err(StoreError::Refused {
            code: "already_undone"
        })
    ));
}

#[tokio::test]
async fn hundreds_of_moves_to_one_spot_keep_the_order() {
    let bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 300, NOON).await;
    // Everything is looked at once, so that the scan stands behind the spot that the moves go to.
    bench
        .queue
        .rest_gateway(bench.gateway, Some(minutes(5)))
        .await
        .unwrap();
    assert!(bench.start_all(NOON).await.is_empty());
    let mut expected = ids.clone();
    for i in (100..300).rev() {
        let moved = ids[i];
        bench
            .queue
            .place(moved, Place::After(ids[0]), by("teste"), NOON)
            .await
            .unwrap();
        expected.retain(|id| *id != moved);
        expected.insert(1, moved);
    }
    assert_eq!(bench.waiting().await, expected);
    assert_eq!(bench.start_all(minutes(6)).await, expected);
}

#[tokio::test]
async fn moves_behind_the_scan_are_found_again() {
    let mut spec = builder::continuous();
    spec.rate.per_second = Some(0.001);
    let bench = Bench::new(spec).await;
    let mut new: Vec<NewMessage> = (0..40).map(|n| bench.message(n)).collect();
    for message in &mut new {
        message.due_at = Some(minutes(60));
    }
    let ids: Vec<MessageId> = bench
        .queue
        .accept(new, NOON)
        .await
        .unwrap()
        .iter()
        .map(|a| a.id)
        .collect();
    // Not one is due: the scan has gone past all of them.
    assert!(bench.start_all(NOON).await.is_empty());
    bench
        .queue
        .reschedule(ids[7], NOON, by("teste"), NOON)
        .await
        .unwrap();
    assert_eq!(bench.start_all(NOON).await, [ids[7]]);
}

#[tokio::test]
async fn a_message_of_an_old_run_is_still_counted_there_after_a_hundred_runs() {
    let mut bench = Bench::new(builder::queued()).await;
    let mut first = bench.message(0);
    first.due_at = Some(NOON);
    let old = bench.queue.accept(vec![first], NOON).await.unwrap()[0].id;
    let mut runs = vec![bench.run(None, NOON).await];
    bench
        .queue
        .close_runs(NOON, &[bench.gateway], RunId(MAX_ID))
        .await
        .unwrap();
    for n in 1..=100 {
        bench.accept(n, n + 1, minutes(n)).await;
        runs.push(bench.run(None, minutes(n)).await);
        bench
            .queue
            .close_runs(minutes(n), &[bench.gateway], RunId(MAX_ID))
            .await
            .unwrap();
    }
    for restart in [false, true] {
        if restart {
            bench.restart();
        }
        let detail = bench.queue.message(old).await.unwrap().unwrap();
        assert_eq!(detail.row.run_id, Some(runs[0]));
        let filter = MessageFilter {
            run_id: Some(runs[0]),
            ..MessageFilter::default()
        };
        let page = bench.queue.list(&filter, Order::Id, 10, None).await.unwrap();
        assert_eq!(page.items.iter().map(|r| r.id).collect::<Vec<_>>(), [old]);
    }
    let started = bench.start_all(minutes(101)).await;
    assert_eq!((started.len(), started[0]), (101, old));
    bench.settle(&started, builder::accepted("p"), minutes(101)).await;
    for run in runs {
        let run = bench.queue.run(run).await.unwrap().unwrap();
        assert_eq!(
            (run.counts.due, run.counts.sent, run.counts.deferred),
            (1, 1, 0),
            "run {}",
            run.id
        );
    }
}

#[tokio::test]
async fn a_stopped_run_keeps_back_what_has_not_left() {
    let bench = Bench::new(builder::queued()).await;
    let ids = bench.accept(0, 10, NOON).await;
    let run = bench.run(None, NOON).await;
    let request = StartRequest {
        gateway_id: bench.gateway,
        slots: 4,
        now: NOON,
        circuit_until: None,
    };
    let started = bench.queue.start(request).await.unwrap();
    let stopped = bench.queue.stop_run(run, NOON).await.unwrap();
    assert_eq!(
        (stopped.status, stopped.counts.due, stopped.counts.deferred),
        (RunStatus::Stopped, 10, 10)
    );
    assert!(bench.start_all(NOON).await.is_empty());
    let sent: Vec<MessageId> = started.calls.iter().map(|c| c.message_id).collect();
    bench.settle(&sent, builder::accepted("p"), NOON).await;
    let next = bench.run(Some(3), minutes(1)).await;
    assert_eq!(bench.start_all(minutes(1)).await, ids[4..7]);
    let counts = |run: omnifila_store::verbs::Run| {
        (
            run.counts.due,
            run.counts.sent,
            run.counts.deferred,
            run.counts.remaining,
        )
    };
    assert_eq!(
        counts(bench.queue.run(run).await.unwrap().unwrap()),
        (10, 4, 6, 0)
    );
    assert_eq!(
        counts(bench.queue.run(next).await.unwrap().unwrap()),
        (3, 0, 0, 3)
    );
}

#[tokio::test]
async fn a_rolled_back_job_leaves_nothing_behind_in_memory() {
    let bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 5, NOON).await;
    let broken = bench.queue.db().write(|tx| {
        tx.memory_mut();
        tx.conn().execute("DELETE FROM state", [])?;
        Err::<(), _>(StoreError::Internal("made up".into()))
    });
    assert!(broken.await.is_err());
    let more = bench.accept(5, 8, NOON).await;
    assert_eq!(more[0].0, ids[4].0 + 1);
    assert_eq!(bench.start_all(NOON).await.len(), 8);
    assert!(bench.start_all(NOON).await.is_empty());
}

#[tokio::test]
async fn a_restart_between_start_and_outcome_is_rescued_once() {
    let mut bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 3, NOON).await;
    assert_eq!(bench.start_all(NOON).await, ids);
    bench.restart();
    assert_eq!(
        bench.queue.gateway_state(bench.gateway).await.unwrap().in_flight,
        3
    );
    assert_eq!(bench.queue.rescue(minutes(1)).await.unwrap(), 3);
    assert_eq!(bench.queue.rescue(minutes(1)).await.unwrap(), 0);
    assert_eq!(
        bench.queue.gateway_state(bench.gateway).await.unwrap().in_flight,
        0
    );
    let page = bench
        .queue
        .list(&MessageFilter::default(), Order::Id, 10, None)
        .await
        .unwrap();
    assert!(page.items.iter().all(|r| r.status == Status::Uncertain));
    let late = Settlement {
        message_id: ids[0],
        attempt: 1,
        outcome: builder::accepted("p"),
        ended_at: minutes(2),
    };
    assert!(bench.queue.settle(vec![late]).await.unwrap()[0].late);
}

#[tokio::test]
async fn pruning_never_gives_an_id_or_an_event_twice() {
    let mut bench = Bench::new(builder::continuous()).await;
    let ids = bench.accept(0, 20, NOON).await;
    let started = bench.start_all(NOON).await;
    bench.settle(&started, builder::accepted("p"), NOON).await;
    let feed = bench.queue.events(EventId(0), 100).await.unwrap();
    let much_later = NOON.plus(30 * DAY);
    let retention = Retention {
        messages: 10 * DAY,
        idempotency: DAY,
        keys: 400 * DAY,
    };
    while bench.queue.prune(much_later, retention, 7).await.unwrap() > 0 {}
    bench.restart();
    let left = bench
        .queue
        .list(&MessageFilter::default(), Order::Id, 10, None)
        .await
        .unwrap();
    assert_eq!(left.items.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[19]]);
    let next = bench.accept(30, 31, much_later).await;
    assert_eq!(next[0].0, ids[19].0 + 1);
    let cancelled = bench
        .queue
        .cancel(next[0], by("teste"), Reason::Cancelled, much_later)
        .await
        .unwrap();
    assert_eq!(cancelled.status, Status::Cancelled);
    let last = bench.queue.events(feed.last().unwrap().id, 100).await.unwrap();
    assert_eq!(last.iter().map(|e| e.message_id).collect::<Vec<_>>(), [next[0]]);
    let (kept, rows) = bench.counted().await;
    assert_eq!(kept, rows);
}

#[tokio::test]
async fn thousands_due_at_one_moment_leave_in_order_without_upkeep() {
    let bench = Bench::new(builder::continuous()).await;
    let mut new: Vec<NewMessage> = (0..12_000).map(|n| bench.message(n)).collect();
    for message in &mut new {
        message.due_at = Some(NOON.plus(HOUR));
    }
    let ids: Vec<MessageId> = bench
        .queue
        .accept(new, NOON)
        .await
        .unwrap()
        .iter()
        .map(|a| a.id)
        .collect();
    assert!(bench.start_all(NOON).await.is_empty());
    let mut started = Vec::new();
    loop {
        // Slots are few, so that looks and starts alternate.
        let request = StartRequest {
            gateway_id: bench.gateway,
            slots: 700,
            now: NOON.plus(HOUR),
            circuit_until: None,
        };
        let found = bench.queue.start(request).await.unwrap();
        if found.calls.is_empty() && !found.more {
            break;
        }
        let calls: Vec<MessageId> = found.calls.iter().map(|c| c.message_id).collect();
        bench
            .settle(&calls, builder::accepted("p"), NOON.plus(HOUR))
            .await;
        started.extend(calls);
    }
    assert_eq!(started.len(), ids.len());
    started.sort_unstable();
    assert_eq!(started, ids);
}

#[tokio::test]
async fn urgent_messages_overtake_a_scan_that_has_gone_by() {
    let mut spec = builder::continuous();
    spec.max_in_flight = 1;
    let bench = Bench::new(spec).await;
    let first = bench.accept(0, 3, NOON).await;
    assert_eq!(bench.start_all(NOON).await, first[..1]);
    let urgent = NewMessage {
        priority: Priority::Urgent,
        ..bench.message(9)
    };
    let urgent = bench.queue.accept(vec![urgent], NOON).await.unwrap()[0].id;
    bench.settle(&first[..1], builder::accepted("p"), NOON).await;
    assert_eq!(bench.start_all(NOON).await, [urgent]);
}
