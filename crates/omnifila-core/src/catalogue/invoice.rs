use super::customer::Field;
use crate::message::words;
use serde::{Deserialize, Serialize};

words! {
    InvoiceStatus {
        Open = 0 "open",
        Partial = 1 "partial",
        Paid = 2 "paid",
        Cancelled = 3 "cancelled",
        Renegotiated = 4 "renegotiated",
    }
}

impl InvoiceStatus {
    /// Whether there is still something to collect.
    pub fn collectable(self) -> bool {
        matches!(self, InvoiceStatus::Open | InvoiceStatus::Partial)
    }
}

/// One receivable of `POST /invoices/batch`. Identity is (source, external_id); money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceInput {
    pub external_id: String,
    pub customer_external_id: String,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub contract_external_id: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub branch_key: Field<String>,
    /// The collection portfolio ("carteira"), as the source names it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub portfolio: Field<String>,
    pub status: InvoiceStatus,
    /// Local date, `YYYY-MM-DD`.
    pub due_date: String,
    pub amount_cents: i64,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub open_cents: Field<i64>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub payment_method: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub pix: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub boleto_line: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub pdf_url: Field<String>,
}
