//! The clock: the machine's, or one that stands still until it is told to advance.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize)]
struct ClockView {
    now: Time,
    simulated: bool,
}

pub(crate) async fn show(State(app): State<App>) -> Response {
    ok(ClockView {
        now: app.engine().now(),
        simulated: app.engine().pace().simulation().is_some(),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    to: Time,
}

#[derive(Debug, Serialize)]
struct Advanced {
    now: Time,
}

/// Answers when all work due by `to` has settled.
pub(crate) async fn advance(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<Advance>,
) -> Answer<Response> {
    let Some(clock) = app.engine().pace().simulation() else {
        return Err(Problem::new(
            "not_simulated",
            "only a server started with --simulated-time can be advanced",
        ));
    };
    clock.advance(input.to).await;
    if let Some(signed_in) = &caller.signed_in {
        // Who sat before the screen all the while was not idle, however far time was moved.
        let (id, now) = (signed_in.session_id, app.engine().now());
        app.engine().catalogue().see_session(id, now).await?;
    }
    Ok(ok(Advanced {
        now: app.engine().now(),
    }))
}
