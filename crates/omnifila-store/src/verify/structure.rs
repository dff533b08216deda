//! The database as a database: sound pages, all tables, columns and indexes, references that lead somewhere, documents that can
//! be read, numbers that are not given twice.

use super::{Findings, Offenders, Result};
use crate::catalogue;
use crate::sql::Connection;
use crate::sqlite::shape::{Table, quoted};
use std::collections::HashSet;

pub(super) fn check(conn: &Connection, tables: &[Table], findings: &mut Findings<'_>) -> Result<bool> {
    engine(conn, findings)?;
    if !shape(conn, tables, findings)? {
        return Ok(false);
    }
    references(conn, tables, findings)?;
    let book = catalogue::load_book(conn);
    let words = book.as_ref().err().map(ToString::to_string);
    let known = book.map_or(0, |book| book.gateways.len());
    findings.say("set up", words, format!("can be read; {known} gateways"));
    numbers(conn, findings)?;
    Ok(true)
}

/// What the engine itself finds.
fn engine(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut offenders = Offenders::default();
    if conn.is_remote() {
        offenders.find(
            conn,
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)",
            [],
        )?;
        findings.say(
            "indexes",
            offenders.words("PostgreSQL has marked as invalid (REINDEX them):"),
            "valid, as PostgreSQL says".into(),
        );
        return Ok(());
    }
    let mut statement = conn.prepare("PRAGMA integrity_check(10)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            offenders.add(line);
        }
    }
    findings.say(
        "file",
        offenders.words("damaged; keep a copy, then restore the latest backup:"),
        "pages and indexes are sound".into(),
    );
    Ok(())
}

/// Every table, column, index and trigger of this version is there.
fn shape(conn: &Connection, tables: &[Table], findings: &mut Findings<'_>) -> Result<bool> {
    let (mut missing, mut indexes) = (Offenders::default(), 0);
    let there = names(conn)?;
    for table in tables {
        let columns = match conn.prepare(&format!(
            "SELECT {} FROM {} WHERE 1 = 0",
            table.columns(),
            quoted(&table.name)
        )) {
            // SQLite takes a name in quotes that is no column's for a text.
            Ok(_) if !conn.is_remote() => columns(conn, &table.name)?,
            Ok(_) => table.columns.iter().map(|c| c.name.clone()).collect(),
            Err(_) => HashSet::new(),
        };
        for column in &table.columns {
            if !columns.contains(&column.name) {
                missing.add(format!("{}.{}", table.name, column.name));
            }
        }
        // PostgreSQL's triggers have names of its own, but for those of the audit trail.
        let triggers = table
            .triggers
            .iter()
            .filter(|name| !conn.is_remote() || name.starts_with("audit_"));
        for name in table.indexes.iter().chain(triggers) {
            indexes += 1;
            if !there.contains(name) {
                missing.add(name.clone());
            }
        }
    }
    let words = missing.words("missing:");
    let whole = words.is_none();
    let count = format!(
        "{} tables and {indexes} indexes and triggers are there",
        tables.len()
    );
    findings.say("schema", words, count);
    Ok(whole)
}

/// The names of indexes and triggers.
fn names(conn: &Connection) -> Result<HashSet<String>> {
    let sql = if conn.is_remote() {
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'i' \
         UNION SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled <> 'D'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger')"
    };
    let mut statement = conn.prepare(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

fn columns(conn: &Connection, table: &str) -> Result<HashSet<String>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let found = statement.query_map([table], |row| row.get(0))?;
    Ok(found.collect::<crate::sql::Result<_>>()?)
}

/// What a row refers to is there.
fn references(conn: &Connection, tables: &[Table], findings: &mut Findings<'_>) -> Result<()> {
    let (mut wrong, mut known) = (Vec::new(), 0);
    for table in tables {
        for parent in &table.parents {
            known += 1;
            let mut offenders = Offenders::default();
            let column = quoted(&parent.column);
            offenders.find(
                conn,
                &format!(
                    "SELECT c.{column} FROM {} c LEFT JOIN {} p ON p.{key} = c.{column} \
                     WHERE c.{column} IS NOT NULL AND p.{key} IS NULL",
                    quoted(&table.name),
                    quoted(&parent.table),
                    key = quoted(&parent.key)
                ),
                [],
            )?;
            wrong.extend(offenders.words(&format!("{} names no {}:", table.name, parent.table)));
        }
    }
    let words = (!wrong.is_empty()).then(|| wrong.join("; "));
    findings.say("references", words, format!("{known} kinds lead somewhere"));
    Ok(())
}

/// No number was given that will be given again.
fn numbers(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut offenders = Offenders::default();
    offenders.find(
        conn,
        "SELECT n.kind FROM (SELECT kind, max(id) AS last FROM noun GROUP BY kind) n \
         LEFT JOIN sequence q ON q.name = n.kind WHERE coalesce(q.value, 0) < n.last",
        [],
    )?;
    offenders.find(
        conn,
        "SELECT 'run' FROM (SELECT max(id) AS last FROM run) r LEFT JOIN sequence q ON q.name = 'run' \
         WHERE r.last IS NOT NULL AND coalesce(q.value, 0) < r.last",
        [],
    )?;
    findings.say(
        "numbers",
        offenders.words("the next number is already taken of:"),
        "the next ones are free".into(),
    );
    Ok(())
}
