//! The body of one send: the template with its components, and for a payment the order that carries Pix code or boleto.

use super::super::opa_body::sanitise;
use super::is_bsuid;
use omnifila_core::outcome::{ButtonKind, Call, Components, Content};
use omnifila_core::payment::Payment;
use serde_json::{Map, Value, json};

/// What separates message and attempt in what comes back.
const MARK: char = 'm';

/// `m{message}.{attempt}`, as statuses bring it back.
fn opaque(call: &Call) -> String {
    format!("{MARK}{}.{}", call.message_id, call.attempt)
}

/// Message and attempt out of what came back; `None` for what is not ours.
pub(in crate::gateways) fn read_opaque(text: &str) -> Option<(i64, u32)> {
    let (message, attempt) = text.strip_prefix(MARK)?.split_once('.')?;
    let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !plain(message) || !plain(attempt) {
        return None;
    }
    Some((message.parse().ok()?, attempt.parse().ok()?))
}

/// Name and language. A template that has several languages is bound as `name/language`.
pub(super) fn template_of(content: &Content) -> (&str, &str) {
    let id = content.provider_template_id.as_deref().unwrap_or_default().trim();
    let own = content.language.as_deref().unwrap_or("pt_BR");
    id.split_once('/').unwrap_or((id, own))
}

pub(super) fn of(call: &Call) -> Value {
    let (name, language) = template_of(&call.content);
    let mut template = json!({"name": name, "language": {"code": language}});
    let components = components(call);
    if !components.is_empty() {
        template["components"] = Value::Array(components);
    }
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "template",
        "biz_opaque_callback_data": opaque(call),
        "template": template,
    });
    // Without its plus, a number would be given the business's own country.
    let to = if is_bsuid(&call.address) {
        "recipient"
    } else {
        "to"
    };
    body[to] = Value::String(call.address.clone());
    body
}

fn components(call: &Call) -> Vec<Value> {
    let content = &call.content;
    let own = content.components.as_ref();
    let mut all = Vec::new();
    all.extend(header(content, own));
    if !content.parameters.is_empty() {
        let names = own.map(|c| c.names.as_slice()).unwrap_or_default();
        let texts = content.parameters.iter().enumerate();
        let parameters: Vec<Value> = texts
            .map(|(n, text)| parameter(text, names.get(n).map(String::as_str)))
            .collect();
        all.push(json!({"type": "body", "parameters": parameters}));
    }
    let buttons = own.map(|c| c.buttons.as_slice()).unwrap_or_default();
    for button in buttons {
        let text = button.text.trim();
        let (sub_type, parameter) = match button.kind {
            ButtonKind::Url => ("url", json!({"type": "text", "text": text})),
            ButtonKind::QuickReply => ("quick_reply", json!({"type": "payload", "payload": text})),
            ButtonKind::CopyCode => ("copy_code", json!({"type": "coupon_code", "coupon_code": text})),
        };
        all.push(json!({"type": "button", "sub_type": sub_type, "index": button.index.to_string(), "parameters": [parameter]}));
    }
    if let Some(payment) = &content.payment {
        all.push(
            json!({"type": "button", "sub_type": "order_details", "index": "0",
            "parameters": [{"type": "action", "action": {"order_details": order(call, payment)}}]}),
        );
    }
    all
}

fn parameter(text: &str, name: Option<&str>) -> Value {
    let mut parameter = Map::new();
    parameter.insert("type".into(), "text".into());
    if let Some(name) = name {
        parameter.insert("parameter_name".into(), name.into());
    }
    parameter.insert("text".into(), sanitise(text).into_owned().into());
    Value::Object(parameter)
}

fn header(content: &Content, own: Option<&Components>) -> Option<Value> {
    if let Some(url) = content.media_url.as_deref().map(str::trim) {
        let kind = media_kind(url);
        let mut media = json!({"link": url});
        if kind == "document" {
            let name = own.and_then(|c| c.media_name.as_deref());
            media["filename"] = sanitise(name.unwrap_or_else(|| last_place(url))).into();
        }
        return Some(json!({"type": "header", "parameters": [{"type": kind, kind: media}]}));
    }
    let text = own?.header.as_deref()?;
    Some(json!({"type": "header", "parameters": [parameter(text, None)]}))
}

fn path_of(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// By the end of the address; what says nothing is a document, which is what a boleto is.
fn media_kind(url: &str) -> &'static str {
    let path = path_of(url).to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    if ends(&[".jpg", ".jpeg", ".png", ".webp"]) {
        "image"
    } else if ends(&[".mp4", ".3gp"]) {
        "video"
    } else {
        "document"
    }
}

fn last_place(url: &str) -> &str {
    let name = path_of(url).rsplit('/').next().unwrap_or_default();
    if name.is_empty() || !name.contains('.') {
        "documento.pdf"
    } else {
        name
    }
}

