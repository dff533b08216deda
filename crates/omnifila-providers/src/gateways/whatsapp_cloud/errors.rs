//! Meta's error codes: what each means, and whom it concerns.
//!
//! Sources: Meta's table of error codes, its documents on limits, and the handling of public clients, which differ; where they do,
//! the reading that sends nobody a second message and burns no attempt holds. The code decides, never the HTTP status or the title.
//! The same codes come later, in a status webhook, as the reason of a failure.
//!
//! Left out: codes of registering numbers and editing templates, which no send is answered with.

use omnifila_core::outcome::Rejection;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND};

/// Whom a code concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// This message.
    Message,
    /// The number and this recipient.
    Pair,
    /// The number.
    Number,
    /// The template in its language.
    Template,
    /// The account and its token.
    Account,
    /// All numbers of the business.
    Portfolio,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// This message will never be taken.
    Fail,
    /// Another try may succeed.
    Retry,
    /// The template's messages wait until Meta sends it again.
    Hold,
    /// This message waits: 4^attempt seconds, as Meta asks for one pair.
    Back,
    /// This message waits a day, once; then it fails.
    DayLater,
    /// The gateway rests for so many milliseconds; none: for longer each time.
    Rest(Option<i64>),
    /// The account is sick.
    Refuse,
}

pub(super) struct Known {
    codes: std::ops::RangeInclusive<u32>,
    pub(super) scope: Scope,
    action: Action,
    pub(super) name: &'static str,
}

const fn one(code: u32, scope: Scope, action: Action, name: &'static str) -> Known {
    Known {
        codes: code..=code,
        scope,
        action,
        name,
    }
}

/// Every code that is told apart. Order means nothing.
pub(super) const TABLE: &[Known] = &[
    // Too fast. The number's limit is a matter of seconds; the account's and the app's are counted by the hour.
    one(130_429, Scope::Number, Action::Rest(None), "rate_limited"),
    one(131_056, Scope::Pair, Action::Back, "pair_rate_limited"),
    one(
        4,
        Scope::Account,
        Action::Rest(Some(5 * MINUTE)),
        "app_rate_limited",
    ),
    one(
        80_007,
        Scope::Account,
        Action::Rest(Some(5 * MINUTE)),
        "account_rate_limited",
    ),
    // Stopped by Meta for what it sent; more tries make it worse.
    one(131_048, Scope::Number, Action::Rest(Some(HOUR)), "spam_limited"),
    one(
        131_064,
        Scope::Portfolio,
        Action::Rest(Some(HOUR)),
        "category_limited",
    ),
    // Its own trouble, told before anything was taken.
    one(1, Scope::Message, Action::Retry, "provider_error"),
    one(2, Scope::Message, Action::Retry, "provider_error"),
    one(131_000, Scope::Message, Action::Retry, "provider_error"),
    one(131_016, Scope::Message, Action::Retry, "provider_error"),
    one(133_004, Scope::Message, Action::Retry, "provider_error"),
    one(
        131_057,
        Scope::Number,
        Action::Rest(Some(30 * SECOND)),
        "number_in_maintenance",
    ),
    one(131_053, Scope::Message, Action::Retry, "media_not_fetched"),
    // A person who was written to enough, by anybody.
    one(131_049, Scope::Pair, Action::DayLater, "recipient_limited"),
    // The template.
    one(132_015, Scope::Template, Action::Hold, "template_paused"),
    one(132_016, Scope::Template, Action::Hold, "template_disabled"),
    one(132_001, Scope::Template, Action::Hold, "template_not_found"),
    one(132_007, Scope::Template, Action::Hold, "template_policy"),
    one(132_068, Scope::Template, Action::Hold, "template_flow_blocked"),
    one(132_069, Scope::Template, Action::Hold, "template_flow_blocked"),
    // What was put into it.
    one(132_000, Scope::Message, Action::Fail, "wrong_variables"),
    one(132_005, Scope::Message, Action::Fail, "too_long_variable"),
    one(132_012, Scope::Message, Action::Fail, "wrong_variables"),
    one(132_018, Scope::Message, Action::Fail, "bad_variable_text"),
    one(131_008, Scope::Message, Action::Fail, "missing_parameter"),
    one(131_009, Scope::Message, Action::Fail, "bad_parameter"),
    one(131_051, Scope::Message, Action::Fail, "unsupported_type"),
    one(131_052, Scope::Message, Action::Fail, "media_unreadable"),
    one(100, Scope::Message, Action::Fail, "bad_parameter"),
    one(135_000, Scope::Message, Action::Fail, "bad_parameter"),
    // The account, its token, its payment, its number.
    one(0, Scope::Account, Action::Refuse, "unauthorized"),
    one(190, Scope::Account, Action::Refuse, "unauthorized"),
    one(3, Scope::Account, Action::Refuse, "forbidden"),
    one(10, Scope::Account, Action::Refuse, "forbidden"),
    Known {
        codes: 200..=299,
        scope: Scope::Account,
        action: Action::Refuse,
        name: "forbidden",
    },
    one(131_005, Scope::Account, Action::Refuse, "forbidden"),
    one(33, Scope::Number, Action::Refuse, "number_not_found"),
    one(131_031, Scope::Account, Action::Refuse, "account_locked"),
    one(368, Scope::Account, Action::Refuse, "account_restricted"),
    one(131_042, Scope::Account, Action::Refuse, "payment_problem"),
    one(131_045, Scope::Number, Action::Refuse, "number_not_registered"),
    one(133_010, Scope::Number, Action::Refuse, "number_not_registered"),
    one(133_006, Scope::Number, Action::Refuse, "number_not_verified"),
    one(
        131_037,
        Scope::Number,
        Action::Refuse,
        "display_name_not_approved",
    ),
    one(134_011, Scope::Account, Action::Refuse, "payments_not_accepted"),
    // The recipient.
    one(131_026, Scope::Message, Action::Fail, "undeliverable"),
    one(131_021, Scope::Message, Action::Fail, "recipient_is_sender"),
    one(131_030, Scope::Message, Action::Fail, "recipient_not_allowed"),
    one(130_497, Scope::Message, Action::Fail, "country_not_allowed"),
    one(137_000, Scope::Message, Action::Fail, "identity_changed"),
    one(130_472, Scope::Message, Action::Fail, "experiment"),
    one(131_062, Scope::Message, Action::Fail, "user_id_not_supported"),
    one(131_047, Scope::Message, Action::Fail, "window_closed"),
    one(131_050, Scope::Message, Action::Fail, "marketing_opted_out"),
    one(131_063, Scope::Message, Action::Fail, "marketing_not_enabled"),
];

