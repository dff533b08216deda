//! Notices through the real process: killed again and again while it makes their messages, none is lost and none is made
//! twice; stopped and gone on with; and what the commands say.

use crate::support::{Options, Place, Seed, Setup, phone, sends, set_up, until};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Customers of one batch.
const BATCH: usize = 5_000;
const LIMIT: Duration = Duration::from_secs(180);

/// Customers 0 to n-1; each tenth has no phone.
async fn customers(api: &crate::support::Api, n: usize) {
    let all: Vec<usize> = (0..n).collect();
    for part in all.chunks(BATCH) {
        let one = |i: &usize| {
            let mut customer = json!({"external_id": i.to_string(), "name": format!("Cliente Exemplo {i}"), "phone": phone(*i)});
            if i % 10 == 9 {
                customer["phone"] = Value::Null;
            }
            customer
        };
        let customers: Vec<Value> = part.iter().map(one).collect();
        api.post(
            "/customers/batch",
            &json!({"source": "api", "customers": customers}),
        )
        .await;
    }
}

async fn draw_up(api: &crate::support::Api, setup: Setup) -> i64 {
    let notice = json!({"name": "Reajuste", "audience": {"everyone": true}, "template_id": setup.template, "data": {"n": "R$ 109,90"}});
    api.post("/notices", &notice).await["id"].as_i64().unwrap()
}

async fn send(api: &crate::support::Api, id: i64) {
    let preview = api.post(&format!("/notices/{id}/preview"), &json!({})).await;
    api.post(
        &format!("/notices/{id}/send"),
        &json!({"confirm": preview["confirm"]}),
    )
    .await;
}

async fn completed(api: &crate::support::Api, id: i64) -> Value {
    until(LIMIT, "the notice to be complete", async || {
        let shown = api.get(&format!("/notices/{id}")).await;
        (shown["status"] == "completed").then_some(shown)
    })
    .await
}

/// Kills the process while it makes the messages, then looks at every one of them.
async fn killed_while_it_makes_them(n: usize, kills: usize) {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let start = || place.serve().env("OMNIFILA_LOG", "warn");
    let mut node = start().ready().await;
    let setup = set_up(&node.api, &sandbox, Options::default()).await;
    customers(&node.api, n).await;
    let id = draw_up(&node.api, setup).await;
    send(&node.api, id).await;
    let mut cut_short = 0;
    for _ in 0..kills {
        let goal = seed.below(n / kills).max(1) as i64;
        let shown = node.api.get(&format!("/notices/{id}")).await;
        let from = shown["considered"].as_i64().unwrap();
        until(LIMIT, "the notice to move", async || {
            let shown = node.api.get(&format!("/notices/{id}")).await;
            let moved = shown["considered"].as_i64().unwrap() - from >= goal;
            (moved || shown["status"] == "completed").then_some(())
        })
        .await;
        let shown = node.api.get(&format!("/notices/{id}")).await;
        cut_short += usize::from(shown["status"] == "running");
        node.kill().await;
        node = start().ready().await;
    }
    assert!(cut_short > 0, "some kill came while messages were being made");
    let shown = completed(&node.api, id).await;
    let (without, with) = (n / 10, n - n / 10);
    assert_eq!(shown["created"].as_i64(), Some(with as i64), "{shown}");
    assert_eq!(shown["left_out"], json!({"no_address": without}), "{shown}");
    node.api.settled(setup.gateway, LIMIT).await;

    let messages = node.api.all(&format!("/messages?batch_ref=notice:{id}")).await;
    assert_eq!(messages.len(), with);
    let named: BTreeSet<&str> = messages
        .iter()
        .map(|m| m["customer"]["external_id"].as_str().unwrap())
        .collect();
    assert_eq!(named.len(), with, "each customer once");
    let arrived = sandbox.effects_by_message();
    assert!(arrived.values().all(|n| *n == 1), "nothing arrived twice");
    let proof = node.api.all(&format!("/notices/{id}/proof?only=sent_to")).await;
    assert_eq!(proof.len(), with);
    for entry in proof.iter().step_by(97) {
        let want = format!("Olá {}, R$ 109,90", entry["name"].as_str().unwrap());
        assert_eq!(entry["message"]["text"], want);
    }
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_makes_the_messages_of_a_notice_it_repeats_none() {
    killed_while_it_makes_them(3_000, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: a notice to 20,000 customers"]
async fn soak_a_notice_to_twenty_thousand_customers_survives_being_killed() {
    killed_while_it_makes_them(20_000, 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_drawn_up_sent_and_proven_by_commands() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(&node.api, &sandbox, Options::default()).await;
    customers(&node.api, 30).await;
    let list = place.file("lista.csv", "external_id;nome\n1;A\n2;B\n9;C\n777;D\n");
    let template = setup.template.to_string();
    let drawn = place
        .run_well(&[
            "notice",
            "new",
            "Manutenção na sexta",
            "--template",
            &template,
            "--customers",
            list.to_str().unwrap(),
            "--data",
            "n=sexta",
        ])
        .await;
    assert!(drawn.contains("notice 1 drawn up"), "{drawn}");
    let preview = place.run_well(&["notice", "preview", "1"]).await;
    for words in [
        "no_address=1",
        "unknown_customer=1",
        "Olá Cliente Exemplo 1, sexta",
        "no price",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
    let sent = place.run_well(&["notice", "send", "1", "--wait"]).await;
    assert!(sent.contains("completed"), "{sent}");
    node.api.settled(setup.gateway, LIMIT).await;
    assert_eq!(sends(&sandbox).len(), 2);
    let proof = place.run_well(&["notice", "proof", "1"]).await;
    let lines: Vec<&str> = proof.lines().collect();
    assert_eq!(lines.len(), 4, "{proof}");
    assert!(lines[0].starts_with("customer,name,message_id"), "{proof}");
    assert!(
        lines[1].contains("\"sent\"") && lines[1].contains("Olá Cliente Exemplo 1, sexta"),
        "{proof}"
    );
    assert!(lines[3].contains("\"no_address\""), "{proof}");
    let listed = place.run_well(&["notice", "list"]).await;
    assert!(listed.contains("Manutenção na sexta"), "{listed}");
    let undone = place.run_well(&["notice", "undo", "1"]).await;
    assert!(undone.contains("cancelled") && undone.contains('0'), "{undone}");
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_notice_goes_on_where_it_was() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            queue_mode: "queue",
            ..Options::default()
        },
    )
    .await;
    customers(&node.api, 5_000).await;
    let id = draw_up(&node.api, setup).await;
    send(&node.api, id).await;
    let stopped = node.api.post(&format!("/notices/{id}/stop"), &json!({})).await;
    assert_eq!(stopped["status"], "stopped", "before its last page: {stopped}");
    let made = stopped["created"].as_i64().unwrap();
    let waiting = node.api.count(setup.gateway, "waiting").await;
    assert_eq!(waiting, made, "nothing is made after the stop is answered");
    node.api.post(&format!("/notices/{id}/send"), &json!({})).await;
    let shown = completed(&node.api, id).await;
    assert_eq!(shown["created"].as_i64(), Some(4_500), "{shown}");
    let undone = node.api.post(&format!("/notices/{id}/undo"), &json!({})).await;
    assert_eq!(undone["cancelled"].as_i64(), Some(4_500));
    assert_eq!(node.api.count(setup.gateway, "waiting").await, 0);
    node.stop().await;
    sandbox.shutdown().await;
}
