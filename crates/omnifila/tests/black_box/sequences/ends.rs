//! What ends a sequence from outside: a payment, and a process that dies between two channels.

use super::{LIMIT, SECRET, World, customer, ways, world};
use crate::support::{Place, until};
use omnifila_sandbox::{
    DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_WABA_ID, GraphRefusal, JournalQuery,
    Sandbox, SandboxConfig,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl World {
    async fn invoices(&self, status: &str, ids: &[usize]) {
        let invoice = |n: &usize| {
            json!({"external_id": format!("f{n}"), "customer_external_id": n.to_string(), "status": status, "due_date": "2026-12-10",
                "amount_cents": 9_990})
        };
        let invoices: Vec<Value> = ids.iter().map(invoice).collect();
        let body = json!({"source": "api", "invoices": invoices});
        let answer = self.node.api.post("/invoices/batch", &body).await;
        assert_eq!(answer["rejected"], 0, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_paid_meanwhile_goes_to_no_other_channel() {
    let world = world().await;
    let [whatsapp, sms, _] = world.gateways;
    let numbers = [1, 2, 3];
    let customers: Vec<Value> = numbers.iter().map(|n| customer(*n)).collect();
    let body = json!({"source": "api", "customers": customers});
    let answer = world.node.api.post("/customers/batch", &body).await;
    assert_eq!(answer["rejected"], 0, "{answer}");
    world.invoices("open", &numbers).await;
    let mut sent = Vec::new();
    for n in numbers {
        let message = json!({"route_key": "tudo", "customer": customer(n), "data": {},
            "invoice": {"source": "api", "external_id": format!("f{n}")}});
        let id = world.node.api.post("/messages", &message).await["id"].as_i64();
        sent.push(id.unwrap());
    }
    let [silent, failing, open] = sent[..] else {
        panic!("three messages")
    };
    world.advance("12:10").await;
    world.invoices("paid", &numbers[..2]).await;
    world.tells(failing, "failed").await;
    let failed = world
        .becomes(failing, "the failure of what was paid", |m| {
            m["status"] == "failed"
        })
        .await;
    assert_eq!(
        (ways(&failed), &failed["sequence"]["ended"]),
        (vec![whatsapp], &json!(true))
    );
    world.advance("14:30").await;
    let message = world.message(silent).await;
    assert_eq!(
        (&message["status"], ways(&message)),
        (&json!("sent"), vec![whatsapp])
    );
    assert_eq!(message["sequence"]["goes_on_at"], Value::Null);
    assert_eq!(
        ways(&world.message(open).await),
        [whatsapp, sms],
        "it is open still"
    );
    world.end().await;
}

/// Calls that a channel of the sandbox was made, by message.
fn called(sandbox: &Sandbox, tenant: &str) -> BTreeMap<i64, usize> {
    let mut calls = BTreeMap::new();
    for record in sandbox.journal(JournalQuery::default()) {
        let id = record.message_id.filter(|_| record.tenant == tenant);
        if let Some(id) = id.and_then(|id| id.trim_start_matches("msg_").parse().ok()) {
            *calls.entry(id).or_default() += 1;
        }
    }
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_two_channels_sends_nothing_twice() {
    const MESSAGES: usize = 60;
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let mut node = place.serve().ready().await;
    // One call at a time: whenever the process dies, there are messages on either side and between.
    let whatsapp = json!({"name": "WhatsApp", "kind": "whatsapp_cloud", "queue_mode": "continuous", "max_in_flight": 1,
        "settings": {"url": sandbox.graph_url(DEFAULT_GRAPH), "token": DEFAULT_GRAPH_TOKEN, "app_secret": SECRET, "answers": "inbox",
            "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID}});
    let webhook = json!({"name": "Programa", "kind": "webhook", "queue_mode": "continuous", "max_in_flight": 1,
        "settings": {"url": sandbox.webhook_url("sequencia"), "allow_private": true,
            "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}});
    let mut gateways = [0; 2];
    for (id, gateway) in gateways.iter_mut().zip([whatsapp, webhook]) {
        *id = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    }
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}",
        "bindings": [{"gateway_id": gateways[0], "provider_template_id": "aviso_simples", "parameters": ["{{ customer.name }}", "x"]},
            {"gateway_id": gateways[1]}]});
    let template = node.api.post("/templates", &template).await["id"].clone();
    let steps = gateways.map(|id| json!({"gateway_id": id, "template_id": template}));
    let route = json!({"key": "dois", "name": "WhatsApp, programa", "steps": steps});
    node.api.post("/routes", &route).await;
    sandbox
        .refuse_graph(DEFAULT_GRAPH, GraphRefusal::of(131_026))
        .unwrap();
    let messages: Vec<Value> = (1..=MESSAGES)
        .map(|n| json!({"route_key": "dois", "customer": customer(n), "data": {}}))
        .collect();
    let batch = json!({ "messages": messages });
    node.api.post("/messages/batch", &batch).await;
    for kill_at in [5, 20, 40] {
        let look = async || (called(&sandbox, "webhook/sequencia").len() >= kill_at).then_some(());
        until(LIMIT, "some calls of the second channel", look).await;
        node.kill().await;
        node = place.serve().ready().await;
    }
    for gateway in gateways {
        node.api.settled(gateway, LIMIT).await;
    }
    let tenant = format!("graph/{DEFAULT_GRAPH}");
    let (first, second) = (called(&sandbox, &tenant), called(&sandbox, "webhook/sequencia"));
    let list = node.api.all(&format!("/messages?template_id={template}")).await;
    assert_eq!(list.len(), MESSAGES);
    for row in &list {
        let id = row["id"].as_i64().unwrap();
        let message = node.api.message(id).await;
        let calls = [first.get(&id), second.get(&id)].map(|n| n.copied().unwrap_or(0));
        assert!(calls.iter().all(|n| *n <= 1), "{calls:?} calls for {message}");
        match message["status"].as_str() {
            Some("sent") => assert_eq!((calls, ways(&message)), ([1, 1], gateways.to_vec())),
            // It was being sent when the process died, and nobody knows whether it arrived.
            Some("uncertain") => {}
            other => panic!("{other:?}: {message}"),
        }
    }
    let uncertain = list.iter().filter(|row| row["status"] == "uncertain").count();
    assert!(
        uncertain <= 6,
        "one of each channel and kill at the most: {uncertain}"
    );
    node.stop().await;
    sandbox.shutdown().await;
}
