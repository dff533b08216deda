//! A payment template through the whole product: from an invoice's Pix code or boleto to the object that Opa! Suite is given, with
//! the document beside it; what nobody could pay with is refused when it comes, not when it is sent.

use crate::support::{Api, Place, phone, until};
use omnifila_sandbox::{
    DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, JournalQuery, Sandbox, SandboxConfig, Template,
    TenantConfig,
};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const PAYMENT: &str = "64aa00000000000000000077";
const PIX: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304866C";
const LINE: &str = "00191.23454 67890.123457 67890.123457 2 16560000012990";

/// A template of the provider's payments, bound for Pix or for boletos; its id.
async fn bound(api: &Api, gateway: i64, name: &str, payment: Value) -> i64 {
    let template = json!({
        "name": name, "purpose": "service", "body": "Olá {{ customer.name }}, pague {{ invoice.open_cents | reais }}",
        "bindings": [{"gateway_id": gateway, "provider_template_id": PAYMENT, "media_url": "{{ invoice.pdf_url }}", "payment": payment}],
    });
    api.post("/templates", &template).await["id"].as_i64().unwrap()
}

async fn send(api: &Api, gateway: i64, template: i64, invoice: &str) -> (u16, Value) {
    let message = json!({
        "gateway_id": gateway, "template_id": template, "invoice": {"source": "erp", "external_id": invoice},
        "customer": {"source": "erp", "external_id": "c1", "name": "Cliente Exemplo", "phone": phone(1)},
    });
    api.call("POST", "/messages", Some(&message)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invoices_pix_and_boleto_reach_the_provider_as_payments() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let mut paid_for = Template::new(PAYMENT, "pagamento", "Pague a sua fatura");
    paid_for.pagamento = true;
    let config = TenantConfig {
        templates: vec![paid_for],
        ..TenantConfig::example(DEFAULT_TENANT)
    };
    sandbox.put_tenant(config).unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let gateway = json!({
        "name": "Opa! Suite", "kind": "opa_suite", "queue_mode": "continuous",
        "settings": {"url": sandbox.opa_url(DEFAULT_TENANT), "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL},
    });
    let gateway = api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let customers = json!({"source": "erp", "customers": [{"external_id": "c1", "name": "Cliente Exemplo", "phone": phone(1)}]});
    api.post("/customers/batch", &customers).await;
    let invoice = |id: &str, more: Value| {
        let mut invoice = json!({"external_id": id, "customer_external_id": "c1", "status": "open", "due_date": "2026-12-10",
            "amount_cents": 12_990, "pdf_url": format!("https://provedor.example/{id}.pdf")});
        invoice
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        invoice
    };
    let invoices = json!({"source": "erp", "invoices": [
        invoice("f1", json!({"pix": PIX, "open_cents": 10_000})), invoice("f2", json!({"boleto_line": LINE})), invoice("f3", json!({}))]});
    api.post("/invoices/batch", &invoices).await;
    let pix = bound(
        api,
        gateway,
        "pix",
        json!({"kind": "pix", "code": "{{ invoice.pix }}"}),
    )
    .await;
    let boleto = bound(
        api,
        gateway,
        "boleto",
        json!({"kind": "boleto", "code": "{{ invoice.boleto_line }}"}),
    )
    .await;
    let odd = bound(
        api,
        gateway,
        "errado",
        json!({"kind": "pix", "code": "{{ invoice.boleto_line }}"}),
    )
    .await;

    let (status, refused) = send(api, gateway, pix, "f3").await;
    assert_eq!(
        (status, &refused["pointer"]),
        (422, &json!("/invoice/pix")),
        "{refused}"
    );
    let (status, refused) = send(api, gateway, odd, "f2").await;
    assert_eq!((status, &refused["code"]), (422, &json!("bad_pix")), "{refused}");
    for (template, invoice) in [(pix, "f1"), (boleto, "f2")] {
        let (status, taken) = send(api, gateway, template, invoice).await;
        assert_eq!(status, 202, "{taken}");
        let id = taken["id"].as_i64().unwrap();
        let sent = async || (api.message(id).await["status"] == "sent").then_some(());
        until(LIMIT, "the message to leave", sent).await;
    }
    let calls: Vec<_> = sandbox.journal(JournalQuery {
        effects_only: true,
        ..JournalQuery::default()
    });
    let line: String = LINE.chars().filter(char::is_ascii_digit).collect();
    let wanted = [
        json!({"valor": "10000", "tipoPagamento": "pix", "codigo": PIX, "merchantName": "PROVEDOR TESTE LTDA",
            "pixKey": "123e4567-e12b-12d1-a456-426655440000", "pixKeyType": "EVP"}),
        json!({"valor": "12990", "tipoPagamento": "boleto", "linhaDigitavel": line}),
    ];
    assert_eq!(
        calls.iter().map(|c| c.variables.clone()).collect::<Vec<_>>(),
        wanted
    );
    let media: Vec<&Value> = calls.iter().map(|c| &c.media).collect();
    assert_eq!(
        media,
        [
            "https://provedor.example/f1.pdf",
            "https://provedor.example/f2.pdf"
        ]
    );
    node.stop().await;
    sandbox.shutdown().await;
}
