//! What was wrong with an input, said so that its sender can mend it.

use serde::Serialize;

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
        Self { code, pointer: pointer.into(), expected: expected.into() }
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
        return Err(InputError::new("nul_character", "", "text without the character U+0000"));
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
        let code = if inner.is_data() { "invalid_field" } else { "invalid_json" };
        InputError::new(code, pointer, expected(&inner.to_string()))
    })?;
    reader.end().map_err(|_| InputError::new("invalid_json", "", "nothing after the JSON value"))?;
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
    if message.starts_with("missing field") || message.starts_with("duplicate field") || message.starts_with("recursion") {
        return message.to_owned();
    }
    if message.starts_with("expected") || message.starts_with("EOF") || message.starts_with("key must") {
        return message.trim_start_matches("expected ").to_owned();
    }
    "a well-formed value of the documented type".to_owned()
}
