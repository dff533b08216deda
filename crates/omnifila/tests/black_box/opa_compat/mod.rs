//! The drop-in: the requests a client of Opa! makes, sent to omnifila and straight to the stand-in, compared field by
//! field ([`fields`]); and what becomes of the messages it takes.

mod client;
mod fields;

use crate::support::{phone, until};
use client::{Client, Scene, body, told};
use omnifila_sandbox::{CallScope, Fault, FaultRule};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_it_takes_arrives_once_as_it_was_written() {
    let scene = Scene::new().await;
    let node = scene.place.serve().ready().await;
    let gateway = scene.gateway(&node.api, "queue", "continuous").await;
    let (ours, theirs) = (Client::drop_in(&node.api), scene.direct());
    theirs.sent(&body(1)).await;
    let direct = scene.effects().pop().unwrap();
    let id = ours.sent(&body(1)).await;
    node.api.settled(gateway, LIMIT).await;
    let effects = scene.effects();
    assert_eq!(effects.len(), 2, "{effects:?}");
    assert_eq!(told(&effects[1]), told(&direct));
    // Read by our id, told by Opa!.
    let read = ours.read(&id).await;
    assert_eq!(read.body["data"]["statusEnvio"]["status"], "sent");
    assert_eq!(read.body["data"]["_id"], json!(id));
    assert_ne!(read.body["data"]["id_rota"], "", "Opa!'s own document");
    let list = json!({"filter": {"_id": id}}).to_string();
    let list = ours.call("GET", "atendimento/mensagem", list).await;
    assert_eq!(list.body["data"], json!([read.body["data"]]));
    // The text is Opa!'s, learnt at the first send.
    let row = &node.api.get("/messages?origin=opa_compat").await["items"][0];
    let shown = node.api.message(row["id"].as_i64().unwrap()).await;
    assert!(
        shown["preview"].as_str().unwrap().contains("Cliente 1"),
        "{shown:#}"
    );
    assert!(!shown["preview"].as_str().unwrap().contains(" · "), "{shown:#}");

    // A flood, from several callers at once.
    let mut calls = tokio::task::JoinSet::new();
    for caller in 0..20 {
        let ours = ours.clone();
        calls.spawn(async move {
            let mut ids = Vec::new();
            for n in 0..25 {
                ids.push(ours.sent(&body(100 + caller * 25 + n)).await);
            }
            ids
        });
    }
    let ids: BTreeSet<String> = calls.join_all().await.into_iter().flatten().collect();
    assert_eq!(ids.len(), 500);
    node.api.settled(gateway, LIMIT).await;
    let counters = scene.sandbox.counters();
    assert_eq!((counters.effects, scene.effects().len()), (502, 502));
    let reached: BTreeSet<_> = scene.effects().into_iter().map(|call| call.recipient).collect();
    assert_eq!(reached.len(), 501);
    node.stop().await;
    scene.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn windows_cancels_and_holds_bind_what_it_takes() {
    let scene = Scene::new().await;
    let node = scene
        .place
        .serve()
        .args(&["--simulated-time", "2026-12-10T22:00:00-03:00"])
        .ready()
        .await;
    let api = &node.api;
    let window = json!({"name": "comercial", "zone": "America/Sao_Paulo", "purposes": ["collection"],
        "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "18:00"}]});
    api.post("/windows", &window).await;
    let gateway = scene.gateway(api, "queue", "continuous").await;
    let ours = Client::drop_in(api);
    let (kept, stopped) = (ours.sent(&body(1)).await, ours.sent(&body(2)).await);
    let to = |time: &str| json!({"to": time});
    api.post("/clock/advance", &to("2026-12-11T07:59:59-03:00")).await;
    assert_eq!(scene.effects().len(), 0, "outside the window nothing leaves");
    assert_eq!(
        (ours.standing(&kept).await, ours.standing(&stopped).await),
        ("pending".into(), "pending".into())
    );
    let rows = api.all(&format!("/messages?gateway_id={gateway}")).await;
    let row = rows.iter().find(|row| row["address"] == json!(phone(2))).unwrap();
    let id = row["id"].as_i64().unwrap();
    let answer = api
        .post(&format!("/messages/{id}/cancel"), &json!({"reason": "teste"}))
        .await;
    assert_eq!(answer["outcome"], "cancelled");
    assert_eq!(ours.standing(&stopped).await, "canceled");
    api.post("/clock/advance", &to("2026-12-11T08:00:01-03:00")).await;
    let reached: Vec<_> = scene.effects().into_iter().map(|call| call.recipient).collect();
    assert_eq!(reached, [Some(phone(1))]);
    assert_eq!(ours.standing(&kept).await, "sent");
    assert_eq!(ours.standing(&stopped).await, "canceled", "and never sent");
    node.stop().await;
    scene.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_a_kill() {
    let scene = Scene::new().await;
    let node = scene.place.serve().ready().await;
    let gateway = scene.gateway(&node.api, "queue", "continuous").await;
    node.api.post("/pause", &json!({"reason": "teste"})).await;
    let ours = Client::drop_in(&node.api);
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(ours.sent(&body(n)).await);
    }
    node.kill().await;
    assert_eq!(scene.effects().len(), 0);
    let node = scene.place.serve().ready().await;
    let ours = Client::drop_in(&node.api);
    for id in &ids {
        assert_eq!(ours.standing(id).await, "pending");
    }
    node.api.post("/resume", &json!({})).await;
    node.api.settled(gateway, LIMIT).await;
    let reached: BTreeSet<_> = scene.effects().into_iter().map(|call| call.recipient).collect();
    assert_eq!((scene.effects().len(), reached.len()), (20, 20));
    for id in &ids {
        assert_eq!(ours.standing(id).await, "sent");
    }
    node.stop().await;
    scene.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opa_that_hangs_keeps_no_send_waiting_for_long() {
    let scene = Scene::new().await;
    let node = scene.place.serve().ready().await;
    let gateway = scene.gateway(&node.api, "queue", "queue").await;
    let ours = Client::drop_in(&node.api);
    node.api
        .post(&format!("/gateways/{gateway}/sync"), &json!({}))
        .await;
    scene
        .sandbox
        .add_fault(FaultRule::from(Fault::HangBeforeAccept).on(CallScope::All))
        .unwrap();
    let began = tokio::time::Instant::now();
    ours.sent(&body(1)).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let row = until(LIMIT, "the message", async || {
        let page = node.api.get("/messages").await;
        page["items"].as_array().unwrap().first().cloned()
    })
    .await;
    let shown = node.api.message(row["id"].as_i64().unwrap()).await;
    let preview = shown["preview"].as_str().unwrap();
    assert!(
        preview.contains("129,90") && !preview.contains(" · "),
        "the text that was listed before: {preview}"
    );
    node.stop().await;
    scene.sandbox.shutdown().await;
}
