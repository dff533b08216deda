//! What providers tell of their accounts, read now and then: the allowance per day, channels and templates, who opted out, and
//! whether messages of unknown outcome are there. One loop per gateway whose kind can be read, so that a slow one delays no other.
//!
//! Model: each part has a time of its own to be read again; what was read goes to the store, which is where it is obeyed (an
//! allowance in `start`, a drift as a hold, an opt-out as a suppression). "Sync" by hand runs the same parts at once.
//!
//! Failures: a part that cannot be read keeps what was known, says so (`last_error`), and is tried again after a rest; the others are
//! read all the same. Left out: how a provider is read (`omnifila-providers`).

mod consents;
mod lookups;

use crate::Engine;
use crate::activity::Signal;
use crate::clock::Pace;
use crate::live::Live;
use lookups::Lookups;
use omnifila_core::account::Account;
use omnifila_core::catalogue::DeliveryMode;
use omnifila_core::id::GatewayId;
use omnifila_core::input::InputError;
use omnifila_core::policy::quota::{Asked, Quota};
use omnifila_core::port::Fault;
use omnifila_core::time::{HOUR, MINUTE, SECOND, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{AccountListing, CatalogueError, ListingTaken};
use omnifila_store::verbs::{By, ToldQuota};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// When a gateway is read for the first time after the process began or it was added: soon, yet after what a person is doing.
const FIRST: i64 = 2 * SECOND;
const ALLOWANCE_EVERY: i64 = 5 * MINUTE;
const LISTING_EVERY: i64 = 30 * MINUTE;
const CONSENTS_EVERY: i64 = 6 * HOUR;
/// Simulated time runs past days in a moment; the provider is a stand-in then, and need not be asked as often.
const SIMULATED_FACTOR: i64 = 12;
/// Back-off after a part that failed: doubling up to the longest.
const FIRST_REST: i64 = MINUTE;
const LONGEST_REST: i64 = 30 * MINUTE;
/// A part that takes longer says as much as one that fails.
const DEADLINE: Duration = Duration::from_secs(60);

/// A part of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    DailyLimit,
    Templates,
    Consents,
    Lookups,
}

/// Trouble with reading an account, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountTrouble {
    pub part: Part,
    /// As in an attempt: `timeout`, `unauthorized` …
    pub code: String,
    /// The first failure of the row of failures that goes on.
    pub since: Time,
    pub at: Time,
}

/// How far an account has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountState {
    /// When channels and templates were read last.
    pub listed_at: Option<Time>,
    /// When all contacts had been read last.
    pub consents_read_at: Option<Time>,
    /// While contacts are being read: how many have been.
    pub consents_skip: u64,
    /// Contacts of the pass under way, or of the last one, that opted out.
    pub opted_out: u64,
    /// Of them, those whose decision could not be understood.
    pub unreadable: u64,
    pub last_error: Option<AccountTrouble>,
}

/// What a sync by hand did.
#[derive(Debug, Clone, Serialize)]
pub struct AccountSynced {
    #[serde(flatten)]
    pub taken: ListingTaken,
    /// As obeyed from now on.
    pub daily_limit: Option<Allowance>,
}

/// A provider's allowance, as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Allowance {
    pub limit: u32,
    pub left: u32,
    pub read_at: Option<Time>,
}

/// Why an account could not be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountError {
    /// The kind of gateway has none that can be read.
    #[error("not_supported")]
    NotSupported,
    /// The settings cannot be used, or the provider refused; an attempt's code.
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Fault> for AccountError {
    fn from(fault: Fault) -> Self {
        AccountError::Failed(fault.code)
    }
}

/// What the loop of a gateway and everybody else share.
#[derive(Debug, Clone)]
pub(crate) struct Handle(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    signal: Signal,
    state: Mutex<AccountState>,
    /// The allowance is to be read at once.
    allowance: std::sync::atomic::AtomicBool,
    /// One reader at a time.
    reading: tokio::sync::Mutex<()>,
}

