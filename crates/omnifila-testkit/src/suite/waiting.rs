//! Why a message does not leave yet, and that it leaves when that is over.

use super::stage::Stage;
use crate::builder::{
    NOON, continuous, hold, hold_tag, phone, rejected, suppression, template, unknown, window,
};
use crate::harness::{Harness, Setting};
use omnifila_core::catalogue::{Field, GatewaySpec, HoldScope, HoldSpec, Pause, TemplateSpec};
use omnifila_core::id::{BranchId, GatewayId, HoldId, TemplateId, WindowId};
use omnifila_core::message::{Late, Priority, Reason, Status};
use omnifila_core::outcome::Rejection;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND, Time};
use omnifila_store::verbs::{NewMessage, Place, Recipient, StartRequest};

pub async fn nothing_leaves_before_it_is_due(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let due = stage.now.plus(HOUR);
    let later = NewMessage {
        due_at: Some(due),
        ..stage.message()
    };
    let later = stage.accept_one(later).await;
    let now = stage.fill(1).await;
    assert_eq!(stage.start(9).await, now);
    assert_eq!(stage.queue().next_timer().await.unwrap(), Some(due));
    stage.pass(HOUR - 1);
    assert!(stage.start(9).await.is_empty());
    stage.pass(1);
    assert_eq!(stage.start(9).await, [later]);
}

pub async fn a_due_time_survives_a_restart(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let later = NewMessage {
        due_at: Some(stage.now.plus(HOUR)),
        ..stage.message()
    };
    let later = stage.accept_one(later).await;
    assert!(stage.start(9).await.is_empty());
    store.restart().await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, [later]);
}

pub async fn a_closed_window_holds_until_it_opens(store: &dyn Harness) {
    let morning = store.set(Setting::Window(window("08:00", "11:00")), NOON).await;
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            window_id: Some(WindowId(morning)),
            ..continuous()
        },
    )
    .await;
    let ids = stage.fill(2).await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(20 * HOUR - 1);
    assert!(stage.start(9).await.is_empty());
    stage.pass(1);
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 1,
        now: stage.now,
        circuit_until: None,
    };
    let started = stage.queue().start(request).await.unwrap();
    assert_eq!(started.calls[0].message_id, ids[0]);
    assert_eq!(
        started.valid_until,
        [stage.now.plus(3 * HOUR)],
        "the call must begin before the window ends"
    );
    stage.pass(3 * HOUR);
    assert!(stage.start(9).await.is_empty(), "at 11:00 it is closed");
}

pub async fn a_template_has_a_window_of_its_own(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let afternoon = WindowId(stage.set(Setting::Window(window("14:00", "18:00"))).await);
    let spec = TemplateSpec {
        window_id: Some(afternoon),
        ..template(&[stage.gateway])
    };
    let narrow = TemplateId(stage.set(Setting::Template(spec)).await);
    let later = NewMessage {
        template_id: narrow,
        ..stage.message()
    };
    let later = stage.accept_one(later).await;
    let now = stage.fill(1).await;
    assert_eq!(stage.start(9).await, now, "others are not stopped by it");
    stage.pass(2 * HOUR);
    assert_eq!(stage.start(9).await, [later]);
}

pub async fn valid_until_is_no_later_than_expiry(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let soon = NewMessage {
        expires_at: stage.now.plus(MINUTE),
        ..stage.message()
    };
    stage.accept_one(soon).await;
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 1,
        now: stage.now,
        circuit_until: None,
    };
    let started = stage.queue().start(request).await.unwrap();
    assert_eq!(started.valid_until, [stage.now.plus(MINUTE)]);
}

pub async fn a_hold_stops_its_scope_and_no_more(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let special = TemplateId(stage.set(Setting::Template(template(&[stage.gateway]))).await);
    let branch = BranchId(stage.set(Setting::Branch(crate::builder::branch("lages"))).await);
    let mut tagged = crate::builder::customer(900);
    tagged.tags = Field::Set(vec!["vip".into()]);
    let by_template = NewMessage {
        template_id: special,
        ..stage.message()
    };
    let by_branch = NewMessage {
        branch_id: Some(branch),
        ..stage.message()
    };
    let by_tag = NewMessage {
        customer: Recipient::Given(Box::new(tagged)),
        ..stage.message_to(900)
    };
    let by_customer = stage.message_to(800);
    let batch = vec![by_template, by_branch, by_tag, by_customer];
    let held: Vec<_> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    let customer = stage.row(held[3]).await.customer.id;
    let mut holds = Vec::new();
    for spec in [
        hold(HoldScope::Template, special.0),
        hold(HoldScope::Branch, branch.0),
        hold_tag("vip"),
        hold(HoldScope::Customer, customer.0),
    ] {
        holds.push(HoldId(stage.set(Setting::Hold(spec)).await));
    }
    let free = stage.fill(2).await;
    assert_eq!(stage.start(9).await, free);
    assert!(stage.start(9).await.is_empty());
    for (id, hold) in held.iter().zip(holds) {
        stage.set(Setting::LiftHold(hold)).await;
        assert_eq!(stage.start(9).await, [*id]);
    }
}

