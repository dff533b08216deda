//! Moves within a queue: the front, the back, before or after another message.
//!
//! A place is the middle of the room between two neighbours. When there is none left, the neighbours around it are spread
//! anew, which changes nobody's order.

use super::cover;
use super::job::{Job, Result, Sums, read_key};
use super::row::StateRow;
use crate::StoreError;
use crate::sql::params;
use crate::verbs::{By, Place};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Priority, QueueKey, RANK_STEP, Status};
use omnifila_core::policy::position;
use omnifila_core::time::Time;

const CHANGED: StoreError = StoreError::Refused {
    code: "queue_changed",
};

/// Neighbours spread at first on each side of a place without room; doubled until there is.
const SPREAD: usize = 32;

/// Covered messages passed by at a time.
const SLICE: usize = 100;

/// A part of one gateway's queue: one priority, without the message that moves.
#[derive(Debug, Clone, Copy)]
struct Part {
    gateway: GatewayId,
    priority: Priority,
    without: MessageId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Job<'_> {
    pub(super) fn place(&mut self, id: MessageId, place: Place, by: &By, now: Time) -> Result<OperationId> {
        let before = self.must_load(id)?;
        if before.status != Status::Waiting {
            return Err(CHANGED);
        }
        let mut part = Part {
            gateway: before.gateway_id,
            priority: before.priority,
            without: id,
        };
        let (previous, next) = match place {
            Place::Front => (None, self.neighbour(part, None, Way::Up)?),
            Place::Back => (self.neighbour(part, None, Way::Down)?, None),
            Place::Before(other) => {
                let key = self.reference(part, other)?;
                part.priority = key.priority;
                (self.neighbour(part, Some(key), Way::Down)?, Some(key))
            }
            Place::After(other) => {
                let key = self.reference(part, other)?;
                part.priority = key.priority;
                (Some(key), self.neighbour(part, Some(key), Way::Up)?)
            }
        };
        let (position, rank) = match (previous, next) {
            (None, None) => (before.position, before.rank),
            _ => match position::between(previous.map(spot), next.map(spot)) {
                Some(found) => found,
                None => self.make_room(part, next)?,
            },
        };
        let operation = self.single("move", id, by, now)?;
        let mut row = before.clone();
        (row.priority, row.position, row.rank, row.moved) = (part.priority, position, rank, true);
        self.replace(&before, &mut row, now)?;
        self.single_result(
            operation,
            Sums {
                changed: 1,
                ..Sums::default()
            },
            None,
        )?;
        Ok(operation)
    }

    fn reference(&mut self, part: Part, other: MessageId) -> Result<QueueKey> {
        let row = self.load(other)?.ok_or(CHANGED)?;
        let there = row.id != part.without && row.gateway_id == part.gateway && row.status == Status::Waiting;
        there.then(|| row.key()).ok_or(CHANGED)
    }

    /// The nearest message of the part beyond `from` (or from its end) that no running cancel covers.
    fn neighbour(&self, part: Part, from: Option<QueueKey>, way: Way) -> Result<Option<QueueKey>> {
        let mut n = 1;
        let mut from = from;
        loop {
            let keys = self.neighbours(part, from, way, n)?;
            for key in &keys {
                let Some(row) = StateRow::load(self.conn, key.id)? else {
                    continue;
                };
                if cover::covering(self.conn, &self.queue.orders, &row)?.is_none() {
                    return Ok(Some(*key));
                }
            }
            if keys.len() < n {
                return Ok(None);
            }
            from = keys.last().copied();
            n = SLICE;
        }
    }

