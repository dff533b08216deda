//! What Meta calls us with: statuses of messages, what customers write, and changes of the account.
//!
//! Model: one signed POST holds many changes. The signature covers the bytes as they came (re-written JSON would not verify) and is
//! compared in constant time; it has no date, so a call that comes again is recognised by what it says, which the store takes once.
//! A status names the message by Meta's id and, for ours, by `biz_opaque_callback_data`: the second finds an attempt whose answer
//! was lost, or has not come yet. Several numbers of one app share one address: each change names its number.
//!
//! Failures: what is not understood is left out and counts for nothing; the caller keeps the whole call.

use super::body::read_opaque;
use super::errors::{Scope, known};
use super::pricing::Charge;
use crate::gateways::heard::{Heard, Written};
use hmac::{Hmac, KeyInit, Mac};
use omnifila_core::id::{GatewayId, MAX_ID, MessageId};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;
use serde_json::Value;
use sha2::Sha256;

/// Statuses and messages read from one call at most (Meta sends up to 1,000 changes).
const MOST: usize = 5_000;
/// Changes after which the list of templates, or the number, is not what it was.
const ABOUT_ACCOUNT: [&str; 6] = [
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "message_template_components_update",
    "phone_number_quality_update",
    "account_update",
];

/// Whether `header` (`X-Hub-Signature-256`) signs exactly these bytes.
pub fn is_signed(app_secret: &str, header: &str, body: &[u8]) -> bool {
    let Some(signature) = header.trim().strip_prefix("sha256=").and_then(hex) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) else {
        return false;
    };
    mac.update(body);
    mac.verify_slice(&signature).is_ok()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

/// Reads one call. `gateway_of` knows the gateway of a number's id; a number that nobody has is left out.
pub fn read(body: &Value, now: Time, gateway_of: impl Fn(&str) -> Option<GatewayId>) -> Heard {
    let mut heard = Heard::default();
    let list = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    for change in list(body, "entry")
        .iter()
        .flat_map(|entry| list(entry, "changes"))
    {
        let field = change.get("field").and_then(Value::as_str).unwrap_or_default();
        if ABOUT_ACCOUNT.contains(&field) {
            heard.account_changed = true;
            continue;
        }
        let Some(value) = change.get("value").filter(|_| field == "messages") else {
            continue;
        };
        let number = value.pointer("/metadata/phone_number_id").and_then(Value::as_str);
        let Some(gateway) = number.and_then(&gateway_of) else {
            continue;
        };
        for status in list(value, "statuses") {
            if heard.receipts.len() < MOST {
                receipt(&mut heard, &status, gateway, now);
            }
        }
        for message in list(value, "messages") {
            if heard.written.len() < MOST {
                heard.written.extend(written(&message, gateway));
            }
        }
    }
    heard
}

fn receipt(heard: &mut Heard, status: &Value, gateway_id: GatewayId, now: Time) {
    let text = |name: &str| status.get(name).and_then(Value::as_str);
    let Some(id) = text("id").filter(|id| !id.is_empty() && id.len() <= 256) else {
        return;
    };
    let ours = text("biz_opaque_callback_data").and_then(read_opaque);
    let ours = ours.filter(|(message, _)| (1..=MAX_ID).contains(message));
    let evidence = match text("status").unwrap_or_default() {
        // Whatever else the number sends is sent as well; of ours, it brings back what a lost answer would have told.
        "sent" if ours.is_some() => Evidence::Accepted,
        "delivered" => Evidence::Delivered,
        "read" | "played" => Evidence::Read,
        "failed" => Evidence::Failed,
        _ => return,
    };
    let code = (evidence == Evidence::Failed).then(|| reason(status));
    // A message that Meta held to look at, and then failed with its template.
    heard.account_changed |= evidence == Evidence::Failed && is_of_template(status);
    let at = text("timestamp").and_then(moment).unwrap_or(now).min(now);
    if let Some(charge) = status.get("pricing").and_then(|p| Charge::read(p, at)) {
        heard.charges.push((gateway_id, id.to_owned(), ours, charge));
    }
    heard.receipts.push(Receipt {
        gateway_id,
        provider_id: Some(id.to_owned()),
        message_id: ours.map(|(message, _)| MessageId(message)),
        attempt: ours.map(|(_, attempt)| attempt),
        evidence,
        code,
        at,
    });
}

