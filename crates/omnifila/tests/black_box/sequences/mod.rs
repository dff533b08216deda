//! WhatsApp, then SMS, then e-mail: one message goes on when a channel fails it, and no further than it has to.

mod ends;

use crate::support::{Node, Place, phone, until};
use bytes::Bytes;
use omnifila_sandbox::{
    DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_WABA_ID, GraphCallbacks, GraphRefusal,
    Meddling, Sandbox, SandboxConfig,
};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const SECRET: &str = "app-secret-0123456789";
const HOUR: u64 = 3_600;

struct World {
    place: Place,
    node: Node,
    sandbox: Sandbox,
    /// WhatsApp, SMS, e-mail.
    gateways: [i64; 3],
    template: i64,
    route: i64,
}

const SIMULATED: [&str; 2] = ["--simulated-time", "2026-12-10T12:00:00Z"];

/// WhatsApp is the sandbox's; SMS and e-mail are simulated, so that they take everything and SMS never confirms.
async fn world() -> World {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().args(&SIMULATED).ready().await;
    let whatsapp = json!({"name": "WhatsApp", "kind": "whatsapp_cloud", "queue_mode": "continuous",
        "settings": {"url": sandbox.graph_url(DEFAULT_GRAPH), "token": DEFAULT_GRAPH_TOKEN, "app_secret": SECRET, "answers": "inbox",
            "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID}});
    let sms = json!({"name": "SMS", "kind": "smpp", "queue_mode": "continuous", "delivery_mode": "simulate",
        "settings": {"host": "127.0.0.1", "port": 1, "system_id": "a", "password": "b", "from": "27000"}});
    let mail = json!({"name": "E-mail", "kind": "smtp", "queue_mode": "continuous", "delivery_mode": "simulate",
        "settings": {"host": "127.0.0.1", "port": 1, "security": "none", "from": "cobranca@provedor.example",
            "signing_secret": "0123456789abcdef0123456789abcdef"}});
    let mut gateways = [0; 3];
    for (id, gateway) in gateways.iter_mut().zip([whatsapp, sms, mail]) {
        *id = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    }
    let [whatsapp, sms, mail] = gateways;
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}",
        "bindings": [{"gateway_id": whatsapp, "provider_template_id": "aviso_simples", "parameters": ["{{ customer.name }}", "x"]},
            {"gateway_id": sms}, {"gateway_id": mail, "mail": {"subject": "Aviso"}}]});
    let template = node.api.post("/templates", &template).await["id"]
        .as_i64()
        .unwrap();
    let steps = json!([{"gateway_id": whatsapp, "template_id": template, "after_seconds": 2 * HOUR},
        {"gateway_id": sms, "template_id": template, "after_seconds": HOUR},
        {"gateway_id": mail, "template_id": template}]);
    let route = json!({"key": "tudo", "name": "WhatsApp, SMS, e-mail", "steps": steps});
    let route = node.api.post("/routes", &route).await["id"].as_i64().unwrap();
    World {
        place,
        node,
        sandbox,
        gateways,
        template,
        route,
    }
}

fn customer(n: usize) -> Value {
    json!({"external_id": n.to_string(), "name": format!("Cliente Exemplo {n}"), "phone": phone(n),
        "email": format!("cliente{n}@exemplo.example")})
}

impl World {
    async fn send(&self, customer: Value) -> i64 {
        let message = json!({"route_key": "tudo", "customer": customer, "data": {}});
        self.node.api.post("/messages", &message).await["id"]
            .as_i64()
            .unwrap()
    }

    async fn advance(&self, to: &str) {
        let to = json!({ "to": format!("2026-12-10T{to}:00Z") });
        self.node.api.post("/clock/advance", &to).await;
    }

    async fn message(&self, id: i64) -> Value {
        self.node.api.message(id).await
    }

    /// Waits for what a webhook set in motion.
    async fn becomes(&self, id: i64, what: &str, so: impl Fn(&Value) -> bool) -> Value {
        let look = async || Some(self.message(id).await).filter(|message| so(message));
        until(LIMIT, what, look).await
    }

    /// Meta tells the status of a message's first attempt.
    async fn tells(&self, id: i64, status: &str) {
        let wamid = self.message(id).await["attempts"][0]["provider_id"].clone();
        let told = json!({"id": wamid, "status": status, "timestamp": "1796904000", "recipient_id": "5549900000001",
            "errors": [{"code": 131_026, "title": "Message undeliverable"}]});
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": DEFAULT_WABA_ID, "changes": [{"field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": {"phone_number_id": DEFAULT_NUMBER_ID}, "statuses": [told]}}]}]});
        let body = body.to_string();
        let signature = format!("sha256={}", self.sandbox.sign(SECRET, body.as_bytes()));
        let headers = [
            ("content-type", "application/json"),
            ("x-hub-signature-256", signature.as_str()),
        ];
        let path = format!("/hooks/{}", self.gateways[0]);
        let (status, _) = self
            .node
            .api
            .raw("POST", &path, &headers, Bytes::from(body))
            .await;
        assert_eq!(status, 200);
    }

    async fn end(self) {
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }
}