/// What is known of a code.
pub(super) fn known(code: u32) -> Option<&'static Known> {
    TABLE.iter().find(|known| known.codes.contains(&code))
}

impl Known {
    /// As an outcome's rejection. `attempt`: how often the message has been tried, this time included.
    pub(super) fn rejection(&self, attempt: u32) -> Rejection {
        match self.action {
            Action::Fail => Rejection::Permanent,
            Action::Retry => Rejection::Transient,
            Action::Hold => Rejection::Deferred,
            Action::Back => Rejection::Later {
                wait_ms: (SECOND << (2 * attempt.min(6))).min(HOUR),
            },
            Action::DayLater if attempt > 1 => Rejection::Permanent,
            Action::DayLater => Rejection::Later { wait_ms: DAY },
            Action::Rest(retry_after_ms) => Rejection::RateLimited { retry_after_ms },
            Action::Refuse => Rejection::GatewayRefused,
        }
    }

    /// Whether a message that waits shows that the account's templates have changed.
    #[cfg(test)]
    fn burns_no_attempt(&self) -> bool {
        !matches!(self.rejection(1), Rejection::Permanent | Rejection::Transient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_its_scope_decides_who_waits() {
        for (n, entry) in TABLE.iter().enumerate() {
            let code = *entry.codes.start();
            let again = TABLE[n + 1..].iter().any(|other| other.codes.contains(&code));
            assert!(!again, "{code} twice");
            let free = entry.burns_no_attempt();
            // Nobody's messages pay for what is not theirs.
            assert!(free || entry.scope == Scope::Message, "{code}");
            let gateway = matches!(
                entry.rejection(1),
                Rejection::RateLimited { .. } | Rejection::GatewayRefused
            );
            let wide = matches!(entry.scope, Scope::Number | Scope::Account | Scope::Portfolio);
            assert_eq!(gateway, wide, "{code}: {:?}", entry.scope);
        }
        assert_eq!(known(250).map(|k| k.name), Some("forbidden"));
        assert!(known(999_999).is_none());
    }

    #[test]
    fn one_pair_waits_as_meta_asks_and_longer_each_time() {
        let pair = known(131_056).unwrap();
        let waits: Vec<Rejection> = [1, 2, 3, 6, 60].map(|n| pair.rejection(n)).to_vec();
        let later = |s: i64| Rejection::Later { wait_ms: s * SECOND };
        assert_eq!(
            waits,
            [later(4), later(16), later(64), later(3_600), later(3_600)]
        );
        let limited = known(131_049).unwrap();
        assert_eq!(limited.rejection(1), Rejection::Later { wait_ms: DAY });
        assert_eq!(limited.rejection(2), Rejection::Permanent);
    }
}
