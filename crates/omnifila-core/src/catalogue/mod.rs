//! The small nouns: what an administrator sets up and the queue obeys. Each is a specification (what the API takes and
//! gives, unknown fields refused) kept as one document; together they are the [`Book`], held whole in memory.
//!
//! Left out: customers and invoices, which are many and live in tables of their own (`customer`, `invoice`).

mod book;
mod branch;
mod customer;
pub mod diagnosis;
mod gateway;
mod hold;
mod import;
mod invoice;
mod ladder;
mod notice;
mod outbox;
mod preset;
pub mod remark;
mod signature_flow;
mod task;
mod template;
mod window;

pub use book::{Book, Pause, Stored};
pub use branch::{BranchSpec, RouteSpec, RouteStep, SourceSpec};
pub use customer::{Collection, Contact, ContactKind, Contract, CustomerInput, Field};
pub use gateway::{DeliveryMode, GatewayKind, GatewaySpec, OutcomeUnknown, Portfolio, QueueMode};
pub use hold::{HoldCause, HoldScope, HoldSpec, StopRuleSpec, StopScope, SuppressionSpec, notice_tag};
pub use import::{ImportKind, ImportSpec, ImportStatus};
pub use invoice::{InvoiceInput, InvoiceStatus};
pub use ladder::{
    Attachment, Change, ClosedDay, DunningCaps, LadderFilters, LadderSpec, LadderStep, LadderThanks,
    LadderTicket, LegalNotice, OnChange, OneEnds, PersonType, StepDays, TicketPriority,
};
pub use notice::{Audience, MAX_LISTED, NoticeSpec, NoticeStatus, Outage};
pub use outbox::OutboxSpec;
pub use preset::{WindowPreset, window_presets};
pub use signature_flow::{SignatureFlowSpec, SignatureStep};
pub use task::{RunCounts, RunStatus, TaskSpec};
pub use template::{Binding, PaymentBinding, TemplateSpec};
pub use window::{CalendarSpec, Holidays, LocalDay, Opening, Own, Weekday, WindowSpec, ZoneChoice};
