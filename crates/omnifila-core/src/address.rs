//! Where a message goes, in the one form in which equal addresses are equal texts.
//!
//! Model: an e-mail address has an `@` and is in lower case; a chat is `tg:` and its number; everything else is a telephone in E.164.
//! The form tells which it is, so that lists of addresses of all channels need no second column.

use crate::brazil::phone;
use crate::input::InputError;

/// What stands before the number of a chat at Telegram.
pub const CHAT: &str = "tg:";

/// An address as messages have it.
///
/// # Errors
/// `bad_phone` for what is none, with an empty pointer.
pub fn normalise(text: &str) -> Result<String, InputError> {
    let text = text.trim();
    if text.contains('@') {
        return Ok(text.to_lowercase());
    }
    match text.strip_prefix(CHAT) {
        Some(number) if number.parse::<i64>().is_ok() => Ok(text.to_owned()),
        Some(_) => Err(InputError::new("bad_chat", "", "tg: and the number of a chat")),
        None => phone::normalise(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_tells_the_channel() {
        assert_eq!(
            normalise(" Cliente@Example.com ").as_deref(),
            Ok("cliente@example.com")
        );
        assert_eq!(normalise("tg:-1001").as_deref(), Ok("tg:-1001"));
        assert_eq!(normalise("49 90000-0001").map(|n| n.starts_with("+55")), Ok(true));
        assert_eq!(normalise("tg:abc").map_err(|e| e.code), Err("bad_chat"));
    }
}
