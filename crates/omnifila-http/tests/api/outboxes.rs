//! Outboxes, told by signed calls: what arrives, in which order, with which signatures, and what follows from refusals.

use crate::support::{Api, MORNING, simulated_gateway, template};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND, Time};
use omnifila_sandbox::{CallRecord, Fault, FaultRule, JournalQuery, RetryAfter, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 as RFC 2104 writes it, apart from the code under test.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(text)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .to_vec()
}

fn header<'a>(call: &'a CallRecord, name: &str) -> &'a str {
    let found = call.headers.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str()).unwrap()
}

/// How many of the call's signatures this secret makes.
fn signatures_by(call: &CallRecord, secret: &str) -> usize {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let (id, at) = (header(call, "webhook-id"), header(call, "webhook-timestamp"));
    let signed = format!("{id}.{at}.{}", call.body.as_deref().unwrap());
    let want = format!("v1,{}", STANDARD.encode(hmac(&key, signed.as_bytes())));
    header(call, "webhook-signature")
        .split(' ')
        .filter(|s| *s == want)
        .count()
}

struct Told {
    api: Api,
    sandbox: Sandbox,
    names: (i64, i64),
    id: i64,
    secret: String,
}

impl Told {
    async fn new(types: Value) -> Self {
        let api = Api::new().await;
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        let gateway = api
            .post("/gateways", simulated_gateway("continuous"))
            .await
            .expect(201);
        let gateway = gateway["id"].as_i64().unwrap();
        let template = api.post("/templates", template(gateway)).await.expect(201);
        let outbox = json!({ "name": "ERP", "types": types, "settings": { "url": sandbox.webhook_url("erp"), "allow_private": true } });
        let outbox = api.post("/outboxes", outbox).await.expect(201);
        Self {
            api,
            sandbox,
            names: (gateway, template["id"].as_i64().unwrap()),
            id: outbox["id"].as_i64().unwrap(),
            secret: outbox["secret"].as_str().unwrap().to_owned(),
        }
    }

    fn calls(&self) -> Vec<CallRecord> {
        self.sandbox.journal(JournalQuery::default())
    }

    /// Ids of the events as they were told, in order of arrival, with the status answered.
    fn events(&self) -> Vec<(i64, u16)> {
        let of = |call: &CallRecord| {
            let id = header(call, "webhook-id").strip_prefix("evt_").unwrap();
            (id.parse().unwrap(), call.status)
        };
        self.calls().iter().map(of).collect()
    }

    async fn show(&self) -> Value {
        self.api.get(&format!("/outboxes/{}", self.id)).await.expect(200)
    }

    async fn post(&self, verb: &str, body: Value, status: u16) -> Value {
        let path = format!("/outboxes/{}/{verb}", self.id);
        self.api.post(&path, body).await.expect(status)
    }

    async fn advance(&self, ms: i64) {
        let to = self.api.engine.now().plus(ms);
        self.api
            .post("/clock/advance", json!({ "to": to }))
            .await
            .expect(200);
    }

    async fn feed(&self) -> Vec<i64> {
        let feed = self.api.get("/message-events?limit=1000").await.expect(200);
        let items = feed["items"].as_array().unwrap();
        items.iter().map(|e| e["id"].as_i64().unwrap()).collect()
    }

