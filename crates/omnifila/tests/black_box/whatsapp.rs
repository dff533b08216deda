//! WhatsApp Cloud API end to end: what Meta takes, refuses, loses and calls back, against the stand-in's journal.

use crate::support::{Api, Node, Place, phone, until};
use bytes::Bytes;
use omnifila_sandbox::{
    DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_WABA_ID, Fault, FaultRule, GraphCallbacks,
    GraphRefusal, GraphTemplate, Meddling, Sandbox, SandboxConfig,
};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const SECRET: &str = "app-secret-0123456789";
const VERIFY: &str = "verify-token-0123456789";
const TEXT: &str = "Olá {{1}}: {{2}}";

struct World {
    node: Node,
    sandbox: Sandbox,
    gateway: i64,
    template: i64,
    _place: Place,
}

async fn world(more: Value) -> World {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let mut gateway = json!({"name": "WhatsApp", "kind": "whatsapp_cloud", "queue_mode": "continuous", "timeout_ms": 30_000,
        "settings": {"url": sandbox.graph_url(DEFAULT_GRAPH), "token": DEFAULT_GRAPH_TOKEN,
            "answers": "inbox", "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID, "app_secret": SECRET, "verify_token": VERIFY}});
    gateway
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let gateway = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}: {{ data.n }}",
        "bindings": [{"gateway_id": gateway, "provider_template_id": "aviso_simples",
            "parameters": ["{{ customer.name }}", "{{ data.n }}"]}]});
    let template = node.api.post("/templates", &template).await["id"]
        .as_i64()
        .unwrap();
    World {
        node,
        sandbox,
        gateway,
        template,
        _place: place,
    }
}

impl World {
    fn api(&self) -> &Api {
        &self.node.api
    }

    fn call_back(&self, statuses: &[&str], meddling: Meddling) {
        let to = GraphCallbacks {
            url: format!("http://{}/hooks/{}", self.api().addr(), self.gateway),
            app_secret: SECRET.into(),
            statuses: statuses.iter().map(|s| (*s).to_owned()).collect(),
            meddling,
        };
        self.sandbox.set_graph_callbacks(DEFAULT_GRAPH, Some(to)).unwrap();
    }

    async fn send(&self, n: usize) -> i64 {
        let message = json!({"gateway_id": self.gateway, "template_id": self.template,
            "customer": {"external_id": n.to_string(), "name": format!("Cliente Exemplo {n}"), "phone": phone(n)},
            "data": {"n": format!("m{n}")}});
        self.api().post("/messages", &message).await["id"]
            .as_i64()
            .unwrap()
    }

    async fn becomes(&self, id: i64, status: &str) -> Value {
        let look = async || {
            let message = self.api().message(id).await;
            (message["status"] == status).then_some(message)
        };
        until(LIMIT, &format!("message {id} to be {status}"), look).await
    }

    async fn hook(&self, body: &str, signature: &str) -> u16 {
        let path = format!("/hooks/{}", self.gateway);
        let headers = [
            ("content-type", "application/json"),
            ("x-hub-signature-256", signature),
        ];
        self.api()
            .raw("POST", &path, &headers, Bytes::from(body.to_owned()))
            .await
            .0
    }

    fn effects(&self) -> usize {
        self.sandbox.effects().len()
    }

