//! People's answers, handed on to the programs that gateways name: oldest first, one at a time, until each was taken.
//!
//! Failures: a program that does not take one is asked again, a little later each time; the answers wait in their order. The id of an
//! answer is the same in every try, so that a program can drop what it has.

use crate::Engine;
use omnifila_core::id::GatewayId;
use omnifila_core::outcome::Outcome;
use omnifila_core::time::{MINUTE, SECOND, Time};
use omnifila_providers::gateways::destination;
use omnifila_store::StoreError;
use omnifila_store::catalogue::StoredInbound;
use serde_json::json;
use std::collections::BTreeMap;

/// Answers handed on in one go.
const MOST: usize = 100;
/// After a failure; doubles up to the last.
const FIRST_REST: i64 = 5 * SECOND;
const LONGEST_REST: i64 = 10 * MINUTE;

/// Hands on until the engine stops.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    // Of each gateway whose program failed: until when it is left alone, and for how long after the next failure.
    let mut rests: BTreeMap<GatewayId, (Time, i64)> = BTreeMap::new();
    let mut next = Some(engine.now());
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.answers, next) => busy,
            _ = stop.changed() => return,
        };
        let now = engine.now();
        for id in engine.handing_on() {
            if rests.get(&id).is_some_and(|(until, _)| *until > now) {
                continue;
            }
            match engine.hand_on(id).await {
                Ok(true) => {
                    rests.remove(&id);
                }
                Ok(false) => {
                    let rest = rests.get(&id).map_or(FIRST_REST, |(_, rest)| *rest);
                    rests.insert(id, (now.plus(rest), (rest * 2).min(LONGEST_REST)));
                }
                Err(error) => {
                    tracing::error!(%error, "answers could not be handed on");
                    rests.insert(id, (now.plus(FIRST_REST), FIRST_REST));
                }
            }
        }
        next = rests.values().map(|(until, _)| *until).min();
    }
}

impl Engine {
    fn handing_on(&self) -> Vec<GatewayId> {
        let book = self.book();
        let handing = book
            .gateways
            .iter()
            .filter(|(_, g)| destination::hands_on(g.spec.kind, &g.spec.settings));
        handing.map(|(id, _)| *id).collect()
    }

    /// Hands on what waits; `false` if the program did not take something.
    async fn hand_on(&self, id: GatewayId) -> Result<bool, StoreError> {
        let book = self.book();
        let Some(stored) = book.gateway(id) else {
            return Ok(true);
        };
        let opened = self.catalogue().open_settings(stored).ok();
        let receiver =
            opened.and_then(|settings| self.providers().answers(&settings, &self.pace().clock()).ok());
        let Some(receiver) = receiver else {
            return Ok(false);
        };
        loop {
            let waiting = self.catalogue().inbound_waiting(id, MOST).await?;
            let last = waiting.len() < MOST;
            for said in waiting {
                let body = self.told(&said).await?;
                match receiver.deliver(format!("inb_{}", said.id), body).await {
                    Outcome::Accepted { .. } => self.catalogue().inbound_passed(said.id, self.now()).await?,
                    refused => {
                        tracing::warn!(
                            gateway.id = id.0,
                            code = refused.code(),
                            "an answer was not taken"
                        );
                        return Ok(false);
                    }
                }
            }
            if last {
                return Ok(true);
            }
        }
    }

    /// An answer as the program gets it.
    async fn told(&self, said: &StoredInbound) -> Result<Vec<u8>, StoreError> {
        let customer = match said.customer_id {
            Some(id) => self.catalogue().customer(id).await?,
            None => None,
        };
        let customer = customer
            .map(|c| json!({"id": c.id, "source": c.source, "external_id": c.external_id, "name": c.name}));
        let event = json!({"type": "inbound.received", "timestamp": said.received_at, "data": {
            "id": said.id, "gateway_id": said.gateway_id, "address": said.address, "name": said.name, "text": said.text,
            "payload": said.payload, "wish": said.wish, "message_id": said.message_id, "at": said.at, "customer": customer,
        }});
        Ok(event.to_string().into_bytes())
    }
}
