//! What ladders ask of the store beside their runs: which business keys are taken, what an address has had, the caps, and the
//! messages that have to be made ready before they leave.

use super::audit::{self, Change};
use super::due_invoices::{self, DueInvoice};
use super::nouns::turn_page;
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sql::{OptionalExtension, params};
use crate::sqlite::MadeReady;
use crate::sqlite::dunning as kept;
use crate::verbs::By;
use omnifila_core::catalogue::DunningCaps;
use omnifila_core::dunning::Dunning;
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, TemplateId};
use omnifila_core::message::{Origin, Status};
use omnifila_core::policy::key::KEY_LIFE;
use omnifila_core::time::Time;

/// A dunning message that an address has had, or is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// When it left; of one that waits, when it is due.
    pub at: Time,
    pub waits: bool,
    pub invoice_id: Option<InvoiceId>,
}

/// A message to make ready, with all it takes.
#[derive(Debug, Clone)]
pub struct Preparation {
    pub message_id: MessageId,
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    /// Normalised.
    pub address: String,
    pub dunning: Dunning,
    /// Those of `dunning.invoices` that are still known, as they are now.
    pub invoices: Vec<DueInvoice>,
    /// Times it could not be made ready before.
    pub tries: u32,
    /// A person has decided that it says the new.
    pub accepted: bool,
}

impl Catalogue {
    /// Whether each business key is taken, in the order given.
    pub async fn keys_taken(&self, origin: Origin, keys: Vec<String>, now: Time) -> Result<Vec<bool>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT 1 FROM dedupe WHERE origin = ?1 AND key = ?2 AND at > ?3")?;
            let since = now.ms() - KEY_LIFE;
            let taken = keys
                .iter()
                .map(|key| select.exists(params![origin.code(), key, since]));
            Ok(taken.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// The dunning messages that each address waits for, or has had since `since`, in the order given.
    pub async fn touches(&self, addresses: Vec<String>, since: Time) -> Result<Vec<Vec<Touch>>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT s.status, coalesce(s.sent_at, s.updated_at), coalesce(s.due_at, s.created_at), s.invoice_id
                 FROM message m INDEXED BY message_address CROSS JOIN state s ON s.id = m.id
                 WHERE m.address = ?1 AND s.purpose IN (0, 1) AND s.status IN (0, 1, 2, 3, 4, 6)",
            )?;
            let mut out = Vec::with_capacity(addresses.len());
            for address in &addresses {
                let found = select.query_map([address], |r| {
                    let waits = r.get::<_, i64>(0)? == Status::Waiting.code();
                    Ok(Touch {
                        at: Time(r.get(if waits { 2 } else { 1 })?),
                        waits,
                        invoice_id: r.get::<_, Option<i64>>(3)?.map(InvoiceId),
                    })
                })?;
                let found = found.collect::<crate::sql::Result<Vec<_>>>()?;
                out.push(found.into_iter().filter(|t| t.waits || t.at >= since).collect());
            }
            Ok(out)
        });
        job.await
    }

    /// Whether some dunning message about each of these invoices has left, in the order given.
    pub async fn written_about(&self, invoices: Vec<InvoiceId>) -> Result<Vec<bool>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT 1 FROM (SELECT id FROM state INDEXED BY state_invoice WHERE invoice_id = ?1
                 UNION ALL SELECT message_id FROM dunning_invoice WHERE invoice_id = ?1) x
                 CROSS JOIN state s ON s.id = x.id WHERE s.purpose IN (0, 1) AND s.status IN (2, 3, 4) LIMIT 1",
            )?;
            let found = invoices.iter().map(|id| select.exists([id.0]));
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    /// Changes how many dunning messages a person gets at most; it holds from the next start on.
    pub async fn set_caps(&self, caps: DunningCaps, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let mut next = (*tx.memory().book).clone();
            let before = std::mem::replace(&mut next.caps, caps);
            if before == caps {
                return Ok(());
            }
            rows::write_setting(tx.conn(), rows::CAPS, Some(&caps))?;
            let json =
                |c: &DunningCaps| serde_json::to_value(c).map_err(|e| StoreError::Internal(e.to_string()));
            let change = Change {
                action: "change",
                noun: "dunning_caps",
                noun_id: None,
                before: Some(json(&before)?),
                after: Some(json(&caps)?),
                by: &by,
                at: now,
            };
            audit::append(tx.conn(), &change)?;
            turn_page(tx, next).map(drop)
        });
        job.await
    }

    /// What it takes to make these messages ready; one that is gone or no ladder's is left out.
    pub async fn preparations(&self, ids: Vec<MessageId>) -> Result<Vec<Preparation>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT s.gateway_id, s.template_id, m.address, d.doc, d.tries, d.accepted
                 FROM dunning d JOIN state s ON s.id = d.message_id JOIN message m ON m.id = d.message_id
                 WHERE d.message_id = ?1",
            )?;
            let mut out = Vec::with_capacity(ids.len());
            for id in ids {
                let found = select.query_row([id.0], |r| {
                    Ok((
                        GatewayId(r.get(0)?),
                        TemplateId(r.get(1)?),
                        r.get::<_, String>(2)?,
                        r.get::<_, String>(3)?,
                        r.get::<_, u32>(4)?,
                        r.get::<_, bool>(5)?,
                    ))
                });
                let Some((gateway_id, template_id, address, doc, tries, accepted)) = found.optional()? else {
                    continue;
                };
                let dunning: Dunning = rows::parse("dunning", &doc)?;
                let mut invoices = Vec::with_capacity(dunning.invoices.len());
                for spoken in &dunning.invoices {
                    invoices.extend(due_invoices::due_by_id(conn, spoken.id)?);
                }
                out.push(Preparation {
                    message_id: id,
                    gateway_id,
                    template_id,
                    address,
                    dunning,
                    invoices,
                    tries,
                    accepted,
                });
            }
            Ok(out)
        });
        job.await
    }

    /// What came of making messages ready: their leases end, and their lanes look at them again.
    pub async fn made_ready(&self, made: Vec<MadeReady>, now: Time) -> Result<()> {
        self.db.write(move |tx| kept::made_ready(tx, made, now)).await
    }

    /// An invoice has ended: messages that speak of others beside it name one of those from now on. Answers those that end
    /// because one of several did.
    pub async fn detach_invoice(&self, id: InvoiceId, now: Time) -> Result<Vec<MessageId>> {
        self.db.write(move |tx| kept::detach(tx, id, now)).await
    }

    /// A message held because its invoice changed is to say the new.
    ///
    /// # Errors
    /// `not_found`, and `not_held` for one that is not.
    pub async fn let_change(&self, id: MessageId, by: By, now: Time) -> Result<()> {
        self.db
            .write(move |tx| kept::let_change(tx, id, &by, now))
            .await?
    }

    /// Why a waiting message could not be made ready, if it was tried: a code of the closed set.
    pub async fn trouble_of(&self, id: MessageId) -> Result<Option<String>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT trouble FROM dunning WHERE message_id = ?1 AND retry_at IS NOT NULL",
            )?;
            Ok(select.query_row([id.0], |r| r.get(0)).optional()?.flatten())
        });
        job.await
    }
}
