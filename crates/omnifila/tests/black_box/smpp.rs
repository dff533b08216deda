//! SMS over SMPP to an SMSC written by others: thousands with their receipts, and a link that falls in the middle.

use crate::support::{Place, phone, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const LIMIT: Duration = Duration::from_secs(240);
const MESSAGES: usize = 5_000;
const WINDOW: i64 = 20;
const DROP_AT: usize = 2_500;

pub(crate) struct Smsc {
    _child: Child,
    pub(crate) port: u16,
    /// How often each number was sent to.
    pub(crate) taken: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// An SMSC that drops its link, and what is on its way, with its `drop_at`-th message.
pub(crate) async fn smsc(drop_at: usize) -> Smsc {
    let web = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/package.json");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/black_box/smsc.mjs");
    let mut child = Command::new("node")
        .args([script, web, &drop_at.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|e| {
            panic!("node: {e}; `cargo xtask setup` installs it, and `cargo xtask web` its packages")
        });
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.next_line().await.unwrap().expect("the SMSC did not start");
    let taken = Arc::new(Mutex::new(BTreeMap::new()));
    let shared = taken.clone();
    #[expect(clippy::disallowed_methods, reason = "ends with the SMSC's output")]
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(to) = line.split(' ').nth(1) {
                *shared.lock().unwrap().entry(to.to_owned()).or_default() += 1;
            }
        }
    });
    Smsc {
        _child: child,
        port: port.parse().unwrap(),
        taken,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_sms_and_a_link_that_falls() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let smsc = smsc(DROP_AT).await;
    let gateway = json!({"name": "SMPP", "kind": "smpp", "queue_mode": "continuous", "max_in_flight": WINDOW,
        "settings": {"host": "127.0.0.1", "port": smsc.port, "system_id": "omnifila", "password": "s3cret", "from": "27000",
            "window": WINDOW, "id_format": "hex_answers", "transliterate": true}});
    let gateway = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let tested = node
        .api
        .post(&format!("/gateways/{gateway}/test"), &json!({}))
        .await;
    assert_eq!(tested["ok"], true, "{tested}");
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}", "bindings": [{"gateway_id": gateway}]});
    let template = node.api.post("/templates", &template).await["id"]
        .as_i64()
        .unwrap();
    let message = |i: usize| {
        json!({"gateway_id": gateway, "template_id": template, "dedupe_key": format!("k{i}"),
            "customer": {"external_id": i.to_string(), "name": format!("Cliente Exemplo {i}"), "phone": phone(i)}, "data": {}})
    };
    let all: Vec<Value> = (0..MESSAGES).map(message).collect();
    node.api.post("/messages/batch", &json!({"messages": all})).await;
    let ended = async || {
        let (delivered, uncertain) = (
            node.api.count(gateway, "delivered").await,
            node.api.count(gateway, "uncertain").await,
        );
        (delivered + uncertain == MESSAGES as i64).then_some(uncertain)
    };
    let uncertain = until(LIMIT, "every message to end as delivered or uncertain", ended).await;
    assert!(
        (1..=WINDOW).contains(&uncertain),
        "{uncertain} were awaited when the link fell"
    );
    let taken = smsc.taken.lock().unwrap().clone();
    assert!(taken.values().all(|n| *n == 1), "nobody got one twice");
    assert!(
        taken.len() >= MESSAGES - uncertain as usize,
        "{} were taken",
        taken.len()
    );
    node.stop().await;
}
