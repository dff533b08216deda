//! One message with all that happened to it: attempts, history, and what it waits behind.
//!
//! The history is composed: the inclusion from the message, the starts from the attempts, all else from the events.

use super::browse::Browser;
use super::condition::Sql;
use super::cover::uncovered_sql;
use super::intake;
use super::job::Result;
use super::looks::Known;
use super::row::{COLUMNS, StateRow};
use super::scan::Around;
use super::settling::outcome_word;
use super::starting::content_for;
use crate::sql::{Connection, Row, params, params_from_iter};
use crate::verbs::{AttemptRow, Detail, HistoryRow};
use omnifila_core::account::FoundBy;
use omnifila_core::catalogue::{Book, GatewaySpec, InvoiceStatus, Stored};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::Evidence;
use omnifila_core::time::Time;
use omnifila_core::transition::Seen;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Messages before another are counted no further.
const MAX_AHEAD: i64 = 10_000;

pub(super) fn detail(conn: &Connection, book: &Book, id: MessageId) -> Result<Option<Detail>> {
    let browser = Browser::new(conn)?;
    let Some(seen) = browser.one(id)? else {
        return Ok(None);
    };
    let state = &seen.state;
    let waits = state.status == Status::Waiting && !seen.covered;
    let mut waiting = waits.then(|| state.waiting());
    if let Some(waiting) = &mut waiting {
        waiting.tags = intake::tags(conn, state.customer_id)?;
        if let Some(known) = Known::of(conn, state)? {
            known.tell(book, waiting);
        }
    }
    let mut select =
        conn.prepare_cached("SELECT preview, contents, template_version FROM message WHERE id = ?1")?;
    let (preview, contents, template_version) =
        select.query_row([id.0], |r| Ok((r.get(0)?, r.get::<_, String>(1)?, r.get(2)?)))?;
    let attempts = attempts(conn, id)?;
    let mut history = history(conn, id, state.created_at, &attempts)?;
    if seen.covered {
        // As the sweeper will write it.
        history.push(HistoryRow {
            at: seen.row.updated_at,
            from: Some(Status::Waiting),
            to: seen.row.status,
            reason: seen.row.reason,
            operation_id: None,
            actor: None,
            note: None,
            changes: Vec::new(),
        });
    }
    let (mut earlier, mut ahead) = (None, 0);
    if waits {
        let key = state.key();
        if let Some(gateway) = book.gateway(state.gateway_id) {
            earlier = obstacle(&browser, book, gateway, state, &seen.row.address)?;
        }
        let mut count = conn.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM state INDEXED BY state_queue WHERE gateway_id = ?1 AND status = 0 \
             AND (priority, position, rank, id) < (?2, ?3, ?4, ?5) LIMIT ?6) AS ahead",
        )?;
        let before = params![
            state.gateway_id.0,
            key.priority.code(),
            key.position,
            key.rank,
            id.0,
            MAX_AHEAD
        ];
        ahead = count.query_row(before, |r| r.get::<_, i64>(0))?;
    }
    let mut busy = conn.prepare_cached(
        "SELECT 1 FROM state INDEXED BY state_grid WHERE gateway_id = ?1 AND status = 1 AND address_key = ?2 LIMIT 1",
    )?;
    let address_busy = busy.exists([state.gateway_id.0, state.address_key])?;
    Ok(Some(Detail {
        preview,
        content: content_for(&contents, state.gateway_id)?.unwrap_or_default(),
        attempts,
        history,
        waiting: waiting.map(Arc::new),
        earlier,
        address_busy,
        ahead: u64::try_from(ahead).unwrap_or(0),
        cancel_requested: state.cancel.is_some(),
        template_version,
        row: seen.row,
    }))
}

