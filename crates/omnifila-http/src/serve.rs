//! Listening: TCP and the local socket, HTTP/1.1, with limits on who may keep a connection and for how long.
//!
//! A stop closes the listeners, lets requests in progress finish, and tells streams and long polls to end. Left out: TLS
//! and the limit per client, which belong to the proxy in front.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// Connections at once over TCP; further ones wait in the kernel's backlog.
const MAX_TCP: usize = 4_096;
/// Connections of the local socket have places of their own, so that an operator gets in when TCP is full.
const MAX_LOCAL: usize = 64;
/// From the first byte of a head, or the last of the answer before it, to the head's end.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);
/// How long requests in progress may take once the stop has come.
const DRAIN: Duration = Duration::from_secs(10);
/// A process without free file descriptors gets some back in this time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Marks a request that came through the socket in the data folder.
#[derive(Debug, Clone, Copy)]
pub struct LocalSocket;

/// The other end of a TCP connection: the client, or the proxy in front.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Turns true when the service stops: streams and long polls end then.
#[derive(Debug, Clone)]
pub struct Closing(pub watch::Receiver<bool>);

impl Closing {
    /// Returns when the service stops.
    pub(crate) async fn closed(mut self) {
        closed(&mut self.0).await;
    }
}

async fn closed(closing: &mut watch::Receiver<bool>) {
    // A sender that is gone has stopped as well.
    drop(closing.wait_for(|closing| *closing).await);
}

/// Where to listen.
#[derive(Debug, Default)]
pub struct Listeners {
    pub tcp: Vec<TcpListener>,
    pub local: Vec<UnixListener>,
}

/// Serves until `shutdown`, then until the requests in progress are answered (at most 10 s).
///
/// # Errors
/// None once it listens; the type leaves room for a listener that breaks for good.
pub async fn serve(
    listeners: Listeners,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (stop, closing) = watch::channel(false);
    let mut doors = JoinSet::new();
    let places = Arc::new(Semaphore::new(MAX_TCP));
    for listener in listeners.tcp {
        doors.spawn(Door::Tcp(listener).serve(router.clone(), places.clone(), closing.clone()));
    }
    let places = Arc::new(Semaphore::new(MAX_LOCAL));
    for listener in listeners.local {
        doors.spawn(Door::Local(listener).serve(router.clone(), places.clone(), closing.clone()));
    }
    shutdown.await;
    stop.send_replace(true);
    let drained = async { while doors.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("some requests were still unanswered at the end of the drain");
    }
    Ok(())
}

/// One listener.
#[derive(Debug)]
enum Door {
    Tcp(TcpListener),
    Local(UnixListener),
}

#[derive(Debug)]
enum Stream {
    Tcp(TcpStream, Peer),
    Local(UnixStream),
}

impl Door {
    /// Takes connections in until the stop, then waits for those that are in.
    async fn serve(self, router: Router, places: Arc<Semaphore>, closing: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let mut stop = closing.clone();
        loop {
            let taken = tokio::select! {
                () = closed(&mut stop) => break,
                Some(_) = connections.join_next() => continue,
                taken = self.take(&places) => taken,
            };
            let (router, closing) = (router.clone(), closing.clone());
            match taken {
                Ok((Stream::Tcp(stream, peer), place)) => {
                    connections.spawn(connection(stream, router, closing, Some(peer), place));
                }
                Ok((Stream::Local(stream), place)) => {
                    connections.spawn(connection(stream, router, closing, None, place));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken in");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        // Nobody new while the last are served.
        drop(self);
        while connections.join_next().await.is_some() {}
    }

    /// A connection, once there is a place for it.
    async fn take(&self, places: &Arc<Semaphore>) -> io::Result<(Stream, OwnedSemaphorePermit)> {
        let place = places
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| io::ErrorKind::BrokenPipe)?;
        let stream = match self {
            Door::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // Answers are small and written whole: waiting for more only delays them.
                stream.set_nodelay(true)?;
                Stream::Tcp(stream, Peer(peer.ip()))
            }
            Door::Local(listener) => Stream::Local(listener.accept().await?.0),
        };
        Ok((stream, place))
    }
}

/// Serves one connection; without a peer it came through the local socket.
async fn connection<S>(
    stream: S,
    router: Router,
    closing: watch::Receiver<bool>,
    peer: Option<Peer>,
    _place: OwnedSemaphorePermit,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut stop = closing.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Closing(closing.clone()));
        match peer {
            Some(peer) => drop(request.extensions_mut().insert(peer)),
            None => drop(request.extensions_mut().insert(LocalSocket)),
        }
        router.clone().oneshot(request)
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .half_close(false);
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // How a connection ended is the client's affair: resets and time-outs are daily bread.
    tokio::select! {
        _ = served.as_mut() => {}
        () = closed(&mut stop) => {
            served.as_mut().graceful_shutdown();
            drop(served.await);
        }
    }
}
