//! The API of a running service, as a program would call it.

use super::until;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpStream;

/// Where a service is, and the token to speak with. Cheap to clone: each of several clients has one.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    addr: String,
    token: String,
}

impl Api {
    pub(crate) fn new(addr: &str, token: &str) -> Self {
        Self {
            addr: addr.to_owned(),
            token: token.to_owned(),
        }
    }

    pub(crate) fn addr(&self) -> &str {
        &self.addr
    }

    /// One call on a connection of its own; an error when the service went away meanwhile. Paths are below `/api/v1`,
    /// except those of the process (`/healthz` …).
    pub(crate) async fn attempt(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), String> {
        let bytes = Bytes::from(body.map(Value::to_string).unwrap_or_default());
        let bearer = format!("Bearer {}", self.token);
        self.exchange(
            method,
            path,
            &[("authorization", &bearer), ("content-type", "application/json")],
            bytes,
        )
        .await
    }

    /// [`Api::attempt`] with a body of any bytes and with headers beside the token's.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        self.exchange(method, path, &headers, body.into())
            .await
            .unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// [`Api::raw`] as nobody in particular.
    pub(crate) async fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<(u16, Value), String> {
        let root = [
            "/healthz",
            "/readyz",
            "/metrics",
            "/hooks",
            "/api/",
            "/sandbox/",
            "/files/",
            "/u/",
        ]
        .iter()
        .any(|root| path.starts_with(root));
        let uri = if root {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let said = |e: &dyn std::fmt::Display| e.to_string();
        let stream = TcpStream::connect(&self.addr).await.map_err(|e| said(&e))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|e| said(&e))?;
        let mut request = http::Request::builder()
            .method(method)
            .uri(uri)
            .header("host", &self.addr);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body));
        let exchange = async {
            let response = sender
                .send_request(request.map_err(|e| said(&e))?)
                .await
                .map_err(|e| said(&e))?;
            let status = response.status().as_u16();
            let bytes = response
                .into_body()
                .collect()
                .await
                .map_err(|e| said(&e))?
                .to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
        };
        let (mut exchange, mut connection) = (std::pin::pin!(exchange), std::pin::pin!(connection));
        tokio::select! {
            answer = exchange.as_mut() => answer,
            _ = connection.as_mut() => exchange.await,
        }
    }

    /// Status and answer.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.attempt(method, path, body)
            .await
            .unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        good("GET", path, self.call("GET", path, None).await)
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        good("POST", path, self.call("POST", path, Some(body)).await)
    }

    /// Every item of a list, page after page; `path` has a query already.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut page = self.get(&format!("{path}&limit=1000{cursor}")).await;
            items.append(page["items"].as_array_mut().unwrap());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    pub(crate) async fn message(&self, id: i64) -> Value {
        self.get(&format!("/messages/{id}")).await
    }

    /// The status of every message of a gateway, by id.
    pub(crate) async fn statuses(&self, gateway: i64) -> BTreeMap<i64, String> {
        let items = self.all(&format!("/messages?gateway_id={gateway}")).await;
        let status = |m: &Value| {
            (
                m["id"].as_i64().unwrap(),
                m["status"].as_str().unwrap().to_owned(),
            )
        };
        items.iter().map(status).collect()
    }

    /// How many messages of a gateway have each status.
    pub(crate) async fn tally(&self, gateway: i64) -> BTreeMap<String, usize> {
        let mut tally = BTreeMap::new();
        for status in self.statuses(gateway).await.into_values() {
            *tally.entry(status).or_default() += 1;
        }
        tally
    }

    /// How many of a gateway's messages have a status, by the service's own count.
    pub(crate) async fn count(&self, gateway: i64, status: &str) -> i64 {
        self.get(&format!("/gateways/{gateway}")).await["counts"][status]
            .as_i64()
            .unwrap()
    }

    /// Waits until nothing of the gateway waits or is being sent.
    pub(crate) async fn settled(&self, gateway: i64, limit: Duration) {
        let look = async || {
            for status in ["waiting", "sending"] {
                let page = self
                    .get(&format!("/messages?gateway_id={gateway}&status={status}&limit=1"))
                    .await;
                if !page["items"].as_array().unwrap().is_empty() {
                    return None;
                }
            }
            Some(())
        };
        until(limit, "every message of the gateway to leave", look).await;
    }
}

fn good(method: &str, path: &str, (status, answer): (u16, Value)) -> Value {
    assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
    answer
}
