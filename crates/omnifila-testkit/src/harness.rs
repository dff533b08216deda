//! What the suite needs of a store beside the queue's verbs: to set the book, and to end and begin again.

use async_trait::async_trait;
use omnifila_core::catalogue::{
    BranchSpec, GatewaySpec, HoldSpec, Pause, StopRuleSpec, SuppressionSpec, TaskSpec, TemplateSpec,
    WindowSpec,
};
use omnifila_core::id::{GatewayId, HoldId, StopRuleId};
use omnifila_core::time::Time;
use omnifila_store::Queue;
use std::sync::Arc;

/// A store under test: empty when made.
#[async_trait]
pub trait Harness: Send + Sync + std::fmt::Debug {
    /// Said where results are printed.
    fn name(&self) -> &'static str;

    /// The queue as it is now; a new one after [`Harness::restart`].
    fn queue(&self) -> Arc<dyn Queue>;

    /// Changes the book, in force when it returns. Answers the id of what was added, 0 where nothing was.
    async fn set(&self, setting: Setting, now: Time) -> i64;

    /// Ends the store as a process does that stops in order, and opens it again.
    async fn restart(&self);
}

/// One change of what an administrator sets up.
#[derive(Debug, Clone)]
pub enum Setting {
    Gateway(GatewaySpec),
    ChangeGateway(GatewayId, GatewaySpec),
    Template(TemplateSpec),
    Window(WindowSpec),
    Task(TaskSpec),
    Branch(BranchSpec),
    Hold(HoldSpec),
    LiftHold(HoldId),
    StopRule(StopRuleSpec),
    LiftStopRule(StopRuleId),
    /// `None` resumes.
    PauseAll(Option<Pause>),
    /// `None` resumes.
    PauseGateway(GatewayId, Option<Pause>),
    Suppress(SuppressionSpec),
    /// Lifts every suppression of the address.
    Unsuppress(String),
}
