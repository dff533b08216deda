//! What is told of messages: the feed, their history, the forecast's view, and what is left after pruning.

use super::browse::every_status;
use super::stage::{Stage, ids};
use crate::builder::{accepted, by, content, not_sent, rejected, unknown};
use crate::harness::Harness;
use omnifila_core::brazil::locality::Locality;
use omnifila_core::id::{EventId, MessageId};
use omnifila_core::message::{Priority, Purpose, Reason, Status};
use omnifila_core::outcome::{Evidence, Rejection};
use omnifila_core::time::{DAY, HOUR};
use omnifila_core::transition::table;
use omnifila_store::verbs::{Action, NewMessage, Retention, Selection};
use omnifila_store::{MessageFilter, Order};
use std::collections::{BTreeMap, BTreeSet};

pub async fn the_feed_tells_all_in_order(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let new = NewMessage {
        dedupe_key: Some("k".into()),
        source_ref: Some("t-1".into()),
        ..stage.message()
    };
    let id = stage.accept_one(new).await;
    stage.start(1).await;
    stage.settle(id, accepted("p")).await;
    let receipt = omnifila_core::outcome::Receipt {
        message_id: Some(id),
        ..stage.receipt(Evidence::Read)
    };
    stage.receipt_in(receipt).await;
    every_status(&mut stage).await;
    let feed = stage.feed().await;
    assert!(feed.is_sorted_by(|a, b| a.id < b.id));
    assert!(feed.is_sorted_by_key(|e| e.at));
    let last = feed.last().unwrap().id.0;
    assert_eq!(last - feed[0].id.0 + 1, feed.len() as i64, "without a gap");
    let told: Vec<(String, Status, Reason)> = feed
        .iter()
        .filter(|e| e.message_id == id && e.from.is_some() && e.to != Status::Sending)
        .map(|e| (e.kind.clone(), e.to, e.reason))
        .collect();
    let expected = [
        ("message.sent", Status::Sent, Reason::Accepted),
        ("message.read", Status::Read, Reason::Read),
    ];
    assert_eq!(
        told,
        expected.map(|(kind, to, reason)| (kind.to_owned(), to, reason))
    );
    let one = feed.iter().find(|e| e.message_id == id).unwrap();
    assert_eq!(
        (one.source_ref.as_deref(), one.dedupe_key.as_deref()),
        (Some("t-1"), Some("k"))
    );
    for limit in [1, 2, 5] {
        let mut after = EventId(0);
        let mut pages = Vec::new();
        loop {
            let page = stage.queue().events(after, limit).await.unwrap();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = last.id;
            pages.extend(page);
        }
        assert_eq!(pages, feed);
    }
    // The last line of each message says what it is.
    let mut latest = BTreeMap::new();
    for event in &feed {
        latest.insert(event.message_id, event.to);
    }
    for (id, status) in latest {
        let now = stage.status(id).await;
        assert!(
            now == status || now == Status::Sending,
            "message {id} is {now}, told as {status}"
        );
    }
}

pub async fn every_move_is_an_edge(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    every_status(&mut stage).await;
    let ended = stage
        .list(MessageFilter {
            status: vec![Status::Failed, Status::Expired],
            ..Default::default()
        })
        .await;
    stage.ordered(Action::Resend, Selection::Ids(ended)).await;
    for id in stage.list_status(Status::Uncertain).await {
        stage
            .queue()
            .resolve(id, false, by("ana"), stage.now)
            .await
            .unwrap();
    }
    for id in stage.list_status(Status::Sending).await {
        stage.cancel(id).await;
        stage.settle(id, not_sent()).await;
    }
    let order = stage.ordered(Action::Cancel, stage.all()).await;
    stage.undo(order.id).await.unwrap();
    stage.start(2).await;
    stage.queue().rescue(stage.now).await.unwrap();
    let edges = table();
    let pairs: BTreeSet<(Status, Status)> = edges.iter().map(|e| (e.from, e.to)).collect();
    let reasons: BTreeSet<(Status, Status, Reason)> =
        edges.iter().map(|e| (e.from, e.to, e.reason)).collect();
    let check = |from: Status, to: Status, reason: Reason| {
        assert!(pairs.contains(&(from, to)), "{from} → {to}");
        // A cancel brings its own reason; all others are the table's.
        assert!(
            to == Status::Cancelled || reasons.contains(&(from, to, reason)),
            "{from} → {to} for {reason}"
        );
    };
    for event in stage.feed().await {
        if let Some(from) = event.from {
            check(from, event.to, event.reason);
        }
    }
    let mut seen = 0;
    for id in stage.list(MessageFilter::default()).await {
        let detail = stage.detail(id).await;
        let mut at = None;
        for line in &detail.history {
            if let Some(from) = line.from {
                check(from, line.to, line.reason);
                assert_eq!(
                    Some(from),
                    at,
                    "message {id}: its history has a hole: {:?}",
                    detail.history
                );
                seen += 1;
            }
            at = Some(line.to);
        }
        assert_eq!(
            at,
            Some(detail.row.status),
            "message {id}: the last line is what it is"
        );
        assert_eq!(detail.history.last().map(|l| l.reason), Some(detail.row.reason));
    }
    assert!(seen > 30, "{seen} moves");
}

