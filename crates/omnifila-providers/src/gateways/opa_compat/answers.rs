//! Answers in Opa!'s shapes, and the ids we give messages in its place.
//!
//! Three shapes are known of Opa!: the envelope of a success, the one of a failure, and `error` with `message` for what is
//! not found or not fit. Which status has which is taken from clients in production.

use crate::wire::{Response, WireError};
use http::header;
use omnifila_core::id::{MAX_ID, MessageId};
use serde_json::{Value, json};

/// The first eight hex digits of our ids ("omfi"). Opa!'s begin with seconds since 1970: only ids made in one second of
/// March 2029 begin so, and those go on with random digits where ours have zeros.
const PREFIX: &str = "6f6d6669";
/// The misspelling is Opa!'s.
const SENT: &str = "Template has been succesfully sent.";

/// What a caller gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// Content-Type.
    pub media: Option<String>,
    pub retry_after: Option<String>,
    pub body: Vec<u8>,
    /// Opa! itself said so; else we did.
    pub forwarded: bool,
    /// Why Opa! could not be asked.
    pub code: Option<&'static str>,
}

impl Answered {
    pub(super) fn of(response: &Response) -> Answered {
        let text = |name| {
            let value = response.headers.get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        Answered {
            status: response.status,
            media: text(header::CONTENT_TYPE),
            retry_after: text(header::RETRY_AFTER),
            body: response.body.to_vec(),
            forwarded: true,
            code: None,
        }
    }

    pub fn json(status: u16, body: &Value) -> Answered {
        Answered {
            status,
            media: Some("application/json".into()),
            retry_after: None,
            body: body.to_string().into_bytes(),
            forwarded: false,
            code: None,
        }
    }

    pub fn success(data: &Value) -> Answered {
        Self::json(200, &json!({"status": "success", "code": 200, "data": data}))
    }

    /// The answer to a send that was taken.
    pub fn sent(id: MessageId) -> Answered {
        Self::success(&json!({"message": SENT, "messageSentId": own_id(id)}))
    }

    pub fn failure(status: u16, description: &str) -> Answered {
        Self::json(
            status,
            &json!({"status": "error", "code": status, "description": description}),
        )
    }

    pub fn not_found(message: &str) -> Answered {
        Self::json(404, &json!({"error": "NOT_FOUND_ERROR", "message": message}))
    }

    pub fn bad_request(message: &str) -> Answered {
        Self::json(400, &json!({"error": "BAD_REQUEST_ERROR", "message": message}))
    }

    pub(super) fn unreachable(error: WireError) -> Answered {
        let code = error.code();
        let status = if matches!(code, "timeout" | "connect_timeout") {
            504
        } else {
            502
        };
        Answered {
            code: Some(code),
            ..Self::failure(status, &format!("omnifila: Opa! Suite did not answer ({code})"))
        }
    }

    /// The same with another id in the place of the document's own; as it is if it is no document.
    #[must_use]
    pub fn renamed(self, id: MessageId) -> Answered {
        let Ok(mut json) = serde_json::from_slice::<Value>(&self.body) else {
            return self;
        };
        match json.pointer_mut("/data/_id") {
            Some(name) => *name = own_id(id).into(),
            None => return self,
        }
        let body = json.to_string().into_bytes();
        Answered { body, ..self }
    }
}

/// A message of ours as Opa! would name it: 24 hex digits.
pub fn own_id(id: MessageId) -> String {
    format!("{PREFIX}{:016x}", id.0)
}

/// The message that an id of ours names.
pub fn read_own_id(text: &str) -> Option<MessageId> {
    let digits = text.strip_prefix(PREFIX).filter(|digits| digits.len() == 16)?;
    let plain = digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase());
    let id = i64::from_str_radix(digits, 16).ok()?;
    (plain && (1..=MAX_ID).contains(&id)).then_some(MessageId(id))
}

/// How a message of ours stands, in words like Opa!'s. Its reference knows `sent`; the others are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Sent,
    Error,
    Canceled,
}

impl Standing {
    fn word(self) -> &'static str {
        match self {
            Standing::Pending => "pending",
            Standing::Sent => "sent",
            Standing::Error => "error",
            Standing::Canceled => "canceled",
        }
    }
}

/// A message of ours that Opa! has not seen, as `atendimento/mensagem` shows messages.
#[derive(Debug, Clone)]
pub struct OwnMessage<'a> {
    pub id: MessageId,
    pub text: &'a str,
    /// RFC 3339.
    pub at: String,
    pub address: &'a str,
    pub standing: Standing,
    /// Why, for a person.
    pub note: String,
}

impl OwnMessage<'_> {
    pub fn document(&self) -> Value {
        json!({
            "_id": own_id(self.id),
            // There is no attendance before Opa! has it.
            "id_rota": "",
            "mensagem": self.text,
            "tipo": "texto",
            "data": self.at,
            "canalCliente": self.address,
            "statusEnvio": {"status": self.standing.word(), "observacao": self.note},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_opas_and_come_back() {
        for id in [1, 7, 4_096, MAX_ID] {
            let text = own_id(MessageId(id));
            assert!(
                text.len() == 24 && text.bytes().all(|b| b.is_ascii_hexdigit()),
                "{text}"
            );
            assert_eq!(read_own_id(&text), Some(MessageId(id)));
        }
        for other in [
            "",
            "659c365b0000000000000000",
            "6f6d66690000000000000000",
            "6f6d6669ffffffffffffffff",
            "6f6d66690020000000000000",
            "6f6d6669+000000000000001",
            "6F6D66690000000000000001",
            "6f6d6669000000000000000A",
            "6f6d666900000000000000010",
        ] {
            assert_eq!(read_own_id(other), None, "{other}");
        }
    }

    #[test]
    fn a_document_gets_the_id_it_was_asked_by() {
        let told = Answered::success(&json!({"_id": "659c365b0000000000000000", "x": 1}));
        let json: Value = serde_json::from_slice(&told.renamed(MessageId(7)).body).unwrap();
        assert_eq!(json["data"], json!({"_id": own_id(MessageId(7)), "x": 1}));
        for kept in ["<html>", "[]", r#"{"data":[]}"#] {
            let told = Answered {
                body: kept.into(),
                ..Answered::success(&Value::Null)
            };
            assert_eq!(told.clone().renamed(MessageId(7)), told);
        }
    }
}
