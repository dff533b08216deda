//! The one outbound HTTP client: one request, written at most once, one answer, or a proof that nothing was written.
//!
//! Model: an [`Endpoint`] is a checked URL with the pool of idle connections of its origin. A call takes an idle
//! connection or opens one, writes the request, and reads the whole answer, all before one deadline. The task that calls
//! also drives the connection, so that a call costs no hand-over between tasks.
//!
//! Failures: until the request is handed to a connection everything is [`WireError::NotSent`]; from then on everything but
//! a whole answer is [`WireError::Unknown`]. The one exception is proven by hyper: a connection that turns out closed
//! before the first byte of the request was written gives the request back, and the next connection takes it.
//!
//! Left out, on purpose: retries, redirects, proxies of the environment, decompression (a bomb has nothing to inflate in),
//! cookies, HTTP/2.

mod connection;
mod origin;
pub(crate) mod socket;

use crate::guard::Guard;
use bytes::Bytes;
use connection::{Failed, Request};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use http_body_util::Full;
use hyper_rustls::ConfigBuilderExt;
use omnifila_core::input::InputError;
use omnifila_core::outcome::Outcome;
use origin::Origin;
use rustls::ClientConfig;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

/// Bytes of an answer that are read, head and body each. What a provider says about one message fits many times; more is
/// a mistake or an attack.
pub const ANSWER_LIMIT: usize = 64 * 1024;

/// At most so much of a call's time goes into connecting, so that a slow connection ends as `connect_timeout` (proven
/// not sent) and not as a request cut off right after it was written.
const CONNECT_SHARE: u32 = 2;

const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!("omnifila/", env!("CARGO_PKG_VERSION")));
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Whole answer of a provider, whatever its status.
#[derive(Clone)]
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    /// At most [`ANSWER_LIMIT`] bytes, unless the endpoint allows more.
    pub body: Bytes,
}

/// Sizes only: an answer may repeat a token or a customer's data.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no answer. The codes are listed in `docs/reference/codes.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Proven: no byte of the request was written.
    #[error("not sent: {code}")]
    NotSent { code: &'static str },
    /// The request, or part of it, was written; what became of it is not known.
    #[error("unknown: {code}")]
    Unknown { code: &'static str },
}

impl WireError {
    pub fn code(self) -> &'static str {
        match self {
            WireError::NotSent { code } | WireError::Unknown { code } => code,
        }
    }
}

impl From<WireError> for Outcome {
    fn from(error: WireError) -> Outcome {
        match error {
            WireError::NotSent { code } => Outcome::NotSent { code: code.into() },
            WireError::Unknown { code } => Outcome::Unknown { code: code.into() },
        }
    }
}

/// By scheme, host and port as written, and guard. Weak, so that an origin nobody calls any more closes its connections.
type Origins = HashMap<(String, Guard), Weak<Origin>>;

/// The client of a process: TLS settings, and one pool of connections per origin. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    guard: Guard,
    tls: Arc<ClientConfig>,
    origins: Arc<Mutex<Origins>>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

impl Wire {
    /// A client that never goes further than `guard`: [`Guard::Open`] in service, [`Guard::LoopbackOnly`] while time is
    /// simulated.
    ///
    /// # Panics
    /// Never: the crypto provider speaks the TLS versions asked of it.
    pub fn new(guard: Guard) -> Wire {
        let mut tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_webpki_roots()
            .with_no_client_auth();
        // Early data may be replayed by the network: a POST written twice by somebody else.
        tls.enable_early_data = false;
        Wire {
            guard,
            tls: Arc::new(tls),
            origins: Arc::default(),
        }
    }

    /// How far the whole process may go.
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// A checked place to call. Endpoints of one origin and guard share connections.
    ///
    /// # Errors
    /// As [`Guard::read`].
    pub fn endpoint(&self, url: &str, guard: Guard) -> Result<Endpoint, InputError> {
        let guard = guard.within(self.guard);
        let url = guard.read(url)?;
        let bad = |_| InputError::new("bad_url", "", "an http or https URL");
        let host =
            HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]).map_err(|_| bad(()))?;
        let path: Uri = url[Position::BeforePath..Position::AfterQuery]
            .parse()
            .map_err(|_| bad(()))?;
        Ok(Endpoint {
            origin: self.origin(&url, guard).map_err(|_| bad(()))?,
            host,
            path,
            answer_limit: ANSWER_LIMIT,
        })
    }

    fn origin(&self, url: &Url, guard: Guard) -> Result<Arc<Origin>, http::uri::InvalidUri> {
        let base = url[Position::BeforeScheme..Position::AfterPort].to_owned();
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        origins.retain(|_, origin| origin.strong_count() > 0);
        if let Some(origin) = origins.get(&(base.clone(), guard)).and_then(Weak::upgrade) {
            return Ok(origin);
        }
        let origin = Arc::new(Origin::new(base.parse()?, guard, &self.tls));
        origins.insert((base, guard), Arc::downgrade(&origin));
        Ok(origin)
    }
}

/// A checked URL and the connections to its origin. Cheap to clone.
#[derive(Clone)]
pub struct Endpoint {
    origin: Arc<Origin>,
    host: HeaderValue,
    /// Path and query, as the request line carries them.
    path: Uri,
    /// Bytes of an answer's body that are read.
    answer_limit: usize,
}

/// Without the query, which may carry a key.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({:?}{})", self.host, self.path.path())
    }
}