fn error_of(status: &Value) -> Option<u32> {
    let code = status.pointer("/errors/0/code").and_then(Value::as_u64)?;
    u32::try_from(code).ok()
}

fn is_of_template(status: &Value) -> bool {
    error_of(status)
        .and_then(known)
        .is_some_and(|known| known.scope == Scope::Template)
}

/// The code of a failure, in the words of `errors`.
fn reason(status: &Value) -> String {
    let Some(code) = error_of(status) else {
        return "undeliverable".into();
    };
    known(code).map_or_else(|| format!("meta_{code}"), |known| known.name.to_owned())
}

/// Seconds as text; some were seen to be milliseconds.
fn moment(text: &str) -> Option<Time> {
    let number: i64 = text.parse().ok().filter(|n| *n > 0)?;
    Some(Time(if number < 100_000_000_000 {
        number * 1_000
    } else {
        number
    }))
}

fn written(message: &Value, gateway_id: GatewayId) -> Option<Written> {
    let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
    let from = text("/from").filter(|from| !from.is_empty()).map(phone);
    let from = from.or_else(|| text("/from_user_id").map(str::to_owned))?;
    let said = [
        "/text/body",
        "/button/text",
        "/interactive/button_reply/title",
        "/interactive/list_reply/title",
    ];
    Some(Written {
        gateway_id,
        from,
        provider_id: text("/id").map(str::to_owned),
        text: said.iter().find_map(|pointer| text(pointer)).map(str::to_owned),
    })
}

