//! Ladders beside the nouns: their past runs, the caps, messages held for a change, and the files that providers load.

use super::Endpoint;
use crate::api::v1::ladders;
use crate::auth::Scope::{Billing, Operate};
use crate::files;
use crate::openapi::schema::paged;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/ladders/{id}/runs", ladders::runs)
            .says("ladders", "Past runs of a ladder, newest first")
            .query(paged())
            .answer(200, "PastLadderRunPage"),
        Endpoint::get("/api/v1/ladders/{id}/tickets", ladders::tickets)
            .says("ladders", "Service tickets of a ladder's steps, newest first")
            .query(paged())
            .answer(200, "LadderTicketRowPage"),
        Endpoint::get("/api/v1/ladders/{id}/versions", ladders::versions)
            .says(
                "ladders",
                "What a ladder was, newest first; the newest is in force",
            )
            .query(paged())
            .answer(200, "LadderVersionPage"),
        Endpoint::get("/api/v1/dunning-caps", ladders::caps)
            .says(
                "ladders",
                "How many dunning messages a person gets at most, over all ladders",
            )
            .answer(200, "DunningCaps"),
        Endpoint::patch("/api/v1/dunning-caps", ladders::change_caps)
            .scope(Billing)
            .says(
                "ladders",
                "Changes how many dunning messages a person gets at most",
            )
            .body("DunningCapsChange")
            .answer(200, "DunningCaps"),
        Endpoint::post("/api/v1/messages/{id}/let-change", ladders::let_change)
            .scope(Operate)
            .says(
                "messages",
                "Has a message that is held for a change of its invoice say the new, and leave",
            )
            .maybe_body("OptionalReason")
            .answer(200, "Message")
            .refuses(&[409]),
        Endpoint::get("/files/{token}/{name}", files::serve)
            .public()
            .says("files", "A file that a provider loads; its address expires")
            .empty(200)
            .media("application/octet-stream")
            .refuses(&[404]),
    ]
}
