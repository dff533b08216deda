//! A receipt out of a `deliver_sm`: by its fields where there are any, else by its text (SMPP 3.4, appendix B, as networks write it).

use super::pdu::Delivered;
use super::settings::Ids;
use omnifila_core::outcome::Evidence;

/// The provider's name of the message, as it is kept, and what became of it; `None` for what decides nothing.
pub(super) fn read(delivered: &Delivered, ids: Ids) -> Option<(String, Evidence, Option<String>)> {
    let text = String::from_utf8_lossy(&delivered.message);
    let id = delivered.receipted_message_id.clone().filter(|id| !id.is_empty());
    let id = id.or_else(|| field(&text, "id:"))?;
    let evidence = match delivered.message_state {
        Some(state) => of_state(state),
        None => of_word(&field(&text, "stat:")?),
    }?;
    let error =
        field(&text, "err:").filter(|e| e.bytes().all(|b| b.is_ascii_alphanumeric()) && e.len() <= 10);
    Some((ids.of_receipt(&id)?, evidence, error))
}

/// What follows a name, up to a blank. `submitdate` and `submit date` are both seen, so names are looked for as whole words.
fn field(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find(name).map(|at| from + at) {
        let begins = at == 0 || lower.as_bytes()[at - 1] == b' ';
        let value: String = text[at + name.len()..]
            .trim_start()
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '\0')
            .collect();
        if begins && !value.is_empty() {
            return Some(value);
        }
        from = at + name.len();
    }
    None
}

fn of_state(state: u8) -> Option<Evidence> {
    match state {
        2 => Some(Evidence::Delivered),
        // Expired, deleted, undeliverable, rejected.
        3 | 4 | 5 | 8 => Some(Evidence::Failed),
        // On its way, accepted, unknown: nothing is decided.
        _ => None,
    }
}

fn of_word(word: &str) -> Option<Evidence> {
    match word.to_ascii_uppercase().as_str() {
        "DELIVRD" | "DELIVERED" => Some(Evidence::Delivered),
        "EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD" | "UNDELIVERABLE" | "REJECTED" => {
            Some(Evidence::Failed)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn said(text: &'static str, id: Option<&str>, state: Option<u8>, ids: Ids) -> Option<(String, Evidence)> {
        let delivered = Delivered {
            from: String::new(),
            is_receipt: true,
            is_intermediate: false,
            data_coding: 0,
            message: Bytes::from_static(text.as_bytes()),
            receipted_message_id: id.map(str::to_owned),
            message_state: state,
        };
        read(&delivered, ids).map(|(id, evidence, _)| (id, evidence))
    }

    #[test]
    fn receipts_are_read_as_networks_write_them() {
        use Evidence::{Delivered, Failed};
        let some = |id: &str, evidence| Some((id.to_owned(), evidence));
        let whole = "id:0012ab sub:001 dlvrd:001 submit date:2612101200 done date:2612101201 stat:DELIVRD err:000 text:Ola";
        assert_eq!(said(whole, None, None, Ids::Same), some("0012ab", Delivered));
        let bare = "id:77 submitdate:2612101200 stat:UNDELIV err:0x5";
        assert_eq!(said(bare, None, None, Ids::Same), some("77", Failed));
        assert_eq!(
            said("ID:a-b-c STAT:expired", None, None, Ids::Same),
            some("a-b-c", Failed)
        );
        assert_eq!(
            said("id: 9 stat: DELIVRD", None, None, Ids::Same),
            some("9", Delivered)
        );
        assert_eq!(said("", Some("9"), Some(2), Ids::Same), some("9", Delivered));
        assert_eq!(
            said(bare, Some("9"), Some(5), Ids::Same),
            some("9", Failed),
            "fields before text"
        );
        for (text, id, state) in [
            ("id:1 stat:ENROUTE", None, None),
            ("id:1 stat:ACCEPTD", None, None),
            ("id:1", None, None),
            ("stat:DELIVRD", None, None),
            ("", Some("1"), Some(1)),
            ("paid:1 mystat:DELIVRD", None, None),
            ("", None, None),
        ] {
            assert_eq!(said(text, id, state, Ids::Same), None, "{text}");
        }
    }

    #[test]
    fn ids_of_two_sorts_meet() {
        // Answered as hex, reported as decimal, and the other way round.
        assert_eq!(Ids::HexAnswers.of_answer("1A2B").as_deref(), Some("6699"));
        assert_eq!(
            said("id:0000006699 stat:DELIVRD", None, None, Ids::HexAnswers),
            Some(("6699".into(), Evidence::Delivered))
        );
        assert_eq!(Ids::HexReceipts.of_answer("6699").as_deref(), Some("6699"));
        assert_eq!(
            said("id:1a2b stat:DELIVRD", None, None, Ids::HexReceipts),
            Some(("6699".into(), Evidence::Delivered))
        );
        assert_eq!(Ids::HexAnswers.of_answer("not hex"), None);
    }
}
