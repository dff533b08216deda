//! Sources that are asked: what they are doing, tickets, and the settlement guard.

use super::schema::{
    between, count, extended, flag, key, list, map, may, must, nullable, object, text, time, words,
};
use serde_json::{Value, json};

type Named = (String, Value);

/// `source`: a source as it is kept.
pub(super) fn state(source: &Value) -> Value {
    let trouble = object(
        "What went wrong last, until something goes well",
        vec![
            must("code", text("One of the codes of sources")),
            must("resource", text("What was asked for")),
            must("since", time("The first failure of this row of failures")),
            must("at", time("The last one")),
        ],
    );
    let cursor = object(
        "How far one resource has been read",
        vec![
            must("resource", text("As the source calls it")),
            must("rows", count("Rows taken so far")),
            must(
                "newest",
                nullable(text("Changes up to here, by the source's clock, are taken")),
            ),
            must(
                "after",
                nullable(count("While a read is under way: the id after which it goes on")),
            ),
            must("completed_at", nullable(time("When it was read to its end last"))),
            must("full_at", nullable(time("When all of it was read last"))),
        ],
    );
    let counts = object(
        "What is kept of it",
        vec![
            must("customers", count("Customers")),
            must("invoices", count("Invoices")),
        ],
    );
    extended(
        source,
        "A source with what it is doing",
        vec![
            must(
                "state",
                words(
                    &["new", "syncing", "ok", "failing", "told"],
                    "told: it is not asked, but told by programs",
                ),
            ),
            must(
                "lag_seconds",
                nullable(count("Since all changes of invoices were taken last")),
            ),
            must("last_error", nullable(trouble)),
            must(
                "attention",
                flag("The last look has failed for 15 minutes: its messages wait"),
            ),
            must("cursors", list(cursor, "By resource")),
            must("counts", counts),
        ],
    )
}

pub(super) fn schemas() -> Vec<Named> {
    let days = between(0, 30, "Bank business days");
    vec![
        (
            "SourceSync".to_owned(),
            object(
                "What to read",
                vec![may("full", flag("Everything, not only what changed"))],
            ),
        ),
        ("Nothing".to_owned(), object("Nothing", Vec::new())),
        (
            "TicketInput".to_owned(),
            object(
                "A service ticket to open at the source",
                vec![
                    must(
                        "customer_external_id",
                        key("Whose, as the source calls the customer"),
                    ),
                    must("subject_id", text("The source's id of the subject")),
                    must("department_id", text("The source's id of the department")),
                    must("title", text("Its title")),
                    must("text", text("What it says")),
                    may(
                        "priority",
                        words(&["low", "normal", "high", "critical"], "low by default"),
                    ),
                ],
            ),
        ),
        (
            "TicketOpened".to_owned(),
            object(
                "A ticket that was opened",
                vec![must("external_id", text("Its id at the source"))],
            ),
        ),
        (
            "Settlement".to_owned(),
            object(
                "How long payments take to show up",
                vec![must("business_days", map(days.clone(), "By method of payment"))],
            ),
        ),
        (
            "SettlementChange".to_owned(),
            object(
                "Methods to change; null takes one out",
                vec![must(
                    "business_days",
                    map(
                        json!({ "anyOf": [days, { "type": "null" }] }),
                        "By method of payment",
                    ),
                )],
            ),
        ),
    ]
}
