//! The lines that a gateway's test answers (`POST /gateways/{id}/test`): what was looked at, and what to do about it.

use omnifila_core::brazil::phone;
use omnifila_core::port::Check;

/// Good when there is no `code`.
pub(super) fn line(name: &'static str, code: Option<&str>, detail: &str) -> Check {
    Check {
        name,
        ok: code.is_none(),
        code: code.map(str::to_owned),
        detail: detail.into(),
    }
}

pub(super) fn pass(name: &'static str, detail: &str) -> Check {
    line(name, None, detail)
}

pub(super) fn fail(name: &'static str, code: &str, detail: &str) -> Check {
    line(name, Some(code), detail)
}

/// Whether the number to try is one.
pub(super) fn recipient(to: &str) -> Check {
    match phone::normalise(to) {
        Ok(_) => pass("recipient", "the phone is well formed"),
        Err(error) => fail("recipient", error.code, &format!("expected {}", error.expected)),
    }
}
