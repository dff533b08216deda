//! What people answer, over the API: a chat that is bound, one-touch answers, and what follows from them.

use crate::support::{Answer, Api};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

const HOOK_TOKEN: &str = "hook-token-made-up-for-tests";

struct Bot {
    api: Api,
    gateway: i64,
    template: i64,
    customer: i64,
}

impl Bot {
    async fn new() -> Bot {
        let api = Api::new().await;
        let gateway = json!({"name": "Bot", "kind": "telegram", "queue_mode": "continuous", "delivery_mode": "simulate",
            "settings": {"url": "http://127.0.0.1:9", "token": "123456:AAH-made-up", "bot_username": "exemplo_bot",
                "hook_token": HOOK_TOKEN, "signing_secret": "signing-secret-of-the-bot"}});
        let gateway = api.post("/gateways", gateway).await.expect(201)["id"]
            .as_i64()
            .unwrap();
        let template = json!({"name": "Aviso", "purpose": "reminder", "body": "Olá {{ customer.name }}",
            "bindings": [{"gateway_id": gateway}]});
        let template = api.post("/templates", template).await.expect(201)["id"]
            .as_i64()
            .unwrap();
        let customers =
            json!({"source": "api", "customers": [{"external_id": "c1", "name": "Cliente Exemplo 1"}]});
        let customer = api.post("/customers/batch", customers).await.expect(200)["items"][0]["id"]
            .as_i64()
            .unwrap();
        Bot {
            api,
            gateway,
            template,
            customer,
        }
    }

    async fn called(&self, token: &str, update: Value) -> Answer {
        let request = Request::post(format!("/hooks/{}", self.gateway))
            .header("content-type", "application/json")
            .header("x-telegram-bot-api-secret-token", token);
        self.api
            .raw(request.body(Body::from(update.to_string())).unwrap())
            .await
    }

    async fn told(&self, update: Value) {
        self.called(HOOK_TOKEN, update).await.expect(200);
        self.api.settle().await;
    }

    async fn says(&self, id: i64, text: &str) {
        self.told(
            json!({"update_id": id, "message": {"message_id": id, "date": 1_700_000_000, "text": text,
            "chat": {"id": 77}, "from": {"first_name": "Cliente"}}}),
        )
        .await;
    }

    /// Opens the link that was made for the customer.
    async fn bind(&self) {
        let path = format!("/gateways/{}/start-link", self.gateway);
        let link = self
            .api
            .post(&path, json!({"customer_id": self.customer}))
            .await
            .expect(200);
        let token = link["url"]
            .as_str()
            .unwrap()
            .split("?start=")
            .nth(1)
            .unwrap()
            .to_owned();
        self.says(1, &format!("/start {token}")).await;
    }

    async fn send(&self, key: &str) -> Answer {
        let message = json!({"gateway_id": self.gateway, "template_id": self.template, "dedupe_key": key,
            "customer": {"external_id": "c1", "name": "Cliente Exemplo 1"}, "data": {}});
        self.api.post("/messages", message).await
    }

    async fn suppressions(&self) -> Vec<Value> {
        self.api.get("/suppressions").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .clone()
    }
}

#[tokio::test]
async fn a_link_binds_a_chat_and_messages_find_it() {
    let bot = Bot::new().await;
    assert_eq!(
        bot.send("k0").await.problem(),
        (422, "missing_chat", "/customer/contacts")
    );
    bot.says(9, "/start c999-0000").await;
    assert_eq!(
        bot.send("k0").await.status,
        422,
        "a link that was not made here binds nothing"
    );
    bot.bind().await;
    let id = bot.send("k1").await.expect(202)["id"].as_i64().unwrap();
    bot.api.settle().await;
    let message = bot.api.get(&format!("/messages/{id}")).await.expect(200);
    assert_eq!(
        (&message["address"], &message["status"]),
        (&json!("tg:77"), &json!("sent"))
    );
    let path = format!("/gateways/{}/start-link", bot.gateway);
    let unknown = bot.api.post(&path, json!({"customer_id": 999})).await;
    assert_eq!(unknown.problem(), (422, "unknown_customer", "/customer_id"));
}

