//! `GET /messages/export.csv`: everything a filter has as one file, for spreadsheets.
//!
//! The file is written while it is read: a page of the store is fetched when the one before has left, so that ten million
//! rows need the memory of a thousand and a slow reader only slows itself. Rows go from the newest to the oldest, and each
//! is as it was when it was read: what is taken in meanwhile is not in the file.
//!
//! What breaks halfway (the store, or the service stops) breaks the connection: a program that downloads sees that the file
//! is not whole. It leaves out other shapes than CSV, and the order of sending, which changes while one reads it.

pub(super) mod line;
mod words;

use crate::app::App;
use crate::dto::filter::{FilterInput, expected_words};
use crate::problem::{Answer, Problem};
use crate::query::Query;
use crate::serve::Closing;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jiff::tz::TimeZone;
use line::{Column, Writer};
use omnifila_store::verbs::Page;
use omnifila_store::{Cursor, MessageFilter, Order};
use std::io;
use words::Words;

/// Rows that are read at once.
const PAGE: usize = 1_000;

pub(crate) async fn csv(
    State(app): State<App>,
    closing: Option<Extension<Closing>>,
    query: Query,
) -> Answer<Response> {
    let known: Vec<&str> = FilterInput::NAMES
        .into_iter()
        .chain(["columns", "language"])
        .collect();
    query.only(&known)?;
    let company = app.engine().catalogue().company().await?;
    let languages = expected_words(Words::LANGUAGES.into_iter());
    let words = query.parsed("language", &languages, Words::of)?;
    let columns = query.parsed("columns", &Column::expected(), Column::list)?;
    let filter = FilterInput::of_query(&query)?.resolve(app.engine()).await?;
    let writer = Writer {
        columns: columns.unwrap_or_else(|| Column::ALL.to_vec()),
        words: words
            .or_else(|| Words::of(&company.locale))
            .ok_or_else(Problem::internal)?,
        zone: TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC),
    };
    let name = writer.file_name(app.engine().now());
    // The first page is read before anything is said, so that what cannot be read at all is refused as anything else is.
    let first = page(&app, &filter, None).await?;
    let start = writer.head() + &writer.lines(&app, &first);
    let rest = Rest {
        app,
        filter,
        writer,
        after: first.next,
        closing: closing.map(|Extension(closing)| closing),
    };
    let body = stream::unfold(Step::First(start, Box::new(rest)), Step::next);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

async fn page(app: &App, filter: &MessageFilter, after: Option<Cursor>) -> Answer<Page> {
    Ok(app.engine().queue().list(filter, Order::Id, PAGE, after).await?)
}

/// What of the file has not been written.
#[derive(Debug)]
struct Rest {
    app: App,
    filter: MessageFilter,
    writer: Writer,
    after: Option<Cursor>,
    closing: Option<Closing>,
}

#[derive(Debug)]
enum Step {
    First(String, Box<Rest>),
    More(Box<Rest>),
    /// Written to its end, or broken.
    Over,
}

impl Step {
    async fn next(self) -> Option<(io::Result<Bytes>, Step)> {
        match self {
            Step::First(text, rest) => Some((Ok(text.into()), Step::More(rest))),
            Step::More(mut rest) => {
                let after = rest.after?;
                Some(match rest.read(after).await {
                    Ok(text) => (Ok(text.into()), Step::More(rest)),
                    Err(error) => (Err(error), Step::Over),
                })
            }
            Step::Over => None,
        }
    }
}

impl Rest {
    async fn read(&mut self, after: Cursor) -> io::Result<String> {
        if self.closing.as_ref().is_some_and(|closing| *closing.0.borrow()) {
            return Err(io::Error::other("the service stops"));
        }
        let found = page(&self.app, &self.filter, Some(after)).await;
        // Its cause is in the log, where every failure of the store is.
        let found = found.map_err(|_| io::Error::other("the rest of the file cannot be read"))?;
        self.after = found.next;
        Ok(self.writer.lines(&self.app, &found))
    }
}
