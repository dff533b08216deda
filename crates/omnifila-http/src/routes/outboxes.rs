//! Programs that are told what became of messages.

use super::Endpoint;
use crate::api::v1::{nouns, outboxes};
use crate::openapi::schema::{Parameter, paged};
use omnifila_core::catalogue::OutboxSpec;

const TAG: &str = "outboxes";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let key = Parameter::text("key", "Only the one with this key");
    vec![
        Endpoint::post("/api/v1/outboxes", outboxes::create)
            .says(
                TAG,
                "Adds an outbox: a program that is told of messages by signed calls (Standard Webhooks)",
            )
            .body("OutboxInput")
            .answer(201, "OutboxMade")
            .refuses(&[409]),
        Endpoint::get("/api/v1/outboxes", nouns::list::<OutboxSpec>)
            .says(TAG, "Lists the outboxes in order of id")
            .query([vec![key], paged()].concat())
            .answer(200, "OutboxPage"),
        Endpoint::get("/api/v1/outboxes/{id}", outboxes::one)
            .says(TAG, "One outbox, with how far it has come")
            .answer(200, "OutboxState"),
        Endpoint::patch("/api/v1/outboxes/{id}", nouns::patch::<OutboxSpec>)
            .says(
                TAG,
                "Changes an outbox by merge patch (RFC 7396); what waits for its receiver is tried at once",
            )
            .body("OutboxChange")
            .answer(200, "Outbox")
            .refuses(&[409]),
        Endpoint::delete("/api/v1/outboxes/{id}", nouns::delete::<OutboxSpec>)
            .says(TAG, "Removes an outbox, and the log of what it was told")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204)
            .refuses(&[409]),
        Endpoint::post("/api/v1/outboxes/{id}/rotate-secret", outboxes::rotate)
            .says(
                TAG,
                "Makes another secret; the one until now signs beside it for a while",
            )
            .maybe_body("OutboxRotation")
            .answer(200, "OutboxSecret"),
        Endpoint::post("/api/v1/outboxes/{id}/replay", outboxes::replay)
            .says(TAG, "Tells a span of the feed again, beside what is new")
            .body("OutboxReplay")
            .answer(202, "OutboxStream"),
        Endpoint::post("/api/v1/outboxes/{id}/test", outboxes::test)
            .says(
                TAG,
                "Makes one signed call of type outbox.test, and says how it went",
            )
            .maybe_body("Nothing")
            .answer(200, "OutboxTested"),
        Endpoint::get("/api/v1/outboxes/{id}/deliveries", outboxes::deliveries)
            .says(TAG, "What an outbox was told, try by try, newest first")
            .query(paged())
            .answer(200, "OutboxDeliveryPage"),
    ]
}
