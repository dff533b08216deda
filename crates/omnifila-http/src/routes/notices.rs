//! Notices.

use super::{Endpoint, Size};
use crate::api::v1::notices;
use crate::auth::Scope::Operate;
use crate::openapi::schema::{Parameter, paged};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/notices", notices::create)
            .scope(Operate)
            .size(Size::Batch)
            .says(
                "notices",
                "Draws a notice up: whom it is for, what it says; nothing is sent",
            )
            .body("NoticeInput")
            .answer(201, "Notice"),
        Endpoint::get("/api/v1/notices", notices::list)
            .says("notices", "Lists notices, newest first")
            .query(paged())
            .answer(200, "NoticePage"),
        Endpoint::get("/api/v1/notices/{id}", notices::one)
            .says(
                "notices",
                "One notice, how far it is, and what became of its messages",
            )
            .answer(200, "NoticeView"),
        Endpoint::patch("/api/v1/notices/{id}", notices::patch)
            .scope(Operate)
            .size(Size::Batch)
            .says(
                "notices",
                "Changes a draft by merge patch; its list stays unless another is given, or null",
            )
            .body("NoticeChange")
            .answer(200, "Notice"),
        Endpoint::delete("/api/v1/notices/{id}", notices::delete)
            .scope(Operate)
            .says("notices", "Removes a draft")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204),
        Endpoint::post("/api/v1/notices/{id}/preview", notices::preview)
            .scope(Operate)
            .says(
                "notices",
                "Draws every message and keeps none: how many, who is left out and why, cost, expected end",
            )
            .maybe_body("OptionalReason")
            .answer(200, "NoticePreview"),
        Endpoint::post("/api/v1/notices/{id}/send", notices::send)
            .scope(Operate)
            .says(
                "notices",
                "Begins to make its messages, or goes on where it was stopped; again, it changes nothing",
            )
            .maybe_body("NoticeSend")
            .answer(202, "Notice"),
        Endpoint::post("/api/v1/notices/{id}/stop", notices::stop)
            .scope(Operate)
            .says("notices", "Makes no more messages; those that were made stay")
            .maybe_body("OptionalReason")
            .answer(200, "Notice"),
        Endpoint::post("/api/v1/notices/{id}/undo", notices::undo)
            .scope(Operate)
            .says(
                "notices",
                "Stops it, cancels what waits of it, and lifts its hold",
            )
            .maybe_body("OptionalReason")
            .answer(200, "NoticeUndone"),
        Endpoint::get("/api/v1/notices/{id}/proof", notices::proof)
            .says(
                "notices",
                "Per customer: exactly what was said, by which channel, when, and what came of it",
            )
            .query(
                [
                    vec![
                        Parameter::id("customer_id", "Only this customer"),
                        Parameter::text("only", "sent_to or left_out; both by default"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "NoticeProofPage"),
    ]
}
