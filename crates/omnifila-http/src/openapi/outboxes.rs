//! Outboxes: what they are, how far they have come, what was tried.

use super::nouns::{name, own_key, view};
use super::schema::{
    between, change, count, extended, flag, id, list, may, must, nullable, object, open, page, reference,
    text, time, words,
};
use serde_json::Value;

pub(super) fn schemas() -> Vec<(String, Value)> {
    let input = outbox();
    let shown = view(&input);
    let made = extended(
        &shown,
        "A new outbox",
        vec![must(
            "secret",
            nullable(text(
                "The signing secret that was made, shown this once; null if one was given",
            )),
        )],
    );
    let state = extended(
        &shown,
        "An outbox with how far it has come",
        vec![
            must(
                "state",
                words(
                    &["ok", "failing", "disabled"],
                    "disabled: by a person, by a 410, or after three days",
                ),
            ),
            must("behind", count("Events of the feed that it has still to look at")),
            must("live", nullable(reference("OutboxStream"))),
            must("replays", list(reference("OutboxStream"), "Newest first")),
            must(
                "rotating_until",
                nullable(time("Until then the secret of before signs as well")),
            ),
        ],
    );
    let all = [
        ("OutboxChange", change(&input)),
        ("OutboxPage", page("Outbox")),
        ("OutboxInput", input),
        ("Outbox", shown),
        ("OutboxMade", made),
        ("OutboxState", state),
        ("OutboxStream", stream()),
        ("OutboxDelivery", delivery()),
        ("OutboxDeliveryPage", page("OutboxDelivery")),
        ("OutboxRotation", rotation()),
        ("OutboxSecret", secret()),
        ("OutboxReplay", replay()),
        ("OutboxTested", tested()),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema)).into()
}

fn outbox() -> Value {
    object(
        "A program that is told of messages: every event at least once, in the order of the feed",
        vec![
            may("key", own_key()),
            must("name", name()),
            may(
                "enabled",
                flag("true by default; false after a 410 or three days of failures"),
            ),
            may(
                "types",
                list(
                    text("Such as message.sent or message.failed"),
                    "Only these; all by default",
                ),
            ),
            may(
                "settings",
                open(
                    "url; secret? (whsec_…, made if absent); allow_private? (for an address of this network)",
                ),
            ),
        ],
    )
}

fn stream() -> Value {
    object(
        "A walk over the feed: the live one, or a replay",
        vec![
            must("id", id("Its id")),
            must("cursor", count("The last event that is done with")),
            must(
                "until",
                nullable(count("The last event of a replay; null for the live one")),
            ),
            must("failures", count("In a row, with the event after the cursor")),
            must("next_at", nullable(time("When that event is tried again"))),
            must("failing_since", nullable(time("The first failure of this row"))),
            must("last_code", nullable(text("Why the last try failed"))),
            must("delivered", count("Events that were taken")),
            must("passed_over", count("Events that were refused three times")),
            must("created_at", time("When it began")),
            must("finished_at", nullable(time("When a replay came to its end"))),
        ],
    )
}

fn delivery() -> Value {
    object(
        "One try to tell of one event",
        vec![
            must("id", id("Its id")),
            must("stream_id", id("The live stream, or a replay")),
            must("event_id", id("The event; webhook-id is evt_ and this")),
            must("message_id", id("The message it is about")),
            must("attempt", count("Tries of this event, from 1")),
            must("at", time("When the call began")),
            must("duration_ms", count("Milliseconds")),
            must(
                "fate",
                words(
                    &["delivered", "retry", "passed_over", "disabled"],
                    "What followed",
                ),
            ),
            must(
                "status",
                nullable(count("The receiver's HTTP status, if it answered")),
            ),
            must("code", nullable(text("Why it was not taken"))),
        ],
    )
}

fn rotation() -> Value {
    object(
        "How to rotate",
        vec![may(
            "overlap_hours",
            nullable(between(0, 720, "Hours in which both secrets sign; 24 by default")),
        )],
    )
}

fn secret() -> Value {
    object(
        "A new secret, shown this once",
        vec![
            must("secret", text("whsec_ and base64")),
            must(
                "previous_until",
                time("Until then the secret of before signs as well"),
            ),
        ],
    )
}

fn replay() -> Value {
    object(
        "A span of the feed: after or since, one of them",
        vec![
            may("after", nullable(count("After this event; 0 from the beginning"))),
            may(
                "since",
                nullable(time("From the first event at this time or later")),
            ),
            may(
                "until",
                nullable(id("Up to and with this event; the newest by default")),
            ),
        ],
    )
}

fn tested() -> Value {
    object(
        "How a test call went",
        vec![
            must("ok", flag("The receiver took it")),
            must(
                "status",
                nullable(count("The receiver's HTTP status, if it answered")),
            ),
            must("code", nullable(text("Why it was not taken"))),
        ],
    )
}
