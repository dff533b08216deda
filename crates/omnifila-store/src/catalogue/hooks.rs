//! What providers called us with, as it came: kept before it is answered, so that what was not understood can be read later.
//!
//! Model: a row per call, with what was made of it. Bounded in number per gateway and in age, because anybody may call a hook
//! without a token; the oldest go first. Left out: what it means (`omnifila-http`'s hooks) and what follows (receipts).

use super::{Catalogue, Result, rows};
use crate::sql::params;
use omnifila_core::heard::Heard;
use omnifila_core::id::GatewayId;
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::Value;

/// Calls kept per gateway.
const KEPT: i64 = 20_000;

/// A call of a provider.
#[derive(Debug, Clone)]
pub struct NewHookEvent {
    pub gateway_id: GatewayId,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    /// It knew the hook's token.
    pub trusted: bool,
    /// What was understood of it.
    pub extracted: Value,
    /// What follows from it, until [`Catalogue::hook_event_obeyed`].
    pub heard: Vec<Heard>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HookEvent {
    pub id: i64,
    pub received_at: Time,
    pub content_type: Option<String>,
    /// As text; what is no UTF-8 is shown as U+FFFD.
    pub body: String,
    pub trusted: bool,
    pub extracted: Value,
}

impl Catalogue {
    /// Keeps a call, and answers its id.
    pub async fn keep_hook_event(&self, event: NewHookEvent, now: Time) -> Result<i64> {
        let heard = match event.heard.as_slice() {
            [] => None,
            some => Some(rows::write(&some)?),
        };
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let id: i64 = conn
                .prepare_cached(
                    "INSERT INTO hook_event (gateway_id, received_at, content_type, body, trusted, extracted, heard)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
                )?
                .query_row(
                    params![
                        event.gateway_id.0,
                        now.ms(),
                        event.content_type,
                        event.body,
                        event.trusted,
                        event.extracted.to_string(),
                        heard
                    ],
                    |row| row.get(0),
                )?;
            // Now and then: the count is no promise to the row.
            if id % 64 == 0 {
                conn.prepare_cached(
                    "DELETE FROM hook_event WHERE gateway_id = ?1 AND id <= (SELECT id FROM hook_event
                     WHERE gateway_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                )?
                .execute(params![event.gateway_id.0, KEPT])?;
            }
            Ok(id)
        });
        job.await
    }

    /// Calls that were kept and whose consequences were not drawn yet, oldest first.
    pub async fn hook_events_heard(&self, limit: usize) -> Result<Vec<(i64, GatewayId, Vec<Heard>)>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, gateway_id, heard FROM hook_event WHERE heard IS NOT NULL ORDER BY id LIMIT ?1",
            )?;
            let mut found = select.query([limit as i64])?;
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                let heard: String = row.get(2)?;
                out.push((row.get(0)?, GatewayId(row.get(1)?), rows::parse("heard", &heard)?));
            }
            Ok(out)
        });
        job.await
    }

    /// Everything that followed from a call was done.
    pub async fn hook_event_obeyed(&self, id: i64) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut update = tx
                .conn()
                .prepare_cached("UPDATE hook_event SET heard = NULL WHERE id = ?1")?;
            update.execute([id])?;
            Ok(())
        });
        job.await
    }

    /// Newest first, before `before`.
    pub async fn hook_events(
        &self,
        gateway: GatewayId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<HookEvent>> {
        let before = before.unwrap_or(i64::MAX);
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT id, received_at, content_type, body, trusted, extracted FROM hook_event
                 WHERE gateway_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let found = select.query_map(params![gateway.0, before, limit as i64], |r| {
                let body: Vec<u8> = r.get(3)?;
                let extracted: String = r.get(5)?;
                Ok(HookEvent {
                    id: r.get(0)?,
                    received_at: Time(r.get(1)?),
                    content_type: r.get(2)?,
                    body: String::from_utf8_lossy(&body).into_owned(),
                    trusted: r.get(4)?,
                    extracted: serde_json::from_str(&extracted).unwrap_or_default(),
                })
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Removes calls that came before `until`, at most `limit`; how many.
    pub async fn prune_hook_events(&self, until: Time, limit: usize) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let mut delete = tx.conn().prepare_cached(
                "DELETE FROM hook_event WHERE id IN (SELECT id FROM hook_event ORDER BY id LIMIT ?2) AND received_at < ?1",
            )?;
            Ok(delete.execute(params![until.ms(), limit as i64])? as u64)
        });
        job.await
    }
}
