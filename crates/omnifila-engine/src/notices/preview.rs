//! What a notice would be: every message is drawn and none is kept; how many, why not the others, what they cost, and when
//! the last would leave, by the forecast of the queue itself.

use super::drafting::Drafter;
use super::{NoticeStatus, Result};
use crate::Engine;
use crate::forecast::EXACT;
use omnifila_core::id::{CustomerId, GatewayId, MAX_ID, MessageId, NoticeId, TemplateId};
use omnifila_core::message::Waiting;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{NoticePreviewed, StoredCustomer};
use omnifila_store::verbs::{NewMessage, Recipient};
use serde::Serialize;
use std::collections::BTreeMap;

/// Customers drawn at a time.
const PAGE: usize = 1_000;
/// Messages shown as they will be read.
const SAMPLES: usize = 3;
/// Micros of a real in a cent.
const MICROS: u64 = 10_000;

/// What a preview counted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticePreview {
    /// Customers of the audience.
    pub total: i64,
    /// Messages that would be made.
    pub recipients: i64,
    pub left_out: BTreeMap<String, i64>,
    pub parts: u64,
    /// None where a gateway concerned has no price.
    pub cost_cents: Option<u64>,
    pub starts_at: Option<Time>,
    /// None if some would not leave as things are.
    pub ends_at: Option<Time>,
    pub gateways: Vec<GatewayShare>,
    pub samples: Vec<Sample>,
    /// The number that has to be repeated to send it, where there are many.
    pub confirm: Option<i64>,
}

/// One gateway's part of a notice.
#[derive(Debug, Clone, Serialize)]
pub struct GatewayShare {
    pub gateway_id: GatewayId,
    pub recipients: i64,
    pub parts: u64,
    pub cost_cents: Option<u64>,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    /// Messages that would wait for a change that no clock brings.
    pub stuck: i64,
    /// Every message was run forward, not a share of them.
    pub exact: bool,
}

/// One message as it would be read.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    pub customer_id: CustomerId,
    pub name: String,
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    pub text: String,
}

/// A gateway's messages, for the forecast.
#[derive(Default)]
struct Share {
    recipients: i64,
    parts: u64,
    waiting: Vec<Waiting>,
}

impl Engine {
    /// Draws all messages of a notice and keeps none. Of one that was sent: what it would be if it were sent now.
    pub async fn preview_notice(&self, id: NoticeId) -> Result<NoticePreview> {
        let notice = self.stored(id).await?;
        let mut out = NoticePreview {
            left_out: notice.counts.left_out.clone(),
            ..NoticePreview::default()
        };
        if notice.status != NoticeStatus::Draft {
            out.left_out.retain(|reason, _| reason == "unknown_customer");
        }
        let mut shares: BTreeMap<GatewayId, Share> = BTreeMap::new();
        let mut drafter = Drafter::new(self, &notice);
        let mut after = CustomerId(0);
        loop {
            let customers = self.catalogue().notice_audience(id, after, PAGE).await?;
            let Some(last) = customers.last() else { break };
            after = last.id;
            out.total += customers.len() as i64;
            let drawn = drafter.page(&customers).await?;
            for (customer, (_, one)) in customers.iter().zip(drawn) {
                match one {
                    Err(reason) => *out.left_out.entry(reason).or_default() += 1,
                    Ok(message) => {
                        out.sample(customer, &message);
                        let share = shares.entry(message.gateway_id).or_default();
                        share.recipients += 1;
                        share.parts += u64::from(message.weight);
                        if share.waiting.len() < EXACT {
                            share.waiting.push(self.as_if_waiting(&message));
                        }
                    }
                }
            }
        }
        for (gateway, share) in shares {
            let told = self.tell_share(gateway, share).await?;
            out.recipients += told.recipients;
            out.parts += told.parts;
            out.gateways.push(told);
        }
        let costs = out.gateways.iter().map(|g| g.cost_cents);
        out.cost_cents = costs.sum::<Option<u64>>().filter(|_| !out.gateways.is_empty());
        out.starts_at = out.gateways.iter().filter_map(|g| g.starts_at).min();
        let ends: Option<Vec<Time>> = out.gateways.iter().map(|g| g.ends_at).collect();
        out.ends_at = ends.and_then(|ends| ends.into_iter().max());
        if out.total > self.catalogue().mass_guard().await? {
            out.confirm = Some(out.recipients);
        }
        let seen = NoticePreviewed {
            total: out.total,
            recipients: out.recipients,
            at: self.now(),
        };
        self.catalogue()
            .notice_previewed(id, notice.updated_at, seen)
            .await?;
        Ok(out)
    }

    async fn tell_share(&self, gateway: GatewayId, share: Share) -> Result<GatewayShare> {
        let book = self.book();
        let price = book.gateway(gateway).and_then(|g| g.spec.price_micros);
        let mut told = GatewayShare {
            gateway_id: gateway,
            recipients: share.recipients,
            parts: share.parts,
            cost_cents: price.map(|price| price.saturating_mul(share.parts).div_ceil(MICROS)),
            starts_at: None,
            ends_at: None,
            stuck: 0,
            exact: true,
        };
        self.run_share_forward(&mut told, share.waiting).await?;
        Ok(told)
    }

    /// Runs the gateway's queue forward with the notice's messages in it.
    async fn run_share_forward(
        &self,
        told: &mut GatewayShare,
        drafts: Vec<Waiting>,
    ) -> std::result::Result<(), StoreError> {
        let (gateway, all) = (told.gateway_id, told.recipients);
        let mut messages = self.queue().waiting(gateway, EXACT).await?;
        let room = EXACT.saturating_sub(messages.len());
        let taken = drafts.len().min(room);
        told.exact = taken as i64 == all;
        let first = MAX_ID - taken as i64;
        let numbered = drafts.into_iter().take(taken).zip(1_i64..);
        messages.extend(numbered.map(|(mut draft, n)| {
            draft.key.id = MessageId(first + n);
            draft
        }));
        let forecast = self.forward(gateway, messages).await?;
        let starts = forecast.starts.iter().filter(|s| s.id.0 > first && s.attempt > 0);
        let times: Vec<Time> = starts.map(|s| s.at).collect();
        told.starts_at = times.iter().min().copied();
        told.stuck = taken as i64 - times.len() as i64;
        let last = times.iter().max().copied().filter(|_| told.stuck == 0);
        let now = self.now();
        // Beyond those run forward only the pace is known.
        told.ends_at = last.map(|last| match i64::try_from(taken) {
            Ok(taken) if !told.exact && taken > 0 => now.plus(last.since(now).saturating_mul(all) / taken),
            _ => last,
        });
        Ok(())
    }
}

impl NoticePreview {
    fn sample(&mut self, customer: &StoredCustomer, message: &NewMessage) {
        let known = matches!(&message.customer, Recipient::Known { .. });
        if self.samples.len() < SAMPLES && known {
            self.samples.push(Sample {
                customer_id: customer.id,
                name: customer.name.clone(),
                gateway_id: message.gateway_id,
                template_id: message.template_id,
                text: message.preview.clone(),
            });
        }
    }
}
