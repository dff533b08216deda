//! Cursors of lists: opaque to callers, made here, checked when they come back.
//!
//! A cursor names its list and the last row of the page, and carries a checksum. It grants nothing (the list checks
//! permissions itself), so the checksum only has to catch a cursor that was cut, changed or taken from another list.

use crate::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Priority, QueueKey};
use omnifila_store::Cursor;
use sha2::{Digest, Sha256};

const CHECK: usize = 6;
/// A cursor of ours is far shorter.
const LONGEST: usize = 256;

/// Writes a place of `list`.
pub(crate) fn write(list: &str, place: &[i64]) -> String {
    let place: Vec<String> = place.iter().map(i64::to_string).collect();
    let text = format!("{list} {}", place.join(" "));
    let mut bytes = check(text.as_bytes()).to_vec();
    bytes.extend_from_slice(text.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a place of `list` with `n` numbers.
pub(crate) fn read(list: &str, cursor: &str) -> Result<Vec<i64>, Problem> {
    places(list, cursor).ok_or_else(bad)
}

pub(crate) fn bad() -> Problem {
    Problem::parameter(
        "bad_cursor",
        "cursor",
        "the next_cursor of this list's last answer, unchanged",
    )
}

fn places(list: &str, cursor: &str) -> Option<Vec<i64>> {
    if cursor.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (sum, text) = bytes.split_at_checked(CHECK)?;
    if check(text) != sum {
        return None;
    }
    let (of, place) = std::str::from_utf8(text).ok()?.split_once(' ')?;
    let place: Option<Vec<i64>> = place.split(' ').map(|n| n.parse().ok()).collect();
    place.filter(|_| of == list)
}

fn check(text: &[u8]) -> [u8; CHECK] {
    let sum = Sha256::new()
        .chain_update(b"omnifila cursor 1\0")
        .chain_update(text)
        .finalize();
    let mut out = [0; CHECK];
    out.copy_from_slice(&sum[..CHECK]);
    out
}

/// The id after which a list of one noun goes on.
pub(crate) fn read_after(list: &str, cursor: Option<&str>) -> Result<Option<i64>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    match read(list, cursor)?.as_slice() {
        [id] => Ok(Some(*id)),
        _ => Err(bad()),
    }
}

const MESSAGES: &str = "messages";
const QUEUE: &str = "queue";

pub(crate) fn write_messages(cursor: Cursor) -> String {
    match cursor {
        Cursor::Id(id) => write(MESSAGES, &[id.0]),
        Cursor::Queue(gateway, key) => write(
            QUEUE,
            &[gateway.0, key.priority.code(), key.position, key.rank, key.id.0],
        ),
    }
}

/// Reads the cursor of `GET /messages`, in the order it was made for.
pub(crate) fn read_messages(order: omnifila_store::Order, cursor: &str) -> Result<Cursor, Problem> {
    match order {
        omnifila_store::Order::Id => match read(MESSAGES, cursor)?.as_slice() {
            [id] => Ok(Cursor::Id(MessageId(*id))),
            _ => Err(bad()),
        },
        omnifila_store::Order::Queue => match read(QUEUE, cursor)?.as_slice() {
            [gateway, priority, position, rank, id] => {
                let priority = Priority::from_code(*priority).ok_or_else(bad)?;
                let key = QueueKey {
                    priority,
                    position: *position,
                    rank: *rank,
                    id: MessageId(*id),
                };
                Ok(Cursor::Queue(GatewayId(*gateway), key))
            }
            _ => Err(bad()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_store::Order;

    #[test]
    fn a_cursor_comes_back_only_whole_and_to_its_own_list() {
        let key = QueueKey {
            priority: Priority::High,
            position: -5,
            rank: 1 << 40,
            id: MessageId(9),
        };
        let cursor = write_messages(Cursor::Queue(GatewayId(3), key));
        assert_eq!(
            read_messages(Order::Queue, &cursor).unwrap(),
            Cursor::Queue(GatewayId(3), key)
        );
        assert!(read_messages(Order::Id, &cursor).is_err());
        for i in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[i] = if changed[i] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(read_messages(Order::Queue, &changed).is_err(), "changed at {i}");
        }
        for bad in ["", "x", "%%%", "AAAAAAAAAAAAAAAA", &"A".repeat(10_000)] {
            assert!(read(QUEUE, bad).is_err());
        }
    }
}
