//! The stage that makes messages of invoices: ladders, and the stop when the reason is gone.
//!
//! A ladder's run looks at the invoices whose step falls on today (or on yesterday, if yesterday's run was missed) and
//! makes one message per (invoice, step, due date). Running it again adds nothing. An invoice that becomes paid, cancelled
//! or renegotiated cancels what waits for it at once; whatever slips between is refused by `start`, which reads the stored
//! invoice in its own transaction.
//!
//! Left out: merge of several invoices, business days; sources that are asked ([`crate::sources`]).

use crate::Engine;
use crate::intake::{IntakeError, KnownInvoice, MessageInput, Producer, Reference};
use crate::setup::Setup;
use crate::tasks::actor;
use jiff::civil::Date;
use jiff::{ToSpan, tz::TimeZone};
use omnifila_core::brazil::{date, money};
use omnifila_core::catalogue::{
    Book, Collection, CustomerInput, Field, InvoiceInput, LadderFilters, LadderSpec, LadderStep, Stored,
    remark,
};
use omnifila_core::id::{CustomerId, GatewayId, InvoiceId, LadderId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Origin, Reason};
use omnifila_core::policy::key;
use omnifila_core::time::Time;
use omnifila_store::catalogue::{DueInvoice, InvoiceResult};
use omnifila_store::verbs::{Action, BulkOrder, By, NewMessage, Recipient, Selection};
use omnifila_store::{MessageFilter, Order, StoreError};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Invoices read, and messages written, at a time.
const PAGE: usize = 1_000;

/// What became of one invoice of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct InvoiceAnswer {
    pub index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<InvoiceId>,
    /// `created`, `updated`, `unchanged` or `rejected`.
    pub result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<InputError>,
    /// Taken all the same: what is wrong with its codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<InputError>,
    /// What the invoice's end stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Stopped {
    pub cancelled: i64,
    pub too_late: i64,
    pub uncertain: i64,
}

/// What a ladder's run did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LadderRun {
    pub considered: u64,
    pub created: u64,
    pub duplicates: u64,
    pub skipped: BTreeMap<String, u64>,
    /// The `batch_ref` of the messages it made.
    pub batch_ref: String,
    /// Of the messages made: their customers, and what these owe in the invoices concerned.
    pub customers: u64,
    pub open_cents: i64,
    /// Messages of each step, made now or before, by its days from the due date.
    pub by_step: BTreeMap<i32, u64>,
}

/// A message to be, and what is counted of it once it is made.
struct Draft {
    message: NewMessage,
    customer: CustomerId,
    open_cents: i64,
}

impl Engine {
    /// Takes invoices (each read, or its error), and stops what waits for those that are no longer to be collected.
    pub async fn accept_invoices(
        &self,
        source: String,
        parsed: Vec<Result<InvoiceInput, InputError>>,
        by: By,
    ) -> Result<Vec<InvoiceAnswer>, StoreError> {
        let mut answers: Vec<InvoiceAnswer> = Vec::with_capacity(parsed.len());
        let mut good = Vec::new();
        let mut places = Vec::new();
        for (index, item) in parsed.into_iter().enumerate() {
            let mut answer = InvoiceAnswer {
                index,
                id: None,
                result: "rejected",
                error: None,
                warnings: Vec::new(),
                stopped: None,
            };
            match item {
                Ok(input) => {
                    answer.warnings = remark::of_invoice(&input);
                    good.push(input);
                    places.push(index);
                }
                Err(error) => answer.error = Some(error),
            }
            answers.push(answer);
        }
        let results = self.catalogue().upsert_invoices(source, good, self.now()).await?;
        let mut stopped = Vec::new();
        for (index, result) in places.into_iter().zip(results) {
            let Some(answer) = answers.get_mut(index) else {
                continue;
            };
            match result {
                Err(error) => {
                    answer.error = Some(error);
                    answer.warnings.clear();
                }
                Ok(InvoiceResult { id, result, ended }) => {
                    answer.id = Some(id);
                    answer.result = result;
                    if let Some(reason) = ended {
                        answer.stopped = Some(self.stop_invoice(id, reason, by.clone()).await?);
                        stopped.push(id);
                    }
                }
            }
        }
        if !stopped.is_empty() {
            self.catalogue().invoices_stopped(stopped).await?;
        }
        Ok(answers)
    }

