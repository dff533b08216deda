//! `GET /events`: what is going on, as server-sent events. Hints to look again, never the truth itself: a watcher that
//! fell behind, or comes back, gets `invalidate` and looks at everything.

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use crate::serve::Closing;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{StreamExt, stream};
use omnifila_engine::live::Live;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

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
    query.only(&[])?;
    let first = Event::default().comment("connected").retry(RETRY);
    // Whoever was here before has missed something.
    let missed = headers
        .contains_key("last-event-id")
        .then(|| written(&ALL))
        .transpose()?;
    let opening = stream::iter(
        [Some(first), missed]
            .into_iter()
            .flatten()
            .map(Ok::<_, Infallible>),
    );
    let live = stream::unfold(app.engine().watch(), next);
    let events = opening.chain(live);
    let events = match closing {
        Some(Extension(closing)) => events.take_until(closing.closed()).left_stream(),
        None => events.right_stream(),
    };
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still here")))
}

async fn next(mut receiver: Receiver<Live>) -> Option<(Result<Event, Infallible>, Receiver<Live>)> {
    let live = match receiver.recv().await {
        Ok(live) => live,
        Err(RecvError::Lagged(_)) => ALL,
        Err(RecvError::Closed) => return None,
    };
    let event = written(&live).ok()?;
    Some((Ok(event), receiver))
}

fn written(live: &Live) -> Answer<Event> {
    Event::default()
        .event(live.name())
        .json_data(live)
        .map_err(|_| Problem::internal())
}
