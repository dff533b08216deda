use super::*;
use omnifila_core::catalogue::{
    BranchSpec, CalendarSpec, GatewaySpec, HoldSpec, LadderSpec, OutboxSpec, RouteSpec, SignatureFlowSpec,
    SourceSpec, StopRuleSpec, TaskSpec, TemplateSpec, WindowSpec,
};
use omnifila_engine::setup::Setup;
use std::collections::BTreeSet;

#[test]
fn every_endpoint_is_in_the_document_and_nothing_else_is() {
    let document = document();
    let mut listed = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            listed.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let routed: BTreeSet<String> = endpoints()
        .iter()
        .map(|e| format!("{} {}", e.method, written(e.path)))
        .collect();
    assert_eq!(listed, routed);
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let mut seen = BTreeSet::new();
    references(&document, &mut seen);
    let known: BTreeSet<String> = components()
        .keys()
        .map(|name| format!("#/components/schemas/{name}"))
        .collect();
    assert_eq!(
        seen.difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "lead nowhere"
    );
    assert_eq!(
        known.difference(&seen).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "are never used"
    );
}

fn references(value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get("$ref") {
                seen.insert(to.clone());
            }
            map.values().for_each(|v| references(v, seen));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, seen)),
        _ => {}
    }
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<String> = endpoints().iter().map(operation_id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

/// A full document of each noun is taken by the domain, which refuses unknown fields, and what the domain writes back has
/// exactly the properties of the schema.
#[test]
fn the_schemas_of_nouns_are_those_of_the_domain() {
    fn check<S: Setup>(schema: &str, full: Value) {
        let spec: S = serde_json::from_value(full.clone()).unwrap_or_else(|e| panic!("{schema}: {e}"));
        let written = serde_json::to_value(&spec).unwrap();
        let properties = components()[schema]["properties"].as_object().unwrap().clone();
        let names = |value: &Value| {
            value
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<BTreeSet<_>>()
        };
        let documented: BTreeSet<String> = properties.keys().cloned().collect();
        assert_eq!(names(&full), documented, "{schema}: the example is not full");
        assert_eq!(names(&written), documented, "{schema}: the domain has others");
    }
    let rate = json!({ "per_second": 1, "per_minute": 1, "per_hour": 1, "per_day": 1, "burst": 1 });
    let gateway = json!({ "key": "k", "name": "n", "kind": "webhook", "settings": {}, "queue_mode": "queue", "rate": rate,
        "max_in_flight": 1, "address_rate": rate, "portfolio": { "key": "p", "recipients_per_day": 1 }, "window_id": 1, "branch_key": "b", "outcome_unknown": "hold",
        "delivery_mode": "live", "time_zone": "UTC", "max_attempts": 1, "price_micros": 62_500, "timeout_ms": 1000 });
    check::<GatewaySpec>("GatewayInput", gateway);
    let template = json!({ "key": "k", "name": "n", "purpose": "service", "body": "b", "late": "send", "window_id": 1,
        "bindings": [{ "gateway_id": 1, "provider_template_id": "t", "language": "pt_BR", "parameters": ["p"] }] });
    check::<TemplateSpec>("TemplateInput", template);
    let task = json!({ "name": "n", "gateway_ids": [1], "cron": "* * * * *", "time_zone": "UTC", "limit": 1, "enabled": true });
    check::<TaskSpec>("TaskInput", task);
    let window = json!({ "key": "k", "name": "n", "weekly": [{ "days": ["mon"], "from": "08:00", "to": "18:00" }],
        "holidays": { "calendar_id": 1 }, "zone": "recipient", "purposes": ["collection"] });
    check::<WindowSpec>("WindowInput", window);
    check::<CalendarSpec>(
        "CalendarInput",
        json!({ "key": "k", "name": "n", "state": "SC", "city_ibge": "4204202",
            "days": [{ "date": "2026-12-25", "name": "d" }] }),
    );
    let hold = json!({ "scope": "gateway", "target_id": 1, "tag": "t", "reason": "r", "until": "2026-12-25T00:00:00Z",
        "purposes": ["collection"], "cause": "promise" });
    check::<HoldSpec>("HoldInput", hold);
    let rule = json!({ "scope": "invoice", "target_id": 1, "source": "s", "external_id": "e", "reason": "r",
        "until": "2026-12-25T00:00:00Z" });
    check::<StopRuleSpec>("StopRuleInput", rule);
    let branch = json!({ "key": "k", "name": "n", "legal_name": "l", "document": "d", "address": "a", "phone": "p",
        "gateway_ids": [1], "time_zone": "UTC" });
    check::<BranchSpec>("BranchInput", branch);
    let route = json!({ "key": "k", "name": "n", "steps": [{ "gateway_id": 1, "template_id": 1, "after_seconds": 1 }] });
    check::<RouteSpec>("RouteInput", route);
    check::<SourceSpec>(
        "SourceInput",
        json!({ "key": "k", "name": "n", "kind": "api", "settings": {}, "poll_seconds": 1 }),
    );
    let step = json!({ "after_hours": 0, "template_id": 1 });
    let flow = json!({ "name": "n", "enabled": true, "source": "zapsign", "steps": [step] });
    check::<SignatureFlowSpec>("SignatureFlowInput", flow);
    check::<OutboxSpec>(
        "OutboxInput",
        json!({ "key": "k", "name": "n", "enabled": true, "types": ["message.sent"], "settings": {} }),
    );
    let step = json!({ "offset_days": 1, "template_id": 1, "route_id": 1, "gateway_id": 1, "window_id": 1, "time": "08:00",
        "days": "business", "on_closed_day": "next", "late": "ask", "attachments": ["pix"], "when_one_ends": "cancel", "legal_notice": "suspension",
        "ticket": { "subject_id": "1", "department_id": "1", "priority": "high", "title": "t", "text": "t" } });
    let filters = json!({ "amount_min_cents": 1, "amount_max_cents": 1, "tags": ["t"], "without_tags": ["t"],
        "branch_keys": ["b"], "payment_methods": ["p"], "portfolios": ["p"], "customer_types": ["t"], "person_types": ["company"],
        "contract_statuses": ["active"] });
    let ladder = json!({ "name": "n", "rank": 1, "enabled": true, "starts_on": "2026-01-01", "filters": filters,
        "steps": [step], "time_zone": "UTC", "automatic": true, "run_at": "07:00", "confirm_above": 1, "merge": true,
        "on_change": { "amount": "hold", "due_date": "drop", "pix": "rerender", "link": "rerender" }, "thanks": { "template_id": 1, "time": "09:00" } });
    check::<LadderSpec>("LadderInput", ladder);
}
