//! Other nodes on the same database: what they commit is a reason to look again, what a dead one left is settled here, and what
//! only one may do is done by the one on duty.
//!
//! Model: the store says that something was changed elsewhere, not what; every lane looks again, and the store has built its
//! memory anew by then. The lease of nodes runs on real time, also where time is simulated.

use crate::Engine;
use crate::live::Live;
use std::time::Duration;

/// How often the dead are looked for: a node's calls are settled within its lease and twice this.
const LOOK: Duration = Duration::from_secs(5);
/// How often what others have begun is looked at.
const CARRY_ON: Duration = Duration::from_millis(300);

/// Looks again at everything whenever another node has committed.
pub(crate) async fn follow(engine: Engine) {
    let Some(mut foreign) = engine.queue().foreign() else {
        return;
    };
    let mut stop = engine.stopping();
    loop {
        tokio::select! {
            changed = foreign.changed() => if changed.is_err() {
                return;
            },
            _ = stop.changed() => return,
        }
        engine.catalogue().forget_tokens();
        engine.nudge_all();
        engine.sweep_soon();
        engine.upkeep_soon();
        engine.live(Live::Invalidate { noun: "messages" });
    }
}

/// Carries on, where this node is on duty, what other nodes have begun: notices, imports, tickets, deliveries.
pub(crate) async fn carry_on(engine: Engine) {
    let Some(mut foreign) = engine.queue().foreign() else {
        return;
    };
    if !engine.on_duty().await {
        return;
    }
    engine.sources_soon();
    engine.accounts_soon();
    let mut stop = engine.stopping();
    loop {
        engine.0.notices.raise();
        engine.0.imports.raise();
        engine.0.tickets.raise();
        engine.0.answers.raise();
        engine.wake_outboxes();
        // While others write all the time, this often.
        tokio::time::sleep(CARRY_ON).await;
        tokio::select! {
            changed = foreign.changed() => if changed.is_err() {
                return;
            },
            _ = stop.changed() => return,
        }
    }
}

impl Engine {
    /// Waits until this node is the one that does what only one may do; `false` when the engine stops before. Once it is, it
    /// stays so.
    pub(crate) async fn on_duty(&self) -> bool {
        let Some(mut duty) = self.queue().duty() else {
            return true;
        };
        let mut stop = self.stopping();
        tokio::select! {
            on = duty.wait_for(|on| *on) => on.is_ok(),
            _ = stop.wait_for(|stop| *stop) => false,
        }
    }

    pub(crate) fn is_on_duty(&self) -> bool {
        self.queue().duty().is_none_or(|duty| *duty.borrow())
    }
}

/// Settles what dead nodes left.
pub(crate) async fn rescue(engine: Engine) {
    if engine.queue().foreign().is_none() {
        return;
    }
    let mut stop = engine.stopping();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.changed() => return,
        }
        match engine.queue().rescue_dead(engine.now()).await {
            Ok(0) => {}
            Ok(rescued) => {
                tracing::warn!(
                    messages.rescued = rescued,
                    "calls of a dead node ended with an unknown outcome"
                );
                engine.nudge_all();
            }
            Err(error) => tracing::warn!(%error, "what dead nodes left could not be looked at"),
        }
    }
}
