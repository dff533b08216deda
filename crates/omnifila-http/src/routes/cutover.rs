//! The day of the switch.

use super::{Endpoint, Size};
use crate::api::v1::cutover;
use crate::auth::Scope::{Admin, Operate};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/cutover", cutover::show)
            .says(
                "cutover",
                "What the other system has ceased to send, and what is live here",
            )
            .answer(200, "Cutover"),
        Endpoint::post("/api/v1/cutover/channels", cutover::check)
            .scope(Admin)
            .says(
                "cutover",
                "Somebody has made sure that a channel is off at the other system, or on again",
            )
            .body("CutoverCheck")
            .answer(200, "Cutover"),
        Endpoint::post("/api/v1/cutover/guard", cutover::guard)
            .scope(Admin)
            .says(
                "cutover",
                "From how many messages on a second confirmation is asked",
            )
            .body("CutoverGuard")
            .answer(200, "Cutover"),
        Endpoint::post("/api/v1/cutover/compare", cutover::compare)
            .scope(Operate)
            .size(Size::Batch)
            .says(
                "cutover",
                "What ladders decided here beside what the other system sent: both, only one, and why",
            )
            .body("ShadowInput")
            .answer(200, "ShadowComparison"),
    ]
}
