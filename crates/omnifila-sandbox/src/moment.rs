//! The two clocks of the journal.
//!
//! The monotonic one is the machine's own (`CLOCK_MONOTONIC`), not time since start: another process on the same
//! machine can compare its moments with the journal's, which is how "no call began after the cancel answered" is judged.

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds of the machine's monotonic clock.
pub(crate) fn monotonic_ns() -> u64 {
    let t = clock_gettime(ClockId::Monotonic);
    t.tv_sec.unsigned_abs() * 1_000_000_000 + t.tv_nsec.unsigned_abs()
}

/// Milliseconds since 1970, UTC.
pub(crate) fn wall_ms() -> i64 {
    let t = clock_gettime(ClockId::Realtime);
    t.tv_sec * 1000 + t.tv_nsec / 1_000_000
}

/// RFC 3339 text of a moment in milliseconds since 1970, UTC.
pub(crate) fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|t| t.to_string())
        .unwrap_or_default()
}

/// HTTP-date (RFC 9110 §5.6.7) of a moment so many seconds from now.
pub(crate) fn http_date_in(seconds: u32) -> String {
    let at = wall_ms() / 1000 + i64::from(seconds);
    jiff::Timestamp::from_second(at)
        .ok()
        .and_then(|t| {
            jiff::fmt::rfc2822::DateTimePrinter::new()
                .timestamp_to_rfc9110_string(&t)
                .ok()
        })
        .unwrap_or_default()
}

/// Number of the local day at UTC−3, the zone of most of Brazil, in which the daily limits of a channel are counted.
pub(crate) fn day_of(ms: i64) -> i64 {
    (ms - 3 * 3_600_000).div_euclid(86_400_000)
}
