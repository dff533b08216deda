//! Files that are taken in. Bringing one and starting it need the scope `enqueue` besides.

use super::{Endpoint, Size};
use crate::api::v1::imports;
use crate::auth::Scope::Operate;
use crate::openapi::schema::{Parameter, paged};

const TAG: &str = "imports";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/imports", imports::upload)
            .scope(Operate)
            .size(Size::File)
            .says(
                TAG,
                "Keeps a CSV or XLSX file and says what it is taken for; nothing of it is in yet",
            )
            .query(vec![
                Parameter::text("kind", "customers, invoices or messages"),
                Parameter::text("name", "The file's name"),
                Parameter::text("source", "Whose external ids it has; arquivo by default"),
                Parameter::id("gateway_id", "Of messages: by which gateway, unless a column says"),
                Parameter::id("template_id", "Of messages: from which template, unless a column says"),
            ])
            .body("ImportUpload")
            .answer(201, "Import"),
        Endpoint::get("/api/v1/imports", imports::list)
            .scope(Operate)
            .says(TAG, "Lists imports, newest first")
            .query(paged())
            .answer(200, "ImportPage"),
        Endpoint::get("/api/v1/imports/{id}", imports::one)
            .scope(Operate)
            .says(
                TAG,
                "One import, how far it is, and what became of its rows so far",
            )
            .answer(200, "Import"),
        Endpoint::patch("/api/v1/imports/{id}", imports::patch)
            .scope(Operate)
            .says(TAG, "Changes what is said of a draft, by merge patch")
            .body("ImportChange")
            .answer(200, "Import"),
        Endpoint::delete("/api/v1/imports/{id}", imports::delete)
            .scope(Operate)
            .says(TAG, "Removes a draft and its file")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204),
        Endpoint::post("/api/v1/imports/{id}/preview", imports::preview)
            .scope(Operate)
            .says(
                TAG,
                "Judges every row of a draft and takes none in: how many are good, and what is wrong with the others",
            )
            .maybe_body("OptionalReason")
            .answer(200, "ImportPreview"),
        Endpoint::post("/api/v1/imports/{id}/start", imports::start)
            .scope(Operate)
            .says(
                TAG,
                "Begins to take its rows in, or goes on where it was stopped; again, it changes nothing",
            )
            .maybe_body("OptionalReason")
            .answer(202, "Import"),
        Endpoint::post("/api/v1/imports/{id}/stop", imports::stop)
            .scope(Operate)
            .says(TAG, "Takes no more rows in; those that are in stay")
            .maybe_body("OptionalReason")
            .answer(200, "Import"),
        Endpoint::post("/api/v1/imports/{id}/undo", imports::undo)
            .scope(Operate)
            .says(
                TAG,
                "Takes back what it made, unless it was changed or used since; messages that wait are cancelled",
            )
            .maybe_body("OptionalReason")
            .answer(202, "Import"),
        Endpoint::get("/api/v1/imports/{id}/refused.csv", imports::refused)
            .scope(Operate)
            .says(
                TAG,
                "The refused rows as they came, with line, reason, column and what was expected; to be mended and uploaded",
            )
            .query(vec![])
            .empty(200)
            .media("text/csv")
            .refuses(&[409]),
    ]
}
