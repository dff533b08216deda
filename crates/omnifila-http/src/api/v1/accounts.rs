//! Accounts at providers: their channels and templates as they were listed last, a sync on demand, the acceptance of a text that
//! changed, and the calls they made to the hook.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, MaybeInput};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::account::{Channel, Drift};
use omnifila_core::catalogue::GatewaySpec;
use omnifila_core::id::{GatewayId, HoldId, TemplateId};
use omnifila_core::time::Time;
use omnifila_engine::accounts::{AccountError, AccountState, AccountTrouble, Allowance};
use omnifila_engine::setup::sized;
use omnifila_store::catalogue::{HookEvent, ShownTemplate};
use serde::{Deserialize, Serialize};

use super::messages::MAX_REASON;
use super::nouns;
use super::sources::Nothing;

const HOOK_EVENTS: &str = "hook-events";

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::NotSupported => Problem::new(
                "not_readable",
                "a gateway of this kind has no account that can be read",
            ),
            AccountError::Failed(code) => Problem::new("account_failed", code),
        }
    }
}

/// What a gateway's view says of its account.
#[derive(Debug, Serialize)]
pub(crate) struct AccountView {
    daily_limit: Option<Allowance>,
    #[serde(flatten)]
    state: AccountState,
}

/// Of a gateway whose account can be read.
pub(crate) async fn view(app: &App, id: GatewayId) -> Answer<Option<AccountView>> {
    let Some(state) = app.engine().account_state(id) else {
        return Ok(None);
    };
    let daily_limit = app.engine().allowance(id).await?;
    Ok(Some(AccountView { daily_limit, state }))
}

#[derive(Debug, Serialize)]
struct Listed<T> {
    items: Vec<T>,
    /// When the provider listed them last; null before the first time.
    listed_at: Option<Time>,
    last_error: Option<AccountTrouble>,
}

impl<T> Listed<T> {
    fn of(app: &App, id: GatewayId, items: Vec<T>) -> Self {
        let state = app.engine().account_state(id).unwrap_or_default();
        Self {
            items,
            listed_at: state.listed_at,
            last_error: state.last_error,
        }
    }
}

pub(crate) async fn channels(State(app): State<App>, Id(id): Id<GatewayId>) -> Answer<Response> {
    nouns::find::<GatewaySpec>(&app, id)?;
    let items: Vec<Channel> = app.engine().catalogue().provider_channels(id).await?;
    Ok(ok(Listed::of(&app, id, items)))
}

#[derive(Debug, Serialize)]
struct ProviderTemplate {
    id: String,
    name: String,
    text: String,
    language: Option<String>,
    status: Option<String>,
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<String>,
    variables: usize,
    accepted_text: String,
    accepted_category: Option<String>,
    first_seen_at: Time,
    changed_at: Time,
    missing_since: Option<Time>,
    drift: Option<Drift>,
    template_ids: Vec<TemplateId>,
    mismatched_ids: Vec<TemplateId>,
    hold_ids: Vec<HoldId>,
}

impl From<ShownTemplate> for ProviderTemplate {
    fn from(shown: ShownTemplate) -> Self {
        let known = shown.known;
        Self {
            id: known.listed.id,
            name: known.listed.name,
            text: known.listed.text,
            language: known.listed.language,
            status: known.listed.status,
            category: known.listed.category,
            quality: known.listed.quality,
            variables: shown.variables,
            accepted_text: known.accepted_text,
            accepted_category: known.accepted_category,
            first_seen_at: known.first_seen_at,
            changed_at: known.changed_at,
            missing_since: known.missing_since,
            drift: shown.drift,
            template_ids: shown.template_ids,
            mismatched_ids: shown.mismatched_ids,
            hold_ids: shown.hold_ids,
        }
    }
}

pub(crate) async fn templates(State(app): State<App>, Id(id): Id<GatewayId>) -> Answer<Response> {
    nouns::find::<GatewaySpec>(&app, id)?;
    let items = app.engine().catalogue().provider_templates(id).await?;
    let items: Vec<ProviderTemplate> = items.into_iter().map(Into::into).collect();
    Ok(ok(Listed::of(&app, id, items)))
}

pub(crate) async fn sync(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    MaybeInput(Nothing {}): MaybeInput<Nothing>,
) -> Answer<Response> {
    nouns::find::<GatewaySpec>(&app, id)?;
    Ok(ok(app.engine().sync_account(id).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptInput {
    provider_template_id: String,
    reason: String,
}

pub(crate) async fn accept(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<GatewayId>,
    Input(input): Input<AcceptInput>,
) -> Answer<Response> {
    nouns::find::<GatewaySpec>(&app, id)?;
    sized("/reason", &input.reason, MAX_REASON)?;
    let by = caller.by(Some(input.reason));
    let taken = app
        .engine()
        .accept_template(id, input.provider_template_id, by)
        .await?;
    Ok(ok(Accepted {
        released: taken.released,
    }))
}

#[derive(Debug, Serialize)]
struct Accepted {
    /// The holds that ended with it.
    released: Vec<HoldId>,
}

pub(crate) async fn hook_events(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    query: Query,
) -> Answer<Response> {
    nouns::find::<GatewaySpec>(&app, id)?;
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(HOOK_EVENTS, query.one("cursor")?)?;
    let items = app
        .engine()
        .catalogue()
        .hook_events(id, before, limit + 1)
        .await?;
    Ok(ok(Page::cut(items, limit, |event: &HookEvent| {
        cursor::write(HOOK_EVENTS, &[event.id])
    })))
}
