//! Taking messages in.

use super::stage::Stage;
use crate::builder::{customer, message, phone, stop_rule, stop_rule_by_name, suppression};
use crate::harness::{Harness, Setting};
use omnifila_core::catalogue::{CustomerInput, StopRuleSpec, StopScope};
use omnifila_core::id::{InvoiceId, MessageId, RunId, StopRuleId};
use omnifila_core::message::{Origin, Purpose, Reason, Status};
use omnifila_core::time::DAY;
use omnifila_store::MessageFilter;
use omnifila_store::verbs::{NewMessage, Recipient};

pub async fn ids_grow_in_order_of_acceptance(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let first = stage.fill(3).await;
    let second = stage.fill(40).await;
    let all: Vec<MessageId> = first.into_iter().chain(second).collect();
    assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
    assert_eq!(stage.shown_queue().await, all);
    assert!(
        stage.accept(Vec::new()).await.is_empty(),
        "an empty batch is no error"
    );
}

pub async fn a_repeated_key_answers_the_first(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let new = NewMessage {
        dedupe_key: Some("k1".into()),
        ..stage.message_to(1)
    };
    let first = stage.accept(vec![new.clone()]).await[0];
    assert!(!first.duplicate && !first.differs);
    assert_eq!(first.status, Status::Waiting);
    let again = stage.accept(vec![new]).await[0];
    assert!(again.duplicate && !again.differs);
    assert_eq!((again.id, again.status), (first.id, Status::Waiting));
    assert_eq!(stage.start(9).await, [first.id]);
    let once_more = stage
        .accept(vec![NewMessage {
            dedupe_key: Some("k1".into()),
            ..stage.message_to(1)
        }])
        .await[0];
    assert_eq!(
        (once_more.id, once_more.status, once_more.duplicate),
        (first.id, Status::Sending, true)
    );
    assert_eq!(stage.list(MessageFilter::default()).await, [first.id]);
}

pub async fn a_repeated_key_inside_a_batch(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let keyed = |n: i64, key: &str| NewMessage {
        dedupe_key: Some(key.into()),
        ..stage.message_to(n)
    };
    let answers = stage
        .accept(vec![keyed(1, "a"), keyed(2, "b"), keyed(1, "a"), keyed(3, "c")])
        .await;
    assert_eq!(
        answers.iter().map(|a| a.duplicate).collect::<Vec<_>>(),
        [false, false, true, false]
    );
    assert_eq!(answers[2].id, answers[0].id);
    assert_eq!(stage.list(MessageFilter::default()).await.len(), 3);
}

pub async fn a_repeated_key_with_other_content_differs(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let first = NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message_to(1)
    };
    let other = NewMessage {
        content_hash: [9; 16],
        data: "{\"n\":99}".into(),
        ..first.clone()
    };
    let answers = stage.accept(vec![first, other.clone()]).await;
    assert!(answers[1].duplicate && answers[1].differs);
    let later = stage.accept(vec![other]).await[0];
    assert!(later.duplicate && later.differs);
    assert_eq!(stage.row(later.id).await.data["n"], 1, "nothing was changed");
}

pub async fn a_key_belongs_to_one_origin(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let of = |origin| NewMessage {
        dedupe_key: Some("k".into()),
        origin,
        ..stage.message_to(1)
    };
    let answers = stage
        .accept(vec![of(Origin::Api), of(Origin::Billing), of(Origin::Import)])
        .await;
    assert!(answers.iter().all(|a| !a.duplicate));
}

pub async fn a_key_holds_over_gateways(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let other = stage.another_gateway(crate::builder::continuous()).await;
    let here = NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message_to(1)
    };
    let there = NewMessage {
        dedupe_key: Some("k".into()),
        ..message(other, stage.template, 1, stage.now)
    };
    let answers = stage.accept(vec![here, there]).await;
    assert!(answers[1].duplicate);
    assert_eq!(answers[1].id, answers[0].id);
}

