//! The stage that takes messages in: reads, checks, renders and hands them to the store in one transaction.
//!
//! Items are judged one by one: a bad one is refused with what was expected and where, writes nothing, and costs its
//! neighbours nothing. Everything a message will say is rendered and frozen here.
//!
//! Left out: whether the message may leave (the dispatcher), and whether its key was seen (the store, in its transaction).

use crate::Engine;
use crate::live::Live;
use omnifila_core::brazil;
use omnifila_core::catalogue::{
    Binding, Book, BranchSpec, ContactKind, CustomerInput, Field, GatewayKind, GatewaySpec, Stored,
    TemplateSpec,
};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId, RunId, TemplateId};
use omnifila_core::input::{self, InputError};
use omnifila_core::message::{Origin, Priority, Purpose, Status};
use omnifila_core::outcome::Content;
use omnifila_core::policy::key;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::catalogue::StoredInvoice;
use omnifila_store::verbs::{Accepted, NewMessage, Recipient};
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
        let mut drafting = Drafting::new(self, producer, known);
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
            self.live(Live::gateway(gateway));
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

/// Turns inputs into messages against one book, at one time.
struct Drafting<'a> {
    engine: &'a Engine,
    producer: Producer,
    book: std::sync::Arc<Book>,
    now: Time,
    invoices: KnownInvoices,
}

impl<'a> Drafting<'a> {
    fn new(engine: &'a Engine, producer: Producer, invoices: KnownInvoices) -> Self {
        Self {
            engine,
            producer,
            book: engine.book(),
            now: engine.now(),
            invoices,
        }
    }

    fn draft(&mut self, input: MessageInput) -> Result<Draft, InputError> {
        let book = self.book.clone();
        let gateway = find_gateway(&book, &input)?;
        let (template_id, template) = find_template(&book, &input)?;
        let purpose = purpose_of(&input, &template.spec)?;
        let (due_at, expires_at) = self.times(&input, purpose)?;
        check_texts(&input)?;
        let mut customer = input.customer;
        customer.source.get_or_insert_with(api);
        let (address, mut warnings) = address_of(&customer, gateway.spec.kind)?;
        let state = state_of(&customer)?;
        let branch = branch_of(&book, &customer)?;
        let invoice = self.invoice_of(input.invoice.as_ref())?;
        if invoice.is_some_and(|i| !i.collectable) {
            warnings.push(Warning {
                code: "invoice_not_collectable",
            });
        }
        let data = Value::Object(input.data);
        let context = context_of(&customer, branch, invoice, input.signature.as_ref(), &data);
        let compiled = self
            .engine
            .compiled(template_id, template.version, &template.spec)?;
        let gateway_id = GatewayId(gateway.id);
        let rendered = compiled.render(gateway_id, &context)?;
        omnifila_providers::check_content(gateway.spec.kind, &rendered.content, &address)?;
        let data = data.to_string();
        let content_hash = hash(
            gateway_id,
            template_id,
            &address,
            &rendered.preview,
            &rendered.content,
        );
        let contents = self.contents(&template.spec, gateway_id, rendered.content, &compiled, &context);
        let document_ref = document_ref(input.signature.as_ref());
        let message = NewMessage {
            gateway_id,
            template_id,
            template_version: template.version,
            customer: Recipient::Given(Box::new(customer)),
            branch_id: branch.map(|b| b.id.into()),
            address,
            state,
            data,
            preview: rendered.preview,
            contents,
            origin: self.producer.origin,
            purpose,
            priority: input.priority.unwrap_or(Priority::Normal),
            late: template.spec.late,
            due_at,
            expires_at,
            dedupe_key: input.dedupe_key,
            content_hash,
            source_ref: input.source_ref,
            batch_ref: input.batch_ref,
            invoice_id: invoice.map(|i| i.id),
            invoice_ref: input.invoice.map(|r| (r.source, r.external_id)),
            document_ref,
            run_id: self.producer.run_id,
            step: None,
            weight: 1,
        };
        Ok(Draft { message, warnings })
    }

    fn times(&self, input: &MessageInput, purpose: Purpose) -> Result<(Option<Time>, Time), InputError> {
        let start = input.due_at.unwrap_or(self.now);
        let expires = input
            .expires_at
            .unwrap_or_else(|| start.max(self.now).plus(purpose.default_life()));
        if expires <= self.now {
            return Err(InputError::new(
                "expires_in_past",
                "/expires_at",
                "a time in the future",
            ));
        }
        if input.due_at.is_some_and(|due| expires <= due) {
            return Err(InputError::new(
                "expires_before_due",
                "/expires_at",
                "a time after due_at",
            ));
        }
        Ok((input.due_at, expires))
    }

