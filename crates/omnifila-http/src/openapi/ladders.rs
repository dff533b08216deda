//! Schemas of ladders: what they are, their runs, the caps, and what changed about a message.

use super::schema::{
    between, count, date, flag, id, integer, list, map, may, must, nullable, object, open, page, reference,
    text, time, words,
};
use omnifila_core::catalogue::{Attachment, PersonType};
use omnifila_core::dunning::Fact;
use omnifila_engine::ladders::REMARKS;
use serde_json::Value;

use super::nouns::name;

type Named = (String, Value);

pub(super) fn ladder() -> Value {
    let change = |doc| words(&["rerender", "hold", "drop"], doc);
    let on_change = object(
        "What becomes of a waiting message when a field of its invoice changes",
        vec![
            may("amount", change("The open amount; rerender by default")),
            may(
                "due_date",
                change("The due date; drop by default, because a new cycle begins"),
            ),
            may("pix", change("The Pix code; rerender by default")),
            may(
                "link",
                change("The boleto's line or address; rerender by default"),
            ),
        ],
    );
    object(
        "A dunning rule (régua de cobrança)",
        vec![
            must("name", name()),
            may(
                "rank",
                integer("The lowest whose filters match takes the invoice"),
            ),
            may("enabled", flag("True by default")),
            must("starts_on", date("Steps due before it are never created")),
            may("filters", filters()),
            must("steps", list(reference("LadderStep"), "One message each")),
            may("time_zone", text("IANA name; whose midnight begins a step's day")),
            may("automatic", flag("It runs by itself once a day; true by default")),
            may(
                "run_at",
                text("HH:MM: the hour of its daily run; 07:00 by default"),
            ),
            may(
                "confirm_above",
                count(
                    "The first run by itself waits for a person when it would make more messages; without it, more than the volume guard",
                ),
            ),
            may(
                "merge",
                flag("One message for all invoices of a customer with a step on the same day"),
            ),
            may("on_change", on_change),
            may(
                "thanks",
                object(
                    "A word of thanks to those who pay after they were written to, by the next run",
                    vec![
                        must("template_id", id("What is said; its purpose is service")),
                        may("time", text("HH:MM, not before")),
                    ],
                ),
            ),
        ],
    )
}

fn filters() -> Value {
    let people: Vec<&str> = PersonType::ALL.iter().map(|p| p.word()).collect();
    object(
        "All given ones must match",
        vec![
            may("amount_min_cents", integer("Open amount from")),
            may("amount_max_cents", integer("Open amount up to")),
            may(
                "tags",
                list(text("A tag"), "The customer has at least one of these"),
            ),
            may(
                "without_tags",
                list(text("A tag"), "The customer has none of these"),
            ),
            may(
                "branch_keys",
                list(text("A branch's key"), "Of one of these branches"),
            ),
            may("payment_methods", list(text("A method"), "Paid by one of these")),
            may(
                "portfolios",
                list(text("A portfolio"), "Of one of these portfolios (carteiras)"),
            ),
            may(
                "customer_types",
                list(text("A type"), "The customer is of one of these types"),
            ),
            may(
                "person_types",
                list(words(&people, "A kind of person"), "The customer is one of these"),
            ),
            may(
                "contract_statuses",
                list(text("A status"), "The invoice's contract is in one of these"),
            ),
        ],
    )
}

pub(super) fn step() -> Value {
    let attachments: Vec<&str> = Attachment::ALL.iter().map(|a| a.word()).collect();
    object(
        "One offset of a ladder",
        vec![
            must(
                "offset_days",
                between(-3_650, 3_650, "Days from the due date; negative is before"),
            ),
            may(
                "days",
                words(
                    &["calendar", "business"],
                    "How days are counted; calendar by default",
                ),
            ),
            may(
                "on_closed_day",
                words(
                    &["same", "next", "previous"],
                    "Where it goes on a day without banks; same by default",
                ),
            ),
            may("template_id", id("What is said")),
            may(
                "route_id",
                id("In place of a template: the first gateway that can reach the customer"),
            ),
            may("gateway_id", id("Of the template's gateways, this one")),
            may(
                "window_id",
                id("Beside the windows of purpose, gateway and template"),
            ),
            may("time", text("HH:MM, not before")),
            may(
                "late",
                words(
                    &["send", "ask", "drop"],
                    "When its day is over; the template's by default",
                ),
            ),
            may(
                "attachments",
                list(
                    words(&attachments, "An attachment"),
                    "Fetched when the message leaves",
                ),
            ),
            may(
                "ticket",
                object(
                    "In place of a message: a service ticket at the invoice's source, opened once",
                    vec![
                        must("subject_id", text("The source's id of the subject")),
                        must("department_id", text("The source's id of the department")),
                        may(
                            "priority",
                            words(
                                &["low", "normal", "high", "critical"],
                                "How urgent; low by default",
                            ),
                        ),
                        must("title", text("A small template, as a message's body")),
                        must("text", text("A small template, as a message's body")),
                    ],
                ),
            ),
            may(
                "legal_notice",
                words(
                    &["suspension"],
                    "The law asks for it; its dates are invoice.suspends_on and invoice.rescinds_on",
                ),
            ),
            may(
                "when_one_ends",
                words(
                    &["rerender", "cancel"],
                    "Of a message about several invoices, when one of them ends; rerender by default",
                ),
            ),
        ],
    )
}

