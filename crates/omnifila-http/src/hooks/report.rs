//! What a callback says: ids, what happened, who wrote and what. Found where providers were seen to put them.

use omnifila_core::brazil::phone;
use omnifila_core::heard::{Inbound, Wish};
use omnifila_core::id::{GatewayId, MAX_ID, MessageId};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;
use serde::Serialize;
use serde_json::Value;

/// Reports read from one call at most.
const MOST: usize = 1_000;
/// Names under which a call may hold several reports.
const LISTS: [&str; 7] = [
    "data",
    "messages",
    "mensagens",
    "statuses",
    "events",
    "eventos",
    "items",
];
const PROVIDER_IDS: [&str; 10] = [
    "/messageSentId",
    "/data/messageSentId",
    "/message/_id",
    "/data/message/_id",
    "/mensagem/_id",
    "/messageId",
    "/data/messageId",
    "/data/_id",
    "/id",
    "/_id",
];
const OUR_IDS: [&str; 4] = [
    "/metadata/message_id",
    "/data/metadata/message_id",
    "/message/metadata/message_id",
    "/mensagem/metadata/message_id",
];
const WORDS: [&str; 11] = [
    "/event",
    "/eventType",
    "/evento",
    "/type",
    "/status",
    "/data/event",
    "/data/status",
    "/message/status",
    "/statusEnvio/status",
    "/data/statusEnvio/status",
    "/mensagem/statusEnvio/status",
];
const TEXTS: [&str; 9] = [
    "/text",
    "/texto",
    "/body",
    "/mensagem",
    "/message",
    "/message/text",
    "/mensagem/texto",
    "/data/text",
    "/data/mensagem",
];
const PHONES: [&str; 12] = [
    "/from",
    "/phone",
    "/telefone",
    "/canalCliente",
    "/canal_cliente",
    "/numero",
    "/contato/canalCliente",
    "/contato/telefone",
    "/data/from",
    "/data/canalCliente",
    "/message/from",
    "/data/contato/canalCliente",
];
/// The longest text of a customer that is described beside the kept body.
const MOST_TEXT: usize = 200;

/// One thing reported.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider_id: Option<String>,
    /// As it came back with the metadata; believed only from who knows the hook's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<Evidence>,
    /// The number that wrote, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) opt_out: bool,
    /// An attendant's or our own words, not the customer's.
    #[serde(skip)]
    pub(super) from_us: bool,
}

impl Report {
    pub(super) fn is_empty(&self) -> bool {
        Report {
            from_us: false,
            ..self.clone()
        } == Report::default()
    }

    /// What the customer said, if it is known who; `name` makes an id where the provider gives none.
    pub(super) fn inbound(&self, at: Time, name: impl FnOnce() -> String) -> Option<Inbound> {
        if self.from_us || (self.evidence.is_some() && !self.opt_out) {
            return None;
        }
        let address = phone::normalise(self.from.as_deref()?).ok()?;
        let text = self.text.clone().unwrap_or_default();
        if text.trim().is_empty() && !self.opt_out {
            return None;
        }
        Some(Inbound {
            provider_id: self.provider_id.clone().unwrap_or_else(name),
            address,
            name: None,
            text,
            payload: self.opt_out.then(|| Wish::Stop.word().to_owned()),
            answers: None,
            at,
        })
    }

    /// As the store takes it; `None` if it names no message that is believed, or nothing that happened to it.
    pub(super) fn receipt(&self, gateway_id: GatewayId, trusted: bool, at: Time) -> Option<Receipt> {
        let evidence = self.evidence?;
        let message_id = self.message_id.filter(|_| trusted).map(MessageId);
        if self.provider_id.is_none() && message_id.is_none() {
            return None;
        }
        // Everything an attendant sends is "sent" too: only our own message is worth a receipt for that.
        if evidence == Evidence::Accepted && message_id.is_none() {
            return None;
        }
        let code = (evidence == Evidence::Failed).then(|| "undeliverable".to_owned());
        Some(Receipt {
            gateway_id,
            provider_id: self.provider_id.clone(),
            message_id,
            attempt: None,
            evidence,
            code,
            at,
        })
    }
}

/// The reports of one call: an object, a list, or a list inside an object, whose words hold for each.
pub(super) fn all(value: &Value) -> Vec<Report> {
    match value {
        Value::Array(list) => list.iter().take(MOST).map(|item| read(item, None)).collect(),
        Value::Object(map) => {
            let inner = LISTS.iter().find_map(|name| map.get(*name)?.as_array());
            match inner {
                Some(list) if !list.is_empty() => list
                    .iter()
                    .take(MOST)
                    .map(|item| read(item, Some(value)))
                    .collect(),
                _ => vec![read(value, None)],
            }
        }
        _ => Vec::new(),
    }
}