pub async fn a_key_outlives_the_end_of_its_message(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let keyed = |stage: &Stage<'_>| NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message_to(1)
    };
    let first = stage.accept_one(keyed(&stage)).await;
    stage.cancel(first).await;
    stage.pass(399 * DAY);
    let again = stage.accept(vec![keyed(&stage)]).await[0];
    assert!(again.duplicate, "a key is kept for 400 days");
    assert_eq!((again.id, again.status), (first, Status::Cancelled));
    stage.pass(DAY + 1);
    let fresh = stage.accept(vec![keyed(&stage)]).await[0];
    assert!(!fresh.duplicate, "and no longer");
    assert_ne!(fresh.id, first);
}

pub async fn a_key_holds_after_a_restart(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let new = NewMessage {
        dedupe_key: Some("k".into()),
        ..stage.message_to(1)
    };
    let first = stage.accept_one(new.clone()).await;
    store.restart().await;
    let again = stage.accept(vec![new]).await[0];
    assert!(again.duplicate);
    assert_eq!(again.id, first);
    let next = stage.accept_one(stage.message_to(2)).await;
    assert!(next > first, "ids go on");
}

pub async fn without_a_key_nothing_is_merged(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let answers = stage.accept(vec![stage.message_to(1), stage.message_to(1)]).await;
    assert!(answers.iter().all(|a| !a.duplicate));
    assert_ne!(answers[0].id, answers[1].id);
}

pub async fn a_suppressed_address_is_cancelled_at_intake(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    stage
        .set(Setting::Suppress(suppression(&phone(1), &[Purpose::Collection])))
        .await;
    stage.set(Setting::Suppress(suppression(&phone(2), &[]))).await;
    let collection = NewMessage {
        purpose: Purpose::Collection,
        ..stage.message_to(1)
    };
    let answers = stage
        .accept(vec![
            collection,
            stage.message_to(1),
            stage.message_to(2),
            stage.message_to(3),
        ])
        .await;
    let statuses: Vec<Status> = answers.iter().map(|a| a.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Cancelled,
            Status::Waiting,
            Status::Cancelled,
            Status::Waiting
        ]
    );
    assert_eq!(stage.row(answers[0].id).await.reason, Reason::Suppressed);
    assert_eq!(stage.start(9).await, [answers[1].id, answers[3].id]);
    stage.set(Setting::Unsuppress(phone(2))).await;
    assert_eq!(
        stage.accept(vec![stage.message_to(2)]).await[0].status,
        Status::Waiting
    );
}

pub async fn a_stop_rule_catches_later_arrivals(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let name = |id: &str| Some(("erp".to_owned(), id.to_owned()));
    for rule in [
        stop_rule(StopScope::Invoice, 11),
        stop_rule_by_name(StopScope::Invoice, "erp", "F-12"),
        stop_rule_by_name(StopScope::Document, "erp", "D-13"),
        stop_rule_by_name(StopScope::Customer, "api", "c14"),
        stop_rule(StopScope::Run, 9_015),
    ] {
        stage.set(Setting::StopRule(rule)).await;
    }
    let caught = vec![
        NewMessage {
            invoice_id: Some(InvoiceId(11)),
            ..stage.message_to(1)
        },
        NewMessage {
            invoice_ref: name("F-12"),
            ..stage.message_to(2)
        },
        NewMessage {
            document_ref: name("D-13"),
            ..stage.message_to(3)
        },
        stage.message_to(14),
        NewMessage {
            run_id: Some(RunId(9_015)),
            ..stage.message_to(5)
        },
    ];
    for answer in stage.accept(caught).await {
        assert_eq!(answer.status, Status::Cancelled);
        assert_eq!(stage.row(answer.id).await.reason, Reason::StopRule);
    }
    let free = vec![
        NewMessage {
            invoice_id: Some(InvoiceId(12)),
            ..stage.message_to(1)
        },
        NewMessage {
            invoice_ref: name("F-13"),
            ..stage.message_to(2)
        },
        NewMessage {
            document_ref: name("F-12"),
            ..stage.message_to(3)
        },
        stage.message_to(15),
        NewMessage {
            run_id: Some(RunId(9_016)),
            ..stage.message_to(5)
        },
    ];
    assert!(
        stage
            .accept(free)
            .await
            .iter()
            .all(|a| a.status == Status::Waiting)
    );
}

