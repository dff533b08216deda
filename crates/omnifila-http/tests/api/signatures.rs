//! Documents to be signed, as their providers tell of them: who is written to, and what stops it.

use crate::support::{Answer, Api, simulated_gateway};
use axum::body::Body;
use axum::http::Request;
use omnifila_core::time::{HOUR, MINUTE};
use omnifila_sandbox::{DEFAULT_IXC, DEFAULT_IXC_TOKEN, IxcChange, IxcConfig, Sandbox, SandboxConfig};
use serde_json::{Value, json};

const HOOK_TOKEN: &str = "token-inventado-para-testes";
const SECRET: &str = "segredo-inventado-123";

struct Signing {
    api: Api,
    template: i64,
    source: i64,
}

impl Signing {
    /// A gateway that waits for its task, so that what is queued can be seen; the link at once, a reminder after a day.
    async fn new(kind: &str, settings: Value) -> Self {
        let api = Api::new().await;
        let gateway = api
            .post("/gateways", simulated_gateway("queue"))
            .await
            .expect(201);
        let template = json!({
            "name": "Assinatura", "purpose": "signature", "body": "{{ signature.signer }}: {{ signature.link }}",
            "bindings": [{ "gateway_id": gateway["id"], "provider_template_id": "64aa00000000000000000001",
                           "parameters": ["{{ signature.link }}"] }]
        });
        let template = api.post("/templates", template).await.expect(201)["id"]
            .as_i64()
            .unwrap();
        let source = json!({ "key": kind, "name": kind, "kind": kind, "settings": settings });
        let source = api.post("/sources", source).await.expect(201)["id"]
            .as_i64()
            .unwrap();
        let steps = json!([{ "after_hours": 0, "template_id": template }, { "after_hours": 24, "template_id": template }]);
        api.post("/signature-flows", json!({ "name": "Contratos", "steps": steps }))
            .await
            .expect(201);
        Self {
            api,
            template,
            source,
        }
    }

    async fn zapsign() -> Self {
        Self::new("zapsign", json!({ "token": HOOK_TOKEN })).await
    }

