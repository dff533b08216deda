//! Any body as one JSON value: JSON as it is, lines of JSON as a list, a form as an object, everything else as its text.

use serde_json::{Map, Value};

/// Fields of a form that are read.
const MOST_FIELDS: usize = 200;
/// How deep `a[b][c]` goes.
const DEPTH: usize = 8;

/// The value, and which shape it had.
pub(super) fn read(bytes: &[u8]) -> (Value, &'static str) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    if text.is_empty() {
        return (Value::Null, "empty");
    }
    if let Ok(value) = serde_json::from_str(text) {
        return (value, "json");
    }
    let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    if let Ok(lines) = lines {
        return (Value::Array(lines), "lines");
    }
    match form(text) {
        Some(form) => (form, "form"),
        None => (Value::String(text.to_owned()), "text"),
    }
}

/// `a=1&b[c]=2`; a field whose text is JSON is that JSON.
fn form(text: &str) -> Option<Value> {
    if !text.contains('=') || text.contains(char::is_whitespace) || text.starts_with(['{', '[', '<']) {
        return None;
    }
    let mut form = Value::Object(Map::new());
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()).take(MOST_FIELDS) {
        let value = if value.trim_start().starts_with(['{', '[']) {
            serde_json::from_str(&value).unwrap_or_else(|_| Value::String(value.into_owned()))
        } else {
            Value::String(value.into_owned())
        };
        let places: Vec<&str> = name
            .split(['[', ']', '.'])
            .filter(|place| !place.is_empty())
            .collect();
        put(&mut form, &places, value);
    }
    // One field that holds everything: `payload={…}`.
    match form.as_object() {
        Some(fields) if fields.len() == 1 => {
            let only = fields.values().next().filter(|v| v.is_object() || v.is_array());
            Some(only.cloned().unwrap_or(form))
        }
        _ => Some(form),
    }
}

fn put(form: &mut Value, places: &[&str], value: Value) {
    let Some((first, rest)) = places.split_first().filter(|_| places.len() <= DEPTH) else {
        return;
    };
    let Some(fields) = form.as_object_mut() else {
        return;
    };
    if rest.is_empty() {
        fields.insert((*first).to_owned(), value);
        return;
    }
    let below = fields.entry(*first).or_insert_with(|| Value::Object(Map::new()));
    put(below, rest, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn any_body_is_a_value() {
        for (body, value, shape) in [
            ("", Value::Null, "empty"),
            (" \n", Value::Null, "empty"),
            (r#"{"a":1}"#, json!({"a": 1}), "json"),
            ("{\"a\":1}\n{\"a\":2}\n", json!([{"a": 1}, {"a": 2}]), "lines"),
            (
                "event=read&data%5Bid%5D=7",
                json!({"event": "read", "data": {"id": "7"}}),
                "form",
            ),
            ("payload=%7B%22a%22%3A1%7D", json!({"a": 1}), "form"),
            ("{broken", json!("{broken"), "text"),
            ("<xml a=\"1\"/>", json!("<xml a=\"1\"/>"), "text"),
        ] {
            assert_eq!(read(body.as_bytes()), (value, shape), "{body}");
        }
        assert_eq!(read(b"\xff\xfe").1, "text");
        assert_eq!(read("[".repeat(10_000).as_bytes()).1, "text");
        let deep = "a[b]".to_owned() + &"[c]".repeat(1_000) + "=1";
        assert_eq!(read(deep.as_bytes()), (json!({}), "form"));
    }
}
