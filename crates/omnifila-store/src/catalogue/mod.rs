//! What is not the queue: the small nouns an administrator sets up, customers, invoices, suppressions, tokens, the
//! people who sign in, and who did what.
//!
//! Model: the small nouns are documents in one table, held whole in the [`Book`]; every change to one writes its row, an
//! audit row and a book with a higher epoch in one transaction. Customers and invoices are many and have columns.
//!
//! Failures: what the caller got wrong is an [`InputError`], found before anything is written; the rest is a
//! [`StoreError`]. Left out: a noun's own rules (its kind's settings, its template's syntax), which its caller checks.

mod accounts;
mod audit;
pub(crate) mod audit_chain;
mod charges;
mod company;
mod customers;
mod cutover;
mod documents;
mod due_invoices;
mod dunning;
mod examined;
mod files;
mod finding;
mod fold;
mod hooks;
mod idempotency;
mod imports;
mod inbound;
mod invoices;
mod ladder_runs;
mod ladder_tickets;
mod marks;
mod minutes;
mod notices;
mod noun;
mod nouns;
mod opa_calls;
mod outbox;
mod passwords;
mod pauses;
mod rows;
mod secrets;
mod sequences;
mod sessions;
mod sources;
mod suppressions;
mod tokens;
mod users;

pub use accounts::{AccountListing, ListingTaken, ShownTemplate};
pub use audit::{AuditEntry, AuditFilter};
pub use charges::NewCharge;
pub use company::{Company, CompanyChange, LOCALES};
pub use customers::{CustomerResult, StoredCustomer, check_customer, get_customer, upsert_customer};
pub use cutover::{CHANNELS, ChannelSwitch};
pub use documents::{DocumentEvent, DocumentFilter, DocumentNote, NewTelling, StoredDocument, Taken};
pub(crate) use documents::{document_end, document_end_of};
pub use due_invoices::DueInvoice;
pub use dunning::{Preparation, Touch};
pub use examined::Examined;
pub use files::{NewFile, StoredFile};
pub use finding::Found;
pub use fold::fold;
pub use hooks::{HookEvent, NewHookEvent};
pub use idempotency::{Begin, RequestKey};
pub use imports::{
    ImportFile, ImportPage, ImportRow, ImportUndone, JudgedRow, NewImport, Refusal, RefusedRow, StoredImport,
};
pub use inbound::StoredInbound;
pub use invoices::{InvoiceFilter, InvoiceResult, StoredInvoice, get_invoice};
pub use ladder_runs::{LadderRunRow, LadderRunStatus, NewLadderRun};
pub use ladder_tickets::{NewTicket, TicketEnd, TicketRow, TicketStatus};
pub use marks::mark_restored;
pub(crate) use marks::{adopt_key, mark_moved, moved};
pub use minutes::{Absence, Figures, Minute, TroubledRun};
pub use notices::{
    Counted as NoticeCounts, Fate as CustomerFate, NewNotice, NoticeFate, NoticeList, NoticePreviewed,
    StoredNotice,
};
pub use noun::{Noun, SecretNames, Shelf};
pub use opa_calls::{MOST_OPA_CALLS, NewOpaCall, OpaCall, OpaCallEnd};
pub use outbox::{Delivery, Fate, NewDelivery, Progress, Span, Stream, new_signing_secret};
pub use passwords::{check_password, new_password, new_setup_code};
pub(crate) use rows::{book_epoch, load_book};
pub use secrets::{Keyring, MASK, SecretError, has_key};
pub use sessions::{LONGEST_SESSION, NewSession, SessionRow, SignedIn};
pub use sources::{LookAnswer, PageTaken, SourceCounts, SourcePage};
pub use suppressions::{Proof, StoredSuppression, is_suppressed};
pub use tokens::{NewToken, Scope, TokenInfo, TokenRow};
pub use users::{MAX_PREFERENCES, NewUser, Role, UserChange, UserRow, check_person};

use crate::StoreError;
use crate::sqlite::Db;
use omnifila_core::catalogue::Book;
use omnifila_core::input::InputError;
use std::sync::Arc;
use tokio::sync::watch;

/// Why the catalogue did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CatalogueError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(crate) type Result<T> = std::result::Result<T, StoreError>;
/// What a job on the writing thread gives back: nothing was written when the inner one is an error.
pub(crate) type Checked<T> = Result<std::result::Result<T, InputError>>;

/// The catalogue of one data file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Catalogue {
    db: Arc<Db>,
    keyring: Arc<Keyring>,
    secrets: SecretNames,
    tokens: Arc<tokens::Cache>,
    passwords: passwords::Passwords,
    /// Tells this process's requests in progress from those an earlier one left behind.
    process: i64,
}

impl Catalogue {
    /// `secrets`: which settings of a kind of gateway are sealed before they reach a row.
    pub fn new(
        db: Arc<Db>,
        keyring: Keyring,
        secrets: SecretNames,
    ) -> std::result::Result<Self, SecretError> {
        let process = match db.node() {
            Some(node) => node,
            None => i64::from_le_bytes(secrets::random()?),
        };
        Ok(Self {
            db,
            keyring: Arc::new(keyring),
            secrets,
            tokens: Arc::default(),
            passwords: passwords::Passwords::default(),
            process,
        })
    }

    pub fn db(&self) -> &Arc<Db> {
        &self.db
    }

    /// The book as last committed. Secrets in it are sealed.
    pub fn book(&self) -> Arc<Book> {
        self.db.book()
    }

    pub fn book_changes(&self) -> watch::Receiver<Arc<Book>> {
        self.db.book_changes()
    }

    /// Whether the last attempt to record something worked.
    pub fn healthy(&self) -> bool {
        self.db.healthy()
    }
}

#[cfg(test)]
mod tests;