    fn invoice_of(&self, reference: Option<&Reference>) -> Result<Option<&KnownInvoice>, InputError> {
        let Some(r) = reference else { return Ok(None) };
        let found = self.invoices.get(&(r.source.clone(), r.external_id.clone()));
        let expected = "an invoice that POST /invoices/batch brought before";
        found
            .map(Some)
            .ok_or_else(|| InputError::new("unknown_invoice", "/invoice", expected))
    }

    /// What the template's other gateways would say, for a later reroute; one that cannot be rendered is left out.
    fn contents(
        &self,
        spec: &TemplateSpec,
        gateway: GatewayId,
        content: Content,
        compiled: &omnifila_core::template::Compiled,
        context: &Value,
    ) -> Vec<(GatewayId, Content)> {
        let others = spec
            .bindings
            .iter()
            .map(|b: &Binding| b.gateway_id)
            .filter(|id| *id != gateway);
        let others = others.filter_map(|id| Some((id, compiled.render(id, context).ok()?.content)));
        std::iter::once((gateway, content)).chain(others).collect()
    }
}

fn find_gateway<'b>(book: &'b Book, input: &MessageInput) -> Result<&'b Stored<GatewaySpec>, InputError> {
    let expected = "the id or key of a gateway";
    match (input.gateway_id, &input.gateway_key) {
        (Some(id), None) => book
            .gateway(id)
            .ok_or_else(|| InputError::new("unknown_gateway", "/gateway_id", expected)),
        (None, Some(key)) => {
            let found = book.gateways.values().find(|g| g.spec.key.as_ref() == Some(key));
            found
                .map(AsRef::as_ref)
                .ok_or_else(|| InputError::new("unknown_gateway", "/gateway_key", expected))
        }
        _ => Err(InputError::new(
            "missing_gateway",
            "/gateway_id",
            "either gateway_id or gateway_key",
        )),
    }
}

fn find_template<'b>(
    book: &'b Book,
    input: &MessageInput,
) -> Result<(TemplateId, &'b Stored<TemplateSpec>), InputError> {
    let expected = "the id or key of a template";
    match (input.template_id, &input.template_key) {
        (Some(id), None) => {
            let found = book.template(id).map(|t| (id, t));
            found.ok_or_else(|| InputError::new("unknown_template", "/template_id", expected))
        }
        (None, Some(key)) => {
            let found = book
                .templates
                .iter()
                .find(|(_, t)| t.spec.key.as_ref() == Some(key));
            let found = found.map(|(id, t)| (*id, t.as_ref()));
            found.ok_or_else(|| InputError::new("unknown_template", "/template_key", expected))
        }
        _ => Err(InputError::new(
            "missing_template",
            "/template_id",
            "either template_id or template_key",
        )),
    }
}

fn purpose_of(input: &MessageInput, template: &TemplateSpec) -> Result<Purpose, InputError> {
    match input.purpose {
        Some(other) if other != template.purpose => {
            let expected = format!("{} (the template's purpose), or nothing", template.purpose);
            Err(InputError::new("purpose_mismatch", "/purpose", expected))
        }
        _ => Ok(template.purpose),
    }
}

fn check_texts(input: &MessageInput) -> Result<(), InputError> {
    let short = |text: Option<&str>, pointer: &str, most: usize| match text {
        Some(text) if text.is_empty() || text.chars().count() > most => Err(InputError::new(
            "bad_length",
            pointer,
            format!("1 to {most} characters"),
        )),
        _ => Ok(()),
    };
    short(input.dedupe_key.as_deref(), "/dedupe_key", MAX_KEY)?;
    short(input.source_ref.as_deref(), "/source_ref", MAX_KEY)?;
    short(input.batch_ref.as_deref(), "/batch_ref", MAX_KEY)?;
    short(
        Some(&input.customer.external_id),
        "/customer/external_id",
        MAX_KEY,
    )?;
    short(input.customer.source.as_deref(), "/customer/source", MAX_KEY)?;
    short(Some(&input.customer.name), "/customer/name", MAX_NAME)
}