    /// Up to `n` keys of the part beyond `from` (or from its end), nearest first.
    fn neighbours(&self, part: Part, from: Option<QueueKey>, way: Way, n: usize) -> Result<Vec<QueueKey>> {
        let (comparison, order, end) = match way {
            Way::Up => (">", "ASC", i64::MIN),
            Way::Down => ("<", "DESC", i64::MAX),
        };
        let sql = format!(
            "SELECT priority, position, rank, id FROM state INDEXED BY state_queue WHERE gateway_id = ?1 AND status = 0 \
             AND priority = ?2 AND (position, rank, id) {comparison} (?3, ?4, ?5) AND id <> ?6 \
             ORDER BY position {order}, rank {order}, id {order} LIMIT ?7"
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let (position, rank, id) = from.map_or((end, end, end), |k| (k.position, k.rank, k.id.0));
        let (gateway, priority, without) = (part.gateway.0, part.priority.code(), part.without.0);
        let keys = select.query_map(
            params![gateway, priority, position, rank, id, without, n as i64],
            |r| read_key(r, 0),
        )?;
        Ok(keys.collect::<crate::sql::Result<Vec<_>>>()?)
    }

    /// Spreads the messages around the place before `next`, and answers that place.
    fn make_room(&mut self, part: Part, next: Option<QueueKey>) -> Result<(i64, i64)> {
        let mut n = SPREAD;
        loop {
            let mut below = self.neighbours(part, next, Way::Down, n + 1)?;
            let mut above: Vec<QueueKey> = next.into_iter().collect();
            above.extend(self.neighbours(part, next.or(below.first().copied()), Way::Up, n)?);
            let low = if below.len() > n { below.pop() } else { None };
            let high = if above.len() > n { above.pop() } else { None };
            below.reverse();
            let gap = below.len();
            if let Some(mut places) = spread(low.map(spot), high.map(spot), gap + 1 + above.len()) {
                let found = places.remove(gap);
                for (key, place) in below.iter().chain(&above).zip(places) {
                    self.renumber(part.gateway, *key, place)?;
                }
                return Ok(found);
            }
            if low.is_none() && high.is_none() {
                return Err(StoreError::Internal("a queue without room for one more".into()));
            }
            n *= 2;
        }
    }

    fn renumber(&mut self, gateway: GatewayId, key: QueueKey, (position, rank): (i64, i64)) -> Result<()> {
        let mut update = self
            .conn
            .prepare_cached("UPDATE state SET position = ?2, rank = ?3 WHERE id = ?1")?;
        update.execute([key.id.0, position, rank])?;
        self.queue.lane(gateway).again(QueueKey {
            position,
            rank,
            ..key
        });
        Ok(())
    }
}

fn spot(key: QueueKey) -> (i64, i64) {
    (key.position, key.rank)
}

/// `n` places in order, evenly between the two (or beyond the one); `None` if there is no room.
fn spread(low: Option<(i64, i64)>, high: Option<(i64, i64)>, n: usize) -> Option<Vec<(i64, i64)>> {
    let n = i128::try_from(n).ok()?;
    let (low, step) = match (low.map(joined), high.map(joined)) {
        (Some(low), Some(high)) => (low, (high - low) / (n + 1)),
        (Some(low), None) => (low, i128::from(RANK_STEP)),
        (None, Some(high)) => (high - i128::from(RANK_STEP) * (n + 1), i128::from(RANK_STEP)),
        (None, None) => (0, i128::from(RANK_STEP)),
    };
    if step < 1 {
        return None;
    }
    (1..=n).map(|i| parted(low + step * i)).collect()
}

/// A place as one number, in the same order.
fn joined((position, rank): (i64, i64)) -> i128 {
    (i128::from(position) << 64) + i128::from(rank) - i128::from(i64::MIN)
}

fn parted(place: i128) -> Option<(i64, i64)> {
    let rank = (place & i128::from(u64::MAX)) + i128::from(i64::MIN);
    Some((i64::try_from(place >> 64).ok()?, i64::try_from(rank).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spreads_in_order_between_the_two(a in (-9i64..9, any::<i64>()), b in (-9i64..9, any::<i64>()), n in 1usize..70) {
            let (low, high) = (a.min(b), a.max(b));
            if let Some(places) = spread(Some(low), Some(high), n) {
                prop_assert_eq!(places.len(), n);
                prop_assert!(places[0] > low && places[n - 1] < high);
                prop_assert!(places.windows(2).all(|w| w[0] < w[1]));
            } else {
                prop_assert!(joined(high) - joined(low) <= n as i128);
            }
        }

        #[test]
        fn spreads_beyond_one_end(a in (-9i64..9, any::<i64>()), n in 1usize..70) {
            let above = spread(Some(a), None, n).unwrap();
            prop_assert!(above[0] > a && above.windows(2).all(|w| w[0] < w[1]));
            let below = spread(None, Some(a), n).unwrap();
            prop_assert!(below[n - 1] < a && below.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
