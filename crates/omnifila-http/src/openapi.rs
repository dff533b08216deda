//! The OpenAPI 3.1 document, made from the table of endpoints and the schemas beside this file.
//!
//! Schemas are written in a small language of functions ([`schema`]) instead of being derived, so that the domain needs no
//! library of the surface; tests hold every answer of the API against them, and every noun's specification.

mod access;
mod accounts;
mod answers;
mod codes;
mod cutover;
mod dashboard;
mod diagnostics;
mod documents;
mod holidays;
mod imports;
mod inbound;
mod ladders;
mod messages;
mod notices;
mod nouns;
mod opa;
mod outboxes;
mod sandbox;
pub(crate) mod schema;
mod sources;

use crate::auth::{Access, word};
use crate::idempotency::UNKEPT;
use crate::problem::MEDIA_TYPE;
use crate::routes::{Endpoint, Size, endpoints};
use axum::Json;
use axum::http::Method;
use schema::{Parameter, reference};
use serde_json::{Map, Value, json};

/// `GET /api/openapi.json`.
pub(crate) async fn show() -> Json<Value> {
    Json(document())
}

pub(crate) fn text() -> String {
    serde_json::to_string_pretty(&document()).unwrap_or_default()
}

pub(crate) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in endpoints() {
        let path = paths.entry(written(endpoint.path)).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_ascii_lowercase()] = operation(&endpoint);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "omnifila",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The queue between a billing system and its customers' phones. Times are RFC 3339, money is in \
                integer cents, ids are integers from 1 to 2^53-1. Errors are problem documents (RFC 9457) with a stable \
                code. POSTs take an Idempotency-Key.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "paths": paths,
        "components": {
            "schemas": components(),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer",
                "description": "An API token. Scopes: read; enqueue and operate (each includes read); admin (all)." },
                "session": { "type": "apiKey", "in": "cookie", "name": crate::session::COOKIE,
                "description": "The cookie of POST /session. What changes something also sends X-CSRF-Token with the \
                    session's csrf_token. Scopes follow from the role: viewer read; operator read, enqueue, operate; billing \
                    these and billing; admin all." } }
        }
    })
}

/// A path as the document has it: OpenAPI knows no place for the rest of a path, so the last place stands for it.
fn written(path: &str) -> String {
    path.replace("{*", "{")
}

pub(crate) fn components() -> Map<String, Value> {
    let mut all = Map::new();
    for (name, schema) in nouns::schemas()
        .into_iter()
        .chain(imports::schemas())
        .chain(notices::schemas())
        .chain(messages::schemas())
        .chain(answers::schemas())
        .chain(ladders::schemas())
        .chain(access::schemas())
        .chain(dashboard::schemas())
        .chain(codes::schemas())
        .chain(cutover::schemas())
        .chain(diagnostics::schemas())
        .chain(holidays::schemas())
        .chain(sandbox::schemas())
        .chain(documents::schemas())
        .chain(outboxes::schemas())
        .chain(sources::schemas())
        .chain(opa::schemas())
        .chain(accounts::schemas())
        .chain(inbound::schemas())
    {
        let twice = all.insert(name.clone(), schema);
        debug_assert!(twice.is_none(), "schema {name} is there twice");
    }
    all
}

