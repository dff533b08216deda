//! Orders over many messages, tasks and runs, pauses, the forecast.

use crate::support::{Api, eventually};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_cancel_counts_binds_and_is_undone() {
    let api = Api::new().await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 5).await;
    let order = json!({ "action": "cancel", "filter": { "gateway_id": names.0, "status": "waiting" }, "reason": "engano" });
    let mut dry = order.clone();
    dry["dry_run"] = true.into();
    let preview = api.post("/messages/bulk", dry).await.expect(200);
    assert_eq!(
        (preview["total"].as_i64(), preview["would_change"].as_i64()),
        (Some(5), Some(5))
    );
    let ordered = api.post("/messages/bulk", order).await.expect(202);
    let operation = ordered["operation_id"].as_i64().unwrap();
    assert_eq!(api.status(ids[4]).await, "cancelled", "from the answer on");
    let done = eventually(async || {
        let shown = api.get(&format!("/operations/{operation}")).await.expect(200);
        (shown["status"] == "completed").then_some(shown)
    });
    let done: Value = done.await;
    assert_eq!(
        (done["changed"].as_i64(), done["reason"].as_str()),
        (Some(5), Some("engano"))
    );
    let undone = api
        .post(&format!("/operations/{operation}/undo"), json!({}))
        .await
        .expect(200);
    assert_eq!(undone["restored"], 5);
    assert_eq!(api.status(ids[4]).await, "waiting");
    let again = api
        .post(&format!("/operations/{operation}/undo"), json!({}))
        .await;
    assert_eq!(again.problem().0, 409);
    let listed = api.get("/operations?limit=1").await.expect(200);
    assert!(listed["next_cursor"].is_string());
    let cursor = listed["next_cursor"].as_str().unwrap();
    assert_eq!(api.get(&format!("/operations?cursor={cursor}")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_actions_change_what_they_name() {
    let api = Api::new().await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 3).await;
    let order =
        json!({ "action": "priority", "ids": [ids[0], ids[2], ids[0]], "priority": "urgent", "reason": "x" });
    let ordered = api.post("/messages/bulk", order).await.expect(202);
    assert_eq!(ordered["total"], 2, "an id given twice is one message");
    eventually(async || {
        let message = api.get(&format!("/messages/{}", ids[2])).await.expect(200);
        (message["priority"] == "urgent").then_some(())
    })
    .await;
    let bad = [
        (
            json!({ "action": "priority", "ids": [1], "reason": "x" }),
            "missing_field",
            "/priority",
        ),
        (
            json!({ "action": "cancel", "ids": [1], "priority": "low", "reason": "x" }),
            "unexpected_field",
            "/priority",
        ),
        (json!({ "action": "cancel", "reason": "x" }), "bad_selection", ""),
        (
            json!({ "action": "cancel", "ids": [1], "filter": {}, "reason": "x" }),
            "bad_selection",
            "",
        ),
        (
            json!({ "action": "cancel", "ids": [1], "reason": " " }),
            "bad_length",
            "/reason",
        ),
        (
            json!({ "action": "reroute", "ids": [1], "gateway_id": 99, "reason": "x" }),
            "unknown_gateway",
            "/gateway_id",
        ),
        (
            json!({ "action": "cancel", "filter": { "statut": "waiting" }, "reason": "x" }),
            "invalid_field",
            "/filter",
        ),
        (
            json!({ "action": "explode", "ids": [1], "reason": "x" }),
            "invalid_field",
            "/action",
        ),
    ];
    for (body, code, pointer) in bad {
        let answer = api.post("/messages/bulk", body).await;
        assert_eq!((answer.problem().0, answer.problem().1), (422, code));
        assert!(answer.problem().2.starts_with(pointer), "{:?}", answer.problem());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_releases_its_queue() {
    let api = Api::new().await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 3).await;
    api.settle().await;
    let waiting = api.get(&format!("/messages/{}", ids[0])).await.expect(200);
    assert_eq!(
        (
            waiting["status"].as_str(),
            waiting["blockers"][0]["code"].as_str()
        ),
        (Some("waiting"), Some("no_task"))
    );
    let task = json!({ "name": "Envia Mensagens Omnichannel da Fila", "gateway_ids": [names.0], "cron": "0 3 1 1 *",
        "time_zone": "America/Sao_Paulo", "enabled": true });
    let task = api.post("/tasks", task).await.expect(201)["id"].as_i64().unwrap();
    let waiting = api.get(&format!("/messages/{}", ids[0])).await.expect(200);
    assert_eq!(waiting["blockers"][0]["code"], "awaiting_task");
    let run = api
        .post(&format!("/tasks/{task}/run"), json!({}))
        .await
        .expect(202)["run_id"]
        .as_i64()
        .unwrap();
    api.settle().await;
    let shown = eventually(async || {
        let shown = api.get(&format!("/runs/{run}")).await.expect(200);
        shown["status"]
            .as_str()
            .unwrap()
            .starts_with("completed")
            .then_some(shown)
    });
    let shown = shown.await;
    assert_eq!(
        (
            shown["due"].as_i64(),
            shown["sent"].as_i64(),
            shown["remaining"].as_i64()
        ),
        (Some(3), Some(3), Some(0))
    );
    assert_eq!(api.status(ids[2]).await, "sent");
    assert_eq!(
        api.get(&format!("/runs?task_id={task}")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(api.post("/tasks/99/run", json!({})).await.problem().0, 404);
    let sent = api
        .post(
            &format!("/messages/{}/cancel", ids[0]),
            json!({ "reason": "tarde" }),
        )
        .await
        .expect(200);
    assert_eq!(sent["outcome"], "too_late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pauses_hold_and_say_so() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let path = |verb: &str| format!("/gateways/{}/{verb}", names.0);
    let paused = api
        .post(&path("pause"), json!({ "reason": "chip bloqueado" }))
        .await
        .expect(200);
    assert_eq!(paused["in_flight"], json!([]));
    let ids = api.enqueue(names, 2).await;
    api.settle().await;
    let message = api.get(&format!("/messages/{}", ids[0])).await.expect(200);
    assert_eq!(
        (
            message["status"].as_str(),
            message["blockers"][0]["code"].as_str()
        ),
        (Some("waiting"), Some("gateway_paused"))
    );
    let shown = api.get(&format!("/gateways/{}", names.0)).await.expect(200);
    assert_eq!(
        (
            shown["paused"]["reason"].as_str(),
            shown["counts"]["waiting"].as_i64()
        ),
        (Some("chip bloqueado"), Some(2))
    );
    assert_eq!(shown["receipts"], "none");
    assert_eq!(
        api.get("/pause").await.expect(200)["gateway_ids"],
        json!([names.0])
    );
    let past = api
        .post(
            "/pause",
            json!({ "reason": "x", "until": "2026-12-10T10:00:00Z" }),
        )
        .await;
    assert_eq!(past.problem(), (422, "until_in_past", "/until"));
    let cancelled = api
        .post(&path("cancel-pending"), json!({ "reason": "engano" }))
        .await
        .expect(200);
    assert_eq!(
        (cancelled["cancelled"].as_i64(), cancelled["too_late"].as_i64()),
        (Some(2), Some(0))
    );
    api.post(&path("resume"), json!({})).await.expect(200);
    let more = api
        .post("/messages", crate::support::message(names.0, names.1, 7))
        .await
        .expect(202);
    api.settle().await;
    assert_eq!(api.status(more["id"].as_i64().unwrap()).await, "sent");
    assert_eq!(api.status(ids[0]).await, "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_forecast_and_the_summary_count() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    api.post(
        "/pause",
        json!({ "reason": "x", "until": "2026-12-10T12:00:00Z" }),
    )
    .await
    .expect(200);
    api.enqueue(names, 4).await;
    let forecast = api.get("/forecast?at=2026-12-10T11:59:00Z").await.expect(200);
    assert_eq!(
        (
            forecast["items"][0]["waiting"].as_i64(),
            forecast["items"][0]["sent_by_then"].as_i64()
        ),
        (Some(4), Some(0))
    );
    let forecast = api
        .get(&format!("/forecast?gateway_id={}", names.0))
        .await
        .expect(200);
    assert_eq!(forecast["items"][0]["sent_by_then"], 4);
    assert_eq!(api.get("/forecast?gateway_id=99").await.problem().0, 404);
    let summary = api.get("/summary").await.expect(200);
    assert_eq!(
        (
            summary["totals"]["waiting"].as_i64(),
            summary["paused_all"].as_bool()
        ),
        (Some(4), Some(true))
    );
    api.post("/clock/advance", json!({ "to": "2026-12-10T12:00:00Z" }))
        .await
        .expect(200);
    let summary = api.get("/summary").await.expect(200);
    assert_eq!(
        (
            summary["families"]["handed_over"].as_i64(),
            summary["paused_all"].as_bool()
        ),
        (Some(4), Some(false))
    );
}
