//! Opa! Suite's answers, field by field.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[expect(dead_code, reason = "shared by several test binaries; this one uses a part")]
mod wire;

use omnifila_sandbox::{
    AttendanceChange, Channel, DEFAULT_CHANNEL, LimitChange, Sandbox, SandboxConfig, TEMPLATE_FATURA,
    TEMPLATE_LEMBRETE, Template, TenantConfig,
};
use serde_json::{Value, json};
use wire::{TO, call, good_send, open, read, request, send};

async fn start() -> Sandbox {
    Sandbox::start(SandboxConfig::default()).await.unwrap()
}

fn attendance(recipient: &str, in_attendance: bool) -> AttendanceChange {
    AttendanceChange {
        tenant: None,
        recipient: recipient.to_owned(),
        in_attendance,
        by: Some("Atendente Exemplo".to_owned()),
    }
}

#[tokio::test]
async fn a_send_answers_as_the_provider_does() {
    let sandbox = start().await;
    let reply = send(sandbox.addr(), &good_send(TO, 77)).await;
    let body = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!((&body["status"], &body["code"]), (&json!("success"), &json!(200)));
    assert_eq!(body["data"]["message"], "Template has been succesfully sent.");
    let id = body["data"]["messageSentId"].as_str().unwrap();
    assert!(id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()));
    let row = sandbox.effects().remove(0);
    assert_eq!(id, sandbox.message_id(row.effect_number.unwrap()));
    assert_eq!(
        (row.tenant.as_str(), row.method.as_str(), row.path.as_str()),
        ("default", "POST", "template/send")
    );
    assert_eq!(row.recipient.as_deref(), Some(TO));
    assert_eq!(
        (row.template_id.as_deref(), row.channel_id.as_deref()),
        (Some(TEMPLATE_FATURA), Some(DEFAULT_CHANNEL))
    );
    assert_eq!(
        row.variables,
        json!(["Cliente Exemplo 001", "129,90", "10/12/2026"])
    );
    assert_eq!(
        (row.message_id.as_deref(), row.attempt.as_deref()),
        (Some("77"), Some("1"))
    );
    assert!(row.auth_ok && row.effect);
    assert_eq!((row.answer.as_str(), row.status), ("accepted", 200));
}

#[tokio::test]
async fn every_check_of_a_send_refuses_in_its_own_way() {
    let sandbox = start().await;
    sandbox
        .set_attendance(&attendance("+5549900000002", true))
        .unwrap();
    let cases: [(&str, Value, u16, &str); 10] = [
        (
            "/canal",
            json!("64bb00000000000000000009"),
            404,
            "Communication channel not found.",
        ),
        // The trap of setting up: a template's id where the channel's belongs.
        (
            "/canal",
            json!(TEMPLATE_FATURA),
            404,
            "Communication channel not found.",
        ),
        (
            "/template/_id",
            json!("64aa00000000000000000099"),
            404,
            "Template not found.",
        ),
        (
            "/template/variaveis",
            json!(["só um"]),
            400,
            "expected 3 variables, got 1",
        ),
        (
            "/template/variaveis",
            json!([1, 2, 3]),
            400,
            "expected an array of strings",
        ),
        ("/contato/canalCliente", json!("5549900000001"), 400, "+55"),
        ("/contato/canalCliente", json!("+15550000001"), 400, "+55"),
        (
            "/contato/canalCliente",
            json!("+5549900000002"),
            400,
            "Este contato já está em atendimento com Atendente Exemplo",
        ),
        ("/template/variaveis/0", json!("a\nb"), 400, "#132018"),
        ("/contato", json!(7), 400, "Invalid body"),
    ];
    for (place, value, status, text) in cases {
        let mut body = good_send(TO, 1);
        *body.pointer_mut(place).unwrap() = value.clone();
        let reply = send(sandbox.addr(), &body).await;
        let words = String::from_utf8(reply.body.clone()).unwrap();
        assert!(
            reply.status == status && words.contains(text),
            "{place} = {value}: {} {words}",
            reply.status
        );
        if status == 404 {
            assert_eq!(reply.json()["error"], "NOT_FOUND_ERROR");
        }
    }
    assert_eq!((sandbox.counters().calls, sandbox.counters().effects), (10, 0));
}

#[tokio::test]
async fn what_meta_refuses_is_refused() {
    let sandbox = start().await;
    for (value, fits) in [
        ("a\tb", false),
        ("a\r\nb", false),
        ("a     b", false),
        ("a    b", true),
    ] {
        let mut body = good_send(TO, 1);
        body["template"]["variaveis"][1] = json!(value);
        let reply = send(sandbox.addr(), &body).await;
        assert_eq!(reply.status == 200, fits, "{value:?}");
        if !fits {
            assert_eq!((reply.status, &reply.json()["status"]), (400, &json!("error")));
        }
    }
}

