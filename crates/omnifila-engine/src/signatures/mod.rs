//! Documents to be signed: what providers, programs and IXC tell of them, and what signers are sent.
//!
//! Model: a telling is kept first ([`Engine::tell_document`]), then followed ([`following`]): what waits for a signer who
//! answered, for a document that ended or for a link that was replaced is cancelled with its reason; for signers who have not
//! answered the steps of the flow become messages. Following is safe to repeat, and is done again after a crash for whatever was
//! told and not followed.
//!
//! Failures: a webhook that is not its provider's is refused before anything is kept. Left out: creating documents at a
//! provider.

mod following;

use crate::Engine;
use crate::live::Live;
use crate::setup::{Setup, named};
use omnifila_core::catalogue::{SignatureFlowSpec, SourceSpec, Stored};
use omnifila_core::id::SourceId;
use omnifila_core::input::InputError;
use omnifila_core::signature::{DocumentStatus, Telling};
use omnifila_core::time::{HOUR, Time};
use omnifila_providers::signatures::{self, Heard};
pub use omnifila_providers::signatures::{KINDS, Proof};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{NewTelling, Taken};
use omnifila_store::verbs::By;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Steps of a flow at most.
const MOST_STEPS: usize = 20;
/// Hours of a step from the link at most: a year.
const MOST_HOURS: u32 = 24 * 365;

/// Why a webhook was not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HookError {
    #[error(transparent)]
    Forged(#[from] signatures::Forged),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HookAnswer {
    /// It told of a document.
    pub told: Option<Taken>,
}

impl Setup for SignatureFlowSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Result<(), InputError> {
        named(&self.name, None)?;
        if self.steps.is_empty() {
            return Err(InputError::new("missing", "/steps", "at least one step"));
        }
        if self.steps.len() > MOST_STEPS {
            let expected = format!("at most {MOST_STEPS} steps");
            return Err(InputError::new("too_many_items", "/steps", expected));
        }
        let mut hours = BTreeSet::new();
        for (i, step) in self.steps.iter().enumerate() {
            let pointer = format!("/steps/{i}/after_hours");
            if step.after_hours > MOST_HOURS {
                let expected = format!("hours from 0 to {MOST_HOURS}");
                return Err(InputError::new("out_of_range", pointer, expected));
            }
            if !hours.insert(step.after_hours) {
                return Err(InputError::new("repeated", pointer, "one step per hour"));
            }
        }
        Ok(())
    }
}

/// Whether a source of this kind tells of documents by webhooks.
pub fn is_provider(kind: &str) -> bool {
    KINDS.contains(&kind)
}

impl Engine {
    /// Takes a webhook of a signature provider. Answers after what it tells is durable and what it stops is ordered.
    pub async fn hear_signature(
        &self,
        id: SourceId,
        proof: &Proof,
        body: &[u8],
    ) -> Result<HookAnswer, HookError> {
        let stored = self.book().sources.get(&id).cloned();
        let stored = stored.filter(|s| is_provider(&s.spec.kind));
        let stored = stored.ok_or(StoreError::NotFound { noun: "source" })?;
        let settings = self.catalogue().open_settings(&stored);
        let settings = settings.map_err(|e| StoreError::Internal(e.to_string()))?;
        let kind = stored.spec.kind.as_str();
        signatures::verify(kind, &settings, proof, body)?;
        let mut telling = match signatures::read(kind, body)? {
            Heard::Told(telling) => *telling,
            Heard::Nothing { .. } => return Ok(HookAnswer { told: None }),
        };
        if let Some(hours) = signatures::link_hours(kind, &settings) {
            limit_links(&mut telling, hours, self.now());
        }
        let key = telling.event_id.clone().unwrap_or_else(|| fingerprint(body));
        let new = NewTelling {
            source: stored.spec.label(stored.id),
            customer_external_id: None,
            telling,
            key,
            body: Some(body.to_vec()),
        };
        Ok(HookAnswer {
            told: Some(self.tell_document(new).await?),
        })
    }

    /// Keeps a telling, and follows it.
    pub async fn tell_document(&self, new: NewTelling) -> Result<Taken, StoreError> {
        let taken = self.catalogue().tell_document(new, self.now()).await?;
        if taken.changed || taken.duplicate {
            // A repetition may come because the first was kept and not followed.
            self.follow_document(taken.document_id).await?;
            self.live(Live::Invalidate { noun: "documents" });
        }
        Ok(taken)
    }

    /// A person stops a document: it counts as cancelled, whatever its provider says, unless that is signed.
    pub async fn cancel_document(&self, id: i64, by: By) -> Result<(), StoreError> {
        let document = self.catalogue().document(id).await?;
        let document = document.ok_or(StoreError::NotFound { noun: "document" })?;
        if document.document.status != DocumentStatus::Pending {
            return Ok(());
        }
        let mut telling = Telling::of(document.document.external_id, "cancelled_by_person");
        telling.status = Some(DocumentStatus::Cancelled);
        let new = NewTelling {
            source: document.source,
            customer_external_id: None,
            telling,
            key: format!("cancel/{}", self.now().ms()),
            body: None,
        };
        self.tell_document(new).await?;
        self.catalogue().note_document_cancel(id, by, self.now()).await
    }

    /// Follows what an earlier process kept and did not follow.
    pub(crate) async fn follow_documents(&self) -> Result<(), StoreError> {
        loop {
            let left = self.catalogue().documents_to_follow(100).await?;
            if left.is_empty() {
                return Ok(());
            }
            for id in left {
                self.follow_document(id).await?;
            }
        }
    }

    /// The flow that documents of a source follow.
    pub(crate) fn signature_flow(&self, source: &str) -> Option<std::sync::Arc<Stored<SignatureFlowSpec>>> {
        let book = self.book();
        let mut flows = book.signature_flows.values().filter(|f| f.spec.enabled);
        flows
            .find(|f| f.spec.source.as_deref().is_none_or(|s| s == source))
            .cloned()
    }
}

/// Checks the settings of a source that tells by webhooks, secrets in clear.
pub(crate) fn check_source(
    spec: &SourceSpec,
    settings: &serde_json::Map<String, serde_json::Value>,
) -> Result<(), InputError> {
    signatures::check(&spec.kind, settings)
}

/// A link of which the provider does not say how long it lives ends so many hours after it was told of.
fn limit_links(telling: &mut Telling, hours: i64, now: Time) {
    let from = telling.occurred_at.unwrap_or(now).min(now);
    for signer in telling.signers.iter_mut().filter(|s| s.link.is_some()) {
        signer.link_expires_at.get_or_insert(from.plus(hours * HOUR));
    }
}

/// A short name for bytes: enough to tell one from another, not to find them by.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect()
}
