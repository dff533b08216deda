//! The settings of an IXC: `{url, token, invoices_from?, timeout_ms?}`. Values never reach an error.

use crate::guard::Guard;
use omnifila_core::input::InputError;
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

const KNOWN: [&str; 4] = ["url", "token", "invoices_from", "timeout_ms"];
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 100..=120_000;
const DEFAULT_TIMEOUT_MS: u64 = 30_000;

/// Read and checked.
pub struct Settings {
    /// Ends with `/webservice/v1`.
    pub(super) base: Url,
    /// `id:hex`.
    pub(super) token: String,
    pub(super) timeout: Duration,
    /// Invoices due before this local date are not fetched.
    pub invoices_from: Option<String>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}

fn bad(name: &str, expected: &str) -> InputError {
    InputError::new("bad_setting", format!("/settings/{name}"), expected)
}

fn text<'a>(settings: &'a Map<String, Value>, name: &str, expected: &str) -> Result<&'a str, InputError> {
    match settings.get(name) {
        None | Some(Value::Null) => Err(InputError::new(
            "missing_setting",
            format!("/settings/{name}"),
            expected,
        )),
        Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= 4_096 => Ok(text.trim()),
        Some(_) => Err(bad(name, expected)),
    }
}

impl Settings {
    /// `process` is the guard of the process's wire.
    ///
    /// # Errors
    /// `unknown_setting`, `missing_setting`, `bad_setting`, `bad_url` or `address_refused`, at `/settings/…`.
    pub fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        if let Some(name) = settings.keys().find(|name| !KNOWN.contains(&name.as_str())) {
            let pointer = format!("/settings/{}", name.replace('~', "~0").replace('/', "~1"));
            return Err(InputError::new(
                "unknown_setting",
                pointer,
                format!("one of {}", KNOWN.join(", ")),
            ));
        }
        let url = text(
            settings,
            "url",
            "the address of your IXC, such as https://ixc.example.com.br",
        )?;
        let mut base = Guard::Open
            .within(process)
            .read(url)
            .map_err(|e| e.under("/settings/url"))?;
        if base.query().is_some() {
            return Err(bad("url", "a URL without a query (?…)"));
        }
        let path = base.path().trim_end_matches('/');
        let path = path
            .strip_suffix("/webservice/v1")
            .unwrap_or(path)
            .trim_end_matches('/');
        base.set_path(&format!("{path}/webservice/v1"));
        let expected = "the token of an IXC user as IXC shows it: its number, a colon, hexadecimal digits";
        let token = text(settings, "token", expected)?;
        let (user, secret) = token.split_once(':').ok_or_else(|| bad("token", expected))?;
        let digits = !user.is_empty() && user.bytes().all(|b| b.is_ascii_digit());
        if !digits || secret.is_empty() || !secret.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(bad("token", expected));
        }
        Ok(Settings {
            base,
            token: token.to_owned(),
            timeout: timeout(settings)?,
            invoices_from: invoices_from(settings)?,
        })
    }
}

fn timeout(settings: &Map<String, Value>) -> Result<Duration, InputError> {
    let expected = "milliseconds from 100 to 120000";
    match settings.get("timeout_ms") {
        None | Some(Value::Null) => Ok(Duration::from_millis(DEFAULT_TIMEOUT_MS)),
        Some(value) => match value.as_u64().filter(|ms| TIMEOUT_MS.contains(ms)) {
            Some(ms) => Ok(Duration::from_millis(ms)),
            None => Err(bad("timeout_ms", expected)),
        },
    }
}

fn invoices_from(settings: &Map<String, Value>) -> Result<Option<String>, InputError> {
    match settings.get("invoices_from") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(date)) if omnifila_core::source::ixc::date(date).as_deref() == Some(date) => {
            Ok(Some(date.clone()))
        }
        Some(_) => Err(bad("invoices_from", "a date, YYYY-MM-DD")),
    }
}
