//! One accepted connection, with the two switches that faults need on the socket itself.
//!
//! `reset` makes the close a RST instead of a FIN; `trickle` lets one byte out per pause. The HTTP server above never
//! knows: it sees a stream.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// What a fault may ask of the connection that carries the call.
#[derive(Debug, Default)]
pub(crate) struct Switch {
    reset: AtomicBool,
    trickle_ms: AtomicU64,
}

impl Switch {
    /// Close by RST when the connection is dropped.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Release);
    }

    /// From here on let one byte out every `ms` milliseconds.
    pub(crate) fn trickle(&self, ms: u64) {
        self.trickle_ms.store(ms.max(1), Ordering::Release);
    }
}

#[derive(Debug)]
pub(crate) struct SwitchedStream {
    stream: TcpStream,
    switch: Arc<Switch>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl SwitchedStream {
    pub(crate) fn new(stream: TcpStream, switch: Arc<Switch>) -> Self {
        Self {
            stream,
            switch,
            pause: None,
        }
    }
}

impl Drop for SwitchedStream {
    fn drop(&mut self) {
        if self.switch.reset.load(Ordering::Acquire) {
            // A peer that is already gone cannot be reset; there is nothing else to do about it.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for SwitchedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for SwitchedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let ms = self.switch.trickle_ms.load(Ordering::Acquire);
        if ms == 0 || buf.is_empty() {
            return Pin::new(&mut self.stream).poll_write(cx, buf);
        }
        if let Some(pause) = self.pause.as_mut() {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buf[..1]))?;
        self.pause = Some(Box::pin(tokio::time::sleep(Duration::from_millis(ms))));
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.switch.trickle_ms.load(Ordering::Acquire) == 0 {
            return Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        }
        let first = bufs.iter().find(|b| !b.is_empty()).map_or(&[][..], |b| b);
        self.poll_write(cx, first)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.switch.reset.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
