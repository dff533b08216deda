//! When what will leave: the planner run forward over the store's queue, with every call assumed accepted and the coming
//! runs of the tasks.
//!
//! Exact up to [`EXACT`] waiting messages; above, the first of them are run forward and the rest follows at the pace they
//! kept, which the answer says (`exact: false`).

use crate::Engine;
use omnifila_core::catalogue::{Book, QueueMode};
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Status, Waiting};
use omnifila_core::outcome::Outcome;
use omnifila_core::plan::{self, Forecast, GatewayState, Release};
use omnifila_core::policy::cron::Cron;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND, Time};
use omnifila_store::StoreError;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Waiting messages that are run forward one by one.
pub const EXACT: usize = 200_000;
/// How far ahead the forecast looks.
const HORIZON: i64 = 45 * DAY;
/// Runs of tasks looked at, so that a task of every minute stays affordable.
const MAX_RELEASES: usize = 5_000;
/// Running more than so many forward takes long enough to be felt by whoever looks at one message after another.
const LONG: i64 = 2_000;
/// In real time the forecast of a long queue serves one message's hour for so long before another is made …
const FRESH: i64 = 10 * SECOND;
/// … and while that is made, if it is no older than this.
const KEPT: i64 = MINUTE;

/// One gateway's forecast.
#[derive(Debug, Clone, Serialize)]
pub struct GatewayForecast {
    pub gateway_id: GatewayId,
    /// Messages waiting now.
    pub waiting: u64,
    /// Of them, those that will have left by `at`.
    pub sent_by_then: u64,
    /// When the last leaves; none if some never do as things are.
    pub drains_at: Option<Time>,
    /// Pauses of the sending between now and then of an hour or more.
    pub breaks: Vec<Break>,
    /// Messages that leave per hour.
    pub per_hour: Vec<Hour>,
    /// The same per minute, for a burn-down.
    #[serde(skip)]
    pub per_minute: Vec<Hour>,
    /// Messages that wait for a change that no clock brings.
    pub stuck: u64,
    /// Every message was run forward, not a share of them.
    pub exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Break {
    pub from: Time,
    pub to: Time,
}

/// A slice of time, an hour where nothing else is said, and what leaves in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hour {
    pub from: Time,
    pub sent: u64,
}

/// What a forecast was made from. In simulated time all of it can change within one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stamp {
    now: Time,
    waiting: i64,
    book: u64,
    feed: u64,
    state: GatewayState,
}

impl Stamp {
    fn total(&self) -> u64 {
        self.waiting.max(0).unsigned_abs()
    }

    /// Whether a forecast made from this still tells a message's hour at `now`: the rules are the same, and the message was
    /// in it, or nothing has moved since, or only the pace is asked for.
    fn serves(&self, now: &Stamp, found: bool) -> bool {
        let (age, still) = (
            now.now.since(self.now),
            self.feed == now.feed && self.waiting == now.waiting,
        );
        now.waiting > LONG
            && self.book == now.book
            && self.state.mark == now.state.mark
            && self.state.resting_until == now.state.resting_until
            && (0..=KEPT).contains(&age)
            && (found || still || self.total() > EXACT as u64)
    }
}

/// The last forecast of each gateway, good for one state of what it was made from.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    last: Mutex<HashMap<GatewayId, (Stamp, Arc<Forecast>)>>,
    /// Gateways whose next forecast is being made in the background.
    making: Mutex<HashSet<GatewayId>>,
}

impl Engine {
    /// The forecast of one gateway or of all, up to `at` (default: until they are empty).
    pub async fn forecast(
        &self,
        gateway: Option<GatewayId>,
        at: Option<Time>,
    ) -> Result<Vec<GatewayForecast>, StoreError> {
        let book = self.book();
        let ids: Vec<GatewayId> = match gateway {
            Some(id) if !book.gateways.contains_key(&id) => {
                return Err(StoreError::NotFound { noun: "gateway" });
            }
            Some(id) => vec![id],
            None => book.gateways.keys().copied().collect(),
        };
        let mut items = Vec::with_capacity(ids.len());
        for id in ids {
            items.push(self.forecast_one(id, at).await?);
        }
        Ok(items)
    }

