//! One message of the model, with all that is known of it.

use super::desk::Desk;
use super::sequences::Channels;
use omnifila_core::id::{CustomerId, GatewayId, MessageId, OperationId, RunId};
use omnifila_core::message::{LastLook, QueueKey, Readiness, Reason, Status, Waiting};
use omnifila_core::outcome::Content;
use omnifila_core::policy::key::address_key;
use omnifila_core::time::Time;
use omnifila_core::transition::{Life, Seen};
use omnifila_store::MessageFilter;
use omnifila_store::verbs::{AttemptRow, HistoryRow, NewMessage, Row, RowCustomer};

#[derive(Debug)]
pub(super) struct Record {
    /// What was accepted; never changed but by its next channel.
    pub(super) new: NewMessage,
    /// Of a message with a sequence.
    pub(super) channels: Option<Channels>,
    pub(super) id: MessageId,
    pub(super) customer_id: CustomerId,
    pub(super) accepted_at: Time,
    pub(super) gateway_id: GatewayId,
    pub(super) life: Life,
    pub(super) reason: Reason,
    pub(super) key: QueueKey,
    /// A person has given it its place.
    pub(super) moved: bool,
    pub(super) due_at: Option<Time>,
    pub(super) late_at: Option<Time>,
    pub(super) release_at: Time,
    pub(super) released: bool,
    pub(super) next_attempt_at: Option<Time>,
    /// The operation that cancelled it, until something else moves it.
    pub(super) cancelled_by: Option<OperationId>,
    pub(super) task_run: Option<RunId>,
    pub(super) sent_at: Option<Time>,
    pub(super) error_code: Option<String>,
    pub(super) updated_at: Time,
    pub(super) attempts: Vec<Attempt>,
    pub(super) history: Vec<HistoryRow>,
}

#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) row: AttemptRow,
    pub(super) seen: Seen,
}

impl Record {
    pub(super) fn is(&self, status: Status) -> bool {
        self.life.status == status
    }

    pub(super) fn goes_on_at(&self) -> Option<Time> {
        self.channels.as_ref()?.goes_on_at
    }

    pub(super) fn address_key(&self) -> i64 {
        address_key(&self.new.address)
    }

    pub(super) fn content(&self) -> Content {
        let of_gateway = self
            .new
            .contents
            .iter()
            .find(|(gateway, _)| *gateway == self.gateway_id);
        of_gateway.map(|(_, content)| content.clone()).unwrap_or_default()
    }

    pub(super) fn waiting(&self, desk: &Desk) -> Waiting {
        Waiting {
            key: self.key,
            gateway_id: self.gateway_id,
            template_id: self.new.template_id,
            customer_id: self.customer_id,
            branch_id: self.new.branch_id,
            invoice_id: self.new.invoice_id,
            run_id: self.new.run_id,
            purpose: self.new.purpose,
            accepted_at: self.accepted_at,
            due_at: self.due_at,
            expires_at: self.life.expires_at,
            next_attempt_at: self.next_attempt_at,
            release_at: self.release_at,
            released: self.released,
            late: self.new.late,
            late_at: self.late_at,
            address_key: self.address_key(),
            locality: self.new.locality,
            weight: self.new.weight,
            attempts: self.life.attempts,
            counted: self.life.counted,
            deferrals: self.life.deferrals,
            tags: desk
                .customer(self.customer_id)
                .map(|c| c.tags.clone())
                .unwrap_or_default(),
            settles_at: None,
            look: LastLook::NotNeeded,
            window_id: None,
            ready: Readiness::Ready,
        }
    }

    pub(super) fn row(&self, desk: &Desk) -> Row {
        let customer = desk.customer(self.customer_id);
        Row {
            id: self.id,
            gateway_id: self.gateway_id,
            template_id: self.new.template_id,
            customer: RowCustomer {
                id: self.customer_id,
                source: customer.map(|c| c.source.clone()).unwrap_or_default(),
                external_id: customer.map(|c| c.external_id.clone()).unwrap_or_default(),
                name: customer.map(|c| c.name.clone()).unwrap_or_default(),
            },
            address: self.new.address.clone(),
            data: serde_json::from_str(&self.new.data).unwrap_or_default(),
            origin: self.new.origin,
            purpose: self.new.purpose,
            status: self.life.status,
            priority: self.key.priority,
            due_at: self.due_at,
            expires_at: self.life.expires_at,
            next_attempt_at: self.next_attempt_at,
            created_at: self.accepted_at,
            updated_at: self.updated_at,
            sent_at: self.sent_at,
            run_id: self.new.run_id.or(self.task_run),
            batch_ref: self.new.batch_ref.clone(),
            dedupe_key: self.new.dedupe_key.clone(),
            source_ref: self.new.source_ref.clone(),
            error_code: self.error_code.clone(),
            reason: self.reason,
            invoice_id: self.new.invoice_id,
        }
    }

    pub(super) fn matches(&self, filter: &MessageFilter, desk: &Desk) -> bool {
        let given = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        let runs = [self.new.run_id, self.task_run];
        filter.gateway_id.is_none_or(|g| g == self.gateway_id)
            && (filter.status.is_empty() || filter.status.contains(&self.life.status))
            && filter.origin.is_none_or(|o| o == self.new.origin)
            && filter.purpose.is_none_or(|p| p == self.new.purpose)
            && filter.priority.is_none_or(|p| p == self.key.priority)
            && filter.q.as_ref().is_none_or(|q| self.answers(q, desk))
            && filter.customer.is_none_or(|c| c == self.customer_id)
            && filter.invoice.is_none_or(|i| self.new.invoice_id == Some(i))
            && filter.run_id.is_none_or(|r| runs.contains(&Some(r)))
            && given(&filter.batch_ref, &self.new.batch_ref)
            && filter.template_id.is_none_or(|t| t == self.new.template_id)
            && given(&filter.dedupe_key, &self.new.dedupe_key)
            && given(&filter.source_ref, &self.new.source_ref)
            && given(&filter.error_code, &self.error_code)
            && filter.created_from.is_none_or(|t| self.accepted_at >= t)
            && filter.created_to.is_none_or(|t| self.accepted_at < t)
            && filter.updated_after.is_none_or(|t| self.updated_at > t)
            && filter
                .sent_from
                .is_none_or(|t| self.sent_at.is_some_and(|sent| sent >= t))
            && filter
                .sent_to
                .is_none_or(|t| self.sent_at.is_some_and(|sent| sent < t))
    }

    /// A name from its beginning, a phone, or an id.
    fn answers(&self, q: &str, desk: &Desk) -> bool {
        let name = desk
            .customer(self.customer_id)
            .map(|c| fold(&c.name))
            .unwrap_or_default();
        let digits: String = q.chars().filter(char::is_ascii_digit).collect();
        let numeric = !digits.is_empty() && q.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        let phone = numeric && digits.len() >= 8 && self.new.address.ends_with(&digits);
        let id = numeric && q.parse() == Ok(self.id.0);
        phone || id || name.starts_with(&fold(q))
    }
}

/// Without case and the accents of Portuguese.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.trim().to_lowercase().chars().map(plain).collect()
}