impl Endpoint {
    /// Another path of the same origin, below this one: `send` below `/api/v1` is `/api/v1/send`.
    ///
    /// # Errors
    /// `bad_url` if `tail` cannot stand in a request line.
    pub fn below(&self, tail: &str) -> Result<Endpoint, InputError> {
        let path = format!("{}/{tail}", self.path.path().trim_end_matches('/'));
        let path: Uri = path
            .parse()
            .map_err(|_| InputError::new("bad_url", "", "a path"))?;
        Ok(Endpoint {
            origin: self.origin.clone(),
            host: self.host.clone(),
            path,
            answer_limit: self.answer_limit,
        })
    }

    /// The last part of the path: what a document is called.
    pub fn file_name(&self) -> &str {
        self.path.path().rsplit('/').next().unwrap_or_default()
    }

    /// The same place with another query, from its question mark on.
    ///
    /// # Errors
    /// `bad_url` if it cannot stand in a request line.
    pub fn with_query(&self, query: &str) -> Result<Endpoint, InputError> {
        let path = format!("{}{query}", self.path.path());
        let path: Uri = path
            .parse()
            .map_err(|_| InputError::new("bad_url", "", "a query"))?;
        Ok(Endpoint { path, ..self.clone() })
    }

    /// The same place with answers of up to so many bytes: for lists, which a provider of messages has none of.
    #[must_use]
    pub fn with_answers_up_to(mut self, bytes: usize) -> Endpoint {
        self.answer_limit = bytes;
        self
    }

    /// One POST of a JSON body.
    ///
    /// # Errors
    /// See [`WireError`].
    pub async fn post(
        &self,
        headers: &HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Response, WireError> {
        self.call(Method::POST, headers, body, limit).await
    }

    /// One PUT of a JSON body.
    ///
    /// # Errors
    /// See [`WireError`].
    pub async fn put(
        &self,
        headers: &HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Response, WireError> {
        self.call(Method::PUT, headers, body, limit).await
    }

    /// One GET; with a JSON body where `body` is not empty, as Opa! Suite wants its filters.
    ///
    /// # Errors
    /// See [`WireError`].
    pub async fn get(
        &self,
        headers: &HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Response, WireError> {
        self.call(Method::GET, headers, body, limit).await
    }

    /// Opens a connection, TLS included, and writes nothing: whether the place can be reached at all.
    ///
    /// # Errors
    /// Only [`WireError::NotSent`].
    pub async fn reach(&self, limit: Duration) -> Result<(), WireError> {
        let connection = self.origin.connect(Instant::now() + limit).await?;
        self.origin.keep(connection).await;
        Ok(())
    }

    /// One request for another program: its method, and its own words on what it sends and takes.
    ///
    /// # Errors
    /// See [`WireError`].
    pub async fn relay(
        &self,
        method: Method,
        headers: &HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Response, WireError> {
        let mut request = self.request(method, headers, body);
        for name in [header::ACCEPT, header::CONTENT_TYPE] {
            if let Some(value) = headers.get(&name) {
                request.headers_mut().insert(name, value.clone());
            }
        }
        self.exchange(request, limit).await
    }

    async fn call(
        &self,
        method: Method,
        headers: &HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Response, WireError> {
        self.exchange(self.request(method, headers, body), limit).await
    }

    async fn exchange(&self, mut request: Request, limit: Duration) -> Result<Response, WireError> {
        let now = Instant::now();
        while let Some(mut idle) = self.origin.take_idle() {
            match timeout_at(now + limit, idle.exchange(request, self.answer_limit)).await {
                Ok(Ok(response)) => {
                    self.origin.keep(idle).await;
                    return Ok(response);
                }
                Ok(Err(Failed::Unwritten(same))) => request = *same,
                Ok(Err(Failed::Broken(code))) => return Err(WireError::Unknown { code }),
                Err(_) => return Err(WireError::Unknown { code: "timeout" }),
            }
        }
        // The rare path; boxed, so that the future of every other call is small.
        Box::pin(self.call_afresh(request, now, limit)).await
    }

    /// The call over a connection of its own, which then joins the pool.
    async fn call_afresh(
        &self,
        request: Request,
        now: Instant,
        limit: Duration,
    ) -> Result<Response, WireError> {
        let mut fresh = self.origin.connect(now + limit / CONNECT_SHARE).await?;
        match timeout_at(now + limit, fresh.exchange(request, self.answer_limit)).await {
            Ok(Ok(response)) => {
                self.origin.keep(fresh).await;
                Ok(response)
            }
            Ok(Err(Failed::Unwritten(_))) => Err(WireError::NotSent {
                code: "connection_closed",
            }),
            Ok(Err(Failed::Broken(code))) => Err(WireError::Unknown { code }),
            Err(_) => Err(WireError::Unknown { code: "timeout" }),
        }
    }

    fn request(&self, method: Method, headers: &HeaderMap, body: Bytes) -> Request {
        let typed = !body.is_empty();
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = self.path.clone();
        let all = request.headers_mut();
        // Room for these, for what follows and for the length, so that the map does not grow twice.
        all.reserve(headers.len() + 5);
        all.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        all.insert(header::HOST, self.host.clone());
        all.insert(header::USER_AGENT, USER_AGENT);
        all.insert(header::ACCEPT, JSON);
        if typed {
            all.insert(header::CONTENT_TYPE, JSON);
        }
        request
    }
}
