//! One message from its input: the nouns it names found, its address normalised, everything it will say rendered.

use super::routing::{cannot_reach, find_route, through};
use super::{
    Draft, KnownInvoice, KnownInvoices, MAX_KEY, MAX_NAME, MessageInput, Producer, Reference, Warning, api,
};
use crate::Engine;
use omnifila_core::address::CHAT;
use omnifila_core::brazil;
use omnifila_core::brazil::locality::Locality;
use omnifila_core::catalogue::{
    Binding, Book, BranchSpec, ContactKind, CustomerInput, Field, GatewayKind, GatewaySpec, Stored,
    TemplateSpec,
};
use omnifila_core::id::{GatewayId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Priority, Purpose};
use omnifila_core::outcome::Content;
use omnifila_core::policy::key;
use omnifila_core::time::Time;
use omnifila_providers::gateways::whatsapp_cloud::is_bsuid;
use omnifila_store::verbs::{NewMessage, Recipient};
use serde_json::{Map, Value, json};

/// Turns inputs into messages against one book, at one time.
pub(super) struct Drafting<'a> {
    pub(super) engine: &'a Engine,
    pub(super) producer: Producer,
    pub(super) book: std::sync::Arc<Book>,
    pub(super) now: Time,
    pub(super) invoices: KnownInvoices,
}

impl<'a> Drafting<'a> {
    pub(super) fn new(engine: &'a Engine, producer: Producer, invoices: KnownInvoices) -> Self {
        Self {
            engine,
            producer,
            book: engine.book(),
            now: engine.now(),
            invoices,
        }
    }

    pub(super) fn draft(&self, mut input: MessageInput) -> Result<Draft, InputError> {
        let (id, key) = (input.route_id.take(), input.route_key.take());
        let Some((route_id, route)) = find_route(&self.book, id, key.as_deref())? else {
            return self.draft_one(input);
        };
        let named = [
            ("/gateway_id", input.gateway_id.is_some()),
            ("/gateway_key", input.gateway_key.is_some()),
            ("/template_id", input.template_id.is_some()),
            ("/template_key", input.template_key.is_some()),
        ];
        if let Some((pointer, _)) = named.iter().find(|(_, is_named)| *is_named) {
            let expected = "nothing beside a route, whose steps name gateways and templates";
            return Err(InputError::new("conflicting_fields", *pointer, expected));
        }
        let mut warnings = None;
        let message = through(
            route_id,
            &route.spec,
            |step| {
                let draft = self.draft_one(MessageInput {
                    gateway_id: Some(step.gateway_id),
                    template_id: Some(step.template_id),
                    ..input.clone()
                })?;
                warnings.get_or_insert(draft.warnings);
                Ok(draft.message)
            },
            |error: &InputError| cannot_reach(error).then(|| error.code.to_owned()),
            || InputError::new("no_gateway", "/route_id", "a route with steps"),
        )?;
        Ok(Draft {
            message,
            warnings: warnings.unwrap_or_default(),
        })
    }

