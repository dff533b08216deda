//! The listeners: real connections over TCP and the local socket.
#![expect(
    clippy::disallowed_methods,
    reason = "the tasks of a test are joined by it, or end with its runtime"
)]

use crate::support::{Api, TOKEN};
use axum::body::Body;
use axum::http::Request;
use omnifila_http::{Closing, Listeners, serve};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

struct Server {
    tcp: std::net::SocketAddr,
    socket: std::path::PathBuf,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

async fn begin(api: &Api) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = tcp.local_addr().unwrap();
    let listeners = Listeners {
        tcp: vec![tcp],
        local: vec![UnixListener::bind(&socket).unwrap()],
    };
    let (stop, stopped) = oneshot::channel();
    let router = api.router.clone();
    let running = tokio::spawn(async move { serve(listeners, router, async { drop(stopped.await) }).await });
    Server {
        tcp: addr,
        socket,
        stop,
        running,
        _folder: folder,
    }
}

/// Sends text and reads until the server closes.
async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tcp_needs_a_token_and_the_socket_does_not() {
    let api = Api::new().await;
    let server = begin(&api).await;
    let request = "GET /api/v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let tcp = talk(TcpStream::connect(server.tcp).await.unwrap(), request).await;
    assert!(tcp.starts_with("HTTP/1.1 401 "), "{tcp}");
    let local = talk(UnixStream::connect(&server.socket).await.unwrap(), request).await;
    assert!(local.starts_with("HTTP/1.1 200 "), "{local}");
    let broken = talk(TcpStream::connect(server.tcp).await.unwrap(), "nonsense\r\n\r\n").await;
    assert!(broken.starts_with("HTTP/1.1 400 "), "{broken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_the_limit_is_refused_and_the_answer_arrives() {
    let api = Api::new().await;
    let server = begin(&api).await;
    let length = 40 * 1024 * 1024;
    let head = format!(
        "POST /api/v1/messages/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    // A client that writes everything before it reads, as most do.
    let mut stream = TcpStream::connect(server.tcp).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![b'x'; 1024 * 1024];
    for _ in 0..40 {
        stream.write_all(&piece).await.unwrap();
    }
    let answer = talk(stream, "").await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_streams_and_idle_connections() {
    let api = Api::new().await;
    let server = begin(&api).await;
    let mut stream = TcpStream::connect(server.tcp).await.unwrap();
    let request = format!("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let idle = TcpStream::connect(server.tcp).await.unwrap();
    server.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(9), server.running).await;
    ended.expect("the stop waits for nobody").unwrap().unwrap();
    drop(idle);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(
        TcpStream::connect(server.tcp).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_answers_long_polls() {
    let api = Api::new().await;
    let (stop, closing) = watch::channel(false);
    let request = Request::get("/api/v1/message-events?wait=60")
        .header("authorization", format!("Bearer {TOKEN}"))
        .extension(Closing(closing));
    let polling = api.raw(request.body(Body::empty()).unwrap());
    let stopping = async { stop.send(true).unwrap() };
    let both = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(polling, stopping) });
    let (answer, ()) = both.await.expect("the poll waits for nobody");
    assert_eq!(answer.expect(200)["items"], serde_json::json!([]));
}
