//! A spreadsheet of customers (a hundred thousand in the long run) is taken in by the service, which is killed while it reads
//! and while it writes: exactly the bad rows are refused, nothing is counted twice, and the file is taken back whole.

use crate::import_xlsx::workbook;
use crate::support::{Node, Place, until};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// Every so manieth row has no name.
const BAD: u64 = 997;
/// For each stage, on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

async fn shown(node: &Node, id: &Value) -> Value {
    node.api.get(&format!("/imports/{id}")).await
}

async fn at_least(node: &Node, id: &Value, count: &str, n: i64) {
    until(LIMIT, "rows", async || {
        let import = shown(node, id).await;
        (import[count].as_i64() >= Some(n) || import["status"] == "completed").then_some(())
    })
    .await;
}

async fn ended(node: &Node, id: &Value, status: &str) -> Value {
    until(LIMIT, status, async || {
        let import = shown(node, id).await;
        (import["status"] == status).then_some(import)
    })
    .await
}

/// Of so many rows, with a kill after each of these counts has been reached: by a fast machine perhaps passed.
async fn taken_in_over_kills(all: u64, kills: [(&str, i64); 3]) {
    let place = Place::new();
    let mut node = place.serve().ready().await;
    let head = ["Código", "Nome", "Celular"].map(str::to_owned).to_vec();
    let row = |i: u64| {
        let name = if i.is_multiple_of(BAD) {
            String::new()
        } else {
            format!("Cliente Exemplo {i}")
        };
        vec![i.to_string(), name, format!("55499{i:08}")]
    };
    let rows = std::iter::once(head).chain((1..=all).map(row));
    let begun = Instant::now();
    let (status, kept) = node
        .api
        .raw(
            "POST",
            "/imports?kind=customers&name=clientes.xlsx",
            &[],
            workbook(rows),
        )
        .await;
    assert_eq!(status, 201, "{kept}");
    assert_eq!(kept["rows"], all);
    let id = &kept["id"];
    node.api.post(&format!("/imports/{id}/start"), &json!({})).await;
    for (count, n) in kills {
        at_least(&node, id, count, n).await;
        node.kill().await;
        node = place.serve().ready().await;
    }
    let bad: BTreeSet<u64> = (1..=all).filter(|i| i.is_multiple_of(BAD)).collect();
    let good = all - bad.len() as u64;
    let done = ended(&node, id, "completed").await;
    let taken_in = begun.elapsed();
    let counts = ["read", "written", "created", "updated", "unchanged", "refused"].map(|c| done[c].as_u64());
    assert_eq!(counts, [all, all, good, 0, 0, bad.len() as u64].map(Some));
    let (status, file) = node
        .api
        .raw("GET", &format!("/imports/{id}/refused.csv"), &[], "")
        .await;
    assert_eq!(status, 200);
    let refused: BTreeSet<u64> = file
        .as_str()
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(';').next().unwrap().parse::<u64>().unwrap())
        .collect();
    // The head is row 1 of the sheet.
    assert_eq!(refused, bad.iter().map(|i| i + 1).collect());

    let begun = Instant::now();
    node.api.post(&format!("/imports/{id}/undo"), &json!({})).await;
    node.kill().await;
    node = place.serve().ready().await;
    let undone = ended(&node, id, "undone").await;
    assert_eq!(
        undone["undone"],
        json!({"removed": good, "cancelled": 0, "kept": {}})
    );
    let left = node.api.get("/customers?limit=1").await;
    assert_eq!(left["items"], json!([]));
    #[expect(clippy::print_stdout, reason = "what a long run saw is recorded")]
    {
        println!(
            "import: {all} rows of an XLSX, {} refused; uploaded and in after {:.1} s over three kills, taken back in {:.1} s over one",
            bad.len(),
            taken_in.as_secs_f64(),
            begun.elapsed().as_secs_f64()
        );
    }
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_is_taken_in_over_kills_and_taken_back() {
    taken_in_over_kills(5_000, [("read", 1_000), ("written", 500), ("written", 2_500)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: a spreadsheet of 100,000 rows"]
async fn soak_a_spreadsheet_of_a_hundred_thousand_rows_is_taken_in_over_kills_and_taken_back() {
    taken_in_over_kills(
        100_000,
        [("read", 10_000), ("written", 1_000), ("written", 20_000)],
    )
    .await;
}
