//! Lists, on a reading connection: pages by key, never by offset, and a status as a running cancel makes it.
//!
//! A list in order of id takes one range directly; several are merged: the next ids of each, the greatest first, then the
//! rows one by one.

use super::by_name;
use super::condition::{Sql, TASK_RUN, condition};
use super::cover::{self, ActiveOrder};
use super::job::Result;
use super::ranges::{Range, gateways, ranges};
use super::row::{COLUMNS, StateRow, WIDTH};
use crate::StoreError;
use crate::filter::{Cursor, MessageFilter, Order};
use crate::sql::{Connection, OptionalExtension, params_from_iter};
use crate::verbs::{Page, Row, RowCustomer};
use omnifila_core::id::{GatewayId, MessageId, RunId};
use omnifila_core::message::{Origin, QueueKey, Status};
use std::collections::{BinaryHeap, VecDeque};

/// The columns of a grid row after those of the state.
const MORE: &str = "m.address, m.data, m.origin, m.batch_ref, m.dedupe_key, m.source_ref, m.customer_name, \
    c.source, c.external_id, c.name";
/// What the ranges' FROM is followed by.
const CUSTOMER: &str = " LEFT JOIN customer c ON c.id = s.customer_id";

/// A reading connection with the cancels that bind at this moment.
pub(super) struct Browser<'a> {
    pub(super) conn: &'a Connection,
    pub(super) orders: Vec<ActiveOrder>,
}

/// A row of the grid with its state.
pub(super) struct Seen {
    pub(super) state: StateRow,
    pub(super) row: Row,
    pub(super) covered: bool,
}

impl<'a> Browser<'a> {
    pub(super) fn new(conn: &'a Connection) -> Result<Self> {
        Ok(Browser {
            conn,
            orders: ActiveOrder::load_all(conn)?,
        })
    }

    pub(super) fn list(
        &self,
        filter: &MessageFilter,
        order: Order,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page> {
        let mut seen = match (order, after) {
            (Order::Id, None) => self.by_id(filter, limit + 1, MessageId(i64::MAX))?,
            (Order::Id, Some(Cursor::Id(id))) => self.by_id(filter, limit + 1, id)?,
            (Order::Queue, None) => self.by_queue(filter, limit + 1, None)?,
            (Order::Queue, Some(Cursor::Queue(gateway, key))) => {
                self.by_queue(filter, limit + 1, Some((gateway, key)))?
            }
            // A cursor of the other order.
            _ => return Err(StoreError::Refused { code: "bad_cursor" }),
        };
        let more = seen.len() > limit;
        seen.truncate(limit);
        let next = seen.last().filter(|_| more).map(|last| match order {
            Order::Id => Cursor::Id(last.row.id),
            Order::Queue => Cursor::Queue(last.state.gateway_id, last.state.key()),
        });
        Ok(Page {
            items: seen.into_iter().map(|s| s.row).collect(),
            next,
        })
    }

    pub(super) fn one(&self, id: MessageId) -> Result<Option<Seen>> {
        let mut sql = self.select("state s JOIN message m ON m.id = s.id");
        sql.bind("s.id = ?", id.0);
        Ok(self
            .conn
            .prepare_cached(&sql.text)?
            .query_row(params_from_iter(sql.params), |r| self.read(r))
            .optional()?)
    }

    /// `SELECT … FROM … WHERE `.
    fn select(&self, from: &str) -> Sql {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS)
            .push(", ")
            .push(MORE)
            .push(", ")
            .push(TASK_RUN)
            .push(", ");
        sql.append(&cover::covering_sql(&self.orders))
            .push(" FROM ")
            .push(from)
            .push(CUSTOMER)
            .push(" WHERE ");
        sql
    }

