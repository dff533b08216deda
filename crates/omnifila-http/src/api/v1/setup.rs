//! The first person. Until there is one, whoever can read what the service wrote on its own machine may become it.

use super::session::{count_try, open, signed_in};
use crate::api::ok;
use crate::app::App;
use crate::body::Input;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use crate::session;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use omnifila_store::catalogue::{CompanyChange, NewUser, Role};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// What tries of the code are counted under; no e-mail address looks so.
const ACCOUNT: &str = "setup code";

#[derive(Debug, Serialize)]
struct SetupState {
    needed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupInput {
    name: String,
    email: String,
    password: String,
    code: String,
    company_name: Option<String>,
    time_zone: Option<String>,
    locale: Option<String>,
}

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    let needed = !app.engine().catalogue().has_users().await?;
    Ok(ok(SetupState { needed }))
}

pub(crate) async fn begin(
    State(app): State<App>,
    parts: Parts,
    Input(input): Input<SetupInput>,
) -> Answer<Response> {
    session::same_origin(&app, &parts.headers)?;
    let catalogue = app.engine().catalogue();
    if catalogue.has_users().await? {
        return Err(Problem::new("already_set_up", "sign in, or ask an administrator"));
    }
    let address = session::address(&app, &parts);
    count_try(&app, ACCOUNT, &address)?;
    let sent = input.code.trim().to_lowercase();
    let right = |code: &str| bool::from(sent.as_bytes().ct_eq(code.as_bytes()));
    let door = app.options().setup.as_ref().filter(|door| right(&door.code));
    let Some(door) = door else {
        let detail =
            "the code is in the file setup-code of the data folder, and on the service's standard error";
        return Err(Problem::new("setup_code_wrong", detail));
    };
    app.lockout().right(ACCOUNT, &address);
    let user = NewUser {
        name: input.name,
        email: input.email,
        role: Role::Admin,
        enabled: true,
        password: input.password,
        must_change_password: false,
    };
    let company = CompanyChange {
        company_name: input.company_name,
        time_zone: input.time_zone,
        locale: input.locale,
        public_url: None,
    };
    let user = catalogue.set_up(user, company, app.engine().now()).await?;
    if let Err(error) = tokio::fs::remove_file(&door.file).await {
        tracing::warn!(%error, "the used setup code could not be removed; it opens nothing any more");
    }
    let made = open(&app, &parts, user.id.0).await?;
    signed_in(&app, &parts.headers, StatusCode::CREATED, &made).await
}
