//! The stage that takes messages in: reads, checks, renders and hands them to the store in one transaction.
//!
//! Items are judged one by one: a bad one is refused with what was expected and where, writes nothing, and costs its
//! neighbours nothing. Everything a message will say is rendered and frozen here.
//!
//! Left out: whether the message may leave (the dispatcher), and whether its key was seen (the store, in its transaction).

mod drafting;
mod routing;

use crate::Engine;
use drafting::Drafting;
pub(crate) use drafting::context_of;
use omnifila_core::catalogue::{Book, CustomerInput};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, RouteId, RunId, TemplateId};
use omnifila_core::input::{self, InputError};
use omnifila_core::message::{Origin, Priority, Purpose, Status};
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::catalogue::StoredInvoice;
use omnifila_store::verbs::{Accepted, NewMessage};
pub(crate) use routing::{cannot_reach, through};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// Items of one batch at most.
pub const MAX_BATCH: usize = 10_000;
/// Characters of a key or reference at most: they are indexed.
const MAX_KEY: usize = 200;
/// Characters of a name at most.
const MAX_NAME: usize = 300;

/// One message of `POST /messages`.
#[derive(Debug, Clone, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct MessageInput {
    #[serde(default)]
    pub gateway_id: Option<GatewayId>,
    #[serde(default)]
    pub gateway_key: Option<String>,
    #[serde(default)]
    pub template_id: Option<TemplateId>,
    #[serde(default)]
    pub template_key: Option<String>,
    /// In place of a gateway and a template: the channels to try, in their order.
    #[serde(default)]
    pub route_id: Option<RouteId>,
    #[serde(default)]
    pub route_key: Option<String>,
    pub customer: CustomerInput,
    #[serde(default)]
    pub data: Map<String, Value>,
    #[serde(default)]
    pub purpose: Option<Purpose>,
    #[serde(default)]
    pub invoice: Option<Reference>,
    #[serde(default)]
    pub signature: Option<Map<String, Value>>,
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub due_at: Option<Time>,
    #[serde(default)]
    pub expires_at: Option<Time>,
    #[serde(default)]
    pub dedupe_key: Option<String>,
    #[serde(default)]
    pub source_ref: Option<String>,
    #[serde(default)]
    pub batch_ref: Option<String>,
    #[serde(default)]
    pub dry_run: bool,
}

/// (source, external_id) of an invoice or document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    #[serde(default = "api")]
    pub source: String,
    pub external_id: String,
}

fn api() -> String {
    "api".into()
}

/// What only some producers know.
#[derive(Debug, Clone, Copy)]
pub struct Producer {
    pub origin: Origin,
    pub run_id: Option<RunId>,
}

impl Producer {
    pub fn api() -> Self {
        Self {
            origin: Origin::Api,
            run_id: None,
        }
    }

    pub fn import() -> Self {
        Self {
            origin: Origin::Import,
            run_id: None,
        }
    }
}

/// What became of one item, in the batch's order.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Item {
    Taken {
        id: MessageId,
        status: Status,
        duplicate: bool,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        differs: bool,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<Warning>,
    },
    Refused {
        index: usize,
        error: InputError,
    },
}

/// Something odd that did not stop the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Warning {
    pub code: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct BatchAnswer {
    pub accepted: usize,
    pub duplicates: usize,
    pub rejected: usize,
    pub items: Vec<Item>,
}

/// What a dry run shows.
#[derive(Debug, Clone)]
pub struct Draft {
    pub message: NewMessage,
    pub warnings: Vec<Warning>,
}

