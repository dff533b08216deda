//! Who asks, and what they may do.
//!
//! A bearer token carries a set of scopes; `enqueue` and `operate` include `read`, `admin` includes all. The socket in the
//! data folder (mode 0600) is the machine's own administrator and needs no token.

use crate::app::App;
use crate::problem::Problem;
use crate::serve::LocalSocket;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use omnifila_core::id::TokenId;
use omnifila_store::verbs::By;

pub(crate) use omnifila_store::catalogue::Scope;

/// The word of the API.
pub(crate) fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Enqueue => "enqueue",
        Scope::Operate => "operate",
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
    /// Anybody: health, metrics, the document, provider callbacks (which prove themselves another way).
    Public,
    Token(Scope),
}

/// The one who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The token's name, or `cli` over the socket.
    pub(crate) actor: String,
    /// `None` over the socket.
    pub(crate) token: Option<TokenId>,
}

impl Caller {
    pub(crate) fn by(&self, reason: Option<String>) -> By {
        By {
            actor: self.actor.clone(),
            reason,
        }
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
pub(crate) async fn authorise(app: &App, parts: &Parts, needed: Scope) -> Result<Caller, Problem> {
    if parts.extensions.get::<LocalSocket>().is_some() {
        return Ok(Caller {
            actor: "cli".into(),
            token: None,
        });
    }
    let secret = bearer(parts).ok_or_else(|| unauthorized("send Authorization: Bearer and a token"))?;
    let info = app
        .engine()
        .catalogue()
        .authenticate(secret, app.engine().now())
        .await?;
    let info = info.ok_or_else(|| unauthorized("the token does not exist, was revoked or has expired"))?;
    if !info.scopes.iter().any(|held| includes(*held, needed)) {
        return Err(Problem::new(
            "forbidden",
            format!("this needs the scope {}", word(needed)),
        ));
    }
    Ok(Caller {
        actor: info.name,
        token: Some(info.id),
    })
}

fn bearer(parts: &Parts) -> Option<&str> {
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
    use super::Scope::{Admin, Enqueue, Operate, Read};
    use super::includes;

    #[test]
    fn scopes_include_reading_and_admin_includes_all() {
        assert!(includes(Enqueue, Read) && includes(Operate, Read) && includes(Admin, Operate));
        assert!(!includes(Read, Enqueue) && !includes(Enqueue, Operate) && !includes(Operate, Enqueue));
        assert!(!includes(Operate, Admin));
    }
}