#[tokio::test]
async fn a_bad_token_is_401_everywhere_and_journaled() {
    let sandbox = start().await;
    for (method, path, body) in [
        ("POST", "/api/v1/template/send", good_send(TO, 1).to_string()),
        ("GET", "/api/v1/template", String::new()),
    ] {
        let reply = read(open(sandbox.addr(), &request(method, path, "outro", &body)).await).await;
        assert_eq!((reply.status, &reply.json()["status"]), (401, &json!("error")));
    }
    assert_eq!(sandbox.counters().by_answer["unauthorized"], 2);
    assert_eq!(sandbox.counters().effects, 0);
}

#[tokio::test]
async fn a_contact_in_attendance_may_be_reached_on_purpose_or_afterwards() {
    let sandbox = start().await;
    sandbox.set_attendance(&attendance(TO, true)).unwrap();
    assert_eq!(send(sandbox.addr(), &good_send(TO, 1)).await.status, 400);
    let mut on_purpose = good_send(TO, 2);
    on_purpose["allowSendingToStartedCustomerService"] = json!(true);
    assert_eq!(send(sandbox.addr(), &on_purpose).await.status, 200);
    sandbox.set_attendance(&attendance(TO, false)).unwrap();
    assert_eq!(send(sandbox.addr(), &good_send(TO, 3)).await.status, 200);
}

#[tokio::test]
async fn a_daily_limit_counts_down_and_then_refuses() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    let path = format!("/api/v1/canal-comunicacao/{DEFAULT_CHANNEL}/template/limites-diarios-envio");
    assert_eq!(
        call(addr, "GET", &path, &Value::Null).await.json()["data"],
        json!({})
    );
    let change = LimitChange {
        tenant: None,
        channel: None,
        daily_limit: Some(1000),
        messages_sent: 998,
    };
    sandbox.set_limit(&change).unwrap();
    let mut statuses = Vec::new();
    for i in 0..4 {
        statuses.push(send(addr, &good_send(TO, i)).await.status);
    }
    assert_eq!(statuses, [200, 200, 400, 400]);
    let data = json!({"messagesSent": 1000, "dailyLimit": 1000, "availableAmount": 0});
    assert_eq!(call(addr, "GET", &path, &Value::Null).await.json()["data"], data);
    sandbox
        .set_limit(&LimitChange {
            daily_limit: None,
            ..change
        })
        .unwrap();
    assert_eq!(send(addr, &good_send(TO, 9)).await.status, 200);
}

#[tokio::test]
async fn payment_templates_take_an_object() {
    let sandbox = start().await;
    let mut template = Template::new("64aa00000000000000000050", "pix", "Pague com Pix");
    template.pagamento = true;
    let config = TenantConfig {
        templates: vec![template],
        channels: vec![],
        ..TenantConfig::example("default")
    };
    sandbox.put_tenant(config).unwrap();
    let mut body = good_send(TO, 1);
    body["template"] = json!({"_id": "64aa00000000000000000050", "variaveis": ["x"]});
    assert_eq!(send(sandbox.addr(), &body).await.status, 400);
    let pix = json!({"valor": "12990", "tipoPagamento": "pix", "codigo": "00020126", "merchantName": "PROVEDOR TESTE LTDA",
        "pixKey": "cobranca@provedor.example", "pixKeyType": "EMAIL"});
    let line = "00191234546789012345767890123457216560000012990";
    let boleto = json!({"valor": "12990", "tipoPagamento": "boleto", "linhaDigitavel": line});
    for good in [&pix, &boleto] {
        body["template"]["variaveis"] = good.clone();
        assert_eq!(send(sandbox.addr(), &body).await.status, 200, "{good}");
    }
    for (of, name, value) in [
        (&pix, "valor", json!(12990)),
        (&pix, "valor", json!("129,90")),
        (&pix, "codigo", Value::Null),
        (&pix, "merchantName", json!("")),
        (&pix, "pixKeyType", json!("email")),
        (&pix, "tipoPagamento", json!("PIX")),
        (&boleto, "linhaDigitavel", json!("123")),
    ] {
        let mut wrong = of.clone();
        wrong[name] = value;
        body["template"]["variaveis"] = wrong.clone();
        assert_eq!(send(sandbox.addr(), &body).await.status, 400, "{wrong}");
    }
    assert_eq!(sandbox.effects().len(), 2);
}

