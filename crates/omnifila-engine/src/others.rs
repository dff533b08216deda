//! Other nodes on the same database: what they commit is a reason to look again, and what a dead one left is settled here.
//!
//! Model: the store says that something was changed elsewhere, not what; every lane looks again, and the store has built its
//! memory anew by then. The lease of nodes runs on real time, also where time is simulated.

use crate::Engine;
use crate::live::Live;
use std::time::Duration;

/// How often the dead are looked for: a node's calls are settled within its lease and twice this.
const LOOK: Duration = Duration::from_secs(5);

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
