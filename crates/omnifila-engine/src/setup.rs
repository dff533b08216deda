//! What an administrator sets up, judged before it is kept: each noun's own rules here, its references by the catalogue.
//!
//! A gateway, template, task or ladder that could never work is refused when it is set up, by the code that would later
//! run it, rather than at the first message. Left out: what only the provider knows (`POST /gateways/{id}/test` asks it).

mod routes;

use crate::Engine;
use jiff::civil;
use jiff::tz::TimeZone;
use omnifila_core::catalogue::{
    Book, BranchSpec, CalendarSpec, DeliveryMode, GatewayKind, GatewaySpec, HoldSpec, LadderSpec, LadderStep,
    LadderTicket, Pause, SourceSpec, StopRuleSpec, StopScope, Stored, TaskSpec, TemplateSpec, WindowSpec,
};
use omnifila_core::id::{CustomerId, GatewayId, InvoiceId, RunId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Purpose, Reason};
use omnifila_core::policy::cron::Cron;
use omnifila_core::port::Receipts;
use omnifila_core::template::Compiled;
use omnifila_store::catalogue::{CatalogueError, Noun};
use omnifila_store::verbs::{Action, BulkOrder, By, Operation, Selection};
use omnifila_store::{MessageFilter, StoreError};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Characters of a noun's name at most.
const MAX_NAME: usize = 200;
/// Characters of a key at most: keys are indexed and typed.
const MAX_KEY: usize = 100;
/// Characters of a reason at most.
const MAX_REASON: usize = 1_000;
/// Elements of a list inside a noun at most.
const MAX_LIST: usize = 1_000;
/// Milliseconds that a call may be given.
const TIMEOUT: std::ops::RangeInclusive<u64> = 100..=120_000;
const MAX_ATTEMPTS: u32 = 100;
/// Seconds between two reads of a source: up to a day.
const POLL_SECONDS: std::ops::RangeInclusive<u64> = 1..=86_400;
/// Days of a ladder step from the due date at most: ten years.
const MAX_OFFSET: i32 = 3_650;

type Checked = Result<(), InputError>;

/// A noun with rules of its own.
pub trait Setup: Noun {
    /// Refuses what could never work. `old` is what it replaces, if it replaces something.
    fn vet(&self, engine: &Engine, old: Option<&Stored<Self>>) -> Checked;

    /// A new one, with what goes without saying.
    #[must_use]
    fn completed(self) -> Self {
        self
    }
}

impl Engine {
    /// Keeps a new noun.
    pub async fn set_up<S: Setup>(&self, spec: S, by: By) -> Result<Arc<Stored<S>>, CatalogueError> {
        spec.vet(self, None)?;
        let spec = spec.completed();
        let kept = self.catalogue().create(spec, by, self.now()).await;
        self.book_changed();
        kept
    }

    /// Changes a noun. `make` is given its specification with secrets masked, possibly twice: to judge the outcome, then on
    /// the writing thread, so that two changes at once lose nothing of each other. A secret left `***` stays what it was.
    pub async fn change<S: Setup>(
        &self,
        id: S::Id,
        make: impl Fn(S) -> Result<S, InputError> + Send + 'static,
        by: By,
    ) -> Result<Arc<Stored<S>>, CatalogueError> {
        let masked = self
            .catalogue()
            .get::<S>(id)
            .ok_or(StoreError::NotFound { noun: S::KIND })?;
        let book = self.book();
        make(masked.spec.clone())?.vet(self, S::shelf(&book).get(&id).map(AsRef::as_ref))?;
        let changed = self.catalogue().change(id, make, by, self.now()).await;
        self.book_changed();
        changed
    }

    /// Removes a noun that nothing refers to.
    pub async fn remove<S: Setup>(&self, id: S::Id, by: By) -> Result<(), CatalogueError> {
        let removed = self.catalogue().delete::<S>(id, by, self.now()).await;
        self.book_changed();
        removed
    }

