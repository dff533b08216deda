//! "Pausar tudo" and paused gateways: in the book, so that `start` obeys them from the answer on.

use super::audit::{self, Change};
use super::nouns::turn_page;
use super::{Catalogue, Result, rows};
use crate::StoreError;
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::catalogue::Pause;
use omnifila_core::id::GatewayId;
use omnifila_core::time::Time;
use serde_json::Value;

impl Catalogue {
    /// Pauses everything; another pause takes the place of one there is. Answers the epoch from which it holds: what was
    /// started before is all that is still in flight.
    pub async fn pause_all(&self, pause: Pause, by: By, now: Time) -> Result<u64> {
        self.db
            .write(move |tx| set(tx, None, Some(pause), &by, now))
            .await
    }

    /// Lifts the pause of everything; paused gateways stay so.
    pub async fn resume_all(&self, by: By, now: Time) -> Result<u64> {
        self.db.write(move |tx| set(tx, None, None, &by, now)).await
    }

    pub async fn pause_gateway(&self, id: GatewayId, pause: Pause, by: By, now: Time) -> Result<u64> {
        self.db
            .write(move |tx| set(tx, Some(id), Some(pause), &by, now))
            .await
    }

    pub async fn resume_gateway(&self, id: GatewayId, by: By, now: Time) -> Result<u64> {
        self.db.write(move |tx| set(tx, Some(id), None, &by, now)).await
    }
}

fn set(tx: &mut Tx<'_>, gateway: Option<GatewayId>, pause: Option<Pause>, by: &By, now: Time) -> Result<u64> {
    let mut next = (*tx.memory().book).clone();
    let (name, before) = match gateway {
        None => (
            rows::PAUSE_ALL.to_owned(),
            std::mem::replace(&mut next.paused_all, pause.clone()),
        ),
        Some(id) if !next.gateways.contains_key(&id) => return Err(StoreError::NotFound { noun: "gateway" }),
        Some(id) => {
            let before = match pause.clone() {
                Some(pause) => next.gateway_pauses.insert(id, pause),
                None => next.gateway_pauses.remove(&id),
            };
            (rows::gateway_pause(id), before)
        }
    };
    if before == pause {
        return Ok(next.epoch);
    }
    rows::write_setting(tx.conn(), &name, pause.as_ref())?;
    let json = |pause: Option<Pause>| -> Result<Option<Value>> {
        pause
            .map(serde_json::to_value)
            .transpose()
            .map_err(|e| StoreError::Internal(e.to_string()))
    };
    let change = Change {
        action: if pause.is_some() { "pause" } else { "resume" },
        noun: if gateway.is_some() {
            "gateway"
        } else {
            "everything"
        },
        noun_id: gateway.map(Into::into),
        before: json(before)?,
        after: json(pause)?,
        by,
        at: now,
    };
    audit::append(tx.conn(), &change)?;
    turn_page(tx, next)
}
