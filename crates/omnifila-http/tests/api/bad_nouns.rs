//! A noun that could never work is refused when it is set up, with where and what was expected.

use crate::support::{Api, simulated_gateway, template};
use serde_json::{Value, json};

/// Noun, where a good one is spoilt, with what, the code, and where the refusal points.
const CASES: &str = r#"
gateways     | /settings/url                    | "não é url"               | bad_url                   | /settings/url
gateways     | /settings/channel_id             | null                      | missing_setting           | /settings/channel_id
gateways     | /settings/tokn                   | "x"                       | unknown_setting           | /settings/tokn
gateways     | /kind                            | "pombo"                   | invalid_field             | /kind
gateways     | /max_in_flight                   | 0                         | out_of_range              | /max_in_flight
gateways     | /timeout_ms                      | 1                         | out_of_range              | /timeout_ms
gateways     | /rate/per_second                 | 0                         | bad_rate                  | /rate/per_second
gateways     | /window_id                       | 99                        | unknown_reference         | /window_id
gateways     | /branch_key                      | "x"                       | unknown_reference         | /branch_key
gateways     | /time_zone                       | "Brasil/Chapecó"          | unknown_zone              | /time_zone
gateways     | /name                            | ""                        | bad_length                | /name
gateways     | /key                             | "a b"                     | bad_key                   | /key
templates    | /body                            | "{{ customer.name"        | template_error            | /body
templates    | /body                            | "{% include 'x' %}"       | template_error            | /body
templates    | /body                            | "{{ segredo }}"           | unknown_variable          | /body
templates    | /bindings/0/parameters           | ["{{"]                    | template_error            | /bindings/0/parameters/0
templates    | /bindings/0/gateway_id           | 99                        | unknown_reference         | /bindings/0/gateway_id
templates    | /bindings/0/provider_template_id | null                      | missing_provider_template | /bindings/0/provider_template_id
tasks        | /cron                            | "0 0 31 2 *"              | never_fires               | /cron
tasks        | /cron                            | "every day"               | bad_cron                  | /cron
tasks        | /time_zone                       | "America/Chapeco"         | unknown_zone              | /time_zone
tasks        | /gateway_ids                     | []                        | missing                   | /gateway_ids
tasks        | /gateway_ids                     | [99]                      | unknown_reference         | /gateway_ids/0
tasks        | /limit                           | 0                         | out_of_range              | /limit
windows      | /weekly                          | []                        | never_opens               | /weekly
windows      | /weekly/0/days                   | []                        | no_days                   | /weekly/0/days
windows      | /weekly/0/from                   | "8h"                      | bad_time                  | /weekly/0/from
windows      | /zone                            | "Mars/Olympus"            | unknown_zone              | /zone
windows      | /holidays                        | {"state":"XX"}            | bad_state                 | /holidays/state
windows      | /holidays                        | {"calendar_id":99}        | unknown_calendar          | /holidays/calendar_id
calendars    | /days/0/date                     | "31/12"                   | bad_date                  | /days/0/date
holds        | /scope                           | "gateway"                 | missing                   |
holds        | /reason                          | ""                        | bad_length                | /reason
stop-rules   | /scope                           | "run"                     | missing                   |
branches     | /key                             | ""                        | bad_length                | /key
routes       | /steps                           | []                        | missing                   | /steps
routes       | /steps/0/after_seconds           | 60                        | not_supported             | /steps/0/after_seconds
sources      | /kind                            | "hubsoft"                 | not_supported             | /kind
ladders      | /starts_on                       | "hoje"                    | bad_date                  | /starts_on
ladders      | /steps/0/template_id             | 99                        | unknown_reference         | /steps/0/template_id
ladders      | /steps/0/time                    | "9"                       | bad_time                  | /steps/0/time
ladders      | /steps/0/window_id               | 99                        | unknown_reference         | /steps/0/window_id
ladders      | /steps/0/gateway_id              | 99                        | no_binding                | /steps/0/gateway_id
ladders      | /steps/0/attachments             | ["pix","pix"]             | repeated                  | /steps/0/attachments/1
ladders      | /run_at                          | "7h"                      | bad_time                  | /run_at
ladders      | /steps                           | []                        | missing                   | /steps
suppressions | /address                         | "123"                     | bad_phone                 | /address
tokens       | /scopes                          | []                        | missing                   | /scopes
tokens       | /scopes                          | ["god"]                   | invalid_field             | /scopes/0
tokens       | /expires_at                      | "2020-01-01T00:00:00Z"    | expires_in_past           | /expires_at
pause        | /reason                          | ""                        | bad_length                | /reason
"#;