/// A number as WhatsApp knows it, with plus. Some Brazilian mobiles have an account from before the ninth digit.
fn phone(wa_id: &str) -> String {
    let old = wa_id.len() == 12 && wa_id.starts_with("55") && matches!(wa_id.as_bytes()[4], b'6'..=b'9');
    if old && wa_id.is_ascii() {
        format!("+{}9{}", &wa_id[..4], &wa_id[4..])
    } else {
        format!("+{wa_id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NUMBER: &str = "106540352242922";

    /// Recomputed apart from this code: `printf '%s' '{"a":"\u00e9 é 😀"}' | openssl dgst -sha256 -hmac app-secret-0123456789`.
    #[test]
    fn the_signature_covers_the_bytes_as_they_came() {
        let body = r#"{"a":"\u00e9 é 😀"}"#.as_bytes();
        let good = "sha256=65d9d37264c1183264923979406a727b60854e112bc66d5ce78ccbfbe02e986c";
        assert!(is_signed("app-secret-0123456789", good, body));
        let same_json = serde_json::to_vec(&serde_json::from_slice::<Value>(body).unwrap()).unwrap();
        assert!(!is_signed("app-secret-0123456789", good, &same_json));
        for header in [
            "",
            "sha256=",
            "sha1=00",
            &good[..70],
            &format!("{good}00"),
            "sha256=zz",
            "sha256=éé",
        ] {
            assert!(!is_signed("app-secret-0123456789", header, body), "{header}");
        }
        assert!(!is_signed("another-secret-012345", good, body));
    }

    fn call(value: Value) -> Value {
        let mut value = value;
        value["metadata"] = json!({"phone_number_id": NUMBER});
        json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
    }

    fn heard(body: &Value) -> Heard {
        read(body, Time(1_797_000_000_000), |id| {
            (id == NUMBER).then_some(GatewayId(3))
        })
    }

    #[test]
    fn statuses_become_receipts() {
        let status = |status: &str, more: Value| {
            let mut whole = json!({"id": "wamid.A", "status": status, "timestamp": "1796990000"});
            whole
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let mut receipts = heard(&call(json!({"statuses": [whole]}))).receipts;
            assert!(receipts.len() <= 1);
            receipts.pop()
        };
        let ours = json!({"biz_opaque_callback_data": "m7.2"});
        let sent = status("sent", ours).unwrap();
        assert_eq!(
            (
                sent.evidence,
                sent.message_id,
                sent.attempt,
                sent.provider_id.as_deref(),
                sent.at
            ),
            (
                Evidence::Accepted,
                Some(MessageId(7)),
                Some(2),
                Some("wamid.A"),
                Time(1_796_990_000_000)
            )
        );
        assert_eq!(status("sent", json!({})), None, "another program's");
        assert_eq!(status("sent", json!({"biz_opaque_callback_data": "x"})), None);
        assert_eq!(status("deleted", json!({})), None);
        assert_eq!(
            status("delivered", json!({})).unwrap().evidence,
            Evidence::Delivered
        );
        assert_eq!(status("played", json!({})).unwrap().evidence, Evidence::Read);
        for (errors, code) in [
            (json!([{"code": 131_026}]), "undeliverable"),
            (json!([{"code": 131_049}]), "recipient_limited"),
            (json!([{"code": 5}]), "meta_5"),
            (json!([]), "undeliverable"),
        ] {
            let failed = status("failed", json!({"errors": errors})).unwrap();
            assert_eq!(
                (failed.evidence, failed.code.as_deref()),
                (Evidence::Failed, Some(code))
            );
        }
        let ms = status("read", json!({"timestamp": "1796990000123"})).unwrap();
        assert_eq!(ms.at, Time(1_796_990_000_123));
        let future = status("read", json!({"timestamp": "9999999999"})).unwrap();
        assert_eq!(future.at, Time(1_797_000_000_000), "never later than now");
    }

    #[test]
    fn what_customers_write_and_what_changes_are_told_apart() {
        let all = heard(&call(json!({"messages": [
            {"from": "554990000001", "id": "wamid.B", "type": "text", "text": {"body": "SAIR"}},
            {"from": "5549900000001", "type": "button", "button": {"payload": "PAGUEI", "text": "Já paguei"}},
            {"from_user_id": "BR.15", "type": "interactive", "interactive": {"button_reply": {"title": "Não sou eu"}}},
            {"type": "text"},
        ]})));
        let read: Vec<(&str, Option<&str>)> = all
            .written
            .iter()
            .map(|w| (w.from.as_str(), w.text.as_deref()))
            .collect();
        let wanted = [
            ("+5549990000001", Some("SAIR")),
            ("+5549900000001", Some("Já paguei")),
            ("BR.15", Some("Não sou eu")),
        ];
        assert_eq!(read, wanted);
        assert!(!all.account_changed);
        for field in ABOUT_ACCOUNT {
            let body = json!({"entry": [{"changes": [{"field": field, "value": {}}]}]});
            assert!(heard(&body).account_changed, "{field}");
        }
    }

    #[test]
    fn what_is_not_understood_counts_for_nothing() {
        let mut other = call(json!({"statuses": [{"id": "wamid.A", "status": "read"}]}));
        other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("9");
        for body in [
            json!(null),
            json!([]),
            json!({"entry": 7}),
            json!({"entry": [{"changes": [7]}]}),
            other,
        ] {
            let heard = heard(&body);
            assert!(
                heard.receipts.is_empty() && heard.written.is_empty() && !heard.account_changed,
                "{body}"
            );
        }
        let odd = call(
            json!({"statuses": [{"status": "read"}, {"id": "", "status": "read"}, 7, {"id": "a", "status": 7}]}),
        );
        assert!(heard(&odd).receipts.is_empty());
    }
}
