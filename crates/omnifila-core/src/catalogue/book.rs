use super::*;
use crate::id::{
    BranchId, CalendarId, GatewayId, HoldId, LadderId, OutboxId, RouteId, SignatureFlowId, SourceId,
    StopRuleId, TaskId, TemplateId, WindowId,
};
use crate::policy::settlement::Settlement;
use crate::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A kept specification with its identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored<S> {
    pub id: i64,
    pub created_at: Time,
    pub updated_at: Time,
    /// Counts changes from 1; a message pins the version it was rendered from.
    pub version: u32,
    pub spec: S,
}

/// "Pausar tudo" or a paused gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub reason: String,
    pub since: Time,
    pub until: Option<Time>,
}

impl Pause {
    pub fn holds_at(&self, now: Time) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Everything small that `start` obeys, whole. A change makes a new book with a higher `epoch`; readers keep theirs.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub epoch: u64,
    pub paused_all: Option<Pause>,
    pub gateway_pauses: BTreeMap<GatewayId, Pause>,
    /// The database was put back from a backup then: what was due by then may have left before, and waits for a person.
    pub restored_at: Option<Time>,
    pub gateways: BTreeMap<GatewayId, Arc<Stored<GatewaySpec>>>,
    pub templates: BTreeMap<TemplateId, Arc<Stored<TemplateSpec>>>,
    pub windows: BTreeMap<WindowId, Arc<Stored<WindowSpec>>>,
    pub calendars: BTreeMap<CalendarId, Arc<Stored<CalendarSpec>>>,
    pub tasks: BTreeMap<TaskId, Arc<Stored<TaskSpec>>>,
    pub holds: BTreeMap<HoldId, Arc<Stored<HoldSpec>>>,
    pub stop_rules: BTreeMap<StopRuleId, Arc<Stored<StopRuleSpec>>>,
    pub branches: BTreeMap<BranchId, Arc<Stored<BranchSpec>>>,
    pub ladders: BTreeMap<LadderId, Arc<Stored<LadderSpec>>>,
    pub routes: BTreeMap<RouteId, Arc<Stored<RouteSpec>>>,
    pub sources: BTreeMap<SourceId, Arc<Stored<SourceSpec>>>,
    pub signature_flows: BTreeMap<SignatureFlowId, Arc<Stored<SignatureFlowSpec>>>,
    pub outboxes: BTreeMap<OutboxId, Arc<Stored<OutboxSpec>>>,
    /// How long a payment takes to show up.
    pub settlement: Settlement,
    /// How many dunning messages a person gets at most.
    pub caps: DunningCaps,
    /// The windows above, compiled against their calendars.
    pub hours: Arc<crate::policy::window::Hours>,
}

impl Book {
    pub fn gateway(&self, id: GatewayId) -> Option<&Stored<GatewaySpec>> {
        self.gateways.get(&id).map(Arc::as_ref)
    }

    /// When the backup was put back that holds a message of this acceptance and release; `None`: none does.
    pub fn restored_since(&self, accepted_at: Time, release_at: Time) -> Option<Time> {
        self.restored_at
            .filter(|&at| accepted_at <= at && release_at <= at)
    }

    pub fn template(&self, id: TemplateId) -> Option<&Stored<TemplateSpec>> {
        self.templates.get(&id).map(Arc::as_ref)
    }

    pub fn branch_by_key(&self, key: &str) -> Option<&Stored<BranchSpec>> {
        self.branches
            .values()
            .find(|b| b.spec.key == key)
            .map(Arc::as_ref)
    }

    /// Whether the source of these invoices can be asked about them.
    pub fn asks(&self, source: &str) -> bool {
        self.sources
            .values()
            .any(|s| s.spec.askable() && s.spec.is_called(s.id, source))
    }

    /// Whether some enabled task releases this gateway.
    pub fn has_task(&self, gateway: GatewayId) -> bool {
        self.tasks
            .values()
            .any(|t| t.spec.enabled && t.spec.gateway_ids.contains(&gateway))
    }
}
