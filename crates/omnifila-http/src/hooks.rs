//! `POST /hooks/{gateway_id}`: what providers report of their own accord.
//!
//! Opa! documents no payload, so the reader is tolerant: it looks for the provider's id of a message or for ours, and for
//! words that say what happened; whatever it does not understand is answered 200 and counts for nothing. Nothing is
//! signed either: with `hook_token` among the gateway's settings the caller must know it (`?token=` or
//! `/hooks/{gateway_id}/{token}`); without one, only reports that name the provider's own id (24 hex digits that are
//! hard to guess) are believed, never ours, which anybody can count through.

use crate::api::ok;
use crate::app::App;
use crate::body::Payload;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::{RawPathParams, State};
use axum::response::Response;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{GatewayId, MAX_ID, MessageId};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

/// Reports read from one call at most.
const MAX_REPORTS: usize = 1_000;

#[derive(Debug, Serialize)]
struct Received {
    received: bool,
}

pub(crate) async fn receive(
    State(app): State<App>,
    Id(id): Id<GatewayId>,
    path: RawPathParams,
    query: Query,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let book = app.engine().book();
    let stored = book.gateway(id).ok_or_else(|| Problem::not_found("gateway"))?;
    let given = path
        .iter()
        .find(|(name, _)| *name == "token")
        .map(|(_, token)| token.to_owned());
    let given = given.or(query.one("token")?.map(str::to_owned));
    let settings = app
        .engine()
        .catalogue()
        .open_settings(stored)
        .map_err(|_| Problem::internal())?;
    let trusted = match settings.get("hook_token").and_then(Value::as_str) {
        Some(token) => {
            let known = given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(token.as_bytes())));
            if !known {
                return Err(Problem::new(
                    "unauthorized",
                    "the hook's token is missing or wrong",
                ));
            }
            true
        }
        None => false,
    };
    if stored.spec.kind == GatewayKind::OpaSuite {
        let receipts = read(&bytes, id, trusted, app.engine().now());
        if !receipts.is_empty() {
            app.engine().receive(receipts).await?;
        }
    }
    Ok(ok(Received { received: true }))
}

/// The receipts of one body: an object, or a list of them.
fn read(bytes: &[u8], gateway_id: GatewayId, trusted: bool, now: Time) -> Vec<Receipt> {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return Vec::new();
    };
    let reports: Vec<&Value> = match &value {
        Value::Array(list) => list.iter().take(MAX_REPORTS).collect(),
        one => vec![one],
    };
    reports
        .into_iter()
        .filter_map(|report| receipt(report, gateway_id, trusted, now))
        .collect()
}

fn receipt(report: &Value, gateway_id: GatewayId, trusted: bool, at: Time) -> Option<Receipt> {
    let evidence = evidence(report)?;
    let provider_id = [
        "/messageSentId",
        "/data/messageSentId",
        "/message/_id",
        "/data/message/_id",
        "/id",
        "/_id",
    ];
    let provider_id = provider_id
        .iter()
        .find_map(|pointer| report.pointer(pointer)?.as_str());
    let provider_id = provider_id.filter(|id| id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()));
    let message_id = [
        "/metadata/message_id",
        "/data/metadata/message_id",
        "/message/metadata/message_id",
    ];
    let message_id = message_id
        .iter()
        .find_map(|pointer| number(report.pointer(pointer)?));
    let message_id = message_id.filter(|_| trusted).map(MessageId);
    if provider_id.is_none() && message_id.is_none() {
        return None;
    }
    let code = (evidence == Evidence::Failed).then(|| "undeliverable".to_owned());
    Some(Receipt {
        gateway_id,
        provider_id: provider_id.map(str::to_owned),
        message_id,
        evidence,
        code,
        at,
    })
}

/// Our id may come back as the number or the text it was sent as.
fn number(value: &Value) -> Option<i64> {
    let id = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    (1..=MAX_ID).contains(&id).then_some(id)
}

/// What happened, by words in Portuguese or English. Failure is looked for first: "not delivered" is none.
fn evidence(report: &Value) -> Option<Evidence> {
    let names = [
        "/event",
        "/eventType",
        "/type",
        "/status",
        "/data/event",
        "/data/status",
        "/message/status",
    ];
    let words: Vec<String> = names
        .iter()
        .filter_map(|pointer| report.pointer(pointer)?.as_str())
        .map(str::to_lowercase)
        .collect();
    let any = |parts: &[&str]| {
        words
            .iter()
            .any(|word| parts.iter().any(|part| word.contains(part)))
    };
    if any(&[
        "fail",
        "error",
        "erro",
        "falh",
        "undeliver",
        "not delivered",
        "não entreg",
        "nao entreg",
    ]) {
        return Some(Evidence::Failed);
    }
    // "lida" is also the end of other words ("inválida"), and "read" the start of some ("ready").
    let is = |whole: &[&str]| {
        let mut parts = words
            .iter()
            .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
        parts.any(|part| whole.contains(&part))
    };
    if is(&["read", "lida", "lido", "messageread"]) {
        return Some(Evidence::Read);
    }
    any(&["deliver", "entreg"]).then_some(Evidence::Delivered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PROVIDER: &str = "64bb00000000000000000002";

    fn one(report: Value, trusted: bool) -> Option<(Option<String>, Option<i64>, Evidence)> {
        let bytes = serde_json::to_vec(&report).unwrap();
        let receipts = read(&bytes, GatewayId(1), trusted, Time(0));
        receipts
            .into_iter()
            .next()
            .map(|r| (r.provider_id, r.message_id.map(|m| m.0), r.evidence))
    }

    #[test]
    fn finds_ids_and_words_where_providers_put_them() {
        let provider = Some(PROVIDER.to_owned());
        let read = one(json!({"event":"message.read","messageSentId":PROVIDER}), false);
        assert_eq!(read, Some((provider.clone(), None, Evidence::Read)));
        let delivered = one(
            json!({"data":{"status":"Entregue","messageSentId":PROVIDER}}),
            false,
        );
        assert_eq!(delivered, Some((provider.clone(), None, Evidence::Delivered)));
        let failed = one(
            json!({"type":"Mensagem não entregue","message":{"_id":PROVIDER}}),
            false,
        );
        assert_eq!(failed, Some((provider, None, Evidence::Failed)));
        let ours = json!({"status":"lida","metadata":{"message_id":"12"}});
        assert_eq!(one(ours.clone(), true), Some((None, Some(12), Evidence::Read)));
        assert_eq!(one(ours, false), None, "our ids can be counted through");
    }

    #[test]
    fn what_it_does_not_understand_counts_for_nothing() {
        for report in [
            json!(7),
            json!({"event":"Atendimento Movimentado","id":PROVIDER}),
            json!({"event":"channel ready","id":PROVIDER}),
            json!({"event":"sessão inválida","id":PROVIDER}),
            json!({"event":"delivered"}),
            json!({"event":"delivered","id":"1"}),
            json!({"event":{"x":1},"messageSentId":[PROVIDER]}),
        ] {
            assert_eq!(one(report.clone(), true), None, "{report}");
        }
        assert!(read(b"{broken", GatewayId(1), true, Time(0)).is_empty());
        assert!(read("[".repeat(10_000).as_bytes(), GatewayId(1), true, Time(0)).is_empty());
    }
}