    fn draft_one(&self, input: MessageInput) -> Result<Draft, InputError> {
        let book = self.book.clone();
        let gateway = find_gateway(&book, &input)?;
        let (template_id, template) = find_template(&book, &input)?;
        let purpose = purpose_of(&input, &template.spec)?;
        let (due_at, expires_at) = self.times(&input, purpose)?;
        check_texts(&input)?;
        let mut customer = input.customer;
        customer.source.get_or_insert_with(api);
        let bound = || self.engine.chat_of(GatewayId(gateway.id), &customer);
        let (address, mut warnings) = address_of(&customer, gateway.spec.kind, bound)?;
        let locality = locality_of(&customer, &address, &mut warnings)?;
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
        let pending = invoice.is_some_and(|i| i.pending);
        let kind = gateway.spec.kind;
        let rendered = if pending {
            compiled.preview(gateway_id, &context)?
        } else {
            let rendered = compiled.render(gateway_id, &context)?;
            omnifila_providers::check_content(kind, &rendered.content, &rendered.preview, &address)?;
            rendered
        };
        let weight = omnifila_providers::weight(kind, &gateway.spec.settings, &rendered.preview);
        let data = data.to_string();
        let content_hash = hash(
            gateway_id,
            template_id,
            &address,
            &rendered.preview,
            &rendered.content,
        );
        let contents = if pending {
            vec![(gateway_id, rendered.content)]
        } else {
            self.contents(&template.spec, gateway_id, rendered.content, &compiled, &context)
        };
        let document_ref = document_ref(input.signature.as_ref());
        let message = NewMessage {
            gateway_id,
            template_id,
            template_version: template.version,
            customer: Recipient::Given(Box::new(customer)),
            branch_id: branch.map(|b| b.id.into()),
            address,
            locality,
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
            weight,
            dunning: None,
            sequence: None,
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
fn address_of(
    customer: &CustomerInput,
    kind: GatewayKind,
    bound: impl FnOnce() -> Option<String>,
) -> Result<(String, Vec<Warning>), InputError> {
    match kind {
        GatewayKind::Smtp => return mail_address_of(customer),
        GatewayKind::Telegram => return chat_of(customer, bound),
        _ => {}
    }
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
        if kind == GatewayKind::WhatsappCloud && is_bsuid(&contact.value) {
            return Ok((contact.value.clone(), Vec::new()));
        }
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

/// The chat that the customer opened the bot in, else the one that the producer knows.
fn chat_of(
    customer: &CustomerInput,
    bound: impl FnOnce() -> Option<String>,
) -> Result<(String, Vec<Warning>), InputError> {
    if let Some(address) = bound() {
        return Ok((address, Vec::new()));
    }
    let contacts = customer.contacts.as_set().map(Vec::as_slice).unwrap_or_default();
    let expected = "a chat: the customer opens the bot's start link, or a contact of kind telegram names it";
    let contact = contacts.iter().find(|c| c.kind == ContactKind::Telegram);
    let contact = contact.ok_or_else(|| InputError::new("missing_chat", "/customer/contacts", expected))?;
    let number = contact.value.trim().trim_start_matches(CHAT);
    let address = omnifila_core::address::normalise(&format!("{CHAT}{number}"));
    let address = address.map_err(|e| at(e, "/customer/contacts"))?;
    Ok((address, Vec::new()))
}

/// Where an e-mail goes: the customer's address, else the first among the contacts.
fn mail_address_of(customer: &CustomerInput) -> Result<(String, Vec<Warning>), InputError> {
    if let Some(email) = customer.email.as_set() {
        return Ok((email.trim().to_lowercase(), Vec::new()));
    }
    let contacts = customer.contacts.as_set().map(Vec::as_slice).unwrap_or_default();
    let found = contacts.iter().find(|c| c.kind == ContactKind::Email);
    let found = found.map(|c| {
        (
            c.value.trim().to_lowercase(),
            vec![Warning {
                code: "email_from_contacts",
            }],
        )
    });
    found.ok_or_else(|| InputError::new("missing_email", "/customer/email", "an e-mail address"))
}

fn at(error: InputError, pointer: &str) -> InputError {
    InputError {
        pointer: pointer.to_owned(),
        ..error
    }
}

/// Where the recipient is: by municipality, unit, or the telephone's area code. A document or a municipality that cannot be
/// right is told, and costs the message nothing.
fn locality_of(
    customer: &CustomerInput,
    address: &str,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Locality>, InputError> {
    let state = customer
        .state
        .as_set()
        .map(|s| brazil::zone::state(s))
        .transpose()
        .map_err(|e| at(e, "/customer/state"))?;
    let remarks = [
        (
            "bad_document",
            customer
                .document
                .as_set()
                .map(|text| brazil::document::parse(text).is_ok()),
        ),
        (
            "bad_city_ibge",
            customer
                .city_ibge
                .as_set()
                .map(|text| brazil::locality::city(text).is_ok()),
        ),
    ];
    let wrong = remarks.into_iter().filter(|(_, good)| *good == Some(false));
    warnings.extend(wrong.map(|(code, _)| Warning { code }));
    Ok(Locality::of(
        customer.city_ibge.as_set().map(String::as_str),
        state,
        Some(address),
    ))
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
    put("city_ibge", &customer.city_ibge);
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
    for extra in [
        content.media_url.clone(),
        content.mail.as_ref().map(|m| json!(m).to_string()),
        content.payment.as_ref().map(|p| json!(p).to_string()),
        content.components.as_ref().map(|c| json!(c).to_string()),
    ]
    .into_iter()
    .flatten()
    {
        bytes.push(1);
        bytes.extend_from_slice(extra.as_bytes());
    }
    key::content_hash(&bytes)
}
