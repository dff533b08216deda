//! On which day a step of a ladder falls, and which due dates have a step on a given day.
//!
//! Model: a step is so many calendar or bank business days from the due date; where that is a day without banks, the step
//! says whether it stays or moves. Of several steps of an invoice that fall on the same days, the latest offset is meant.
//! Left out: holidays of states and municipalities, on which banks elsewhere settle; windows keep those.

use crate::brazil::bank::{is_bank_business_day, next_bank_business_day};
use crate::catalogue::{ClosedDay, LadderStep, StepDays};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The longest row of days without banks, with room to spare.
const CLOSED_ROW: i32 = 15;

/// The day of a step for an invoice due on `due`. Business days are counted from the due date itself, which counts as day 0
/// whether banks are open on it or not.
pub fn step_day(step: &LadderStep, due: Date) -> Date {
    let day = match step.days {
        StepDays::Calendar => due.saturating_add(i64::from(step.offset_days).days()),
        StepDays::Business => business(due, step.offset_days),
    };
    match step.on_closed_day {
        ClosedDay::Same => day,
        ClosedDay::Next => next_bank_business_day(day),
        ClosedDay::Previous => previous(day),
    }
}

fn business(due: Date, offset: i32) -> Date {
    let one = i64::from(offset.signum()).days();
    let (mut day, mut left) = (due, offset.unsigned_abs());
    while left > 0 {
        let next = day.saturating_add(one);
        if next == day {
            return day;
        }
        day = next;
        left -= u32::from(is_bank_business_day(day));
    }
    day
}

fn previous(mut day: Date) -> Date {
    for _ in 0..CLOSED_ROW {
        if is_bank_business_day(day) {
            return day;
        }
        day = day.saturating_sub(1.day());
    }
    day
}

/// The due dates that have a step on `today` or, missed, on the day before; with that step's place in `steps` and its day.
/// Where several fall on these two days, the one with the greatest offset.
pub fn due_dates(steps: &[LadderStep], today: Date) -> BTreeMap<Date, (usize, Date)> {
    let yesterday = today.saturating_sub(1.day());
    let mut found: BTreeMap<Date, (usize, Date)> = BTreeMap::new();
    for (place, step) in steps.iter().enumerate() {
        let offset = step.offset_days;
        // Business days stretch over weekends and holidays: at most twice as many calendar days.
        let span = match step.days {
            StepDays::Calendar => CLOSED_ROW,
            StepDays::Business => offset.abs() + 2 * CLOSED_ROW,
        };
        let middle = today.saturating_sub(i64::from(offset).days());
        let first = middle.saturating_sub(i64::from(span).days());
        let days = first.series(1.day()).take(2 * span.unsigned_abs() as usize + 1);
        for due in days {
            let day = step_day(step, due);
            if day != today && day != yesterday {
                continue;
            }
            let better = found
                .get(&due)
                .is_none_or(|(other, _)| steps[*other].offset_days < offset);
            if better {
                found.insert(due, (place, day));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn step(offset_days: i32, days: StepDays, on_closed_day: ClosedDay) -> LadderStep {
        let json = serde_json::json!({"offset_days": offset_days, "template_id": 1});
        LadderStep {
            days,
            on_closed_day,
            ..serde_json::from_value(json).unwrap()
        }
    }

    #[test]
    fn calendar_days_go_over_everything_and_may_be_moved() {
        use ClosedDay::{Next, Previous, Same};
        // 2026-12-12 is a Saturday.
        for (offset, rule, want) in [
            (0, Same, date(2026, 12, 12)),
            (0, Next, date(2026, 12, 14)),
            (0, Previous, date(2026, 12, 11)),
            (1, Next, date(2026, 12, 14)),
            (-5, Next, date(2026, 12, 7)),
            (3, Previous, date(2026, 12, 15)),
        ] {
            let step = step(offset, StepDays::Calendar, rule);
            assert_eq!(step_day(&step, date(2026, 12, 12)), want, "{offset} {rule:?}");
        }
    }

    #[test]
    fn business_days_go_over_weekends_holidays_and_carnaval() {
        for (due, offset, want) in [
            // Thursday.
            (date(2026, 12, 10), 1, date(2026, 12, 11)),
            (date(2026, 12, 10), 2, date(2026, 12, 14)),
            (date(2026, 12, 10), -4, date(2026, 12, 4)),
            // Saturday: Monday is the first after it.
            (date(2026, 12, 12), 1, date(2026, 12, 14)),
            (date(2026, 12, 12), 0, date(2026, 12, 12)),
            // Friday before Carnaval, with the Monday and Tuesday closed.
            (date(2026, 2, 13), 1, date(2026, 2, 18)),
        ] {
            let step = step(offset, StepDays::Business, ClosedDay::Same);
            assert_eq!(step_day(&step, due), want, "{due} {offset}");
        }
    }

    /// Against the plain reading: every due date within two years, every step, one by one.
    #[test]
    fn the_due_dates_of_a_day_are_all_that_have_a_step_on_it_or_the_day_before() {
        let steps = [
            step(-5, StepDays::Calendar, ClosedDay::Same),
            step(0, StepDays::Calendar, ClosedDay::Next),
            step(3, StepDays::Business, ClosedDay::Same),
            step(4, StepDays::Calendar, ClosedDay::Previous),
            step(30, StepDays::Business, ClosedDay::Next),
        ];
        let dues = date(2025, 6, 1).series(1.day()).take(900);
        let days: Vec<_> = dues
            .map(|due| (due, steps.each_ref().map(|step| step_day(step, due))))
            .collect();
        // Every third day meets each weekday and most of the year's holidays.
        for today in date(2026, 2, 1).series(1.day()).take(400).step_by(3) {
            let yesterday = today.yesterday().unwrap();
            let mut wanted = BTreeMap::new();
            for (due, days) in &days {
                let falling = steps.iter().enumerate().filter_map(|(place, step)| {
                    let day = days[place];
                    (day == today || day == yesterday).then_some((step.offset_days, (place, day)))
                });
                if let Some((_, found)) = falling.max_by_key(|(offset, _)| *offset) {
                    wanted.insert(*due, found);
                }
            }
            assert_eq!(due_dates(&steps, today), wanted, "{today}");
        }
    }
}
