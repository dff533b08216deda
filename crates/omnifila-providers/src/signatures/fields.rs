//! Reading a provider's JSON tolerantly: what is absent, null, empty or of another type says nothing.

use super::time;
use omnifila_core::time::Time;
use serde_json::Value;

/// Characters of a text that are kept.
const MOST: usize = 500;

/// A text below `value`, trimmed; numbers as they are written.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(MOST).collect())
}

pub(super) fn moment(value: &Value, name: &str) -> Option<Time> {
    time(value.get(name)?.as_str()?)
}

/// A link that a person can be given.
pub(super) fn link(value: &Value, name: &str) -> Option<String> {
    text(value, name).filter(|link| link.starts_with("https://") || link.starts_with("http://"))
}

pub(super) fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}
