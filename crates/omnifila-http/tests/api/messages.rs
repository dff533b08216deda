//! Messages: taken in, listed, shown, moved.

use crate::support::{Api, MORNING, message};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_taken_shown_and_sent() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("continuous").await;
    api.post("/pause", json!({ "reason": "teste" })).await.expect(200);
    let taken = api
        .post("/messages", message(gateway, template, 1))
        .await
        .expect(202);
    assert_eq!(
        (taken["status"].as_str(), taken["duplicate"].as_bool()),
        (Some("waiting"), Some(false))
    );
    assert_eq!(taken["warnings"], json!([]));
    let id = taken["id"].as_i64().unwrap();
    let shown = api.get(&format!("/messages/{id}")).await.expect(200);
    assert_eq!(shown["preview"], "Olá Cliente 1, m1");
    assert_eq!(shown["customer"]["external_id"], "1");
    assert_eq!(shown["content"]["parameters"], json!(["Cliente 1", "m1"]));
    assert_eq!(shown["blockers"][0]["code"], "paused_all");
    assert_eq!(shown["created_at"], MORNING);
    api.post("/resume", json!({})).await.expect(200);
    api.settle().await;
    let sent = api.get(&format!("/messages/{id}")).await.expect(200);
    assert_eq!(sent["status"], "sent");
    assert_eq!(sent["attempts"][0]["outcome"], "accepted");
    assert_eq!(sent["blockers"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_key_answers_the_first_message() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let first = api
        .post("/messages", message(gateway, template, 1))
        .await
        .expect(202);
    let again = api
        .post("/messages", message(gateway, template, 1))
        .await
        .expect(202);
    assert_eq!(
        (again["id"].as_i64(), again["duplicate"].as_bool()),
        (first["id"].as_i64(), Some(true))
    );
    let mut other = message(gateway, template, 1);
    other["data"]["n"] = "outro".into();
    let differs = api.post("/messages", other).await.expect(202);
    assert_eq!(
        (differs["duplicate"].as_bool(), differs["differs"].as_bool()),
        (Some(true), Some(true))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_keeps_nothing_and_says_when() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("continuous").await;
    let due = "2026-12-10T15:00:00.000Z";
    let mut dry = message(gateway, template, 1);
    dry["dry_run"] = true.into();
    dry["due_at"] = due.into();
    let shown = api.post("/messages", dry).await.expect(200);
    assert_eq!(shown["preview"], "Olá Cliente 1, m1");
    assert_eq!(shown["expected_at"], due);
    assert_eq!(shown["blockers"][0]["code"], "not_due");
    assert_eq!(api.get("/messages").await.expect(200)["items"], json!([]));
    assert_eq!(api.get("/customers").await.expect(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_judges_each_item_for_itself() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let good = |n| message(gateway, template, n);
    let mut dry = good(9);
    dry["dry_run"] = true.into();
    let items = json!([good(1), 7, { "x": 1 }, good(2), good(1), dry]);
    let answer = api
        .post("/messages/batch", json!({ "messages": items }))
        .await
        .expect(202);
    assert_eq!(
        (
            answer["accepted"].as_i64(),
            answer["duplicates"].as_i64(),
            answer["rejected"].as_i64()
        ),
        (Some(2), Some(1), Some(3))
    );
    let items = answer["items"].as_array().unwrap();
    assert_eq!(
        (items[1]["index"].as_i64(), items[1]["error"]["code"].as_str()),
        (Some(1), Some("invalid_field"))
    );
    assert_eq!(
        (items[2]["index"].as_i64(), items[2]["error"]["code"].as_str()),
        (Some(2), Some("invalid_field"))
    );
    assert_eq!(
        (items[4]["id"].as_i64(), items[4]["duplicate"].as_bool()),
        (items[0]["id"].as_i64(), Some(true))
    );
    assert_eq!(items[5]["error"]["pointer"], "/dry_run");
    assert!(
        items[0]["id"].as_i64() < items[3]["id"].as_i64(),
        "ids grow in the batch's order"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_may_be_lines() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let mut lines = format!(
        "{}\n{{broken\n\n{}\n",
        message(gateway, template, 1),
        message(gateway, template, 2)
    )
    .into_bytes();
    lines.extend_from_slice(b"\"\xff\"");
    let answer = api
        .text("/messages/batch", "application/x-ndjson", lines)
        .await
        .expect(202);
    assert_eq!(
        (answer["accepted"].as_i64(), answer["rejected"].as_i64()),
        (Some(2), Some(2))
    );
    assert_eq!(answer["items"][1]["error"]["code"], "invalid_json");
    assert_eq!(answer["items"][3]["error"]["code"], "bad_utf8");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_page_by_cursor_in_both_orders_and_filter() {
    let api = Api::new().await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 7).await;
    api.post(
        &format!("/messages/{}/priority", ids[4]),
        json!({ "priority": "urgent" }),
    )
    .await
    .expect(200);
    for (order, want) in [
        ("id", vec![6, 5, 4, 3, 2, 1, 0]),
        ("queue", vec![4, 0, 1, 2, 3, 5, 6]),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = api
                .get(&format!("/messages?order={order}&limit=3{cursor}"))
                .await
                .expect(200);
            seen.extend(
                page["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|m| m["id"].as_i64().unwrap()),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(
            seen,
            want.iter().map(|i: &usize| ids[*i]).collect::<Vec<_>>(),
            "{order}"
        );
    }
    let count = async |query: &str| {
        api.get(&format!("/messages?{query}")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len()
    };
    api.post(
        &format!("/messages/{}/cancel", ids[0]),
        json!({ "reason": "teste" }),
    )
    .await
    .expect(200);
    assert_eq!(count("status=waiting").await, 6);
    assert_eq!(count("status=waiting&status=cancelled").await, 7);
    assert_eq!(count("q=cliente%203").await, 1);
    assert_eq!(count("customer=api:3").await, 1);
    assert_eq!(count("customer=api:nobody").await, 0);
    assert_eq!(count("invoice=ixc:nobody").await, 0);
    assert_eq!(count("dedupe_key=k5&origin=api&purpose=service").await, 1);
    assert_eq!(
        count(&format!("gateway_id={}&template_id={}", names.0, names.1)).await,
        7
    );
    assert_eq!(count("created_from=2026-12-11T00:00:00Z").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_move_a_message_and_see_it_moved() {
    let api = Api::new().await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 4).await;
    let path = |i: usize, verb: &str| format!("/messages/{}/{verb}", ids[i]);
    let queue = async || -> Vec<usize> {
        let page = api.get("/messages?order=queue").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|m| {
                ids.iter()
                    .position(|id| *id == m["id"].as_i64().unwrap())
                    .unwrap()
            })
            .collect()
    };
    let moved = api
        .post(&path(3, "move"), json!({ "to": "front" }))
        .await
        .expect(200);
    assert_eq!(moved["id"], ids[3]);
    assert_eq!(queue().await, [3, 0, 1, 2]);
    api.post(&path(3, "move"), json!({ "after": ids[1] }))
        .await
        .expect(200);
    assert_eq!(queue().await, [0, 1, 3, 2]);
    api.post(&path(0, "move"), json!({ "to": "back" }))
        .await
        .expect(200);
    api.post(&path(2, "move"), json!({ "before": ids[1] }))
        .await
        .expect(200);
    assert_eq!(queue().await, [2, 1, 3, 0]);
    let high = api
        .post(&path(0, "priority"), json!({ "priority": "high" }))
        .await
        .expect(200);
    assert_eq!(high["priority"], "high");
    let due = "2026-12-11T15:00:00.000Z";
    let later = api
        .post(&path(1, "reschedule"), json!({ "due_at": due }))
        .await
        .expect(200);
    assert_eq!(later["due_at"], due);
    let cancelled = api
        .post(&path(1, "cancel"), json!({ "reason": "pediu" }))
        .await
        .expect(200);
    assert_eq!(
        (cancelled["outcome"].as_str(), cancelled["status"].as_str()),
        (Some("cancelled"), Some("cancelled"))
    );
    let again = api
        .post(&path(1, "cancel"), json!({ "reason": "pediu" }))
        .await
        .expect(200);
    assert_eq!(again["outcome"], "cancelled");
    let gone = api.post(&path(0, "move"), json!({ "before": ids[1] })).await;
    assert_eq!(gone.problem(), (409, "queue_changed", ""));
    assert_eq!(
        api.post(&path(2, "resend"), json!({ "reason": "x" }))
            .await
            .problem(),
        (409, "not_resendable", "")
    );
    let resolved = api
        .post(&path(2, "resolve"), json!({ "as": "sent", "reason": "x" }))
        .await;
    assert_eq!(resolved.problem().0, 409);
    let history = api.get(&format!("/messages/{}", ids[1])).await.expect(200)["history"].clone();
    let last = history.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["to"].as_str(), last["actor"].as_str(), last["note"].as_str()),
        (Some("cancelled"), Some("bootstrap"), Some("pediu"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_idempotency_key_answers_the_same() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let mut body = message(gateway, template, 1);
    body.as_object_mut().unwrap().remove("dedupe_key");
    let send = async |key: &str, body: &Value| {
        let request = Request::post("/api/v1/messages")
            .header("authorization", format!("Bearer {}", crate::support::TOKEN))
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        api.raw(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let first = send("a", &body).await;
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = send("a", &body).await;
    assert_eq!((again.status, &again.body), (202, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = send("b", &body).await.expect(202);
    assert_ne!(other["id"], first.body["id"]);
    body["data"]["n"] = "outro".into();
    assert_eq!(
        send("a", &body).await.problem(),
        (422, "idempotency_key_reused", "")
    );
    body["gateway_id"] = 99.into();
    assert_eq!(
        send("c", &body).await.problem(),
        (422, "unknown_gateway", "/gateway_id")
    );
    body["gateway_id"] = gateway.into();
    assert_eq!(
        send("c", &body).await.status,
        202,
        "a refusal leaves the key free"
    );
    assert_eq!(send("", &body).await.problem().1, "bad_idempotency_key");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_is_counted_by_what_its_messages_wait_for() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    for n in 1..=3 {
        api.post("/messages", message(gateway, template, n))
            .await
            .expect(202);
    }
    let mut later = message(gateway, template, 4);
    later["due_at"] = json!("2099-01-01T08:00:00-03:00");
    later["expires_at"] = json!("2099-01-02T08:00:00-03:00");
    later["batch_ref"] = json!("later");
    api.post("/messages", later).await.expect(202);
    let all = api.get("/messages/counts").await.expect(200);
    assert_eq!(all["exact"], true);
    assert_eq!(all["statuses"]["waiting"], 4);
    assert_eq!(all["statuses"]["sent"], 0);
    assert_eq!(all["waiting"], json!({ "now": 3, "scheduled": 1, "retrying": 0 }));
    assert_eq!(all["templates"], json!([{ "template_id": template, "n": 4 }]));
    let one = api
        .get("/messages/counts?batch_ref=later&exact=true")
        .await
        .expect(200);
    assert_eq!(one["waiting"], json!({ "now": 0, "scheduled": 1, "retrying": 0 }));
    api.get("/messages/counts?order=queue").await.expect(400);
}
