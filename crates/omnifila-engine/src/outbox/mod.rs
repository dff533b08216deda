//! Programs that are told what became of messages, so that they need not ask (`GET /message-events` is for those that cannot be
//! called).
//!
//! Model: one loop per outbox ([`delivering`]) follows the feed in its order, one call at a time. What is promised: every
//! event that the feed holds is told at least once, in the order of the feed; an event that the receiver refuses three times
//! while it takes others is passed over, and stays readable and replayable. Replays keep their own order beside the live
//! stream.
//!
//! Failures: a receiver in trouble holds its stream for the schedule of `core::policy::redelivery`, then the outbox is
//! disabled where it stands; 410 disables it at once. Left out: batches of events in one call.

mod delivering;

use crate::Engine;
use crate::activity::Signal;
use crate::setup::{Setup, in_clear, named};
use omnifila_core::catalogue::{OutboxSpec, Stored};
use omnifila_core::id::{EventId, OutboxId};
use omnifila_core::input::InputError;
use omnifila_core::message::Status;
use omnifila_core::time::{HOUR, Time};
use omnifila_providers::outbox::Told;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{CatalogueError, Span, Stream, new_signing_secret};
use omnifila_store::verbs::By;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

/// How long the secret of before signs beside the new one, when nobody says.
pub const OVERLAP_HOURS: i64 = 24;
/// At most a month.
pub const MOST_OVERLAP_HOURS: i64 = 720;
/// Streams that a view shows: the live one and the newest replays.
const SHOWN: usize = 20;

/// By outbox: what wakes its loop.
pub(crate) type Handles = BTreeMap<OutboxId, Signal>;

/// What an outbox is doing.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxState {
    /// `ok`, `failing` or `disabled`.
    pub state: &'static str,
    /// Events of the feed that the live stream has still to look at: ids grow by one, so this is a count.
    pub behind: i64,
    pub live: Option<Stream>,
    pub replays: Vec<Stream>,
    /// When the secret of before stops signing.
    pub rotating_until: Option<String>,
}

/// How a test call went.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxTested {
    pub ok: bool,
    pub status: Option<u16>,
    pub code: Option<&'static str>,
}

impl Setup for OutboxSpec {
    fn vet(&self, engine: &Engine, old: Option<&Stored<Self>>) -> Result<(), InputError> {
        named(&self.name, self.key.as_deref())?;
        for (i, kind) in self.types.iter().enumerate() {
            let status = kind.strip_prefix("message.").and_then(Status::from_word);
            if status.is_none() {
                let words: Vec<String> = Status::ALL.iter().map(|s| format!("message.{s}")).collect();
                let pointer = format!("/types/{i}");
                return Err(InputError::new("unknown_type", pointer, words.join(", ")));
            }
        }
        engine.providers().check_outbox(&in_clear(engine, self, old)?)
    }
}

impl Engine {
    pub(crate) fn outboxes(&self) -> MutexGuard<'_, Handles> {
        self.0.outboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The feed may have grown.
    pub(crate) fn wake_outboxes(&self) {
        for signal in self.outboxes().values() {
            signal.raise();
        }
    }

    /// Starts a loop for every outbox that has none; wakes the others, which look whether they are still there.
    pub(crate) fn look_at_outboxes(&self) {
        let book = self.book();
        self.wake_outboxes();
        for &id in book.outboxes.keys() {
            let signal = Signal::new(&self.pace().activity);
            {
                let mut outboxes = self.outboxes();
                if outboxes.contains_key(&id) {
                    continue;
                }
                outboxes.insert(id, signal.clone());
            }
            signal.raise();
            self.spawn(delivering::run(self.clone(), id, signal));
        }
    }

    /// Keeps a new outbox; makes its secret if none is given, and answers it then, this once.
    pub async fn add_outbox(
        &self,
        mut spec: OutboxSpec,
        by: By,
    ) -> Result<(std::sync::Arc<Stored<OutboxSpec>>, Option<String>), CatalogueError> {
        let given = spec.settings.get("secret").is_some_and(|v| !v.is_null());
        let made = if given { None } else { Some(secret()?) };
        if let Some(made) = &made {
            spec.settings.insert("secret".into(), made.as_str().into());
        }
        Ok((self.set_up(spec, by).await?, made))
    }

