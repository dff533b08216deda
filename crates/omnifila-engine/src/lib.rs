//! The loops that move messages, one file per stage, in the order of the flow: [`sources`] are read, [`intake`],
//! [`billing`] and [`ladders`] bring messages in, [`tasks`] release them, the [`dispatcher`] hands them over, [`upkeep`] ends what time ends;
//! [`accounts`] reads what providers tell of themselves; an [`outbox`] tells programs what became of messages. [`operate`] is what people do;
//! [`explain`] and [`forecast`] say what will happen and why not yet.
//!
//! The engine owns no data: the store does. It owns time, tasks and connections, and it is a value, not a global: several
//! engines can live in one process.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

pub mod accounts;
pub mod activity;
pub mod billing;
pub mod callbacks;
pub mod circuit;
pub mod clock;
pub mod dashboard;
pub mod diagnosis;
pub mod dispatcher;
pub mod dry_run;
pub mod explain;
pub mod forecast;
pub mod hearing;
pub mod imports;
pub mod intake;
pub mod ladders;
mod listening;
pub mod live;
pub mod notices;
pub mod opa_compat;
pub mod operate;
mod others;
pub mod outbox;
pub mod pulse;
pub mod setup;
pub mod shadow;
pub mod signatures;
pub mod sources;
pub mod tasks;
pub mod upkeep;

use activity::Signal;
use clock::Pace;
use dispatcher::{Adapter, Lane, LaneHandle};
use live::Live;
use omnifila_core::catalogue::{Book, TemplateSpec};
use omnifila_core::id::{GatewayId, RunId, SourceId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::template::Compiled;
use omnifila_core::time::Time;
use omnifila_providers::Providers;
use omnifila_store::Queue;
use omnifila_store::catalogue::Catalogue;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, watch};
use tokio_util::task::TaskTracker;

/// Watchers that are further behind than this many events are told to look at everything.
const LIVE_BACKLOG: usize = 4_096;
/// How long a stopping engine waits for calls in flight before it leaves them to the rescuer.
pub const DRAIN: std::time::Duration = std::time::Duration::from_secs(15);

/// The running product without its surface. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    queue: Arc<dyn Queue>,
    catalogue: Catalogue,
    providers: Providers,
    pace: Pace,
    lanes: Mutex<HashMap<GatewayId, LaneHandle>>,
    adapters: Mutex<HashMap<GatewayId, (u32, Adapter)>>,
    sources: Mutex<BTreeMap<SourceId, sources::Handle>>,
    accounts: Mutex<BTreeMap<GatewayId, accounts::Handle>>,
    /// Gateways whose providers are listened to.
    listeners: Mutex<std::collections::BTreeSet<GatewayId>>,
    outboxes: Mutex<outbox::Handles>,
    templates: Mutex<HashMap<TemplateId, (u32, Arc<Compiled>)>>,
    live: broadcast::Sender<Live>,
    stop: watch::Sender<bool>,
    work: TaskTracker,
    calls: TaskTracker,
    /// Raised when something that ends or wakes messages may have changed.
    upkeep: Signal,
    tasks: Signal,
    sweep: Signal,
    ladders: Signal,
    tickets: Signal,
    desk: ladders::prepare::Desk,
    imports: Signal,
    /// Held while a page of an import is made.
    import_page: tokio::sync::Mutex<()>,
    notices: Signal,
    /// Held while a page of a notice is made.
    notice_page: tokio::sync::Mutex<()>,
    /// Somebody answered.
    answers: Signal,
    feed: watch::Sender<u64>,
    forecasts: forecast::Memory,
    outlooks: dashboard::Outlooks,
    doors: opa_compat::Doors,
    chats: hearing::chats::Chats,
}

impl Engine {
    pub fn new(queue: Arc<dyn Queue>, catalogue: Catalogue, providers: Providers, pace: Pace) -> Self {
        let activity = pace.activity.clone();
        Self(Arc::new(Inner {
            queue,
            catalogue,
            providers,
            lanes: Mutex::default(),
            adapters: Mutex::default(),
            sources: Mutex::default(),
            accounts: Mutex::default(),
            listeners: Mutex::default(),
            outboxes: Mutex::default(),
            templates: Mutex::default(),
            live: broadcast::channel(LIVE_BACKLOG).0,
            stop: watch::channel(false).0,
            work: TaskTracker::new(),
            calls: TaskTracker::new(),
            upkeep: Signal::new(&activity),
            tasks: Signal::new(&activity),
            sweep: Signal::new(&activity),
            ladders: Signal::new(&activity),
            tickets: Signal::new(&activity),
            desk: ladders::prepare::Desk::new(&activity),
            imports: Signal::new(&activity),
            import_page: tokio::sync::Mutex::default(),
            notices: Signal::new(&activity),
            notice_page: tokio::sync::Mutex::default(),
            answers: Signal::new(&activity),
            feed: watch::channel(0).0,
            forecasts: forecast::Memory::default(),
            outlooks: dashboard::Outlooks::default(),
            doors: opa_compat::Doors::default(),
            chats: hearing::chats::Chats::default(),
            pace,
        }))
    }

