//! Opa!'s own API, as far as it is ours to describe, and the calls recorded of it.

use super::schema::{count, flag, id, may, must, nullable, object, page, text, time};
use serde_json::{Value, json};

pub(super) fn schemas() -> Vec<(String, Value)> {
    let call = object(
        "A call that arrived; headers are not kept, secrets are masked, long texts are cut",
        vec![
            must("id", id("The call")),
            must("at", time("When it arrived")),
            must("method", text("GET, POST …")),
            must("path", text("Below /api/v1, with the query")),
            must("media", nullable(text("Its Content-Type"))),
            must("body", text("Its body, up to 8 KiB")),
            must("body_bytes", count("The length of the whole body")),
            must("forwarded", flag("Opa! itself was asked; else we answered")),
            must("status", nullable(count("The answer's; none if there was none"))),
            must("code", nullable(text("Why Opa! could not be asked"))),
            must("answer", nullable(text("The answer, up to 4 KiB"))),
            must("answer_bytes", nullable(count("The length of the whole answer"))),
            must("duration_ms", nullable(count("Until it was answered"))),
        ],
    );
    let mut refusal = object(
        "A refusal in one of Opa!'s two shapes: error and message, or status, code and description",
        vec![
            may("error", text("Such as NOT_FOUND_ERROR")),
            may("message", text("What is wrong")),
            may("status", text("error")),
            may("code", count("As the status of the answer")),
            may("description", text("What is wrong")),
        ],
    );
    // What Opa! itself answers passes through, and may say more.
    refusal["additionalProperties"] = json!(true);
    [
        ("OpaCall", call),
        ("OpaCallPage", page("OpaCall")),
        ("OpaRefusal", refusal),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into()
}
