//! Stand-ins for the providers omnifila speaks to, with faults to switch on and a journal that counts.
//!
//! Model: one TCP listener plays every Opa! Suite tenant (`/opa/{tenant}/api/v1/…`, and plain `/api/v1/…` for the default
//! tenant), every IXC Provedor (`/ixc/{name}/webservice/v1/…`), accounts of WhatsApp Cloud API (`/graph/{name}/v25.0/…`, with callbacks), a sink for webhooks (`/webhook/{name}`), a control API (`/sandbox/v1/…`) and a page that shows what a phone
//! would have received (`/`). It depends on nothing of omnifila, so that it can judge it: what the journal calls an
//! *effect* is a message that a person would have received, whatever the caller was told.
//!
//! Failures are the product here: see [`Fault`]. The stand-in's own failures are a listener that cannot be bound, a
//! journal file that cannot be written, and a rule that makes no sense; each is a [`SandboxError`].
//!
//! Left out: TLS, callbacks of Opa! (it documents none), and any authentication of the control API: bind it to
//! loopback.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]

mod answer;
mod connection;
mod control;
mod fault;
mod graph;
mod ixc;
mod journal;
mod line_file;
mod moment;
mod opa;
mod opa_reads;
mod opa_shapes;
mod record;
mod router;
mod server;
mod telegram;
mod tenant;
mod webhook;

pub mod demo_data;

pub use fault::{CallScope, Fault, FaultRule, FaultView, RetryAfter};
pub use graph::{
    DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_WABA_ID, GraphCallbacks, GraphConfig,
    GraphRefusal, GraphTemplate, Meddling,
};
pub use ixc::{DEFAULT_IXC, DEFAULT_IXC_TOKEN, IxcChange, IxcConditions, IxcConfig, IxcCounters};
pub use journal::{Counters, JournalQuery, TenantCounters};
pub use record::CallRecord;
pub use server::{Controls, Sandbox, SandboxConfig, SandboxError};
pub use telegram::{BLOCKED_CHAT, UNKNOWN_CHAT};
pub use tenant::{
    AttendanceChange, Channel, DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, LimitChange,
    TEMPLATE_ASSINATURA, TEMPLATE_FATURA, TEMPLATE_LEMBRETE, TEMPLATE_VENCIDA, Template, TenantConfig,
};
