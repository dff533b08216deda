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
mod invoice;
mod ladder;
mod preset;
pub mod remark;
mod task;
mod template;
mod window;

pub use book::{Book, Pause, Stored};
pub use branch::{BranchSpec, RouteSpec, RouteStep, SourceSpec};
pub use customer::{Collection, Contact, ContactKind, Contract, CustomerInput, Field};
pub use gateway::{DeliveryMode, GatewayKind, GatewaySpec, OutcomeUnknown, Portfolio, QueueMode};
pub use hold::{HoldScope, HoldSpec, StopRuleSpec, StopScope, SuppressionSpec};
pub use invoice::{InvoiceInput, InvoiceStatus};
pub use ladder::{LadderFilters, LadderSpec, LadderStep};
pub use preset::{WindowPreset, window_presets};
pub use task::{RunCounts, RunStatus, TaskSpec};
pub use template::{Binding, PaymentBinding, TemplateSpec};
pub use window::{CalendarSpec, Holidays, LocalDay, Opening, Own, Weekday, WindowSpec, ZoneChoice};
