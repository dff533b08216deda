//! What was wrong with an input, said so that its sender can mend it.

use serde::Serialize;

/// One refusal: a stable `code`, where (`pointer`, RFC 6901) and what was `expected` there. Never repeats the value, so
/// that no personal data reaches a log through an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code} at {pointer:?}: expected {expected}")]
pub struct InputError {
    pub code: &'static str,
    pub pointer: String,
    pub expected: String,
}

impl InputError {
    pub fn new(code: &'static str, pointer: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { code, pointer: pointer.into(), expected: expected.into() }
    }

    /// The same error seen from one level further out: `/phone` below `/customer` is `/customer/phone`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.pointer.insert_str(0, prefix);
        self
    }
}
