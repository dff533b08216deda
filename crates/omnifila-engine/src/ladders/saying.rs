//! What a ladder's message says: the context of its template, and the message itself.

use super::candidates;
use crate::Engine;
use crate::intake::{KnownInvoice, MessageInput, Producer, Reference, cannot_reach, through};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use omnifila_core::brazil::{date, money};
use omnifila_core::catalogue::{
    Attachment, Book, CustomerInput, Field, LadderSpec, LadderStep, LadderThanks, LegalNotice, Stored,
};
use omnifila_core::dunning::{Dunning, Spoken};
use omnifila_core::id::LadderId;
use omnifila_core::input::InputError;
use omnifila_core::message::Origin;
use omnifila_core::policy::key;
use omnifila_core::time::Time;
use omnifila_store::catalogue::DueInvoice;
use omnifila_store::verbs::{NewMessage, Recipient};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An invoice with the step that it has today, and that step's day.
#[derive(Debug, Clone)]
pub(super) struct Picked {
    pub(super) invoice: DueInvoice,
    pub(super) step: usize,
    pub(super) day: Date,
}

/// What all messages of a run have in common.
#[derive(Debug)]
pub(super) struct Speaker<'a> {
    pub(super) engine: &'a Engine,
    pub(super) book: Arc<Book>,
    pub(super) ladder: Arc<Stored<LadderSpec>>,
    pub(super) zone: TimeZone,
    pub(super) batch_ref: String,
}

impl Speaker<'_> {
    pub(super) fn step(&self, picked: &Picked) -> &LadderStep {
        &self.ladder.spec.steps[picked.step]
    }

    /// What makes the message of an invoice's step unique.
    pub(super) fn key(&self, picked: &Picked) -> String {
        let (invoice, step) = (&picked.invoice, self.step(picked));
        key::business_key(
            &invoice.source,
            &invoice.external_id,
            step.offset_days,
            &invoice.due_date,
        )
    }

    /// The message about these invoices of one customer; the first decides what is said and when.
    ///
    /// # Errors
    /// Why it cannot be made, by the code that an operator is told.
    pub(super) fn message(&self, group: &[Picked]) -> Result<NewMessage, InputError> {
        let Some(first) = group.first() else {
            return Err(InputError::new("missing", "/invoice", "an invoice"));
        };
        let step = self.step(first);
        let branch = first.invoice.branch_key.as_deref();
        let by = |gateway, template| {
            let input = MessageInput {
                gateway_id: Some(gateway),
                template_id: Some(template),
                ..self.input(group, first, step)
            };
            self.draft(input, group, first, step)
        };
        let no_gateway = || InputError::new("no_gateway", "/route_id", "a route with steps");
        let Some(route_id) = step.route_id else {
            let (gateway, template) = candidates::of(&self.book, step, branch)?;
            return by(gateway, template);
        };
        let route = self.book.routes.get(&route_id).ok_or_else(no_gateway)?;
        through(
            route_id,
            &route.spec,
            |way| by(way.gateway_id, way.template_id),
            |error| cannot_reach(error).then(|| error.code.to_owned()),
            no_gateway,
        )
    }

    fn input(&self, group: &[Picked], first: &Picked, step: &LadderStep) -> MessageInput {
        let invoice = &first.invoice;
        let invoices: Vec<&DueInvoice> = group.iter().map(|p| &p.invoice).collect();
        MessageInput {
            customer: customer_of(invoice),
            invoice: Some(reference(invoice)),
            data: told(&invoices),
            due_at: Some(self.moment(first.day, step.time.as_deref())),
            dedupe_key: Some(self.key(first)),
            batch_ref: Some(self.batch_ref.clone()),
            ..MessageInput::default()
        }
    }

    fn draft(
        &self,
        input: MessageInput,
        group: &[Picked],
        first: &Picked,
        step: &LadderStep,
    ) -> Result<NewMessage, InputError> {
        let invoices: Vec<&DueInvoice> = group.iter().map(|p| &p.invoice).collect();
        let known = KnownInvoice {
            id: first.invoice.id,
            collectable: true,
            context: with_notice(
                invoice_context(&invoices, &step.attachments),
                step.legal_notice,
                first.day,
            ),
            pending: !step.attachments.is_empty(),
        };
        let name = reference(&first.invoice);
        let known = [((name.source, name.external_id), known)].into();
        let producer = Producer {
            origin: Origin::Billing,
            run_id: None,
        };
        let draft = self
            .engine
            .draft_known(input, producer, self.book.clone(), known)?;
        let customer = Recipient::Known {
            id: first.invoice.customer_id,
            name: first.invoice.customer_name.clone(),
        };
        Ok(NewMessage {
            customer,
            step: Some(step.offset_days),
            late: step.late.unwrap_or(draft.message.late),
            dunning: Some(Box::new(self.dunning(group, first, step))),
            ..draft.message
        })
    }

    pub(super) fn thanks_key(&self, paid: &Picked) -> String {
        let invoice = &paid.invoice;
        key::thanks_key(&invoice.source, &invoice.external_id, &invoice.due_date)
    }

    /// A word of thanks for a paid invoice, which it names in words only.
    ///
    /// # Errors
    /// As [`Speaker::message`].
    pub(super) fn thanks(&self, paid: &Picked, thanks: &LadderThanks) -> Result<NewMessage, InputError> {
        let invoice = &paid.invoice;
        let branch = invoice.branch_key.as_deref();
        let gateway = candidates::gateway(&self.book, thanks.template_id, None, branch)?;
        let due_at = thanks
            .time
            .as_deref()
            .map(|time| self.moment(paid.day, Some(time)));
        let input = MessageInput {
            gateway_id: Some(gateway),
            template_id: Some(thanks.template_id),
            customer: customer_of(invoice),
            invoice: Some(reference(invoice)),
            data: told(&[invoice]),
            due_at,
            dedupe_key: Some(self.thanks_key(paid)),
            batch_ref: Some(self.batch_ref.clone()),
            ..MessageInput::default()
        };
        let known = KnownInvoice {
            id: invoice.id,
            collectable: true,
            context: invoice_context(&[invoice], &[]),
            pending: false,
        };
        let name = reference(invoice);
        let known = [((name.source, name.external_id), known)].into();
        let producer = Producer {
            origin: Origin::Billing,
            run_id: None,
        };
        let draft = self
            .engine
            .draft_known(input, producer, self.book.clone(), known)?;
        Ok(NewMessage {
            customer: Recipient::Known {
                id: invoice.customer_id,
                name: invoice.customer_name.clone(),
            },
            // An invoice that is paid stops what names it.
            invoice_id: None,
            ..draft.message
        })
    }

    fn dunning(&self, group: &[Picked], first: &Picked, step: &LadderStep) -> Dunning {
        let spec = &self.ladder.spec;
        let spoken = group.iter().map(|picked| Spoken {
            key: (group.len() > 1).then(|| self.key(picked)),
            ..picked.invoice.spoken()
        });
        Dunning {
            ladder_id: LadderId(self.ladder.id),
            ladder_version: self.ladder.version,
            step: step.offset_days,
            window_id: step.window_id,
            attachments: step.attachments.clone(),
            on_change: spec.on_change,
            when_one_ends: step.when_one_ends,
            legal_notice: step.legal_notice.map(|notice| (notice, first.day.to_string())),
            invoices: spoken.collect(),
        }
    }

    fn moment(&self, date: Date, time: Option<&str>) -> Time {
        let time = time
            .and_then(|t| t.parse().ok())
            .unwrap_or(jiff::civil::Time::midnight());
        let zoned = date.to_datetime(time).to_zoned(self.zone.clone());
        zoned.map_or_else(|_| self.engine.now(), |z| Time::from(z.timestamp()))
    }
}

