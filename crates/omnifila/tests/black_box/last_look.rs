//! Never after the reason is gone: an invoice that is paid in the ERP, at whatever stage of its message, is not sent, and
//! what was known when a call began is kept with it.

use crate::sources::{add_source, sandbox_with, synced};
use crate::support::{Api, Node, Place, Setup, sends, set_up_gateway, until};
use omnifila_sandbox::{CallScope, DEFAULT_IXC, Fault, FaultRule, IxcChange, Sandbox};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
/// A Thursday, nine o'clock in São Paulo.
const MORNING: &str = "2026-12-10T12:00:00Z";

struct World {
    node: Node,
    sandbox: Sandbox,
    setup: Setup,
    source: i64,
    _place: Place,
}

/// A source read whole, and a gateway whose messages wait for a run.
async fn world() -> World {
    let place = Place::new();
    let sandbox = sandbox_with(40, 120).await;
    let node = place.serve().args(&["--simulated-time", MORNING]).ready().await;
    let source = add_source(&node.api, &sandbox).await;
    let gateway =
        json!({"queue_mode": "queue", "rate": {"per_second": 1000, "burst": 1000}, "max_in_flight": 8});
    let setup = set_up_gateway(&node.api, &sandbox, gateway).await;
    synced(&node.api, source, LIMIT).await;
    World {
        node,
        sandbox,
        setup,
        source,
        _place: place,
    }
}

impl World {
    fn api(&self) -> &Api {
        &self.node.api
    }

    /// One message about a title; its id.
    async fn about(&self, title: u64) -> i64 {
        let message = json!({
            "gateway_id": self.setup.gateway, "template_id": self.setup.template, "data": {"n": title.to_string()},
            "customer": {"external_id": format!("c{title}"), "name": "Cliente Exemplo", "phone": crate::support::phone(usize::try_from(title).unwrap())},
            "invoice": {"source": "ixc", "external_id": title.to_string()},
        });
        self.api().post("/messages", &message).await["id"]
            .as_i64()
            .unwrap()
    }

    async fn advance(&self, to: &str) {
        self.api().post("/clock/advance", &json!({"to": to})).await;
    }

    /// Releases what waits, now, and lets everything settle.
    async fn run(&self, now: &str) -> Value {
        let task = json!({"name": "Envia", "gateway_ids": [self.setup.gateway], "cron": "0 0 1 1 *", "time_zone": "America/Sao_Paulo", "enabled": true});
        let task = self.api().post("/tasks", &task).await["id"].as_i64().unwrap();
        let run = self.api().post(&format!("/tasks/{task}/run"), &json!({})).await;
        self.advance(now).await;
        run
    }

    fn change(&self, change: IxcChange) {
        self.sandbox.change_ixc(DEFAULT_IXC, &change).unwrap();
    }

    fn pay(&self, id: u64) {
        self.change(IxcChange::Pay {
            id,
            on: "2026-12-10".into(),
            at: None,
        });
    }

    fn sent(&self) -> Vec<i64> {
        sends(&self.sandbox).iter().map(|s| s.message).collect()
    }

