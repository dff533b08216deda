//! Messages and what is done to them.

use super::schema::{
    Property, between, change, count, extended, filter_doc, filter_schema, flag, id, key, list, map, may,
    must, nullable, object, open, origin, page, priority, purpose, reference, status, text, time, words,
};
use crate::dto::filter::FilterInput;
use omnifila_core::catalogue::InvoiceStatus;
use omnifila_core::message::Reason;
use omnifila_core::plan::BlockerCode;
use serde_json::{Value, json};

pub(super) fn schemas() -> Vec<(String, Value)> {
    let mut all = intake();
    all.extend(shown());
    all.extend(done());
    all.extend(orders());
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

type Named = (&'static str, Value);

fn reason() -> Value {
    words(
        &Reason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>(),
        "Why it moved",
    )
}

fn input() -> Value {
    object(
        "One message to one customer",
        vec![
            may("gateway_id", id("Through this gateway; or")),
            may("gateway_key", key("the key of one")),
            may("template_id", id("With this template; or")),
            may("template_key", key("the key of one")),
            may(
                "route_id",
                id("In place of gateway and template: through these channels; or"),
            ),
            may("route_key", key("the key of one")),
            must("customer", reference("CustomerInput")),
            may(
                "data",
                open("What the template is filled with, beside the customer; frozen now"),
            ),
            may("purpose", purpose()),
            may("invoice", reference("Reference")),
            may("signature", open("The document to sign")),
            may("priority", priority()),
            may("due_at", time("Not before; at once without it")),
            may("expires_at", time("Not after")),
            may(
                "dedupe_key",
                key("Makes a repetition harmless: unique for 400 days"),
            ),
            may("source_ref", key("Your name for it")),
            may("batch_ref", key("Your name for what it came with")),
            may("dry_run", flag("Only show what would become of it")),
        ],
    )
}

fn intake() -> Vec<Named> {
    let taken = vec![
        must("id", id("The message")),
        must("status", status()),
        must(
            "duplicate",
            flag("The dedupe_key was known: this is the first message's id, and nothing changed"),
        ),
        may("differs", flag("The duplicate came with another content")),
    ];
    let warnings = list(
        object("Odd, but no obstacle", vec![must("code", text("What"))]),
        "What is odd",
    );
    let batch_item = json!({ "anyOf": [
        object("A message taken in", [taken.clone(), vec![may("warnings", warnings.clone())]].concat()),
        object("One refused", vec![must("index", count("Its place")), must("error", reference("InputError"))]),
    ] });
    vec![
        ("MessageInput", input()),
        (
            "MessageTaken",
            object(
                "A message taken in",
                [taken, vec![must("warnings", warnings.clone())]].concat(),
            ),
        ),
        (
            "MessageDryRun",
            object(
                "What would become of a message",
                vec![
                    must("preview", text("What the customer would read")),
                    must("warnings", warnings),
                    must("blockers", list(reference("Blocker"), "Why it would wait")),
                    must("expected_at", nullable(time("When it would leave"))),
                ],
            ),
        ),
        (
            "MessageBatch",
            object(
                "Up to 10,000 messages",
                vec![must(
                    "messages",
                    list(reference("MessageInput"), "Taken in this order"),
                )],
            ),
        ),
        (
            "MessageBatchAnswer",
            object(
                "What became of each; accepted + duplicates + rejected is the number of items",
                vec![
                    must("accepted", count("New messages")),
                    must("duplicates", count("Known ones")),
                    must("rejected", count("Refused ones; nothing of them was written")),
                    must("items", list(batch_item, "In the order of the request")),
                ],
            ),
        ),
        (
            "Reference",
            object(
                "What a source calls something",
                vec![
                    may("source", key("api by default")),
                    must("external_id", key("Its name there")),
                ],
            ),
        ),
        (
            "InputError",
            object(
                "What was wrong with an item",
                vec![
                    must("code", text("Stable")),
                    must("pointer", text("Where, as a JSON pointer (RFC 6901)")),
                    must("expected", text("What was expected there")),
                ],
            ),
        ),
    ]
}

fn row() -> Vec<Property> {
    let customer = object(
        "The customer as of now",
        vec![
            must("id", id("The customer")),
            must("source", text("Where the customer comes from")),
            must("external_id", text("What the customer is called there")),
            must("name", text("The customer's name")),
        ],
    );
    vec![
        must("id", id("Never changes")),
        must("gateway_id", id("In this gateway's queue")),
        must("template_id", id("What is said")),
        must("customer", customer),
        must("address", text("Where it goes; frozen")),
        must("data", open("What the template was filled with")),
        must("origin", origin()),
        must("purpose", purpose()),
        must("status", status()),
        must("priority", priority()),
        must("due_at", nullable(time("Not before"))),
        must("expires_at", time("Not after")),
        must("next_attempt_at", nullable(time("After a failure: not before"))),
        must("created_at", time("When it was taken in")),
        must("updated_at", time("When it moved last")),
        must("sent_at", nullable(time("When the gateway took it"))),
        must("run_id", nullable(id("The run that added or released it"))),
        must("batch_ref", nullable(text("As it was given"))),
        must("dedupe_key", nullable(text("As it was given"))),
        must("source_ref", nullable(text("As it was given"))),
        must("error_code", nullable(text("Of the last attempt"))),
        must("reason", reason()),
        must("invoice_id", nullable(id("The invoice it speaks of"))),
    ]
}

fn shown() -> Vec<Named> {
    let attempt = object(
        "One try at a gateway",
        vec![
            must("number", count("From 1")),
            must("gateway_id", id("At this gateway")),
            must("started_at", time("When the call began")),
            must("ended_at", nullable(time("When its outcome was known"))),
            must(
                "outcome",
                nullable(words(
                    &["accepted", "not_sent", "rejected", "unknown"],
                    "Null while in flight",
                )),
            ),
            must("counted", flag("Counts against the attempts")),
            must("code", nullable(text("What the gateway answered"))),
            must("provider_id", nullable(text("The provider's id of it"))),
            must("delivered", flag("A receipt said so")),
            must("read", flag("A receipt said so")),
            must("undeliverable", flag("A receipt said so")),
            may(
                "looked_at",
                time("When its invoice was looked at last before the call"),
            ),
            may(
                "invoice_status",
                words(
                    &InvoiceStatus::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(),
                    "What that look saw",
                ),
            ),
            may("lookups", count("How often the provider was looked at for it")),
            may("looked_up_at", time("When it was looked at last")),
            may(
                "found_by",
                words(&["metadata", "text"], "What made a look certain"),
            ),
            may("charge", open("What the provider says that it costs")),
        ],
    );
    let history = object(
        "One move",
        vec![
            must("at", time("When")),
            must("from", nullable(status())),
            must("to", status()),
            must("reason", reason()),
            must("operation_id", nullable(id("The operation that moved it"))),
            must("actor", nullable(text("Who"))),
            must("note", nullable(text("The person's words"))),
            may(
                "changes",
                list(super::ladders::change(), "What of its invoices was different"),
            ),
        ],
    );
    let content = object(
        "What the gateway is given",
        vec![
            may("provider_template_id", text("The provider's template")),
            may("language", text("Its language")),
            may("parameters", list(text("A value"), "Its variables, in order")),
            may("media_url", text("The image or document that it carries")),
            may("mail", open("The subject and page of an e-mail")),
            may("payment", open("What a payment template asks for")),
            may(
                "components",
                open("What WhatsApp's own templates have beside variables by position"),
            ),
            may(
                "verbatim",
                text("The provider's own request, as another program wrote it: it leaves byte for byte"),
            ),
        ],
    );
    let summary = object("A message", row());
    let message = extended(
        &summary,
        "A message with all that happened to it",
        vec![
            must("preview", text("What a person would read")),
            must("content", content),
            must(
                "template_version",
                count("Rendered from this version of the template"),
            ),
            must("attempts", list(attempt, "Oldest first")),
            must("history", list(history, "Oldest first")),
            must(
                "blockers",
                list(reference("Blocker"), "Every reason to wait, in order"),
            ),
            must("expected_at", nullable(time("When it is expected to leave"))),
            must(
                "cancel_requested",
                flag("Cancelled while being sent; applies if it was not accepted"),
            ),
            may("sequence", sequence()),
        ],
    );
    vec![
        ("MessageSummary", summary),
        ("Message", message),
        ("MessagePage", page("MessageSummary")),
        ("Blocker", blocker()),
        ("MessageEvent", event()),
        ("MessageEventPage", page("MessageEvent")),
    ]
}

fn sequence() -> Value {
    let step = object(
        "One channel",
        vec![
            must("gateway_id", id("Through this gateway")),
            must("template_id", id("With this template")),
            must(
                "after_seconds",
                nullable(count("The next, when it was not delivered for so long")),
            ),
            must(
                "skipped",
                nullable(text("Why it cannot reach the customer, and is passed over")),
            ),
            must("address", nullable(text("Where it goes"))),
            must("preview", nullable(text("What a person would read"))),
        ],
    );
    object(
        "The channels it goes through, one after the other until one delivers it",
        vec![
            must("route_id", id("The route that it was given")),
            must(
                "step",
                count("The place in steps, from 0, of the one that it is at"),
            ),
            must(
                "ended",
                flag("It was cancelled too late for what was sent, and goes on no more"),
            ),
            must(
                "goes_on_at",
                nullable(time(
                    "It goes on then, unless somebody tells before that it arrived",
                )),
            ),
            must("steps", list(step, "In their order")),
        ],
    )
}

fn blocker() -> Value {
    let codes: Vec<&str> = BlockerCode::ALL.iter().map(|code| code.word()).collect();
    object(
        "One reason to wait",
        vec![
            must("code", words(&codes, "Which")),
            may("since", time("From then")),
            may("until", time("Until then, if it is known")),
            may("ref", text("What it refers to, such as message/12")),
            may("n", count("How many")),
        ],
    )
}

fn event() -> Value {
    object(
        "What became of a message",
        vec![
            must("id", id("Grows")),
            must("message_id", id("The message")),
            must("source_ref", nullable(text("As it was given"))),
            must("dedupe_key", nullable(text("As it was given"))),
            must("type", text("message. and the status reached")),
            must("from", nullable(status())),
            must("to", status()),
            must("reason", reason()),
            must("at", time("When")),
        ],
    )
}

fn done() -> Vec<Named> {
    let why = || may("reason", text("Kept on record"));
    let reason = || {
        must(
            "reason",
            json!({ "type": "string", "minLength": 1, "maxLength": 1000, "description": "Why; kept on record" }),
        )
    };
    let outcome = words(
        &["cancelled", "too_late", "uncertain"],
        "cancelled: no call for it begins any more",
    );
    vec![
        ("Reason", object("Why a person does something", vec![reason()])),
        (
            "OptionalReason",
            object(
                "Why, where one is given",
                vec![may("reason", nullable(text("Kept on record")))],
            ),
        ),
        (
            "CancelAnswer",
            object(
                "What a cancel could do",
                vec![
                    must("outcome", outcome),
                    must("status", status()),
                    must("operation_id", id("Can be undone")),
                ],
            ),
        ),
        (
            "Move",
            object(
                "Exactly one of to, before and after",
                vec![
                    may("to", words(&["front", "back"], "Within its gateway and priority")),
                    may("before", id("Just before this message")),
                    may("after", id("Just after this message")),
                    why(),
                ],
            ),
        ),
        (
            "PriorityChange",
            object("Another priority", vec![must("priority", priority()), why()]),
        ),
        (
            "Reschedule",
            object("Another time", vec![must("due_at", time("Not before")), why()]),
        ),
        (
            "Resolve",
            object(
                "What became of it",
                vec![
                    must("as", words(&["sent", "not_sent"], "As somebody found out")),
                    reason(),
                ],
            ),
        ),
        ("MessageFilter", filter()),
    ]
}

fn filter() -> Value {
    let one = |name: &'static str| {
        let mut schema = filter_schema(name);
        match name {
            "status" => schema = json!({ "anyOf": [status(), schema] }),
            "customer" | "invoice" => schema = json!({ "anyOf": [id("Its id"), text("source:external_id")] }),
            _ => {}
        }
        schema["description"] = filter_doc(name).into();
        may(name, schema)
    };
    let all = object(
        "All given ones must match",
        FilterInput::NAMES.into_iter().map(one).collect(),
    );
    // Every name may be null, which is as good as absent.
    let mut nullable = change(&all);
    nullable["description"] = all["description"].clone();
    nullable
}

fn orders() -> Vec<Named> {
    let actions = ["cancel", "reschedule", "priority", "resend", "reroute"];
    let bulk = object(
        "One order over many messages: ids or filter, and what the action sets",
        vec![
            must("action", words(&actions, "What is done")),
            may("ids", list(id("A message"), "At most 10,000")),
            may("filter", reference("MessageFilter")),
            may("due_at", time("For reschedule")),
            may("priority", priority()),
            may("gateway_id", id("For reroute")),
            must("reason", text("Kept on record")),
            may("dry_run", flag("Only count")),
        ],
    );
    let skipped = || must("skipped", map(count("Messages"), "By reason"));
    let operation = object(
        "What was ordered",
        vec![
            must("id", id("The operation")),
            must("action", text("What was done")),
            must(
                "status",
                words(&["running", "stopped", "completed", "undone"], "How far it is"),
            ),
            must("actor", text("Who")),
            must("reason", nullable(text("Why"))),
            must("created_at", time("When")),
            must("total", count("Messages selected")),
            must("done", count("Messages looked at so far")),
            must("changed", count("Messages changed; for a cancel, cancelled")),
            must("too_late", count("Were being sent")),
            must("uncertain", count("May have been sent")),
            skipped(),
            must("undo_until", nullable(time("Can be undone until then"))),
        ],
    );
    let ordered = extended(
        &operation,
        "The operation",
        vec![must("operation_id", id("The same as id"))],
    );
    vec![
        ("Bulk", bulk),
        ("Operation", operation),
        ("OperationPage", page("Operation")),
        ("Ordered", ordered),
        (
            "BulkPreview",
            object(
                "What an order would do",
                vec![
                    must("total", count("Messages selected")),
                    must("would_change", count("Would change")),
                    skipped(),
                ],
            ),
        ),
        (
            "Undone",
            object(
                "What an undo brought back",
                vec![
                    must("operation_id", id("The undo itself")),
                    must("restored", count("Wait again")),
                    skipped(),
                ],
            ),
        ),
        (
            "CancelledPending",
            object(
                "What a cancel of a whole queue found",
                vec![
                    must("cancelled", count("Will not be sent")),
                    must("too_late", count("Were being sent")),
                    must("uncertain", count("May have been sent")),
                    must(
                        "operation_id",
                        between(1, omnifila_core::id::MAX_ID, "Can be undone"),
                    ),
                ],
            ),
        ),
    ]
}