/// An order of one item, pending: what Brazil's payment buttons want (`payment_type: br`).
fn order(call: &Call, payment: &Payment) -> Value {
    let cents = payment.amount_cents();
    let amount = json!({"value": cents, "offset": 100});
    let setting = match payment {
        Payment::Pix {
            code,
            merchant_name,
            key,
            key_type,
            ..
        } => {
            json!({"type": "pix_dynamic_code", "pix_dynamic_code": {"code": code, "merchant_name": merchant_name,
            "key": key, "key_type": key_type.word()}})
        }
        Payment::Boleto { line, .. } => json!({"type": "boleto", "boleto": {"digitable_line": line}}),
    };
    // Letters, digits, `_`, `-` and `.`, at most 35: one per message, so that a second try is the same order.
    let reference = format!("omnifila-{}", call.message_id);
    json!({
        "reference_id": reference, "type": "digital-goods", "payment_type": "br", "payment_settings": [setting],
        "currency": "BRL", "total_amount": amount,
        "order": {
            "status": "pending", "tax": {"value": 0, "offset": 100, "description": "Sem impostos à parte"},
            "items": [{"retailer_id": reference, "name": "Fatura", "amount": amount, "quantity": 1}],
            "subtotal": amount,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::id::{GatewayId, MessageId};
    use omnifila_core::outcome::Button;
    use omnifila_core::payment::PixKeyType;

    fn call(content: Content) -> Call {
        Call {
            message_id: MessageId(7),
            attempt: 2,
            gateway_id: GatewayId(1),
            address: "+5549900000001".into(),
            customer_name: "Cliente Exemplo 1".into(),
            preview: "x".into(),
            content: Content {
                provider_template_id: Some("fatura".into()),
                language: Some("pt_BR".into()),
                ..content
            },
            dedupe_key: None,
            source_ref: None,
        }
    }

    #[test]
    fn a_template_with_all_its_parts() {
        let content = Content {
            parameters: vec!["João\nSilva".into(), "R$ 120,00".into()],
            media_url: Some("https://isp.example/boleto.pdf?t=1".into()),
            components: Some(Components {
                names: vec!["nome".into(), "valor".into()],
                buttons: vec![
                    Button {
                        index: 0,
                        kind: ButtonKind::Url,
                        text: "abc123".into(),
                    },
                    Button {
                        index: 1,
                        kind: ButtonKind::QuickReply,
                        text: "PAGUEI".into(),
                    },
                    Button {
                        index: 2,
                        kind: ButtonKind::CopyCode,
                        text: "PIX1".into(),
                    },
                ],
                ..Components::default()
            }),
            ..Content::default()
        };
        let body = of(&call(content));
        assert_eq!(body["to"], "+5549900000001");
        assert_eq!(body["biz_opaque_callback_data"], "m7.2");
        let wanted = json!([
            {"type": "header", "parameters": [{"type": "document",
                "document": {"link": "https://isp.example/boleto.pdf?t=1", "filename": "boleto.pdf"}}]},
            {"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "João Silva"},
                {"type": "text", "parameter_name": "valor", "text": "R$ 120,00"}]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "abc123"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "PAGUEI"}]},
            {"type": "button", "sub_type": "copy_code", "index": "2", "parameters": [{"type": "coupon_code", "coupon_code": "PIX1"}]},
        ]);
        assert_eq!(body["template"]["components"], wanted);
    }

    #[test]
    fn a_user_id_goes_by_its_own_name_and_a_language_may_be_part_of_the_template() {
        let mut bare = call(Content::default());
        bare.address = "BR.1502576394655843".into();
        bare.content.provider_template_id = Some("fatura/en_US".into());
        let body = of(&bare);
        assert_eq!(
            (&body["recipient"], body.get("to")),
            (&json!("BR.1502576394655843"), None)
        );
        assert_eq!(
            body["template"],
            json!({"name": "fatura", "language": {"code": "en_US"}})
        );
    }

    #[test]
    fn a_payment_is_an_order_of_one_item() {
        let pix = Payment::Pix {
            amount_cents: 12_990,
            code: "000201…".into(),
            merchant_name: "PROVEDOR TESTE LTDA".into(),
            key: "11222333000181".into(),
            key_type: PixKeyType::Cnpj,
        };
        let content = Content {
            payment: Some(pix),
            ..Content::default()
        };
        let button = of(&call(content))["template"]["components"][0].clone();
        assert_eq!(
            (&button["sub_type"], &button["index"]),
            (&json!("order_details"), &json!("0"))
        );
        let order = &button["parameters"][0]["action"]["order_details"];
        assert_eq!(order["total_amount"], json!({"value": 12_990, "offset": 100}));
        assert_eq!(
            order["payment_settings"][0]["pix_dynamic_code"]["key_type"],
            "CNPJ"
        );
        assert_eq!(
            (&order["reference_id"], &order["payment_type"]),
            (&json!("omnifila-7"), &json!("br"))
        );
        let line = "00191234546789012345767890123457216560000012990";
        let boleto = Payment::Boleto {
            amount_cents: 12_990,
            line: line.into(),
        };
        let content = Content {
            payment: Some(boleto),
            parameters: vec!["Ana".into()],
            ..Content::default()
        };
        let components = of(&call(content))["template"]["components"].clone();
        assert_eq!(components[0]["type"], "body");
        let setting = &components[1]["parameters"][0]["action"]["order_details"]["payment_settings"][0];
        assert_eq!(
            setting,
            &json!({"type": "boleto", "boleto": {"digitable_line": line}})
        );
    }

    #[test]
    fn media_are_told_apart_by_their_addresses() {
        for (url, kind, name) in [
            ("https://x.example/a/b.PDF", "document", "b.PDF"),
            ("https://x.example/foto.jpg?x=.pdf", "image", "foto.jpg"),
            ("https://x.example/v.mp4", "video", "v.mp4"),
            ("https://x.example/download/77", "document", "documento.pdf"),
        ] {
            assert_eq!((media_kind(url), last_place(url)), (kind, name), "{url}");
        }
    }

    #[test]
    fn what_comes_back_is_read_only_if_it_is_ours() {
        assert_eq!(read_opaque(&opaque(&call(Content::default()))), Some((7, 2)));
        for text in [
            "",
            "m",
            "m7",
            "7.2",
            "m7.",
            "m.2",
            "m-7.2",
            "m7.2.3",
            "m99999999999999999999.1",
            "m+7.1",
        ] {
            assert_eq!(read_opaque(text), None, "{text}");
        }
    }
}
