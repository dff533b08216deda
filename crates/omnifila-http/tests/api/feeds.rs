//! What tells others: the feed of events, server-sent events, and what providers tell us.

use crate::support::{Api, message};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_tells_what_became_of_messages() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let ids = api.enqueue(names, 3).await;
    api.settle().await;
    let first = api.get("/message-events?limit=2").await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    let rest = api
        .get(&format!("/message-events?after={cursor}"))
        .await
        .expect(200);
    let items: Vec<&Value> = [&first, &rest]
        .into_iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .collect();
    let mut sent: Vec<i64> = items
        .iter()
        .filter(|e| e["to"] == "sent")
        .map(|e| e["message_id"].as_i64().unwrap())
        .collect();
    sent.sort_unstable();
    assert_eq!(sent, ids);
    assert!(
        items
            .windows(2)
            .all(|pair| pair[0]["id"].as_i64() < pair[1]["id"].as_i64()),
        "in order"
    );
    assert!(
        items
            .iter()
            .any(|e| e["type"] == "message.sent" && e["dedupe_key"] == "k0")
    );
    let end = rest["next_cursor"].as_str().unwrap();
    let nothing = api.get(&format!("/message-events?after={end}")).await.expect(200);
    assert_eq!(
        (&nothing["items"], nothing["next_cursor"].as_str()),
        (&json!([]), Some(end))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_poll_is_answered_when_something_happens() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let waiting = api.get("/message-events?wait=60");
    let acting = async {
        let taken = api
            .post("/messages", message(names.0, names.1, 1))
            .await
            .expect(202);
        api.settle().await;
        taken
    };
    let both = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(waiting, acting) });
    let (answer, taken) = both.await.unwrap();
    assert_eq!(answer.expect(200)["items"][0]["message_id"], taken["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watchers_are_told_and_told_to_look_again_when_they_come_back() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let request = Request::get("/api/v1/events")
        .header("authorization", format!("Bearer {}", crate::support::TOKEN))
        .header("last-event-id", "7");
    let response = api.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    api.post("/messages", message(names.0, names.1, 1))
        .await
        .expect(202);
    let mut seen = String::new();
    let reading = async {
        while !(seen.contains("event: message\n") && seen.contains("\"status\":\"sent\"")) {
            let frame = body.frame().await.unwrap().unwrap();
            seen.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(20), reading)
            .await
            .is_ok(),
        "{seen}"
    );
    assert!(
        seen.starts_with(": connected") || seen.starts_with("retry:"),
        "{seen}"
    );
    assert!(seen.find("event: invalidate").unwrap() < seen.find("event: message").unwrap());
    assert!(seen.contains("event: summary\n"), "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hooks_are_always_answered_and_never_trusted_with_our_ids() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let ids = api.enqueue(names, 1).await;
    api.settle().await;
    let hook = async |path: String, body: &str| {
        let request = Request::post(path)
            .header("content-type", "text/plain")
            .body(Body::from(body.to_owned()));
        api.raw(request.unwrap()).await
    };
    let path = format!("/hooks/{}", names.0);
    for body in ["", "{", "7", "[]", "{\"event\":\"x\"}"] {
        assert_eq!(
            hook(path.clone(), body).await.expect(200),
            json!({ "received": true })
        );
    }
    let ours = json!({ "event": "message.read", "metadata": { "message_id": ids[0] } }).to_string();
    hook(path.clone(), &ours).await.expect(200);
    assert_eq!(
        api.status(ids[0]).await,
        "sent",
        "anybody can count through our ids"
    );
    assert_eq!(hook("/hooks/99".into(), "{}").await.problem().0, 404);
    let large = "x".repeat(4 * 1024 * 1024 + 1);
    assert_eq!(hook(path, &large).await.problem().0, 413);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hook_that_knows_the_token_moves_messages() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let settings = json!({ "settings": { "hook_token": "um-segredo-inventado" } });
    let changed = api
        .patch(&format!("/gateways/{}", names.0), settings)
        .await
        .expect(200);
    assert_eq!(changed["settings"]["hook_token"], "***");
    let ids = api.enqueue(names, 2).await;
    api.settle().await;
    let hook = async |path: &str, id: i64, event: &str| {
        let body = json!({ "event": event, "metadata": { "message_id": id } }).to_string();
        let request = Request::post(format!("/hooks/{}{path}", names.0)).body(Body::from(body));
        api.raw(request.unwrap()).await
    };
    for wrong in ["", "/outro", "?token=outro"] {
        assert_eq!(
            hook(wrong, ids[0], "message.read").await.problem(),
            (401, "unauthorized", "")
        );
    }
    assert_eq!(api.status(ids[0]).await, "sent");
    hook("/um-segredo-inventado", ids[0], "message.read")
        .await
        .expect(200);
    assert_eq!(api.status(ids[0]).await, "read");
    hook("?token=um-segredo-inventado", ids[1], "Mensagem entregue")
        .await
        .expect(200);
    assert_eq!(api.status(ids[1]).await, "delivered");
}
