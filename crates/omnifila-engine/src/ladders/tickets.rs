//! Service tickets that ladders open at a source ("abrir OS"): kept first, opened once, each after a last look at its invoice.
//!
//! Failures: what the source refuses is told and not repeated; what passes is tried again, later each time; what may have been
//! carried out stays uncertain, because a second ticket is a second visit. Left out: what becomes of the ticket there.

use super::saying::{Picked, Speaker, customer_of, invoice_context};
use crate::Engine;
use crate::intake::{KnownInvoice, context_of};
use crate::sources::SourceError;
use omnifila_core::catalogue::{LadderTicket, TemplateSpec, TicketPriority};
use omnifila_core::id::{LadderId, SourceId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Late, Purpose};
use omnifila_core::source::ixc;
use omnifila_core::template::Compiled;
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_providers::sources::{Ixc, Ticket, Trouble};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{NewTicket, TicketEnd, TicketRow, TicketStatus};
use serde_json::{Map, Value};

/// Opens tickets as they come.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    let mut next = None;
    engine.0.tickets.raise();
    if let Err(error) = engine.catalogue().doubt_tickets(engine.now()).await {
        tracing::error!(%error, "tickets of an earlier process could not be looked at");
    }
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.tickets, next) => busy,
            _ = stop.changed() => return,
        };
        next = loop {
            if *stop.borrow() {
                return;
            }
            match one(&engine).await {
                Ok(None) => {}
                Ok(Some(next)) => break next,
                Err(error) => {
                    tracing::error!(%error, "a ticket could not be looked at");
                    break Some(engine.now().plus(MINUTE));
                }
            }
        };
    }
}

/// Opens the first ticket that is due; `Some` when there is none, with the time of the next.
async fn one(engine: &Engine) -> Result<Option<Option<Time>>, StoreError> {
    let ticket = match engine.catalogue().next_ticket(engine.now()).await? {
        Ok(ticket) => ticket,
        Err(next) => return Ok(Some(next)),
    };
    let end = open(engine, &ticket).await?;
    if end.status != TicketStatus::Opened {
        tracing::warn!(
            ticket.id = ticket.id,
            code = end.trouble.as_deref().unwrap_or_default(),
            "a ladder's ticket was not opened"
        );
    }
    engine
        .catalogue()
        .end_ticket(ticket.id, end, engine.now())
        .await?;
    Ok(None)
}

fn ended(status: TicketStatus, trouble: &str) -> TicketEnd {
    TicketEnd {
        status,
        external_id: None,
        trouble: Some(trouble.to_owned()),
        retry_at: None,
    }
}

async fn open(engine: &Engine, row: &TicketRow) -> Result<TicketEnd, StoreError> {
    let later = |code: &str| TicketEnd {
        retry_at: Some(engine.now().plus((MINUTE << row.tries.min(6)).min(HOUR))),
        ..ended(TicketStatus::Waiting, code)
    };
    let book = engine.book();
    let of = book
        .sources
        .iter()
        .find(|(id, s)| s.spec.askable() && s.spec.is_called(id.0, &row.source));
    let Some((&id, _)) = of else {
        return Ok(ended(TicketStatus::Refused, "not_askable"));
    };
    let client = match engine.client(id) {
        Ok((_, client)) => client,
        Err(SourceError::Store(error)) => return Err(error),
        Err(_) => return Ok(later("source_unusable")),
    };
    if !engine.catalogue().is_collectable(row.invoice_id).await? {
        return Ok(ended(TicketStatus::Dropped, "not_collectable"));
    }
    match still_owed(&client, id, row).await {
        Ok(true) => {}
        Ok(false) => return Ok(ended(TicketStatus::Dropped, "not_collectable")),
        Err(code) => return Ok(later(code)),
    }
    let ticket = Ticket {
        customer: row.customer_external_id.clone(),
        subject: row.ticket.subject_id.clone(),
        department: row.ticket.department_id.clone(),
        title: row.ticket.title.clone(),
        text: row.ticket.text.clone(),
        priority: letter(row.ticket.priority).to_owned(),
    };
    Ok(match client.open_ticket(&ticket).await {
        Ok(external_id) => TicketEnd {
            status: TicketStatus::Opened,
            external_id: Some(external_id),
            trouble: None,
            retry_at: None,
        },
        Err(fault) if fault.perhaps_done => ended(TicketStatus::Uncertain, fault.code),
        Err(fault) if fault.trouble == Trouble::Person => ended(TicketStatus::Refused, fault.code),
        Err(fault) => later(fault.code),
    })
}

/// The last look, as for a message.
async fn still_owed(client: &Ixc, _source: SourceId, row: &TicketRow) -> Result<bool, &'static str> {
    let ids = [row.invoice_external_id.clone()];
    let rows = client
        .by_ids("fn_areceber", &ids)
        .await
        .map_err(|fault| fault.code)?;
    let told = rows.first().and_then(|told| ixc::invoice(told, &row.source).ok());
    Ok(told.is_some_and(|told| told.input.status.collectable() && told.block.is_none()))
}

/// IXC's letter.
fn letter(priority: TicketPriority) -> &'static str {
    match priority {
        TicketPriority::Low => "B",
        TicketPriority::Normal => "M",
        TicketPriority::High => "A",
        TicketPriority::Critical => "C",
    }
}

/// A small template of a ticket, alone.
fn compiled(text: &str) -> Result<Compiled, InputError> {
    Compiled::compile(&TemplateSpec {
        key: None,
        name: "ticket".to_owned(),
        purpose: Purpose::Service,
        body: text.to_owned(),
        late: Late::Send,
        window_id: None,
        bindings: Vec::new(),
    })
}

/// Whether title and text are templates that could be filled.
///
/// # Errors
/// What is wrong with them, below `/ticket`.
pub(crate) fn vet(ticket: &LadderTicket) -> Result<(), InputError> {
    for (pointer, text) in [("/ticket/title", &ticket.title), ("/ticket/text", &ticket.text)] {
        compiled(text).map_err(|error| InputError {
            pointer: pointer.to_owned(),
            ..error
        })?;
    }
    Ok(())
}

impl Speaker<'_> {
    /// The ticket of an invoice's step.
    ///
    /// # Errors
    /// A variable that is not there.
    pub(super) fn ticket(&self, picked: &Picked, ticket: &LadderTicket) -> Result<NewTicket, InputError> {
        let invoice = &picked.invoice;
        let branch = invoice
            .branch_key
            .as_deref()
            .and_then(|key| self.book.branch_by_key(key));
        let known = KnownInvoice {
            id: invoice.id,
            collectable: true,
            context: invoice_context(&[invoice], &[]),
            pending: false,
        };
        let data = Value::Object(Map::new());
        let context = context_of(&customer_of(invoice), branch, Some(&known), None, &data);
        let said = |text: &str| compiled(text)?.words(&context);
        Ok(NewTicket {
            key: self.key(picked),
            ladder_id: LadderId(self.ladder.id),
            step: self.step(picked).offset_days,
            source: invoice.source.clone(),
            invoice_id: invoice.id,
            invoice_external_id: invoice.external_id.clone(),
            customer_external_id: invoice.customer_external_id.clone(),
            ticket: LadderTicket {
                title: said(&ticket.title)?,
                text: said(&ticket.text)?,
                ..ticket.clone()
            },
        })
    }
}
