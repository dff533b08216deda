//! A message to accept, as a play makes it.

use super::verb::{Fresh, Pick};
use crate::builder;
use omnifila_core::id::{GatewayId, InvoiceId, RouteId, TemplateId};
use omnifila_core::sequence::{Said, Sequence, Way};
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_store::verbs::NewMessage;

fn one<T: Copy>(of: [T; 2], pick: Pick) -> T {
    of[usize::from(pick) % 2]
}

impl Fresh {
    /// Every template speaks to both gateways.
    pub(super) fn message(
        &self,
        gateways: [GatewayId; 2],
        templates: [TemplateId; 2],
        now: Time,
    ) -> NewMessage {
        let due_at = self.due.map(|minutes| now.plus(minutes * MINUTE));
        let (gateway, template) = (one(gateways, self.gateway), one(templates, self.template));
        NewMessage {
            priority: self.priority,
            due_at,
            expires_at: due_at.unwrap_or(now).plus(self.life * HOUR),
            dedupe_key: self.key.map(|k| format!("k{k}")),
            content_hash: [self.customer as u8; 16],
            invoice_id: self.step.map(|(invoice, _)| InvoiceId(invoice)),
            step: self.step.map(|(_, step)| step),
            contents: gateways
                .map(|gateway| (gateway, builder::content(self.customer)))
                .to_vec(),
            sequence: self
                .sequence
                .map(|patience| self.ways(gateways, templates, patience)),
            ..builder::message(gateway, template, self.customer, now)
        }
    }

    /// By the message's gateway, then by the other one to another address; its template is the other as well.
    fn ways(
        &self,
        gateways: [GatewayId; 2],
        templates: [TemplateId; 2],
        patience: Option<i64>,
    ) -> Box<Sequence> {
        let way = |nth: u8| {
            let customer = self.customer + i64::from(nth) * 100;
            let both = gateways.map(|gateway| (gateway, builder::content(customer)));
            Way {
                gateway_id: one(gateways, self.gateway + nth),
                template_id: one(templates, self.template + nth),
                patience_ms: patience.filter(|_| nth == 0).map(|minutes| minutes * MINUTE),
                says: Ok(Said {
                    template_version: 1,
                    address: builder::phone(customer),
                    preview: format!("Aviso {customer}"),
                    contents: both.to_vec(),
                    weight: 1,
                }),
            }
        };
        Box::new(Sequence {
            route_id: RouteId(1),
            steps: vec![way(0), way(1)],
        })
    }
}
