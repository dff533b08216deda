//! The order of sending, and moves in it.

use super::stage::{Stage, code, is_not_found};
use crate::builder::{accepted, by, content, phone, rejected, unknown};
use crate::harness::Harness;
use omnifila_core::id::MessageId;
use omnifila_core::message::{Origin, Priority, Status};
use omnifila_core::outcome::{Content, Rejection};
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_store::verbs::{Action, NewMessage, Place, Selection};

async fn place(stage: &Stage<'_>, id: MessageId, place: Place) {
    stage
        .queue()
        .place(id, place, by("ana"), stage.now)
        .await
        .unwrap();
}

pub async fn priority_then_position_then_id(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let at = |n, priority, due: i64| NewMessage {
        priority,
        due_at: Some(Time(stage.now.ms() + due)),
        ..stage.message_to(n)
    };
    let batch = vec![
        at(1, Priority::Low, -9_000),
        at(2, Priority::Normal, -1_000),
        at(3, Priority::Normal, -5_000),
        at(4, Priority::Urgent, 0),
        at(5, Priority::High, -1_000),
        at(6, Priority::Normal, -5_000),
    ];
    let ids: Vec<MessageId> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    let order = [ids[3], ids[4], ids[2], ids[5], ids[1], ids[0]];
    assert_eq!(stage.shown_queue().await, order);
    assert_eq!(stage.start(9).await, order, "they start in the order shown");
}

pub async fn slots_take_the_head_of_the_queue(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    let urgent = NewMessage {
        priority: Priority::Urgent,
        ..stage.message()
    };
    let urgent = stage.accept_one(urgent).await;
    assert_eq!(stage.start(2).await, [urgent, ids[0]]);
    let high = NewMessage {
        priority: Priority::High,
        ..stage.message()
    };
    let high = stage.accept_one(high).await;
    assert_eq!(
        stage.start(2).await,
        [high, ids[1]],
        "one that arrives goes before those that it precedes"
    );
    assert_eq!(stage.start(9).await, ids[2..]);
}

pub async fn an_earlier_due_time_goes_before_what_was_accepted_first(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(1).await, [ids[0]]);
    stage.pass(HOUR);
    let old = NewMessage {
        due_at: Some(stage.now.plus(-2 * HOUR)),
        ..stage.message()
    };
    let old = stage.accept_one(old).await;
    assert_eq!(stage.start(1).await, [old]);
    assert_eq!(stage.start(9).await, ids[1..]);
}

pub async fn front_and_back_stay_within_the_priority(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let normal = stage.fill(4).await;
    let urgent = NewMessage {
        priority: Priority::Urgent,
        ..stage.message()
    };
    let low = NewMessage {
        priority: Priority::Low,
        ..stage.message()
    };
    let (urgent, low) = (stage.accept_one(urgent).await, stage.accept_one(low).await);
    place(&stage, normal[2], Place::Front).await;
    assert_eq!(
        stage.shown_queue().await,
        [urgent, normal[2], normal[0], normal[1], normal[3], low]
    );
    place(&stage, normal[0], Place::Back).await;
    assert_eq!(
        stage.shown_queue().await,
        [urgent, normal[2], normal[1], normal[3], normal[0], low]
    );
    place(&stage, normal[1], Place::Front).await;
    place(&stage, low, Place::Front).await;
    let order = [urgent, normal[1], normal[2], normal[3], normal[0], low];
    assert_eq!(stage.shown_queue().await, order);
    assert_eq!(stage.start(9).await, order);
}

pub async fn before_and_after_take_a_reference(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    place(&stage, ids[4], Place::Before(ids[1])).await;
    assert_eq!(
        stage.shown_queue().await,
        [ids[0], ids[4], ids[1], ids[2], ids[3]]
    );
    place(&stage, ids[0], Place::After(ids[2])).await;
    assert_eq!(
        stage.shown_queue().await,
        [ids[4], ids[1], ids[2], ids[0], ids[3]]
    );
    place(&stage, ids[3], Place::After(ids[0])).await;
    assert_eq!(
        stage.shown_queue().await,
        [ids[4], ids[1], ids[2], ids[0], ids[3]],
        "where it was already"
    );
    store.restart().await;
    assert_eq!(stage.start(9).await, [ids[4], ids[1], ids[2], ids[0], ids[3]]);
}

