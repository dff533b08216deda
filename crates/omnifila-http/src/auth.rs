//! Who asks, and what they may do.
//!
//! A bearer token carries a set of scopes; `enqueue` and `operate` include `read`, `admin` includes all. A person is known by
//! the cookie of their session and has the scopes of their role; what changes something needs the session's CSRF token as
//! well. The socket in the data folder (mode 0600) is the machine's own administrator and needs no token.

use crate::app::App;
use crate::problem::Problem;
use crate::serve::LocalSocket;
use crate::session;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use omnifila_core::id::{TokenId, UserId};
use omnifila_store::catalogue::SignedIn;
use omnifila_store::verbs::By;

pub(crate) use omnifila_store::catalogue::Scope;

/// The word of the API.
pub(crate) fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Enqueue => "enqueue",
        Scope::Operate => "operate",
        Scope::Billing => "billing",
        Scope::Admin => "admin",
    }
}

/// Whether a token with the scope `held` may do what needs `needed`.
fn includes(held: Scope, needed: Scope) -> bool {
    held == needed || held == Scope::Admin || needed == Scope::Read
}

/// What an endpoint asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody: health, metrics, the document, signing in, provider callbacks (which prove themselves another way).
    Public,
    Token(Scope),
    /// A person who is signed in, whatever their role, about what is their own; or an administrator.
    Person,
    /// A program that speaks Opa!'s own API; `opa::enter` knows who may.
    Opa,
}

/// The one who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The token's name, the person's e-mail address, or `cli` over the socket.
    pub(crate) actor: String,
    /// Whose keys of idempotency a request's key is among: a token's id, the negative of a person's, 0 over the socket.
    pub(crate) keys: TokenId,
    pub(crate) scopes: Vec<Scope>,
    /// The session of a person.
    pub(crate) signed_in: Option<SignedIn>,
}

impl Caller {
    pub(crate) fn by(&self, reason: Option<String>) -> By {
        By {
            actor: self.actor.clone(),
            reason,
        }
    }

    pub(crate) fn may(&self, needed: Scope) -> bool {
        self.scopes.iter().any(|held| includes(*held, needed))
    }

    /// The person who asks; none for a program.
    pub(crate) fn user(&self) -> Option<UserId> {
        self.signed_in.as_ref().map(|signed_in| signed_in.user.id)
    }

    /// The session of the person who asks.
    ///
    /// # Errors
    /// `forbidden` for a program.
    pub(crate) fn person(&self) -> Result<&SignedIn, Problem> {
        let only = "this is for a person who is signed in, not for a token";
        self.signed_in
            .as_ref()
            .ok_or_else(|| Problem::new("forbidden", only))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Caller>()
            .cloned()
            .ok_or_else(Problem::internal)
    }
}

/// Finds out who asks, and whether they may.
pub(crate) async fn authorise(app: &App, parts: &Parts, access: Access) -> Result<Caller, Problem> {
    let caller = identify(app, parts).await?;
    let needed = match access {
        Access::Public => return Ok(caller),
        Access::Person if caller.signed_in.is_some() => return Ok(caller),
        Access::Person => Scope::Admin,
        Access::Token(scope) => scope,
        Access::Opa => Scope::Enqueue,
    };
    if !caller.may(needed) {
        let detail = format!("this needs the scope {}", word(needed));
        return Err(Problem::new("forbidden", detail));
    }
    if caller
        .signed_in
        .as_ref()
        .is_some_and(|signed_in| signed_in.user.must_change_password)
    {
        let detail = "the password was made for one use: change it with PUT /api/v1/session/password";
        return Err(Problem::new("password_change_needed", detail));
    }
    Ok(caller)
}

pub(crate) async fn identify(app: &App, parts: &Parts) -> Result<Caller, Problem> {
    if parts.extensions.get::<LocalSocket>().is_some() {
        return Ok(Caller {
            actor: "cli".into(),
            keys: TokenId(0),
            scopes: vec![Scope::Admin],
            signed_in: None,
        });
    }
    let catalogue = app.engine().catalogue();
    let now = app.engine().now();
    // Who says both is a program: browsers send no such header of their own accord.
    if parts.headers.contains_key(header::AUTHORIZATION) {
        let secret = bearer(parts).ok_or_else(|| unauthorized("send Authorization: Bearer and a token"))?;
        let info = catalogue.authenticate(secret, now).await?;
        let info =
            info.ok_or_else(|| unauthorized("the token does not exist, was revoked or has expired"))?;
        return Ok(Caller {
            actor: info.name,
            keys: info.id,
            scopes: info.scopes,
            signed_in: None,
        });
    }
    let cookie = session::cookie(&parts.headers)
        .ok_or_else(|| unauthorized("sign in, or send Authorization: Bearer and a token"))?;
    let signed_in = catalogue.session(cookie, now).await?;
    let signed_in = signed_in.ok_or_else(|| unauthorized("the session is over: sign in again"))?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        session::refuse_forgery(app, &parts.headers, cookie)?;
    }
    Ok(Caller {
        actor: signed_in.user.email.clone(),
        keys: TokenId(-signed_in.user.id.0),
        scopes: signed_in.user.role.scopes().to_vec(),
        signed_in: Some(signed_in),
    })
}

pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

fn unauthorized(detail: &str) -> Problem {
    let challenge = HeaderValue::from_static("Bearer realm=\"omnifila\"");
    Problem::new("unauthorized", detail).header(header::WWW_AUTHENTICATE, challenge)
}

#[cfg(test)]
mod tests {
    use super::Scope::{Admin, Billing, Enqueue, Operate, Read};
    use super::includes;

    #[test]
    fn scopes_include_reading_and_admin_includes_all() {
        assert!(includes(Enqueue, Read) && includes(Operate, Read) && includes(Admin, Operate));
        assert!(includes(Admin, Billing) && includes(Billing, Read));
        assert!(!includes(Read, Enqueue) && !includes(Enqueue, Operate) && !includes(Operate, Enqueue));
        assert!(!includes(Operate, Admin) && !includes(Billing, Admin) && !includes(Operate, Billing));
    }
}
