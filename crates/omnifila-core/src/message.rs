//! The message: its words (status, priority, purpose, origin) and the facts the planner reads.

use crate::brazil::locality::Locality;
use crate::id::{BranchId, CustomerId, GatewayId, InvoiceId, MessageId, RunId, TemplateId, WindowId};
use crate::time::{DAY, Time};
use serde::{Deserialize, Serialize};

/// Declares an enum whose variants have one word each, the same in JSON, SQL, logs and metrics, and one small number
/// for the store.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant = $code,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word used everywhere outside Rust.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The number the store keeps.
            pub fn code(self) -> i64 {
                self as i64
            }

            pub fn from_code(code: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }

            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.word() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a message is in its life (`docs/reference/states.md` has every move).
    Status {
        Waiting = 0 "waiting",
        Sending = 1 "sending",
        Sent = 2 "sent",
        Delivered = 3 "delivered",
        Read = 4 "read",
        Failed = 5 "failed",
        Uncertain = 6 "uncertain",
        Cancelled = 7 "cancelled",
        Expired = 8 "expired",
    }
}

impl Status {
    /// Handed over, or perhaps: such a message never releases its business key.
    pub fn may_have_reached(self) -> bool {
        matches!(
            self,
            Status::Sending | Status::Sent | Status::Delivered | Status::Read | Status::Uncertain
        )
    }
}

words! {
    Priority {
        Urgent = 0 "urgent",
        High = 1 "high",
        Normal = 2 "normal",
        Low = 3 "low",
    }
}

words! {
    /// Why the customer is written to; decides window, opt-out and expiry.
    Purpose {
        Collection = 0 "collection",
        Reminder = 1 "reminder",
        Signature = 2 "signature",
        Service = 3 "service",
        Requested = 4 "requested",
    }
}

impl Purpose {
    /// How long after `due_at`, or else acceptance, a message of this purpose is still worth sending, in milliseconds.
    pub fn default_life(self) -> i64 {
        match self {
            Purpose::Collection | Purpose::Reminder | Purpose::Service => 7 * DAY,
            Purpose::Signature | Purpose::Requested => 3 * DAY,
        }
    }
}

words! {
    /// What made a message.
    Origin {
        Billing = 0 "billing",
        Signature = 1 "signature",
        Api = 2 "api",
        Import = 3 "import",
        Notice = 4 "notice",
        OpaCompat = 5 "opa_compat",
    }
}

words! {
    /// What becomes of a message whose local day of `due_at` is over before it left.
    Late {
        Send = 0 "send",
        Ask = 1 "ask",
        Drop = 2 "drop",
    }
}

words! {
    /// Why a message moved: kept as history with every move.
    Reason {
        Included = 0 "included",
        Started = 1 "started",
        Accepted = 2 "accepted",
        NotSent = 3 "not_sent",
        RejectedTransient = 4 "rejected_transient",
        RejectedPermanent = 5 "rejected_permanent",
        AttemptsExhausted = 6 "attempts_exhausted",
        Deferred = 7 "deferred",
        OutcomeUnknown = 8 "outcome_unknown",
        NodeLost = 9 "node_lost",
        Cancelled = 10 "cancelled_by_person",
        StopRule = 11 "stop_rule",
        InvoicePaid = 12 "invoice_paid",
        InvoiceCancelled = 13 "invoice_cancelled",
        InvoiceRenegotiated = 14 "invoice_renegotiated",
        Suppressed = 15 "suppressed",
        Superseded = 16 "superseded",
        DeadlinePassed = 17 "deadline_passed",
        LateDropped = 18 "late_dropped",
        Resent = 19 "resent",
        Undone = 20 "undone",
        Rerouted = 21 "rerouted",
        ResolvedSent = 22 "resolved_sent",
        ResolvedNotSent = 23 "resolved_not_sent",
        Delivered = 24 "receipt_delivered",
        Read = 25 "receipt_read",
        Undeliverable = 26 "receipt_failed",
        GatewayRefused = 27 "gateway_refused",
        /// Its address has had as many dunning messages as it may.
        Capped = 28 "capped",
        /// What its invoice says has changed, and its ladder does not say the new.
        InvoiceChanged = 29 "invoice_changed",
        /// What it says was rendered anew.
        Rerendered = 30 "rerendered",
        /// It is tried by the next channel of its sequence.
        NextChannel = 40 "next_channel",
        DocumentSigned = 60 "document_signed",
        DocumentRefused = 61 "document_refused",
        DocumentExpired = 62 "document_expired",
        DocumentCancelled = 63 "document_cancelled",
    }
}

