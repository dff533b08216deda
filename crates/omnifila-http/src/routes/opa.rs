//! Opa! Suite's own API for programs that speak it, and what they have sent.

use super::{Endpoint, Size};
use crate::api::v1::opa_calls;
use crate::auth::{Access, Scope::Admin};
use crate::opa;
use crate::openapi::schema::paged;

/// Everything below: one place, because what exists there is Opa!'s affair.
const BELOW: &str = "/opa/{gateway_key}/api/v1/{*path}";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let spoken = |endpoint: Endpoint| {
        let endpoint = Endpoint {
            access: Access::Opa,
            ..endpoint
        };
        endpoint
            .size(Size::Opa)
            .says(
                "opa_compat",
                "Opa! Suite's own API, for a program whose gateway URL leads here: template/send is queued, reads pass through",
            )
            .maybe_body("Anything")
            .answer(200, "Anything")
    };
    vec![
        spoken(Endpoint::get(BELOW, opa::call)),
        spoken(Endpoint::post(BELOW, opa::call)),
        spoken(Endpoint::put(BELOW, opa::call)),
        spoken(Endpoint::patch(BELOW, opa::call)),
        spoken(Endpoint::delete(BELOW, opa::call)),
        Endpoint::get("/api/v1/gateways/{id}/opa-calls", opa_calls::list)
            .scope(Admin)
            .says(
                "gateways",
                "Calls of Opa!'s own API that arrived for this gateway, newest first: all while it records, refused ones while it queues",
            )
            .query(paged())
            .answer(200, "OpaCallPage"),
        Endpoint::delete("/api/v1/gateways/{id}/opa-calls", opa_calls::forget)
            .scope(Admin)
            .says("gateways", "Forgets the recorded calls")
            .empty(204),
    ]
}
