//! What time does to messages: what expired ends, what is due again wakes, orders are rewritten slice by slice, what is past
//! its retention goes.

use crate::Engine;
use crate::live::Live;
use omnifila_core::time::{DAY, HOUR, MINUTE, SECOND, Time};
use omnifila_store::verbs::Retention;
use std::time::Duration;

/// Rows changed in one transaction, so that starts and intake get between.
const SLICE: usize = 1_000;
const SWEEP_SLICE: usize = 2_000;
const PRUNE_SLICE: usize = 500;
/// Finished messages are kept half a year; a debt's proof outlives it elsewhere (later: sealed evidence).
const KEEP_MESSAGES: i64 = 180 * DAY;
const KEEP_IDEMPOTENCY: i64 = 24 * HOUR;
const KEEP_KEYS: i64 = 400 * DAY;
/// Calls of providers as they came hold what customers wrote.
const KEEP_HOOK_EVENTS: i64 = 30 * DAY;

/// Files that were taken in hold what they say of customers.
const KEEP_IMPORTS: i64 = 30 * DAY;

/// Ends and wakes messages at their moments.
pub(crate) async fn run(engine: Engine) {
    let mut stop = engine.stopping();
    let mut next = Some(engine.now());
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.upkeep, next) => busy,
            _ = stop.changed() => return,
        };
        let now = engine.now();
        match engine.queue().expire(now, SLICE).await {
            Ok(upkeep) => {
                if upkeep.changed > 0 {
                    engine.nudge_lanes();
                    engine.live(Live::Invalidate { noun: "messages" });
                }
                if upkeep.more {
                    engine.upkeep_soon();
                }
                let poll = engine
                    .pace()
                    .simulation()
                    .is_none()
                    .then(|| now.plus(30 * SECOND));
                next = match (upkeep.next, poll) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                next = next.map(|t| t.max(now.plus(1)));
            }
            Err(error) => {
                tracing::error!(%error, "messages could not be expired");
                tokio::time::sleep(Duration::from_secs(1)).await;
                next = Some(now.plus(SECOND));
            }
        }
    }
}

/// Rewrites the rows of committed orders.
pub(crate) async fn sweep(engine: Engine) {
    let mut stop = engine.stopping();
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.sweep, None) => busy,
            _ = stop.changed() => return,
        };
        loop {
            match engine.queue().sweep(engine.now(), SWEEP_SLICE).await {
                Ok(more) => {
                    engine.live(Live::Invalidate { noun: "operations" });
                    engine.nudge_lanes();
                    if !more || *stop.borrow() {
                        break;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "an order could not be carried on; it binds all the same");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Removes what is past its retention, a little at a time.
pub(crate) async fn prune(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let retention = Retention {
        messages: KEEP_MESSAGES,
        idempotency: KEEP_IDEMPOTENCY,
        keys: KEEP_KEYS,
    };
    let mut stop = engine.stopping();
    let mut next: Time = engine.now().plus(MINUTE);
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().slept(Some(next)) => busy,
            _ = stop.changed() => return,
        };
        let now = engine.now();
        if let Err(error) = engine.catalogue().prune_opa_calls(now).await {
            tracing::error!(%error, "old recorded calls could not be removed");
        }
        next = match engine.queue().prune(now, retention, PRUNE_SLICE).await {
            Ok(n) if n as usize >= PRUNE_SLICE => now.plus(SECOND),
            Ok(_) => now.plus(HOUR),
            Err(error) => {
                tracing::error!(%error, "old messages could not be removed");
                now.plus(MINUTE)
            }
        };
        match engine.catalogue().prune_files(now, PRUNE_SLICE).await {
            Ok(n) if n as usize >= PRUNE_SLICE => next = now.plus(SECOND),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "expired files could not be removed"),
        }
        let until = now.plus(-KEEP_HOOK_EVENTS);
        if let Err(error) = engine.catalogue().prune_document_bodies(until, PRUNE_SLICE).await {
            tracing::error!(%error, "what came of documents could not be forgotten");
        }
        match engine
            .catalogue()
            .prune_imports(now.plus(-KEEP_IMPORTS), PRUNE_SLICE)
            .await
        {
            Ok(0) => {}
            Ok(_) => next = now.plus(SECOND),
            Err(error) => tracing::error!(%error, "rows of old imports could not be removed"),
        }
        match engine.catalogue().prune_hook_events(until, PRUNE_SLICE).await {
            Ok(n) if n as usize >= PRUNE_SLICE => next = now.plus(SECOND),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "old calls of providers could not be removed"),
        }
    }
}

impl Engine {
    /// Wakes the lanes only: what the upkeep itself did needs no further upkeep.
    pub(crate) fn nudge_lanes(&self) {
        let signals: Vec<_> = self.lanes().values().map(|lane| lane.signal.clone()).collect();
        for signal in signals {
            signal.raise();
        }
    }
}
