//! The loop of one outbox: a slice of each of its streams in turn, until nothing is due.
//!
//! Nothing is held across a call but the place in the stream; what was told is written down after a slice of calls, so that a
//! process that dies tells at most one slice again.

use crate::Engine;
use crate::activity::Signal;
use omnifila_core::catalogue::{OutboxSpec, Stored};
use omnifila_core::id::{EventId, OutboxId};
use omnifila_core::policy::redelivery::{MOST_REFUSALS, next_try};
use omnifila_core::time::{SECOND, Time};
use omnifila_providers::outbox::{Answer, Receiver, Told};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{Fate, NewDelivery, Progress, Stream};
use omnifila_store::verbs::{By, FeedEvent};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Calls of one slice at most, and how long a slice goes on making them.
const SLICE: usize = 50;
const SLICE_TIME: Duration = Duration::from_secs(5);
/// Events that are read and not wanted, in one slice.
const PAGE: usize = 500;
/// What changed without word is noticed within this time.
const POLL: i64 = SECOND;

pub(super) async fn run(engine: Engine, id: OutboxId, signal: Signal) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    let mut next = Some(engine.now());
    let mut version = 0;
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&signal, next) => busy,
            _ = stop.changed() => return,
        };
        let Some(stored) = engine.book().outboxes.get(&id).cloned() else {
            // Out of the map first: nobody raises a signal that is never taken.
            engine.outboxes().remove(&id);
            if let Err(error) = engine.catalogue().forget_outbox(id).await {
                tracing::warn!(%error, outbox.id = id.0, "what a removed outbox was told stays on record");
            }
            return;
        };
        let changed = std::mem::replace(&mut version, stored.version);
        if !stored.spec.enabled {
            next = None;
            continue;
        }
        let turn = Turn {
            engine: &engine,
            id,
            stored: &stored,
        };
        next = match turn.take(changed != 0 && changed != stored.version).await {
            Ok(Next::More) => {
                signal.raise();
                None
            }
            Ok(Next::At(at)) => turn.poll(at),
            Err(error) => {
                tracing::error!(%error, outbox.id = id.0, "an outbox could not be carried on");
                tokio::time::sleep(Duration::from_secs(1)).await;
                Some(engine.now().plus(SECOND))
            }
        };
    }
}

enum Next {
    /// There is more to do now.
    More,
    /// Nothing before then.
    At(Option<Time>),
}

/// How a slice of a stream ended.
enum End {
    /// All that was read is done with; `full` when there may be more.
    Through { full: bool },
    /// The head is tried again then.
    Waits(Time),
    /// The outbox tells no more.
    Disabled(&'static str),
}

struct Turn<'a> {
    engine: &'a Engine,
    id: OutboxId,
    stored: &'a Arc<Stored<OutboxSpec>>,
}

