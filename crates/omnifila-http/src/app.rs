//! What every handler shares.

use crate::auth::Access;
use crate::lockout::Lockout;
use crate::metrics::Metrics;
use crate::routes::{Endpoint, Size};
use axum::body::Bytes;
use axum::http::Method;
use omnifila_engine::Engine;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the binary says about itself.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The version printed by `/metrics`, `/healthz` and the OpenAPI document.
    pub version: String,
    /// `sqlite` or `postgres`, as in the ready line.
    pub store: String,
    /// A proxy stands in front, and what it says of the client (`X-Forwarded-For`, `-Proto`, `-Host`) is true.
    pub trust_proxy: bool,
    /// Everything here is made up, and the interface says so.
    pub demo: bool,
    /// The stand-in that a demo has beside it.
    pub simulator: Option<Arc<dyn Simulator>>,
    /// How the first person gets in, while there is none.
    pub setup: Option<SetupDoor>,
}

/// A stand-in for a provider in the same process, with a phone to look at and faults to switch on.
pub trait Simulator: std::fmt::Debug + Send + Sync {
    /// Kind and settings of a gateway that leads to it.
    fn gateway(&self) -> Value;

    /// What the stand-in's own control API answers at `path?query`.
    ///
    /// # Errors
    /// The status of a refusal, and what was expected.
    fn call(&self, method: &str, path: &str, query: &str, body: &Bytes) -> Result<Value, (u16, String)>;
}

/// The way in for the first person: whoever can read what the service says on this machine.
#[derive(Clone)]
pub struct SetupDoor {
    /// What they have to repeat.
    pub code: String,
    /// Where it is written; removed once it has served.
    pub file: PathBuf,
}

impl std::fmt::Debug for SetupDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupDoor")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            store: "sqlite".into(),
            trust_proxy: false,
            demo: false,
            simulator: None,
            setup: None,
        }
    }
}

/// The state of the surface. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    options: HttpOptions,
    metrics: Metrics,
    lockout: Lockout,
    gates: HashMap<&'static str, Vec<(Method, Gate)>>,
    /// Random per process, so that ids of two processes differ.
    boot: u64,
    requests: AtomicU64,
}

/// What a request must bring to reach one endpoint's handler.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gate {
    pub(crate) access: Access,
    pub(crate) size: Size,
}

impl App {
    pub(crate) fn new(engine: Engine, options: HttpOptions, endpoints: &[Endpoint]) -> Self {
        let mut gates: HashMap<&'static str, Vec<(Method, Gate)>> = HashMap::new();
        for endpoint in endpoints {
            let gate = Gate {
                access: endpoint.access,
                size: endpoint.size,
            };
            gates
                .entry(endpoint.path)
                .or_default()
                .push((endpoint.method.clone(), gate));
        }
        // The hasher's random keys are random enough to tell two processes apart.
        let boot = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u8);
        let metrics = Metrics::default();
        Self(Arc::new(Inner {
            engine,
            options,
            metrics,
            lockout: Lockout::default(),
            gates,
            boot,
            requests: AtomicU64::new(0),
        }))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn options(&self) -> &HttpOptions {
        &self.0.options
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn lockout(&self) -> &Lockout {
        &self.0.lockout
    }

    /// What the route asks for; a HEAD is a GET. The error lists the methods that the path has.
    pub(crate) fn gate(&self, path: &str, method: &Method) -> Result<Gate, Vec<&str>> {
        let Some(gates) = self.0.gates.get(path) else {
            return Err(Vec::new());
        };
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let found = gates.iter().find(|(m, _)| m == method).map(|(_, gate)| *gate);
        found.ok_or_else(|| gates.iter().map(|(m, _)| m.as_str()).collect())
    }

    pub(crate) fn request_id(&self) -> String {
        format!(
            "{:08x}-{:x}",
            self.0.boot as u32,
            self.0.requests.fetch_add(1, Ordering::Relaxed)
        )
    }
}
