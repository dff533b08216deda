//! Holds an answer against the OpenAPI document: as much of JSON Schema as the document uses.

use serde_json::{Map, Value};
use std::sync::OnceLock;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::from_str(&omnifila_http::openapi()).unwrap())
}

/// Refuses an answer that the document does not know.
pub(crate) fn check_answer(method: &str, path: &str, status: u16, body: Option<&Value>) {
    let Some(operation) = operation(method, path) else {
        assert!(
            matches!(status, 404 | 405),
            "{method} {path} is not in the document, but answered {status}"
        );
        return;
    };
    let name = format!("{method} {path} -> {status}");
    let answer = &operation["responses"][status.to_string()];
    assert!(answer.is_object(), "{name} is not in the document: {body:?}");
    let media = answer["content"]
        .as_object()
        .and_then(|content| content.iter().find(|(m, _)| m.contains("json")));
    match (media, body) {
        (Some((_, media)), Some(body)) => check(&media["schema"], body, &name),
        (Some(_), None) => panic!("{name} has no body"),
        (None, _) => {}
    }
}

fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let places: Vec<&str> = template.split('/').collect();
        // The last place of Opa!'s own API stands for all that follows.
        let rest = template.ends_with("/{path}") && parts.len() > places.len();
        (places.len() == parts.len() || rest)
            && places
                .iter()
                .zip(&parts)
                .all(|(t, p)| t.starts_with('{') || t == p)
    };
    // A literal path goes before one with a place in it: /messages/batch before /messages/{id}.
    let paths: &Map<String, Value> = document()["paths"].as_object().unwrap();
    let exact = paths.get(path).and_then(|item| item.get(method.to_lowercase()));
    exact.or_else(|| {
        let mut fitting = paths.iter().filter(|(template, _)| fits(template));
        fitting.find_map(|(_, item)| item.get(method.to_lowercase()))
    })
}

fn check(schema: &Value, value: &Value, at: &str) {
    if let Err(why) = holds(schema, value, at) {
        panic!("{why}\n{value:#}");
    }
}

fn holds(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(Value::String(to)) = schema.get("$ref") {
        let schema = document().pointer(to.trim_start_matches('#')).unwrap();
        return holds(schema, value, at);
    }
    if let Some(Value::Array(any)) = schema.get("anyOf") {
        let tried: Vec<String> = any.iter().filter_map(|s| holds(s, value, at).err()).collect();
        return if tried.len() < any.len() {
            Ok(())
        } else {
            Err(tried.join("\n"))
        };
    }
    if let Some(kind) = schema.get("type") {
        let kinds = kind.as_array().cloned().unwrap_or_else(|| vec![kind.clone()]);
        if !kinds.iter().any(|kind| is(kind.as_str().unwrap(), value)) {
            return Err(format!("{at}: expected {kind}, found {value}"));
        }
    }
    if let Some(Value::Array(words)) = schema.get("enum")
        && !words.contains(value)
    {
        return Err(format!("{at}: {value} is none of {words:?}"));
    }
    if let (Some(least), Some(n)) = (schema.get("minimum").and_then(Value::as_i64), value.as_i64())
        && n < least
    {
        return Err(format!("{at}: {n} is below {least}"));
    }
    match value {
        Value::Object(object) => object_holds(schema, object, at),
        Value::Array(items) => match schema.get("items") {
            Some(schema) => items
                .iter()
                .enumerate()
                .try_for_each(|(i, item)| holds(schema, item, &format!("{at}/{i}"))),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn object_holds(schema: &Value, object: &Map<String, Value>, at: &str) -> Result<(), String> {
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if !object.contains_key(name.as_str().unwrap()) {
            return Err(format!("{at}: {name} is missing"));
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, value) in object {
        let at = format!("{at}/{name}");
        match (
            properties.and_then(|p| p.get(name)),
            schema.get("additionalProperties"),
        ) {
            (Some(schema), _) => holds(schema, value, &at)?,
            (None, Some(Value::Bool(false))) => return Err(format!("{at} is not in the document")),
            (None, Some(more)) if more.is_object() => holds(more, value, &at)?,
            _ => {}
        }
    }
    Ok(())
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}