/// One difference of a message's history.
pub(super) fn change() -> Value {
    let facts: Vec<&str> = Fact::ALL.iter().map(|f| f.word()).collect();
    object(
        "One difference between what was said and what its invoice says",
        vec![
            must("invoice_id", id("The invoice")),
            must("field", words(&facts, "What differs")),
            must("before", nullable(text("Amounts in cents"))),
            must("after", nullable(text("Amounts in cents"))),
        ],
    )
}

pub(super) fn schemas() -> Vec<Named> {
    let cap = |doc| nullable(between(1, 1_000, doc));
    let caps = |input: bool| {
        let per = |name, doc| {
            if input {
                may(name, cap(doc))
            } else {
                must(name, cap(doc))
            }
        };
        vec![
            per("per_day", "On one local day"),
            per("per_week", "On seven local days in a row"),
        ]
    };
    let run = object(
        "A run of a ladder",
        vec![
            must("id", id("The run")),
            must("ladder_id", id("Of which ladder")),
            must("ladder_version", count("As it was then")),
            must("day", date("Local date")),
            must("automatic", flag("By itself")),
            must(
                "status",
                words(
                    &["running", "completed", "awaiting_confirmation"],
                    "awaiting_confirmation: it would make more messages than may be made without a person",
                ),
            ),
            must("actor", text("Who")),
            must("started_at", time("When it began")),
            must("finished_at", nullable(time("When it was over"))),
            must(
                "result",
                nullable(open("As the answer of POST /ladders/{id}/run")),
            ),
        ],
    );
    let ladder = object(
        "What a ladder's run did",
        vec![
            must("considered", count("Invoices with a step today")),
            must("created", count("Messages made")),
            must("duplicates", count("Made before")),
            must("skipped", map(count("Invoices"), "By reason")),
            must(
                "merged",
                count("Invoices that are spoken of in the message of another one"),
            ),
            must("tickets", count("Tickets to be opened at the source")),
            must("thanks", count("Words of thanks for what was paid")),
            must("batch_ref", text("Of the messages it made")),
            must("customers", count("People that they go to")),
            must("open_cents", integer("What these owe in the invoices concerned")),
            must(
                "by_step",
                map(count("Messages made"), "By the step's days from the due date"),
            ),
            must(
                "remarks",
                list(
                    reference("LadderRemark"),
                    "What its messages should say by law and do not seem to",
                ),
            ),
        ],
    );
    let remark = object(
        "Something that a step's message should say by law and does not seem to",
        vec![
            must("step", integer("The step's days from the due date")),
            must("template_id", id("The template")),
            must(
                "code",
                words(
                    &REMARKS,
                    "CDC art. 42-A (supplier) or Anatel's Resolução 765/2023 (notice)",
                ),
            ),
        ],
    );
    let version = object(
        "A ladder as it was published once",
        vec![
            must("version", count("Grows with every change")),
            must("at", time("When")),
            must("actor", text("Who")),
            must("ladder", open("The ladder as it was from then on")),
        ],
    );
    let ticket = object(
        "A service ticket of a ladder's step",
        vec![
            must("id", id("The ticket here")),
            must("ladder_id", id("Of which ladder")),
            must("step", integer("The step's days from the due date")),
            must("source", text("Where it is opened")),
            must("invoice_id", id("For which invoice")),
            must("invoice_external_id", text("As the source calls the invoice")),
            must("customer_external_id", text("As the source calls the customer")),
            must("title", text("What it is about")),
            must(
                "status",
                words(
                    &["waiting", "opening", "opened", "uncertain", "dropped", "refused"],
                    "uncertain: it may have been opened; dropped: its invoice ended before",
                ),
            ),
            must("external_id", nullable(text("The ticket's id at the source"))),
            must("trouble", nullable(text("Why it could not be opened"))),
            must("created_at", time("When the ladder made it")),
            must("updated_at", time("When something happened to it last")),
        ],
    );
    let all = [
        ("LadderTicketRow", ticket),
        ("LadderTicketRowPage", page("LadderTicketRow")),
        ("LadderRun", ladder),
        ("LadderRemark", remark),
        ("LadderVersion", version),
        ("LadderVersionPage", page("LadderVersion")),
        ("PastLadderRun", run),
        ("PastLadderRunPage", page("PastLadderRun")),
        (
            "DunningCaps",
            object(
                "Dunning messages to one address at most, over all ladders",
                caps(false),
            ),
        ),
        (
            "DunningCapsChange",
            object("What to change; null lifts a cap", caps(true)),
        ),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
