//! Reads of messages that were answered with an id of ours: from the queue until Opa! has them, then by its own id.

use super::{Call, Door, no_route, sending};
use crate::Engine;
use omnifila_core::id::MessageId;
use omnifila_core::message::{Origin, Status};
use omnifila_providers::gateways::opa_compat::{Answered, OwnMessage, Standing, read_own_id};
use omnifila_store::StoreError;
use omnifila_store::verbs::Detail;
use serde_json::{Value, json};

impl Engine {
    /// `GET atendimento/mensagem/{id}`.
    pub(super) async fn own_message(
        &self,
        door: &Door,
        call: &Call<'_>,
        id: MessageId,
    ) -> Result<Answered, StoreError> {
        let Some(detail) = self.own_detail(door, id).await? else {
            return Ok(no_route());
        };
        if let Some(theirs) = provider_id(&detail) {
            let path = format!("atendimento/mensagem/{theirs}");
            let named = Call {
                path: &path,
                ..call.clone()
            };
            let answer = door.forward(&named).await;
            // Anything else says more of Opa!'s day than of the message, of which we know that it was taken.
            if answer.status == 200 {
                return Ok(answer.renamed(id));
            }
        }
        Ok(Answered::success(&shown(&detail)))
    }

    /// `GET atendimento/mensagem`, filtered by an id of ours.
    pub(super) async fn own_messages(
        &self,
        door: &Door,
        call: &Call<'_>,
        id: MessageId,
    ) -> Result<Answered, StoreError> {
        let one = Call {
            body: &[],
            query: None,
            media: None,
            ..call.clone()
        };
        let answer = self.own_message(door, &one, id).await?;
        let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        Ok(match told.get("data").filter(|_| answer.status == 200) {
            Some(document) => Answered::success(&json!([document])),
            None => Answered::success(&json!([])),
        })
    }

    /// A message that came through this door.
    async fn own_detail(&self, door: &Door, id: MessageId) -> Result<Option<Detail>, StoreError> {
        let found = self.queue().message(id).await?;
        let batch = sending::batch_of(door.gateway_id);
        Ok(found.filter(|detail| {
            detail.row.origin == Origin::OpaCompat && detail.row.batch_ref.as_deref() == Some(&*batch)
        }))
    }
}

/// The id of ours that a body filters messages by.
pub(super) fn asked_for(body: &[u8]) -> Option<MessageId> {
    let asked: Value = serde_json::from_slice(body).ok()?;
    read_own_id(asked.pointer("/filter/_id")?.as_str()?)
}

/// Opa!'s own id, once it has taken the message.
fn provider_id(detail: &Detail) -> Option<&str> {
    let mut accepted = detail
        .attempts
        .iter()
        .rev()
        .filter_map(|a| a.provider_id.as_deref());
    accepted.find(|id| id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn shown(detail: &Detail) -> Value {
    let (standing, note) = standing(detail);
    let own = OwnMessage {
        id: detail.row.id,
        text: &detail.preview,
        at: detail.row.sent_at.unwrap_or(detail.row.created_at).to_string(),
        address: &detail.row.address,
        standing,
        note,
    };
    own.document()
}

/// How it stands, and why for a person who reads Portuguese, as Opa!'s people do.
fn standing(detail: &Detail) -> (Standing, String) {
    let code = detail.row.error_code.as_deref().unwrap_or_default();
    let because = |text: &str| match code {
        "" => format!("omnifila: {text}"),
        code => format!("omnifila: {text} ({code})"),
    };
    match detail.row.status {
        Status::Waiting => (Standing::Pending, because("na fila, ainda não enviada")),
        Status::Sending => (Standing::Pending, because("sendo enviada")),
        Status::Uncertain => (Standing::Pending, because("envio a conferir")),
        Status::Sent | Status::Delivered | Status::Read => (Standing::Sent, String::new()),
        Status::Failed => (Standing::Error, because("não foi enviada")),
        Status::Cancelled => {
            let reason = detail.row.reason.word();
            (
                Standing::Canceled,
                format!("omnifila: cancelada na fila, não foi enviada ({reason})"),
            )
        }
        Status::Expired => (
            Standing::Canceled,
            because("o prazo passou na fila, não foi enviada"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_ours_are_asked_for_here() {
        let ours = omnifila_providers::gateways::opa_compat::own_id(MessageId(7));
        let filter = |id: &str| json!({"filter": {"_id": id}, "options": {"skip": 0}}).to_string();
        assert_eq!(asked_for(filter(&ours).as_bytes()), Some(MessageId(7)));
        assert_eq!(asked_for(filter("659c365b0000000000000000").as_bytes()), None);
        for body in ["", "{", "[]", r#"{"filter": {"id_rota": "x"}}"#] {
            assert_eq!(asked_for(body.as_bytes()), None, "{body}");
        }
    }
}
