//! What the installation says of its owner.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_store::catalogue::CompanyChange;

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    Ok(ok(app.engine().catalogue().company().await?))
}

pub(crate) async fn change(
    State(app): State<App>,
    caller: Caller,
    Input(change): Input<CompanyChange>,
) -> Answer<Response> {
    let catalogue = app.engine().catalogue();
    let company = catalogue
        .change_company(change, caller.by(None), app.engine().now())
        .await?;
    Ok(ok(company))
}
