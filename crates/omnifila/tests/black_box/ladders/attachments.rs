//! What expires is fetched when the message leaves, from the source, and served from an address of ours; a source that cannot
//! be asked puts the message off, in words.

use super::World;
use crate::sources::{add_source, sandbox_with, synced};
use crate::support::{Place, sends};
use bytes::Bytes;
use omnifila_sandbox::{CallScope, Fault, FaultRule, TEMPLATE_VENCIDA};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pix_line_and_pdf_are_fetched_when_the_message_leaves() {
    let place = Place::new();
    let sandbox = sandbox_with(40, 120).await;
    let world = World::with(place, sandbox, "2026-12-10T12:00:00Z").await;
    let api = world.api();
    let source = add_source(api, &world.sandbox).await;
    synced(api, source, Duration::from_secs(60)).await;
    let open = api.all("/invoices?source=ixc&status=open").await;
    let plain = |i: &&Value| i["payment_method"] == "boleto" && i["block"].is_null();
    let invoice = open.iter().find(plain).unwrap();
    let external_id = invoice["external_id"].as_str().unwrap();

    let parameters = [
        "{{ invoice.pix }}",
        "{{ invoice.boleto_line }}",
        "{{ invoice.pix_qr_url }}",
    ];
    let template = json!({
        "name": "cobrança com boleto", "purpose": "collection", "body": "Pix: {{ invoice.pix }}",
        "bindings": [{"gateway_id": world.setup.gateway, "provider_template_id": TEMPLATE_VENCIDA, "parameters": parameters,
            "media_url": "{{ invoice.pdf_url }}"}],
    });
    let template = api.post("/templates", &template).await["id"].clone();
    let due: jiff::civil::Date = invoice["due_date"].as_str().unwrap().parse().unwrap();
    let today = jiff::civil::date(2026, 12, 10);
    let offset = (today - due).get_days();
    let steps = json!([{"offset_days": offset, "template_id": template, "time": "12:00",
        "attachments": ["pix", "pix_qr", "boleto_line", "pdf"]}]);
    let cents = invoice["open_cents"]
        .as_i64()
        .or(invoice["amount_cents"].as_i64())
        .unwrap();
    let filters = json!({"amount_min_cents": cents, "amount_max_cents": cents});
    let ladder = world
        .ladder(steps, json!({"automatic": false, "filters": filters}))
        .await;
    let run = world.run(ladder).await;
    assert!(run["created"].as_i64() >= Some(1), "{run} {invoice}");
    let mine = api.all(&format!("/messages?invoice=ixc:{external_id}")).await;
    let id = mine[0]["id"].as_i64().unwrap();
    let preview = api.message(id).await["preview"].clone();
    assert_eq!(preview, "Pix: (código Pix: gerado no envio)");

    // Nobody has said where files are served from: put off, in words.
    world.advance("2026-12-10T15:30:00Z").await;
    let message = api.message(id).await;
    let blocker = message["blockers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|b| b["code"] == "attachment");
    let blocker = blocker.unwrap_or_else(|| panic!("{message}"));
    assert_eq!(blocker["ref"], "trouble/no_public_url", "{message}");
    let base = format!("http://{}", api.addr());
    let (status, _) = api
        .call(
            "PATCH",
            "/settings",
            Some(&json!({"public_url": format!("{base}/")})),
        )
        .await;
    assert_eq!(status, 200);

    // The source is down when it is tried again, and answers later.
    let fault = FaultRule::from(Fault::status(503))
        .on(CallScope::Reads)
        .for_tenant("ixc/default");
    world.sandbox.add_fault(fault).unwrap();
    world.advance("2026-12-10T16:05:00Z").await;
    assert!(world.said().iter().all(|(message, _)| *message != id));
    world.sandbox.clear_faults();
    world.advance("2026-12-10T18:30:00Z").await;
    let sent = sends(&world.sandbox);
    let now = api.message(id).await;
    let call = sent
        .iter()
        .find(|s| s.message == id)
        .unwrap_or_else(|| panic!("{now}"));
    let said = call.record.variables.as_array().unwrap();
    assert_eq!(
        said[0],
        format!("00020101021226PIX-EXEMPLO-{external_id:0>8}5204000053039865802BR6304ABCD")
    );
    let digits = said[1].as_str().unwrap();
    assert!(
        digits.len() >= 44 && digits.bytes().all(|b| b.is_ascii_digit()),
        "{digits}"
    );
    let message = api.message(id).await;
    assert!(
        message["preview"].as_str().unwrap().starts_with("Pix: 000201"),
        "{message}"
    );

    // What the provider loads.
    let pdf = message["content"]["media_url"].as_str().unwrap();
    for (url, begins) in [(pdf, "%PDF-1.4"), (said[2].as_str().unwrap(), "")] {
        let path = url.strip_prefix(&base).unwrap_or_else(|| panic!("{url}"));
        let (status, body) = fetch(&world, path).await;
        assert_eq!(status, 200, "{url}");
        assert!(body.as_str().unwrap().contains(begins), "{url}");
    }
    let wrong = pdf.strip_prefix(&base).unwrap().replace("/files/", "/files/0");
    assert_eq!(fetch(&world, &wrong).await.0, 404);
    world.advance("2026-12-18T12:00:00Z").await;
    assert_eq!(
        fetch(&world, pdf.strip_prefix(&base).unwrap()).await.0,
        404,
        "it expires"
    );
    world.end().await;
}

async fn fetch(world: &World, path: &str) -> (u16, Value) {
    let api = world.api();
    api.exchange("GET", path, &[], Bytes::new()).await.unwrap()
}
