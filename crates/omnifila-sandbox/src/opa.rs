//! Opa! Suite's calls that reach a person: `template/send` and `atendimento/mensagem/send`.
//!
//! Every check answers as the provider does, in this order: token, channel, template, variables, address, attendance, what
//! Meta refuses, daily limit. The texts of the 404s and of the contact in attendance are the provider's own; how it words
//! the others is not published, so callers should not lean on them.

use std::borrow::Cow;
use std::sync::PoisonError;

use bytes::Bytes;
use http::HeaderValue;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::answer;
use crate::journal::OpenCall;
use crate::opa_shapes;
use crate::record::Particulars;
use crate::router::Decision;
use crate::server::Shared;
use crate::tenant::{Book, Template, Tenant, digits, stable_id};

pub(crate) const SEND: &str = "template/send";
const SEND_IN_ATTENDANCE: &str = "atendimento/mensagem/send";
/// The misspelling is the provider's.
pub(crate) const SENT_TEXT: &str = "Template has been succesfully sent.";
pub(crate) const NO_CHANNEL: &str = "Communication channel not found.";
const NO_TEMPLATE: &str = "Template not found.";
/// Meta's error for parameters with new lines, tabs or more than four spaces in a row.
const META_132018: &str = "(#132018) There was an issue with the parameters in your template: \
Param text cannot have new-line/tab characters or more than 4 consecutive spaces";

#[derive(Deserialize)]
struct SendBody<'a> {
    #[serde(borrow)]
    contato: Option<Contact<'a>>,
    #[serde(borrow)]
    template: Option<TemplateRef<'a>>,
    #[serde(borrow)]
    canal: Option<Cow<'a, str>>,
    #[serde(rename = "allowSendingToStartedCustomerService", default)]
    allow_started: bool,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Contact<'a> {
    #[serde(rename = "canalCliente", borrow)]
    canal_cliente: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct TemplateRef<'a> {
    #[serde(rename = "_id", borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    variaveis: Option<&'a RawValue>,
    #[serde(rename = "midiaAlternativa", borrow)]
    media: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct AttendanceBody<'a> {
    #[serde(rename = "customerServiceId", borrow)]
    id: Cow<'a, str>,
    content: Value,
}

pub(crate) fn is_send(path: &str) -> bool {
    matches!(path, SEND | SEND_IN_ATTENDANCE)
}

pub(crate) fn is_authorised(tenant: &Tenant, header: Option<&HeaderValue>) -> bool {
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    header
        .and_then(|h| h.to_str().ok())
        .and_then(|h| h.strip_prefix("Bearer "))
        .is_some_and(|token| token == book.token)
}

/// What the journal keeps of a send; of a body that cannot be read, nothing.
pub(crate) fn particulars(tenant: &Tenant, path: &str, body: &Bytes) -> Particulars {
    if path == SEND_IN_ATTENDANCE {
        let Ok(parsed) = serde_json::from_slice::<AttendanceBody<'_>>(body) else {
            return Particulars::default();
        };
        let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
        let recipient = attended(tenant, &book, &parsed.id).map(|d| format!("+{d}").into());
        return Particulars {
            recipient,
            variables: Some(parsed.content.to_string().into()),
            ..Particulars::default()
        };
    }
    let Ok(parsed) = serde_json::from_slice::<SendBody<'_>>(body) else {
        return Particulars::default();
    };
    let template = parsed.template.as_ref();
    Particulars {
        recipient: parsed.contato.and_then(|c| c.canal_cliente).map(|t| t.into()),
        template: template.and_then(|t| t.id.as_deref()).map(Into::into),
        channel: parsed.canal.map(|t| t.into()),
        variables: template.and_then(|t| t.variaveis).map(|v| v.get().into()),
        media: template.and_then(|t| t.media).map(|v| v.get().into()),
        metadata: parsed.metadata.map(|m| m.get().into()),
        ..Particulars::default()
    }
}

/// Decides a send; a success is journaled as an effect before it returns.
pub(crate) fn send(shared: &Shared, tenant: &Tenant, path: &str, body: &Bytes, call: &OpenCall) -> Decision {
    let checked = if path == SEND {
        check_template(tenant, body)
    } else {
        check_attendance(tenant, body)
    };
    match checked {
        Err(refusal) => refusal,
        Ok(()) => {
            let id = shared.message_id(call.accept());
            let mut decision = Decision::ok(json!({"message": SENT_TEXT, "messageSentId": id}));
            decision.class = "accepted";
            decision
        }
    }
}

fn bad_request(class: &'static str, message: &str) -> Decision {
    Decision::refused(
        400,
        class,
        json!({"error": "BAD_REQUEST_ERROR", "message": message}),
    )
}

