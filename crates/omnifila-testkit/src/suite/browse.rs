//! Lists, counts, the feed: what is shown agrees with what is.

use super::stage::Stage;
use crate::builder::{content, continuous, rejected, unknown};
use crate::harness::{Harness, Setting};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, RunId, TemplateId};
use omnifila_core::message::{Origin, Priority, Purpose, Status};
use omnifila_core::outcome::{Evidence, Rejection};
use omnifila_core::time::{HOUR, MINUTE};
use omnifila_store::verbs::{Action, Counted, NewMessage, Selection};
use omnifila_store::{MessageFilter, Order};
use serde_json::json;
use std::collections::BTreeMap;

/// Messages in every status at two gateways; answers the second gateway.
pub(super) async fn every_status(stage: &mut Stage<'_>) -> GatewayId {
    let other = stage.another_gateway(continuous()).await;
    let sent = [
        stage.sent().await,
        stage.sent().await,
        stage.sent().await,
        stage.sent().await,
    ];
    stage.report(sent[1], Evidence::Delivered).await;
    stage.report(sent[2], Evidence::Read).await;
    stage.report(sent[3], Evidence::Failed).await;
    stage.settled(unknown()).await;
    stage.settled(rejected(Rejection::Permanent)).await;
    stage.settled(rejected(Rejection::Transient)).await;
    let soon = NewMessage {
        expires_at: stage.now.plus(1),
        ..stage.message()
    };
    stage.accept_one(soon).await;
    stage.pass(1);
    stage.upkeep().await;
    let cancelled = stage.fill(2).await;
    stage.cancel(cancelled[0]).await;
    stage
        .ordered(Action::Cancel, Selection::Ids(vec![cancelled[1]]))
        .await;
    stage.fill(2).await;
    stage.start(1).await;
    let both = stage.for_both(other);
    let both = stage.accept_one(both).await;
    stage
        .ordered(Action::Reroute { gateway_id: other }, Selection::Ids(vec![both]))
        .await;
    stage.pass(MINUTE);
    stage.fill(3).await;
    other
}

pub async fn every_filter_filters(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = stage.another_gateway(continuous()).await;
    let template = Setting::Template(crate::builder::template(&[other]));
    let template = TemplateId(stage.set(template).await);
    let plain = stage.fill(3).await;
    stage.pass(HOUR);
    let special = stage.message();
    let special = stage.accept_one(special_message(special, other, template)).await;
    assert_eq!(stage.calls_of(other, 1).await.len(), 1);
    stage.settle(special, rejected(Rejection::Permanent)).await;
    let customer = stage.row(special).await.customer.id;
    let (soon, just) = (stage.now.plus(1), stage.now.plus(-1));
    let only_special = [
        json!({"gateway_id": other}),
        json!({"status": ["failed", "sent"]}),
        json!({"origin": "billing"}),
        json!({"purpose": "collection"}),
        json!({"priority": "high"}),
        json!({"customer": customer}),
        json!({"invoice": 71}),
        json!({"run_id": 9_001}),
        json!({"batch_ref": "lote-1"}),
        json!({"template_id": template}),
        json!({"dedupe_key": "chave"}),
        json!({"source_ref": "titulo-1"}),
        json!({"error_code": "refused"}),
        json!({"created_from": just}),
        json!({"updated_after": just}),
        json!({"gateway_id": other, "status": ["failed"], "origin": "billing", "invoice": 71}),
    ];
    for filter in only_special {
        assert_eq!(stage.list(read(&filter)).await, [special], "{filter}");
    }
    let nothing = [
        json!({"gateway_id": stage.gateway, "priority": "high"}),
        json!({"status": ["read"]}),
        json!({"batch_ref": "lote-2"}),
        json!({"error_code": "timeout"}),
        json!({"run_id": 9_002}),
        json!({"gateway_id": 9_999}),
        json!({"created_from": soon}),
    ];
    for filter in nothing {
        assert!(stage.list(read(&filter)).await.is_empty(), "{filter}");
    }
    for filter in [json!({"created_to": just}), json!({"status": ["waiting"]})] {
        assert_eq!(stage.list(read(&filter)).await, plain, "{filter}");
    }
    assert_eq!(stage.list(MessageFilter::default()).await.len(), 4);
}

