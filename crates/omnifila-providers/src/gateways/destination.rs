//! Where people's answers go: to the list of this server, or signed to a program.
//!
//! Model: `answers` is `inbox` (people read them here) or `webhook` (each is posted to `answers_url`, signed with `answers_secret` as Standard
//! Webhooks are). A gateway through which people can answer says one of them before it writes to anybody for real: an answer that
//! nobody reads is worse than none.

use super::settings::{Reader, bad};
use super::webhook::Webhook;
use crate::wire::Wire;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::port::Clock;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The settings that say it.
pub(super) const NAMES: [&str; 3] = ["answers", "answers_url", "answers_secret"];
const EXPECTED: &str = "inbox or webhook: where people's answers go";
/// A program that takes longer is asked again.
const LIMIT: Duration = Duration::from_secs(15);

/// Whether people can answer through a kind, and this server is what they answer to. (Whoever answers to Opa! Suite reaches its
/// attendants.)
pub fn hears_people(kind: GatewayKind) -> bool {
    match kind {
        GatewayKind::Telegram | GatewayKind::WhatsappCloud | GatewayKind::SmsHttp | GatewayKind::Smpp => true,
        GatewayKind::OpaSuite | GatewayKind::Webhook | GatewayKind::Smtp => false,
    }
}

/// Whether people are used to answering there, so that somebody has to say who reads it. An SMS comes from a number that many cannot even
/// answer to; what comes all the same is in the list.
fn is_conversation(kind: GatewayKind) -> bool {
    matches!(kind, GatewayKind::Telegram | GatewayKind::WhatsappCloud)
}

/// Checks the settings without making anything of them.
pub(super) fn check(reader: &Reader<'_>) -> Result<(), InputError> {
    let url = reader.optional_text("answers_url", "an http or https URL")?;
    let secret = reader.optional_text("answers_secret", "whsec_ and 24 to 64 bytes in base64")?;
    match reader.optional_text("answers", EXPECTED)? {
        None | Some("inbox") => Ok(()),
        Some("webhook") if url.is_some() && secret.is_some() => Ok(()),
        Some("webhook") => Err(InputError::new(
            "missing_setting",
            "/settings/answers_url",
            "answers_url and answers_secret, because answers go to a webhook",
        )),
        Some(_) => Err(bad("answers", EXPECTED)),
    }
}

/// Refuses a gateway whose people would answer to nobody.
///
/// # Errors
/// `missing_setting` at `/settings/answers`.
pub fn demand(kind: GatewayKind, settings: &Map<String, Value>) -> Result<(), InputError> {
    if is_conversation(kind) && settings.get("answers").is_none_or(Value::is_null) {
        return Err(InputError::new("missing_setting", "/settings/answers", EXPECTED));
    }
    Ok(())
}

/// Whether answers are handed on; secrets may be sealed.
pub fn hands_on(kind: GatewayKind, settings: &Map<String, Value>) -> bool {
    hears_people(kind) && settings.get("answers").and_then(Value::as_str) == Some("webhook")
}

/// The program that gets the answers, `settings` with secrets in clear.
pub(crate) fn receiver(
    settings: &Map<String, Value>,
    wire: &Wire,
    clock: &Arc<dyn Clock>,
) -> Result<Webhook, InputError> {
    let own = json!({
        "url": settings.get("answers_url"), "secret": settings.get("answers_secret"),
        // An administrator sets it, as the base URL of a gateway.
        "allow_private": true,
    });
    let own = own.as_object().cloned().unwrap_or_default();
    Webhook::new(&own, LIMIT, wire, clock.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_says_who_reads_the_answers() {
        let none = Map::new();
        let inbox = json!({"answers": "inbox"});
        for (kind, has_to_say) in [
            (GatewayKind::WhatsappCloud, true),
            (GatewayKind::Telegram, true),
            (GatewayKind::Smpp, false),
            (GatewayKind::SmsHttp, false),
            (GatewayKind::OpaSuite, false),
        ] {
            assert_eq!(demand(kind, &none).is_err(), has_to_say, "{kind}");
            assert!(demand(kind, inbox.as_object().unwrap()).is_ok(), "{kind}");
        }
    }

    #[test]
    fn answers_are_handed_on_by_every_kind_that_hears_people() {
        let settings = json!({"answers": "webhook", "answers_url": "https://erp.example/answers"});
        let settings = settings.as_object().unwrap();
        let handing = GatewayKind::ALL.iter().filter(|kind| hands_on(**kind, settings));
        let words: Vec<&str> = handing.map(|kind| kind.word()).collect();
        assert_eq!(words, ["whatsapp_cloud", "sms_http", "smpp", "telegram"]);
    }
}
