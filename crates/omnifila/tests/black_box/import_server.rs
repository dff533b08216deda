//! A spreadsheet of a hundred thousand customers is taken in by the service, which is killed while it reads and while it
//! writes: exactly the bad rows are refused, nothing is counted twice, and the file is taken back whole.

use crate::import_xlsx::workbook;
use crate::support::{Node, Place, until};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const ROWS: u64 = 100_000;
/// Every so manieth row has no name.
const BAD: u64 = 997;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_is_taken_in_over_kills_and_taken_back() {
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
    let rows = std::iter::once(head).chain((1..=ROWS).map(row));
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
    assert_eq!(kept["rows"], ROWS);
    let id = &kept["id"];
    node.api.post(&format!("/imports/{id}/start"), &json!({})).await;
    for (count, n) in [("read", 10_000), ("written", 1_000), ("written", 20_000)] {
        at_least(&node, id, count, n).await;
        node.kill().await;
        node = place.serve().ready().await;
    }
    let bad: BTreeSet<u64> = (1..=ROWS).filter(|i| i.is_multiple_of(BAD)).collect();
    let good = ROWS - bad.len() as u64;
    let done = ended(&node, id, "completed").await;
    let counts = ["read", "written", "created", "updated", "unchanged", "refused"].map(|c| done[c].as_u64());
    assert_eq!(counts, [ROWS, ROWS, good, 0, 0, bad.len() as u64].map(Some));
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
    node.stop().await;
}
