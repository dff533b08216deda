//! `template/send`: one call, one message, answered once it is kept.
//!
//! The body is kept as it came and leaves so; what the queue knows of it (address, template, variables, customer) is read
//! here, so that windows, limits, holds, suppressions and stop rules find the message. Without a key of the caller's two
//! equal calls are two messages: a person with two contracts gets two equal reminders, and none of them may be lost.

use super::{Call, Door};
use crate::Engine;
use crate::intake::context_of;
use omnifila_core::brazil::locality::Locality;
use omnifila_core::brazil::zone;
use omnifila_core::catalogue::{CustomerInput, Field, Stored, TemplateSpec};
use omnifila_core::id::{GatewayId, TemplateId};
use omnifila_core::message::{Origin, Priority};
use omnifila_core::outcome::Content;
use omnifila_core::policy::key;
use omnifila_providers::gateways::opa_compat::{Answered, SendRequest, Variables};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{StoredCustomer, fold};
use omnifila_store::verbs::{NewMessage, Recipient};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The source of customers that nobody else has told of.
const SOURCE: &str = "opa_compat";
/// Customers that are looked at for one telephone; a number that more people share tells nothing of who is meant.
const LOOKED_AT: usize = 50;
/// A key of the caller's that is longer is known by its hash.
const LONGEST_KEY: usize = 150;

/// A send whose every part has been found.
struct Found {
    gateway: GatewayId,
    template: Arc<Stored<TemplateSpec>>,
    variables: Variables,
    address: String,
}

impl Engine {
    pub(super) async fn take_send(&self, door: &Door, call: &Call<'_>) -> Result<Answered, StoreError> {
        let send = match SendRequest::read(call.body) {
            Ok(send) => send,
            Err(refusal) => return Ok(refusal),
        };
        let found = match self.find_parts(door, &send).await? {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal),
        };
        let document = send.document.clone();
        let known = self
            .catalogue()
            .customers_reached(found.address.clone(), document, LOOKED_AT)
            .await?;
        let customer = who(&known, &send);
        let message = self.message_of(door, call, send, found, customer);
        let accepted = self.keep(vec![message]).await?;
        match accepted.first() {
            Some(one) => Ok(Answered::sent(one.id)),
            None => Err(StoreError::Internal("no answer for the message".into())),
        }
    }

    /// In Opa!'s order: channel, template, variables, recipient, text.
    async fn find_parts(
        &self,
        door: &Door,
        send: &SendRequest,
    ) -> Result<Result<Found, Answered>, StoreError> {
        let Some(gateway) = self.gateway_of_channel(door, send.channel.as_deref()) else {
            return Ok(Err(Answered::not_found("Communication channel not found.")));
        };
        let variables = send.variables();
        let texts = match &variables {
            Ok(Variables::Texts(texts)) => Some(texts.len()),
            _ => None,
        };
        let template = send.template.as_deref().unwrap_or_default();
        let template = match self.opa_template(door, gateway, template, texts).await? {
            Ok(template) => template,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let checked = || {
            let variables = variables?;
            let address = send.address()?;
            variables.check()?;
            Ok::<_, Answered>((variables, address))
        };
        Ok(checked().map(|(variables, address)| Found {
            gateway,
            template,
            variables,
            address,
        }))
    }

    /// The door's own gateway, or the one that has this channel of the same Opa!: a program may use several channels.
    fn gateway_of_channel(&self, door: &Door, channel: Option<&str>) -> Option<GatewayId> {
        let channel = channel?;
        if door.account.channel_id == channel {
            return Some(door.gateway_id);
        }
        let book = self.book();
        let mut others = book.gateways.values().filter(|stored| {
            let account = self.opa_account(stored);
            account.is_some_and(|a| a.channel_id == channel && a.place == door.account.place)
        });
        others.next().map(|stored| GatewayId(stored.id))
    }

    fn message_of(
        &self,
        door: &Door,
        call: &Call<'_>,
        send: SendRequest,
        found: Found,
        known: Option<&StoredCustomer>,
    ) -> NewMessage {
        let Found {
            gateway,
            template,
            variables,
            address,
        } = found;
        let now = self.now();
        let purpose = template.spec.purpose;
        let given = customer_of(&send, &address, known);
        let name = given.name.clone();
        let data = data_of(&send, &variables);
        let preview = self.preview_of(gateway, &template, &given, &data, &variables);
        let book = self.book();
        let branch = known.and_then(|customer| book.branch_by_key(customer.branch_key.as_deref()?));
        let state = known.and_then(|customer| zone::state(customer.state.as_deref()?).ok());
        let city = known.and_then(|customer| customer.city_ibge.as_deref());
        let customer = match known {
            Some(customer) => Recipient::Known {
                id: customer.id,
                name,
            },
            None => Recipient::Given(Box::new(given)),
        };
        let content_hash = key::content_hash(format!("{gateway}\n{address}\n{}", send.body).as_bytes());
        let content = Content {
            provider_template_id: send.template,
            language: None,
            parameters: match variables {
                Variables::Texts(texts) => texts,
                Variables::Payment(_) => Vec::new(),
            },
            verbatim: Some(send.body),
            ..Content::default()
        };
        NewMessage {
            gateway_id: gateway,
            template_id: TemplateId(template.id),
            template_version: template.version,
            customer,
            branch_id: branch.map(|branch| branch.id.into()),
            locality: Locality::of(city, state, Some(&address)),
            address,
            data: data.to_string(),
            preview,
            contents: vec![(gateway, content)],
            origin: Origin::OpaCompat,
            purpose,
            priority: Priority::Normal,
            late: template.spec.late,
            due_at: None,
            expires_at: now.plus(purpose.default_life()),
            dedupe_key: call
                .key
                .or(send.key.as_deref())
                .map(|key| business_key(door.gateway_id, key)),
            content_hash,
            source_ref: None,
            batch_ref: Some(batch_of(door.gateway_id)),
            invoice_id: None,
            invoice_ref: None,
            document_ref: None,
            run_id: None,
            step: None,
            weight: 1,
            dunning: None,
            sequence: None,
        }
    }

    /// The template's text filled in; where that cannot be, the variables alone.
    fn preview_of(
        &self,
        gateway: GatewayId,
        template: &Stored<TemplateSpec>,
        customer: &CustomerInput,
        data: &Value,
        variables: &Variables,
    ) -> String {
        let compiled = self.compiled(TemplateId(template.id), template.version, &template.spec);
        let context = context_of(customer, None, None, None, data);
        let rendered = compiled.and_then(|compiled| compiled.render(gateway, &context));
        rendered.map_or_else(|_| variables.joined(), |rendered| rendered.preview)
    }
}

