//! `GET /audit`: who changed which rule or setting.

use crate::api::{Page, ok};
use crate::app::App;
use crate::cursor;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_store::catalogue::{AuditEntry, AuditFilter};

const LIST: &str = "audit";

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[
        "noun",
        "noun_id",
        "actor",
        "created_from",
        "created_to",
        "limit",
        "cursor",
    ])?;
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?;
    let filter = AuditFilter {
        noun: query.one("noun")?.map(str::to_owned),
        noun_id: query.id("noun_id")?,
        actor: query.one("actor")?.map(str::to_owned),
        created_from: query.time("created_from")?,
        created_to: query.time("created_to")?,
    };
    let items = app.engine().catalogue().audit(filter, before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |entry: &AuditEntry| {
        cursor::write(LIST, &[entry.id])
    })))
}
