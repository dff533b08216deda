//! Reads the settings of a gateway one by one, and says where and what was expected. Values never reach an error.

use omnifila_core::input::InputError;
use serde_json::{Map, Value};

/// The longest text setting, in bytes: an Opa! token is a JWT of a few hundred.
const LONGEST: usize = 4_096;

pub(super) struct Reader<'a> {
    settings: &'a Map<String, Value>,
}

impl<'a> Reader<'a> {
    /// Refuses settings that the kind does not have. Every kind has `allow_list`, which delivery mode `allow_list` reads.
    pub(super) fn of(settings: &'a Map<String, Value>, known: &[&str]) -> Result<Self, InputError> {
        for name in settings.keys() {
            if name != "allow_list" && !known.contains(&name.as_str()) {
                let pointer = format!("/settings/{}", name.replace('~', "~0").replace('/', "~1"));
                let expected = format!("one of {}, allow_list", known.join(", "));
                return Err(InputError::new("unknown_setting", pointer, expected));
            }
        }
        match settings.get("allow_list") {
            None | Some(Value::Null) => {}
            Some(Value::Array(list)) if list.iter().all(Value::is_string) => {}
            Some(_) => return Err(bad("allow_list", "a list of addresses")),
        }
        Ok(Self { settings })
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &'static str, expected: &str) -> Result<&'a str, InputError> {
        self.optional_text(name, expected)?
            .ok_or_else(|| InputError::new("missing_setting", format!("/settings/{name}"), expected))
    }

    /// A text, trimmed; null and absent are the same.
    pub(super) fn optional_text(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<&'a str>, InputError> {
        match self.settings.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= LONGEST => {
                Ok(Some(text.trim()))
            }
            Some(_) => Err(bad(name, expected)),
        }
    }

    /// A whole number, as one or as text; absent is none.
    pub(super) fn number(
        &self,
        name: &'static str,
        least: u64,
        most: u64,
    ) -> Result<Option<u64>, InputError> {
        let expected = format!("a whole number from {least} to {most}");
        let number = match self.settings.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_u64(),
        };
        match number {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(bad(name, &expected)),
        }
    }

    /// True or false; absent is false.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, InputError> {
        match self.settings.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(bad(name, "true or false")),
        }
    }

    /// A map of texts; absent is empty.
    pub(super) fn texts(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Vec<(&'a str, &'a str)>, InputError> {
        match self.settings.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Object(map)) => map
                .iter()
                .map(|(key, value)| Ok((key.as_str(), value.as_str().ok_or_else(|| bad(name, expected))?)))
                .collect(),
            Some(_) => Err(bad(name, expected)),
        }
    }
}

pub(super) fn bad(name: &str, expected: &str) -> InputError {
    InputError::new("bad_setting", format!("/settings/{name}"), expected)
}
