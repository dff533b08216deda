//! How many messages a filter has, by status, by what the waiting ones wait for, and by template: on a reading connection,
//! along the same ranges as a list, with a status as a running cancel makes it.

use super::condition::{Sql, condition};
use super::cover::{self, ActiveOrder};
use super::job::Result;
use super::ranges::ranges;
use crate::filter::MessageFilter;
use crate::sql::{Connection, params_from_iter};
use crate::verbs::Counted;
use omnifila_core::id::TemplateId;
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use std::collections::BTreeMap;

/// What a waiting row waits for: nothing but its turn, its time, or another try.
const KIND: &str = "CASE WHEN s.next_attempt_at IS NOT NULL THEN 2 WHEN s.due_at IS NOT NULL AND s.due_at > ? THEN 1 ELSE 0 END";

/// Counts up to `cap` rows; all of them without.
pub(super) fn count(
    conn: &Connection,
    filter: &MessageFilter,
    now: Time,
    cap: Option<i64>,
) -> Result<Counted> {
    let orders = ActiveOrder::load_all(conn)?;
    let mut counted = Counted {
        exact: true,
        ..Counted::default()
    };
    let mut left = cap.unwrap_or(i64::MAX);
    for range in ranges(conn, filter, &cover::stored_statuses(&filter.status, &orders))? {
        if left == 0 {
            counted.exact = false;
            break;
        }
        let mut rows = Sql::new("SELECT CASE WHEN ");
        rows.append(&cover::covering_sql(&orders)).push(&format!(
            " IS NULL THEN s.status ELSE {} END AS status, ",
            Status::Cancelled.code()
        ));
        rows.bind(KIND, now.ms()).push(&format!(
            " AS kind, s.template_id AS template FROM {} WHERE ",
            range.from
        ));
        rows.append(&range.condition)
            .append(&condition(filter))
            .append(&cover::status_sql(&filter.status, &orders));
        let mut sql = Sql::new("SELECT status, kind, template, count(*) FROM (");
        sql.append(&rows)
            .bind(" LIMIT ?", left)
            .push(") AS rows GROUP BY status, kind, template");
        let mut select = conn.prepare(&sql.text)?;
        let mut groups = select.query(params_from_iter(sql.params))?;
        while let Some(group) = groups.next()? {
            let n: i64 = group.get(3)?;
            left -= n;
            let Some(status) = Status::from_code(group.get(0)?) else {
                continue;
            };
            *counted.statuses.entry(status).or_default() += n;
            *counted.templates.entry(TemplateId(group.get(2)?)).or_default() += n;
            if status == Status::Waiting {
                match group.get(1)? {
                    2 => counted.retrying += n,
                    1 => counted.scheduled += n,
                    _ => counted.now += n,
                }
            }
        }
    }
    // A last range that was read to the limit may have had more.
    counted.exact &= left > 0;
    Ok(counted)
}

/// Per gateway and status (its code): what the counters say and what is there, as every read shows it; rows are counted in
/// ranges of so many ids.
pub(crate) fn recount(conn: &Connection, range: i64) -> Result<BTreeMap<(i64, i64), (i64, i64)>> {
    let mut found: BTreeMap<(i64, i64), (i64, i64)> = BTreeMap::new();
    let mut select = conn.prepare("SELECT gateway_id, status, n FROM counter WHERE n <> 0")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        found.entry((row.get(0)?, row.get(1)?)).or_default().0 = row.get(2)?;
    }
    let orders = ActiveOrder::load_all(conn)?;
    let last: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM state", [], |r| r.get(0))?;
    let mut from = 0;
    while from < last {
        let mut sql =
            Sql::new("SELECT gateway, status, count(*) FROM (SELECT s.gateway_id AS gateway, CASE WHEN ");
        sql.append(&cover::covering_sql(&orders)).push(&format!(
            " IS NULL THEN s.status ELSE {} END AS status FROM state s JOIN message m ON m.id = s.id WHERE ",
            Status::Cancelled.code()
        ));
        sql.bind("s.id > ?", from).bind(" AND s.id <= ?", from + range);
        sql.push(") AS rows GROUP BY gateway, status");
        let mut select = conn.prepare(&sql.text)?;
        let mut groups = select.query(params_from_iter(sql.params))?;
        while let Some(group) = groups.next()? {
            let key = (group.get(0)?, group.get(1)?);
            found.entry(key).or_default().1 += group.get::<_, i64>(2)?;
        }
        from += range;
    }
    Ok(found)
}