impl Handle {
    fn new(pace: &Pace) -> Self {
        Handle(Arc::new(Inner {
            signal: Signal::new(&pace.activity),
            state: Mutex::default(),
            allowance: false.into(),
            reading: tokio::sync::Mutex::default(),
        }))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, AccountState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a part went.
    fn note(&self, part: Part, result: Result<(), &str>, now: Time) {
        let mut state = self.state();
        let own = state.last_error.as_ref().filter(|t| t.part == part);
        match result {
            Ok(()) if own.is_some() => state.last_error = None,
            Ok(()) => {}
            Err(code) => {
                let since = own.map_or(now, |t| t.since);
                state.last_error = Some(AccountTrouble {
                    part,
                    code: code.to_owned(),
                    since,
                    at: now,
                });
            }
        }
    }
}

/// Who acts when nobody does.
fn system() -> By {
    By {
        actor: "opa_suite".into(),
        reason: None,
    }
}

impl Engine {
    /// Starts the loop of every gateway that can be read and has none yet.
    pub(crate) fn look_at_accounts(&self) {
        let book = self.book();
        let readable = book
            .gateways
            .iter()
            .filter(|(_, g)| omnifila_providers::reads_accounts(g.spec.kind));
        for (&id, _) in readable {
            let handle = Handle::new(self.pace());
            {
                let mut accounts = self.accounts();
                if accounts.contains_key(&id) {
                    continue;
                }
                accounts.insert(id, handle.clone());
            }
            self.spawn(run(self.clone(), id, handle));
        }
    }

    fn accounts(&self) -> std::sync::MutexGuard<'_, std::collections::BTreeMap<GatewayId, Handle>> {
        self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn account_handle(&self, id: GatewayId) -> Option<Handle> {
        self.accounts().get(&id).cloned()
    }

    /// The provider says that its allowance is used up: ask it for the number.
    pub(crate) fn read_allowance_soon(&self, id: GatewayId) {
        if let Some(handle) = self.account_handle(id) {
            handle
                .0
                .allowance
                .store(true, std::sync::atomic::Ordering::Release);
            handle.0.signal.raise();
        }
    }

    /// An outcome is not known: the provider may know.
    pub(crate) fn look_up_soon(&self, id: GatewayId) {
        if let Some(handle) = self.account_handle(id) {
            handle.0.signal.raise();
        }
    }

    /// How far an account has been read; none for a kind that cannot be.
    pub fn account_state(&self, id: GatewayId) -> Option<AccountState> {
        self.account_handle(id).map(|handle| handle.state().clone())
    }

    /// The provider's allowance of a gateway, as it stands now.
    pub async fn allowance(&self, id: GatewayId) -> Result<Option<Allowance>, StoreError> {
        let book = self.book();
        let gateway = book.gateway(id).ok_or(StoreError::NotFound { noun: "gateway" })?;
        let quota = self.queue().gateway_state(id).await?.quota;
        let day = omnifila_core::policy::rate::Day::at(self.now(), &gateway.spec.time_zone);
        Ok(shown(quota, day))
    }

    /// Reads the allowance, the channels and the templates of a gateway now.
    ///
    /// # Errors
    /// See [`AccountError`]; what was read before a failure is kept.
    pub async fn sync_account(&self, id: GatewayId) -> Result<AccountSynced, AccountError> {
        self.look_at_accounts();
        let handle = self.account_handle(id).ok_or(AccountError::NotSupported)?;
        let adapter = self.adapter(id).await.map_err(AccountError::Failed)?;
        let account = adapter.gateway.account().ok_or(AccountError::NotSupported)?;
        let _one = handle.0.reading.lock().await;
        self.read_allowance(id, account, &handle).await?;
        let taken = self.read_listing(id, account, &handle).await?;
        self.keep_account(id, &handle).await?;
        Ok(AccountSynced {
            taken,
            daily_limit: self.allowance(id).await?,
        })
    }

