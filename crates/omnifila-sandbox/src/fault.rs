//! Faults: what can go wrong at a provider, for whom, how often, and whether the person receives the message anyway.
//!
//! Rules are looked at in order. Every matching [`Fault::Latency`] adds up; of the others the first that matches decides
//! the answer. A rule drawn by `probability` draws from (seed, recipient, metadata) when the call carries metadata, so
//! that the same message meets the same fate whatever the interleaving; else from (seed, number of the draw).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};

/// Longest delay a rule may ask for: an hour, beyond which a hang is meant.
const LONGEST_MS: u64 = 3_600_000;
/// Most rules at once; each call looks at all of them.
const MOST_RULES: usize = 1_000;

/// The value of a `Retry-After` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// Delay in seconds, as RFC 9110 §10.2.3 allows.
    Seconds(u32),
    /// The HTTP-date so many seconds from now.
    HttpDate(u32),
    /// No header.
    Absent,
    /// Words that are neither a number nor a date.
    Garbage,
    /// `-30`.
    Negative,
    /// 10⁹ seconds.
    Huge,
}

/// What goes wrong. Each says whether the person receives the message by default; `FaultRule::effect` can say otherwise
/// where both happen in reality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The answer comes later by `ms` plus up to `jitter_ms`. The message is accepted first, so a caller that gives up has
    /// reached the person nevertheless; with `before_accept` it is accepted after the wait, and a caller that gives up has not.
    Latency {
        ms: u64,
        #[serde(default)]
        jitter_ms: u64,
        #[serde(default)]
        before_accept: bool,
    },
    /// An HTTP status (400–599) in Opa!'s shape of an error. No effect.
    Status {
        code: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
        /// Text of the error instead of the usual one for the code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// HTTP 200 whose body says `"status":"error"`. No effect.
    FalseSuccess,
    /// HTTP 200 and success, but no `messageSentId`. Has effect.
    NoMessageId,
    /// Reads the call, never accepts it, never answers. No effect.
    HangBeforeAccept,
    /// Accepts, never answers. Has effect.
    HangAfterAccept,
    /// TCP reset before the body is looked at. No effect. With a `recipient` in the rule the body must be read first.
    ResetBeforeRead,
    /// Accepts, then TCP reset without an answer. Has effect.
    ResetAfterAccept,
    /// Accepts, answers half of the body, closes. Has effect.
    HalfBody,
    /// HTTP 200 with the login page of a reverse proxy. No effect.
    Html,
    /// HTTP 200 without a body. Has effect.
    EmptyBody,
    /// HTTP 200 with a body of `bytes` bytes (default 64 MiB), length not stated. Has effect.
    HugeBody {
        #[serde(default = "huge_bytes")]
        bytes: u64,
    },
    /// HTTP 200, valid JSON of wrong types. Has effect.
    WrongTypes,
    /// HTTP 200, bytes that are not UTF-8. Has effect.
    BadUtf8,
    /// HTTP 307 to another host (default: the metadata address of clouds, where nothing may ever call). No effect.
    Redirect {
        #[serde(default = "elsewhere")]
        to: String,
    },
    /// Accepts, then answers one byte every `byte_every_ms`, headers included. Has effect.
    SlowLoris { byte_every_ms: u64 },
}

fn huge_bytes() -> u64 {
    64 * 1024 * 1024
}

fn elsewhere() -> String {
    "http://169.254.169.254/latest/meta-data/".to_owned()
}

impl Fault {
    /// A status without `Retry-After`.
    pub fn status(code: u16) -> Self {
        Self::Status {
            code,
            retry_after: None,
            message: None,
        }
    }

    /// 429 with the given `Retry-After`.
    pub fn rate_limited(retry_after: RetryAfter) -> Self {
        Self::Status {
            code: 429,
            retry_after: Some(retry_after),
            message: None,
        }
    }

    /// A delay after acceptance.
    pub fn latency(ms: u64) -> Self {
        Self::Latency {
            ms,
            jitter_ms: 0,
            before_accept: false,
        }
    }