    fn read(&self, r: &crate::sql::Row<'_>) -> crate::sql::Result<Seen> {
        let state = StateRow::read(r)?;
        let place: Option<i64> = r.get(WIDTH + 11)?;
        let order = place.and_then(|place| self.orders.get(usize::try_from(place).ok()?));
        let (status, reason) = cover::shown(&state, order);
        let data = r.text(WIDTH + 1)?;
        let bad = |e| crate::sql::Error::garbled(WIDTH + 1, e);
        let origin = Origin::from_code(r.get(WIDTH + 2)?).ok_or(crate::sql::Error::unreadable(WIDTH + 2))?;
        let task_run: Option<i64> = r.get(WIDTH + 10)?;
        let row = Row {
            id: state.id,
            gateway_id: state.gateway_id,
            template_id: state.template_id,
            customer: RowCustomer {
                id: state.customer_id,
                source: r.get::<_, Option<String>>(WIDTH + 7)?.unwrap_or_default(),
                external_id: r.get::<_, Option<String>>(WIDTH + 8)?.unwrap_or_default(),
                name: match r.get::<_, Option<String>>(WIDTH + 9)? {
                    Some(name) => name,
                    None => r.get(WIDTH + 6)?,
                },
            },
            address: r.get(WIDTH)?,
            data: serde_json::from_str(data).map_err(bad)?,
            origin,
            purpose: state.purpose,
            status,
            priority: state.priority,
            due_at: state.due_at,
            expires_at: state.expires_at,
            next_attempt_at: state.next_attempt_at.filter(|_| order.is_none()),
            created_at: state.created_at,
            updated_at: order.map_or(state.updated_at, |o| o.at),
            sent_at: state.sent_at,
            run_id: state.run_id.or(task_run.map(RunId)),
            batch_ref: r.get(WIDTH + 3)?,
            dedupe_key: r.get(WIDTH + 4)?,
            source_ref: r.get(WIDTH + 5)?,
            error_code: state.error_code.clone(),
            reason,
            invoice_id: state.invoice_id,
        };
        Ok(Seen {
            state,
            row,
            covered: order.is_some(),
        })
    }

    /// What the filter asks of a row beyond its range.
    fn residual(&self, filter: &MessageFilter) -> Sql {
        let mut sql = condition(filter);
        sql.append(&cover::status_sql(&filter.status, &self.orders));
        sql
    }

    /// Newest first, below an id.
    fn by_id(&self, filter: &MessageFilter, limit: usize, below: MessageId) -> Result<Vec<Seen>> {
        if let Some(search) = by_name::search(filter) {
            return by_name::page(self, filter, &search, limit, below);
        }
        let stored = cover::stored_statuses(&filter.status, &self.orders);
        let found = ranges(self.conn, filter, &stored)?;
        match found.as_slice() {
            [range] => self.along(range, filter, limit, below),
            _ => self.merged(found, filter, limit, below, MessageId(0)),
        }
    }

    /// The rows of one range, newest first.
    pub(super) fn along(
        &self,
        range: &Range,
        filter: &MessageFilter,
        limit: usize,
        below: MessageId,
    ) -> Result<Vec<Seen>> {
        let mut sql = self.select(range.from);
        sql.append(&range.condition).append(&self.residual(filter));
        sql.bind(&format!(" AND {} < ?", range.id()), below.0);
        sql.bind(&format!(" ORDER BY {} DESC LIMIT ?", range.id()), limit as i64);
        self.collect(&sql)
    }

    /// The rows of several ranges, newest first, down to an id that is not among them.
    pub(super) fn merged(
        &self,
        found: Vec<Range>,
        filter: &MessageFilter,
        limit: usize,
        below: MessageId,
        above: MessageId,
    ) -> Result<Vec<Seen>> {
        let residual = self.residual(filter);
        let mut one = self.select("state s JOIN message m ON m.id = s.id");
        one.push("s.id = ?").append(&residual);
        let place = one.params.len() - residual.params.len();
        let mut select = self.conn.prepare(&one.text)?;
        let mut merge = Merge::new(self.conn, found, below, limit)?;
        let mut seen = Vec::new();
        while seen.len() < limit
            && let Some(id) = merge.next()?.filter(|id| *id > above.0)
        {
            let mut params = one.params.clone();
            params.insert(place, id.into());
            let row = select.query_row(params_from_iter(params), |r| self.read(r));
            seen.extend(row.optional()?);
        }
        Ok(seen)
    }

