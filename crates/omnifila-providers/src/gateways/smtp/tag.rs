//! What an e-mail carries so that what comes back can be believed: signed names of our own messages.
//!
//! Model: a bounce comes back to `bounces+{message}.{attempt}.{mac}@…` (VERP), an unsubscription to a link that ends with
//! `{message}.{mac}`, and the `Message-ID` is `m{message}.{mac}@…` in every attempt. Each mac is over its own purpose, so that one
//! is no use as another. No address, name or purpose stands in any of them.
//!
//! Left out: expiry. A bounce may come after five days, and a person may unsubscribe after a year.

use hmac::{Hmac, KeyInit, Mac};
use omnifila_core::id::{MAX_ID, MessageId};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Bytes of a mac that are kept. A guess is right once in 2^80.
const KEPT: usize = 10;

/// The signer of one gateway.
#[derive(Clone)]
pub struct Tags(Hmac<Sha256>);

impl std::fmt::Debug for Tags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tags(***)")
    }
}

impl Tags {
    pub(super) fn new(secret: &str) -> Option<Tags> {
        Hmac::new_from_slice(secret.as_bytes()).ok().map(Tags)
    }

    fn mac(&self, purpose: &str, message: MessageId, attempt: u32) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{purpose}\n{message}\n{attempt}").as_bytes());
        hex(&mac.finalize().into_bytes()[..KEPT])
    }

    /// The name of one attempt; also the provider's id of it.
    pub(super) fn attempt(&self, message: MessageId, attempt: u32) -> String {
        format!("{message}.{attempt}.{}", self.mac("bounce", message, attempt))
    }

    /// The message and attempt that a name was made for, if it was made here.
    pub(super) fn read_attempt(&self, text: &str) -> Option<(MessageId, u32)> {
        let mut parts = text.split('.');
        let (message, attempt, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let message = id(message)?;
        let attempt: u32 = attempt.parse().ok()?;
        let good = parts.next().is_none() && same(&self.mac("bounce", message, attempt), mac);
        good.then_some((message, attempt))
    }

    /// The left part of the `Message-ID`, the same in every attempt.
    pub(super) fn letter(&self, message: MessageId) -> String {
        format!("m{message}.{}", self.mac("letter", message, 0))
    }

    pub(super) fn read_letter(&self, text: &str) -> Option<MessageId> {
        let (message, mac) = text.strip_prefix('m')?.split_once('.')?;
        let message = id(message)?;
        same(&self.mac("letter", message, 0), mac).then_some(message)
    }

    /// The end of the link that unsubscribes from what the message is about.
    pub fn unsubscription(&self, message: MessageId) -> String {
        format!("{message}.{}", self.mac("unsubscribe", message, 0))
    }

    /// The message whose link it is.
    pub fn read_unsubscription(&self, text: &str) -> Option<MessageId> {
        let (message, mac) = text.split_once('.')?;
        let message = id(message)?;
        same(&self.mac("unsubscribe", message, 0), mac).then_some(message)
    }
}

fn id(text: &str) -> Option<MessageId> {
    let id: i64 = text.parse().ok()?;
    (1..=MAX_ID).contains(&id).then_some(MessageId(id))
}

/// Some relays change the case of what stands before the `@`.
fn same(own: &str, given: &str) -> bool {
    bool::from(own.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_nobody_else_makes_them() {
        let tags = Tags::new("a secret of the gateway").unwrap();
        let (message, attempt) = (MessageId(42), 3);
        let name = tags.attempt(message, attempt);
        assert_eq!(tags.read_attempt(&name), Some((message, attempt)));
        assert_eq!(tags.read_attempt(&name.to_uppercase()), Some((message, attempt)));
        assert_eq!(tags.read_letter(&tags.letter(message)), Some(message));
        let link = tags.unsubscription(message);
        assert_eq!(tags.read_unsubscription(&link), Some(message));
        for wrong in [
            name.replacen("42", "43", 1),
            name.replacen(".3.", ".4.", 1),
            format!("{name}.1"),
            "42.3".into(),
            "42.3.".into(),
            "0.1.aa".into(),
            String::new(),
        ] {
            assert_eq!(tags.read_attempt(&wrong), None, "{wrong}");
        }
        let other = Tags::new("another secret of a gateway").unwrap();
        assert_eq!(other.read_attempt(&name), None);
        // A mac for one purpose is none for another.
        let mac = link.split_once('.').unwrap().1;
        assert_eq!(tags.read_letter(&format!("m42.{mac}")), None);
    }
}
