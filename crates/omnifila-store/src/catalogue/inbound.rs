//! What people answer, and the chats that are bound to customers.
//!
//! Model: an answer is kept once per provider's id, joined at that moment with the message it answers (or the last one that went
//! to its address through the gateway) and that message's customer. It waits until it was passed on.
//!
//! Left out: what follows from a wish, which the engine does.

use super::{Catalogue, Result};
use crate::sql::{Connection, OptionalExtension, Row, params};
use omnifila_core::heard::{Inbound, Wish};
use omnifila_core::id::{CustomerId, GatewayId, MessageId};
use omnifila_core::time::Time;
use serde::Serialize;

/// An answer as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredInbound {
    pub id: i64,
    pub gateway_id: GatewayId,
    pub address: String,
    pub name: Option<String>,
    pub text: String,
    pub payload: Option<String>,
    pub message_id: Option<MessageId>,
    pub customer_id: Option<CustomerId>,
    pub wish: Option<String>,
    pub at: Time,
    pub received_at: Time,
    /// When it was handed to where the gateway's answers go.
    pub passed_at: Option<Time>,
}

const COLUMNS: &str =
    "id, gateway_id, address, name, text, payload, message_id, customer_id, wish, at, received_at, passed_at";

impl Catalogue {
    /// Keeps an answer; `None` if it is kept already.
    pub async fn keep_inbound(
        &self,
        gateway: GatewayId,
        said: Inbound,
        wish: Option<Wish>,
        now: Time,
    ) -> Result<Option<StoredInbound>> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let message = answered(conn, gateway, &said)?;
            let customer = match message {
                Some((_, customer)) => Some(customer),
                None => chat_owner(conn, gateway, &said.address)?,
            };
            let mut insert = conn.prepare_cached(
                "INSERT INTO inbound (gateway_id, provider_id, address, name, text, payload, message_id, customer_id, wish, at, received_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING RETURNING id",
            )?;
            let values = params![
                gateway.0,
                said.provider_id,
                said.address,
                said.name,
                said.text,
                said.payload,
                message.map(|(id, _)| id),
                customer,
                wish.map(Wish::word),
                said.at.ms(),
                now.ms()
            ];
            let id: Option<i64> = insert.query_row(values, |row| row.get(0)).optional()?;
            id.map(|id| get(conn, id)).transpose().map(Option::flatten)
        });
        job.await
    }

    /// Newest first, before `before`; of one gateway or customer, or of all.
    pub async fn inbound(
        &self,
        gateway: Option<GatewayId>,
        customer: Option<CustomerId>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<StoredInbound>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbound WHERE id < ?1 AND (CAST(?2 AS INTEGER) IS NULL OR gateway_id = ?2)
             AND (CAST(?3 AS INTEGER) IS NULL OR customer_id = ?3) ORDER BY id DESC LIMIT ?4"
        );
        let job = self.db.read(move |conn| {
            let values = params![
                before.unwrap_or(i64::MAX),
                gateway.map(|g| g.0),
                customer.map(|c| c.0),
                limit as i64
            ];
            let mut select = conn.prepare_cached(&sql)?;
            let found = select.query_map(values, read)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Answers of a gateway that were not passed on yet, oldest first.
    pub async fn inbound_waiting(&self, gateway: GatewayId, limit: usize) -> Result<Vec<StoredInbound>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbound WHERE gateway_id = ?1 AND passed_at IS NULL ORDER BY id LIMIT ?2"
        );
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(&sql)?;
            let found = select.query_map([gateway.0, limit as i64], read)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// It was handed over.
    pub async fn inbound_passed(&self, id: i64, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut update = tx
                .conn()
                .prepare_cached("UPDATE inbound SET passed_at = ?2 WHERE id = ?1 AND passed_at IS NULL")?;
            update.execute([id, now.ms()])?;
            Ok(())
        });
        job.await
    }

    /// Binds a chat to a customer, in the place of an older one of theirs; `false` if there is no such customer.
    pub async fn bind_chat(
        &self,
        gateway: GatewayId,
        customer: CustomerId,
        address: String,
        evidence: String,
        now: Time,
    ) -> Result<bool> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let known = conn
                .prepare_cached("SELECT 1 FROM customer WHERE id = ?1")?
                .exists([customer.0])?;
            if known {
                conn.prepare_cached(
                    "INSERT INTO chat (gateway_id, customer_id, address, bound_at, evidence) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (gateway_id, customer_id) DO UPDATE SET address = excluded.address, bound_at = excluded.bound_at, evidence = excluded.evidence",
                )?
                .execute(params![gateway.0, customer.0, address, now.ms(), evidence])?;
            }
            Ok(known)
        });
        job.await
    }

    /// Every bound chat, by gateway, source and external id of its customer.
    pub async fn chats(&self) -> Result<Vec<((GatewayId, String, String), String)>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT chat.gateway_id, customer.source, customer.external_id, chat.address
                 FROM chat JOIN customer ON customer.id = chat.customer_id",
            )?;
            let found = select.query_map([], |row| {
                let key = (GatewayId(row.get(0)?), row.get(1)?, row.get(2)?);
                Ok((key, row.get(3)?))
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }
}

/// The message that an answer belongs to, with its customer.
fn answered(conn: &Connection, gateway: GatewayId, said: &Inbound) -> Result<Option<(i64, i64)>> {
    let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    if let Some(provider_id) = &said.answers {
        let mut select = conn.prepare_cached(
            "SELECT state.id, state.customer_id FROM attempt JOIN state ON state.id = attempt.message_id
             WHERE attempt.provider_id = ?1 AND attempt.gateway_id = ?2 ORDER BY state.id DESC LIMIT 1",
        )?;
        let found = select
            .query_row(params![provider_id, gateway.0], pair)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let mut select = conn.prepare_cached(
        "SELECT state.id, state.customer_id FROM message JOIN state ON state.id = message.id
         WHERE message.address = ?1 AND state.gateway_id = ?2 ORDER BY message.id DESC LIMIT 1",
    )?;
    Ok(select
        .query_row(params![said.address, gateway.0], pair)
        .optional()?)
}

fn chat_owner(conn: &Connection, gateway: GatewayId, address: &str) -> Result<Option<i64>> {
    let mut select = conn.prepare_cached(
        "SELECT customer_id FROM chat WHERE gateway_id = ?1 AND address = ?2 ORDER BY bound_at DESC LIMIT 1",
    )?;
    Ok(select
        .query_row(params![gateway.0, address], |row| row.get(0))
        .optional()?)
}

fn get(conn: &Connection, id: i64) -> Result<Option<StoredInbound>> {
    let mut select = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM inbound WHERE id = ?1"))?;
    Ok(select.query_row([id], read).optional()?)
}

fn read(row: &Row<'_>) -> crate::sql::Result<StoredInbound> {
    Ok(StoredInbound {
        id: row.get(0)?,
        gateway_id: GatewayId(row.get(1)?),
        address: row.get(2)?,
        name: row.get(3)?,
        text: row.get(4)?,
        payload: row.get(5)?,
        message_id: row.get::<_, Option<i64>>(6)?.map(MessageId),
        customer_id: row.get::<_, Option<i64>>(7)?.map(CustomerId),
        wish: row.get(8)?,
        at: Time(row.get(9)?),
        received_at: Time(row.get(10)?),
        passed_at: row.get::<_, Option<i64>>(11)?.map(Time),
    })
}