    fn fault(&self, fault: Fault, times: u64) {
        self.sandbox
            .add_fault(FaultRule::from(fault).times(times))
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_is_told_once_in_order_and_signed() {
    let told = Told::new(json!([])).await;
    told.api.enqueue(told.names, 30).await;
    told.api.settle().await;
    let feed = told.feed().await;
    assert!(feed.len() >= 30);
    assert_eq!(
        told.events(),
        feed.iter().map(|id| (*id, 200)).collect::<Vec<_>>()
    );
    for call in told.calls() {
        assert_eq!(signatures_by(&call, &told.secret), 1);
        let body: Value = serde_json::from_str(call.body.as_deref().unwrap()).unwrap();
        assert_eq!(body["type"], body["data"]["type"]);
        assert_eq!(format!("evt_{}", body["data"]["id"]), header(&call, "webhook-id"));
        assert_eq!(
            header(&call, "webhook-timestamp"),
            (Time::parse(MORNING).unwrap().ms() / 1000).to_string()
        );
        assert!(!call.body.unwrap().contains("Cliente"), "no personal data");
    }
    let shown = told.show().await;
    assert_eq!((&shown["state"], &shown["behind"]), (&json!("ok"), &json!(0)));
    assert_eq!(shown["live"]["delivered"], feed.len());
    assert_eq!(shown["settings"]["secret"], "***");
    let log = told
        .api
        .get(&format!("/outboxes/{}/deliveries?limit=2", told.id))
        .await
        .expect(200);
    assert_eq!(log["items"][0]["event_id"], *feed.last().unwrap());
    assert_eq!(log["items"][0]["fate"], "delivered");
    let cursor = log["next_cursor"].as_str().unwrap();
    let path = format!("/outboxes/{}/deliveries?limit=2&cursor={cursor}", told.id);
    let next = told.api.get(&path).await.expect(200);
    assert_eq!(next["items"][0]["event_id"], feed[feed.len() - 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_types_asked_for_are_told() {
    let told = Told::new(json!(["message.failed"])).await;
    told.api.enqueue(told.names, 3).await;
    told.api.settle().await;
    assert_eq!(told.events(), []);
    let shown = told.show().await;
    assert_eq!(
        (&shown["behind"], &shown["live"]["delivered"]),
        (&json!(0), &json!(0))
    );
    let bad = json!({ "types": ["message.lost"] });
    let refused = told.api.patch(&format!("/outboxes/{}", told.id), bad).await;
    assert_eq!(refused.problem(), (422, "unknown_type", "/types/0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_in_trouble_is_tried_again_by_the_schedule_and_nothing_overtakes() {
    let told = Told::new(json!(["message.sent"])).await;
    told.fault(Fault::status(503), 2);
    told.api.enqueue(told.names, 3).await;
    told.api.settle().await;
    let feed = told.feed().await;
    let first = told.events()[0].0;
    assert_eq!(told.events(), [(first, 503)]);
    let shown = told.show().await;
    assert_eq!(
        (&shown["state"], &shown["live"]["failures"]),
        (&json!("failing"), &json!(1))
    );
    assert_eq!(shown["live"]["last_code"], "http_5xx");
    told.advance(4 * SECOND).await;
    assert_eq!(told.events().len(), 1, "not before the pause is over");
    told.advance(SECOND).await;
    assert_eq!(told.events(), [(first, 503), (first, 503)]);
    told.advance(5 * MINUTE).await;
    let told_ids: Vec<i64> = told.events()[2..].iter().map(|(id, _)| *id).collect();
    assert_eq!(told_ids[0], first);
    assert_eq!(told_ids.len(), 3);
    assert!(told_ids.is_sorted() && told_ids.iter().all(|id| feed.contains(id)));
    let log = told
        .api
        .get(&format!("/outboxes/{}/deliveries", told.id))
        .await
        .expect(200);
    let fates: Vec<&str> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["fate"].as_str().unwrap())
        .collect();
    assert_eq!(fates, ["delivered", "delivered", "delivered", "retry", "retry"]);
    // What the receiver asks for prolongs a pause.
    told.fault(Fault::rate_limited(RetryAfter::Seconds(3_600)), 1);
    told.post("replay", json!({ "after": first - 1, "until": first }), 202)
        .await;
    told.api.settle().await;
    told.advance(30 * MINUTE).await;
    assert_eq!(told.events().iter().filter(|(id, _)| *id == first).count(), 4);
    told.advance(HOUR).await;
    assert_eq!(told.events().iter().filter(|(id, _)| *id == first).count(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_refused_event_is_passed_over_and_can_be_replayed() {
    let told = Told::new(json!(["message.sent"])).await;
    told.fault(Fault::status(422), 3);
    told.api.enqueue(told.names, 2).await;
    told.api.settle().await;
    told.advance(10 * MINUTE).await;
    let events = told.events();
    let (first, second) = (events[0].0, events[3].0);
    assert_eq!(events, [(first, 422), (first, 422), (first, 422), (second, 200)]);
    assert_eq!(told.show().await["live"]["passed_over"], 1);
    told.post("replay", json!({ "since": MORNING }), 202).await;
    told.api.settle().await;
    assert_eq!(told.events()[4..], [(first, 200), (second, 200)]);
    let shown = told.show().await;
    assert!(shown["replays"][0]["finished_at"].is_string(), "{shown:#}");
    assert_eq!(shown["live"]["delivered"], 1, "a replay counts for itself");
    for bad in [
        json!({}),
        json!({ "after": 1, "since": MORNING }),
        json!({ "after": -1 }),
    ] {
        told.post("replay", bad, 422).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gone_and_three_days_of_failures_disable_and_enabling_goes_on() {
    let told = Told::new(json!(["message.sent"])).await;
    told.fault(Fault::status(410), 1);
    told.api.enqueue(told.names, 2).await;
    told.api.settle().await;
    let first = told.events()[0].0;
    let shown = told.show().await;
    assert_eq!(
        (&shown["state"], &shown["enabled"]),
        (&json!("disabled"), &json!(false))
    );
    assert_eq!(shown["live"]["last_code"], "gone");
    told.advance(DAY).await;
    assert_eq!(told.events().len(), 1, "not called any more");
    told.fault(Fault::status(500), 10);
    let enable = json!({ "enabled": true });
    told.api
        .patch(&format!("/outboxes/{}", told.id), enable.clone())
        .await
        .expect(200);
    told.api.settle().await;
    told.advance(4 * DAY).await;
    assert_eq!(told.events().len(), 1 + 10, "ten tries, then no more");
    assert!(told.events().iter().all(|(id, _)| *id == first));
    let shown = told.show().await;
    assert_eq!(
        (&shown["enabled"], &shown["live"]["failures"]),
        (&json!(false), &json!(10))
    );
    told.api
        .patch(&format!("/outboxes/{}", told.id), enable)
        .await
        .expect(200);
    told.api.settle().await;
    let events = told.events();
    assert_eq!(events[11], (first, 200), "goes on where it stopped: {events:?}");
    assert_eq!(events.len(), 13);
    let audit = told.api.get("/audit?noun=outbox&limit=100").await.expect(200);
    let reasons: Vec<&Value> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| &a["reason"])
        .collect();
    assert!(
        reasons.contains(&&json!("gone")) && reasons.contains(&&json!("exhausted")),
        "{reasons:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_secret_signs_beside_the_new_one_until_its_end() {
    let told = Told::new(json!([])).await;
    let rotated = told
        .post("rotate-secret", json!({ "overlap_hours": 2 }), 200)
        .await;
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, told.secret);
    assert!(told.post("test", json!({}), 200).await["ok"] == true);
    let call = told.calls().pop().unwrap();
    assert_eq!(
        (signatures_by(&call, &new), signatures_by(&call, &told.secret)),
        (1, 1)
    );
    assert!(header(&call, "webhook-signature").starts_with("v1,"));
    told.advance(2 * HOUR).await;
    told.post("test", json!({}), 200).await;
    let call = told.calls().pop().unwrap();
    assert_eq!(
        (signatures_by(&call, &new), signatures_by(&call, &told.secret)),
        (1, 0)
    );
    assert_eq!(told.show().await["rotating_until"], Value::Null);
    told.post("rotate-secret", json!({ "overlap_hours": 721 }), 422)
        .await;
    told.fault(Fault::status(500), 1);
    let test = told.post("test", json!({}), 200).await;
    assert_eq!(
        (&test["ok"], &test["status"], &test["code"]),
        (&json!(false), &json!(500), &json!("http_5xx"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_outbox_is_told_nothing_and_private_addresses_need_a_word() {
    let told = Told::new(json!([])).await;
    told.api
        .delete(&format!("/outboxes/{}", told.id))
        .await
        .expect(204);
    told.api.enqueue(told.names, 2).await;
    told.api.settle().await;
    assert_eq!(told.events(), []);
    told.api
        .get(&format!("/outboxes/{}/deliveries", told.id))
        .await
        .expect(404);
    let elsewhere =
        json!({ "name": "ERP", "settings": { "url": "http://169.254.169.254/x", "allow_private": true } });
    let refused = told.api.post("/outboxes", elsewhere).await;
    assert_eq!(refused.problem(), (422, "address_refused", "/settings/url"));
    let short = json!({ "name": "ERP", "settings": { "url": told.sandbox.webhook_url("erp"), "secret": "whsec_YQ==" } });
    assert_eq!(
        told.api.post("/outboxes", short).await.problem(),
        (422, "bad_setting", "/settings/secret")
    );
}
