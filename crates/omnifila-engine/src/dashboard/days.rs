//! What became of messages in each of the last days, by the company's clock.

use super::{Funnel, midnight};
use crate::Engine;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::sqlite::Moved;
use serde::Serialize;
use std::collections::BTreeMap;

/// One local day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayFigures {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// When it begins, for who asks about its messages.
    pub from: Time,
    #[serde(flatten)]
    pub figures: Funnel,
}

impl Engine {
    /// The last so many local days, the oldest first, today's so far among them; none is left out.
    ///
    /// # Errors
    /// The store's, when it cannot be read.
    pub async fn days(&self, days: i64) -> Result<Vec<DayFigures>, StoreError> {
        if let Err(error) = self.catalogue().write_minutes(self.now()).await {
            tracing::debug!(%error, "what moved could not be written down");
        }
        let company = self.catalogue().company().await?;
        let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
        let date = |at: Time| zone.to_datetime(at.timestamp()).date();
        let today = date(self.now());
        let first = today.saturating_sub((days - 1).days());
        let begin = |day: Date| {
            let noon = day.at(12, 0, 0, 0).to_zoned(zone.clone());
            noon.map_or(self.now(), |noon| midnight(Time::from(noon.timestamp()), &zone))
        };
        let mut sums: BTreeMap<Date, Moved> = BTreeMap::new();
        for (at, moved) in self.catalogue().hours(begin(first)).await? {
            add(sums.entry(date(at)).or_default(), &moved);
        }
        let listed = first.series(1.day()).take_while(|day| *day <= today);
        Ok(listed
            .map(|day| DayFigures {
                date: day.to_string(),
                from: begin(day),
                figures: Funnel::of(sums.get(&day).unwrap_or(&Moved::default())),
            })
            .collect())
    }
}

fn add(to: &mut Moved, more: &Moved) {
    to.included += more.included;
    to.sent += more.sent;
    to.delivered += more.delivered;
    to.read += more.read;
    to.failed += more.failed;
    to.cancelled += more.cancelled;
    to.expired += more.expired;
    to.uncertain += more.uncertain;
    to.errors += more.errors;
}
