//! Every error as a problem document (RFC 9457). One table says which status a code has.
//!
//! A [`Problem`] travels as a response extension and is written out by `observe`, which knows the request's id. Nothing
//! here repeats what a caller sent, except names of parameters and fields.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use omnifila_core::input::InputError;
use omnifila_engine::intake::IntakeError;
use omnifila_store::StoreError;
use serde::Serialize;

pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a store that could not record is worth asking again.
const STORE_RETRY_SECONDS: u32 = 5;

/// Codes with a status of their own, and what they mean. Other codes of input are 422, other refusals of the store 409.
pub(crate) const CODES: &[(&str, u16, &str)] = &[
    ("bad_request", 400, "The request cannot be read"),
    ("invalid_json", 400, "The body is not well-formed JSON"),
    ("bad_utf8", 400, "The body is not UTF-8"),
    ("bad_cursor", 400, "The cursor is not one that a list answered"),
    (
        "unknown_parameter",
        400,
        "The query has a parameter that does not exist",
    ),
    (
        "invalid_parameter",
        400,
        "A query parameter has a value that it cannot have",
    ),
    ("bad_idempotency_key", 400, "The Idempotency-Key cannot be used"),
    ("unauthorized", 401, "A valid token is needed"),
    (
        "sign_in_refused",
        401,
        "The e-mail address or the password is wrong",
    ),
    ("setup_code_wrong", 401, "The setup code is wrong"),
    ("forbidden", 403, "The caller may not do this"),
    ("csrf_refused", 403, "The request may come from another page"),
    (
        "password_change_needed",
        403,
        "The password has to be changed first",
    ),
    ("not_found", 404, "There is no such thing"),
    ("method_not_allowed", 405, "The path does not know this method"),
    ("request_timeout", 408, "The body did not arrive in time"),
    ("body_too_large", 413, "The body is over the limit"),
    (
        "unsupported_media_type",
        415,
        "The body is of another type than expected",
    ),
    (
        "idempotency_key_reused",
        422,
        "The Idempotency-Key was used with another body",
    ),
    (
        "idempotency_in_progress",
        409,
        "A request with this Idempotency-Key is still being answered",
    ),
    (
        "idempotency_interrupted",
        409,
        "A request with this Idempotency-Key was cut short",
    ),
    ("queue_changed", 409, "One of the messages no longer waits there"),
    ("not_waiting", 409, "The message does not wait"),
    ("too_late", 409, "The message has left"),
    ("not_resendable", 409, "The message cannot be sent again"),
    (
        "not_held",
        409,
        "The message is not held for a change of its invoice",
    ),
    ("not_uncertain", 409, "The outcome of the message is not in doubt"),
    ("run_open", 409, "A run of the task has not ended"),
    ("already_set_up", 409, "Somebody has set this installation up"),
    ("email_taken", 409, "Somebody else has this e-mail address"),
    ("last_admin", 409, "Nobody else could administer it"),
    ("own_account", 409, "One does not take one's own rights away"),
    (
        "too_many_replays",
        409,
        "Ten replays of this outbox have not ended yet",
    ),
    ("in_use", 409, "Something else refers to it"),
    ("key_taken", 409, "The key is already in use"),
    (
        "not_simulated",
        409,
        "The clock is the machine's and cannot be moved",
    ),
    (
        "confirmation_needed",
        409,
        "So many messages need a second confirmation, which names their number",
    ),
    (
        "notice_not_draft",
        409,
        "The notice was sent, or changed meanwhile",
    ),
    ("notice_is_draft", 409, "The notice was never sent"),
    ("notice_undone", 409, "The notice was undone; draw up another"),
    (
        "import_not_draft",
        409,
        "The import was started, and says what it says",
    ),
    ("import_is_draft", 409, "Nothing of the import is in yet"),
    (
        "import_undone",
        409,
        "The import was undone; upload the file again",
    ),
    (
        "import_forgotten",
        409,
        "The rows of the import are no longer kept, after 30 days",
    ),
    ("already_undone", 409, "The operation was undone before"),
    ("undo_expired", 409, "The time for undoing is over"),
    ("not_undoable", 409, "The operation cannot be undone"),
    ("locked_out", 429, "Too many wrong tries"),
    (
        "not_askable",
        409,
        "The source is told by programs, and cannot be asked",
    ),
    (
        "not_readable",
        409,
        "A gateway of this kind has no account that can be read",
    ),
    (
        "account_failed",
        502,
        "The provider did not tell what it was asked",
    ),
    ("source_failed", 502, "The source did not do what it was asked"),
    ("internal", 500, "Something went wrong here"),
    ("not_ready", 503, "The service is not ready"),
    ("store_unhealthy", 503, "The store cannot record"),
];

/// One error on its way to the caller. Boxed, because it is rare and travels in every answer's type.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: String,
    status: StatusCode,
    detail: String,
    pointer: Option<String>,
    expected: Option<String>,
    header: Option<(header::HeaderName, HeaderValue)>,
    retry_after_seconds: Option<u32>,
}

/// The document itself.
#[derive(Debug, Serialize)]
pub(crate) struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
    request_id: &'a str,
}

