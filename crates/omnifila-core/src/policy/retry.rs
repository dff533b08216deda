//! When a message tries again: after a failure, after a deferral, and what a provider's Retry-After means.
//!
//! The jitter is a hash of the message and the attempt, the same on every run and machine: a forecast with a scripted
//! gateway therefore equals what then happens. Left out: whether a message may try again, which `transition` decides.

use crate::id::MessageId;
use crate::time::{DAY, HOUR, MINUTE, SECOND, Time};
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

/// The wait after the first, second … counted attempt; the last one for all further attempts.
const WAITS: [i64; 6] = [
    30 * SECOND,
    2 * MINUTE,
    8 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    8 * HOUR,
];

/// The wait after the first, second … deferral: a contact in attendance is free again when the attendant is.
const DEFERRALS: [i64; 4] = [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE];

/// No provider is believed further than this, in milliseconds.
pub const MAX_RETRY_AFTER: i64 = DAY;

/// When a message that failed `counted` times (at least 1) tries again: by a schedule from 30 s to 8 h, 80 to 120 % of it,
/// and not before `retry_after_ms`.
pub fn next_attempt(message: MessageId, counted: u32, now: Time, retry_after_ms: Option<i64>) -> Time {
    let wait = jittered(nth(&WAITS, counted), message, u64::from(counted));
    let asked = retry_after_ms.unwrap_or(0).min(MAX_RETRY_AFTER);
    now.plus(wait.max(asked))
}

/// When a message deferred `times` times (at least 1) tries again: 5, 10, 20, then 30 minutes, 80 to 120 % of it.
pub fn deferred(message: MessageId, times: u32, now: Time) -> Time {
    // A stream of its own: a message that is retried and deferred should not meet the same neighbours again.
    now.plus(jittered(
        nth(&DEFERRALS, times),
        message,
        u64::from(times) | 1 << 32,
    ))
}

/// Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds, or a date in any of its three forms), at
/// most [`MAX_RETRY_AFTER`]. `None` for a moment that is past and for what is neither.
pub fn parse_retry_after(header: &str, now: Time) -> Option<i64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a number holds are more than a day, too.
        let seconds: i64 = header.parse().unwrap_or(i64::MAX);
        return Some(seconds.saturating_mul(SECOND).min(MAX_RETRY_AFTER));
    }
    let wait = http_date(header)?.since(now);
    (wait >= 0).then_some(wait.min(MAX_RETRY_AFTER))
}

fn http_date(text: &str) -> Option<Time> {
    const FORMS: [&str; 3] = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    let local: DateTime = FORMS
        .iter()
        .find_map(|form| BrokenDownTime::parse(form, text).ok()?.to_datetime().ok())?;
    TimeZone::UTC.to_timestamp(local).ok().map(Time::from)
}

fn nth(waits: &[i64], times: u32) -> i64 {
    let index = times.saturating_sub(1) as usize;
    waits[index.min(waits.len() - 1)]
}

fn jittered(wait: i64, message: MessageId, stream: u64) -> i64 {
    let hash = mix(mix(message.0 as u64) ^ stream);
    let per_mille = 800 + (hash % 401) as i64;
    wait * per_mille / 1_000
}

/// The output function of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit given.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Time = Time(1_797_000_000_000);

    proptest! {
        #[test]
        fn waits_lie_around_the_schedule(id in 1i64..1 << 53, counted in 0u32..40, asked in prop::option::of(-5i64..3 * DAY)) {
            let base = [30_000, 120_000, 480_000, 1_800_000, 7_200_000, 28_800_000][(counted.max(1) as usize - 1).min(5)];
            let plain = next_attempt(MessageId(id), counted, NOW, None).since(NOW);
            prop_assert!(plain >= base * 4 / 5 && plain <= base * 6 / 5);
            let held = next_attempt(MessageId(id), counted, NOW, asked).since(NOW);
            prop_assert_eq!(held, plain.max(asked.unwrap_or(0).min(DAY)));
            let later = deferred(MessageId(id), counted, NOW).since(NOW);
            let base = [300_000, 600_000, 1_200_000, 1_800_000][(counted.max(1) as usize - 1).min(3)];
            prop_assert!(later >= base * 4 / 5 && later <= base * 6 / 5);
        }
    }

    /// Kept for ever: a forecast made by one version must hold under the next.
    #[test]
    fn the_jitter_is_the_same_everywhere() {
        let waits: Vec<i64> = (1..=3)
            .map(|n| next_attempt(MessageId(42), n, NOW, None).since(NOW))
            .collect();
        assert_eq!(waits, JITTER_OF_42);
        let spread: std::collections::BTreeSet<i64> = (1..=1_000)
            .map(|id| next_attempt(MessageId(id), 1, NOW, None).since(NOW))
            .collect();
        assert!(spread.len() > 300, "{}", spread.len());
    }

    const JITTER_OF_42: [i64; 3] = [30_990, 122_880, 408_000];

    #[test]
    fn reads_retry_after() {
        let now = Time::parse("2026-11-06T08:49:07Z").unwrap();
        for (header, wait) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(DAY)),
            ("172800", Some(DAY)),
            ("Fri, 06 Nov 2026 08:49:37 GMT", Some(30_000)),
            ("Friday, 06-Nov-26 08:49:37 GMT", Some(30_000)),
            ("Fri Nov  6 08:49:37 2026", Some(30_000)),
            ("Fri, 06 Nov 2026 08:49:07 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("Fri, 06 Nov 2026", None),
        ] {
            assert_eq!(parse_retry_after(header, now), wait, "{header}");
        }
    }
}
