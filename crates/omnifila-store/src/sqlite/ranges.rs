//! By which index the messages of a filter are found: a few ranges, each in order of id, disjoint, together holding every
//! match. What a range does not decide is left to the filter's condition.

use super::condition::{Phone, Search, Sql, TASK_RUN};
use super::job::Result;
use crate::filter::MessageFilter;
use crate::sql::Connection;
use omnifila_core::id::{GatewayId, OperationId, RunId};
use omnifila_core::message::Status;

/// Rows of `state s` (and `message m`), in order of id along one index; only those of a search by name are in no order.
#[derive(Debug, Clone)]
pub(super) struct Range {
    /// What follows FROM; always binds `s` and `m` (by an outer join, which SQLite leaves out where `m` is not read).
    pub(super) from: &'static str,
    /// What follows WHERE.
    pub(super) condition: Sql,
}

const BY_ID: &str = "state s LEFT JOIN message m ON m.id = s.id";
const BY_GRID: &str = "state s INDEXED BY state_grid LEFT JOIN message m ON m.id = s.id";
const BY_CUSTOMER: &str = "state s INDEXED BY state_customer LEFT JOIN message m ON m.id = s.id";
const BY_INVOICE: &str = "state s INDEXED BY state_invoice LEFT JOIN message m ON m.id = s.id";
const BY_MAKER: &str = "state s INDEXED BY state_run LEFT JOIN message m ON m.id = s.id";
const BY_TASK_RUN: &str = "state s INDEXED BY state_task_run LEFT JOIN message m ON m.id = s.id";
const BY_BATCH: &str = "message m INDEXED BY message_batch CROSS JOIN state s ON s.id = m.id";
const BY_SOURCE: &str = "message m INDEXED BY message_source CROSS JOIN state s ON s.id = m.id";

const BY_ADDRESS: &str = "message m INDEXED BY message_address CROSS JOIN state s ON s.id = m.id";
const BY_NAME: &str = "customer q INDEXED BY customer_name CROSS JOIN state s INDEXED BY state_customer \
    ON s.customer_id = q.id LEFT JOIN message m ON m.id = s.id";
const BY_LIST: &str =
    "selected x CROSS JOIN state s ON s.id = x.message_id LEFT JOIN message m ON m.id = s.id";

impl Range {
    /// The column that the range is in order of.
    pub(super) fn id(&self) -> &'static str {
        if self.from.starts_with("message") {
            "m.id"
        } else {
            "s.id"
        }
    }

    fn new(from: &'static str, text: &str, value: impl Into<crate::sql::Value>) -> Range {
        let mut condition = Sql::default();
        condition.bind(text, value);
        Range { from, condition }
    }

    /// Messages by their ids.
    pub(super) fn ids(condition: Sql) -> Range {
        Range {
            from: BY_ID,
            condition,
        }
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
    if let Some(found) = filter
        .q
        .as_deref()
        .map(Search::of)
        .and_then(|search| searched(&search))
    {
        return Ok(found);
    }
    let everything = stored.len() == Status::ALL.len();
    if filter.gateway_id.is_none() && everything {
        return Ok(vec![Range {
            from: BY_ID,
            condition: Sql::new("TRUE"),
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
        .collect::<crate::sql::Result<Vec<_>>>()?;
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

/// The ranges of a search, if some index finds what it asks for.
fn searched(search: &Search) -> Option<Vec<Range>> {
    let mut ranges = match &search.phone {
        Some(Phone::Whole(address)) => vec![Range::new(BY_ADDRESS, "m.address = ?", address.clone())],
        // The end of a number is in no index.
        Some(Phone::End(_)) => return None,
        None if search.name.is_empty() => return None,
        None => {
            let mut range = Range::new(BY_NAME, "q.name_fold >= ?", search.name.clone());
            range.condition.bind(" AND q.name_fold < ?", search.after_name());
            vec![range]
        }
    };
    if let Some(id) = search.id {
        for range in &mut ranges {
            range.condition.bind(" AND s.id <> ?", id);
        }
        ranges.push(Range::new(BY_ID, "s.id = ?", id));
    }
    Some(ranges)
}

/// The messages of one customer.
pub(super) fn of_customer(id: i64) -> Range {
    Range::new(BY_CUSTOMER, "s.customer_id = ?", id)
}
