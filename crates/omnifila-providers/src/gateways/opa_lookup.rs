//! Whether a message of unknown outcome is at Opa! Suite: by our ids where they come back with it, else by number, words and time.
//!
//! Model: the attendances around that day (and those still open) that name the customer's number or contact, then the messages of
//! each. Filters may have vanished on the way, so everything is compared again here.
//!
//! Failures: nothing found proves nothing, and several that might be it decide nothing. Left out: resending, ever.

use super::opa_account::{OpaAccount, digits, numbers_of, text};
use super::opa_consents::phones;
use omnifila_core::account::{Found, FoundBy, LookUp, Sought};
use omnifila_core::outcome::Evidence;
use omnifila_core::port::Fault;
use omnifila_core::time::{DAY, MINUTE, Time};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Pages of attendances of one question.
const ATTENDANCE_PAGES: usize = 5;
/// Attendances of one customer whose messages are read.
const MOST_ATTENDANCES: usize = 5;
const MESSAGE_PAGES: usize = 3;
/// How far the provider's clock may be from ours.
const SKEW: i64 = 2 * MINUTE;
/// How much later than the call the provider may have taken the message.
const SLOW: i64 = 10 * MINUTE;

pub(super) async fn look_up(account: &OpaAccount, sought: &Sought) -> Result<LookUp, Fault> {
    let person = Person::of(account, sought).await?;
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for id in attendances(account, sought, &person).await? {
        let filter = json!({"id_rota": id});
        let (messages, _) = account.pages(&account.messages, &filter, MESSAGE_PAGES).await?;
        for message in &messages {
            let elsewhere = text(message, &["id_rota"]).is_some_and(|of| of != id);
            if elsewhere && !person.is_in(message) {
                continue;
            }
            if let Some(it) = judge(message, sought) {
                found.insert(it.provider_id.clone(), it);
            }
        }
    }
    let by_us: Vec<&Found> = found.values().filter(|f| f.by == FoundBy::Metadata).collect();
    let candidates = if by_us.is_empty() {
        found.values().collect()
    } else {
        by_us
    };
    Ok(match candidates.as_slice() {
        [] => LookUp::Absent,
        [one] => LookUp::Found((*one).clone()),
        _ => LookUp::Ambiguous,
    })
}

/// Under what a customer may be named in a document.
struct Person {
    /// Digits of the number, with and without the country's code.
    numbers: [String; 2],
    contacts: Vec<String>,
}

impl Person {
    async fn of(account: &OpaAccount, sought: &Sought) -> Result<Person, Fault> {
        let mut person = Person {
            numbers: numbers_of(&sought.address),
            contacts: Vec::new(),
        };
        let filter = json!({"fones.numero": person.numbers[1]});
        for contact in account.page(&account.contacts, &filter, 0).await? {
            let own = phones(&contact)
                .iter()
                .any(|phone| person.numbers.contains(&digits(phone)));
            if own && let Some(id) = text(&contact, &["_id", "id"]) {
                person.contacts.push(id);
            }
        }
        Ok(person)
    }

    /// Whether a document names the customer anywhere.
    fn is_in(&self, document: &Value) -> bool {
        match document {
            Value::String(word) => {
                self.contacts.contains(word) || (word.len() <= 40 && self.numbers.contains(&digits(word)))
            }
            Value::Array(items) => items.iter().any(|item| self.is_in(item)),
            Value::Object(map) => map.values().any(|value| self.is_in(value)),
            _ => false,
        }
    }
}

/// Ids of the customer's attendances that may hold the message.
async fn attendances(account: &OpaAccount, sought: &Sought, person: &Person) -> Result<Vec<String>, Fault> {
    let day = |at: Time| at.timestamp().to_string().chars().take(10).collect::<String>();
    let around = json!({
        "dataInicialAbertura": day(sought.from.plus(-DAY)), "dataFinalAbertura": day(sought.to.plus(DAY)),
    });
    let mut ids = Vec::new();
    // Opened long before, and open still: a template may have gone into it.
    for filter in [around, json!({"status": "EA"})] {
        let (items, _) = account
            .pages(&account.attendances, &filter, ATTENDANCE_PAGES)
            .await?;
        for item in items.iter().filter(|item| person.is_in(item)) {
            ids.extend(text(item, &["_id", "id"]).filter(|id| !ids.contains(id)));
        }
    }
    ids.truncate(MOST_ATTENDANCES);
    Ok(ids)
}

