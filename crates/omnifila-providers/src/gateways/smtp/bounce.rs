//! What a letter in the mailbox of the return path says: a delivery status (RFC 3464), a complaint (ARF, RFC 5965), or nothing.
//!
//! Model: the signed name of the attempt is looked for anywhere in the letter (it stands in `To`, `Delivered-To` or the returned
//! envelope, as each server likes), else the signed `Message-ID`. Without either nothing is believed. What the report says of the
//! address decides: for ever (the address is unwanted) or for this time.
//!
//! Failures: a letter without a report that is read (an "out of office", a bounce in prose) tells nothing and stays kept.

use super::replies;
use super::tag::Tags;
use mail_parser::{MessageParser, MimeHeaders};
use omnifila_core::heard::{Heard, Unwanted};
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::Time;

/// Codes after which an address is written to no more.
const FOR_EVER: [&str; 2] = ["recipient_unknown", "recipient_disabled"];
/// Bytes of a letter that are looked at for names.
const LOOKED_AT: usize = 512 * 1024;

pub(super) fn read(
    tags: &Tags,
    local: Option<&str>,
    gateway_id: GatewayId,
    letter: &[u8],
    now: Time,
) -> Vec<Heard> {
    let Some((message_id, attempt)) = named(tags, local, letter) else {
        return Vec::new();
    };
    let receipt = |evidence, code: Option<String>| {
        Heard::Receipt(Receipt {
            gateway_id,
            provider_id: attempt.map(|attempt| tags.attempt(message_id, attempt)),
            attempt,
            message_id: Some(message_id),
            evidence,
            code,
            at: now,
        })
    };
    let unwanted = |code: &str| {
        Heard::Unwanted(Unwanted {
            message_id,
            code: code.to_owned(),
        })
    };
    match report(letter) {
        Some(Report::Failed { status, diagnostic }) => {
            let (code, for_ever) = replies::bounced(&status, &diagnostic);
            let mut heard = vec![receipt(Evidence::Failed, Some(code.clone()))];
            if for_ever && FOR_EVER.contains(&code.as_str()) {
                heard.push(unwanted(&code));
            }
            heard
        }
        Some(Report::Delivered) => vec![receipt(Evidence::Delivered, None)],
        // Only who has a letter can complain of it.
        Some(Report::Complaint) => vec![receipt(Evidence::Delivered, None), unwanted("complaint")],
        None => Vec::new(),
    }
}

/// The message, and the attempt if it is known, that the letter is about; by names that only we can make.
fn named(tags: &Tags, local: Option<&str>, letter: &[u8]) -> Option<(MessageId, Option<u32>)> {
    let text = String::from_utf8_lossy(&letter[..letter.len().min(LOOKED_AT)]);
    let ends = |c: char| c == '@' || c.is_whitespace() || "<>\"'".contains(c);
    if let Some(local) = local {
        let mark = format!("{local}+");
        for (at, _) in text.match_indices(mark.as_str()) {
            let name = text[at + mark.len()..].split(ends).next().unwrap_or_default();
            if let Some((message, attempt)) = tags.read_attempt(name) {
                return Some((message, Some(attempt)));
            }
        }
    }
    text.match_indices("<m").find_map(|(at, _)| {
        let name = text[at + 1..].split(ends).next().unwrap_or_default();
        tags.read_letter(name).map(|message| (message, None))
    })
}

enum Report {
    Failed { status: String, diagnostic: String },
    Delivered,
    Complaint,
}

fn report(letter: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(letter)?;
    message.parts.iter().find_map(|part| {
        let kind = part.content_type()?;
        if !kind.c_type.eq_ignore_ascii_case("message") {
            return None;
        }
        let text = String::from_utf8_lossy(part.contents());
        match kind.c_subtype.as_deref()?.to_ascii_lowercase().as_str() {
            "delivery-status" | "global-delivery-status" => delivery_status(&text),
            "feedback-report" => field(&text, "feedback-type").map(|_| Report::Complaint),
            _ => None,
        }
    })
}

