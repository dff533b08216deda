//! The body of Opa! Suite's `template/send`: positional variables or the object of a payment, media, the contact, our ids.
//!
//! Sources: the public reference, and clients in production for what it does not show. The value of `tipoPagamento` for a boleto was
//! not seen in either; it follows the one for Pix. What nobody has shown to be honoured (`departamento`, `id_atendente`) goes out
//! only where an administrator asks for it.

use omnifila_core::outcome::Call;
use omnifila_core::payment::{Payment, PaymentKind};
use serde::Serialize;
use std::borrow::Cow;

/// What an account adds to every send.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub(super) channel_id: String,
    pub(super) allow_started_attendance: bool,
    pub(super) department_id: Option<String>,
    pub(super) attendant_id: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    contato: Contact<'a>,
    template: Template<'a>,
    canal: &'a str,
    #[serde(rename = "allowSendingToStartedCustomerService")]
    allow_started: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    departamento: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_atendente: Option<&'a str>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Contact<'a> {
    #[serde(rename = "canalCliente")]
    address: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    nome: Cow<'a, str>,
}

#[derive(Serialize)]
struct Template<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    variaveis: Variables<'a>,
    #[serde(rename = "midiaAlternativa", skip_serializing_if = "Option::is_none")]
    media: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Variables<'a> {
    Positional(Vec<Cow<'a, str>>),
    Payment(PaymentObject<'a>),
}

/// `paymentDetailTemplate` of the reference; texts, all of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentObject<'a> {
    /// Cents without a separator.
    valor: String,
    tipo_pagamento: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    codigo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linha_digitavel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pix_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pix_key_type: Option<&'static str>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    message_id: i64,
    attempt: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    dedupe_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_ref: Option<&'a str>,
}

impl Manner {
    /// The body of one send of the provider's template `template`.
    pub(super) fn body(&self, call: &Call, template: &str) -> serde_json::Result<Vec<u8>> {
        let content = &call.content;
        let variaveis = match &content.payment {
            Some(payment) => Variables::Payment(object(payment)),
            None => Variables::Positional(content.parameters.iter().map(|p| sanitise(p)).collect()),
        };
        serde_json::to_vec(&Body {
            contato: Contact {
                address: &call.address,
                nome: sanitise(&call.customer_name),
            },
            template: Template {
                id: template,
                variaveis,
                media: content.media_url.as_deref().map(str::trim),
            },
            canal: &self.channel_id,
            allow_started: self.allow_started_attendance,
            departamento: self.department_id.as_deref(),
            id_atendente: self.attendant_id.as_deref(),
            metadata: Metadata {
                message_id: call.message_id.0,
                attempt: call.attempt,
                dedupe_key: call.dedupe_key.as_deref(),
                source_ref: call.source_ref.as_deref(),
            },
        })
    }
}

fn object(payment: &Payment) -> PaymentObject<'_> {
    let kind = match payment.kind() {
        PaymentKind::Pix => "pix",
        PaymentKind::Boleto => "boleto",
    };
    let bare = PaymentObject {
        valor: payment.amount_cents().to_string(),
        tipo_pagamento: kind,
        codigo: None,
        linha_digitavel: None,
        merchant_name: None,
        pix_key: None,
        pix_key_type: None,
    };
    match payment {
        Payment::Boleto { line, .. } => PaymentObject {
            linha_digitavel: Some(line),
            ..bare
        },
        Payment::Pix {
            code,
            merchant_name,
            key,
            key_type,
            ..
        } => PaymentObject {
            codigo: Some(code),
            merchant_name: Some(sanitise(merchant_name)),
            pix_key: Some(key),
            pix_key_type: Some(key_type.word()),
            ..bare
        },
    }
}

/// The text with every run of white space that holds a line break, a tab or more than four spaces made one space, and
/// nothing blank at its ends.
pub(super) fn sanitise(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) && !text.contains("     ") {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == ' ' || breaks(c)) {
        let run_and_rest = &rest[start..];
        let length = run_and_rest
            .find(|c: char| c != ' ' && !breaks(c))
            .unwrap_or(run_and_rest.len());
        let run = &run_and_rest[..length];
        clean.push_str(&rest[..start]);
        clean.push_str(if run.len() > 4 || run.contains(breaks) {
            " "
        } else {
            run
        });
        rest = &run_and_rest[length..];
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_reach_meta_clean() {
        for (dirty, clean) in [
            ("Maria", "Maria"),
            (" Maria  Souza ", "Maria  Souza"),
            ("a\nb", "a b"),
            ("a \r\n\t b", "a b"),
            ("a    b", "a    b"),
            ("a     b", "a b"),
            ("a\u{2028}b\u{0}c", "a b c"),
            ("São José     do\tCedro\n", "São José do Cedro"),
            ("\n\t ", ""),
        ] {
            assert_eq!(sanitise(dirty), clean, "{dirty:?}");
        }
    }
}