    /// Accepts what a provider's template says now; what was held for it goes on.
    ///
    /// # Errors
    /// As [`omnifila_store::catalogue::Catalogue::accept_template`].
    pub async fn accept_template(
        &self,
        id: GatewayId,
        template: String,
        by: By,
    ) -> Result<ListingTaken, CatalogueError> {
        if template.len() > 300 {
            return Err(InputError::new("too_long", "/provider_template_id", "at most 300 bytes").into());
        }
        let accepted = self
            .catalogue()
            .accept_template(id, template, by, self.now())
            .await?;
        self.nudge_all();
        Ok(accepted)
    }

    /// Asks for the allowance, and has the store obey it.
    async fn read_allowance(
        &self,
        id: GatewayId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<(), AccountError> {
        let before = self.queue().gateway_state(id).await?;
        let asked = Asked {
            quota: before.quota,
            in_flight: before.in_flight,
        };
        let answer = within(account.daily_limit()).await;
        handle.note(Part::DailyLimit, outcome(&answer), self.now());
        let told = ToldQuota {
            gateway_id: id,
            limit: answer?,
            asked,
        };
        let quota = self.queue().tell_quota(told, self.now()).await?;
        if quota.left != before.quota.left || quota.limit != before.quota.limit {
            self.nudge(id);
            self.live(Live::Invalidate { noun: "gateways" });
        }
        Ok(())
    }

    /// Reads channels and templates; drifts hold and release.
    async fn read_listing(
        &self,
        id: GatewayId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<ListingTaken, AccountError> {
        let answer = within(async { Ok((account.channels().await?, account.templates().await?)) }).await;
        handle.note(Part::Templates, outcome(&answer), self.now());
        let (channels, templates) = answer?;
        let listing = AccountListing {
            gateway_id: id,
            channels,
            templates,
        };
        let taken = self
            .catalogue()
            .take_listing(listing, system(), self.now())
            .await?;
        handle.state().listed_at = Some(self.now());
        for hold in &taken.held {
            tracing::warn!(
                gateway.id = id.0,
                hold.id = hold.0,
                "a provider's template drifted; what uses it is held"
            );
        }
        if !taken.held.is_empty() || !taken.released.is_empty() {
            self.nudge_all();
            self.live(Live::Invalidate { noun: "holds" });
        }
        self.live(Live::Invalidate { noun: "gateways" });
        Ok(taken)
    }

    async fn keep_account(&self, id: GatewayId, handle: &Handle) -> Result<(), StoreError> {
        let doc = serde_json::to_string(&*handle.state()).map_err(|e| StoreError::Internal(e.to_string()))?;
        self.catalogue().keep_account_state(id, doc).await
    }
}

fn shown(quota: Quota, day: omnifila_core::policy::rate::Day) -> Option<Allowance> {
    Some(Allowance {
        limit: quota.limit?,
        left: quota.left(day)?,
        read_at: quota.read_at,
    })
}

fn outcome<T>(answer: &Result<T, Fault>) -> Result<(), &str> {
    answer.as_ref().map(|_| ()).map_err(|fault| fault.code.as_str())
}

/// A read with its deadline.
async fn within<T>(read: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::time::timeout(DEADLINE, read).await.unwrap_or_else(|_| {
        Err(Fault {
            code: "timeout".into(),
            credentials: false,
        })
    })
}

async fn run(engine: Engine, id: GatewayId, handle: Handle) {
    let mut stop = engine.stopping();
    let kept = engine.catalogue().account_state(id).await;
    if let Some(state) = kept
        .ok()
        .flatten()
        .and_then(|doc| serde_json::from_str(&doc).ok())
    {
        *handle.state() = state;
    }
    let mut reader = Reader::new(engine.clone(), id, handle.clone());
    let mut next = Some(engine.now().plus(FIRST));
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&handle.0.signal, next) => busy,
            _ = stop.changed() => return,
        };
        if engine.book().gateway(id).is_none() {
            return;
        }
        next = tokio::select! {
            next = reader.turn() => Some(next),
            _ = stop.changed() => return,
        };
    }
}

/// When a part is to be read, and how long it rests after failures.
#[derive(Debug, Clone, Copy)]
struct Due {
    at: Time,
    failures: u32,
}

