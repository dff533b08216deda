//! A server in a temporary folder, without a network: requests go straight to the router.

use crate::schema::check_answer;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, header};
use http_body_util::BodyExt;
use omnifila_core::time::Time;
use omnifila_engine::Engine;
use omnifila_engine::clock::Pace;
use omnifila_http::{HttpOptions, SetupDoor, router};
use omnifila_providers::Providers;
use omnifila_providers::guard::Guard;
use omnifila_store::catalogue::{Catalogue, Keyring};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::verbs::By;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

pub(crate) const TOKEN: &str = "an-admin-token-made-up-for-tests";
/// A Thursday, 08:00 in São Paulo.
pub(crate) const MORNING: &str = "2026-12-10T11:00:00.000Z";

pub(crate) const SETUP_CODE: &str = "k7m2p9qx";

pub(crate) struct Api {
    pub(crate) router: Router,
    pub(crate) engine: Engine,
    db: Arc<Db>,
    pub(crate) folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// What is between `omnifila_session=` and the next semicolon.
    pub(crate) fn cookie(&self) -> &str {
        let header = self.header("set-cookie").unwrap();
        let value = header.strip_prefix("omnifila_session=").unwrap();
        value.split(';').next().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status, code and pointer of a problem document.
    pub(crate) fn problem(&self) -> (u16, &str, &str) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status, "{self:?}");
        assert_eq!(self.body["request_id"].as_str(), self.header("x-request-id"));
        (
            self.status,
            self.body["code"].as_str().unwrap(),
            self.body["pointer"].as_str().unwrap_or_default(),
        )
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }
}

impl Api {
    /// With a clock that stands still at [`MORNING`].
    pub(crate) async fn new() -> Self {
        Self::with(Pace::simulated(Time::parse(MORNING).unwrap())).await
    }

    pub(crate) async fn with(pace: Pace) -> Self {
        Self::with_options(pace, HttpOptions::default()).await
    }

    /// Behind a proxy whose word on the client counts.
    pub(crate) async fn behind_proxy() -> Self {
        let options = HttpOptions {
            trust_proxy: true,
            ..HttpOptions::default()
        };
        Self::with_options(Pace::simulated(Time::parse(MORNING).unwrap()), options).await
    }

    pub(crate) async fn with_options(pace: Pace, options: HttpOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path().join("omnifila.db"), OpenOptions::default()).unwrap();
        let keyring = Keyring::new([7; 32]);
        let catalogue = Catalogue::new(db.clone(), keyring, omnifila_providers::gateways::secrets).unwrap();
        let by = By {
            actor: "test".into(),
            reason: None,
        };
        catalogue.bootstrap_token(TOKEN, by, pace.now()).await.unwrap();
        let guard = if pace.simulation().is_some() {
            Guard::LoopbackOnly
        } else {
            Guard::Open
        };
        let queue = Arc::new(SqliteQueue::new(db.clone()));
        let engine = Engine::new(queue, catalogue, Providers::new(guard), pace);
        engine.start().await.unwrap();
        let setup = SetupDoor {
            code: SETUP_CODE.into(),
            file: folder.path().join("setup-code"),
        };
        std::fs::write(&setup.file, SETUP_CODE).unwrap();
        let options = HttpOptions {
            setup: Some(setup),
            ..options
        };
        let router = router(engine.clone(), options);
        Self {
            router,
            engine,
            db,
            folder,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a request as it is, and holds the answer against the document.
    pub(crate) async fn raw(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().to_string(), request.uri().to_string());
        let response = self.send(request).await;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = (!bytes.is_empty())
            .then(|| serde_json::from_slice(&bytes).ok())
            .flatten();
        let status = head.status.as_u16();
        assert_ne!(status, 500, "{method} {path}: {body:?}");
        if method != "HEAD" {
            check_answer(&method, &path, status, body.as_ref());
        }
        assert_eq!(head.headers.get("x-content-type-options").unwrap(), "nosniff");
        assert!(head.headers.contains_key("x-request-id"));
        Answer {
            status,
            headers: head.headers,
            body: body.unwrap_or(Value::Null),
        }
    }

    pub(crate) async fn as_token(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.as_token(TOKEN, "GET", &format!("/api/v1{path}"), None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.as_token(TOKEN, "POST", &format!("/api/v1{path}"), Some(&body))
            .await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.as_token(TOKEN, "PATCH", &format!("/api/v1{path}"), Some(&body))
            .await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.as_token(TOKEN, "DELETE", &format!("/api/v1{path}"), None)
            .await
    }

    /// Sends text as a body of some type.
    pub(crate) async fn text(&self, path: &str, media: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(header::CONTENT_TYPE, media);
        self.raw(request.body(body.into()).unwrap()).await
    }

    /// A gateway whose calls are answered by the simulation, and a template for it.
    pub(crate) async fn setup(&self, queue_mode: &str) -> (i64, i64) {
        let gateway = self
            .post("/gateways", simulated_gateway(queue_mode))
            .await
            .expect(201);
        let gateway = gateway["id"].as_i64().unwrap();
        let template = self.post("/templates", template(gateway)).await.expect(201);
        (gateway, template["id"].as_i64().unwrap())
    }

    /// Takes messages 0 to n-1 in; answers their ids.
    pub(crate) async fn enqueue(&self, (gateway, template): (i64, i64), n: usize) -> Vec<i64> {
        let messages: Vec<Value> = (0..n).map(|i| message(gateway, template, i)).collect();
        let answer = self
            .post("/messages/batch", json!({ "messages": messages }))
            .await
            .expect(202);
        assert_eq!(answer["accepted"], n, "{answer:#}");
        answer["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_i64().unwrap())
            .collect()
    }

    /// Waits until the simulation has nothing left to do at this moment.
    pub(crate) async fn settle(&self) {
        let now = self.engine.now();
        self.post("/clock/advance", json!({ "to": now }))
            .await
            .expect(200);
    }

    pub(crate) async fn status(&self, id: i64) -> String {
        let message = self.get(&format!("/messages/{id}")).await.expect(200);
        message["status"].as_str().unwrap().to_owned()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.db.close();
    }
}

/// Waits, within reason, for something that another task does.
pub(crate) async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looking)
        .await
        .unwrap()
}

pub(crate) fn simulated_gateway(queue_mode: &str) -> Value {
    json!({
        "name": "Opa", "kind": "opa_suite", "queue_mode": queue_mode, "delivery_mode": "simulate",
        "settings": { "url": "http://127.0.0.1:9", "token": "segredo-inventado", "channel_id": "64bb00000000000000000002" },
        "rate": { "per_second": 1000, "burst": 1000 }, "max_in_flight": 8
    })
}

pub(crate) fn template(gateway: i64) -> Value {
    json!({
        "name": "Aviso", "purpose": "service", "body": "Olá {{ customer.name }}, {{ data.n }}",
        "bindings": [{ "gateway_id": gateway, "provider_template_id": "64aa00000000000000000001",
                       "parameters": ["{{ customer.name }}", "{{ data.n }}"] }]
    })
}

pub(crate) fn message(gateway: i64, template: i64, n: usize) -> Value {
    json!({
        "gateway_id": gateway, "template_id": template, "data": { "n": format!("m{n}") }, "dedupe_key": format!("k{n}"),
        "customer": { "external_id": n.to_string(), "name": format!("Cliente {n}"), "phone": format!("+55499{n:08}") }
    })
}
