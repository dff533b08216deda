//! `GET /events`: what is going on, as server-sent events. Hints to look again, never the truth itself: a watcher that
//! fell behind, or comes back, gets `invalidate` and looks at everything.

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::query::{Query, read_id};
use crate::serve::Closing;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{StreamExt, stream};
use omnifila_engine::live::Live;
use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Messages that a watcher may name.
const MAX_IDS: usize = 1_000;
const HEARTBEAT: Duration = Duration::from_secs(15);
/// What a watcher waits before it comes back, in milliseconds.
const RETRY: Duration = Duration::from_secs(2);

/// Everything may have changed.
const ALL: Live = Live::Invalidate { noun: "all" };

pub(crate) async fn events(
    State(app): State<App>,
    query: Query,
    closing: Option<Extension<Closing>>,
    headers: HeaderMap,
) -> Answer<impl IntoResponse> {
    query.only(&["ids"])?;
    let only = chosen(&query)?;
    let first = Event::default().comment("connected").retry(RETRY);
    // Whoever was here before has missed something.
    let missed = headers
        .contains_key("last-event-id")
        .then(|| written(&ALL))
        .transpose()?;
    // Before the first look at it, so that nothing falls in between.
    let watch = app.engine().watch();
    let summary = Live::Summary(Arc::new(app.engine().summary().await?));
    let opening = stream::iter(
        [Some(first), missed, Some(written(&summary)?)]
            .into_iter()
            .flatten()
            .map(Ok::<_, Infallible>),
    );
    let live = stream::unfold((watch, only), next);
    let events = opening.chain(live);
    let events = match closing {
        Some(Extension(closing)) => events.take_until(closing.closed()).left_stream(),
        None => events.right_stream(),
    };
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still here")))
}

/// The messages whose events are wanted; none means all.
type Only = Option<HashSet<i64>>;

fn chosen(query: &Query) -> Answer<Only> {
    let expected = "up to 1000 ids of messages, with commas between";
    query.parsed("ids", expected, |text| {
        let ids: Option<HashSet<i64>> = text.split(',').map(read_id).collect();
        ids.filter(|ids| ids.len() <= MAX_IDS)
    })
}

async fn next(
    (mut receiver, only): (Receiver<Live>, Only),
) -> Option<(Result<Event, Infallible>, (Receiver<Live>, Only))> {
    let live = loop {
        match receiver.recv().await {
            Ok(Live::Message { id, .. }) if only.as_ref().is_some_and(|only| !only.contains(&id.0)) => {}
            Ok(live) => break live,
            Err(RecvError::Lagged(_)) => break ALL,
            Err(RecvError::Closed) => return None,
        }
    };
    let event = written(&live).ok()?;
    Some((Ok(event), (receiver, only)))
}

fn written(live: &Live) -> Answer<Event> {
    Event::default()
        .event(live.name())
        .json_data(live)
        .map_err(|_| Problem::internal())
}
