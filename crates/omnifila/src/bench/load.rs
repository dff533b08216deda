//! The clients of the bench, each a process of its own, so that their work is not counted as omnifila's: the leanest
//! possible sender (the ceiling), and 64 producers that enqueue one message at a time.

use super::sink::request_len;
use anyhow::{Context, bail};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Posts the same bytes over `connections` keep-alive connections for `millis`, and prints how many were answered.
pub(crate) fn ceiling(port: u16, connections: usize, millis: u64) -> anyhow::Result<()> {
    let body = r#"{"contato":{"canalCliente":"+5549900000001","nome":"Cliente Exemplo 000001"},"template":{"_id":"64aa00000000000000000001","variaveis":["Cliente Exemplo 000001","R$ 129,90","10/12/2026"]},"canal":"64bb00000000000000000002","allowSendingToStartedCustomerService":false,"metadata":{"message_id":100001,"attempt":1}}"#;
    let request = format!(
        "POST /api/v1/template/send HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer bench\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answered = runtime.block_on(async {
        let count = Arc::new(AtomicU64::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..connections {
            let (request, count) = (request.clone(), count.clone());
            tasks.spawn(async move {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
                stream.set_nodelay(true)?;
                let mut buffer = Vec::with_capacity(4_096);
                loop {
                    exchange(&mut stream, request.as_bytes(), &mut buffer).await?;
                    count.fetch_add(1, Ordering::Relaxed);
                }
                #[expect(unreachable_code, reason = "gives the task its type")]
                anyhow::Ok(())
            });
        }
        // The first moments are connections being made: counted from when they are up.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = count.load(Ordering::Relaxed);
        let began = tokio::time::Instant::now();
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let n = count.load(Ordering::Relaxed) - before;
        n as f64 / began.elapsed().as_secs_f64()
    });
    writeln!(std::io::stdout(), "{answered}")?;
    Ok(())
}

/// Enqueues `messages` messages one by one with `clients` clients, and prints how many a second were acknowledged.
pub(crate) fn producers(
    port: u16,
    token: &str,
    clients: usize,
    messages: u64,
    ids: (i64, i64),
) -> anyhow::Result<()> {
    let (gateway, template) = ids;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let rate = runtime.block_on(async {
        let next = Arc::new(AtomicU64::new(0));
        let began = tokio::time::Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..clients {
            let (next, token) = (next.clone(), token.to_owned());
            tasks.spawn(async move {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
                stream.set_nodelay(true)?;
                let mut buffer = Vec::with_capacity(4_096);
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= messages {
                        return anyhow::Ok(());
                    }
                    let body = super::message_json(gateway, template, 10_000_000 + n);
                    let request = format!(
                        "POST /api/v1/messages HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n\
                         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    exchange(&mut stream, request.as_bytes(), &mut buffer).await?;
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        anyhow::Ok(messages as f64 / began.elapsed().as_secs_f64())
    })?;
    writeln!(std::io::stdout(), "{rate}")?;
    Ok(())
}

/// One request, one whole answer of the 200s.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    stream.write_all(request).await?;
    loop {
        if let Some(used) = request_len(buffer) {
            if !buffer.starts_with(b"HTTP/1.1 2") {
                let head = String::from_utf8_lossy(&buffer[..used.min(400)]).into_owned();
                bail!("refused: {head}");
            }
            buffer.drain(..used);
            return Ok(());
        }
        let n = stream.read_buf(buffer).await.context("the answer broke off")?;
        if n == 0 {
            bail!("the connection was closed");
        }
    }
}
