//! A client of Opa!, and the scene it plays in: the service, and the stand-in behind it.

use crate::support::{Api, Place, phone};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use omnifila_sandbox::{
    CallRecord, DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, JournalQuery, Sandbox, SandboxConfig,
    TEMPLATE_FATURA,
};
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Where a client of Opa! has its gateway URL: host and port, and the path down to `/api/v1`.
#[derive(Debug, Clone)]
pub(super) struct Client {
    addr: String,
    base: String,
    token: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) media: String,
    pub(super) body: Value,
}

impl Client {
    pub(super) fn of(url: &str, token: &str) -> Self {
        let place = url.strip_prefix("http://").unwrap().trim_end_matches('/');
        let place = place.trim_end_matches("/api/v1");
        let (addr, path) = place.split_at(place.find('/').unwrap_or(place.len()));
        Self {
            addr: addr.into(),
            base: format!("{path}/api/v1"),
            token: token.into(),
        }
    }

    /// The same with another token.
    pub(super) fn stranger(&self) -> Self {
        Self {
            token: "errado".into(),
            ..self.clone()
        }
    }

    /// omnifila instead of Opa!: the URL is all that differs.
    pub(super) fn drop_in(api: &Api) -> Self {
        Self::of(&format!("http://{}/opa/opa/api/v1", api.addr()), DEFAULT_TOKEN)
    }

    pub(super) async fn call(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Said {
        let body: Bytes = body.into();
        let stream = TcpStream::connect(&self.addr).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}/{path}", self.base))
            .header("host", &self.addr)
            .header("authorization", format!("Bearer {}", self.token));
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let exchange = async move {
            let response = sender
                .send_request(request.body(Full::new(body)).unwrap())
                .await
                .unwrap();
            let status = response.status().as_u16();
            let media = response.headers().get("content-type");
            let media = media
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default();
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
            Said { status, media, body }
        };
        let (mut exchange, mut connection) = (Box::pin(exchange), std::pin::pin!(connection));
        tokio::select! {
            said = exchange.as_mut() => said,
            _ = connection.as_mut() => exchange.await,
        }
    }

    pub(super) async fn send(&self, body: &Value) -> Said {
        self.call("POST", "template/send", body.to_string()).await
    }

    /// The id that a send was answered with.
    pub(super) async fn sent(&self, body: &Value) -> String {
        let said = self.send(body).await;
        assert_eq!(said.status, 200, "{said:?}");
        said.body["data"]["messageSentId"].as_str().unwrap().to_owned()
    }

    pub(super) async fn read(&self, id: &str) -> Said {
        self.call("GET", &format!("atendimento/mensagem/{id}"), "").await
    }

    pub(super) async fn standing(&self, id: &str) -> String {
        let said = self.read(id).await;
        assert_eq!(said.status, 200, "{said:?}");
        said.body["data"]["statusEnvio"]["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// The body of the public reference, to a person of its own.
pub(super) fn body(n: usize) -> Value {
    json!({
        "contato": {"canalCliente": phone(n), "nome": format!("Cliente Exemplo {n}")},
        "template": {"_id": TEMPLATE_FATURA, "variaveis": [format!("Cliente {n}"), "129,90", "10/12/2026"],
            "midiaAlternativa": "https://isp.example/boleto.pdf"},
        "canal": DEFAULT_CHANNEL,
        "allowSendingToStartedCustomerService": true,
        "metadata": {"message_id": 5_000 + n, "attempt": 1, "regua": "D-5"},
    })
}

pub(super) struct Scene {
    pub(super) place: Place,
    pub(super) sandbox: Sandbox,
}

impl Scene {
    pub(super) async fn new() -> Self {
        Self {
            place: Place::new(),
            sandbox: Sandbox::start(SandboxConfig::default()).await.unwrap(),
        }
    }

    pub(super) fn direct(&self) -> Client {
        Client::of(&self.sandbox.opa_url(DEFAULT_TENANT), DEFAULT_TOKEN)
    }

    pub(super) async fn gateway(&self, api: &Api, mode: &str, queue_mode: &str) -> i64 {
        let gateway = json!({
            "key": "opa", "name": "Opa! Suite", "kind": "opa_suite", "queue_mode": queue_mode,
            "rate": {"per_second": 100_000, "burst": 10_000}, "max_in_flight": 16,
            "settings": {"url": self.sandbox.opa_url(DEFAULT_TENANT), "token": DEFAULT_TOKEN,
                "channel_id": DEFAULT_CHANNEL, "opa_compat": mode},
        });
        api.post("/gateways", &gateway).await["id"].as_i64().unwrap()
    }

    /// The journal's calls of `template/send` that reached a person.
    pub(super) fn effects(&self) -> Vec<CallRecord> {
        let calls = self.sandbox.journal(JournalQuery::default()).into_iter();
        calls
            .filter(|call| call.path == "template/send" && call.effect_number.is_some())
            .collect()
    }
}

/// Everything of a call that the provider sees but its time.
pub(super) fn told(call: &CallRecord) -> Value {
    json!([
        call.recipient,
        call.template_id,
        call.channel_id,
        call.variables,
        call.metadata
    ])
}
