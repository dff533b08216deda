//! What the first page shows, in one answer: how much waits and leaves, each gateway, what needs somebody, when it ends.
//!
//! Everything comes from counters, from what moved by minute, and from the book; nothing is counted message by message.
//! When the queue ends is a forecast: of a short queue made on the spot, of a long one in the background at most once a
//! minute, so that the answer is quick however much waits (and says nothing of the end until the first one is made).

mod attention;
mod days;
mod gateways;
mod outlook;
mod windows;

pub use attention::{Attention, Severity};
pub use days::DayFigures;
pub use gateways::{GatewayLine, GatewayState};
pub(crate) use outlook::Outlooks;
pub use outlook::{Burndown, Point};
pub use windows::{Holiday, WindowNow};

use crate::Engine;
use crate::pulse::per_minute;
use jiff::tz::TimeZone;
use omnifila_core::id::TaskId;
use omnifila_core::message::Status;
use omnifila_core::policy::cron::Cron;
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{AuditFilter, Figures};
use omnifila_store::sqlite::Moved;
use serde::Serialize;

/// Minutes of the rate's history.
const MINUTES: i64 = 60;
/// Between two points of what waited, in milliseconds.
const POINTS: i64 = 5 * MINUTE;
/// Coming runs shown.
const UPCOMING: usize = 5;

