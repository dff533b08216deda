//! A raw HTTP/1.1 client over TCP, so that no client library hides what the stand-in does to the wire.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use omnifila_sandbox::{DEFAULT_CHANNEL, DEFAULT_TOKEN, TEMPLATE_FATURA};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nothing in these tests takes this long unless it hangs.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);
pub(crate) const TO: &str = "+5549900000001";

/// What came back until the other side closed.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// How the connection ended, if not by an orderly close.
    pub(crate) broken: Option<io::ErrorKind>,
    pub(crate) raw: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|l| l.split_once(':'))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.trim())
    }
}

pub(crate) fn request(method: &str, path: &str, token: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) async fn open(addr: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Reads to the end, whatever the end is.
pub(crate) async fn read(mut stream: TcpStream) -> Reply {
    let mut raw = Vec::new();
    let ended = tokio::time::timeout(LIMIT, stream.read_to_end(&mut raw))
        .await
        .expect("no end within the limit");
    let split = raw.windows(4).position(|w| w == b"\r\n\r\n");
    let (head, body) = match split {
        Some(at) => (
            String::from_utf8_lossy(&raw[..at]).into_owned(),
            raw[at + 4..].to_vec(),
        ),
        None => (String::new(), Vec::new()),
    };
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Reply {
        status,
        head,
        body,
        broken: ended.err().map(|e| e.kind()),
        raw,
    }
}

pub(crate) async fn call(addr: SocketAddr, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    read(open(addr, &request(method, path, DEFAULT_TOKEN, &body)).await).await
}

/// A send that is right in every field.
pub(crate) fn good_send(to: &str, message_id: u64) -> Value {
    json!({
        "contato": {"canalCliente": to, "nome": "Cliente Exemplo 001"},
        "template": {"_id": TEMPLATE_FATURA, "variaveis": ["Cliente Exemplo 001", "129,90", "10/12/2026"]},
        "canal": DEFAULT_CHANNEL,
        "allowSendingToStartedCustomerService": false,
        "metadata": {"message_id": message_id, "attempt": 1},
    })
}

pub(crate) async fn send(addr: SocketAddr, body: &Value) -> Reply {
    call(addr, "POST", "/api/v1/template/send", body).await
}