    /// Stops everything, or one gateway. Answers the epoch that every later start obeys.
    pub async fn pause(&self, gateway: Option<GatewayId>, pause: Pause, by: By) -> Result<u64, StoreError> {
        let now = self.now();
        let epoch = match gateway {
            Some(id) => self.catalogue().pause_gateway(id, pause, by, now).await,
            None => self.catalogue().pause_all(pause, by, now).await,
        };
        self.book_changed();
        epoch
    }

    /// Lifts the pause of everything, or of one gateway.
    pub async fn resume(&self, gateway: Option<GatewayId>, by: By) -> Result<u64, StoreError> {
        let now = self.now();
        let epoch = match gateway {
            Some(id) => self.catalogue().resume_gateway(id, by, now).await,
            None => self.catalogue().resume_all(by, now).await,
        };
        self.book_changed();
        epoch
    }

    /// Raises every signal before the answer is given, so that a simulated clock waits for what the change sets in motion.
    fn book_changed(&self) {
        self.look_at_lanes();
        self.look_at_outboxes();
        self.nudge_all();
    }

    /// Keeps a stop rule, then cancels what already waits under it; later arrivals are caught by the store. The second
    /// value is the cancel's operation, which says what it found.
    pub async fn add_stop_rule(
        &self,
        spec: StopRuleSpec,
        by: By,
    ) -> Result<(Arc<Stored<StopRuleSpec>>, Option<Operation>), CatalogueError> {
        let by = By {
            reason: Some(spec.reason.clone()),
            ..by
        };
        let kept = self.set_up(spec, by.clone()).await?;
        let Some(filter) = self.stopped_by(&kept.spec).await? else {
            return Ok((kept, None));
        };
        let selection = Selection::Filter(filter);
        let order = BulkOrder {
            action: Action::Cancel,
            selection,
            cause: Reason::StopRule,
            by,
        };
        let operation = self.order(order).await?;
        Ok((kept, Some(operation)))
    }

    /// The messages that a stop rule stops, as far as they can be there already.
    async fn stopped_by(&self, rule: &StopRuleSpec) -> Result<Option<MessageFilter>, StoreError> {
        let none = MessageFilter::default();
        let named = rule.source.clone().zip(rule.external_id.clone());
        Ok(match (rule.scope, rule.id, named) {
            (StopScope::Run, Some(id), _) => Some(MessageFilter {
                run_id: Some(RunId(id)),
                ..none
            }),
            (StopScope::Invoice, Some(id), _) => Some(MessageFilter {
                invoice: Some(InvoiceId(id)),
                ..none
            }),
            (StopScope::Customer, Some(id), _) => Some(MessageFilter {
                customer: Some(CustomerId(id)),
                ..none
            }),
            (StopScope::Invoice, None, Some(name)) => {
                let known = self.catalogue().invoices_by_ref(vec![name.clone()]).await?;
                known.get(&name).map(|invoice| MessageFilter {
                    invoice: Some(invoice.id),
                    ..none
                })
            }
            (StopScope::Customer, None, Some((source, external_id))) => {
                let known = self.catalogue().customer_by_ref(source, external_id).await?;
                known.map(|customer| MessageFilter {
                    customer: Some(customer.id),
                    ..none
                })
            }
            _ => None,
        })
    }

    /// What a kind can report after `sent`.
    pub fn receipts_of(&self, kind: GatewayKind) -> Receipts {
        omnifila_providers::receipts(kind)
    }
}

