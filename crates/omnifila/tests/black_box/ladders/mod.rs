//! Ladders: they run by themselves once a day, merge, keep to their caps, fetch what expires when a message leaves, and say
//! anew what has changed since.

mod attachments;
mod changes;
mod daily;
mod granted;
mod merging;
mod oracle;
mod size;
mod tickets;

use crate::support::{Api, Node, Place, Setup, phone, sends, set_up_gateway};
use omnifila_sandbox::{Sandbox, SandboxConfig, TEMPLATE_VENCIDA};
use serde_json::{Value, json};

/// A gateway that leaves when due, a template with name, amount and due date, and time that stands still.
pub(super) struct World {
    pub(super) node: Node,
    pub(super) sandbox: Sandbox,
    pub(super) setup: Setup,
    pub(super) place: Place,
}

impl World {
    pub(super) async fn at(now: &str) -> World {
        let place = Place::new();
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        Self::with(place, sandbox, now).await
    }

    pub(super) async fn with(place: Place, sandbox: Sandbox, now: &str) -> World {
        let node = place.serve().args(&["--simulated-time", now]).ready().await;
        let gateway = json!({"queue_mode": "continuous", "rate": {"per_second": 100_000, "burst": 10_000}, "max_in_flight": 8});
        let mut setup = set_up_gateway(&node.api, &sandbox, gateway).await;
        let parameters = [
            "{{ customer.name }}",
            "{{ invoice.total_cents | reais }}",
            "{{ invoice.count }}",
        ];
        let body = "{{ customer.name }}: {{ invoice.total_cents | reais }} em {{ invoice.count }}, vence {{ invoice.due_date | data }}";
        let template = json!({
            "name": "cobrança", "purpose": "collection", "body": body,
            "bindings": [{"gateway_id": setup.gateway, "provider_template_id": TEMPLATE_VENCIDA, "parameters": parameters}],
        });
        setup.template = node.api.post("/templates", &template).await["id"]
            .as_i64()
            .unwrap();
        World {
            node,
            sandbox,
            setup,
            place,
        }
    }

    pub(super) fn api(&self) -> &Api {
        &self.node.api
    }

    pub(super) async fn advance(&self, to: &str) {
        self.api().post("/clock/advance", &json!({"to": to})).await;
    }

    /// Customers 0 to `n` − 1.
    pub(super) async fn customers(&self, n: usize) {
        let customers: Vec<Value> = (0..n)
            .map(|i| json!({"external_id": format!("C{i}"), "name": format!("Cliente Exemplo {i}"), "phone": phone(i)}))
            .collect();
        let body = json!({"source": "erp", "customers": customers});
        self.api().post("/customers/batch", &body).await;
    }

    /// Adds or changes one invoice; what became of it.
    pub(super) async fn invoice(
        &self,
        id: &str,
        customer: usize,
        due: &str,
        cents: i64,
        status: &str,
    ) -> Value {
        let invoice = json!({"external_id": id, "customer_external_id": format!("C{customer}"), "status": status,
            "due_date": due, "amount_cents": cents});
        let body = json!({"source": "erp", "invoices": [invoice]});
        self.api().post("/invoices/batch", &body).await["items"][0].clone()
    }

    /// A ladder of these steps, with more of its own; its id.
    pub(super) async fn ladder(&self, steps: Value, more: Value) -> i64 {
        let mut ladder = json!({"name": "Régua", "starts_on": "2026-01-01", "steps": steps});
        ladder
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.api().post("/ladders", &ladder).await["id"].as_i64().unwrap()
    }

    pub(super) async fn run(&self, ladder: i64) -> Value {
        self.api()
            .post(&format!("/ladders/{ladder}/run"), &json!({}))
            .await
    }

    /// What each send said, by message.
    pub(super) fn said(&self) -> Vec<(i64, Value)> {
        let sent = sends(&self.sandbox);
        sent.iter()
            .map(|s| (s.message, s.record.variables.clone()))
            .collect()
    }

    /// The only message there is.
    pub(super) async fn only_message(&self) -> i64 {
        let all = self.api().all("/messages?order=id").await;
        assert_eq!(all.len(), 1, "{all:?}");
        all[0]["id"].as_i64().unwrap()
    }

    pub(super) async fn end(self) {
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }
}
