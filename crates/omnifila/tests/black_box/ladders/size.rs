//! How long a run takes over many invoices, how long once more, and in how much memory.

use super::World;
use crate::support::phone;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

const BATCH: usize = 10_000;

/// Mebibytes of memory of the process's own.
fn anonymous(pid: rustix::process::Pid) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
}

/// So many invoices, two to a customer, all with a step on the day; the first run, the second, and the memory after both.
async fn measure(invoices: usize) -> (Duration, Duration, u64) {
    let world = World::at("2026-12-10T12:00:00Z").await;
    // Nothing leaves meanwhile: the run is what is measured.
    world.api().post("/pause", &json!({"reason": "medição"})).await;
    let customers = invoices / 2;
    for first in (0..customers).step_by(BATCH) {
        let part: Vec<Value> = (first..(first + BATCH).min(customers))
            .map(|i| json!({"external_id": format!("C{i}"), "name": format!("Cliente Exemplo {i}"), "phone": phone(i), "state": "SC"}))
            .collect();
        let body = json!({"source": "erp", "customers": part});
        world.api().post("/customers/batch", &body).await;
    }
    for first in (0..invoices).step_by(BATCH) {
        let part: Vec<Value> = (first..(first + BATCH).min(invoices))
            .map(|i| json!({"external_id": format!("F{i}"), "customer_external_id": format!("C{}", i % customers), "status": "open",
                "due_date": "2026-12-10", "amount_cents": 9_990, "payment_method": "boleto"}))
            .collect();
        let body = json!({"source": "erp", "invoices": part});
        world.api().post("/invoices/batch", &body).await;
    }
    let steps = json!([{"offset_days": 0, "template_id": world.setup.template}]);
    let ladder = world.ladder(steps, json!({"automatic": false})).await;
    let began = Instant::now();
    let run = world.run(ladder).await;
    let first = began.elapsed();
    assert_eq!(run["created"], invoices, "{run}");
    let began = Instant::now();
    let run = world.run(ladder).await;
    let again = began.elapsed();
    assert_eq!(
        (&run["created"], &run["duplicates"]),
        (&json!(0), &json!(invoices)),
        "{run}"
    );
    let memory = anonymous(world.node.pid());
    world.end().await;
    (first, again, memory)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_over_many_pages_makes_each_message_once() {
    let (_, _, memory) = measure(5_000).await;
    assert!(memory < 200, "{memory} MiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: 200,000 invoices"]
async fn soak_a_run_over_two_hundred_thousand_invoices_is_quick_and_small() {
    let (first, again, memory) = measure(200_000).await;
    println!(
        "ladder over 200,000 invoices: {:.1} s, again {:.1} s, {memory} MiB",
        first.as_secs_f64(),
        again.as_secs_f64()
    );
    assert!(first < Duration::from_secs(20), "{first:?}");
    assert!(again < Duration::from_secs(5), "{again:?}");
    assert!(memory < 200, "{memory} MiB");
}
