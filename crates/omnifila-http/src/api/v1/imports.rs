//! Imports: uploaded, looked at, previewed, started, stopped, undone; and the refused rows as a file.

use super::export::line::field;
use super::nouns::merge;
use super::operations::Optionally;
use crate::api::{Page, accepted, created, ok};
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::body::{MaybeInput, Payload};
use crate::cursor;
use crate::dto::filter::expected_words;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use omnifila_core::catalogue::{ImportKind, ImportSpec};
use omnifila_core::id::ImportId;
use omnifila_core::input::{self, InputError};
use omnifila_engine::imports::Upload;
use omnifila_engine::imports::columns::ADDED;
use omnifila_store::catalogue::{RefusedRow, StoredImport};
use serde_json::{Map, Value};

const LIST: &str = "imports";
/// Whose ids a file has, when nobody says.
const SOURCE: &str = "arquivo";

/// What makes customers, invoices and messages needs, as their own endpoints do, `enqueue`.
fn may_bring(caller: &Caller) -> Answer<()> {
    if caller.may(Scope::Enqueue) {
        Ok(())
    } else {
        Err(Problem::new(
            "forbidden",
            "this needs the scopes operate and enqueue",
        ))
    }
}

pub(crate) async fn upload(
    State(app): State<App>,
    caller: Caller,
    query: Query,
    Payload(bytes): Payload,
) -> Answer<Response> {
    may_bring(&caller)?;
    query.only(&["kind", "name", "source", "gateway_id", "template_id"])?;
    let kinds = expected_words(ImportKind::ALL.iter().map(|kind| kind.word()));
    let kind = query.parsed("kind", &kinds, ImportKind::from_word)?;
    let kind = kind.ok_or_else(|| Problem::parameter("invalid_parameter", "kind", &kinds))?;
    let text =
        |name: &str, default: &str| -> Answer<String> { Ok(query.one(name)?.unwrap_or(default).to_owned()) };
    let upload = Upload {
        kind,
        name: text("name", kind.word())?,
        source: text("source", SOURCE)?,
        gateway_id: query.id("gateway_id")?,
        template_id: query.id("template_id")?,
        bytes: bytes.to_vec(),
    };
    drop(bytes);
    Ok(created(
        app.engine().upload_import(upload, caller.by(None)).await?,
    ))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?.map(ImportId);
    let items = app.engine().catalogue().imports(before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |import| {
        cursor::write(LIST, &[import.id.0])
    })))
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<ImportId>) -> Answer<Response> {
    Ok(ok(app.engine().import(id).await?))
}

pub(crate) async fn patch(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ImportId>,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let patch: Map<String, Value> = input::parse(&bytes)?;
    let make = move |current: ImportSpec| {
        let unreadable = |_| InputError::new("invalid_field", "", "an import that can be written");
        let mut document = serde_json::to_value(&current).map_err(unreadable)?;
        merge(&mut document, &patch);
        input::parse(&serde_json::to_vec(&document).map_err(unreadable)?)
    };
    let changed = app.engine().change_import(id, make, caller.by(None));
    Ok(ok(changed.await?))
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ImportId>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let reason = query.one("reason")?.map(str::to_owned);
    app.engine().remove_import(id, caller.by(reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn preview(
    State(app): State<App>,
    Id(id): Id<ImportId>,
    MaybeInput(_): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().preview_import(id).await?))
}

pub(crate) async fn start(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ImportId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    may_bring(&caller)?;
    let begun = app.engine().start_import(id, caller.by(input.reason)).await?;
    Ok(accepted(begun))
}

pub(crate) async fn stop(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ImportId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    Ok(ok(app.engine().stop_import(id, caller.by(input.reason)).await?))
}

pub(crate) async fn undo(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ImportId>,
    MaybeInput(input): MaybeInput<Optionally>,
) -> Answer<Response> {
    let begun = app.engine().undo_import(id, caller.by(input.reason)).await?;
    Ok(accepted(begun))
}

pub(crate) async fn refused(State(app): State<App>, Id(id): Id<ImportId>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    let (import, rows) = app.engine().refused_rows(id).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"recusadas-{id}.csv\""),
        ),
    ];
    Ok((headers, written(&import, &rows)).into_response())
}

/// As spreadsheets here take it: UTF-8 with its mark, `;` between.
fn written(import: &StoredImport, rows: &[RefusedRow]) -> String {
    let own: Vec<usize> = (0..import.file.head.len())
        .filter(|at| !ADDED.contains(&import.file.head[*at].as_str()))
        .collect();
    let mut text = String::from("\u{feff}");
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.map(field).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    };
    line(
        &mut ADDED
            .into_iter()
            .chain(own.iter().map(|at| import.file.head[*at].as_str())),
    );
    for row in rows {
        let number = row.line.to_string();
        let why = &row.refusal;
        let told = [number.as_str(), &why.code, &why.place, &why.expected];
        if row.cells.len() == import.file.head.len() {
            line(
                &mut told
                    .into_iter()
                    .chain(own.iter().map(|at| row.cells[*at].as_str())),
            );
        } else {
            // A row that could not be read is one cell.
            line(&mut told.into_iter().chain(row.cells.iter().map(String::as_str)));
        }
    }
    text
}
