//! What providers tell over connections of their own: kept in hexadecimal, a line each, then acknowledged and obeyed.
//!
//! Model: one loop per gateway whose kind listens; it holds the adapter, and with it the connection, also while nothing is sent, because
//! receipts come hours later. What has come meanwhile is recorded together, in one go.
//!
//! Failures: what could not be recorded is not acknowledged, and is tried again; a connection that falls meanwhile has the
//! provider tell it anew. Left out: how each kind speaks (`omnifila-providers`).

use crate::Engine;
use futures_util::FutureExt;
use omnifila_core::catalogue::DeliveryMode;
use omnifila_core::id::GatewayId;
use omnifila_core::port::{Listening, Report};
use omnifila_store::StoreError;
use omnifila_store::catalogue::NewHookEvent;
use serde_json::json;
use std::fmt::Write;
use std::time::Duration;

/// Reports recorded together at most.
const TOGETHER: usize = 200;
/// How long a report rests that could not be recorded.
const REST: Duration = Duration::from_secs(1);

impl Engine {
    /// Starts the loop of every gateway that listens and has none yet.
    pub(crate) fn look_at_listeners(&self) {
        let book = self.book();
        let listening = book
            .gateways
            .iter()
            .filter(|(_, g)| omnifila_providers::listens(g.spec.kind));
        for (&id, _) in listening {
            let new = {
                let listeners = &self.0.listeners;
                let mut known = listeners
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                known.insert(id)
            };
            if new {
                self.spawn(run(self.clone(), id));
            }
        }
    }

    /// Keeps what has been told.
    async fn told_over_link(&self, id: GatewayId, reports: Vec<Report>) -> Result<(), StoreError> {
        let mut heard = Vec::new();
        let mut body = String::new();
        for report in reports {
            for byte in report.body {
                // Writing to a text cannot fail.
                let _ = write!(body, "{byte:02x}");
            }
            body.push('\n');
            heard.extend(report.heard);
        }
        let event = NewHookEvent {
            gateway_id: id,
            content_type: None,
            body: body.into_bytes(),
            trusted: true,
            extracted: json!({ "shape": "pdu", "reports": heard.len(), "understood": heard }),
            heard,
        };
        self.hear(event).await?;
        Ok(())
    }
}

async fn run(engine: Engine, id: GatewayId) {
    let mut stop = engine.stopping();
    let mut changes = engine.catalogue().book_changes();
    loop {
        let Some(version) = version(&engine, id) else {
            let listeners = &engine.0.listeners;
            listeners
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .remove(&id);
            return;
        };
        let adapter = engine.adapter(id).await.ok();
        let adapter = adapter.filter(|a| a.mode != DeliveryMode::Simulate);
        let listening = adapter.as_ref().and_then(|a| a.gateway.listening());
        let work = async {
            match listening {
                Some(listening) => listen(&engine, id, listening).await,
                // Nothing leaves, so nothing comes back.
                None => std::future::pending().await,
            }
        };
        tokio::pin!(work);
        loop {
            tokio::select! {
                () = &mut work => break,
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    if self::version(&engine, id) != Some(version) {
                        break;
                    }
                }
                _ = stop.changed() => return,
            }
        }
    }
}

fn version(engine: &Engine, id: GatewayId) -> Option<u32> {
    engine.book().gateway(id).map(|g| g.version)
}

/// For ever.
async fn listen(engine: &Engine, id: GatewayId, listening: &dyn Listening) {
    let mut after = 0;
    loop {
        let mut reports = vec![listening.next(id, after).await];
        let _busy = engine.pace().activity.enter();
        while reports.len() < TOGETHER
            && let Some(last) = reports.last().map(|r| r.number)
            && let Some(more) = listening.next(id, last).now_or_never()
        {
            reports.push(more);
        }
        let numbers: Vec<u64> = reports.iter().map(|r| r.number).collect();
        match engine.told_over_link(id, reports).await {
            Ok(()) => {
                after = numbers.last().copied().unwrap_or(after);
                for number in numbers {
                    listening.recorded(number);
                }
            }
            Err(error) => {
                tracing::error!(gateway.id = id.0, %error, "what a provider told could not be recorded");
                tokio::time::sleep(REST).await;
            }
        }
    }
}
