//! What is read of an Opa! Suite account: the harmless probe of the circuit, and the checks that "Testar" shows.
//!
//! Model: four GETs below the channel's id. Successful reads come as `{"status":"success","data":…}`; bare documents and
//! lists pass too, because some installations were seen to answer so.
//!
//! Failures: a read that is refused or broken is a [`Fault`] with the code a send would have had; nothing is sent, ever.
//!
//! Left out: whether the templates fit the bindings that use them, and everything that is kept (`opa_account`).

use super::checks::{fail, pass, recipient};
use super::opa_answers::{Answer, refusal};
use crate::wire::{Endpoint, Response, WireError};
use bytes::Bytes;
use http::HeaderMap;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_core::port::{Check, Fault};
use serde_json::Value;
use std::time::Duration;

/// A read that takes longer says as much as one that fails.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(10);

/// The reads of one channel. No `Debug`: the headers hold the token.
pub(super) struct Reads {
    headers: HeaderMap,
    /// Of each read.
    limit: Duration,
    channel: Endpoint,
    /// For hosts that answer only the form with a slash.
    channel_slash: Endpoint,
    /// The channel's id looked up among the templates: the usual mistake.
    as_template: Endpoint,
    templates: Endpoint,
    limits: Endpoint,
}

impl Reads {
    /// # Errors
    /// `bad_url` if the id cannot stand in a path.
    pub(super) fn of(
        base: &Endpoint,
        channel_id: &str,
        headers: HeaderMap,
        timeout: Duration,
    ) -> Result<Reads, InputError> {
        let channel = base.below(&format!("canal-comunicacao/{channel_id}"))?;
        Ok(Reads {
            headers,
            limit: READ_LIMIT.min(timeout),
            channel_slash: base.below(&format!("canal-comunicacao/{channel_id}/"))?,
            as_template: base.below(&format!("template/{channel_id}"))?,
            templates: channel.below("template")?,
            limits: channel.below("template/limites-diarios-envio")?,
            channel,
        })
    }

    /// Every check, ending early where the rest would say the same.
    pub(super) async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let mut checks = Vec::new();
        if self.check_channel(&mut checks).await {
            checks.push(self.check_templates().await);
            checks.push(self.check_daily_limit().await);
        }
        if let Some(to) = to {
            checks.push(recipient(to));
        }
        checks
    }

    async fn read(&self, endpoint: &Endpoint) -> Result<Response, WireError> {
        endpoint.get(&self.headers, Bytes::new(), self.limit).await
    }

    /// The channel's document.
    pub(super) async fn read_channel(&self) -> Result<Value, Fault> {
        let response = self.read(&self.channel).await.map_err(fault_of_wire)?;
        match document(&response) {
            // One public client saw 404 without the slash where the form with it answers; a 404 in Opa!'s own words is
            // an answer.
            Err(fault) if response.status == 404 && !Answer::of(&response).says("not_found_error") => {
                let again = self.read(&self.channel_slash).await.map_err(fault_of_wire)?;
                document(&again).map_err(|_| fault)
            }
            other => other,
        }
    }

    async fn check_channel(&self, checks: &mut Vec<Check>) -> bool {
        match self.read_channel().await {
            Ok(channel) => {
                checks.push(pass("connection", "Opa! Suite answers"));
                checks.push(pass("credentials", "the token is accepted"));
                checks.push(pass("channel", "the channel exists"));
                checks.push(kind_of(&channel));
                checks.push(activity_of(&channel));
                true
            }
            Err(fault) if matches!(fault.code.as_str(), "unauthorized" | "forbidden") => {
                checks.push(pass("connection", "Opa! Suite answers"));
                let what = "use a token of an Opa! Suite user whose permission profile is of type API";
                checks.push(fail("credentials", &fault.code, what));
                false
            }
            Err(fault) if fault.code == "channel_not_found" => {
                checks.push(pass("connection", "Opa! Suite answers"));
                checks.push(pass("credentials", "the token is accepted"));
                checks.push(self.missing_channel().await);
                false
            }
            Err(fault) => {
                let what = "check the URL, and that this server can reach it";
                checks.push(fail("connection", &fault.code, what));
                false
            }
        }
    }

    async fn missing_channel(&self) -> Check {
        let is_template = match self.read(&self.as_template).await {
            Ok(response) => document(&response).is_ok_and(|found| found.get("_id").is_some()),
            Err(_) => false,
        };
        if is_template {
            let what = "this is the id of a template; copy the id of the WhatsApp channel instead";
            fail("channel", "template_id_in_channel_id", what)
        } else {
            fail(
                "channel",
                "channel_not_found",
                "copy the id of the WhatsApp channel from Opa! Suite",
            )
        }
    }

    async fn check_templates(&self) -> Check {
        let answer = self.read(&self.templates).await.map_err(fault_of_wire);
        match answer.and_then(|response| data(&response)) {
            Ok(data) => match data
                .as_array()
                .or_else(|| data.get("registros")?.as_array())
                .map(Vec::len)
            {
                Some(0) => fail(
                    "templates",
                    "no_templates",
                    "the channel has no template yet: create one and have it approved",
                ),
                Some(n) => pass(
                    "templates",
                    &format!("the channel has templates ({n} on the first page)"),
                ),
                None => fail("templates", "bad_answer", "the list of templates is not a list"),
            },
            Err(fault) => fail(
                "templates",
                &fault.code,
                "let the token's permission profile read templates",
            ),
        }
    }

    async fn check_daily_limit(&self) -> Check {
        let answer = self.read(&self.limits).await.map_err(fault_of_wire);
        match answer.and_then(|response| data(&response)) {
            Ok(data) => match (
                data.get("availableAmount").and_then(Value::as_i64),
                data.get("dailyLimit"),
            ) {
                (Some(left), _) if left <= 0 => fail(
                    "daily_limit",
                    "daily_limit_reached",
                    "no sends are left today for this channel",
                ),
                (Some(left), Some(limit)) => {
                    pass("daily_limit", &format!("{left} of {limit} sends are left today"))
                }
                _ => pass("daily_limit", "the channel has no daily limit"),
            },
            Err(fault) => fail(
                "daily_limit",
                &fault.code,
                "let the token's permission profile read the daily limit",
            ),
        }
    }
}