    async fn end(self) {
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_in_the_erp_between_queue_and_call_is_not_sent() {
    let world = world().await;
    let mut ids = Vec::new();
    // All open, released, of nobody's flags.
    for title in [4, 8, 9, 11, 12, 13, 14] {
        ids.push(world.about(title).await);
    }
    let [paid, cancelled, renegotiated, gone, unconfirmed, open, partial] = ids[..] else {
        panic!("{ids:?}")
    };
    world.advance("2026-12-10T12:10:00Z").await;
    // Nobody has read the source since: only a last look can know.
    world.pay(4);
    world.change(IxcChange::Cancel { id: 8, at: None });
    world.change(IxcChange::Renegotiate { id: 9, at: None });
    world.change(IxcChange::Remove {
        resource: "fn_areceber".into(),
        id: 11,
    });
    let set = |id, name: &str, value: &str| IxcChange::Set {
        resource: "fn_areceber".into(),
        id,
        fields: [(name.to_owned(), value.to_owned())].into(),
        at: None,
    };
    world.change(set(12, "aguardando_confirmacao_pagamento", "S"));
    world.change(set(14, "status", "P"));
    world.run("2026-12-10T12:10:00Z").await;

    // Two calls at once reach the provider in either order.
    let sent: BTreeSet<i64> = world.sent().into_iter().collect();
    assert_eq!(sent, BTreeSet::from([open, partial]));
    for (id, reason) in [
        (paid, "invoice_paid"),
        (cancelled, "invoice_cancelled"),
        (renegotiated, "invoice_renegotiated"),
        (gone, "invoice_cancelled"),
    ] {
        let message = world.api().message(id).await;
        assert_eq!(
            (message["status"].as_str(), message["reason"].as_str()),
            (Some("cancelled"), Some(reason)),
            "{message}"
        );
        assert_eq!(message["attempts"], json!([]));
    }
    let waits = world.api().message(unconfirmed).await;
    assert_eq!(
        (waits["status"].as_str(), waits["blockers"][0]["code"].as_str()),
        (Some("waiting"), Some("awaiting_settlement"))
    );
    // The evidence is with the attempt.
    let attempt = world.api().message(open).await["attempts"][0].clone();
    assert_eq!(
        (attempt["looked_at"].as_str(), attempt["invoice_status"].as_str()),
        (Some("2026-12-10T12:10:00.000Z"), Some("open"))
    );
    assert_eq!(
        world.api().message(partial).await["attempts"][0]["invoice_status"],
        "partial"
    );
    // All asked about in one call.
    let looks = world.sandbox.ixc_counters(DEFAULT_IXC)["fn_areceber"].requests;
    world.advance("2026-12-10T12:30:00Z").await;
    assert!(
        world.sandbox.ixc_counters(DEFAULT_IXC)["fn_areceber"].requests <= looks + 3,
        "asked again, but not all the time"
    );

    // Confirmed as unpaid after all: it leaves at the next look.
    world.change(set(12, "aguardando_confirmacao_pagamento", "N"));
    world.advance("2026-12-10T12:50:00Z").await;
    assert_eq!(world.sent().last(), Some(&unconfirmed));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_paid_before_the_queue_or_while_it_waits_is_not_sent() {
    let world = world().await;
    let while_waiting = world.about(4).await;
    world.change(IxcChange::Pay {
        id: 4,
        on: "2026-12-10".into(),
        at: Some("2026-12-10 09:05:00".into()),
    });
    world.change(IxcChange::Pay {
        id: 8,
        on: "2026-12-10".into(),
        at: Some("2026-12-10 09:05:00".into()),
    });
    world
        .api()
        .post(&format!("/sources/{}/sync", world.source), &json!({}))
        .await;
    let cancelled =
        async || (world.api().message(while_waiting).await["status"] == "cancelled").then_some(());
    until(LIMIT, "the message of a paid invoice to be cancelled", cancelled).await;
    assert_eq!(world.api().message(while_waiting).await["reason"], "invoice_paid");
    let before_queue = world.about(8).await;
    world.run("2026-12-10T12:20:00Z").await;
    assert_ne!(world.api().message(before_queue).await["status"], "sent");
    assert_eq!(world.sent(), [0_i64; 0]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_cannot_be_asked_holds_its_messages_and_nobody_elses() {
    let world = world().await;
    let held = world.about(4).await;
    let unpaid = world.about(8).await;
    let other = json!({"gateway_id": world.setup.gateway, "template_id": world.setup.template, "data": {"n": "x"},
        "customer": {"external_id": "x", "name": "Cliente Exemplo", "phone": "+5549900009999"}});
    let other = world.api().post("/messages", &other).await["id"]
        .as_i64()
        .unwrap();
    world.advance("2026-12-10T12:10:00Z").await;
    let down = world
        .sandbox
        .add_fault(
            FaultRule::from(Fault::status(503))
                .on(CallScope::Reads)
                .for_tenant("ixc/default"),
        )
        .unwrap();
    world.run("2026-12-10T12:10:30Z").await;
    assert_eq!(world.sent(), [other]);
    let message = world.api().message(held).await;
    assert_eq!(
        (
            message["status"].as_str(),
            message["blockers"][0]["code"].as_str()
        ),
        (Some("waiting"), Some("last_look"))
    );
    let source = format!("/sources/{}", world.source);
    assert_eq!(world.api().get(&source).await["attention"], false);
    world.advance("2026-12-10T12:27:00Z").await;
    let state = world.api().get(&source).await;
    assert_eq!(
        (state["attention"].as_bool(), state["last_error"]["code"].as_str()),
        (Some(true), Some("overloaded"))
    );
    let metrics = world.api().get("/metrics").await;
    assert!(
        metrics
            .as_str()
            .unwrap()
            .contains("omnifila_source_failing_seconds{source=\"1\"} 1"),
        "{metrics}"
    );

    // It answers again, and one of the two was paid meanwhile.
    world.pay(4);
    assert!(world.sandbox.remove_fault(down));
    world.advance("2026-12-10T12:30:00Z").await;
    assert_eq!(world.sent(), [other, unpaid]);
    assert_eq!(world.api().message(held).await["reason"], "invoice_paid");
    assert_eq!(world.api().get(&source).await["attention"], false);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_after_the_due_date_waits_until_a_boleto_would_show() {
    let place = Place::new();
    let sandbox = sandbox_with(0, 0).await;
    // Saturday, nine o'clock; the boleto was due on Friday.
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-12T12:00:00Z"])
        .ready()
        .await;
    let api = &node.api;
    let setup = set_up_gateway(
        api,
        &sandbox,
        json!({"queue_mode": "continuous", "rate": {"per_second": 1000}}),
    )
    .await;
    let template = json!({"name": "cobrança", "purpose": "collection", "body": "Olá {{ customer.name }}",
        "bindings": [{"gateway_id": setup.gateway, "provider_template_id": omnifila_sandbox::TEMPLATE_ASSINATURA, "language": "pt_BR",
            "parameters": ["{{ customer.name }}", "{{ invoice.external_id }}"]}]});
    let template = api.post("/templates", &template).await["id"].clone();
    let customers = json!({"source": "erp", "customers": [
        {"external_id": "1", "name": "Cliente Exemplo 1", "phone": "+5549900000001"},
        {"external_id": "2", "name": "Cliente Exemplo 2", "phone": "+5549900000002"}]});
    api.post("/customers/batch", &customers).await;
    let invoice = |id: &str, method: &str| {
        json!({"external_id": id, "customer_external_id": id, "status": "open", "due_date": "2026-12-11",
        "amount_cents": 9990, "payment_method": method})
    };
    api.post(
        "/invoices/batch",
        &json!({"source": "erp", "invoices": [invoice("1", "boleto"), invoice("2", "pix")]}),
    )
    .await;
    let ladder = json!({"name": "régua", "starts_on": "2026-01-01", "steps": [{"offset_days": 1, "template_id": template}]});
    let ladder = api.post("/ladders", &ladder).await["id"].clone();
    let run = api.post(&format!("/ladders/{ladder}/run"), &json!({})).await;
    assert_eq!(run["created"], 2, "{run}");
    api.post("/clock/advance", &json!({"to": "2026-12-12T12:00:01Z"}))
        .await;
    let waiting = api
        .get(&format!("/messages?gateway_id={}&status=waiting", setup.gateway))
        .await;
    assert_eq!(
        waiting["items"].as_array().unwrap().len(),
        1,
        "Pix shows at once: {waiting}"
    );
    let id = waiting["items"][0]["id"].as_i64().unwrap();
    let message = api.message(id).await;
    let blocker = &message["blockers"][0];
    assert_eq!(
        (blocker["code"].as_str(), blocker["until"].as_str()),
        (Some("awaiting_settlement"), Some("2026-12-14T03:00:00.000Z")),
        "{message}"
    );
    assert_eq!(
        message["expected_at"], "2026-12-14T03:00:00.000Z",
        "the forecast knows it"
    );

    // A longer guard holds what waits already; a shorter one lets it go at its hour.
    let (status, answer) = api
        .call(
            "PATCH",
            "/settlement",
            Some(&json!({"business_days": {"boleto": 2}})),
        )
        .await;
    assert_eq!(
        (
            status,
            answer["business_days"]["boleto"].as_u64(),
            answer["business_days"]["pix"].as_u64()
        ),
        (200, Some(2), Some(0))
    );
    api.post("/clock/advance", &json!({"to": "2026-12-14T12:00:00Z"}))
        .await;
    assert_eq!(api.message(id).await["status"], "waiting");
    let (status, _) = api
        .call(
            "PATCH",
            "/settlement",
            Some(&json!({"business_days": {"boleto": 1}})),
        )
        .await;
    assert_eq!(status, 200);
    api.post("/clock/advance", &json!({"to": "2026-12-14T12:00:01Z"}))
        .await;
    assert_eq!(api.message(id).await["status"], "sent");
    let (status, _) = api
        .call(
            "PATCH",
            "/settlement",
            Some(&json!({"business_days": {"boleto": 31}})),
        )
        .await;
    assert_eq!(status, 422);
    node.stop().await;
    sandbox.shutdown().await;
}