impl Setup for GatewaySpec {
    fn vet(&self, engine: &Engine, old: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        let settings = in_clear(engine, self, old.filter(|old| old.spec.kind == self.kind))?;
        engine.providers().check_settings(self.kind, &settings)?;
        if self.delivery_mode == DeliveryMode::Live {
            omnifila_providers::gateways::destination::demand(self.kind, &settings)?;
        }
        self.rate.check().map_err(|e| e.under("/rate"))?;
        if let Some(rate) = &self.address_rate {
            rate.check().map_err(|e| e.under("/address_rate"))?;
        }
        if let Some(portfolio) = &self.portfolio {
            sized("/portfolio/key", &portfolio.key, MAX_KEY)?;
            let people = u64::from(portfolio.recipients_per_day);
            within("/portfolio/recipients_per_day", people, 1..=u64::from(u32::MAX))?;
        }
        within(
            "/max_in_flight",
            u64::from(self.max_in_flight),
            1..=u64::from(Self::MAX_IN_FLIGHT),
        )?;
        within(
            "/max_attempts",
            u64::from(self.max_attempts),
            1..=u64::from(MAX_ATTEMPTS),
        )?;
        within("/timeout_ms", self.timeout_ms, TIMEOUT)?;
        let allowed = self
            .settings
            .get("allow_list")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for (i, address) in allowed.enumerate() {
            let pointer = format!("/settings/allow_list/{i}");
            let text = address.as_str().unwrap_or_default();
            omnifila_core::address::normalise(text).map_err(|e| InputError { pointer, ..e })?;
        }
        zone("/time_zone", &self.time_zone)
    }

    fn completed(self) -> Self {
        let Some((rate, address_rate)) = omnifila_providers::usual_rates(self.kind) else {
            return self;
        };
        GatewaySpec {
            rate: if self.rate.is_unlimited() { rate } else { self.rate },
            address_rate: self.address_rate.or(Some(address_rate)),
            ..self
        }
    }
}

/// The settings with secrets that were kept from before (`***`) filled in from `old`, which is of the same kind.
pub(crate) fn in_clear<S: Noun>(
    engine: &Engine,
    spec: &S,
    old: Option<&Stored<S>>,
) -> Result<Map<String, Value>, InputError> {
    let mut settings = spec.settings().cloned().unwrap_or_default();
    let kept = settings
        .iter()
        .filter(|(_, v)| v.as_str() == Some("***"))
        .map(|(name, _)| name.clone());
    let kept: Vec<String> = kept.collect();
    if kept.is_empty() {
        return Ok(settings);
    }
    let again = |name: &str| {
        InputError::new(
            "missing_setting",
            format!("/settings/{name}"),
            "the secret itself",
        )
    };
    let old = old.ok_or_else(|| again(&kept[0]))?;
    let opened = engine
        .catalogue()
        .open_settings(old)
        .map_err(|_| again(&kept[0]))?;
    for name in kept {
        let value = opened.get(&name).ok_or_else(|| again(&name))?;
        settings.insert(name, value.clone());
    }
    Ok(settings)
}

impl Setup for TemplateSpec {
    fn vet(&self, engine: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        listed("/bindings", &self.bindings)?;
        Compiled::compile(self)?;
        let book = engine.book();
        for (i, binding) in self.bindings.iter().enumerate() {
            let kind = book.gateway(binding.gateway_id).map(|g| g.spec.kind);
            let nothing = binding
                .provider_template_id
                .as_deref()
                .is_none_or(|id| id.trim().is_empty());
            if matches!(kind, Some(GatewayKind::OpaSuite | GatewayKind::WhatsappCloud)) && nothing {
                let pointer = format!("/bindings/{i}/provider_template_id");
                return Err(InputError::new(
                    "missing_provider_template",
                    pointer,
                    "the template's _id in Opa! Suite, or its name at WhatsApp",
                ));
            }
        }
        Ok(())
    }
}

impl Setup for WindowSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        listed("/weekly", &self.weekly)
    }
}

impl Setup for CalendarSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        listed("/days", &self.days)
    }
}

impl Setup for TaskSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, None)?;
        listed("/gateway_ids", &self.gateway_ids)?;
        if self.limit == Some(0) {
            let expected = "at least 1; leave it out for all, or set enabled to false";
            return Err(InputError::new("out_of_range", "/limit", expected));
        }
        Cron::parse(&self.cron, &self.time_zone).map(drop)
    }
}

impl Setup for HoldSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        sized("/reason", &self.reason, MAX_REASON)
    }
}

