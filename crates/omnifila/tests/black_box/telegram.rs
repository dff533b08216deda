//! Telegram end to end with the stand-in: a bot's limit rests it, who blocked it is left alone, and a link binds a chat.

use crate::support::{Place, until};
use bytes::Bytes;
use omnifila_sandbox::{BLOCKED_CHAT, Fault, FaultRule, JournalQuery, RetryAfter, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_bot_sends_rests_and_leaves_alone_who_blocked_it() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let place = Place::new();
    let node = place.serve().ready().await;
    let api = &node.api;
    let gateway = json!({"name": "Bot", "kind": "telegram", "queue_mode": "continuous", "max_in_flight": 4,
        "rate": {"per_second": 10_000.0, "burst": 1_000},
        "settings": {"url": sandbox.url(), "token": "123456:AAH-made-up", "bot_username": "exemplo_bot",
            "hook_token": "um-segredo-de-teste", "signing_secret": "outro-segredo-de-teste", "answers": "inbox"}});
    let gateway = api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let tested = api
        .post(&format!("/gateways/{gateway}/test"), &json!({"to": "tg:1001"}))
        .await;
    assert_eq!(tested["ok"], true, "{tested}");
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}",
        "bindings": [{"gateway_id": gateway}]});
    let template = api.post("/templates", &template).await["id"].as_i64().unwrap();
    let message = |n: i64, chat: Option<i64>| {
        let contacts: Vec<Value> = chat
            .iter()
            .map(|id| json!({"kind": "telegram", "value": id.to_string()}))
            .collect();
        json!({"gateway_id": gateway, "template_id": template, "data": {},
            "customer": {"external_id": n.to_string(), "name": format!("Cliente {n}"), "contacts": contacts}})
    };
    // The bot is told to rest for a second, once; nothing is lost and no attempt is spent.
    let slow = FaultRule::from(Fault::rate_limited(RetryAfter::Seconds(1)));
    sandbox
        .add_fault(slow.for_tenant("telegram/123456").times(1))
        .unwrap();
    let many: Vec<Value> = (0..20).map(|n| message(n, Some(1_000 + n))).collect();
    let answer = api.post("/messages/batch", &json!({"messages": many})).await;
    assert_eq!(answer["accepted"], 20, "{answer}");
    api.settled(gateway, LIMIT).await;
    let effects: Vec<_> = sandbox
        .journal(JournalQuery::default())
        .into_iter()
        .filter(|call| call.effect)
        .collect();
    let mut chats: Vec<String> = effects.iter().filter_map(|call| call.recipient.clone()).collect();
    chats.sort();
    chats.dedup();
    assert_eq!((effects.len(), chats.len()), (20, 20), "each once");
    assert_eq!(api.tally(gateway).await.get("sent"), Some(&20));

    let blocked = api.post("/messages", &message(50, Some(BLOCKED_CHAT))).await["id"]
        .as_i64()
        .unwrap();
    let look = async || {
        let message = api.message(blocked).await;
        (message["status"] == "failed").then_some(message)
    };
    let failed = until(LIMIT, "the refusal", look).await;
    assert_eq!(failed["error_code"], "bot_blocked");
    let look = async || {
        api.get("/suppressions").await["items"]
            .as_array()
            .unwrap()
            .first()
            .cloned()
    };
    let listed = until(LIMIT, "the suppression", look).await;
    assert_eq!(listed["address"], format!("tg:{BLOCKED_CHAT}"));

    // A customer who opens the link is found without a contact, after a restart too.
    let customers = json!({"source": "api", "customers": [{"external_id": "77", "name": "Cliente 77"}]});
    let customer = api.post("/customers/batch", &customers).await["items"][0]["id"].clone();
    let link = api
        .post(
            &format!("/gateways/{gateway}/start-link"),
            &json!({"customer_id": customer}),
        )
        .await;
    let token = link["url"].as_str().unwrap().split("?start=").nth(1).unwrap();
    let update = json!({"update_id": 1, "message": {"message_id": 1, "chat": {"id": 5077}, "text": format!("/start {token}")}});
    let headers = [
        ("content-type", "application/json"),
        ("x-telegram-bot-api-secret-token", "um-segredo-de-teste"),
    ];
    let body = Bytes::from(update.to_string());
    let (status, _) = api
        .exchange("POST", &format!("/hooks/{gateway}"), &headers, body)
        .await
        .unwrap();
    assert_eq!(status, 200);
    node.stop().await;
    let node = place.serve().ready().await;
    let bound = node.api.post("/messages", &message(77, None)).await["id"]
        .as_i64()
        .unwrap();
    node.api.settled(gateway, LIMIT).await;
    let bound = node.api.message(bound).await;
    assert_eq!(
        (&bound["address"], &bound["status"]),
        (&json!("tg:5077"), &json!("sent"))
    );
    node.stop().await;
}