#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Takes one message.
    pub async fn accept_one(&self, json: &[u8], producer: Producer) -> Result<Item, IntakeError> {
        let input: MessageInput = input::parse(json)?;
        let draft = self.draft(input, producer).await?;
        let warnings = draft.warnings;
        let accepted = self.keep(vec![draft.message]).await?;
        let one = accepted
            .first()
            .copied()
            .ok_or_else(|| StoreError::Internal("no answer for the message".into()))?;
        Ok(taken(one, warnings))
    }

    /// Reads, checks and renders one message without keeping it.
    pub async fn draft(&self, input: MessageInput, producer: Producer) -> Result<Draft, IntakeError> {
        let known = self.invoices_of(std::slice::from_ref(&input)).await?;
        Ok(Drafting::new(self, producer, known).draft(input)?)
    }

    /// Takes a batch of raw items, parsed one by one.
    pub async fn accept_batch(
        &self,
        items: Vec<Box<RawValue>>,
        producer: Producer,
    ) -> Result<BatchAnswer, IntakeError> {
        if items.len() > MAX_BATCH {
            let expected = format!("at most {MAX_BATCH} items; split the batch, it is safe to repeat");
            return Err(InputError::new("too_many_items", "/messages", expected).into());
        }
        let parsed: Vec<Result<MessageInput, InputError>> = items
            .iter()
            .map(|raw| input::parse(raw.get().as_bytes()))
            .collect();
        drop(items);
        self.accept_inputs(parsed, producer).await
    }

    /// Takes messages that were read already (each or its error, in order).
    pub async fn accept_inputs(
        &self,
        parsed: Vec<Result<MessageInput, InputError>>,
        producer: Producer,
    ) -> Result<BatchAnswer, IntakeError> {
        let good: Vec<&MessageInput> = parsed.iter().filter_map(|p| p.as_ref().ok()).collect();
        let known = self.invoices_of_refs(&good).await?;
        let drafting = Drafting::new(self, producer, known);
        let mut messages = Vec::with_capacity(parsed.len());
        let mut slots: Vec<Result<Vec<Warning>, InputError>> = Vec::with_capacity(parsed.len());
        for item in parsed {
            match item.and_then(|input| drafting.draft(input)) {
                Ok(draft) => {
                    messages.push(draft.message);
                    slots.push(Ok(draft.warnings));
                }
                Err(error) => slots.push(Err(error)),
            }
        }
        let accepted = if messages.is_empty() {
            Vec::new()
        } else {
            self.keep(messages).await?
        };
        Ok(answer(slots, accepted))
    }

    /// As [`Engine::draft`], against a book and invoices that were read already.
    pub(crate) fn draft_known(
        &self,
        input: MessageInput,
        producer: Producer,
        book: std::sync::Arc<Book>,
        invoices: KnownInvoices,
    ) -> Result<Draft, InputError> {
        Drafting {
            engine: self,
            producer,
            book,
            now: self.now(),
            invoices,
        }
        .draft(input)
    }

    pub(crate) async fn keep(&self, messages: Vec<NewMessage>) -> Result<Vec<Accepted>, StoreError> {
        let gateways: BTreeSet<GatewayId> = messages.iter().map(|m| m.gateway_id).collect();
        let accepted = self.queue().accept(messages, self.now()).await?;
        for gateway in gateways {
            self.nudge(gateway);
        }
        self.upkeep_soon();
        Ok(accepted)
    }

    async fn invoices_of(&self, inputs: &[MessageInput]) -> Result<KnownInvoices, StoreError> {
        self.invoices_of_refs(&inputs.iter().collect::<Vec<_>>()).await
    }

    /// Reads the invoices that messages name, once for the batch.
    async fn invoices_of_refs(&self, inputs: &[&MessageInput]) -> Result<KnownInvoices, StoreError> {
        let refs: BTreeSet<(String, String)> = inputs
            .iter()
            .filter_map(|i| {
                i.invoice
                    .as_ref()
                    .map(|r| (r.source.clone(), r.external_id.clone()))
            })
            .collect();
        if refs.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self
            .catalogue()
            .invoices_by_ref(refs.into_iter().collect())
            .await?;
        Ok(found
            .into_iter()
            .map(|(name, invoice)| (name, known(&invoice)))
            .collect())
    }
}

/// An invoice as a message needs it.
#[derive(Debug, Clone)]
pub struct KnownInvoice {
    pub id: InvoiceId,
    pub collectable: bool,
    /// As templates see it.
    pub context: Value,
    /// Something of it is fetched only when the message leaves: until then there is no content, only a preview.
    pub pending: bool,
}

fn known(invoice: &StoredInvoice) -> KnownInvoice {
    let context = json!({
        "external_id": invoice.external_id,
        "status": invoice.status,
        "due_date": invoice.due_date,
        "amount_cents": invoice.amount_cents,
        "open_cents": invoice.open_cents.unwrap_or(invoice.amount_cents),
        "payment_method": invoice.payment_method,
        "pix": invoice.pix,
        "boleto_line": invoice.boleto_line,
        "pdf_url": invoice.pdf_url,
    });
    KnownInvoice {
        id: invoice.id,
        collectable: invoice.status.collectable(),
        context,
        pending: false,
    }
}

pub type KnownInvoices = HashMap<(String, String), KnownInvoice>;

fn taken(one: Accepted, warnings: Vec<Warning>) -> Item {
    Item::Taken {
        id: one.id,
        status: one.status,
        duplicate: one.duplicate,
        differs: one.differs,
        warnings,
    }
}

fn answer(slots: Vec<Result<Vec<Warning>, InputError>>, accepted: Vec<Accepted>) -> BatchAnswer {
    let mut out = BatchAnswer {
        accepted: 0,
        duplicates: 0,
        rejected: 0,
        items: Vec::with_capacity(slots.len()),
    };
    let mut accepted = accepted.into_iter();
    for (index, slot) in slots.into_iter().enumerate() {
        match (slot, ()) {
            (Ok(warnings), ()) => {
                let Some(one) = accepted.next() else { continue };
                if one.duplicate {
                    out.duplicates += 1;
                } else {
                    out.accepted += 1;
                }
                out.items.push(taken(one, warnings));
            }
            (Err(error), ()) => {
                out.rejected += 1;
                out.items.push(Item::Refused { index, error });
            }
        }
    }
    out
}