pub async fn a_held_gateway_starts_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(2).await;
    let spec = hold(HoldScope::Gateway, stage.gateway.0);
    let hold = HoldId(stage.set(Setting::Hold(spec)).await);
    assert!(stage.start(9).await.is_empty());
    stage.set(Setting::LiftHold(hold)).await;
    assert_eq!(stage.start(9).await, ids);
}

pub async fn a_hold_ends_by_time(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let until = Some(stage.now.plus(HOUR));
    stage
        .set(Setting::Hold(HoldSpec {
            until,
            ..hold(HoldScope::Template, stage.template.0)
        }))
        .await;
    let ids = stage.fill(2).await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, ids);
}

fn pause(now: Time, until: Option<Time>) -> Option<Pause> {
    Some(Pause {
        reason: "Teste".into(),
        since: now,
        until,
    })
}

pub async fn pausing_everything_stops_everything(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let here = stage.fill(1).await;
    stage
        .accept_one(crate::builder::message(other, stage.template, 50, stage.now))
        .await;
    stage.set(Setting::PauseAll(pause(stage.now, None))).await;
    assert!(stage.start(9).await.is_empty());
    assert!(stage.calls_of(other, 9).await.is_empty());
    stage.set(Setting::PauseAll(None)).await;
    assert_eq!(stage.start(9).await, here);
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
}

pub async fn a_paused_gateway_stops_alone_until_its_end(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other: GatewayId = stage.another_gateway(continuous()).await;
    let here = stage.fill(1).await;
    stage
        .accept_one(crate::builder::message(other, stage.template, 50, stage.now))
        .await;
    stage
        .set(Setting::PauseGateway(
            stage.gateway,
            pause(stage.now, Some(stage.now.plus(HOUR))),
        ))
        .await;
    assert!(stage.start(9).await.is_empty());
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
    stage.pass(HOUR);
    assert_eq!(stage.start(9).await, here);
}

pub async fn an_open_circuit_starts_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(1).await;
    let until = stage.now.plus(5 * SECOND);
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 9,
        now: stage.now,
        circuit_until: Some(until),
    };
    let open = stage.queue().start(request).await.unwrap();
    assert!(open.calls.is_empty() && !open.exhausted);
    assert_eq!(open.next_look, Some(until));
    stage.pass(5 * SECOND);
    assert_eq!(stage.start(9).await, ids);
}

pub async fn a_retry_stops_later_ones_of_its_address_and_priority(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let first = stage.accept_one(stage.message_to(1)).await;
    assert_eq!(stage.start(9).await, [first]);
    stage.settle(first, rejected(Rejection::Transient)).await;
    let same = stage.accept_one(stage.message_to(1)).await;
    let low = NewMessage {
        priority: Priority::Low,
        ..stage.message_to(1)
    };
    let low = stage.accept_one(low).await;
    let other = stage.accept_one(stage.message_to(2)).await;
    assert_eq!(
        stage.start(9).await,
        [other, low],
        "another address, another priority"
    );
    assert_eq!(stage.detail(same).await.earlier, Some(first));
    stage.settle(low, crate::builder::accepted("p")).await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(MINUTE);
    assert_eq!(stage.start(9).await, [first]);
    stage.settle(first, crate::builder::accepted("q")).await;
    assert_eq!(stage.start(9).await, [same]);
}

pub async fn a_held_message_stops_later_ones_of_its_address(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let special = TemplateId(stage.set(Setting::Template(template(&[stage.gateway]))).await);
    let lift = HoldId(
        stage
            .set(Setting::Hold(hold(HoldScope::Template, special.0)))
            .await,
    );
    let first = stage
        .accept_one(NewMessage {
            template_id: special,
            ..stage.message_to(1)
        })
        .await;
    let second = stage.accept_one(stage.message_to(1)).await;
    assert!(stage.start(9).await.is_empty());
    assert_eq!(stage.detail(second).await.earlier, Some(first));
    stage.set(Setting::LiftHold(lift)).await;
    assert_eq!(stage.start(9).await, [first]);
    stage.settle(first, crate::builder::accepted("p")).await;
    assert_eq!(stage.start(9).await, [second]);
}

pub async fn cancelling_what_stops_others_frees_them(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let first = stage.accept_one(stage.message_to(1)).await;
    assert_eq!(stage.start(9).await, [first]);
    stage.settle(first, rejected(Rejection::Transient)).await;
    let second = stage.accept_one(stage.message_to(1)).await;
    assert!(stage.start(9).await.is_empty());
    stage.cancel(first).await;
    assert_eq!(stage.start(9).await, [second]);
}

pub async fn an_uncertain_message_stops_nobody(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let first = stage.accept_one(stage.message_to(1)).await;
    let second = stage.accept_one(stage.message_to(1)).await;
    assert_eq!(stage.start(9).await, [first]);
    stage.settle(first, unknown()).await;
    assert_eq!(stage.status(first).await, Status::Uncertain);
    assert_eq!(stage.start(9).await, [second]);
}

