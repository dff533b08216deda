//! The letter itself: headers, text, page and attachment, as bytes that are the same in every attempt but for the boundaries.
//!
//! Model: the text is what a person would read, the page says the same; both in one `multipart/alternative`. Everything is ASCII
//! once encoded, so that no server has to be able to do more than RFC 5321 asks.
//!
//! Failures: an address or name that cannot stand in a header is an error the caller turns into a refusal. Left out: signing,
//! tracking pixels (a person who reads is none of our business), inline images.

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use omnifila_core::time::Time;
use std::time::{Duration, UNIX_EPOCH};

/// Everything of one letter.
pub(super) struct Letter<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) reply_to: Option<&'a Mailbox>,
    pub(super) to_name: &'a str,
    pub(super) to: Address,
    pub(super) subject: &'a str,
    pub(super) text: &'a str,
    pub(super) html: Option<&'a str>,
    pub(super) attachment: Option<(String, &'static str, Vec<u8>)>,
    /// With its angle brackets.
    pub(super) message_id: String,
    /// Where one POST unsubscribes.
    pub(super) unsubscribe: Option<String>,
    pub(super) at: Time,
}

impl Letter<'_> {
    /// The bytes; `None` if something of it cannot be written.
    pub(super) fn bytes(self) -> Option<Vec<u8>> {
        let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.at.ms()).unwrap_or(0));
        let name = one_line(self.to_name);
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new((!name.is_empty()).then_some(name), self.to))
            .subject(one_line(self.subject))
            .date(at)
            .message_id(Some(self.message_id))
            // No machine answers this: neither "out of office" nor a ticket system (RFC 3834).
            .raw_header(raw("Auto-Submitted", "auto-generated".into())?);
        if let Some(reply_to) = self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        if let Some(link) = self.unsubscribe {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{link}>"))?)
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into())?);
        }
        let text = SinglePart::plain(self.text.to_owned());
        let message = match (self.html, self.attachment) {
            (None, None) => builder.singlepart(text),
            (Some(html), None) => builder.multipart(alternative(text, html)),
            (html, Some((name, kind, bytes))) => {
                let file = Attachment::new(name).body(bytes, ContentType::parse(kind).ok()?);
                let mixed = MultiPart::mixed();
                builder.multipart(match html {
                    Some(html) => mixed.multipart(alternative(text, html)).singlepart(file),
                    None => mixed.singlepart(text).singlepart(file),
                })
            }
        };
        Some(message.ok()?.formatted())
    }
}

fn alternative(text: SinglePart, html: &str) -> MultiPart {
    MultiPart::alternative()
        .singlepart(text)
        .singlepart(SinglePart::html(html.to_owned()))
}

/// A header that is ASCII already and must not be folded: a link in two lines is none.
fn raw(name: &str, value: String) -> Option<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
    Some(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value))
}

/// What stands in a header is one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