/// What a day sent, whenever it was taken in: from inclusive, to exclusive; what has not left is in neither.
pub async fn messages_are_found_by_when_they_left(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let first = stage.sent().await;
    let left = stage.now;
    stage.pass(HOUR);
    let second = stage.sent().await;
    stage.fill(1).await;
    let (from, to) = (|at| json!({ "sent_from": at }), |at| json!({ "sent_to": at }));
    assert_eq!(stage.list(read(&from(left))).await, [first, second]);
    assert_eq!(stage.list(read(&from(left.plus(1)))).await, [second]);
    assert_eq!(stage.list(read(&to(left.plus(1)))).await, [first]);
    assert!(stage.list(read(&to(left))).await.is_empty());
    let between = json!({ "sent_from": left, "sent_to": left.plus(HOUR), "status": ["sent"] });
    assert_eq!(stage.list(read(&between)).await, [first]);
}

fn special_message(plain: NewMessage, gateway_id: GatewayId, template_id: TemplateId) -> NewMessage {
    NewMessage {
        gateway_id,
        template_id,
        contents: vec![(gateway_id, content(4))],
        origin: Origin::Billing,
        purpose: Purpose::Collection,
        priority: Priority::High,
        dedupe_key: Some("chave".into()),
        source_ref: Some("titulo-1".into()),
        batch_ref: Some("lote-1".into()),
        invoice_id: Some(InvoiceId(71)),
        run_id: Some(RunId(9_001)),
        ..plain
    }
}

/// A filter as `GET /messages` names it.
fn read(filter: &serde_json::Value) -> MessageFilter {
    serde_json::from_value(filter.clone()).unwrap()
}

pub async fn q_finds_by_name_phone_and_id(store: &dyn Harness) {
    let stage = Stage::open(store).await;
    let named = |n: i64, name: &str| {
        let customer = omnifila_core::catalogue::CustomerInput {
            name: name.into(),
            ..crate::builder::customer(n)
        };
        let customer = omnifila_store::verbs::Recipient::Given(Box::new(customer));
        NewMessage {
            customer,
            ..stage.message_to(n)
        }
    };
    let batch = vec![
        named(1, "Ângela Fictícia"),
        named(2, "Angelo Fictício"),
        named(3, "Zilda Angela"),
        named(4, "Ção"),
    ];
    let found: Vec<MessageId> = stage.accept(batch).await.iter().map(|a| a.id).collect();
    let q = async |q: &str| {
        stage
            .list(MessageFilter {
                q: Some(q.into()),
                ..MessageFilter::default()
            })
            .await
    };
    assert_eq!(
        q("ange").await,
        found[..2],
        "from the beginning, without case and accents"
    );
    assert_eq!(q("ÂNGELA").await, found[..1]);
    assert_eq!(q("cao").await, found[3..]);
    assert_eq!(q(&crate::builder::phone(2)).await, found[1..2]);
    assert_eq!(q(&found[2].to_string()).await, found[2..3]);
    assert!(q("ninguém").await.is_empty());
    let narrowed = MessageFilter {
        q: Some("ang".into()),
        status: vec![Status::Sent],
        ..MessageFilter::default()
    };
    assert!(stage.list(narrowed).await.is_empty());
}

pub async fn pages_by_cursor_are_the_whole_list(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = every_status(&mut stage).await;
    let batch = (0..20).map(|n| NewMessage {
        priority: if n % 3 == 0 {
            Priority::High
        } else {
            Priority::Normal
        },
        due_at: Some(stage.now.plus(-(n % 5) * 1_000)),
        ..crate::builder::message(
            if n % 2 == 0 { other } else { stage.gateway },
            stage.template,
            500 + n,
            stage.now,
        )
    });
    stage.accept(batch.collect()).await;
    let filters = [
        MessageFilter::default(),
        MessageFilter {
            gateway_id: Some(other),
            ..MessageFilter::default()
        },
        MessageFilter {
            status: vec![Status::Waiting, Status::Cancelled],
            ..MessageFilter::default()
        },
        MessageFilter {
            q: Some("cliente".into()),
            ..MessageFilter::default()
        },
    ];
    for filter in filters {
        for order in [Order::Id, Order::Queue] {
            let whole = stage.pages(&filter, order, 1_000).await;
            assert!(!whole.is_empty());
            for limit in [1, 3, 7] {
                assert_eq!(
                    stage.pages(&filter, order, limit).await,
                    whole,
                    "{filter:?} {order:?} by {limit}"
                );
            }
            if order == Order::Id {
                assert!(whole.is_sorted_by(|a, b| a.id > b.id), "newest first");
            } else {
                assert!(whole.iter().all(|r| r.status == Status::Waiting));
                assert!(whole.is_sorted_by_key(|r| (r.gateway_id, r.priority)));
            }
        }
    }
}