    /// The class under which the journal files an answer made by this fault.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Status { code: 401, .. } => "unauthorized",
            Self::Status { code: 429, .. } => "rate_limited",
            Self::Status { code, .. } if *code >= 500 => "server_error",
            Self::Status { .. } => "client_error",
            Self::FalseSuccess => "false_success",
            Self::NoMessageId => "no_message_id",
            Self::HangBeforeAccept => "hang_before_accept",
            Self::HangAfterAccept => "hang_after_accept",
            Self::ResetBeforeRead => "reset_before_read",
            Self::ResetAfterAccept => "reset_after_accept",
            Self::HalfBody => "half_body",
            Self::Html => "html",
            Self::EmptyBody => "empty_body",
            Self::HugeBody { .. } => "huge_body",
            Self::WrongTypes => "wrong_types",
            Self::BadUtf8 => "bad_utf8",
            Self::Redirect { .. } => "redirect",
            Self::SlowLoris { .. } => "slow_loris",
        }
    }

    fn has_effect(&self) -> bool {
        !matches!(
            self,
            Self::Status { .. }
                | Self::FalseSuccess
                | Self::HangBeforeAccept
                | Self::ResetBeforeRead
                | Self::Html
                | Self::Redirect { .. }
        )
    }

    fn effect_is_fixed(&self) -> bool {
        matches!(
            self,
            Self::Latency { .. }
                | Self::HangBeforeAccept
                | Self::HangAfterAccept
                | Self::ResetBeforeRead
                | Self::ResetAfterAccept
        )
    }
}

/// Which calls a rule looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallScope {
    /// Calls that would reach a person: `template/send`, `atendimento/mensagem/send`, webhooks.
    #[default]
    Sends,
    /// Everything else.
    Reads,
    All,
}

/// A fault and its reach. Everything but `fault` may be absent: then it holds for every send of every tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    pub fault: Fault,
    /// A tenant's name, or `webhook/{name}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Compared by its digits, or literally if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    #[serde(default)]
    pub calls: CallScope,
    /// Only for the next so many calls it applies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// From 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    #[serde(default)]
    pub seed: u64,
    /// Whether the person receives the message, where the fault leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<bool>,
}

impl From<Fault> for FaultRule {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            tenant: None,
            recipient: None,
            calls: CallScope::Sends,
            times: None,
            probability: None,
            seed: 0,
            effect: None,
        }
    }
}

impl FaultRule {
    pub fn for_tenant(mut self, tenant: &str) -> Self {
        self.tenant = Some(tenant.to_owned());
        self
    }

    pub fn for_recipient(mut self, recipient: &str) -> Self {
        self.recipient = Some(recipient.to_owned());
        self
    }

    pub fn times(mut self, n: u64) -> Self {
        self.times = Some(n);
        self
    }

    pub fn with_probability(mut self, p: f64, seed: u64) -> Self {
        (self.probability, self.seed) = (Some(p), seed);
        self
    }

    pub fn on(mut self, calls: CallScope) -> Self {
        self.calls = calls;
        self
    }

    pub fn with_effect(mut self, effect: bool) -> Self {
        self.effect = Some(effect);
        self
    }

    /// What is wrong with the rule, in words for its author.
    fn complaint(&self) -> Option<String> {
        if let Some(p) = self.probability.filter(|p| !(0.0..=1.0).contains(p)) {
            return Some(format!("probability {p}: expected a number from 0 to 1"));
        }
        if self.effect.is_some_and(|e| e != self.fault.has_effect()) && self.fault.effect_is_fixed() {
            return Some(format!("effect: fixed for {}", self.fault.class()));
        }
        match &self.fault {
            Fault::Status { code, .. } if !(400..=599).contains(code) => {
                Some(format!("code {code}: expected 400 to 599"))
            }
            Fault::Latency { ms, jitter_ms, .. } if ms.saturating_add(*jitter_ms) > LONGEST_MS => {
                Some(format!("ms: expected at most {LONGEST_MS}, or a hang"))
            }
            Fault::SlowLoris { byte_every_ms } if *byte_every_ms > LONGEST_MS => {
                Some(format!("byte_every_ms: expected at most {LONGEST_MS}"))
            }
            Fault::Redirect { to } if http::HeaderValue::from_str(to).is_err() => {
                Some("to: expected a URL".to_owned())
            }
            _ => None,
        }
    }
}

/// A rule as it stands: with its number, how often it applied, and what is left of `times`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultView {
    pub id: u64,
    pub applied: u64,
    pub left: Option<u64>,
    #[serde(flatten)]
    pub rule: FaultRule,
}

/// What a call looks like to the rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub tenant: &'a str,
    pub is_send: bool,
    /// `None` while the body has not been read.
    pub recipient: Option<&'a str>,
    pub metadata: Option<&'a str>,
}

/// What the rules decided for one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    pub before_ms: u64,
    pub after_ms: u64,
    pub fault: Option<(Fault, bool)>,
}

#[derive(Debug)]
struct LiveRule {
    id: u64,
    rule: FaultRule,
    recipient: Option<String>,
    applied: AtomicU64,
    draws: AtomicU64,
}

impl LiveRule {
    fn matches(&self, subject: &Subject<'_>) -> bool {
        let scope = match self.rule.calls {
            CallScope::Sends => subject.is_send,
            CallScope::Reads => !subject.is_send,
            CallScope::All => true,
        };
        scope
            && self.rule.tenant.as_deref().is_none_or(|t| t == subject.tenant)
            && self
                .recipient
                .as_deref()
                .is_none_or(|r| subject.recipient.is_some_and(|s| bare(s) == r))
    }

