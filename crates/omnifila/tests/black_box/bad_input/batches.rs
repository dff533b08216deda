//! Batches with bad items among good ones: each is judged for itself.

use super::{JSON, Stage, but};
use crate::support::message;
use serde_json::{Value, json};

fn sums(answer: &Value) -> [u64; 3] {
    ["accepted", "duplicates", "rejected"].map(|name| answer[name].as_u64().unwrap())
}

#[tokio::test]
async fn a_batch_keeps_its_good_items_whatever_stands_beside_them() {
    let stage = Stage::new().await;
    let api = stage.api();
    let good = |i: usize| message(stage.setup, i).to_string();
    let wrong = |i: usize, at: &str, value: Value| but(&message(stage.setup, i), at, value).to_string();
    let deep = format!("{{\"data\":{}1{}}}", "{\"x\":".repeat(10_000), "}".repeat(10_000));
    // What is wrong with which item: its code, and the beginning of its pointer.
    let bad = [
        ("7".to_owned(), "invalid_field", ""),
        ("{\"x\":1}".to_owned(), "invalid_field", "/x"),
        (deep, "invalid_json", "/data"),
        ("null".to_owned(), "invalid_field", ""),
        ("\"texto\"".to_owned(), "invalid_field", ""),
        (
            wrong(50, "/gateway_id", json!(999)),
            "unknown_gateway",
            "/gateway_id",
        ),
        (
            wrong(51, "/customer/phone", json!("12")),
            "bad_phone",
            "/customer/phone",
        ),
        (wrong(52, "/data/n", Value::Null), "missing_variable", "/data/n"),
        (wrong(53, "/dry_run", json!(true)), "not_supported", "/dry_run"),
    ];
    let mut items = Vec::new();
    for (i, (item, ..)) in bad.iter().enumerate() {
        items.extend([good(i), item.clone()]);
    }
    items.push(good(0));
    let body = format!("{{\"messages\":[{}]}}", items.join(","));
    let (status, answer) = api.raw("POST", "/messages/batch", &[JSON], body.clone()).await;
    assert_eq!((status, sums(&answer)), (202, [9, 1, 9]), "{answer}");
    let told = answer["items"].as_array().unwrap();
    assert_eq!(
        told.len(),
        items.len(),
        "one answer for each, in the order of the request"
    );
    for (i, (_, code, pointer)) in bad.iter().enumerate() {
        let item = &told[2 * i + 1];
        assert_eq!(
            (&item["index"], &item["error"]["code"]),
            (&json!(2 * i + 1), &json!(code)),
            "{item}"
        );
        assert!(
            item["error"]["pointer"].as_str().unwrap().starts_with(pointer),
            "{item}"
        );
        assert!(
            item["error"]["expected"].as_str().is_some_and(|e| !e.is_empty()),
            "{item}"
        );
    }
    assert_eq!(
        (&told[18]["id"], &told[18]["duplicate"]),
        (&told[0]["id"], &json!(true))
    );
    let ids: Vec<i64> = told
        .iter()
        .step_by(2)
        .take(9)
        .map(|item| item["id"].as_i64().unwrap())
        .collect();
    assert!(ids.is_sorted(), "ids grow in the batch's order");
    assert_eq!(
        api.statuses(stage.setup.gateway)
            .await
            .into_keys()
            .collect::<Vec<_>>(),
        ids
    );
    let customers = api.get("/customers").await;
    assert_eq!(
        customers["items"].as_array().unwrap().len(),
        9,
        "a rejected item writes no customer"
    );

    // Safe to repeat whole.
    let (_, again) = api.raw("POST", "/messages/batch", &[JSON], body).await;
    assert_eq!(sums(&again), [0, 10, 9], "{again}");
    stage.end().await;
}

#[tokio::test]
async fn lines_are_judged_one_by_one_too() {
    let stage = Stage::new().await;
    let good = |i: usize| message(stage.setup, i).to_string();
    let mut lines = format!("{}\r\n7\n{{\"broken\n\n{}\n", good(1), good(1)).into_bytes();
    lines.extend_from_slice(b"\"\xff\"\n");
    lines.extend_from_slice(good(2).as_bytes());
    let media = ("content-type", "application/x-ndjson");
    let (status, answer) = stage.api().raw("POST", "/messages/batch", &[media], lines).await;
    assert_eq!((status, sums(&answer)), (202, [2, 1, 3]), "{answer}");
    let codes: Vec<&str> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|i| i["error"]["code"].as_str())
        .collect();
    assert_eq!(codes, ["invalid_field", "invalid_json", "bad_utf8"]);
    stage.end().await;
}

/// Customers and invoices: item by item, as messages are.
#[tokio::test]
async fn customers_and_invoices_are_judged_one_by_one() {
    let stage = Stage::new().await;
    let results = |answer: &Value| -> Vec<String> {
        let items = answer["items"].as_array().unwrap().iter();
        let word = |i: &Value| {
            i["error"]["code"]
                .as_str()
                .or(i["result"].as_str())
                .unwrap_or("none")
                .to_owned()
        };
        items.map(word).collect()
    };
    let customers = json!([
        {"external_id": "1", "name": "Cliente Exemplo 1", "phone": "+55 49 90000 0001"},
        7,
        {"x": 1},
        {"external_id": "2", "name": ""},
        {"external_id": "4", "name": "Cliente Exemplo 4", "source": "outra"},
        {"external_id": "5", "name": "Cliente Exemplo 5", "document": "11144477735"},
    ]);
    let batch = json!({"source": "erp", "customers": customers});
    let answer = stage.api().post("/customers/batch", &batch).await;
    let want = [
        "created",
        "invalid_field",
        "invalid_field",
        "bad_length",
        "source_mismatch",
        "created",
    ];
    assert_eq!(results(&answer), want, "{answer}");

    let good = json!({"customer_external_id": "1", "status": "open", "due_date": "2026-12-10", "amount_cents": 9990});
    let changes = [
        ("/external_id", json!("F1"), "created"),
        ("/customer_external_id", json!("99"), "unknown_customer"),
        ("/status", json!("aberta"), "invalid_field"),
        ("/due_date", json!("2026-02-30"), "bad_date"),
        ("/amount_cents", json!(-1), "out_of_range"),
        ("/amount_cents", json!(99.9), "invalid_field"),
        ("/amount_cents", Value::Null, "invalid_field"),
        ("/valor", json!(9990), "invalid_field"),
        ("/status", json!("paid"), "created"),
    ];
    let input = |(i, (at, value, _)): (usize, &(&str, Value, &str))| {
        but(
            &but(&good, "/external_id", format!("F{i}").into()),
            at,
            value.clone(),
        )
    };
    let invoices: Vec<Value> = changes
        .iter()
        .enumerate()
        .map(input)
        .chain([json!("F9")])
        .collect();
    let batch = json!({"source": "erp", "invoices": invoices});
    let answer = stage.api().post("/invoices/batch", &batch).await;
    let want: Vec<&str> = changes
        .iter()
        .map(|(.., want)| *want)
        .chain(["invalid_field"])
        .collect();
    assert_eq!(results(&answer), want, "{answer}");
    assert_eq!(
        stage.api().get("/invoices").await["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    stage.end().await;
}
