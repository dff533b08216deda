//! A provider that misbehaves on purpose, at the level of bytes, and counts what was written to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with each connection.
#[derive(Clone)]
pub(crate) enum Play {
    /// Reads requests and answers each with these bytes.
    Answer(String),
    /// Answers by the request's path.
    Route(fn(&str) -> String),
    /// Reads one request, answers with these bytes (perhaps none) and closes.
    AnswerAndClose(String),
    /// Accepts and never reads.
    SilentBeforeReading,
    /// Reads the request and never answers.
    SilentAfterReading,
    /// Resets the connection once the request lies in its buffer, unread.
    ResetBeforeReading,
    /// Reads the request and resets the connection.
    ResetAfterReading,
    /// Answers with these bytes and goes on with `more` for ever, `pause` apart.
    Endless {
        start: String,
        more: String,
        pause: Duration,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

#[derive(Default)]
struct Seen {
    connections: usize,
    /// Requests of which at least the first bytes arrived.
    written: usize,
    /// Requests read whole.
    requests: Vec<Request>,
}

/// Stops when dropped.
pub(crate) struct Hostile {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Hostile {
    pub(crate) async fn start(play: Play) -> Hostile {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        #[expect(clippy::disallowed_methods, reason = "aborted when the server is dropped")]
        let server = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                shared.lock().unwrap().connections += 1;
                connections.spawn(serve(stream, play.clone(), shared.clone()));
            }
        });
        Hostile {
            address,
            seen,
            server,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// Requests of which at least one byte was written.
    pub(crate) fn written(&self) -> usize {
        self.seen.lock().unwrap().written
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }
}

async fn serve(mut stream: TcpStream, play: Play, seen: Arc<Mutex<Seen>>) {
    let mut first = [0_u8; 4];
    match stream.peek(&mut first).await {
        // A TLS greeting is no request.
        Ok(n) if n > 0 && first[0].is_ascii_alphabetic() => {}
        _ => {
            let _ = stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
                .await;
            return;
        }
    }
    match play {
        Play::SilentBeforeReading => {
            seen.lock().unwrap().written += 1;
            std::future::pending::<()>().await;
        }
        Play::ResetBeforeReading => {
            seen.lock().unwrap().written += 1;
            stream.set_zero_linger().unwrap();
        }
        Play::SilentAfterReading => {
            read(&mut stream, &seen).await;
            std::future::pending::<()>().await;
        }
        Play::ResetAfterReading => {
            read(&mut stream, &seen).await;
            stream.set_zero_linger().unwrap();
        }
        Play::AnswerAndClose(bytes) => {
            read(&mut stream, &seen).await;
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
        Play::Answer(bytes) => {
            while read(&mut stream, &seen).await.is_some() {
                if stream.write_all(bytes.as_bytes()).await.is_err() {
                    return;
                }
            }
        }
        Play::Route(answer) => {
            while let Some(request) = read(&mut stream, &seen).await {
                let path = request.line.split(' ').nth(1).unwrap_or("");
                if stream.write_all(answer(path).as_bytes()).await.is_err() {
                    return;
                }
            }
        }
        Play::Endless { start, more, pause } => {
            read(&mut stream, &seen).await;
            let mut bytes = start;
            while stream.write_all(bytes.as_bytes()).await.is_ok() {
                bytes.clone_from(&more);
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// One whole request, counted.
async fn read(stream: &mut TcpStream, seen: &Mutex<Seen>) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        if head.len() == 1 {
            seen.lock().unwrap().written += 1;
        }
    }
    let text = String::from_utf8(head).unwrap();
    let mut lines = text.lines();
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(n, _)| n == "content-length")
        .map_or(0, |(_, v)| v.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let request = Request { line, headers, body };
    seen.lock().unwrap().requests.push(request.clone());
    Some(request)
}

/// An answer with its length, on a connection that stays open.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
