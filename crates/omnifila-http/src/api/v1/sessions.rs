//! Where one is signed in. An administrator sees, and ends, the sessions of others as well.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::id::{SessionId, UserId};
use omnifila_store::catalogue::SessionRow;
use serde::Serialize;

const LIST: &str = "sessions";

#[derive(Debug, Serialize)]
struct View {
    #[serde(flatten)]
    row: SessionRow,
    current: bool,
}

pub(crate) async fn list(State(app): State<App>, caller: Caller, query: Query) -> Answer<Response> {
    query.only(&["user_id", "all", "limit", "cursor"])?;
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(SessionId);
    let user = whose(&caller, query.id("user_id")?, query.flag("all")?)?;
    let catalogue = app.engine().catalogue();
    let items = catalogue
        .sessions(user, after, limit + 1, app.engine().now())
        .await?;
    let own = caller.signed_in.as_ref().map(|signed_in| signed_in.session_id);
    let page = Page::cut(items, limit, |row: &SessionRow| cursor::write(LIST, &[row.id.0]));
    let items = page.items.into_iter().map(|row| View {
        current: own == Some(row.id),
        row,
    });
    Ok(ok(Page {
        items: items.collect(),
        next_cursor: page.next_cursor,
    }))
}

/// Whose sessions are meant; none means everybody's.
fn whose(caller: &Caller, user: Option<UserId>, all: bool) -> Answer<Option<UserId>> {
    let own = caller.user();
    if user.is_none() && !all && own.is_some() {
        return Ok(own);
    }
    if caller.may(Scope::Admin) || (user.is_some() && user == own) {
        return Ok(user);
    }
    let detail = "only an administrator sees the sessions of others";
    Err(Problem::new("forbidden", detail))
}

pub(crate) async fn end(State(app): State<App>, caller: Caller, Id(id): Id<SessionId>) -> Answer<StatusCode> {
    let only = if caller.may(Scope::Admin) {
        None
    } else {
        Some(caller.person()?.user.id)
    };
    let catalogue = app.engine().catalogue();
    catalogue
        .end_session(id, only, caller.by(None), app.engine().now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
