//! The last look: sources are asked about the invoices that messages lack nothing else for, in batches; the answers free
//! those messages, or stop them.
//!
//! Nothing is held while a source is asked: messages may be cancelled, moved or held meanwhile, and `start` judges them anew.
//! A source that cannot be asked holds its messages until their step expires, and after a quarter of an hour says so loudly.

use super::{Handle, failed, rest};
use crate::Engine;
use omnifila_core::id::SourceId;
use omnifila_core::source::{ALERT_AFTER, LOOK_BATCH, ixc};
use omnifila_core::time::{SECOND, Time};
use omnifila_providers::sources::{Ixc, SourceFault, Trouble};
use omnifila_store::catalogue::LookAnswer;
use std::collections::BTreeMap;

/// Invoices of one call at least, however much trouble the source is in.
const LEAST: usize = 10;

pub(super) async fn run(engine: Engine, id: SourceId, label: String, handle: Handle) {
    let mut stop = engine.stopping();
    let mut looker = Looker {
        engine: engine.clone(),
        id,
        label,
        handle: handle.clone(),
        batch: LOOK_BATCH,
        failures: 0,
        told: false,
    };
    let mut again = None;
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&handle.0.look, again) => busy,
            _ = stop.changed() => return,
        };
        if !engine.book().sources.contains_key(&id) {
            return;
        }
        // While it rests, new wishes only join those that wait.
        if again.is_some_and(|at| engine.now() < at) {
            continue;
        }
        again = tokio::select! {
            again = looker.look() => again,
            _ = stop.changed() => return,
        };
    }
}

struct Looker {
    engine: Engine,
    id: SourceId,
    label: String,
    handle: Handle,
    /// Invoices of one call at most.
    batch: usize,
    failures: u32,
    /// A person has been told of this trouble.
    told: bool,
}

impl Looker {
    /// Asks about everything that is wanted; when to try again, if it could not.
    async fn look(&mut self) -> Option<Time> {
        loop {
            let wanted: Vec<String> = self
                .handle
                .shared()
                .wanted
                .iter()
                .take(self.batch)
                .cloned()
                .collect();
            if wanted.is_empty() {
                return None;
            }
            let asked_at = self.engine.now();
            let client = match self.engine.client(self.id) {
                Ok((_, client)) => client,
                Err(error) => {
                    // Removed, or set up anew: the change of the book finds its messages again.
                    tracing::warn!(source.id = self.id.0, %error, "a source that is wanted cannot be asked");
                    self.handle.shared().wanted.clear();
                    return None;
                }
            };
            match ask(&client, &self.label, &wanted, asked_at).await {
                Ok(answer) => {
                    if !self.keep(answer, &wanted).await {
                        return Some(self.engine.now().plus(SECOND));
                    }
                }
                Err(fault) => return Some(self.trouble(fault).await),
            }
        }
    }

    async fn keep(&mut self, answer: LookAnswer, wanted: &[String]) -> bool {
        let now = self.engine.now();
        let taken = match self
            .engine
            .catalogue()
            .looked(self.label.clone(), answer, now)
            .await
        {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(source.id = self.id.0, %error, "a last look could not be kept");
                return false;
            }
        };
        {
            let mut shared = self.handle.shared();
            shared.look_trouble = None;
            for id in wanted {
                shared.wanted.remove(id);
            }
        }
        self.failures = 0;
        self.told = false;
        self.batch = (self.batch * 2).min(LOOK_BATCH);
        if let Err(error) = self.engine.stop_for(taken.ended).await {
            // They stay marked, and `start` refuses their messages all the same.
            tracing::error!(source.id = self.id.0, %error, "messages of ended invoices could not be stopped at once");
        }
        self.engine.nudge_lanes();
        true
    }

    /// Notes a failure; when to try again.
    async fn trouble(&mut self, fault: SourceFault) -> Time {
        let now = self.engine.now();
        self.failures += 1;
        if fault.trouble == Trouble::Overload {
            self.batch = (self.batch / 2).max(LEAST);
        }
        let since = {
            let mut shared = self.handle.shared();
            failed(&mut shared.look_trouble, fault, now);
            shared.look_trouble.map_or(now, |t| t.since)
        };
        tracing::warn!(
            source.id = self.id.0,
            code = fault.code,
            "a source could not be asked for the last look"
        );
        if now.since(since) >= ALERT_AFTER && !self.told {
            self.told = true;
            tracing::error!(
                source.id = self.id.0,
                code = fault.code,
                since = %since,
                "a source has not answered for a quarter of an hour: its messages wait, and expire with their steps"
            );
        }
        if let Err(error) = self
            .engine
            .catalogue()
            .source_unreachable(self.label.clone())
            .await
        {
            tracing::error!(source.id = self.id.0, %error, "that a source cannot be asked could not be noted");
        }
        self.engine.nudge_lanes();
        now.plus(rest(self.id, self.failures))
    }
}

/// Asks about invoices; those not told of are gone.
async fn ask(client: &Ixc, label: &str, ids: &[String], asked_at: Time) -> Result<LookAnswer, SourceFault> {
    let rows = client.by_ids(super::sync::INVOICES, ids).await?;
    let mut answer = LookAnswer {
        asked_at,
        ..LookAnswer::default()
    };
    let mut told: BTreeMap<String, _> = rows
        .into_iter()
        .map(|row| (row.text("id").into_owned(), row))
        .collect();
    for id in ids {
        match told.remove(id).map(|row| ixc::invoice(&row, label)) {
            None => answer.gone.push(id.clone()),
            Some(Ok(invoice)) => answer.found.push(invoice),
            Some(Err(error)) => {
                tracing::warn!(
                    code = error.code,
                    field = error.pointer,
                    "an invoice cannot be read"
                );
                answer.unreadable.push(id.clone());
            }
        }
    }
    Ok(answer)
}
