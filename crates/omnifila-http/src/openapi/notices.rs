//! Notices: as they are drawn up, shown, previewed and proven.

use super::schema::{
    change, count, extended, flag, id, integer, key, list, map, may, must, nullable, object, open, page,
    priority, purpose, status, text, time, words,
};
use omnifila_core::catalogue::{GatewayKind, NoticeStatus};
use serde_json::Value;

type Named = (String, Value);

fn audience() -> Value {
    let values = |of: &str, doc: &str| list(text(of), doc);
    object(
        "Whom a notice is for: every condition must hold, and of its values one",
        vec![
            may(
                "everyone",
                flag("Every customer; instead of conditions and a list"),
            ),
            may("branch_keys", values("A branch", "Of these branches")),
            may("states", values("A federal unit", "In these states")),
            may("cities", values("An IBGE code", "In these municipalities")),
            may("plans", values("A plan", "Some contract is of one of these")),
            may(
                "contract_statuses",
                values("A status", "And, the same contract, in one of these"),
            ),
            may("tags", values("A tag", "With one of these")),
            may("without_tags", values("A tag", "With none of these")),
            may("source", text("Whose external ids the list has; api by default")),
            may(
                "customers",
                list(
                    key("An external id"),
                    "Only these, at most 100,000; not given back",
                ),
            ),
            may("csv", text("The same as a CSV: its first column, or external_id")),
        ],
    )
}

fn input() -> Value {
    let outage = object(
        "Urgent; collections and reminders to the audience rest until then, and go on by themselves",
        vec![must("until", time("When it will be over"))],
    );
    object(
        "One template said to many customers",
        vec![
            must(
                "name",
                text("For people; of an outage also the reason of the hold"),
            ),
            must("audience", audience()),
            may("template_id", id("What is said; or")),
            may(
                "gateway_id",
                id(
                    "Through this gateway; else the first of the branch's or the template's that reaches the customer",
                ),
            ),
            may(
                "route_id",
                id("the first step of this route that reaches the customer"),
            ),
            may("purpose", purpose()),
            may("priority", priority()),
            may("data", open("What the template is filled with, the same for all")),
            may("due_at", time("Not before")),
            may("expires_at", time("Not after; an outage's end by default")),
            may(
                "once_per_address",
                flag("An address of several customers hears it once; so by default for an outage"),
            ),
            may("outage", outage),
        ],
    )
}

fn notice() -> Value {
    let previewed = object(
        "What the last preview counted",
        vec![
            must("total", count("Customers of the audience")),
            must("recipients", count("Messages that would be made")),
            must("at", time("When")),
        ],
    );
    let words_of: Vec<&str> = NoticeStatus::ALL.iter().map(|s| s.word()).collect();
    extended(
        &input(),
        "A notice with how far it is",
        vec![
            must("id", id("Its id")),
            must("status", words(&words_of, "running: its messages are being made")),
            must("actor", text("Who drew it up")),
            must("sent_by", nullable(text("Who sent it"))),
            must(
                "listed",
                nullable(count("Customers of its list, where it has one")),
            ),
            must("total", count("Customers of the audience when it was sent")),
            must("considered", count("Of them, looked at so far")),
            must("created", count("Messages made")),
            must("left_out", map(count("Customers"), "By reason")),
            must("previewed", nullable(previewed)),
            must("operation_id", nullable(id("The cancel of its undo"))),
            must("created_at", time("When it was drawn up")),
            must("updated_at", time("When it changed last")),
            must("started_at", nullable(time("When it was sent"))),
            must(
                "finished_at",
                nullable(time("When its last message was made, or it was stopped")),
            ),
        ],
    )
}

