//! Channels and templates as providers list them, and the holds that a drift of one makes.
//!
//! Model: a listing replaces what was kept of a gateway, in one transaction with the holds that follow from it. A template that
//! nothing here is bound to follows its provider silently; one that is bound holds ours as soon as it says something else,
//! is not approved any more or is gone, and lets go when that is over or somebody accepts it. A hold that a person lifted
//! is not made again for the same drift.
//!
//! Failures: a listing that could not be read whole never comes here. Left out: deciding what drift is (`core::account`).

use super::audit::{self, Change};
use super::nouns::{self, Seal};
use super::{Catalogue, CatalogueError, Checked, Result, rows};
use crate::StoreError;
use crate::sql::{Connection, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::account::{Channel, Drift, KnownTemplate, ListedTemplate, drift_reason};
use omnifila_core::catalogue::{Book, HoldScope, HoldSpec};
use omnifila_core::id::{GatewayId, HoldId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What an account was found to have.
#[derive(Debug, Clone)]
pub struct AccountListing {
    pub gateway_id: GatewayId,
    pub channels: Vec<Channel>,
    pub templates: Vec<ListedTemplate>,
}

/// What became of a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListingTaken {
    pub channels: u64,
    pub templates: u64,
    /// Holds made now.
    pub held: Vec<HoldId>,
    /// Holds lifted now, because what they were for is over.
    pub released: Vec<HoldId>,
}

/// A provider's template with what uses it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownTemplate {
    #[serde(flatten)]
    pub known: KnownTemplate,
    pub variables: usize,
    pub drift: Option<Drift>,
    /// Templates of ours bound to it.
    pub template_ids: Vec<TemplateId>,
    /// Of them, those whose binding has another number of parameters: each of their messages would be refused.
    pub mismatched_ids: Vec<TemplateId>,
    pub hold_ids: Vec<HoldId>,
}

/// A drift's hold on one of our templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    template: TemplateId,
    hold: HoldId,
    drift: Drift,
}

impl Catalogue {
    /// Keeps a listing, and holds or releases what it concerns.
    pub async fn take_listing(&self, listing: AccountListing, by: By, now: Time) -> Result<ListingTaken> {
        let seal = self.seal();
        self.db.write(move |tx| take(tx, &listing, &seal, &by, now)).await
    }

    /// Accepts what a provider's template says now: the holds for its text end.
    ///
    /// # Errors
    /// `not_found` for a template that was never listed, `not_supported` for a drift that only the provider can end.
    pub async fn accept_template(
        &self,
        gateway: GatewayId,
        template: String,
        by: By,
        now: Time,
    ) -> std::result::Result<ListingTaken, CatalogueError> {
        let seal = self.seal();
        let job = self
            .db
            .write(move |tx| accept(tx, gateway, &template, &seal, &by, now));
        Ok(job.await??)
    }

    /// In order of the provider's name for them.
    pub async fn provider_templates(&self, gateway: GatewayId) -> Result<Vec<ShownTemplate>> {
        let book = self.book();
        let job = self.db.read(move |conn| {
            let mut held = holds(conn, gateway)?;
            let shown = known(conn, gateway)?
                .into_iter()
                .map(|(id, (known, _))| ShownTemplate {
                    variables: known.listed.variables(),
                    drift: known.drift(),
                    template_ids: bound(&book, gateway, &id),
                    mismatched_ids: mismatched(&book, gateway, &known.listed),
                    hold_ids: held
                        .remove(&id)
                        .unwrap_or_default()
                        .iter()
                        .map(|h| h.hold)
                        .collect(),
                    known,
                });
            let mut shown: Vec<ShownTemplate> = shown.collect();
            shown.sort_by(|a, b| {
                (&a.known.listed.name, &a.known.listed.id).cmp(&(&b.known.listed.name, &b.known.listed.id))
            });
            Ok(shown)
        });
        job.await
    }

    pub async fn provider_template(
        &self,
        gateway: GatewayId,
        template: String,
    ) -> Result<Option<KnownTemplate>> {
        let job = self
            .db
            .read(move |conn| Ok(known(conn, gateway)?.remove(&template).map(|(known, _)| known)));
        job.await
    }

