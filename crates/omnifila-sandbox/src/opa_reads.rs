//! Opa! Suite's reads, which are GETs with a JSON body `{"filter", "options": {"skip", "limit"}}`, and its small writes.
//!
//! Messages, attendances and the contacts made by sending are derived from the journal's effects, so they reach back as
//! far as the journal keeps. Without a body the filter vanishes, as behind a proxy that drops bodies of GETs.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer;
use crate::moment;
use crate::opa::{NO_CHANNEL, attendance_id};
use crate::record::CallRecord;
use crate::router::Decision;
use crate::server::Shared;
use crate::tenant::{Book, RECORD_KINDS, Template, Tenant, digits, stable_id};

const DEFAULT_LIMIT: usize = 100;
const MOST_ITEMS: usize = 1_000;
/// Records of a kind that callers may create.
const MOST_RECORDS: usize = 100_000;

#[derive(Deserialize, Default)]
struct ReadBody {
    #[serde(default)]
    filter: Map<String, Value>,
    #[serde(default)]
    options: Options,
}

#[derive(Deserialize, Default)]
struct Options {
    skip: Option<usize>,
    limit: Option<usize>,
}

pub(crate) fn answer(shared: &Shared, tenant: &Tenant, method: &Method, path: &str, body: &[u8]) -> Decision {
    let places: Vec<&str> = path.split('/').collect();
    if method != Method::GET {
        return write(shared, tenant, method, &places, body);
    }
    let query = if body.is_empty() {
        Ok(ReadBody::default())
    } else {
        serde_json::from_slice(body)
    };
    let query: ReadBody = match query {
        Ok(query) => query,
        Err(e) => return refused(400, answer::failure(400, &format!("Invalid body: {e}"))),
    };
    let found = match places.as_slice() {
        ["template" | "canal-comunicacao", ..] => catalogue(tenant, &places, &query),
        ["atendimento", ..] => attendances(shared, tenant, &places, &query),
        ["contato"] => Some(page(contacts(shared, tenant), &query)),
        ["contato", id] => one(contacts(shared, tenant), id),
        [kind] if RECORD_KINDS.contains(kind) => Some(page(records(tenant, kind), &query)),
        [kind, id] if RECORD_KINDS.contains(kind) => one(records(tenant, kind), id),
        _ => None,
    };
    found.unwrap_or_else(|| refused(404, answer::not_found("no such route or record")))
}

fn refused(status: u16, body: Value) -> Decision {
    Decision::refused(status, "client_error", body)
}

fn page(items: Vec<Value>, query: &ReadBody) -> Decision {
    let limit = query.options.limit.unwrap_or(DEFAULT_LIMIT).min(MOST_ITEMS);
    let items = items.into_iter().filter(|i| matches(i, &query.filter));
    Decision::ok(items.skip(query.options.skip.unwrap_or(0)).take(limit).collect())
}

fn one(items: Vec<Value>, id: &str) -> Option<Decision> {
    items.into_iter().find(|i| i["_id"] == id).map(Decision::ok)
}

/// Every name of the filter equals the value found there; through arrays, any of their items.
fn matches(item: &Value, filter: &Map<String, Value>) -> bool {
    filter.iter().all(|(name, wanted)| match name.as_str() {
        "dataInicialAbertura" | "dataInicialEncerramento" => {
            day(item, name).is_some_and(|d| Some(d) >= wanted.as_str())
        }
        "dataFinalAbertura" | "dataFinalEncerramento" => {
            day(item, name).is_some_and(|d| Some(d) <= wanted.as_str())
        }
        _ => {
            let places: Vec<&str> = name.split('.').collect();
            holds(item, &places, wanted)
        }
    })
}

fn day<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    let field = if name.ends_with("Abertura") { "date" } else { "fim" };
    item[field].as_str().and_then(|d| d.get(..10))
}

fn holds(value: &Value, places: &[&str], wanted: &Value) -> bool {
    if let Value::Array(items) = value {
        return items.iter().any(|i| holds(i, places, wanted));
    }
    match places.split_first() {
        Some((first, rest)) => value.get(first).is_some_and(|v| holds(v, rest, wanted)),
        None => {
            value == wanted
                || matches!((value, wanted), (Value::String(v), Value::Number(n)) if *v == n.to_string())
        }
    }
}

fn catalogue(tenant: &Tenant, places: &[&str], query: &ReadBody) -> Option<Decision> {
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    let channels = || {
        book.channels
            .iter()
            .filter_map(|c| serde_json::to_value(c).ok())
            .collect::<Vec<_>>()
    };
    match places {
        ["template"] => Some(page(book.templates.iter().map(template).collect(), query)),
        ["template", id] => one(book.templates.iter().map(template).collect(), id),
        ["canal-comunicacao"] => Some(page(channels(), query)),
        ["canal-comunicacao", id, rest @ ..] => {
            if !book.channels.iter().any(|c| c.id == *id) {
                return Some(refused(404, answer::not_found(NO_CHANNEL)));
            }
            match rest {
                [] => one(channels(), id),
                ["template"] => Some(page(channel_templates(&book, id), query)),
                ["template", "limites-diarios-envio"] => Some(Decision::ok(daily(tenant, id))),
                _ => None,
            }
        }
        _ => None,
    }
}

