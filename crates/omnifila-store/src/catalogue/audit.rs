//! Who did what: one row per change of a rule or a setting, written in the change's own transaction. Rows are only added, each sealed to the one
//! before ([`super::audit_chain`]).
//!
//! Left out: what happened to messages, whose history and operations say it.

use super::{Catalogue, Result, audit_chain, rows};
use crate::sql::{Connection, Row, ToSql, Value};
use crate::verbs::By;
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::Value as Json;

/// One change. `before` and `after` carry no secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Time,
    pub actor: String,
    /// `create`, `change`, `delete`, `pause`, `resume`, `revoke`, `restore`.
    pub action: String,
    pub noun: String,
    pub noun_id: Option<i64>,
    pub before: Option<Json>,
    pub after: Option<Json>,
    pub reason: Option<String>,
}

/// All given ones must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub noun: Option<String>,
    pub noun_id: Option<i64>,
    pub actor: Option<String>,
    /// Inclusive.
    pub created_from: Option<Time>,
    /// Inclusive.
    pub created_to: Option<Time>,
}

/// A change about to be recorded.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) action: &'static str,
    pub(super) noun: &'static str,
    pub(super) noun_id: Option<i64>,
    pub(super) before: Option<Json>,
    pub(super) after: Option<Json>,
    pub(super) by: &'a By,
    pub(super) at: Time,
}

pub(super) fn append(conn: &Connection, change: &Change<'_>) -> Result<()> {
    let json = |value: &Option<Json>| value.as_ref().map(rows::write).transpose();
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    let values = vec![
        Value::Integer(change.at.ms()),
        Value::Text(change.by.actor.clone()),
        Value::Text(change.action.to_owned()),
        Value::Text(change.noun.to_owned()),
        change.noun_id.map_or(Value::Null, Value::Integer),
        text(json(&change.before)?),
        text(json(&change.after)?),
        text(change.by.reason.clone()),
    ];
    audit_chain::append(conn, values)
}

impl Catalogue {
    /// Newest first, older than `before`.
    pub async fn audit(
        &self,
        filter: AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>> {
        self.db
            .read(move |conn| list(conn, &filter, before.unwrap_or(i64::MAX), limit))
            .await
    }
}

fn list(conn: &Connection, filter: &AuditFilter, before: i64, limit: usize) -> Result<Vec<AuditEntry>> {
    let mut sql =
        "SELECT id, at, actor, action, noun, noun_id, before, after, reason FROM audit WHERE id < ?"
            .to_owned();
    let mut params: Vec<&dyn ToSql> = vec![&before];
    if let Some(noun) = &filter.noun {
        sql.push_str(" AND noun = ?");
        params.push(noun);
    }
    if let Some(id) = &filter.noun_id {
        sql.push_str(" AND noun_id = ?");
        params.push(id);
    }
    if let Some(actor) = &filter.actor {
        sql.push_str(" AND actor = ?");
        params.push(actor);
    }
    let (from, to) = (filter.created_from.map(Time::ms), filter.created_to.map(Time::ms));
    if let Some(from) = &from {
        sql.push_str(" AND at >= ?");
        params.push(from);
    }
    if let Some(to) = &to {
        sql.push_str(" AND at <= ?");
        params.push(to);
    }
    let limit = limit as i64;
    sql.push_str(" ORDER BY id DESC LIMIT ?");
    params.push(&limit);
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params.as_slice(), read)?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

fn read(row: &Row<'_>) -> crate::sql::Result<AuditEntry> {
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(AuditEntry {
        id: row.get(0)?,
        at: Time(row.get(1)?),
        actor: row.get(2)?,
        action: row.get(3)?,
        noun: row.get(4)?,
        noun_id: row.get(5)?,
        before: json(row.get(6)?),
        after: json(row.get(7)?),
        reason: row.get(8)?,
    })
}