pub async fn beside_a_reference_means_its_priority(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let normal = stage.fill(2).await;
    let high = NewMessage {
        priority: Priority::High,
        ..stage.message()
    };
    let high = stage.accept_one(high).await;
    place(&stage, normal[1], Place::Before(high)).await;
    assert_eq!(stage.shown_queue().await, [normal[1], high, normal[0]]);
    assert_eq!(stage.row(normal[1]).await.priority, Priority::High);
}

pub async fn there_is_always_room_between_two(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(70).await;
    for id in &ids[2..] {
        place(&stage, *id, Place::After(ids[0])).await;
    }
    let mut expected = vec![ids[0]];
    expected.extend(ids[2..].iter().rev());
    expected.push(ids[1]);
    assert_eq!(stage.shown_queue().await, expected);
    for id in &ids[2..] {
        place(&stage, *id, Place::Front).await;
    }
    let mut expected: Vec<MessageId> = ids[2..].iter().rev().copied().collect();
    expected.extend([ids[0], ids[1]]);
    assert_eq!(stage.shown_queue().await, expected);
}

pub async fn a_move_beside_what_has_left_is_refused(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    let elsewhere = stage.another_gateway(crate::builder::continuous()).await;
    let there = stage
        .accept_one(crate::builder::message(elsewhere, stage.template, 90, stage.now))
        .await;
    assert_eq!(stage.start(1).await, [ids[0]]);
    let queue = stage.queue();
    for place in [Place::Before(ids[0]), Place::After(ids[0]), Place::After(there)] {
        assert_eq!(
            code(queue.place(ids[1], place, by("ana"), stage.now).await),
            "queue_changed",
            "{place:?}"
        );
    }
    assert_eq!(
        code(
            queue
                .place(ids[0], Place::Before(ids[1]), by("ana"), stage.now)
                .await
        ),
        "queue_changed"
    );
    assert!(is_not_found(
        &queue
            .place(MessageId(9_999), Place::Front, by("ana"), stage.now)
            .await
    ));
    assert_eq!(stage.shown_queue().await, ids[1..]);
}

pub async fn a_move_ignores_what_a_cancel_covers(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let kept = stage.fill(1).await[0];
    let later = NewMessage {
        due_at: Some(stage.now.plus(HOUR)),
        ..stage.message()
    };
    let later = stage.accept_one(later).await;
    stage.order(Action::Cancel, Selection::Ids(vec![later])).await;
    place(&stage, kept, Place::Front).await;
    stage.pass(MINUTE);
    let fresh = stage.fill(1).await[0];
    assert_eq!(
        stage.shown_queue().await,
        [kept, fresh],
        "to the front is never backwards"
    );
    assert_eq!(stage.start(9).await, [kept, fresh]);
}

pub async fn a_reschedule_moves_what_nobody_has_moved(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(4).await;
    place(&stage, ids[3], Place::Front).await;
    let (queue, later) = (stage.queue(), stage.now.plus(HOUR));
    queue
        .reschedule(ids[0], later, by("ana"), stage.now)
        .await
        .unwrap();
    queue
        .reschedule(ids[3], later, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(
        stage.shown_queue().await,
        [ids[3], ids[1], ids[2], ids[0]],
        "a person's move stays"
    );
    assert_eq!(stage.row(ids[3]).await.due_at, Some(later));
    assert_eq!(stage.start(9).await, [ids[1], ids[2]]);
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, [ids[3], ids[0]]);
}

pub async fn a_reschedule_can_bring_forward(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let tomorrow = NewMessage {
        due_at: Some(stage.now.plus(24 * HOUR)),
        ..stage.message()
    };
    let id = stage.accept_one(tomorrow).await;
    assert!(stage.start(9).await.is_empty());
    stage
        .queue()
        .reschedule(id, stage.now, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(stage.start(9).await, [id]);
    let sent = stage
        .queue()
        .reschedule(id, stage.now, by("ana"), stage.now)
        .await;
    assert_eq!(code(sent), "not_waiting");
}

pub async fn a_retry_keeps_its_position(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(1).await, [ids[0]]);
    stage.settle(ids[0], rejected(Rejection::Transient)).await;
    assert_eq!(stage.shown_queue().await, ids);
    assert_eq!(
        stage.start(1).await,
        [ids[1]],
        "it does not stop others meanwhile"
    );
    stage.pass(MINUTE);
    assert_eq!(
        stage.start(1).await,
        [ids[0]],
        "and is the first again when its time has come"
    );
    assert_eq!(stage.start(9).await, [ids[2]]);
}