impl Setup for StopRuleSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        sized("/reason", &self.reason, MAX_REASON)
    }
}

impl Setup for BranchSpec {
    fn vet(&self, _: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, Some(&self.key))?;
        listed("/gateway_ids", &self.gateway_ids)?;
        self.time_zone
            .as_deref()
            .map_or(Ok(()), |name| zone("/time_zone", name))
    }
}

impl Setup for SourceSpec {
    fn vet(&self, engine: &Engine, old: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        if let Some(old) = old
            && (old.spec.key != self.key || old.spec.kind != self.kind)
        {
            let pointer = if old.spec.key == self.key { "/kind" } else { "/key" };
            let expected = "what it was: customers and invoices are known by it";
            return Err(InputError::new("not_supported", pointer, expected));
        }
        if let Some(seconds) = self.poll_seconds {
            within("/poll_seconds", u64::from(seconds), POLL_SECONDS)?;
        }
        match self.kind.as_str() {
            "api" | "file" => Ok(()),
            kind if crate::signatures::is_provider(kind) => {
                crate::signatures::check_source(self, &in_clear(engine, self, old)?)
            }
            _ if self.askable() => {
                if self.key.as_deref() == Some("api") {
                    let expected = "another key: api is what programs send";
                    return Err(InputError::new("reserved_value", "/key", expected));
                }
                engine.providers().check_source(&in_clear(engine, self, old)?)
            }
            _ => Err(InputError::new(
                "not_supported",
                "/kind",
                "api, file, ixc, zapsign, clicksign, d4sign or autentique",
            )),
        }
    }
}

impl Setup for LadderSpec {
    fn vet(&self, engine: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, None)?;
        zone("/time_zone", &self.time_zone)?;
        if self.starts_on.parse::<civil::Date>().is_err() {
            return Err(InputError::new("bad_date", "/starts_on", "a date, YYYY-MM-DD"));
        }
        let filters = &self.filters;
        if filters
            .amount_min_cents
            .zip(filters.amount_max_cents)
            .is_some_and(|(min, max)| max < min)
        {
            let expected = "at least amount_min_cents";
            return Err(InputError::new(
                "out_of_range",
                "/filters/amount_max_cents",
                expected,
            ));
        }
        if self.steps.is_empty() {
            return Err(InputError::new("missing", "/steps", "at least one step"));
        }
        listed("/steps", &self.steps)?;
        time_of_day("/run_at", &self.run_at)?;
        if let Some(thanks) = &self.thanks {
            let template = engine.book().template(thanks.template_id).map(|t| t.spec.purpose);
            // Dunning hours, caps and opt-outs are no matter of thanks.
            if template.is_some_and(|purpose| matches!(purpose, Purpose::Collection | Purpose::Reminder)) {
                let expected = "a template of purpose service";
                return Err(InputError::new(
                    "purpose_mismatch",
                    "/thanks/template_id",
                    expected,
                ));
            }
            thanks
                .time
                .as_deref()
                .map_or(Ok(()), |text| time_of_day("/thanks/time", text))?;
        }
        let mut offsets = BTreeSet::new();
        for (i, step) in self.steps.iter().enumerate() {
            if !offsets.insert(step.offset_days) {
                let pointer = format!("/steps/{i}/offset_days");
                return Err(InputError::new("repeated", pointer, "one step per offset"));
            }
            if self.merge && !step.attachments.is_empty() {
                let expected = "none in a ladder that merges: a code or boleto pays one invoice";
                let pointer = format!("/steps/{i}/attachments");
                return Err(InputError::new("not_supported", pointer, expected));
            }
            vet_step(&engine.book(), step).map_err(|e| e.under(&format!("/steps/{i}")))?;
        }
        Ok(())
    }
}

