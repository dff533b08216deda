//! Limits of a gateway or of one address at it: how many starts in any stretch of time, and per local day.
//!
//! Each of the three rates is a GCRA: one number, the theoretical arrival time (TAT, microseconds since 1970), says how
//! far the starts so far have used the limit up. With an interval `I` per start and a burst `B`, a start at `now` is
//! allowed while `TAT ≤ now + (B − 1)·I`, and moves the TAT to `max(TAT, now) + I`; hence in any `T` at most `B + T / I`.
//! The state is a value: whoever keeps it (a row of the store) compares and sets it, so the law holds over nodes and
//! restarts.
//!
//! A clock that goes backwards finds a TAT ahead of it. Up to what the heaviest start can have left there is waited for.
//! More than that proves that the clock was set back: then one start passes and leaves the bucket empty, so that a clock
//! set back costs the provider at most one start too many, and nobody waits for the old time to return.
//!
//! Left out: limits told by providers (their daily quotas), which arrive as holds of the gateway.

use crate::input::InputError;
use crate::time::{DAY, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The heaviest start, in units of the limit: an SMS of more parts than this is counted as this many. It bounds how far
/// a start may lead the clock, and so how long a clock set back can stop the queue.
pub const MAX_WEIGHT: u32 = 16;

/// Faster is no limit any more: the interval is kept in whole microseconds.
const MAX_PER_SECOND: f64 = 100_000.0;
/// Slower is a mistake: less than one start in four months.
const MIN_PER_SECOND: f64 = 1e-7;
const MAX_BURST: u32 = 1_000_000;
/// The lengths the three rates count by, in microseconds.
const UNITS: [f64; 3] = [1e6, 60e6, 3_600e6];

/// At most `burst + per_second·T` starts in any `T` seconds (fractions allowed); `per_minute` and `per_hour` allow
/// `min(burst, n) + n·T`; `per_day` is at most `n` starts per local day. The default has no limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_hour: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<u32>,
    /// Starts at once after a rest.
    #[serde(default = "one")]
    pub burst: u32,
}

fn one() -> u32 {
    1
}

impl Default for Rate {
    fn default() -> Self {
        Rate {
            per_second: None,
            per_minute: None,
            per_hour: None,
            per_day: None,
            burst: 1,
        }
    }
}

/// How far the limits are used up; zeroes are a full bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RateState {
    /// Theoretical arrival times per second, minute and hour limit, in microseconds since 1970.
    pub tat: [i64; 3],
    /// The local day that `day_count` counts, in days since 1970.
    pub day: i64,
    pub day_count: u32,
}

/// A local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Local days since 1970-01-01.
    pub index: i64,
    /// The first instant of the next local day.
    pub ends: Time,
}

impl Day {
    /// The day that `now` falls on in an IANA zone. An unknown name counts as UTC; names are checked where they are set.
    pub fn at(now: Time, zone_name: &str) -> Day {
        let zone = TimeZone::get(zone_name).unwrap_or(TimeZone::UTC);
        let date = zone.to_datetime(now.timestamp()).date();
        let index = days_since_1970(date);
        let ends = date
            .tomorrow()
            .ok()
            .and_then(|next| next.to_zoned(zone).ok())
            .map_or_else(|| now.plus(DAY), |z| Time::from(z.timestamp()));
        Day { index, ends }
    }
}

/// Days from 1970-01-01 to a date.
fn days_since_1970(date: jiff::civil::Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

/// Not now: `until` is the first millisecond at which the same take succeeds if nothing else starts.
///
/// One exception: where the clock was set back over a midnight, the count belongs to tomorrow already; `until` is then
/// the end of today, and asking again there gives the rest of the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    pub until: Time,
    /// The limit per day is among those that deny.
    pub daily: bool,
}

