//! One scheme, host and port: how to connect to it, and its idle connections.
//!
//! Model: names are resolved through the guard, at most once in [`NAMES_LIVE`] however many calls start at once. Idle
//! connections are taken newest first, so that a quiet hour lets the rest run out; they live shorter than what providers
//! keep open, because a connection closed by the other side at the moment of writing is the main source of needless
//! unknown outcomes.

use super::WireError;
use super::connection::{Connection, Stream};
use crate::guard::Guard;
use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use rustls::ClientConfig;
use std::collections::VecDeque;
use std::error::Error;
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use tower::{Service, ServiceExt};

/// An idle connection older than this is not used again. Common servers close after 5 s or more.
const IDLE_LIFE: Duration = Duration::from_secs(4);
/// Idle connections kept per origin: as many as a gateway may have calls in flight.
const IDLE_MOST: usize = 4_096;
/// How long the answer of the resolver serves; long enough that a burst asks once.
const NAMES_LIVE: Duration = Duration::from_secs(5);
/// How long a failure to resolve serves, so that a burst during an outage asks once, and recovery is quick.
const FAILURE_LIVES: Duration = Duration::from_secs(1);

pub(super) struct Origin {
    uri: Uri,
    connector: HttpsConnector<HttpConnector<Resolver>>,
    pool: Mutex<Pool>,
}

#[derive(Default)]
struct Pool {
    /// Oldest first.
    /// Boxed: a connection is a few kilobytes, and moves several times in each call.
    idle: VecDeque<Box<Connection>>,
    /// A sweeper runs.
    swept: bool,
}

impl Origin {
    pub(super) fn new(uri: Uri, guard: Guard, tls: &ClientConfig) -> Origin {
        let mut http = HttpConnector::new_with_resolver(Resolver {
            guard,
            names: Arc::default(),
        });
        http.set_nodelay(true);
        http.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Origin {
            uri,
            connector,
            pool: Mutex::default(),
        }
    }

    /// Name, TCP and TLS, before `deadline`. Nothing of a request is written here, so every failure is proven not sent.
    pub(super) async fn connect(&self, deadline: Instant) -> Result<Box<Connection>, WireError> {
        let not_sent = |code| WireError::NotSent { code };
        let stream: Stream = timeout_at(deadline, self.connector.clone().oneshot(self.uri.clone()))
            .await
            .map_err(|_| not_sent("connect_timeout"))?
            .map_err(|e| not_sent(connect_code(e.as_ref())))?;
        let connection = Connection::over(stream).await;
        connection
            .map(Box::new)
            .map_err(|_| not_sent("connection_closed"))
    }

    /// The newest idle connection that is young enough.
    pub(super) fn take_idle(&self) -> Option<Box<Connection>> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = pool.idle.pop_back()?;
        if newest.idle_since.elapsed() < IDLE_LIFE {
            Some(newest)
        } else {
            pool.idle.clear();
            None
        }
    }

    /// Puts a connection back for the next call, if it is good for one.
    pub(super) async fn keep(self: &Arc<Self>, mut connection: Box<Connection>) {
        if !connection.reusable().await {
            return;
        }
        connection.idle_since = Instant::now();
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.idle.len() >= IDLE_MOST {
            return;
        }
        pool.idle.push_back(connection);
        if !pool.swept {
            pool.swept = true;
            #[expect(
                clippy::disallowed_methods,
                reason = "holds nothing but a weak reference, and ends with the pool"
            )]
            tokio::spawn(sweep(Arc::downgrade(self)));
        }
    }

    /// Closes what is too old; false when nothing is left to look after.
    fn drop_old(&self) -> bool {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        while pool
            .idle
            .front()
            .is_some_and(|c| c.idle_since.elapsed() >= IDLE_LIFE)
        {
            pool.idle.pop_front();
        }
        pool.swept = !pool.idle.is_empty();
        pool.swept
    }
}

/// Idle connections are not polled, so nobody else would notice that they ended.
async fn sweep(origin: Weak<Origin>) {
    loop {
        sleep(IDLE_LIFE).await;
        if !origin.upgrade().is_some_and(|origin| origin.drop_old()) {
            return;
        }
    }
}

/// Which part of connecting failed. The connector gives TLS failures as an `io::Error`, and what comes before TLS as a
/// type of its own that wraps one.
fn connect_code(error: &(dyn Error + 'static)) -> &'static str {
    if error.is::<std::io::Error>() {
        return "tls_failed";
    }
    let mut cause = Some(error);
    while let Some(e) = cause {
        if let Some(names) = e.downcast_ref::<NameError>() {
            return match names {
                NameError::Unresolved => "dns_failed",
                NameError::Refused => "address_refused",
            };
        }
        if e.downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused)
        {
            return "connect_refused";
        }
        cause = e.source();
    }
    "connect_failed"
}

#[derive(Debug, Clone, Copy, thiserror::Error)]
enum NameError {
    #[error("the name does not resolve")]
    Unresolved,
    #[error("the name resolves to an address that may not be called")]
    Refused,
}

type Names = Result<Arc<[SocketAddr]>, NameError>;

/// Resolves the one name of an origin, and gives only addresses that the guard has seen.
#[derive(Clone)]
struct Resolver {
    guard: Guard,
    /// The last answer and how long it serves. The lock is held while asking, so that a burst asks once.
    names: Arc<tokio::sync::Mutex<Option<(Instant, Names)>>>,
}

impl Resolver {
    async fn resolve(self, name: Name) -> Names {
        let mut last = self.names.lock().await;
        if let Some((until, names)) = last.as_ref()
            && Instant::now() < *until
        {
            return names.clone();
        }
        let names = self.ask(name.as_str()).await;
        let life = if names.is_ok() { NAMES_LIVE } else { FAILURE_LIVES };
        *last = Some((Instant::now() + life, names.clone()));
        names
    }

    async fn ask(&self, name: &str) -> Names {
        // Port 0: the connector puts the origin's own in its place.
        let found: Arc<[SocketAddr]> = tokio::net::lookup_host((name, 0))
            .await
            .map_err(|_| NameError::Unresolved)?
            .collect();
        if found.is_empty() {
            return Err(NameError::Unresolved);
        }
        if found.iter().all(|address| self.guard.admits(address.ip())) {
            Ok(found)
        } else {
            Err(NameError::Refused)
        }
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = NameError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NameError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NameError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolver = self.clone();
        Box::pin(async move { Ok(resolver.resolve(name).await?.to_vec().into_iter()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(guard: Guard) -> Resolver {
        Resolver {
            guard,
            names: Arc::default(),
        }
    }

    #[tokio::test]
    async fn a_name_is_refused_for_one_address_that_is() {
        let public = resolver(Guard::Public);
        assert!(matches!(public.ask("localhost").await, Err(NameError::Refused)));
        assert!(
            !resolver(Guard::LoopbackOnly)
                .ask("localhost")
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn a_burst_asks_once() {
        let open = resolver(Guard::Open);
        // A name that cannot be resolved, so that only what was remembered can answer.
        let known: Arc<[SocketAddr]> = [SocketAddr::from(([127, 0, 0, 9], 0))].into();
        *open.names.lock().await = Some((Instant::now() + NAMES_LIVE, Ok(known.clone())));
        let name: Name = "a..invalid".parse().unwrap();
        assert_eq!(open.clone().resolve(name.clone()).await.unwrap(), known);
        *open.names.lock().await = Some((Instant::now(), Ok(known)));
        assert!(matches!(
            open.clone().resolve(name).await,
            Err(NameError::Unresolved)
        ));
    }
}
