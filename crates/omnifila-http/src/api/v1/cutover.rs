//! The day of the switch: what the other system has ceased to send, which gateways and branches are live, from how many
//! messages on a confirmation is asked, and the comparison of both systems.

use crate::api::ok;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Input;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::DeliveryMode;
use omnifila_core::id::GatewayId;
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use omnifila_engine::setup::sized;
use omnifila_engine::shadow::Elsewhere;
use omnifila_store::catalogue::CHANNELS;
use serde::{Deserialize, Serialize};

/// Messages over which nobody has to confirm at most.
const MOST_GUARD: i64 = 1_000_000;

#[derive(Debug, Serialize)]
struct Cutover {
    channels: Vec<Channel>,
    gateways: Vec<Mode>,
    mass_guard: i64,
}

#[derive(Debug, Serialize)]
struct Channel {
    channel: &'static str,
    off: bool,
    checked_by: Option<String>,
    at: Option<Time>,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct Mode {
    gateway_id: GatewayId,
    name: String,
    delivery_mode: DeliveryMode,
}

pub(crate) async fn show(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    Ok(ok(shown(&app).await?))
}

async fn shown(app: &App) -> Answer<Cutover> {
    let catalogue = app.engine().catalogue();
    let mut said = catalogue.cutover().await?;
    let channels = CHANNELS.map(|channel| match said.remove(channel) {
        Some(switch) => Channel {
            channel,
            off: switch.off,
            checked_by: Some(switch.checked_by),
            at: Some(switch.at),
            note: switch.note,
        },
        None => Channel {
            channel,
            off: false,
            checked_by: None,
            at: None,
            note: None,
        },
    });
    let book = app.engine().book();
    let gateways = book.gateways.iter().map(|(id, gateway)| Mode {
        gateway_id: *id,
        name: gateway.spec.name.clone(),
        delivery_mode: gateway.spec.delivery_mode,
    });
    Ok(Cutover {
        channels: channels.into(),
        gateways: gateways.collect(),
        mass_guard: catalogue.mass_guard().await?,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checked {
    channel: String,
    off: bool,
    #[serde(default)]
    note: Option<String>,
}

pub(crate) async fn check(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<Checked>,
) -> Answer<Response> {
    if !CHANNELS.contains(&input.channel.as_str()) {
        return Err(InputError::new("unknown_channel", "/channel", CHANNELS.join(", ")).into());
    }
    if let Some(note) = &input.note {
        sized("/note", note, 1_000)?;
    }
    let engine = app.engine();
    let said = (input.off, input.note);
    engine
        .catalogue()
        .check_channel(input.channel, said, caller.by(None), engine.now())
        .await?;
    Ok(ok(shown(&app).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    mass_guard: i64,
}

pub(crate) async fn guard(
    State(app): State<App>,
    caller: Caller,
    Input(input): Input<Guard>,
) -> Answer<Response> {
    if !(1..=MOST_GUARD).contains(&input.mass_guard) {
        let expected = format!("messages from 1 to {MOST_GUARD}");
        return Err(InputError::new("out_of_range", "/mass_guard", expected).into());
    }
    let engine = app.engine();
    engine
        .catalogue()
        .set_mass_guard(input.mass_guard, caller.by(None), engine.now())
        .await?;
    Ok(ok(shown(&app).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Compare {
    from: String,
    to: String,
    #[serde(default)]
    csv: Option<String>,
    #[serde(default)]
    gateway_id: Option<GatewayId>,
    #[serde(default)]
    source: Option<String>,
}

pub(crate) async fn compare(State(app): State<App>, Input(input): Input<Compare>) -> Answer<Response> {
    let engine = app.engine();
    let elsewhere = match (input.csv, input.gateway_id) {
        (Some(csv), None) => Elsewhere::Grid(csv),
        (None, Some(gateway)) if engine.book().gateway(gateway).is_some() => Elsewhere::Recorded(gateway),
        (None, Some(_)) => {
            let expected = "the id of a gateway";
            return Err(InputError::new("unknown_gateway", "/gateway_id", expected).into());
        }
        _ => {
            let expected = "either csv or gateway_id";
            return Err(InputError::new("missing", "/csv", expected).into());
        }
    };
    let days = (input.from.as_str(), input.to.as_str());
    Ok(ok(engine.compare_shadow(elsewhere, days, input.source).await?))
}
