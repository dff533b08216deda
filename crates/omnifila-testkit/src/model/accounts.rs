//! What providers tell of a gateway's account: its allowance, and whether a message is there.

use super::World;
use super::record::Record;
use omnifila_core::message::Status;
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::policy::quota::Quota;
use omnifila_core::policy::rate::Day;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::verbs::{LookedUp, Result, ToldQuota};

impl World {
    pub(super) fn tell_quota(&mut self, told: &ToldQuota, now: Time) -> Result<Quota> {
        let id = told.gateway_id;
        let gateway = self.desk.book.gateway(id);
        let gateway = gateway.ok_or(StoreError::NotFound { noun: "gateway" })?;
        let day = Day::at(now, &gateway.spec.time_zone);
        let in_flight = self.in_flight(id);
        let state = self.gateways.entry(id).or_default();
        state.quota = state.quota.told(told.limit, told.asked, in_flight, day, now);
        Ok(state.quota)
    }

    pub(super) fn looked_up(&mut self, look: LookedUp, now: Time) -> Result<Option<Status>> {
        let id = look.message_id;
        let record = self.record(id)?;
        if !record.is(Status::Uncertain) || record.life.attempts != look.attempt {
            return Ok(None);
        }
        let gateway = record.gateway_id;
        let found = look.found.filter(|found| {
            let named = |r: &Record| {
                let mut attempts = r.attempts.iter().map(|a| &a.row);
                attempts
                    .any(|a| a.gateway_id == gateway && a.provider_id.as_ref() == Some(&found.provider_id))
            };
            !self.records.values().any(|r| r.id != id && named(r))
        });
        let record = self.record_mut(id)?;
        if let Some(attempt) = record.attempts.iter_mut().find(|a| a.row.number == look.attempt) {
            attempt.row.lookups += 1;
            attempt.row.looked_up_at = Some(now);
            if let Some(found) = &found {
                attempt.row.found_by = Some(found.by);
                attempt.row.provider_id.get_or_insert(found.provider_id.clone());
            }
        }
        let Some(found) = found else {
            return Ok(Some(Status::Uncertain));
        };
        self.single("resolve", &look.by, now, |world, op| {
            world.resolve(id, true, op, now)
        })?;
        if found.evidence != Evidence::Accepted {
            let code = (found.evidence == Evidence::Failed).then(|| "undeliverable".to_owned());
            let receipt = Receipt {
                gateway_id: gateway,
                provider_id: Some(found.provider_id.clone()),
                message_id: None,
                attempt: None,
                evidence: found.evidence,
                code,
                at: found.at.unwrap_or(now),
            };
            self.receipt(receipt, now)?;
        }
        self.join_unmatched(gateway, &found.provider_id)?;
        Ok(Some(self.record(id)?.life.status))
    }
}
