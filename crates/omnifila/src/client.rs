//! How commands reach a running omnifila: by the socket in the data folder, else over TCP with a token.
//!
//! One connection per call. An answer that is a problem document becomes one line with its code, where it was and what
//! was expected. Left out: TLS; commands run on the machine of the service, or through a tunnel to it.

use crate::local_socket;
use crate::settings::{Secret, Settings};
use crate::terminal::usage;
use anyhow::{Context, Result, anyhow, bail};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

const CONNECT: Duration = Duration::from_secs(10);
/// The longest call is a large bulk order or an advance of the simulated clock.
const ANSWER: Duration = Duration::from_secs(600);

#[derive(Debug, Clone)]
pub(crate) struct Client {
    target: Target,
    token: Option<Secret>,
}

#[derive(Debug, Clone)]
enum Target {
    Local(PathBuf),
    Tcp { authority: String, base: String },
}

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// Nobody listens there.
    #[error("{0}")]
    NoServer(String),
    /// The API refused: `code` is its.
    #[error("{words} ({status} {code})")]
    Refused {
        status: u16,
        code: String,
        words: String,
    },
    #[error("{0:#}")]
    Broken(anyhow::Error),
}

/// A good answer, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Client {
    /// `--server` if given, else the socket of the data folder.
    pub(crate) fn of(settings: &Settings) -> Result<Self> {
        let token = settings.token.clone();
        let Some(server) = &settings.server else {
            return Ok(Self::local(settings));
        };
        let url: http::Uri = server
            .parse()
            .map_err(|_| usage("server: expected such as http://127.0.0.1:8080"))?;
        if url.scheme_str() == Some("https") {
            bail!(usage(
                "server: commands do not speak TLS; use a tunnel (ssh -L) or run them on the server itself"
            ));
        }
        let authority = url
            .authority()
            .ok_or_else(|| usage("server: expected such as http://127.0.0.1:8080"))?;
        let authority = match authority.port() {
            Some(_) => authority.to_string(),
            None => format!("{}:80", authority.host()),
        };
        let base = url.path().trim_end_matches('/').to_owned();
        Ok(Self {
            target: Target::Tcp { authority, base },
            token,
        })
    }

    /// The service on this machine's data folder.
    pub(crate) fn local(settings: &Settings) -> Self {
        Self {
            target: Target::Local(settings.data_dir.clone()),
            token: None,
        }
    }

    /// Whether somebody listens on the socket of the data folder.
    pub(crate) async fn is_running(settings: &Settings) -> bool {
        local_socket::connect(&settings.data_dir).await.is_ok()
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer, CallError> {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Answer, CallError> {
        self.call(Method::POST, path, Some(body.to_string())).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Result<Answer, CallError> {
        self.call(Method::PATCH, path, Some(body.to_string())).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<Answer, CallError> {
        self.call(Method::DELETE, path, None).await
    }

    /// All items of a list, page by page.
    pub(crate) async fn all(&self, path: &str) -> Result<Vec<Value>, CallError> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let after = cursor
                .as_deref()
                .map(|c| format!("&cursor={}", escape(c)))
                .unwrap_or_default();
            let mut page = self.get(&format!("{path}?limit=1000{after}")).await?.json;
            if let Some(Value::Array(found)) = page.get_mut("items").map(Value::take) {
                items.extend(found);
            }
            match page.get("next_cursor").and_then(Value::as_str) {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(items),
            }
        }
    }

    /// `path` below `/api/v1` unless it begins at another root (`/healthz`).
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, CallError> {
        const ROOTS: [&str; 4] = ["/healthz", "/readyz", "/metrics", "/api/"];
        let rooted = ROOTS.iter().any(|root| path.starts_with(root));
        let path = if rooted {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let whole = match &self.target {
            Target::Local(folder) => {
                let stream = local_socket::connect(folder).await.map_err(|error| {
                    CallError::NoServer(format!(
                        "no omnifila runs on the data folder {} ({error}): start `omnifila serve` there, or give --data-dir, \
                         or --server with OMNIFILA_TOKEN",
                        folder.display()
                    ))
                })?;
                self.exchange(stream, "localhost", method, path, body).await
            }
            Target::Tcp { authority, base } => {
                let connected = tokio::time::timeout(CONNECT, TcpStream::connect(authority)).await;
                let stream = connected
                    .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))
                    .flatten();
                let stream = stream.map_err(|error| {
                    CallError::NoServer(format!(
                        "no omnifila answers at {authority} ({error}): look at --server"
                    ))
                })?;
                self.exchange(stream, authority, method, format!("{base}{path}"), body)
                    .await
            }
        };
        let (status, text) = whole.map_err(CallError::Broken)?;
        judged(status, text)
    }

    async fn exchange<S>(
        &self,
        stream: S,
        host: &str,
        method: Method,
        path: String,
        body: Option<String>,
    ) -> Result<(StatusCode, String)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(token) = &self.token {
            let bearer = HeaderValue::from_str(&format!("Bearer {}", token.0));
            request = request.header(
                header::AUTHORIZATION,
                bearer.map_err(|_| anyhow!("the token is no token"))?,
            );
        }
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let exchange = async {
            let response = sender
                .send_request(request)
                .await
                .context("the server ended the connection")?;
            let status = response.status();
            let bytes = response
                .into_body()
                .collect()
                .await
                .context("the answer broke off")?
                .to_bytes();
            anyhow::Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
        };
        let driven = async {
            let (mut exchange, mut connection) = (std::pin::pin!(exchange), std::pin::pin!(connection));
            tokio::select! {
                answer = exchange.as_mut() => answer,
                // The connection may end with the answer: what it read is still to be taken.
                _ = connection.as_mut() => exchange.await,
            }
        };
        tokio::time::timeout(ANSWER, driven)
            .await
            .context("no answer within 10 minutes")?
    }
}

fn judged(status: StatusCode, text: String) -> Result<Answer, CallError> {
    let json: Value = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    if status.is_success() {
        return Ok(Answer { text, json });
    }
    let field = |name: &str| {
        json.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let code = field("code");
    let words = match (status.as_u16(), field("detail")) {
        (401, _) => "the token is missing or not valid: set OMNIFILA_TOKEN".to_owned(),
        (_, detail) if detail.is_empty() => "the server refused".to_owned(),
        (_, detail) => detail,
    };
    Err(CallError::Refused {
        status: status.as_u16(),
        code,
        words,
    })
}

/// A value in a query or path.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_become_one_line() {
        let text = r#"{"status":422,"code":"bad_phone","detail":"/customer/phone: expected a phone"}"#;
        let error = judged(StatusCode::UNPROCESSABLE_ENTITY, text.into())
            .unwrap_err()
            .to_string();
        assert_eq!(error, "/customer/phone: expected a phone (422 bad_phone)");
        let error = judged(StatusCode::BAD_GATEWAY, "<html>".into())
            .unwrap_err()
            .to_string();
        assert_eq!(error, "the server refused (502 )");
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escape("José & 1+1"), "Jos%C3%A9%20%26%201%2B1");
    }
}
