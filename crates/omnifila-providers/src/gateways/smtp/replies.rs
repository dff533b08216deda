//! What a server's refusal means: the rules of `replies.json`, of which the first that matches decides.
//!
//! A rule names the reply's three digits (`.` is any), the enhanced status code of RFC 3463, the stage at which it was said, and
//! words of its text; what it leaves out matches everything. In a status, `..` at its start is any class, and the last part may
//! be a range of one digit (`2[5-9]`). Adding a rule needs no code.

use super::conversation::{Reply, Stage};
use omnifila_core::outcome::{Outcome, Rejection};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Means {
    Permanent,
    Transient,
    Deferred,
    RateLimited,
    GatewayRefused,
    NotSent,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    reply: Option<String>,
    status: Option<String>,
    stage: Option<Stage>,
    says: Option<String>,
    means: Means,
    code: String,
}

/// The rules as they are written; a file that cannot be read has none, which a test forbids.
static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| serde_json::from_str(include_str!("replies.json")).unwrap_or_default());

/// The outcome of a refusal at `stage`. A reply that is no refusal where one was expected is unknown.
pub(super) fn outcome(stage: Stage, reply: &Reply) -> Outcome {
    let Some(rule) = find(Some(stage), reply.code, reply.status().as_deref(), &reply.text) else {
        let code = "unexpected_reply".to_owned();
        return if stage == Stage::End {
            Outcome::Unknown { code }
        } else {
            Outcome::NotSent { code }
        };
    };
    let code = rule.code.clone();
    let rejection = match rule.means {
        Means::NotSent => return Outcome::NotSent { code },
        Means::Permanent => Rejection::Permanent,
        Means::Transient => Rejection::Transient,
        Means::Deferred => Rejection::Deferred,
        Means::RateLimited => Rejection::RateLimited { retry_after_ms: None },
        Means::GatewayRefused => Rejection::GatewayRefused,
    };
    Outcome::Rejected { rejection, code }
}

/// What a bounce says of its recipient: the code, and whether it is for ever.
pub(super) fn bounced(status: &str, diagnostic: &str) -> (String, bool) {
    let code = match status.as_bytes().first() {
        Some(b'4') => 450,
        _ => 550,
    };
    match find(None, code, Some(status), diagnostic) {
        Some(rule) => (rule.code.clone(), rule.means == Means::Permanent),
        None => ("undeliverable".into(), false),
    }
}

fn find(stage: Option<Stage>, code: u16, status: Option<&str>, text: &str) -> Option<&'static Rule> {
    let digits = code.to_string();
    let text = text.to_lowercase();
    RULES.iter().find(|rule| {
        rule.reply.as_deref().is_none_or(|want| fits(want, &digits))
            && rule
                .status
                .as_deref()
                .is_none_or(|want| status.is_some_and(|have| status_fits(want, have)))
            && rule.stage.is_none_or(|want| stage == Some(want))
            && rule.says.as_deref().is_none_or(|want| text.contains(want))
    })
}

fn fits(want: &str, have: &str) -> bool {
    want.len() == have.len() && want.bytes().zip(have.bytes()).all(|(w, h)| w == b'.' || w == h)
}

