//! From what is known of a document to its messages: stops first, then what is to be sent.
//!
//! A message belongs to one signer and one link: its `source_ref` says which, its business key adds the step. A link that
//! would end before its message could leave is not queued at all; why is noted with the document.

use super::fingerprint;
use crate::Engine;
use crate::intake::{MessageInput, Producer};
use omnifila_core::catalogue::{CustomerInput, Field, SignatureFlowSpec, SignatureStep, Stored};
use omnifila_core::id::{MessageId, WindowId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Origin, Purpose, Reason};
use omnifila_core::policy::window::Look;
use omnifila_core::signature::{Signer, SignerStatus};
use omnifila_core::time::{HOUR, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{DocumentNote, StoredCustomer, StoredDocument};
use omnifila_store::verbs::{Action, BulkOrder, By, NewMessage, Recipient, Selection};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Engine {
    /// Stops and makes messages as the document stands now.
    pub(crate) async fn follow_document(&self, id: i64) -> Result<(), StoreError> {
        let Some(document) = self.catalogue().document(id).await? else {
            return Ok(());
        };
        self.stop_for_document(&document).await?;
        let mut notes = document.notes.clone();
        if let Some(flow) = self.signature_flow(&document.source) {
            let customer = self.customer_of(&document).await?;
            let mut messages = Vec::new();
            for signer in document.document.to_ask() {
                for (step, spec) in (1..).zip(&flow.spec.steps) {
                    let asked = Asked {
                        engine: self,
                        document: &document,
                        signer,
                        step,
                        customer: customer.as_ref(),
                    };
                    notes.retain(|n| (n.signer.as_str(), n.step) != (signer.key.as_str(), step));
                    match asked.message(&flow, spec).await {
                        Ok(message) => messages.push(message),
                        Err(error) => notes.push(DocumentNote {
                            signer: signer.key.clone(),
                            step,
                            code: error.code.to_owned(),
                            at: self.now(),
                        }),
                    }
                }
            }
            if !messages.is_empty() {
                self.keep(messages).await?;
            }
        }
        self.catalogue().document_followed(&document, notes).await
    }

    /// Cancels what waits for an ended document, for signers who answered, and for links that were replaced.
    async fn stop_for_document(&self, document: &StoredDocument) -> Result<(), StoreError> {
        let of = &document.document;
        let open = self
            .catalogue()
            .messages_of_document(&document.source, &of.external_id)
            .await?;
        let mut stops: BTreeMap<i64, (Reason, Vec<MessageId>)> = BTreeMap::new();
        for (id, reference) in open {
            let cause = match of.status.ends_with() {
                Some(reason) => Some(reason),
                // A message of another program names no signer: only the document's end stops it.
                None => reference.and_then(|r| cause_of(document, &r)),
            };
            if let Some(cause) = cause {
                stops
                    .entry(cause.code())
                    .or_insert((cause, Vec::new()))
                    .1
                    .push(id);
            }
        }
        for (cause, ids) in stops.into_values() {
            self.order(BulkOrder {
                action: Action::Cancel,
                selection: Selection::Ids(ids),
                cause,
                by: By {
                    actor: "signature".into(),
                    reason: Some(format!("{cause}: {} {}", document.source, of.external_id)),
                },
            })
            .await?;
        }
        Ok(())
    }

    /// The customer that a program or an ERP named.
    async fn customer_of(&self, document: &StoredDocument) -> Result<Option<StoredCustomer>, StoreError> {
        match &document.customer_external_id {
            Some(id) => {
                self.catalogue()
                    .customer_by_ref(document.source.clone(), id.clone())
                    .await
            }
            None => Ok(None),
        }
    }
}

/// Names a signer and a link.
fn reference(document: &StoredDocument, signer: &Signer) -> String {
    let link = signer.link.as_deref().unwrap_or_default();
    let signer_part = &fingerprint(signer.key.as_bytes())[..8];
    format!(
        "document/{}/{signer_part}/{}",
        document.id,
        &fingerprint(link.as_bytes())[..8]
    )
}

/// Why a message with this reference has no point any more.
fn cause_of(document: &StoredDocument, of_message: &str) -> Option<Reason> {
    let ours = of_message.strip_prefix(&format!("document/{}/", document.id))?;
    let (signer_part, _) = ours.split_once('/')?;
    let mut signers = document.document.signers.iter();
    let signer = signers.find(|s| fingerprint(s.key.as_bytes())[..8] == *signer_part)?;
    match signer.status {
        SignerStatus::Signed => Some(Reason::DocumentSigned),
        SignerStatus::Refused => Some(Reason::DocumentRefused),
        SignerStatus::Removed => Some(Reason::DocumentCancelled),
        SignerStatus::Pending | SignerStatus::Viewed => {
            (reference(document, signer) != of_message).then_some(Reason::Superseded)
        }
    }
}

/// One step for one signer.
struct Asked<'a> {
    engine: &'a Engine,
    document: &'a StoredDocument,
    signer: &'a Signer,
    step: u32,
    customer: Option<&'a StoredCustomer>,
}

