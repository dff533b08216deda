//! The stage that makes messages of invoices: a ladder's run, for today.
//!
//! Model: a run looks at the invoices that have a step on this day (or the day before, if that day's run was missed), leaves out
//! those that something speaks against, each with its reason, and makes one message per (invoice, step, due date), or one per
//! customer where the ladder merges. Running it again adds nothing: the business keys say what was made. Ladders run by
//! themselves once a day at their hour ([`daily`]); what has to be fetched or said anew when a message leaves is done by
//! [`prepare`].
//!
//! Left out: stopping messages whose invoice has ended ([`crate::billing`]), and whether a message may leave (the dispatcher).

mod attachments;
mod candidates;
mod caps;
mod choosing;
mod climb;
pub(crate) mod daily;
pub(crate) mod prepare;
mod remarks;
mod saying;
mod thanks;
pub(crate) mod tickets;

use crate::Engine;
use crate::intake::IntakeError;
use crate::setup::Setup;
use climb::Climb;
use omnifila_core::catalogue::{Book, DunningCaps, LadderSpec, Stored};
use omnifila_core::id::{LadderId, MessageId};
use omnifila_core::input::InputError;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{LadderRunRow, LadderRunStatus, NewLadderRun, TicketRow};
use omnifila_store::verbs::By;
pub use remarks::{LadderRemark, REMARKS};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Invoices read, and messages written, at a time.
const PAGE: usize = 1_000;

/// What a ladder's run did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LadderRun {
    pub considered: u64,
    pub created: u64,
    pub duplicates: u64,
    pub skipped: BTreeMap<String, u64>,
    /// Tickets kept to be opened at the source, beside `created`.
    pub tickets: u64,
    /// Invoices that are spoken of in the message of another one.
    pub merged: u64,
    /// Words of thanks for what was paid, beside `created`.
    pub thanks: u64,
    /// The `batch_ref` of the messages it made.
    pub batch_ref: String,
    /// Of the messages made: their customers, and what these owe in the invoices concerned.
    pub customers: u64,
    pub open_cents: i64,
    /// Messages of each step, made now or before, by its days from the due date.
    pub by_step: BTreeMap<i32, u64>,
    /// What its messages should say by law and do not seem to.
    pub remarks: Vec<LadderRemark>,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Dry,
    Real,
}

impl Engine {
    /// Runs a ladder for today; a dry run changes nothing and counts the same.
    pub async fn run_ladder(&self, id: LadderId, dry_run: bool, by: By) -> Result<LadderRun, IntakeError> {
        let book = self.book();
        let ladder = book
            .ladders
            .get(&id)
            .cloned()
            .ok_or(StoreError::NotFound { noun: "ladder" })?;
        if dry_run {
            return self.climb(book, ladder, Mode::Dry).await;
        }
        let run = NewLadderRun {
            ladder_id: id,
            ladder_version: ladder.version,
            day: self.today_of(&ladder.spec)?.to_string(),
            automatic: false,
            actor: by.actor.clone(),
        };
        let begun = self.catalogue().begin_ladder_run(run, self.now()).await?;
        let out = self.climb(book, ladder, Mode::Real).await?;
        if let Some(run) = begun {
            self.end_run(run, LadderRunStatus::Completed, &out).await?;
        }
        tracing::info!(
            ladder.id = id.0,
            ladder.created = out.created,
            actor = by.actor,
            "ladder ran"
        );
        Ok(out)
    }

    async fn end_run(&self, run: i64, status: LadderRunStatus, out: &LadderRun) -> Result<(), StoreError> {
        let result = serde_json::to_value(out).map_err(|e| StoreError::Internal(e.to_string()))?;
        self.catalogue()
            .end_ladder_run(run, status, result, self.now())
            .await?;
        self.live(crate::live::Live::Invalidate { noun: "ladders" });
        Ok(())
    }

    /// What a ladder that is not kept would do today, beside the others, in the place of `replaced` if one is given.
    ///
    /// # Errors
    /// What setting it up would be refused for, and `not_found` for `replaced`.
    pub async fn try_ladder(
        &self,
        spec: LadderSpec,
        replaced: Option<LadderId>,
    ) -> Result<LadderRun, IntakeError> {
        let book = self.book();
        let old = replaced.map(|id| {
            book.ladders
                .get(&id)
                .ok_or(StoreError::NotFound { noun: "ladder" })
        });
        let old = old.transpose()?.cloned();
        spec.vet(self, old.as_deref())?;
        // A new one comes after all others of its rank.
        let id = old.as_ref().map_or(i64::MAX, |old| old.id);
        let now = self.now();
        let ladder = Stored {
            id,
            created_at: now,
            updated_at: now,
            version: 1,
            spec,
        };
        self.climb(book, Arc::new(ladder), Mode::Dry).await
    }

    /// The runs of a ladder, newest first, before `before`.
    pub async fn ladder_runs(
        &self,
        id: LadderId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<LadderRunRow>, StoreError> {
        if !self.book().ladders.contains_key(&id) {
            return Err(StoreError::NotFound { noun: "ladder" });
        }
        self.catalogue().ladder_runs(id, before, limit).await
    }

    /// The service tickets of a ladder, newest first, before `before`.
    pub async fn ladder_tickets(
        &self,
        id: LadderId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<TicketRow>, StoreError> {
        if !self.book().ladders.contains_key(&id) {
            return Err(StoreError::NotFound { noun: "ladder" });
        }
        self.catalogue().ladder_tickets(id, before, limit).await
    }

    /// Changes how many dunning messages a person gets at most; what waits obeys it from the next start on.
    pub async fn set_caps(&self, caps: DunningCaps, by: By) -> Result<(), StoreError> {
        self.catalogue().set_caps(caps, by, self.now()).await?;
        self.nudge_all();
        Ok(())
    }

    /// A message held because its invoice changed says the new, and may leave.
    ///
    /// # Errors
    /// `not_found`, and `not_held` for one that is not.
    pub async fn let_change(&self, id: MessageId, by: By) -> Result<(), StoreError> {
        self.catalogue().let_change(id, by, self.now()).await?;
        self.nudge_lanes();
        Ok(())
    }

    fn today_of(&self, spec: &LadderSpec) -> Result<jiff::civil::Date, InputError> {
        let zone = zone_of(spec)?;
        Ok(self.now().timestamp().to_zoned(zone).date())
    }

    async fn climb(
        &self,
        book: Arc<Book>,
        ladder: Arc<Stored<LadderSpec>>,
        mode: Mode,
    ) -> Result<LadderRun, IntakeError> {
        let zone = zone_of(&ladder.spec)?;
        let today = self.today_of(&ladder.spec)?;
        Climb::new(self, book, ladder, zone, today, mode).go().await
    }
}

fn zone_of(spec: &LadderSpec) -> Result<jiff::tz::TimeZone, InputError> {
    jiff::tz::TimeZone::get(&spec.time_zone)
        .map_err(|_| InputError::new("unknown_zone", "/time_zone", "an IANA time zone"))
}
