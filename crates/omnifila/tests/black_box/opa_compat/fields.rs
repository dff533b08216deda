//! The same requests to omnifila and straight to the stand-in: statuses, types and every field are the same.

use super::client::{Client, Said, Scene, body, told};
use crate::support::{TOKEN, phone};
use omnifila_sandbox::{DEFAULT_CHANNEL, DEFAULT_TOKEN, Fault, TEMPLATE_ASSINATURA};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Two answers have the same fields, each of the same type, all the way down; an id looks like one in both, and so does a
/// time. Lists are compared by their first items.
fn same_shape(ours: &Value, theirs: &Value, at: &str) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let names = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(a), names(b), "{at}: other fields");
            for (name, value) in a {
                same_shape(value, &b[name], &format!("{at}/{name}"));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.is_empty(), b.is_empty(), "{at}: {ours} {theirs}");
            if let (Some(a), Some(b)) = (a.first(), b.first()) {
                same_shape(a, b, &format!("{at}/0"));
            }
        }
        (Value::String(a), Value::String(b)) => {
            assert_eq!(looks(a), looks(b), "{at}: {a} and {b}");
        }
        _ => assert_eq!(
            std::mem::discriminant(ours),
            std::mem::discriminant(theirs),
            "{at}: {ours} and {theirs}"
        ),
    }
}

fn looks(text: &str) -> &'static str {
    let id = text.len() == 24 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let bytes = text.as_bytes();
    let time = text.len() >= 20 && text.ends_with('Z') && bytes[4] == b'-' && bytes[10] == b'T';
    match (id, time) {
        (true, _) => "an id",
        (_, true) => "a time",
        _ => "a text",
    }
}

/// Name, method, path, body.
type Request = (&'static str, &'static str, String, String);

/// What the public reference lists, and what its clients do wrong.
fn requests() -> Vec<Request> {
    sends().into_iter().chain(reads()).collect()
}

fn sends() -> Vec<Request> {
    let with = |pointer: &str, value: Value| {
        let mut body = body(1);
        *body.pointer_mut(pointer).unwrap() = value;
        body.to_string()
    };
    let without = |parent: &str, name: &str| {
        let mut body = body(1);
        body.pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(name);
        body.to_string()
    };
    let signature = json!({"contato": {"canalCliente": phone(2)}, "canal": DEFAULT_CHANNEL,
        "template": {"_id": TEMPLATE_ASSINATURA, "variaveis": ["Ana", "https://isp.example/a"]}});
    let sends = [
        ("a template", "template/send", body(1).to_string()),
        ("with a slash", "template/send/", body(1).to_string()),
        ("only what must be there", "template/send", signature.to_string()),
        ("no body", "template/send", String::new()),
        ("broken JSON", "template/send", "{\"contato\":".into()),
        ("a list", "template/send", "[]".into()),
        (
            "an unknown channel",
            "template/send",
            with("/canal", json!("64bb0000000000000000ffff")),
        ),
        ("no channel", "template/send", without("", "canal")),
        (
            "an unknown template",
            "template/send",
            with("/template/_id", json!("64aa0000000000000000ffff")),
        ),
        ("no template", "template/send", without("", "template")),
        (
            "too few variables",
            "template/send",
            with("/template/variaveis", json!(["a"])),
        ),
        ("no variables", "template/send", without("/template", "variaveis")),
        (
            "numbers as variables",
            "template/send",
            with("/template/variaveis", json!([1, 2, 3])),
        ),
        (
            "no plus sign",
            "template/send",
            with("/contato/canalCliente", json!("5549900000001")),
        ),
        ("no contact", "template/send", without("", "contato")),
        (
            "a new line in a variable",
            "template/send",
            with("/template/variaveis", json!(["a\nb", "c", "d"])),
        ),
    ];
    sends
        .map(|(name, path, body)| (name, "POST", path.to_owned(), body))
        .into()
}

