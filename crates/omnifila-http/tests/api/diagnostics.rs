//! Diagnóstico do cadastro: counted, listed, masked.

use crate::support::Api;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn counts(answer: &Value) -> BTreeMap<String, i64> {
    let problems = answer["problems"].as_array().unwrap();
    let pair = |p: &Value| {
        (
            p["problem"].as_str().unwrap().to_owned(),
            p["count"].as_i64().unwrap(),
        )
    };
    problems.iter().map(pair).filter(|(_, n)| *n > 0).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn problems_are_counted_and_listed_and_people_masked() {
    let api = Api::new().await;
    let nobody = api.get("/diagnostics/customers").await.expect(200);
    assert_eq!((&nobody["customers"], counts(&nobody).len()), (&json!(0), 0));

    let mut customers = vec![
        json!({ "external_id": "boa", "name": "Ana Boa", "phone": "49 90000-0100", "document": "11144477735", "state": "SC" }),
        json!({ "external_id": "ruim", "name": "Bia Maria Ruim", "phone": "(49) 3322-0001", "document": "11144477734",
            "email": "x@example.com", "city_ibge": "1" }),
    ];
    customers.extend((0..8).map(|n| {
        json!({ "external_id": format!("n{n}"), "name": format!("Caio {n}"), "phone": format!("(49) 8451-000{n}"), "state": "SC" })
    }));
    customers.extend((0..2).map(|n| {
        json!({ "external_id": format!("c{n}"), "name": "Casal", "phone": "49 90000-0200", "email": "casal@example.com", "state": "SC" })
    }));
    let batch = json!({ "source": "erp", "customers": customers });
    assert_eq!(
        api.post("/customers/batch", batch).await.expect(200)["created"],
        12
    );

    let answer = api.get("/diagnostics/customers").await.expect(200);
    assert_eq!(
        (&answer["customers"], &answer["concerned"]),
        (&json!(12), &json!(11))
    );
    let want = [
        ("bad_city_ibge", 1),
        ("bad_document", 1),
        ("missing_ninth_digit", 8),
        ("no_mobile", 1),
        ("no_state", 1),
        ("shared_email", 2),
        ("shared_phone", 2),
    ];
    assert_eq!(counts(&answer), want.map(|(code, n)| (code.to_owned(), n)).into());
    let find = |code: &str| {
        let problems = answer["problems"].as_array().unwrap();
        problems.iter().find(|p| p["problem"] == code).unwrap().clone()
    };
    let document = &find("bad_document")["examples"][0];
    assert_eq!(
        (
            &document["name"],
            &document["document"],
            &document["phone"],
            &document["email"]
        ),
        (
            &json!("Bia R."),
            &json!("*********34"),
            &json!("(**) ****-0001"),
            &json!("x***@example.com")
        )
    );
    assert!(find("bad_document")["next_cursor"].is_null());

    // The examples and the rest of the list are all of them, once.
    let ninth = find("missing_ninth_digit");
    let mut seen: Vec<Value> = ninth["examples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["id"].clone())
        .collect();
    let mut next = ninth["next_cursor"].clone();
    while let Some(cursor) = next.as_str() {
        let path = format!("/diagnostics/customers/list?problem=missing_ninth_digit&limit=2&cursor={cursor}");
        let page = api.get(&path).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|e| e["id"].clone()));
        next = page["next_cursor"].clone();
    }
    seen.dedup();
    assert_eq!(seen.len(), 8);
    let all = api.get("/diagnostics/customers/list").await.expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 11);
    let other = format!(
        "/diagnostics/customers/list?cursor={}",
        ninth["next_cursor"].as_str().unwrap()
    );
    assert_eq!(api.get(&other).await.problem(), (400, "bad_cursor", "/cursor"));
    assert_eq!(
        api.get("/diagnostics/customers/list?problem=x").await.problem().0,
        400
    );
}
