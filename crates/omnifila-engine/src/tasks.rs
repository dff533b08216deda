//! The stage that releases queues: tasks at their minutes, and runs by hand.
//!
//! A run is one row per (task, minute), so that however many see the same minute, one run is made. A minute that passed
//! while nobody was there makes one run, however many were missed.

use crate::Engine;
use crate::live::Live;
use omnifila_core::catalogue::{Stored, TaskSpec};
use omnifila_core::id::{RunId, TaskId};
use omnifila_core::policy::cron::Cron;
use omnifila_core::time::{SECOND, Time};
use omnifila_store::StoreError;
use omnifila_store::verbs::{By, NewRun};
use std::collections::BTreeMap;
use std::time::Duration;

/// Fires tasks at their minutes.
pub(crate) async fn run(engine: Engine) {
    let mut stop = engine.stopping();
    // The last minute of each task that was looked at, by this process or in a recorded run.
    let mut seen: BTreeMap<TaskId, Time> = BTreeMap::new();
    let mut next = None;
    engine.0.tasks.raise();
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.tasks, next) => busy,
            _ = stop.changed() => return,
        };
        match fire_due(&engine, &mut seen).await {
            Ok(at) => next = at,
            Err(error) => {
                tracing::error!(%error, "tasks could not be looked at");
                tokio::time::sleep(Duration::from_secs(1)).await;
                next = Some(engine.now().plus(SECOND));
            }
        }
    }
}

/// Fires every task whose minute has come; answers when the next one comes.
async fn fire_due(engine: &Engine, seen: &mut BTreeMap<TaskId, Time>) -> Result<Option<Time>, StoreError> {
    let now = engine.now();
    let book = engine.book();
    let mut next: Option<Time> = None;
    seen.retain(|id, _| book.tasks.contains_key(id));
    for (&id, task) in &book.tasks {
        if !task.spec.enabled {
            seen.insert(id, now);
            continue;
        }
        let Ok(cron) = Cron::parse(&task.spec.cron, &task.spec.time_zone) else {
            continue;
        };
        let from = match seen.get(&id) {
            Some(t) => *t,
            None => last_seen(engine, id, task).await?,
        };
        if let Some(minute) = latest(&cron, from, now) {
            open(engine, (id, task), Some(minute), actor("task")).await?;
        }
        seen.insert(id, now);
        if let Some(at) = cron.next_after(now) {
            next = Some(next.map_or(at, |n| n.min(at)));
        }
    }
    Ok(next)
}

/// The latest minute after `from` and not after `now`.
fn latest(cron: &Cron, from: Time, now: Time) -> Option<Time> {
    let mut found = None;
    let mut at = from;
    // A minute each; a year of missed minutes is looked at in well under a second.
    while let Some(next) = cron.next_after(at).filter(|t| *t <= now) {
        found = Some(next);
        at = next;
    }
    found
}

async fn last_seen(engine: &Engine, id: TaskId, task: &Stored<TaskSpec>) -> Result<Time, StoreError> {
    let last = engine.queue().runs(Some(id), None, 1).await?;
    let last = last.first().map(|run| run.started_at);
    Ok(last.map_or(task.updated_at, |t| t.max(task.updated_at)))
}

pub(crate) fn actor(name: &str) -> By {
    By {
        actor: name.to_owned(),
        reason: None,
    }
}

async fn open(
    engine: &Engine,
    (id, task): (TaskId, &Stored<TaskSpec>),
    occurrence: Option<Time>,
    by: By,
) -> Result<Option<RunId>, StoreError> {
    let run = NewRun {
        task_id: Some(id),
        gateway_ids: task.spec.gateway_ids.clone(),
        limit: task.spec.limit,
        occurrence,
        by,
    };
    let opened = engine.queue().open_run(run, engine.now()).await?;
    if let Some(run) = opened {
        engine.live(Live::Run { id: run });
        for gateway in &task.spec.gateway_ids {
            engine.nudge(*gateway);
        }
    }
    Ok(opened)
}

impl Engine {
    /// Runs a task now. `run_open` when a run of it has not ended.
    pub async fn run_task(&self, id: TaskId, by: By) -> Result<RunId, StoreError> {
        let book = self.book();
        let task = book.tasks.get(&id).ok_or(StoreError::NotFound { noun: "task" })?;
        let opened = open(self, (id, task), None, by).await?;
        opened.ok_or(StoreError::Refused { code: "run_open" })
    }
}
