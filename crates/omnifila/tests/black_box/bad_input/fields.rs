//! Fields that say what cannot be: of a message, and of what is set up.

use super::{Stage, but, check};
use crate::support::message;
use serde_json::{Value, json};

const MESSAGE: &str = r#"
    /gateway_id | 999 | unknown_gateway | /gateway_id
    /gateway_id | 0 | unknown_gateway | /gateway_id
    /gateway_id | "um" | invalid_field | /gateway_id
    /gateway_id | null | missing_gateway | /gateway_id
    /gateway_key | "SEGREDO" | missing_gateway | /gateway_id
    /template_id | 999 | unknown_template | /template_id
    /template_id | null | missing_template | /template_id
    /data/n | null | missing_variable | /data/n
    /data/n | {"x": "SEGREDO"} | bad_variable | /data/n
    /customer/phone | "+55 49 9000" | bad_phone | /customer/phone
    /customer/phone | "SEGREDO" | bad_phone | /customer/phone
    /customer/phone | "(49) 90000-0001 / 90000-0002" | bad_phone | /customer/phone
    /customer/phone | null | missing_phone | /customer/phone
    /customer/phone | 5549900000001 | invalid_field | /customer/phone
    /customer/state | "XX" | bad_state | /customer/state
    /customer/external_id | "" | bad_length | /customer/external_id
    /customer/name | 7 | invalid_field | /customer/name
    /customer/apelido | "SEGREDO" | invalid_field | /customer/apelido
    /customer/branch_key | "nenhuma" | unknown_branch | /customer/branch_key
    /purpose | "collection" | purpose_mismatch | /purpose
    /purpose | "spam" | invalid_field | /purpose
    /priority | 7 | invalid_field | /priority
    /due_at | "amanhã" | invalid_field | /due_at
    /due_at | "2026-12-10 08:00" | invalid_field | /due_at
    /expires_at | "2020-01-01T00:00:00Z" | expires_in_past | /expires_at
    /invoice | {"source": "erp", "external_id": "9"} | unknown_invoice | /invoice
    /dedupe_key | "" | bad_length | /dedupe_key
    /x | 1 | invalid_field | /x
"#;

#[tokio::test]
async fn a_message_that_cannot_be_meant_is_refused_by_name() {
    let stage = Stage::new().await;
    let good = message(stage.setup, 1);
    stage.refuses_changes("/messages", &good, MESSAGE).await;
    for (at, most) in [
        ("/customer/name", 300),
        ("/dedupe_key", 200),
        ("/source_ref", 200),
    ] {
        let long = but(&good, at, "x".repeat(most + 1).into());
        let answer = stage.api().call("POST", "/messages", Some(&long)).await;
        check(at, &answer, (422, "bad_length", at));
    }
    let due = but(&good, "/due_at", json!("2099-01-02T00:00:00Z"));
    let table = r#"/expires_at | "2099-01-01T00:00:00Z" | expires_before_due | /expires_at"#;
    stage.refuses_changes("/messages", &due, table).await;
    let nul = but(&good, "/customer/name", json!("a\0b"));
    let answer = stage.api().call("POST", "/messages", Some(&nul)).await;
    check("a NUL", &answer, (422, "nul_character", ""));
    for list in ["/messages", "/customers"] {
        let kept = stage.api().get(list).await;
        assert_eq!(
            kept["items"],
            json!([]),
            "a refused message writes nothing: {list}"
        );
    }
    stage.end().await;
}

const TEMPLATE: &str = r#"
    /body | "Olá {{ customer.name" | template_error | /body
    /body | "Olá {% if %}" | template_error | /body
    /body | "Olá {{ cliente.nome }}" | unknown_variable | /body
    /body | "{{ data.n|gritar }}" | template_error | /body
    /bindings/0/parameters | ["a", "{{"] | template_error | /bindings/0/parameters/1
    /bindings/0/gateway_id | 999 | unknown_reference | /bindings/0/gateway_id
    /bindings/0/provider_template_id | null | missing_provider_template | /bindings/0/provider_template_id
    /purpose | "spam" | invalid_field | /purpose
    /name | "" | bad_length | /name
"#;

const TASK: &str = r#"
    /cron | "0 8 30 2 *" | never_fires | /cron
    /cron | "61 8 * * *" | bad_cron | /cron
    /cron | "0 8 * *" | bad_cron | /cron
    /cron | "SEGREDO" | bad_cron | /cron
    /time_zone | "America/Chapeco" | unknown_zone | /time_zone
    /gateway_ids | [999] | unknown_reference | /gateway_ids/0
    /limit | 0 | out_of_range | /limit
"#;

