//! Sources: what they are doing beside what they are, a read on demand, their test, a ticket; and how long payments take to
//! show up.

use crate::api::{accepted, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::problem::{Answer, Problem};
use crate::query::Id;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::catalogue::{SourceSpec, Stored};
use omnifila_core::id::SourceId;
use omnifila_core::input::InputError;
use omnifila_core::policy::settlement::Settlement;
use omnifila_core::port::Check;
use omnifila_engine::setup::sized;
use omnifila_engine::sources::{SourceError, SourceState, Ticket};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::nouns;

#[derive(Debug, Serialize)]
struct SourceView {
    #[serde(flatten)]
    spec: Map<String, Value>,
    #[serde(flatten)]
    state: SourceState,
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Store(error) => error.into(),
            SourceError::Input(error) => error.into(),
            SourceError::Fault(fault) => {
                let doubt = if fault.perhaps_done {
                    "; it may have been carried out all the same: look in the source before repeating it"
                } else {
                    ""
                };
                let detail = format!("{} at {}{doubt}", fault.code, fault.resource);
                Problem::new("source_failed", detail)
            }
        }
    }
}

async fn shown(app: &App, stored: Arc<Stored<SourceSpec>>) -> Answer<SourceView> {
    let state = app.engine().source_state(&stored).await?;
    Ok(SourceView {
        spec: nouns::view(&*stored)?,
        state,
    })
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<SourceId>) -> Answer<Response> {
    let stored = nouns::find::<SourceSpec>(&app, id)?;
    Ok(ok(shown(&app, stored).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SyncInput {
    full: bool,
}

pub(crate) async fn sync(
    State(app): State<App>,
    Id(id): Id<SourceId>,
    MaybeInput(input): MaybeInput<SyncInput>,
) -> Answer<Response> {
    let stored = nouns::find::<SourceSpec>(&app, id)?;
    app.engine().sync_source(id, input.full)?;
    Ok(accepted(shown(&app, stored).await?))
}

#[derive(Debug, Serialize)]
struct Tested {
    ok: bool,
    checks: Vec<Check>,
}

pub(crate) async fn test(
    State(app): State<App>,
    Id(id): Id<SourceId>,
    MaybeInput(Nothing {}): MaybeInput<Nothing>,
) -> Answer<Response> {
    nouns::find::<SourceSpec>(&app, id)?;
    let checks = app.engine().test_source(id).await?;
    Ok(ok(Tested {
        ok: checks.iter().all(|check| check.ok),
        checks,
    }))
}

/// A body that says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicketInput {
    customer_external_id: String,
    /// The source's own ids.
    subject_id: String,
    department_id: String,
    title: String,
    text: String,
    #[serde(default)]
    priority: TicketPriority,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TicketPriority {
    #[default]
    Low,
    Normal,
    High,
    Critical,
}

impl TicketPriority {
    /// IXC's letter.
    fn letter(self) -> &'static str {
        match self {
            TicketPriority::Low => "B",
            TicketPriority::Normal => "M",
            TicketPriority::High => "A",
            TicketPriority::Critical => "C",
        }
    }
}

#[derive(Debug, Serialize)]
struct Opened {
    /// The ticket's id at the source.
    external_id: String,
}

pub(crate) async fn ticket(
    State(app): State<App>,
    Id(id): Id<SourceId>,
    Input(input): Input<TicketInput>,
) -> Answer<Response> {
    nouns::find::<SourceSpec>(&app, id)?;
    for (pointer, text, most) in [
        ("/customer_external_id", &input.customer_external_id, 200),
        ("/subject_id", &input.subject_id, 20),
        ("/department_id", &input.department_id, 20),
        ("/title", &input.title, 200),
        ("/text", &input.text, 4_000),
    ] {
        sized(pointer, text, most)?;
    }
    let ticket = Ticket {
        customer: input.customer_external_id,
        subject: input.subject_id,
        department: input.department_id,
        title: input.title,
        text: input.text,
        priority: input.priority.letter().to_owned(),
    };
    let external_id = app.engine().open_ticket(id, &ticket).await?;
    Ok(created(Opened { external_id }))
}

pub(crate) async fn settlement(State(app): State<App>) -> Answer<Response> {
    Ok(ok(&app.engine().book().settlement))
}

/// Null takes a method out of the guard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettlementChange {
    business_days: BTreeMap<String, Option<u8>>,
}

pub(crate) async fn change_settlement(
    State(app): State<App>,
    caller: Caller,
    Input(change): Input<SettlementChange>,
) -> Answer<Response> {
    let engine = app.engine();
    let mut settlement = engine.book().settlement.clone();
    for (method, days) in change.business_days {
        sized("/business_days", &method, 100)?;
        if days.is_some_and(|days| days > Settlement::MOST) {
            let expected = format!("business days from 0 to {}", Settlement::MOST);
            let pointer = format!("/business_days/{}", method.replace('~', "~0").replace('/', "~1"));
            return Err(InputError::new("out_of_range", pointer, expected).into());
        }
        match days {
            Some(days) => settlement.business_days.insert(method, days),
            None => settlement.business_days.remove(&method),
        };
    }
    if settlement.business_days.len() > 100 {
        return Err(InputError::new("too_many_items", "/business_days", "at most 100 methods").into());
    }
    engine.set_settlement(settlement, caller.by(None)).await?;
    let body = ok(&engine.book().settlement);
    debug_assert_eq!(body.status(), StatusCode::OK);
    Ok(body)
}