pub async fn a_page_is_stable_while_rows_come_and_go(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let all = stage.fill(30).await;
    let queue = stage.queue();
    let first = queue
        .list(&MessageFilter::default(), Order::Queue, 10, None)
        .await
        .unwrap();
    stage.start(5).await;
    stage.fill(5).await;
    let second = queue
        .list(&MessageFilter::default(), Order::Queue, 10, first.next)
        .await
        .unwrap();
    assert_eq!(second.items.iter().map(|r| r.id).collect::<Vec<_>>(), all[10..20]);
    let newest = queue
        .list(&MessageFilter::default(), Order::Id, 10, None)
        .await
        .unwrap();
    let fresh = stage.fill(5).await;
    let older = queue
        .list(&MessageFilter::default(), Order::Id, 10, newest.next)
        .await
        .unwrap();
    assert!(older.items.iter().all(|r| !fresh.contains(&r.id)));
    assert_eq!(older.items[0].id.0, newest.items[9].id.0 - 1);
}

pub async fn counts_equal_lists(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = every_status(&mut stage).await;
    for round in 0..3 {
        match round {
            0 => {}
            1 => store.restart().await,
            _ => {
                stage.order(Action::Cancel, stage.all()).await;
            }
        }
        let mut shown = BTreeMap::<(GatewayId, Status), i64>::new();
        for (gateway, status, n) in stage.queue().counts().await.unwrap() {
            *shown.entry((gateway, status)).or_default() += n;
        }
        for gateway in [stage.gateway, other] {
            for &status in Status::ALL {
                let filter = MessageFilter {
                    gateway_id: Some(gateway),
                    status: vec![status],
                    ..MessageFilter::default()
                };
                let listed = stage.list(filter).await.len() as i64;
                let counted = shown.get(&(gateway, status)).copied().unwrap_or_default();
                assert_eq!(counted, listed, "{gateway} {status}, round {round}");
            }
        }
    }
}

/// Counts of a filter are those of its list, also while a cancel is being swept; a cap is kept and owned up to.
pub async fn a_filter_counts_what_it_lists(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let other = every_status(&mut stage).await;
    let later = NewMessage {
        due_at: Some(stage.now.plus(HOUR)),
        expires_at: stage.now.plus(2 * HOUR),
        ..stage.message()
    };
    stage.accept_one(later).await;
    for swept in [true, false] {
        if !swept {
            stage
                .order(
                    Action::Cancel,
                    Selection::Filter(MessageFilter {
                        gateway_id: Some(other),
                        ..MessageFilter::default()
                    }),
                )
                .await;
        }
        let filters = [
            MessageFilter::default(),
            MessageFilter {
                gateway_id: Some(stage.gateway),
                ..MessageFilter::default()
            },
            MessageFilter {
                gateway_id: Some(other),
                status: vec![Status::Waiting, Status::Cancelled],
                ..MessageFilter::default()
            },
            MessageFilter {
                created_from: Some(stage.now),
                ..MessageFilter::default()
            },
        ];
        for filter in filters {
            let listed = stage
                .queue()
                .list(&filter, Order::Id, 1000, None)
                .await
                .unwrap()
                .items;
            let mut statuses = BTreeMap::<Status, i64>::new();
            let mut templates = BTreeMap::<TemplateId, i64>::new();
            let [mut now, mut scheduled, mut retrying] = [0; 3];
            for row in &listed {
                *statuses.entry(row.status).or_default() += 1;
                *templates.entry(row.template_id).or_default() += 1;
                match (row.status, row.next_attempt_at, row.due_at) {
                    (Status::Waiting, Some(_), _) => retrying += 1,
                    (Status::Waiting, None, Some(due)) if due > stage.now => scheduled += 1,
                    (Status::Waiting, None, _) => now += 1,
                    _ => {}
                }
            }
            let counted = stage.queue().count(&filter, stage.now, None).await.unwrap();
            let expected = Counted {
                exact: true,
                statuses,
                now,
                scheduled,
                retrying,
                templates,
            };
            assert_eq!(counted, expected, "{filter:?}, swept {swept}");
        }
        let capped = stage
            .queue()
            .count(&MessageFilter::default(), stage.now, Some(2))
            .await
            .unwrap();
        assert!(!capped.exact);
        assert_eq!(capped.statuses.values().sum::<i64>(), 2);
    }
    let all = stage
        .queue()
        .count(&MessageFilter::default(), stage.now, None)
        .await
        .unwrap();
    assert!(all.retrying > 0 && all.scheduled > 0 && all.now > 0, "{all:?}");
}

pub async fn every_status_is_reached(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    every_status(&mut stage).await;
    for &status in Status::ALL {
        assert!(!stage.list_status(status).await.is_empty(), "{status}");
    }
}