    /// Stops what waits for invoices that ended just before an earlier process did.
    pub(crate) async fn stop_ended_invoices(&self) -> Result<(), StoreError> {
        loop {
            let ended = self.catalogue().invoices_to_stop(PAGE).await?;
            if ended.is_empty() {
                return Ok(());
            }
            let ids = ended.iter().map(|(id, _)| *id).collect();
            for (id, reason) in ended {
                self.stop_invoice(id, reason, system()).await?;
            }
            self.catalogue().invoices_stopped(ids).await?;
        }
    }

    /// Cancels what waits for an invoice.
    pub(crate) async fn stop_invoice(
        &self,
        id: InvoiceId,
        cause: Reason,
        by: By,
    ) -> Result<Stopped, StoreError> {
        let filter = MessageFilter {
            invoice: Some(id),
            ..MessageFilter::default()
        };
        let by = By {
            reason: Some(cause.word().to_owned()),
            ..by
        };
        let order = BulkOrder {
            action: Action::Cancel,
            selection: Selection::Filter(filter),
            cause,
            by,
        };
        let operation = self.order(order).await?;
        Ok(Stopped {
            cancelled: operation.changed,
            too_late: operation.too_late,
            uncertain: operation.uncertain,
        })
    }

    /// Runs a ladder for today; a dry run changes nothing and counts the same.
    pub async fn run_ladder(&self, id: LadderId, dry_run: bool, by: By) -> Result<LadderRun, IntakeError> {
        let book = self.book();
        let ladder = book
            .ladders
            .get(&id)
            .cloned()
            .ok_or(StoreError::NotFound { noun: "ladder" })?;
        let out = self.climb(book, ladder, dry_run).await?;
        tracing::info!(
            ladder.id = id.0,
            ladder.dry_run = dry_run,
            ladder.created = out.created,
            actor = by.actor,
            "ladder ran"
        );
        Ok(out)
    }

    /// What a ladder that is not kept would do today, beside the others, in the place of `replaced` if one is given.
    ///
    /// # Errors
    /// What setting it up would be refused for, and `not_found` for `replaced`.
    pub async fn try_ladder(
        &self,
        spec: LadderSpec,
        replaced: Option<LadderId>,
    ) -> Result<LadderRun, IntakeError> {
        let book = self.book();
        let old = replaced.map(|id| {
            book.ladders
                .get(&id)
                .ok_or(StoreError::NotFound { noun: "ladder" })
        });
        let old = old.transpose()?.cloned();
        spec.vet(self, old.as_deref())?;
        // A new one comes after all others of its rank.
        let id = old.as_ref().map_or(i64::MAX, |old| old.id);
        let now = self.now();
        let ladder = Stored {
            id,
            created_at: now,
            updated_at: now,
            version: 1,
            spec,
        };
        self.climb(book, Arc::new(ladder), true).await
    }

    async fn climb(
        &self,
        book: Arc<Book>,
        ladder: Arc<Stored<LadderSpec>>,
        dry_run: bool,
    ) -> Result<LadderRun, IntakeError> {
        let id = ladder.id;
        let zone = TimeZone::get(&ladder.spec.time_zone)
            .map_err(|_| InputError::new("unknown_zone", "/time_zone", "an IANA time zone"))?;
        let today = self.now().timestamp().to_zoned(zone.clone()).date();
        let climb = Climb {
            engine: self,
            book,
            ladder,
            zone,
            today,
            dry_run,
            out: LadderRun {
                batch_ref: format!("ladder:{id}:{today}"),
                ..LadderRun::default()
            },
            customers: BTreeSet::new(),
        };
        climb.go().await
    }
}

