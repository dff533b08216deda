//! What an account at a network is, and the ways in which networks differ.

use super::pdu::Address;
use crate::gateways::destination;
use crate::gateways::settings::{Reader, bad};
use crate::guard::Guard;
use omnifila_core::input::InputError;
use serde_json::{Map, Value};
use std::time::Duration;

/// Answers awaited at once, unless the settings say: what Kannel has.
const WINDOW: u64 = 10;
const MOST_WINDOW: u64 = 1_000;

/// How a network writes the names of messages: in answers, and in receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    Same,
    /// Hexadecimal in answers, decimal in receipts.
    HexAnswers,
    /// Decimal in answers, hexadecimal in receipts.
    HexReceipts,
}

impl Ids {
    /// As it is kept.
    pub(super) fn of_answer(self, id: &str) -> Option<String> {
        match self {
            Ids::HexAnswers => decimal_of_hex(id),
            Ids::HexReceipts => Some(bare(id)),
            Ids::Same => Some(id.to_owned()),
        }
    }

    pub(super) fn of_receipt(self, id: &str) -> Option<String> {
        match self {
            Ids::HexReceipts => decimal_of_hex(id),
            Ids::HexAnswers => Some(bare(id)),
            Ids::Same => Some(id.to_owned()),
        }
    }
}

fn decimal_of_hex(id: &str) -> Option<String> {
    u128::from_str_radix(id.trim_start_matches("0x"), 16)
        .ok()
        .map(|n| n.to_string())
}

/// Without the zeros that some put before numbers.
fn bare(id: &str) -> String {
    let digits = id.trim_start_matches('0');
    if digits.is_empty() {
        "0".to_owned()
    } else {
        digits.to_owned()
    }
}

/// An account at a network, and how it wants to be spoken to.
pub(in super::super) struct Settings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) system_id: String,
    pub(super) password: String,
    pub(super) system_type: String,
    pub(super) from: Address,
    pub(super) transliterate: bool,
    pub(super) payload: bool,
    pub(super) window: usize,
    pub(super) enquire: Duration,
    pub(super) ids: Ids,
    pub(super) guard: Guard,
}

impl Settings {
    /// Reads settings without opening anything.
    ///
    /// # Errors
    /// Where, and what was expected.
    pub(in super::super) fn read(
        settings: &Map<String, Value>,
        process: Guard,
    ) -> Result<Settings, InputError> {
        let own = [
            "host",
            "port",
            "system_id",
            "password",
            "system_type",
            "from",
            "transliterate",
            "long_messages",
            "window",
            "enquire_seconds",
            "id_format",
        ];
        let reader = Reader::of(settings, &[&own[..], &destination::NAMES].concat())?;
        destination::check(&reader)?;
        let expected = "a host name or address, without port";
        let host = reader.text("host", expected)?;
        // Judged as the host of an address: the guard knows names and literal addresses.
        let shown = if host.contains(':') {
            format!("http://[{host}]/")
        } else {
            format!("http://{host}/")
        };
        let guard = Guard::Open.within(process);
        let url = guard.read(&shown).map_err(|e| match e.code {
            "address_refused" => e.under("/settings/host"),
            _ => bad("host", expected),
        })?;
        if url.port().is_some() || url.path() != "/" {
            return Err(bad("host", expected));
        }
        let number = |name, least, most, usual| {
            let given = reader.number(name, least, most)?;
            Ok::<u64, InputError>(given.unwrap_or(usual))
        };
        let short = |name, most: usize, expected: &str, text: &str| {
            let sound = text.len() <= most && text.bytes().all(|b| b.is_ascii_graphic());
            if sound {
                Ok(text.to_owned())
            } else {
                Err(bad(name, expected))
            }
        };
        let expected = "the account, at most 15 printable characters";
        let system_id = short("system_id", 15, expected, reader.text("system_id", expected)?)?;
        let expected = "the password, at most 8 printable characters (some networks take more)";
        let password = short("password", 64, expected, reader.text("password", expected)?)?;
        let expected = "at most 12 printable characters";
        let system_type = reader.optional_text("system_type", expected)?.unwrap_or_default();
        let expected = "the sender: a number with plus, a short code, or a name of at most 11 characters";
        let from = Address::sender(&short("from", 16, expected, reader.text("from", expected)?)?);
        let expected = "same, hex_answers or hex_receipts";
        let ids = match reader.optional_text("id_format", expected)? {
            None | Some("same") => Ids::Same,
            Some("hex_answers") => Ids::HexAnswers,
            Some("hex_receipts") => Ids::HexReceipts,
            Some(_) => return Err(bad("id_format", expected)),
        };
        let expected = "parts or payload";
        let payload = match reader.optional_text("long_messages", expected)? {
            None | Some("parts") => false,
            Some("payload") => true,
            Some(_) => return Err(bad("long_messages", expected)),
        };
        Ok(Settings {
            host: host.to_owned(),
            port: number("port", 1, 65_535, 2_775)? as u16,
            system_id,
            password,
            system_type: short("system_type", 12, expected, system_type)?,
            from,
            transliterate: reader.flag("transliterate")?,
            payload,
            window: number("window", 1, MOST_WINDOW, WINDOW)? as usize,
            enquire: Duration::from_secs(number("enquire_seconds", 1, 600, 30)?),
            ids,
            guard,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        let read = |change: Value| {
            let mut all =
                json!({"host": "127.0.0.1", "system_id": "omnifila", "password": "s3cret", "from": "27000"});
            all.as_object_mut()
                .unwrap()
                .extend(change.as_object().unwrap().clone());
            Settings::read(all.as_object().unwrap(), Guard::Open)
                .map(|s| (s.port, s.window))
                .map_err(|e| (e.code, e.pointer))
        };
        assert_eq!(read(json!({})), Ok((2_775, 10)));
        assert_eq!(read(json!({"port": "3000", "window": 50})), Ok((3_000, 50)));
        for (change, code, name) in [
            (json!({"host": null}), "missing_setting", "host"),
            (json!({"host": "a b"}), "bad_setting", "host"),
            (json!({"host": "smsc.example:2775"}), "bad_setting", "host"),
            (json!({"port": 0}), "bad_setting", "port"),
            (json!({"port": "x"}), "bad_setting", "port"),
            (json!({"window": 0}), "bad_setting", "window"),
            (
                json!({"system_id": "a very long account"}),
                "bad_setting",
                "system_id",
            ),
            (json!({"id_format": "octal"}), "bad_setting", "id_format"),
            (json!({"long_messages": "sar"}), "bad_setting", "long_messages"),
            (json!({"hst": 1}), "unknown_setting", "hst"),
        ] {
            assert_eq!(
                read(change.clone()),
                Err((code, format!("/settings/{name}"))),
                "{change}"
            );
        }
        let far = json!({"host": "10.0.0.1", "system_id": "a", "password": "b", "from": "27000"});
        let refused = Settings::read(far.as_object().unwrap(), Guard::LoopbackOnly)
            .map(drop)
            .unwrap_err();
        assert_eq!(
            (refused.code, refused.pointer.as_str()),
            ("address_refused", "/settings/host")
        );
    }
}