/// What says which door a message came through; a filter of lists as well.
pub(super) fn batch_of(gateway: GatewayId) -> String {
    format!("opa:{gateway}")
}

fn business_key(gateway: GatewayId, given: &str) -> String {
    if given.chars().count() > LONGEST_KEY || given.contains('\0') {
        let hash = hex::encode(key::content_hash(given.as_bytes()));
        return format!("{gateway}:hash:{hash}");
    }
    format!("{gateway}:{given}")
}

/// Who is meant, if one of those who have this telephone or document surely is.
fn who<'c>(known: &'c [StoredCustomer], send: &SendRequest) -> Option<&'c StoredCustomer> {
    let documented = |customer: &&StoredCustomer| {
        let plain = |text: &String| text.replace(['.', '-', '/'], "");
        send.document.is_some() && customer.document.as_ref().map(plain) == send.document
    };
    let mut sure: Vec<&StoredCustomer> = known.iter().filter(documented).collect();
    if sure.is_empty() {
        sure = known.iter().collect();
    }
    // What the ERP tells goes before what earlier calls made known.
    if sure.iter().any(|customer| customer.source != SOURCE) {
        sure.retain(|customer| customer.source != SOURCE);
    }
    match (sure.as_slice(), send.name.as_deref().map(fold)) {
        ([one], _) => Some(*one),
        (several, Some(name)) => {
            let mut named = several.iter().filter(|customer| fold(&customer.name) == name);
            let first = named.next();
            first.copied().filter(|_| named.next().is_none())
        }
        _ => None,
    }
}