impl Rate {
    /// Uses the limits up for one start of `weight` (at least 1, at most [`MAX_WEIGHT`]), or says until when not to. A
    /// denied take consumes nothing of any limit.
    ///
    /// A start heavier than the burst or than the day's limit would never fit; it passes when the bucket is full (for the
    /// day: unused), and the debt it leaves makes the next ones wait as long as its weight costs.
    pub fn take(&self, state: &RateState, now: Time, weight: u32, day: Day) -> Result<RateState, Denied> {
        let weight = weight.clamp(1, MAX_WEIGHT);
        let now_us = now.ms().saturating_mul(1_000);
        let mut next = *state;
        let mut until = Time(i64::MIN);
        for (index, pace) in self.paces().into_iter().enumerate() {
            let Some(pace) = pace else { continue };
            let tat = state.tat[index];
            let allowed_from = tat.saturating_sub(pace.slack(weight));
            if tat > now_us.saturating_add(pace.farthest()) {
                next.tat[index] = now_us.saturating_add(pace.emptied().max(pace.cost(weight)));
            } else if allowed_from > now_us {
                until = until.max(Time(ceil_div(allowed_from, 1_000)));
            } else {
                next.tat[index] = tat.max(now_us).saturating_add(pace.cost(weight));
            }
        }
        let mut daily = false;
        if let Some(limit) = self.per_day {
            // Set back over one midnight, the clock finds tomorrow's count: keep it, or today would be given twice.
            // Further ahead than that it was never right.
            if state.day != day.index && state.day != day.index + 1 {
                (next.day, next.day_count) = (day.index, 0);
            }
            if next.day_count > 0 && next.day_count.saturating_add(weight) > limit {
                daily = true;
                until = until.max(day.ends);
            } else {
                next.day_count = next.day_count.saturating_add(weight);
            }
        }
        if until.0 == i64::MIN {
            Ok(next)
        } else {
            Err(Denied { until, daily })
        }
    }

    /// No limit at all: a take always succeeds and changes nothing.
    pub fn is_unlimited(&self) -> bool {
        self.per_second.is_none()
            && self.per_minute.is_none()
            && self.per_hour.is_none()
            && self.per_day.is_none()
    }

    /// Refuses limits that mean nothing (`bad_rate`, with the field as pointer).
    pub fn check(&self) -> Result<(), InputError> {
        let rates = [
            ("per_second", self.per_second),
            ("per_minute", self.per_minute),
            ("per_hour", self.per_hour),
        ];
        for ((name, rate), unit) in rates.into_iter().zip(UNITS) {
            let Some(rate) = rate else { continue };
            let per_second = rate * 1e6 / unit;
            if !(MIN_PER_SECOND..=MAX_PER_SECOND).contains(&per_second) {
                return Err(InputError::new(
                    "bad_rate",
                    format!("/{name}"),
                    "a number above 0, at most 100000 a second; leave it out for no limit",
                ));
            }
        }
        if self.per_day == Some(0) {
            let expected = "a whole number of at least 1; to stop the gateway, pause it";
            return Err(InputError::new("bad_rate", "/per_day", expected));
        }
        if !(1..=MAX_BURST).contains(&self.burst) {
            return Err(InputError::new(
                "bad_rate",
                "/burst",
                format!("a whole number from 1 to {MAX_BURST}"),
            ));
        }
        Ok(())
    }

    fn paces(&self) -> [Option<Pace>; 3] {
        let burst = f64::from(self.burst.max(1));
        let pace = |rate: Option<f64>, unit: f64, capped: bool| {
            let rate = rate.filter(|r| *r > 0.0)?;
            let burst = if capped { burst.min(rate).max(1.0) } else { burst };
            Some(Pace {
                interval: unit / rate,
                burst,
            })
        };
        [
            pace(self.per_second, UNITS[0], false),
            pace(self.per_minute, UNITS[1], true),
            pace(self.per_hour, UNITS[2], true),
        ]
    }
}

/// One GCRA, in microseconds. Costs are rounded up and slack down, so that rounding never adds a start.
#[derive(Debug, Clone, Copy)]
struct Pace {
    interval: f64,
    burst: f64,
}

impl Pace {
    fn cost(self, weight: u32) -> i64 {
        (self.interval * f64::from(weight)).ceil() as i64
    }

    /// How far ahead of now the TAT may be for a start of this weight.
    fn slack(self, weight: u32) -> i64 {
        (self.interval * (self.burst - f64::from(weight)).max(0.0)).floor() as i64
    }

    /// How far ahead of now a start can have left the TAT.
    fn farthest(self) -> i64 {
        (self.interval * self.burst.max(f64::from(MAX_WEIGHT))).ceil() as i64
    }

    /// How far ahead of now the TAT of a bucket just emptied is.
    fn emptied(self) -> i64 {
        (self.interval * self.burst).ceil() as i64
    }
}

