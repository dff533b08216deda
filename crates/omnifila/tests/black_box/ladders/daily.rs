//! Once a day at its hour, whatever restarts in between; windows, days and caps of its steps.

use super::World;
use serde_json::{Value, json};

/// Each message's due date of its invoice and when its call began, in order.
async fn calls(world: &World) -> Vec<(String, String)> {
    let mut calls = Vec::new();
    for message in world.api().all("/messages?order=id&status=sent").await {
        let one = world.api().message(message["id"].as_i64().unwrap()).await;
        let at = one["attempts"][0]["started_at"].as_str().unwrap().to_owned();
        calls.push((one["data"]["fatura"].as_str().unwrap().to_owned(), at));
    }
    calls.sort();
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ladder_runs_once_a_day_at_its_hour_across_restarts() {
    // A Thursday, five o'clock in São Paulo.
    let world = World::at("2026-12-10T08:00:00Z").await;
    world.customers(5).await;
    for (i, due) in [
        "2026-12-10",
        "2026-12-11",
        "2026-12-12",
        "2026-12-13",
        "2026-12-08",
    ]
    .iter()
    .enumerate()
    {
        world.invoice(&format!("F{i}"), i, due, 9_990, "open").await;
    }
    let weekly =
        json!([{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "10:00", "to": "12:00"}]);
    let window = json!({"name": "Manhã", "weekly": weekly, "zone": "America/Sao_Paulo"});
    let window = world.api().post("/windows", &window).await["id"].clone();
    let steps = json!([
        {"offset_days": 0, "template_id": world.setup.template, "window_id": window, "on_closed_day": "next"},
        {"offset_days": 2, "template_id": world.setup.template, "days": "business", "time": "09:30"},
    ]);
    let ladder = world.ladder(steps, json!({"run_at": "06:00"})).await;
    let runs = async |world: &World| world.api().all(&format!("/ladders/{ladder}/runs?")).await;

    world.advance("2026-12-10T08:59:00Z").await;
    assert_eq!(runs(&world).await, Vec::<Value>::new(), "not before its hour");
    world.advance("2026-12-10T15:00:00Z").await;
    let first = runs(&world).await;
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(
        (
            &first[0]["day"],
            &first[0]["automatic"],
            &first[0]["result"]["created"]
        ),
        (&json!("2026-12-10"), &json!(true), &json!(2)),
        "{first:?}"
    );
    assert_eq!(first[0]["started_at"], "2026-12-10T09:00:00.000Z");

    // A new process on the same day does nothing again; one that was not there at the hour makes up for it.
    let World {
        node,
        sandbox,
        place,
        setup,
    } = world;
    node.stop().await;
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-10T16:00:00Z"])
        .ready()
        .await;
    node.api
        .post("/clock/advance", &json!({"to": "2026-12-10T23:00:00Z"}))
        .await;
    node.stop().await;
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-11T20:00:00Z"])
        .ready()
        .await;
    let world = World {
        node,
        sandbox,
        place,
        setup,
    };
    world.advance("2026-12-16T02:00:00Z").await;
    let days: Vec<String> = runs(&world)
        .await
        .iter()
        .rev()
        .map(|run| {
            format!(
                "{} {}",
                run["day"].as_str().unwrap(),
                run["started_at"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        days,
        [
            "2026-12-10 2026-12-10T09:00:00.000Z",
            "2026-12-11 2026-12-11T20:00:00.000Z",
            "2026-12-12 2026-12-12T09:00:00.000Z",
            "2026-12-13 2026-12-13T09:00:00.000Z",
            "2026-12-14 2026-12-14T09:00:00.000Z",
            "2026-12-15 2026-12-15T09:00:00.000Z",
        ]
    );
    // The due date itself, moved from the weekend to Monday, within its window; two business days later at half past nine.
    let wanted: Vec<(String, String)> = [
        ("F0", "2026-12-10T13:00:00.000Z"),
        ("F0", "2026-12-14T12:30:00.000Z"),
        ("F1", "2026-12-12T13:00:00.000Z"),
        ("F1", "2026-12-15T12:30:00.000Z"),
        ("F2", "2026-12-14T13:00:00.000Z"),
        ("F2", "2026-12-15T12:30:00.000Z"),
        ("F3", "2026-12-14T13:00:00.000Z"),
        ("F3", "2026-12-15T12:30:00.000Z"),
        ("F4", "2026-12-10T12:30:00.000Z"),
    ]
    .map(|(a, b)| (a.to_owned(), b.to_owned()))
    .into();
    assert_eq!(calls(&world).await, wanted);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_run_by_itself_waits_for_a_person_above_a_number() {
    let world = World::at("2026-12-10T08:00:00Z").await;
    world.customers(3).await;
    for i in 0..3 {
        world
            .invoice(&format!("F{i}"), i, "2026-12-10", 9_990, "open")
            .await;
    }
    let steps = json!([{"offset_days": 0, "template_id": world.setup.template}]);
    let ladder = world
        .ladder(steps, json!({"run_at": "06:00", "confirm_above": 2}))
        .await;
    world.advance("2026-12-10T10:00:00Z").await;
    let page = world.api().get(&format!("/ladders/{ladder}/runs")).await;
    let run = &page["items"][0];
    assert_eq!(
        (&run["status"], &run["result"]["created"]),
        (&json!("awaiting_confirmation"), &json!(3))
    );
    assert_eq!(world.said(), []);
    // Running it by hand is the confirmation; from the next day on it goes by itself.
    assert_eq!(world.run(ladder).await["created"], 3);
    for i in 0..3 {
        world
            .invoice(&format!("G{i}"), i, "2026-12-11", 9_990, "open")
            .await;
    }
    world.advance("2026-12-11T10:00:00Z").await;
    assert_eq!(world.said().len(), 6);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_number_of_its_own_the_first_run_waits_above_the_volume_guard() {
    let world = World::at("2026-12-10T08:00:00Z").await;
    world.customers(3).await;
    for i in 0..3 {
        world
            .invoice(&format!("F{i}"), i, "2026-12-10", 9_990, "open")
            .await;
    }
    let guard = async |most: i64| {
        let most = json!({ "mass_guard": most });
        world.api().post("/cutover/guard", &most).await;
    };
    guard(2).await;
    let steps = json!([{"offset_days": 0, "template_id": world.setup.template}]);
    let ladder = world.ladder(steps.clone(), json!({"run_at": "06:00"})).await;
    world.advance("2026-12-10T10:00:00Z").await;
    let page = world.api().get(&format!("/ladders/{ladder}/runs")).await;
    assert_eq!(page["items"][0]["status"], "awaiting_confirmation");
    assert_eq!(world.said(), []);
    // Once a person has run it, it goes by itself, as many as they are.
    assert_eq!(world.run(ladder).await["created"], 3);
    for i in 0..3 {
        world
            .invoice(&format!("G{i}"), i, "2026-12-11", 9_990, "open")
            .await;
    }
    world.advance("2026-12-11T10:00:00Z").await;
    assert_eq!(world.said().len(), 6);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn caps_skip_what_would_be_one_too_many_when_it_is_made_and_when_it_leaves() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    world.customers(2).await;
    let caps = world
        .api()
        .call(
            "PATCH",
            "/dunning-caps",
            Some(&json!({"per_day": 1, "per_week": 2})),
        )
        .await;
    assert_eq!(caps, (200, json!({"per_day": 1, "per_week": 2})));
    world.invoice("F1", 0, "2026-12-10", 9_990, "open").await;
    world.invoice("F2", 0, "2026-12-09", 5_000, "open").await;
    world.invoice("F3", 1, "2026-12-10", 9_990, "open").await;
    let template = world.setup.template;
    let steps = json!([{"offset_days": 0, "template_id": template}, {"offset_days": 1, "template_id": template, "time": "10:00"}]);
    let ladder = world.ladder(steps, json!({"automatic": false})).await;
    let dry = world
        .api()
        .post(&format!("/ladders/{ladder}/run?dry_run=true"), &json!({}))
        .await;
    let run = world.run(ladder).await;
    assert_eq!(dry, run, "a dry run tells the caps too");
    assert_eq!(
        (&run["created"], &run["skipped"]),
        (&json!(2), &json!({"cap_per_day": 1})),
        "{run}"
    );
    // The oldest comes first; the second of the same person is left out for good.
    world.advance("2026-12-10T14:00:00Z").await;
    assert_eq!(world.said().len(), 2);
    world.advance("2026-12-11T12:00:00Z").await;
    assert_eq!(world.run(ladder).await["created"], 2, "a new day, the next step");
    world.advance("2026-12-11T14:00:00Z").await;
    assert_eq!(world.said().len(), 4);
    world.invoice("F5", 0, "2026-12-12", 5_000, "open").await;
    world.advance("2026-12-12T12:00:00Z").await;
    assert_eq!(world.run(ladder).await["skipped"]["cap_per_week"], 1);

    // Two that wait when a cap comes: the first leaves, the other is not sent any more.
    world
        .api()
        .call(
            "PATCH",
            "/dunning-caps",
            Some(&json!({"per_day": null, "per_week": null})),
        )
        .await;
    world.advance("2026-12-21T11:00:00Z").await;
    world.invoice("G1", 1, "2026-12-20", 9_990, "open").await;
    world.invoice("G2", 1, "2026-12-20", 9_990, "open").await;
    assert_eq!(world.run(ladder).await["created"], 2);
    world
        .api()
        .call("PATCH", "/dunning-caps", Some(&json!({"per_day": 1})))
        .await;
    world.advance("2026-12-21T14:00:00Z").await;
    let page = world.api().get("/messages?status=cancelled").await;
    let capped = page["items"].as_array().unwrap();
    assert_eq!(capped.len(), 1, "{page}");
    let one = world.api().message(capped[0]["id"].as_i64().unwrap()).await;
    assert_eq!(
        one["history"].as_array().unwrap().last().unwrap()["reason"],
        "capped"
    );
    assert_eq!(world.said().len(), 5);
    world.end().await;
}