/// A place in a gateway's queue; the derived order is the order of sending.
///
/// `rank` breaks the tie of equal positions: it starts as `id << 20`, so that equal positions go by id and there is room
/// between any two neighbours for messages that a person moves there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueueKey {
    pub priority: Priority,
    /// Milliseconds since 1970, as a time to start with; after a move only an order.
    pub position: i64,
    pub rank: i64,
    pub id: MessageId,
}

/// The room between the ranks of two messages with neighbouring ids.
pub const RANK_STEP: i64 = 1 << 20;

/// What is known of a message's invoice at the source it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastLook {
    /// No invoice, or of a source that cannot be asked: the stored row, read inside `start`, is the look.
    #[default]
    NotNeeded,
    /// Its source has never told of it.
    Never,
    /// Its source was asked then.
    At(Time),
    /// Its source was asked then, and holds it back for the time being.
    Blocked(Time),
}

/// Whether what a message says is fit to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    #[default]
    Ready,
    /// Until then: what was fetched for it expires.
    Until(Time),
    /// Something has to be fetched or rendered anew first.
    Needed,
    /// It could not be; to be tried again then.
    Deferred(Time),
    /// What its invoice says has changed since then, and a person decides.
    Held(Time),
}

/// What the planner knows of one waiting message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub key: QueueKey,
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    pub customer_id: CustomerId,
    pub branch_id: Option<BranchId>,
    pub invoice_id: Option<InvoiceId>,
    /// The ladder run, import or other addition that made it.
    pub run_id: Option<RunId>,
    pub purpose: Purpose,
    pub accepted_at: Time,
    pub due_at: Option<Time>,
    pub expires_at: Time,
    /// After a failure or deferral: not before.
    pub next_attempt_at: Option<Time>,
    /// A task's released mark covers the message when the mark's time is at or past this.
    pub release_at: Time,
    /// Released for good by a run with a limit.
    pub released: bool,
    pub late: Late,
    /// End of the local day of `due_at`, in the gateway's zone; past it, `late` applies.
    pub late_at: Option<Time>,
    /// Identifies the normalised address: equal addresses have equal keys.
    pub address_key: i64,
    /// Where the recipient is, as far as is known; decides the zone and the holidays of a recipient window.
    pub locality: Option<Locality>,
    /// What one start costs of a limit (parts of an SMS); 1 for whole messages.
    pub weight: u32,
    /// Attempts begun so far.
    pub attempts: u32,
    /// Attempts that count against the limit.
    pub counted: u32,
    /// Times its wait was prolonged without counting.
    pub deferrals: u32,
    /// The customer's tags, filled in only while a hold by tag exists.
    pub tags: Vec<String>,
    /// A payment made in time shows up by then: not before.
    #[serde(default)]
    pub settles_at: Option<Time>,
    #[serde(default)]
    pub look: LastLook,
    /// The window of its own (a ladder's step), beside those of purpose, gateway and template.
    #[serde(default)]
    pub window_id: Option<WindowId>,
    #[serde(default)]
    pub ready: Readiness,
}

impl Waiting {
    /// Not before this: the later of its own time and its next attempt.
    pub fn not_before(&self) -> Time {
        let due = self.due_at.unwrap_or(self.accepted_at);
        self.next_attempt_at.map_or(due, |t| t.max(due))
    }
}
