//! Slots, rates and the one call per address.

use super::stage::{Stage, ids};
use crate::builder::{accepted, continuous, rejected, unknown};
use crate::harness::{Harness, Setting};
use omnifila_core::catalogue::GatewaySpec;
use omnifila_core::id::MessageId;
use omnifila_core::outcome::Rejection;
use omnifila_core::policy::rate::Rate;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND};
use omnifila_store::verbs::{NewMessage, StartRequest};

fn per_second(n: f64, burst: u32) -> Rate {
    Rate {
        per_second: Some(n),
        burst,
        ..Rate::default()
    }
}

pub async fn slots_bound_a_start(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(5).await;
    assert!(stage.start(0).await.is_empty());
    assert_eq!(stage.start(3).await, ids[..3]);
    assert_eq!(stage.start(3).await, ids[3..]);
}

pub async fn max_in_flight_counts_what_is_out(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            max_in_flight: 3,
            ..continuous()
        },
    )
    .await;
    let ids = stage.fill(8).await;
    assert_eq!(stage.start(100).await, ids[..3]);
    assert!(stage.start(100).await.is_empty());
    assert_eq!(
        stage
            .queue()
            .gateway_state(stage.gateway)
            .await
            .unwrap()
            .in_flight,
        3
    );
    stage.settle(ids[1], accepted("p")).await;
    assert_eq!(
        stage.start(100).await,
        [ids[3]],
        "a slot is freed by an outcome, and only one"
    );
    store.restart().await;
    assert!(stage.start(100).await.is_empty(), "it counts over processes");
    stage.settle(ids[0], unknown()).await;
    stage.settle(ids[2], rejected(Rejection::Permanent)).await;
    assert_eq!(stage.start(100).await, ids[4..6]);
}

pub async fn a_changed_gateway_is_obeyed(store: &dyn Harness) {
    let narrow = GatewaySpec {
        max_in_flight: 1,
        ..continuous()
    };
    let mut stage = Stage::with(store, narrow.clone()).await;
    let ids = stage.fill(5).await;
    assert_eq!(stage.start(9).await, ids[..1]);
    stage
        .set(Setting::ChangeGateway(
            stage.gateway,
            GatewaySpec {
                max_in_flight: 3,
                ..narrow.clone()
            },
        ))
        .await;
    assert_eq!(stage.start(9).await, ids[1..3]);
    stage.set(Setting::ChangeGateway(stage.gateway, narrow)).await;
    stage.settle(ids[0], accepted("p")).await;
    assert!(stage.start(9).await.is_empty());
}

pub async fn one_call_per_address(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let mut batch = Vec::new();
    for _ in 0..3 {
        batch.extend([stage.message_to(1), stage.message_to(2)]);
    }
    let ids: Vec<MessageId> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    assert_eq!(stage.start(9).await, ids[..2]);
    assert!(stage.start(9).await.is_empty());
    assert!(stage.detail(ids[2]).await.address_busy);
    stage.settle(ids[1], accepted("p")).await;
    assert_eq!(stage.start(9).await, [ids[3]], "the next of that address");
    store.restart().await;
    stage.settle(ids[0], rejected(Rejection::Permanent)).await;
    assert_eq!(stage.start(9).await, [ids[2]]);
}

pub async fn one_address_at_two_gateways_is_two(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let here = stage.accept_one(stage.message_to(1)).await;
    let there = stage
        .accept_one(crate::builder::message(other, stage.template, 1, stage.now))
        .await;
    assert_eq!(stage.start(9).await, [here]);
    assert_eq!(stage.calls_of(other, 9).await[0].message_id, there);
}

pub async fn ten_thousand_to_one_address_delay_nobody(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let head: Vec<NewMessage> = (0..10_000).map(|_| stage.message_to(1)).collect();
    let head = stage.accept(head).await;
    let others: Vec<MessageId> = stage
        .accept((2..52).map(|n| stage.message_to(n)).collect())
        .await
        .iter()
        .map(|a| a.id)
        .collect();
    let mut started = stage.start(51).await;
    assert_eq!(started.len(), 51);
    assert_eq!(started.remove(0), head[0].id);
    assert_eq!(started, others, "all others leave in the same look");
    for id in &others {
        stage.settle(*id, accepted(&format!("p{id}"))).await;
    }
    for pair in head[..20].windows(2) {
        stage
            .settle(pair[0].id, accepted(&format!("p{}", pair[0].id)))
            .await;
        let next = stage.accept(vec![stage.message_to(pair[1].id.0 + 100)]).await[0].id;
        assert_eq!(
            stage.start(9).await,
            [pair[1].id, next],
            "one after the other, beside new ones"
        );
        stage.settle(next, accepted(&format!("p{next}"))).await;
    }
}