    /// Makes another secret; the one until now signs beside it for so many hours. Answers the new one, this once, and when the
    /// old one ends.
    pub async fn rotate_outbox(
        &self,
        id: OutboxId,
        overlap_hours: i64,
        by: By,
    ) -> Result<(String, Time), CatalogueError> {
        let stored = self.outbox(id)?;
        let clear = self.catalogue().open_settings(&stored);
        let clear = clear.map_err(|e| StoreError::Internal(e.to_string()))?;
        let before = clear.get("secret").cloned().unwrap_or_default();
        let (made, until) = (secret()?, self.now().plus(overlap_hours * HOUR));
        let next = made.clone();
        let make = move |mut spec: OutboxSpec| {
            spec.settings.insert("secret".into(), next.as_str().into());
            spec.settings.insert("previous_secret".into(), before.clone());
            spec.settings
                .insert("previous_until".into(), until.to_string().into());
            Ok(spec)
        };
        self.change(id, make, by).await?;
        Ok((made, until))
    }

    /// Tells a span of the feed again, beside the live stream.
    pub async fn replay_outbox(
        &self,
        id: OutboxId,
        from: Span,
        until: Option<EventId>,
    ) -> Result<Stream, StoreError> {
        self.outbox(id)?;
        let stream = self
            .catalogue()
            .outbox_replay(id, from, until, self.now())
            .await?;
        self.wake_outboxes();
        Ok(stream)
    }

    /// One signed call that tells of nothing.
    pub async fn test_outbox(&self, id: OutboxId) -> Result<OutboxTested, CatalogueError> {
        let stored = self.outbox(id)?;
        let clear = self.catalogue().open_settings(&stored);
        let clear = clear.map_err(|e| StoreError::Internal(e.to_string()))?;
        let receiver = self.providers().receiver(&clear)?;
        let now = self.now();
        let body = json!({ "type": "outbox.test", "timestamp": now, "data": { "outbox_id": id } });
        let answer = receiver
            .tell(
                &format!("test_{}_{}", id, now.ms()),
                body.to_string().into_bytes(),
                now,
            )
            .await;
        Ok(OutboxTested {
            ok: answer.told == Told::Taken,
            status: answer.status,
            code: answer.code,
        })
    }

    /// What an outbox is doing.
    pub async fn outbox_state(&self, stored: &Stored<OutboxSpec>) -> Result<OutboxState, StoreError> {
        let shown = self
            .catalogue()
            .outbox_streams_shown(OutboxId(stored.id), SHOWN)
            .await?;
        let (live, replays): (Vec<_>, Vec<_>) = shown.into_iter().partition(|s| s.until.is_none());
        let live = live.into_iter().next();
        let newest = self.catalogue().newest_event().await?;
        let failing = live
            .iter()
            .chain(&replays)
            .any(|s| s.finished_at.is_none() && s.failures > 0);
        let until = stored.spec.settings.get("previous_until").and_then(Value::as_str);
        let rotating = until
            .and_then(|t| Time::parse(t).ok())
            .filter(|t| *t > self.now());
        Ok(OutboxState {
            state: match (stored.spec.enabled, failing) {
                (false, _) => "disabled",
                (true, true) => "failing",
                (true, false) => "ok",
            },
            behind: live.as_ref().map_or(0, |s| (newest.0 - s.cursor.0).max(0)),
            live,
            replays,
            rotating_until: rotating.map(|t| t.to_string()),
        })
    }

    fn outbox(&self, id: OutboxId) -> Result<std::sync::Arc<Stored<OutboxSpec>>, StoreError> {
        let found = self.book().outboxes.get(&id).cloned();
        found.ok_or(StoreError::NotFound { noun: "outbox" })
    }
}

fn secret() -> Result<String, StoreError> {
    new_signing_secret().map_err(|e| StoreError::Internal(e.to_string()))
}
