//! A browser: keeps the cookie it is given, and repeats the session's token with what changes something.

use crate::support::{Answer, Api, SETUP_CODE};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

pub(crate) const ADMIN: &str = "ana@provedor.example";
pub(crate) const PASSWORD: &str = "senha inventada 1";

#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Browser {
    /// Remembers what a sign-in answered.
    pub(crate) fn of(answer: &Answer) -> Self {
        Self {
            cookie: answer.cookie().to_owned(),
            csrf: answer.body["csrf_token"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn call(&self, api: &Api, method: &str, path: &str, body: Option<Value>) -> Answer {
        let headers = [("x-csrf-token", self.csrf.as_str())];
        self.with(api, method, path, body, &headers).await
    }

    /// With just these headers beside the cookie.
    pub(crate) async fn with(
        &self,
        api: &Api,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let cookie = format!("other=1; omnifila_session={}", self.cookie);
        let mut all = vec![("cookie", cookie.as_str())];
        all.extend(headers);
        bare(api, method, path, body, &all).await
    }
}

/// A request without a token.
pub(crate) async fn bare(
    api: &Api,
    method: &str,
    path: &str,
    body: Option<Value>,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    api.raw(request.body(body).unwrap()).await
}

pub(crate) async fn sign_in(api: &Api, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    bare(api, "POST", "/session", Some(body), &[]).await
}

/// Sets the installation up; its first administrator's browser.
pub(crate) async fn set_up(api: &Api) -> Browser {
    let body = json!({ "name": "Ana", "email": ADMIN, "password": PASSWORD, "code": SETUP_CODE });
    let answer = bare(api, "POST", "/setup", Some(body), &[]).await;
    assert_eq!(answer.status, 201, "{:#}", answer.body);
    Browser::of(&answer)
}

/// Adds a person and signs them in, past the change of their first password.
pub(crate) async fn person(api: &Api, email: &str, role: &str) -> (i64, Browser) {
    let input = json!({ "name": role, "email": email, "role": role });
    let made = api.post("/users", input).await.expect(201);
    let first = made["password"].as_str().unwrap();
    let browser = Browser::of(&sign_in(api, email, first).await);
    let change = json!({ "current_password": first, "new_password": PASSWORD });
    let changed = browser.call(api, "PUT", "/session/password", Some(change)).await;
    assert_eq!(changed.status, 204, "{:#}", changed.body);
    (made["id"].as_i64().unwrap(), browser)
}
