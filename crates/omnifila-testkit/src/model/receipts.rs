//! What providers report later: evidence per attempt, whatever order it comes in.

use super::World;
use super::record::Record;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;
use omnifila_core::transition::Event;
use omnifila_store::verbs::Result;

impl World {
    pub(super) fn receipt(&mut self, receipt: Receipt, now: Time) -> Result<Option<MessageId>> {
        let Some((id, attempt)) = self.attempt_of(&receipt) else {
            self.unmatched.push(receipt);
            return Ok(None);
        };
        self.evidence(id, attempt, &receipt, now)?;
        Ok(Some(id))
    }

    /// Receipts that were quicker than the answer which told us the provider's id.
    pub(super) fn join_unmatched(&mut self, gateway: GatewayId, provider_id: &str) -> Result<()> {
        let ours = |r: &Receipt| r.gateway_id == gateway && r.provider_id.as_deref() == Some(provider_id);
        let early: Vec<Receipt> = self.unmatched.extract_if(.., |r| ours(r)).collect();
        for receipt in early {
            self.receipt(receipt, self.now)?;
        }
        Ok(())
    }

    /// Receipts that named a message of ours whose answer was still awaited, once it has ended without a name.
    pub(super) fn join_nameless(&mut self, gateway: GatewayId, id: MessageId) -> Result<()> {
        let ours = |r: &Receipt| r.gateway_id == gateway && r.message_id == Some(id);
        let early: Vec<Receipt> = self.unmatched.extract_if(.., |r| ours(r)).collect();
        for receipt in early {
            self.receipt(receipt, self.now)?;
        }
        Ok(())
    }

    /// The attempt a receipt speaks of: by the gateway's own id, else our id carried back.
    fn attempt_of(&self, receipt: &Receipt) -> Option<(MessageId, u32)> {
        let gateway = receipt.gateway_id;
        if let Some(provider_id) = &receipt.provider_id {
            let named = |r: &Record| {
                let attempts = r.attempts.iter().map(|a| &a.row);
                let mut found = attempts
                    .filter(|a| a.gateway_id == gateway && a.provider_id.as_ref() == Some(provider_id));
                found.next_back().map(|a| (r.id, a.number))
            };
            if let Some(found) = self.records.values().find_map(named) {
                return Some(found);
            }
        }
        let record = self.records.get(&receipt.message_id?)?;
        let is_it = |a: &&super::record::Attempt| {
            let unnamed =
                a.row.provider_id.is_none() && (receipt.attempt.is_some() || a.row.outcome.is_some());
            let same = receipt.provider_id.is_none() || unnamed || a.row.provider_id == receipt.provider_id;
            receipt.attempt.is_none_or(|number| number == a.row.number) && same
        };
        let mut own = record.attempts.iter().filter(|a| a.row.gateway_id == gateway);
        let attempt = own.rfind(is_it)?;
        Some((record.id, attempt.row.number))
    }

    fn evidence(&mut self, id: MessageId, number: u32, receipt: &Receipt, now: Time) -> Result<()> {
        let evidence = receipt.evidence;
        let record = self.record_mut(id)?;
        let Some(attempt) = record.attempts.iter_mut().find(|a| a.row.number == number) else {
            return Ok(());
        };
        if receipt.attempt == Some(number) && attempt.row.provider_id.is_none() {
            attempt.row.provider_id.clone_from(&receipt.provider_id);
        }
        attempt.seen = attempt.seen.join(evidence);
        attempt.row.delivered = attempt.seen.best >= Some(Evidence::Delivered);
        attempt.row.read = attempt.seen.best >= Some(Evidence::Read);
        attempt.row.undeliverable = attempt.seen.failed;
        let positive = matches!(evidence, Evidence::Delivered | Evidence::Read);
        // What an earlier attempt failed at says nothing of the present one; that it arrived does.
        if number != record.life.attempts && !positive {
            return Ok(());
        }
        let before = record.life.status;
        let goes_on = evidence == Evidence::Failed && self.goes_on(id, now)?;
        let moved = self.apply(id, Event::Receipt { evidence, goes_on }, now, None)?;
        if moved.is_err() {
            let record = self.record_mut(id)?;
            record.life.seen = record.life.seen.join(evidence);
        } else if positive {
            self.go_back(id, number)?;
        }
        let gone_on = moved == Ok(Status::Waiting);
        let record = self.record_mut(id)?;
        let failed = before != Status::Failed && record.is(Status::Failed);
        if gone_on || failed {
            record.error_code = receipt.code.clone();
        } else if record.is(Status::Delivered) || record.is(Status::Read) {
            record.error_code = None;
        }
        if gone_on {
            self.follow(id, now)?;
        }
        Ok(())
    }
}