impl Asked<'_> {
    async fn message(
        &self,
        flow: &Stored<SignatureFlowSpec>,
        step: &SignatureStep,
    ) -> Result<NewMessage, InputError> {
        let engine = self.engine;
        let now = engine.now();
        let due = match step.after_hours {
            0 => None,
            hours => Some(now.plus(i64::from(hours) * HOUR)),
        };
        let from = due.unwrap_or(now);
        let good_until = self.document.document.good_until(self.signer);
        if good_until.is_some_and(|until| until <= from) {
            return Err(ends_first());
        }
        let book = engine.book();
        let template = book.template(step.template_id);
        let gateway_id = template
            .and_then(|t| t.spec.bindings.first())
            .map(|b| b.gateway_id);
        let reference = reference(self.document, self.signer);
        let life = from.plus(Purpose::Signature.default_life());
        let input = MessageInput {
            gateway_id,
            template_id: Some(step.template_id),
            customer: self.recipient(),
            signature: Some(self.context(good_until)),
            due_at: due,
            expires_at: Some(good_until.map_or(life, |until| until.min(life))),
            dedupe_key: Some(format!("{reference}/{}/{}", flow.id, step.after_hours)),
            source_ref: Some(reference),
            batch_ref: Some(format!("document/{}", self.document.id)),
            ..MessageInput::default()
        };
        let producer = Producer {
            origin: Origin::Signature,
            run_id: None,
        };
        let mut message = engine
            .draft_known(input, producer, book, Default::default())?
            .message;
        if let Some(known) = self.known() {
            // Where the signer is reached is the document's affair, and changes nothing of the customer.
            message.customer = Recipient::Known {
                id: known.id,
                name: message_name(&message, known),
            };
        }
        self.can_leave(&message, from, good_until)?;
        Ok(message)
    }

    /// A link is not queued over a closed window that outlasts it.
    fn can_leave(
        &self,
        message: &NewMessage,
        from: Time,
        good_until: Option<Time>,
    ) -> Result<(), InputError> {
        let Some(good_until) = good_until else {
            return Ok(());
        };
        let book = self.engine.book();
        let mut ids: Vec<WindowId> = book.hours.of_purpose(message.purpose).to_vec();
        ids.extend(book.gateway(message.gateway_id).and_then(|g| g.spec.window_id));
        ids.extend(book.template(message.template_id).and_then(|t| t.spec.window_id));
        match book.hours.look(&ids, message.locality, from) {
            Look::Closed { until, .. } if until.is_none_or(|opens| opens >= good_until) => Err(ends_first()),
            _ => Ok(()),
        }
    }

    /// The customer it is about, where one signs alone: of several nobody knows which one is the customer.
    fn known(&self) -> Option<&StoredCustomer> {
        self.customer
            .filter(|_| self.document.document.signers.len() == 1)
    }

    /// What to call the signer: where the provider does not say, as the customer is called.
    fn name(&self) -> Option<String> {
        let own = self.signer.name.clone();
        own.or_else(|| self.known().map(|customer| customer.name.clone()))
    }

    /// The customer it is about, or the signer as a customer of the provider's.
    fn recipient(&self) -> CustomerInput {
        let signer = self.signer;
        let set = |value: Option<&String>| value.map_or(Field::Absent, |v| Field::Set(v.clone()));
        let known = self.known();
        let external_id = match known {
            Some(customer) => customer.external_id.clone(),
            None => {
                let named = signer.email.as_deref().or(signer.phone.as_deref());
                format!("signer:{}", named.unwrap_or(&signer.key))
            }
        };
        let phone = signer.phone.as_ref().or(known.and_then(|c| c.phone.as_ref()));
        let email = signer.email.as_ref().or(known.and_then(|c| c.email.as_ref()));
        CustomerInput {
            source: Some(self.document.source.clone()),
            external_id,
            name: self.name().unwrap_or_else(|| "Signatário".into()),
            document: Field::Absent,
            phone: set(phone),
            email: set(email),
            branch_key: set(known.and_then(|c| c.branch_key.as_ref())),
            state: set(known.and_then(|c| c.state.as_ref())),
            city_ibge: set(known.and_then(|c| c.city_ibge.as_ref())),
            contacts: Field::Absent,
            contracts: Field::Absent,
            tags: Field::Absent,
            collection: Field::Absent,
        }
    }

    /// What templates see as `signature`.
    fn context(&self, good_until: Option<Time>) -> Map<String, Value> {
        let of = &self.document.document;
        let context = json!({
            "provider": self.document.source,
            "doc_id": of.external_id,
            "document": of.name,
            "reference": of.reference,
            "signer": self.name(),
            "link": self.signer.link,
            "expires_at": good_until,
            "step": self.step,
        });
        let known = context
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, v)| !v.is_null());
        known.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn message_name(message: &NewMessage, known: &StoredCustomer) -> String {
    match &message.customer {
        Recipient::Given(given) => given.name.clone(),
        Recipient::Known { .. } => known.name.clone(),
    }
}

fn ends_first() -> InputError {
    InputError::new("link_ends_first", "", "a link that lives until it can be sent")
}