pub async fn a_priority_keeps_the_position(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(4).await;
    for id in [ids[3], ids[1]] {
        stage
            .queue()
            .prioritise(id, Priority::High, by("ana"), stage.now)
            .await
            .unwrap();
    }
    assert_eq!(stage.shown_queue().await, [ids[1], ids[3], ids[0], ids[2]]);
    stage
        .queue()
        .prioritise(ids[3], Priority::Normal, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(stage.shown_queue().await, [ids[1], ids[0], ids[2], ids[3]]);
    assert_eq!(stage.start(9).await, [ids[1], ids[0], ids[2], ids[3]]);
    let gone = stage
        .queue()
        .prioritise(ids[1], Priority::Low, by("ana"), stage.now)
        .await;
    assert_eq!(code(gone), "not_waiting");
}

pub async fn a_call_carries_what_was_accepted(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let new = NewMessage {
        dedupe_key: Some("k".into()),
        source_ref: Some("titulo-7".into()),
        ..stage.message_to(7)
    };
    let id = stage.accept_one(new).await;
    let calls = stage.calls(1).await;
    let call = &calls[0];
    assert_eq!(
        (call.message_id, call.attempt, call.gateway_id),
        (id, 1, stage.gateway)
    );
    assert_eq!(call.address, phone(7));
    assert_eq!(call.customer_name, "Cliente Fictício 00007");
    assert_eq!((call.preview.as_str(), &call.content), ("Aviso 7", &content(7)));
    assert_eq!(
        (call.dedupe_key.as_deref(), call.source_ref.as_deref()),
        (Some("k"), Some("titulo-7"))
    );
}

/// A provider's own request, kept as another program wrote it, is a call's to carry: after a restart and in every try.
pub async fn a_call_carries_what_another_program_wrote(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let written = "{ \"contato\": {\"nome\":\"Jos\u{e9} \\u00e7\"},\r\n\t\"n\": 1.50 }";
    let said = Content {
        verbatim: Some(written.into()),
        ..content(7)
    };
    let new = NewMessage {
        contents: vec![(stage.gateway, said.clone())],
        origin: Origin::OpaCompat,
        ..stage.message_to(7)
    };
    let id = stage.accept_one(new).await;
    store.restart().await;
    for attempt in 1..=2 {
        let calls = stage.calls(1).await;
        assert_eq!((calls[0].message_id, calls[0].attempt), (id, attempt));
        assert_eq!(calls[0].content, said, "byte for byte");
        stage.settle_attempt(id, attempt, unknown()).await;
        if attempt == 1 {
            stage.resend(id).await.unwrap();
        }
    }
}

pub async fn nothing_starts_twice(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(20).await;
    let request = || omnifila_store::verbs::StartRequest {
        gateway_id: stage.gateway,
        slots: 20,
        now: stage.now,
        circuit_until: None,
    };
    let mut started: Vec<MessageId> = Vec::new();
    {
        let (one, two) = (stage.queue(), stage.queue());
        let (one, two) = tokio::join!(one.start(request()), two.start(request()));
        for answer in [one.unwrap(), two.unwrap()] {
            started.extend(answer.calls.iter().map(|c| c.message_id));
        }
    }
    started.extend(stage.start(20).await);
    started.sort_unstable();
    assert_eq!(started, ids);
    assert_eq!(stage.list_status(Status::Sending).await, ids);
    store.restart().await;
    assert!(
        stage.start(20).await.is_empty(),
        "what is in flight is not started by a process that comes later"
    );
    stage.settle(ids[0], accepted("p")).await;
    assert!(stage.start(20).await.is_empty());
}