fn reads() -> Vec<Request> {
    let page = json!({"filter": {}, "options": {"skip": 0, "limit": 2}}).to_string();
    let channel = &*format!("canal-comunicacao/{DEFAULT_CHANNEL}");
    let (templates, limits) = (
        &*format!("{channel}/template"),
        &*format!("{channel}/template/limites-diarios-envio"),
    );
    let reads = [
        ("channels", "canal-comunicacao/", page.clone()),
        ("a channel", channel, String::new()),
        (
            "an unknown channel",
            "canal-comunicacao/64bb0000000000000000ffff",
            String::new(),
        ),
        ("templates of a channel", templates, page.clone()),
        ("its daily limit", limits, String::new()),
        ("templates", "template", page.clone()),
        (
            "one by its short name",
            "template",
            json!({"filter": {"atalho": "fatura"}}).to_string(),
        ),
        ("a template", "template/64aa00000000000000000001", String::new()),
        (
            "an unknown template",
            "template/64aa0000000000000000ffff",
            String::new(),
        ),
        ("contacts", "contato/", page.clone()),
        ("customers", "cliente", page.clone()),
        ("attendances", "atendimento", page.clone()),
        ("messages", "atendimento/mensagem", page.clone()),
        (
            "an unknown message",
            "atendimento/mensagem/659c365b0000000000000000",
            String::new(),
        ),
        ("people", "usuario/", page.clone()),
        ("departments", "departamento/", page.clone()),
        ("labels", "etiqueta/", page.clone()),
        ("reasons", "atendimento/motivo", page.clone()),
        ("periods", "atendimento/periodo", page),
        ("a broken filter", "template", "{".into()),
        ("nothing there is", "nada", String::new()),
    ];
    reads
        .map(|(name, path, body)| (name, "GET", path.to_owned(), body))
        .into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_opas_own_field_by_field() {
    let scene = Scene::new().await;
    let node = scene.place.serve().ready().await;
    scene.gateway(&node.api, "queue", "queue").await;
    let (ours, theirs) = (Client::drop_in(&node.api), scene.direct());
    // So that lists of what was sent have something in them.
    theirs.sent(&body(9)).await;
    let all = requests();
    for (name, method, path, body) in &all {
        let (a, b) = (
            ours.call(method, path, body.clone()).await,
            theirs.call(method, path, body.clone()).await,
        );
        assert_eq!((a.status, &a.media), (b.status, &b.media), "{name}: {a:?} {b:?}");
        same_shape(&a.body, &b.body, name);
        if *method == "GET" {
            assert_eq!(a.body, b.body, "{name}: what passes through is unchanged");
        }
    }
    assert_eq!(all.len(), 37);
    let strangers = [ours.stranger(), theirs.stranger()];
    let (a, b) = (
        strangers[0].send(&body(1)).await,
        strangers[1].send(&body(1)).await,
    );
    assert_eq!(a, b, "a wrong token");
    // What waits here has the shape of what Opa! shows of a message it has.
    let (mine, opas) = (ours.sent(&body(1)).await, theirs.sent(&body(1)).await);
    let (a, b) = (ours.read(&mine).await, theirs.read(&opas).await);
    same_shape(
        &a.body["data"]["statusEnvio"],
        &b.body["data"]["statusEnvio"],
        "status",
    );
    let names = |said: &Said| {
        said.body["data"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&a), names(&b));
    assert_eq!(
        (&a.body["data"]["mensagem"], &a.body["data"]["_id"]),
        (&b.body["data"]["mensagem"], &json!(mine))
    );
    node.stop().await;
    scene.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recording_changes_nothing_and_shows_everything() {
    let scene = Scene::new().await;
    let node = scene.place.serve().ready().await;
    let gateway = scene.gateway(&node.api, "record", "queue").await;
    let (ours, theirs) = (Client::drop_in(&node.api), scene.direct());
    let mut calls = 0;
    for (name, method, path, body) in requests() {
        let (a, b) = (
            ours.call(method, &path, body.clone()).await,
            theirs.call(method, &path, body.clone()).await,
        );
        assert_eq!((a.status, &a.media), (b.status, &b.media), "{name}");
        same_shape(&a.body, &b.body, name);
        calls += 1;
    }
    let effects = scene.effects();
    let mut seen: Vec<_> = effects.iter().map(told).collect();
    seen.dedup();
    assert_eq!(
        (effects.len(), seen.len()),
        (6, 2),
        "each of our three went out as theirs did: {effects:?}"
    );
    let html = scene.sandbox.add_fault(Fault::Html).unwrap();
    let (a, b) = (ours.send(&body(1)).await, theirs.send(&body(1)).await);
    assert_eq!(a, b, "a page instead of an answer comes back as it is");
    scene.sandbox.remove_fault(html);
    assert_eq!(
        node.api.get("/messages").await["items"],
        json!([]),
        "nothing is queued"
    );
    let path = format!("/gateways/{gateway}/opa-calls");
    let page = node.api.get(&format!("{path}?limit=1000")).await;
    let listed = page["items"].as_array().unwrap();
    assert_eq!(listed.len(), calls + 1);
    let first = listed.last().unwrap();
    assert_eq!(
        (&first["path"], &first["status"], &first["forwarded"]),
        (&json!("template/send"), &json!(200), &json!(true))
    );
    assert_eq!(first["body"], json!(body(1).to_string()));
    assert!(!json!(listed).to_string().contains(DEFAULT_TOKEN));
    let id = gateway.to_string();
    let out = scene.place.run_well(&["gateway", "calls", &id]).await;
    assert!(
        out.contains("template/send") && out.contains("canal-comunicacao/"),
        "{out}"
    );
    // Opa! is gone: a clear answer, still recorded; the switch back is one setting.
    node.kill().await;
    let node = scene.place.serve().ready().await;
    let page = node.api.get(&format!("{path}?limit=1000")).await;
    assert_eq!(page["items"].as_array().unwrap().len(), calls + 1);
    scene.place.run_well(&["gateway", "compat", &id, "queue"]).await;
    let ours = Client::drop_in(&node.api);
    scene.sandbox.shutdown().await;
    assert_eq!(
        ours.send(&body(1)).await.status,
        200,
        "taken although Opa! is away"
    );
    let read = ours.call("GET", "contato", "").await;
    assert_eq!((read.status, &read.body["code"]), (502, &json!(502)));
    scene.place.run_well(&["gateway", "compat", &id, "off"]).await;
    assert_eq!(ours.send(&body(1)).await.status, 404);
    assert_ne!(TOKEN, DEFAULT_TOKEN);
    node.stop().await;
}
