//! One message through several channels: when it goes on, and what ends that. It is one message with one history all the way.

use super::stage::{Stage, provider_id};
use crate::builder::{
    accepted, by, content, continuous, phone, queued, rejected, stop_rule, suppression, task, unknown,
};
use crate::harness::{Harness, Setting};
use omnifila_core::catalogue::StopScope;
use omnifila_core::id::{GatewayId, MAX_ID, MessageId, RouteId, RunId, TaskId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::{Evidence, Receipt, Rejection};
use omnifila_core::sequence::{Said, Sequence, Way};
use omnifila_core::time::{HOUR, MINUTE};
use omnifila_store::MessageFilter;
use omnifila_store::verbs::{Action, CancelOutcome, NewMessage, NewRun, Selection};

/// The address of customer `n` at the way `nth`.
fn address(n: i64, nth: usize) -> String {
    phone(n + 1_000 * nth as i64)
}

/// Three gateways and the time each has to deliver: an hour, half an hour, and no limit at the last.
struct Ways<'a> {
    stage: Stage<'a>,
    gateways: [GatewayId; 3],
}

impl<'a> Ways<'a> {
    async fn open(store: &'a dyn Harness) -> Ways<'a> {
        let stage = Stage::open(store).await;
        let second = stage.another_gateway(continuous()).await;
        let third = stage.another_gateway(continuous()).await;
        let gateways = [stage.gateway, second, third];
        Ways { stage, gateways }
    }

    /// A message to customer `n` by all of them.
    fn message(&self, n: i64) -> NewMessage {
        let message = self.stage.message_to(n);
        let patience = [Some(HOUR), Some(30 * MINUTE), None];
        let steps = self.gateways.iter().enumerate().map(|(nth, gateway)| Way {
            gateway_id: *gateway,
            template_id: self.stage.template,
            patience_ms: patience[nth],
            says: Ok(Said {
                template_version: 1,
                address: address(n, nth),
                preview: format!("Aviso {n} pelo caminho {nth}"),
                contents: vec![(*gateway, content(nth as i64))],
                weight: 1,
            }),
        });
        let sequence = Sequence {
            route_id: RouteId(1),
            steps: steps.collect(),
        };
        NewMessage {
            preview: format!("Aviso {n} pelo caminho 0"),
            contents: vec![(self.gateways[0], content(0))],
            sequence: Some(Box::new(sequence)),
            ..message
        }
    }

    async fn accept(&self, n: i64) -> MessageId {
        self.stage.accept_one(self.message(n)).await
    }

    /// Starts what may start at the way `nth`.
    async fn start(&self, nth: usize) -> Vec<MessageId> {
        let calls = self.stage.calls_of(self.gateways[nth], 9).await;
        calls.into_iter().map(|call| call.message_id).collect()
    }

    /// Accepted by the first way under the name `p{id}`.
    async fn sent(&self, n: i64) -> MessageId {
        let id = self.accept(n).await;
        assert_eq!(self.start(0).await, [id]);
        self.stage.settle(id, accepted(&provider_id(id))).await;
        id
    }

    /// Status, the way it is at, and the ways of its attempts.
    async fn stands(&self, id: MessageId) -> (Status, usize, Vec<usize>) {
        let detail = self.stage.detail(id).await;
        let nth = |gateway| self.gateways.iter().position(|g| *g == gateway).unwrap();
        let went = detail.attempts.iter().map(|a| nth(a.gateway_id)).collect();
        (detail.row.status, nth(detail.row.gateway_id), went)
    }

    /// Nothing leaves by any way, now or in the next days.
    async fn rests(&mut self) {
        for _ in 0..3 {
            for nth in 0..3 {
                assert_eq!(self.start(nth).await, [], "by the way {nth}");
            }
            self.stage.pass(25 * HOUR);
        }
    }
}

pub async fn a_refusal_goes_on_to_the_next_channel(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let id = ways.accept(1).await;
    assert_eq!(ways.start(0).await, [id]);
    let refused = || rejected(Rejection::Permanent);
    let settled = ways.stage.settle(id, refused()).await;
    assert_eq!(
        (settled.status, settled.gateway_id),
        (Status::Waiting, ways.gateways[0])
    );
    assert_eq!(settled.next_gateway, Some(ways.gateways[1]));
    assert_eq!(ways.start(0).await, []);
    let calls = ways.stage.calls_of(ways.gateways[1], 9).await;
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!((call.message_id, call.attempt), (id, 2));
    assert_eq!((&call.address, &call.content), (&address(1, 1), &content(1)));
    assert_eq!(call.preview, "Aviso 1 pelo caminho 1");
    ways.stage.settle(id, refused()).await;
    assert_eq!(ways.start(2).await, [id]);
    let settled = ways.stage.settle(id, refused()).await;
    assert_eq!((settled.status, settled.next_gateway), (Status::Failed, None));
    assert_eq!(ways.stands(id).await, (Status::Failed, 2, vec![0, 1, 2]));
    ways.rests().await;
    let history = ways.stage.detail(id).await.history;
    let gone_on = history.iter().filter(|h| h.reason == Reason::NextChannel).count();
    assert_eq!(gone_on, 2, "it is told by the one message's history");
    let everything = ways.stage.list(MessageFilter::default()).await;
    assert_eq!(everything, [id]);
}

pub async fn used_up_attempts_go_on_with_new_ones(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let id = ways.accept(1).await;
    for _ in 0..5 {
        assert_eq!(ways.start(0).await, [id]);
        ways.stage.settle(id, rejected(Rejection::Transient)).await;
        ways.stage.pass(2 * HOUR);
    }
    assert_eq!(ways.stands(id).await, (Status::Waiting, 1, vec![0; 5]));
    assert_eq!(ways.start(1).await, [id]);
    ways.stage.settle(id, rejected(Rejection::Transient)).await;
    assert_eq!(ways.stands(id).await.1, 1, "it is tried again there first");
}

pub async fn an_undeliverable_receipt_goes_on(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (told, early) = (ways.sent(1).await, ways.accept(2).await);
    ways.stage.report(told, Evidence::Failed).await;
    assert_eq!(ways.stands(told).await, (Status::Waiting, 1, vec![0]));
    assert_eq!(
        ways.stage.row(told).await.error_code.as_deref(),
        Some("undeliverable")
    );
    // Told again, and before the answer.
    ways.stage.report(told, Evidence::Failed).await;
    assert_eq!(ways.start(0).await, [early]);
    let receipt = Receipt {
        message_id: Some(early),
        ..ways.stage.receipt(Evidence::Failed)
    };
    assert_eq!(ways.stage.receipt_in(receipt).await, Some(early));
    let settled = ways.stage.settle(early, accepted("e")).await;
    assert_eq!(
        (settled.status, settled.next_gateway),
        (Status::Waiting, Some(ways.gateways[1]))
    );
    assert_eq!(ways.start(1).await, [told, early]);
    for id in [told, early] {
        ways.stage.settle(id, accepted(&format!("s{id}"))).await;
        // The failure of the first channel says nothing of the second.
        ways.stage.report(id, Evidence::Failed).await;
        assert_eq!(ways.stands(id).await, (Status::Sent, 1, vec![0, 1]));
        assert!(ways.stage.detail(id).await.attempts[0].undeliverable);
        assert!(!ways.stage.detail(id).await.attempts[1].undeliverable);
    }
    ways.stage.pass(1);
    assert_eq!(ways.start(2).await, []);
}

pub async fn what_is_not_delivered_in_time_goes_on(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (late, arrived) = (ways.sent(1).await, ways.sent(2).await);
    let until = ways.stage.now.plus(HOUR);
    assert_eq!(ways.stage.queue().next_timer().await.unwrap(), Some(until));
    ways.stage.report(arrived, Evidence::Delivered).await;
    ways.stage.pass(HOUR - 1);
    assert_eq!(ways.start(1).await, []);
    store.restart().await;
    ways.stage.pass(1);
    assert_eq!(ways.start(1).await, [late]);
    let settled = ways.stage.settle(late, accepted("s")).await;
    assert_eq!(settled.goes_on_at, Some(ways.stage.now.plus(30 * MINUTE)));
    assert_eq!(ways.stands(late).await, (Status::Sent, 1, vec![0, 1]));
    ways.stage.pass(30 * MINUTE);
    assert_eq!(ways.start(2).await, [late]);
    let settled = ways.stage.settle(late, accepted("m")).await;
    assert_eq!(
        (settled.status, settled.goes_on_at),
        (Status::Sent, None),
        "nothing follows"
    );
    ways.rests().await;
    assert_eq!(ways.stands(late).await, (Status::Sent, 2, vec![0, 1, 2]));
    assert_eq!(ways.stands(arrived).await, (Status::Delivered, 0, vec![0]));
}

pub async fn a_late_delivery_cancels_the_step_that_waits(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (waiting, sending, sent) = (ways.sent(1).await, ways.sent(2).await, ways.sent(3).await);
    for id in [sending, sent] {
        ways.stage.report(id, Evidence::Failed).await;
    }
    assert_eq!(ways.start(1).await, [sending, sent]);
    ways.stage.settle(sent, accepted("s")).await;
    ways.stage.report(waiting, Evidence::Failed).await;
    store.restart().await;
    for id in [waiting, sending, sent] {
        ways.stage.report(id, Evidence::Delivered).await;
    }
    assert_eq!(ways.stands(waiting).await, (Status::Delivered, 0, vec![0]));
    assert_eq!(ways.stage.row(waiting).await.address, address(1, 0));
    assert_eq!(
        ways.stands(sending).await.0,
        Status::Sending,
        "the answer is awaited"
    );
    ways.stage.settle(sending, rejected(Rejection::Permanent)).await;
    assert_eq!(ways.stands(sending).await.0, Status::Delivered);
    assert_eq!(ways.stands(sent).await, (Status::Delivered, 0, vec![0, 1]));
    ways.rests().await;
    ways.stage.report(waiting, Evidence::Read).await;
    assert_eq!(ways.stage.status(waiting).await, Status::Read);
}

pub async fn a_cancel_stops_the_whole_sequence(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let alone = ways.sent(1).await;
    let answer = ways.stage.cancel(alone).await;
    assert_eq!(
        (answer.outcome, answer.status),
        (CancelOutcome::TooLate, Status::Sent)
    );
    let sending = ways.accept(2).await;
    assert_eq!(ways.start(0).await, [sending]);
    ways.stage.cancel(sending).await;
    let settled = ways.stage.settle(sending, accepted(&provider_id(sending))).await;
    assert_eq!((settled.status, settled.goes_on_at), (Status::Sent, None));
    let refused = ways.accept(3).await;
    assert_eq!(ways.start(0).await, [refused]);
    ways.stage.cancel(refused).await;
    ways.stage.settle(refused, rejected(Rejection::Permanent)).await;
    let waiting = ways.sent(4).await;
    ways.stage.report(waiting, Evidence::Failed).await;
    let answer = ways.stage.cancel(waiting).await;
    assert_eq!(answer.outcome, CancelOutcome::Cancelled);
    // None of them is brought back by what is told later.
    store.restart().await;
    for id in [alone, sending, waiting] {
        ways.stage.report(id, Evidence::Failed).await;
    }
    ways.rests().await;
    assert_eq!(ways.stands(alone).await, (Status::Failed, 0, vec![0]));
    assert_eq!(ways.stands(sending).await, (Status::Failed, 0, vec![0]));
    assert_eq!(ways.stands(refused).await, (Status::Cancelled, 0, vec![0]));
    assert_eq!(ways.stands(waiting).await, (Status::Cancelled, 1, vec![0]));
}

pub async fn an_order_to_cancel_stops_sequences_too(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (by_id, by_filter, doubtful) = (ways.sent(1).await, ways.sent(2).await, ways.accept(3).await);
    assert_eq!(ways.start(0).await, [doubtful]);
    ways.stage.settle(doubtful, unknown()).await;
    let ids = Selection::Ids(vec![by_id]);
    let operation = ways.stage.ordered(Action::Cancel, ids).await;
    assert_eq!(operation.skipped.get("ended"), Some(&1), "it was sent");
    // What waits already at the second channel is no part of the first one's.
    let elsewhere = ways.sent(4).await;
    ways.stage.report(elsewhere, Evidence::Failed).await;
    ways.stage.ordered(Action::Cancel, ways.stage.all()).await;
    let later = ways.sent(5).await;
    let receipt = Receipt {
        message_id: Some(doubtful),
        ..ways.stage.receipt(Evidence::Accepted)
    };
    ways.stage.receipt_in(receipt).await;
    assert_eq!(ways.stands(doubtful).await.0, Status::Sent);
    ways.stage.pass(HOUR);
    assert_eq!(ways.start(1).await, [elsewhere, later]);
    for id in [by_id, by_filter, doubtful] {
        assert_eq!(ways.stands(id).await, (Status::Sent, 0, vec![0]));
    }
}

pub async fn what_must_not_be_sent_any_more_stays_where_it_is(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (stopped, other) = (ways.sent(1).await, ways.sent(2).await);
    let customer = ways.stage.row(stopped).await.customer.id;
    ways.stage
        .set(Setting::StopRule(stop_rule(StopScope::Customer, customer.0)))
        .await;
    ways.stage.pass(HOUR);
    assert_eq!(ways.start(1).await, [other]);
    ways.stage.settle(other, accepted("s")).await;
    assert_eq!(ways.stands(stopped).await, (Status::Sent, 0, vec![0]));
    // What failed has nowhere to stay: it is cancelled where it would leave.
    let failed = ways.accept(3).await;
    assert_eq!(ways.start(0).await, [failed]);
    let customer = ways.stage.row(failed).await.customer.id;
    ways.stage
        .set(Setting::StopRule(stop_rule(StopScope::Customer, customer.0)))
        .await;
    ways.stage.settle(failed, rejected(Rejection::Permanent)).await;
    assert_eq!(ways.start(1).await, []);
    let row = ways.stage.row(failed).await;
    assert_eq!((row.status, row.reason), (Status::Cancelled, Reason::StopRule));
}

pub async fn a_channel_that_cannot_be_used_is_passed_over(store: &dyn Harness) {
    let ways = Ways::open(store).await;
    let mut message = ways.message(1);
    if let Some(sequence) = &mut message.sequence {
        sequence.steps[1].says = Err("missing_phone".into());
    }
    let no_phone = ways.stage.accept_one(message).await;
    let unwanted = ways.accept(2).await;
    ways.stage
        .set(Setting::Suppress(suppression(&address(2, 1), &[])))
        .await;
    assert_eq!(ways.start(0).await, [no_phone, unwanted]);
    for id in [no_phone, unwanted] {
        ways.stage.settle(id, rejected(Rejection::Permanent)).await;
    }
    assert_eq!(ways.start(1).await, []);
    assert_eq!(ways.start(2).await, [no_phone, unwanted]);
    // A message to somebody whom the first channel does not reach begins at the second.
    let mut message = ways.message(3);
    if let Some(sequence) = &mut message.sequence {
        sequence.steps[0].says = Err("missing_phone".into());
    }
    message.gateway_id = ways.gateways[1];
    message.address = address(3, 1);
    message.contents = vec![(ways.gateways[1], content(1))];
    let second = ways.stage.accept_one(message).await;
    assert_eq!(ways.start(1).await, [second]);
    let settled = ways.stage.settle(second, rejected(Rejection::Permanent)).await;
    assert_eq!(settled.next_gateway, Some(ways.gateways[2]));
}

pub async fn the_next_channels_queue_is_waited_for(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let queue = ways.stage.another_gateway(queued()).await;
    let task = TaskId(ways.stage.set(Setting::Task(task(&[queue]))).await);
    ways.gateways[1] = queue;
    let run = || NewRun {
        task_id: Some(task),
        gateway_ids: vec![queue],
        limit: None,
        occurrence: None,
        by: by("tarefa"),
    };
    let id = ways.accept(1).await;
    let other = NewMessage {
        gateway_id: queue,
        contents: vec![(queue, content(1))],
        ..ways.stage.message_to(2)
    };
    let other = ways.stage.accept_one(other).await;
    let verbs = ways.stage.queue();
    verbs.open_run(run(), ways.stage.now).await.unwrap().unwrap();
    assert_eq!(ways.start(0).await, [id]);
    ways.stage.settle(id, rejected(Rejection::Permanent)).await;
    assert_eq!(ways.start(1).await, [other], "the run was opened before it came");
    ways.stage.settle(other, accepted("o")).await;
    ways.stage.pass(MINUTE);
    assert_eq!(ways.start(1).await, []);
    let as_of = RunId(MAX_ID);
    let closed = verbs.close_runs(ways.stage.now, &[queue], as_of).await.unwrap();
    assert_eq!(closed.len(), 1);
    verbs.open_run(run(), ways.stage.now).await.unwrap().unwrap();
    assert_eq!(ways.start(1).await, [id]);
}

pub async fn nothing_is_sent_twice_over_restarts(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let (refused, lost) = (ways.accept(1).await, ways.accept(2).await);
    assert_eq!(ways.start(0).await, [refused, lost]);
    ways.stage.settle(refused, rejected(Rejection::Permanent)).await;
    ways.stage.settle(lost, rejected(Rejection::Permanent)).await;
    store.restart().await;
    assert_eq!(ways.start(0).await, []);
    assert_eq!(ways.start(1).await, [refused, lost]);
    ways.stage.settle(refused, accepted("s")).await;
    // The process ends while the second channel is called: nobody knows what became of that.
    store.restart().await;
    assert_eq!(ways.stage.queue().rescue(ways.stage.now).await.unwrap(), 1);
    assert_eq!(ways.stands(lost).await, (Status::Uncertain, 1, vec![0, 1]));
    ways.stage.pass(30 * MINUTE);
    store.restart().await;
    ways.stage.upkeep().await;
    store.restart().await;
    assert_eq!(ways.start(2).await, [refused], "once");
    store.restart().await;
    ways.stage.queue().rescue(ways.stage.now).await.unwrap();
    ways.rests().await;
    assert_eq!(ways.stands(refused).await, (Status::Uncertain, 2, vec![0, 1, 2]));
    assert_eq!(ways.stands(lost).await, (Status::Uncertain, 1, vec![0, 1]));
}

pub async fn what_has_expired_goes_nowhere(store: &dyn Harness) {
    let mut ways = Ways::open(store).await;
    let soon = |ways: &Ways<'_>, n| NewMessage {
        expires_at: ways.stage.now.plus(45 * MINUTE),
        ..ways.message(n)
    };
    let sent = ways.stage.accept_one(soon(&ways, 1)).await;
    let failed = ways.stage.accept_one(soon(&ways, 2)).await;
    assert_eq!(ways.start(0).await, [sent, failed]);
    let settled = ways.stage.settle(sent, accepted(&provider_id(sent))).await;
    assert_eq!(settled.goes_on_at, None, "the next would come too late");
    ways.stage.settle(failed, accepted(&provider_id(failed))).await;
    ways.stage.pass(HOUR);
    ways.stage.report(failed, Evidence::Failed).await;
    ways.rests().await;
    assert_eq!(ways.stands(sent).await, (Status::Sent, 0, vec![0]));
    assert_eq!(ways.stands(failed).await, (Status::Failed, 0, vec![0]));
}
