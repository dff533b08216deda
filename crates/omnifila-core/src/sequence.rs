//! The ways of one message through several channels, in the order in which they are tried.
//!
//! Model: a route's steps, as they stood when the message was taken in: what each would say to whom is rendered and frozen then. A
//! step that cannot reach the customer at all is kept with the reason, and passed over.
//!
//! Left out: when a message goes on to the next step (`transition`), and keeping it (the store).

use crate::id::{GatewayId, RouteId, TemplateId};
use crate::outcome::Content;

/// The ways of one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    pub route_id: RouteId,
    /// At least one of them reaches the customer: the message begins there.
    pub steps: Vec<Way>,
}

/// One step of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub gateway_id: GatewayId,
    pub template_id: TemplateId,
    /// Sent here, and not delivered after so many milliseconds: the next is tried. `None`: only what failed goes on.
    pub patience_ms: Option<i64>,
    /// What it says, or the code of why it cannot.
    pub says: Result<Said, String>,
}

/// What a step says, rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub template_version: u32,
    /// Normalised, as its kind wants it.
    pub address: String,
    pub preview: String,
    /// As of a message: what each gateway of the template would say.
    pub contents: Vec<(GatewayId, Content)>,
    pub weight: u32,
}

impl Sequence {
    /// The first step that reaches the customer.
    pub fn begins_at(&self) -> Option<usize> {
        self.steps.iter().position(|way| way.says.is_ok())
    }
}
