//! Opa!'s own API in front of the queue, with an Opa! that cannot be reached: what is taken, refused, recorded and read.

use crate::support::{Answer, Api, TOKEN};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

/// The gateway's own token.
const OWN: &str = "segredo-inventado";
const CHANNEL: &str = "64bb00000000000000000002";
const TEMPLATE: &str = "64aa00000000000000000001";

struct Drop {
    api: Api,
    gateway: i64,
}

impl Drop {
    async fn new(mode: &str) -> Self {
        let api = Api::new().await;
        let gateway = api
            .post(
                "/gateways",
                json!({ "key": "opa", "name": "Opa", "kind": "opa_suite", "delivery_mode": "simulate",
                    "settings": { "url": "http://127.0.0.1:9", "token": OWN, "channel_id": CHANNEL, "opa_compat": mode } }),
            )
            .await
            .expect(201);
        let gateway = gateway["id"].as_i64().unwrap();
        Self { api, gateway }
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.api.raw(request.body(body.into()).unwrap()).await
    }

    async fn own(&self, method: &str, tail: &str, body: impl Into<Body>) -> Answer {
        let bearer = format!("Bearer {OWN}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        self.call(method, &format!("/opa/opa/api/v1/{tail}"), &headers, body)
            .await
    }

    async fn send(&self, body: &Value) -> Answer {
        self.own("POST", "template/send", body.to_string()).await
    }

    async fn messages(&self) -> Vec<Value> {
        let page = self.api.get("/messages").await.expect(200);
        page["items"].as_array().unwrap().clone()
    }

    async fn calls(&self) -> Vec<Value> {
        let path = format!("/gateways/{}/opa-calls", self.gateway);
        let page = self.api.get(&path).await.expect(200);
        page["items"].as_array().unwrap().clone()
    }
}

fn body(n: usize) -> Value {
    json!({ "contato": { "canalCliente": format!("+55499{n:08}"), "nome": format!("Cliente {n}") },
        "template": { "_id": TEMPLATE, "variaveis": [format!("Cliente {n}"), "129,90", "10/12/2026"] },
        "canal": CHANNEL, "allowSendingToStartedCustomerService": true, "metadata": { "regua": 7 } })
}

fn sent_id(answer: &Value) -> String {
    assert_eq!(answer["data"]["message"], "Template has been succesfully sent.");
    answer["data"]["messageSentId"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_send_becomes_a_message_and_is_read_back() {
    let door = Drop::new("queue").await;
    let written = serde_json::to_string_pretty(&body(1)).unwrap();
    let answer = door.own("POST", "template/send/", written.clone()).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let answer = answer.expect(200);
    assert_eq!(
        (&answer["status"], &answer["code"]),
        (&json!("success"), &json!(200))
    );
    let theirs = sent_id(&answer);
    let row = &door.messages().await[0];
    assert_eq!(
        (&row["origin"], &row["gateway_id"]),
        (&json!("opa_compat"), &json!(door.gateway))
    );
    assert_eq!(
        (&row["address"], &row["status"]),
        (&json!("+5549900000001"), &json!("waiting"))
    );
    assert_eq!(
        (&row["customer"]["source"], &row["customer"]["name"]),
        (&json!("opa_compat"), &json!("Cliente 1"))
    );
    assert_eq!(
        (&row["purpose"], &row["data"]["v2"]),
        (&json!("collection"), &json!("129,90"))
    );
    let id = row["id"].as_i64().unwrap();
    let shown = door.api.get(&format!("/messages/{id}")).await.expect(200);
    assert_eq!(shown["content"]["verbatim"], written, "byte for byte");
    assert_eq!(shown["preview"], "Cliente 1 · 129,90 · 10/12/2026");

    let read = door
        .own("GET", &format!("atendimento/mensagem/{theirs}"), Body::empty())
        .await
        .expect(200);
    let message = &read["data"];
    assert_eq!(
        (&message["_id"], &message["canalCliente"]),
        (&json!(theirs), &json!("+5549900000001"))
    );
    assert_eq!(message["statusEnvio"]["status"], "pending");
    let filter = json!({ "filter": { "_id": theirs }, "options": { "skip": 0, "limit": 10 } }).to_string();
    let list = door.own("GET", "atendimento/mensagem/", filter).await.expect(200);
    assert_eq!(list["data"], json!([message]));

    door.api
        .post(&format!("/messages/{id}/cancel"), json!({ "reason": "teste" }))
        .await
        .expect(200);
    let read = door
        .own("GET", &format!("atendimento/mensagem/{theirs}"), Body::empty())
        .await
        .expect(200);
    assert_eq!(read["data"]["statusEnvio"]["status"], "canceled");
    let note = read["data"]["statusEnvio"]["observacao"].as_str().unwrap();
    assert!(note.contains("cancelada"), "{note}");
    let unknown = door
        .own(
            "GET",
            "atendimento/mensagem/6f6d666900000000000003e7",
            Body::empty(),
        )
        .await;
    assert_eq!(unknown.expect(404)["error"], "NOT_FOUND_ERROR");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn templates_are_learnt_once_and_a_persons_goes_before() {
    let door = Drop::new("queue").await;
    for n in 1..=3 {
        door.send(&body(n)).await.expect(200);
    }
    let templates = door.api.get("/templates").await.expect(200);
    let learnt = templates["items"].as_array().unwrap();
    assert_eq!(learnt.len(), 1, "{learnt:#?}");
    assert_eq!(learnt[0]["key"], format!("opa:{}:{TEMPLATE}", door.gateway));
    let own = json!({ "name": "Fatura", "purpose": "service", "body": "Olá {{ data.v1 }}, R$ {{ data.v2 }}",
        "bindings": [{ "gateway_id": door.gateway, "provider_template_id": TEMPLATE,
            "parameters": ["{{ data.v1 }}", "{{ data.v2 }}", "{{ data.v3 }}"] }] });
    let own = door.api.post("/templates", own).await.expect(201);
    door.send(&body(4)).await.expect(200);
    let row = &door.messages().await[0];
    assert_eq!(
        (&row["template_id"], &row["purpose"]),
        (&own["id"], &json!("service"))
    );
    let shown = door
        .api
        .get(&format!("/messages/{}", row["id"]))
        .await
        .expect(200);
    assert_eq!(shown["preview"], "Olá Cliente 4, R$ 129,90");
    // It speaks of what a send does not tell: the variables are shown instead, and nothing is lost.
    let patch = json!({ "body": "Fatura {{ invoice.external_id }}" });
    door.api
        .patch(&format!("/templates/{}", own["id"]), patch)
        .await
        .expect(200);
    door.send(&body(5)).await.expect(200);
    let shown = door
        .api
        .get(&format!("/messages/{}", door.messages().await[0]["id"]))
        .await
        .expect(200);
    assert_eq!(shown["preview"], "Cliente 5 · 129,90 · 10/12/2026");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_customer_is_the_erps_if_it_is_known() {
    let door = Drop::new("queue").await;
    let customers = json!([{ "external_id": "77", "name": "Maria Souza", "phone": "(49) 9 0000-0001", "state": "SC" },
        { "external_id": "78", "name": "João Souza", "phone": "49 90000-0002" },
        { "external_id": "79", "name": "Ana Souza", "phone": "49 90000-0002" }]);
    let batch = json!({ "source": "ixc", "customers": customers });
    door.api.post("/customers/batch", batch).await.expect(200);
    let mut nameless = body(1);
    nameless["contato"].as_object_mut().unwrap().remove("nome");
    door.send(&nameless).await.expect(200);
    let mut named = body(2);
    named["contato"]["nome"] = "ANA SOUZA".into();
    door.send(&named).await.expect(200);
    named["contato"]["nome"] = "Outra Pessoa".into();
    door.send(&named).await.expect(200);
    let who: Vec<Value> = door
        .messages()
        .await
        .iter()
        .rev()
        .map(|row| row["customer"]["external_id"].clone())
        .collect();
    assert_eq!(who, ["77", "79", "+5549900000002 outra pessoa"]);

    let rule = json!({ "scope": "customer", "source": "ixc", "external_id": "77", "reason": "acordo" });
    door.api.post("/stop-rules", rule).await.expect(201);
    door.send(&body(1)).await.expect(200);
    let suppression = json!({ "address": "+5549900000003", "purposes": ["collection"], "reason": "pediu" });
    let made = door.api.post("/suppressions", suppression).await;
    assert_eq!(made.status, 201, "{:#}", made.body);
    let id = sent_id(&door.send(&body(3)).await.expect(200));
    let rows = door.messages().await;
    assert_eq!(
        (&rows[0]["status"], &rows[1]["status"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    let read = door
        .own("GET", &format!("atendimento/mensagem/{id}"), Body::empty())
        .await
        .expect(200);
    assert_eq!(read["data"]["statusEnvio"]["status"], "canceled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_the_callers_makes_one_message_and_none_makes_two() {
    let door = Drop::new("queue").await;
    let first = sent_id(&door.send(&body(1)).await.expect(200));
    let again = sent_id(&door.send(&body(1)).await.expect(200));
    assert_ne!(first, again, "two equal calls are two messages");
    let bearer = format!("Bearer {OWN}");
    let keyed = async |n: usize| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k-1")];
        let answer = door
            .call(
                "POST",
                "/opa/opa/api/v1/template/send",
                &headers,
                body(n).to_string(),
            )
            .await;
        sent_id(&answer.expect(200))
    };
    assert_eq!(keyed(2).await, keyed(2).await);
    assert_eq!(keyed(2).await, keyed(3).await, "the first stands");
    let mut told = body(4);
    told["metadata"]["dedupe_key"] = "k-2".into();
    assert_eq!(
        sent_id(&door.send(&told).await.expect(200)),
        sent_id(&door.send(&told).await.expect(200))
    );
    assert_eq!(door.messages().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_call_and_who_may_not() {
    let door = Drop::new("queue").await;
    let path = "/opa/opa/api/v1/template/send";
    let wrong = door
        .call(
            "POST",
            path,
            &[("authorization", "Bearer errado")],
            body(1).to_string(),
        )
        .await;
    let refused = json!({ "status": "error", "code": 401, "description": "unauthorized" });
    assert_eq!(wrong.header("content-type"), Some("application/json"));
    assert_eq!(wrong.expect(401), refused);
    assert_eq!(
        door.call("POST", path, &[], body(1).to_string())
            .await
            .expect(401),
        refused
    );
    let token = async |scope: &str| {
        let made = door
            .api
            .post("/tokens", json!({ "name": scope, "scopes": [scope] }))
            .await
            .expect(201);
        format!("Bearer {}", made["token"].as_str().unwrap())
    };
    let (read, enqueue) = (token("read").await, token("enqueue").await);
    let with = async |token: &str| {
        door.call("POST", path, &[("authorization", token)], body(1).to_string())
            .await
    };
    assert_eq!(with(&read).await.expect(403)["code"], 403);
    with(&enqueue).await.expect(200);
    // By id as well as by key.
    let by_id = format!("/opa/{}/api/v1/template/send", door.gateway);
    let bearer = format!("Bearer {OWN}");
    door.call("POST", &by_id, &[("authorization", &bearer)], body(1).to_string())
        .await
        .expect(200);
    assert_eq!(door.messages().await.len(), 2);
    for path in [
        "/opa/outra/api/v1/template/send",
        "/opa/99/api/v1/template/send",
        "/opa/opa/template/send",
        "/opa/",
    ] {
        let lost = door
            .call("POST", path, &[("authorization", &bearer)], body(1).to_string())
            .await;
        assert_eq!(lost.expect(404)["error"], "NOT_FOUND_ERROR", "{path}");
    }
    let off = json!({ "settings": { "opa_compat": "off" } });
    door.api
        .patch(&format!("/gateways/{}", door.gateway), off)
        .await
        .expect(200);
    assert_eq!(door.send(&body(1)).await.status, 404);
    let odd = json!({ "settings": { "opa_compat": "ligado" } });
    let odd = door.api.patch(&format!("/gateways/{}", door.gateway), odd).await;
    assert_eq!(odd.problem(), (422, "bad_setting", "/settings/opa_compat"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_is_told_in_opas_shape_kept_to_be_seen_and_costs_nobody_else() {
    let door = Drop::new("queue").await;
    let with = |pointer: &str, value: Value| {
        let mut body = body(1);
        *body.pointer_mut(pointer).unwrap() = value;
        body.to_string()
    };
    let cases = [
        (String::new(), 400, "error"),
        ("{".into(), 400, "error"),
        ("[]".into(), 400, "error"),
        (with("/contato", json!(7)), 400, "error"),
        (with("/canal", json!("64bb0000000000000000ffff")), 404, "error"),
        (with("/canal", Value::Null), 404, "error"),
        (with("/template/_id", json!("../x")), 404, "error"),
        (with("/template/variaveis", json!([1])), 400, "error"),
        (
            with("/contato/canalCliente", json!("49 90000-0001")),
            400,
            "error",
        ),
        (with("/template/variaveis", json!(["a\nb"])), 400, "description"),
        ("x".repeat(65 * 1024), 413, "description"),
    ];
    let many = cases.len();
    for (n, (text, status, field)) in cases.into_iter().enumerate() {
        let answer = door
            .own("POST", "template/send", text.clone())
            .await
            .expect(status);
        assert!(answer[field].is_string(), "{text:.80}: {answer}");
        door.send(&body(10 + n)).await.expect(200);
    }
    for (method, tail, status) in [
        ("POST", "atendimento/mensagem/send", 403),
        ("DELETE", "contato/64cc", 403),
        ("GET", "admin", 404),
        ("GET", "contato/..%2fadmin", 404),
        ("GET", "contato", 502),
    ] {
        assert_eq!(
            door.own(method, tail, "{}").await.status,
            status,
            "{method} {tail}"
        );
    }
    assert_eq!(door.messages().await.len(), many);
    let calls = door.calls().await;
    // What was refused here is kept; what may not leave its place, and what Opa! was asked, is not.
    assert_eq!(calls.len(), many + 4, "{calls:#?}");
    assert!(calls.iter().all(|call| call["status"].as_i64().unwrap() >= 400));
    door.api
        .delete(&format!("/gateways/{}/opa-calls", door.gateway))
        .await
        .expect(204);
    assert_eq!(door.calls().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recording_keeps_what_arrives_without_its_secrets() {
    let door = Drop::new("record").await;
    let mut secret = body(1);
    secret["metadata"] = json!({ "senha": "hunter2", "nota": format!("token {OWN}") });
    let answer = door
        .own("POST", "template/send?x=1&token=abc", secret.to_string())
        .await;
    assert_eq!(answer.expect(502)["code"], 502, "Opa! cannot be reached here");
    door.own("DELETE", "contato/1", Body::empty()).await.expect(502);
    assert_eq!(
        door.messages().await.len(),
        0,
        "nothing is queued while it records"
    );
    let calls = door.calls().await;
    assert_eq!(
        (&calls[0]["method"], &calls[0]["path"]),
        (&json!("DELETE"), &json!("contato/1"))
    );
    let call = &calls[1];
    assert_eq!(
        (&call["path"], &call["code"]),
        (&json!("template/send?x=1&token=***"), &json!("connect_refused"))
    );
    assert_eq!((&call["forwarded"], &call["status"]), (&json!(true), &json!(502)));
    let text = call.to_string();
    assert!(
        !text.contains(OWN) && !text.contains("hunter2") && !text.contains("abc"),
        "{text}"
    );
    assert!(text.contains("Cliente 1"));
    let first = door
        .api
        .get(&format!("/gateways/{}/opa-calls?limit=1", door.gateway))
        .await
        .expect(200);
    let next = format!(
        "/gateways/{}/opa-calls?cursor={}",
        door.gateway,
        first["next_cursor"].as_str().unwrap()
    );
    assert_eq!(door.api.get(&next).await.expect(200)["items"], json!([call]));
    for token in [OWN, "errado"] {
        let path = format!("/api/v1/gateways/{}/opa-calls", door.gateway);
        assert_eq!(door.api.as_token(token, "GET", &path, None).await.status, 401);
    }
    assert_ne!(TOKEN, OWN);
    door.api.get("/gateways/99/opa-calls").await.expect(404);
}
