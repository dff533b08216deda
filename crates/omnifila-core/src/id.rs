//! Identifiers: a JSON integer from 1 to 2^53-1, one sequence per noun, one Rust type per noun, so that a customer's id
//! cannot be handed over as a gateway's.

use serde::{Deserialize, Serialize};

/// The largest id, the largest integer a JSON number keeps exactly everywhere.
pub const MAX_ID: i64 = (1 << 53) - 1;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value.0
            }
        }
    )*};
}

ids! {
    /// A message; grows in order of acceptance.
    MessageId;
    GatewayId;
    TemplateId;
    CustomerId;
    InvoiceId;
    BranchId;
    WindowId;
    CalendarId;
    TaskId;
    /// One execution of a task or of a ladder; both draw from one sequence.
    RunId;
    HoldId;
    StopRuleId;
    SuppressionId;
    LadderId;
    /// A file that is taken in.
    ImportId;
    /// A notice ("Comunicado").
    NoticeId;
    RouteId;
    SourceId;
    /// A program that is told what became of messages.
    OutboxId;
    /// What signers of documents are sent.
    SignatureFlowId;
    TokenId;
    /// A person who signs in.
    UserId;
    /// One browser in which a person is signed in.
    SessionId;
    OperationId;
    EventId;
}
