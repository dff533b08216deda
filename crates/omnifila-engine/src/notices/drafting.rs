//! One customer's message of a notice, by the first gateway that reaches the customer, or the reason why there is none.

use super::batch_ref;
use crate::Engine;
use crate::intake::{KnownInvoices, MessageInput, Producer, through};
use omnifila_core::catalogue::{Book, Contract, CustomerInput, Field, NoticeSpec};
use omnifila_core::id::{CustomerId, GatewayId, NoticeId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::message::Origin;
use omnifila_core::policy::key;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{StoredCustomer, StoredNotice};
use omnifila_store::verbs::{NewMessage, Recipient};
use std::collections::HashSet;
use std::sync::Arc;

/// A customer's message, or why there is none.
pub(super) type Drawn = (CustomerId, Result<NewMessage, String>);

/// Draws the messages of one notice against one book.
pub(super) struct Drafter<'a> {
    engine: &'a Engine,
    book: Arc<Book>,
    id: NoticeId,
    spec: &'a NoticeSpec,
    /// Addresses that have it, where each is to have it once.
    reached: HashSet<i64>,
}

impl<'a> Drafter<'a> {
    pub(super) fn new(engine: &'a Engine, notice: &'a StoredNotice) -> Self {
        Self {
            engine,
            book: engine.book(),
            id: notice.id,
            spec: &notice.spec,
            reached: HashSet::new(),
        }
    }

    /// The messages of a page of customers; who must not be written to, or has it already, is left out.
    pub(super) async fn page(&mut self, customers: &[StoredCustomer]) -> Result<Vec<Drawn>, StoreError> {
        let mut drawn: Vec<Drawn> = customers
            .iter()
            .map(|customer| (customer.id, self.draw(customer)))
            .collect();
        let good = drawn.iter().filter_map(|(_, one)| one.as_ref().ok());
        let asked: Vec<_> = good.map(|m| (key::address_key(&m.address), m.purpose)).collect();
        let unwilling = self.engine.catalogue().unwilling(asked.clone()).await?;
        if self.spec.once_per_address() {
            let keys = asked.into_iter().map(|(key, _)| key).collect();
            self.reached
                .extend(self.engine.catalogue().notice_reached(self.id, keys).await?);
        }
        for (_, one) in &mut drawn {
            let Ok(message) = one else { continue };
            let key = key::address_key(&message.address);
            if let Some(reason) = unwilling.get(&key) {
                *one = Err((*reason).to_owned());
            } else if self.spec.once_per_address() && !self.reached.insert(key) {
                *one = Err("same_address".to_owned());
            }
        }
        Ok(drawn)
    }

    fn draw(&self, customer: &StoredCustomer) -> Result<NewMessage, String> {
        if let Some(route_id) = self.spec.route_id
            && let Some(route) = self.book.routes.get(&route_id)
        {
            let message = through(
                route_id,
                &route.spec,
                |way| self.draft(customer, way.gateway_id, way.template_id),
                // One notice goes to many: whom a step cannot write to, whatever for, the next may.
                |error| Some(reason(error)),
                || InputError::new("no_gateway", "/route_id", "a route with steps"),
            );
            return message.map_err(|error| reason(&error));
        }
        let mut first = None;
        for (gateway, template) in self.ways(customer) {
            match self.draft(customer, gateway, template) {
                Ok(message) => return Ok(message),
                Err(error) => {
                    first.get_or_insert(error);
                }
            }
        }
        Err(first.map_or_else(|| "no_gateway".to_owned(), |error| reason(&error)))
    }

    /// Gateways and templates to try, in order.
    fn ways(&self, customer: &StoredCustomer) -> Vec<(GatewayId, TemplateId)> {
        let Some(template) = self.spec.template_id else {
            return Vec::new();
        };
        if let Some(gateway) = self.spec.gateway_id {
            return vec![(gateway, template)];
        }
        let bindings = self.book.template(template).map(|t| t.spec.bindings.iter());
        let bound: Vec<GatewayId> = bindings.into_iter().flatten().map(|b| b.gateway_id).collect();
        let branch = customer
            .branch_key
            .as_deref()
            .and_then(|key| self.book.branch_by_key(key));
        let of_branch = branch.map(|b| b.spec.gateway_ids.as_slice()).unwrap_or_default();
        let mut ways: Vec<GatewayId> = of_branch.iter().copied().filter(|g| bound.contains(g)).collect();
        let others: Vec<GatewayId> = bound.into_iter().filter(|g| !ways.contains(g)).collect();
        ways.extend(others);
        ways.into_iter().map(|gateway| (gateway, template)).collect()
    }

    fn draft(
        &self,
        customer: &StoredCustomer,
        gateway: GatewayId,
        template: TemplateId,
    ) -> Result<NewMessage, InputError> {
        let input = MessageInput {
            gateway_id: Some(gateway),
            template_id: Some(template),
            customer: self.named(customer),
            data: self.spec.data.clone(),
            priority: Some(self.spec.priority()),
            due_at: self.spec.due_at,
            expires_at: self.spec.expires_at(),
            dedupe_key: Some(format!("{}:{}", batch_ref(self.id), customer.id)),
            batch_ref: Some(batch_ref(self.id)),
            ..MessageInput::default()
        };
        let producer = Producer {
            origin: Origin::Notice,
            run_id: None,
        };
        let book = self.book.clone();
        let draft = self
            .engine
            .draft_known(input, producer, book, KnownInvoices::new())?;
        Ok(NewMessage {
            customer: Recipient::Known {
                id: customer.id,
                name: customer.name.clone(),
            },
            ..draft.message
        })
    }

    /// The customer as a message names one. The contract that templates see is one that the audience is about.
    fn named(&self, customer: &StoredCustomer) -> CustomerInput {
        let field = |value: &Option<String>| value.clone().map_or(Field::Absent, Field::Set);
        let known = |key: &String| self.book.branch_by_key(key).is_some();
        let mut contracts = customer.contracts.clone();
        contracts.sort_by_key(|contract| !self.concerns(contract));
        CustomerInput {
            source: Some(customer.source.clone()),
            external_id: customer.external_id.clone(),
            name: customer.name.clone(),
            document: field(&customer.document),
            phone: field(&customer.phone),
            email: field(&customer.email),
            branch_key: field(&customer.branch_key.clone().filter(known)),
            state: field(&customer.state),
            city_ibge: field(&customer.city_ibge),
            contacts: Field::Set(customer.contacts.clone()),
            contracts: Field::Set(contracts),
            ..CustomerInput::default()
        }
    }

    fn concerns(&self, contract: &Contract) -> bool {
        let audience = &self.spec.audience;
        let among = |wanted: &[String], have: &Option<String>| {
            wanted.is_empty() || have.as_ref().is_some_and(|have| wanted.contains(have))
        };
        among(&audience.plans, &contract.plan) && among(&audience.contract_statuses, &contract.status)
    }
}

/// The word for a customer that cannot be written to.
fn reason(error: &InputError) -> String {
    let about_address = ["/customer/phone", "/customer/email", "/customer/contacts"];
    if !about_address.iter().any(|at| error.pointer.starts_with(at)) {
        return error.code.to_owned();
    }
    if error.code.starts_with("missing") {
        "no_address".to_owned()
    } else {
        "bad_address".to_owned()
    }
}
