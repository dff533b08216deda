//! The dispatcher's decision, as a pure function of candidates, the state of their gateway and the time: which may start
//! now, and for the rest what they wait for and until when.
//!
//! One code decides for the dispatcher (inside the transaction that marks messages `sending`), for "why is it
//! waiting?", for the forecast and for the dry runs; they cannot disagree. It is given pages of candidates, never the whole
//! queue. Left out: asking a source for the last look; a message that lacks nothing else says so.

mod blocker;
mod forecast;
mod planner;

pub use blocker::{Blocker, BlockerCode};
pub use forecast::{Answer, Forecast, Release, Start, forecast};
pub use planner::{Plan, Planner, Verdict, Wait, plan};

use crate::catalogue::{Book, GatewaySpec, Stored};
use crate::id::MessageId;
use crate::message::Waiting;
use crate::policy::quota::Quota;
use crate::policy::rate::RateState;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// The released mark of a gateway: every waiting message at or below both is released for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub id: MessageId,
    pub due: Time,
}

impl Mark {
    pub fn covers(self, id: MessageId, release_at: Time) -> bool {
        id <= self.id && release_at <= self.due
    }
}

/// What changes about a gateway while it sends; kept by the store.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct GatewayState {
    pub rate: RateState,
    /// The provider's own allowance per day.
    #[serde(default)]
    pub quota: Quota,
    /// The provider asked for rest (429) until then.
    pub resting_until: Option<Time>,
    pub mark: Option<Mark>,
    /// Messages between `start` and outcome, over all nodes.
    pub in_flight: u32,
}

/// All that a decision about one gateway's messages reads, beside the messages.
#[derive(Debug, Clone)]
pub struct Board<'a> {
    pub book: &'a Book,
    pub gateway: &'a Stored<GatewaySpec>,
    pub state: GatewayState,
    /// This node's circuit: open until then.
    pub circuit_until: Option<Time>,
    /// A store that cannot record outcomes stops the sending.
    pub healthy: bool,
    /// Starts this plan may make at most.
    pub slots: usize,
}

/// What only the store can tell about a candidate, asked one by one.
pub trait Surroundings {
    /// A call to this address of the gateway is between `start` and outcome.
    fn address_in_flight(&self, address_key: i64) -> bool;
    /// The first message of the same address and priority before this one that waits for a retry or hold of its own, or
    /// simply comes first.
    fn earlier(&self, waiting: &Waiting) -> Option<MessageId>;
    /// The state of the gateway's limit per address.
    fn address_rate(&self, address_key: i64) -> RateState;
    /// Who was written to in the last 24 hours by the gateway's portfolio, as it concerns one address.
    fn portfolio(&self, _address_key: i64) -> PortfolioState {
        PortfolioState::default()
    }
}

/// The people of a portfolio's last 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PortfolioState {
    /// The address is one of them: writing to it again adds nobody.
    pub knows_address: bool,
    pub recipients: u32,
    /// When the first of them is counted no more.
    pub first_leaves: Option<Time>,
}
