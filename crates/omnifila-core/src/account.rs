//! What can be read of an account at a provider: its channels, its templates, its daily allowance, who opted out, and whether a
//! message is there. Reading sends nothing.
//!
//! Model: values, as a provider's adapter found them; what a provider does not say is absent. Whether a template of ours may still go
//! out is decided here ([`KnownTemplate::drift`]): a text that changed behind our back is somebody else's sentence under our name.
//! Left out: how each is read (`omnifila-providers`), and where it is kept (the store).

use crate::message::words;
use crate::outcome::Evidence;
use crate::policy::quota::DailyLimit;
use crate::port::Fault;
use crate::time::Time;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Reads of one account. Each has a deadline of its own and repeats nothing.
#[async_trait]
pub trait Account: Send + Sync + std::fmt::Debug {
    /// # Errors
    /// A read that was refused or broken; nothing is known then.
    async fn channels(&self) -> Result<Vec<Channel>, Fault>;
    /// All templates of the account's channel, or an error: a part of them would look like the removal of the rest.
    ///
    /// # Errors
    /// As [`Account::channels`].
    async fn templates(&self) -> Result<Vec<ListedTemplate>, Fault>;
    /// The allowance of the account's channel; `None` where it has none.
    ///
    /// # Errors
    /// As [`Account::channels`].
    async fn daily_limit(&self) -> Result<Option<DailyLimit>, Fault>;
    /// One page of what contacts have decided, from the `skip`-th contact on.
    ///
    /// # Errors
    /// As [`Account::channels`].
    async fn consents(&self, skip: u64) -> Result<ConsentPage, Fault>;
    /// Whether opt-outs of here are to be written there.
    fn keeps_opt_outs(&self) -> bool {
        false
    }
    /// Writes down there that an address wants no more; what it had said before stays in its list.
    ///
    /// # Errors
    /// As [`Account::channels`]; a contact that may not be written is one.
    async fn tell_opt_out(&self, address: &str, at: Time) -> Result<OptOutTold, Fault>;
    /// Whether delivery and reading are to be asked for.
    fn follows_delivery(&self) -> bool {
        false
    }
    /// What became of a message, by the provider's name for it; `None` where it does not say.
    ///
    /// # Errors
    /// As [`Account::channels`].
    async fn evidence_of(&self, provider_id: &str) -> Result<Option<Evidence>, Fault>;
    /// Looks for one message that may have been sent.
    ///
    /// # Errors
    /// As [`Account::channels`]; not finding it is no error.
    async fn look_up(&self, sought: &Sought) -> Result<LookUp, Fault>;
}

/// A way to customers that an account has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub id: String,
    pub name: String,
    /// In the provider's words: `Whatsapp`, `Telegram` …
    pub kind: Option<String>,
    pub integration: Option<String>,
    pub active: bool,
}

/// A template as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedTemplate {
    pub id: String,
    pub name: String,
    /// With `{{1}}`, `{{2}}` … for its variables.
    pub text: String,
    pub language: Option<String>,
    /// In the provider's words, lower case; absent where it says none.
    pub status: Option<String>,
    /// `utility`, `marketing` …, lower case.
    pub category: Option<String>,
    /// How people take it, in the provider's words: `green`, `yellow`, `red`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
}

impl ListedTemplate {
    /// How many variables it takes: the greatest number between double braces.
    pub fn variables(&self) -> usize {
        let names = self.text.split("{{").skip(1);
        names
            .filter_map(|rest| rest.split_once("}}")?.0.trim().parse().ok())
            .max()
            .unwrap_or(0)
    }

    /// Whether the provider would send it. A status nobody has told of counts as good.
    pub fn usable(&self) -> bool {
        const BAD: [&str; 9] = [
            "rejected",
            "paused",
            "disabled",
            "pending",
            "deleted",
            "archived",
            "reprovado",
            "pausado",
            "inativo",
        ];
        let status = self.status.as_deref().unwrap_or_default();
        !BAD.iter().any(|bad| status.contains(bad))
    }