fn ceil_div(value: i64, by: i64) -> i64 {
    value.div_euclid(by) + i64::from(value.rem_euclid(by) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOON: Time = Time(1_797_000_000_000);

    fn day(now: Time) -> Day {
        Day::at(now, "America/Sao_Paulo")
    }

    /// The law itself, by looking at every stretch that ends now: the sums of weights, in exact integers.
    fn law_allows(starts: &[(i64, u32)], now: i64, weight: u32, burst: u32, interval_us: i64) -> bool {
        let mut sum = i64::from(weight);
        for (at, w) in starts.iter().rev() {
            sum += i64::from(*w);
            if sum * interval_us > i64::from(burst) * interval_us + (now - at) * 1_000 {
                return false;
            }
        }
        true
    }

    proptest! {
        /// Greedy starts at random moments: each is allowed exactly when every sliding window allows it.
        #[test]
        fn equals_a_sliding_window(
            interval_us in prop::sample::select(vec![200i64, 1_000, 50_000, 500_000, 1_000_000, 2_000_000]),
            burst in 1u32..8,
            steps in prop::collection::vec(0i64..3_000, 1..120),
        ) {
            let rate = Rate { per_second: Some(1e6 / interval_us as f64), burst, ..Rate::default() };
            let (mut now, mut state, mut starts) = (NOON, RateState::default(), Vec::new());
            for step in steps {
                now = now.plus(step);
                let lawful = law_allows(&starts, now.ms(), 1, burst, interval_us);
                match rate.take(&state, now, 1, day(now)) {
                    Ok(next) => {
                        prop_assert!(lawful, "{starts:?} {now:?}");
                        state = next;
                        starts.push((now.ms(), 1));
                    }
                    Err(denied) => {
                        prop_assert!(!lawful);
                        prop_assert!(!denied.daily && denied.until > now);
                        prop_assert!(rate.take(&state, denied.until, 1, day(denied.until)).is_ok());
                        let before = Time(denied.until.ms() - 1);
                        prop_assert!(rate.take(&state, before, 1, day(before)).is_err());
                    }
                }
            }
        }

        /// All limits together, with weights and fractions: no stretch, however long, holds more than each law allows.
        #[test]
        fn no_stretch_exceeds_any_law(
            per_second in prop::option::of(0.05f64..40.0),
            per_minute in prop::option::of(0.5f64..300.0),
            per_hour in prop::option::of(0.5f64..900.0),
            per_day in prop::option::of(1u32..60),
            burst in 1u32..6,
            takes in prop::collection::vec((0i64..900_000, 1u32..5), 1..80),
        ) {
            let rate = Rate { per_second, per_minute, per_hour, per_day, burst };
            prop_assert!(rate.check().is_ok());
            let (mut now, mut state, mut starts) = (NOON, RateState::default(), Vec::<(Time, u32)>::new());
            for (index, (step, weight)) in takes.into_iter().enumerate() {
                now = now.plus(if index % 3 == 0 { step } else { step % 700 });
                match rate.take(&state, now, weight, day(now)) {
                    Ok(next) => { state = next; starts.push((now, weight)); }
                    Err(denied) => {
                        prop_assert!(rate.take(&state, denied.until, weight, day(denied.until)).is_ok());
                        let before = Time(denied.until.ms() - 1);
                        prop_assert!(rate.take(&state, before, weight, day(before)).is_err());
                    }
                }
            }
            let b = f64::from(burst);
            let laws = [
                (per_second, 1_000.0, b),
                (per_minute, 60_000.0, b.min(per_minute.unwrap_or(b)).max(1.0)),
                (per_hour, 3_600_000.0, b.min(per_hour.unwrap_or(b)).max(1.0)),
            ];
            for (first, (from, _)) in starts.iter().enumerate() {
                let (mut sum, mut heaviest) = (0.0, 0.0f64);
                for (to, weight) in &starts[first..] {
                    sum += f64::from(*weight);
                    heaviest = heaviest.max(f64::from(*weight));
                    for (n, unit, burst) in laws {
                        let Some(n) = n else { continue };
                        let most = burst.max(heaviest) + n * to.since(*from) as f64 / unit;
                        prop_assert!(sum <= most + 1e-6, "{sum} > {most} of {n} in {unit}");
                    }
                }
            }
            if let Some(limit) = per_day {
                let mut by_day = std::collections::BTreeMap::<i64, (u32, u32)>::new();
                for (at, weight) in &starts {
                    let entry = by_day.entry(day(*at).index).or_default();
                    entry.0 += weight;
                    entry.1 += 1;
                }
                prop_assert!(by_day.values().all(|(sum, n)| *sum <= limit || *n == 1));
            }
        }

        /// A clock set back locks nobody out for longer than the heaviest start would, and gives one start at most.
        #[test]
        fn a_clock_set_back_gives_little_and_locks_nobody(
            back in 1i64..(40 * DAY),
            per_hour in prop::sample::select(vec![60.0f64, 600.0, 3_600.0]),
            burst in 1u32..4,
        ) {
            let rate = Rate { per_hour: Some(per_hour), burst, ..Rate::default() };
            let interval = (3_600_000.0 / per_hour) as i64;
            let mut state = RateState::default();
            let mut given = 0;
            while let Ok(next) = rate.take(&state, NOON, 1, day(NOON)) {
                state = next;
                given += 1;
            }
            prop_assert_eq!(given, burst);
            let mut now = Time(NOON.ms() - back);
            let first = match rate.take(&state, now, 1, day(now)) {
                Ok(next) => next,
                Err(denied) => {
                    prop_assert!(denied.until.since(now) <= i64::from(MAX_WEIGHT) * interval);
                    now = denied.until;
                    rate.take(&state, now, 1, day(now)).unwrap()
                }
            };
            prop_assert_eq!(rate.take(&first, now, 1, day(now)).unwrap_err().until, now.plus(interval));
        }
    }

    #[test]
    fn per_day_counts_local_days() {
        let rate = Rate {
            per_day: Some(2),
            ..Rate::default()
        };
        let evening = Time::parse("2026-12-10T23:30:00-03:00").unwrap();
        let one = rate
            .take(&RateState::default(), evening, 1, day(evening))
            .unwrap();
        let two = rate.take(&one, evening, 1, day(evening)).unwrap();
        let denied = rate.take(&two, evening, 1, day(evening)).unwrap_err();
        assert_eq!(denied.until, Time::parse("2026-12-11T00:00:00-03:00").unwrap());
        assert!(denied.daily);
        let next = rate.take(&two, denied.until, 1, day(denied.until)).unwrap();
        assert_eq!(next.day_count, 1);
        // Back over midnight: yesterday is not given again, nor is tomorrow.
        let full = rate.take(&next, denied.until, 1, day(denied.until)).unwrap();
        assert!(rate.take(&full, evening, 1, day(evening)).is_err());
    }

    #[test]
    fn a_wrong_year_is_forgotten() {
        let rate = Rate {
            per_day: Some(1),
            ..Rate::default()
        };
        let future = NOON.plus(900 * DAY);
        let state = rate.take(&RateState::default(), future, 1, day(future)).unwrap();
        assert!(rate.take(&state, NOON, 1, day(NOON)).is_ok());
    }

    #[test]
    fn days_follow_the_zone() {
        let t = Time::parse("2026-12-10T02:30:00Z").unwrap();
        assert_eq!(day(t).index + 1, Day::at(t, "UTC").index);
        assert_eq!(Day::at(Time(0), "UTC").index, 0);
        assert_eq!(Day::at(t, "No/Where"), Day::at(t, "UTC"));
        // A day of 23 hours.
        let short = Time::parse("2026-03-08T12:00:00-04:00").unwrap();
        assert_eq!(
            Day::at(short, "America/New_York").ends,
            Time::parse("2026-03-09T00:00:00-04:00").unwrap()
        );
    }

    #[test]
    fn a_heavy_start_waits_for_a_full_bucket_and_leaves_its_debt() {
        let rate = Rate {
            per_second: Some(1.0),
            burst: 2,
            ..Rate::default()
        };
        let state = rate.take(&RateState::default(), NOON, 5, day(NOON)).unwrap();
        let denied = rate.take(&state, NOON, 1, day(NOON)).unwrap_err();
        assert_eq!(denied.until, NOON.plus(4_000));
        let heavy = rate.take(&state, NOON, 5, day(NOON)).unwrap_err();
        assert_eq!(heavy.until, NOON.plus(5_000));
    }

    #[test]
    fn refuses_what_means_nothing() {
        let pointer = |rate: Rate| rate.check().unwrap_err().pointer;
        assert_eq!(
            pointer(Rate {
                per_second: Some(0.0),
                ..Rate::default()
            }),
            "/per_second"
        );
        assert_eq!(
            pointer(Rate {
                per_minute: Some(f64::NAN),
                ..Rate::default()
            }),
            "/per_minute"
        );
        assert_eq!(
            pointer(Rate {
                per_hour: Some(-1.0),
                ..Rate::default()
            }),
            "/per_hour"
        );
        assert_eq!(
            pointer(Rate {
                per_day: Some(0),
                ..Rate::default()
            }),
            "/per_day"
        );
        assert_eq!(
            pointer(Rate {
                burst: 0,
                ..Rate::default()
            }),
            "/burst"
        );
        assert!(Rate::default().check().is_ok() && Rate::default().is_unlimited());
        assert!(serde_json::from_str::<Rate>(r#"{"per_second":5,"brust":2}"#).is_err());
        let read: Rate = serde_json::from_str(r#"{"per_second":5}"#).unwrap();
        assert_eq!(read.burst, 1);
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            r#"{"per_second":5.0,"burst":1}"#
        );
    }
}