fn operation(endpoint: &Endpoint) -> Value {
    let doc = &endpoint.doc;
    let mut operation = Map::new();
    operation.insert("operationId".into(), operation_id(endpoint).into());
    operation.insert("tags".into(), json!([doc.tag]));
    operation.insert("summary".into(), doc.summary.into());
    let needs = match endpoint.access {
        Access::Public => None,
        Access::Token(scope) => Some(format!("Needs the scope {}.", word(scope))),
        Access::Opa => Some(
            "Needs the gateway's own token of Opa! Suite, or a token with the scope enqueue. The last place of the path \
             stands for all that follows. While the gateway records, any answer of Opa!'s passes through."
                .into(),
        ),
        Access::Person => {
            Some("For the person who is signed in, about what is their own; or for the scope admin.".into())
        }
    };
    if let Some(needs) = needs {
        operation.insert("description".into(), needs.into());
        let security = match endpoint.access {
            Access::Opa => json!([{ "token": [] }]),
            _ => json!([{ "token": [] }, { "session": [] }]),
        };
        operation.insert("security".into(), security);
    }
    let parameters = parameters(endpoint);
    if !parameters.is_empty() {
        operation.insert("parameters".into(), parameters.into());
    }
    if let Some((schema, required)) = doc.body {
        let media = endpoint.size.media();
        let media: &[&str] = if endpoint.size == Size::File {
            &["application/octet-stream"]
        } else if media.is_empty() {
            &["application/json"]
        } else {
            media
        };
        let content = media.iter().map(|m| {
            // Lines have no schema of their own: each is one item.
            let schema = if *m == crate::api::v1::batch::NDJSON {
                reference("MessageInput")
            } else {
                reference(schema)
            };
            ((*m).to_owned(), json!({ "schema": schema }))
        });
        let content: Map<String, Value> = content.collect();
        operation.insert(
            "requestBody".into(),
            json!({ "required": required, "content": content }),
        );
    }
    operation.insert("responses".into(), responses(endpoint).into());
    operation.into()
}

fn operation_id(endpoint: &Endpoint) -> String {
    let path = endpoint.path.trim_start_matches("/api/v1");
    let words = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<String> = std::iter::once(endpoint.method.as_str().to_ascii_lowercase())
        .chain(words.map(str::to_owned))
        .collect();
    words.join("_")
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut all = Vec::new();
    for name in written(endpoint.path).split(['{', '}']).skip(1).step_by(2) {
        let schema = match name {
            "id" => schema::id("The one that is meant"),
            "gateway_key" => schema::text("The gateway's key, or its id"),
            "path" => schema::text("The rest of the path, as Opa! has it"),
            _ => schema::text("A secret of the path"),
        };
        all.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    all.extend(endpoint.doc.query.iter().map(Parameter::written));
    let keyed = endpoint.access != Access::Public && !UNKEPT.contains(&endpoint.path);
    if endpoint.method == Method::POST && keyed {
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 255 });
        let description = "The same key and body again within 24 hours answer the same, and change nothing";
        all.push(
            json!({ "name": "Idempotency-Key", "in": "header", "required": false,
            "description": description, "schema": schema }),
        );
    }
    all
}

fn responses(endpoint: &Endpoint) -> Map<String, Value> {
    let doc = &endpoint.doc;
    let mut all = Map::new();
    for (status, schema) in &doc.answers {
        let mut answer = json!({ "description": doc.summary });
        match (schema, doc.media) {
            (Some(name), _) => answer["content"]["application/json"]["schema"] = reference(name),
            (None, Some(media)) => answer["content"][media]["schema"] = json!({ "type": "string" }),
            (None, None) => {}
        }
        all.insert(status.to_string(), answer);
    }
    for status in refusals(endpoint) {
        let text = axum::http::StatusCode::from_u16(status)
            .ok()
            .and_then(|s| s.canonical_reason())
            .unwrap_or("Error");
        let mut answer = json!({ "description": text });
        match endpoint.access {
            Access::Opa => answer["content"]["application/json"]["schema"] = reference("OpaRefusal"),
            _ => answer["content"][MEDIA_TYPE]["schema"] = reference("Problem"),
        }
        all.insert(status.to_string(), answer);
    }
    all
}

/// What an endpoint may refuse with: what follows from its scope, path and body, and what it says itself.
pub(crate) fn refusals(endpoint: &Endpoint) -> Vec<u16> {
    let mut all = vec![413, 500, 503];
    if endpoint.access != Access::Public {
        all.extend([400, 401, 403]);
    }
    if endpoint.access == Access::Opa {
        all.extend([408, 429, 502, 504]);
    } else if endpoint.method != Method::GET {
        all.extend([400, 408, 409, 415, 422]);
    }
    if endpoint.path.contains('{') {
        all.push(404);
    }
    all.extend(&endpoint.doc.refusals);
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests;
