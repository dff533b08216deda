//! An invoice that changes between inclusion and sending: said anew, held or dropped, by field; the difference is shown.

use super::World;
use serde_json::json;

async fn one(world: &World, on_change: serde_json::Value) -> i64 {
    world.customers(1).await;
    world.invoice("F1", 0, "2026-12-10", 9_990, "open").await;
    let steps = json!([{"offset_days": 0, "template_id": world.setup.template, "time": "12:00"}]);
    let ladder = world
        .ladder(steps, json!({"automatic": false, "on_change": on_change}))
        .await;
    assert_eq!(world.run(ladder).await["created"], 1);
    world.only_message().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_amount_is_said_anew_and_a_changed_due_date_is_dropped() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = one(&world, json!({})).await;
    world.invoice("F1", 0, "2026-12-10", 8_000, "open").await;
    world.advance("2026-12-10T16:00:00Z").await;
    assert_eq!(
        world.said(),
        [(id, json!(["Cliente Exemplo 0", "R$ 80,00", "1"]))]
    );
    let message = world.api().message(id).await;
    assert!(
        message["preview"].as_str().unwrap().contains("80,00"),
        "{message}"
    );
    assert_eq!(message["data"]["valor"], "R$ 80,00");
    let anew = &message["history"][1];
    assert_eq!(anew["reason"], "rerendered");
    let change = &anew["changes"][0];
    assert_eq!(
        (&change["field"], &change["before"], &change["after"]),
        (&json!("amount"), &json!("9990"), &json!("8000"))
    );
    world.end().await;

    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = one(&world, json!({})).await;
    world.invoice("F1", 0, "2026-12-20", 9_990, "open").await;
    world.advance("2026-12-10T16:00:00Z").await;
    let message = world.api().message(id).await;
    assert_eq!(message["status"], "cancelled");
    assert_eq!(
        message["history"].as_array().unwrap().last().unwrap()["reason"],
        "invoice_changed"
    );
    assert_eq!(world.said(), []);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_change_waits_for_a_person() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = one(&world, json!({"amount": "hold"})).await;
    let path = format!("/messages/{id}/let-change");
    let (status, problem) = world.api().call("POST", &path, Some(&json!({}))).await;
    assert_eq!((status, &problem["code"]), (409, &json!("not_held")));
    world.invoice("F1", 0, "2026-12-10", 8_000, "open").await;
    world.advance("2026-12-10T16:00:00Z").await;
    let message = world.api().message(id).await;
    assert_eq!(message["blockers"][0]["code"], "changed", "{message}");
    assert_eq!(message["history"][1]["changes"][0]["after"], "8000");
    assert_eq!(world.said(), []);
    let message = world.api().post(&path, &json!({"reason": "conferido"})).await;
    assert_eq!(message["id"], id);
    world.advance("2026-12-10T16:01:00Z").await;
    assert_eq!(
        world.said(),
        [(id, json!(["Cliente Exemplo 0", "R$ 80,00", "1"]))]
    );
    world.end().await;
}
