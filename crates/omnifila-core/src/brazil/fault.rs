//! Why a code was refused: what was expected there, and at which character.
//!
//! A fault never repeats the text it is about, so that no personal data reaches a log through an error.

use crate::input::InputError;
use serde::Serialize;

/// One refusal. `position` counts characters of the given text from 1; 0 speaks of the text as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code} at character {position}: expected {expected}")]
pub struct Fault {
    pub code: &'static str,
    pub position: usize,
    pub expected: String,
}

impl Fault {
    pub fn new(code: &'static str, position: usize, expected: impl Into<String>) -> Self {
        Self {
            code,
            position,
            expected: expected.into(),
        }
    }

    /// The fault as one of a field of a larger input.
    pub fn into_input(self, pointer: &str) -> InputError {
        let expected = match self.position {
            0 => self.expected,
            at => format!("{} (character {at})", self.expected),
        };
        InputError::new(self.code, pointer, expected)
    }
}

/// The digits of a text with the position of each; dots, hyphens and white space between them are dressing.
pub(super) fn digits(code: &'static str, text: &str, most: usize) -> Result<Vec<(u8, usize)>, Fault> {
    let mut digits = Vec::with_capacity(most.min(64));
    for (index, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push((c as u8 - b'0', index + 1)),
            '.' | '-' => {}
            c if c.is_whitespace() => {}
            _ => {
                return Err(Fault::new(
                    code,
                    index + 1,
                    "digits, spaces, dots and hyphens only",
                ));
            }
        }
        if digits.len() > most {
            return Err(Fault::new(code, index + 1, format!("at most {most} digits")));
        }
    }
    Ok(digits)
}