/// The first message of the address and priority before this one that waits for a retry or hold of its own.
fn obstacle(
    browser: &Browser<'_>,
    book: &Book,
    gateway: &Stored<GatewaySpec>,
    state: &StateRow,
    address: &str,
) -> Result<Option<MessageId>> {
    let (conn, now) = (browser.conn, state.updated_at);
    let around = Around {
        conn,
        book,
        gateway,
        now,
        busy: HashMap::new(),
        stuck: RefCell::default(),
        fresh: RefCell::default(),
        failed: RefCell::default(),
        people: std::cell::OnceCell::new(),
    };
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(
        " FROM message m INDEXED BY message_address CROSS JOIN state s ON s.id = m.id WHERE s.status = 0",
    );
    sql.bind(" AND m.address = ?", address.to_owned())
        .bind(" AND s.gateway_id = ?", state.gateway_id.0);
    sql.bind(" AND s.priority = ?", state.priority.code())
        .bind(" AND (s.position, s.rank, s.id) < (?", state.position);
    sql.bind(", ?", state.rank).bind(", ?)", state.id.0);
    sql.append(&uncovered_sql(&browser.orders))
        .push(" ORDER BY s.position, s.rank, s.id");
    let mut select = conn.prepare(&sql.text)?;
    let mut rows = select.query(params_from_iter(sql.params))?;
    while let Some(row) = rows.next()? {
        let row = StateRow::read(&row)?;
        if around.is_stuck(&row)? {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

fn attempts(conn: &Connection, id: MessageId) -> Result<Vec<AttemptRow>> {
    let mut select = conn.prepare_cached(
        "SELECT number, gateway_id, started_at, ended_at, outcome, counted, code, provider_id, seen, looked_at, invoice_status, \
         lookups, looked_up_at, found_by, charge \
         FROM attempt \
         WHERE message_id = ?1 ORDER BY number",
    )?;
    let rows = select.query_map([id.0], |r| {
        let seen = Seen::from_code(r.get(8)?);
        Ok(AttemptRow {
            number: r.get(0)?,
            gateway_id: GatewayId(r.get(1)?),
            started_at: Time(r.get(2)?),
            ended_at: r.get::<_, Option<i64>>(3)?.map(Time),
            outcome: r
                .get::<_, Option<i64>>(4)?
                .map(|code| outcome_word(code).to_owned()),
            counted: r.get(5)?,
            code: r.get(6)?,
            provider_id: r.get(7)?,
            delivered: seen.best >= Some(Evidence::Delivered),
            read: seen.best >= Some(Evidence::Read),
            undeliverable: seen.failed,
            looked_at: r.get::<_, Option<i64>>(9)?.map(Time),
            invoice_status: r.get::<_, Option<i64>>(10)?.and_then(InvoiceStatus::from_code),
            lookups: r.get(11)?,
            looked_up_at: r.get::<_, Option<i64>>(12)?.map(Time),
            found_by: r.get::<_, Option<i64>>(13)?.and_then(FoundBy::from_code),
            charge: r
                .get::<_, Option<String>>(14)?
                .and_then(|doc| serde_json::from_str(&doc).ok()),
        })
    })?;
    Ok(rows.collect::<crate::sql::Result<Vec<_>>>()?)
}

fn read_event(r: &Row<'_>) -> crate::sql::Result<HistoryRow> {
    let status = |at: usize| Status::from_code(r.get(at)?).ok_or(crate::sql::Error::unreadable(at));
    Ok(HistoryRow {
        at: Time(r.get(0)?),
        from: Some(status(1)?),
        to: status(2)?,
        reason: Reason::from_code(r.get(3)?).ok_or(crate::sql::Error::unreadable(3))?,
        operation_id: r.get::<_, Option<i64>>(4)?.map(OperationId),
        actor: r.get(5)?,
        note: r.get(6)?,
        changes: match r.get::<_, Option<String>>(7)? {
            Some(text) => serde_json::from_str(&text).unwrap_or_default(),
            None => Vec::new(),
        },
    })
}

/// The inclusion, then starts and events as they must have followed one another: an event from `sending` needs a start
/// before it.
fn history(
    conn: &Connection,
    id: MessageId,
    created_at: Time,
    attempts: &[AttemptRow],
) -> Result<Vec<HistoryRow>> {
    let mut select = conn.prepare_cached(
        "SELECT e.at, e.\"from\", e.\"to\", e.reason, e.operation_id, o.actor, o.reason, x.doc FROM event e INDEXED BY event_message \
         LEFT JOIN operation o ON o.id = e.operation_id LEFT JOIN dunning_change x ON x.event_id = e.id WHERE e.message_id = ?1 ORDER BY e.id",
    )?;
    let events = select
        .query_map([id.0], read_event)?
        .collect::<crate::sql::Result<Vec<_>>>()?;
    let plain = |at, from, to, reason| HistoryRow {
        at,
        from,
        to,
        reason,
        operation_id: None,
        actor: None,
        note: None,
        changes: Vec::new(),
    };
    let start = |attempt: &AttemptRow| {
        plain(
            attempt.started_at,
            Some(Status::Waiting),
            Status::Sending,
            Reason::Started,
        )
    };
    let mut history = vec![plain(created_at, None, Status::Waiting, Reason::Included)];
    let mut starts = attempts.iter();
    let mut current = Status::Waiting;
    for event in events {
        if event.from == Some(Status::Sending) && current != Status::Sending {
            history.extend(starts.next().map(start));
        }
        current = event.to;
        history.push(event);
    }
    history.extend(starts.map(start));
    Ok(history)
}
