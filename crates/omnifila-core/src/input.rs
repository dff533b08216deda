//! What was wrong with an input, said so that its sender can mend it.

use serde::Serialize;
use serde::de::IgnoredAny;

/// One refusal: a stable `code`, where (`pointer`, RFC 6901) and what was `expected` there. Never repeats the value, so
/// that no personal data reaches a log through an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code} at {pointer:?}: expected {expected}")]
pub struct InputError {
    pub code: &'static str,
    pub pointer: String,
    pub expected: String,
}

impl InputError {
    pub fn new(code: &'static str, pointer: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            code,
            pointer: pointer.into(),
            expected: expected.into(),
        }
    }

    /// The same error seen from one level further out: `/phone` below `/customer` is `/customer/phone`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.pointer.insert_str(0, prefix);
        self
    }
}

/// Reads JSON into `T`; an error says where (`/customer/phone`) and what was expected there, never the value.
pub fn parse<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, InputError> {
    let text = std::str::from_utf8(json)
        .map_err(|e| InputError::new("bad_utf8", "", format!("UTF-8; byte {} is not", e.valid_up_to())))?;
    if text.contains("\\u0000") {
        return Err(InputError::new(
            "nul_character",
            "",
            "text without the character U+0000",
        ));
    }
    read(text)
}

/// Reads the JSON around the items of a batch, which are kept raw (`RawValue`) and [`parse`]d one by one, so that what is
/// wrong with one of them is its own error.
pub fn parse_envelope<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, InputError> {
    let text = std::str::from_utf8(json)
        .map_err(|e| InputError::new("bad_utf8", "", format!("UTF-8; byte {} is not", e.valid_up_to())))?;
    read(text)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, InputError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let pointer = pointer(e.path());
        let inner = e.inner();
        if inner.is_data() {
            return InputError::new("invalid_field", pointer, expected(&inner.to_string()));
        }
        // To serde_json a number in the place of a word is a fault of the syntax, though the JSON is well formed.
        if inner.to_string().starts_with("expected value") && serde_json::from_str::<IgnoredAny>(text).is_ok()
        {
            return InputError::new("invalid_field", pointer, "one of the documented words, as a text");
        }
        InputError::new("invalid_json", pointer, expected(&inner.to_string()))
    })?;
    reader
        .end()
        .map_err(|_| InputError::new("invalid_json", "", "nothing after the JSON value"))?;
    Ok(value)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => out.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    out
}

/// serde's message without the value it names: `invalid type: string "Maria", expected i64` says too much.
fn expected(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    if let Some((_, expected)) = message.rsplit_once(", expected ") {
        return expected.to_owned();
    }
    if message.starts_with("missing field")
        || message.starts_with("duplicate field")
        || message.starts_with("recursion")
    {
        return message.to_owned();
    }
    if message.starts_with("expected") || message.starts_with("EOF") || message.starts_with("key must") {
        return message.trim_start_matches("expected ").to_owned();
    }
    "a well-formed value of the documented type".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Priority;

    #[test]
    fn a_word_of_another_type_is_a_wrong_field_of_good_json() {
        let code = |json: &str| parse::<Vec<Priority>>(json.as_bytes()).map_err(|e| (e.code, e.pointer));
        assert_eq!(code("[\"high\"]"), Ok(vec![Priority::High]));
        for json in ["[7]", "[\"high\", null]", "[true]"] {
            assert_eq!(code(json).map_err(|e| e.0), Err("invalid_field"), "{json}");
        }
        assert_eq!(code("[\"high\", 7]"), Err(("invalid_field", "/1".into())));
        for json in ["[7", "[,]", "[7]]", ""] {
            assert_eq!(code(json).map_err(|e| e.0), Err("invalid_json"), "{json}");
        }
    }
}
