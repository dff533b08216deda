//! Whom a portfolio has written to in the last 24 hours: people, not messages, over all gateways of one business.
//!
//! Model: a row per portfolio and address with its last start; a start that is never sent counts all the same, which can only make us too
//! careful. The rows are counted by the file (migration 15); those too old are few, because each start forgets some, and are taken
//! off. Failures: those of the store. Left out: what follows (`core::plan`).

use super::job::Result;
use crate::sql::{Connection, OptionalExtension, params};
use omnifila_core::plan::PortfolioState;
use omnifila_core::time::{DAY, Time};

/// Rows too old to count that one turn removes: more than it can add.
const SWEPT: i64 = 1_000;

/// How many people, and when the first of them leaves.
pub(super) fn people(conn: &Connection, portfolio: &str, now: Time) -> Result<PortfolioState> {
    let mut select = conn.prepare_cached(
        "SELECT coalesce((SELECT rows FROM portfolio WHERE key = ?1), 0) \
           - (SELECT count(*) FROM portfolio_recipient INDEXED BY portfolio_recipient_at WHERE portfolio = ?1 AND at <= ?2), \
           (SELECT min(at) FROM portfolio_recipient INDEXED BY portfolio_recipient_at WHERE portfolio = ?1 AND at > ?2)",
    )?;
    let since = now.plus(-DAY).ms();
    let (recipients, first): (u32, Option<i64>) =
        select.query_row(params![portfolio, since], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(PortfolioState {
        knows_address: false,
        recipients,
        first_leaves: first.map(|at| Time(at).plus(DAY)),
    })
}

/// Whether an address is one of them.
pub(super) fn knows(conn: &Connection, portfolio: &str, address_key: i64, now: Time) -> Result<bool> {
    let mut select = conn.prepare_cached(
        "SELECT 1 FROM portfolio_recipient WHERE portfolio = ?1 AND address_key = ?2 AND at > ?3",
    )?;
    let since = now.plus(-DAY).ms();
    let found = select.query_row(params![portfolio, address_key, since], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// A message to an address begins.
pub(super) fn write(conn: &Connection, portfolio: &str, address_key: i64, now: Time) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO portfolio_recipient (portfolio, address_key, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (portfolio, address_key) DO UPDATE SET at = excluded.at",
    )?
    .execute(params![portfolio, address_key, now.ms()])?;
    Ok(())
}

/// Forgets some of those who are counted no more.
pub(super) fn sweep(conn: &Connection, portfolio: &str, now: Time) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM portfolio_recipient WHERE portfolio = ?1 AND address_key IN (SELECT address_key FROM portfolio_recipient \
         INDEXED BY portfolio_recipient_at WHERE portfolio = ?1 AND at <= ?2 LIMIT ?3)",
    )?
    .execute(params![portfolio, now.plus(-DAY).ms(), SWEPT])?;
    Ok(())
}