/// Through which gateways its attempts went.
fn ways(message: &Value) -> Vec<i64> {
    let attempts = message["attempts"].as_array().unwrap();
    attempts
        .iter()
        .map(|a| a["gateway_id"].as_i64().unwrap())
        .collect()
}

fn reasons(message: &Value) -> Vec<&str> {
    let history = message["history"].as_array().unwrap();
    history.iter().map(|h| h["reason"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_message_goes_on_and_keeps_its_id_and_history() {
    let world = world().await;
    let [whatsapp, sms, mail] = world.gateways;
    let refusal = GraphRefusal::of(131_026);
    world.sandbox.refuse_graph(DEFAULT_GRAPH, refusal).unwrap();
    let id = world.send(customer(1)).await;
    world.advance("12:10").await;
    let by_sms = world.message(id).await;
    assert_eq!(by_sms["status"], "sent");
    assert_eq!(
        (ways(&by_sms), &by_sms["gateway_id"]),
        (vec![whatsapp, sms], &json!(sms))
    );
    assert_eq!(
        reasons(&by_sms),
        [
            "included",
            "started",
            "rejected_permanent",
            "next_channel",
            "started",
            "accepted"
        ]
    );
    let sequence = &by_sms["sequence"];
    assert_eq!(
        (&sequence["route_id"], &sequence["step"]),
        (&json!(world.route), &json!(1))
    );
    assert!(
        sequence["goes_on_at"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-10T13:"),
        "{sequence}"
    );
    // SMS was taken, and nobody told in an hour that it arrived.
    world.advance("12:55").await;
    assert_eq!(ways(&world.message(id).await).len(), 2);
    world.advance("13:10").await;
    let by_mail = world.message(id).await;
    assert_eq!(
        (&by_mail["status"], ways(&by_mail)),
        (&json!("sent"), vec![whatsapp, sms, mail])
    );
    assert_eq!(by_mail["address"], "cliente1@exemplo.example");
    assert_eq!(by_mail["sequence"]["goes_on_at"], Value::Null, "nothing follows");
    let list = world.node.api.get("/messages?limit=10").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "it is one message");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_of_failure_goes_on_and_a_delivery_ends_it() {
    let world = world().await;
    let [whatsapp, sms, _] = world.gateways;
    let (failed, delivered) = (world.send(customer(1)).await, world.send(customer(2)).await);
    world.advance("12:10").await;
    world.tells(failed, "failed").await;
    world.tells(delivered, "delivered").await;
    let gone_on = world
        .becomes(failed, "the SMS", |m| ways(m).len() == 2 && m["status"] == "sent")
        .await;
    assert_eq!(ways(&gone_on), [whatsapp, sms]);
    assert!(reasons(&gone_on).contains(&"receipt_failed"));
    let attempt = &gone_on["attempts"][0];
    assert_eq!(
        (&attempt["outcome"], &attempt["undeliverable"]),
        (&json!("accepted"), &json!(true))
    );
    world
        .becomes(delivered, "the delivery", |m| m["status"] == "delivered")
        .await;
    world.advance("16:00").await;
    assert_eq!(ways(&world.message(delivered).await), [whatsapp], "it arrived");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_delivery_cancels_the_step_that_waits() {
    let world = world().await;
    let [whatsapp, sms, _] = world.gateways;
    let pause = json!({"reason": "manutenção"});
    world
        .node
        .api
        .post(&format!("/gateways/{sms}/pause"), &pause)
        .await;
    let id = world.send(customer(1)).await;
    world.advance("14:10").await;
    let waiting = world.message(id).await;
    assert_eq!(
        (&waiting["status"], &waiting["gateway_id"]),
        (&json!("waiting"), &json!(sms))
    );
    assert_eq!(waiting["blockers"][0]["code"], "gateway_paused");
    world.tells(id, "delivered").await;
    let arrived = world
        .becomes(id, "the delivery", |m| m["status"] == "delivered")
        .await;
    assert_eq!(arrived["gateway_id"], json!(whatsapp), "where it arrived");
    assert_eq!(arrived["address"], json!(phone(1)));
    world
        .node
        .api
        .post(&format!("/gateways/{sms}/resume"), &json!({}))
        .await;
    world.advance("20:00").await;
    let end = world.message(id).await;
    assert_eq!(
        (&end["status"], ways(&end)),
        (&json!("delivered"), vec![whatsapp])
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_too_late_for_what_was_sent_stops_the_rest() {
    let world = world().await;
    let id = world.send(customer(1)).await;
    world.advance("12:10").await;
    let answer = world
        .node
        .api
        .post(&format!("/messages/{id}/cancel"), &json!({"reason": "pediu"}))
        .await;
    assert_eq!(answer["outcome"], "too_late");
    let message = world.message(id).await;
    assert_eq!(
        (&message["sequence"]["ended"], &message["sequence"]["goes_on_at"]),
        (&json!(true), &Value::Null)
    );
    world.advance("20:00").await;
    world.tells(id, "failed").await;
    let failed = world
        .becomes(id, "the failure", |m| m["status"] == "failed")
        .await;
    assert_eq!(ways(&failed), [world.gateways[0]]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_a_channel_cannot_reach_begins_at_the_next_and_a_restart_forgets_nothing() {
    let mut world = world().await;
    let [whatsapp, sms, mail] = world.gateways;
    let only_mail =
        json!({"external_id": "7", "name": "Cliente Exemplo 7", "email": "cliente7@exemplo.example"});
    let by_mail = world.send(only_mail).await;
    let by_phone = world.send(customer(1)).await;
    world.advance("12:10").await;
    let message = world.message(by_mail).await;
    assert_eq!((&message["status"], ways(&message)), (&json!("sent"), vec![mail]));
    let steps = &message["sequence"]["steps"];
    assert_eq!(
        (&steps[0]["skipped"], &steps[2]["skipped"]),
        (&json!("missing_phone"), &Value::Null)
    );
    let nobody = json!({"route_key": "tudo", "customer": {"external_id": "8", "name": "Cliente Exemplo 8"}, "data": {}});
    let (status, refused) = world
        .node
        .api
        .attempt("POST", "/messages", Some(&nobody))
        .await
        .unwrap();
    assert_eq!((status, &refused["code"]), (422, &json!("missing_phone")));
    let both = json!({"route_id": world.route, "gateway_id": sms, "customer": customer(9), "data": {}});
    let (status, refused) = world
        .node
        .api
        .attempt("POST", "/messages", Some(&both))
        .await
        .unwrap();
    assert_eq!((status, &refused["pointer"]), (422, &json!("/gateway_id")));

    world.node.kill().await;
    let later = ["--simulated-time", "2026-12-10T12:20:00Z"];
    world.node = world.place.serve().args(&later).ready().await;
    world.advance("14:30").await;
    assert_eq!(ways(&world.message(by_phone).await), [whatsapp, sms]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_that_cannot_work_is_refused() {
    let world = world().await;
    let [whatsapp, sms, mail] = world.gateways;
    let template = world.template;
    let other =
        json!({"name": "cobrança", "purpose": "collection", "body": "x", "bindings": [{"gateway_id": sms}]});
    let other = world.node.api.post("/templates", &other).await["id"]
        .as_i64()
        .unwrap();
    let step = |gateway: i64, template: i64| json!({"gateway_id": gateway, "template_id": template});
    let with = |mut step: Value, seconds: u64| {
        step["after_seconds"] = json!(seconds);
        step
    };
    for (steps, code, pointer) in [
        (
            json!([with(step(mail, template), HOUR), step(sms, template)]),
            "not_supported",
            "/steps/0/after_seconds",
        ),
        (
            json!([step(mail, template), with(step(sms, template), HOUR)]),
            "not_supported",
            "/steps/1/after_seconds",
        ),
        (
            json!([with(step(sms, template), 1), step(mail, template)]),
            "out_of_range",
            "/steps/0/after_seconds",
        ),
        (
            json!([step(sms, template), step(sms, template)]),
            "repeated",
            "/steps/1/gateway_id",
        ),
        (
            json!([step(whatsapp, template), step(sms, other)]),
            "purpose_mismatch",
            "/steps/1/template_id",
        ),
        (
            json!([step(whatsapp, other)]),
            "no_binding",
            "/steps/0/template_id",
        ),
    ] {
        let route = json!({"name": "R", "steps": steps});
        let (status, refused) = world
            .node
            .api
            .attempt("POST", "/routes", Some(&route))
            .await
            .unwrap();
        assert_eq!(
            (status, &refused["code"], &refused["pointer"]),
            (422, &json!(code), &json!(pointer)),
            "{route}"
        );
    }
    world.end().await;
}

/// Every receipt that WhatsApp tells twice, late and in the wrong order leaves one way each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_in_disorder_send_nobody_the_same_twice() {
    let world = world().await;
    let callbacks = |statuses: &[&str]| GraphCallbacks {
        url: format!("http://{}/hooks/{}", world.node.api.addr(), world.gateways[0]),
        app_secret: SECRET.into(),
        statuses: statuses.iter().map(|s| (*s).to_owned()).collect(),
        meddling: Meddling {
            twice: true,
            backwards: true,
            before_answer: true,
            ..Meddling::default()
        },
    };
    let failing = callbacks(&["sent", "failed:131026"]);
    world
        .sandbox
        .set_graph_callbacks(DEFAULT_GRAPH, Some(failing))
        .unwrap();
    let failed = world.send(customer(1)).await;
    let by_sms = world
        .becomes(failed, "the SMS", |m| ways(m).len() == 2 && m["status"] == "sent")
        .await;
    assert_eq!(ways(&by_sms), world.gateways[..2]);
    let arriving = callbacks(&["sent", "delivered", "read"]);
    world
        .sandbox
        .set_graph_callbacks(DEFAULT_GRAPH, Some(arriving))
        .unwrap();
    let read = world.send(customer(2)).await;
    world
        .becomes(read, "the reading", |m| m["status"] == "read")
        .await;
    world.advance("20:00").await;
    assert_eq!(ways(&world.message(read).await), world.gateways[..1]);
    world.end().await;
}
