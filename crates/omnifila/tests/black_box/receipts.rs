//! Receipts in bulk: a call of a provider with a thousand of them is answered once it is kept, and obeyed at once.

use crate::support::{Options, Place, enqueue, set_up, until};
use bytes::Bytes;
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

const REPORTS: usize = 1_000;
const CALLS: usize = 20;
/// A build that is not optimised, on a machine that runs other tests beside it, is given twice the time.
const LEEWAY: u32 = if cfg!(debug_assertions) { 2 } else { 1 };

/// As WhatsApp asks of a receiver: a median of 250 ms, 99 of 100 within a second; obeyed within five.
#[tokio::test]
async fn a_thousand_reports_are_answered_quickly_and_durably() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let place = Place::new();
    let node = place.serve().ready().await;
    let setup = set_up(&node.api, &sandbox, Options::default()).await;
    let token = json!({"settings": {"hook_token": "um-segredo-de-teste"}});
    let (status, _) = node
        .api
        .call("PATCH", &format!("/gateways/{}", setup.gateway), Some(&token))
        .await;
    assert_eq!(status, 200);
    let ids = enqueue(&node.api, setup, 0..REPORTS).await;
    node.api.settled(setup.gateway, Duration::from_secs(60)).await;
    let hook = format!("/hooks/{}/um-segredo-de-teste", setup.gateway);
    let body = |word: &str, more: usize| {
        let reports: Vec<Value> = ids
            .iter()
            .map(|id| json!({"status": word, "n": more, "metadata": {"message_id": id}}))
            .collect();
        Bytes::from(json!({ "statuses": reports }).to_string())
    };
    let mut took = Vec::with_capacity(CALLS);
    for call in 0..CALLS {
        let word = ["delivered", "read"][call % 2];
        let body = body(word, call);
        let began = Instant::now();
        let headers = [("content-type", "application/json")];
        let (status, _) = node.api.exchange("POST", &hook, &headers, body).await.unwrap();
        took.push(began.elapsed());
        assert_eq!(status, 200);
    }
    let answered = Instant::now();
    let look = async || (node.api.count(setup.gateway, "read").await == REPORTS as i64).then_some(());
    until(
        Duration::from_secs(5) * LEEWAY,
        "every receipt to be obeyed",
        look,
    )
    .await;
    let obeyed = answered.elapsed();
    took.sort_unstable();
    let (median, worst) = (took[CALLS / 2], took[CALLS - 1]);
    println!(
        "{CALLS} calls of {REPORTS} reports: median {median:?}, worst {worst:?}, obeyed {obeyed:?} after the last"
    );
    assert!(median <= Duration::from_millis(250) * LEEWAY, "median {median:?}");
    assert!(worst <= Duration::from_secs(1) * LEEWAY, "worst {worst:?}");
    // Durable: what was answered survives a kill, and what was not yet obeyed is obeyed then.
    let (status, _) = node
        .api
        .exchange(
            "POST",
            &hook,
            &[("content-type", "application/json")],
            body("lida", 99),
        )
        .await
        .unwrap();
    assert_eq!(status, 200);
    node.kill().await;
    let node = place.serve().ready().await;
    let kept = node
        .api
        .all(&format!("/gateways/{}/hook-events?", setup.gateway))
        .await;
    assert_eq!(kept.len(), CALLS + 1);
    assert_eq!(node.api.count(setup.gateway, "read").await, REPORTS as i64);
    node.stop().await;
}