    async fn end(self) {
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses_arrive_in_any_order_twice_early_and_for_strangers() {
    let world = world(json!({})).await;
    let limits = world.api().get(&format!("/gateways/{}", world.gateway)).await;
    assert_eq!(
        (&limits["rate"]["per_second"], &limits["receipts"]),
        (&json!(80.0), &json!("read"))
    );
    assert_eq!(limits["address_rate"]["per_minute"], json!(10.0));
    for (n, meddling) in [
        Meddling::default(),
        Meddling {
            twice: true,
            strangers: true,
            ..Meddling::default()
        },
        Meddling {
            backwards: true,
            ..Meddling::default()
        },
        Meddling {
            before_answer: true,
            twice: true,
            ..Meddling::default()
        },
        Meddling {
            before_answer: true,
            without_opaque: true,
            ..Meddling::default()
        },
    ]
    .into_iter()
    .enumerate()
    {
        world.call_back(&["sent", "delivered", "read"], meddling);
        let id = world.send(n).await;
        let message = world.becomes(id, "read").await;
        let attempt = &message["attempts"][0];
        assert_eq!(
            (&attempt["delivered"], &attempt["read"]),
            (&json!(true), &json!(true)),
            "{meddling:?}"
        );
        if !meddling.without_opaque {
            let charge = || async { world.api().message(id).await["attempts"][0]["charge"].clone() };
            let charged = until(LIMIT, "the charge", async || {
                Some(charge().await).filter(|c| !c.is_null())
            })
            .await;
            assert_eq!(
                (&charged["category"], &charged["billable"]),
                (&json!("utility"), &json!(true))
            );
        }
    }
    assert_eq!(world.effects(), 5);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_finds_the_message_whose_answer_was_lost() {
    let world = world(json!({"timeout_ms": 1_000})).await;
    world.call_back(&["sent"], Meddling::default());
    world
        .sandbox
        .add_fault(FaultRule::from(Fault::HangAfterAccept).times(1))
        .unwrap();
    let id = world.send(1).await;
    let found = world.becomes(id, "sent").await;
    let attempts = found["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 1, "nothing was sent again");
    assert!(
        attempts[0]["provider_id"].as_str().unwrap().starts_with("wamid."),
        "{found}"
    );
    world.call_back(
        &["delivered"],
        Meddling {
            without_opaque: true,
            ..Meddling::default()
        },
    );

    // Nothing came back of this one: it stays uncertain.
    world.sandbox.set_graph_callbacks(DEFAULT_GRAPH, None).unwrap();
    world
        .sandbox
        .add_fault(FaultRule::from(Fault::HangAfterAccept).times(1))
        .unwrap();
    let lost = world.send(2).await;
    world.becomes(lost, "uncertain").await;
    assert_eq!(world.effects(), 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_that_comes_later_ends_the_message_with_its_reason() {
    let world = world(json!({})).await;
    world.call_back(&["sent", "failed:131026"], Meddling::default());
    let id = world.send(1).await;
    let failed = world.becomes(id, "failed").await;
    assert_eq!(failed["error_code"], "undeliverable");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_knows_the_secret_is_believed() {
    let world = world(json!({})).await;
    world.call_back(
        &["read"],
        Meddling {
            forged: true,
            ..Meddling::default()
        },
    );
    let id = world.send(1).await;
    world.becomes(id, "sent").await;
    assert_eq!(world.hook("{}", "sha256=00").await, 401);
    assert_eq!(world.hook("{}", "").await, 401);
    let events = world
        .api()
        .get(&format!("/gateways/{}/hook-events", world.gateway))
        .await;
    assert_eq!(events["items"], json!([]), "what nobody signed is not kept");
    assert_eq!(world.api().message(id).await["status"], "sent");

    let path = |query: &str| format!("/hooks/{}?{query}", world.gateway);
    let good = format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={VERIFY}");
    let (status, body) = world.api().call("GET", &path(&good), None).await;
    assert_eq!(
        (status, body),
        (200, json!(1_158_201_444)),
        "the challenge as it is"
    );
    for query in [
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong-token-000000".to_owned(),
        "hub.mode=subscribe&hub.challenge=1".to_owned(),
        format!("hub.mode=other&hub.challenge=1&hub.verify_token={VERIFY}"),
        format!("hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token={VERIFY}"),
    ] {
        assert_eq!(
            world.api().call("GET", &path(&query), None).await.0,
            401,
            "{query}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_template_holds_its_messages_and_burns_no_attempt() {
    let world = world(json!({})).await;
    let sync = format!("/gateways/{}/sync", world.gateway);
    world.api().post(&sync, &json!({})).await;
    let paused = GraphTemplate {
        status: "PAUSED".into(),
        ..GraphTemplate::new("aviso_simples", TEXT)
    };
    world
        .sandbox
        .change_graph_template(DEFAULT_GRAPH, paused)
        .unwrap();
    let id = world.send(1).await;
    let look = async || {
        let message = world.api().message(id).await;
        let held = message["blockers"]
            .as_array()?
            .iter()
            .any(|b| b["code"] == "hold");
        held.then_some(message)
    };
    let held = until(LIMIT, "the template to be held", look).await;
    assert_eq!(held["status"], "waiting");
    assert!(
        held["attempts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|a| a["counted"] == json!(false)),
        "{held}"
    );
    assert_eq!(world.effects(), 0);

    // Approved again, but as something dearer: a person is asked first.
    let dearer = GraphTemplate {
        category: "MARKETING".into(),
        ..GraphTemplate::new("aviso_simples", TEXT)
    };
    world
        .sandbox
        .change_graph_template(DEFAULT_GRAPH, dearer)
        .unwrap();
    world.api().post(&sync, &json!({})).await;
    let templates = world
        .api()
        .get(&format!("/gateways/{}/templates", world.gateway))
        .await;
    let of = |name: &str| {
        templates["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["id"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(of("aviso_simples")["drift"], "category_changed");
    let accept = json!({"provider_template_id": "aviso_simples", "reason": "preço conferido"});
    world
        .api()
        .post(&format!("/gateways/{}/templates/accept", world.gateway), &accept)
        .await;
    let now = world.api().message(id).await;
    assert!(
        !now["blockers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|b| b["code"] == "hold"),
        "{now}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_pair_that_is_limited_slows_nobody_else() {
    let world = world(json!({})).await;
    let refusal = GraphRefusal {
        recipient: Some(phone(1)),
        times: Some(1),
        ..GraphRefusal::of(131_056)
    };
    world.sandbox.refuse_graph(DEFAULT_GRAPH, refusal).unwrap();
    let slow = world.send(1).await;
    let others = [world.send(2).await, world.send(3).await];
    for id in others {
        world.becomes(id, "sent").await;
    }
    // Meta asks for four seconds; then it leaves.
    let sent = world.becomes(slow, "sent").await;
    let attempts = sent["attempts"].as_array().unwrap();
    assert_eq!(
        (&attempts[0]["code"], &attempts[0]["counted"]),
        (&json!("pair_rate_limited"), &json!(false))
    );
    assert_eq!(attempts.len(), 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_sair_is_written_to_no_more() {
    let world = world(json!({})).await;
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages",
        "value": {"metadata": {"phone_number_id": DEFAULT_NUMBER_ID},
            "messages": [{"from": &phone(1)[1..], "id": "wamid.X", "type": "text", "text": {"body": "Sair"}}]}}]}]});
    let body = body.to_string();
    let signature = world.sandbox.sign(SECRET, body.as_bytes());
    assert_eq!(world.hook(&body, &format!("sha256={signature}")).await, 200);
    let id = world.send(1).await;
    assert_eq!(world.api().message(id).await["status"], "cancelled");
    let kept = world.api().get("/suppressions?limit=10").await;
    assert!(
        kept["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["address"] == json!(phone(1))),
        "{kept}"
    );
    assert_eq!(world.effects(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portfolio_counts_people_over_all_its_numbers() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let simulated = ["--simulated-time", "2026-12-10T11:00:00Z"];
    let node = place.serve().args(&simulated).ready().await;
    let mut gateways = Vec::new();
    for name in ["A", "B"] {
        let gateway = json!({"name": name, "kind": "whatsapp_cloud", "queue_mode": "continuous",
            "portfolio": {"key": "provedor", "recipients_per_day": 3},
            "settings": {"url": sandbox.graph_url(DEFAULT_GRAPH), "token": DEFAULT_GRAPH_TOKEN,
                "answers": "inbox", "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID}});
        gateways.push(node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap());
    }
    let bindings: Vec<Value> = gateways
        .iter()
        .map(|id| json!({"gateway_id": id, "provider_template_id": "aviso_simples", "parameters": ["{{ customer.name }}", "x"]}))
        .collect();
    let template = json!({"name": "aviso", "purpose": "service", "body": "Oi", "bindings": bindings});
    let template = node.api.post("/templates", &template).await["id"]
        .as_i64()
        .unwrap();
    let send = async |gateway: usize, to: usize| {
        let message = json!({"gateway_id": gateways[gateway], "template_id": template,
            "customer": {"external_id": to.to_string(), "name": format!("Cliente Exemplo {to}"), "phone": phone(to)}, "data": {}});
        node.api.post("/messages", &message).await["id"].as_i64().unwrap()
    };
    let advance = async |to: &str| node.api.post("/clock/advance", &json!({"to": to})).await;
    let first = [send(0, 1).await, send(1, 2).await, send(0, 3).await];
    advance("2026-12-10T11:10:00Z").await;
    for id in first {
        assert_eq!(node.api.message(id).await["status"], "sent");
    }
    let (newcomer, known) = (send(1, 4).await, send(1, 1).await);
    advance("2026-12-10T12:00:00Z").await;
    assert_eq!(
        node.api.message(known).await["status"],
        "sent",
        "she is one of the three"
    );
    let waiting = node.api.message(newcomer).await;
    let blocker = &waiting["blockers"][0];
    assert_eq!(
        (&blocker["code"], &blocker["n"]),
        (&json!("daily_limit"), &json!(3)),
        "{waiting}"
    );
    assert!(
        blocker["until"].as_str().unwrap().starts_with("2026-12-11T11:"),
        "{blocker}"
    );
    advance("2026-12-11T10:59:00Z").await;
    assert_eq!(node.api.message(newcomer).await["status"], "waiting");
    advance("2026-12-11T11:11:00Z").await;
    assert_eq!(node.api.message(newcomer).await["status"], "sent");
    node.stop().await;
    sandbox.shutdown().await;
}
