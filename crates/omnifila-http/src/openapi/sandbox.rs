//! The stand-in of a demo.

use super::schema::{
    between, count, flag, id, integer, list, may, must, nullable, number, object, open, reference, text,
    words,
};
use serde_json::Value;

/// Kinds of faults, in the words of the stand-in.
const FAULTS: [&str; 16] = [
    "latency",
    "status",
    "false_success",
    "no_message_id",
    "hang_before_accept",
    "hang_after_accept",
    "reset_before_read",
    "reset_after_accept",
    "half_body",
    "html",
    "empty_body",
    "huge_body",
    "wrong_types",
    "bad_utf8",
    "redirect",
    "slow_loris",
];

fn fault() -> Value {
    let mut fault = object(
        "What goes wrong; further properties belong to some kinds only",
        vec![
            must("kind", words(&FAULTS, "Which fault")),
            may("ms", count("latency: the answer comes so much later")),
            may("code", between(400, 599, "status: which one")),
            may("byte_every_ms", count("slow_loris: the pace of the answer")),
        ],
    );
    fault["additionalProperties"] = true.into();
    fault
}

/// What a rule says, given or kept.
fn reach() -> Vec<super::schema::Property> {
    vec![
        must("fault", fault()),
        may("tenant", nullable(text("Only this account"))),
        may("recipient", nullable(text("Only this number"))),
        may(
            "calls",
            words(&["sends", "reads", "all"], "Which calls; sends by default"),
        ),
        may("times", nullable(between(1, 1_000_000, "Only the next so many"))),
        may("probability", nullable(number("From 0 to 1; always by default"))),
        may("seed", integer("Of the draw")),
        may(
            "effect",
            nullable(flag(
                "Whether the person receives it, where the fault leaves that open",
            )),
        ),
    ]
}

pub(super) fn schemas() -> Vec<(String, Value)> {
    let counters = object(
        "Since the start or the last clearing",
        vec![
            must("calls", count("Every call")),
            must("effects", count("Messages that a phone received")),
            must("in_flight", count("Sends that are not answered yet")),
            must("max_in_flight", count("The most of them at once")),
            must("duplicates", count("Messages that a phone received twice")),
        ],
    );
    let gateway = object(
        "What a gateway needs to lead to the stand-in",
        vec![
            must("kind", text("The gateway's kind")),
            must("settings", open("The gateway's settings; they open nothing else")),
        ],
    );
    let sandbox = object(
        "The stand-in beside a demo",
        vec![
            must("gateway", gateway),
            must("counters", counters),
            must("faults", list(reference("SandboxFault"), "Those that are on")),
        ],
    );
    let message = object(
        "A message as a phone received it",
        vec![
            must("number", id("1, 2, 3 … in order of arrival")),
            must("seq", count("Its place among all calls")),
            must("at_ms", integer("When, in ms since 1970")),
            must("tenant", text("The account that sent it")),
            must("recipient", nullable(text("The phone's number"))),
            must("text", text("What is read")),
            must("template", nullable(text("The provider's template"))),
            must("message_id", nullable(text("The message's id here"))),
            must("attempt", nullable(text("Which attempt it was"))),
            must(
                "answer",
                text("How the stand-in answered: accepted, a fault, or client_gone; empty while it has not"),
            ),
        ],
    );
    let phone = object(
        "What the phone received",
        vec![
            must("items", list(message, "Oldest first")),
            must("last_number", count("The newest one's number; 0 without any")),
        ],
    );
    let mut kept = reach();
    kept.extend([
        must("id", id("The rule")),
        must("applied", count("So often")),
        must("left", nullable(count("Of times"))),
    ]);
    let faults = object(
        "The faults that are on",
        vec![must("faults", list(reference("SandboxFault"), "In their order"))],
    );
    [
        ("Sandbox", sandbox),
        ("SandboxPhone", phone),
        ("SandboxFault", object("A fault that is on", kept)),
        ("SandboxFaultInput", object("A fault and its reach", reach())),
        ("SandboxFaults", faults),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into()
}
