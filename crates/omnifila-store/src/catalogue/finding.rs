//! Finding a customer by what is said on the telephone: a number, a document, a name's beginning.
//!
//! Each way is one walk along an index; a page costs as much as it shows. Left out: words inside a name, and misspellings.

use super::audit::{self, Change};
use super::customers::{COLUMNS, collect, find};
use super::{Catalogue, Result, StoredCustomer, fold, get_customer};
use crate::StoreError;
use crate::sql::{Connection, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::brazil;
use omnifila_core::id::CustomerId;
use omnifila_core::time::Time;
use std::collections::BTreeSet;

impl Catalogue {
    /// Whom a search finds. First, in order of id, those whose number at their source, document or telephone it is; then, in
    /// order of name, those whose names begin with it (case and accents do not matter). Goes on after `after`.
    pub async fn find_customers(
        &self,
        text: &str,
        after: Option<Found>,
        limit: usize,
    ) -> Result<Vec<(Found, StoredCustomer)>> {
        let text = text.trim().to_owned();
        self.db.read(move |conn| found(conn, &text, after, limit)).await
    }

    /// A customer's document for somebody to read, which is put on record.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn reveal_document(&self, id: CustomerId, by: By, now: Time) -> Result<Option<String>> {
        let reveal = move |tx: &Tx<'_>| {
            let customer = get_customer(tx.conn(), id)?.ok_or(StoreError::NotFound { noun: "customer" })?;
            let change = Change {
                action: "reveal",
                noun: "customer",
                noun_id: Some(id.0),
                before: None,
                after: None,
                by: &by,
                at: now,
            };
            audit::append(tx.conn(), &change)?;
            Ok(customer.document)
        };
        self.db.write(move |tx| reveal(tx)).await
    }
}

/// Where a search stands: among those that the words name exactly, or among the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Exactly(CustomerId),
    ByName(CustomerId),
}

/// Those that a number, document or telephone names; more share one only by mistake.
const MOST_EXACT: usize = 200;

fn found(
    conn: &Connection,
    text: &str,
    after: Option<Found>,
    limit: usize,
) -> Result<Vec<(Found, StoredCustomer)>> {
    let exact = named_exactly(conn, text)?;
    let ids: BTreeSet<CustomerId> = exact.iter().map(|customer| customer.id).collect();
    let (seen, last) = match after {
        None => (CustomerId(0), None),
        Some(Found::Exactly(id)) => (id, None),
        Some(Found::ByName(id)) => (CustomerId(i64::MAX), Some(id)),
    };
    let mut out: Vec<_> = exact
        .into_iter()
        .filter(|customer| customer.id > seen)
        .map(|customer| (Found::Exactly(customer.id), customer))
        .collect();
    if out.len() < limit {
        let named = by_name(conn, text, last, limit + ids.len())?;
        let named = named.into_iter().filter(|customer| !ids.contains(&customer.id));
        out.extend(named.map(|customer| (Found::ByName(customer.id), customer)));
    }
    out.truncate(limit);
    Ok(out)
}

fn named_exactly(conn: &Connection, text: &str) -> Result<Vec<StoredCustomer>> {
    let mut out = Vec::new();
    for source in sources(conn)? {
        out.extend(find(conn, &source, text)?);
    }
    let document: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    if matches!(document.len(), 11 | 14) {
        let sql = format!("SELECT {COLUMNS} FROM customer WHERE {DOCUMENT} = ?1 ORDER BY id LIMIT ?2");
        out.extend(collect(
            conn,
            &sql,
            params![document.to_uppercase(), MOST_EXACT as i64],
        )?);
    }
    if let Ok(phone) = brazil::phone::normalise(text) {
        let sql = format!("SELECT {COLUMNS} FROM customer WHERE phone_e164 = ?1 ORDER BY id LIMIT ?2");
        out.extend(collect(conn, &sql, params![phone, MOST_EXACT as i64])?);
    }
    out.sort_by_key(|customer| customer.id);
    out.dedup_by_key(|customer| customer.id);
    Ok(out)
}

/// A document without its punctuation, as the index `customer_document` has it.
pub(super) const DOCUMENT: &str = "replace(replace(replace(document, '.', ''), '-', ''), '/', '')";

/// Every source of customers: one look into the index for each, however many customers it has.
fn sources(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE one(source) AS (
             SELECT min(source) FROM customer
             UNION ALL
             SELECT (SELECT min(source) FROM customer WHERE source > one.source) FROM one WHERE one.source IS NOT NULL
         ) SELECT source FROM one WHERE source IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(row.get(0)?);
    }
    Ok(out)
}

/// Whose names begin with `prefix`, in order of (name, id), after the one with the id `after`.
fn by_name(
    conn: &Connection,
    prefix: &str,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<StoredCustomer>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM customer
         WHERE (name_fold, id) > (?1, ?2) AND name_fold >= ?3 AND name_fold < ?4 ORDER BY name_fold, id LIMIT ?5"
    );
    let last = after.map(|id| get_customer(conn, id)).transpose()?.flatten();
    let (name, id) = last.map_or((String::new(), -1), |last| (fold(&last.name), last.id.0));
    let prefix = fold(prefix);
    // No character follows this one, so every name with the prefix comes before it.
    let end = format!("{prefix}\u{10ffff}");
    collect(conn, &sql, params![name, id, prefix, end, limit as i64])
}
