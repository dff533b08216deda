//! A promise to pay and an unlock on trust hold the dunning of a customer until their end, and nothing else; who pays is
//! thanked once.

use super::World;
use omnifila_sandbox::TEMPLATE_VENCIDA;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promise_holds_dunning_until_its_end_and_nothing_else() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    world.customers(3).await;
    for i in 0..3 {
        world
            .invoice(&format!("F{i}"), i, "2026-12-10", 9_990, "open")
            .await;
    }
    let step =
        |offset: i32| json!({"offset_days": offset, "template_id": world.setup.template, "time": "12:00"});
    let ladder = world
        .ladder(json!([step(0), step(1)]), json!({"automatic": false}))
        .await;
    assert_eq!(world.run(ladder).await["created"], 3);
    let customers = world.api().all("/customers?").await;
    let hold = async |customer: usize, cause: &str, until: &str| {
        let hold = json!({"scope": "customer", "target_id": customers[customer]["id"], "reason": "combinado por telefone",
            "until": until, "purposes": ["collection", "reminder"], "cause": cause});
        world.api().post("/holds", &hold).await
    };
    hold(0, "promise", "2026-12-13T03:00:00Z").await;
    hold(1, "trust_unlock", "2026-12-11T14:00:00Z").await;
    // What waits is held; what is not dunning leaves.
    let notice = json!({
        "name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}",
        "bindings": [{"gateway_id": world.setup.gateway, "provider_template_id": TEMPLATE_VENCIDA,
            "parameters": ["{{ customer.name }}", "a", "b"]}],
    });
    let notice = world.api().post("/templates", &notice).await["id"].clone();
    let message = json!({"gateway_id": world.setup.gateway, "template_id": notice,
        "customer": {"source": "erp", "external_id": "C0", "name": "Cliente Exemplo 0", "phone": crate::support::phone(0)}});
    world.api().post("/messages", &message).await;
    world.advance("2026-12-10T16:00:00Z").await;
    assert_eq!(world.said().len(), 2, "the notice, and the third customer's");

    // Nothing new is made while it lasts.
    world.advance("2026-12-11T12:00:00Z").await;
    let run = world.run(ladder).await;
    assert_eq!(
        (&run["created"], &run["skipped"]),
        (&json!(1), &json!({"promise": 1, "trust_unlock": 1})),
        "{run}"
    );
    world.advance("2026-12-11T16:00:00Z").await;
    assert_eq!(
        world.said().len(),
        4,
        "the unlock is over: its message of yesterday leaves"
    );
    let held = world.api().get("/messages?status=waiting").await;
    let held = world
        .api()
        .message(held["items"][0]["id"].as_i64().unwrap())
        .await;
    assert_eq!(held["blockers"][0]["code"], "hold", "{held}");
    // Kept: paid in time, and never written to.
    world.invoice("F0", 0, "2026-12-10", 9_990, "paid").await;
    world.advance("2026-12-14T16:00:00Z").await;
    assert_eq!(world.said().len(), 4);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_pays_after_being_written_to_is_thanked_once() {
    let world = World::at("2026-12-10T08:00:00Z").await;
    world.customers(2).await;
    world.invoice("F0", 0, "2026-12-10", 9_990, "open").await;
    world.invoice("F1", 1, "2026-12-20", 9_990, "open").await;
    let thanks = json!({
        "name": "obrigado", "purpose": "service", "body": "Obrigado, {{ customer.name }}: {{ invoice.amount_cents | reais }}",
        "bindings": [{"gateway_id": world.setup.gateway, "provider_template_id": TEMPLATE_VENCIDA,
            "parameters": ["{{ customer.name }}", "{{ invoice.amount_cents | reais }}", "obrigado"]}],
    });
    let thanks = world.api().post("/templates", &thanks).await["id"].clone();
    let steps = json!([{"offset_days": 0, "template_id": world.setup.template}]);
    let of_dunning = json!({"name": "r", "starts_on": "2026-01-01", "steps": steps, "thanks": {"template_id": world.setup.template}});
    let (status, problem) = world.api().call("POST", "/ladders", Some(&of_dunning)).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("purpose_mismatch")),
        "{problem}"
    );
    let ladder = world
        .ladder(steps, json!({"thanks": {"template_id": thanks, "time": "09:00"}}))
        .await;
    world.advance("2026-12-10T15:00:00Z").await;
    assert_eq!(world.said().len(), 1);
    // One who was written to, and one who was not.
    world.invoice("F0", 0, "2026-12-10", 9_990, "paid").await;
    world.invoice("F1", 1, "2026-12-20", 9_990, "paid").await;
    world.advance("2026-12-14T15:00:00Z").await;
    let said = world.said();
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said[1].1, json!(["Cliente Exemplo 0", "R$ 99,90", "obrigado"]));
    let sent = world.api().message(said[1].0).await;
    assert_eq!(sent["attempts"][0]["started_at"], "2026-12-11T12:00:00.000Z");
    let runs = world.api().get(&format!("/ladders/{ladder}/runs")).await;
    let thanked: Vec<_> = runs["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["result"]["thanks"].clone())
        .collect();
    assert_eq!(
        thanked,
        [json!(0), json!(0), json!(0), json!(1), json!(0)],
        "{runs}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_law_wants_is_asked_before_publishing_and_every_version_can_be_read() {
    let world = World::at("2026-12-10T12:00:00Z").await;
    world.customers(1).await;
    world.invoice("F0", 0, "2026-12-10", 9_990, "open").await;
    let body = "{{ branch.legal_name }}, {{ branch.address }}, CNPJ {{ branch.document }}: suspensão em {{ invoice.suspends_on | data }}";
    let parameters = [
        "{{ invoice.suspends_on | data }}",
        "{{ invoice.rescinds_on | data }}",
        "x",
    ];
    let template = json!({
        "name": "aviso de suspensão", "purpose": "collection", "body": body,
        "bindings": [{"gateway_id": world.setup.gateway, "provider_template_id": TEMPLATE_VENCIDA, "parameters": parameters}],
    });
    let template = world.api().post("/templates", &template).await["id"].clone();
    let branch = json!({"key": "sul", "name": "Sul", "legal_name": "Provedor Exemplo Ltda", "document": "11222333000181",
        "address": "Rua Um, 1"});
    world.api().post("/branches", &branch).await;
    let customer = json!({"external_id": "C0", "name": "Cliente Exemplo 0", "branch_key": "sul"});
    let body = json!({"source": "erp", "customers": [customer]});
    world.api().post("/customers/batch", &body).await;
    let steps = json!([
        {"offset_days": 0, "template_id": template, "legal_notice": "suspension"},
        {"offset_days": 5, "template_id": world.setup.template},
    ]);
    let tried = json!({"name": "r", "starts_on": "2026-01-01", "steps": steps, "automatic": false});
    let tried = world.api().post("/ladders/dry-run", &tried).await;
    let remarks: Vec<String> = tried["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {}", r["step"], r["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        remarks,
        [
            "0 notice_amount_missing",
            "0 notice_month_missing",
            "0 notice_bureau_missing",
            "0 notice_restoring_missing",
            "5 supplier_name_missing",
            "5 supplier_address_missing",
            "5 supplier_document_missing",
        ]
    );
    let ladder = world.ladder(steps, json!({"automatic": false})).await;
    assert_eq!(world.run(ladder).await["created"], 1);
    world.advance("2026-12-10T16:00:00Z").await;
    assert_eq!(world.said()[0].1, json!(["25/12/2026", "23/02/2027", "x"]));

    let path = format!("/ladders/{ladder}");
    let (status, _) = world.api().call("PATCH", &path, Some(&json!({"rank": 7}))).await;
    assert_eq!(status, 200);
    let versions = world.api().all(&format!("{path}/versions?")).await;
    let told: Vec<_> = versions
        .iter()
        .map(|v| (v["version"].clone(), v["ladder"]["rank"].clone()))
        .collect();
    assert_eq!(told, [(json!(2), json!(7)), (json!(1), json!(0))], "{versions:?}");
    world.end().await;
}