    /// Draws and spends one of `times`; false leaves the call to later rules.
    fn applies(&self, subject: &Subject<'_>) -> bool {
        if let Some(p) = self.rule.probability
            && self.fraction(subject) >= p
        {
            return false;
        }
        let most = self.rule.times.unwrap_or(u64::MAX);
        self.applied
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| {
                (n < most).then_some(n + 1)
            })
            .is_ok()
    }

    fn fraction(&self, subject: &Subject<'_>) -> f64 {
        let mut hasher = DefaultHasher::new();
        self.rule.seed.hash(&mut hasher);
        match subject.metadata {
            Some(metadata) => (subject.recipient, metadata).hash(&mut hasher),
            None => self.draws.fetch_add(1, Ordering::Relaxed).hash(&mut hasher),
        }
        // 53 bits are what an f64 holds exactly.
        (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn view(&self) -> FaultView {
        let applied = self.applied.load(Ordering::Acquire);
        FaultView {
            id: self.id,
            applied,
            left: self.rule.times.map(|t| t - applied.min(t)),
            rule: self.rule.clone(),
        }
    }
}

/// Digits alone, or the text itself if it has none.
fn bare(recipient: &str) -> String {
    let digits: String = recipient.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        recipient.to_owned()
    } else {
        digits
    }
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: RwLock<Vec<Arc<LiveRule>>>,
    last_id: AtomicU64,
}

impl Faults {
    fn live(&self, rule: FaultRule) -> Result<Arc<LiveRule>, String> {
        if let Some(complaint) = rule.complaint() {
            return Err(complaint);
        }
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        let recipient = rule.recipient.as_deref().map(bare);
        Ok(Arc::new(LiveRule {
            id,
            recipient,
            rule,
            applied: AtomicU64::new(0),
            draws: AtomicU64::new(0),
        }))
    }

    /// All or nothing: a rule that makes no sense leaves the old ones in force.
    pub(crate) fn replace(&self, rules: Vec<FaultRule>) -> Result<(), String> {
        if rules.len() > MOST_RULES {
            return Err(format!("expected at most {MOST_RULES} rules"));
        }
        let live = rules
            .into_iter()
            .enumerate()
            .map(|(i, rule)| self.live(rule).map_err(|e| format!("rule {i}: {e}")))
            .collect::<Result<Vec<_>, _>>()?;
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = live;
        Ok(())
    }

    pub(crate) fn add(&self, rule: FaultRule) -> Result<u64, String> {
        let live = self.live(rule)?;
        let id = live.id;
        let mut rules = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        if rules.len() >= MOST_RULES {
            return Err(format!("expected at most {MOST_RULES} rules"));
        }
        rules.push(live);
        Ok(id)
    }

    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut rules = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        let before = rules.len();
        rules.retain(|r| r.id != id);
        rules.len() < before
    }

    pub(crate) fn views(&self) -> Vec<FaultView> {
        self.rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|r| r.view())
            .collect()
    }

    /// Whether to reset before the body is read.
    pub(crate) fn reset_unread(&self, subject: &Subject<'_>) -> bool {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        // A rule further up that needs the body, or one that draws by it, is decided after reading.
        let first = rules.iter().find(|r| {
            !matches!(r.rule.fault, Fault::Latency { .. }) && (r.recipient.is_some() || r.matches(subject))
        });
        first.is_some_and(|r| {
            r.rule.fault == Fault::ResetBeforeRead
                && r.recipient.is_none()
                && r.rule.probability.is_none()
                && r.applies(subject)
        })
    }

    pub(crate) fn judge(&self, subject: &Subject<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        for rule in self.rules.read().unwrap_or_else(PoisonError::into_inner).iter() {
            if !rule.matches(subject) {
                continue;
            }
            if let Fault::Latency {
                ms,
                jitter_ms,
                before_accept,
            } = rule.rule.fault
            {
                if rule.applies(subject) {
                    // Rounded towards zero: jitter is a bound, not a promise.
                    let total = ms + (rule.fraction(subject) * jitter_ms as f64) as u64;
                    *(if before_accept {
                        &mut verdict.before_ms
                    } else {
                        &mut verdict.after_ms
                    }) += total;
                }
            } else if verdict.fault.is_none() && rule.applies(subject) {
                let effect = rule.rule.effect.unwrap_or_else(|| rule.rule.fault.has_effect());
                verdict.fault = Some((rule.rule.fault.clone(), effect));
            }
        }
        verdict
    }
}
