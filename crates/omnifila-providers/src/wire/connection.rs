//! One open connection, driven by the task that calls over it.
//!
//! Failures: whatever ends an exchange early also ends the connection; only one that gave a whole answer and is ready for
//! another request goes back to the pool.

use super::{ANSWER_LIMIT, Response};
use bytes::{Bytes, BytesMut};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::time::Instant;

pub(super) type Request = http::Request<Full<Bytes>>;
pub(super) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Why an exchange gave no answer.
pub(super) enum Failed {
    /// The connection was closed before a byte of the request was written; here it is again.
    Unwritten(Box<Request>),
    /// Something was written: the code of an unknown outcome.
    Broken(&'static str),
}

pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    /// Reads and writes when polled; gone once the connection is closed.
    driver: Option<http1::Connection<Stream, Full<Bytes>>>,
    /// When it was last put back into the pool.
    pub(super) idle_since: Instant,
}

impl Connection {
    pub(super) async fn over(stream: Stream) -> Result<Connection, hyper::Error> {
        let (sender, driver) = http1::Builder::new()
            .max_buf_size(ANSWER_LIMIT)
            .handshake(stream)
            .await?;
        Ok(Connection {
            sender,
            driver: Some(driver),
            idle_since: Instant::now(),
        })
    }

    /// Writes the request once and reads the whole answer. No deadline of its own; dropped half way, the connection must
    /// be dropped with it.
    pub(super) async fn exchange(&mut self, request: Request, limit: usize) -> Result<Response, Failed> {
        let mut answer = pin!(self.sender.try_send_request(request));
        let driver = &mut self.driver;
        let answer = poll_fn(|cx| {
            drive(driver, cx);
            answer.as_mut().poll(cx)
        })
        .await;
        let (head, body) = match answer {
            Ok(response) => response.into_parts(),
            Err(mut refused) => {
                return Err(match refused.take_message() {
                    Some(request) => Failed::Unwritten(Box::new(request)),
                    None => Failed::Broken(head_code(refused.error())),
                });
            }
        };
        let body = self.body(body, limit).await.map_err(Failed::Broken)?;
        Ok(Response {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    /// Whether another request may go over this connection: the last answer ended and the server keeps it open.
    pub(super) async fn reusable(&mut self) -> bool {
        poll_fn(|cx| {
            drive(&mut self.driver, cx);
            Poll::Ready(self.driver.is_some() && self.sender.is_ready())
        })
        .await
    }

    async fn body(&mut self, mut body: Incoming, limit: usize) -> Result<Bytes, &'static str> {
        if body.size_hint().lower() > limit as u64 {
            return Err("oversized_answer");
        }
        let mut whole = Bytes::new();
        loop {
            let frame = poll_fn(|cx| {
                drive(&mut self.driver, cx);
                Pin::new(&mut body).poll_frame(cx)
            })
            .await;
            let Some(frame) = frame else { return Ok(whole) };
            // Trailers end an answer and say nothing that an adapter reads.
            let Ok(data) = frame.map_err(|_| "half_answer")?.into_data() else {
                continue;
            };
            if whole.len() + data.len() > limit {
                return Err("oversized_answer");
            }
            whole = if whole.is_empty() {
                data
            } else {
                let mut longer = BytesMut::from(whole);
                longer.extend_from_slice(&data);
                longer.freeze()
            };
        }
    }
}

/// Lets the connection read and write as far as it can. Its errors reach the request's own future.
fn drive(driver: &mut Option<http1::Connection<Stream, Full<Bytes>>>, cx: &mut Context<'_>) {
    if let Some(open) = driver
        && Pin::new(open).poll(cx).is_ready()
    {
        *driver = None;
    }
}

/// The code of a failure between the request and the head of its answer.
fn head_code(error: &hyper::Error) -> &'static str {
    if error.is_parse() || error.is_parse_too_large() {
        return "bad_http";
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(e) = cause {
        if let Some(io) = e.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted
            )
        {
            return "connection_reset";
        }
        cause = e.source();
    }
    "no_answer"
}
