//! Customers, invoices and ladders.

use crate::browser::{person, set_up};
use crate::support::{Api, simulated_gateway};
use serde_json::{Value, json};

fn customer(n: usize) -> Value {
    json!({ "external_id": n.to_string(), "name": format!("Cliente {n}"), "phone": format!("+55499{n:08}"),
            "document": "11144477735", "tags": ["fibra"], "collection": { "allowed": true } })
}

fn invoice(n: usize, status: &str) -> Value {
    json!({ "external_id": format!("f{n}"), "customer_external_id": n.to_string(), "status": status,
            "due_date": "2026-12-10", "amount_cents": 9990 })
}

async fn batch(api: &Api, noun: &str, items: Vec<Value>) -> Value {
    api.post(&format!("/{noun}/batch"), json!({ "source": "erp", noun: items }))
        .await
        .expect(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_are_added_changed_and_cleared() {
    let api = Api::new().await;
    let first = batch(&api, "customers", vec![customer(1), json!(7), customer(2)]).await;
    assert_eq!(
        (first["created"].as_i64(), first["rejected"].as_i64()),
        (Some(2), Some(1))
    );
    assert_eq!(first["items"][1]["error"]["code"], "invalid_field");
    let again = batch(&api, "customers", vec![customer(1)]).await;
    assert_eq!(again["items"][0]["result"], "unchanged");
    let changed = json!({ "external_id": "1", "name": "Cliente Um", "document": null });
    assert_eq!(batch(&api, "customers", vec![changed]).await["updated"], 1);
    let id = first["items"][0]["id"].as_i64().unwrap();
    let shown = api.get(&format!("/customers/{id}")).await.expect(200);
    assert_eq!(
        (shown["name"].as_str(), &shown["document"], &shown["tags"]),
        (Some("Cliente Um"), &Value::Null, &json!(["fibra"]))
    );
    let found = api.get("/customers?source=erp&external_id=2").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(api.get("/customers?source=erp").await.problem().0, 400);
    let page = api.get("/customers?limit=1").await.expect(200);
    let next = api
        .get(&format!(
            "/customers?cursor={}",
            page["next_cursor"].as_str().unwrap()
        ))
        .await
        .expect(200);
    assert_eq!(next["items"].as_array().unwrap().len(), 1);
    let mixed = json!({ "external_id": "3", "name": "Cliente 3", "source": "outra" });
    assert_eq!(
        batch(&api, "customers", vec![mixed]).await["items"][0]["error"]["code"],
        "source_mismatch"
    );
    let missing = api.post("/customers/batch", json!({ "customers": [] })).await;
    assert_eq!(missing.problem().0, 422);
    let empty = api
        .post("/customers/batch", json!({ "source": "", "customers": [] }))
        .await;
    assert_eq!(empty.problem(), (422, "bad_length", "/source"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_are_found_and_their_documents_masked_for_people() {
    let api = Api::new().await;
    batch(&api, "customers", (1..=3).map(customer).collect()).await;
    let names = async |path: &str| {
        let page = api.get(path).await.expect(200);
        let names = page["items"].as_array().unwrap().iter();
        let names: Vec<String> = names.map(|c| c["name"].as_str().unwrap().to_owned()).collect();
        (names, page["next_cursor"].as_str().map(str::to_owned))
    };
    assert_eq!(names("/customers?q=2").await.0, ["Cliente 2"]);
    assert_eq!(names("/customers?q=111.444.777-35").await.0.len(), 3);
    let (first, next) = names("/customers?q=CLI%C3%8ANTE&limit=2").await;
    assert_eq!(first, ["Cliente 1", "Cliente 2"]);
    let path = format!("/customers?q=cliente&limit=2&cursor={}", next.unwrap());
    assert_eq!(names(&path).await, (vec!["Cliente 3".to_owned()], None));
    let both = api.get("/customers?q=x&source=erp&external_id=1").await;
    assert_eq!(both.problem(), (400, "invalid_parameter", "/q"));
    assert_eq!(api.get("/customers?q=x&cursor=y").await.problem().1, "bad_cursor");

    let browser = set_up(&api).await;
    let shown = browser.call(&api, "GET", "/customers/1", None).await.expect(200);
    assert_eq!(shown["document"], "*********35");
    let listed = browser
        .call(&api, "GET", "/customers?q=2", None)
        .await
        .expect(200);
    assert_eq!(listed["items"][0]["document"], "*********35");
    let why = Some(json!({ "reason": "ligação do cliente" }));
    let bare = browser
        .call(&api, "POST", "/customers/1/reveal", why)
        .await
        .expect(200);
    assert_eq!(bare["document"], "11144477735");
    let record = api.get("/audit?noun=customer&noun_id=1").await.expect(200);
    let entry = &record["items"][0];
    assert_eq!(
        (&entry["action"], &entry["reason"], &entry["after"]),
        (&json!("reveal"), &json!("ligação do cliente"), &Value::Null)
    );
    assert_eq!(api.post("/customers/99/reveal", json!({})).await.problem().0, 404);
    let (_, viewer) = person(&api, "leitura@provedor.example", "viewer").await;
    let refused = viewer.call(&api, "POST", "/customers/1/reveal", None).await;
    assert_eq!(refused.problem().0, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ladder_makes_messages_once_and_payment_stops_them() {
    let api = Api::new().await;
    let gateway = api
        .post("/gateways", simulated_gateway("queue"))
        .await
        .expect(201)["id"]
        .as_i64()
        .unwrap();
    let template = json!({ "name": "Cobrança", "purpose": "collection", "body": "{{ customer.name }}: {{ invoice.due_date }}",
        "bindings": [{ "gateway_id": gateway, "provider_template_id": "64aa00000000000000000001", "parameters": ["{{ customer.name }}"] }] });
    let template = api.post("/templates", template).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    batch(&api, "customers", (1..=3).map(customer).collect()).await;
    let kept = batch(
        &api,
        "invoices",
        vec![
            invoice(1, "open"),
            invoice(2, "open"),
            invoice(3, "open"),
            invoice(9, "open"),
            json!({ "x": 1 }),
        ],
    )
    .await;
    assert_eq!(
        (kept["created"].as_i64(), kept["rejected"].as_i64()),
        (Some(3), Some(2)),
        "{kept:#}"
    );
    let ladder = json!({ "name": "Régua", "starts_on": "2026-01-01", "steps": [{ "offset_days": 0, "template_id": template }] });
    let ladder = api.post("/ladders", ladder).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let dry = api
        .post(&format!("/ladders/{ladder}/run?dry_run=true"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (dry["considered"].as_i64(), dry["created"].as_i64()),
        (Some(3), Some(3))
    );
    assert_eq!(
        (&dry["customers"], &dry["open_cents"], &dry["by_step"]),
        (&json!(3), &json!(3 * 9990), &json!({ "0": 3 }))
    );
    let draft = |days: i32| json!({ "name": "Régua", "starts_on": "2026-01-01", "steps": [{ "offset_days": days, "template_id": template }] });
    let trial = async |query: &str, days: i32| {
        let path = format!("/ladders/dry-run{query}");
        api.post(&path, draft(days)).await
    };
    let instead = trial(&format!("?in_place_of={ladder}"), 0).await.expect(200);
    assert_eq!(instead["created"], 3);
    let beside = trial("", 0).await.expect(200);
    assert_eq!(
        (&beside["created"], &beside["skipped"]["other_ladder"]),
        (&json!(0), &json!(3))
    );
    let other_day = trial(&format!("?in_place_of={ladder}"), 5).await.expect(200);
    assert_eq!(other_day["considered"], 0);
    assert_eq!(trial("?in_place_of=999", 0).await.problem().0, 404);
    assert_eq!(trial("", 99_999).await.problem().0, 422);
    let kept = api.get("/ladders").await.expect(200);
    assert_eq!(
        kept["items"].as_array().unwrap().len(),
        1,
        "a trial keeps nothing"
    );
    assert_eq!(api.get("/messages").await.expect(200)["items"], json!([]));
    let run = api
        .post(&format!("/ladders/{ladder}/run"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (run["created"].as_i64(), run["duplicates"].as_i64()),
        (Some(3), Some(0))
    );
    let again = api
        .post(&format!("/ladders/{ladder}/run"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (again["created"].as_i64(), again["duplicates"].as_i64()),
        (Some(0), Some(3))
    );
    let paid = batch(&api, "invoices", vec![invoice(2, "paid")]).await;
    assert_eq!(paid["items"][0]["result"], "updated");
    assert_eq!(paid["items"][0]["stopped"]["cancelled"], 1);
    let of_invoice = api.get("/messages?invoice=erp:f2").await.expect(200);
    assert_eq!(
        (
            of_invoice["items"][0]["status"].as_str(),
            of_invoice["items"][0]["reason"].as_str()
        ),
        (Some("cancelled"), Some("invoice_paid"))
    );
    let id = kept["items"][0]["id"].as_i64().unwrap();
    assert_eq!(
        api.get(&format!("/invoices/{id}")).await.expect(200)["amount_cents"],
        9990
    );
    assert_eq!(
        api.get("/invoices?status=open&due_to=2026-12-10")
            .await
            .expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        api.get("/invoices?due_to=amanha").await.problem(),
        (400, "invalid_parameter", "/due_to")
    );
    assert_eq!(api.post("/ladders/99/run", json!({})).await.problem().0, 404);
}