pub async fn a_scheduled_message_stops_nobody(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let due_at = Some(stage.now.plus(DAY));
    let other = NewMessage {
        due_at,
        ..stage.message_to(2)
    };
    let later = NewMessage {
        due_at,
        ..stage.message_to(1)
    };
    let (other, later) = (stage.accept_one(other).await, stage.accept_one(later).await);
    let now = stage.accept_one(stage.message_to(1)).await;
    let (queue, before) = (stage.queue(), Place::Before(now));
    queue
        .place(later, before, crate::builder::by("ana"), stage.now)
        .await
        .unwrap();
    stage.pass(1);
    assert_eq!(stage.shown_queue().await, [later, now, other]);
    assert_eq!(stage.start(9).await, [now]);
}

pub async fn a_suppression_binds_what_waits(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    stage.set(Setting::Suppress(suppression(&phone(2), &[]))).await;
    assert_eq!(stage.start(9).await, [ids[0], ids[2]]);
    let row = stage.row(ids[1]).await;
    assert_eq!((row.status, row.reason), (Status::Cancelled, Reason::Suppressed));
}

pub async fn what_has_expired_never_starts(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let soon = NewMessage {
        expires_at: stage.now.plus(MINUTE),
        ..stage.message()
    };
    let soon = stage.accept_one(soon).await;
    let lasting = stage.fill(1).await;
    stage.pass(MINUTE);
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 9,
        now: stage.now,
        circuit_until: None,
    };
    let started = stage.queue().start(request).await.unwrap();
    let started: Vec<_> = started.calls.iter().map(|c| c.message_id).collect();
    assert_eq!(started, lasting, "even before anybody tidies up");
    stage.upkeep().await;
    let row = stage.row(soon).await;
    assert_eq!(
        (row.status, row.reason),
        (Status::Expired, Reason::DeadlinePassed)
    );
}

pub async fn expiry_comes_in_slices(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let expires_at = stage.now.plus(MINUTE);
    let batch = (0..25)
        .map(|_| NewMessage {
            expires_at,
            ..stage.message()
        })
        .collect();
    stage.accept(batch).await;
    stage.fill(1).await;
    stage.pass(MINUTE);
    let queue = stage.queue();
    let (mut changed, mut rounds) = (0, 0);
    loop {
        let upkeep = queue.expire(stage.now, 10).await.unwrap();
        assert!(upkeep.changed <= 10);
        changed += upkeep.changed;
        rounds += 1;
        if !upkeep.more {
            break;
        }
        assert!(rounds < 100, "expire says for ever that there is more");
    }
    assert_eq!(stage.list_status(Status::Expired).await.len(), 25);
    assert!(changed >= 25 && rounds >= 3);
    assert_eq!(
        queue.next_timer().await.unwrap(),
        Some(NOON.plus(7 * DAY)),
        "the expiry of what is left"
    );
}

pub async fn a_late_message_is_dropped(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let due_at = Some(stage.now);
    stage
        .set(Setting::PauseGateway(stage.gateway, pause(stage.now, None)))
        .await;
    let drop = NewMessage {
        due_at,
        late: Late::Drop,
        ..stage.message()
    };
    let send = NewMessage {
        due_at,
        late: Late::Send,
        ..stage.message()
    };
    let (drop, send) = (stage.accept_one(drop).await, stage.accept_one(send).await);
    stage.pass(12 * HOUR - 1);
    stage.upkeep().await;
    assert_eq!(stage.status(drop).await, Status::Waiting, "its day is not over");
    stage.pass(1);
    stage.upkeep().await;
    let row = stage.row(drop).await;
    assert_eq!((row.status, row.reason), (Status::Expired, Reason::LateDropped));
    stage.set(Setting::PauseGateway(stage.gateway, None)).await;
    assert_eq!(stage.start(9).await, [send]);
}

pub async fn a_late_message_asks(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ask = NewMessage {
        due_at: Some(stage.now),
        late: Late::Ask,
        ..stage.message()
    };
    let ask = stage.accept_one(ask).await;
    stage.pass(12 * HOUR);
    assert!(stage.start(9).await.is_empty());
    assert_eq!(stage.status(ask).await, Status::Waiting);
    stage
        .queue()
        .reschedule(ask, stage.now, crate::builder::by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(stage.start(9).await, [ask], "a new time is an answer");
}

pub async fn an_empty_look_is_exhausted(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let request = |stage: &Stage<'_>| StartRequest {
        gateway_id: stage.gateway,
        slots: 9,
        now: stage.now,
        circuit_until: None,
    };
    assert!(stage.queue().start(request(&stage)).await.unwrap().exhausted);
    let later = NewMessage {
        due_at: Some(stage.now.plus(HOUR)),
        ..stage.message()
    };
    stage.accept_one(later).await;
    let look = stage.queue().start(request(&stage)).await.unwrap();
    assert!(look.exhausted && look.calls.is_empty() && !look.more);
    stage.fill(1).await;
    let look = stage.queue().start(request(&stage)).await.unwrap();
    assert!(!look.exhausted && look.calls.len() == 1);
    stage
        .set(Setting::PauseGateway(stage.gateway, pause(stage.now, None)))
        .await;
    assert!(!stage.queue().start(request(&stage)).await.unwrap().exhausted);
}
