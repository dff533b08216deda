//! Messages one at a time: taken in, listed, shown, and moved by a person.

use crate::api::{Page, accepted, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::cursor;
use crate::dto::filter::FilterInput;
use crate::dto::message::MessageView;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::{MessageId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Priority, Status};
use omnifila_core::plan::Blocker;
use omnifila_core::time::Time;
use omnifila_engine::intake::{Item, MessageInput, Producer, Warning};
use omnifila_engine::setup::sized;
use omnifila_store::Order;
use omnifila_store::verbs::{Place, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of a reason at most.
pub(crate) const MAX_REASON: usize = 1_000;

/// What `POST /messages` answers.
#[derive(Debug, Serialize)]
struct Taken {
    id: MessageId,
    status: Status,
    duplicate: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    differs: bool,
    warnings: Vec<Warning>,
}

#[derive(Debug, Serialize)]
struct DryRun {
    preview: String,
    warnings: Vec<Warning>,
    blockers: Vec<Blocker>,
    expected_at: Option<Time>,
}

pub(crate) async fn create(State(app): State<App>, Input(input): Input<MessageInput>) -> Answer<Response> {
    let engine = app.engine();
    if input.dry_run {
        let draft = engine.draft(input, Producer::api()).await?;
        let (blockers, expected_at) = engine.look_ahead(&draft).await?;
        let preview = draft.message.preview;
        return Ok(ok(DryRun {
            preview,
            warnings: draft.warnings,
            blockers,
            expected_at,
        }));
    }
    let answer = engine.accept_inputs(vec![Ok(input)], Producer::api()).await?;
    match answer.items.into_iter().next() {
        Some(Item::Taken {
            id,
            status,
            duplicate,
            differs,
            warnings,
        }) => Ok(accepted(Taken {
            id,
            status,
            duplicate,
            differs,
            warnings,
        })),
        Some(Item::Refused { error, .. }) => Err(error.into()),
        None => Err(Problem::internal()),
    }
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    let known: Vec<&str> = FilterInput::NAMES
        .into_iter()
        .chain(["order", "limit", "cursor"])
        .collect();
    query.only(&known)?;
    let order = query.parsed("order", "queue or id", |word| match word {
        "queue" => Some(Order::Queue),
        "id" => Some(Order::Id),
        _ => None,
    })?;
    let order = order.unwrap_or_default();
    let limit = query.limit()?;
    let after = query
        .one("cursor")?
        .map(|text| cursor::read_messages(order, text))
        .transpose()?;
    let filter = FilterInput::of_query(&query)?.resolve(app.engine()).await?;
    let page = app.engine().queue().list(&filter, order, limit, after).await?;
    Ok(ok(Page::<Row> {
        items: page.items,
        next_cursor: page.next.map(cursor::write_messages),
    }))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<MessageId>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    shown(&app, id).await
}

/// Rows that are counted where nobody asked for all of them.
const COUNTED: i64 = 10_000;

/// How many messages a filter has.
#[derive(Debug, Serialize)]
struct CountedView {
    exact: bool,
    statuses: BTreeMap<&'static str, i64>,
    waiting: WaitingFor,
    templates: Vec<OfTemplate>,
}

/// What the waiting ones wait for.
#[derive(Debug, Serialize)]
struct WaitingFor {
    now: i64,
    scheduled: i64,
    retrying: i64,
}

#[derive(Debug, Serialize)]
struct OfTemplate {
    template_id: TemplateId,
    n: i64,
}

pub(crate) async fn counts(State(app): State<App>, query: Query) -> Answer<Response> {
    let known: Vec<&str> = FilterInput::NAMES.into_iter().chain(["exact"]).collect();
    query.only(&known)?;
    let cap = (!query.flag("exact")?).then_some(COUNTED);
    let filter = FilterInput::of_query(&query)?.resolve(app.engine()).await?;
    let counted = app
        .engine()
        .queue()
        .count(&filter, app.engine().now(), cap)
        .await?;
    let mut templates: Vec<OfTemplate> = counted
        .templates
        .into_iter()
        .map(|(template_id, n)| OfTemplate { template_id, n })
        .collect();
    templates.sort_by_key(|one| std::cmp::Reverse(one.n));
    let count = |status: &Status| counted.statuses.get(status).copied().unwrap_or_default();
    Ok(ok(CountedView {
        exact: counted.exact,
        statuses: Status::ALL
            .iter()
            .map(|status| (status.word(), count(status)))
            .collect(),
        waiting: WaitingFor {
            now: counted.now,
            scheduled: counted.scheduled,
            retrying: counted.retrying,
        },
        templates,
    }))
}

/// The message as it is now.
pub(super) async fn shown(app: &App, id: MessageId) -> Answer<Response> {
    let explained = app
        .engine()
        .explain(id)
        .await?
        .ok_or_else(|| Problem::not_found("message"))?;
    Ok(ok(MessageView::from(explained)))
}

/// Why a person does something; kept on record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonInput {
    pub(crate) reason: String,
}

impl ReasonInput {
    pub(crate) fn checked(self) -> Result<String, InputError> {
        sized("/reason", &self.reason, MAX_REASON)?;
        Ok(self.reason)
    }
}

pub(crate) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<ReasonInput>,
) -> Answer<Response> {
    let by = caller.by(Some(input.checked()?));
    Ok(ok(app.engine().cancel(id, by).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveInput {
    to: Option<End>,
    before: Option<MessageId>,
    after: Option<MessageId>,
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Front,
    Back,
}

pub(crate) async fn place(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<MoveInput>,
) -> Answer<Response> {
    let place = match (input.to, input.before, input.after) {
        (Some(End::Front), None, None) => Place::Front,
        (Some(End::Back), None, None) => Place::Back,
        (None, Some(other), None) => Place::Before(other),
        (None, None, Some(other)) => Place::After(other),
        _ => return Err(InputError::new("bad_move", "", "exactly one of to, before and after").into()),
    };
    app.engine().place(id, place, caller.by(input.reason)).await?;
    shown(&app, id).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriorityInput {
    priority: Priority,
    reason: Option<String>,
}

pub(crate) async fn prioritise(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<PriorityInput>,
) -> Answer<Response> {
    app.engine()
        .prioritise(id, input.priority, caller.by(input.reason))
        .await?;
    shown(&app, id).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RescheduleInput {
    due_at: Time,
    reason: Option<String>,
}

pub(crate) async fn reschedule(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<RescheduleInput>,
) -> Answer<Response> {
    app.engine()
        .reschedule(id, input.due_at, caller.by(input.reason))
        .await?;
    shown(&app, id).await
}

pub(crate) async fn resend(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<ReasonInput>,
) -> Answer<Response> {
    app.engine().resend(id, caller.by(Some(input.checked()?))).await?;
    shown(&app, id).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveInput {
    #[serde(rename = "as")]
    found: Found,
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Found {
    Sent,
    NotSent,
}

pub(crate) async fn resolve(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<MessageId>,
    Input(input): Input<ResolveInput>,
) -> Answer<Response> {
    let sent = input.found == Found::Sent;
    let by = caller.by(Some(ReasonInput { reason: input.reason }.checked()?));
    app.engine().resolve(id, sent, by).await?;
    shown(&app, id).await
}