/// One run of one ladder.
struct Climb<'a> {
    engine: &'a Engine,
    book: Arc<Book>,
    ladder: Arc<Stored<LadderSpec>>,
    zone: TimeZone,
    today: Date,
    dry_run: bool,
    out: LadderRun,
    customers: BTreeSet<CustomerId>,
}

impl Climb<'_> {
    async fn go(mut self) -> Result<LadderRun, IntakeError> {
        let spec = self.ladder.spec.clone();
        let offsets = spec.steps.iter().map(|s| s.offset_days);
        let (Some(first), Some(last)) = (offsets.clone().min(), offsets.max()) else {
            return Ok(self.out);
        };
        let from = self.today.saturating_sub((i64::from(last) + 1).days());
        let to = self.today.saturating_sub(i64::from(first).days());
        let mut after = None;
        loop {
            let catalogue = self.engine.catalogue();
            let page = catalogue
                .invoices_due(from.to_string(), to.to_string(), after, PAGE)
                .await?;
            let Some(end) = page.last() else { break };
            after = Some((end.due_date.clone(), end.id));
            let full = page.len() == PAGE;
            let drafts: Vec<Draft> = page
                .into_iter()
                .filter_map(|invoice| self.consider(invoice))
                .collect();
            self.keep(drafts).await?;
            if !full {
                break;
            }
        }
        Ok(self.out)
    }

    /// The message of one invoice's step of today, unless there is a reason against it, which is counted.
    fn consider(&mut self, invoice: DueInvoice) -> Option<Draft> {
        let due: Date = invoice.due_date.parse().ok()?;
        let (step, date) = self.step_of(due)?;
        self.out.considered += 1;
        match self.refusal(&invoice, date) {
            Some(reason) => self.skip(reason),
            None => {
                let customer = invoice.customer_id;
                let open_cents = invoice.open_cents.unwrap_or(invoice.amount_cents);
                match self.draft(invoice, &step, date) {
                    Ok(message) => Some(Draft {
                        message,
                        customer,
                        open_cents,
                    }),
                    Err(error) => self.skip(error.code),
                }
            }
        }
    }

    fn skip<T>(&mut self, reason: &str) -> Option<T> {
        *self.out.skipped.entry(reason.to_owned()).or_default() += 1;
        None
    }

    /// The latest step that falls on today or, missed, on yesterday; with its day.
    fn step_of(&self, due: Date) -> Option<(LadderStep, Date)> {
        let yesterday = self.today.saturating_sub(1.day());
        let steps = self
            .ladder
            .spec
            .steps
            .iter()
            .map(|s| (s, due.saturating_add(i64::from(s.offset_days).days())));
        let due_now = steps.filter(|(_, date)| *date == self.today || *date == yesterday);
        due_now
            .max_by_key(|(s, _)| s.offset_days)
            .map(|(s, date)| (s.clone(), date))
    }

    fn refusal(&self, invoice: &DueInvoice, date: Date) -> Option<&'static str> {
        let spec = &self.ladder.spec;
        if !invoice.status.collectable() {
            return Some("not_collectable");
        }
        if spec.starts_on.parse::<Date>().is_ok_and(|start| date < start) {
            return Some("before_starts_on");
        }
        if !matches(&spec.filters, invoice) {
            return Some("filters");
        }
        let own = (spec.rank, self.ladder.id);
        let others = self
            .book
            .ladders
            .values()
            .filter(|l| l.spec.enabled && l.id != self.ladder.id);
        if others
            .filter(|l| (l.spec.rank, l.id) < own)
            .any(|l| matches(&l.spec.filters, invoice))
        {
            return Some("other_ladder");
        }
        if let Some(block) = invoice.block {
            return Some(block.word());
        }
        let of_contract = invoice.contract_collection.as_ref();
        self.collection_refusal(invoice.collection.as_ref(), &invoice.due_date)
            .or_else(|| self.collection_refusal(of_contract, &invoice.due_date))
    }

    /// Why a customer's or a contract's own word is against writing today.
    fn collection_refusal(&self, collection: Option<&Collection>, due_date: &str) -> Option<&'static str> {
        let collection = collection?;
        if !collection.allowed {
            return Some("collection_not_allowed");
        }
        let until = collection
            .paused_until
            .as_ref()
            .and_then(|d| d.parse::<Date>().ok());
        if until.is_some_and(|until| self.today <= until) {
            return Some("collection_paused");
        }
        let due: Date = due_date.parse().ok()?;
        if self.today < due && collection.before_due == Some(false) {
            return Some("collection_before_due");
        }
        let after = i64::from(collection.after_days?);
        let early = self.today > due && self.today < due.saturating_add(after.days());
        early.then_some("collection_too_early")
    }

    fn draft(&self, invoice: DueInvoice, step: &LadderStep, date: Date) -> Result<NewMessage, InputError> {
        let template = step
            .template_id
            .ok_or_else(|| InputError::new("no_template", "/template_id", "a template"))?;
        let gateway = self.gateway_of(template, &invoice)?;
        let due_at = self.moment(date, step.time.as_deref());
        let reference = Reference {
            source: invoice.source.clone(),
            external_id: invoice.external_id.clone(),
        };
        let key = key::business_key(
            &invoice.source,
            &invoice.external_id,
            step.offset_days,
            &invoice.due_date,
        );
        let input = MessageInput {
            gateway_id: Some(gateway),
            template_id: Some(template),
            customer: customer_of(&invoice),
            invoice: Some(reference.clone()),
            data: told(&invoice),
            due_at: Some(due_at),
            dedupe_key: Some(key),
            batch_ref: Some(self.out.batch_ref.clone()),
            ..MessageInput::default()
        };
        let (customer_id, name) = (invoice.customer_id, invoice.customer_name.clone());
        let known = KnownInvoice {
            id: invoice.id,
            collectable: true,
            context: invoice_context(&invoice),
        };
        let known = [((reference.source, reference.external_id), known)].into();
        let producer = Producer {
            origin: Origin::Billing,
            run_id: None,
        };
        let draft = self
            .engine
            .draft_known(input, producer, self.book.clone(), known)?;
        let customer = Recipient::Known {
            id: CustomerId(customer_id.0),
            name,
        };
        Ok(NewMessage {
            customer,
            step: Some(step.offset_days),
            ..draft.message
        })
    }

    /// The first gateway of the branch, else of the template, that the template speaks to.
    fn gateway_of(&self, template: TemplateId, invoice: &DueInvoice) -> Result<GatewayId, InputError> {
        let none = || InputError::new("no_gateway", "/template_id", "a template bound to a gateway");
        let bindings = &self.book.template(template).ok_or_else(none)?.spec.bindings;
        let bound: BTreeSet<GatewayId> = bindings.iter().map(|b| b.gateway_id).collect();
        let branch = invoice
            .branch_key
            .as_deref()
            .and_then(|key| self.book.branch_by_key(key));
        let preferred = branch.and_then(|b| b.spec.gateway_ids.iter().find(|g| bound.contains(g)).copied());
        preferred
            .or_else(|| bindings.first().map(|b| b.gateway_id))
            .ok_or_else(none)
    }

    fn moment(&self, date: Date, time: Option<&str>) -> Time {
        let time = time
            .and_then(|t| t.parse().ok())
            .unwrap_or(jiff::civil::Time::midnight());
        let zoned = date.to_datetime(time).to_zoned(self.zone.clone());
        zoned.map_or_else(|_| self.engine.now(), |z| Time::from(z.timestamp()))
    }

    async fn keep(&mut self, drafts: Vec<Draft>) -> Result<(), IntakeError> {
        if drafts.is_empty() {
            return Ok(());
        }
        let told: Vec<(CustomerId, i64, Option<i32>)> = drafts
            .iter()
            .map(|draft| (draft.customer, draft.open_cents, draft.message.step))
            .collect();
        let messages: Vec<NewMessage> = drafts.into_iter().map(|draft| draft.message).collect();
        let known = if self.dry_run {
            self.known(messages).await?
        } else {
            let kept = self.engine.keep(messages).await?;
            kept.into_iter().map(|one| one.duplicate).collect()
        };
        for ((customer, open_cents, step), known) in told.into_iter().zip(known) {
            *self.out.by_step.entry(step.unwrap_or_default()).or_default() += 1;
            if known {
                self.out.duplicates += 1;
                continue;
            }
            self.out.created += 1;
            self.out.open_cents += open_cents;
            self.out.customers += u64::from(self.customers.insert(customer));
        }
        Ok(())
    }

    /// Whether each was made before.
    async fn known(&self, messages: Vec<NewMessage>) -> Result<Vec<bool>, IntakeError> {
        let mut known = Vec::with_capacity(messages.len());
        for message in messages {
            let filter = MessageFilter {
                dedupe_key: message.dedupe_key,
                ..MessageFilter::default()
            };
            let found = self.engine.queue().list(&filter, Order::Id, 1, None).await?;
            known.push(!found.items.is_empty());
        }
        Ok(known)
    }
}