    /// When one waiting message is expected to leave. In a long queue this may be as of some seconds ago.
    pub(crate) async fn expected(&self, waiting: &Waiting) -> Result<Option<Time>, StoreError> {
        let (gateway, id) = (waiting.gateway_id, waiting.key.id);
        let stamp = self.stamp(gateway).await?;
        let kept = self.remembered(gateway).filter(|(known, forecast)| {
            self.pace().simulation().is_none() && known.serves(&stamp, start_of(forecast, id).is_some())
        });
        let (forecast, total) = match kept {
            Some((known, forecast)) => {
                if stamp.now.since(known.now) > FRESH {
                    self.forecast_soon(gateway);
                }
                (forecast, stamp.total())
            }
            None => self.run_forward(gateway).await?,
        };
        // What should have left by now leaves at once. Beyond the exact part only the pace is known.
        let start = start_of(&forecast, id).map(|at| at.max(stamp.now));
        Ok(start.or_else(|| pace(&forecast, total, stamp.now)))
    }

    /// Makes the next forecast of a gateway in the background, unless it is being made.
    fn forecast_soon(&self, gateway: GatewayId) {
        if !self.being_made().insert(gateway) {
            return;
        }
        let engine = self.clone();
        self.spawn_call(async move {
            if let Err(error) = engine.run_forward(gateway).await {
                tracing::debug!(%error, "the forecast of a gateway failed");
            }
            engine.being_made().remove(&gateway);
        });
    }

    fn being_made(&self) -> MutexGuard<'_, HashSet<GatewayId>> {
        let making = &self.0.forecasts.making;
        making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait before a message that is not in the queue, and when it would leave.
    pub(crate) async fn expected_draft(&self, draft: Waiting) -> Result<(u64, Option<Time>), StoreError> {
        let (id, gateway) = (draft.key.id, draft.gateway_id);
        let mut messages = self.queue().waiting(gateway, EXACT).await?;
        let ahead = messages.iter().filter(|w| w.key < draft.key).count() as u64;
        messages.push(draft);
        let forecast = self.forward(gateway, messages).await?;
        Ok((ahead, start_of(&forecast, id)))
    }

    async fn forecast_one(
        &self,
        gateway: GatewayId,
        at: Option<Time>,
    ) -> Result<GatewayForecast, StoreError> {
        let now = self.now();
        let (forecast, total) = self.run_forward(gateway).await?;
        let until = at.unwrap_or(Time::FAR);
        let exact = total <= EXACT as u64;
        let starts = first_starts(&forecast);
        let sent_by_then = starts.iter().filter(|t| **t <= until).count() as u64;
        let drains_at = if exact {
            forecast.drains_at
        } else {
            pace(&forecast, total, now)
        };
        Ok(GatewayForecast {
            gateway_id: gateway,
            waiting: total,
            sent_by_then,
            drains_at,
            breaks: breaks(now, &starts),
            per_hour: slices(&starts, HOUR),
            per_minute: slices(&starts, MINUTE),
            stuck: forecast.waits.values().sum(),
            exact,
        })
    }

    /// Runs a gateway's queue forward; the second value is how many wait in all.
    async fn run_forward(&self, gateway: GatewayId) -> Result<(Arc<Forecast>, u64), StoreError> {
        let stamp = self.stamp(gateway).await?;
        let total = stamp.total();
        if let Some((_, known)) = self.remembered(gateway).filter(|(known, _)| *known == stamp) {
            return Ok((known, total));
        }
        let messages = self.queue().waiting(gateway, EXACT).await?;
        let forecast = Arc::new(self.forward(gateway, messages).await?);
        self.remember(gateway, (stamp, forecast.clone()));
        Ok((forecast, total))
    }

    /// What a forecast made now would be made from.
    async fn stamp(&self, gateway: GatewayId) -> Result<Stamp, StoreError> {
        let now = self.now();
        if !self.book().gateways.contains_key(&gateway) {
            return Err(StoreError::NotFound { noun: "gateway" });
        }
        let counts = self.queue().counts().await?;
        let of_gateway = counts
            .iter()
            .filter(|(g, s, _)| *g == gateway && *s == Status::Waiting);
        let feed = *self.feed().borrow();
        Ok(Stamp {
            now,
            waiting: of_gateway.map(|(_, _, n)| *n).sum(),
            book: self.book().epoch,
            feed,
            state: self.queue().gateway_state(gateway).await?,
        })
    }

    /// Runs given messages of a gateway forward from now, with every call accepted.
    pub(crate) async fn forward(
        &self,
        gateway: GatewayId,
        messages: Vec<Waiting>,
    ) -> Result<Forecast, StoreError> {
        let now = self.now();
        let book = self.book();
        let stored = book
            .gateways
            .get(&gateway)
            .cloned()
            .ok_or(StoreError::NotFound { noun: "gateway" })?;
        let state = self.queue().gateway_state(gateway).await?;
        let releases = releases(&book, gateway, now);
        let run = move || {
            let mut accept = |_: &Waiting, _: u32, _: Time| Outcome::Accepted {
                provider_id: String::new(),
            };
            plan::forecast(
                &book,
                &stored,
                state,
                messages,
                releases,
                (now, now.plus(HORIZON)),
                &mut accept,
            )
        };
        let forecast = tokio::task::spawn_blocking(run).await;
        forecast.map_err(|e| StoreError::Internal(format!("the forecast failed: {e}")))
    }