#[tokio::test]
async fn media_is_an_address() {
    let sandbox = start().await;
    let mut body = good_send(TO, 1);
    for (media, status) in [
        (json!("https://provedor.example/boleto.pdf"), 200),
        (Value::Null, 200),
        (json!(""), 400),
        (json!("boleto.pdf"), 400),
        (json!({"url": "https://provedor.example/boleto.pdf"}), 400),
    ] {
        body["template"]["midiaAlternativa"] = media.clone();
        assert_eq!(send(sandbox.addr(), &body).await.status, status, "{media}");
    }
    assert_eq!(sandbox.effects()[0].media, "https://provedor.example/boleto.pdf");
}

#[tokio::test]
async fn catalogues_can_be_read_with_filter_and_page() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    let all = call(addr, "GET", "/api/v1/template", &Value::Null).await.json();
    assert_eq!(
        (&all["status"], all["data"].as_array().unwrap().len()),
        (&json!("success"), 4)
    );
    let filter = json!({"filter": {"atalho": "lembrete"}, "options": {"skip": 0, "limit": 100}});
    let found = call(addr, "GET", "/api/v1/template/", &filter).await.json();
    assert_eq!(found["data"][0]["_id"], TEMPLATE_LEMBRETE);
    assert_eq!(
        (
            found["data"].as_array().unwrap().len(),
            &found["data"][0]["tipo_mensagem"]
        ),
        (1, &json!("dialog360"))
    );
    let page = json!({"filter": {}, "options": {"skip": 3, "limit": 2}});
    assert_eq!(
        call(addr, "GET", "/api/v1/template", &page).await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let one = call(
        addr,
        "GET",
        &format!("/api/v1/template/{TEMPLATE_FATURA}"),
        &Value::Null,
    )
    .await
    .json();
    assert!(one["data"]["atalho"] == "fatura" && one["data"]["departamentos"] == json!([]));
    let channels = call(
        addr,
        "GET",
        "/api/v1/canal-comunicacao/",
        &json!({"filter": {"canal": "Whatsapp"}}),
    )
    .await
    .json();
    let channel = &channels["data"][0];
    assert!(
        channel["_id"] == DEFAULT_CHANNEL && channel["status"] == "A" && channel["integracao"] == "dialog360"
    );
    assert!(channel["prioridadeListagemAtendimentos"].is_number());
    let own = call(
        addr,
        "GET",
        &format!("/api/v1/canal-comunicacao/{DEFAULT_CHANNEL}/template"),
        &Value::Null,
    )
    .await
    .json();
    let item = &own["data"][0];
    assert!(serde_json::from_str::<Value>(item["dados"].as_str().unwrap()).unwrap()["components"].is_array());
    assert_eq!(item["identificadorCanal"].as_str().unwrap().len(), 8);
    let unknown = call(
        addr,
        "GET",
        "/api/v1/canal-comunicacao/64bb00000000000000000009",
        &Value::Null,
    )
    .await;
    assert_eq!(
        (unknown.status, &unknown.json()["message"]),
        (404, &json!("Communication channel not found."))
    );
}