pub async fn a_stop_rule_ends_by_time_and_by_hand(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let until = Some(stage.now.plus(DAY));
    stage
        .set(Setting::StopRule(StopRuleSpec {
            until,
            ..stop_rule(StopScope::Invoice, 1)
        }))
        .await;
    let lasting = stage
        .set(Setting::StopRule(stop_rule(StopScope::Invoice, 2)))
        .await;
    let invoice = |stage: &Stage<'_>, n| NewMessage {
        invoice_id: Some(InvoiceId(n)),
        ..stage.message_to(n)
    };
    for n in [1, 2] {
        assert_eq!(
            stage.accept(vec![invoice(&stage, n)]).await[0].status,
            Status::Cancelled
        );
    }
    stage.pass(DAY);
    assert_eq!(
        stage.accept(vec![invoice(&stage, 1)]).await[0].status,
        Status::Waiting
    );
    assert_eq!(
        stage.accept(vec![invoice(&stage, 2)]).await[0].status,
        Status::Cancelled
    );
    stage.set(Setting::LiftStopRule(StopRuleId(lasting))).await;
    assert_eq!(
        stage.accept(vec![invoice(&stage, 2)]).await[0].status,
        Status::Waiting
    );
}

pub async fn a_later_step_replaces_an_earlier_one(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let step = |invoice: i64, step: i32, n: i64| NewMessage {
        invoice_id: Some(InvoiceId(invoice)),
        step: Some(step),
        ..stage.message_to(n)
    };
    let gone = stage.accept_one(step(1, -5, 1)).await;
    assert_eq!(stage.start(1).await, [gone]);
    stage.settle(gone, crate::builder::accepted("p")).await;
    let earlier = stage.accept_one(step(1, 0, 1)).await;
    let other_invoice = stage.accept_one(step(2, 0, 2)).await;
    let no_step = stage
        .accept_one(NewMessage {
            invoice_id: Some(InvoiceId(1)),
            ..stage.message_to(3)
        })
        .await;
    let later = stage.accept_one(step(1, 5, 1)).await;
    assert_eq!(stage.row(earlier).await.status, Status::Cancelled);
    assert_eq!(stage.row(earlier).await.reason, Reason::Superseded);
    assert_eq!(stage.status(gone).await, Status::Sent);
    assert_eq!(
        stage.statuses(&[other_invoice, no_step, later]).await,
        [Status::Waiting; 3]
    );
}

pub async fn a_step_replaces_inside_a_batch(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let step = |step: i32| NewMessage {
        invoice_id: Some(InvoiceId(1)),
        step: Some(step),
        ..stage.message_to(1)
    };
    let answers = stage.accept(vec![step(0), step(5)]).await;
    assert_eq!(
        stage.statuses(&[answers[0].id, answers[1].id]).await,
        [Status::Cancelled, Status::Waiting]
    );
    assert_eq!(stage.start(9).await, [answers[1].id]);
}

pub async fn a_message_brings_its_customer(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let first = stage.accept_one(stage.message_to(1)).await;
    let renamed = CustomerInput {
        name: "Outro Nome Fictício".into(),
        ..customer(1)
    };
    let second = NewMessage {
        customer: Recipient::Given(Box::new(renamed)),
        ..stage.message_to(1)
    };
    let second = stage.accept_one(second).await;
    let (first, second) = (stage.row(first).await, stage.row(second).await);
    assert_eq!(
        first.customer.id, second.customer.id,
        "the same (source, external_id) is the same customer"
    );
    assert_eq!(second.customer.name, "Outro Nome Fictício");
    assert_eq!(
        (
            second.customer.source.as_str(),
            second.customer.external_id.as_str()
        ),
        ("api", "c1")
    );
    let id = first.customer.id;
    let known = Recipient::Known {
        id,
        name: "Outro Nome Fictício".into(),
    };
    let third = stage
        .accept_one(NewMessage {
            customer: known,
            ..stage.message_to(1)
        })
        .await;
    assert_eq!(stage.row(third).await.customer, second.customer);
}