fn check_template(tenant: &Tenant, body: &Bytes) -> Result<(), Decision> {
    let parsed: SendBody<'_> = serde_json::from_slice(body)
        .map_err(|e| bad_request("refused_body", &format!("Invalid body: {e}")))?;
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    let channel = book
        .channels
        .iter()
        .find(|c| parsed.canal.as_deref() == Some(c.id.as_str()))
        .ok_or_else(|| Decision::refused(404, "refused_channel", answer::not_found(NO_CHANNEL)))?;
    let wanted = parsed.template.as_ref().and_then(|t| t.id.as_deref());
    let template = book
        .templates
        .iter()
        .find(|t| wanted == Some(t.id.as_str()) && (t.canais.is_empty() || t.canais.contains(&channel.id)))
        .ok_or_else(|| Decision::refused(404, "refused_template", answer::not_found(NO_TEMPLATE)))?;
    let raw = parsed.template.as_ref().and_then(|t| t.variaveis);
    let values = check_variables(template, raw)?;
    if let Some(media) = parsed.template.as_ref().and_then(|t| t.media) {
        let media: Value = serde_json::from_str(media.get()).unwrap_or_default();
        opa_shapes::media(&media).map_err(|e| bad_request("refused_media", &e))?;
    }
    let recipient = parsed
        .contato
        .as_ref()
        .and_then(|c| c.canal_cliente.as_deref())
        .unwrap_or_default();
    if !is_brazilian(recipient) {
        return Err(bad_request(
            "refused_recipient",
            "contato.canalCliente: expected +55 and the number with area code",
        ));
    }
    if !parsed.allow_started
        && let Some(by) = book.attendance.get(&digits(recipient))
    {
        return Err(bad_request(
            "refused_attendance",
            &format!("Este contato já está em atendimento com {by}"),
        ));
    }
    if values.iter().any(|v| breaks_meta(v)) {
        return Err(Decision::refused(
            400,
            "refused_parameter",
            answer::failure(400, META_132018),
        ));
    }
    // Last, because it spends one.
    if !tenant.take_daily(&channel.id) {
        return Err(bad_request(
            "refused_daily_limit",
            "Limite diário de envio de templates atingido",
        ));
    }
    Ok(())
}

/// The texts that would go to Meta; refuses what does not fit the template.
fn check_variables<'a>(
    template: &Template,
    raw: Option<&'a RawValue>,
) -> Result<Vec<Cow<'a, str>>, Decision> {
    let refuse = |message: &str| Err(bad_request("refused_variables", message));
    let text = raw.map_or("[]", RawValue::get);
    if template.pagamento {
        let Ok(Value::Object(payment)) = serde_json::from_str::<Value>(text) else {
            return refuse("template.variaveis: expected the object of a payment");
        };
        return match opa_shapes::payment(&payment) {
            Ok(texts) => Ok(texts.into_iter().map(|t| Cow::Owned(t.to_owned())).collect()),
            Err(expected) => refuse(&expected),
        };
    }
    let Ok(values) = serde_json::from_str::<Vec<Text<'_>>>(text) else {
        return refuse("template.variaveis: expected an array of strings");
    };
    let expected = template.variables();
    if values.len() != expected {
        return refuse(&format!(
            "template.variaveis: expected {expected} variables, got {}",
            values.len()
        ));
    }
    Ok(values.into_iter().map(|t| t.0).collect())
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// E.164 with plus sign: +55, area code, 8 or 9 digits.
fn is_brazilian(recipient: &str) -> bool {
    recipient
        .strip_prefix("+55")
        .is_some_and(|n| (10..=11).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

fn breaks_meta(value: &str) -> bool {
    value.contains(['\n', '\r', '\t']) || value.contains("     ")
}

fn check_attendance(tenant: &Tenant, body: &Bytes) -> Result<(), Decision> {
    let parsed: AttendanceBody<'_> = serde_json::from_slice(body)
        .map_err(|e| bad_request("refused_body", &format!("Invalid body: {e}")))?;
    let book = tenant.book.read().unwrap_or_else(PoisonError::into_inner);
    if attended(tenant, &book, &parsed.id).is_none() {
        return Err(Decision::refused(
            404,
            "refused_attendance",
            answer::not_found("Customer service not found."),
        ));
    }
    let content = &parsed.content;
    let fits = match content["type"].as_str() {
        Some("text") => content["text"].is_string(),
        Some("media") => content["media"]["url"].is_string() || content["media"]["base64"].is_string(),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(bad_request(
            "refused_body",
            "content: expected a text or media with url or base64",
        ))
    }
}

/// Digits of the recipient whose open attendance has this id.
fn attended(tenant: &Tenant, book: &Book, id: &str) -> Option<String> {
    book.attendance
        .keys()
        .find(|d| attendance_id(&tenant.name, d) == id)
        .cloned()
}

/// A recipient has one attendance here, whose id never changes.
pub(crate) fn attendance_id(tenant: &str, recipient: &str) -> String {
    stable_id("64d1", &["atendimento", tenant, &digits(recipient)])
}
