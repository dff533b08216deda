//! The two clocks: the machine's, and one that stands still until it is told to advance.
//!
//! Simulated time moves from one awaited moment to the next; at each, everybody whose moment has come works until
//! nobody is busy. Only leases and call time-outs run on real time.

use crate::activity::{Activity, Busy};
use async_trait::async_trait;
use omnifila_core::port::Clock;
use omnifila_core::time::Time;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Time {
        Time::from(jiff::Timestamp::now())
    }

    async fn sleep_until(&self, until: Time) {
        // Slept in pieces, so that a stepped clock or a suspended machine is noticed within a second.
        loop {
            let left = until.since(self.now());
            if left <= 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(left.min(1_000).unsigned_abs())).await;
        }
    }
}

/// Time that stands still.
#[derive(Debug, Clone)]
pub struct SimulatedClock {
    inner: Arc<Mutex<Simulation>>,
    activity: Activity,
    advancing: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Simulation {
    now: Time,
    sleepers: BTreeMap<(Time, u64), oneshot::Sender<Busy>>,
    next: u64,
}

impl SimulatedClock {
    pub fn new(now: Time, activity: &Activity) -> Self {
        let inner = Simulation {
            now,
            sleepers: BTreeMap::new(),
            next: 0,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            activity: activity.clone(),
            advancing: Arc::default(),
        }
    }

    /// Moves time to `to`, moment by moment, and returns when all work due by then has settled. Time never goes back: an
    /// earlier `to` only waits.
    pub async fn advance(&self, to: Time) {
        let _one_at_a_time = self.advancing.lock().await;
        loop {
            self.activity.idle().await;
            let woken = {
                let mut inner = self.lock();
                inner.sleepers.retain(|_, sleeper| !sleeper.is_closed());
                let Some((&(next, _), _)) = inner.sleepers.first_key_value().filter(|((t, _), _)| *t <= to)
                else {
                    inner.now = inner.now.max(to);
                    return;
                };
                inner.now = inner.now.max(next);
                let after = (Time(inner.now.0 + 1), 0);
                let later = inner.sleepers.split_off(&after);
                std::mem::replace(&mut inner.sleepers, later)
            };
            for sleeper in woken.into_values() {
                // A sleeper that is gone drops its share of the work with the message.
                drop(sleeper.send(self.activity.enter()));
            }
        }
    }

    async fn slept(&self, until: Time) -> Busy {
        let receiver = {
            let mut inner = self.lock();
            if inner.now >= until {
                return self.activity.enter();
            }
            let (sender, receiver) = oneshot::channel();
            let key = (until, inner.next);
            inner.next += 1;
            inner.sleepers.insert(key, sender);
            receiver
        };
        match receiver.await {
            Ok(busy) => busy,
            Err(_) => std::future::pending().await,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Simulation> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for SimulatedClock {
    fn now(&self) -> Time {
        self.lock().now
    }

    async fn sleep_until(&self, until: Time) {
        drop(self.slept(until).await);
    }
}

/// The clock of one engine, with who is at work under it.
#[derive(Debug, Clone)]
pub struct Pace {
    pub activity: Activity,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    System,
    Simulated(SimulatedClock),
}

impl Pace {
    pub fn system() -> Self {
        Self {
            activity: Activity::default(),
            kind: Kind::System,
        }
    }

    pub fn simulated(at: Time) -> Self {
        let activity = Activity::default();
        let clock = SimulatedClock::new(at, &activity);
        Self {
            activity,
            kind: Kind::Simulated(clock),
        }
    }

    pub fn now(&self) -> Time {
        self.clock().now()
    }

    pub fn clock(&self) -> Arc<dyn Clock> {
        match &self.kind {
            Kind::System => Arc::new(SystemClock),
            Kind::Simulated(clock) => Arc::new(clock.clone()),
        }
    }

    pub fn simulation(&self) -> Option<&SimulatedClock> {
        match &self.kind {
            Kind::System => None,
            Kind::Simulated(clock) => Some(clock),
        }
    }

    /// Sleeps until `until` (for ever without one); busy from then on.
    pub async fn slept(&self, until: Option<Time>) -> Busy {
        let Some(until) = until else {
            return std::future::pending().await;
        };
        match &self.kind {
            Kind::System => {
                SystemClock.sleep_until(until).await;
                self.activity.enter()
            }
            Kind::Simulated(clock) => clock.slept(until).await,
        }
    }

    /// The signal or the time, whichever comes first; busy from then on.
    pub async fn next(&self, signal: &crate::activity::Signal, until: Option<Time>) -> Busy {
        tokio::select! {
            biased;
            busy = signal.taken() => busy,
            busy = self.slept(until) => busy,
        }
    }
}
