//! What an administrator sets up.

use crate::support::{Api, simulated_gateway, template};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_noun_is_kept_shown_listed_changed_and_removed() {
    let api = Api::new().await;
    let (gateway, template_id) = api.setup("queue").await;
    let calendar = api.post(
        "/calendars",
        json!({ "name": "Feriados", "days": [{ "date": "2026-12-25", "name": "Natal" }] }),
    );
    let calendar = calendar.await.expect(201)["id"].as_i64().unwrap();
    let week = json!([{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "18:00" }]);
    let nouns = [
        (
            "windows",
            json!({ "name": "Comercial", "weekly": week, "holidays": { "calendar_id": calendar }, "zone": "recipient" }),
        ),
        ("calendars", json!({ "name": "Outros", "days": [] })),
        (
            "tasks",
            json!({ "name": "Envia", "gateway_ids": [gateway], "cron": "*/5 8-18 * * 1-5", "time_zone": "America/Bahia" }),
        ),
        (
            "holds",
            json!({ "scope": "tag", "tag": "vip", "reason": "combinado" }),
        ),
        (
            "stop-rules",
            json!({ "scope": "document", "source": "ixc", "external_id": "9", "reason": "assinado" }),
        ),
        (
            "branches",
            json!({ "key": "matriz", "name": "Matriz", "gateway_ids": [gateway] }),
        ),
        (
            "routes",
            json!({ "name": "Padrão", "steps": [{ "gateway_id": gateway, "template_id": template_id }] }),
        ),
        ("sources", json!({ "name": "Planilha", "kind": "file" })),
        (
            "ladders",
            json!({ "name": "Régua", "rank": 1, "starts_on": "2026-01-01",
            "steps": [{ "offset_days": -3, "template_id": template_id, "time": "09:00" }] }),
        ),
        ("templates", template(gateway)),
        ("gateways", simulated_gateway("queue")),
    ];
    for (noun, body) in nouns {
        let kept = api.post(&format!("/{noun}"), body.clone()).await.expect(201);
        let path = format!("/{noun}/{}", kept["id"]);
        assert_eq!(kept["version"], 1);
        let shown = api.get(&path).await.expect(200);
        assert_eq!(shown["id"], kept["id"]);
        for (name, value) in body
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| *name != "settings" && *name != "rate")
        {
            assert!(
                contains(&shown[name], value),
                "{noun}: {name} is {} instead of {value}",
                shown[name]
            );
        }
        let listed = api.get(&format!("/{noun}?limit=1000")).await.expect(200);
        assert!(
            listed["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|item| item["id"] == kept["id"])
        );
        let (field, value) = if shown["name"].is_string() {
            ("name", "Outro nome")
        } else {
            ("reason", "outro motivo")
        };
        let changed = api.patch(&path, json!({ field: value })).await.expect(200);
        assert_eq!(
            (changed[field].as_str(), changed["version"].as_i64()),
            (Some(value), Some(2)),
            "{noun}"
        );
        let refused = api.patch(&path, json!({ "nonsense": 1 })).await;
        assert_eq!(refused.problem().0, 422);
        assert_eq!(api.delete(&path).await.status, 204, "{noun}");
        assert_eq!(api.get(&path).await.problem().1, "not_found");
        assert_eq!(api.delete(&path).await.problem().0, 404);
        assert_eq!(api.patch(&path, json!({})).await.problem().0, 404);
    }
    let audit = api.get("/audit?noun=ladder").await.expect(200);
    let actions: Vec<&str> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["delete", "change", "create"]);
}

