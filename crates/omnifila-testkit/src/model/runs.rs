//! Runs: what a task releases, and what became of it. A run keeps the list of its members; its counts are read off them.

use super::World;
use super::record::Record;
use omnifila_core::catalogue::{RunCounts, RunStatus};
use omnifila_core::id::{GatewayId, MessageId, RunId};
use omnifila_core::message::{QueueKey, Status};
use omnifila_core::plan::Mark;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::verbs::{NewRun, Result, Run};

#[derive(Debug)]
pub(super) struct ModelRun {
    /// Its counts are those of [`World::counted`].
    pub(super) run: Run,
    members: Vec<MessageId>,
    occurrence: Option<Time>,
}

impl World {
    pub(super) fn open_run(&mut self, new: &NewRun, now: Time) -> Option<RunId> {
        if let Some(task) = new.task_id {
            let same = |r: &ModelRun| r.run.task_id == Some(task) && r.occurrence == new.occurrence;
            if new.occurrence.is_some() && self.runs.values().any(same) {
                return None;
            }
            if self
                .runs
                .values()
                .any(|r| r.run.task_id == Some(task) && is_open(&r.run))
            {
                self.keep_run(new, RunStatus::Skipped, Vec::new(), now);
                return None;
            }
        }
        let members = match new.limit {
            None => self.release_all(&new.gateway_ids, now),
            Some(limit) => self.release_first(&new.gateway_ids, limit as usize, now),
        };
        let id = self.keep_run(new, RunStatus::Running, members.clone(), now);
        for member in members {
            if let Some(record) = self.records.get_mut(&member) {
                record.task_run = Some(id);
            }
        }
        Some(id)
    }

    fn keep_run(&mut self, new: &NewRun, status: RunStatus, members: Vec<MessageId>, now: Time) -> RunId {
        let id = RunId(self.runs.len() as i64 + 1);
        let finished_at = (status == RunStatus::Skipped).then_some(now);
        let run = Run {
            id,
            task_id: new.task_id,
            status,
            counts: RunCounts {
                due: members.len() as i64,
                ..RunCounts::default()
            },
            gateway_ids: new.gateway_ids.clone(),
            limit: new.limit,
            started_at: now,
            finished_at,
        };
        self.runs.insert(
            id,
            ModelRun {
                run,
                members,
                occurrence: new.occurrence,
            },
        );
        id
    }

    /// Raises the marks; the members are what they newly cover.
    fn release_all(&mut self, gateways: &[GatewayId], now: Time) -> Vec<MessageId> {
        let mark = Mark {
            id: MessageId(self.last_message),
            due: now,
        };
        let newly = |r: &Record| {
            gateways.contains(&r.gateway_id)
                && r.is(Status::Waiting)
                && !self.is_released(r)
                && mark.covers(r.id, r.release_at)
        };
        let members = self.ids_where(newly);
        for gateway in gateways {
            self.gateways.entry(*gateway).or_default().mark = Some(mark);
        }
        members
    }

    /// Marks the first rows that are due, in queue order.
    fn release_first(&mut self, gateways: &[GatewayId], limit: usize, now: Time) -> Vec<MessageId> {
        let eligible = |r: &&Record| {
            gateways.contains(&r.gateway_id)
                && r.is(Status::Waiting)
                && !self.is_released(r)
                && r.release_at <= now
        };
        let mut keys: Vec<QueueKey> = self.records.values().filter(eligible).map(|r| r.key).collect();
        keys.sort_unstable();
        keys.truncate(limit);
        for key in &keys {
            if let Some(record) = self.records.get_mut(&key.id) {
                record.released = true;
            }
        }
        keys.into_iter().map(|k| k.id).collect()
    }

    fn is_released(&self, record: &Record) -> bool {
        let mark = self.state(record.gateway_id).mark;
        record.released || mark.is_some_and(|m| m.covers(record.id, record.release_at))
    }

    pub(super) fn newest_open_run(&self) -> RunId {
        let open = self.runs.values().filter(|r| is_open(&r.run)).map(|r| r.run.id);
        open.max().unwrap_or(RunId(0))
    }

    pub(super) fn close_runs(&mut self, now: Time, idle: &[GatewayId], as_of: RunId) -> Vec<RunId> {
        let open: Vec<RunId> = self
            .runs
            .values()
            .filter(|r| is_open(&r.run))
            .map(|r| r.run.id)
            .collect();
        let seen = |id: RunId| if id <= as_of { idle } else { &[] };
        let ended: Vec<RunId> = open
            .into_iter()
            .filter(|id| self.is_over(*id, seen(*id)))
            .collect();
        for id in &ended {
            let counts = self.counted(*id);
            if let Some(run) = self.runs.get_mut(id) {
                let issues = counts.failed + counts.uncertain + counts.expired > 0;
                run.run.status = if issues {
                    RunStatus::CompletedWithIssues
                } else {
                    RunStatus::Completed
                };
                run.run.finished_at = Some(now.max(run.run.started_at));
            }
        }
        ended
    }

    /// Nobody is on the way, and who still waits cannot leave before its next window or retry.
    fn is_over(&self, id: RunId, idle: &[GatewayId]) -> bool {
        let Some(run) = self.runs.get(&id) else {
            return false;
        };
        let members = run
            .members
            .iter()
            .filter_map(|m| self.records.get(m))
            .filter(|r| r.task_run == Some(id));
        members.into_iter().all(|r| match r.life.status {
            Status::Sending => false,
            Status::Waiting => idle.contains(&r.gateway_id) || !self.is_released(r),
            _ => true,
        })
    }

    pub(super) fn stop_run(&mut self, id: RunId, now: Time) -> Result<Run> {
        let run = self
            .runs
            .get_mut(&id)
            .ok_or(StoreError::NotFound { noun: "run" })?;
        if is_open(&run.run) {
            run.run.status = RunStatus::Stopped;
            run.run.finished_at = Some(now);
        }
        self.shown_run(id).ok_or(StoreError::NotFound { noun: "run" })
    }

    pub(super) fn shown_run(&self, id: RunId) -> Option<Run> {
        let run = self.runs.get(&id)?.run.clone();
        Some(Run {
            counts: self.counted(id),
            ..run
        })
    }

    fn counted(&self, id: RunId) -> RunCounts {
        let Some(run) = self.runs.get(&id) else {
            return RunCounts::default();
        };
        let mut counts = RunCounts {
            due: run.members.len() as i64,
            ..RunCounts::default()
        };
        for member in &run.members {
            let present = self.records.get(member).filter(|r| r.task_run == Some(id));
            match present.map_or(Status::Waiting, |r| r.life.status) {
                Status::Waiting | Status::Sending if is_open(&run.run) => counts.remaining += 1,
                Status::Waiting | Status::Sending => counts.deferred += 1,
                Status::Sent | Status::Delivered | Status::Read => counts.sent += 1,
                Status::Failed => counts.failed += 1,
                Status::Uncertain => counts.uncertain += 1,
                Status::Cancelled => counts.cancelled += 1,
                Status::Expired => counts.expired += 1,
            }
        }
        counts
    }
}

fn is_open(run: &Run) -> bool {
    matches!(run.status, RunStatus::Queued | RunStatus::Running)
}
