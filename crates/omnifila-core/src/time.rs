//! Time as the queue knows it: whole milliseconds of UTC since 1970, written as RFC 3339.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an RFC 3339 time with its offset, such as 2026-12-10T08:00:00-03:00")]
pub struct NotATime;

impl Time {
    /// Later than anything that happens: 9999-12-30T22:00:00Z, the last instant every zone can still write.
    pub const FAR: Time = Time(253_402_207_200_000);

    pub fn ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds, never past [`Time::FAR`].
    #[must_use]
    pub fn plus(self, ms: i64) -> Time {
        Time(self.0.saturating_add(ms).min(Self::FAR.0))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    pub fn since(self, earlier: Time) -> i64 {
        self.0 - earlier.0
    }

    /// Reads RFC 3339 with an offset; a local time without one is refused, because it names no instant.
    pub fn parse(text: &str) -> Result<Time, NotATime> {
        let t: jiff::Timestamp = text.parse().map_err(|_| NotATime)?;
        let t = Time(t.as_millisecond());
        if t.0 < 0 || t > Self::FAR {
            Err(NotATime)
        } else {
            Ok(t)
        }
    }

    /// The same instant for calendar arithmetic.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl From<jiff::Timestamp> for Time {
    fn from(t: jiff::Timestamp) -> Self {
        Time(t.as_millisecond())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Time::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_rfc_3339() {
        let t = Time::parse("2026-12-10T08:00:00-03:00").unwrap();
        assert_eq!(t.to_string(), "2026-12-10T11:00:00.000Z");
        assert_eq!(Time::parse(&t.to_string()).unwrap(), t);
        assert!(Time::parse("2026-12-10T08:00:00").is_err());
        assert!(Time::parse("amanhã").is_err());
        assert!(!Time::FAR.to_string().is_empty());
    }
}
