//! `GET /events`: what is going on, as server-sent events. Hints to look again, never the truth itself: a watcher that
//! fell behind, or comes back, gets `invalidate` and looks at everything.

use crate::app::App;
use crate::auth::Caller;
use crate::problem::{Answer, Problem};
use crate::query::{Query, read_id};
use crate::serve::Closing;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{StreamExt, stream};
use omnifila_core::id::SessionId;
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
    caller: Caller,
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
    let session = caller.signed_in.map(|signed_in| signed_in.session_id);
    let watcher = Watcher {
        app,
        receiver: watch,
        only,
        session,
    };
    let live = stream::unfold(watcher, next);
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

/// One watcher: what comes, and what of it they get.
#[derive(Debug)]
struct Watcher {
    app: App,
    receiver: Receiver<Live>,
    only: Only,
    /// The session of a person: when it is over, so is the watching.
    session: Option<SessionId>,
}

async fn next(mut watcher: Watcher) -> Option<(Result<Event, Infallible>, Watcher)> {
    let live = loop {
        match watcher.receiver.recv().await {
            Ok(Live::Message { id, .. })
                if watcher.only.as_ref().is_some_and(|only| !only.contains(&id.0)) => {}
            // It comes every two seconds: soon enough to notice that somebody signed out.
            Ok(summary @ Live::Summary(_)) if watcher.may_stay().await => break summary,
            Ok(Live::Summary(_)) => return None,
            Ok(live) => break live,
            Err(RecvError::Lagged(_)) => break ALL,
            Err(RecvError::Closed) => return None,
        }
    };
    let event = written(&live).ok()?;
    Some((Ok(event), watcher))
}

impl Watcher {
    async fn may_stay(&self) -> bool {
        let Some(session) = self.session else {
            return true;
        };
        let engine = self.app.engine();
        let open = engine.catalogue().session_is_open(session, engine.now()).await;
        // A store that cannot be read tells nothing against them.
        open.unwrap_or(true)
    }
}

fn written(live: &Live) -> Answer<Event> {
    Event::default()
        .event(live.name())
        .json_data(live)
        .map_err(|_| Problem::internal())
}