    /// Settles what an earlier process left behind, then starts the loops.
    pub async fn start(&self) -> Result<(), omnifila_store::StoreError> {
        let rescued = self.queue().rescue(self.now()).await?;
        if rescued > 0 {
            tracing::warn!(
                messages.rescued = rescued,
                "calls of an earlier process ended with an unknown outcome"
            );
        }
        self.catalogue().note_start(self.now()).await?;
        self.stop_ended_invoices().await?;
        self.renew_chats().await?;
        self.obey_what_was_kept().await?;
        self.follow_documents().await?;
        self.spawn(upkeep::run(self.clone()));
        self.spawn(upkeep::sweep(self.clone()));
        self.spawn(tasks::run(self.clone()));
        self.spawn(ladders::daily::run(self.clone()));
        self.spawn(ladders::prepare::run(self.clone()));
        self.spawn(ladders::tickets::run(self.clone()));
        self.spawn(notices::run(self.clone()));
        self.spawn(imports::run(self.clone()));
        self.spawn(upkeep::prune(self.clone()));
        self.spawn(pulse::run(self.clone()));
        self.spawn(hearing::read_mailboxes(self.clone()));
        self.spawn(hearing::hand_on_answers(self.clone()));
        self.spawn(follow_the_book(self.clone()));
        self.spawn(others::follow(self.clone()));
        self.spawn(others::rescue(self.clone()));
        self.spawn(others::carry_on(self.clone()));
        self.look_at_lanes();
        self.look_at_sources();
        self.look_at_accounts();
        self.look_at_listeners();
        self.look_at_outboxes();
        self.sweep_soon();
        Ok(())
    }

    /// Starts nothing more, waits for the calls in flight and records their outcomes. `false` when some had not answered
    /// within [`DRAIN`]: they stay `sending` and are settled as unknown by the next process.
    pub async fn stop(&self) -> bool {
        self.0.stop.send_replace(true);
        self.0.work.close();
        self.0.calls.close();
        let drained = tokio::time::timeout(DRAIN, self.0.work.wait()).await.is_ok();
        if let Err(error) = self.catalogue().write_minutes(self.now()).await {
            tracing::debug!(%error, "what moved last could not be written down");
        }
        drained
    }

    pub fn queue(&self) -> &dyn Queue {
        self.0.queue.as_ref()
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub fn providers(&self) -> &Providers {
        &self.0.providers
    }

    pub fn pace(&self) -> &Pace {
        &self.0.pace
    }

    pub fn now(&self) -> Time {
        self.0.pace.now()
    }

    pub fn book(&self) -> Arc<Book> {
        self.0.catalogue.book()
    }

    /// Subscribes to what is going on.
    pub fn watch(&self) -> broadcast::Receiver<Live> {
        self.0.live.subscribe()
    }

    /// Whether anybody watches.
    pub(crate) fn watched(&self) -> bool {
        self.0.live.receiver_count() > 0
    }

    /// Changes whenever the feed of message events may have grown.
    pub fn feed(&self) -> watch::Receiver<u64> {
        self.0.feed.subscribe()
    }

    pub fn live(&self, event: Live) {
        if matches!(event, Live::Message { .. } | Live::Operation { .. }) {
            self.0.feed.send_modify(|n| *n = n.wrapping_add(1));
        }
        if !matches!(event, Live::Summary(_)) {
            self.wake_outboxes();
        }
        // Nobody watching is no error.
        drop(self.0.live.send(event));
    }

    /// Messages changed of which watchers were not told one by one.
    pub(crate) fn feed_may_have_grown(&self) {
        self.0.feed.send_modify(|n| *n = n.wrapping_add(1));
    }

    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stop.subscribe()
    }