fn read(report: &Value, around: Option<&Value>) -> Report {
    let text = |pointers: &[&str]| {
        let mut texts = pointers.iter().filter_map(|p| report.pointer(p)?.as_str());
        texts.find(|t| !t.trim().is_empty()).map(str::to_owned)
    };
    let words = |value: &Value| -> Vec<String> {
        let words = WORDS.iter().filter_map(|p| value.pointer(p)?.as_str());
        words.map(|word| word.chars().take(MOST_TEXT).collect()).collect()
    };
    let own = words(report);
    let outer = around.map(words).unwrap_or_default();
    let all = || own.iter().chain(&outer).map(String::as_str);
    let provider_ids = PROVIDER_IDS.iter().filter_map(|p| report.pointer(p)?.as_str());
    let said = text(&TEXTS);
    let from_us = ["/fromMe", "/data/fromMe", "/message/fromMe"]
        .iter()
        .any(|p| report.pointer(p).and_then(Value::as_bool) == Some(true));
    let stops = said.as_deref().and_then(Wish::of) == Some(Wish::Stop);
    let opted = all().any(|word| {
        let word = word.to_lowercase().replace(['-', '_', ' '], "");
        word.contains("optout")
    });
    Report {
        provider_id: provider_ids
            .into_iter()
            .find(|id| is_provider_id(id))
            .map(str::to_owned),
        message_id: OUR_IDS.iter().find_map(|p| number(report.pointer(p)?)),
        evidence: Evidence::of_words(own.iter().map(String::as_str))
            .or_else(|| Evidence::of_words(outer.iter().map(String::as_str))),
        // WhatsApp's own form of a number: `5549900000001@c.us`.
        from: text(&PHONES).and_then(|from| Some(from.split('@').next()?.chars().take(40).collect())),
        text: said.map(|t| t.chars().take(MOST_TEXT).collect()),
        opt_out: (stops || opted) && !from_us,
        from_us,
    }
}

fn is_provider_id(id: &str) -> bool {
    id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Our id may come back as the number or the text it was sent as.
fn number(value: &Value) -> Option<i64> {
    let id = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    (1..=MAX_ID).contains(&id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PROVIDER: &str = "64bb00000000000000000002";

    fn receipts(report: &Value, trusted: bool) -> Vec<(Option<String>, Option<i64>, Evidence)> {
        let all = all(report);
        let receipts = all
            .iter()
            .filter_map(|r| r.receipt(GatewayId(1), trusted, Time(0)));
        receipts
            .map(|r| (r.provider_id, r.message_id.map(|m| m.0), r.evidence))
            .collect()
    }

    fn stops(report: &Report) -> bool {
        let said = report.inbound(Time(0), || "name".into());
        said.is_some_and(|said| said.payload.as_deref() == Some("stop"))
    }

    fn one(report: Value, trusted: bool) -> Option<(Option<String>, Option<i64>, Evidence)> {
        receipts(&report, trusted).into_iter().next()
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
        assert_eq!(failed, Some((provider.clone(), None, Evidence::Failed)));
        let status = one(
            json!({"_id":PROVIDER,"statusEnvio":{"status":"delivered","observacao":""}}),
            false,
        );
        assert_eq!(status, Some((provider, None, Evidence::Delivered)));
        let ours = json!({"status":"lida","metadata":{"message_id":"12"}});
        assert_eq!(one(ours.clone(), true), Some((None, Some(12), Evidence::Read)));
        assert_eq!(one(ours, false), None, "our ids can be counted through");
    }

    #[test]
    fn lists_inside_take_the_words_around_them() {
        let call = json!({"event":"status", "data":[
            {"_id":PROVIDER,"status":"delivered"}, {"_id":PROVIDER.replace('2', "3"),"status":"read"}, {"x":1}]});
        let found: Vec<Evidence> = receipts(&call, false).into_iter().map(|r| r.2).collect();
        assert_eq!(found, [Evidence::Delivered, Evidence::Read]);
        let outer = json!({"event":"message.read","messages":[{"_id":PROVIDER}]});
        assert_eq!(receipts(&outer, false).len(), 1);
    }

    #[test]
    fn that_it_was_sent_counts_for_our_own_only() {
        assert_eq!(one(json!({"event":"message.sent","id":PROVIDER}), true), None);
        let ours = json!({"event":"message.sent","messageSentId":PROVIDER,"metadata":{"message_id":5}});
        assert_eq!(one(ours, true).unwrap().2, Evidence::Accepted);
    }

    #[test]
    fn what_it_does_not_understand_counts_for_nothing() {
        for report in [
            json!(7),
            json!("texto"),
            json!(null),
            json!({"event":"Atendimento Movimentado","id":PROVIDER}),
            json!({"event":"channel ready","id":PROVIDER}),
            json!({"event":"sessão inválida","id":PROVIDER}),
            json!({"event":"delivered"}),
            json!({"event":"delivered","id":"1"}),
            json!({"event":{"x":1},"messageSentId":[PROVIDER]}),
        ] {
            assert_eq!(one(report.clone(), true), None, "{report}");
        }
    }

    #[test]
    fn a_customer_who_wants_no_more_is_heard() {
        let read = |value: Value| all(&value).remove(0);
        let inbound = read(json!({"from":"5549900000001@c.us","text":" sair "}));
        assert!(stops(&inbound));
        assert_eq!(inbound.from.as_deref(), Some("5549900000001"));
        assert!(!stops(&read(
            json!({"from":"5549900000001","text":"sair de casa"})
        )));
        assert!(!stops(&read(
            json!({"from":"5549900000001","text":"SAIR","fromMe":true})
        )));
        assert!(!stops(&read(json!({"text":"SAIR"}))), "nobody knows whose");
        assert!(stops(&read(
            json!({"event":"contact.opt_out","telefone":"49900000001"})
        )));
    }
}
