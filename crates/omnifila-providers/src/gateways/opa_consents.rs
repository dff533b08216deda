//! `opt_in_opt_out` of a contact of Opa! Suite: whether the customer lets us write.
//!
//! The reference shows the list and no entry of it, so the reader is tolerant: an entry is a word, or an object that has one among
//! its values. The latest decision counts, by its date where all have one, else by its place. An entry of another channel says nothing here.
//!
//! Written is a word under `tipo`, the channel and the time, after what is there; whether Opa! itself heeds such an entry is not published,
//! so writing is for whoever asks for it (`write_opt_out`).
//!
//! Failures: a list without any entry that can be understood is told as such and taken as neither yes nor no.

use super::opa_account::text;
use omnifila_core::account::Consent;
use omnifila_core::time::Time;
use serde_json::{Value, json};

const OUT: [&str; 9] = [
    "opt_out",
    "optout",
    "opt-out",
    "opt out",
    "saiu",
    "sair",
    "descadastr",
    "recus",
    "nao aceit",
];
const IN: [&str; 7] = [
    "opt_in", "optin", "opt-in", "opt in", "aceit", "autoriz", "permit",
];
/// Names under which a decision was expected.
const WORDS: [&str; 8] = [
    "tipo", "type", "status", "acao", "action", "opcao", "valor", "value",
];
const DATES: [&str; 6] = ["data", "date", "createdAt", "criado_em", "updatedAt", "data_hora"];

struct Entry {
    allowed: bool,
    at: Option<String>,
}

/// What a contact decided last; `None` if nothing, an error if it cannot be understood.
pub(super) fn consent(contact: &Value, channel_id: &str) -> Option<Result<Consent, ()>> {
    let list: Vec<&Value> = match contact.get("opt_in_opt_out")? {
        Value::Array(list) => list.iter().collect(),
        Value::Null => return None,
        one => vec![one],
    };
    let own: Vec<&Value> = list
        .into_iter()
        .filter(|e| !is_elsewhere(e, channel_id))
        .collect();
    if own.is_empty() {
        return None;
    }
    let mut entries: Vec<Entry> = own.iter().filter_map(|e| entry(e)).collect();
    if entries.iter().all(|e| e.at.is_some()) {
        // Stable: of equal dates the last one counts.
        entries.sort_by_key(|e| e.at.clone());
    }
    let Some((last, contact_id)) = entries.pop().zip(text(contact, &["_id", "id"])) else {
        return Some(Err(()));
    };
    Some(Ok(Consent {
        phones: phones(contact),
        contact_id,
        allowed: last.allowed,
        at: last.at,
    }))
}

/// Numbers as the contact has them.
pub(super) fn phones(contact: &Value) -> Vec<String> {
    let listed = contact
        .get("fones")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut found: Vec<String> = listed
        .filter_map(|fone| text(fone, &["numero", "number"]))
        .collect();
    found.extend(text(contact, &["canalCliente", "canal_cliente"]));
    found
}

/// The whole contact with one decision more: what a write leaves out may be lost there. `None` for what is no contact.
pub(super) fn opted_out(contact: &Value, channel_id: &str, at: Time) -> Option<Value> {
    let mut contact = contact.as_object()?.clone();
    contact.remove("_id");
    let mut list = match contact.remove("opt_in_opt_out") {
        Some(Value::Array(list)) => list,
        None | Some(Value::Null) => Vec::new(),
        Some(one) => vec![one],
    };
    list.push(json!({"tipo": "opt_out", "canal": channel_id, "data": at.to_string()}));
    contact.insert("opt_in_opt_out".into(), Value::Array(list));
    Some(Value::Object(contact))
}

/// Whether an entry speaks of another channel, by its id.
fn is_elsewhere(entry: &Value, channel_id: &str) -> bool {
    let named = text(entry, &["canal", "id_canal", "channel", "canalId"]);
    let is_id = |t: &String| t.len() == 24 && t.bytes().all(|b| b.is_ascii_hexdigit());
    named.filter(is_id).is_some_and(|id| id != channel_id)
}

fn entry(entry: &Value) -> Option<Entry> {
    if let Some(word) = entry.as_str() {
        return decision(word).map(|allowed| Entry { allowed, at: None });
    }
    let at = text(entry, &DATES);
    let flag = |names: &[&str]| names.iter().find_map(|name| entry.get(*name)?.as_bool());
    let by_flag = flag(&["opt_in", "optIn"]).or_else(|| flag(&["opt_out", "optOut"]).map(|out| !out));
    let by_word = || {
        WORDS
            .iter()
            .find_map(|name| decision(entry.get(*name)?.as_str()?))
    };
    by_flag.or_else(by_word).map(|allowed| Entry { allowed, at })
}

/// Yes or no, by a word.
fn decision(word: &str) -> Option<bool> {
    let word = word.to_lowercase().replace('ã', "a").replace('ç', "c");
    if OUT.iter().any(|out| word.contains(out)) || word.trim() == "out" {
        Some(false)
    } else if IN.iter().any(|yes| word.contains(yes)) || word.trim() == "in" {
        Some(true)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: &str = "64bb00000000000000000002";

    fn decided(list: Value) -> Option<Result<bool, ()>> {
        let contact = json!({"_id": "64cc", "fones": [{"numero": "49900000001"}], "opt_in_opt_out": list});
        Some(consent(&contact, CHANNEL)?.map(|c| c.allowed))
    }

    #[test]
    fn the_latest_decision_counts() {
        assert_eq!(decided(json!([])), None);
        assert_eq!(decided(json!(null)), None);
        assert_eq!(decided(json!(["opt_out"])), Some(Ok(false)));
        assert_eq!(
            decided(json!([{"tipo": "opt-out"}, {"tipo": "opt-in"}])),
            Some(Ok(true))
        );
        let dated = json!([{"status": "OPT_OUT", "data": "2026-12-02T10:00:00Z"}, {"status": "OPT_IN", "data": "2026-12-01T10:00:00Z"}]);
        assert_eq!(decided(dated), Some(Ok(false)), "by date, not by place");
        assert_eq!(decided(json!([{"opt_in": false}])), Some(Ok(false)));
        assert_eq!(decided(json!([{"optOut": false}])), Some(Ok(true)));
        assert_eq!(decided(json!({"acao": "Não aceita mensagens"})), Some(Ok(false)));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let contact = json!({"_id": "64cc", "nome": "Ana", "opt_in_opt_out": ["opt_in"]});
        let mut written = opted_out(&contact, CHANNEL, Time(0)).unwrap();
        assert_eq!((&written["nome"], written.get("_id")), (&json!("Ana"), None));
        assert_eq!(written["opt_in_opt_out"].as_array().unwrap().len(), 2);
        written["_id"] = json!("64cc");
        assert!(!consent(&written, CHANNEL).unwrap().unwrap().allowed);
    }

    #[test]
    fn what_is_not_understood_is_neither() {
        assert_eq!(decided(json!([{"x": 1}, 7])), Some(Err(())));
        assert_eq!(decided(json!([{"x": 1}, "opt_out"])), Some(Ok(false)));
        let elsewhere = json!([{"tipo": "opt_out", "canal": "64bb00000000000000000099"}]);
        assert_eq!(decided(elsewhere), None, "another channel's");
        let here = json!([{"tipo": "opt_out", "canal": CHANNEL}]);
        assert_eq!(decided(here), Some(Ok(false)));
    }
}
