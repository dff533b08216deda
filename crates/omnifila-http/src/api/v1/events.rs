//! `GET /message-events`: the ordered feed of what became of messages, for programs that cannot be called. A call may wait
//! for the next event.

use crate::api::{Page, ok};
use crate::app::App;
use crate::cursor;
use crate::problem::Answer;
use crate::query::{Query, read_id};
use crate::serve::Closing;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::EventId;
use omnifila_store::verbs::FeedEvent;
use std::time::Duration;

const LIST: &str = "message-events";
/// Seconds that a call may wait at most.
const MAX_WAIT: u64 = 60;
/// What changes without word (another node's work, rows rewritten in slices) is noticed within this time.
const POLL: Duration = Duration::from_secs(1);

pub(crate) async fn list(
    State(app): State<App>,
    query: Query,
    closing: Option<Extension<Closing>>,
) -> Answer<Response> {
    query.only(&["after", "wait", "limit"])?;
    let after = match query.one("after")? {
        None | Some("0") => 0,
        Some(text) => match read_id(text) {
            Some(id) => id,
            None => cursor::read_after(LIST, Some(text))?.unwrap_or_default(),
        },
    };
    let limit = query.limit()?;
    let seconds = |text: &str| text.parse().ok().filter(|n| *n <= MAX_WAIT);
    let wait = query
        .parsed("wait", "seconds from 0 to 60", seconds)?
        .unwrap_or(0);
    let items = match closing {
        _ if wait == 0 => app.engine().queue().events(EventId(after), limit).await?,
        Some(Extension(closing)) => tokio::select! {
            items = awaited(&app, after, limit, wait) => items?,
            _ = closing.closed() => Vec::new(),
        },
        None => awaited(&app, after, limit, wait).await?,
    };
    let last = items.last().map_or(after, |event| event.id.0);
    // Always there: an empty page is no end, only "nothing yet".
    Ok(ok(Page {
        items,
        next_cursor: Some(cursor::write(LIST, &[last])),
    }))
}

async fn awaited(app: &App, after: i64, limit: usize, wait: u64) -> Answer<Vec<FeedEvent>> {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(wait);
    let mut feed = app.engine().feed();
    loop {
        feed.borrow_and_update();
        let items = app.engine().queue().events(EventId(after), limit).await?;
        if !items.is_empty() || tokio::time::Instant::now() >= deadline {
            return Ok(items);
        }
        let look_again = deadline.min(tokio::time::Instant::now() + POLL);
        // Word of a change, the deadline or the poll: all mean to look.
        drop(tokio::time::timeout_at(look_again, feed.changed()).await);
    }
}