pub async fn a_rate_holds_over_starts_and_restarts(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            rate: per_second(2.0, 3),
            ..continuous()
        },
    )
    .await;
    stage.fill(60).await;
    let mut starts: Vec<i64> = Vec::new();
    for step in 0..80 {
        for _ in stage.start(9).await {
            starts.push(stage.now.ms());
        }
        if step % 20 == 7 {
            store.restart().await;
        }
        stage.pass(100);
    }
    for (i, from) in starts.iter().enumerate() {
        for (j, to) in starts.iter().enumerate().skip(i) {
            let allowed = 3.0 + 2.0 * (to - from) as f64 / 1_000.0;
            assert!(
                (j - i + 1) as f64 <= allowed + 1e-6,
                "{} starts in {} ms",
                j - i + 1,
                to - from
            );
        }
    }
    assert!(
        starts.len() >= 17,
        "a burst of 3 and 2 a second over 8 seconds, got {}",
        starts.len()
    );
}

pub async fn a_denied_start_says_when_to_ask_again(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            rate: per_second(0.5, 1),
            ..continuous()
        },
    )
    .await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(9).await, ids[..1]);
    let request = StartRequest {
        gateway_id: stage.gateway,
        slots: 9,
        now: stage.now,
        circuit_until: None,
    };
    let denied = stage.queue().start(request).await.unwrap();
    assert!(
        denied.calls.is_empty() && !denied.exhausted,
        "the gateway's limit stopped the look"
    );
    assert_eq!(denied.next_look, Some(stage.now.plus(2 * SECOND)));
    stage.pass(2 * SECOND - 1);
    assert!(stage.start(9).await.is_empty());
    stage.pass(1);
    assert_eq!(stage.start(9).await, ids[1..2]);
}

pub async fn a_daily_limit_begins_anew_at_midnight(store: &dyn Harness) {
    let daily = Rate {
        per_day: Some(4),
        ..Rate::default()
    };
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            rate: daily,
            ..continuous()
        },
    )
    .await;
    let ids = stage.fill(10).await;
    assert_eq!(stage.start(3).await, ids[..3]);
    store.restart().await;
    assert_eq!(stage.start(9).await, ids[3..4]);
    stage.pass(12 * HOUR - 1);
    assert!(stage.start(9).await.is_empty());
    stage.pass(1);
    assert_eq!(stage.start(9).await, ids[4..8], "midnight of the gateway's zone");
}

pub async fn an_address_has_a_limit_of_its_own(store: &dyn Harness) {
    let address_rate = Some(Rate {
        per_hour: Some(1.0),
        ..Rate::default()
    });
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            address_rate,
            ..continuous()
        },
    )
    .await;
    let batch = vec![stage.message_to(1), stage.message_to(1), stage.message_to(2)];
    let ids: Vec<MessageId> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    assert_eq!(stage.start(9).await, [ids[0], ids[2]]);
    stage.settle(ids[0], accepted("p")).await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(HOUR - SECOND);
    store.restart().await;
    assert!(stage.start(9).await.is_empty());
    stage.pass(SECOND);
    assert_eq!(stage.start(9).await, [ids[1]]);
}

pub async fn a_heavy_message_spends_its_weight(store: &dyn Harness) {
    let mut stage = Stage::with(
        store,
        GatewaySpec {
            rate: per_second(1.0, 4),
            ..continuous()
        },
    )
    .await;
    let heavy = NewMessage {
        weight: 3,
        ..stage.message()
    };
    let heavy = stage.accept_one(heavy).await;
    let light = stage.fill(3).await;
    assert_eq!(stage.start(9).await, [heavy, light[0]]);
    stage.pass(SECOND);
    assert_eq!(stage.start(9).await, [light[1]]);
}

pub async fn a_resting_gateway_starts_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(3).await;
    assert_eq!(stage.start(1).await, ids[..1]);
    let too_fast = rejected(Rejection::RateLimited {
        retry_after_ms: Some(MINUTE),
    });
    stage.settle(ids[0], too_fast).await;
    stage
        .queue()
        .rest_gateway(stage.gateway, Some(stage.now.plus(MINUTE)))
        .await
        .unwrap();
    assert!(stage.start(9).await.is_empty());
    store.restart().await;
    stage.pass(MINUTE - 1);
    assert!(stage.start(9).await.is_empty(), "kept over restarts");
    let attempt = &stage.detail(ids[0]).await.attempts[0];
    assert!(!attempt.counted, "a 429 costs the message nothing");
    stage.pass(1);
    assert_eq!(stage.start(1).await, ids[..1], "it kept its place");
    stage
        .queue()
        .rest_gateway(stage.gateway, Some(stage.now.plus(DAY)))
        .await
        .unwrap();
    assert!(stage.start(9).await.is_empty());
    stage.queue().rest_gateway(stage.gateway, None).await.unwrap();
    assert_eq!(ids_of(&stage).await, super::stage::ids(&ids[1..]));
}

async fn ids_of(stage: &Stage<'_>) -> std::collections::BTreeSet<MessageId> {
    ids(&stage.start(9).await)
}
