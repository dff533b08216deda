//! The stage that takes invoices in, and stops what waits for those whose reason is gone.
//!
//! An invoice that becomes paid, cancelled or renegotiated cancels what waits for it at once; whatever slips between is
//! refused by `start`, which reads the stored invoice in its own transaction. A message about several invoices speaks of the
//! others from then on, or ends with the first, as its step says.
//!
//! Left out: what makes messages of invoices ([`crate::ladders`]); sources that are asked ([`crate::sources`]).

use crate::Engine;
use crate::tasks::actor;
use omnifila_core::catalogue::{InvoiceInput, remark};
use omnifila_core::id::InvoiceId;
use omnifila_core::input::InputError;
use omnifila_core::message::Reason;
use omnifila_store::catalogue::InvoiceResult;
use omnifila_store::verbs::{Action, BulkOrder, By, Operation, Selection};
use omnifila_store::{MessageFilter, StoreError};
use serde::Serialize;

/// Invoices read, and messages written, at a time.
const PAGE: usize = 1_000;

/// What became of one invoice of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct InvoiceAnswer {
    pub index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<InvoiceId>,
    /// `created`, `updated`, `unchanged` or `rejected`.
    pub result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<InputError>,
    /// Taken all the same: what is wrong with its codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<InputError>,
    /// What the invoice's end stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Stopped {
    pub cancelled: i64,
    pub too_late: i64,
    pub uncertain: i64,
}

impl Stopped {
    fn add(&mut self, operation: &Operation) {
        self.cancelled += operation.changed;
        self.too_late += operation.too_late;
        self.uncertain += operation.uncertain;
    }
}

impl Engine {
    /// Takes invoices (each read, or its error), and stops what waits for those that are no longer to be collected.
    pub async fn accept_invoices(
        &self,
        source: String,
        parsed: Vec<Result<InvoiceInput, InputError>>,
        by: By,
    ) -> Result<Vec<InvoiceAnswer>, StoreError> {
        let mut answers: Vec<InvoiceAnswer> = Vec::with_capacity(parsed.len());
        let mut good = Vec::new();
        let mut places = Vec::new();
        for (index, item) in parsed.into_iter().enumerate() {
            let mut answer = InvoiceAnswer {
                index,
                id: None,
                result: "rejected",
                error: None,
                warnings: Vec::new(),
                stopped: None,
            };
            match item {
                Ok(input) => {
                    answer.warnings = remark::of_invoice(&input);
                    good.push(input);
                    places.push(index);
                }
                Err(error) => answer.error = Some(error),
            }
            answers.push(answer);
        }
        let results = self.catalogue().upsert_invoices(source, good, self.now()).await?;
        let mut stopped = Vec::new();
        for (index, result) in places.into_iter().zip(results) {
            let Some(answer) = answers.get_mut(index) else {
                continue;
            };
            match result {
                Err(error) => {
                    answer.error = Some(error);
                    answer.warnings.clear();
                }
                Ok(InvoiceResult { id, result, ended }) => {
                    answer.id = Some(id);
                    answer.result = result;
                    if let Some(reason) = ended {
                        answer.stopped = Some(self.stop_invoice(id, reason, by.clone()).await?);
                        stopped.push(id);
                    }
                }
            }
        }
        if !stopped.is_empty() {
            self.catalogue().invoices_stopped(stopped).await?;
        }
        Ok(answers)
    }

    /// Stops what waits for invoices that ended just before an earlier process did.
    pub(crate) async fn stop_ended_invoices(&self) -> Result<(), StoreError> {
        loop {
            let ended = self.catalogue().invoices_to_stop(PAGE).await?;
            if ended.is_empty() {
                return Ok(());
            }
            let ids = ended.iter().map(|(id, _)| *id).collect();
            for (id, reason) in ended {
                self.stop_invoice(id, reason, system()).await?;
            }
            self.catalogue().invoices_stopped(ids).await?;
        }
    }

    /// Cancels what waits for an invoice.
    pub(crate) async fn stop_invoice(
        &self,
        id: InvoiceId,
        cause: Reason,
        by: By,
    ) -> Result<Stopped, StoreError> {
        let over = self.catalogue().detach_invoice(id, self.now()).await?;
        let filter = MessageFilter {
            invoice: Some(id),
            ..MessageFilter::default()
        };
        let mut stopped = Stopped::default();
        stopped.add(
            &self
                .stop_selected(Selection::Filter(filter), cause, by.clone())
                .await?,
        );
        if !over.is_empty() {
            stopped.add(&self.stop_selected(Selection::Ids(over), cause, by).await?);
        }
        Ok(stopped)
    }

    async fn stop_selected(
        &self,
        selection: Selection,
        cause: Reason,
        by: By,
    ) -> Result<Operation, StoreError> {
        let by = By {
            reason: Some(cause.word().to_owned()),
            ..by
        };
        self.order(BulkOrder {
            action: Action::Cancel,
            selection,
            cause,
            by,
        })
        .await
    }
}

/// Billing acts in its own name when no person does.
pub fn system() -> By {
    actor("billing")
}