#[tokio::test]
async fn what_was_sent_can_be_looked_up() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    let mut ids = Vec::new();
    for (to, i) in [(TO, 1), ("+5549900000002", 2), (TO, 3)] {
        ids.push(
            send(addr, &good_send(to, i)).await.json()["data"]["messageSentId"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let one = call(
        addr,
        "GET",
        &format!("/api/v1/atendimento/mensagem/{}", ids[0]),
        &Value::Null,
    )
    .await
    .json();
    assert_eq!(
        one["data"]["statusEnvio"],
        json!({"status": "sent", "observacao": ""})
    );
    assert!(one["data"]["mensagem"].as_str().unwrap().contains("129,90"));
    let route = &one["data"]["id_rota"];
    let filter = json!({"filter": {"id_rota": route}, "options": {"skip": 0, "limit": 10}});
    let found = call(addr, "GET", "/api/v1/atendimento/mensagem", &filter)
        .await
        .json();
    let found: Vec<&str> = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["_id"].as_str().unwrap())
        .collect();
    assert_eq!(found, [&ids[0], &ids[2]]);
    let attendance = call(
        addr,
        "GET",
        &format!("/api/v1/atendimento/{}", route.as_str().unwrap()),
        &Value::Null,
    )
    .await
    .json();
    assert_eq!(attendance["data"]["status"], "F");
    for absent in [
        "64cc00000000000000000001",
        &format!("{}{:016x}", &ids[0][..8], 999),
    ] {
        assert_eq!(
            call(
                addr,
                "GET",
                &format!("/api/v1/atendimento/mensagem/{absent}"),
                &Value::Null
            )
            .await
            .status,
            404
        );
    }
    let contacts = call(
        addr,
        "GET",
        "/api/v1/contato/",
        &json!({"filter": {"fones.numero": "49900000002"}}),
    )
    .await
    .json();
    assert_eq!(contacts["data"].as_array().unwrap().len(), 1);
    assert_eq!(contacts["data"][0]["opt_in_opt_out"], json!([]));
}

#[tokio::test]
async fn an_open_attendance_takes_free_text() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    sandbox.set_attendance(&attendance(TO, true)).unwrap();
    let open = call(
        addr,
        "GET",
        "/api/v1/atendimento",
        &json!({"filter": {"status": "EA"}}),
    )
    .await
    .json();
    let id = open["data"][0]["_id"].as_str().unwrap();
    let body = json!({"customerServiceId": id, "content": {"type": "text", "text": "Bom dia"}});
    assert_eq!(
        call(addr, "POST", "/api/v1/atendimento/mensagem/send", &body)
            .await
            .status,
        200
    );
    assert_eq!(sandbox.effects()[0].recipient.as_deref(), Some(TO));
    let note = format!("/api/v1/atendimento/{id}/observacao");
    assert_eq!(
        call(addr, "POST", &note, &json!({"message": "ligou"}))
            .await
            .status,
        200
    );
    assert_eq!(call(addr, "POST", &note, &json!({})).await.status, 400);
    sandbox.set_attendance(&attendance(TO, false)).unwrap();
    assert_eq!(
        call(addr, "POST", "/api/v1/atendimento/mensagem/send", &body)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_address_book_reads_and_writes() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    for kind in [
        "contato",
        "cliente",
        "usuario",
        "departamento",
        "etiqueta",
        "atendimento/motivo",
        "atendimento/periodo",
    ] {
        let reply = call(addr, "GET", &format!("/api/v1/{kind}/"), &Value::Null)
            .await
            .json();
        assert_eq!(reply["data"].as_array().unwrap().len(), 1, "{kind}");
    }
    let customer = call(addr, "GET", "/api/v1/cliente", &json!({"filter": {"id": 1}}))
        .await
        .json();
    assert_eq!(customer["data"][0]["cpf_cnpj"], "111.444.777-35");
    let made = call(
        addr,
        "POST",
        "/api/v1/contato",
        &json!({"nome": "Cliente Exemplo 002"}),
    )
    .await
    .json();
    let path = format!("/api/v1/contato/{}", made["data"]["_id"].as_str().unwrap());
    call(
        addr,
        "PUT",
        &path,
        &json!({"nome": "Cliente Exemplo 003", "_id": "x"}),
    )
    .await;
    assert_eq!(
        call(addr, "GET", &path, &Value::Null).await.json()["data"]["nome"],
        "Cliente Exemplo 003"
    );
    assert_eq!(call(addr, "DELETE", &path, &Value::Null).await.status, 200);
    assert_eq!(call(addr, "GET", &path, &Value::Null).await.status, 404);
    assert_eq!(
        call(addr, "POST", "/api/v1/usuario", &json!({})).await.status,
        404
    );
}

#[tokio::test]
async fn tenants_are_apart() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    let config = TenantConfig {
        token: Some("outro".to_owned()),
        channels: vec![Channel::whatsapp("64bb00000000000000000077", "Norte")],
        ..TenantConfig::example("norte")
    };
    sandbox.put_tenant(config).unwrap();
    assert_eq!(sandbox.opa_url("norte"), format!("{}/opa/norte", sandbox.url()));
    let mut body = good_send(TO, 1);
    body["canal"] = json!("64bb00000000000000000077");
    let text = request(
        "POST",
        "/opa/norte/api/v1/template/send/",
        "outro",
        &body.to_string(),
    );
    assert_eq!(read(open(addr, &text).await).await.status, 200);
    assert_eq!(send(addr, &body).await.status, 404);
    assert_eq!(
        call(addr, "GET", "/opa/sul/api/v1/template", &Value::Null)
            .await
            .status,
        404
    );
    let counters = sandbox.counters();
    assert_eq!(
        (
            counters.by_tenant["norte"].effects,
            counters.by_tenant["default"].effects
        ),
        (1, 0)
    );
    assert!(sandbox.put_tenant(TenantConfig::example("Não pode")).is_err());
}
