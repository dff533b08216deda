//! The small nouns, all alike: keep, show, list, change by merge patch (RFC 7396), remove. What differs between them is in
//! their specifications, their rules (`omnifila_engine::setup`) and, for some, a file of their own beside this one.

use crate::api::{Page, created, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, Payload};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use omnifila_core::catalogue::Stored;
use omnifila_core::input::{self, InputError};
use omnifila_engine::setup::Setup;
use omnifila_store::catalogue::CatalogueError;
use serde_json::{Map, Value};
use std::sync::Arc;

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Input(error) => error.into(),
            CatalogueError::Store(error) => error.into(),
        }
    }
}

/// A kept noun as the API shows it: its specification flat, with id, version and times. Secrets are masked already.
pub(crate) fn view<S: Setup>(stored: &Stored<S>) -> Answer<Map<String, Value>> {
    let Ok(Value::Object(mut view)) = serde_json::to_value(&stored.spec) else {
        return Err(Problem::internal());
    };
    view.insert("id".into(), stored.id.into());
    view.insert("version".into(), stored.version.into());
    view.insert("created_at".into(), stored.created_at.to_string().into());
    view.insert("updated_at".into(), stored.updated_at.to_string().into());
    Ok(view)
}

pub(crate) async fn create<S: Setup>(
    State(app): State<App>,
    caller: Caller,
    Input(spec): Input<S>,
) -> Answer<Response> {
    let stored = app.engine().set_up(spec, caller.by(None)).await?;
    Ok(created(view(&stored)?))
}

pub(crate) fn find<S: Setup>(app: &App, id: S::Id) -> Answer<Arc<Stored<S>>> {
    app.engine()
        .catalogue()
        .get::<S>(id)
        .ok_or_else(|| Problem::not_found(S::KIND))
}

pub(crate) async fn one<S: Setup>(State(app): State<App>, Id(id): Id<S::Id>) -> Answer<Response> {
    Ok(ok(view(&*find::<S>(&app, id)?)?))
}

pub(crate) async fn list<S: Setup>(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["key", "limit", "cursor"])?;
    let limit = query.limit()?;
    let catalogue = app.engine().catalogue();
    if let Some(key) = query.one("key")? {
        let found = catalogue.by_key::<S>(key);
        let items = found
            .iter()
            .map(|stored| view(stored))
            .collect::<Answer<Vec<_>>>()?;
        return Ok(ok(Page {
            items,
            next_cursor: None,
        }));
    }
    let after = cursor::read_after(S::KIND, query.one("cursor")?)?.map(S::Id::from);
    let page = Page::cut(catalogue.list::<S>(after, limit + 1), limit, |s| {
        cursor::write(S::KIND, &[s.id])
    });
    let items = page
        .items
        .iter()
        .map(|stored| view(stored))
        .collect::<Answer<Vec<_>>>()?;
    Ok(ok(Page {
        items,
        next_cursor: page.next_cursor,
    }))
}

pub(crate) async fn patch<S: Setup>(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<S::Id>,
    Payload(bytes): Payload,
) -> Answer<Response> {
    let patch: Map<String, Value> = input::parse(&bytes)?;
    let make = move |current: S| patched(&current, &patch);
    let stored = app.engine().change(id, make, caller.by(None)).await?;
    Ok(ok(view(&stored)?))
}

/// The specification after a merge patch, read like a new one.
fn patched<S: Setup>(current: &S, patch: &Map<String, Value>) -> Result<S, InputError> {
    let unreadable = |_| InputError::new("invalid_field", "", "a specification that can be written");
    let mut document = serde_json::to_value(current).map_err(unreadable)?;
    merge(&mut document, patch);
    input::parse(&serde_json::to_vec(&document).map_err(unreadable)?)
}

/// RFC 7396: objects merge, null removes, everything else replaces.
pub(crate) fn merge(target: &mut Value, patch: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(inner) => merge(target.entry(name.clone()).or_insert(Value::Null), inner),
            other => {
                target.insert(name.clone(), other.clone());
            }
        }
    }
}

pub(crate) async fn delete<S: Setup>(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<S::Id>,
    query: Query,
) -> Answer<StatusCode> {
    query.only(&["reason"])?;
    let reason = query.one("reason")?.map(str::to_owned);
    app.engine().remove::<S>(id, caller.by(reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::merge;
    use serde_json::{Value, json};

    #[test]
    fn merges_as_rfc_7396_says() {
        // The examples of the RFC's appendix A that patch with an object.
        let cases = [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (
                json!({"a":{"b":"c"}}),
                json!({"a":{"b":"d","c":null}}),
                json!({"a":{"b":"d"}}),
            ),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (
                json!({}),
                json!({"a":{"bb":{"ccc":null}}}),
                json!({"a":{"bb":{}}}),
            ),
        ];
        for (mut target, patch, want) in cases {
            let Value::Object(patch) = patch else { continue };
            merge(&mut target, &patch);
            assert_eq!(target, want);
        }
    }
}
