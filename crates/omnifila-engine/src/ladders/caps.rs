//! How many dunning messages each address has had or waits for, against what it may have, while a run adds to them.
//!
//! A message that would be one too many is left out and counted; `start` counts once more what has really left by then.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use omnifila_core::catalogue::DunningCaps;
use omnifila_core::id::InvoiceId;
use omnifila_core::time::Time;
use omnifila_store::catalogue::Touch;
use std::collections::HashMap;

/// Days of the week that a cap goes over, the day itself included.
const WEEK: i64 = 7;

#[derive(Debug)]
pub(super) struct Caps {
    caps: DunningCaps,
    zone: TimeZone,
    /// Local days on which this run writes to an address.
    planned: HashMap<String, Vec<Date>>,
}

impl Caps {
    pub(super) fn new(caps: DunningCaps, zone: TimeZone) -> Self {
        Caps {
            caps,
            zone,
            planned: HashMap::new(),
        }
    }

    pub(super) fn forget_planned(&mut self) {
        self.planned.clear();
    }

    pub(super) fn any(&self) -> bool {
        self.caps.any()
    }

    /// What left before this no cap counts for a message of `today` or later.
    pub(super) fn since(&self, now: Time) -> Time {
        let week = SignedDuration::from_hours(24 * (WEEK + 1));
        Time::from(now.timestamp().saturating_sub(week).unwrap_or(now.timestamp()))
    }

    fn day_of(&self, at: Time) -> Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    /// Whether a message about `invoices` due at `at` would be one too many, with the code of the cap; if not, it is counted.
    pub(super) fn take(
        &mut self,
        address: &str,
        at: Time,
        had: &[Touch],
        invoices: &[InvoiceId],
    ) -> Option<&'static str> {
        let day = self.day_of(at);
        let first = day.saturating_sub((WEEK - 1).days());
        // An earlier step of the same invoice that still waits is replaced by this one.
        let replaced = |t: &&Touch| t.waits && t.invoice_id.is_some_and(|id| invoices.contains(&id));
        let had = had.iter().filter(|t| !replaced(t)).map(|t| self.day_of(t.at));
        let planned = self.planned.get(address).into_iter().flatten().copied();
        let days: Vec<Date> = had.chain(planned).collect();
        let on_day = days.iter().filter(|d| **d == day).count();
        let in_week = days.iter().filter(|d| first <= **d && **d <= day).count();
        let over = |most: Option<u32>, n: usize| most.is_some_and(|most| n >= most as usize);
        if over(self.caps.per_day, on_day) {
            return Some("cap_per_day");
        }
        if over(self.caps.per_week, in_week) {
            return Some("cap_per_week");
        }
        self.planned.entry(address.to_owned()).or_default().push(day);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn left(text: &str) -> Touch {
        Touch {
            at: at(text),
            waits: false,
            invoice_id: Some(InvoiceId(9)),
        }
    }

    fn caps(per_day: Option<u32>, per_week: Option<u32>) -> Caps {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        Caps::new(DunningCaps { per_day, per_week }, zone)
    }

    #[test]
    fn a_day_is_local_and_counts_what_left_and_what_is_planned() {
        let mut caps = caps(Some(2), None);
        // 02:59 in UTC is still the ninth in São Paulo.
        let had = [left("2026-12-10T02:59:00Z"), left("2026-12-10T12:00:00Z")];
        let noon = at("2026-12-10T15:00:00Z");
        assert_eq!(caps.take("a", noon, &had, &[InvoiceId(1)]), None);
        assert_eq!(caps.take("a", noon, &had, &[InvoiceId(2)]), Some("cap_per_day"));
        assert_eq!(caps.take("b", noon, &[], &[InvoiceId(3)]), None);
        let next = at("2026-12-11T15:00:00Z");
        assert_eq!(caps.take("a", next, &had, &[InvoiceId(2)]), None);
    }

    #[test]
    fn a_week_is_seven_days_with_the_day_itself() {
        let mut caps = caps(None, Some(1));
        let noon = at("2026-12-10T15:00:00Z");
        let of = |day: &str| [left(&format!("2026-12-{day}T15:00:00Z"))];
        assert_eq!(caps.take("a", noon, &of("03"), &[InvoiceId(1)]), None);
        assert_eq!(
            caps.take("b", noon, &of("04"), &[InvoiceId(1)]),
            Some("cap_per_week")
        );
    }

    #[test]
    fn a_waiting_step_of_the_same_invoice_is_replaced_and_does_not_count() {
        let mut caps = caps(Some(1), None);
        let waits = Touch {
            waits: true,
            ..left("2026-12-10T12:00:00Z")
        };
        let noon = at("2026-12-10T15:00:00Z");
        assert_eq!(
            caps.take("a", noon, &[waits], &[InvoiceId(8)]),
            Some("cap_per_day")
        );
        assert_eq!(caps.take("a", noon, &[waits], &[InvoiceId(9)]), None);
    }
}
