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
        let root = ["/healthz", "/readyz", "/metrics", "/hooks", "/api/", "/sandbox/"]
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
        let request = http::Request::builder()
            .method(method)
            .uri(uri)
            .header("host", &self.addr)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(
                body.map(Value::to_string).unwrap_or_default(),
            )));
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

    /// The status of every message of a gateway, by id.
    pub(crate) async fn statuses(&self, gateway: i64) -> BTreeMap<i64, String> {
        let mut found = BTreeMap::new();
        let mut cursor = String::new();
        loop {
            let page = self
                .get(&format!("/messages?gateway_id={gateway}&limit=1000{cursor}"))
                .await;
            for message in page["items"].as_array().unwrap() {
                found.insert(
                    message["id"].as_i64().unwrap(),
                    message["status"].as_str().unwrap().to_owned(),
                );
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    /// How many messages of a gateway have each status.
    pub(crate) async fn tally(&self, gateway: i64) -> BTreeMap<String, usize> {
        let mut tally = BTreeMap::new();
        for status in self.statuses(gateway).await.into_values() {
            *tally.entry(status).or_default() += 1;
        }
        tally
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