/// Whether a message is the one that is sought.
fn judge(message: &Value, sought: &Sought) -> Option<Found> {
    let provider_id = text(message, &["_id", "messageSentId", "id"])?;
    if sought.others.contains(&provider_id) {
        return None;
    }
    let at = text(message, &["data", "date", "createdAt", "data_hora"]).and_then(|t| Time::parse(&t).ok());
    let by = match is_ours(message, sought) {
        Some(true) => FoundBy::Metadata,
        Some(false) => return None,
        None if says(message, sought) && is_then(at?, sought) => FoundBy::Text,
        None => return None,
    };
    Some(Found {
        provider_id,
        evidence: evidence(message),
        at,
        by,
    })
}

/// By the ids that we sent along; `None` if none came back.
fn is_ours(message: &Value, sought: &Sought) -> Option<bool> {
    let metadata = ["/metadata", "/data/metadata", "/dados/metadata"]
        .iter()
        .find_map(|pointer| message.pointer(pointer).filter(|m| m.is_object()))?;
    let number = |name: &str| {
        let value = metadata.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    };
    let id = number("message_id")?;
    let attempt = number("attempt").unwrap_or(i64::from(sought.attempt));
    Some(id == sought.message_id && attempt == i64::from(sought.attempt))
}

fn says(message: &Value, sought: &Sought) -> bool {
    let Some(wanted) = sought.text.as_deref().map(plain).filter(|t| !t.is_empty()) else {
        return false;
    };
    let names = ["mensagem", "texto", "text", "body", "message"];
    let mut texts = names.iter().filter_map(|name| {
        let value = message.get(*name)?;
        value.as_str().or_else(|| value.get("text")?.as_str())
    });
    texts.any(|text| plain(text) == wanted)
}

/// White space is no difference: what is sent was cleaned of it, between words and at the ends of variables.
fn plain(text: &str) -> String {
    let blank = |c: &char| c.is_whitespace() || c.is_control();
    text.chars().filter(|c| !blank(c)).collect()
}

fn is_then(at: Time, sought: &Sought) -> bool {
    at >= sought.from.plus(-SKEW) && at <= sought.to.plus(SLOW)
}

/// That it is there means that Opa! took it; `statusEnvio` may say more.
pub(super) fn evidence(message: &Value) -> Evidence {
    let words = ["/statusEnvio/status", "/statusEnvio", "/status"]
        .iter()
        .filter_map(|pointer| message.pointer(pointer)?.as_str());
    Evidence::of_words(words).unwrap_or(Evidence::Accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought() -> Sought {
        Sought {
            message_id: 7,
            attempt: 2,
            address: "+5549900000001".into(),
            text: Some("Olá Ana,\nvence hoje".into()),
            from: Time::parse("2026-12-10T11:00:00Z").unwrap(),
            to: Time::parse("2026-12-10T11:00:30Z").unwrap(),
            others: vec!["taken".into()],
        }
    }

    fn judged(message: Value) -> Option<(FoundBy, Evidence)> {
        judge(&message, &sought()).map(|found| (found.by, found.evidence))
    }

    #[test]
    fn our_ids_decide_where_they_come_back() {
        let with = |id: Value, attempt: Value| {
            judged(
                json!({"_id": "x", "metadata": {"message_id": id, "attempt": attempt}, "statusEnvio": {"status": "sent"}}),
            )
        };
        let ours = Some((FoundBy::Metadata, Evidence::Accepted));
        assert_eq!(with(json!(7), json!(2)), ours);
        assert_eq!(with(json!("7"), Value::Null), ours);
        assert_eq!(with(json!(7), json!(1)), None, "an earlier attempt");
        assert_eq!(with(json!(8), json!(2)), None);
    }

    #[test]
    fn else_words_and_time_do() {
        let said = |id: &str, text: &str, at: &str, status: &str| {
            judged(
                json!({"_id": id, "mensagem": text, "data": at, "statusEnvio": {"status": status, "observacao": ""}}),
            )
        };
        let at = "2026-12-10T11:00:20.000Z";
        let text = "Olá Ana, vence  hoje";
        assert_eq!(
            said("x", text, at, "sent"),
            Some((FoundBy::Text, Evidence::Accepted))
        );
        assert_eq!(
            said("x", text, at, "delivered"),
            Some((FoundBy::Text, Evidence::Delivered))
        );
        assert_eq!(said("x", text, at, "lida"), Some((FoundBy::Text, Evidence::Read)));
        assert_eq!(
            said("x", text, at, "error"),
            Some((FoundBy::Text, Evidence::Failed))
        );
        assert_eq!(said("taken", text, at, "sent"), None, "another message's");
        assert_eq!(said("x", "Olá Ana", at, "sent"), None);
        assert_eq!(
            said("x", text, "2026-12-10T10:57:59Z", "sent"),
            None,
            "before the call"
        );
        assert_eq!(
            said("x", text, "2026-12-10T11:10:31Z", "sent"),
            None,
            "long after it"
        );
        assert_eq!(said("x", text, "ontem", "sent"), None);
    }
}