fn template(t: &Template) -> Value {
    json!({"_id": t.id, "texto": t.texto, "atalho": t.atalho, "tipo_mensagem": t.tipo_mensagem, "departamentos": t.departamentos})
}

/// As `template`, with what only the channel's listing tells.
fn channel_templates(book: &Book, channel: &str) -> Vec<Value> {
    book.templates
        .iter()
        .filter(|t| t.canais.is_empty() || t.canais.iter().any(|c| c == channel))
        .map(|t| {
            let mut item = template(t);
            let dados = json!({"name": t.atalho, "language": "pt_BR", "status": "approved",
                "components": [{"type": "BODY", "text": t.texto}]});
            // Serialised JSON inside JSON, as the provider does.
            item["dados"] = json!(dados.to_string());
            let identifier = stable_id("", &["canal", channel, &t.id]);
            item["identificadorCanal"] = json!(identifier.get(identifier.len() - 8..));
            item["anexo"] = Value::Null;
            item["flow"] = Value::Null;
            item
        })
        .collect()
}

/// Empty for a channel without a limit.
fn daily(tenant: &Tenant, channel: &str) -> Value {
    tenant.daily(channel).map_or_else(
        || json!({}),
        |l| json!({"messagesSent": l.sent, "dailyLimit": l.daily, "availableAmount": l.daily.saturating_sub(l.sent)}),
    )
}

fn records(tenant: &Tenant, kind: &str) -> Vec<Value> {
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    book.records.get(kind).cloned().unwrap_or_default()
}

/// The newest effect of each recipient, by its digits.
fn reached(shared: &Shared, tenant: &Tenant) -> BTreeMap<String, CallRecord> {
    let effects = shared.journal.effects(0, usize::MAX, Some(&tenant.name));
    effects
        .into_iter()
        .filter_map(|r| Some((digits(r.recipient.as_deref()?), r)))
        .collect()
}

/// Those on record and those made by sending to them.
fn contacts(shared: &Shared, tenant: &Tenant) -> Vec<Value> {
    let mut known = records(tenant, "contato");
    let mut numbers: Vec<String> = Vec::new();
    for contact in &known {
        let fones = contact["fones"].as_array().into_iter().flatten();
        numbers.extend(fones.filter_map(|f| f["numero"].as_str()).map(digits));
    }
    for recipient in reached(shared, tenant).keys() {
        let local = recipient.strip_prefix("55").unwrap_or(recipient);
        if !numbers.iter().any(|n| n == local || n == recipient) {
            known.push(
                json!({"_id": stable_id("64d2", &["contato", &tenant.name, recipient]), "nome": local,
                "fones": [{"numero": local, "tipo": "celular", "whatsapp": true, "celular": true}],
                "email_principal": null, "classificacao": null, "cli_emp": null, "opt_in_opt_out": []}),
            );
        }
    }
    known
}

fn attendances(shared: &Shared, tenant: &Tenant, places: &[&str], query: &ReadBody) -> Option<Decision> {
    match places {
        ["atendimento", "motivo"] => Some(page(
            vec![json!({"_id": "64d300000000000000000001", "motivo": "Cobrança", "departamentos": []})],
            query,
        )),
        ["atendimento", "periodo"] => Some(page(vec![period()], query)),
        ["atendimento", "mensagem"] => Some(messages(shared, tenant, query)),
        ["atendimento", "mensagem", id] => {
            let number = shared.effect_number(id)?;
            let record = shared.journal.effects(number - 1, 1, None).pop()?;
            let own = record.effect_number == Some(number) && record.tenant == *tenant.name;
            own.then(|| Decision::ok(message(shared, tenant, &record)))
        }
        ["atendimento"] => Some(page(attendance_items(shared, tenant), query)),
        ["atendimento", id] => one(attendance_items(shared, tenant), id),
        _ => None,
    }
}

/// Like `page`, without making items of the whole journal.
fn messages(shared: &Shared, tenant: &Tenant, query: &ReadBody) -> Decision {
    let limit = query.options.limit.unwrap_or(DEFAULT_LIMIT).min(MOST_ITEMS);
    let effects = shared.journal.effects(0, usize::MAX, Some(&tenant.name));
    let items = effects
        .iter()
        .map(|r| message(shared, tenant, r))
        .filter(|m| matches(m, &query.filter));
    Decision::ok(items.skip(query.options.skip.unwrap_or(0)).take(limit).collect())
}

