//! The clock, tokens, the record, and what is outside `/api/v1`.

use super::{Endpoint, Size};
use crate::api::v1::{audit, clock, tokens};
use crate::auth::Scope::Admin;
use crate::openapi::schema::{Parameter, paged};
use crate::{hooks, openapi, ops, unsubscribe};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut all = administration();
    all.extend(outside());
    all
}

fn administration() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/clock", clock::show)
            .says("clock", "The time this server goes by")
            .answer(200, "Clock"),
        Endpoint::post("/api/v1/clock/advance", clock::advance)
            .scope(Admin)
            .says(
                "clock",
                "Moves a simulated clock; answers when all work due by then has settled",
            )
            .body("ClockAdvance")
            .answer(200, "ClockAdvanced")
            .refuses(&[409]),
        Endpoint::post("/api/v1/tokens", tokens::create)
            .scope(Admin)
            .says("tokens", "Makes a token; its secret is shown in this answer only")
            .body("TokenInput")
            .answer(201, "TokenMade"),
        Endpoint::get("/api/v1/tokens", tokens::list)
            .scope(Admin)
            .says("tokens", "Lists the tokens, never their secrets")
            .query(paged())
            .answer(200, "TokenPage"),
        Endpoint::delete("/api/v1/tokens/{id}", tokens::revoke)
            .scope(Admin)
            .says("tokens", "Revokes a token at once")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204),
        Endpoint::get("/api/v1/audit", audit::list)
            .scope(Admin)
            .says("audit", "Who changed which rule or setting, newest first")
            .query(
                [
                    vec![
                        Parameter::text("noun", "Only changes of this noun, such as gateway"),
                        Parameter::id("noun_id", "Only changes of the one with this id; needs noun"),
                        Parameter::text("actor", "Only what this person, token or part of the system did"),
                        Parameter::time("created_from", "Only changes at this time or later"),
                        Parameter::time("created_to", "Only changes at this time or before"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "AuditPage"),
    ]
}

fn outside() -> Vec<Endpoint> {
    let hook = |endpoint: Endpoint| {
        endpoint
            .public()
            .size(Size::Hook)
            .says(
                "hooks",
                "What a provider reports of its own accord; unknown shapes are answered 200 as well",
            )
            .query(vec![Parameter::text(
                "token",
                "The gateway's hook_token, if its settings have one",
            )])
            .maybe_body("Anything")
            .answer(200, "HookReceived")
            .refuses(&[401])
    };
    vec![
        hook(Endpoint::post("/hooks/{id}", hooks::receive)),
        hook(Endpoint::post("/hooks/{id}/{token}", hooks::receive)),
        hook(Endpoint::get("/hooks/{id}/{token}", hooks::receive)),
        Endpoint::get("/hooks/{id}", hooks::challenge)
            .public()
            .says(
                "hooks",
                "A provider's question whether the address is ours (WhatsApp's hub.challenge)",
            )
            .query(vec![
                Parameter::text("hub.mode", "subscribe"),
                Parameter::text("hub.challenge", "What is answered, as it is"),
                Parameter::text("hub.verify_token", "The gateway's verify_token"),
            ])
            .empty(200)
            .media("text/plain")
            .refuses(&[401]),
        Endpoint::get("/u/{id}/{token}", unsubscribe::page)
            .public()
            .says(
                "hooks",
                "The page of an e-mail's unsubscription link; looking changes nothing",
            )
            .empty(200)
            .media("text/html"),
        Endpoint::post("/u/{id}/{token}", unsubscribe::unsubscribe)
            .public()
            .size(Size::Hook)
            .says(
                "hooks",
                "Ends the kind of messages that the link's e-mail was (RFC 8058, one click)",
            )
            .maybe_body("Anything")
            .empty(200)
            .media("text/html"),
        Endpoint::get("/healthz", ops::health)
            .public()
            .says("ops", "The process answers")
            .answer(200, "Health"),
        Endpoint::get("/readyz", ops::ready)
            .public()
            .says("ops", "Messages can be taken in and sent")
            .answer(200, "Ready")
            .refuses(&[503]),
        Endpoint::get("/metrics", ops::metrics)
            .public()
            .says("ops", "Figures in the Prometheus text format")
            .empty(200)
            .media("text/plain"),
        Endpoint::get("/api/openapi.json", openapi::show)
            .public()
            .says("ops", "This document")
            .answer(200, "Anything"),
    ]
}
