//! Documents to be signed, and what their signers are sent.

use super::{Endpoint, Size};
use crate::api::v1::{documents, nouns};
use crate::auth::Scope::{Billing, Enqueue, Operate};
use crate::hooks::signatures;
use crate::openapi::schema::{Parameter, paged};
use omnifila_core::catalogue::SignatureFlowSpec;

const TAG: &str = "signatures";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut all = flows();
    all.extend(hooks());
    all.extend([
        Endpoint::post("/api/v1/documents/batch", documents::batch)
            .scope(Enqueue)
            .size(Size::Batch)
            .says(
                TAG,
                "Tells of up to 10,000 documents to be signed; what is told is joined to what is known",
            )
            .body("DocumentBatch")
            .answer(200, "DocumentBatchAnswer"),
        Endpoint::get("/api/v1/documents", documents::list)
            .says(TAG, "Lists documents, newest first")
            .query(
                [
                    vec![
                        Parameter::text("status", "pending, expired, cancelled, refused or signed"),
                        Parameter::text("source", "Only documents of this source"),
                        Parameter::text("external_id", "Only those that their source calls so"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "DocumentPage"),
        Endpoint::get("/api/v1/documents/counts", documents::counts)
            .says(TAG, "How many documents are in each status")
            .answer(200, "DocumentCounts"),
        Endpoint::get("/api/v1/documents/{id}", documents::one)
            .says(TAG, "One document, with its signers and what was told of it")
            .answer(200, "DocumentState"),
        Endpoint::post("/api/v1/documents/{id}/cancel", documents::cancel)
            .scope(Operate)
            .says(
                TAG,
                "Stops everything that waits for a document; nothing more is sent for it",
            )
            .body("Reason")
            .answer(200, "DocumentState"),
    ]);
    all
}

fn flows() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/signature-flows", nouns::create::<SignatureFlowSpec>)
            .scope(Billing)
            .says(TAG, "Adds a flow: what signers are sent, and when")
            .body("SignatureFlowInput")
            .answer(201, "SignatureFlow")
            .refuses(&[409]),
        Endpoint::get("/api/v1/signature-flows", nouns::list::<SignatureFlowSpec>)
            .says(TAG, "Lists the signature flows in order of id")
            .query(
                [
                    vec![Parameter::text("key", "Only the one with this key")],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "SignatureFlowPage"),
        Endpoint::get("/api/v1/signature-flows/{id}", nouns::one::<SignatureFlowSpec>)
            .says(TAG, "One signature flow")
            .answer(200, "SignatureFlow"),
        Endpoint::patch("/api/v1/signature-flows/{id}", nouns::patch::<SignatureFlowSpec>)
            .scope(Billing)
            .says(
                TAG,
                "Changes a signature flow by merge patch (RFC 7396); messages that are there stay",
            )
            .body("SignatureFlowChange")
            .answer(200, "SignatureFlow")
            .refuses(&[409]),
        Endpoint::delete("/api/v1/signature-flows/{id}", nouns::delete::<SignatureFlowSpec>)
            .scope(Billing)
            .says(TAG, "Removes a signature flow; messages that are there stay")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204)
            .refuses(&[409]),
    ]
}

/// Where providers call, with the token in the path for those that can send no header.
fn hooks() -> Vec<Endpoint> {
    let hook = |endpoint: Endpoint| {
        endpoint
            .public()
            .size(Size::Hook)
            .says(
                "hooks",
                "What a provider of electronic signatures (a source of kind zapsign, clicksign, d4sign or autentique) tells",
            )
            .maybe_body("Anything")
            .answer(200, "SignatureHeard")
            .refuses(&[401])
    };
    vec![
        hook(Endpoint::post("/hooks/sources/{id}", signatures::receive)),
        hook(Endpoint::post("/hooks/sources/{id}/{token}", signatures::receive)),
    ]
}
