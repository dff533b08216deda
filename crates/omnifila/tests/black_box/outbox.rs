//! A program is told what became of messages while the service is killed again and again: nothing is left out.

use crate::support::{Options, Place, Seed, enqueue, set_up, until};
use omnifila_sandbox::{CallRecord, Fault, FaultRule, JournalQuery, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const MESSAGES: usize = 400;
const KILLS: usize = 5;

/// Ids of the events that were taken, in order of arrival.
fn told(sandbox: &Sandbox) -> Vec<i64> {
    let calls = sandbox.journal(JournalQuery::default()).into_iter();
    let id = |call: CallRecord| call.message_id?.strip_prefix("evt_")?.parse().ok();
    let taken = calls.filter(|c| c.tenant == "webhook/erp" && c.status == 200);
    taken.filter_map(id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_it_tells_it_leaves_nothing_out() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let slow = Fault::Latency {
        ms: 2,
        jitter_ms: 4,
        before_accept: false,
    };
    sandbox
        .add_fault(FaultRule::from(slow).for_tenant("webhook/erp"))
        .unwrap();
    let mut node = place.serve().ready().await;
    let url = sandbox.webhook_url("erp");
    let added = place
        .run_well(&["outbox", "add", "ERP", &url, "--allow-private", "--json"])
        .await;
    let added: Value = serde_json::from_str(&added).unwrap();
    assert!(added["secret"].as_str().unwrap().starts_with("whsec_"));
    let id = added["id"].as_i64().unwrap();
    let setup = set_up(&node.api, &sandbox, Options::default()).await;
    enqueue(&node.api, setup, 0..MESSAGES).await;

    for kill in 0..KILLS {
        let goal = (kill * MESSAGES / KILLS).max(1) + seed.below(20);
        until(Duration::from_secs(60), "it to tell more", async || {
            (told(&sandbox).len() >= goal).then_some(())
        })
        .await;
        node.kill().await;
        node = place.serve().ready().await;
    }
    node.api.settled(setup.gateway, Duration::from_secs(60)).await;
    let feed = node.api.get("/message-events?limit=1000").await;
    let feed: BTreeSet<i64> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["id"].as_i64().unwrap())
        .collect();
    until(Duration::from_secs(60), "it to tell everything", async || {
        let arrived: BTreeSet<i64> = told(&sandbox).into_iter().collect();
        (arrived == feed).then_some(())
    })
    .await;
    let arrived = told(&sandbox);
    let again = arrived.len() - feed.len();
    assert!(
        again <= KILLS * 51,
        "at most a slice is told again at each kill: {again}"
    );
    // What is new never comes before what is older.
    let mut newest = 0;
    for id in &arrived {
        assert!(
            *id <= newest || feed.range(newest + 1..*id).next().is_none(),
            "{id} came before its turn"
        );
        newest = newest.max(*id);
    }

    let shown = until(Duration::from_secs(20), "the cursor to be kept", async || {
        let shown = place
            .run_well(&["outbox", "show", &id.to_string(), "--json"])
            .await;
        let shown: Value = serde_json::from_str(&shown).unwrap();
        (shown["behind"] == 0).then_some(shown)
    })
    .await;
    assert_eq!(shown["state"], "ok");
    assert!(
        shown["live"]["delivered"].as_u64() >= Some(feed.len() as u64),
        "{shown}"
    );
    let text = place
        .run_well(&["outbox", "deliveries", &id.to_string(), "--limit", "3"])
        .await;
    assert!(text.contains("delivered") && text.contains("… more"), "{text}");
    let text = place.run_well(&["outbox", "test", &id.to_string()]).await;
    assert!(text.contains("taken"), "{text}");
    let before = told(&sandbox).len();
    place
        .run_well(&[
            "outbox",
            "replay",
            &id.to_string(),
            "--after",
            "0",
            "--until",
            "3",
        ])
        .await;
    until(Duration::from_secs(20), "the replay", async || {
        (told(&sandbox).len() == before + 3).then_some(())
    })
    .await;
    place.run_well(&["outbox", "disable", &id.to_string()]).await;
    assert_eq!(
        node.api.get(&format!("/outboxes/{id}")).await["state"],
        json!("disabled")
    );
    node.stop().await;
    sandbox.shutdown().await;
}