fn vet_step(book: &Book, step: &LadderStep) -> Checked {
    if !(-MAX_OFFSET..=MAX_OFFSET).contains(&step.offset_days) {
        let expected = format!("days from -{MAX_OFFSET} to {MAX_OFFSET}");
        return Err(InputError::new("out_of_range", "/offset_days", expected));
    }
    if let Some(ticket) = &step.ticket {
        return vet_ticket(step, ticket);
    }
    match (step.template_id, step.route_id) {
        (None, None) => return Err(InputError::new("missing", "/template_id", "the id of a template")),
        (Some(_), Some(_)) => {
            let expected = "either template_id or route_id";
            return Err(InputError::new("not_supported", "/route_id", expected));
        }
        _ => {}
    }
    if let Some(gateway) = step.gateway_id {
        let template = step.template_id.and_then(|id| book.template(id));
        let bound = template.is_some_and(|t| t.spec.bindings.iter().any(|b| b.gateway_id == gateway));
        if !bound {
            let expected = "a gateway that the step's template has a binding for";
            return Err(InputError::new("no_binding", "/gateway_id", expected));
        }
    }
    let mut seen = BTreeSet::new();
    for (i, attachment) in step.attachments.iter().enumerate() {
        if !seen.insert(*attachment) {
            let pointer = format!("/attachments/{i}");
            return Err(InputError::new("repeated", pointer, "each attachment once"));
        }
    }
    step.time
        .as_deref()
        .map_or(Ok(()), |text| time_of_day("/time", text))
}

fn vet_ticket(step: &LadderStep, ticket: &LadderTicket) -> Checked {
    if step.template_id.is_some() || step.route_id.is_some() || !step.attachments.is_empty() {
        let expected = "a ticket alone, or a message alone: one step each";
        return Err(InputError::new("not_supported", "/ticket", expected));
    }
    for (pointer, text, most) in [
        ("/ticket/subject_id", &ticket.subject_id, 20),
        ("/ticket/department_id", &ticket.department_id, 20),
        ("/ticket/title", &ticket.title, 200),
        ("/ticket/text", &ticket.text, 4_000),
    ] {
        sized(pointer, text, most)?;
    }
    crate::ladders::tickets::vet(ticket)
}

fn time_of_day(pointer: &str, text: &str) -> Checked {
    if text.len() == 5 && text.parse::<civil::Time>().is_ok() {
        return Ok(());
    }
    Err(InputError::new("bad_time", pointer, "a time of day, HH:MM"))
}

pub(crate) fn named(name: &str, key: Option<&str>) -> Checked {
    sized("/name", name, MAX_NAME)?;
    match key {
        Some(key) => {
            sized("/key", key, MAX_KEY)?;
            let plain = key.chars().all(|c| c.is_alphanumeric() || "-_.:/".contains(c));
            if plain {
                Ok(())
            } else {
                Err(InputError::new(
                    "bad_key",
                    "/key",
                    "letters, digits and - _ . : /",
                ))
            }
        }
        None => Ok(()),
    }
}

/// A text that says something, of at most `most` characters.
pub fn sized(pointer: &str, text: &str, most: usize) -> Checked {
    let length = text.chars().count();
    if text.trim().is_empty() || length > most {
        return Err(InputError::new(
            "bad_length",
            pointer,
            format!("1 to {most} characters"),
        ));
    }
    Ok(())
}

fn listed<T>(pointer: &str, items: &[T]) -> Checked {
    if items.len() > MAX_LIST {
        return Err(InputError::new(
            "too_many_items",
            pointer,
            format!("at most {MAX_LIST} items"),
        ));
    }
    Ok(())
}

fn within(pointer: &str, value: u64, range: std::ops::RangeInclusive<u64>) -> Checked {
    if range.contains(&value) {
        return Ok(());
    }
    let expected = format!("a whole number from {} to {}", range.start(), range.end());
    Err(InputError::new("out_of_range", pointer, expected))
}

fn zone(pointer: &str, name: &str) -> Checked {
    match TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(InputError::new(
            "unknown_zone",
            pointer,
            "an IANA time zone, such as America/Sao_Paulo",
        )),
    }
}