/// What was sent is shown, perhaps with more.
fn contains(shown: &Value, sent: &Value) -> bool {
    match (shown, sent) {
        (Value::Object(shown), Value::Object(sent)) => sent
            .iter()
            .all(|(k, v)| shown.get(k).is_some_and(|s| contains(s, v))),
        (Value::Array(shown), Value::Array(sent)) => {
            shown.len() == sent.len() && shown.iter().zip(sent).all(|(a, b)| contains(a, b))
        }
        (shown, sent) => shown == sent,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_never_given_back_and_survive_changes() {
    let api = Api::new().await;
    let (gateway, _) = api.setup("queue").await;
    let path = format!("/gateways/{gateway}");
    let secret = |api: &Api| {
        let book = api.engine.book();
        let stored = book.gateway(gateway.into()).unwrap();
        api.engine.catalogue().open_settings(stored).unwrap()["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for answer in [
        api.get(&path).await,
        api.get("/gateways").await,
        api.get("/audit").await,
    ] {
        assert!(!answer.body.to_string().contains("segredo-inventado"));
        assert!(!answer.body.to_string().contains("enc:v1"));
    }
    assert_eq!(api.get(&path).await.body["settings"]["token"], "***");
    api.patch(&path, json!({ "name": "Outro" })).await.expect(200);
    api.patch(
        &path,
        json!({ "settings": { "token": "***", "url": "http://127.0.0.1:10" } }),
    )
    .await
    .expect(200);
    assert_eq!(secret(&api), "segredo-inventado");
    api.patch(&path, json!({ "settings": { "token": "outro-segredo" } }))
        .await
        .expect(200);
    assert_eq!(secret(&api), "outro-segredo");
    let cleared = api.patch(&path, json!({ "settings": { "token": null } })).await;
    assert_eq!(cleared.problem(), (422, "missing_setting", "/settings/token"));
    let masked = api.post("/gateways", {
        let mut body = simulated_gateway("queue");
        body["settings"]["token"] = "***".into();
        body
    });
    assert_eq!(
        masked.await.problem(),
        (422, "missing_setting", "/settings/token")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_and_keys_are_guarded() {
    let api = Api::new().await;
    let (gateway, template_id) = api.setup("queue").await;
    assert_eq!(
        api.delete(&format!("/gateways/{gateway}")).await.problem(),
        (409, "in_use", "")
    );
    let ladder = json!({ "name": "R", "starts_on": "2026-01-01", "steps": [{ "offset_days": 0, "template_id": template_id }] });
    api.post("/ladders", ladder).await.expect(201);
    assert_eq!(
        api.delete(&format!("/templates/{template_id}")).await.problem().1,
        "in_use"
    );
    api.post("/branches", json!({ "key": "a", "name": "A" }))
        .await
        .expect(201);
    assert_eq!(
        api.post("/branches", json!({ "key": "a", "name": "B" }))
            .await
            .problem(),
        (409, "key_taken", "/key")
    );
    let found = api.get("/branches?key=a").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(api.get("/branches?key=b").await.expect(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_page_by_cursor() {
    let api = Api::new().await;
    for i in 0..5 {
        api.post("/calendars", json!({ "name": format!("C{i}"), "days": [] }))
            .await
            .expect(201);
    }
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("/calendars?limit=2{cursor}")).await.expect(200);
        names.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| c["name"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["C0", "C1", "C2", "C3", "C4"]);
    let other = api
        .get(&format!("/windows?{}", cursor.trim_start_matches('&')))
        .await;
    assert_eq!(
        other.problem(),
        (400, "bad_cursor", "/cursor"),
        "a cursor belongs to its list"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_is_tested_without_sending() {
    let api = Api::new().await;
    let (gateway, _) = api.setup("queue").await;
    let tested = api
        .post(
            &format!("/gateways/{gateway}/test"),
            json!({ "to": "+55 49 90000-0001" }),
        )
        .await
        .expect(200);
    // Nothing listens at that port.
    assert_eq!(tested["ok"], false);
    assert!(!tested["checks"].as_array().unwrap().is_empty());
    assert_eq!(api.post("/gateways/99/test", json!({})).await.problem().0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn holds_stop_rules_and_suppressions_act_on_messages() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    let hold = api
        .post(
            "/holds",
            json!({ "scope": "gateway", "id": names.0, "reason": "vistoria" }),
        )
        .await
        .expect(201);
    assert_eq!(hold["target_id"], names.0);
    let ids = api.enqueue(names, 3).await;
    api.settle().await;
    let held = api.get(&format!("/messages/{}", ids[0])).await.expect(200);
    assert_eq!(
        (held["status"].as_str(), held["blockers"][0]["code"].as_str()),
        (Some("waiting"), Some("hold"))
    );
    let customer = held["customer"]["id"].as_i64().unwrap();
    let rule = api
        .post(
            "/stop-rules",
            json!({ "scope": "customer", "target_id": customer, "reason": "acordo" }),
        )
        .await;
    assert_eq!(rule.expect(201)["stopped"]["cancelled"], 1);
    assert_eq!(api.status(ids[0]).await, "cancelled");
    let mut later = crate::support::message(names.0, names.1, 0);
    later["dedupe_key"] = "outra".into();
    assert_eq!(
        api.post("/messages", later).await.expect(202)["status"],
        "cancelled",
        "it catches later arrivals"
    );
    let named = json!({ "scope": "customer", "source": "api", "external_id": "1", "reason": "acordo" });
    assert_eq!(
        api.post("/stop-rules", named).await.expect(201)["stopped"]["cancelled"],
        1
    );
    let kept = api
        .post(
            "/suppressions",
            json!({ "address": "+55 49 90000-0002", "reason": "pediu para sair" }),
        )
        .await;
    let kept = kept.expect(201);
    assert_eq!(kept["address"], "+5549900000002");
    api.delete(&format!("/holds/{}", hold["id"])).await.expect(204);
    api.settle().await;
    assert_eq!(api.status(ids[2]).await, "cancelled", "suppressed");
    assert_eq!(
        api.get("/suppressions").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let path = format!("/suppressions/{}", kept["id"]);
    api.get(&path).await.expect(200);
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.get(&path).await.problem().0, 404);
}
