//! What a person arranged on the screen: the interface's own, kept here so that it follows them.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value};

pub(crate) async fn show(State(app): State<App>, caller: Caller, query: Query) -> Answer<Response> {
    query.only(&[])?;
    let user = caller.person()?.user.id;
    Ok(ok(app.engine().catalogue().preferences(user).await?))
}

pub(crate) async fn keep(
    State(app): State<App>,
    caller: Caller,
    Input(preferences): Input<Map<String, Value>>,
) -> Answer<Response> {
    let user = caller.person()?.user.id;
    let catalogue = app.engine().catalogue();
    catalogue.set_preferences(user, &preferences).await?;
    Ok(ok(preferences))
}
