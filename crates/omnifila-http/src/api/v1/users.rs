//! The people who may sign in. A password made here is for one use, and seen once; one that the administrator gives (as the
//! command line does) stays.

use crate::api::{Page, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::id::UserId;
use omnifila_store::catalogue::{NewUser, Role, UserRow, new_password};
use serde::{Deserialize, Serialize};

const LIST: &str = "users";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserInput {
    name: String,
    email: String,
    role: Role,
    enabled: Option<bool>,
    password: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordReset {
    reason: Option<String>,
    password: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChange {
    name: Option<String>,
    email: Option<String>,
    role: Option<Role>,
    enabled: Option<bool>,
}

#[derive(Serialize)]
struct Made {
    #[serde(flatten)]
    row: UserRow,
    password: String,
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(UserId);
    let items = app.engine().catalogue().users(after, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |row: &UserRow| {
        cursor::write(LIST, &[row.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<UserId>) -> Answer<Response> {
    let found = app.engine().catalogue().user(id).await?;
    Ok(ok(found.ok_or_else(|| Problem::not_found("user"))?))
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<UserInput>,
) -> Answer<Response> {
    let (password, must_change_password) = given_or_made(input.password)?;
    let user = NewUser {
        name: input.name,
        email: input.email,
        role: input.role,
        enabled: input.enabled.unwrap_or(true),
        password: password.clone(),
        must_change_password,
    };
    let catalogue = app.engine().catalogue();
    let row = catalogue
        .create_user(user, caller.by(None), app.engine().now())
        .await?;
    Ok(created(Made { row, password }))
}

/// The password that the administrator chose, or one for a single use; and whether it has to be changed.
fn given_or_made(given: Option<String>) -> Answer<(String, bool)> {
    match given {
        Some(password) => Ok((password, false)),
        None => Ok((new_password()?, true)),
    }
}

pub(crate) async fn patch(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<UserId>,
    Input(change): Input<UserChange>,
) -> Answer<Response> {
    let change = omnifila_store::catalogue::UserChange {
        name: change.name,
        email: change.email,
        role: change.role,
        enabled: change.enabled,
    };
    let catalogue = app.engine().catalogue();
    let row = catalogue
        .change_user(id, change, caller.user(), caller.by(None), app.engine().now())
        .await?;
    Ok(ok(row))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<UserId>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let by = caller.by(query.one("reason")?.map(str::to_owned));
    let catalogue = app.engine().catalogue();
    catalogue
        .remove_user(id, caller.user(), by, app.engine().now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn reset_password(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<UserId>,
    MaybeInput(input): MaybeInput<PasswordReset>,
) -> Answer<Response> {
    let (password, must_change) = given_or_made(input.password)?;
    let catalogue = app.engine().catalogue();
    let row = catalogue
        .set_password(
            id,
            ("/password", password.clone()),
            must_change,
            None,
            (caller.by(input.reason), app.engine().now()),
        )
        .await?;
    Ok(ok(Made { row, password }))
}
