//! What providers and people tell of their own accord: kept first, then obeyed.
//!
//! Model: every call of a provider and every letter in a mailbox is kept as it came, together with what was understood of it
//! ([`Heard`]), in one commit; that is when it is answered. What follows (receipts joined, addresses not written to any more, answers
//! kept) happens right after, and a mark on the kept call goes when it is done: after a crash the rest is obeyed again, which
//! changes nothing twice.
//!
//! Failures: a store that cannot record is the caller's to tell, so that the provider comes again. Left out: reading the calls,
//! which belongs to each kind.

mod answers;
pub(crate) mod chats;
mod mailboxes;
mod wishes;

use crate::Engine;
use crate::live::Live;
use omnifila_core::catalogue::{GatewayKind, GatewaySpec, Stored, SuppressionSpec};
use omnifila_core::heard::{Heard, Unwanted};
use omnifila_core::id::{CustomerId, GatewayId, MessageId};
use omnifila_core::message::Purpose;
use omnifila_core::outcome::Receipt;
use omnifila_providers::gateways;
pub use omnifila_providers::gateways::{Callback, NotTrusted};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{CatalogueError, NewHookEvent, Proof};
use omnifila_store::verbs::{By, Row};
use std::time::Duration;

pub(crate) use answers::run as hand_on_answers;
pub(crate) use mailboxes::run as read_mailboxes;

/// Kept calls whose consequences are drawn in one go after a start.
const SLICE: usize = 100;
/// Receipts joined in one transaction: other writers come in between.
const RECEIPTS: usize = 500;
/// How long a caller waits for the consequences of what was kept; providers count every second.
const PATIENCE: Duration = Duration::from_millis(150);

/// Who acts when a provider tells.
fn told_by(word: &str) -> By {
    By {
        actor: word.to_owned(),
        reason: None,
    }
}

impl Engine {
    /// What a call says, if calls of its kind are read by the kind.
    ///
    /// # Errors
    /// [`NotTrusted`] when the caller did not prove to be the provider.
    pub fn understand(
        &self,
        kind: GatewayKind,
        call: &Callback<'_>,
    ) -> Result<Option<Vec<Heard>>, NotTrusted> {
        gateways::hear(kind, call)
    }

    /// The link with which a customer lets a bot write to them; none without the secret that signs it.
    pub fn start_link(&self, gateway: &Stored<GatewaySpec>, customer: CustomerId) -> Option<String> {
        let settings = self.catalogue().open_settings(gateway).ok()?;
        gateways::telegram::start_link(&settings, customer)
    }

    /// The message whose unsubscription link ends with this token.
    pub fn read_unsubscription(&self, gateway: &Stored<GatewaySpec>, token: &str) -> Option<MessageId> {
        let settings = self.catalogue().open_settings(gateway).ok()?;
        gateways::smtp::tags(&settings).ok()?.read_unsubscription(token)
    }

    /// Keeps what was told, and obeys it. Returns once it is kept, and as a rule once it is obeyed too.
    ///
    /// # Errors
    /// When it could not be kept.
    pub async fn hear(&self, event: NewHookEvent) -> Result<i64, StoreError> {
        let (gateway, heard) = (event.gateway_id, event.heard.clone());
        let id = self.catalogue().keep_hook_event(event, self.now()).await?;
        if heard.is_empty() {
            return Ok(id);
        }
        let engine = self.clone();
        let (done, obeyed) = tokio::sync::oneshot::channel();
        let busy = self.pace().activity.enter();
        self.spawn_call(async move {
            if let Err(error) = engine.obey(id, gateway, heard).await {
                // The mark stays, and the next start obeys it.
                tracing::error!(%error, event.id = id, "what a provider told could not be obeyed yet");
            }
            drop(busy);
            // A caller that no longer waits is no error.
            let _ = done.send(());
        });
        // Whether it was in time makes no difference: it is kept.
        drop(tokio::time::timeout(PATIENCE, obeyed).await);
        Ok(id)
    }

    /// Obeys what an earlier process had kept and not finished.
    pub(crate) async fn obey_what_was_kept(&self) -> Result<(), StoreError> {
        loop {
            let kept = self.catalogue().hook_events_heard(SLICE).await?;
            let last = kept.len() < SLICE;
            for (id, gateway, heard) in kept {
                self.obey(id, gateway, heard).await?;
            }
            if last {
                return Ok(());
            }
        }
    }

    async fn obey(&self, id: i64, gateway: GatewayId, heard: Vec<Heard>) -> Result<(), StoreError> {
        let mut receipts: Vec<Receipt> = Vec::new();
        for one in heard {
            match one {
                Heard::Receipt(receipt) => receipts.push(receipt),
                Heard::Unwanted(unwanted) => self.unwanted(Some(id), gateway, unwanted).await?,
                Heard::Inbound(said) => self.said(id, gateway, said).await?,
                Heard::Bound(bound) => {
                    let customer = self.book().gateway(gateway).and_then(|stored| {
                        let settings = self.catalogue().open_settings(stored).ok()?;
                        gateways::read_start(stored.spec.kind, &settings, &bound.token)
                    });
                    if let Some(customer) = customer {
                        self.bind(id, gateway, customer, bound.address).await?;
                    }
                }
            }
        }
        while !receipts.is_empty() {
            let rest = receipts.split_off(receipts.len().min(RECEIPTS));
            self.receive(std::mem::replace(&mut receipts, rest)).await?;
        }
        self.catalogue().hook_event_obeyed(id).await
    }