/// A noun as it would be taken.
fn good(noun: &str, gateway: i64, template_id: i64) -> Value {
    match noun {
        "gateways" => simulated_gateway("queue"),
        "templates" => template(gateway),
        "tasks" => {
            json!({ "name": "T", "gateway_ids": [gateway], "cron": "0 9 * * *", "time_zone": "America/Sao_Paulo" })
        }
        "windows" => week(),
        "calendars" => json!({ "name": "C", "days": [{ "date": "2026-12-25", "name": "Natal" }] }),
        "holds" => json!({ "scope": "tag", "tag": "vip", "reason": "x" }),
        "stop-rules" => json!({ "scope": "document", "source": "s", "external_id": "e", "reason": "x" }),
        "branches" => json!({ "key": "b", "name": "B" }),
        "routes" => json!({ "name": "R", "steps": [{ "gateway_id": gateway, "template_id": template_id }] }),
        "sources" => json!({ "name": "S", "kind": "file" }),
        "ladders" => {
            json!({ "name": "L", "starts_on": "2026-01-01", "steps": [{ "offset_days": 0, "template_id": template_id }] })
        }
        "suppressions" => json!({ "address": "+55 49 90000-0001", "reason": "x" }),
        "tokens" => json!({ "name": "t", "scopes": ["read"] }),
        _ => json!({ "reason": "x" }),
    }
}

fn week() -> Value {
    json!({ "name": "W", "weekly": [{ "days": ["mon"], "from": "08:00", "to": "18:00" }], "zone": "America/Sao_Paulo" })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_never_work_is_refused() {
    let api = Api::new().await;
    let (gateway, template_id) = api.setup("queue").await;
    for line in CASES.trim().lines() {
        let [noun, place, value, code, pointer] = *line.split('|').map(str::trim).collect::<Vec<_>>() else {
            panic!("{line}")
        };
        let mut body = good(noun, gateway, template_id);
        let (parent, name) = place.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = serde_json::from_str(value).unwrap();
        let answer = api.post(&format!("/{noun}"), body).await;
        let (status, found, at) = answer.problem();
        assert_eq!((status, found), (422, code), "{line}");
        assert!(at.starts_with(pointer), "{line}: it points at {at:?}");
        assert!(answer.body["expected"].is_string(), "{line}");
    }
    for noun in [
        "gateways",
        "templates",
        "tasks",
        "windows",
        "calendars",
        "ladders",
        "suppressions",
        "tokens",
    ] {
        assert_eq!(
            api.post(&format!("/{noun}"), good(noun, gateway, template_id))
                .await
                .status,
            201,
            "{noun}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_without_an_open_instant_in_a_year_is_refused() {
    let api = Api::new().await;
    let days: Vec<Value> = (0..1_000)
        .map(|i| json!({ "date": date(i), "name": "x" }))
        .collect();
    let calendar = api
        .post("/calendars", json!({ "name": "Sempre", "days": days }))
        .await;
    let mut window = week();
    window["holidays"] = json!({ "calendar_id": calendar.expect(201)["id"] });
    let answer = api.post("/windows", window).await;
    assert_eq!(answer.problem(), (422, "never_opens", "/holidays/calendar_id"));
}

fn date(day: i64) -> String {
    let first = omnifila_core::time::Time::parse("2026-01-01T12:00:00Z").unwrap();
    first.plus(day * omnifila_core::time::DAY).to_string()[..10].to_owned()
}