const WINDOW: &str = r#"
    /zone | "Mars/Olympus" | unknown_zone | /zone
    /weekly | [] | never_opens | /weekly
    /weekly | [{"days": [], "from": "08:00", "to": "12:00"}] | no_days | /weekly/0/days
    /weekly | [{"days": ["mon"], "from": "8h", "to": "12:00"}] | bad_time | /weekly/0/from
    /weekly | [{"days": ["seg"], "from": "08:00", "to": "12:00"}] | invalid_field | /weekly/0/days/0
    /holidays | {"calendar_id": 1} | never_opens | /holidays/calendar_id
    /holidays | {"calendar_id": 999} | unknown_calendar | /holidays/calendar_id
    /holidays | {"national": "sim"} | invalid_field | /holidays/national
    /holidays | {"state": "XX"} | bad_state | /holidays/state
    /holidays | {"city_ibge": "4204203"} | bad_city_ibge | /holidays/city_ibge
"#;

const LADDER: &str = r#"
    /starts_on | "01/12/2026" | bad_date | /starts_on
    /steps | [] | missing | /steps
    /steps | [{"offset_days": 0, "template_id": 999}] | unknown_reference | /steps/0/template_id
    /steps | [{"offset_days": 0, "template_id": 1, "time": "8h"}] | bad_time | /steps/0/time
    /time_zone | "Brasilia" | unknown_zone | /time_zone
"#;

const GATEWAY: &str = r#"
    /kind | "fax" | invalid_field | /kind
    /rate | {"per_second": -1} | bad_rate | /rate/per_second
    /max_in_flight | 0 | out_of_range | /max_in_flight
    /timeout_ms | 1 | out_of_range | /timeout_ms
    /settings/url | "ftp://exemplo" | bad_url | /settings/url
    /settings/senha | "SEGREDO" | unknown_setting | /settings/senha
    /window_id | 999 | unknown_reference | /window_id
    /time_zone | "Brasilia" | unknown_zone | /time_zone
"#;

#[tokio::test]
async fn what_could_never_work_is_refused_when_it_is_set_up() {
    let stage = Stage::new().await;
    let (api, gateway) = (stage.api(), stage.setup.gateway);
    let binding = json!({"gateway_id": gateway, "provider_template_id": "64aa00000000000000000003", "parameters": ["{{ data.n }}"]});
    let template = json!({"name": "t", "purpose": "service", "body": "Olá", "bindings": [binding]});
    stage.refuses_changes("/templates", &template, TEMPLATE).await;
    let task =
        json!({"name": "t", "gateway_ids": [gateway], "cron": "0 8 * * *", "time_zone": "America/Sao_Paulo"});
    stage.refuses_changes("/tasks", &task, TASK).await;
    let calendar = json!({"name": "sempre fechado", "days": closed_for_good()});
    assert_eq!(api.post("/calendars", &calendar).await["id"], 1);
    let weekly = json!([{"days": ["mon"], "from": "08:00", "to": "12:00"}]);
    let window = json!({"name": "w", "weekly": weekly, "zone": "America/Sao_Paulo"});
    stage.refuses_changes("/windows", &window, WINDOW).await;
    let steps = json!([{"offset_days": 0, "template_id": stage.setup.template}]);
    let ladder = json!({"name": "r", "starts_on": "2026-12-01", "filters": {}, "steps": steps});
    stage.refuses_changes("/ladders", &ladder, LADDER).await;
    let settings =
        json!({"url": stage.sandbox.url(), "token": super::SECRET, "channel_id": "64bb00000000000000000002"});
    let opa = json!({"name": "g", "kind": "opa_suite", "rate": {"per_second": 1}, "settings": settings});
    stage.refuses_changes("/gateways", &opa, GATEWAY).await;

    // The same by a change: what is there stays as it was.
    let path = format!("/templates/{}", stage.setup.template);
    let before = api.get(&path).await;
    let answer = api
        .call("PATCH", &path, Some(&json!({"body": "{{ customer.name"})))
        .await;
    check("PATCH", &answer, (422, "template_error", "/body"));
    assert_eq!(api.get(&path).await, before);
    for (noun, there) in [
        ("tasks", 0),
        ("windows", 0),
        ("ladders", 0),
        ("templates", 1),
        ("gateways", 1),
    ] {
        let kept = api.get(&format!("/{noun}")).await;
        assert_eq!(kept["items"].as_array().unwrap().len(), there, "{noun}: {kept}");
    }
    stage.end().await;
}

/// A thousand days in a row, as many as a calendar takes.
fn closed_for_good() -> Vec<Value> {
    let first = jiff::civil::date(2026, 7, 1);
    let day = |n: i64| first.saturating_add(jiff::ToSpan::days(n));
    (0..1_000)
        .map(|n| json!({"date": day(n).to_string(), "name": "fechado"}))
        .collect()
}