#[tokio::test]
async fn a_stop_is_kept_with_its_proof_and_only_the_same_person_ends_it() {
    let bot = Bot::new().await;
    bot.bind().await;
    bot.send("k1").await.expect(202);
    bot.api.settle().await;
    assert_eq!(
        bot.called("another token of 16 letters", json!({}))
            .await
            .problem()
            .0,
        401
    );
    bot.says(2, "SAIR").await;
    bot.says(2, "SAIR").await;
    let listed = bot.suppressions().await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(
        (&listed[0]["address"], &listed[0]["purposes"]),
        (&json!("tg:77"), &json!([]))
    );
    assert!(listed[0]["evidence"].as_str().unwrap().starts_with("hook_event "));
    let id = bot.send("k2").await.expect(202)["id"].as_i64().unwrap();
    assert_eq!(
        bot.api.get(&format!("/messages/{id}")).await.expect(200)["reason"],
        "suppressed"
    );
    let said = bot
        .api
        .get(&format!("/inbound?gateway_id={}", bot.gateway))
        .await
        .expect(200);
    let said = said["items"].as_array().unwrap().clone();
    assert_eq!(said.len(), 1, "the same answer twice is one");
    assert_eq!(
        (&said[0]["wish"], &said[0]["customer_id"]),
        (&json!("stop"), &json!(bot.customer))
    );
    assert!(said[0]["message_id"].is_i64(), "{said:?}");
    bot.says(3, "voltar").await;
    assert_eq!(bot.suppressions().await, Vec::<Value>::new());
    // Blocking the bot is a stop too.
    bot.told(
        json!({"update_id": 4, "my_chat_member": {"chat": {"id": 77}, "from": {}, "date": 1,
        "new_chat_member": {"status": "kicked"}}}),
    )
    .await;
    assert_eq!(bot.suppressions().await.len(), 1);
}

#[tokio::test]
async fn a_payment_that_is_said_holds_and_a_strangers_address_is_left_alone() {
    let bot = Bot::new().await;
    bot.bind().await;
    bot.send("k1").await.expect(202);
    bot.api.settle().await;
    let pressed = |id: i64, data: &str| {
        json!({"update_id": id, "callback_query": {"id": "1", "data": data, "from": {"first_name": "Cliente"},
            "message": {"message_id": 1, "chat": {"id": 77}}}})
    };
    bot.told(pressed(2, "paid")).await;
    bot.told(pressed(3, "paid")).await;
    let holds = bot.api.get("/holds").await.expect(200)["items"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(holds.len(), 1, "{holds:?}");
    assert_eq!(
        (&holds[0]["scope"], &holds[0]["target_id"]),
        (&json!("customer"), &json!(bot.customer))
    );
    let id = bot.send("k2").await.expect(202)["id"].as_i64().unwrap();
    bot.api.settle().await;
    let waiting = bot.api.get(&format!("/messages/{id}")).await.expect(200);
    assert_eq!(
        waiting["status"], "waiting",
        "it waits for the payment to show up"
    );
    assert_eq!(bot.suppressions().await, Vec::<Value>::new());
    bot.told(pressed(4, "not_me")).await;
    let listed = bot.suppressions().await;
    assert_eq!(listed[0]["address"], "tg:77");
    let page = bot
        .api
        .get(&format!("/inbound?customer_id={}&limit=2", bot.customer))
        .await
        .expect(200);
    assert_eq!(page["items"][0]["text"], "Não sou eu");
    let next = page["next_cursor"].as_str().unwrap();
    let rest = bot
        .api
        .get(&format!(
            "/inbound?customer_id={}&limit=2&cursor={next}",
            bot.customer
        ))
        .await
        .expect(200);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(bot.api.get("/inbound?x=1").await.problem().0, 400);
}
