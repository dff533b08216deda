//! Mailboxes are looked into twice a minute: what lies there is kept, obeyed, and only then marked as taken.
//!
//! Failures: a mailbox that cannot be read is logged once per change, and looked at again. A letter that says nothing is kept like
//! the others, and taken.

use crate::Engine;
use omnifila_core::id::GatewayId;
use omnifila_core::port::{Fault, Mail, Mailbox};
use omnifila_core::time::{MINUTE, SECOND, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::NewHookEvent;
use serde_json::json;
use std::collections::BTreeMap;

/// Between two looks; shorter while letters keep coming.
const EVERY: i64 = MINUTE / 2;
const SOON: i64 = SECOND;
/// Letters taken in one look.
const MOST: usize = 200;

#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error("{}", .0.code)]
    Mailbox(Fault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks until the engine stops.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    let mut troubles: BTreeMap<GatewayId, String> = BTreeMap::new();
    let mut changes = engine.catalogue().book_changes();
    // Without a mailbox nobody wakes up.
    let mut next: Option<Time> = None;
    loop {
        if engine.mailbox_gateways().is_empty() {
            next = None;
        } else if next.is_none() {
            next = Some(engine.now().plus(SOON));
        }
        let _busy = tokio::select! {
            busy = engine.pace().slept(next) => busy,
            changed = changes.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
            _ = stop.changed() => return,
        };
        let mut more = false;
        for id in engine.mailbox_gateways() {
            match engine.look_into(id).await {
                Ok(taken) => {
                    more |= taken >= MOST;
                    if troubles.remove(&id).is_some() {
                        tracing::info!(gateway.id = id.0, "the mailbox can be read again");
                    }
                }
                Err(error) => {
                    let text = error.to_string();
                    if troubles.insert(id, text.clone()).as_ref() != Some(&text) {
                        tracing::warn!(gateway.id = id.0, error = text, "the mailbox cannot be read");
                    }
                }
            }
        }
        next = Some(engine.now().plus(if more { SOON } else { EVERY }));
    }
}

impl Engine {
    /// Gateways whose settings name a mailbox.
    fn mailbox_gateways(&self) -> Vec<GatewayId> {
        let book = self.book();
        let named = book
            .gateways
            .iter()
            .filter(|(_, g)| omnifila_providers::gateways::has_mailbox(g.spec.kind, &g.spec.settings));
        named.map(|(id, _)| *id).collect()
    }

    /// Looks into the mailbox of a gateway now; how many letters were taken.
    ///
    /// # Errors
    /// The code of why it could not be read, or `store_unhealthy`.
    pub async fn read_mailbox(&self, id: GatewayId) -> Result<usize, String> {
        self.look_into(id).await.map_err(|error| match error {
            LookError::Mailbox(fault) => fault.code,
            LookError::Store(_) => "store_unhealthy".into(),
        })
    }

    async fn look_into(&self, id: GatewayId) -> Result<usize, LookError> {
        let none = |code: String| {
            LookError::Mailbox(Fault {
                code,
                credentials: false,
            })
        };
        let adapter = self.adapter(id).await.map_err(none)?;
        let Some(mailbox) = adapter.gateway.mailbox() else {
            return Ok(0);
        };
        let letters = mailbox.fetch(MOST).await.map_err(LookError::Mailbox)?;
        let mut taken = Vec::with_capacity(letters.len());
        for letter in letters {
            self.take_letter(id, mailbox, &letter).await?;
            taken.push(letter.name);
        }
        if !taken.is_empty() {
            mailbox.taken(&taken).await.map_err(LookError::Mailbox)?;
        }
        Ok(taken.len())
    }

    async fn take_letter(
        &self,
        id: GatewayId,
        mailbox: &dyn Mailbox,
        letter: &Mail,
    ) -> Result<(), StoreError> {
        let heard = mailbox.read(id, &letter.bytes, self.now());
        let event = NewHookEvent {
            gateway_id: id,
            content_type: Some("message/rfc822".into()),
            body: letter.bytes.clone(),
            // What is heard of a letter was signed by us.
            trusted: !heard.is_empty(),
            extracted: json!({ "shape": "mail", "reports": heard.len(), "understood": heard }),
            heard,
        };
        self.hear(event).await?;
        Ok(())
    }
}