/// The first recipient of whom something final is said; a delay is not.
fn delivery_status(text: &str) -> Option<Report> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").find_map(|group| {
        let action = field(group, "action")?.to_ascii_lowercase();
        match action.split_whitespace().next()? {
            "failed" => Some(Report::Failed {
                status: field(group, "status").unwrap_or_else(|| "5.0.0".into()),
                diagnostic: field(group, "diagnostic-code").unwrap_or_default(),
            }),
            "delivered" => Some(Report::Delivered),
            _ => None,
        }
    })
}

/// A field of a group, its continuation lines joined; a status without its comment.
fn field(group: &str, name: &str) -> Option<String> {
    let mut value: Option<String> = None;
    for line in group.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some(value) = &mut value {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        if value.is_some() {
            break;
        }
        if let Some((key, rest)) = line.split_once(':')
            && key.trim().eq_ignore_ascii_case(name)
        {
            value = Some(rest.trim().to_owned());
        }
    }
    let value = value?;
    Some(match name {
        "status" => value.split([' ', '(']).next().unwrap_or_default().to_owned(),
        _ => value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_000);

    fn tags() -> Tags {
        Tags::new("the secret of this gateway").unwrap()
    }

    fn dsn(to: &str, action: &str, status: &str, diagnostic: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 23 Nov 2026 01:00:00 +0000\r\n\r\n\
             Final-Recipient: rfc822; cliente@example.com\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; {diagnostic}\r\n    and more of it\r\n\r\n--b--\r\n"
        )
    }

    fn told(letter: &str) -> Vec<Heard> {
        read(&tags(), Some("bounces"), GatewayId(3), letter.as_bytes(), NOW)
    }

    fn failed(code: &str, attempt: Option<u32>) -> Heard {
        Heard::Receipt(Receipt {
            gateway_id: GatewayId(3),
            provider_id: attempt.map(|a| tags().attempt(MessageId(9), a)),
            message_id: Some(MessageId(9)),
            attempt,
            evidence: Evidence::Failed,
            code: Some(code.into()),
            at: NOW,
        })
    }

    #[test]
    fn a_bounce_for_ever_makes_the_address_unwanted() {
        let to = format!("bounces+{}@isp.example", tags().attempt(MessageId(9), 2));
        let unwanted = Heard::Unwanted(Unwanted {
            message_id: MessageId(9),
            code: "recipient_unknown".into(),
        });
        let letter = dsn(&to, "failed", "5.1.1 (unknown)", "550 5.1.1 User unknown");
        assert_eq!(told(&letter), [failed("recipient_unknown", Some(2)), unwanted]);
        let full = dsn(&to, "failed", "5.2.2", "552 5.2.2 over quota");
        assert_eq!(told(&full), [failed("mailbox_full", Some(2))]);
        assert_eq!(told(&dsn(&to, "delayed", "4.4.1", "timed out")), []);
    }

    #[test]
    fn nothing_is_believed_without_a_name_of_ours() {
        for to in [
            "bounces@isp.example",
            "bounces+9.2.00000000000000000000@isp.example",
            "bounces+@isp.example",
        ] {
            assert_eq!(told(&dsn(to, "failed", "5.1.1", "unknown")), [], "{to}");
        }
        assert_eq!(told("To: x\r\n\r\nnothing"), []);
    }

    #[test]
    fn the_returned_letter_names_the_message_too() {
        let own = format!("In-Reply-To: <{}@isp.example>\r\n", tags().letter(MessageId(9)));
        let letter = own + &dsn("postmaster@isp.example", "failed", "5.0.0", "no");
        assert_eq!(told(&letter), [failed("refused", None)]);
    }

    #[test]
    fn a_complaint_was_delivered() {
        let letter = format!(
            "From: fbl@provider.example\r\nTo: abuse@isp.example\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nabuse\r\n\
             --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: X/1\r\nVersion: 1\r\n\
             Original-Mail-From: <bounces+{}@isp.example>\r\n\r\n--b--\r\n",
            tags().attempt(MessageId(9), 1)
        );
        let heard = told(&letter);
        assert!(matches!(&heard[0], Heard::Receipt(r) if r.evidence == Evidence::Delivered));
        assert!(matches!(&heard[1], Heard::Unwanted(u) if u.code == "complaint"));
    }
}
