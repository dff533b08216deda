//! What a database says of its own life: that it was moved elsewhere, that it was put back from a backup, and whose key seals
//! its secrets.

use super::audit::{self, Change};
use super::nouns::turn_page;
use super::{Result, rows, secrets};
use crate::StoreError;
use crate::sql::{Connection, OptionalExtension};
use crate::sqlite::Db;
use crate::transfer::Moved;
use crate::verbs::By;
use omnifila_core::catalogue::Pause;
use omnifila_core::time::Time;

/// Where the database was moved to.
pub(crate) fn moved(conn: &Connection) -> Result<Option<Moved>> {
    rows::read_setting(conn, rows::MOVED)
}

pub(crate) fn mark_moved(conn: &Connection, moved: Option<&Moved>) -> Result<()> {
    rows::write_setting(conn, rows::MOVED, moved)
}

/// The key that sealed the secrets which have arrived in a shared database is the key of the database: a node with another one
/// is refused. `false`: it has another already.
pub(crate) fn adopt_key(conn: &Connection) -> Result<bool> {
    let doc: Option<String> = conn
        .query_row(
            "SELECT doc FROM noun WHERE kind IN ('gateway', 'source', 'outbox') AND doc LIKE '%\"enc:v1:%' ORDER BY kind, id LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()?;
    let sealed = doc.as_deref().and_then(secrets::sealed_by).map(str::to_owned);
    let Some(sealed) = sealed else {
        return Ok(true);
    };
    match rows::read_setting::<String>(conn, secrets::KEY_ID)? {
        Some(claimed) => Ok(claimed == sealed),
        None => rows::write_setting(conn, secrets::KEY_ID, Some(&sealed)).map(|()| true),
    }
}

/// The database was put back from a backup: nothing leaves before a person says so, and what was due by now waits for a word
/// of its own, because it may have left already. Blocks.
///
/// # Errors
/// What cannot be written.
pub fn mark_restored(db: &Db, actor: &str, now: Time) -> Result<()> {
    let by = By {
        actor: actor.to_owned(),
        reason: None,
    };
    db.write_blocking(move |tx| {
        let pause = Pause {
            reason: "restored from a backup".into(),
            since: now,
            until: None,
        };
        let mut next = (*tx.memory().book).clone();
        let before = next.paused_all.replace(pause.clone());
        next.restored_at = Some(now);
        rows::write_setting(tx.conn(), rows::PAUSE_ALL, Some(&pause))?;
        rows::write_setting(tx.conn(), rows::RESTORED, Some(&now))?;
        mark_moved(tx.conn(), None)?;
        let json = |pause: &Pause| {
            serde_json::to_value(pause).map_err(|error| StoreError::Internal(error.to_string()))
        };
        let change = Change {
            action: "restore",
            noun: "everything",
            noun_id: None,
            before: before.as_ref().map(json).transpose()?,
            after: Some(json(&pause)?),
            by: &by,
            at: now,
        };
        audit::append(tx.conn(), &change)?;
        turn_page(tx, next).map(drop)
    })
}