/// The customer as templates see it, and as it is kept if it is new.
fn customer_of(send: &SendRequest, address: &str, known: Option<&StoredCustomer>) -> CustomerInput {
    let text = |field: Option<&String>| field.map_or(Field::Absent, |text| Field::Set(text.clone()));
    if let Some(customer) = known {
        return CustomerInput {
            source: Some(customer.source.clone()),
            external_id: customer.external_id.clone(),
            name: send.name.clone().unwrap_or_else(|| customer.name.clone()),
            document: text(customer.document.as_ref()),
            phone: Field::Set(address.to_owned()),
            email: text(customer.email.as_ref()),
            state: text(customer.state.as_ref()),
            city_ibge: text(customer.city_ibge.as_ref()),
            ..CustomerInput::default()
        };
    }
    let document = send.document.as_ref();
    // Two people may share a telephone: each is known by the name that came with it.
    let name = send.name.as_deref().map(fold).unwrap_or_default();
    let external_id = document.cloned().unwrap_or_else(|| match name.as_str() {
        "" => address.to_owned(),
        name => format!("{address} {}", name.chars().take(100).collect::<String>()),
    });
    CustomerInput {
        source: Some(SOURCE.to_owned()),
        external_id,
        name: send.name.clone().unwrap_or_else(|| address.to_owned()),
        document: text(document),
        phone: Field::Set(address.to_owned()),
        ..CustomerInput::default()
    }
}

/// "Dados para envio": the variables by name, and all of them as one text.
fn data_of(send: &SendRequest, variables: &Variables) -> Value {
    let mut data = Map::new();
    data.insert("modelo".into(), json!(send.template));
    data.insert("variaveis".into(), variables.joined().into());
    match variables {
        Variables::Texts(texts) => {
            for (index, text) in texts.iter().enumerate() {
                data.insert(format!("v{}", index + 1), text.clone().into());
            }
        }
        Variables::Payment(payment) => {
            data.insert("pagamento".into(), Value::Object(payment.clone()));
        }
    }
    Value::Object(data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::id::CustomerId;
    use omnifila_core::time::Time;

    fn customer(id: i64, source: &str, name: &str, document: Option<&str>) -> StoredCustomer {
        StoredCustomer {
            id: CustomerId(id),
            source: source.into(),
            external_id: id.to_string(),
            name: name.into(),
            document: document.map(str::to_owned),
            phone: None,
            phone_e164: None,
            email: None,
            branch_key: None,
            state: None,
            city_ibge: None,
            contacts: Vec::new(),
            contracts: Vec::new(),
            tags: Vec::new(),
            collection: None,
            created_at: Time(0),
            updated_at: Time(0),
        }
    }

    fn send(body: Value) -> SendRequest {
        SendRequest::read(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_one_who_is_surely_meant_is_found_and_nobody_else() {
        let named = |name: &str| send(json!({"contato": {"nome": name}}));
        let ids = |known: &[StoredCustomer], send: &SendRequest| who(known, send).map(|c| c.id.0);
        let ana = || customer(1, "ixc", "Ana Conceição", Some("111.444.777-35"));
        let bia = || customer(2, "ixc", "Bia Souza", None);
        let early = || customer(3, SOURCE, "Ana", None);
        assert_eq!(ids(&[], &named("Ana")), None);
        assert_eq!(
            ids(&[ana()], &named("Outra Pessoa")),
            Some(1),
            "alone with the number"
        );
        assert_eq!(ids(&[ana(), early()], &named("x")), Some(1), "the ERP goes first");
        assert_eq!(ids(&[ana(), bia()], &named("ANA  CONCEICAO")), Some(1));
        assert_eq!(ids(&[ana(), bia()], &named("Caio")), None);
        assert_eq!(ids(&[ana(), bia()], &send(json!({}))), None);
        let documented = send(json!({"contato": {"nome": "x"}, "metadata": {"cpf_cnpj": "11144477735"}}));
        assert_eq!(ids(&[bia(), ana()], &documented), Some(1));
    }

    #[test]
    fn keys_of_callers_belong_to_their_gateway() {
        assert_eq!(business_key(GatewayId(3), "k"), "3:k");
        assert_ne!(business_key(GatewayId(3), "k"), business_key(GatewayId(4), "k"));
        let long = business_key(GatewayId(3), &"k".repeat(4_000));
        assert!(long.len() < 60 && long != business_key(GatewayId(3), &"k".repeat(4_001)));
    }

    #[test]
    fn data_tells_variables_by_name() {
        let one = send(json!({"template": {"_id": "64aa", "variaveis": ["Maria", "129,90"]}}));
        let data = data_of(&one, &one.variables().unwrap());
        assert_eq!(
            data,
            json!({"modelo": "64aa", "variaveis": "Maria · 129,90", "v1": "Maria", "v2": "129,90"})
        );
    }
}