    pub async fn provider_channels(&self, gateway: GatewayId) -> Result<Vec<Channel>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached(
                "SELECT doc FROM provider_channel WHERE gateway_id = ?1 ORDER BY channel_id",
            )?;
            let docs = select.query_map([gateway.0], |r| r.get::<_, String>(0))?;
            docs.map(|doc| rows::parse("channel", &doc?)).collect()
        });
        job.await
    }

    /// How far an account has been read, as JSON of who reads it.
    pub async fn account_state(&self, gateway: GatewayId) -> Result<Option<String>> {
        let job = self.db.read(move |conn| {
            let mut select = conn.prepare_cached("SELECT doc FROM account_state WHERE gateway_id = ?1")?;
            let mut rows = select.query([gateway.0])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
        });
        job.await
    }

    pub async fn keep_account_state(&self, gateway: GatewayId, doc: String) -> Result<()> {
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "INSERT INTO account_state (gateway_id, doc) VALUES (?1, ?2)
                     ON CONFLICT (gateway_id) DO UPDATE SET doc = excluded.doc",
                )?
                .execute(params![gateway.0, doc])?;
            Ok(())
        });
        job.await
    }
}

fn take(tx: &mut Tx<'_>, listing: &AccountListing, seal: &Seal, by: &By, now: Time) -> Result<ListingTaken> {
    let gateway = listing.gateway_id;
    let conn = tx.conn();
    conn.prepare_cached("DELETE FROM provider_channel WHERE gateway_id = ?1")?
        .execute([gateway.0])?;
    for channel in &listing.channels {
        conn.prepare_cached(
            "INSERT INTO provider_channel (gateway_id, channel_id, doc) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![gateway.0, channel.id, rows::write(channel)?])?;
    }
    let before = known(conn, gateway)?;
    let book = std::sync::Arc::clone(&tx.memory().book);
    let mut seen = BTreeSet::new();
    for listed in &listing.templates {
        seen.insert(listed.id.as_str());
        let next = told(
            before.get(&listed.id),
            listed,
            !bound(&book, gateway, &listed.id).is_empty(),
            now,
        );
        keep(tx.conn(), gateway, &next)?;
    }
    for (id, (gone, _)) in before.iter().filter(|(id, _)| !seen.contains(id.as_str())) {
        let mut gone = gone.clone();
        gone.missing_since.get_or_insert(now);
        if bound(&book, gateway, id).is_empty() {
            forget(tx.conn(), gateway, id)?;
        } else {
            keep(tx.conn(), gateway, &gone)?;
        }
    }
    let mut taken = ListingTaken {
        channels: listing.channels.len() as u64,
        templates: listing.templates.len() as u64,
        ..ListingTaken::default()
    };
    settle(tx, gateway, seal, by, now, &mut taken)?;
    Ok(taken)
}

/// A template as it is to be kept, now that it was listed.
fn told(
    before: Option<&(KnownTemplate, Option<Drift>)>,
    listed: &ListedTemplate,
    bound: bool,
    now: Time,
) -> KnownTemplate {
    match before {
        Some((known, _)) => KnownTemplate {
            // Nobody here says it yet: whoever binds it reads the text of that day.
            accepted_text: if bound {
                known.accepted_text.clone()
            } else {
                listed.text.clone()
            },
            accepted_category: match &known.accepted_category {
                Some(category) if bound => Some(category.clone()),
                _ => listed.category.clone(),
            },
            changed_at: if known.listed == *listed {
                known.changed_at
            } else {
                now
            },
            listed: listed.clone(),
            missing_since: None,
            first_seen_at: known.first_seen_at,
        },
        None => KnownTemplate {
            accepted_text: listed.text.clone(),
            accepted_category: listed.category.clone(),
            listed: listed.clone(),
            first_seen_at: now,
            changed_at: now,
            missing_since: None,
        },
    }
}

/// Makes the holds of a gateway's drifts what they should be.
fn settle(
    tx: &mut Tx<'_>,
    gateway: GatewayId,
    seal: &Seal,
    by: &By,
    now: Time,
    taken: &mut ListingTaken,
) -> Result<()> {
    let mut held = holds(tx.conn(), gateway)?;
    for (id, (mut known, mut lifted)) in known(tx.conn(), gateway)? {
        let own = held.remove(&id).unwrap_or_default();
        // Lifted by hand: somebody has looked at it.
        let (there, gone): (Vec<Held>, Vec<Held>) = own
            .into_iter()
            .partition(|h| tx.memory().book.holds.contains_key(&h.hold));
        for h in gone {
            drop_row(tx.conn(), gateway, &id, h.template)?;
            lifted = Some(h.drift);
            if matches!(h.drift, Drift::TextChanged | Drift::CategoryChanged) {
                known.accepted_text = known.listed.text.clone();
                known.accepted_category = known.listed.category.clone();
                keep(tx.conn(), gateway, &known)?;
            }
        }
        let drift = known.drift();
        lifted = lifted.filter(|l| drift == Some(*l));
        note_lifted(tx.conn(), gateway, &id, lifted)?;
        let wanted = drift.filter(|d| lifted != Some(*d));
        let users = bound(&tx.memory().book, gateway, &id);
        for h in &there {
            if wanted != Some(h.drift) || !users.contains(&h.template) {
                nouns::delete::<HoldSpec>(tx, h.hold, by, now)?.map_err(unexpected)?;
                drop_row(tx.conn(), gateway, &id, h.template)?;
                taken.released.push(h.hold);
            }
        }
        let Some(drift) = wanted else { continue };
        let kept = |template| there.iter().any(|h| h.template == template && h.drift == drift);
        for template in users.into_iter().filter(|t| !kept(*t)) {
            let spec = HoldSpec {
                scope: HoldScope::Template,
                id: Some(template.0),
                tag: None,
                reason: drift_reason(drift, &known.listed.name),
                until: None,
                purposes: Vec::new(),
                cause: None,
            };
            let hold = nouns::create(tx, spec, seal, by, now)?.map_err(unexpected)?;
            tx.conn()
                .prepare_cached(
                    "INSERT INTO drift_hold (gateway_id, provider_template_id, template_id, hold_id, drift)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![gateway.0, id, template.0, hold.id, drift.code()])?;
            taken.held.push(HoldId(hold.id));
        }
    }
    Ok(())
}

fn accept(
    tx: &mut Tx<'_>,
    gateway: GatewayId,
    id: &str,
    seal: &Seal,
    by: &By,
    now: Time,
) -> Checked<ListingTaken> {
    let Some((mut known, _)) = known(tx.conn(), gateway)?.remove(id) else {
        return Err(StoreError::NotFound { noun: "template" });
    };
    match known.drift() {
        Some(Drift::NotApproved | Drift::Missing) => {
            let expected = "a template that the channel has and the provider has approved; or lift the hold";
            return Ok(Err(InputError::new(
                "not_supported",
                "/provider_template_id",
                expected,
            )));
        }
        Some(Drift::TextChanged | Drift::CategoryChanged) | None => {}
    }
    let text = |text: &str| Some(json!({ "provider_template_id": id, "text": text }));
    let (before, after) = (text(&known.accepted_text), text(&known.listed.text));
    if before != after {
        let noun_id = Some(gateway.0);
        let change = Change {
            action: "accept_template",
            noun: "gateway",
            noun_id,
            before,
            after,
            by,
            at: now,
        };
        audit::append(tx.conn(), &change)?;
    }
    known.accepted_text = known.listed.text.clone();
    known.accepted_category = known.listed.category.clone();
    keep(tx.conn(), gateway, &known)?;
    let mut taken = ListingTaken::default();
    settle(tx, gateway, seal, by, now, &mut taken)?;
    Ok(Ok(taken))
}

/// A hold is judged by rules that one made here keeps.
fn unexpected(error: InputError) -> StoreError {
    StoreError::Internal(format!(
        "a hold for a drifted template was refused: {}",
        error.code
    ))
}

/// Our templates that a gateway says through a provider's.
fn bound(book: &Book, gateway: GatewayId, provider_template: &str) -> Vec<TemplateId> {
    let says = |b: &omnifila_core::catalogue::Binding| {
        b.gateway_id == gateway && b.provider_template_id.as_deref() == Some(provider_template)
    };
    let users = book
        .templates
        .iter()
        .filter(|(_, t)| t.spec.bindings.iter().any(says));
    users.map(|(id, _)| *id).collect()
}

/// Of those bound, whose number of parameters is not the template's; a payment is an object and counts none.
fn mismatched(book: &Book, gateway: GatewayId, listed: &ListedTemplate) -> Vec<TemplateId> {
    let variables = listed.variables();
    let differs = |b: &omnifila_core::catalogue::Binding| {
        b.gateway_id == gateway
            && b.provider_template_id.as_deref() == Some(listed.id.as_str())
            && b.payment.is_none()
            && b.parameters.len() != variables
    };
    let users = book
        .templates
        .iter()
        .filter(|(_, t)| t.spec.bindings.iter().any(differs));
    users.map(|(id, _)| *id).collect()
}

type Known = BTreeMap<String, (KnownTemplate, Option<Drift>)>;

/// With the drift for which a person has lifted the hold.
fn known(conn: &Connection, gateway: GatewayId) -> Result<Known> {
    let mut select = conn.prepare_cached(
        "SELECT template_id, doc, lifted FROM provider_template WHERE gateway_id = ?1 ORDER BY template_id",
    )?;
    let mut found = select.query([gateway.0])?;
    let mut known = Known::new();
    while let Some(row) = found.next()? {
        let lifted: Option<i64> = row.get(2)?;
        let template = rows::parse("template of a provider", &row.get::<_, String>(1)?)?;
        known.insert(row.get(0)?, (template, lifted.and_then(Drift::from_code)));
    }
    Ok(known)
}

fn holds(conn: &Connection, gateway: GatewayId) -> Result<BTreeMap<String, Vec<Held>>> {
    let mut select = conn.prepare_cached(
        "SELECT provider_template_id, template_id, hold_id, drift FROM drift_hold WHERE gateway_id = ?1",
    )?;
    let mut found = select.query([gateway.0])?;
    let mut held: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    while let Some(row) = found.next()? {
        let drift = Drift::from_code(row.get(3)?)
            .ok_or_else(|| StoreError::Internal("a stored drift is none".into()))?;
        held.entry(row.get(0)?).or_default().push(Held {
            template: TemplateId(row.get(1)?),
            hold: HoldId(row.get(2)?),
            drift,
        });
    }
    Ok(held)
}

fn keep(conn: &Connection, gateway: GatewayId, template: &KnownTemplate) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO provider_template (gateway_id, template_id, doc) VALUES (?1, ?2, ?3)
         ON CONFLICT (gateway_id, template_id) DO UPDATE SET doc = excluded.doc",
    )?
    .execute(params![gateway.0, template.listed.id, rows::write(template)?])?;
    Ok(())
}

fn forget(conn: &Connection, gateway: GatewayId, template: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM provider_template WHERE gateway_id = ?1 AND template_id = ?2")?
        .execute(params![gateway.0, template])?;
    Ok(())
}

fn note_lifted(conn: &Connection, gateway: GatewayId, template: &str, lifted: Option<Drift>) -> Result<()> {
    conn.prepare_cached(
        "UPDATE provider_template SET lifted = ?3 WHERE gateway_id = ?1 AND template_id = ?2 AND lifted IS NOT ?3",
    )?
    .execute(params![gateway.0, template, lifted.map(Drift::code)])?;
    Ok(())
}

fn drop_row(conn: &Connection, gateway: GatewayId, id: &str, template: TemplateId) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM drift_hold WHERE gateway_id = ?1 AND provider_template_id = ?2 AND template_id = ?3",
    )?
    .execute(params![gateway.0, id, template.0])?;
    Ok(())
}