fn message(shared: &Shared, tenant: &Tenant, record: &CallRecord) -> Value {
    let recipient = record.recipient.as_deref().unwrap_or_default();
    let status = {
        let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
        book.delivery.clone().unwrap_or_else(|| "sent".to_owned())
    };
    json!({
        "_id": shared.message_id(record.effect_number.unwrap_or_default()),
        "id_rota": attendance_id(&tenant.name, recipient),
        "mensagem": shared.text_of(record),
        "tipo": "texto",
        "data": moment::rfc3339(record.begin_ms),
        "canalCliente": recipient,
        "statusEnvio": {"status": status, "observacao": ""},
    })
}

/// EA while attended, else F: a template alone opens nothing that a person attends.
fn attendance_items(shared: &Shared, tenant: &Tenant) -> Vec<Value> {
    let mut reached: BTreeMap<String, Option<CallRecord>> = reached(shared, tenant)
        .into_iter()
        .map(|(k, r)| (k, Some(r)))
        .collect();
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    for recipient in book.attendance.keys() {
        reached.entry(recipient.clone()).or_insert(None);
    }
    reached
        .iter()
        .map(|(recipient, record)| {
            let id = attendance_id(&tenant.name, recipient);
            let at = record.as_ref().map_or_else(moment::wall_ms, |r| r.begin_ms);
            let by = book.attendance.get(recipient);
            json!({"_id": id, "protocolo": format!("OPA{}", &id[id.len() - 8..]), "status": if by.is_some() { "EA" } else { "F" },
                "date": moment::rfc3339(at), "fim": if by.is_some() { Value::Null } else { json!(moment::rfc3339(at)) },
                "canalCliente": format!("+{recipient}"), "atendente": by, "canal": "whatsapp", "etiquetas": []})
        })
        .collect()
}

fn period() -> Value {
    json!({"_id": "64d400000000000000000001", "nome": "Comercial", "segunda": true, "terca": true, "quarta": true,
        "quinta": true, "sexta": true, "sabado": false, "domingo": false, "feriado": false,
        "horaInicio": "1970-01-01T08:00:00.000Z", "horaFim": "1970-01-01T18:00:00.000Z"})
}

fn write(shared: &Shared, tenant: &Tenant, method: &Method, places: &[&str], body: &[u8]) -> Decision {
    let Ok(Value::Object(fields)) =
        serde_json::from_slice::<Value>(if body.is_empty() { b"{}" } else { body })
    else {
        return refused(400, answer::failure(400, "Invalid body: expected an object"));
    };
    match (method.as_str(), places) {
        ("POST", ["notificacao", "send"]) => Decision::ok(json!({"message": "Notification sent."})),
        ("POST", ["atendimento", id, what @ ("observacao" | "etiqueta")]) => {
            let needed = if *what == "observacao" { "message" } else { "tagId" };
            if !fields.get(needed).is_some_and(Value::is_string) {
                return refused(400, answer::failure(400, &format!("{needed}: expected a text")));
            }
            let known = attendance_items(shared, tenant).iter().any(|a| a["_id"] == **id);
            if known {
                Decision::ok(json!({}))
            } else {
                refused(404, answer::not_found("Customer service not found."))
            }
        }
        (_, [kind @ ("contato" | "cliente"), rest @ ..]) => write_record(tenant, method, kind, rest, fields),
        _ => refused(404, answer::not_found("no such route")),
    }
}

fn write_record(
    tenant: &Tenant,
    method: &Method,
    kind: &str,
    rest: &[&str],
    fields: Map<String, Value>,
) -> Decision {
    let mut book = tenant.book.write().unwrap_or_else(PoisonError::into_inner);
    let kept = book.records.entry(kind.to_owned()).or_default();
    let at = rest
        .first()
        .and_then(|id| kept.iter().position(|r| r["_id"] == **id));
    match (method.as_str(), rest.len(), at) {
        ("POST", 0, _) if kept.len() < MOST_RECORDS => {
            let mut item = fields;
            let id = stable_id(
                "64d5",
                &[kind, &kept.len().to_string(), &moment::wall_ms().to_string()],
            );
            item.insert("_id".to_owned(), json!(id));
            kept.push(Value::Object(item.clone()));
            Decision::ok(Value::Object(item))
        }
        ("PUT" | "PATCH", 1, Some(at)) => {
            let mut fields = fields;
            fields.remove("_id");
            if let Some(Value::Object(item)) = kept.get_mut(at) {
                item.extend(fields);
            }
            Decision::ok(kept[at].clone())
        }
        ("DELETE", 1, Some(at)) => {
            kept.remove(at);
            Decision::ok(json!({}))
        }
        ("PUT" | "PATCH" | "DELETE", 1, None) => refused(404, answer::not_found("no such record")),
        _ => refused(405, answer::failure(405, "Method Not Allowed")),
    }
}