#[derive(Debug, Clone, Serialize)]
pub struct Dashboard {
    pub now: Time,
    pub paused_all: Option<PausedAll>,
    pub waiting: i64,
    pub sending: i64,
    pub uncertain: i64,
    pub failed_today: i64,
    pub sent_today: i64,
    pub included_today: i64,
    pub rate: RateNow,
    /// What happened today, message by message at most once a stage.
    pub funnel_today: Funnel,
    pub gateways: Vec<GatewayLine>,
    /// The worst first.
    pub attention: Vec<Attention>,
    pub window: WindowNow,
    pub holiday_today: Option<Holiday>,
    /// When the last of what waits leaves; none if some never do as things are, or if it is not known yet.
    pub drains_at: Option<Time>,
    /// What will still wait when the window closes; all of it while it is closed.
    pub left_for_next_window: i64,
    pub burndown: Burndown,
    pub upcoming: Vec<Upcoming>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PausedAll {
    pub reason: String,
    /// Who paused, as the record names them.
    pub by: Option<String>,
    pub since: Time,
    pub until: Option<Time>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RateNow {
    pub per_minute_now: i64,
    /// The last sixty, oldest first, none left out.
    pub minutes: Vec<MinuteOfRate>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MinuteOfRate {
    pub at: Time,
    pub sent: i64,
    pub failed: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Funnel {
    pub included: i64,
    pub sent: i64,
    pub delivered: i64,
    pub read: i64,
    pub failed: i64,
    pub cancelled: i64,
    pub expired: i64,
    pub uncertain: i64,
}

impl Funnel {
    fn of(moved: &Moved) -> Self {
        Self {
            included: moved.included,
            sent: moved.sent,
            delivered: moved.delivered,
            read: moved.read,
            failed: moved.failed,
            cancelled: moved.cancelled,
            expired: moved.expired,
            uncertain: moved.uncertain,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Upcoming {
    pub task_id: TaskId,
    pub name: String,
    pub at: Time,
}

impl Engine {
    /// The first page, as of now.
    ///
    /// # Errors
    /// The store's, when it cannot be read.
    pub async fn dashboard(&self) -> Result<Dashboard, StoreError> {
        // What moved in the last seconds is shown as well; if it cannot be written, the page is as old as that.
        if let Err(error) = self.catalogue().write_minutes(self.now()).await {
            tracing::debug!(%error, "what moved could not be written down");
        }
        let (now, book) = (self.now(), self.book());
        let company = self.catalogue().company().await?;
        let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
        let begin = Time(now.0 - now.0.rem_euclid(MINUTE));
        let hour = begin.plus(-(MINUTES - 1) * MINUTE);
        let figures = self
            .catalogue()
            .figures(hour, midnight(now, &zone), POINTS)
            .await?;
        let counts = self.queue().counts().await?;
        let of = |status: Status| -> i64 {
            counts
                .iter()
                .filter(|(_, s, _)| *s == status)
                .map(|(.., n)| n)
                .sum()
        };
        let waiting = of(Status::Waiting);
        let gateways = self.gateway_lines(&counts, &figures);
        let (window, holiday_today) = windows::now(&book, &gateways, &company.time_zone, now);
        let outlook = self.outlook(waiting, window.closes_at).await?;
        let left = outlook.left(waiting, &window);
        let paused_all = self.paused_all().await?;
        let needs = attention::Needs {
            gateways: &gateways,
            paused_all: paused_all.as_ref(),
            uncertain: of(Status::Uncertain),
            figures: &figures,
            left: if window.closes_at.is_some() { left } else { 0 },
            closes_at: window.closes_at,
        };
        let attention = needs.listed();
        let today = figures.today;
        Ok(Dashboard {
            now,
            paused_all,
            waiting,
            sending: of(Status::Sending),
            uncertain: of(Status::Uncertain),
            failed_today: today.failed,
            sent_today: today.sent,
            included_today: today.included,
            rate: rate(&figures, begin, now),
            funnel_today: Funnel::of(&today),
            gateways,
            attention,
            window,
            holiday_today,
            drains_at: outlook.drains_at(),
            left_for_next_window: left,
            burndown: outlook.burndown(&figures.waited, waiting, now),
            upcoming: self.upcoming(now),
        })
    }

    async fn paused_all(&self) -> Result<Option<PausedAll>, StoreError> {
        let book = self.book();
        let Some(pause) = book.paused_all.as_ref().filter(|p| p.holds_at(self.now())) else {
            return Ok(None);
        };
        let filter = AuditFilter {
            noun: Some("everything".into()),
            ..AuditFilter::default()
        };
        let last = self.catalogue().audit(filter, None, 1).await?;
        let by = last.into_iter().find(|entry| entry.action == "pause");
        Ok(Some(PausedAll {
            reason: pause.reason.clone(),
            by: by.map(|entry| entry.actor),
            since: pause.since,
            until: pause.until,
        }))
    }

    fn upcoming(&self, now: Time) -> Vec<Upcoming> {
        let book = self.book();
        let enabled = book.tasks.iter().filter(|(_, task)| task.spec.enabled);
        let mut all: Vec<Upcoming> = enabled
            .filter_map(|(id, task)| {
                let cron = Cron::parse(&task.spec.cron, &task.spec.time_zone).ok()?;
                Some(Upcoming {
                    task_id: *id,
                    name: task.spec.name.clone(),
                    at: cron.next_after(now)?,
                })
            })
            .collect();
        all.sort_by_key(|run| (run.at, run.task_id));
        all.truncate(UPCOMING);
        all
    }
}

/// The begin of the local day.
fn midnight(now: Time, zone: &TimeZone) -> Time {
    let date = zone.to_datetime(now.timestamp()).date();
    let begin = date
        .to_zoned(zone.clone())
        .map(|zoned| Time::from(zoned.timestamp()));
    begin.unwrap_or_else(|_| now.plus(-24 * HOUR))
}

fn rate(figures: &Figures, begin: Time, now: Time) -> RateNow {
    let minutes = (0..MINUTES).rev().map(|ago| {
        let at = begin.plus(-ago * MINUTE);
        let of_minute = figures.hour.iter().filter(|minute| minute.at == at);
        let (sent, failed) = of_minute.fold((0, 0), |(sent, failed), minute| {
            (sent + minute.moved.sent, failed + minute.moved.failed)
        });
        MinuteOfRate { at, sent, failed }
    });
    RateNow {
        per_minute_now: per_minute(&figures.hour, now, None),
        minutes: minutes.collect(),
    }
}
