//! The settlement guard: a boleto paid in the afternoon of its due date shows up on the next bank business day, so a step
//! after the due date waits until then.
//!
//! Model: per method of payment a number of bank business days, counted from the effective due date: a due date on a day
//! without banks moves on to the next one with (that is what payers may do). Steps on or before the due date wait for
//! nothing. Left out: banks that settle later than the number says; the last look sees what the source knows.

use crate::brazil::bank::add_bank_business_days;
use crate::time::Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bank business days by method of payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// By method as invoices name it (`boleto`, `pix` …); a method that is not named settles at once.
    pub business_days: BTreeMap<String, u8>,
}

impl Settlement {
    /// More than a month is a mistake.
    pub const MOST: u8 = 30;
}

impl Default for Settlement {
    fn default() -> Self {
        let days = [("boleto".to_owned(), 1), ("pix".to_owned(), 0)];
        Self {
            business_days: days.into(),
        }
    }
}

/// When a step after the due date may leave: the beginning, in `zone`, of the business day on which a payment made on the
/// effective due date has shown up. `step` is its offset from the due date in days; a message of no step waits for nothing.
pub fn settles_at(
    settlement: &Settlement,
    method: Option<&str>,
    step: Option<i32>,
    due_date: &str,
    zone: &str,
) -> Option<Time> {
    let days = *settlement.business_days.get(method?).filter(|days| **days > 0)?;
    step.filter(|offset| *offset > 0)?;
    let due: Date = due_date.parse().ok()?;
    // Counts from the effective due date: a day without banks moves on to the next with.
    let settled = add_bank_business_days(due, u32::from(days));
    let zone = TimeZone::get(zone).ok()?;
    let begins = settled.to_zoned(zone).ok()?;
    Some(Time::from(begins.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(method: &str, step: i32, due: &str) -> Option<String> {
        let settlement = Settlement::default();
        settles_at(&settlement, Some(method), Some(step), due, "America/Sao_Paulo").map(|t| t.to_string())
    }

    #[test]
    fn a_boleto_settles_on_the_next_bank_business_day() {
        for (due, want) in [
            // Thursday: Friday. Friday: Monday.
            ("2026-12-10", "2026-12-11T03:00:00.000Z"),
            ("2026-12-11", "2026-12-14T03:00:00.000Z"),
            // Saturday may be paid on Monday, which shows up on Tuesday.
            ("2026-12-12", "2026-12-15T03:00:00.000Z"),
            // Christmas is a Friday in 2026: payable on Monday, seen on Tuesday.
            ("2026-12-25", "2026-12-29T03:00:00.000Z"),
        ] {
            assert_eq!(at("boleto", 1, due).as_deref(), Some(want), "{due}");
        }
    }

    #[test]
    fn pix_unknown_methods_and_earlier_steps_wait_for_nothing() {
        assert_eq!(at("pix", 1, "2026-12-10"), None);
        assert_eq!(at("cartao", 1, "2026-12-10"), None);
        assert_eq!(at("boleto", 0, "2026-12-10"), None);
        assert_eq!(at("boleto", -5, "2026-12-10"), None);
        let settlement = Settlement::default();
        assert_eq!(
            settles_at(
                &settlement,
                Some("boleto"),
                None,
                "2026-12-10",
                "America/Sao_Paulo"
            ),
            None
        );
        assert_eq!(
            settles_at(&settlement, None, Some(1), "2026-12-10", "America/Sao_Paulo"),
            None
        );
    }
}
