//! The service: opens the data folder, listens, says that it is ready, works until it is told to stop, drains.
//!
//! Told once (SIGTERM, SIGINT) it starts nothing more, answers the requests in progress, waits for the calls in flight and
//! ends well; told twice it ends at once, which loses nothing that was acknowledged. A disk that does not confirm what was
//! written ends it with words, because nobody knows then what the file holds.

use crate::settings::{Secret, Settings};
use crate::wire_up::{self, Store};
use crate::{first_person, local_socket, terminal};
use anyhow::{Context, Result, bail};
use omnifila_engine::Engine;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// `omnifila serve`.
pub(crate) async fn run(settings: &Settings) -> Result<ExitCode> {
    let mut signals = Signals::new()?;
    let service = Service::start(settings, None).await?;
    terminal::print(&service.ready().to_string())?;
    service.work(&mut signals, std::future::pending()).await
}

/// What a demo adds: the password of its person, and the stand-in that runs beside it.
#[derive(Debug)]
pub(crate) struct DemoParts<'a> {
    pub(crate) password: &'a Secret,
    pub(crate) simulator: Arc<dyn omnifila_http::Simulator>,
}

/// A service at work.
#[derive(Debug)]
pub(crate) struct Service {
    settings: Settings,
    store: Store,
    pub(crate) engine: Engine,
    pub(crate) addr: SocketAddr,
    stop: watch::Sender<bool>,
    http: JoinHandle<std::io::Result<()>>,
}

impl Service {
    /// Takes the data folder and listens; nothing is sent before both worked.
    pub(crate) async fn start(settings: &Settings, demo: Option<DemoParts<'_>>) -> Result<Self> {
        for name in &settings.ignored {
            tracing::warn!(setting = name, "this variable is no setting and is ignored");
        }
        let opening = settings.clone();
        let store = tokio::task::spawn_blocking(move || wire_up::open_store(&opening)).await??;
        let tcp = TcpListener::bind(&settings.listen).await;
        let tcp = tcp.with_context(|| {
            format!(
                "cannot listen on {}: choose another with --listen",
                settings.listen
            )
        })?;
        let addr = tcp.local_addr()?;
        let engine = wire_up::engine(&store, settings.simulated_time)?;
        wire_up::bootstrap(&store, settings, engine.now()).await?;
        if let Some(parts) = &demo {
            first_person::of_demo(&store.catalogue, parts.password, engine.now()).await?;
        }
        let setup = first_person::door(&store.catalogue, &settings.data_dir).await?;
        if let Some(door) = &setup {
            first_person::invite(addr, door);
        }
        let local = local_socket::listen(&settings.data_dir)?;
        engine.start().await?;
        let options = omnifila_http::HttpOptions {
            version: env!("CARGO_PKG_VERSION").into(),
            store: store.db.engine().into(),
            trust_proxy: settings.trust_proxy,
            demo: demo.is_some(),
            simulator: demo.map(|parts| parts.simulator),
            setup,
        };
        let router = omnifila_http::router(engine.clone(), options);
        let (stop, mut stopped) = watch::channel(false);
        let listeners = omnifila_http::Listeners {
            tcp: vec![tcp],
            local: vec![local],
        };
        let shutdown = async move {
            // A sender that is gone has stopped as well.
            drop(stopped.wait_for(|stop| *stop).await);
        };
        #[expect(clippy::disallowed_methods, reason = "joined by the drain")]
        let http = tokio::spawn(omnifila_http::serve(listeners, router, shutdown));
        tracing::info!(http.address = %addr, store = store.db.engine(), "ready");
        Ok(Self {
            settings: settings.clone(),
            store,
            engine,
            addr,
            stop,
            http,
        })
    }

    /// The line that says where it is.
    pub(crate) fn ready(&self) -> Value {
        json!({"event": "ready", "http": self.addr.to_string(), "store": self.store.db.engine()})
    }

    /// Works until a signal, or until `beside` ends; then drains.
    pub(crate) async fn work(
        self,
        signals: &mut Signals,
        beside: impl Future<Output = Result<()>>,
    ) -> Result<ExitCode> {
        let poisoned = {
            let db = Arc::clone(&self.store.db);
            async move { db.until_poisoned().await }
        };
        tokio::select! {
            () = signals.next() => {}
            () = poisoned => {
                local_socket::remove(&self.settings.data_dir);
                if self.store.db.is_shared() {
                    bail!(
                        "this node was taken for dead by the others, or the database has lost what it had committed: look at \
                         the log, then start again"
                    );
                }
                bail!(
                    "the disk did not confirm a write to {}: what it holds is not known; look at the disk, then start again",
                    self.store.db.path().display()
                );
            }
            ended = beside => ended?,
        }
        tracing::info!("stopping: nothing more starts; a second signal ends it at once");
        tokio::select! {
            () = self.drain() => Ok(ExitCode::SUCCESS),
            () = signals.next() => {
                tracing::warn!("ended at once; calls in flight will be settled as unknown");
                Ok(ExitCode::from(terminal::FAILURE))
            }
        }
    }

    async fn drain(self) {
        self.stop.send_replace(true);
        let (drained, http) = tokio::join!(self.engine.stop(), self.http);
        if !drained {
            tracing::warn!("some calls had not answered; they will be settled as unknown at the next start");
        }
        if let Err(error) = http {
            tracing::error!(%error, "the HTTP service ended badly");
        }
        local_socket::remove(&self.settings.data_dir);
        let db = self.store.db;
        if let Err(error) = tokio::task::spawn_blocking(move || db.close()).await {
            tracing::error!(%error, "the data file was not closed");
        }
        tracing::info!("stopped");
    }
}

/// Being told to stop.
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(crate) fn new() -> Result<Self> {
        let listen = |kind| signal(kind).context("signals cannot be listened to");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
