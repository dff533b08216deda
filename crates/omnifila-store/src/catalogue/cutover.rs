//! The switch from another system: per channel whether that system has ceased to send and who made sure of it; from how many
//! messages on a second confirmation is asked; and what a comparison of both asks about customers.

use super::audit::{self, Change};
use super::{Catalogue, Result, customers, rows};
use crate::StoreError;
use crate::sql::params;
use crate::verbs::By;
use omnifila_core::id::CustomerId;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const NAME: &str = "cutover";
const MASS_GUARD: &str = "mass_guard";
/// A provider of a few thousand subscribers sends less than this by intention on most days.
const USUAL_GUARD: i64 = 1_000;

/// What IXC may send by itself, and what has to be switched off there before it is sent from here.
pub const CHANNELS: [&str; 5] = ["omnichannel_queue", "whatsapp", "email", "sms", "signature"];

/// One channel at the other system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSwitch {
    /// It sends nothing there any more.
    pub off: bool,
    /// Who made sure.
    pub checked_by: String,
    pub at: Time,
    pub note: Option<String>,
}

impl Catalogue {
    /// Channels about which somebody has said something.
    pub async fn cutover(&self) -> Result<BTreeMap<String, ChannelSwitch>> {
        let job = self
            .db
            .read(|conn| Ok(rows::read_setting(conn, NAME)?.unwrap_or_default()));
        job.await
    }

    /// Somebody has looked: the channel is off there, or on again.
    pub async fn check_channel(
        &self,
        channel: String,
        (off, note): (bool, Option<String>),
        by: By,
        now: Time,
    ) -> Result<BTreeMap<String, ChannelSwitch>> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let mut all: BTreeMap<String, ChannelSwitch> =
                rows::read_setting(conn, NAME)?.unwrap_or_default();
            let switch = ChannelSwitch {
                off,
                checked_by: by.actor.clone(),
                at: now,
                note,
            };
            let before = all.insert(channel.clone(), switch.clone());
            rows::write_setting(conn, NAME, Some(&all))?;
            let told =
                |switch: &ChannelSwitch| json!({"channel": channel, "off": switch.off, "note": switch.note});
            let change = Change {
                action: "change",
                noun: "cutover",
                noun_id: None,
                before: before.as_ref().map(told),
                after: Some(told(&switch)),
                by: &by,
                at: now,
            };
            audit::append(conn, &change)?;
            Ok(all)
        });
        job.await
    }

    /// From how many messages on a notice or a ladder asks for a second confirmation.
    pub async fn mass_guard(&self) -> Result<i64> {
        let job = self
            .db
            .read(|conn| Ok(rows::read_setting(conn, MASS_GUARD)?.unwrap_or(USUAL_GUARD)));
        job.await
    }

    pub async fn set_mass_guard(&self, messages: i64, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let conn = tx.conn();
            let before: i64 = rows::read_setting(conn, MASS_GUARD)?.unwrap_or(USUAL_GUARD);
            rows::write_setting(conn, MASS_GUARD, Some(&messages))?;
            let change = Change {
                action: "change",
                noun: "cutover",
                noun_id: None,
                before: Some(json!({"mass_guard": before})),
                after: Some(json!({"mass_guard": messages})),
                by: &by,
                at: now,
            };
            audit::append(conn, &change)
        });
        job.await
    }

    /// Customers by name as [`super::fold`] writes it: those names that somebody has.
    pub async fn customers_named(&self, folded: Vec<String>) -> Result<HashMap<String, Vec<CustomerId>>> {
        let job = self.db.read(move |conn| {
            let mut select =
                conn.prepare_cached("SELECT id FROM customer WHERE name_fold = ?1 ORDER BY id LIMIT 5")?;
            let mut found = HashMap::new();
            for name in folded {
                let ids = select.query_map([&name], |row| row.get(0).map(CustomerId))?;
                let ids = ids.collect::<crate::sql::Result<Vec<_>>>()?;
                if !ids.is_empty() {
                    found.insert(name, ids);
                }
            }
            Ok(found)
        });
        job.await
    }

    /// Which of these customers have an invoice that is to be collected, and which of them must not be written to about it.
    pub async fn standing(
        &self,
        ids: Vec<CustomerId>,
    ) -> Result<(BTreeSet<CustomerId>, BTreeSet<CustomerId>)> {
        let job = self.db.read(move |conn| {
            let mut owes = conn.prepare_cached(
                "SELECT 1 FROM invoice WHERE customer_id = ?1 AND status IN (0, 1) AND block IS NULL LIMIT 1",
            )?;
            let (mut owing, mut spared) = (BTreeSet::new(), BTreeSet::new());
            for id in ids {
                if owes.exists(params![id.0])? {
                    owing.insert(id);
                }
                let customer = customers::get_customer(conn, id)?
                    .ok_or_else(|| StoreError::Internal("a customer is not there any more".into()))?;
                if customer
                    .collection
                    .is_some_and(|c| !c.allowed || c.paused_until.is_some())
                {
                    spared.insert(id);
                }
            }
            Ok((owing, spared))
        });
        job.await
    }
}