    async fn bind(
        &self,
        event: i64,
        gateway: GatewayId,
        customer: CustomerId,
        address: String,
    ) -> Result<(), StoreError> {
        let evidence = format!("hook_event {event}");
        self.catalogue()
            .bind_chat(gateway, customer, address.clone(), evidence, self.now())
            .await?;
        self.renew_chats().await?;
        // Who opens the link again wants to be written to again.
        let lifted = self
            .catalogue()
            .unsuppress_from(
                address,
                format!("hook/{gateway}"),
                told_by("start_link"),
                self.now(),
            )
            .await?;
        if lifted > 0 {
            self.nudge_all();
        }
        self.live(Live::Invalidate { noun: "customers" });
        Ok(())
    }

    /// The address of a message cannot be written to, or does not want to be.
    async fn unwanted(
        &self,
        event: Option<i64>,
        gateway: GatewayId,
        told: Unwanted,
    ) -> Result<(), StoreError> {
        let Some(detail) = self.queue().message(told.message_id).await? else {
            return Ok(());
        };
        let reason = match told.code.as_str() {
            "complaint" => "O destinatário marcou a mensagem como indesejada",
            "recipient_disabled" => "A conta do destinatário está desativada",
            "bot_blocked" => "O destinatário bloqueou o bot",
            _ => "O endereço não existe",
        };
        let evidence = match event {
            Some(event) => format!("hook_event {event}, message {}", told.message_id),
            None => format!("message {}, refused: {}", told.message_id, told.code),
        };
        let address = self.address_by(gateway, &detail.row).await?;
        self.suppress_told(address, Vec::new(), reason, gateway, evidence)
            .await
    }

    /// Where a message went by a gateway: one that has gone on to another channel has another address now.
    pub(crate) async fn address_by(&self, gateway: GatewayId, row: &Row) -> Result<String, StoreError> {
        if row.gateway_id != gateway
            && let Some(sequence) = self.catalogue().sequence(row.id).await?
        {
            let mut steps = sequence
                .steps
                .into_iter()
                .filter(|step| step.gateway_id == gateway);
            if let Some(address) = steps.find_map(|step| step.address) {
                return Ok(address);
            }
        }
        Ok(row.address.clone())
    }

    /// The provider refused a message because nobody can be written to at its address. The attempt is the proof.
    pub(crate) fn refused_for_ever(&self, gateway: GatewayId, message_id: MessageId, code: &str) {
        let told = Unwanted {
            message_id,
            code: code.to_owned(),
        };
        let engine = self.clone();
        let busy = self.pace().activity.enter();
        self.spawn_call(async move {
            if let Err(error) = engine.unwanted(None, gateway, told).await {
                tracing::error!(%error, message.id = message_id.0, "an address could not be put on the list");
            }
            drop(busy);
        });
    }

    /// Puts an address on the list, with what proves it.
    pub(crate) async fn suppress_told(
        &self,
        address: String,
        purposes: Vec<Purpose>,
        reason: &str,
        gateway: GatewayId,
        evidence: String,
    ) -> Result<(), StoreError> {
        let spec = SuppressionSpec {
            address,
            purposes,
            reason: reason.into(),
        };
        let proof = Proof {
            origin: format!("hook/{gateway}"),
            evidence: Some(evidence),
        };
        let kind = self
            .book()
            .gateway(gateway)
            .map_or("hook", |g| g.spec.kind.word());
        match self
            .catalogue()
            .suppress_with(spec, proof, told_by(kind), self.now())
            .await
        {
            Ok(_) => {
                self.nudge_all();
                self.live(Live::Invalidate { noun: "suppressions" });
                Ok(())
            }
            Err(CatalogueError::Store(error)) => Err(error),
            // An address that cannot be one is nobody's.
            Err(CatalogueError::Input(_)) => Ok(()),
        }
    }

    /// A person opened the link of a message and asked for no more of its kind. `false` if there is no such message.
    ///
    /// # Errors
    /// When it could not be recorded.
    pub async fn unsubscribe(&self, gateway: GatewayId, message: MessageId) -> Result<bool, StoreError> {
        let Some(detail) = self.queue().message(message).await? else {
            return Ok(false);
        };
        let evidence = format!("one-click unsubscription, message {message}");
        let purposes = vec![detail.row.purpose];
        let reason = "O destinatário cancelou pelo link do e-mail";
        let address = self.address_by(gateway, &detail.row).await?;
        self.suppress_told(address, purposes, reason, gateway, evidence)
            .await?;
        Ok(true)
    }
}
