//! What providers tell of their accounts, over the API, with the stand-in of Opa! Suite.

use crate::support::{Api, template};
use axum::body::Body;
use axum::http::Request;
use omnifila_sandbox::{
    DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, LimitChange, Sandbox, SandboxConfig, Template,
    TenantConfig,
};
use serde_json::{Value, json};

async fn gateway(api: &Api, sandbox: &Sandbox) -> i64 {
    let gateway = json!({ "name": "Opa", "kind": "opa_suite",
        "settings": { "url": sandbox.opa_url(DEFAULT_TENANT), "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL } });
    api.post("/gateways", gateway).await.expect(201)["id"]
        .as_i64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_listed_synced_and_accepted() {
    let api = Api::new().await;
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let id = gateway(&api, &sandbox).await;
    api.post("/templates", template(id)).await.expect(201);
    let path = |tail: &str| format!("/gateways/{id}{tail}");
    let before = api.get(&path("/templates")).await.expect(200);
    assert_eq!(
        (&before["items"], &before["listed_at"]),
        (&json!([]), &Value::Null)
    );
    let change = LimitChange {
        tenant: None,
        channel: None,
        daily_limit: Some(1_000),
        messages_sent: 400,
    };
    sandbox.set_limit(&change).unwrap();
    let synced = api.post(&path("/sync"), json!({})).await.expect(200);
    assert_eq!(
        (&synced["channels"], &synced["templates"]),
        (&json!(1), &json!(4))
    );
    assert_eq!(synced["daily_limit"]["left"], 600);
    let shown = api.get(&path("")).await.expect(200);
    assert_eq!(shown["account"]["daily_limit"], synced["daily_limit"]);
    let channels = api.get(&path("/channels")).await.expect(200);
    assert_eq!(channels["items"][0]["id"], DEFAULT_CHANNEL);

    let text = Template::new("64aa00000000000000000001", "fatura", "Outra coisa {{1}}");
    let config = TenantConfig {
        templates: vec![text],
        ..TenantConfig::example(DEFAULT_TENANT)
    };
    sandbox.put_tenant(config).unwrap();
    let held = api.post(&path("/sync"), json!({})).await.expect(200)["held"].clone();
    assert_eq!(held.as_array().unwrap().len(), 1);
    let listed = api.get(&path("/templates")).await.expect(200);
    let one = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["name"] == "fatura")
        .unwrap()
        .clone();
    assert_eq!((&one["drift"], &one["hold_ids"]), (&json!("text_changed"), &held));
    assert_eq!(
        (&one["variables"], &one["mismatched_ids"]),
        (&json!(1), &one["template_ids"])
    );
    let accept = |template: &str| json!({ "provider_template_id": template, "reason": "conferido" });
    let path_accept = path("/templates/accept");
    let accepted = api
        .post(&path_accept, accept("64aa00000000000000000001"))
        .await
        .expect(200);
    assert_eq!(accepted["released"], held);
    assert_eq!(api.post(&path_accept, accept("64ff")).await.problem().0, 404);
    let nameless = json!({ "provider_template_id": "64aa00000000000000000001", "reason": " " });
    assert_eq!(api.post(&path_accept, nameless).await.problem().2, "/reason");
    let audit = api.get("/audit?limit=3").await.expect(200);
    assert!(
        audit["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["action"] == "accept_template"),
        "{audit:#}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_says_why() {
    let api = Api::new().await;
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let webhook = json!({ "name": "Web", "kind": "webhook", "settings": { "url": "http://127.0.0.1:9/x",
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "allow_private": true } });
    let webhook = api.post("/gateways", webhook).await.expect(201)["id"].clone();
    let refused = api.post(&format!("/gateways/{webhook}/sync"), json!({})).await;
    assert_eq!(refused.problem(), (409, "not_readable", ""));
    assert_eq!(
        api.get(&format!("/gateways/{webhook}")).await.expect(200)["account"],
        Value::Null
    );
    assert_eq!(api.post("/gateways/99/sync", json!({})).await.problem().0, 404);

    let id = gateway(&api, &sandbox).await;
    let wrong = json!({ "settings": { "token": "errado" } });
    api.patch(&format!("/gateways/{id}"), wrong).await.expect(200);
    let failed = api.post(&format!("/gateways/{id}/sync"), json!({})).await;
    assert_eq!((failed.problem().0, failed.problem().1), (502, "account_failed"));
    assert_eq!(failed.body["detail"], "unauthorized");
    let trouble = api.get(&format!("/gateways/{id}/templates")).await.expect(200);
    assert_eq!(trouble["last_error"]["code"], "unauthorized");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_are_listed_as_they_came() {
    let api = Api::new().await;
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let id = gateway(&api, &sandbox).await;
    for body in [
        &b""[..],
        b"\xff\xfe",
        b"a=1&b=2",
        b"{\"event\":\"x\",\"messageSentId\":\"64bb00000000000000000002\"}",
    ] {
        let request = Request::post(format!("/hooks/{id}")).header("content-type", "text/plain; charset=x");
        api.raw(request.body(Body::from(body)).unwrap()).await.expect(200);
    }
    let page = api
        .get(&format!("/gateways/{id}/hook-events?limit=3"))
        .await
        .expect(200);
    let shapes: Vec<&Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["extracted"]["shape"])
        .collect();
    assert_eq!(shapes, ["json", "form", "text"]);
    assert_eq!(page["items"][0]["content_type"], "text/plain");
    assert_eq!(
        page["items"][0]["extracted"]["understood"][0]["provider_id"],
        "64bb00000000000000000002"
    );
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = api
        .get(&format!("/gateways/{id}/hook-events?cursor={cursor}"))
        .await
        .expect(200);
    assert_eq!(
        (rest["items"].as_array().unwrap().len(), &rest["items"][0]["body"]),
        (1, &json!(""))
    );
}
