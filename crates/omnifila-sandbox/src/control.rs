//! The control API under `/sandbox/v1` and the page at `/`.
//!
//! Every call does what the method of the same name on [`crate::Sandbox`] does. Answers are JSON; a request that makes no
//! sense is a 4xx whose `error` names what was expected.

use std::sync::Arc;
use std::sync::PoisonError;

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::{self, Answer};
use crate::fault::FaultRule;
use crate::graph::{GraphCallbacks, GraphConfig, GraphRefusal, GraphTemplate};
use crate::ixc::{IxcChange, IxcConditions, IxcConfig};
use crate::journal::JournalQuery;
use crate::server::Shared;
use crate::tenant::{AttendanceChange, LimitChange, TenantConfig};

/// Rows of one page of the journal.
const MOST_ROWS: usize = 10_000;
const DEFAULT_ROWS: usize = 1_000;
/// Messages of one page of the phone.
const MOST_MESSAGES: usize = 500;

pub(crate) type Outcome = Result<Value, (u16, String)>;

/// A list of rules, bare or under `faults`.
#[derive(Deserialize)]
#[serde(untagged)]
enum RuleList {
    Wrapped { faults: Vec<Value> },
    Bare(Vec<Value>),
}

pub(crate) fn answer(shared: &Arc<Shared>, head: &Parts, body: &Bytes) -> Answer {
    let path = head.uri.path().trim_start_matches("/sandbox/v1");
    let query = head.uri.query().unwrap_or_default();
    match decide(shared, head.method.as_str(), path, query, body) {
        Ok(value) => answer::json_answer(200, &value),
        Err((405, allowed)) => not_allowed(&allowed),
        Err((status, error)) => answer::json_answer(status, &json!({"error": error})),
    }
}

/// What a call does, whoever makes it: `path` is below `/sandbox/v1`. The text of a 405 is the methods that are allowed.
pub(crate) fn decide(shared: &Arc<Shared>, method: &str, path: &str, query: &str, body: &Bytes) -> Outcome {
    let places: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method, places.as_slice()) {
        ("GET", ["state"]) => Ok(state(shared)),
        ("GET", ["counters"]) => {
            serde_json::to_value(shared.journal.counters()).map_err(|e| (500, e.to_string()))
        }
        ("GET", ["journal"]) => journal(shared, query),
        ("DELETE", ["journal"]) => {
            shared.journal.clear();
            Ok(json!({"cleared": true}))
        }
        ("GET", ["phone"]) => phone(shared, query),
        ("GET", ["faults"]) => Ok(faults(shared)),
        ("PUT", ["faults"]) => replace_faults(shared, body),
        ("POST", ["faults"]) => read::<FaultRule>(body)
            .and_then(|rule| shared.faults.add(rule).map_err(|e| (422, e)))
            .map(|id| json!({"id": id})),
        ("DELETE", ["faults"]) => shared
            .faults
            .replace(Vec::new())
            .map_err(|e| (422, e))
            .map(|()| faults(shared)),
        ("DELETE", ["faults", id]) => match id.parse().map(|id| shared.faults.remove(id)) {
            Ok(true) => Ok(faults(shared)),
            _ => Err((404, format!("fault {id}: no such rule"))),
        },
        ("POST", ["tenants"]) => tenant(shared, body),
        ("POST", ["attendance"]) => read::<AttendanceChange>(body)
            .and_then(|change| shared.attend(&change).map_err(|e| (422, e)))
            .map(|()| json!({"done": true})),
        ("POST", ["limits"]) => read::<LimitChange>(body)
            .and_then(|change| shared.limit(&change).map_err(|e| (422, e)))
            .map(|()| json!({"done": true})),
        ("POST", ["ixc"]) => ixc(shared, body),
        ("POST", ["ixc", name, "changes"]) => ixc_changes(shared, name, body),
        ("PUT", ["ixc", name, "conditions"]) => read::<IxcConditions>(body).and_then(|conditions| {
            let ixc = shared.ixc.must(name).map_err(|e| (404, e))?;
            ixc.set_conditions(conditions);
            Ok(json!({"done": true}))
        }),
        ("GET", ["ixc", name, "counters"]) => match shared.ixc.must(name) {
            Ok(ixc) => serde_json::to_value(ixc.counters()).map_err(|e| (500, e.to_string())),
            Err(error) => Err((404, error)),
        },
        ("POST", ["graph"]) => {
            let config = read::<GraphConfig>(body)?;
            let name = config.name.clone();
            shared.graphs.put(config).map_err(|e| (422, e))?;
            Ok(json!({"name": name, "url": shared.graph_url(&name)}))
        }
        ("GET", ["graph", name]) => shared.graphs.must(name).map(|g| g.view()).map_err(|e| (404, e)),
        (method, ["graph", name, what]) => {
            let graph = shared.graphs.must(name).map_err(|e| (404, e))?;
            match (method, *what) {
                ("POST", "refusals") => graph.refuse(read::<GraphRefusal>(body)?).map_err(|e| (422, e))?,
                ("DELETE", "refusals") => graph.forgive(),
                ("PUT", "templates") => graph.change_template(read::<GraphTemplate>(body)?),
                ("PUT", "callbacks") => graph
                    .set_callbacks(read::<Option<GraphCallbacks>>(body)?)
                    .map_err(|e| (422, e))?,
                _ => return Err((405, "POST, DELETE refusals; PUT templates, callbacks".to_owned())),
            }
            Ok(graph.view())
        }
        (_, ["ixc" | "tenants" | "attendance" | "limits"]) => Err((405, "POST".to_owned())),
        (_, ["state" | "counters" | "phone"]) => Err((405, "GET".to_owned())),
        (_, ["journal"]) => Err((405, "GET, DELETE".to_owned())),
        (_, ["faults"]) => Err((405, "GET, PUT, POST, DELETE".to_owned())),
        _ => Err((404, "no such route of /sandbox/v1".to_owned())),
    }
}