    async fn hook(&self, token: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::post(format!("/hooks/sources/{}{token}", self.source));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.api
            .raw(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// A webhook of ZapSign with its token in the path.
    async fn told(&self, event: &str, status: &str, signers: &[(&str, &str)]) -> Value {
        let body = zapsign(event, status, signers);
        self.hook(&format!("/{HOOK_TOKEN}"), &[], &body).await.expect(200)
    }

    async fn document(&self) -> Value {
        let list = self.api.get("/documents").await.expect(200);
        let id = list["items"][0]["id"].as_i64().unwrap();
        self.api.get(&format!("/documents/{id}")).await.expect(200)
    }

    /// Preview, status and whether it is for later, of every message of signatures, oldest first.
    async fn messages(&self) -> Vec<(String, String, bool)> {
        let list = self
            .api
            .get("/messages?origin=signature&limit=100")
            .await
            .expect(200);
        let mut out = Vec::new();
        for item in list["items"].as_array().unwrap().iter().rev() {
            let one = self
                .api
                .get(&format!("/messages/{}", item["id"]))
                .await
                .expect(200);
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            out.push((text("preview"), text("status"), one["due_at"].is_string()));
        }
        out
    }

    async fn with_status(&self, status: &str) -> usize {
        self.messages()
            .await
            .iter()
            .filter(|(_, s, _)| s == status)
            .count()
    }
}

fn zapsign(event: &str, status: &str, signers: &[(&str, &str)]) -> String {
    let signer = |(token, status): &(&str, &str)| {
        let digit = token.bytes().last().unwrap() % 10;
        json!({ "token": token, "status": status, "name": format!("Pessoa {token}"), "email": "", "phone_country": "55",
            "phone_number": format!("4990000000{digit}"), "times_viewed": 0,
            "sign_url": format!("https://app.zapsign.com.br/verificar/{token}") })
    };
    json!({ "event_type": event, "token": "doc-1", "external_id": "", "name": "Contrato", "status": status,
        "created_at": "2026-12-10T10:59:00Z", "signers": signers.iter().map(signer).collect::<Vec<_>>() })
    .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_signer_is_asked_and_stopped_apart_and_the_end_stops_all() {
    let signing = Signing::zapsign().await;
    signing
        .told("doc_created", "pending", &[("s1", "new"), ("s2", "new")])
        .await;
    let messages = signing.messages().await;
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert_eq!(
        messages[0].0,
        "Pessoa s1: https://app.zapsign.com.br/verificar/s1"
    );
    assert_eq!(
        messages.iter().filter(|(_, _, later)| *later).count(),
        2,
        "reminders are for later"
    );
    assert_eq!(signing.with_status("waiting").await, 4);
    // One of two signs: only what is for them stops.
    signing
        .told("doc_signed", "pending", &[("s1", "signed"), ("s2", "new")])
        .await;
    let left: Vec<_> = signing
        .messages()
        .await
        .into_iter()
        .filter(|(_, s, _)| s == "waiting")
        .collect();
    assert_eq!(left.len(), 2);
    assert!(
        left.iter().all(|(preview, ..)| preview.starts_with("Pessoa s2")),
        "{left:?}"
    );
    let before = signing.messages().await;
    let again = signing
        .told("doc_signed", "pending", &[("s1", "signed"), ("s2", "new")])
        .await;
    assert_eq!(again["duplicate"], true);
    assert_eq!(signing.messages().await, before, "a repetition changes nothing");
    signing
        .told("doc_refused", "refused", &[("s1", "signed"), ("s2", "refused")])
        .await;
    assert_eq!(signing.with_status("cancelled").await, 4);
    signing.api.settle().await;
    let document = signing.document().await;
    assert_eq!(document["status"], "refused");
    assert_eq!(document["events"].as_array().unwrap().len(), 3);
    let list = signing
        .api
        .get(&format!(
            "/messages?batch_ref={}",
            document["batch_ref"].as_str().unwrap()
        ))
        .await;
    let newest = list.expect(200)["items"][0]["id"].as_i64().unwrap();
    let message = signing.api.get(&format!("/messages/{newest}")).await.expect(200);
    let last = message["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["reason"], &last["actor"]),
        (&json!("document_refused"), &json!("signature"))
    );
    assert_eq!(last["note"], "document_refused: zapsign doc-1");
    let counts = signing.api.get("/documents/counts").await.expect(200);
    assert_eq!((&counts["refused"], &counts["pending"]), (&json!(1), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_out_of_order_end_right_and_nobody_is_asked_for_what_is_signed() {
    let signing = Signing::zapsign().await;
    signing.told("doc_signed", "signed", &[("s1", "signed")]).await;
    signing.told("doc_created", "pending", &[("s1", "new")]).await;
    assert_eq!(signing.messages().await, []);
    let document = signing.document().await;
    assert_eq!(
        (&document["status"], &document["signers"][0]["status"]),
        (&json!("signed"), &json!("signed"))
    );
    // Nor by another program: its message is stopped as it comes.
    let message = json!({ "template_id": signing.template, "gateway_id": 1, "data": {},
        "customer": { "external_id": "9", "name": "Rita", "phone": "+5549900000009" },
        "signature": { "provider": "zapsign", "doc_id": "doc-1", "signer": "Rita", "link": "https://example.com/x" } });
    let taken = signing.api.post("/messages", message).await.expect(202);
    assert_eq!(taken["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forged_is_refused_and_leaves_no_trace() {
    let signing = Signing::zapsign().await;
    let body = zapsign("doc_signed", "signed", &[("s1", "signed")]);
    for token in ["", "/outro-token-inventado"] {
        assert_eq!(signing.hook(token, &[], &body).await.problem().0, 401);
    }
    assert_eq!(
        signing
            .hook("", &[("authorization", "Bearer errado")], &body)
            .await
            .problem()
            .0,
        401
    );
    let list = signing.api.get("/documents").await.expect(200);
    assert_eq!(list["items"], json!([]));
    signing
        .hook("", &[("x-hook-token", HOOK_TOKEN)], &body)
        .await
        .expect(200);
    let garbage = signing
        .hook(&format!("/{HOOK_TOKEN}"), &[], "{\"event_type\":7")
        .await;
    assert_eq!(garbage.problem().1, "bad_webhook");
    // A source that is told otherwise has no such hook.
    let other = signing
        .api
        .post("/sources", json!({ "key": "x", "name": "x", "kind": "file" }))
        .await
        .expect(201);
    let request = Request::post(format!("/hooks/sources/{}/{HOOK_TOKEN}", other["id"]));
    assert_eq!(
        signing
            .api
            .raw(request.body(Body::from(body)).unwrap())
            .await
            .problem()
            .0,
        404
    );
}

fn clicksign(link: &str, at: &str) -> String {
    json!({ "event": { "name": "add_signer", "occurred_at": at, "data": { "signers": [{ "key": "k1", "name": "João",
            "phone_number": "49900000002", "communicate_by": "whatsapp", "url": link }] } },
        "document": { "key": "c-1", "filename": "contrato.pdf", "status": "running", "deadline_at": null, "signers": [] } })
    .to_string()
}

/// HMAC-SHA256 as RFC 2104 writes it, apart from the code under test.
fn content_hmac(body: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut block = [0_u8; 64];
    block[..SECRET.len()].copy_from_slice(SECRET.as_bytes());
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(body)
        .finalize();
    let mac = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize();
    let hex: String = mac.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256={hex}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_of_four_hours_is_never_queued_overnight() {
    let signing = Signing::new("clicksign", json!({ "secret": SECRET })).await;
    let window = json!({ "name": "Dia", "zone": "America/Sao_Paulo", "purposes": ["signature"],
        "weekly": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "08:00", "to": "20:00" }], "holidays": {} });
    signing.api.post("/windows", window).await.expect(201);
    let tell = async |body: String| {
        let mac = content_hmac(&body);
        signing
            .hook("", &[("content-hmac", &mac)], &body)
            .await
            .expect(200)
    };
    let advance = async |ms: i64| {
        let to = signing.api.engine.now().plus(ms);
        signing
            .api
            .post("/clock/advance", json!({ "to": to }))
            .await
            .expect(200);
    };
    // 20:30: the window opens after the link's end.
    advance(12 * HOUR + 30 * MINUTE).await;
    tell(clicksign(
        "https://app.clicksign.com/sign/1",
        "2026-12-10T20:30:00-03:00",
    ))
    .await;
    assert_eq!(signing.messages().await, []);
    let document = signing.document().await;
    assert_eq!(document["notes"][0]["code"], "link_ends_first");
    assert_eq!(
        document["signers"][0]["link_expires_at"],
        "2026-12-11T03:30:00.000Z"
    );
    // 08:00: a new link, good until 12:00; the reminder of a day later would find it dead.
    advance(11 * HOUR + 30 * MINUTE).await;
    tell(clicksign(
        "https://app.clicksign.com/sign/2",
        "2026-12-11T08:00:00-03:00",
    ))
    .await;
    assert_eq!(signing.messages().await.len(), 1);
    assert_eq!(signing.document().await["notes"].as_array().unwrap().len(), 1);
    // Nothing released it: at the link's end it expires instead of leaving with a dead link.
    advance(4 * HOUR).await;
    assert_eq!(signing.messages().await[0].1, "expired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_tell_of_documents_and_people_stop_them() {
    let signing = Signing::zapsign().await;
    let of = |link: &str| {
        json!({ "source": "d4", "documents": [
            { "external_id": "d-1", "name": "Contrato", "signers": [{ "key": "a@example.com", "name": "Ana", "phone": "49900000003",
              "email": "a@example.com", "link": link }] },
            { "external_id": "", "signers": [] },
        ] })
    };
    let told = signing
        .api
        .post("/documents/batch", of("https://example.com/1"))
        .await
        .expect(200);
    assert_eq!((&told["changed"], &told["rejected"]), (&json!(1), &json!(1)));
    assert_eq!(told["items"][1]["error"]["pointer"], "/external_id");
    let again = signing
        .api
        .post("/documents/batch", of("https://example.com/1"))
        .await
        .expect(200);
    assert_eq!(again["unchanged"], 1);
    assert_eq!(signing.with_status("waiting").await, 2);
    // Another link takes the place of the first, in the queue too.
    signing
        .api
        .post("/documents/batch", of("https://example.com/2"))
        .await
        .expect(200);
    let messages = signing.messages().await;
    let waiting: Vec<_> = messages.iter().filter(|(_, s, _)| s == "waiting").collect();
    assert_eq!((messages.len(), waiting.len()), (4, 2), "{messages:?}");
    assert!(waiting.iter().all(|(preview, ..)| preview.ends_with("/2")));
    let id = signing.document().await["id"].as_i64().unwrap();
    let path = format!("/documents/{id}/cancel");
    assert_eq!(
        signing.api.post(&path, json!({ "reason": "" })).await.problem().0,
        422
    );
    let stopped = signing
        .api
        .post(&path, json!({ "reason": "cliente desistiu" }))
        .await
        .expect(200);
    assert_eq!(stopped["status"], "cancelled");
    assert_eq!(signing.with_status("waiting").await, 0);
    let audit = signing.api.get("/audit?noun=document").await.expect(200);
    assert_eq!(audit["items"][0]["reason"], "cliente desistiu");
    let listed = signing
        .api
        .get("/documents?status=cancelled&source=d4")
        .await
        .expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(signing.api.get("/documents?status=lost").await.problem().0, 400);
    let used = signing
        .api
        .delete(&format!("/templates/{}", signing.template))
        .await;
    assert_eq!(used.problem(), (409, "in_use", ""));
}

fn contract(id: u64, fields: &[(&str, &str)]) -> IxcChange {
    let fields = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    IxcChange::Set {
        resource: "cliente_contrato".into(),
        id,
        fields: fields.collect(),
        at: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contracts_of_ixc_assina_are_asked_for_until_they_are_signed() {
    let signing = Signing::zapsign().await;
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.put_ixc(IxcConfig::of(5, 0)).unwrap();
    let change = |change: IxcChange| sandbox.change_ixc(DEFAULT_IXC, &change).unwrap();
    for id in [1, 2, 3] {
        let link = format!("https://example.com/assina/{id}");
        let phone = format!("(49) 90000-000{id}");
        change(contract(
            id,
            &[
                ("status_internet", "AA"),
                ("url_assinatura_digital", &link),
                ("contato_assinatura_digital", &phone),
            ],
        ));
    }
    let source = json!({ "key": "ixc", "name": "IXC", "kind": "ixc", "poll_seconds": 300,
        "settings": { "url": sandbox.ixc_url(DEFAULT_IXC), "token": DEFAULT_IXC_TOKEN } });
    signing.api.post("/sources", source).await.expect(201);
    let poll = async || {
        let to = signing.api.engine.now().plus(6 * MINUTE);
        signing
            .api
            .post("/clock/advance", json!({ "to": to }))
            .await
            .expect(200);
    };
    poll().await;
    let told = signing.api.get("/documents?source=ixc").await.expect(200);
    assert_eq!(
        signing.with_status("waiting").await,
        6,
        "a link and a reminder each: {told:#} {:#}",
        signing.api.get("/sources?key=ixc").await.body
    );
    let listed = signing
        .api
        .get("/documents?source=ixc&external_id=contrato-2")
        .await
        .expect(200);
    let second = listed["items"][0].clone();
    assert_eq!(
        (&second["status"], &second["customer_external_id"]),
        (&json!("pending"), &json!("2"))
    );
    poll().await;
    assert_eq!(signing.messages().await.len(), 6, "read again, nothing is new");
    let events = signing
        .api
        .get(&format!("/documents/{}", second["id"]))
        .await
        .expect(200);
    assert_eq!(events["events"].as_array().unwrap().len(), 1);
    // One is signed, one is given up, one is let through without a signature.
    change(contract(
        1,
        &[
            ("status_internet", "A"),
            ("data_assinatura", "2026-12-10 08:20:00"),
        ],
    ));
    change(contract(2, &[("status", "D")]));
    change(contract(3, &[("status_internet", "A")]));
    poll().await;
    assert_eq!(signing.with_status("cancelled").await, 6);
    let list = signing.api.get("/documents?source=ixc").await.expect(200);
    let statuses: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["cancelled", "cancelled", "signed"], "newest first");
}
