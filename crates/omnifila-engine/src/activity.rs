//! Who is at work. The loops of the engine sleep until a signal or a time; between, they are busy. A simulated clock
//! advances only when nobody is, so that all work due by a moment has settled before the next moment comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::Notify;

/// Counts what is at work.
#[derive(Debug, Clone, Default)]
pub struct Activity(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    busy: AtomicUsize,
    idle: Notify,
}

/// Somebody is at work until this is dropped.
#[derive(Debug)]
pub struct Busy(Activity);

impl Activity {
    pub fn enter(&self) -> Busy {
        self.0.busy.fetch_add(1, Ordering::AcqRel);
        Busy(self.clone())
    }

    /// Returns when nobody is at work.
    pub async fn idle(&self) {
        loop {
            let idle = self.0.idle.notified();
            tokio::pin!(idle);
            idle.as_mut().enable();
            if self.0.busy.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if self.0.0.busy.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.0.idle.notify_waiters();
        }
    }
}

/// "Something changed, look again." Raised any number of times, taken once; whoever raises it makes the process busy until
/// the taker is done.
#[derive(Debug, Clone)]
pub struct Signal(Arc<SignalInner>);

#[derive(Debug)]
struct SignalInner {
    raised: AtomicBool,
    notify: Notify,
    activity: Activity,
    held: std::sync::Mutex<Option<Busy>>,
}

impl Signal {
    pub fn new(activity: &Activity) -> Self {
        Self(Arc::new(SignalInner {
            raised: AtomicBool::new(false),
            notify: Notify::new(),
            activity: activity.clone(),
            held: std::sync::Mutex::default(),
        }))
    }

    pub fn raise(&self) {
        let mut held = self
            .0
            .held
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if !self.0.raised.swap(true, Ordering::AcqRel) {
            *held = Some(self.0.activity.enter());
        }
        drop(held);
        self.0.notify.notify_one();
    }

    /// Returns when the signal has been raised, lowering it.
    pub async fn taken(&self) -> Busy {
        loop {
            if let Some(busy) = self.try_take() {
                return busy;
            }
            self.0.notify.notified().await;
        }
    }

    pub fn try_take(&self) -> Option<Busy> {
        let mut held = self
            .0
            .held
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        self.0
            .raised
            .swap(false, Ordering::AcqRel)
            .then(|| held.take())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_raised_signal_keeps_the_process_busy_until_its_taker_is_done() {
        let activity = Activity::default();
        activity.idle().await;
        let signal = Signal::new(&activity);
        signal.raise();
        signal.raise();
        let busy = signal.taken().await;
        assert!(signal.try_take().is_none());
        assert_eq!(activity.0.busy.load(Ordering::Acquire), 1);
        drop(busy);
        activity.idle().await;
    }
}
