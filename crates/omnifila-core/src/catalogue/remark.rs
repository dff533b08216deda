//! What is worth saying of the codes in a customer's or an invoice's row, though the row is taken: an ERP's data is as it
//! is, and a wrong telephone must not lose an invoice.
//!
//! A remark names what is wrong, where, and what was expected; never the value. Left out: what makes a row useless (no
//! name, no due date), which is refused elsewhere.

use super::{ContactKind, CustomerInput, InvoiceInput};
use crate::brazil::phone::field::{self, Missing};
use crate::brazil::{boleto, date, document, locality, phone, pix, zone};
use crate::input::InputError;

/// Remarks on a customer; pointers are relative to it. Codes: `bad_document`, `bad_phone`, `several_phones`,
/// `missing_ninth_digit`, `missing_area_code`, `bad_city_ibge`, `state_mismatch`.
pub fn of_customer(input: &CustomerInput) -> Vec<InputError> {
    let mut remarks = Vec::new();
    if let Some(text) = input.document.as_set() {
        remarks.extend(document::check(text).err().map(|e| e.under("/document")));
    }
    if let Some(text) = input.phone.as_set() {
        remarks.extend(of_phone(text).map(|e| e.under("/phone")));
    }
    let contacts = input.contacts.as_set().map(Vec::as_slice).unwrap_or_default();
    for (index, contact) in contacts.iter().enumerate() {
        if matches!(contact.kind, ContactKind::Phone | ContactKind::Whatsapp) {
            let pointer = format!("/contacts/{index}/value");
            remarks.extend(of_phone(&contact.value).map(|e| e.under(&pointer)));
        }
    }
    if let Some(text) = input.city_ibge.as_set() {
        match locality::city(text) {
            Err(fault) => remarks.push(fault.into_input("/city_ibge")),
            Ok(city) => {
                let state = input.state.as_set().and_then(|text| zone::state(text).ok());
                if state.is_some_and(|state| locality::state_of_city(city) != Some(state)) {
                    let expected = "a municipality of the state that is given beside it";
                    remarks.push(InputError::new("state_mismatch", "/city_ibge", expected));
                }
            }
        }
    }
    remarks
}

