//! API tokens: made, listed, revoked. A secret is seen once, in the answer that makes it.

use crate::api::{Page, created, ok};
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::body::Input;
use crate::cursor;
use crate::problem::Answer;
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::id::TokenId;
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::TokenRow;
use serde::{Deserialize, Serialize};

const LIST: &str = "tokens";
const MAX_NAME: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenInput {
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<Time>,
}

#[derive(Serialize)]
struct Made {
    #[serde(flatten)]
    row: TokenRow,
    token: String,
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<TokenInput>,
) -> Answer<Response> {
    let now = app.engine().now();
    sized("/name", &input.name, MAX_NAME)?;
    let mut scopes = input.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.contains(&Scope::Billing) {
        let expected = "read, enqueue, operate or admin; billing belongs to a role";
        return Err(InputError::new("unknown_scope", "/scopes", expected).into());
    }
    if scopes.is_empty() {
        return Err(InputError::new(
            "missing",
            "/scopes",
            "at least one of read, enqueue, operate, admin",
        )
        .into());
    }
    if input.expires_at.is_some_and(|end| end <= now) {
        return Err(InputError::new(
            "expires_in_past",
            "/expires_at",
            "a time in the future, or nothing",
        )
        .into());
    }
    let catalogue = app.engine().catalogue();
    let made = catalogue
        .create_token(input.name, scopes, input.expires_at, caller.by(None), now)
        .await?;
    Ok(created(Made {
        row: made.row,
        token: made.secret,
    }))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let after = cursor::read_after(LIST, query.one("cursor")?)?.map(TokenId);
    let items = app.engine().catalogue().tokens(after, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |row: &TokenRow| {
        cursor::write(LIST, &[row.id.0])
    })))
}

pub(crate) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<TokenId>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let by = caller.by(query.one("reason")?.map(str::to_owned));
    app.engine()
        .catalogue()
        .revoke_token(id, by, app.engine().now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
