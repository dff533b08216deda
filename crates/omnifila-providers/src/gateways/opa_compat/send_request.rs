//! `POST template/send` as a program writes it: what the queue has to know of it. The body itself is kept as it came.
//!
//! Refusals are those that Opa! would answer with at once and that no waiting would mend; each check is a function of its
//! own because the channel and the template are looked up between them, in Opa!'s order: body, channel, template,
//! variables, recipient, text.

use super::answers::Answered;
use omnifila_core::brazil::document;
use omnifila_core::brazil::phone::{self, field};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Bytes of a body: what a template says fits many times.
const LONGEST: usize = 64 * 1024;
/// Characters of a name that are kept.
const LONGEST_NAME: usize = 300;
/// Positional variables of a template at most.
const MOST_VARIABLES: usize = 64;
/// Where a person's document has been seen; the reference has none.
const DOCUMENTS: [&str; 6] = [
    "/contato/cpf_cnpj",
    "/contato/documento",
    "/metadata/cpf_cnpj",
    "/metadata/documento",
    "/metadata/cpf",
    "/metadata/cnpj",
];
/// Meta's refusal of a parameter with new lines, tabs or more than four spaces in a row.
const META_132018: &str = "(#132018) There was an issue with the parameters in your template: \
Param text cannot have new-line/tab characters or more than 4 consecutive spaces";

#[derive(Debug, Deserialize)]
struct Body {
    contato: Option<Contact>,
    template: Option<Template>,
    canal: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Contact {
    #[serde(rename = "canalCliente")]
    address: Option<String>,
    nome: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Template {
    #[serde(rename = "_id")]
    id: Option<String>,
    variaveis: Option<Value>,
}

/// What fills a template in.
#[derive(Debug, Clone, PartialEq)]
pub enum Variables {
    /// By position.
    Texts(Vec<String>),
    /// The object of a payment.
    Payment(Map<String, Value>),
}

/// A send, read.
#[derive(Debug, Clone, PartialEq)]
pub struct SendRequest {
    /// The whole body, as it came.
    pub body: String,
    pub channel: Option<String>,
    pub template: Option<String>,
    variables: Option<Value>,
    address: Option<String>,
    /// What the caller calls the person; no control characters.
    pub name: Option<String>,
    /// CPF or CNPJ, without punctuation.
    pub document: Option<String>,
    /// `metadata.dedupe_key`.
    pub key: Option<String>,
}

impl SendRequest {
    /// # Errors
    /// Opa!'s answer to a body that cannot be read.
    pub fn read(bytes: &[u8]) -> Result<SendRequest, Answered> {
        if bytes.len() > LONGEST {
            return Err(Answered::failure(413, "Payload Too Large"));
        }
        let invalid = |why: &str| Answered::bad_request(&format!("Invalid body: {why}"));
        let text = std::str::from_utf8(bytes).map_err(|_| invalid("expected UTF-8"))?;
        let whole: Value = serde_json::from_str(text).map_err(|e| invalid(&place(&e)))?;
        if !whole.is_object() {
            return Err(invalid("expected an object"));
        }
        let read: Body = serde_json::from_str(text).map_err(|e| invalid(&place(&e)))?;
        let (contact, template) = (read.contato, read.template);
        let (address, name) = contact.map_or((None, None), |c| (c.address, c.nome));
        let (template, variables) = template.map_or((None, None), |t| (t.id, t.variaveis));
        let document = DOCUMENTS.iter().find_map(|pointer| {
            let text = whole.pointer(pointer)?.as_str()?;
            Some(document::parse(text).ok()?.number().to_owned())
        });
        let key = whole.pointer("/metadata/dedupe_key").and_then(Value::as_str);
        Ok(SendRequest {
            channel: read.canal,
            template,
            variables,
            address,
            name: name.as_ref().and_then(Value::as_str).and_then(clean),
            document,
            key: key.filter(|key| !key.is_empty()).map(str::to_owned),
            body: text.to_owned(),
        })
    }

    /// # Errors
    /// Opa!'s refusal of variables that are neither a list of texts nor a payment.
    pub fn variables(&self) -> Result<Variables, Answered> {
        let refused = || Answered::bad_request("template.variaveis: expected an array of strings");
        match &self.variables {
            None | Some(Value::Null) => Ok(Variables::Texts(Vec::new())),
            Some(Value::Array(items)) if items.len() <= MOST_VARIABLES => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned).ok_or_else(refused))
                .collect::<Result<_, _>>()
                .map(Variables::Texts),
            Some(Value::Object(payment)) => Ok(Variables::Payment(payment.clone())),
            Some(_) => Err(refused()),
        }
    }

    /// The recipient in E.164, as limits, suppressions and customers know it. The body says it in its own words: a mobile
    /// without its ninth digit leaves so, because WhatsApp knows some by their old number, and is the same person here.
    ///
    /// # Errors
    /// Opa!'s refusal of what is no telephone with its plus sign.
    pub fn address(&self) -> Result<String, Answered> {
        let text = self.address.as_deref().unwrap_or_default();
        let digits = text.strip_prefix('+').unwrap_or_default();
        let lengths = if digits.starts_with("55") { 12..=13 } else { 8..=15 };
        if !lengths.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let expected = "contato.canalCliente: expected +55 and the number with area code";
            return Err(Answered::bad_request(expected));
        }
        let repaired = || {
            let found = field::find(text, None).into_iter().next()?;
            found.number.or(found.proposed)
        };
        Ok(phone::normalise(text)
            .ok()
            .or_else(repaired)
            .unwrap_or_else(|| text.to_owned()))
    }
}

