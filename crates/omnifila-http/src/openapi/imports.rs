//! Imports: as they are uploaded, looked at, previewed and shown.

use super::schema::{
    change, count, extended, flag, id, list, map, may, must, nullable, object, open, page, text, time, words,
};
use omnifila_core::catalogue::{ImportKind, ImportStatus};
use serde_json::{Value, json};

type Named = (String, Value);

fn said() -> Value {
    object(
        "What is said of a file",
        vec![
            may("name", text("For people: the file's name")),
            may("source", text("Whose external ids it has")),
            may(
                "mapping",
                map(count("A column, from 0"), "By field, the column it is in"),
            ),
            may(
                "gateway_id",
                nullable(id("Of messages: by which gateway, unless a column says")),
            ),
            may(
                "template_id",
                nullable(id("Of messages: from which template, unless a column says")),
            ),
        ],
    )
}

fn import() -> Value {
    let kinds: Vec<&str> = ImportKind::ALL.iter().map(|kind| kind.word()).collect();
    let statuses: Vec<&str> = ImportStatus::ALL.iter().map(|status| status.word()).collect();
    let undone = object(
        "What an undo did so far",
        vec![
            must("removed", count("Customers or invoices that are gone")),
            must("cancelled", count("Messages, or invoices that messages speak of")),
            must(
                "kept",
                map(
                    count("How many"),
                    "Left as they are: changed by the import, touched since, in_use, too_late, uncertain",
                ),
            ),
        ],
    );
    extended(
        &said(),
        "A file with how far it is taken in",
        vec![
            must("id", id("Its id")),
            must("kind", words(&kinds, "What it holds")),
            must(
                "status",
                words(
                    &statuses,
                    "reading: its rows are judged; writing: they are taken in",
                ),
            ),
            must("format", words(&["csv", "xlsx"], "What it was recognised as")),
            must(
                "encoding",
                nullable(words(&["utf-8", "utf-16", "windows-1252"], "Of a CSV")),
            ),
            must("separator", nullable(text("Of a CSV"))),
            must("head", list(text("A heading"), "Its columns")),
            must(
                "sample",
                list(list(text("A cell"), "A row"), "The first rows of a draft"),
            ),
            must("same_as", nullable(id("An earlier import of the very same file"))),
            must("actor", text("Who uploaded it")),
            must("started_by", nullable(text("Who started it"))),
            must("rows", count("Rows of the file")),
            must("read", count("Of them, judged so far")),
            must("written", count("Of them, taken in or refused so far")),
            must("created", count("Made")),
            must("updated", count("Changed")),
            must("unchanged", count("There already, and the same")),
            must("refused", count("Refused")),
            must("undone", nullable(undone)),
            must("operation_id", nullable(id("The cancel of the undo of messages"))),
            must(
                "forgotten",
                flag("Its rows are gone, after 30 days: nothing can be downloaded or undone"),
            ),
            must("created_at", time("When it was uploaded")),
            must("updated_at", time("When it moved last")),
            must("started_at", nullable(time("When it was started"))),
            must(
                "finished_at",
                nullable(time("When it was complete, stopped or undone")),
            ),
        ],
    )
}

fn preview() -> Value {
    let problem = object(
        "What is wrong with some rows",
        vec![
            must("code", text("What")),
            must("place", text("The column or field")),
            must("expected", text("What was expected")),
            must("rows", count("How many rows have it")),
            must("line", count("The first of them")),
        ],
    );
    let sample = object(
        "A row as it would be taken in",
        vec![
            must("line", count("Its line in the file")),
            must("item", open("As the batch endpoint takes it")),
        ],
    );
    object(
        "What an import would do, as far as its rows alone can tell",
        vec![
            must("rows", count("Rows of the file")),
            must("good", count("Rows that would be taken in")),
            must("refused", count("Rows that would not")),
            must("problems", list(problem, "Why, the most frequent first")),
            must("samples", list(sample, "The first good ones")),
        ],
    )
}

pub(super) fn schemas() -> Vec<Named> {
    let upload = json!({
        "type": "string", "format": "binary",
        "description": "The file: CSV (UTF-8 or Windows-1252; comma, semicolon or tab) or XLSX, up to 32 MiB",
    });
    let named = [
        ("ImportUpload", upload),
        ("ImportChange", change(&said())),
        ("Import", import()),
        ("ImportPage", page("Import")),
        ("ImportPreview", preview()),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
