//! What would become of a message that is not kept: the reasons it would wait for, and when it would leave, as if it were
//! the last to come. The same planner answers as for a message in the queue.

use crate::Engine;
use crate::intake::Draft;
use omnifila_core::id::{CustomerId, MAX_ID, MessageId};
use omnifila_core::message::{LastLook, QueueKey, Readiness, Waiting};
use omnifila_core::plan::Blocker;
use omnifila_core::policy::{key, late};
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::verbs::{NewMessage, Recipient};

impl Engine {
    /// The blockers of a draft and its expected hour.
    pub async fn look_ahead(&self, draft: &Draft) -> Result<(Vec<Blocker>, Option<Time>), StoreError> {
        let waiting = self.as_if_waiting(&draft.message);
        let (ahead, expected) = self.expected_draft(waiting.clone()).await?;
        Ok((self.explain_draft(&waiting, ahead).await?, expected))
    }

    pub(crate) fn as_if_waiting(&self, message: &NewMessage) -> Waiting {
        let now = self.now();
        let from = message.due_at.unwrap_or(now);
        let zone = self
            .book()
            .gateway(message.gateway_id)
            .map(|g| g.spec.time_zone.clone())
            .unwrap_or_default();
        let customer_id = match &message.customer {
            Recipient::Known { id, .. } => *id,
            // Nobody yet, so that no hold on a customer applies.
            Recipient::Given(_) => CustomerId(0),
        };
        let id = MessageId(MAX_ID);
        Waiting {
            key: QueueKey {
                priority: message.priority,
                position: from.ms(),
                rank: i64::MAX,
                id,
            },
            gateway_id: message.gateway_id,
            template_id: message.template_id,
            customer_id,
            branch_id: message.branch_id,
            invoice_id: message.invoice_id,
            run_id: message.run_id,
            purpose: message.purpose,
            accepted_at: now,
            due_at: message.due_at,
            expires_at: message.expires_at,
            next_attempt_at: None,
            release_at: from,
            released: false,
            late: message.late,
            late_at: message.due_at.map(|due| late::late_since(due, &zone)),
            address_key: key::address_key(&message.address),
            locality: message.locality,
            weight: message.weight,
            attempts: 0,
            counted: 0,
            deferrals: 0,
            tags: Vec::new(),
            settles_at: None,
            look: LastLook::NotNeeded,
            window_id: None,
            ready: Readiness::Ready,
        }
    }
}
