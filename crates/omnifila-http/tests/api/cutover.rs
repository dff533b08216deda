//! The switch: who made sure of what, the guard, and the comparison with the other system.

use crate::support::{Api, template};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_made_sure_that_a_channel_is_off_is_on_record() {
    let api = Api::new().await;
    api.setup("queue").await;
    let before = api.get("/cutover").await.expect(200);
    assert_eq!(before["channels"][0]["off"], false);
    assert_eq!(before["gateways"][0]["delivery_mode"], "simulate");
    let checked = json!({"channel": "whatsapp", "off": true, "note": "Rotina de cobrança desmarcada"});
    let after = api.post("/cutover/channels", checked).await.expect(200);
    let whatsapp = after["channels"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["channel"] == "whatsapp")
        .unwrap();
    assert_eq!(
        (whatsapp["off"].as_bool(), whatsapp["note"].as_str()),
        (Some(true), Some("Rotina de cobrança desmarcada"))
    );
    assert!(whatsapp["checked_by"].is_string() && whatsapp["at"].is_string());
    let audit = api.get("/audit?noun=cutover").await.expect(200);
    assert_eq!(audit["items"][0]["after"]["channel"], "whatsapp");
    let unknown = api
        .post("/cutover/channels", json!({"channel": "fax", "off": true}))
        .await;
    assert_eq!(unknown.problem().2, "/channel");
    let guard = api
        .post("/cutover/guard", json!({"mass_guard": 5}))
        .await
        .expect(200);
    assert_eq!(guard["mass_guard"], 5);
    assert_eq!(
        api.post("/cutover/guard", json!({"mass_guard": 0}))
            .await
            .problem()
            .2,
        "/mass_guard"
    );
}

/// Customers 1 to 5, of whom 1 to 3 owe an invoice that a ladder writes about today.
async fn provider(api: &Api) -> i64 {
    let (gateway, _) = api.setup("continuous").await;
    let mut collection = template(gateway);
    collection["purpose"] = "collection".into();
    collection["body"] = "Olá {{ customer.name }}".into();
    collection["bindings"][0]["parameters"] = json!(["{{ customer.name }}", "{{ invoice.external_id }}"]);
    let collection = api.post("/templates", collection).await.expect(201)["id"].clone();
    let customers: Vec<Value> = (1..=5)
        .map(|i| json!({"external_id": i.to_string(), "name": format!("Cliente {i}"), "phone": format!("+55499{i:08}")}))
        .collect();
    api.post(
        "/customers/batch",
        json!({"source": "ixc", "customers": customers}),
    )
    .await
    .expect(200);
    let invoices: Vec<Value> = (1..=3)
        .map(|i| {
            json!({"external_id": format!("f{i}"), "customer_external_id": i.to_string(), "status": "open",
                "due_date": "2026-12-07", "amount_cents": 9_990})
        })
        .collect();
    api.post("/invoices/batch", json!({"source": "ixc", "invoices": invoices}))
        .await
        .expect(200);
    let ladder = json!({"name": "Régua", "rank": 1, "enabled": true, "starts_on": "2026-01-01",
        "steps": [{"offset_days": 3, "template_id": collection}]});
    let ladder = api.post("/ladders", ladder).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    api.post(&format!("/ladders/{ladder}/run"), json!({}))
        .await
        .expect(200);
    api.settle().await;
    gateway
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_systems_are_compared_customer_by_customer() {
    let api = Api::new().await;
    provider(&api).await;
    let grid = "ID;Cliente;Dados para envio do template;Status;Data de inclusão;ID Cliente\r\n\
        1;Cliente 1;{};Enviado;10/12/2026 08:00:00;1\r\n\
        2;CLIENTE 2;{};Enviado;09/12/2026 08:00:00;\r\n\
        3;Cliente 4;{};Enviado;10/12/2026 08:00:00;4\r\n\
        4;Fulano Sem Cadastro;{};Enviado;10/12/2026 08:00:00;\r\n\
        5;Cliente 5;{};Cancelado;10/12/2026 08:00:00;5\r\n\
        6;Cliente 5;{};Enviado;31/10/2026 08:00:00;5\r\n";
    let asked = json!({"from": "2026-12-08", "to": "2026-12-10", "csv": grid, "source": "ixc"});
    let compared = api.post("/cutover/compare", asked.clone()).await.expect(200);
    assert_eq!(compared["both"], 2, "a day apart is the same: {compared:#}");
    assert_eq!(compared["why_only_here"], json!({"not_there": 1}), "{compared:#}");
    assert_eq!(
        compared["why_only_there"],
        json!({"no_open_invoice": 1, "unknown_customer": 1}),
        "{compared:#}"
    );
    assert_eq!(
        (compared["ignored"].as_i64(), compared["unread"].as_i64()),
        (Some(2), Some(0))
    );
    let only_here = &compared["differences"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["only"] == "here")
        .unwrap();
    assert_eq!(only_here["name"], "Cliente 3");
    for (name, value, code) in [
        ("csv", json!("a;b\n"), "bad_csv"),
        ("to", json!("2027-12-10"), "out_of_range"),
        ("gateway_id", json!(1), "missing"),
    ] {
        let mut wrong = asked.clone();
        wrong[name] = value;
        assert_eq!(api.post("/cutover/compare", wrong).await.problem().1, code);
    }
}