pub async fn a_message_tells_its_life(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(rejected(Rejection::Transient)).await;
    stage.pass(HOUR);
    stage.start(1).await;
    stage.pass(10);
    stage.settle(id, accepted("p")).await;
    let detail = stage.detail(id).await;
    let told: Vec<(Option<Status>, Status)> = detail.history.iter().map(|h| (h.from, h.to)).collect();
    use Status::{Sending, Sent, Waiting};
    assert_eq!(
        told,
        [
            (None, Waiting),
            (Some(Waiting), Sending),
            (Some(Sending), Waiting),
            (Some(Waiting), Sending),
            (Some(Sending), Sent)
        ]
    );
    assert!(detail.history.is_sorted_by_key(|h| h.at));
    let outcomes: Vec<_> = detail.attempts.iter().map(|a| a.outcome.as_deref()).collect();
    assert_eq!(outcomes, [Some("rejected"), Some("accepted")]);
    assert_eq!(detail.attempts[0].code.as_deref(), Some("refused"));
    assert_eq!(detail.attempts[1].started_at.plus(10), stage.now);
    assert_eq!((detail.preview.as_str(), detail.template_version), ("Aviso 1", 1));
    assert_eq!(detail.content, content(1));
    assert!(detail.waiting.is_none());
    assert!(stage.queue().message(MessageId(9_999)).await.unwrap().is_none());
}

pub async fn a_waiting_message_tells_what_it_waits_for(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    stage.fill(3).await;
    let urgent = NewMessage {
        priority: Priority::Urgent,
        ..stage.message()
    };
    stage.accept_one(urgent).await;
    let due = stage.now.plus(HOUR);
    let last = NewMessage {
        due_at: Some(due),
        locality: Some(Locality::State(*b"SC")),
        weight: 2,
        ..stage.message()
    };
    let last = stage.accept_one(last).await;
    let detail = stage.detail(last).await;
    assert_eq!(detail.ahead, 4);
    assert!(!detail.address_busy && detail.earlier.is_none() && !detail.cancel_requested);
    let waiting = detail.waiting.unwrap();
    assert_eq!(
        (waiting.key.id, waiting.due_at, waiting.accepted_at),
        (last, Some(due), stage.now)
    );
    assert_eq!(
        (waiting.locality, waiting.weight, waiting.attempts),
        (Some(Locality::State(*b"SC")), 2, 0)
    );
    assert_eq!(
        (waiting.purpose, waiting.template_id),
        (Purpose::Service, stage.template)
    );
}

pub async fn the_forecast_sees_the_queue(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    every_status(&mut stage).await;
    let shown = stage.shown_queue().await;
    let waiting = stage.queue().waiting(stage.gateway, 1_000).await.unwrap();
    assert_eq!(waiting.iter().map(|w| w.key.id).collect::<Vec<_>>(), shown);
    assert!(waiting.is_sorted_by_key(|w| w.key));
    assert_eq!(
        stage.queue().waiting(stage.gateway, 2).await.unwrap(),
        waiting[..2]
    );
}

pub async fn a_restart_changes_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    every_status(&mut stage).await;
    let look = async |stage: &Stage<'_>| {
        let queue = stage.queue();
        (
            stage.pages(&MessageFilter::default(), Order::Id, 100).await,
            stage.pages(&MessageFilter::default(), Order::Queue, 100).await,
            queue
                .counts()
                .await
                .unwrap()
                .into_iter()
                .filter(|c| c.2 != 0)
                .collect::<BTreeSet<_>>(),
            queue.operations(None, 100).await.unwrap(),
            queue.gateway_state(stage.gateway).await.unwrap(),
            queue.next_timer().await.unwrap(),
        )
    };
    let before = look(&stage).await;
    let feed = stage.feed().await;
    store.restart().await;
    assert_eq!(look(&stage).await, before);
    assert_eq!(stage.feed().await, feed);
}

pub async fn old_messages_are_pruned_and_their_keys_kept(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let keyed = NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message()
    };
    let old = stage.accept_one(keyed.clone()).await;
    stage.cancel(old).await;
    let uncertain = stage.settled(unknown()).await;
    let far = NewMessage {
        expires_at: stage.now.plus(300 * DAY),
        due_at: Some(stage.now.plus(200 * DAY)),
        ..stage.message()
    };
    let waiting = stage.accept_one(far).await;
    stage.pass(100 * DAY);
    let young = stage.sent().await;
    let retention = Retention {
        messages: 90 * DAY,
        idempotency: DAY,
        keys: 400 * DAY,
    };
    let queue = stage.queue();
    for _ in 0..9 {
        queue.prune(stage.now, retention, 1).await.unwrap();
    }
    assert!(queue.message(old).await.unwrap().is_none());
    assert_eq!(
        ids(&stage.list(MessageFilter::default()).await),
        ids(&[uncertain, waiting, young])
    );
    let again = stage.accept(vec![keyed]).await[0];
    assert!(again.duplicate, "the key outlives the message");
    assert_eq!(again.id, old);
}
