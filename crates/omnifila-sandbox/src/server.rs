//! The listener and the handle by which programs and tests hold a stand-in.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs::File;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::connection::{Switch, SwitchedStream};
use crate::fault::{FaultRule, FaultView, Faults};
use crate::graph::{DEFAULT_GRAPH, GraphCallbacks, GraphConfig, GraphRefusal, GraphTemplate, Graphs};
use crate::ixc::{DEFAULT_IXC, IxcChange, IxcConditions, IxcConfig, IxcCounters, IxcProviders};
use crate::journal::{Counters, Journal, JournalQuery};
use crate::record::CallRecord;
use crate::tenant::{AttendanceChange, DEFAULT_TENANT, LimitChange, TenantConfig, Tenants};
use crate::{control, moment, router, webhook};

/// Pause after a failed accept (no descriptor left), so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// How to start a stand-in.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Opa! tenants; the one named `default` answers at plain `/api/v1/…`.
    pub tenants: Vec<TenantConfig>,
    /// Rows the journal keeps; older ones fall out, counters stay. About 400 bytes each.
    pub journal_capacity: usize,
    /// Every completed row is also appended here, as a JSON line.
    pub journal_file: Option<PathBuf>,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tenants: vec![TenantConfig::example(DEFAULT_TENANT)],
            journal_capacity: 100_000,
            journal_file: None,
        }
    }
}

/// Why a stand-in does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("cannot listen on {listen}: {source}")]
    Listen { listen: SocketAddr, source: io::Error },
    #[error("cannot write the journal file {path}: {source}")]
    JournalFile { path: PathBuf, source: io::Error },
    /// A tenant, rule or change that makes no sense; the text names the field and what was expected.
    #[error("{0}")]
    Refused(String),
}

/// What every connection shares.
#[derive(Debug)]
pub(crate) struct Shared {
    pub addr: SocketAddr,
    pub tenants: Tenants,
    pub ixc: IxcProviders,
    pub graphs: Graphs,
    pub faults: Faults,
    pub journal: Arc<Journal>,
    /// Seconds since 1970 at the start: the first half of every message id, as in Mongo's ids.
    started_s: u32,
}

impl Shared {
    /// 24 hex digits: the time of the start, then the number of the effect.
    pub(crate) fn message_id(&self, effect: u64) -> String {
        format!("{:08x}{effect:016x}", self.started_s)
    }

    /// The reverse of `message_id`; none for ids of others.
    pub(crate) fn effect_number(&self, id: &str) -> Option<u64> {
        let (start, number) = id.split_at_checked(8)?;
        let own = id.len() == 24 && u32::from_str_radix(start, 16) == Ok(self.started_s);
        u64::from_str_radix(number, 16).ok().filter(|n| own && *n > 0)
    }

    pub(crate) fn opa_url(&self, tenant: &str) -> String {
        if tenant == DEFAULT_TENANT {
            format!("http://{}", self.addr)
        } else {
            format!("http://{}/opa/{tenant}", self.addr)
        }
    }

    pub(crate) fn ixc_url(&self, name: &str) -> String {
        if name == DEFAULT_IXC {
            format!("http://{}", self.addr)
        } else {
            format!("http://{}/ixc/{name}", self.addr)
        }
    }

    pub(crate) fn graph_url(&self, name: &str) -> String {
        format!("http://{}/graph/{name}", self.addr)
    }

    /// What the person reads.
    pub(crate) fn text_of(&self, record: &CallRecord) -> String {
        if let Some(body) = &record.body {
            return webhook::text(body);
        }
        if let Some(graph) = record
            .tenant
            .strip_prefix("graph/")
            .and_then(|name| self.graphs.get(name))
        {
            let text = graph.text_of(record.template_id.as_deref(), &record.variables);
            return text.unwrap_or_else(|| record.variables.to_string());
        }
        let rendered = self.tenants.get(&record.tenant).and_then(|tenant| {
            let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
            let template = book
                .templates
                .iter()
                .find(|t| Some(&t.id) == record.template_id.as_ref())?;
            Some(template.rendered(&record.variables))
        });
        rendered
            .or_else(|| record.variables["text"].as_str().map(str::to_owned))
            .unwrap_or_else(|| record.variables.to_string())
    }

