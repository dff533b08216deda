//! What providers tell of their accounts, read now and then: the allowance per day, channels and templates, who opted out, and
//! whether messages of unknown outcome are there. One loop per gateway whose kind can be read, so that a slow one delays no other.
//!
//! Model: each part has a time of its own to be read again; what was read goes to the store, which is where it is obeyed (an
//! allowance in `start`, a drift as a hold, an opt-out as a suppression). "Sync" by hand runs the same parts at once.
//!
//! Failures: a part that cannot be read keeps what was known, says so (`last_error`), and is tried again after a rest; the others are
//! read all the same. Left out: how a provider is read (`omnifila-providers`).

mod consents;
mod following;
mod lookups;
mod reader;

use crate::Engine;
use crate::activity::Signal;
use crate::clock::Pace;
use crate::live::Live;
use omnifila_core::account::Account;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::input::InputError;
use omnifila_core::policy::quota::{Asked, Quota};
use omnifila_core::port::Fault;
use omnifila_core::time::{HOUR, MINUTE, SECOND, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{AccountListing, CatalogueError, ListingTaken};
use omnifila_store::verbs::{By, ToldQuota};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// When a gateway is read for the first time after the process began or it was added: soon, yet after what a person is doing.
const FIRST: i64 = 2 * SECOND;
const ALLOWANCE_EVERY: i64 = 5 * MINUTE;
const LISTING_EVERY: i64 = 30 * MINUTE;
const CONSENTS_EVERY: i64 = 6 * HOUR;
const OPT_OUTS_EVERY: i64 = MINUTE;
const FOLLOWED_EVERY: i64 = MINUTE;
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
    /// Contacts whose decision could not be understood.
    pub unreadable: u64,
    /// Suppressions up to this one have been written there, where that is asked for.
    pub opt_outs_written: i64,
    /// Of them, those that the provider refused.
    pub opt_outs_refused: u64,
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
    allowance: AtomicBool,
    /// The templates are to be read at once.
    listing: AtomicBool,
    /// Of the gateway as the loop knows it.
    version: AtomicU32,
    /// Messages that the provider refused because their customer opted out there.
    opted_out: Mutex<Vec<MessageId>>,
    /// One reader at a time.
    reading: tokio::sync::Mutex<()>,
}

impl Handle {
    fn new(pace: &Pace) -> Self {
        Handle(Arc::new(Inner {
            signal: Signal::new(&pace.activity),
            state: Mutex::default(),
            allowance: false.into(),
            listing: false.into(),
            version: AtomicU32::default(),
            opted_out: Mutex::default(),
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
        for (&id, gateway) in readable {
            let handle = Handle::new(self.pace());
            handle.0.version.store(gateway.version, Ordering::Release);
            {
                let mut accounts = self.accounts();
                if let Some(known) = accounts.get(&id) {
                    if known.0.version.swap(gateway.version, Ordering::AcqRel) != gateway.version {
                        known.0.signal.raise();
                    }
                    continue;
                }
                accounts.insert(id, handle.clone());
            }
            self.spawn(reader::run(self.clone(), id, handle));
        }
    }

    /// Every account is looked at.
    pub(crate) fn accounts_soon(&self) {
        for handle in self.accounts().values() {
            handle.0.signal.raise();
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
            handle.0.allowance.store(true, Ordering::Release);
            handle.0.signal.raise();
        }
    }

    /// The provider refused a template, or told of a change: read the list again, which holds what may not go out.
    pub fn read_listing_soon(&self, id: GatewayId) {
        if let Some(handle) = self.account_handle(id) {
            handle.0.listing.store(true, Ordering::Release);
            handle.0.signal.raise();
        }
    }

    /// An outcome is not known: the provider may know.
    pub(crate) fn look_up_soon(&self, id: GatewayId) {
        if let Some(handle) = self.account_handle(id) {
            handle.0.signal.raise();
        }
    }

    /// The provider refused a message because its customer opted out there: no other follows it.
    pub(crate) fn opted_out(&self, id: GatewayId, message: MessageId) {
        if let Some(handle) = self.account_handle(id) {
            let mut refused = handle.0.opted_out.lock().unwrap_or_else(PoisonError::into_inner);
            refused.push(message);
            drop(refused);
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
