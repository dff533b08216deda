//! Receipts in any order and repetition.

use super::stage::{Stage, provider_id};
use crate::builder::{accepted, continuous, unknown};
use crate::harness::Harness;
use omnifila_core::id::MessageId;
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::HOUR;

pub async fn receipts_join_in_any_order(store: &dyn Harness) {
    use Evidence::{Accepted, Delivered, Failed, Read};
    let mut stage = Stage::open(store).await;
    let tables: [(&[Evidence], Status); 8] = [
        (&[Accepted], Status::Sent),
        (&[Delivered], Status::Delivered),
        (&[Read, Delivered, Accepted], Status::Read),
        (&[Delivered, Read], Status::Read),
        (&[Failed], Status::Failed),
        (&[Failed, Delivered], Status::Delivered),
        (&[Delivered, Failed], Status::Delivered),
        (&[Failed, Read, Delivered, Failed], Status::Read),
    ];
    for (evidence, status) in tables {
        let id = stage.sent().await;
        for _ in 0..2 {
            for seen in evidence {
                assert_eq!(stage.report(id, *seen).await, Some(id));
            }
            assert_eq!(stage.status(id).await, status, "{evidence:?}, and the same again");
        }
        let attempt = &stage.detail(id).await.attempts[0];
        let has = |e| evidence.contains(&e);
        assert_eq!(attempt.undeliverable, has(Failed), "{evidence:?}");
        assert_eq!(attempt.read, has(Read), "{evidence:?}");
        assert_eq!(attempt.delivered, has(Delivered) || has(Read), "{evidence:?}");
    }
}

pub async fn a_failed_receipt_says_why(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.sent().await;
    stage.report(id, Evidence::Failed).await;
    let row = stage.row(id).await;
    assert_eq!((row.status, row.reason), (Status::Failed, Reason::Undeliverable));
    assert_eq!(row.error_code.as_deref(), Some("undeliverable"));
}

pub async fn a_receipt_may_come_before_the_outcome(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(9).await, ids);
    for id in &ids {
        let receipt = Receipt {
            message_id: Some(*id),
            ..stage.receipt(Evidence::Delivered)
        };
        assert_eq!(stage.receipt_in(receipt).await, Some(*id));
        assert_eq!(
            stage.status(*id).await,
            Status::Sending,
            "the answer decides, with the evidence"
        );
    }
    store.restart().await;
    stage.settle(ids[0], accepted("a")).await;
    stage.settle(ids[1], unknown()).await;
    assert_eq!(stage.queue().rescue(stage.now).await.unwrap(), 1);
    assert_eq!(stage.statuses(&ids).await, [Status::Delivered; 3]);
}

pub async fn a_receipt_may_come_before_its_name_is_known(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(2).await;
    assert_eq!(stage.start(9).await, ids);
    assert_eq!(
        stage.report(ids[0], Evidence::Read).await,
        None,
        "nobody is called so yet"
    );
    store.restart().await;
    stage.settle(ids[0], accepted(&provider_id(ids[0]))).await;
    stage.settle(ids[1], accepted(&provider_id(ids[1]))).await;
    assert_eq!(
        stage.statuses(&ids).await,
        [Status::Read, Status::Sent],
        "it was kept, and joins"
    );
}

pub async fn a_number_of_ours_under_another_name_is_not_ours(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(9).await, ids);
    let foreign = |id: MessageId, name: &str| Receipt {
        provider_id: Some(name.into()),
        message_id: Some(id),
        ..stage.receipt(Evidence::Read)
    };
    let (known, early, lost) = (ids[0], ids[1], ids[2]);
    let (other, first, second) = (
        foreign(known, "other"),
        foreign(early, "its own"),
        foreign(lost, "found"),
    );
    stage.settle(known, accepted("known")).await;
    assert_eq!(
        stage.receipt_in(other).await,
        None,
        "the provider calls ours otherwise"
    );
    assert_eq!(stage.status(known).await, Status::Sent);
    assert_eq!(
        stage.receipt_in(first).await,
        None,
        "while the answer is awaited nobody knows"
    );
    assert_eq!(stage.receipt_in(second).await, None);
    store.restart().await;
    stage.settle(early, accepted("its own")).await;
    stage.settle(lost, unknown()).await;
    assert_eq!(
        stage.statuses(&ids).await,
        [Status::Sent, Status::Read, Status::Read]
    );
}

pub async fn a_receipt_of_nothing_matches_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.sent().await;
    let stranger = Receipt {
        provider_id: Some("nobody".into()),
        ..stage.receipt(Evidence::Read)
    };
    assert_eq!(stage.receipt_in(stranger).await, None);
    assert_eq!(
        stage.receipt_in(stage.receipt(Evidence::Read)).await,
        None,
        "it names nothing"
    );
    let missing = Receipt {
        message_id: Some(9_999.into()),
        ..stage.receipt(Evidence::Read)
    };
    assert_eq!(stage.receipt_in(missing).await, None);
    let never_tried = stage.fill(1).await[0];
    let early = Receipt {
        message_id: Some(never_tried),
        ..stage.receipt(Evidence::Read)
    };
    assert_eq!(
        stage.receipt_in(early).await,
        None,
        "there is no attempt that it could speak of"
    );
    assert_eq!(
        stage.statuses(&[id, never_tried]).await,
        [Status::Sent, Status::Waiting]
    );
}

