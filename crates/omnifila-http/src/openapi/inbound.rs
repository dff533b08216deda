//! Schemas of what people answered.

use super::schema::{id, key, must, nullable, object, page, text, time, words};
use omnifila_core::heard::Wish;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn schemas() -> BTreeMap<String, Value> {
    let wishes: Vec<&str> = Wish::ALL.iter().map(|wish| wish.word()).collect();
    let said = vec![
        must("id", id("Its number")),
        must("gateway_id", id("Through which it came")),
        must("address", text("Who, as messages are addressed")),
        must("name", nullable(text("As the provider tells it"))),
        must("text", text("What was written")),
        must("payload", nullable(text("What the pressed button carries"))),
        must("message_id", nullable(id("The message that it answers"))),
        must("customer_id", nullable(id("Whose answer it is"))),
        must(
            "wish",
            nullable(words(&wishes, "What it asks for, if for nothing else")),
        ),
        must("at", time("When it was said")),
        must("received_at", time("When it came")),
        must("passed_at", nullable(time("When it was handed on"))),
    ];
    let link = vec![must("customer_id", id("Who is to open it"))];
    let all = [
        ("Inbound", object("What a person answered", said)),
        ("InboundPage", page("Inbound")),
        ("StartLinkInput", object("Whose link", link)),
        (
            "StartLink",
            object(
                "A link for one customer",
                vec![must("url", key("To be opened by the customer"))],
            ),
        ),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
