//! The rows below the book: reading it whole, and writing what a change made of it.

use super::noun::Noun;
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension, params};
use omnifila_core::catalogue::{
    Book, BranchSpec, CalendarSpec, GatewaySpec, HoldSpec, LadderSpec, OutboxSpec, RouteSpec,
    SignatureFlowSpec, SourceSpec, StopRuleSpec, Stored, TaskSpec, TemplateSpec, WindowSpec,
};
use omnifila_core::id::GatewayId;
use omnifila_core::policy::window::Hours;
use omnifila_core::time::Time;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

type Result<T> = std::result::Result<T, StoreError>;

/// The book that the rows make.
pub(crate) fn load_book(conn: &Connection) -> Result<Book> {
    let mut book = Book {
        epoch: book_epoch(conn)?,
        ..Book::default()
    };
    book.paused_all = read_setting(conn, PAUSE_ALL)?;
    book.restored_at = read_setting(conn, RESTORED)?;
    book.settlement = read_setting(conn, SETTLEMENT)?.unwrap_or_default();
    book.caps = read_setting(conn, CAPS)?.unwrap_or_default();
    load_kind::<GatewaySpec>(conn, &mut book)?;
    load_kind::<TemplateSpec>(conn, &mut book)?;
    load_kind::<WindowSpec>(conn, &mut book)?;
    load_kind::<CalendarSpec>(conn, &mut book)?;
    load_kind::<TaskSpec>(conn, &mut book)?;
    load_kind::<HoldSpec>(conn, &mut book)?;
    load_kind::<StopRuleSpec>(conn, &mut book)?;
    load_kind::<BranchSpec>(conn, &mut book)?;
    load_kind::<LadderSpec>(conn, &mut book)?;
    load_kind::<RouteSpec>(conn, &mut book)?;
    load_kind::<SourceSpec>(conn, &mut book)?;
    load_kind::<OutboxSpec>(conn, &mut book)?;
    load_kind::<SignatureFlowSpec>(conn, &mut book)?;
    for id in book.gateways.keys().copied().collect::<Vec<_>>() {
        if let Some(pause) = read_setting(conn, &gateway_pause(id))? {
            book.gateway_pauses.insert(id, pause);
        }
    }
    book.hours = Arc::new(compile_hours(&book).map_err(|e| StoreError::Internal(e.to_string()))?);
    Ok(book)
}

/// The number of the book that the rows make.
pub(crate) fn book_epoch(conn: &Connection) -> Result<u64> {
    Ok(read_setting(conn, "epoch")?.unwrap_or(0))
}

fn load_kind<S: Noun>(conn: &Connection, book: &mut Book) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT id, doc, version, created_at, updated_at FROM noun WHERE kind = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([S::KIND])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let spec: S = parse(S::KIND, row.text(1)?)?;
        let stored = Stored {
            id,
            version: row.get(2)?,
            created_at: Time(row.get(3)?),
            updated_at: Time(row.get(4)?),
            spec,
        };
        S::shelf_mut(book).insert(S::Id::from(id), Arc::new(stored));
    }
    Ok(())
}

pub(super) fn compile_hours(book: &Book) -> std::result::Result<Hours, omnifila_core::input::InputError> {
    Hours::compile(
        book.windows.iter().map(|(id, window)| (*id, &window.spec)),
        &book.calendars,
    )
}

/// Takes the next id of a noun.
pub(crate) fn next_id(conn: &Connection, noun: &str) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO sequence (name, value) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
    )?;
    Ok(statement.query_row([noun], |row| row.get(0))?)
}

pub(super) fn insert<S: Noun>(conn: &Connection, stored: &Stored<S>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO noun (kind, id, key, doc, version, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        S::KIND,
        stored.id,
        stored.spec.key(),
        write(&stored.spec)?,
        stored.version,
        stored.created_at.ms(),
        stored.updated_at.ms()
    ])?;
    Ok(())
}

pub(super) fn update<S: Noun>(conn: &Connection, stored: &Stored<S>) -> Result<()> {
    conn.prepare_cached(
        "UPDATE noun SET key = ?3, doc = ?4, version = ?5, updated_at = ?6 WHERE kind = ?1 AND id = ?2",
    )?
    .execute(params![
        S::KIND,
        stored.id,
        stored.spec.key(),
        write(&stored.spec)?,
        stored.version,
        stored.updated_at.ms()
    ])?;
    Ok(())
}

pub(super) fn delete<S: Noun>(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM noun WHERE kind = ?1 AND id = ?2")?
        .execute(params![S::KIND, id])?;
    Ok(())
}

pub(super) fn gateway_pause(id: GatewayId) -> String {
    format!("pause/gateway/{id}")
}

pub(super) const SETTLEMENT: &str = "settlement";

pub(super) const CAPS: &str = "dunning_caps";

pub(super) const PAUSE_ALL: &str = "pause/all";

/// When the database was put back from a backup.
pub(super) const RESTORED: &str = "restored_at";

/// Where the database was moved to, and when.
pub(crate) const MOVED: &str = "moved_to";

pub(super) fn read_setting<T: DeserializeOwned>(conn: &Connection, name: &str) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    let text: Option<String> = statement.query_row([name], |row| row.get(0)).optional()?;
    text.map(|text| parse(name, &text)).transpose()
}

/// Keeps a value under a name; `None` forgets it.
pub(super) fn write_setting<T: Serialize>(conn: &Connection, name: &str, value: Option<&T>) -> Result<()> {
    match value {
        Some(value) => conn
            .prepare_cached(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![name, write(value)?])?,
        None => conn
            .prepare_cached("DELETE FROM setting WHERE name = ?1")?
            .execute([name])?,
    };
    Ok(())
}

pub(super) fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    // Line and column only: serde's words may repeat what is stored.
    serde_json::from_str(text).map_err(|e| {
        StoreError::Internal(format!(
            "the stored {what} cannot be read (column {})",
            e.column()
        ))
    })
}

pub(super) fn write<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Internal(format!("cannot be written as JSON: {e}")))
}
