//! Notices ("Comunicados"): drawn up, changed, previewed, sent, stopped, undone, and proven customer by customer.

use super::nouns::merge;
use crate::api::{Page, accepted, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput, Payload};
use crate::cursor;
use crate::problem::Answer;
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::catalogue::NoticeSpec;
use omnifila_core::id::{CustomerId, NoticeId};
use omnifila_core::input::{self, InputError};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::operations::Optionally;

const LIST: &str = "notices";
const PROOF: &str = "notice_proof";

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(spec): Input<NoticeSpec>,
) -> Answer<Response> {
    Ok(created(app.engine().draw_up_notice(spec, caller.by(None)).await?))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?.map(NoticeId);
    let items = app.engine().catalogue().notices(before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |notice| {
        cursor::write(LIST, &[notice.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<NoticeId>) -> Answer<Response> {
    Ok(ok(app.engine().show_notice(id).await?))
}

pub(crate) async fn patch(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<NoticeId>,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let patch: Map<String, Value> = input::parse(&bytes)?;
    // The list is not among what is kept in the specification, so that nothing is left for a merge to remove.
    let listless = |name: &str| {
        patch
            .get("audience")
            .and_then(|a| a.get(name))
            .is_some_and(Value::is_null)
    };
    let drop_list = listless("customers") || listless("csv");
    let make = move |current: NoticeSpec| {
        let unreadable = |_| InputError::new("invalid_field", "", "a notice that can be written");
        let mut document = serde_json::to_value(&current).map_err(unreadable)?;
        merge(&mut document, &patch);
        input::parse(&serde_json::to_vec(&document).map_err(unreadable)?)
    };
    let changed = app.engine().redraw_notice(id, make, drop_list, caller.by(None));
    Ok(ok(changed.await?))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<NoticeId>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let reason = query.one("reason")?.map(str::to_owned);
    app.engine().remove_notice(id, caller.by(reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn preview(
    State(app): State<App>,
    Id(id): Id<NoticeId>,
    MaybeInput(_): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().preview_notice(id).await?))
}

/// How a notice is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SendInput {
    confirm: Option<i64>,
    reason: Option<String>,
}

pub(crate) async fn send(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<NoticeId>,
    MaybeInput(input): MaybeInput<SendInput>,
) -> Answer<Response> {
    let begun = app
        .engine()
        .send_notice(id, input.confirm, caller.by(input.reason))
        .await?;
    Ok(accepted(begun))
}

pub(crate) async fn stop(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<NoticeId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().stop_notice(id, caller.by(input.reason)).await?))
}

pub(crate) async fn undo(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<NoticeId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().undo_notice(id, caller.by(input.reason)).await?))
}

pub(crate) async fn proof(State(app): State<App>, Id(id): Id<NoticeId>, query: Query) -> Answer<Response> {
    query.only(&["customer_id", "only", "limit", "cursor"])?;
    let engine = app.engine();
    if let Some(CustomerId(customer)) = query.id("customer_id")? {
        let found = engine.notice_proof(id, None, CustomerId(customer - 1), 1).await?;
        let items: Vec<_> = found
            .into_iter()
            .filter(|entry| entry.fate.customer_id.0 == customer)
            .collect();
        return Ok(ok(Page {
            items,
            next_cursor: None,
        }));
    }
    let only = |word: &str| match word {
        "sent_to" => Some(true),
        "left_out" => Some(false),
        _ => None,
    };
    let made = query.parsed("only", "sent_to or left_out", only)?;
    let limit = query.limit()?;
    let after = cursor::read_after(PROOF, query.one("cursor")?)?.unwrap_or(0);
    let items = engine
        .notice_proof(id, made, CustomerId(after), limit + 1)
        .await?;
    Ok(ok(Page::cut(items, limit, |entry| {
        cursor::write(PROOF, &[entry.fate.customer_id.0])
    })))
}