impl Turn<'_> {
    fn poll(&self, at: Option<Time>) -> Option<Time> {
        let simulated = self.engine.pace().simulation().is_some();
        let poll = (!simulated).then(|| self.engine.now().plus(POLL));
        match (at, poll) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    async fn take(&self, mended: bool) -> Result<Next, StoreError> {
        let catalogue = self.engine.catalogue();
        if mended {
            catalogue.outbox_wake(self.id).await?;
        }
        let clear = catalogue.open_settings(self.stored);
        let receiver = clear.map_err(|e| e.to_string()).and_then(|clear| {
            self.engine
                .providers()
                .receiver(&clear)
                .map_err(|e| e.code.to_owned())
        });
        let receiver = match receiver {
            Ok(receiver) => receiver,
            Err(error) => {
                tracing::error!(
                    outbox.id = self.id.0,
                    error,
                    "an outbox cannot be used as it is set up"
                );
                return Ok(Next::At(None));
            }
        };
        let made_at = self.stored.created_at;
        let streams = catalogue
            .outbox_streams(self.id, made_at, self.engine.now())
            .await?;
        let (mut more, mut at) = (false, None::<Time>);
        for stream in streams {
            let waits = stream.next_at.filter(|t| *t > self.engine.now());
            let end = match waits {
                Some(until) => End::Waits(until),
                None => self.slice(&receiver, &stream).await?,
            };
            match end {
                End::Through { full } => more |= full,
                End::Waits(until) => at = Some(at.map_or(until, |at| at.min(until))),
                End::Disabled(code) => {
                    self.disable(code).await;
                    return Ok(Next::At(None));
                }
            }
        }
        Ok(if more { Next::More } else { Next::At(at) })
    }

    /// Tells what comes next in a stream, and writes down how far it came.
    async fn slice(&self, receiver: &Receiver, stream: &Stream) -> Result<End, StoreError> {
        let until = stream.until.unwrap_or(EventId(i64::MAX));
        let read = self.engine.queue().events(stream.cursor, PAGE).await?;
        let beyond = read.iter().any(|event| event.id > until) || read.is_empty();
        let full = read.len() == PAGE;
        let mut progress = Progress {
            cursor: stream.cursor,
            failures: stream.failures,
            failing_since: stream.failing_since,
            last_code: stream.last_code.clone(),
            ..Progress::default()
        };
        let began = Instant::now();
        let stopping = self.engine.stopping();
        let mut end = End::Through { full };
        for event in read.into_iter().filter(|event| event.id <= until) {
            let cut = progress.log.len() >= SLICE || began.elapsed() >= SLICE_TIME || *stopping.borrow();
            if cut {
                end = End::Through { full: true };
                break;
            }
            if self.stored.spec.tells(&event.kind) {
                match self.tell(receiver, &event, &mut progress).await {
                    End::Through { .. } => {}
                    other => {
                        end = other;
                        break;
                    }
                }
            }
            progress.cursor = event.id;
        }
        let through = matches!(end, End::Through { full: false });
        progress.finished = stream.until.is_some() && (progress.cursor >= until || (through && beyond));
        if progress.finished {
            end = End::Through { full: false };
        }
        if progress.cursor != stream.cursor || !progress.log.is_empty() || progress.finished {
            let now = self.engine.now();
            self.engine
                .catalogue()
                .outbox_progress(stream, progress, now)
                .await?;
        }
        Ok(end)
    }

    /// One call, and what it means for the stream.
    async fn tell(&self, receiver: &Receiver, event: &FeedEvent, progress: &mut Progress) -> End {
        let (at, began) = (self.engine.now(), Instant::now());
        let body = json!({ "type": event.kind, "timestamp": event.at, "data": event });
        let answer = receiver
            .tell(&format!("evt_{}", event.id), body.to_string().into_bytes(), at)
            .await;
        let duration = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let attempt = progress.failures + 1;
        let now = self.engine.now();
        let (fate, end) = judge(&answer, attempt, event.id, now);
        match &end {
            End::Through { .. } => {
                progress.failures = 0;
                progress.failing_since = None;
                progress.last_code = None;
                progress.next_at = None;
            }
            End::Waits(_) | End::Disabled(_) => {
                progress.failures = attempt;
                progress.failing_since = progress.failing_since.or(Some(at));
                progress.last_code = answer.code.map(str::to_owned);
                progress.next_at = match end {
                    End::Waits(until) => Some(until),
                    _ => None,
                };
            }
        }
        progress.log.push(NewDelivery {
            event_id: event.id,
            message_id: event.message_id,
            attempt,
            at,
            duration_ms: duration,
            fate,
            status: answer.status,
            code: answer.code.map(str::to_owned),
        });
        end
    }

    /// A receiver that wants no more, or took nothing for three days, is not called again until a person says so.
    async fn disable(&self, code: &'static str) {
        let make = |mut spec: OutboxSpec| {
            spec.enabled = false;
            Ok(spec)
        };
        let by = By {
            actor: "outbox".into(),
            reason: Some(code.into()),
        };
        let now = self.engine.now();
        match self
            .engine
            .catalogue()
            .change::<OutboxSpec>(self.id, make, by, now)
            .await
        {
            Ok(_) => tracing::warn!(outbox.id = self.id.0, code, "an outbox was disabled"),
            Err(error) => tracing::error!(%error, outbox.id = self.id.0, "an outbox could not be disabled"),
        }
    }
}

fn judge(answer: &Answer, attempt: u32, event: EventId, now: Time) -> (Fate, End) {
    let through = End::Through { full: false };
    let wait = match answer.told {
        Told::Taken => return (Fate::Delivered, through),
        Told::Gone => return (Fate::Disabled, End::Disabled("gone")),
        Told::Refused if attempt >= MOST_REFUSALS => return (Fate::PassedOver, through),
        Told::Refused => None,
        Told::Trouble { wait_ms } => wait_ms,
    };
    match next_try(attempt, wait, event.0, now) {
        Some(at) => (Fate::Retry, End::Waits(at)),
        None => (Fate::Disabled, End::Disabled("exhausted")),
    }
}
