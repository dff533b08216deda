//! Whom a notice is for: one statement over the customers, whatever its conditions; the list; and whom an outage holds.

use super::{NoticeList, StoredNotice, UNKNOWN, customer_named, must};
use crate::catalogue::{Catalogue, Result, StoredCustomer, customers, rows};
use crate::sql::{Connection, ToSql, params};
use omnifila_core::catalogue::Audience;
use omnifila_core::id::{CustomerId, NoticeId};
use omnifila_core::time::Time;

/// `?3`: the notice whose list narrows, or 0. The others are lists as JSON; NULL asks nothing.
const CONDITION: &str = "(CAST(?3 AS INTEGER) = 0 OR id IN (SELECT customer_id FROM notice_listed WHERE notice_id = ?3))
    AND (CAST(?4 AS TEXT) IS NULL OR branch_key IN (SELECT value FROM json_each(?4)))
    AND (CAST(?5 AS TEXT) IS NULL OR state IN (SELECT upper(value) FROM json_each(?5)))
    AND (CAST(?6 AS TEXT) IS NULL OR city_ibge IN (SELECT value FROM json_each(?6)))
    AND ((CAST(?7 AS TEXT) IS NULL AND CAST(?8 AS TEXT) IS NULL) OR EXISTS (SELECT 1 FROM json_each(contracts) AS held
        WHERE (CAST(?7 AS TEXT) IS NULL OR json_extract(held.value, '$.plan') IN (SELECT value FROM json_each(?7)))
        AND (CAST(?8 AS TEXT) IS NULL OR json_extract(held.value, '$.status') IN (SELECT value FROM json_each(?8)))))
    AND (CAST(?9 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) AS held
        WHERE held.value IN (SELECT value FROM json_each(?9))))
    AND (CAST(?10 AS TEXT) IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(tags) AS held
        WHERE held.value IN (SELECT value FROM json_each(?10))))";

/// The conditions as the statement takes them, from `?4` on.
fn lists(audience: &Audience) -> Result<[Option<String>; 7]> {
    let list = |values: &Vec<String>| (!values.is_empty()).then(|| rows::write(values)).transpose();
    Ok([
        list(&audience.branch_keys)?,
        list(&audience.states)?,
        list(&audience.cities)?,
        list(&audience.plans)?,
        list(&audience.contract_statuses)?,
        list(&audience.tags)?,
        list(&audience.without_tags)?,
    ])
}

fn list_of(notice: &StoredNotice) -> i64 {
    notice.listed.map_or(0, |_| notice.id.0)
}

impl Catalogue {
    /// The audience's customers in order of id, after `after`.
    pub async fn notice_audience(
        &self,
        id: NoticeId,
        after: CustomerId,
        limit: usize,
    ) -> Result<Vec<StoredCustomer>> {
        let job = self.db.read(move |conn| {
            let notice = must(conn, id)?;
            let sql = format!(
                "SELECT {} FROM customer WHERE id > ?1 AND {CONDITION} ORDER BY id LIMIT ?2",
                customers::COLUMNS
            );
            let lists = lists(&notice.spec.audience)?;
            let (limit, list) = (limit as i64, list_of(&notice));
            let mut params: Vec<&dyn ToSql> = vec![&after.0, &limit, &list];
            params.extend(lists.iter().map(|list| list as &dyn ToSql));
            customers::collect(conn, &sql, &params)
        });
        job.await
    }

    /// How many customers the audience has now.
    pub async fn notice_audience_size(&self, id: NoticeId) -> Result<i64> {
        let job = self.db.read(move |conn| {
            let notice = must(conn, id)?;
            count(conn, &notice)
        });
        job.await
    }
}

pub(super) fn count(conn: &Connection, notice: &StoredNotice) -> Result<i64> {
    let sql = format!("SELECT count(*) FROM customer WHERE ?1 = ?2 AND {CONDITION}");
    let (lists, list) = (lists(&notice.spec.audience)?, list_of(notice));
    let mut params: Vec<&dyn ToSql> = vec![&0, &0, &list];
    params.extend(lists.iter().map(|list| list as &dyn ToSql));
    let mut select = conn.prepare_cached(&sql)?;
    Ok(select.query_row(params.as_slice(), |row| row.get(0))?)
}

/// Puts a list in the place of what was there, and tells the notice how many it names and how many nobody is.
pub(super) fn take_list(conn: &Connection, notice: &mut StoredNotice, list: &NoticeList) -> Result<()> {
    let list = match list {
        NoticeList::Kept => return Ok(()),
        NoticeList::Dropped => {
            conn.prepare_cached("DELETE FROM notice_listed WHERE notice_id = ?1")?
                .execute([notice.id.0])?;
            notice.listed = None;
            notice.counts.left_out.remove(UNKNOWN);
            return Ok(());
        }
        NoticeList::Given(list) => list,
    };
    let source = notice.spec.audience.source.as_deref().unwrap_or("api");
    conn.prepare_cached("DELETE FROM notice_listed WHERE notice_id = ?1")?
        .execute([notice.id.0])?;
    let mut insert =
        conn.prepare_cached("INSERT OR IGNORE INTO notice_listed (notice_id, customer_id) VALUES (?1, ?2)")?;
    let (mut listed, mut unknown) = (0, 0);
    for external_id in list {
        match customer_named(conn, source, external_id)? {
            Some(customer) => {
                insert.execute([notice.id.0, customer])?;
                listed += 1;
            }
            None => unknown += 1,
        }
    }
    notice.listed = Some(listed);
    notice.counts.left_out.remove(UNKNOWN);
    if unknown > 0 {
        notice.counts.left_out.insert(UNKNOWN.to_owned(), unknown);
    }
    Ok(())
}

/// From now on every start finds whom the outage concerns, also those who cannot be told of it.
pub(super) fn hold(conn: &Connection, notice: &StoredNotice) -> Result<()> {
    let sql = format!(
        "INSERT OR IGNORE INTO notice_held (customer_id, notice_id) SELECT id, ?1 FROM customer WHERE ?2 = 0 AND {CONDITION}"
    );
    let (lists, list) = (lists(&notice.spec.audience)?, list_of(notice));
    let mut params: Vec<&dyn ToSql> = vec![&notice.id.0, &0, &list];
    params.extend(lists.iter().map(|list| list as &dyn ToSql));
    conn.prepare_cached(&sql)?.execute(params.as_slice())?;
    Ok(())
}

/// Outages that are over hold nobody.
pub(super) fn forget_held(conn: &Connection, now: Time) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM notice_held WHERE notice_id IN (SELECT id FROM notice WHERE hold_until <= ?1)",
    )?
    .execute(params![now.ms()])?;
    Ok(())
}