    /// Its text with the variables filled in, as the customer reads it.
    pub fn filled(&self, parameters: &[String]) -> String {
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let Some((name, tail)) = after.split_once("}}") else {
                out.push_str("{{");
                rest = after;
                continue;
            };
            let at = name.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            match at.and_then(|n| parameters.get(n)) {
                Some(value) => out.push_str(value),
                None => out.extend(["{{", name, "}}"]),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

words! {
    /// Why a template of ours may not go out through a provider's.
    Drift {
        /// It says something else than what was accepted.
        TextChanged = 0 "text_changed",
        /// The provider would not send it.
        NotApproved = 1 "not_approved",
        /// The channel has it no more.
        Missing = 2 "missing",
        /// The provider counts it as something dearer, or subject to other rules.
        CategoryChanged = 3 "category_changed",
    }
}

/// A provider's template as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTemplate {
    /// As it was listed last.
    pub listed: ListedTemplate,
    /// The text that somebody has seen: as it was when it was first bound, or as accepted since.
    pub accepted_text: String,
    /// The category it had then; none where the provider says none, or said none then.
    #[serde(default)]
    pub accepted_category: Option<String>,
    pub first_seen_at: Time,
    pub changed_at: Time,
    /// Since when the channel's list has been without it.
    pub missing_since: Option<Time>,
}

impl KnownTemplate {
    pub fn drift(&self) -> Option<Drift> {
        if self.missing_since.is_some() {
            Some(Drift::Missing)
        } else if !self.listed.usable() {
            Some(Drift::NotApproved)
        } else if !same_text(&self.listed.text, &self.accepted_text) {
            Some(Drift::TextChanged)
        } else if self.accepted_category.is_some() && self.listed.category != self.accepted_category {
            Some(Drift::CategoryChanged)
        } else {
            None
        }
    }
}

/// Line ends and blanks at the end of lines are nobody's change.
fn same_text(a: &str, b: &str) -> bool {
    let lines = |text: &str| {
        let lines = text.trim().lines().map(|line| line.trim_end().to_owned());
        lines.collect::<Vec<_>>()
    };
    lines(a) == lines(b)
}

/// A hold's reason, for the people who find it.
pub fn drift_reason(drift: Drift, name: &str) -> String {
    let name: String = name.chars().take(200).collect();
    match drift {
        Drift::TextChanged => format!(
            "O texto do modelo \"{name}\" mudou no provedor. Confira o texto novo e aceite, ou volte ao anterior lá."
        ),
        Drift::CategoryChanged => format!(
            "A categoria do modelo \"{name}\" mudou no provedor, e com ela o preço e as regras. Confira e aceite, ou peça revisão lá."
        ),
        Drift::NotApproved => format!(
            "O modelo \"{name}\" não está aprovado no provedor. Volta a sair quando for aprovado de novo."
        ),
        Drift::Missing => format!(
            "O modelo \"{name}\" não existe mais no canal do provedor. Volta a sair quando reaparecer, ou escolha outro."
        ),
    }
}

/// What a contact decided last about being written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Every number of the contact, as the provider has it.
    pub phones: Vec<String>,
    /// The provider's id of the contact.
    pub contact_id: String,
    pub allowed: bool,
    /// When it was decided, where the provider says.
    pub at: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentPage {
    pub consents: Vec<Consent>,
    /// Contacts on the page, with and without a decision; none: the end.
    pub contacts: u64,
    /// The first of them: a page that begins as the one before means that paging vanished on the way.
    pub first: Option<String>,
    /// Decisions that could not be understood. Never taken as either.
    pub unreadable: u64,
}

/// What became of an opt-out that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOutTold {
    Written,
    /// The contact had said so already.
    Known,
    /// Nobody there has this address.
    Nobody,
}

/// A message that may have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    pub message_id: i64,
    pub attempt: u32,
    /// E.164 with plus.
    pub address: String,
    /// What the customer would have read, as far as it is known; white space is not compared.
    pub text: Option<String>,
    /// The call began then.
    pub from: Time,
    /// The provider took it no later.
    pub to: Time,
    /// The provider's ids of other messages of ours: they are not this one.
    pub others: Vec<String>,
}

/// What a look-up found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    Found(Found),
    /// Several might be it: nothing is decided by guess.
    Ambiguous,
    /// Not seen, which proves nothing.
    Absent,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The provider's id of the message.
    pub provider_id: String,
    pub evidence: Evidence,
    /// When the provider says it was.
    pub at: Option<Time>,
    /// What made it certain.
    pub by: FoundBy,
}

words! {
    FoundBy {
        /// Our ids came back with it.
        Metadata = 0 "metadata",
        /// The same words to the same number at that time, and only once.
        Text = 1 "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str, accepted: &str) -> KnownTemplate {
        KnownTemplate {
            listed: ListedTemplate {
                id: "64aa".into(),
                name: "fatura".into(),
                text: text.into(),
                language: None,
                status: Some("approved".into()),
                category: None,
                quality: None,
            },
            accepted_category: None,
            accepted_text: accepted.into(),
            first_seen_at: Time(0),
            changed_at: Time(0),
            missing_since: None,
        }
    }

    #[test]
    fn a_changed_word_is_drift_and_a_line_end_is_not() {
        assert_eq!(
            known("Olá {{1}}\r\n\r\nVence hoje \n", "Olá {{1}}\n\nVence hoje").drift(),
            None
        );
        assert_eq!(
            known("Olá {{1}}, vence", "Olá {{1}}. Vence").drift(),
            Some(Drift::TextChanged)
        );
        let mut other = known("a", "a");
        for (status, drift) in [
            (None, None),
            (Some("approved"), None),
            (Some("algo novo"), None),
            (Some("paused"), Some(Drift::NotApproved)),
            (Some("rejected"), Some(Drift::NotApproved)),
        ] {
            other.listed.status = status.map(str::to_owned);
            assert_eq!(other.drift(), drift, "{status:?}");
        }
        other.listed.status = None;
        other.listed.category = Some("marketing".into());
        assert_eq!(other.drift(), None, "nobody has accepted another");
        other.accepted_category = Some("utility".into());
        assert_eq!(other.drift(), Some(Drift::CategoryChanged));
        other.missing_since = Some(Time(1));
        assert_eq!(other.drift(), Some(Drift::Missing));
    }

    #[test]
    fn variables_are_counted_and_filled_in() {
        let template = known("Olá {{1}}, {{ 2 }} {{x}} {{1}} {{9", "").listed;
        assert_eq!(template.variables(), 2);
        let filled = template.filled(&["Ana".into(), "b".into()]);
        assert_eq!(filled, "Olá Ana, b {{x}} Ana {{9");
    }
}
