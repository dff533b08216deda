//! The first page in one answer, and what of it can be dismissed.

use crate::api::ok;
use crate::app::App;
use crate::body::Input;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::input::InputError;
use serde::Deserialize;

/// The one thing that only a person's word makes go away; the others go when their reason does.
const DISMISSIBLE: &str = "server_was_down";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dismissal {
    code: String,
}

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    Ok(ok(app.engine().dashboard().await?))
}

pub(crate) async fn dismiss(
    State(app): State<App>,
    Input(dismissal): Input<Dismissal>,
) -> Answer<StatusCode> {
    if dismissal.code != DISMISSIBLE {
        return Err(InputError::new("not_dismissible", "/code", DISMISSIBLE).into());
    }
    app.engine().catalogue().dismiss_absence().await?;
    Ok(StatusCode::NO_CONTENT)
}
