//! A step that opens a service ticket at the source: once, after a last look at its invoice.

use super::World;
use crate::sources::{add_source, sandbox_with, synced};
use crate::support::Place;
use omnifila_sandbox::{DEFAULT_IXC, IxcChange};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_opens_its_ticket_once_unless_the_invoice_has_ended() {
    let sandbox = sandbox_with(40, 120).await;
    let world = World::with(Place::new(), sandbox, "2026-12-10T12:00:00Z").await;
    let api = world.api();
    let source = add_source(api, &world.sandbox).await;
    synced(api, source, Duration::from_secs(60)).await;
    let open = api.all("/invoices?source=ixc&status=open").await;
    let plain: Vec<&Value> = open.iter().filter(|i| i["block"].is_null()).collect();
    let due: jiff::civil::Date = plain[0]["due_date"].as_str().unwrap().parse().unwrap();
    let offset = (jiff::civil::date(2026, 12, 10) - due).get_days();
    let ticket = json!({"subject_id": "3", "department_id": "2", "priority": "high",
        "title": "Recolher equipamento de {{ customer.name }}", "text": "{{ invoice.open_cents | reais }} em aberto"});
    let both = json!([{"offset_days": offset, "template_id": world.setup.template, "ticket": ticket}]);
    let body = json!({"name": "r", "starts_on": "2026-01-01", "steps": both});
    let (status, problem) = api.call("POST", "/ladders", Some(&body)).await;
    assert_eq!(
        (status, &problem["pointer"]),
        (422, &json!("/steps/0/ticket")),
        "{problem}"
    );
    let steps = json!([{"offset_days": offset, "ticket": ticket}]);
    let ladder = world.ladder(steps, json!({"automatic": false})).await;
    let dry = api
        .post(&format!("/ladders/{ladder}/run?dry_run=true"), &json!({}))
        .await;
    let n = dry["tickets"].as_u64().unwrap();
    assert!(n >= 1, "{dry}");
    // One is paid where nobody has looked since.
    let paid = plain
        .iter()
        .find(|i| i["due_date"] == plain[0]["due_date"])
        .unwrap();
    let id = paid["external_id"].as_str().unwrap().parse().unwrap();
    let change = IxcChange::Pay {
        id,
        on: "2026-12-10".into(),
        at: None,
    };
    world.sandbox.change_ixc(DEFAULT_IXC, &change).unwrap();
    let run = world.run(ladder).await;
    assert_eq!(
        (&run["tickets"], &run["created"]),
        (&json!(n), &json!(0)),
        "{run}"
    );
    world.advance("2026-12-10T12:05:00Z").await;
    let again = world.run(ladder).await;
    assert_eq!(
        (&again["tickets"], &again["duplicates"]),
        (&json!(0), &json!(n)),
        "{again}"
    );
    world.advance("2026-12-10T12:10:00Z").await;
    let tickets = api.all(&format!("/ladders/{ladder}/tickets?")).await;
    assert_eq!(tickets.len() as u64, n);
    for one in &tickets {
        let of_paid = one["invoice_external_id"] == paid["external_id"];
        let wanted = if of_paid { "dropped" } else { "opened" };
        assert_eq!(one["status"], wanted, "{one}");
        assert_eq!(one["external_id"].is_string(), !of_paid, "{one}");
        let title = one["title"].as_str().unwrap();
        assert!(title.starts_with("Recolher equipamento de "), "{one}");
    }
    world.end().await;
}
