//! The other side of the bench, as a process of its own: answers every POST at once as Opa! Suite would, and does nothing
//! else, so that what is measured is the sender.

use anyhow::Context;
use std::io::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 118\r\n\r\n\
{\"status\":\"success\",\"code\":200,\"data\":{\"message\":\"Template sent.\",\"messageSentId\":\"659c365b0000000000000000\",\"n\":1}}  ";

/// Serves until its standard input closes, which is when the bench ends.
pub(crate) fn run() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("the sink needs a free loopback port")?;
        let mut out = std::io::stdout();
        writeln!(out, "{}", listener.local_addr()?.port())?;
        out.flush()?;
        let mut end = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()));
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let (stream, _) = accepted?;
                    stream.set_nodelay(true)?;
                    #[expect(clippy::disallowed_methods, reason = "one task per connection, ended with the process")]
                    tokio::spawn(answer_all(stream));
                }
                _ = &mut end => return Ok(()),
            }
        }
    })
}

async fn answer_all(mut stream: TcpStream) {
    let mut buffer: Vec<u8> = Vec::with_capacity(8 * 1024);
    loop {
        while let Some(used) = request_len(&buffer) {
            buffer.drain(..used);
            if stream.write_all(ANSWER).await.is_err() {
                return;
            }
        }
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Length of the first whole request, if there is one.
pub(crate) fn request_len(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = head + length.unwrap_or(0);
    (buffer.len() >= whole).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_its_own_length() {
        assert_eq!(request_len(ANSWER), Some(ANSWER.len()));
    }
}
