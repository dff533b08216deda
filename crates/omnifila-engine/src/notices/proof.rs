//! The proof of a notice, customer by customer: exactly what was said, by which channel, when, and what came of it.

use super::Result;
use crate::Engine;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{CustomerId, GatewayId, NoticeId, TemplateId};
use omnifila_core::message::Status;
use omnifila_core::time::Time;
use omnifila_store::catalogue::NoticeFate;
use omnifila_store::verbs::{AttemptRow, Detail};
use serde::Serialize;

/// One customer's proof.
#[derive(Debug, Clone, Serialize)]
pub struct ProofEntry {
    #[serde(flatten)]
    pub fate: NoticeFate,
    /// None for who was left out, and once the message itself is past its retention; its hash stays.
    pub message: Option<ProofMessage>,
}

/// The message of a proof.
#[derive(Debug, Clone, Serialize)]
pub struct ProofMessage {
    pub status: Status,
    pub template_id: TemplateId,
    pub template_version: u32,
    pub gateway_id: GatewayId,
    pub channel: Option<Channel>,
    pub address: String,
    /// As the customer reads it; its SHA-256 is `content_sha256`.
    pub text: String,
    pub included_at: Time,
    pub sent_at: Option<Time>,
    pub delivered: bool,
    pub read: bool,
    pub attempts: Vec<AttemptRow>,
}

/// Which gateway, in words.
#[derive(Debug, Clone, Serialize)]
pub struct Channel {
    pub name: String,
    pub kind: GatewayKind,
}

impl Engine {
    /// Proofs in order of customer, after `after`: of all, of those written to, or of those left out.
    pub async fn notice_proof(
        &self,
        id: NoticeId,
        made: Option<bool>,
        after: CustomerId,
        limit: usize,
    ) -> Result<Vec<ProofEntry>> {
        self.stored(id).await?;
        let fates = self.catalogue().notice_fates(id, made, after, limit).await?;
        let mut entries = Vec::with_capacity(fates.len());
        for fate in fates {
            let message = match fate.message_id {
                Some(message) => self.queue().message(message).await?,
                None => None,
            };
            let message = message.map(|detail| self.proof_of(detail));
            entries.push(ProofEntry { fate, message });
        }
        Ok(entries)
    }

    fn proof_of(&self, detail: Detail) -> ProofMessage {
        let book = self.book();
        let gateway = book.gateway(detail.row.gateway_id);
        ProofMessage {
            status: detail.row.status,
            template_id: detail.row.template_id,
            template_version: detail.template_version,
            gateway_id: detail.row.gateway_id,
            channel: gateway.map(|g| Channel {
                name: g.spec.name.clone(),
                kind: g.spec.kind,
            }),
            address: detail.row.address,
            text: detail.preview,
            included_at: detail.row.created_at,
            sent_at: detail.row.sent_at,
            delivered: detail.attempts.iter().any(|a| a.delivered || a.read),
            read: detail.attempts.iter().any(|a| a.read),
            attempts: detail.attempts,
        }
    }
}