fn preview() -> Value {
    let cost = || nullable(count("In cents; null where a gateway concerned has no price"));
    let share = object(
        "One gateway's part",
        vec![
            must("gateway_id", id("Which")),
            must("recipients", count("Messages")),
            must("parts", count("Parts of messages")),
            must("cost_cents", cost()),
            must("starts_at", nullable(time("When the first would leave"))),
            must("ends_at", nullable(time("When the last would leave"))),
            must("stuck", count("Would wait for a change that no clock brings")),
            must("exact", flag("Every message was run forward, not a share")),
        ],
    );
    let sample = object(
        "A message as it would be read",
        vec![
            must("customer_id", id("To whom")),
            must("name", text("To whom")),
            must("gateway_id", id("By which gateway")),
            must("template_id", id("From which template")),
            must("text", text("What it says")),
        ],
    );
    object(
        "What a notice would be",
        vec![
            must("total", count("Customers of the audience")),
            must("recipients", count("Messages that would be made")),
            must("left_out", map(count("Customers"), "By reason")),
            must("parts", count("Parts of messages")),
            must("cost_cents", cost()),
            must("starts_at", nullable(time("When the first would leave"))),
            must(
                "ends_at",
                nullable(time("When the last would leave; null if some would not")),
            ),
            must("gateways", list(share, "By gateway")),
            must("samples", list(sample, "The first few")),
            must(
                "confirm",
                nullable(count(
                    "The number that has to be repeated to send it, where there are many",
                )),
            ),
        ],
    )
}

fn proof() -> Value {
    let kinds: Vec<&str> = GatewayKind::ALL.iter().map(|kind| kind.word()).collect();
    let channel = object(
        "The gateway in words",
        vec![
            must("name", text("Its name")),
            must("kind", words(&kinds, "Its kind")),
        ],
    );
    let message = object(
        "The message",
        vec![
            must("status", status()),
            must("template_id", id("From which template")),
            must("template_version", count("In which version")),
            must("gateway_id", id("By which gateway")),
            must("channel", nullable(channel)),
            must("address", text("To which address")),
            must("text", text("Exactly what it says")),
            must("included_at", time("When it was made")),
            must("sent_at", nullable(time("When the gateway took it"))),
            must("delivered", flag("A receipt said so")),
            must("read", flag("A receipt said so")),
            must(
                "attempts",
                list(open("As GET /messages/{id} tells it"), "Oldest first"),
            ),
        ],
    );
    object(
        "What became of one customer",
        vec![
            must("customer_id", id("Whom")),
            must("source", text("Where the customer comes from")),
            must("external_id", text("Its name there")),
            must("name", text("For people")),
            must("message_id", nullable(id("Its message"))),
            must("reason", nullable(text("Why it was left out"))),
            must(
                "content_sha256",
                nullable(text("SHA-256 of the text, in hexadecimal; outlives it")),
            ),
            must("message", nullable(message)),
        ],
    )
}

pub(super) fn schemas() -> Vec<Named> {
    let view = extended(
        &notice(),
        "A notice and what became of its messages",
        vec![
            must("hold_id", nullable(id("The hold on its customers' dunning"))),
            must("messages", map(count("Messages"), "By status")),
        ],
    );
    let undone = object(
        "What an undo cancelled",
        vec![
            must(
                "operation_id",
                id("The cancel, which can itself be undone for 10 minutes"),
            ),
            must("cancelled", count("Cancelled")),
            must("too_late", count("On their way")),
            must("uncertain", count("Of unknown outcome")),
        ],
    );
    let send = object(
        "How it is sent",
        vec![
            may("confirm", integer("The number that the preview asked to repeat")),
            may("reason", text("Kept on record")),
        ],
    );
    let named = [
        ("NoticeInput", input()),
        ("NoticeChange", change(&input())),
        ("Notice", notice()),
        ("NoticePage", page("Notice")),
        ("NoticeView", view),
        ("NoticePreview", preview()),
        ("NoticeSend", send),
        ("NoticeUndone", undone),
        ("NoticeProof", proof()),
        ("NoticeProofPage", page("NoticeProof")),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