impl Variables {
    /// # Errors
    /// Meta's refusal of a text that it would not take, as Opa! passes it on.
    pub fn check(&self) -> Result<(), Answered> {
        let breaks = |text: &str| text.contains(['\n', '\r', '\t']) || text.contains("     ");
        let wrong = match self {
            Variables::Texts(texts) => texts.iter().any(|text| breaks(text)),
            Variables::Payment(payment) => payment.values().filter_map(Value::as_str).any(breaks),
        };
        if wrong {
            return Err(Answered::failure(400, META_132018));
        }
        Ok(())
    }

    /// As a person may read them where the template's text is not known.
    pub fn joined(&self) -> String {
        let texts: Vec<&str> = match self {
            Variables::Texts(texts) => texts.iter().map(String::as_str).collect(),
            Variables::Payment(payment) => payment.values().filter_map(Value::as_str).collect(),
        };
        let texts: Vec<String> = texts.into_iter().filter_map(clean).collect();
        texts.join(" · ")
    }
}

/// Without control characters and blanks at its ends; not longer than a name may be. None if nothing is left.
fn clean(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_NAME)
        .collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// Where a body cannot be read, without what stands there.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> SendRequest {
        SendRequest::read(body.to_string().as_bytes()).unwrap()
    }

    fn refusal(body: &[u8]) -> (u16, Value) {
        let answer = SendRequest::read(body).unwrap_err();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    #[test]
    fn a_send_is_read_and_its_body_kept() {
        let text = r#"{ "contato": {"canalCliente": "+5549900000001", "nome": " Maria\tSouza "},
            "template": {"_id": "64aa", "variaveis": ["Maria", "129,90"], "midiaAlternativa": "https://isp.example/b.pdf"},
            "canal": "64bb", "allowSendingToStartedCustomerService": true,
            "metadata": {"dedupe_key": "k1", "cpf_cnpj": "111.444.777-35"} }"#;
        let send = SendRequest::read(text.as_bytes()).unwrap();
        assert_eq!(send.body, text, "byte for byte");
        assert_eq!(
            (send.channel.as_deref(), send.template.as_deref()),
            (Some("64bb"), Some("64aa"))
        );
        assert_eq!(send.address(), Ok("+5549900000001".into()));
        assert_eq!(send.name.as_deref(), Some("Maria Souza"));
        let variables = send.variables().unwrap();
        assert_eq!(variables.check(), Ok(()));
        assert_eq!(variables.joined(), "Maria · 129,90");
        assert_eq!(
            (send.document.as_deref(), send.key.as_deref()),
            (Some("11144477735"), Some("k1"))
        );
    }

    #[test]
    fn bodies_that_cannot_be_read_are_told_without_repeating_them() {
        for body in [
            "",
            "{",
            "[]",
            "7",
            "\"segredo\"",
            r#"{"contato": 7}"#,
            r#"{"canal": {"segredo": 1}}"#,
        ] {
            let (status, answer) = refusal(body.as_bytes());
            assert_eq!(
                (status, &answer["error"]),
                (400, &json!("BAD_REQUEST_ERROR")),
                "{body}"
            );
            assert!(!answer.to_string().contains("segredo"), "{answer}");
        }
        assert_eq!(refusal(b"{\"canal\":\"\xff\"}").0, 400);
        assert_eq!(refusal("[".repeat(10_000).as_bytes()).0, 400);
        assert_eq!(refusal(&vec![b' '; LONGEST + 1]).0, 413);
        assert_eq!(refusal(br#"{"canal":"\ud800"}"#).0, 400);
    }

    #[test]
    fn variables_are_texts_or_a_payment() {
        let of = |variables: Value| read(&json!({"template": {"variaveis": variables}})).variables();
        assert_eq!(of(Value::Null), Ok(Variables::Texts(Vec::new())));
        assert_eq!(of(json!([])), Ok(Variables::Texts(Vec::new())));
        assert!(matches!(of(json!({"valor": "12990"})), Ok(Variables::Payment(_))));
        for wrong in [
            json!("x"),
            json!(7),
            json!(["a", 7]),
            json!([["a"]]),
            json!(vec!["a"; 65]),
        ] {
            assert_eq!(of(wrong.clone()).unwrap_err().status, 400, "{wrong}");
        }
        for text in ["a\nb", "a\tb", "a     b"] {
            assert!(of(json!([text])).unwrap().check().is_err());
            assert!(of(json!({"valor": text})).unwrap().check().is_err());
        }
        assert_eq!(of(json!(["a    b"])).unwrap().check(), Ok(()));
    }

    #[test]
    fn a_recipient_is_e_164() {
        let of = |address: Value| read(&json!({"contato": {"canalCliente": address}})).address();
        for good in ["+5549900000001", "+554933220001", "+595981000001"] {
            assert_eq!(of(json!(good)), Ok(good.to_owned()));
        }
        assert_eq!(
            of(json!("+554984510001")),
            Ok("+5549984510001".into()),
            "the same person"
        );
        assert_eq!(
            of(json!("+550012345678")),
            Ok("+550012345678".into()),
            "Opa!'s to judge"
        );
        for wrong in [
            "",
            "5549900000001",
            "+55 49 90000 0001",
            "+55499000",
            "+5549900000001234",
            "+",
            "x",
        ] {
            assert_eq!(of(json!(wrong)).unwrap_err().status, 400, "{wrong}");
        }
        assert_eq!(read(&json!({})).address().unwrap_err().status, 400);
    }
}
