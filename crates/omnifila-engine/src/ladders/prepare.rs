//! Messages that have to be made ready before they leave: what expires is fetched, and what their invoices say differently is
//! said anew, or held, or dropped, as their ladder says.
//!
//! Model: `start` leases what lacks nothing else and names it here; nothing is held meanwhile, and no transaction is open while
//! a source is asked. What comes of it is written with a comparison of what the invoices say by then, and the lane looks again.
//! What cannot be fetched is put off with its reason and tried again until the message expires.

use super::attachments::{self, Unfetched};
use super::saying::{customer_of, invoice_context, told, with_notice};
use crate::Engine;
use crate::activity::Signal;
use crate::billing::system;
use crate::intake::{KnownInvoice, context_of};
use futures_util::future::join_all;
use omnifila_core::catalogue::Change;
use omnifila_core::dunning::{Difference, Dunning, Fact, Spoken};
use omnifila_core::id::MessageId;
use omnifila_core::message::Reason;
use omnifila_core::time::{HOUR, MINUTE, SECOND};
use omnifila_store::catalogue::{DueInvoice, Preparation};
use omnifila_store::sqlite::{MadeReady, Revision};
use omnifila_store::verbs::{Action, BulkOrder, Selection};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Made ready at a time: each may ask its source.
const AT_ONCE: usize = 8;

/// What waits to be made ready.
#[derive(Debug)]
pub(crate) struct Desk {
    signal: Signal,
    wanted: Mutex<BTreeSet<MessageId>>,
}

impl Desk {
    pub(crate) fn new(activity: &crate::activity::Activity) -> Self {
        Desk {
            signal: Signal::new(activity),
            wanted: Mutex::default(),
        }
    }

    fn wanted(&self) -> std::sync::MutexGuard<'_, BTreeSet<MessageId>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn some(&self) -> Vec<MessageId> {
        self.wanted().iter().take(AT_ONCE).copied().collect()
    }
}

impl Engine {
    /// Has messages made ready.
    pub(crate) fn want_ready(&self, messages: Vec<MessageId>) {
        if !messages.is_empty() {
            self.0.desk.wanted().extend(messages);
            self.0.desk.signal.raise();
        }
    }
}

pub(crate) async fn run(engine: Engine) {
    let mut stop = engine.stopping();
    let mut again = None;
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.desk.signal, again) => busy,
            _ = stop.changed() => return,
        };
        again = None;
        loop {
            let ids = engine.0.desk.some();
            if ids.is_empty() || *stop.borrow() {
                break;
            }
            if let Err(error) = make_ready(&engine, &ids).await {
                tracing::error!(%error, "messages could not be made ready; they wait");
                again = Some(engine.now().plus(SECOND));
                break;
            }
            let mut wanted = engine.0.desk.wanted();
            for id in ids {
                wanted.remove(&id);
            }
        }
    }
}

async fn make_ready(engine: &Engine, ids: &[MessageId]) -> Result<(), omnifila_store::StoreError> {
    let found = engine.catalogue().preparations(ids.to_vec()).await?;
    // One that is no ladder's any more has its lease ended all the same.
    let gone = ids
        .iter()
        .filter(|id| found.iter().all(|one| one.message_id != **id));
    let mut made: Vec<MadeReady> = gone.map(|id| left_alone(*id)).collect();
    for one in join_all(found.iter().map(|one| prepare(engine, one))).await {
        made.push(one?);
    }
    engine.catalogue().made_ready(made, engine.now()).await?;
    engine.nudge_lanes();
    Ok(())
}

fn left_alone(message_id: MessageId) -> MadeReady {
    MadeReady::LeftAlone { message_id }
}

async fn prepare(engine: &Engine, one: &Preparation) -> Result<MadeReady, omnifila_store::StoreError> {
    let message_id = one.message_id;
    let open: Vec<&DueInvoice> = one.invoices.iter().filter(|i| i.status.collectable()).collect();
    if open.is_empty() {
        // `start` ends it with the reason that its invoice has.
        return Ok(left_alone(message_id));
    }
    let differences = differences(&one.dunning, &one.invoices);
    match one.dunning.on_change.verdict(&differences) {
        Some(Change::Drop) => {
            drop_it(engine, message_id, &differences).await?;
            return Ok(left_alone(message_id));
        }
        Some(Change::Hold) if !one.accepted => {
            return Ok(MadeReady::Held {
                message_id,
                differences,
            });
        }
        _ => {}
    }
    Ok(match said_anew(engine, one, &open, differences).await {
        Ok(revision) => MadeReady::Revised(Box::new(revision)),
        Err(Unfetched::Store(error)) => return Err(error),
        Err(Unfetched::Trouble(code, rest)) => {
            let rest = rest.unwrap_or_else(|| (MINUTE << one.tries.min(6)).min(HOUR));
            let until = engine.now().plus(rest);
            tracing::warn!(message.id = message_id.0, code, until = %until, "a message could not be made ready");
            MadeReady::Deferred {
                message_id,
                until,
                trouble: code.to_owned(),
            }
        }
    })
}

