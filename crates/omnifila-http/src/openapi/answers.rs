//! Everything else that is sent or answered.

use super::schema::{
    Property, between, count, date, flag, id, integer, key, list, may, must, nullable, object, page, purpose,
    reference, text, time, words,
};
use omnifila_core::catalogue::{InvoiceStatus, RunStatus};
use omnifila_core::message::Status;
use omnifila_core::source::Block;
use serde_json::{Value, json};

pub(super) fn schemas() -> Vec<(String, Value)> {
    let mut all = people();
    all.extend(invoices());
    all.extend(running());
    all.extend(administration());
    all.extend(stopping());
    all.extend(service());
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

type Named = (&'static str, Value);

fn contact() -> Value {
    let kinds = words(&["phone", "email", "whatsapp", "telegram"], "What it is");
    object(
        "A way to reach a customer",
        vec![must("kind", kinds), must("value", text("The number or address"))],
    )
}

fn contract() -> Value {
    let plan = may("plan", nullable(text("The plan")));
    object(
        "A contract",
        vec![
            must("external_id", key("Its name at the source")),
            plan,
            may("status", nullable(text("As the source has it"))),
            may("collection", nullable(collection())),
        ],
    )
}

fn collection() -> Value {
    let until = may(
        "paused_until",
        nullable(date("No ladder writes up to this day, inclusive")),
    );
    object(
        "Whether ladders may write",
        vec![
            must("allowed", flag("They may")),
            until,
            may("before_due", nullable(flag("False: nothing before the due date"))),
            may(
                "after_days",
                nullable(between(
                    0,
                    65_535,
                    "After the due date, nothing before so many days",
                )),
            ),
        ],
    )
}

fn people() -> Vec<Named> {
    let maybe = |name, doc| may(name, nullable(text(doc)));
    let input = object(
        "A customer; absent fields stay as they are, null clears",
        vec![
            may("source", nullable(key("Where the customer comes from"))),
            must("external_id", key("What the customer is called there")),
            must("name", key("The customer's name")),
            maybe("document", "CPF or CNPJ"),
            maybe("phone", "With area code"),
            maybe("email", "An e-mail address"),
            maybe("branch_key", "The branch that serves the customer"),
            maybe("state", "Federal unit, two letters"),
            maybe("city_ibge", "IBGE's code of the city"),
            may("contacts", nullable(list(contact(), "Further ways"))),
            may(
                "contracts",
                nullable(list(contract(), "The customer's contracts")),
            ),
            may("tags", nullable(list(text("A tag"), "For filters and holds"))),
            may("collection", nullable(collection())),
        ],
    );
    let sure = |name, doc| must(name, nullable(text(doc)));
    let customer = object(
        "A customer as kept",
        vec![
            must("id", id("The customer")),
            must("source", text("Where the customer comes from")),
            must("external_id", text("What the customer is called there")),
            must("name", text("The customer's name")),
            sure("document", "CPF or CNPJ; for a person who is signed in, masked"),
            sure("phone", "As given"),
            sure("phone_e164", "Normalised, if it is one"),
            sure("email", "An e-mail address"),
            sure("branch_key", "The branch"),
            sure("state", "Federal unit"),
            sure("city_ibge", "IBGE's code of the city"),
            must("contacts", list(contact(), "Further ways")),
            must("contracts", list(contract(), "Contracts")),
            must("tags", list(text("A tag"), "Tags")),
            must("collection", nullable(collection())),
            must("created_at", time("When first seen")),
            must("updated_at", time("When changed last")),
        ],
    );
    let suppression = vec![
        must("address", text("A phone or e-mail address")),
        may("purposes", list(purpose(), "For these; for all without any")),
        must("reason", text("Why")),
    ];
    let kept = vec![
        must("id", id("The suppression")),
        must("origin", text("person, or what told of it")),
        must(
            "evidence",
            nullable(text("What proves it, in the words of its origin")),
        ),
        must("created_at", time("When it was added")),
    ];
    vec![
        ("CustomerInput", input),
        ("Customer", customer),
        ("CustomerPage", page("Customer")),
        (
            "RevealedDocument",
            object(
                "What was masked",
                vec![sure("document", "CPF or CNPJ; null if there is none")],
            ),
        ),
        ("CustomerBatch", batch("customers", "CustomerInput")),
        ("CustomerBatchAnswer", batch_answer(Vec::new())),
        (
            "SuppressionInput",
            object("An address that must not be written to", suppression.clone()),
        ),
        (
            "Suppression",
            object("A suppression as kept", [suppression, kept].concat()),
        ),
        ("SuppressionPage", page("Suppression")),
    ]
}

fn batch(name: &'static str, item: &str) -> Value {
    object(
        "Up to 10,000 of one source",
        vec![
            must("source", key("Where they come from")),
            must(name, list(reference(item), "Each judged for itself")),
        ],
    )
}

fn batch_answer(more: Vec<Property>) -> Value {
    let results = ["created", "updated", "unchanged", "rejected"];
    let mut item = vec![
        must("index", count("Its place in the request")),
        may("id", id("What it is kept as")),
        must("result", words(&results, "What became of it")),
        may("error", reference("InputError")),
        may(
            "warnings",
            list(
                reference("InputError"),
                "What is wrong with its codes; it is taken all the same",
            ),
        ),
    ];
    item.extend(more);
    let mut all: Vec<Property> = results.iter().map(|name| must(name, count("So many"))).collect();
    all.push(must(
        "items",
        list(object("One item", item), "In the order of the request"),
    ));
    object("What became of a batch", all)
}

fn invoices() -> Vec<Named> {
    let status = || {
        words(
            &InvoiceStatus::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(),
            "What became of it",
        )
    };
    let cents = |doc| between(0, i64::MAX, doc);
    let maybe = |name, doc| may(name, nullable(text(doc)));
    let input = object(
        "An invoice (título); absent fields stay as they are, null clears",
        vec![
            must("external_id", key("What its source calls it")),
            must("customer_external_id", key("Whose, of the same source")),
            maybe("contract_external_id", "Of which contract"),
            maybe("branch_key", "Of which branch"),
            maybe(
                "portfolio",
                "Collection portfolio (carteira), as the source names it",
            ),
            must("status", status()),
            must("due_date", date("Local date")),
            must("amount_cents", cents("In cents")),
            may("open_cents", nullable(cents("What is still open, in cents"))),
            maybe("payment_method", "boleto, pix …"),
            maybe("pix", "Copia e cola"),
            maybe("boleto_line", "Linha digitável"),
            maybe("pdf_url", "Where the boleto is"),
        ],
    );
    let sure = |name, doc| must(name, nullable(text(doc)));
    let invoice = object(
        "An invoice as kept",
        vec![
            must("id", id("The invoice")),
            must("source", text("Where it comes from")),
            must("external_id", text("What it is called there")),
            must("customer_id", id("Whose")),
            sure("contract_external_id", "Of which contract"),
            sure("branch_key", "Of which branch"),
            sure("portfolio", "Collection portfolio, as the source names it"),
            must("status", status()),
            must("due_date", date("Local date")),
            must("amount_cents", cents("In cents")),
            must("open_cents", nullable(cents("Still open"))),
            sure("payment_method", "boleto, pix …"),
            sure("pix", "Copia e cola"),
            sure("boleto_line", "Linha digitável"),
            sure("pdf_url", "Where the boleto is"),
            must(
                "block",
                nullable(words(
                    &Block::ALL.iter().map(|b| b.word()).collect::<Vec<_>>(),
                    "Open, and not to be collected for the time being",
                )),
            ),
            must(
                "looked_at",
                nullable(time("When its source was last asked about it")),
            ),
            must("created_at", time("When first seen")),
            must("updated_at", time("When changed last")),
        ],
    );
    vec![
        ("InvoiceInput", input),
        ("Invoice", invoice),
        ("InvoicePage", page("Invoice")),
        ("InvoiceBatch", batch("invoices", "InvoiceInput")),
        (
            "InvoiceBatchAnswer",
            batch_answer(vec![may("stopped", reference("Stopped"))]),
        ),
    ]
}

fn running() -> Vec<Named> {
    let statuses: Vec<&str> = RunStatus::ALL.iter().map(|s| s.word()).collect();
    let run = object(
        "One execution of a task; due is the sum of the other counts",
        vec![
            must("id", id("The run")),
            must("task_id", nullable(id("Of this task"))),
            must("status", words(&statuses, "How far it is")),
            must("due", count("Released by it")),
            must("sent", count("Handed over")),
            must("failed", count("Refused for good")),
            must("uncertain", count("May have been handed over")),
            must("cancelled", count("Cancelled")),
            must("expired", count("Too late")),
            must("deferred", count("Could not leave before the run ended")),
            must("remaining", count("Have yet to leave")),
            must("gateway_ids", list(id("A gateway"), "Whose queues it released")),
            must("limit", nullable(count("At most so many"))),
            must("started_at", time("When it began")),
            must("finished_at", nullable(time("When it ended"))),
            must(
                "expected_end",
                nullable(time("When the rest will have left, at the pace so far")),
            ),
        ],
    );
    let span = vec![must("from", time("From then")), must("to", time("To then"))];
    let hour = vec![
        must("from", time("The hour's begin")),
        must("sent", count("Leave in it")),
    ];
    let forecast = object(
        "One gateway's forecast",
        vec![
            must("gateway_id", id("The gateway")),
            must("waiting", count("Wait now")),
            must("sent_by_then", count("Will have left by at")),
            must("drains_at", nullable(time("When the last leaves"))),
            must(
                "breaks",
                list(object("A pause of an hour or more", span), "In between"),
            ),
            must("per_hour", list(object("One hour", hour), "What leaves when")),
            must("stuck", count("Wait for a change that no clock brings")),
            must("exact", flag("Every message was looked at, not a share")),
        ],
    );
    vec![
        ("Run", run),
        ("RunPage", page("Run")),
        (
            "RunBegun",
            object("A run that began", vec![must("run_id", id("The run"))]),
        ),
        ("GatewayForecast", forecast),
        (
            "Forecast",
            object(
                "The forecast",
                vec![must("items", list(reference("GatewayForecast"), "By gateway"))],
            ),
        ),
        ("Counts", counts()),
        ("MessageCounts", message_counts()),
        ("Summary", summary()),
    ]
}

fn counts() -> Value {
    object(
        "Messages by status",
        Status::ALL
            .iter()
            .map(|status| must(status.word(), count("So many")))
            .collect(),
    )
}

fn message_counts() -> Value {
    let waiting = object(
        "Of those that wait",
        vec![
            must("now", count("May leave when it is their turn")),
            must("scheduled", count("Their time is later")),
            must("retrying", count("An attempt failed, and another is due")),
        ],
    );
    let template = object(
        "One template",
        vec![
            must("template_id", id("The template")),
            must("n", count("So many")),
        ],
    );
    object(
        "How many messages a filter has",
        vec![
            must("exact", flag("Everything was counted; else at least so many")),
            must("statuses", reference("Counts")),
            must("waiting", waiting),
            must("templates", list(template, "Most first")),
        ],
    )
}

fn summary() -> Value {
    let families = ["waiting", "sending", "handed_over", "to_check", "ended_unsent"];
    let gateway = object(
        "One gateway",
        vec![
            must("gateway_id", id("The gateway")),
            must("name", text("Its name")),
            must("paused", flag("By a pause of its own")),
            must("counts", reference("Counts")),
        ],
    );
    object(
        "How many messages are where",
        vec![
            must("now", time("As of")),
            must("paused_all", flag("Everything is paused")),
            must("totals", reference("Counts")),
            must(
                "families",
                object(
                    "Grouped",
                    families.iter().map(|name| must(name, count("So many"))).collect(),
                ),
            ),
            must("gateways", list(gateway, "In order of id")),
        ],
    )
}

fn administration() -> Vec<Named> {
    let scope = || {
        words(
            &["read", "enqueue", "operate", "admin"],
            "enqueue and operate include read, admin all",
        )
    };
    let token = vec![
        must("id", id("The token")),
        must("name", text("What it is called in the record")),
        must("scopes", list(scope(), "What it may do")),
        must("created_at", time("When it was made")),
        must("expires_at", nullable(time("Ends by itself then"))),
        must("revoked_at", nullable(time("When it was revoked"))),
    ];
    let made = [
        token.clone(),
        vec![must("token", text("The secret; seen only here"))],
    ]
    .concat();
    let change = object(
        "One change of a rule or setting",
        vec![
            must("id", id("Grows")),
            must("at", time("When")),
            must("actor", text("Who")),
            must("action", text("create, change, delete, pause, resume, revoke")),
            must("noun", text("Of what")),
            must("noun_id", nullable(integer("Of which"))),
            must("before", json!({ "description": "As it was; secrets masked" })),
            must("after", json!({ "description": "As it became; secrets masked" })),
            must("reason", nullable(text("Why"))),
        ],
    );
    vec![
        (
            "TokenInput",
            object(
                "A token to make",
                vec![
                    must("name", text("What it is called in the record")),
                    must("scopes", list(scope(), "What it may do")),
                    may("expires_at", nullable(time("Ends by itself then"))),
                ],
            ),
        ),
        ("Token", object("A token", token)),
        ("TokenMade", object("A token just made", made)),
        ("TokenPage", page("Token")),
        ("AuditEntry", change),
        ("AuditPage", page("AuditEntry")),
    ]
}

fn stopping() -> Vec<Named> {
    let in_flight = object(
        "A call in flight",
        vec![
            must("id", id("The message")),
            must("gateway_id", id("At this gateway")),
        ],
    );
    let epoch = || must("epoch", count("Every start obeys a book of at least this epoch"));
    let check = object(
        "One check",
        vec![
            must("name", text("What was looked at")),
            must("ok", flag("It is as it should be")),
            must("code", nullable(text("What is wrong"))),
            must("detail", text("What to do about it")),
        ],
    );
    let paused = nullable(reference("Pause"));
    vec![
        (
            "PauseInput",
            object(
                "A pause",
                vec![
                    must("reason", text("Why")),
                    may("until", nullable(time("Ends by itself then"))),
                ],
            ),
        ),
        (
            "Paused",
            object(
                "No further call begins",
                vec![epoch(), must("in_flight", list(in_flight, "Begun before"))],
            ),
        ),
        ("Resumed", object("Sending goes on", vec![epoch()])),
        (
            "Pauses",
            object(
                "What is paused",
                vec![
                    epoch(),
                    must("paused", paused),
                    must("gateway_ids", list(id("A gateway"), "Paused for themselves")),
                ],
            ),
        ),
        (
            "GatewayTest",
            object(
                "A test",
                vec![may("to", nullable(text("A phone whose form is checked")))],
            ),
        ),
        (
            "GatewayTested",
            object(
                "What the test found",
                vec![
                    must("ok", flag("All is as it should be")),
                    must("checks", list(check, "One by one")),
                ],
            ),
        ),
    ]
}

fn service() -> Vec<Named> {
    let problem = object(
        "What went wrong (RFC 9457)",
        vec![
            must("type", text("urn:omnifila:problem: and the code")),
            must("title", text("The code in a sentence")),
            must("status", between(400, 599, "As in the answer's first line")),
            must("detail", text("This case")),
            must("code", text("Stable")),
            may("pointer", text("Where in the input, as a JSON pointer")),
            may("expected", text("What was expected there")),
            may(
                "retry_after_seconds",
                count("When to come again, as in Retry-After"),
            ),
            must("request_id", text("Finds the line in the log")),
        ],
    );
    vec![
        ("Problem", problem),
        ("Anything", json!({ "description": "Any JSON" })),
        (
            "HookReceived",
            object("Taken", vec![must("received", flag("Always true"))]),
        ),
        (
            "Health",
            object(
                "The process",
                vec![
                    must("status", text("ok")),
                    must("version", text("What runs")),
                    must("store", text("On what")),
                ],
            ),
        ),
        ("Ready", object("Ready", vec![must("status", text("ready"))])),
        (
            "Clock",
            object(
                "The clock",
                vec![
                    must("now", time("Now")),
                    must("simulated", flag("It stands still")),
                ],
            ),
        ),
        (
            "ClockAdvance",
            object("To when", vec![must("to", time("An earlier time only waits"))]),
        ),
        ("ClockAdvanced", object("Now", vec![must("now", time("Now"))])),
    ]
}
