//! A gateway that leads to a sandbox, a template, and messages for it.

use super::Api;
use omnifila_sandbox::{DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, Sandbox, TEMPLATE_ASSINATURA};
use serde_json::{Value, json};
use std::ops::Range;

/// Messages of one batch.
const BATCH: usize = 2_000;

/// How a gateway is set up.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) per_second: f64,
    pub(crate) burst: u32,
    pub(crate) max_in_flight: u32,
    /// `queue` (waits for a task) or `continuous`.
    pub(crate) queue_mode: &'static str,
    pub(crate) outcome_unknown: &'static str,
    pub(crate) timeout_ms: u64,
}

impl Default for Options {
    /// As fast as it goes, leaving when due.
    fn default() -> Self {
        Self {
            per_second: 100_000.0,
            burst: 10_000,
            max_in_flight: 32,
            queue_mode: "continuous",
            outcome_unknown: "hold",
            timeout_ms: 30_000,
        }
    }
}

/// What [`set_up`] made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) gateway: i64,
    pub(crate) template: i64,
}

/// A gateway to the sandbox's default tenant, and a template with two variables: name and `data.n`.
pub(crate) async fn set_up(api: &Api, sandbox: &Sandbox, options: Options) -> Setup {
    let more = json!({
        "queue_mode": options.queue_mode, "rate": {"per_second": options.per_second, "burst": options.burst},
        "max_in_flight": options.max_in_flight, "outcome_unknown": options.outcome_unknown, "timeout_ms": options.timeout_ms,
    });
    set_up_gateway(api, sandbox, more).await
}

/// [`set_up`] with the gateway's own settings as they are given.
pub(crate) async fn set_up_gateway(api: &Api, sandbox: &Sandbox, more: Value) -> Setup {
    let mut gateway = json!({
        "name": "Opa! Suite", "kind": "opa_suite",
        "settings": {"url": sandbox.opa_url(DEFAULT_TENANT), "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL},
    });
    gateway
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let gateway = api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let template = json!({
        "name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}, {{ data.n }}",
        "bindings": [{"gateway_id": gateway, "provider_template_id": TEMPLATE_ASSINATURA, "language": "pt_BR",
            "parameters": ["{{ customer.name }}", "{{ data.n }}"]}],
    });
    let template = api.post("/templates", &template).await["id"].as_i64().unwrap();
    Setup { gateway, template }
}

/// Made up, one for each `i`.
pub(crate) fn phone(i: usize) -> String {
    format!("+5549{:09}", 900_000_000 + i)
}

/// One message per number, each to an address of its own; their ids, in order.
pub(crate) async fn enqueue(api: &Api, setup: Setup, numbers: Range<usize>) -> Vec<i64> {
    let all: Vec<usize> = numbers.collect();
    let mut ids = Vec::with_capacity(all.len());
    for part in all.chunks(BATCH) {
        let messages: Vec<Value> = part.iter().map(|i| message(setup, *i)).collect();
        let answer = api.post("/messages/batch", &json!({"messages": messages})).await;
        assert_eq!(answer["accepted"].as_u64(), Some(part.len() as u64), "{answer}");
        ids.extend(
            answer["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_i64().unwrap()),
        );
    }
    ids
}

/// The message of one number.
pub(crate) fn message(setup: Setup, i: usize) -> Value {
    json!({
        "gateway_id": setup.gateway, "template_id": setup.template, "dedupe_key": format!("k{i}"),
        "customer": {"external_id": i.to_string(), "name": format!("Cliente Exemplo {i}"), "phone": phone(i)},
        "data": {"n": format!("m{i}")},
    })
}