/// Where the message goes, normalised; a webhook without a phone may go by e-mail address.
fn address_of(customer: &CustomerInput, kind: GatewayKind) -> Result<(String, Vec<Warning>), InputError> {
    if let Some(phone) = customer.phone.as_set() {
        let address = brazil::phone::normalise(phone).map_err(|e| at(e, "/customer/phone"))?;
        return Ok((address, Vec::new()));
    }
    let contacts = customer.contacts.as_set().map(Vec::as_slice).unwrap_or_default();
    let phones = contacts
        .iter()
        .enumerate()
        .filter(|(_, c)| matches!(c.kind, ContactKind::Whatsapp | ContactKind::Phone));
    if let Some((index, contact)) = phones.min_by_key(|(_, c)| c.kind != ContactKind::Whatsapp) {
        let pointer = format!("/customer/contacts/{index}/value");
        let address = brazil::phone::normalise(&contact.value).map_err(|e| at(e, &pointer))?;
        return Ok((
            address,
            vec![Warning {
                code: "phone_from_contacts",
            }],
        ));
    }
    if kind == GatewayKind::Webhook
        && let Some(email) = customer.email.as_set()
    {
        return Ok((email.trim().to_lowercase(), Vec::new()));
    }
    Err(InputError::new(
        "missing_phone",
        "/customer/phone",
        "a phone with area code, such as +55 49 90000-0001",
    ))
}

fn at(error: InputError, pointer: &str) -> InputError {
    InputError {
        pointer: pointer.to_owned(),
        ..error
    }
}

fn state_of(customer: &CustomerInput) -> Result<Option<[u8; 2]>, InputError> {
    let state = customer
        .state
        .as_set()
        .map(|s| brazil::zone::state(s))
        .transpose();
    state.map_err(|e| at(e, "/customer/state"))
}

fn branch_of<'b>(
    book: &'b Book,
    customer: &CustomerInput,
) -> Result<Option<&'b Stored<BranchSpec>>, InputError> {
    let Some(key) = customer.branch_key.as_set() else {
        return Ok(None);
    };
    let expected = "the key of a branch (POST /branches)";
    let found = book.branch_by_key(key);
    found
        .map(Some)
        .ok_or_else(|| InputError::new("unknown_branch", "/customer/branch_key", expected))
}

/// What templates see.
pub(crate) fn context_of(
    customer: &CustomerInput,
    branch: Option<&Stored<BranchSpec>>,
    invoice: Option<&KnownInvoice>,
    signature: Option<&Map<String, Value>>,
    data: &Value,
) -> Value {
    let mut person = Map::new();
    person.insert("external_id".into(), customer.external_id.clone().into());
    person.insert("name".into(), customer.name.clone().into());
    let mut put = |name: &str, field: &Field<String>| {
        if let Some(value) = field.as_set() {
            person.insert(name.into(), value.clone().into());
        }
    };
    put("document", &customer.document);
    put("phone", &customer.phone);
    put("email", &customer.email);
    put("state", &customer.state);
    let mut context = Map::new();
    context.insert("customer".into(), Value::Object(person));
    context.insert("data".into(), data.clone());
    if let Some(contract) = customer.contracts.as_set().and_then(|c| c.first()) {
        context.insert("contract".into(), json!(contract));
    }
    if let Some(branch) = branch {
        context.insert("branch".into(), json!(branch.spec));
    }
    if let Some(invoice) = invoice {
        context.insert("invoice".into(), invoice.context.clone());
    }
    if let Some(signature) = signature {
        context.insert("signature".into(), Value::Object(signature.clone()));
    }
    Value::Object(context)
}

/// The signature's document, if it names one: (provider, doc_id).
fn document_ref(signature: Option<&Map<String, Value>>) -> Option<(String, String)> {
    let signature = signature?;
    let text = |name: &str| signature.get(name).and_then(Value::as_str).map(str::to_owned);
    Some((text("provider").unwrap_or_else(api), text("doc_id")?))
}

/// Over everything a customer would notice.
pub(crate) fn hash(
    gateway: GatewayId,
    template: TemplateId,
    address: &str,
    preview: &str,
    content: &Content,
) -> [u8; 16] {
    let mut bytes = format!("{gateway}\n{template}\n{address}\n{preview}\n").into_bytes();
    for parameter in &content.parameters {
        bytes.extend_from_slice(parameter.as_bytes());
        bytes.push(0);
    }
    key::content_hash(&bytes)
}
