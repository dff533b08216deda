//! What became of each customer of a notice.

use super::{must, write};
use crate::catalogue::{Catalogue, Result};
use crate::sql::{OptionalExtension, params};
use omnifila_core::catalogue::NoticeStatus;
use omnifila_core::id::{CustomerId, MessageId, NoticeId};
use omnifila_core::message::Purpose;
use omnifila_core::time::Time;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A message, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Made {
        message: MessageId,
        address_key: i64,
        /// SHA-256 of what is said.
        content: [u8; 32],
    },
    LeftOut {
        reason: String,
    },
}

/// One customer of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeFate {
    pub customer_id: CustomerId,
    pub source: String,
    pub external_id: String,
    pub name: String,
    pub message_id: Option<MessageId>,
    /// Why it was left out.
    pub reason: Option<String>,
    /// In hexadecimal.
    pub content_sha256: Option<String>,
}

impl Catalogue {
    /// Keeps what became of a page of customers and moves the cursor. `false`: the notice does not stand where the page began
    /// (it was stopped, or somebody else made this page), and nothing was written.
    pub async fn notice_page_made(
        &self,
        id: NoticeId,
        (from, to): (CustomerId, CustomerId),
        fates: Vec<(CustomerId, Fate)>,
        now: Time,
    ) -> Result<bool> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut notice = must(conn, id)?;
            if notice.status != NoticeStatus::Running || notice.cursor != from {
                return Ok(false);
            }
            let mut insert = conn.prepare_cached(
                "INSERT INTO notice_customer (notice_id, customer_id, message_id, address_key, reason, content_hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (notice_id, customer_id) DO UPDATE SET
                 message_id = excluded.message_id, address_key = excluded.address_key, reason = excluded.reason,
                 content_hash = excluded.content_hash",
            )?;
            for (customer, fate) in &fates {
                match fate {
                    Fate::Made {
                        message,
                        address_key,
                        content,
                    } => {
                        insert.execute(params![id.0, customer.0, message.0, address_key, None::<&str>, content])?;
                        notice.counts.created += 1;
                    }
                    Fate::LeftOut { reason } => {
                        let nothing = None::<i64>;
                        insert.execute(params![id.0, customer.0, nothing, nothing, reason, None::<Vec<u8>>])?;
                        *notice.counts.left_out.entry(reason.clone()).or_default() += 1;
                    }
                }
                notice.counts.considered += 1;
            }
            notice.cursor = to;
            notice.updated_at = now;
            write(conn, &notice)?;
            Ok(true)
        });
        job.await
    }

    /// What became of customers, in order of id, after `after`; all, those with a message, or those without.
    pub async fn notice_fates(
        &self,
        id: NoticeId,
        made: Option<bool>,
        after: CustomerId,
        limit: usize,
    ) -> Result<Vec<NoticeFate>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT f.customer_id, c.source, c.external_id, c.name, f.message_id, f.reason, f.content_hash
                 FROM notice_customer AS f JOIN customer AS c ON c.id = f.customer_id
                 WHERE f.notice_id = ?1 AND f.customer_id > ?2 AND (CAST(?3 AS INTEGER) IS NULL OR CASE WHEN f.message_id IS NULL THEN 0 ELSE 1 END = CAST(?3 AS INTEGER))
                 ORDER BY f.customer_id LIMIT ?4",
            )?;
            let found = select.query_map(params![id.0, after.0, made, limit as i64], |row| {
                Ok(NoticeFate {
                    customer_id: CustomerId(row.get(0)?),
                    source: row.get(1)?,
                    external_id: row.get(2)?,
                    name: row.get(3)?,
                    message_id: row.get::<_, Option<i64>>(4)?.map(MessageId),
                    reason: row.get(5)?,
                    content_sha256: row.get::<_, Option<Vec<u8>>>(6)?.map(hex::encode),
                })
            })?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Which of these addresses the notice has reached already.
    pub async fn notice_reached(&self, id: NoticeId, addresses: Vec<i64>) -> Result<BTreeSet<i64>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT 1 FROM notice_customer WHERE notice_id = ?1 AND address_key = ?2 AND message_id IS NOT NULL",
            )?;
            let mut reached = BTreeSet::new();
            for key in addresses {
                if select.exists([id.0, key])? {
                    reached.insert(key);
                }
            }
            Ok(reached)
        });
        job.await
    }

    /// Which of these addresses must not hear of any of these purposes: by a person's word (`suppressed`) or by their own
    /// (`opted_out`).
    pub async fn unwilling(&self, addresses: Vec<(i64, Purpose)>) -> Result<BTreeMap<i64, &'static str>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT origin FROM suppression WHERE address_key = ?1 AND (named = 0 OR purposes & ?2 <> 0)
                 ORDER BY origin = 'person' LIMIT 1",
            )?;
            let mut unwilling = BTreeMap::new();
            for (key, purpose) in addresses {
                let bit = 1_i64 << purpose.code();
                let origin: Option<String> = select.query_row([key, bit], |row| row.get(0)).optional()?;
                if let Some(origin) = origin {
                    unwilling.insert(
                        key,
                        if origin == "person" {
                            "suppressed"
                        } else {
                            "opted_out"
                        },
                    );
                }
            }
            Ok(unwilling)
        });
        job.await
    }
}