fn kind_of(channel: &Value) -> Check {
    let whatsapp = channel
        .get("canal")
        .and_then(Value::as_str)
        .is_some_and(|c| c.eq_ignore_ascii_case("whatsapp"));
    if whatsapp {
        pass("channel_kind", "the channel is WhatsApp")
    } else {
        fail(
            "channel_kind",
            "not_whatsapp",
            "templates leave only through a WhatsApp channel: choose one",
        )
    }
}

fn activity_of(channel: &Value) -> Check {
    if channel.get("status").and_then(Value::as_str) == Some("A") {
        pass("channel_active", "the channel is active")
    } else {
        fail(
            "channel_active",
            "channel_inactive",
            "activate the channel in Opa! Suite",
        )
    }
}

/// The `data` of a successful read; some readers show bare documents and lists, so those pass too.
pub(super) fn data(response: &Response) -> Result<Value, Fault> {
    if !(200..300).contains(&response.status) {
        return Err(fault(refusal(response.status, &Answer::of(response))));
    }
    let bad_answer = || Fault {
        code: "bad_answer".into(),
        credentials: false,
    };
    let mut json: Value = serde_json::from_slice(&response.body).map_err(|_| bad_answer())?;
    let failed = json.get("data").is_none() && json.get("error").is_some()
        || json.get("status").and_then(Value::as_str) == Some("error");
    if failed {
        let code = json
            .get("code")
            .and_then(Value::as_u64)
            .and_then(|c| u16::try_from(c).ok());
        return Err(fault(refusal(code.unwrap_or(500), &Answer::of(response))));
    }
    if !json.is_object() && !json.is_array() {
        return Err(bad_answer());
    }
    Ok(json.get_mut("data").map(Value::take).unwrap_or(json))
}

/// The one document of a successful read; a list of one passes too.
fn document(response: &Response) -> Result<Value, Fault> {
    let found = match data(response)? {
        Value::Array(mut list) if list.len() == 1 => list.remove(0),
        other => other,
    };
    if found.get("_id").is_some() {
        Ok(found)
    } else if found.is_null() || found.as_array().is_some_and(Vec::is_empty) {
        Err(Fault {
            code: "channel_not_found".into(),
            credentials: true,
        })
    } else {
        Err(Fault {
            code: "bad_answer".into(),
            credentials: false,
        })
    }
}

pub(super) fn fault_of_wire(error: WireError) -> Fault {
    Fault {
        code: error.code().into(),
        credentials: false,
    }
}

/// A refused read, seen as what it says of the account. Asked for the channel, whatever is not found is the channel.
fn fault(outcome: Outcome) -> Fault {
    let credentials = matches!(
        outcome,
        Outcome::Rejected {
            rejection: Rejection::GatewayRefused,
            ..
        }
    );
    match outcome.code().unwrap_or("bad_answer") {
        "not_found" | "template_not_found" | "channel_not_found" => Fault {
            code: "channel_not_found".into(),
            credentials: true,
        },
        code => Fault {
            code: code.into(),
            credentials,
        },
    }
}
