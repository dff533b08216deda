//! A document that people are asked to sign, and how what is told of it is joined, whatever the order and however often.
//!
//! Model: every telling (a webhook, a poll, a program) becomes one [`Telling`]. Ends outrank what is pending, and a
//! signature outranks every other end, so that a late or repeated telling takes nothing back. What may change (a name, a
//! link) is taken from the telling that happened last.
//!
//! Left out: how each provider says it (`omnifila-providers`), and what is sent of it (the engine).

use crate::message::{Reason, words};
use crate::time::Time;
use serde::{Deserialize, Serialize};

words! {
    /// Where a document is. Only a pending one is written about.
    DocumentStatus {
        Pending = 0 "pending",
        Expired = 1 "expired",
        Cancelled = 2 "cancelled",
        Refused = 3 "refused",
        Signed = 4 "signed",
    }
}

impl DocumentStatus {
    /// Why what waits for the document is cancelled.
    pub fn ends_with(self) -> Option<Reason> {
        match self {
            DocumentStatus::Pending => None,
            DocumentStatus::Expired => Some(Reason::DocumentExpired),
            DocumentStatus::Cancelled => Some(Reason::DocumentCancelled),
            DocumentStatus::Refused => Some(Reason::DocumentRefused),
            DocumentStatus::Signed => Some(Reason::DocumentSigned),
        }
    }
}

words! {
    /// Where one signer is. The higher one holds.
    SignerStatus {
        Pending = 0 "pending",
        Viewed = 1 "viewed",
        Removed = 2 "removed",
        Refused = 3 "refused",
        Signed = 4 "signed",
    }
}

impl SignerStatus {
    pub fn open(self) -> bool {
        matches!(self, SignerStatus::Pending | SignerStatus::Viewed)
    }
}

/// One who is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The provider's own name for the signer in this document.
    pub key: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
    /// When the link stops working, where that is known.
    #[serde(default)]
    pub link_expires_at: Option<Time>,
    #[serde(default = "pending")]
    pub status: SignerStatus,
}

fn pending() -> SignerStatus {
    SignerStatus::Pending
}

impl Signer {
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            name: None,
            phone: None,
            email: None,
            link: None,
            link_expires_at: None,
            status: SignerStatus::Pending,
        }
    }
}

/// What is told of a document at one time. Absent says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The document, as its provider calls it.
    pub external_id: String,
    /// What happened, as its provider calls it: for the record.
    pub kind: String,
    /// The provider's name for the event, where it has one; the same again changes nothing.
    pub event_id: Option<String>,
    pub name: Option<String>,
    /// Our own name for it, which the provider repeats.
    pub reference: Option<String>,
    pub deadline_at: Option<Time>,
    pub status: Option<DocumentStatus>,
    pub signers: Vec<Signer>,
    pub occurred_at: Option<Time>,
}

impl Telling {
    pub fn of(external_id: impl Into<String>, kind: impl Into<String>) -> Self {
        Self {
            external_id: external_id.into(),
            kind: kind.into(),
            event_id: None,
            name: None,
            reference: None,
            deadline_at: None,
            status: None,
            signers: Vec::new(),
            occurred_at: None,
        }
    }
}

/// A document with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub external_id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub deadline_at: Option<Time>,
    pub status: DocumentStatus,
    #[serde(default)]
    pub signers: Vec<Signer>,
    /// The latest moment told of.
    #[serde(default)]
    pub told_at: Option<Time>,
    /// When it ended, as far as is known.
    #[serde(default)]
    pub ended_at: Option<Time>,
}

impl Document {
    /// A document of which nothing is known yet.
    pub fn new(external_id: impl Into<String>) -> Self {
        Self {
            external_id: external_id.into(),
            name: None,
            reference: None,
            deadline_at: None,
            status: DocumentStatus::Pending,
            signers: Vec::new(),
            told_at: None,
            ended_at: None,
        }
    }

    /// Joins a telling. Answers whether anything changed.
    pub fn learn(&mut self, telling: &Telling, now: Time) -> bool {
        let before = self.clone();
        let at = telling.occurred_at.unwrap_or(now);
        let newer = self.told_at.is_none_or(|told| told <= at);
        let take = |ours: &mut Option<String>, theirs: &Option<String>| {
            if theirs.is_some() && (newer || ours.is_none()) {
                ours.clone_from(theirs);
            }
        };
        take(&mut self.name, &telling.name);
        take(&mut self.reference, &telling.reference);
        if telling.deadline_at.is_some() && (newer || self.deadline_at.is_none()) {
            self.deadline_at = telling.deadline_at;
        }
        if let Some(status) = telling.status.filter(|s| *s > self.status) {
            self.status = status;
            self.ended_at = Some(at);
        }
        for told in &telling.signers {
            let Some(ours) = self.signer(told) else {
                self.signers.push(told.clone());
                continue;
            };
            take(&mut ours.name, &told.name);
            take(&mut ours.phone, &told.phone);
            take(&mut ours.email, &told.email);
            if told.link.is_some() && (newer || ours.link.is_none()) {
                // The same link told again does not live longer than it did.
                if ours.link != told.link || ours.link_expires_at.is_none() {
                    ours.link_expires_at = told.link_expires_at;
                }
                ours.link.clone_from(&told.link);
            }
            ours.status = ours.status.max(told.status);
        }
        if newer {
            self.told_at = Some(at);
        }
        let told_at = (self.told_at, before.told_at);
        self.told_at = before.told_at;
        let changed = *self != before;
        self.told_at = told_at.0;
        changed
    }

