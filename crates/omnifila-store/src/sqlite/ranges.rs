//! By which index the messages of a filter are found: a few ranges, each in order of id, disjoint, together holding every
//! match. What a range does not decide is left to the filter's condition.

use super::condition::{Search, Sql, TASK_RUN};
use super::job::Result;
use crate::filter::MessageFilter;
use omnifila_core::id::{GatewayId, OperationId, RunId};
use omnifila_core::message::Status;
use rusqlite::{Connection, params};

/// Customers whose name begins alike, up to whom each is looked at by itself; beyond, the whole table is read in order,
/// which then meets matches often.
const NAMESAKES: usize = 4_000;

/// Rows of `state s` (and `message m`), in order of id along one index.
#[derive(Debug, Clone)]
pub(super) struct Range {
    /// What follows FROM; always binds `s` and `m`, which costs nothing where `m` is not read.
    pub(super) from: &'static str,
    /// What follows WHERE.
    pub(super) condition: Sql,
}

const BY_ID: &str = "state s JOIN message m ON m.id = s.id";
const BY_GRID: &str = "state s INDEXED BY state_grid JOIN message m ON m.id = s.id";
const BY_CUSTOMER: &str = "state s INDEXED BY state_customer JOIN message m ON m.id = s.id";
const BY_INVOICE: &str = "state s INDEXED BY state_invoice JOIN message m ON m.id = s.id";
const BY_MAKER: &str = "state s INDEXED BY state_run JOIN message m ON m.id = s.id";
const BY_TASK_RUN: &str = "state s INDEXED BY state_task_run JOIN message m ON m.id = s.id";
const BY_BATCH: &str = "message m INDEXED BY message_batch CROSS JOIN state s ON s.id = m.id";
const BY_SOURCE: &str = "message m INDEXED BY message_source CROSS JOIN state s ON s.id = m.id";

const BY_LIST: &str = "selected x CROSS JOIN state s ON s.id = x.message_id JOIN message m ON m.id = s.id";

impl Range {
    /// The column that the range is in order of.
    pub(super) fn id(&self) -> &'static str {
        if self.from.starts_with("message") {
            "m.id"
        } else {
            "s.id"
        }
    }

    fn new(from: &'static str, text: &str, value: impl Into<rusqlite::types::Value>) -> Range {
        let mut condition = Sql::default();
        condition.bind(text, value);
        Range { from, condition }
    }

    /// The messages an operation lists.
    pub(super) fn listed(operation: OperationId) -> Range {
        Range::new(BY_LIST, "x.operation_id = ?", operation.0)
    }

    fn grid(gateway: GatewayId, status: Status) -> Range {
        let mut range = Range::new(BY_GRID, "s.gateway_id = ?", gateway.0);
        range.condition.bind(" AND s.status = ?", status.code());
        range
    }
}

/// The ranges of a filter, for rows that have one of `stored` as their status in the table (all of them: any).
pub(super) fn ranges(conn: &Connection, filter: &MessageFilter, stored: &[Status]) -> Result<Vec<Range>> {
    if let Some(key) = &filter.dedupe_key {
        let sql = "s.id IN (SELECT message_id FROM dedupe WHERE origin IN (0, 1, 2, 3, 4, 5) AND key = ?)";
        return Ok(vec![Range::new(BY_ID, sql, key.clone())]);
    }
    if let Some(source_ref) = &filter.source_ref {
        return Ok(vec![Range::new(
            BY_SOURCE,
            "m.source_ref = ?",
            source_ref.clone(),
        )]);
    }
    if let Some(invoice) = filter.invoice {
        return Ok(vec![Range::new(BY_INVOICE, "s.invoice_id = ?", invoice.0)]);
    }
    if let Some(customer) = filter.customer {
        return Ok(vec![Range::new(BY_CUSTOMER, "s.customer_id = ?", customer.0)]);
    }
    if let Some(batch) = &filter.batch_ref {
        return Ok(vec![Range::new(BY_BATCH, "m.batch_ref = ?", batch.clone())]);
    }
    if let Some(run) = filter.run_id {
        let mut ranges = vec![Range::new(BY_MAKER, "s.run_id = ?", run.0)];
        for mut range in members(conn, run)? {
            range.condition.bind(" AND s.run_id IS NOT ?", run.0);
            ranges.push(range);
        }
        return Ok(ranges);
    }
    if let Some(search) = filter.q.as_deref().map(Search::of)
        && search.by_name_only()
        && let Some(customers) = namesakes(conn, &search)?
    {
        return Ok(customers
            .into_iter()
            .map(|c| Range::new(BY_CUSTOMER, "s.customer_id = ?", c))
            .collect());
    }
    let everything = stored.len() == Status::ALL.len();
    if filter.gateway_id.is_none() && everything {
        return Ok(vec![Range {
            from: BY_ID,
            condition: Sql::new("1"),
        }]);
    }
    let gateways = match filter.gateway_id {
        Some(gateway) => vec![gateway],
        None => gateways(conn)?,
    };
    let pairs = gateways
        .into_iter()
        .flat_map(|g| stored.iter().map(move |s| Range::grid(g, *s)));
    Ok(pairs.collect())
}

/// Gateways that have or had messages, in order.
pub(super) fn gateways(conn: &Connection) -> Result<Vec<GatewayId>> {
    let mut select = conn.prepare_cached("SELECT DISTINCT gateway_id FROM counter ORDER BY gateway_id")?;
    let found = select
        .query_map([], |r| r.get(0).map(GatewayId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found)
}

/// Stamped by the run, or waiting under its mark; a stamp may be an old one.
pub(super) fn members(conn: &Connection, run: RunId) -> Result<Vec<Range>> {
    let mut ranges = vec![Range::new(BY_TASK_RUN, "s.task_run_id = ?", run.0)];
    let mut select = conn.prepare_cached("SELECT gateway_id, mark_id FROM run_gateway WHERE run_id = ?1")?;
    let mut marks = select.query([run.0])?;
    while let Some(row) = marks.next()? {
        let mut range = Range::grid(GatewayId(row.get(0)?), Status::Waiting);
        range.condition.bind(" AND s.id <= ?", row.get::<_, i64>(1)?);
        range
            .condition
            .bind(" AND s.task_run_id IS NOT ?", run.0)
            .bind(&format!(" AND {TASK_RUN} = ?"), run.0);
        ranges.push(range);
    }
    Ok(ranges)
}

/// The customers whose name begins as searched, unless they are too many.
fn namesakes(conn: &Connection, search: &Search) -> Result<Option<Vec<i64>>> {
    let mut select = conn.prepare_cached(
        "SELECT id FROM customer INDEXED BY customer_name WHERE name_fold >= ?1 AND name_fold < ?2 LIMIT ?3",
    )?;
    let found = select.query_map(
        params![search.name, search.after_name(), NAMESAKES as i64 + 1],
        |r| r.get(0),
    )?;
    let found = found.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(Some(found).filter(|f| f.len() <= NAMESAKES))
}
