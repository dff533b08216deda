//! The day of the switch: as it is shown, checked and compared.

use super::schema::{
    between, count, date, flag, id, list, map, may, must, nullable, object, text, time, words,
};
use omnifila_store::catalogue::CHANNELS;
use serde_json::Value;

pub(super) fn schemas() -> Vec<(String, Value)> {
    let channel = object(
        "One channel at the other system",
        vec![
            must("channel", words(&CHANNELS, "Which")),
            must("off", flag("It sends nothing there any more")),
            must("checked_by", nullable(text("Who made sure"))),
            must("at", nullable(time("When"))),
            must("note", nullable(text("In their words"))),
        ],
    );
    let mode = object(
        "How a gateway delivers",
        vec![
            must("gateway_id", id("Which")),
            must("name", text("Its name")),
            must(
                "delivery_mode",
                words(&["live", "allow_list", "simulate"], "simulate: nothing leaves"),
            ),
        ],
    );
    let guard = || between(1, 1_000_000, "Messages");
    let difference = object(
        "A customer that would have heard from only one",
        vec![
            must("only", words(&["here", "there"], "From whom")),
            must("day", date("On which day")),
            must("customer_id", nullable(id("Who, if known"))),
            must("name", text("Who, as the side that has it says")),
            must("message_id", nullable(id("The message here, if there is one"))),
            must("reason", text("Why the other one did not")),
        ],
    );
    let named = [
        (
            "Cutover",
            object(
                "The switch from another system",
                vec![
                    must("channels", list(channel, "What the other system may send")),
                    must("gateways", list(mode, "What is live here")),
                    must("mass_guard", guard()),
                ],
            ),
        ),
        (
            "CutoverCheck",
            object(
                "Somebody has looked at the other system",
                vec![
                    must("channel", words(&CHANNELS, "Which")),
                    must("off", flag("It sends nothing there any more")),
                    may("note", text("In their words")),
                ],
            ),
        ),
        (
            "CutoverGuard",
            object(
                "More messages need a second confirmation",
                vec![must("mass_guard", guard())],
            ),
        ),
        (
            "ShadowInput",
            object(
                "What to compare; either csv or gateway_id",
                vec![
                    must("from", date("The first day, in the company's zone")),
                    must("to", date("The last day, at most 31 in all")),
                    may("csv", text("The grid of IXC's queue as it is exported")),
                    may(
                        "gateway_id",
                        id("The gateway in front of which Opa!'s API was recorded"),
                    ),
                    may("source", text("Whose numbers the CSV's customers have")),
                ],
            ),
        ),
        (
            "ShadowComparison",
            object(
                "How both systems compare",
                vec![
                    must("both", count("Sendings that both have")),
                    must("only_here", count("Messages that only this one has")),
                    must("only_there", count("Sendings that only the other has")),
                    must("ignored", count("Rows cancelled there, or of other days")),
                    must("unread", count("Rows that could not be read")),
                    must("why_only_here", map(count("Messages"), "By reason")),
                    must("why_only_there", map(count("Sendings"), "By reason")),
                    must("differences", list(difference, "The first 500")),
                ],
            ),
        ),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