/// What is wrong with a telephone field; nothing of one that is empty or reads as it is.
pub fn of_phone(text: &str) -> Option<InputError> {
    let Err(error) = phone::normalise(text) else {
        return None;
    };
    let found = field::find(text, None);
    let readable = found.iter().filter(|f| f.number.is_some()).count();
    let (code, expected) = match &found[..] {
        _ if text.trim().is_empty() => return None,
        [_, _, ..] if readable > 0 => ("several_phones", "one number; the first is not chosen for you"),
        [one] if one.missing.contains(&Missing::NinthDigit) => (
            "missing_ninth_digit",
            "nine digits: mobile numbers have a 9 before the other eight",
        ),
        [one] if one.number.is_some() => ("bad_phone", "the number alone, without words around it"),
        // Eight or nine digits: a number of the town, as people there dial it.
        [one] if one.position > 0 && matches!(digits(text), 8 | 9) => {
            ("missing_area_code", "the area code (DDD) before the number")
        }
        _ => return Some(error),
    };
    Some(InputError::new(code, "", expected))
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Remarks on an invoice; pointers are relative to it. Codes: `bad_pix`, `bad_boleto` and the other warnings of a Pix code,
/// `amount_mismatch`, `due_date_mismatch`.
pub fn of_invoice(input: &InvoiceInput) -> Vec<InputError> {
    let mut remarks = Vec::new();
    let is_amount = |cents: i64| cents == input.amount_cents || Some(&cents) == input.open_cents.as_set();
    let mismatch = |pointer| {
        InputError::new(
            "amount_mismatch",
            pointer,
            "the amount of the invoice, or what is open of it",
        )
    };
    if let Some(text) = input.pix.as_set().filter(|text| !text.trim().is_empty()) {
        match pix::parse(text) {
            Err(fault) => remarks.push(fault.into_input("/pix")),
            Ok(code) => {
                if code.amount_cents.is_some_and(|cents| !is_amount(cents)) {
                    remarks.push(mismatch("/pix"));
                }
                remarks.extend(code.warnings.into_iter().map(|fault| fault.into_input("/pix")));
            }
        }
    }
    if let Some(text) = input.boleto_line.as_set().filter(|text| !text.trim().is_empty()) {
        match boleto::parse(text) {
            Err(fault) => remarks.push(fault.into_input("/boleto_line")),
            Ok(boleto) => {
                if boleto.amount_cents().is_some_and(|cents| !is_amount(cents)) {
                    remarks.push(mismatch("/boleto_line"));
                }
                let due = date::parse(&input.due_date).ok();
                if due.is_some_and(|due| boleto.due(due).is_some_and(|written| written != due)) {
                    let expected = "the due date of the invoice";
                    remarks.push(InputError::new("due_date_mismatch", "/boleto_line", expected));
                }
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input;

    fn codes(remarks: Vec<InputError>) -> Vec<(&'static str, String)> {
        remarks.into_iter().map(|r| (r.code, r.pointer)).collect()
    }

    #[test]
    fn a_customer_is_taken_as_it_is_and_told() {
        let of = |json: &str| codes(of_customer(&input::parse(json.as_bytes()).unwrap()));
        assert_eq!(
            of(r#"{"external_id":"1","name":"A","document":null,"phone":"49 90000-0001"}"#),
            []
        );
        assert_eq!(
            of(
                r#"{"external_id":"1","name":"A","document":"11144477734","phone":"(49) 8451-0882","state":"SC",
                "city_ibge":"3550308","contacts":[{"kind":"email","value":"x"},{"kind":"whatsapp","value":"não tem"}]}"#
            ),
            [
                ("bad_document", "/document".to_owned()),
                ("missing_ninth_digit", "/phone".to_owned()),
                ("bad_phone", "/contacts/1/value".to_owned()),
                ("state_mismatch", "/city_ibge".to_owned()),
            ]
        );
        for (phone, code) in [
            ("49900000001/4933220001", "several_phones"),
            ("98451-0882", "missing_area_code"),
            ("Maria 49 90000-0001", "bad_phone"),
            ("20 90000-0001", "bad_phone"),
        ] {
            assert_eq!(of_phone(phone).map(|e| e.code), Some(code), "{phone}");
        }
        assert_eq!(of_phone("  "), None);
    }

    #[test]
    fn an_invoice_is_taken_as_it_is_and_told() {
        let of = |more: &str| {
            let json = format!(
                r#"{{"external_id":"1","customer_external_id":"1","status":"open","due_date":"2026-12-10","amount_cents":12990{more}}}"#
            );
            codes(of_invoice(&input::parse(json.as_bytes()).unwrap()))
        };
        let line = "00191.23454 67890.123457 67890.123457 2 16560000012990";
        assert_eq!(of(&format!(r#","boleto_line":"{line}""#)), []);
        let pix = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304";
        assert_eq!(of(&format!(r#","pix":"{pix}866C""#)), []);
        assert_eq!(
            of(&format!(r#","pix":"{pix}0000""#)),
            [("bad_crc", "/pix".to_owned())]
        );
        assert_eq!(
            of(r#","pix":"nada","boleto_line":"123""#),
            [
                ("bad_pix", "/pix".to_owned()),
                ("bad_boleto", "/boleto_line".to_owned())
            ]
        );
        let old = "00190500954014481606906809350314337370000000100";
        assert_eq!(
            of(&format!(r#","boleto_line":"{old}""#)),
            [
                ("amount_mismatch", "/boleto_line".to_owned()),
                ("due_date_mismatch", "/boleto_line".to_owned())
            ]
        );
    }
}
