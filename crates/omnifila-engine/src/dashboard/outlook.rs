//! When the queue ends, from the forecast. Of a long queue it is made in the background and may be a minute old.

use super::windows::WindowNow;
use crate::Engine;
use crate::forecast::{GatewayForecast, Hour};
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_store::StoreError;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// So many waiting messages are run forward on the spot.
const SHORT: i64 = 2_000;
/// A forecast of a long queue is made anew when it is older.
const FRESH: Duration = Duration::from_secs(60);
/// Slices of the burn-down at most; it is drawn by the narrowest of these of which so many reach its end.
const SLICES: i64 = 120;
const WIDTHS: [i64; 4] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/// The last forecast of everything, and whether another is being made.
#[derive(Debug, Default)]
pub(crate) struct Outlooks {
    last: Mutex<Option<(Instant, Outlook)>>,
    making: AtomicBool,
}

/// What will become of what waits; empty while it is not known.
#[derive(Debug, Clone, Default)]
pub(super) struct Outlook {
    gateways: Option<Arc<Vec<GatewayForecast>>>,
}

/// What waited, and what will.
#[derive(Debug, Clone, Serialize)]
pub struct Burndown {
    pub history: Vec<Point>,
    /// From now on, by the minute where the end is near, by the hour where it is days away.
    pub forecast: Vec<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Point {
    pub at: Time,
    pub waiting: i64,
}

impl Engine {
    pub(super) async fn outlook(&self, waiting: i64, closes_at: Option<Time>) -> Result<Outlook, StoreError> {
        if waiting <= SHORT {
            return self.run_everything_forward(closes_at).await;
        }
        let kept = &self.0.outlooks;
        let last = kept.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = last.as_ref().is_some_and(|(at, _)| at.elapsed() < FRESH);
        if !fresh && !kept.making.swap(true, Ordering::AcqRel) {
            let engine = self.clone();
            self.spawn_call(async move {
                let made = engine.run_everything_forward(closes_at).await;
                let kept = &engine.0.outlooks;
                match made {
                    Ok(outlook) => {
                        let mut last = kept.last.lock().unwrap_or_else(PoisonError::into_inner);
                        *last = Some((Instant::now(), outlook));
                    }
                    Err(error) => tracing::debug!(%error, "the forecast of the dashboard failed"),
                }
                kept.making.store(false, Ordering::Release);
            });
        }
        Ok(last.map(|(_, outlook)| outlook).unwrap_or_default())
    }

    async fn run_everything_forward(&self, closes_at: Option<Time>) -> Result<Outlook, StoreError> {
        let gateways = self.forecast(None, closes_at).await?;
        Ok(Outlook {
            gateways: Some(Arc::new(gateways)),
        })
    }
}

impl Outlook {
    /// When the last leaves; none if nothing waits, or if some never leave.
    pub(super) fn drains_at(&self) -> Option<Time> {
        let waiting = self.gateways.as_ref()?.iter().filter(|g| g.waiting > 0);
        let ends: Option<Vec<Time>> = waiting.map(|g| g.drains_at).collect();
        ends?.into_iter().max()
    }

    /// What still waits when the window closes.
    pub(super) fn left(&self, waiting: i64, window: &WindowNow) -> i64 {
        if !window.open {
            return waiting;
        }
        let (Some(closes_at), Some(gateways)) = (window.closes_at, &self.gateways) else {
            return 0;
        };
        let left = gateways.iter().map(|gateway| {
            let in_time = gateway.drains_at.is_some_and(|end| end <= closes_at);
            if in_time {
                0
            } else {
                gateway.waiting.saturating_sub(gateway.sent_by_then)
            }
        });
        i64::try_from(left.sum::<u64>()).unwrap_or(i64::MAX)
    }