    /// Runs a loop of the engine; a panic in it is a defect that ends the process loudly rather than a queue that
    /// silently stands still.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let guarded = self.0.work.track_future(work);
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where loops are spawned, tracked for the drain"
        )]
        tokio::spawn(async move {
            let watchdog = AbortOnPanic;
            guarded.await;
            std::mem::forget(watchdog);
        });
    }

    pub(crate) fn spawn_call(&self, call: impl Future<Output = ()> + Send + 'static) {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where calls are spawned, tracked for the drain"
        )]
        tokio::spawn(self.0.calls.track_future(call));
    }

    /// Something changed that may let messages of `gateway` leave.
    pub fn nudge(&self, gateway: GatewayId) {
        let handle = self.lanes().get(&gateway).map(|lane| lane.signal.clone());
        match handle {
            Some(signal) => signal.raise(),
            None => self.look_at_lanes(),
        }
    }

    /// Something changed that may concern every gateway.
    pub fn nudge_all(&self) {
        let signals: Vec<Signal> = self.lanes().values().map(|lane| lane.signal.clone()).collect();
        for signal in signals {
            signal.raise();
        }
        self.0.upkeep.raise();
        self.0.tasks.raise();
        self.0.ladders.raise();
    }

    pub(crate) fn upkeep_soon(&self) {
        self.0.upkeep.raise();
    }

    pub(crate) fn sweep_soon(&self) {
        self.0.sweep.raise();
    }

    pub fn lane(&self, gateway: GatewayId) -> Option<LaneHandle> {
        self.lanes().get(&gateway).cloned()
    }

    fn lanes(&self) -> std::sync::MutexGuard<'_, HashMap<GatewayId, LaneHandle>> {
        self.0.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a lane for every gateway that has none yet.
    fn look_at_lanes(&self) {
        let book = self.book();
        for &gateway in book.gateways.keys() {
            let handle = LaneHandle {
                signal: Signal::new(&self.0.pace.activity),
                circuit: Arc::default(),
            };
            {
                let mut lanes = self.lanes();
                if lanes.contains_key(&gateway) {
                    continue;
                }
                lanes.insert(gateway, handle.clone());
            }
            handle.signal.raise();
            self.spawn(Lane::new(self.clone(), gateway, handle).run());
        }
    }

    /// A lane looked at its whole queue and nothing can start: what remains of the runs open by then is deferred.
    pub(crate) async fn lane_exhausted(&self, gateway: GatewayId, as_of: RunId, now: Time) {
        match self.queue().close_runs(now, &[gateway], as_of).await {
            Ok(ended) => {
                for id in ended {
                    self.live(Live::Run { id });
                }
            }
            Err(error) => tracing::error!(%error, "open runs could not be looked at"),
        }
    }

    /// The adapter of a gateway as it is set up now; the error is an attempt's code.
    pub(crate) async fn adapter(&self, gateway: GatewayId) -> Result<Adapter, String> {
        let book = self.book();
        let stored = book.gateway(gateway).ok_or("gateway_removed")?;
        {
            let adapters = self.0.adapters.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((version, adapter)) = adapters.get(&gateway).filter(|(v, _)| *v == stored.version) {
                debug_assert_eq!(*version, stored.version);
                return Ok(adapter.clone());
            }
        }
        let settings = self
            .catalogue()
            .open_settings(stored)
            .map_err(|_| "secret_unreadable")?;
        let spec = &stored.spec;
        let built = self
            .providers()
            .build(spec.kind, &settings, spec.timeout_ms, &self.pace().clock());
        let built = built.map_err(|error| error.code.to_owned())?;
        let allowed = settings
            .get("allow_list")
            .and_then(|v| v.as_array())
            .into_iter()
            .flatten();
        let allowed = allowed
            .filter_map(|v| omnifila_core::address::normalise(v.as_str()?).ok())
            .collect();
        let adapter = Adapter {
            gateway: built,
            mode: spec.delivery_mode,
            allowed,
        };
        let mut adapters = self.0.adapters.lock().unwrap_or_else(PoisonError::into_inner);
        adapters.insert(gateway, (stored.version, adapter.clone()));
        Ok(adapter)
    }

    /// What "Testar" shows.
    pub async fn test_gateway(
        &self,
        gateway: GatewayId,
        to: Option<&str>,
    ) -> Result<Vec<omnifila_core::port::Check>, String> {
        Ok(self.adapter(gateway).await?.gateway.check(to).await)
    }

    /// A template, compiled once per version.
    pub(crate) fn compiled(
        &self,
        id: TemplateId,
        version: u32,
        spec: &TemplateSpec,
    ) -> Result<Arc<Compiled>, InputError> {
        let mut templates = self.0.templates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, compiled)) = templates.get(&id).filter(|(v, _)| *v == version) {
            return Ok(compiled.clone());
        }
        let compiled = Arc::new(Compiled::compile(spec)?);
        templates.insert(id, (version, compiled.clone()));
        Ok(compiled)
    }
}

/// New gateways get lanes; a changed rule makes every lane look again.
async fn follow_the_book(engine: Engine) {
    let mut changes = engine.catalogue().book_changes();
    let mut stop = engine.stopping();
    loop {
        tokio::select! {
            changed = changes.changed() => {
                if changed.is_err() {
                    return;
                }
                engine.look_at_lanes();
                engine.look_at_sources();
                engine.look_at_accounts();
                engine.look_at_listeners();
                engine.look_at_outboxes();
                engine.nudge_all();
                engine.live(Live::Invalidate { noun: "settings" });
            }
            _ = stop.changed() => return,
        }
    }
}

/// A loop that panics takes the process with it: the supervisor restarts it, and nothing durable is lost.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::abort();
        }
    }
}