    /// The one who is told of: by key, else by an e-mail address where one side knows no key of its own (it is its key then).
    fn signer(&mut self, told: &Signer) -> Option<&mut Signer> {
        let by_key = self.signers.iter().position(|s| s.key == told.key);
        let email = told.email.as_deref().map(str::to_lowercase);
        let by_email = || {
            self.signers.iter().position(|s| {
                let same = s.email.as_deref().map(str::to_lowercase);
                let keyed_by_email =
                    email.as_deref() == Some(told.key.as_str()) || same.as_deref() == Some(s.key.as_str());
                same.is_some() && same == email && keyed_by_email
            })
        };
        let place = by_key.or_else(by_email)?;
        self.signers.get_mut(place)
    }

    /// Until when a signer's link is good for: the link's own end or the document's, whichever comes first.
    pub fn good_until(&self, signer: &Signer) -> Option<Time> {
        match (signer.link_expires_at, self.deadline_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Those who can still be asked: the document is pending, they have a link and have not answered.
    pub fn to_ask(&self) -> impl Iterator<Item = &Signer> {
        let pending = self.status == DocumentStatus::Pending;
        self.signers
            .iter()
            .filter(move |s| pending && s.status.open() && s.link.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(key: &str, status: SignerStatus) -> Signer {
        Signer {
            status,
            ..Signer::new(key)
        }
    }

    fn telling(at: i64, status: Option<DocumentStatus>, signers: Vec<Signer>) -> Telling {
        Telling {
            status,
            signers,
            occurred_at: Some(Time(at)),
            ..Telling::of("d", "k")
        }
    }

    fn told(tellings: &[&Telling]) -> Document {
        let mut document = Document::new("d");
        for telling in tellings {
            document.learn(telling, Time(1_000));
        }
        document
    }

    #[test]
    fn every_order_and_any_repetition_ends_the_same() {
        let linked = |key: &str| Signer {
            link: Some(format!("https://example.com/{key}")),
            ..Signer::new(key)
        };
        let all = [
            telling(1, None, vec![linked("a"), linked("b")]),
            telling(2, None, vec![signer("a", SignerStatus::Viewed)]),
            telling(3, None, vec![signer("a", SignerStatus::Signed)]),
            telling(
                4,
                Some(DocumentStatus::Signed),
                vec![signer("b", SignerStatus::Signed)],
            ),
        ];
        let want = told(&all.iter().collect::<Vec<_>>());
        assert_eq!(want.status, DocumentStatus::Signed);
        for i in 0..24 {
            let mut rest: Vec<&Telling> = all.iter().collect();
            let mut order = Vec::new();
            let mut n = i;
            for left in (1..=4).rev() {
                order.push(rest.remove(n % left));
                n /= left;
            }
            let twice: Vec<&Telling> = order.iter().chain(&order).copied().collect();
            for order in [order, twice] {
                let mut got = told(&order);
                got.signers.sort_by(|a, b| a.key.cmp(&b.key));
                assert_eq!((got.status, &got.signers), (want.status, &want.signers), "{i}");
            }
        }
    }

    #[test]
    fn ends_are_never_taken_back_and_a_signature_outranks_them() {
        use DocumentStatus::{Cancelled, Expired, Pending, Refused, Signed};
        for (first, then, end) in [
            (Signed, Pending, Signed),
            (Signed, Cancelled, Signed),
            (Expired, Signed, Signed),
            (Refused, Expired, Refused),
        ] {
            let tellings = [telling(9, Some(first), vec![]), telling(10, Some(then), vec![])];
            assert_eq!(told(&[&tellings[0], &tellings[1]]).status, end);
        }
    }

    #[test]
    fn an_older_link_never_replaces_a_newer_one() {
        let with = |link: &str, until: i64| {
            let mut signer = Signer::new("a");
            signer.link = Some(link.into());
            signer.link_expires_at = Some(Time(until));
            vec![signer]
        };
        let (old, new) = (
            telling(5, None, with("old", 50)),
            telling(9, None, with("new", 90)),
        );
        for order in [[&old, &new], [&new, &old]] {
            let document = told(&order);
            assert_eq!(document.signers[0].link.as_deref(), Some("new"));
            assert_eq!(document.signers[0].link_expires_at, Some(Time(90)));
        }
        // Told again later, a link does not live longer.
        let again = telling(20, None, with("new", 200));
        assert_eq!(told(&[&new, &again]).signers[0].link_expires_at, Some(Time(90)));
        let mut document = told(&[&new]);
        assert!(!document.learn(&again, Time(1_000)), "nothing changed");
        document.deadline_at = Some(Time(60));
        assert_eq!(document.good_until(&document.signers[0]), Some(Time(60)));
    }

    #[test]
    fn who_is_known_by_e_mail_only_is_found_among_those_with_keys() {
        let mut ana = Signer::new("k1");
        ana.email = Some("Ana@example.com".into());
        let mut by_mail = signer("ana@example.com", SignerStatus::Signed);
        by_mail.email = Some("ana@example.com".into());
        let document = told(&[&telling(1, None, vec![ana]), &telling(2, None, vec![by_mail])]);
        assert_eq!(document.signers.len(), 1);
        assert_eq!(document.signers[0].status, SignerStatus::Signed);
    }
}
