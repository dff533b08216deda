//! The stand-in of a demo: what its phone received, and its faults. Elsewhere every one of these is `not_found`.

use super::Endpoint;
use crate::api::v1::sandbox;
use crate::auth::Scope::Operate;
use crate::openapi::schema::Parameter;

pub(super) fn endpoints() -> Vec<Endpoint> {
    const TAG: &str = "sandbox";
    let here = |endpoint: Endpoint| endpoint.scope(Operate).refuses(&[404]);
    vec![
        here(Endpoint::get("/api/v1/sandbox", sandbox::show))
            .says(
                TAG,
                "The stand-in beside a demo: how a gateway leads to it, what it counted, its faults",
            )
            .answer(200, "Sandbox"),
        here(Endpoint::get("/api/v1/sandbox/phone", sandbox::phone))
            .says(TAG, "Messages that a phone received, oldest first")
            .query(vec![
                Parameter::integer(
                    "after",
                    "Only those with a greater number; left out: the newest ones",
                ),
                Parameter::integer("limit", "Messages of an answer, 1 to 500"),
            ])
            .answer(200, "SandboxPhone"),
        here(Endpoint::delete("/api/v1/sandbox/phone", sandbox::clear))
            .says(TAG, "Forgets what the phone received; numbers go on")
            .empty(204),
        here(Endpoint::post("/api/v1/sandbox/faults", sandbox::add_fault))
            .says(TAG, "Switches a fault on, behind those that are")
            .body("SandboxFaultInput")
            .answer(201, "SandboxFaults"),
        here(Endpoint::delete("/api/v1/sandbox/faults", sandbox::clear_faults))
            .says(TAG, "Switches every fault off")
            .answer(200, "SandboxFaults"),
        here(Endpoint::delete(
            "/api/v1/sandbox/faults/{id}",
            sandbox::remove_fault,
        ))
        .says(TAG, "Switches a fault off")
        .answer(200, "SandboxFaults"),
    ]
}