fn reference(invoice: &DueInvoice) -> Reference {
    Reference {
        source: invoice.source.clone(),
        external_id: invoice.external_id.clone(),
    }
}

/// What an operator reads of the invoices beside the message, as they were when the message was made.
pub(super) fn told(invoices: &[&DueInvoice]) -> Map<String, Value> {
    let cents: i64 = invoices.iter().map(|i| i.open()).sum();
    let due = |i: &DueInvoice| {
        i.due_date
            .parse()
            .map_or_else(|_| i.due_date.clone(), date::format)
    };
    let list = |of: &dyn Fn(&DueInvoice) -> String| {
        let texts: Vec<String> = invoices.iter().map(|i| of(i)).collect();
        texts.join(", ")
    };
    let rows = [
        ("valor", format!("R$ {}", money::format(cents))),
        ("vencimento", list(&due)),
        ("fatura", list(&|i| i.external_id.clone())),
    ];
    rows.into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

/// The stored customer as a message names one, with the contract that the invoice belongs to.
pub(super) fn customer_of(invoice: &DueInvoice) -> CustomerInput {
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
        contracts: invoice
            .contract
            .clone()
            .map_or(Field::Absent, |c| Field::Set(vec![c])),
        ..CustomerInput::default()
    }
}

/// With the dates that a notice the law asks for has to name, counted from the day it is given.
pub(super) fn with_notice(mut context: Value, notice: Option<LegalNotice>, given: Date) -> Value {
    if notice.is_some() {
        let (suspension, rescission) = LegalNotice::DAYS;
        let suspends = given.saturating_add(suspension.days());
        context["suspends_on"] = suspends.to_string().into();
        context["rescinds_on"] = suspends.saturating_add(rescission.days()).to_string().into();
    }
    context
}

/// Invoices of one customer as templates see them: the first, with how many there are, what they come to, and each of them.
/// What is fetched only when the message leaves stands there in words until then.
pub(super) fn invoice_context(invoices: &[&DueInvoice], fetched_later: &[Attachment]) -> Value {
    let one = |i: &DueInvoice| {
        json!({
            "external_id": i.external_id,
            "status": i.status,
            "due_date": i.due_date,
            "amount_cents": i.amount_cents,
            "open_cents": i.open(),
            "payment_method": i.payment_method,
            "pix": i.pix,
            "boleto_line": i.boleto_line,
            "pdf_url": i.pdf_url,
        })
    };
    let Some(first) = invoices.first() else {
        return Value::Null;
    };
    let mut context = one(first);
    let all: Vec<Value> = invoices.iter().map(|i| one(i)).collect();
    let total: i64 = invoices.iter().map(|i| i.open()).sum();
    let mut put = |name: &str, value: Value| context[name] = value;
    put("count", invoices.len().into());
    put("total_cents", total.into());
    put("all", all.into());
    for attachment in fetched_later {
        let (name, words) = match attachment {
            Attachment::Pix => ("pix", "(código Pix: gerado no envio)"),
            Attachment::PixQr => ("pix_qr_url", "(QR do Pix: gerado no envio)"),
            Attachment::BoletoLine => ("boleto_line", "(linha digitável: buscada no envio)"),
            Attachment::Pdf => ("pdf_url", "(boleto em PDF: buscado no envio)"),
        };
        put(name, words.into());
    }
    context
}
