//! What needs somebody, the worst first: what stops the sending, then what may go wrong, then what went wrong.

use super::PausedAll;
use super::gateways::{GatewayLine, GatewayState};
use omnifila_core::catalogue::QueueMode;
use omnifila_core::id::{GatewayId, RunId, TaskId};
use omnifila_core::time::Time;
use omnifila_store::catalogue::Figures;
use serde::Serialize;

/// Listed at most.
const MOST: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Bad,
    Warn,
}

/// One thing that needs somebody. The words are the interface's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attention {
    pub code: &'static str,
    pub severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<RunId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

impl Attention {
    fn new(code: &'static str, severity: Severity) -> Self {
        Self {
            code,
            severity,
            gateway_id: None,
            task_id: None,
            run_id: None,
            count: None,
            since: None,
            until: None,
        }
    }
}

/// What is looked at.
#[derive(Debug)]
pub(super) struct Needs<'a> {
    pub(super) gateways: &'a [GatewayLine],
    pub(super) paused_all: Option<&'a PausedAll>,
    pub(super) uncertain: i64,
    pub(super) figures: &'a Figures,
    /// What the open window leaves behind.
    pub(super) left: i64,
    pub(super) closes_at: Option<Time>,
}

impl Needs<'_> {
    /// At most five, in order of harm.
    pub(super) fn listed(&self) -> Vec<Attention> {
        let mut all = self.stopping();
        all.extend(self.waiting_for_somebody());
        all.extend(self.for_information());
        all.truncate(MOST);
        all
    }

    /// Nothing leaves.
    fn stopping(&self) -> Vec<Attention> {
        let of_state = |wanted: GatewayState, code: &'static str| {
            let found = self.gateways.iter().filter(move |line| line.state == wanted);
            found.map(move |line| Attention {
                gateway_id: Some(line.gateway_id),
                count: Some(line.waiting),
                until: line.circuit.as_ref().map(|circuit| circuit.open_until),
                ..Attention::new(code, Severity::Bad)
            })
        };
        let paused = self.paused_all.map(|pause| Attention {
            since: Some(pause.since),
            until: pause.until,
            ..Attention::new("paused_all", Severity::Bad)
        });
        let without_task = self
            .gateways
            .iter()
            .filter(|line| line.queue_mode == QueueMode::Queue && line.waiting > 0 && !line.has_task);
        let without_task = without_task.map(|line| Attention {
            gateway_id: Some(line.gateway_id),
            count: Some(line.waiting),
            ..Attention::new("no_task", Severity::Bad)
        });
        of_state(GatewayState::NoCredential, "gateway_credentials")
            .chain(of_state(GatewayState::Down, "gateway_down"))
            .chain(paused)
            .chain(without_task)
            .collect()
    }

    fn waiting_for_somebody(&self) -> Vec<Attention> {
        let uncertain = (self.uncertain > 0).then(|| Attention {
            count: Some(self.uncertain),
            ..Attention::new("uncertain_waiting", Severity::Bad)
        });
        let away = self.figures.was_away.map(|absence| Attention {
            since: Some(absence.since),
            until: Some(absence.until),
            ..Attention::new("server_was_down", Severity::Bad)
        });
        uncertain.into_iter().chain(away).collect()
    }

    fn for_information(&self) -> Vec<Attention> {
        let late = (self.left > 0).then(|| Attention {
            count: Some(self.left),
            until: self.closes_at,
            ..Attention::new("window_ends_before_drain", Severity::Warn)
        });
        let paused = self.gateways.iter().filter_map(|line| {
            let pause = line.paused.as_ref()?;
            Some(Attention {
                gateway_id: Some(line.gateway_id),
                count: Some(line.waiting),
                since: Some(pause.since),
                until: pause.until,
                ..Attention::new("gateway_paused", Severity::Warn)
            })
        });
        let failed = (self.figures.today.failed > 0).then(|| Attention {
            count: Some(self.figures.today.failed),
            ..Attention::new("failed_today", Severity::Warn)
        });
        let run = self.figures.troubled_run.map(|run| Attention {
            task_id: run.task_id,
            run_id: Some(run.id),
            count: Some(run.failed),
            since: Some(run.started_at),
            ..Attention::new("run_with_issues", Severity::Warn)
        });
        late.into_iter().chain(paused).chain(failed).chain(run).collect()
    }
}
