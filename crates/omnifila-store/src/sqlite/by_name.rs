//! Pages of the messages of all customers whose name begins alike, newest first.
//!
//! No index is in order of id over many customers. Few customers are taken in waves: the newest messages belong to the
//! customers whose newest message is newest, so one look at each customer finds whose messages can be next. Many customers
//! have many messages, so their newest are probably among the newest of all, which are read first.

use super::browse::{Browser, Seen};
use super::condition::{Search, Sql};
use super::job::Result;
use super::ranges::{Range, of_customer};
use crate::filter::MessageFilter;
use crate::sql::{Connection, params};
use omnifila_core::id::MessageId;

/// Customers up to whom a look at each costs less than a page may.
const FEW: i64 = 4_000;
/// Messages read before a look at each of many customers.
const NEWEST: i64 = 5_000;
/// Customers whose messages are merged at a time, at least.
const WAVE: usize = 64;

/// The search of a filter that is by name, and that no narrower index answers.
pub(super) fn search(filter: &MessageFilter) -> Option<Search> {
    let narrower = filter.dedupe_key.is_some()
        || filter.source_ref.is_some()
        || filter.batch_ref.is_some()
        || filter.invoice.is_some()
        || filter.customer.is_some()
        || filter.run_id.is_some();
    let search = filter.q.as_deref().map(Search::of)?;
    (search.by_name_only() && !narrower).then_some(search)
}

pub(super) fn page(
    browser: &Browser<'_>,
    filter: &MessageFilter,
    search: &Search,
    limit: usize,
    below: MessageId,
) -> Result<Vec<Seen>> {
    let conn = browser.conn;
    if count(conn, search)? > FEW {
        let last = conn.query_row("SELECT coalesce(max(id), 0) FROM state", [], |r| {
            r.get::<_, i64>(0)
        })?;
        let mut condition = Sql::default();
        condition.bind("s.id > ?", below.0.min(last) - NEWEST);
        let newest = Range::ids(condition);
        let found = browser.along(&newest, filter, limit, below)?;
        if found.len() == limit {
            return Ok(found);
        }
    }
    let mut seen = Vec::new();
    let mut below = below;
    loop {
        let mut wave = newest_of_each(conn, search, below, limit.max(WAVE) + 1)?;
        // Whose newest is older than this may have been left out.
        let floor = if wave.len() > limit.max(WAVE) {
            wave.pop()
        } else {
            None
        };
        let above = floor.map_or(MessageId(0), |(_, id)| id);
        let ranges = wave
            .into_iter()
            .map(|(customer, _)| of_customer(customer))
            .collect();
        let left = limit - seen.len();
        seen.extend(browser.merged(ranges, filter, left, below, above)?);
        if seen.len() == limit || floor.is_none() {
            return Ok(seen);
        }
        below = MessageId(above.0 + 1);
    }
}

/// The customers with the newest messages below an id, and those messages.
fn newest_of_each(
    conn: &Connection,
    search: &Search,
    below: MessageId,
    limit: usize,
) -> Result<Vec<(i64, MessageId)>> {
    let mut select = conn.prepare_cached(
        "SELECT q.id, (SELECT max(s.id) FROM state s INDEXED BY state_customer WHERE s.customer_id = q.id AND s.id < ?3) AS newest \
         FROM customer q INDEXED BY customer_name WHERE q.name_fold >= ?1 AND q.name_fold < ?2 \
         ORDER BY newest DESC NULLS LAST LIMIT ?4",
    )?;
    let wanted = params![search.name, search.after_name(), below.0, limit as i64];
    let found = select.query_map(wanted, |r| Ok((r.get(0)?, r.get::<_, Option<i64>>(1)?)))?;
    let found = found.collect::<crate::sql::Result<Vec<_>>>()?;
    // Those without a message come last.
    Ok(found
        .into_iter()
        .map_while(|(customer, newest)| Some((customer, MessageId(newest?))))
        .collect())
}

/// Customers whose name begins as searched, counted a little beyond [`FEW`].
fn count(conn: &Connection, search: &Search) -> Result<i64> {
    let mut select = conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM customer INDEXED BY customer_name WHERE name_fold >= ?1 AND name_fold < ?2 LIMIT ?3) AS few",
    )?;
    Ok(select.query_row(params![search.name, search.after_name(), FEW + 1], |r| r.get(0))?)
}
