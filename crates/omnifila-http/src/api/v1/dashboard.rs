//! The first page in one answer, and what of it can be dismissed.

use crate::api::{Page, ok};
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
/// The figures of days are kept a little longer.
const MOST_DAYS: i64 = 31;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dismissal {
    code: String,
}

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    Ok(ok(app.engine().dashboard().await?))
}

pub(crate) async fn days(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["days"])?;
    let expected = format!("a whole number from 1 to {MOST_DAYS}");
    let days = query.parsed("days", &expected, |text| {
        text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days))
    })?;
    Ok(ok(Page {
        items: app.engine().days(days.unwrap_or(7)).await?,
        next_cursor: None,
    }))
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
