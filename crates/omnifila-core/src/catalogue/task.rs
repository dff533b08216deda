use crate::id::GatewayId;
use crate::message::words;
use serde::{Deserialize, Serialize};

/// A schedule that releases queues: `Tarefa - Envia Mensagens Omnichannel da Fila`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    pub name: String,
    pub gateway_ids: Vec<GatewayId>,
    /// Five fields; must fire at least once within four years.
    pub cron: String,
    pub time_zone: String,
    /// Messages released per run; without one, all that wait and are due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

words! {
    RunStatus {
        Queued = 0 "queued",
        Running = 1 "running",
        Completed = 2 "completed",
        CompletedWithIssues = 3 "completed_with_issues",
        Stopped = 4 "stopped",
        Failed = 5 "failed",
        Skipped = 6 "skipped",
    }
}

/// What became of a run's members; `due` is the sum of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RunCounts {
    pub due: i64,
    pub sent: i64,
    pub failed: i64,
    pub uncertain: i64,
    pub cancelled: i64,
    pub expired: i64,
    /// Could not leave before its next window or retry when the run ended.
    pub deferred: i64,
    pub remaining: i64,
}
