//! The shapes inside `template/send` that are more than texts: the object of a payment, and media by address.
//!
//! The names are the reference's. Which of them the provider insists on is not published; what WhatsApp's payment templates cannot do
//! without is insisted on here, so that a caller that leaves one out learns it before a customer does.

use serde_json::{Map, Value};

const KEY_TYPES: [&str; 5] = ["CPF", "CNPJ", "EMAIL", "PHONE", "EVP"];
const MOST_URL: usize = 2_048;

/// The texts of a payment that go to Meta, or what was expected.
pub(crate) fn payment(object: &Map<String, Value>) -> Result<Vec<&str>, String> {
    let text = |name: &str| {
        let found = object.get(name).and_then(Value::as_str);
        found
            .filter(|t| !t.trim().is_empty())
            .ok_or_else(|| format!("template.variaveis.{name}: expected a text"))
    };
    let cents = text("valor")?;
    if !cents.bytes().all(|b| b.is_ascii_digit()) || cents.bytes().all(|b| b == b'0') {
        return Err("template.variaveis.valor: expected cents as digits".to_owned());
    }
    let mut texts = vec![cents];
    match text("tipoPagamento")? {
        "pix" => {
            for name in ["codigo", "merchantName", "pixKey", "pixKeyType"] {
                texts.push(text(name)?);
            }
            if !KEY_TYPES.contains(&text("pixKeyType")?) {
                return Err(format!(
                    "template.variaveis.pixKeyType: expected one of {}",
                    KEY_TYPES.join(", ")
                ));
            }
        }
        "boleto" => {
            let line = text("linhaDigitavel")?;
            let digits = line.bytes().filter(u8::is_ascii_digit).count();
            if !(47..=48).contains(&digits) {
                return Err("template.variaveis.linhaDigitavel: expected 47 or 48 digits".to_owned());
            }
            texts.push(line);
        }
        _ => return Err("template.variaveis.tipoPagamento: expected pix or boleto".to_owned()),
    }
    Ok(texts)
}

/// Refuses media that nobody could fetch.
pub(crate) fn media(value: &Value) -> Result<(), String> {
    let fits = value.as_str().is_some_and(|url| {
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))
            .map(|rest| rest.split('/').next().unwrap_or_default());
        url.len() <= MOST_URL
            && !url.contains(char::is_whitespace)
            && host.is_some_and(|host| !host.is_empty())
    });
    if fits || value.is_null() {
        Ok(())
    } else {
        Err("template.midiaAlternativa: expected an http or https URL".to_owned())
    }
}
