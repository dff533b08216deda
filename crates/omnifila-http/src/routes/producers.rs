//! Customers, invoices, and addresses that must not be written to.

use super::{Endpoint, Size};
use crate::api::v1::{customers, diagnostics, invoices, suppressions};
use crate::auth::Scope::{Enqueue, Operate};
use crate::openapi::schema::{Parameter, paged};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/customers/batch", customers::batch)
            .scope(Enqueue)
            .size(Size::Batch)
            .says("customers", "Adds or changes up to 10,000 customers; absent fields stay, null clears")
            .body("CustomerBatch")
            .answer(200, "CustomerBatchAnswer"),
        Endpoint::get("/api/v1/customers", customers::list)
            .says("customers", "Lists customers")
            .query(
                [
                    vec![
                        Parameter::text("source", "Only customers of this source"),
                        Parameter::text("external_id", "Only the one that its source calls so; needs source"),
                        Parameter::text(
                            "q",
                            "Whose number at a source, CPF, CNPJ or telephone it is, then whose name begins with it; accents do not matter",
                        ),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "CustomerPage"),
        Endpoint::get("/api/v1/customers/{id}", customers::one)
            .says("customers", "One customer")
            .answer(200, "Customer"),
        Endpoint::post("/api/v1/customers/{id}/reveal", customers::reveal)
            .scope(Operate)
            .says("customers", "A customer's CPF or CNPJ in clear; who looked goes on record")
            .maybe_body("OptionalReason")
            .answer(200, "RevealedDocument"),
        Endpoint::get("/api/v1/diagnostics/customers", diagnostics::customers)
            .says("customers", "What is wrong with customers' records, counted, with first examples; looks at every customer")
            .answer(200, "CustomerDiagnosis"),
        Endpoint::get("/api/v1/diagnostics/customers/list", diagnostics::list)
            .says("customers", "Customers with a problem in order of id; a page may be short and still have a next one")
            .query([vec![Parameter::text("problem", "Only with this one; with any by default")], paged()].concat())
            .answer(200, "ConcernedCustomerPage"),
        Endpoint::post("/api/v1/invoices/batch", invoices::batch)
            .scope(Enqueue)
            .size(Size::Batch)
            .says("invoices", "Adds or changes up to 10,000 invoices; one no longer to be collected stops what waits for it")
            .body("InvoiceBatch")
            .answer(200, "InvoiceBatchAnswer"),
        Endpoint::get("/api/v1/invoices", invoices::list)
            .says("invoices", "Lists invoices")
            .query(
                [
                    vec![
                        Parameter::id("customer_id", "Only invoices of this customer"),
                        Parameter::text("source", "Only invoices that this source knows"),
                        Parameter::text("status", "Only invoices of this status"),
                        Parameter::text("due_from", "Due on this date or later, YYYY-MM-DD"),
                        Parameter::text("due_to", "Due on this date or before, YYYY-MM-DD"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "InvoicePage"),
        Endpoint::get("/api/v1/invoices/{id}", invoices::one).says("invoices", "One invoice").answer(200, "Invoice"),
        Endpoint::post("/api/v1/suppressions", suppressions::create)
            .scope(Operate)
            .says("suppressions", "Adds an address that must not receive a purpose")
            .body("SuppressionInput")
            .answer(201, "Suppression")
            .refuses(&[409]),
        Endpoint::get("/api/v1/suppressions", suppressions::list)
            .says("suppressions", "Lists suppressions")
            .query(paged())
            .answer(200, "SuppressionPage"),
        Endpoint::get("/api/v1/suppressions/{id}", suppressions::one)
            .says("suppressions", "One suppression")
            .answer(200, "Suppression"),
        Endpoint::delete("/api/v1/suppressions/{id}", suppressions::delete)
            .scope(Operate)
            .says("suppressions", "Lifts a suppression")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204),
    ]
}
