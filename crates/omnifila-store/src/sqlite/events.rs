//! The feed of what became of messages.

use super::job::Result;
use crate::sql::{Connection, params};
use crate::verbs::FeedEvent;
use omnifila_core::id::{EventId, GatewayId, MessageId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::time::Time;

/// Oldest first, after `after`.
pub(super) fn events(conn: &Connection, after: EventId, limit: usize) -> Result<Vec<FeedEvent>> {
    let mut select = conn.prepare_cached(
        "SELECT e.id, e.message_id, e.\"from\", e.\"to\", e.reason, e.at, m.source_ref, m.dedupe_key \
         FROM event e LEFT JOIN message m ON m.id = e.message_id WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
    )?;
    let rows = select.query_map(params![after.0, limit as i64], |r| {
        let status = |at: usize| Status::from_code(r.get(at)?).ok_or(crate::sql::Error::unreadable(at));
        let to = status(3)?;
        Ok(FeedEvent {
            id: EventId(r.get(0)?),
            message_id: MessageId(r.get(1)?),
            source_ref: r.get(6)?,
            dedupe_key: r.get(7)?,
            kind: format!("message.{to}"),
            from: Some(status(2)?),
            to,
            reason: Reason::from_code(r.get(4)?).ok_or(crate::sql::Error::unreadable(4))?,
            at: Time(r.get(5)?),
        })
    })?;
    Ok(rows.collect::<crate::sql::Result<Vec<_>>>()?)
}

/// Messages per gateway and status, as every read shows them.
pub(super) fn counts(conn: &Connection) -> Result<Vec<(GatewayId, Status, i64)>> {
    let mut select = conn.prepare_cached(
        "SELECT gateway_id, status, n FROM counter WHERE n <> 0 ORDER BY gateway_id, status",
    )?;
    let rows = select.query_map([], |r| {
        let status = Status::from_code(r.get(1)?).ok_or(crate::sql::Error::unreadable(1))?;
        Ok((GatewayId(r.get(0)?), status, r.get(2)?))
    })?;
    Ok(rows.collect::<crate::sql::Result<Vec<_>>>()?)
}
