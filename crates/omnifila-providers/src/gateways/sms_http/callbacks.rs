//! What providers of SMS call back, by their recipes: receipts, and what people answer.
//!
//! Model: a body of JSON or a form, and the address's own query, as one object. A status is looked up in the recipe's words; one that
//! it does not have says nothing. Failures: what is not understood counts for nothing; the caller keeps the whole call.

use super::answers::word;
use super::recipe::{ReceiptRecipe, Recipe, Told, WrittenRecipe};
use crate::gateways::heard::{Heard, Written};
use crate::gateways::whatsapp_cloud::read_opaque;
use omnifila_core::id::{GatewayId, MAX_ID, MessageId};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;
use serde_json::{Map, Value};

/// Reports of one call at most.
const MOST: usize = 5_000;
/// Of a text, as it is described beside the kept call.
const MOST_TEXT: usize = 2_000;

/// Reads one call to a gateway of these settings.
pub fn read(
    settings: &Map<String, Value>,
    gateway_id: GatewayId,
    query: &[(String, String)],
    body: &[u8],
    now: Time,
) -> Heard {
    let preset = settings.get("preset").and_then(Value::as_str).unwrap_or_default();
    let Ok(recipe) = Recipe::of(preset, settings.get("recipe")) else {
        return Heard::default();
    };
    let call = as_object(query, body);
    let mut heard = Heard::default();
    if let Some(receipt) = &recipe.receipt {
        let reports = each(&call, receipt.list.as_deref());
        let found = reports.filter_map(|one| receipt_of(&recipe, receipt, one, gateway_id, now));
        heard.receipts.extend(found.take(MOST));
    }
    if let Some(written) = &recipe.written {
        let texts = each(&call, written.list.as_deref());
        heard.written.extend(
            texts
                .filter_map(|one| text_of(written, one, gateway_id))
                .take(MOST),
        );
    }
    heard
}

/// What an address held beside its path, as the form that it is.
pub fn as_form(query: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish()
}

/// JSON, or the fields of a form; with those of the query beside them, where they have no like.
fn as_object(query: &[(String, String)], body: &[u8]) -> Value {
    let mut call = match serde_json::from_slice::<Value>(body) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => {
            let fields = url::form_urlencoded::parse(body);
            let fields = fields.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())));
            Value::Object(fields.collect())
        }
    };
    if let Some(fields) = call.as_object_mut() {
        for (name, value) in query {
            fields
                .entry(name.clone())
                .or_insert_with(|| Value::String(value.clone()));
        }
    }
    call
}

fn each<'a>(call: &'a Value, list: Option<&str>) -> std::slice::Iter<'a, Value> {
    let one = std::slice::from_ref(call).iter();
    match list {
        Some(place) => call
            .pointer(place)
            .and_then(Value::as_array)
            .map_or([].iter(), |l| l.iter()),
        None => call.as_array().map_or(one, |list| list.iter()),
    }
}

fn receipt_of(
    recipe: &Recipe,
    own: &ReceiptRecipe,
    report: &Value,
    gateway_id: GatewayId,
    now: Time,
) -> Option<Receipt> {
    // The first word that the recipe knows decides; a step on the way decides that nothing is decided.
    let words = own
        .status
        .iter()
        .filter_map(|place| word(report, std::slice::from_ref(place)));
    let mut known = words.filter_map(|w| own.words.get(&w).copied());
    let evidence = match known.next()? {
        Told::Accepted => Evidence::Accepted,
        Told::Delivered => Evidence::Delivered,
        Told::Read => Evidence::Read,
        Told::Failed => Evidence::Failed,
        Told::Nothing => return None,
    };
    let back = word(report, &own.ours);
    let ours = back
        .as_deref()
        .and_then(read_opaque)
        .filter(|(id, _)| (1..=MAX_ID).contains(id));
    let provider_id = word(report, &own.id).filter(|id| id.len() <= 256);
    // Where the provider has no name of its own for it, ours is the name.
    let provider_id = if own.id.is_empty() {
        back.filter(|_| ours.is_some())
    } else {
        provider_id
    };
    if provider_id.is_none() && ours.is_none() || evidence == Evidence::Accepted && ours.is_none() {
        return None;
    }
    let code = (evidence == Evidence::Failed).then(|| {
        let meaning = word(report, &own.error).and_then(|code| recipe.codes.get(&code).copied());
        meaning.map_or("undeliverable", |m| m.code()).to_owned()
    });
    Some(Receipt {
        gateway_id,
        provider_id,
        message_id: ours.map(|(id, _)| MessageId(id)),
        attempt: ours.map(|(_, attempt)| attempt),
        evidence,
        code,
        at: now,
    })
}

