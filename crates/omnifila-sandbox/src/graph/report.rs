//! What Meta calls back: statuses of a message that was taken, signed, in order or not, once or several times.
//!
//! The calls go over plain HTTP to one address and are written once each; who does not answer within some seconds is left.
//! Whatever is wrong about them (order, repetition, ids, signature) is asked for by [`Meddling`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Graph;
use crate::moment;

/// A receiver that takes longer is left.
const LIMIT: Duration = Duration::from_secs(20);

/// Where statuses go, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphCallbacks {
    /// `http://127.0.0.1:PORT/hooks/1`.
    pub url: String,
    pub app_secret: String,
    /// In order; `failed:131026` fails with that code.
    #[serde(default = "all_statuses")]
    pub statuses: Vec<String>,
    #[serde(default)]
    pub meddling: Meddling,
}

fn all_statuses() -> Vec<String> {
    ["sent", "delivered", "read"].map(str::to_owned).to_vec()
}

/// What is wrong about the calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meddling {
    /// Each call comes again.
    pub twice: bool,
    /// The last status first.
    pub backwards: bool,
    /// They are answered before the send is.
    pub before_answer: bool,
    /// A status of a message that nobody sent comes with each.
    pub strangers: bool,
    /// Signed with another secret.
    pub forged: bool,
    /// Our own data does not come back.
    pub without_opaque: bool,
}

impl GraphCallbacks {
    pub(super) fn check(&self) -> Result<(), String> {
        place(&self.url)
            .map(drop)
            .ok_or_else(|| "callbacks.url: expected http://HOST:PORT/PATH".to_owned())
    }
}

/// Host with port, and path.
fn place(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    (host.contains(':') && !path.contains([' ', '\r', '\n'])).then_some((host, path))
}

/// Tells what became of a message that was taken: at once, or while its sender waits for the answer.
pub(crate) async fn report(graph: &Arc<Graph>, sent: &Bytes, answer: &Value) {
    let (callbacks, number) =
        graph.read(|book| (book.config.callbacks.clone(), book.config.phone_number_id.clone()));
    let Some(callbacks) = callbacks else { return };
    let sent: Value = serde_json::from_slice(sent).unwrap_or_default();
    let calls = calls(&callbacks, &number, &sent, answer);
    let early = callbacks.meddling.before_answer;
    let telling = async move {
        for body in calls {
            post(&callbacks, &body).await;
        }
    };
    if early {
        telling.await;
    } else {
        #[expect(
            clippy::disallowed_methods,
            reason = "ends by itself within its limit; nothing waits for it"
        )]
        tokio::spawn(telling);
    }
}

fn calls(callbacks: &GraphCallbacks, number: &str, sent: &Value, answer: &Value) -> Vec<String> {
    let meddling = callbacks.meddling;
    let id = answer
        .pointer("/messages/0/id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let seconds = (moment::wall_ms() / 1_000).to_string();
    let mut all = Vec::new();
    for word in &callbacks.statuses {
        let (status, code) = word.split_once(':').unwrap_or((word, ""));
        let mut told = json!({"id": id, "status": status, "timestamp": seconds,
            "recipient_id": answer.pointer("/contacts/0/wa_id")});
        if !meddling.without_opaque {
            told["biz_opaque_callback_data"] = sent["biz_opaque_callback_data"].clone();
        }
        if status == "sent" || status == "delivered" {
            told["pricing"] =
                json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility"});
        }
        if status == "failed" {
            told["errors"] =
                json!([{"code": code.parse().unwrap_or(131_026), "title": "Message undeliverable"}]);
        }
        let mut statuses = vec![told];
        if meddling.strangers {
            statuses.push(json!({"id": format!("{id}-stranger"), "status": status, "timestamp": seconds}));
        }
        let value = json!({"messaging_product": "whatsapp", "statuses": statuses,
            "metadata": {"display_phone_number": "5549900000000", "phone_number_id": number}});
        let change = json!({"field": "messages", "value": value});
        all.push(
            json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
                .to_string(),
        );
    }
    if meddling.backwards {
        all.reverse();
    }
    if meddling.twice {
        all.extend(all.clone());
    }
    all
}

/// The hexadecimal HMAC-SHA256 of a body, as Meta signs it.
pub(crate) fn sign(secret: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    Some(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

fn signature(callbacks: &GraphCallbacks, body: &str) -> Option<String> {
    let secret = if callbacks.meddling.forged {
        "somebody-elses-secret"
    } else {
        &callbacks.app_secret
    };
    sign(secret, body.as_bytes())
}

async fn post(callbacks: &GraphCallbacks, body: &str) {
    let Some((host, path)) = place(&callbacks.url) else {
        return;
    };
    let Some(signature) = signature(callbacks, body) else {
        return;
    };
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={signature}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let call = async {
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await
    };
    match tokio::time::timeout(LIMIT, call).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a callback was not taken"),
        Err(_) => tracing::debug!("a callback was not answered in time"),
    }
}