    /// Waiting messages in the order of sending, gateway by gateway.
    fn by_queue(
        &self,
        filter: &MessageFilter,
        limit: usize,
        after: Option<(GatewayId, QueueKey)>,
    ) -> Result<Vec<Seen>> {
        let mut filter = filter.clone();
        if !filter.status.is_empty() && !filter.status.contains(&Status::Waiting) {
            return Ok(Vec::new());
        }
        filter.status = vec![Status::Waiting];
        let gateways = match filter.gateway_id {
            Some(gateway) => vec![gateway],
            None => gateways(self.conn)?,
        };
        let residual = self.residual(&filter);
        let mut seen = Vec::new();
        for gateway in gateways
            .into_iter()
            .filter(|g| after.is_none_or(|(a, _)| *g >= a))
        {
            let key = after.filter(|(a, _)| *a == gateway).map(|(_, key)| key);
            let mut sql = self.select("state s INDEXED BY state_queue JOIN message m ON m.id = s.id");
            sql.bind("s.gateway_id = ? AND s.status = 0", gateway.0);
            if let Some(key) = key {
                sql.bind(
                    " AND (s.priority, s.position, s.rank, s.id) > (?",
                    key.priority.code(),
                );
                sql.bind(", ?", key.position)
                    .bind(", ?", key.rank)
                    .bind(", ?)", key.id.0);
            }
            sql.append(&residual);
            sql.bind(
                " ORDER BY s.priority, s.position, s.rank, s.id LIMIT ?",
                (limit - seen.len()) as i64,
            );
            seen.extend(self.collect(&sql)?);
            if seen.len() >= limit {
                break;
            }
        }
        Ok(seen)
    }

    fn collect(&self, sql: &Sql) -> Result<Vec<Seen>> {
        let mut select = self.conn.prepare(&sql.text)?;
        let rows = select.query_map(params_from_iter(sql.params.iter()), |r| self.read(r))?;
        Ok(rows.collect::<crate::sql::Result<Vec<_>>>()?)
    }

    /// Waiting messages of a gateway in queue order, whole, as the planner reads them.
    pub(super) fn waiting(&self, gateway: GatewayId, limit: usize) -> Result<Vec<StateRow>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM state s INDEXED BY state_queue ");
        let uncovered = cover::uncovered_sql(&self.orders);
        if !self.orders.is_empty() {
            sql.push("JOIN message m ON m.id = s.id ");
        }
        sql.bind("WHERE s.gateway_id = ? AND s.status = 0", gateway.0)
            .append(&uncovered);
        sql.bind(
            " ORDER BY s.priority, s.position, s.rank, s.id LIMIT ?",
            limit as i64,
        );
        let mut select = self.conn.prepare(&sql.text)?;
        let rows = select.query_map(params_from_iter(sql.params), StateRow::read)?;
        Ok(rows.collect::<crate::sql::Result<Vec<_>>>()?)
    }
}

/// The ids of several ranges, the greatest first, each once.
struct Merge<'a> {
    conn: &'a Connection,
    streams: Vec<Stream>,
    heads: BinaryHeap<(i64, usize)>,
    last: i64,
    chunk: usize,
}

struct Stream {
    sql: Sql,
    ids: VecDeque<i64>,
    below: i64,
    ended: bool,
}

impl<'a> Merge<'a> {
    fn new(conn: &'a Connection, ranges: Vec<Range>, below: MessageId, limit: usize) -> Result<Self> {
        // Many ranges give few rows each.
        let chunk = (limit / ranges.len().max(1)).clamp(4, 256);
        let streams = ranges.into_iter().map(|range| {
            let id = range.id();
            let mut sql = Sql::new(&format!("SELECT {id} FROM {} WHERE ", range.from));
            sql.append(&range.condition)
                .push(&format!(" AND {id} < ? ORDER BY {id} DESC LIMIT ?"));
            Stream {
                sql,
                ids: VecDeque::new(),
                below: below.0,
                ended: false,
            }
        });
        let mut merge = Merge {
            conn,
            streams: streams.collect(),
            heads: BinaryHeap::new(),
            last: i64::MAX,
            chunk,
        };
        for at in 0..merge.streams.len() {
            merge.advance(at)?;
        }
        Ok(merge)
    }

    fn next(&mut self) -> Result<Option<i64>> {
        while let Some((id, at)) = self.heads.pop() {
            self.advance(at)?;
            if id < self.last {
                self.last = id;
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Puts the stream's next id among the heads.
    fn advance(&mut self, at: usize) -> Result<()> {
        let stream = &mut self.streams[at];
        if stream.ids.is_empty() && !stream.ended {
            let mut params = stream.sql.params.clone();
            params.extend([stream.below.into(), (self.chunk as i64).into()]);
            let mut select = self.conn.prepare_cached(&stream.sql.text)?;
            let ids = select.query_map(params_from_iter(params), |r| r.get(0))?;
            stream.ids = ids.collect::<crate::sql::Result<_>>()?;
            stream.ended = stream.ids.len() < self.chunk;
            stream.below = stream.ids.back().copied().unwrap_or(stream.below);
        }
        if let Some(id) = stream.ids.pop_front() {
            self.heads.push((id, at));
        }
        Ok(())
    }
}