fn not_allowed(allowed: &str) -> Answer {
    let mut answer = answer::json_answer(405, &json!({"error": format!("expected {allowed}")}));
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, (u16, String)> {
    serde_json::from_slice(body).map_err(|e| (422, e.to_string()))
}

/// A number of the query; absent is the default, anything else is refused.
fn number(query: &str, name: &str, default: u64) -> Result<u64, (u16, String)> {
    let value = query
        .split('&')
        .filter_map(|p| p.split_once('='))
        .find(|(k, _)| *k == name)
        .map(|(_, v)| v);
    value.map_or(Ok(default), |v| {
        v.parse()
            .map_err(|_| (400, format!("{name}: expected a whole number, got {v:?}")))
    })
}

fn rows(query: &str, default: usize, most: usize) -> Result<usize, (u16, String)> {
    let asked = number(query, "limit", default as u64)?;
    Ok(usize::try_from(asked).unwrap_or(most).clamp(1, most))
}

fn journal(shared: &Shared, query: &str) -> Outcome {
    let asked = JournalQuery {
        after: number(query, "after", 0)?,
        limit: rows(query, DEFAULT_ROWS, MOST_ROWS)?,
        effects_only: query.split('&').any(|p| p == "effect=true"),
    };
    let items = shared.journal.read(asked);
    let (first_seq, last_seq) = shared.journal.span();
    let next_after = items.last().map_or(asked.after, |r| r.seq);
    Ok(json!({"items": items, "next_after": next_after, "first_seq": first_seq, "last_seq": last_seq}))
}

fn phone(shared: &Shared, query: &str) -> Outcome {
    let after = number(query, "after", 0)?;
    let records = shared
        .journal
        .effects(after, rows(query, MOST_MESSAGES, MOST_MESSAGES)?, None);
    let items: Vec<Value> = records
        .iter()
        .map(|r| {
            json!({"number": r.effect_number, "seq": r.seq, "at_ms": r.begin_ms, "tenant": r.tenant, "recipient": r.recipient,
                "text": shared.text_of(r), "template": shared.template_name(r), "message_id": r.message_id,
                "attempt": r.attempt, "answer": r.answer})
        })
        .collect();
    Ok(json!({"items": items, "last_number": shared.journal.last_effect()}))
}

fn faults(shared: &Shared) -> Value {
    json!({"faults": shared.faults.views()})
}

fn replace_faults(shared: &Shared, body: &Bytes) -> Outcome {
    let (RuleList::Wrapped { faults: list } | RuleList::Bare(list)) =
        read::<RuleList>(body).map_err(|(status, _)| {
            (
                status,
                "expected a list of rules, or {\"faults\": [rules]}".to_owned(),
            )
        })?;
    let rules = list
        .into_iter()
        .enumerate()
        .map(|(i, v)| serde_json::from_value::<FaultRule>(v).map_err(|e| (422, format!("rule {i}: {e}"))))
        .collect::<Result<Vec<_>, _>>()?;
    shared.faults.replace(rules).map_err(|e| (422, e))?;
    Ok(faults(shared))
}

fn tenant(shared: &Shared, body: &Bytes) -> Outcome {
    let config = read::<TenantConfig>(body)?;
    let name = config.name.clone();
    shared.tenants.put(config).map_err(|e| (422, e))?;
    Ok(json!({"name": name, "url": shared.opa_url(&name)}))
}

fn ixc(shared: &Shared, body: &Bytes) -> Outcome {
    let config = read::<IxcConfig>(body)?;
    let (name, token) = (config.name.clone(), config.token.clone());
    shared.ixc.put(config).map_err(|e| (422, e))?;
    Ok(json!({"name": name, "url": shared.ixc_url(&name), "token": token}))
}

/// One change or a list of them, in order; the first that makes no sense ends it.
fn ixc_changes(shared: &Shared, name: &str, body: &Bytes) -> Outcome {
    let ixc = shared.ixc.must(name).map_err(|e| (404, e))?;
    let changes = match read::<Value>(body)? {
        list @ Value::Array(_) => serde_json::from_value::<Vec<IxcChange>>(list),
        one => serde_json::from_value(one).map(|change| vec![change]),
    };
    let changes = changes.map_err(|e| (422, e.to_string()))?;
    for change in &changes {
        ixc.change(change).map_err(|e| (422, e))?;
    }
    Ok(json!({"changed": changes.len()}))
}

fn state(shared: &Shared) -> Value {
    let tenants: Vec<Value> = shared
        .tenants
        .all()
        .iter()
        .map(|tenant| {
            let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
            let limits: serde_json::Map<String, Value> = book
                .channels
                .iter()
                .filter_map(|c| Some((c.id.clone(), tenant.daily(&c.id)?)))
                .map(|(id, l)| (id, json!({"daily_limit": l.daily, "messages_sent": l.sent})))
                .collect();
            // The token is part of the state on purpose: it opens nothing but this stand-in.
            json!({"name": &*tenant.name, "url": shared.opa_url(&tenant.name), "token": book.token, "channels": book.channels,
                "templates": book.templates, "attendance": book.attendance, "limits": limits})
        })
        .collect();
    let (first_seq, last_seq) = shared.journal.span();
    json!({"tenants": tenants, "faults": shared.faults.views(), "counters": shared.journal.counters(),
        "journal": {"capacity": shared.journal.capacity(), "first_seq": first_seq, "last_seq": last_seq}})
}

/// The page and its files.
pub(crate) fn page(path: &str) -> Option<Answer> {
    let (content_type, text) = match path {
        "/" => ("text/html; charset=utf-8", include_str!("page/index.html")),
        "/phone.css" => ("text/css; charset=utf-8", include_str!("page/phone.css")),
        "/phone.js" => ("text/javascript; charset=utf-8", include_str!("page/phone.js")),
        "/favicon.svg" => ("image/svg+xml", include_str!("page/favicon.svg")),
        _ => return None,
    };
    let mut answer = answer::whole(200, content_type, text);
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'self'; base-uri 'none'; form-action 'none'"),
    );
    Some(answer)
}
