//! A small language for JSON Schema (2020-12, as OpenAPI 3.1 has it), and the parameters of queries.

use crate::dto::filter::FilterInput;
use omnifila_core::id::MAX_ID;
use omnifila_core::message::{Origin, Priority, Purpose, Status};
use serde_json::{Map, Value, json};

pub(crate) fn text(doc: &str) -> Value {
    json!({ "type": "string", "description": doc })
}

pub(crate) fn key(doc: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 200, "description": doc })
}

pub(crate) fn integer(doc: &str) -> Value {
    json!({ "type": "integer", "description": doc })
}

/// A whole number from 0.
pub(crate) fn count(doc: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": doc })
}

pub(crate) fn between(from: i64, to: i64, doc: &str) -> Value {
    json!({ "type": "integer", "minimum": from, "maximum": to, "description": doc })
}

pub(crate) fn number(doc: &str) -> Value {
    json!({ "type": "number", "description": doc })
}

pub(crate) fn flag(doc: &str) -> Value {
    json!({ "type": "boolean", "description": doc })
}

pub(crate) fn id(doc: &str) -> Value {
    between(1, MAX_ID, doc)
}

pub(crate) fn time(doc: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": doc })
}

pub(crate) fn date(doc: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": doc })
}

pub(crate) fn words(all: &[&str], doc: &str) -> Value {
    json!({ "type": "string", "enum": all, "description": doc })
}

pub(crate) fn status() -> Value {
    words(
        &Status::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(),
        "Where the message is in its life",
    )
}

pub(crate) fn priority() -> Value {
    words(
        &Priority::ALL.iter().map(|p| p.word()).collect::<Vec<_>>(),
        "Higher ones leave first",
    )
}

pub(crate) fn purpose() -> Value {
    words(
        &Purpose::ALL.iter().map(|p| p.word()).collect::<Vec<_>>(),
        "Why the customer is written to",
    )
}

pub(crate) fn origin() -> Value {
    words(
        &Origin::ALL.iter().map(|o| o.word()).collect::<Vec<_>>(),
        "What made the message",
    )
}

pub(crate) fn list(of: Value, doc: &str) -> Value {
    json!({ "type": "array", "items": of, "description": doc })
}

pub(crate) fn map(of: Value, doc: &str) -> Value {
    json!({ "type": "object", "additionalProperties": of, "description": doc })
}

/// An object whose shape belongs to somebody else.
pub(crate) fn open(doc: &str) -> Value {
    json!({ "type": "object", "additionalProperties": true, "description": doc })
}

pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The same, or null.
pub(crate) fn nullable(schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    }
    let mut schema = schema;
    if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    schema
}

/// A property of an object: its name, its schema, whether it must be there.
pub(crate) type Property = (&'static str, Value, bool);

pub(crate) fn must(name: &'static str, schema: Value) -> Property {
    (name, schema, true)
}

pub(crate) fn may(name: &'static str, schema: Value) -> Property {
    (name, schema, false)
}

/// An object with exactly these properties.
pub(crate) fn object(doc: &str, properties: Vec<Property>) -> Value {
    let required: Vec<&str> = properties
        .iter()
        .filter(|(.., required)| *required)
        .map(|(name, ..)| *name)
        .collect();
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(name, schema, _)| (name.to_owned(), schema))
        .collect();
    let mut object = json!({ "type": "object", "description": doc, "properties": properties,
        "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// An object with the properties of `base` and more.
pub(crate) fn extended(base: &Value, doc: &str, more: Vec<Property>) -> Value {
    let mut out = object(doc, more);
    if let (Some(Value::Object(properties)), Some(target)) =
        (base.get("properties"), out["properties"].as_object_mut())
    {
        target.extend(properties.clone());
    }
    let mut required = base
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    required.extend(
        out.get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default(),
    );
    if !required.is_empty() {
        out["required"] = Value::Array(required);
    }
    out
}

/// A merge patch of `base`: everything may be left out, or null.
pub(crate) fn change(base: &Value) -> Value {
    let properties = base
        .get("properties")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(name, schema)| (name, nullable(schema)))
        .collect();
    json!({ "type": "object", "description": "A merge patch (RFC 7396): absent stays, null clears",
        "properties": properties, "additionalProperties": false })
}

/// A page of a list.
pub(crate) fn page(of: &str) -> Value {
    let cursor = nullable(text("Asks for the next page; null at the end"));
    let doc = "A page of a list";
    object(
        doc,
        vec![
            must("items", list(reference(of), "In the list's order")),
            must("next_cursor", cursor),
        ],
    )
}

/// One parameter of a query.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    name: &'static str,
    schema: Value,
    doc: &'static str,
}

impl Parameter {
    fn new(name: &'static str, schema: Value, doc: &'static str) -> Self {
        Self { name, schema, doc }
    }

    pub(crate) fn text(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, json!({ "type": "string" }), doc)
    }

    pub(crate) fn id(name: &'static str, doc: &'static str) -> Self {
        Self::new(
            name,
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_ID }),
            doc,
        )
    }

    pub(crate) fn integer(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, json!({ "type": "integer", "minimum": 0 }), doc)
    }

    pub(crate) fn flag(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, json!({ "type": "boolean" }), doc)
    }

    pub(crate) fn time(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, json!({ "type": "string", "format": "date-time" }), doc)
    }

    pub(crate) fn limit() -> Self {
        Self::new(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 }),
            "Rows of a page",
        )
    }

    /// The names of `GET /messages` that choose messages.
    pub(crate) fn message_filter() -> Vec<Self> {
        FilterInput::NAMES
            .into_iter()
            .map(|name| Self::new(name, filter_schema(name), filter_doc(name)))
            .collect()
    }

    pub(crate) fn written(&self) -> Value {
        json!({ "name": self.name, "in": "query", "required": false, "description": self.doc, "schema": self.schema })
    }
}

/// The schema of one filter, without its description.
pub(crate) fn filter_schema(name: &str) -> Value {
    let mut schema = match name {
        "gateway_id" | "run_id" | "template_id" => id(""),
        "status" => json!({ "type": "array", "items": status() }),
        "origin" => origin(),
        "purpose" => purpose(),
        "priority" => priority(),
        "created_from" | "created_to" | "updated_after" | "sent_from" | "sent_to" => time(""),
        _ => json!({ "type": "string", "maxLength": 300 }),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    schema
}

pub(crate) fn filter_doc(name: &str) -> &'static str {
    match name {
        "gateway_id" => "Of this gateway's queue",
        "status" => "Of any of these statuses; may be repeated",
        "origin" => "Made by this",
        "purpose" => "Of this purpose",
        "priority" => "Of this priority",
        "q" => "A customer's name from its beginning, a phone, or a message's id",
        "customer" => "A customer's id, or source:external_id",
        "invoice" => "An invoice's id, or source:external_id",
        "run_id" => "Added by this run, or released by it",
        "batch_ref" => "With this batch_ref",
        "template_id" => "Of this template",
        "dedupe_key" => "With this dedupe_key",
        "source_ref" => "With this source_ref",
        "error_code" => "Whose last attempt had this code",
        "created_from" => "Taken in at this time or later",
        "created_to" => "Taken in before this time",
        "sent_from" => "Taken by the gateway at this time or later",
        "sent_to" => "Taken by the gateway before this time",
        _ => "Changed after this time",
    }
}

/// The parameters of every list.
pub(crate) fn paged() -> Vec<Parameter> {
    vec![
        Parameter::limit(),
        Parameter::text("cursor", "The next_cursor of the last answer"),
    ]
}