    pub(crate) fn template_name(&self, record: &CallRecord) -> Option<String> {
        let tenant = self.tenants.get(&record.tenant)?;
        let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
        book.templates
            .iter()
            .find(|t| Some(&t.id) == record.template_id.as_ref())
            .map(|t| t.atalho.clone())
    }

    pub(crate) fn attend(&self, change: &AttendanceChange) -> Result<(), String> {
        let name = change.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
        let tenant = self
            .tenants
            .get(name)
            .ok_or_else(|| format!("tenant: no such tenant: {name}"))?;
        tenant.attend(change);
        Ok(())
    }

    pub(crate) fn limit(&self, change: &LimitChange) -> Result<(), String> {
        let name = change.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
        let tenant = self
            .tenants
            .get(name)
            .ok_or_else(|| format!("tenant: no such tenant: {name}"))?;
        tenant.set_daily(change)
    }
}

/// A running stand-in. Dropped, it stops without waiting; [`Sandbox::shutdown`] waits.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    ended: mpsc::Receiver<Infallible>,
}

impl Sandbox {
    /// Binds and serves on the current tokio runtime.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        let listen = config.listen;
        let bound = |source| SandboxError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(bound)?;
        let addr = listener.local_addr().map_err(bound)?;
        let file = match config.journal_file {
            None => None,
            Some(path) => match File::options().create(true).append(true).open(&path) {
                Ok(file) => Some(file),
                Err(source) => return Err(SandboxError::JournalFile { path, source }),
            },
        };
        let shared = Arc::new(Shared {
            addr,
            tenants: Tenants::default(),
            ixc: IxcProviders::default(),
            graphs: Graphs::default(),
            faults: Faults::default(),
            journal: Arc::new(Journal::new(config.journal_capacity, file)),
            started_s: u32::try_from(moment::wall_ms() / 1000).unwrap_or(u32::MAX),
        });
        for tenant in config.tenants {
            shared.tenants.put(tenant).map_err(SandboxError::Refused)?;
        }
        shared
            .ixc
            .put(IxcConfig::of(20, 60))
            .map_err(SandboxError::Refused)?;
        shared
            .graphs
            .put(GraphConfig::example(DEFAULT_GRAPH))
            .map_err(SandboxError::Refused)?;
        let (stop, stopped) = watch::channel(false);
        // Never carries anything: it ends when the last connection has dropped its end.
        let (alive, ended) = mpsc::channel(1);
        #[expect(
            clippy::disallowed_methods,
            reason = "`ended` waits for it: it holds `alive` until it returns"
        )]
        tokio::spawn(accept(listener, Arc::clone(&shared), stopped, alive));
        Ok(Self { shared, stop, ended })
    }

    pub fn addr(&self) -> SocketAddr {
        self.shared.addr
    }

    /// `http://127.0.0.1:PORT`; also the URL of the default tenant.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.addr)
    }

    /// The URL a gateway of kind `opa_suite` is given; `/api/v1` may be added or not.
    pub fn opa_url(&self, tenant: &str) -> String {
        self.shared.opa_url(tenant)
    }

    /// The URL a gateway of kind `webhook` is given.
    pub fn webhook_url(&self, name: &str) -> String {
        format!("http://{}/webhook/{name}", self.shared.addr)
    }

    /// Replaces every rule; all or nothing.
    pub fn set_faults(&self, rules: impl IntoIterator<Item = FaultRule>) -> Result<(), SandboxError> {
        self.shared
            .faults
            .replace(rules.into_iter().collect())
            .map_err(SandboxError::Refused)
    }

    /// Adds a rule behind the others and returns its number.
    pub fn add_fault(&self, rule: impl Into<FaultRule>) -> Result<u64, SandboxError> {
        self.shared.faults.add(rule.into()).map_err(SandboxError::Refused)
    }

    /// False if there was no such rule.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.shared.faults.remove(id)
    }

    pub fn clear_faults(&self) {
        // An empty list has nothing to refuse.
        let _ = self.shared.faults.replace(Vec::new());
    }

    pub fn faults(&self) -> Vec<FaultView> {
        self.shared.faults.views()
    }

    /// Rows of the journal, oldest first.
    pub fn journal(&self, query: JournalQuery) -> Vec<CallRecord> {
        self.shared.journal.read(query)
    }

    /// Every kept row with an effect, in order of arrival.
    pub fn effects(&self) -> Vec<CallRecord> {
        self.shared.journal.read(JournalQuery {
            effects_only: true,
            ..JournalQuery::default()
        })
    }

    /// Forgets rows and counters; numbers go on.
    pub fn clear_journal(&self) {
        self.shared.journal.clear();
    }

    pub fn counters(&self) -> Counters {
        self.shared.journal.counters()
    }

    /// How often each message id had an effect, from the rows that are kept.
    pub fn effects_by_message(&self) -> BTreeMap<String, u64> {
        let mut by_id = BTreeMap::new();
        for id in self.effects().into_iter().filter_map(|r| r.message_id) {
            *by_id.entry(id).or_default() += 1;
        }
        by_id
    }

    /// Waits until the counters satisfy the condition; false when `limit` passed first.
    pub async fn wait_until(&self, limit: Duration, mut condition: impl FnMut(&Counters) -> bool) -> bool {
        let waiting = async {
            loop {
                let changed = self.shared.journal.changed().notified();
                tokio::pin!(changed);
                // Listening before looking: a change between the two is not missed.
                changed.as_mut().enable();
                if condition(&self.counters()) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(limit, waiting).await.is_ok()
    }

    /// Creates a tenant, or adds to it what is new and replaces what has the same id.
    pub fn put_tenant(&self, tenant: TenantConfig) -> Result<(), SandboxError> {
        self.shared.tenants.put(tenant).map_err(SandboxError::Refused)
    }

    /// Makes an IXC with made-up data, in the place of one of the same name.
    pub fn put_ixc(&self, config: IxcConfig) -> Result<(), SandboxError> {
        self.shared.ixc.put(config).map_err(SandboxError::Refused)
    }

    /// The URL a source of kind `ixc` is given; `/webservice/v1` may be added or not.
    pub fn ixc_url(&self, name: &str) -> String {
        self.shared.ixc_url(name)
    }

    /// Makes an account of WhatsApp Cloud API, in the place of one of the same name.
    pub fn put_graph(&self, config: GraphConfig) -> Result<(), SandboxError> {
        self.shared.graphs.put(config).map_err(SandboxError::Refused)
    }

    /// The `url` of a gateway of kind `whatsapp_cloud`.
    pub fn graph_url(&self, name: &str) -> String {
        self.shared.graph_url(name)
    }

    /// Meta refuses the next sends of an account with a code of its own.
    pub fn refuse_graph(&self, name: &str, refusal: GraphRefusal) -> Result<(), SandboxError> {
        let refused = self.shared.graphs.must(name).and_then(|g| g.refuse(refusal));
        refused.map_err(SandboxError::Refused)
    }

    /// Meta refuses nothing any more.
    pub fn forgive_graph(&self, name: &str) -> Result<(), SandboxError> {
        let graph = self.shared.graphs.must(name).map_err(SandboxError::Refused)?;
        graph.forgive();
        Ok(())
    }

    /// Meta changes a template, or has a new one.
    pub fn change_graph_template(&self, name: &str, template: GraphTemplate) -> Result<(), SandboxError> {
        let graph = self.shared.graphs.must(name).map_err(SandboxError::Refused)?;
        graph.change_template(template);
        Ok(())
    }

    /// How Meta signs a call: the hexadecimal part of `X-Hub-Signature-256`.
    pub fn sign(&self, app_secret: &str, body: &[u8]) -> String {
        crate::graph::sign(app_secret, body).unwrap_or_default()
    }

    /// Where an account's statuses go from now on.
    pub fn set_graph_callbacks(&self, name: &str, to: Option<GraphCallbacks>) -> Result<(), SandboxError> {
        let set = self.shared.graphs.must(name).and_then(|g| g.set_callbacks(to));
        set.map_err(SandboxError::Refused)
    }

    /// Something happens in the ERP.
    pub fn change_ixc(&self, name: &str, change: &IxcChange) -> Result<(), SandboxError> {
        let changed = self.shared.ixc.must(name).and_then(|ixc| ixc.change(change));
        changed.map_err(SandboxError::Refused)
    }

    pub fn set_ixc_conditions(&self, name: &str, conditions: IxcConditions) -> Result<(), SandboxError> {
        let ixc = self.shared.ixc.must(name).map_err(SandboxError::Refused)?;
        ixc.set_conditions(conditions);
        Ok(())
    }

    /// Requests and rows per resource; none of a provider that is not there.
    pub fn ixc_counters(&self, name: &str) -> BTreeMap<String, IxcCounters> {
        self.shared
            .ixc
            .get(name)
            .map(|ixc| ixc.counters())
            .unwrap_or_default()
    }

    /// The rows of a resource as they are in the ERP.
    pub fn ixc_rows(&self, name: &str, resource: &str) -> Vec<serde_json::Value> {
        self.shared
            .ixc
            .get(name)
            .map(|ixc| ixc.rows(resource))
            .unwrap_or_default()
    }

    /// Puts a contact in attendance by a person, or ends it.
    pub fn set_attendance(&self, change: &AttendanceChange) -> Result<(), SandboxError> {
        self.shared.attend(change).map_err(SandboxError::Refused)
    }

    /// What `atendimento/mensagem` says of every message of a tenant from now on: `sent`, `delivered`, `read`, `error` …
    ///
    /// # Errors
    /// The tenant does not exist.
    pub fn set_delivery(&self, tenant: &str, status: &str) -> Result<(), String> {
        let tenant = self.shared.tenants.get(tenant);
        let tenant = tenant.ok_or_else(|| "tenant: no such tenant".to_owned())?;
        let mut book = tenant.book.write().unwrap_or_else(PoisonError::into_inner);
        book.delivery = Some(status.to_owned());
        Ok(())
    }

    /// Sets or lifts the daily limit of a channel.
    pub fn set_limit(&self, change: &LimitChange) -> Result<(), SandboxError> {
        self.shared.limit(change).map_err(SandboxError::Refused)
    }

    /// The id the provider answered for an effect.
    pub fn message_id(&self, effect_number: u64) -> String {
        self.shared.message_id(effect_number)
    }

    /// What switches this stand-in without a connection to it.
    pub fn controls(&self) -> Controls {
        Controls(Arc::clone(&self.shared))
    }

    /// Cuts every connection, hung ones included, and writes the journal file to its end.
    pub async fn shutdown(mut self) {
        // Nobody listening means everybody has ended.
        let _ = self.stop.send(true);
        // Ends when every connection has: nothing is ever sent.
        let _ = self.ended.recv().await;
        let journal = Arc::clone(&self.shared.journal);
        if let Err(error) = tokio::task::spawn_blocking(move || journal.close_file()).await {
            tracing::error!(%error, "the journal file was not closed");
        }
    }
}

/// The control API of a running stand-in, for a program in the same process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Controls(Arc<Shared>);

impl Controls {
    /// What `/sandbox/v1/{path}?{query}` answers.
    ///
    /// # Errors
    /// The status of a refusal, and what was expected.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &Bytes,
    ) -> Result<serde_json::Value, (u16, String)> {
        control::decide(&self.0, method, path, query, body)
    }
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
    alive: mpsc::Sender<Infallible>,
) {
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let served = serve(stream, Arc::clone(&shared));
                let (mut stopped, alive) = (stopped.clone(), alive.clone());
                #[expect(
                    clippy::disallowed_methods,
                    reason = "`ended` waits for it: it holds `alive` until it returns"
                )]
                tokio::spawn(async move {
                    tokio::select! {
                        _ = stopped.changed() => {}
                        () = served => {}
                    }
                    drop(alive);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the stand-in could not accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn serve(stream: TcpStream, shared: Arc<Shared>) -> impl Future<Output = ()> + Send {
    // Without it the second small write of an answer waits for the peer's acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let switch = Arc::new(Switch::default());
    let io = TokioIo::new(SwitchedStream::new(stream, Arc::clone(&switch)));
    let service = service_fn(move |request: Request<Incoming>| {
        router::route(Arc::clone(&shared), request, Arc::clone(&switch))
    });
    async move {
        // A connection ends by its peer, by a fault or by an answer: none of them is news beyond the journal.
        if let Err(error) = http1::Builder::new().serve_connection(io, service).await {
            tracing::trace!(%error, "a connection of the stand-in ended");
        }
    }
}
