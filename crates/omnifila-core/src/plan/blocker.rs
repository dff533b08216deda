use crate::message::words;
use crate::time::Time;
use serde::Serialize;

words! {
    /// Why a message has not left, in the order in which reasons are listed.
    BlockerCode {
        PausedAll = 0 "paused_all",
        StoreUnhealthy = 1 "store_unhealthy",
        GatewayPaused = 2 "gateway_paused",
        CircuitOpen = 3 "circuit_open",
        Hold = 4 "hold",
        NoTask = 5 "no_task",
        AwaitingTask = 6 "awaiting_task",
        NotDue = 7 "not_due",
        OutsideWindow = 8 "outside_window",
        Holiday = 9 "holiday",
        AwaitingSettlement = 10 "awaiting_settlement",
        RetryAt = 11 "retry_at",
        LateAsk = 12 "late_ask",
        Restored = 13 "restored",
        LastLook = 14 "last_look",
        EarlierMessage = 15 "earlier_message",
        RecipientRate = 16 "recipient_rate",
        Rate = 17 "rate",
        DailyLimit = 18 "daily_limit",
        InFlight = 19 "in_flight",
        Behind = 20 "behind",
        /// Something has to be fetched for it first (a Pix code, a boleto) and could not be yet.
        Attachment = 21 "attachment",
        /// What its invoice says has changed, and a person decides.
        Changed = 22 "changed",
    }
}

/// One reason, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    pub code: BlockerCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// What it refers to: `message/12`, `hold/3`, `window/1`.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
}

impl Blocker {
    pub fn new(code: BlockerCode) -> Self {
        Self {
            code,
            since: None,
            until: None,
            reference: None,
            n: None,
        }
    }

    #[must_use]
    pub fn until(mut self, until: impl Into<Option<Time>>) -> Self {
        self.until = until.into();
        self
    }

    #[must_use]
    pub fn since(mut self, since: Time) -> Self {
        self.since = Some(since);
        self
    }

    #[must_use]
    pub fn about(mut self, noun: &str, id: impl std::fmt::Display) -> Self {
        self.reference = Some(format!("{noun}/{id}"));
        self
    }

    #[must_use]
    pub fn count(mut self, n: u64) -> Self {
        self.n = Some(n);
        self
    }
}
