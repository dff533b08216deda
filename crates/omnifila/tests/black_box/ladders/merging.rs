//! One message for all that a customer owes, and what it does when one of them is paid.

use super::World;
use serde_json::json;

async fn three(world: &World, when_one_ends: &str) -> i64 {
    world.customers(2).await;
    world.invoice("F1", 0, "2026-12-09", 1_000, "open").await;
    world.invoice("F2", 0, "2026-12-10", 2_000, "open").await;
    world.invoice("F3", 0, "2026-12-10", 4_000, "partial").await;
    world.invoice("G1", 1, "2026-12-10", 5_000, "open").await;
    let step = |offset: i32| {
        json!({"offset_days": offset, "template_id": world.setup.template, "time": "12:00",
            "when_one_ends": when_one_ends})
    };
    let ladder = world
        .ladder(
            json!([step(0), step(1)]),
            json!({"automatic": false, "merge": true}),
        )
        .await;
    let run = world.run(ladder).await;
    assert_eq!(
        (
            &run["considered"],
            &run["created"],
            &run["merged"],
            &run["open_cents"]
        ),
        (&json!(4), &json!(2), &json!(2), &json!(12_000)),
        "{run}"
    );
    let again = world.run(ladder).await;
    assert_eq!(
        (&again["created"], &again["duplicates"]),
        (&json!(0), &json!(4)),
        "{again}"
    );
    let all = world.api().all("/messages?order=id").await;
    let of = |m: &&serde_json::Value| m["data"]["fatura"] == "F1, F2, F3";
    all.iter().find(of).unwrap()["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_one_is_paid_the_message_speaks_of_the_others() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = three(&world, "rerender").await;
    let text = world.api().message(id).await["preview"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.contains("70,00 em 3, vence 09/12/2026"), "{text}");

    // The one it names, then another.
    let paid = world.invoice("F1", 0, "2026-12-09", 1_000, "paid").await;
    assert_eq!(paid["stopped"]["cancelled"], 0, "{paid}");
    world.invoice("F3", 0, "2026-12-10", 4_000, "paid").await;
    assert_eq!(world.api().message(id).await["status"], "waiting");
    world.advance("2026-12-10T16:00:00Z").await;
    let said = world.said();
    let own = said.iter().find(|(message, _)| *message == id).unwrap();
    assert_eq!(own.1, json!(["Cliente Exemplo 0", "R$ 20,00", "1"]));
    assert_eq!(said.len(), 2);
    let message = world.api().message(id).await;
    let history = message["history"].as_array().unwrap();
    let anew = history.iter().find(|h| h["reason"] == "rerendered").unwrap();
    let changes = anew["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "{anew}");
    assert!(
        changes
            .iter()
            .all(|c| c["field"] == "invoice" && c["after"] == "paid"),
        "{anew}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_all_are_paid_or_the_step_says_so_it_is_not_sent() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = three(&world, "rerender").await;
    for (invoice, due, cents) in [
        ("F1", "2026-12-09", 1_000),
        ("F3", "2026-12-10", 4_000),
        ("F2", "2026-12-10", 2_000),
    ] {
        world.invoice(invoice, 0, due, cents, "paid").await;
    }
    world.advance("2026-12-10T16:00:00Z").await;
    let message = world.api().message(id).await;
    assert_eq!((&message["status"], world.said().len()), (&json!("cancelled"), 1));
    world.end().await;

    let world = World::at("2026-12-10T12:00:00Z").await;
    let id = three(&world, "cancel").await;
    let paid = world.invoice("F3", 0, "2026-12-10", 4_000, "paid").await;
    assert_eq!(paid["stopped"]["cancelled"], 1, "{paid}");
    assert_eq!(world.api().message(id).await["status"], "cancelled");
    world.advance("2026-12-10T16:00:00Z").await;
    assert_eq!(world.said().len(), 1);
    world.end().await;
}
