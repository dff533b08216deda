//! Bulk cancels that bind but are not yet written on every row.
//!
//! Such an order covers a row that waits, was accepted before it, has not been written since, and matches its selection. From
//! the order's commit on every verb and every read takes a covered row for cancelled; the sweeper rewrites rows later.
//! Facts a filter reads may change only on rows that no order covers: a verb sweeps a covered row before it touches it, and
//! a row that is written while it waits gets `after_op`, which no earlier order covers.

use super::condition::{Sql, condition};
use super::job::Result;
use super::row::StateRow;
use crate::StoreError;
use crate::filter::MessageFilter;
use crate::sql::{Connection, params_from_iter};
use crate::verbs::{Action, BulkOrder, Selection};
use omnifila_core::id::{GatewayId, MessageId, OperationId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::time::Time;

/// One such order.
#[derive(Debug, Clone)]
pub(super) struct ActiveOrder {
    pub(super) id: OperationId,
    pub(super) max_id: MessageId,
    pub(super) cause: Reason,
    pub(super) at: Time,
    /// `None`: the ids in the table `selected`.
    pub(super) filter: Option<MessageFilter>,
    /// The filter names a gateway and nothing else.
    plain: Option<GatewayId>,
    matches: Sql,
    /// Rows rewritten by the current job.
    pub(super) swept: i64,
}

impl ActiveOrder {
    /// What an order covers from its commit on; `None` if nothing, because it asks for other statuses.
    pub(super) fn new(
        id: OperationId,
        max_id: MessageId,
        order: &BulkOrder,
        listed: bool,
        at: Time,
    ) -> Option<Self> {
        if order.action != Action::Cancel {
            return None;
        }
        let filter = match &order.selection {
            Selection::Filter(filter) if !listed => Some(filter.clone()),
            _ => None,
        };
        if filter
            .as_ref()
            .is_some_and(|f| !f.status.is_empty() && !f.status.contains(&Status::Waiting))
        {
            return None;
        }
        let plain = filter.as_ref().and_then(only_gateway);
        let matches = match &filter {
            Some(filter) => condition(filter),
            None => {
                let mut sql = Sql::default();
                sql.bind(
                    " AND EXISTS (SELECT 1 FROM selected x WHERE x.operation_id = ?",
                    id.0,
                );
                sql.push(" AND x.message_id = s.id)");
                sql
            }
        };
        Some(ActiveOrder {
            id,
            max_id,
            cause: order.cause,
            at,
            filter,
            plain,
            matches,
            swept: 0,
        })
    }

    pub(super) fn load_all(conn: &Connection) -> Result<Vec<ActiveOrder>> {
        let mut select = conn.prepare_cached(
            "SELECT id, max_id, \"order\", created_at, EXISTS (SELECT 1 FROM selected WHERE operation_id = operation.id) \
             FROM operation INDEXED BY operation_running WHERE status = 0 AND action = 'cancel' ORDER BY id",
        )?;
        let mut rows = select.query([])?;
        let mut orders = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(2)?;
            let order = serde_json::from_str(&text).map_err(|e| StoreError::Internal(e.to_string()))?;
            let (id, max_id, at) = (
                OperationId(row.get(0)?),
                MessageId(row.get(1)?),
                Time(row.get(3)?),
            );
            orders.extend(ActiveOrder::new(id, max_id, &order, row.get(4)?, at));
        }
        Ok(orders)
    }

    /// ` AND …`, true of the waiting rows `s` (with `m`) that the order covers.
    pub(super) fn covers(&self) -> Sql {
        let mut sql = Sql::default();
        sql.bind(" AND s.status = 0 AND s.id <= ?", self.max_id.0)
            .bind(" AND s.after_op < ?", self.id.0);
        sql.append(&self.matches);
        sql
    }

    fn covers_row(&self, conn: &Connection, row: &StateRow) -> Result<bool> {
        if row.status != Status::Waiting || row.id > self.max_id || row.after_op >= self.id {
            return Ok(false);
        }
        if let Some(gateway) = self.plain {
            return Ok(row.gateway_id == gateway);
        }
        let mut sql = Sql::default();
        sql.bind(
            "SELECT 1 FROM state s JOIN message m ON m.id = s.id WHERE s.id = ?",
            row.id.0,
        )
        .append(&self.matches);
        Ok(conn
            .prepare_cached(&sql.text)?
            .exists(params_from_iter(sql.params))?)
    }
}

/// The gateway of a filter that names nothing else (but perhaps the status `waiting`).
pub(super) fn only_gateway(filter: &MessageFilter) -> Option<GatewayId> {
    let bare = MessageFilter {
        gateway_id: None,
        status: Vec::new(),
        ..filter.clone()
    };
    filter.gateway_id.filter(|_| bare == MessageFilter::default())
}

/// Which of the orders, by place in the list, covers the row.
pub(super) fn covering(conn: &Connection, orders: &[ActiveOrder], row: &StateRow) -> Result<Option<usize>> {
    for (place, order) in orders.iter().enumerate() {
        if order.covers_row(conn, row)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// An expression over `s` and `m`: the place of the covering order, or NULL.
pub(super) fn covering_sql(orders: &[ActiveOrder]) -> Sql {
    if orders.is_empty() {
        return Sql::new("NULL");
    }
    let mut sql = Sql::new("CASE");
    for (place, order) in orders.iter().enumerate() {
        sql.push(" WHEN TRUE")
            .append(&order.covers())
            .push(&format!(" THEN {place}"));
    }
    sql.push(" END");
    sql
}

/// ` AND …`: no order covers the row.
pub(super) fn uncovered_sql(orders: &[ActiveOrder]) -> Sql {
    let mut sql = Sql::default();
    for order in orders {
        sql.push(" AND NOT (TRUE").append(&order.covers()).push(")");
    }
    sql
}

/// ` AND …`: the status as every read shows it is one of `wanted` (empty: any).
pub(super) fn status_sql(wanted: &[Status], orders: &[ActiveOrder]) -> Sql {
    let mut sql = Sql::default();
    if wanted.is_empty() {
        return sql;
    }
    let codes: Vec<String> = wanted.iter().map(|s| s.code().to_string()).collect();
    let codes = codes.join(", ");
    if orders.is_empty() {
        sql.push(&format!(" AND s.status IN ({codes})"));
    } else {
        sql.push(" AND CASE WHEN ").append(&covering_sql(orders));
        sql.push(&format!(
            " IS NULL THEN s.status ELSE {} END IN ({codes})",
            Status::Cancelled.code()
        ));
    }
    sql
}

/// The statuses that rows may have in the table to be shown with one of `wanted`.
pub(super) fn stored_statuses(wanted: &[Status], orders: &[ActiveOrder]) -> Vec<Status> {
    let mut statuses: Vec<Status> = if wanted.is_empty() {
        Status::ALL.to_vec()
    } else {
        wanted.to_vec()
    };
    if !orders.is_empty() && statuses.contains(&Status::Cancelled) {
        statuses.push(Status::Waiting);
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The status as every read shows it.
pub(super) fn shown(row: &StateRow, covered: Option<&ActiveOrder>) -> (Status, Reason) {
    covered.map_or((row.status, row.reason), |order| (Status::Cancelled, order.cause))
}