/// What differs between what a message says and what its invoices say; one that has ended is a difference of its own.
fn differences(dunning: &Dunning, now: &[DueInvoice]) -> Vec<Difference> {
    let of = |spoken: &Spoken| match now.iter().find(|i| i.id == spoken.id) {
        Some(invoice) if invoice.status.collectable() => {
            spoken.facts.differences(spoken.id, &invoice.spoken().facts)
        }
        other => vec![Difference {
            invoice_id: spoken.id,
            field: Fact::Invoice,
            before: Some("open".to_owned()),
            after: other.map(|invoice| invoice.status.word().to_owned()),
        }],
    };
    dunning.invoices.iter().flat_map(of).collect()
}

async fn drop_it(
    engine: &Engine,
    id: MessageId,
    differences: &[Difference],
) -> Result<(), omnifila_store::StoreError> {
    let words: Vec<&str> = differences.iter().map(|d| d.field.word()).collect();
    let mut by = system();
    by.reason = Some(words.join(", "));
    let order = BulkOrder {
        action: Action::Cancel,
        selection: Selection::Ids(vec![id]),
        cause: Reason::InvoiceChanged,
        by,
    };
    engine.order(order).await.map(drop)
}

/// Fetches and renders.
async fn said_anew(
    engine: &Engine,
    one: &Preparation,
    open: &[&DueInvoice],
    differences: Vec<Difference>,
) -> Result<Revision, Unfetched> {
    let first = open[0];
    let attachments = &one.dunning.attachments;
    let mut context = invoice_context(open, &[]);
    if let Some((notice, given)) = &one.dunning.legal_notice
        && let Ok(given) = given.parse()
    {
        context = with_notice(context, Some(*notice), given);
    }
    let fetched = attachments::fetch(engine, one.message_id, first, attachments, &mut context).await?;
    let data = Value::Object(told(open));
    let known = KnownInvoice {
        id: first.id,
        collectable: true,
        context,
        pending: false,
    };
    let (version, preview, contents) = rendered(engine, one, first, (&known, &data), &fetched.served)
        .map_err(|error| Unfetched::Trouble(error.code, Some(HOUR)))?;
    let keys = |id| {
        one.dunning
            .invoices
            .iter()
            .find(|s| s.id == id)
            .and_then(|s| s.key.clone())
    };
    let invoices = open.iter().map(|invoice| Spoken {
        key: keys(invoice.id),
        ..invoice.spoken()
    });
    Ok(Revision {
        message_id: one.message_id,
        dunning: Dunning {
            invoices: invoices.collect(),
            ..one.dunning.clone()
        },
        template_version: version,
        data: data.to_string(),
        preview,
        contents,
        ready_until: fetched.until,
        differences,
    })
}

type Contents = Vec<(omnifila_core::id::GatewayId, omnifila_core::outcome::Content)>;

/// By the template as it is now, for each of its gateways that it can be rendered for.
fn rendered(
    engine: &Engine,
    one: &Preparation,
    first: &DueInvoice,
    (known, data): (&KnownInvoice, &Value),
    served: &[String],
) -> Result<(u32, String, Contents), omnifila_core::input::InputError> {
    let missing =
        |what: &str| omnifila_core::input::InputError::new("removed", format!("/{what}_id"), "what is kept");
    let book = engine.book();
    let template = book
        .template(one.template_id)
        .ok_or_else(|| missing("template"))?;
    let gateway = book.gateway(one.gateway_id).ok_or_else(|| missing("gateway"))?;
    let branch = first
        .branch_key
        .as_deref()
        .and_then(|key| book.branch_by_key(key));
    let context = context_of(&customer_of(first), branch, Some(known), None, data);
    let compiled = engine.compiled(one.template_id, template.version, &template.spec)?;
    let own = compiled.render(one.gateway_id, &context)?;
    let mut judged = own.content.clone();
    // An address of ours is the administrator's choice, and may be private.
    judged.media_url = judged.media_url.filter(|url| !served.contains(url));
    omnifila_providers::check_content(gateway.spec.kind, &judged, &own.preview, &one.address)?;
    let others = template
        .spec
        .bindings
        .iter()
        .map(|b| b.gateway_id)
        .filter(|id| *id != one.gateway_id)
        .filter_map(|id| Some((id, compiled.render(id, &context).ok()?.content)));
    let contents = std::iter::once((one.gateway_id, own.content)).chain(others);
    Ok((template.version, own.preview, contents.collect()))
}
