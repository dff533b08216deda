//! A clock that stands still until a test moves it. It never goes back.

use async_trait::async_trait;
use omnifila_core::port::Clock;
use omnifila_core::time::Time;
use tokio::sync::watch;

/// The time a test says it is.
#[derive(Debug)]
pub struct SimulatedClock {
    now: watch::Sender<Time>,
}

impl SimulatedClock {
    pub fn new(start: Time) -> Self {
        Self {
            now: watch::Sender::new(start),
        }
    }

    /// Moves to `to` and wakes every sleeper whose moment has come; an earlier `to` changes nothing.
    pub fn advance_to(&self, to: Time) {
        self.now.send_if_modified(|now| {
            let later = to > *now;
            if later {
                *now = to;
            }
            later
        });
    }

    /// Moves forward by `ms` milliseconds and says what time it is then.
    pub fn advance(&self, ms: i64) -> Time {
        let to = self.now().plus(ms);
        self.advance_to(to);
        to
    }
}

#[async_trait]
impl Clock for SimulatedClock {
    fn now(&self) -> Time {
        *self.now.borrow()
    }

    async fn sleep_until(&self, until: Time) {
        let mut changes = self.now.subscribe();
        // The sender lives in `self`, so that waiting cannot fail while this future is polled.
        let _ = changes.wait_for(|now| *now >= until).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_sleeper_wakes_at_its_moment_and_not_before() {
        let clock = Arc::new(SimulatedClock::new(Time(1_000)));
        let mut sleepers = tokio::task::JoinSet::new();
        sleepers.spawn({
            let clock = Arc::clone(&clock);
            async move {
                clock.sleep_until(Time(3_000)).await;
                clock.now()
            }
        });
        tokio::task::yield_now().await;
        clock.advance_to(Time(2_999));
        tokio::task::yield_now().await;
        assert!(sleepers.try_join_next().is_none(), "still asleep");
        clock.advance_to(Time(500));
        assert_eq!(clock.now(), Time(2_999), "it never goes back");
        assert_eq!(clock.advance(1), Time(3_000));
        assert_eq!(sleepers.join_next().await.unwrap().unwrap(), Time(3_000));
    }

    #[tokio::test]
    async fn a_moment_that_is_past_needs_no_wait() {
        SimulatedClock::new(Time(5)).sleep_until(Time(5)).await;
    }
}
