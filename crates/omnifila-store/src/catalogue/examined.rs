//! Customers as their diagnosis reads them: each with whether others have its telephone or e-mail address.

use super::customers::{COLUMNS, StoredCustomer, read};
use super::{Catalogue, Result};
use crate::sql::{Connection, params};
use omnifila_core::id::CustomerId;

/// A customer beside the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    pub customer: StoredCustomer,
    /// Another customer has the same normalised number.
    pub shares_phone: bool,
    /// Another customer has the same address, whatever its case.
    pub shares_email: bool,
}

impl Catalogue {
    /// In order of id, after `after`: a page, so that millions are never held at once.
    pub async fn examined(&self, after: Option<CustomerId>, limit: usize) -> Result<Vec<Examined>> {
        let after = after.map_or(0, i64::from);
        self.db.read(move |conn| page(conn, after, limit)).await
    }
}

fn page(conn: &Connection, after: i64, limit: usize) -> Result<Vec<Examined>> {
    let mut statement = conn.prepare_cached(&sql())?;
    let mut rows = statement.query(params![after, limit as i64])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(Examined {
            customer: read(&row)?,
            shares_phone: row.get(20)?,
            shares_email: row.get(21)?,
        });
    }
    Ok(out)
}

/// Each row asks two indexes for one other row.
pub(super) fn sql() -> String {
    format!(
        "SELECT {COLUMNS},
                EXISTS (SELECT 1 FROM customer o WHERE o.phone_e164 = c.phone_e164 AND o.id <> c.id),
                EXISTS (SELECT 1 FROM customer o WHERE lower(o.email) = lower(c.email) AND o.id <> c.id)
         FROM customer c WHERE id > ?1 ORDER BY id LIMIT ?2"
    )
}