pub(crate) type Answer<T> = Result<T, Problem>;

impl Problem {
    /// An error of a code in [`CODES`].
    pub(crate) fn new(code: &str, detail: impl Into<String>) -> Self {
        Self::with_default(code, StatusCode::INTERNAL_SERVER_ERROR, detail.into())
    }

    fn with_default(code: &str, status: StatusCode, detail: String) -> Self {
        let known = CODES
            .iter()
            .find(|(c, ..)| *c == code)
            .map(|(_, status, _)| *status);
        let status = known.and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(status);
        let (code, pointer, expected, header) = (code.to_owned(), None, None, None);
        Self(Box::new(Inner {
            code,
            status,
            detail,
            pointer,
            expected,
            header,
            retry_after_seconds: None,
        }))
    }

    pub(crate) fn not_found(noun: &str) -> Self {
        Self::new("not_found", format!("there is no {noun} with this id"))
    }

    pub(crate) fn internal() -> Self {
        Self::new("internal", "the request id finds the details in the log")
    }

    pub(crate) fn parameter(code: &str, name: &str, expected: impl Into<String>) -> Self {
        let expected = expected.into();
        let mut problem = Self::new(code, format!("query parameter {name}: expected {expected}"));
        problem.0.pointer = Some(format!("/{name}"));
        problem.0.expected = Some(expected);
        problem
    }

    pub(crate) fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }

    /// Says when to come again, in the header and in the document.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self.header(header::RETRY_AFTER, seconds.into())
    }

    /// For a program that speaks Opa!'s own API.
    pub(crate) fn write_as_opa(&self) -> Body {
        Body::from(crate::opa::refusal(self.0.status.as_u16(), &self.0.detail).to_string())
    }

    pub(crate) fn write(&self, request_id: &str) -> Body {
        let reason = self.0.status.canonical_reason().unwrap_or("Error");
        let title = CODES
            .iter()
            .find(|(c, ..)| *c == self.0.code)
            .map(|(_, _, title)| *title);
        let title = title.unwrap_or(if self.0.status.as_u16() == 422 {
            "The input was refused"
        } else {
            reason
        });
        let document = Document {
            kind: format!("urn:omnifila:problem:{}", self.0.code),
            title,
            status: self.0.status.as_u16(),
            detail: &self.0.detail,
            code: &self.0.code,
            pointer: self.0.pointer.as_deref(),
            expected: self.0.expected.as_deref(),
            retry_after_seconds: self.0.retry_after_seconds,
            request_id,
        };
        Body::from(serde_json::to_vec(&document).unwrap_or_default())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.status;
        let media = HeaderValue::from_static(MEDIA_TYPE);
        response.headers_mut().insert(header::CONTENT_TYPE, media);
        if let Some((name, value)) = self.0.header.clone() {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<InputError> for Problem {
    fn from(error: InputError) -> Self {
        let place = if error.pointer.is_empty() {
            "the body"
        } else {
            error.pointer.as_str()
        };
        let detail = format!("{place}: expected {}", error.expected);
        let mut problem = Self::with_default(error.code, StatusCode::UNPROCESSABLE_ENTITY, detail);
        problem.0.pointer = Some(error.pointer);
        problem.0.expected = Some(error.expected);
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused { code } => {
                let title = CODES
                    .iter()
                    .find(|(c, ..)| *c == code)
                    .map(|(_, _, title)| *title);
                let detail = title.unwrap_or("what was asked does not fit the present state");
                Self::with_default(code, StatusCode::CONFLICT, detail.to_owned())
            }
            StoreError::NotFound { noun } => Self::not_found(noun),
            StoreError::Unhealthy(reason) => {
                tracing::error!(store.error = %reason, "a request failed because the store cannot record");
                let detail = "nothing was changed; the store cannot record at the moment";
                Self::new("store_unhealthy", detail).header(header::RETRY_AFTER, STORE_RETRY_SECONDS.into())
            }
            StoreError::Internal(reason) => {
                tracing::error!(store.error = %reason, "a request failed in the store");
                Self::internal()
            }
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Input(error) => error.into(),
            IntakeError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_follow_the_table_and_where_the_code_came_from() {
        let input = |code| Problem::from(InputError::new(code, "/a", "b")).0.status.as_u16();
        assert_eq!(input("invalid_json"), 400);
        assert_eq!(input("bad_phone"), 422);
        let refused = |code| Problem::from(StoreError::Refused { code }).0.status.as_u16();
        assert_eq!(refused("queue_changed"), 409);
        assert_eq!(refused("some_new_refusal"), 409);
        assert_eq!(
            Problem::from(StoreError::Internal("secret".into()))
                .0
                .status
                .as_u16(),
            500
        );
        let unhealthy = Problem::from(StoreError::Unhealthy("disk".into())).into_response();
        assert_eq!(unhealthy.status().as_u16(), 503);
        assert!(unhealthy.headers().contains_key(header::RETRY_AFTER));
    }

    #[test]
    fn no_code_is_listed_twice() {
        let mut codes: Vec<&str> = CODES.iter().map(|(c, ..)| *c).collect();
        codes.sort_unstable();
        codes.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1]));
    }
}