    /// A person has changed what waits, or its order: nobody is told an hour of before.
    pub(crate) fn forget_forecasts(&self) {
        self.0
            .forecasts
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn remembered(&self, gateway: GatewayId) -> Option<(Stamp, Arc<Forecast>)> {
        self.0
            .forecasts
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&gateway)
            .cloned()
    }

    fn remember(&self, gateway: GatewayId, forecast: (Stamp, Arc<Forecast>)) {
        self.0
            .forecasts
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(gateway, forecast);
    }
}

/// The coming runs of the tasks that release `gateway`.
fn releases(book: &Book, gateway: GatewayId, now: Time) -> Vec<Release> {
    let waits = book
        .gateway(gateway)
        .is_some_and(|g| g.spec.queue_mode == QueueMode::Queue);
    let mut releases = Vec::new();
    let tasks = book
        .tasks
        .values()
        .filter(|t| waits && t.spec.enabled && t.spec.gateway_ids.contains(&gateway));
    for task in tasks {
        let Ok(cron) = Cron::parse(&task.spec.cron, &task.spec.time_zone) else {
            continue;
        };
        let mut at = now;
        while let Some(next) = cron.next_after(at).filter(|t| *t <= now.plus(HORIZON)) {
            releases.push(Release {
                at: next,
                limit: task.spec.limit,
            });
            at = next;
            if releases.len() >= MAX_RELEASES {
                break;
            }
        }
    }
    releases.sort_by_key(|r| r.at);
    releases
}

/// When a message leaves; none if it does not, or is not among those run forward.
fn start_of(forecast: &Forecast, id: MessageId) -> Option<Time> {
    forecast.starts.iter().find(|s| s.id == id).map(|s| s.at)
}

/// The first start of each message, in order of time.
fn first_starts(forecast: &Forecast) -> Vec<Time> {
    forecast
        .starts
        .iter()
        .filter(|s| s.attempt > 0)
        .map(|s| s.at)
        .collect()
}

/// When the last of `total` leaves, if the rest keeps the pace of those run forward.
fn pace(forecast: &Forecast, total: u64, now: Time) -> Option<Time> {
    let (last, n) = (forecast.starts.last()?.at, forecast.starts.len() as u64);
    if total <= n {
        return None;
    }
    let took = u64::try_from(last.since(now)).ok()?;
    Some(now.plus(i64::try_from(took.saturating_mul(total) / n.max(1)).ok()?))
}

fn breaks(now: Time, starts: &[Time]) -> Vec<Break> {
    let mut found = Vec::new();
    let mut before = now;
    for &at in starts {
        if at.since(before) >= HOUR {
            found.push(Break { from: before, to: at });
        }
        before = at;
    }
    found
}

/// How many leave in each slice of so many milliseconds; those in which none does are left out.
fn slices(starts: &[Time], width: i64) -> Vec<Hour> {
    let mut hours: Vec<Hour> = Vec::new();
    for &at in starts {
        let from = Time(at.0 - at.0.rem_euclid(width));
        match hours.last_mut().filter(|h| h.from == from) {
            Some(hour) => hour.sent += 1,
            None => hours.push(Hour { from, sent: 1 }),
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_forecast_serves_a_long_queue_for_a_while() {
        let made = Stamp {
            now: Time(0),
            waiting: 10_000,
            book: 1,
            feed: 7,
            state: GatewayState::default(),
        };
        let later = |ms| Stamp {
            now: Time(ms),
            ..made
        };
        assert!(made.serves(&later(KEPT), false));
        assert!(!made.serves(&later(KEPT + 1), true), "too old");
        assert!(!made.serves(&Stamp { book: 2, ..later(1) }, true), "other rules");
        assert!(
            !made.serves(
                &Stamp {
                    waiting: LONG,
                    ..later(1)
                },
                true
            ),
            "cheap to make anew"
        );
        // A message that has come since is not in it; one that was leaves about when it said.
        let moved = Stamp {
            waiting: 10_001,
            feed: 8,
            ..later(1)
        };
        assert!(made.serves(&moved, true));
        assert!(!made.serves(&moved, false));
        let endless = Stamp {
            waiting: EXACT as i64 + 1,
            ..made
        };
        assert!(
            endless.serves(&Stamp { feed: 8, ..endless }, false),
            "its pace holds"
        );
    }
}