fn matches(filters: &LadderFilters, invoice: &DueInvoice) -> bool {
    let amount = invoice.open_cents.unwrap_or(invoice.amount_cents);
    let any = |wanted: &[String], have: Option<&str>| {
        wanted.is_empty() || have.is_some_and(|h| wanted.iter().any(|w| w == h))
    };
    filters.amount_min_cents.is_none_or(|min| amount >= min)
        && filters.amount_max_cents.is_none_or(|max| amount <= max)
        && (filters.tags.is_empty() || filters.tags.iter().any(|t| invoice.tags.contains(t)))
        && !filters.without_tags.iter().any(|t| invoice.tags.contains(t))
        && any(&filters.branch_keys, invoice.branch_key.as_deref())
        && any(&filters.payment_methods, invoice.payment_method.as_deref())
}

/// What an operator reads of the invoice beside the message, as it was when the message was made.
fn told(invoice: &DueInvoice) -> Map<String, Value> {
    let cents = invoice.open_cents.unwrap_or(invoice.amount_cents);
    let due = invoice.due_date.parse().map(date::format);
    let rows = [
        ("valor", format!("R$ {}", money::format(cents))),
        ("vencimento", due.unwrap_or_else(|_| invoice.due_date.clone())),
        ("fatura", invoice.external_id.clone()),
    ];
    rows.into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

/// The stored customer as a message names one.
fn customer_of(invoice: &DueInvoice) -> CustomerInput {
    let field = |value: &Option<String>| value.clone().map_or(Field::Absent, Field::Set);
    CustomerInput {
        source: Some(invoice.source.clone()),
        external_id: invoice.customer_external_id.clone(),
        name: invoice.customer_name.clone(),
        document: field(&invoice.document),
        phone: field(&invoice.phone),
        email: field(&invoice.email),
        branch_key: field(&invoice.branch_key),
        state: field(&invoice.state),
        city_ibge: field(&invoice.city_ibge),
        ..CustomerInput::default()
    }
}

/// An invoice as templates see it.
fn invoice_context(invoice: &DueInvoice) -> Value {
    json!({
        "external_id": invoice.external_id,
        "status": invoice.status,
        "due_date": invoice.due_date,
        "amount_cents": invoice.amount_cents,
        "open_cents": invoice.open_cents.unwrap_or(invoice.amount_cents),
        "payment_method": invoice.payment_method,
        "pix": invoice.pix,
        "boleto_line": invoice.boleto_line,
        "pdf_url": invoice.pdf_url,
    })
}

/// Billing acts in its own name when no person does.
pub fn system() -> By {
    actor("billing")
}
