//! What a look at the provider brought for a message whose outcome is not known. Found, it is resolved, and what was found is
//! kept with the attempt; not found, only the look is kept, because absence proves nothing.

use super::job::{Job, NO_MESSAGE, Result};
use crate::sql::params;
use crate::verbs::LookedUp;
use omnifila_core::account::Found;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;

impl Job<'_> {
    pub(super) fn looked_up(&mut self, look: &LookedUp, now: Time) -> Result<Option<Status>> {
        let id = look.message_id;
        let row = self.load(id)?.ok_or(NO_MESSAGE)?;
        if row.status != Status::Uncertain || row.attempts != look.attempt {
            return Ok(None);
        }
        let gateway = row.gateway_id;
        let found = match &look.found {
            // The name belongs to another message: what was found is not this one.
            Some(found) if self.is_taken(gateway, &found.provider_id, id)? => None,
            other => other.as_ref(),
        };
        let mut update = self.conn.prepare_cached(
            "UPDATE attempt SET lookups = lookups + 1, looked_up_at = ?3, found_by = coalesce(?4, found_by), \
             provider_id = coalesce(provider_id, ?5) WHERE message_id = ?1 AND number = ?2",
        )?;
        update.execute(params![
            id.0,
            look.attempt,
            now.ms(),
            found.map(|f| f.by.code()),
            found.map(|f| &f.provider_id)
        ])?;
        let Some(found) = found else {
            return Ok(Some(Status::Uncertain));
        };
        self.resolve(id, true, &look.by, now)?;
        if found.evidence != Evidence::Accepted {
            self.receipts(&[receipt(gateway, found, now)], now)?;
        }
        if self.queue.unmatched {
            self.join_unmatched(gateway, &found.provider_id, now)?;
        }
        Ok(self.stored(id)?.map(|row| row.status))
    }

    fn is_taken(&self, gateway: GatewayId, provider_id: &str, own: MessageId) -> Result<bool> {
        let mut select = self.conn.prepare_cached(
            "SELECT 1 FROM attempt INDEXED BY attempt_provider \
             WHERE provider_id = ?1 AND gateway_id = ?2 AND message_id <> ?3 LIMIT 1",
        )?;
        Ok(select.exists(params![provider_id, gateway.0, own.0])?)
    }
}

fn receipt(gateway_id: GatewayId, found: &Found, now: Time) -> Receipt {
    Receipt {
        gateway_id,
        provider_id: Some(found.provider_id.clone()),
        message_id: None,
        attempt: None,
        evidence: found.evidence,
        code: (found.evidence == Evidence::Failed).then(|| "undeliverable".to_owned()),
        at: found.at.unwrap_or(now),
    }
}