pub async fn a_gateway_speaks_only_of_its_own(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let id = stage.sent().await;
    let foreign = |by_name: bool| Receipt {
        gateway_id: other,
        provider_id: by_name.then(|| provider_id(id)),
        message_id: (!by_name).then_some(id),
        ..stage.receipt(Evidence::Failed)
    };
    assert_eq!(stage.receipt_in(foreign(true)).await, None);
    assert_eq!(stage.receipt_in(foreign(false)).await, None);
    assert_eq!(stage.status(id).await, Status::Sent);
}

pub async fn two_gateways_may_use_the_same_name(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let here = stage.accept_one(stage.message_to(1)).await;
    let there = stage
        .accept_one(crate::builder::message(other, stage.template, 2, stage.now))
        .await;
    assert_eq!(stage.start(9).await, [here]);
    assert_eq!(stage.calls_of(other, 9).await.len(), 1);
    stage.settle(here, accepted("same")).await;
    stage.settle(there, accepted("same")).await;
    let receipt = Receipt {
        gateway_id: other,
        provider_id: Some("same".into()),
        ..stage.receipt(Evidence::Read)
    };
    assert_eq!(stage.receipt_in(receipt).await, Some(there));
    assert_eq!(stage.statuses(&[here, there]).await, [Status::Sent, Status::Read]);
}

pub async fn a_receipt_ends_the_uncertain(store: &dyn Harness) {
    use Evidence::{Accepted, Delivered, Failed, Read};
    let mut stage = Stage::open(store).await;
    let table = [
        (Accepted, Status::Sent),
        (Delivered, Status::Delivered),
        (Read, Status::Read),
        (Failed, Status::Failed),
    ];
    for (evidence, status) in table {
        let id = stage.settled(unknown()).await;
        let receipt = Receipt {
            message_id: Some(id),
            ..stage.receipt(evidence)
        };
        assert_eq!(stage.receipt_in(receipt).await, Some(id));
        assert_eq!(stage.status(id).await, status);
    }
}

pub async fn what_arrived_is_not_sent_again(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.sent().await;
    stage.report(id, Evidence::Failed).await;
    stage.resend(id).await.unwrap();
    stage.report(id, Evidence::Delivered).await;
    assert_eq!(
        stage.status(id).await,
        Status::Delivered,
        "the first attempt arrived after all"
    );
    stage.pass(HOUR);
    assert!(stage.start(9).await.is_empty());
}

pub async fn the_first_attempts_failure_is_not_the_seconds(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.sent().await;
    stage.report(id, Evidence::Failed).await;
    stage.resend(id).await.unwrap();
    assert_eq!(stage.start(9).await, [id]);
    stage.settle(id, accepted("second")).await;
    assert_eq!(
        stage.report(id, Evidence::Failed).await,
        Some(id),
        "repeated, about the first"
    );
    assert_eq!(stage.status(id).await, Status::Sent);
    stage.report(id, Evidence::Read).await;
    assert_eq!(stage.status(id).await, Status::Read);
}

pub async fn a_receipt_brings_nothing_back_that_was_cancelled(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage
        .settled(crate::builder::rejected(
            omnifila_core::outcome::Rejection::Transient,
        ))
        .await;
    stage.cancel(id).await;
    let receipt = Receipt {
        message_id: Some(id),
        ..stage.receipt(Evidence::Delivered)
    };
    assert_eq!(stage.receipt_in(receipt).await, Some(id));
    assert_eq!(stage.status(id).await, Status::Cancelled, "the decision stands");
    assert!(
        stage.detail(id).await.attempts[0].delivered,
        "and the evidence too"
    );
}

pub async fn a_receipt_that_brings_our_attempt_back_names_it(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = stage.settled(unknown()).await;
    let back = |attempt, name: &str, evidence| Receipt {
        message_id: Some(id),
        attempt: Some(attempt),
        provider_id: Some(name.into()),
        ..stage.receipt(evidence)
    };
    let (first, other, later) = (
        back(1, "w1", Evidence::Accepted),
        back(1, "w2", Evidence::Read),
        back(2, "w3", Evidence::Read),
    );
    assert_eq!(stage.receipt_in(later).await, None, "there is no second attempt");
    assert_eq!(stage.receipt_in(first).await, Some(id));
    assert_eq!(stage.status(id).await, Status::Sent);
    let named = stage.detail(id).await.attempts[0].provider_id.clone();
    assert_eq!(named.as_deref(), Some("w1"), "found without an answer");
    assert_eq!(
        stage.receipt_in(other).await,
        None,
        "the attempt has another name"
    );
    let by_name = Receipt {
        provider_id: Some("w1".into()),
        ..stage.receipt(Evidence::Delivered)
    };
    assert_eq!(stage.receipt_in(by_name).await, Some(id));
    assert_eq!(stage.status(id).await, Status::Delivered);
}