fn text_of(own: &WrittenRecipe, report: &Value, gateway_id: GatewayId) -> Option<Written> {
    let (from, text) = (word(report, &own.from)?, word(report, &own.text)?);
    let bare = from.trim_start_matches('+');
    let from = if (8..=15).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit()) {
        format!("+{bare}")
    } else {
        from
    };
    Some(Written {
        gateway_id,
        from,
        provider_id: None,
        text: Some(text.chars().take(MOST_TEXT).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn heard(preset: &str, query: &str, body: &str) -> Heard {
        let settings = json!({"preset": preset}).as_object().unwrap().clone();
        let query: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        read(&settings, GatewayId(3), &query, body.as_bytes(), Time(5))
    }

    type Short = (Option<String>, Option<(i64, u32)>, Evidence, Option<String>);

    fn one(preset: &str, query: &str, body: &str) -> Option<Short> {
        let mut receipts = heard(preset, query, body).receipts;
        assert!(receipts.len() <= 1);
        let r = receipts.pop()?;
        Some((
            r.provider_id,
            r.message_id.map(|m| m.0).zip(r.attempt),
            r.evidence,
            r.code,
        ))
    }

    #[test]
    fn receipts_of_each_provider() {
        use Evidence::{Accepted, Delivered, Failed, Read};
        let some = |id: &str, ours: Option<(i64, u32)>, evidence, code: Option<&str>| {
            Some((Some(id.to_owned()), ours, evidence, code.map(str::to_owned)))
        };
        let ours = Some((7, 1));
        for (preset, query, body, wanted) in [
            (
                "zenvia_sms",
                "",
                r#"{"id":"e1","type":"MESSAGE_STATUS","messageId":"z-1","messageStatus":{"code":"DELIVERED"}}"#,
                some("z-1", None, Delivered, None),
            ),
            (
                "zenvia_rcs",
                "",
                r#"{"messageId":"z-1","externalId":"m7.1","messageStatus":{"code":"READ"}}"#,
                some("z-1", ours, Read, None),
            ),
            (
                "zenvia_sms",
                "",
                r#"{"messageId":"z-1","messageStatus":{"code":"NOT_DELIVERED","causes":[{"channelErrorCode":"9"}]}}"#,
                some("z-1", None, Failed, Some("undeliverable")),
            ),
            (
                "zenvia_sms",
                "",
                r#"{"messageId":"z-1","messageStatus":{"code":"SENT"}}"#,
                None,
            ),
            (
                "infobip",
                "",
                r#"{"results":[{"messageId":"m7.1","status":{"groupName":"DELIVERED","name":"DELIVERED_TO_HANDSET"}}]}"#,
                some("m7.1", ours, Delivered, None),
            ),
            (
                "infobip",
                "",
                r#"{"results":[{"messageId":"m7.1","status":{"groupName":"DELIVERED","name":"DELIVERED_TO_OPERATOR"}}]}"#,
                None,
            ),
            (
                "twilio",
                "ours=m7.1",
                "MessageSid=SM1&MessageStatus=sent",
                some("SM1", ours, Accepted, None),
            ),
            ("twilio", "", "MessageSid=SM1&MessageStatus=queued", None),
            (
                "twilio",
                "ours=m7.1",
                "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=21610",
                some("SM1", ours, Failed, Some("opted_out")),
            ),
            (
                "kannel",
                "ours=m7.1&status=1&answer=x",
                "",
                some("m7.1", ours, Delivered, None),
            ),
            (
                "kannel",
                "ours=m7.1&status=8",
                "",
                some("m7.1", ours, Accepted, None),
            ),
            (
                "kannel",
                "ours=m7.1&status=16",
                "",
                some("m7.1", ours, Failed, Some("undeliverable")),
            ),
            ("kannel", "ours=m7.1&status=4", "", None),
            ("kannel", "ours=x&status=1", "", None),
            ("kannel", "", "", None),
            ("infobip", "", "{broken", None),
        ] {
            assert_eq!(one(preset, query, body), wanted, "{preset} {query} {body}");
        }
    }

    #[test]
    fn what_people_answer_is_heard() {
        for (preset, query, body) in [
            (
                "zenvia_sms",
                "",
                r#"{"type":"MESSAGE","message":{"from":"5549900000001","contents":[{"type":"text","text":"SAIR"}]}}"#,
            ),
            (
                "infobip",
                "",
                r#"{"results":[{"from":"5549900000001","text":"SAIR"}]}"#,
            ),
            ("twilio", "", "From=%2B5549900000001&Body=SAIR"),
            ("kannel", "from=5549900000001&text=SAIR", ""),
        ] {
            let written = heard(preset, query, body).written;
            assert_eq!(written.len(), 1, "{preset}");
            let said = (written[0].from.as_str(), written[0].text.as_deref());
            assert_eq!(said, ("+5549900000001", Some("SAIR")), "{preset}");
        }
    }
}
