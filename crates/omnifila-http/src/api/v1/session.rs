//! Signing in and out, and one's own password.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use crate::session;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use omnifila_core::time::{SECOND, Time};
use omnifila_store::catalogue::{NewSession, Role, Scope, SignedIn};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    email: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    current_password: String,
    new_password: String,
}

#[derive(Debug, Serialize)]
struct SessionView {
    user: UserView,
    scopes: &'static [Scope],
    must_change_password: bool,
    csrf_token: String,
    expires_at: Time,
    company_name: String,
    time_zone: String,
    locale: String,
    simulated_time: bool,
    demo: bool,
    version: String,
    preferences: Map<String, Value>,
}

#[derive(Debug, Serialize)]
struct UserView {
    id: i64,
    name: String,
    email: String,
    role: Role,
}

pub(crate) async fn begin(
    State(app): State<App>,
    parts: Parts,
    Input(input): Input<SignIn>,
) -> Answer<Response> {
    session::same_origin(&app, &parts.headers)?;
    let address = session::address(&app, &parts);
    count_try(&app, &input.email, &address)?;
    let found = app
        .engine()
        .catalogue()
        .check_credentials(&input.email, input.password)
        .await?;
    let user = found.ok_or_else(|| {
        Problem::new(
            "sign_in_refused",
            "no enabled person has this e-mail address and password",
        )
    })?;
    app.lockout().right(&input.email, &address);
    let made = open(&app, &parts, user.id.0).await?;
    signed_in(&app, &parts.headers, StatusCode::OK, &made).await
}

/// Counts a try at an account.
///
/// # Errors
/// `locked_out` after too many.
pub(crate) fn count_try(app: &App, account: &str, address: &str) -> Answer<()> {
    let counted = app.lockout().begin(account, address, app.engine().now());
    counted.map_err(|wait| {
        let seconds = u32::try_from((wait + SECOND - 1) / SECOND).unwrap_or(u32::MAX);
        let detail = format!("too many wrong tries: wait {seconds} s");
        Problem::new("locked_out", detail).retry_after(seconds)
    })
}

/// Signs a person in from where the request came.
pub(crate) async fn open(app: &App, parts: &Parts, user: i64) -> Answer<NewSession> {
    let agent = parts.headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let address = session::address(app, parts);
    let catalogue = app.engine().catalogue();
    let made = catalogue.open_session(user.into(), agent, &address, app.engine().now());
    Ok(made.await?)
}

/// The answer that gives a browser its cookie.
pub(crate) async fn signed_in(
    app: &App,
    headers: &HeaderMap,
    status: StatusCode,
    made: &NewSession,
) -> Answer<Response> {
    // The browser keeps the cookie as long as the session may last; when it ends is the server's to say.
    let longest = app
        .engine()
        .now()
        .plus(omnifila_store::catalogue::LONGEST_SESSION);
    let cookie = session::set_cookie(app, headers, &made.secret, longest)?;
    let mut response = ok(view(app, &made.signed_in, &made.secret).await?);
    *response.status_mut() = status;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn view(app: &App, signed_in: &SignedIn, secret: &str) -> Answer<SessionView> {
    let catalogue = app.engine().catalogue();
    let company = catalogue.company().await?;
    let user = &signed_in.user;
    Ok(SessionView {
        user: UserView {
            id: user.id.0,
            name: user.name.clone(),
            email: user.email.clone(),
            role: user.role,
        },
        scopes: user.role.scopes(),
        must_change_password: user.must_change_password,
        csrf_token: session::csrf_token(secret),
        expires_at: signed_in.expires_at,
        company_name: company.company_name,
        time_zone: company.time_zone,
        locale: company.locale,
        simulated_time: app.engine().pace().simulation().is_some(),
        demo: app.options().demo,
        version: app.options().version.clone(),
        preferences: catalogue.preferences(user.id).await?,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    query: Query,
    headers: HeaderMap,
) -> Answer<Response> {
    query.only(&[])?;
    let signed_in = caller.person()?;
    let secret = session::cookie(&headers).ok_or_else(Problem::internal)?;
    Ok(ok(view(&app, signed_in, secret).await?))
}

pub(crate) async fn end(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Answer<Response> {
    let id = caller.person()?.session_id;
    app.engine().catalogue().close_session(id).await?;
    let cleared = session::clear_cookie(&app, &headers)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cleared)]).into_response())
}

pub(crate) async fn change_password(
    State(app): State<App>,
    caller: Caller,
    parts: Parts,
    Input(input): Input<PasswordChange>,
) -> Answer<StatusCode> {
    let signed_in = caller.person()?;
    let email = &signed_in.user.email;
    let address = session::address(&app, &parts);
    // Whoever took over an open browser has as few tries as one at the door.
    count_try(&app, email, &address)?;
    let catalogue = app.engine().catalogue();
    let found = catalogue.check_credentials(email, input.current_password).await?;
    if found.is_none() {
        let detail = "the current password is another one";
        return Err(Problem::new("sign_in_refused", detail));
    }
    app.lockout().right(email, &address);
    catalogue
        .set_password(
            signed_in.user.id,
            ("/new_password", input.new_password),
            false,
            Some(signed_in.session_id),
            (caller.by(None), app.engine().now()),
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
