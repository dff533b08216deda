//! A zone's offsets as a table, so that the dispatcher asks no time zone database.

use crate::brazil::locality::Locality;
use crate::brazil::zone;
use crate::time::Time;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// Offsets are tabled from 1970 up to here, 2100-01-01T00:00:00Z; a zone keeps its last one afterwards.
const TABLED_UNTIL: Time = Time(4_102_444_800_000);
/// Zones with the same offsets from here on (2025-01-01T00:00:00Z) are one zone to a window.
const ALIKE_SINCE: i64 = 1_735_689_600_000;

/// The stretches of constant offset of one zone.
#[derive(Debug, Clone)]
pub(super) struct Offsets {
    /// `(first instant, offset)`, both in milliseconds; the first is the beginning of time.
    stretches: Vec<(i64, i64)>,
}

impl Offsets {
    /// `None` when the name is no IANA zone.
    pub(super) fn of(name: &str) -> Option<Offsets> {
        let zone = TimeZone::get(name).ok()?;
        let start = Time(0).timestamp();
        let mut stretches = vec![(i64::MIN, i64::from(zone.to_offset(start).seconds()) * 1_000)];
        for transition in zone.following(start) {
            let (at, offset) = (
                Time::from(transition.timestamp()),
                i64::from(transition.offset().seconds()) * 1_000,
            );
            if at > TABLED_UNTIL {
                break;
            }
            if stretches.last().is_none_or(|(_, before)| *before != offset) {
                stretches.push((at.ms(), offset));
            }
        }
        Some(Offsets { stretches })
    }

    /// The offset in force at an instant, and the instant at which another one is.
    pub(super) fn at(&self, instant: i64) -> (i64, i64) {
        let next = self.stretches.partition_point(|(from, _)| *from <= instant);
        let offset = self.stretches[next - 1].1;
        (
            offset,
            self.stretches.get(next).map_or(i64::MAX, |(from, _)| *from),
        )
    }

    fn is_like(&self, other: &Offsets) -> bool {
        let recent = |o: &Offsets| -> Vec<(i64, i64)> {
            let first = o.stretches.partition_point(|(from, _)| *from <= ALIKE_SINCE) - 1;
            let mut stretches = o.stretches[first..].to_vec();
            stretches[0].0 = ALIKE_SINCE;
            stretches
        };
        recent(self) == recent(other)
    }
}

/// The zones a recipient may be in.
#[derive(Debug, Clone)]
pub(super) struct Recipients {
    /// By the names of the zones that a locality may have.
    by_names: HashMap<&'static [&'static str], Vec<Offsets>>,
    /// Where nothing is known: one of each kind of zone that Brazil has.
    anywhere: Vec<Offsets>,
}

impl Recipients {
    pub(super) fn new() -> Recipients {
        Recipients {
            by_names: zone::sets().map(|names| (names, distinct(names))).collect(),
            anywhere: distinct(&zone::ALL_ZONES),
        }
    }

    pub(super) fn of(&self, locality: Option<Locality>) -> &[Offsets] {
        let known = locality.and_then(|locality| self.by_names.get(locality.zones()));
        known.map_or(&self.anywhere, Vec::as_slice)
    }
}

fn distinct(names: &[&str]) -> Vec<Offsets> {
    let mut zones: Vec<Offsets> = Vec::new();
    for offsets in names.iter().filter_map(|name| Offsets::of(name)) {
        if !zones.iter().any(|known| known.is_like(&offsets)) {
            zones.push(offsets);
        }
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_database() {
        for name in [
            "America/Sao_Paulo",
            "America/New_York",
            "Europe/Lisbon",
            "America/Noronha",
        ] {
            let (zone, table) = (TimeZone::get(name).unwrap(), Offsets::of(name).unwrap());
            for step in 0..3_000 {
                let instant = 86_400_000 * 11 * step + 7_000;
                let offset = i64::from(zone.to_offset(Time(instant).timestamp()).seconds()) * 1_000;
                assert_eq!(table.at(instant).0, offset, "{name} {instant}");
            }
        }
    }

    #[test]
    fn brazil_has_few_kinds_of_zone() {
        let recipients = Recipients::new();
        assert_eq!(recipients.of(None).len(), 4);
        let of = |locality: Locality| recipients.of(Some(locality)).len();
        assert_eq!((of(Locality::State(*b"AM")), of(Locality::State(*b"SC"))), (2, 1));
        assert_eq!(
            (
                of(Locality::City(1_302_603)),
                of(Locality::Area(97)),
                of(Locality::Area(92))
            ),
            (1, 2, 1)
        );
        assert_eq!(
            (of(Locality::State(*b"??")), of(Locality::City(9_999_999))),
            (4, 4)
        );
    }
}