    pub(super) fn burndown(&self, waited: &[(Time, i64)], waiting: i64, now: Time) -> Burndown {
        let history = waited
            .iter()
            .map(|&(at, waiting)| Point { at, waiting })
            .collect();
        let all = self.gateways.iter().flat_map(|all| all.iter());
        let minutes: Vec<Hour> = all.flat_map(|gateway| gateway.per_minute.clone()).collect();
        let last = minutes.iter().map(|minute| minute.from).max().unwrap_or(now);
        let fits = |width: &&i64| last.since(now) / **width < SLICES;
        let width = WIDTHS.iter().find(fits).copied().unwrap_or(HOUR);
        let mut slices: BTreeMap<Time, u64> = BTreeMap::new();
        for minute in minutes {
            let from = Time(minute.from.0 - minute.from.0.rem_euclid(width));
            *slices.entry(from).or_default() += minute.sent;
        }
        let mut forecast = Vec::new();
        if self.gateways.is_some() {
            forecast.push(Point { at: now, waiting });
        }
        let mut left = waiting;
        let mut before = now;
        for (from, sent) in slices.into_iter().take(SLICES as usize) {
            // Nothing leaves in between: the line runs level to the slice's begin.
            if from > before {
                forecast.push(Point {
                    at: from,
                    waiting: left,
                });
            }
            left = (left - i64::try_from(sent).unwrap_or(i64::MAX)).max(0);
            before = from.plus(width);
            forecast.push(Point {
                at: before,
                waiting: left,
            });
        }
        Burndown { history, forecast }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::id::GatewayId;

    const BEGIN: Time = Time(1_780_000_000_000 - 1_780_000_000_000 % HOUR);

    fn gateway(id: i64, waiting: u64, by_then: u64, drains_at: Option<Time>) -> GatewayForecast {
        GatewayForecast {
            gateway_id: GatewayId(id),
            waiting,
            sent_by_then: by_then,
            drains_at,
            breaks: Vec::new(),
            per_hour: Vec::new(),
            per_minute: vec![
                Hour {
                    from: BEGIN.plus(40 * MINUTE),
                    sent: by_then,
                },
                Hour {
                    from: BEGIN.plus(5 * HOUR),
                    sent: waiting - by_then,
                },
            ],
            stuck: 0,
            exact: true,
        }
    }

    fn outlook(gateways: Vec<GatewayForecast>) -> Outlook {
        Outlook {
            gateways: Some(Arc::new(gateways)),
        }
    }

    #[test]
    fn the_last_gateway_says_when_it_ends_and_one_that_never_does_hides_it() {
        let (early, late) = (BEGIN.plus(HOUR), BEGIN.plus(6 * HOUR));
        let two = [gateway(1, 10, 10, Some(early)), gateway(2, 10, 4, Some(late))];
        assert_eq!(outlook(two.to_vec()).drains_at(), Some(late));
        let stuck = [two.to_vec(), vec![gateway(3, 1, 0, None)]].concat();
        assert_eq!(outlook(stuck).drains_at(), None);
        assert_eq!(outlook(vec![gateway(3, 0, 0, None)]).drains_at(), None);
        assert_eq!(Outlook::default().drains_at(), None);
    }

    #[test]
    fn the_line_falls_while_the_window_is_open_and_is_level_between() {
        let all = outlook(vec![gateway(1, 10, 6, Some(BEGIN.plus(6 * HOUR)))]);
        let window = |open: bool, closes_at| WindowNow {
            closes_at,
            opens_at: None,
            open,
            window_ids: Vec::new(),
        };
        let closes = Some(BEGIN.plus(2 * HOUR));
        assert_eq!(all.left(10, &window(true, closes)), 4);
        assert_eq!(all.left(10, &window(false, None)), 10);
        assert_eq!(all.left(10, &window(true, None)), 0);
        let now = BEGIN.plus(HOUR / 2);
        let points = all.burndown(&[(BEGIN, 12)], 10, now).forecast;
        // Four hours and a half by slices of five minutes.
        let want = [
            (now, 10),
            (BEGIN.plus(40 * MINUTE), 10),
            (BEGIN.plus(45 * MINUTE), 4),
            (BEGIN.plus(5 * HOUR), 4),
            (BEGIN.plus(5 * HOUR + 5 * MINUTE), 0),
        ];
        assert_eq!(points, want.map(|(at, waiting)| Point { at, waiting }));
        assert!(Outlook::default().burndown(&[], 10, now).forecast.is_empty());
    }
}