fn status_fits(want: &str, have: &str) -> bool {
    // Any class: the rest after the first dot.
    let (want, have) = match want.strip_prefix("..") {
        Some(rest) => (rest, have.split_once('.').map_or("", |(_, rest)| rest)),
        None => (want, have),
    };
    let Some((before, range)) = want.split_once('[') else {
        return want == have;
    };
    let Some(digit) = have.strip_prefix(before) else {
        return false;
    };
    let bounds = range.as_bytes();
    digit.len() == 1 && bounds.len() == 4 && (bounds[0]..=bounds[2]).contains(&digit.as_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(stage: Stage, code: u16, text: &str) -> (&'static str, String) {
        let reply = Reply {
            code,
            text: text.into(),
        };
        let outcome = outcome(stage, &reply);
        let word = match &outcome {
            Outcome::Rejected { rejection, .. } => match rejection {
                Rejection::Permanent => "permanent",
                Rejection::Transient => "transient",
                Rejection::Deferred => "deferred",
                Rejection::Later { .. } => "later",
                Rejection::RateLimited { .. } => "rate_limited",
                Rejection::GatewayRefused => "gateway_refused",
            },
            other => other.word(),
        };
        (word, outcome.code().unwrap().to_owned())
    }

    #[test]
    fn refusals_mean_what_servers_are_known_to_mean() {
        for (stage, code, text, word, said) in [
            (
                Stage::Recipient,
                550,
                "5.1.1 <a@b.example>: Recipient address rejected",
                "permanent",
                "recipient_unknown",
            ),
            (
                Stage::Recipient,
                550,
                "No such user here",
                "permanent",
                "recipient_unknown",
            ),
            (
                Stage::Recipient,
                450,
                "4.2.0 Recipient address rejected: Greylisted",
                "deferred",
                "greylisted",
            ),
            (
                Stage::Recipient,
                452,
                "4.2.2 The email account is over quota",
                "transient",
                "mailbox_full",
            ),
            (
                Stage::Recipient,
                552,
                "5.2.2 Mailbox full",
                "transient",
                "mailbox_full",
            ),
            (
                Stage::Recipient,
                554,
                "5.7.1 Relay access denied",
                "gateway_refused",
                "relay_denied",
            ),
            (
                Stage::Recipient,
                421,
                "4.7.28 unusual rate",
                "rate_limited",
                "server_busy",
            ),
            (
                Stage::Recipient,
                450,
                "4.7.28 unusual rate",
                "rate_limited",
                "rate_limited",
            ),
            (
                Stage::Sender,
                553,
                "5.7.1 Sender address rejected: not owned by user",
                "gateway_refused",
                "sender_refused",
            ),
            (
                Stage::Login,
                535,
                "5.7.8 Error: authentication failed",
                "gateway_refused",
                "unauthorized",
            ),
            (
                Stage::Login,
                454,
                "4.7.0 Temporary authentication failure",
                "not_sent",
                "login_unavailable",
            ),
            (
                Stage::Greeting,
                554,
                "no service here",
                "gateway_refused",
                "connection_refused",
            ),
            (
                Stage::End,
                550,
                "5.7.515 Access denied, sending domain does not meet the level",
                "gateway_refused",
                "authentication_failed",
            ),
            (
                Stage::End,
                550,
                "5.7.26 Unauthenticated email is not accepted",
                "gateway_refused",
                "authentication_failed",
            ),
            (
                Stage::End,
                554,
                "5.7.1 Message looks like spam",
                "permanent",
                "refused_as_spam",
            ),
            (
                Stage::End,
                552,
                "5.3.4 Message size exceeds fixed limit",
                "permanent",
                "too_large",
            ),
            (
                Stage::End,
                451,
                "4.3.0 Temporary lookup failure",
                "transient",
                "deferred_by_server",
            ),
            (Stage::End, 571, "something new", "permanent", "refused"),
            (Stage::End, 354, "go on", "unknown", "unexpected_reply"),
            (Stage::Recipient, 354, "go on", "not_sent", "unexpected_reply"),
        ] {
            assert_eq!(means(stage, code, text), (word, said.to_owned()), "{code} {text}");
        }
    }

    #[test]
    fn bounces_are_for_ever_or_not() {
        assert_eq!(
            bounced("5.1.1", "smtp; 550 5.1.1 unknown"),
            ("recipient_unknown".into(), true)
        );
        assert_eq!(
            bounced("5.2.2", "smtp; 552 quota"),
            ("mailbox_full".into(), false)
        );
        assert_eq!(
            bounced("4.4.1", "connection timed out"),
            ("deferred_by_server".into(), false)
        );
        assert_eq!(bounced("5.0.0", "x"), ("refused".into(), true));
    }
}