impl Due {
    fn after(&mut self, good: bool, every: i64, now: Time) {
        self.failures = if good { 0 } else { self.failures + 1 };
        let rest = (FIRST_REST << self.failures.saturating_sub(1).min(5)).min(LONGEST_REST);
        self.at = now.plus(if good { every } else { rest });
    }
}

struct Reader {
    engine: Engine,
    id: GatewayId,
    handle: Handle,
    allowance: Due,
    listing: Due,
    consents: Due,
    lookups: Lookups,
}

impl Reader {
    fn new(engine: Engine, id: GatewayId, handle: Handle) -> Self {
        let now = engine.now();
        let state = handle.state().clone();
        let due = |last: Option<Time>, every: i64| Due {
            at: last.map_or(now, |t| t.plus(every)).max(now).min(now.plus(every)),
            failures: 0,
        };
        let half_read = state.consents_skip > 0;
        Self {
            allowance: due(None, 0),
            listing: due(state.listed_at, LISTING_EVERY),
            consents: due(state.consents_read_at.filter(|_| !half_read), CONSENTS_EVERY),
            lookups: Lookups::default(),
            engine,
            id,
            handle,
        }
    }

    fn every(&self, real: i64) -> i64 {
        match self.engine.pace().simulation() {
            Some(_) => real * SIMULATED_FACTOR,
            None => real,
        }
    }

    /// Reads what is due; answers when to come again.
    async fn turn(&mut self) -> Time {
        let now = self.engine.now();
        let adapter = match self.engine.adapter(self.id).await {
            Ok(adapter) if adapter.mode != DeliveryMode::Simulate => adapter,
            // Nothing leaves, so nothing is asked either.
            _ => return now.plus(self.every(ALLOWANCE_EVERY)),
        };
        let Some(account) = adapter.gateway.account() else {
            return now.plus(self.every(LISTING_EVERY));
        };
        let handle = self.handle.clone();
        let _one = handle.0.reading.lock().await;
        let asked = handle
            .0
            .allowance
            .swap(false, std::sync::atomic::Ordering::AcqRel);
        if asked || now >= self.allowance.at {
            let read = self.engine.read_allowance(self.id, account, &handle).await;
            let every = self.every(ALLOWANCE_EVERY);
            self.allowance
                .after(self.said("the allowance", &read), every, now);
        }
        if now >= self.listing.at {
            let read = self.engine.read_listing(self.id, account, &handle).await;
            let every = self.every(LISTING_EVERY);
            self.listing.after(self.said("the templates", &read), every, now);
        }
        if now >= self.consents.at {
            self.read_consents(account, now).await;
        }
        let lookups = self.lookups.turn(&self.engine, self.id, account, &handle).await;
        if let Err(error) = self.engine.keep_account(self.id, &handle).await {
            tracing::debug!(gateway.id = self.id.0, %error, "how far an account was read could not be kept");
        }
        let next = self.allowance.at.min(self.listing.at).min(self.consents.at);
        lookups.map_or(next, |t| t.min(next)).max(now.plus(1))
    }

    async fn read_consents(&mut self, account: &dyn Account, now: Time) {
        let read = consents::read(&self.engine, self.id, account, &self.handle).await;
        let every = match read {
            // Part of them: the rest after a pause, so that a large address book is no burden.
            Ok(false) => MINUTE,
            _ => self.every(CONSENTS_EVERY),
        };
        self.consents.after(self.said("the contacts", &read), every, now);
    }

    fn said<T>(&self, what: &str, result: &Result<T, AccountError>) -> bool {
        if let Err(error) = result {
            tracing::warn!(gateway.id = self.id.0, %error, what, "an account could not be read");
        }
        result.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_double_and_a_good_read_ends_them() {
        let mut due = Due {
            at: Time(0),
            failures: 0,
        };
        let mut rests = Vec::new();
        for _ in 0..8 {
            due.after(false, HOUR, Time(0));
            rests.push(due.at.ms() / MINUTE);
        }
        assert_eq!(rests, [1, 2, 4, 8, 16, 30, 30, 30]);
        due.after(true, HOUR, Time(0));
        assert_eq!((due.at, due.failures), (Time(HOUR), 0));
    }
}
