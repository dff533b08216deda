//! The loop that reads files, takes their rows in, and takes back what is undone.
//!
//! Everything goes page by page with its cursor, so that a process that is killed goes on where it was, and one that is asked
//! to stop ends after a page. A page is made under a lock: whoever stops or undoes an import waits for it to end.

use super::judging::{Judge, batch_ref};
use super::{Result, file};
use crate::Engine;
use crate::billing::system;
use crate::intake::{Item, MessageInput, Producer};
use crate::live::Live;
use omnifila_core::catalogue::{ImportKind, ImportStatus};
use omnifila_core::id::{ImportId, InvoiceId};
use omnifila_core::input::{self, InputError};
use omnifila_core::message::Reason;
use omnifila_core::time::SECOND;
use omnifila_store::catalogue::{ImportRow, JudgedRow, StoredImport};
use omnifila_store::verbs::{Action, BulkOrder, By, Selection};
use omnifila_store::{MessageFilter, StoreError};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Rows kept in one transaction as they are read.
const READ: usize = 2_000;
/// Rows taken in, or back, in one transaction.
const PAGE: usize = 500;

/// Works while there is an import to be worked on.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    let mut next = None;
    engine.0.imports.raise();
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.imports, next) => busy,
            _ = stop.changed() => return,
        };
        next = None;
        loop {
            match engine.carry_on_with_imports().await {
                Ok(true) if !*stop.borrow() => tokio::task::yield_now().await,
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(%error, "an import could not be carried on; it will be");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    next = Some(engine.now().plus(SECOND));
                    break;
                }
            }
        }
    }
}

impl Engine {
    /// Does some work on each import that has any; `true` while there is more. One that fails keeps none of the others
    /// from their work.
    async fn carry_on_with_imports(&self) -> Result<bool> {
        let at_work = self.catalogue().imports_at_work().await?;
        let (mut more, mut failed) = (false, None);
        for import in at_work {
            let worked = match import.status {
                ImportStatus::Reading => self.read_rows(&import).await,
                ImportStatus::Undoing => self.take_back(&import).await,
                _ => self.take_in(import.id).await,
            };
            match worked {
                Ok(rest) => more |= rest,
                Err(error) => failed = Some(error),
            }
            self.live(Live::Import { id: import.id });
        }
        match failed {
            Some(error) if !more => Err(error),
            _ => Ok(more),
        }
    }

    /// Reads what is left of a file, until it is stopped.
    async fn read_rows(&self, import: &StoredImport) -> Result<bool> {
        let bytes = self.catalogue().import_bytes(import.id).await?;
        let table = tokio::task::spawn_blocking(move || file::read(bytes)).await;
        let table = table.map_err(|e| StoreError::Internal(e.to_string()))?;
        let table = table.map_err(|words| broken(&words))?;
        let judge = Judge::new(import).map_err(|error| broken(error.code))?;
        let read = usize::try_from(import.read).unwrap_or(0);
        let mut rest = table.records.into_iter().skip(read).peekable();
        let mut from = import.read;
        let stop = self.stopping();
        while rest.peek().is_some() && !*stop.borrow() {
            let page: Vec<JudgedRow> = rest.by_ref().take(READ).map(|r| judge.row(r)).collect();
            let n = page.len() as i64;
            let _page = self.0.import_page.lock().await;
            let at = self.now();
            let taken = self.catalogue().import_rows_read(import.id, from, page, at);
            if !taken.await? {
                return Ok(true);
            }
            from += n;
            self.live(Live::Import { id: import.id });
        }
        Ok(true)
    }

    /// Takes the next page in; `false` when there is none.
    async fn take_in(&self, id: ImportId) -> Result<bool> {
        let _page = self.0.import_page.lock().await;
        // Stopped or undone meanwhile, it says so now.
        let import = self.import(id).await?;
        if import.status != ImportStatus::Writing {
            return Ok(true);
        }
        let (page, rows) = self.catalogue().import_page(id, import.written, PAGE).await?;
        let now = self.now();
        match import.kind {
            ImportKind::Customers => {
                let customers = rows.iter().map(|row| (row.row, parsed(row))).collect();
                self.catalogue().import_customers(page, customers, now).await?;
            }
            ImportKind::Invoices => {
                let invoices = rows.iter().map(|row| (row.row, parsed(row))).collect();
                let ended = self.catalogue().import_invoices(page, invoices, now).await?;
                self.stop_all(ended, &import).await?;
            }
            ImportKind::Messages => {
                let inputs: Vec<_> = rows.iter().map(parsed::<MessageInput>).collect();
                let answer = self.accept_inputs(inputs, Producer::import()).await?;
                let items = answer.items.into_iter().map(|item| match item {
                    Item::Taken { id, .. } => Ok(id),
                    Item::Refused { error, .. } => Err(error),
                });
                let messages = rows.iter().map(|row| row.row).zip(items).collect();
                let batch = batch_ref(id);
                self.catalogue()
                    .import_messages(page, batch, messages, now)
                    .await?;
            }
        }
        Ok(page.to < import.rows)
    }

    async fn take_back(&self, import: &StoredImport) -> Result<bool> {
        let _page = self.0.import_page.lock().await;
        let (id, now) = (import.id, self.now());
        if import.kind == ImportKind::Messages {
            let filter = MessageFilter {
                batch_ref: Some(batch_ref(id)),
                ..MessageFilter::default()
            };
            let order = BulkOrder {
                action: Action::Cancel,
                selection: Selection::Filter(filter),
                cause: Reason::Cancelled,
                by: who(import),
            };
            let operation = self.order(order).await?;
            let counts = [operation.changed, operation.too_late, operation.uncertain];
            self.catalogue()
                .import_messages_taken_back(id, operation.id, counts, now)
                .await?;
            return Ok(false);
        }
        let (stop, more) = self.catalogue().import_take_back(id, PAGE, now).await?;
        let stop = stop.into_iter().map(|id| (id, Reason::InvoiceCancelled));
        self.stop_all(stop.collect(), import).await?;
        Ok(more)
    }

    /// Stops what waits for invoices that ended. Killed halfway, the next process does it at its start.
    async fn stop_all(&self, ended: Vec<(InvoiceId, Reason)>, import: &StoredImport) -> Result<()> {
        if ended.is_empty() {
            return Ok(());
        }
        let ids = ended.iter().map(|(id, _)| *id).collect();
        for (id, reason) in ended {
            self.stop_invoice(id, reason, who(import)).await?;
        }
        Ok(self.catalogue().invoices_stopped(ids).await?)
    }
}

/// In whose name the loop acts.
fn who(import: &StoredImport) -> By {
    match &import.started_by {
        Some(actor) => By {
            actor: actor.clone(),
            reason: None,
        },
        None => system(),
    }
}

fn broken(words: &str) -> StoreError {
    StoreError::Internal(format!("a kept file cannot be read: {words}"))
}

fn parsed<T: DeserializeOwned>(row: &ImportRow) -> std::result::Result<T, InputError> {
    input::parse(row.item.as_bytes())
}
