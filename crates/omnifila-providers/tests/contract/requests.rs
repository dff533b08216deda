//! What goes over the wire when all is well: the request to the field, connections used again, reads.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use omnifila_core::payment::{Payment, PixKeyType};
use std::io::{BufRead, BufReader, Read, Write};

#[tokio::test]
async fn opa_suite_sends_a_template() {
    let server = Hostile::start(status(200, ACCEPTED)).await;
    let opa = gateway(
        GatewayKind::OpaSuite,
        &format!("{}/opa/demo/api/v1/", server.url()),
        PATIENT_MS,
    );
    assert_eq!(opa.send(&call(7, 2)).await, taken(GatewayKind::OpaSuite));
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /opa/demo/api/v1/template/send HTTP/1.1");
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("host"), Some(server.address.to_string().as_str()));
    assert_eq!(request.header("transfer-encoding"), None);
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        body,
        json!({
            "contato": {"canalCliente": "+5549900000001", "nome": "Cliente Exemplo 001"},
            "template": {"_id": "64aa00000000000000000001", "variaveis": ["Cliente Exemplo 001", "129,90"]},
            "canal": CHANNEL,
            "allowSendingToStartedCustomerService": false,
            "metadata": {"message_id": 7, "attempt": 2, "dedupe_key": "k1"}
        })
    );
}

/// What another program wrote for Opa! leaves as it was written: spaces, order and escapes included.
#[tokio::test]
async fn opa_suite_sends_what_another_program_wrote_byte_for_byte() {
    let server = Hostile::start(status(200, ACCEPTED)).await;
    let opa = gateway(GatewayKind::OpaSuite, &server.url(), PATIENT_MS);
    let written =
        "{ \"canal\" : \"64bb\",\r\n \"template\":{\"variaveis\":{\"valor\":\"1\\u00e7\"}}, \"n\": 1.50 }";
    let mut given = call(7, 2);
    given.content.verbatim = Some(written.into());
    assert_eq!(opa.send(&given).await, taken(GatewayKind::OpaSuite));
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /api/v1/template/send HTTP/1.1");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, written.as_bytes());
}

/// A call for another program goes out once with its method, path, query, type and body, and with our token.
#[tokio::test]
async fn an_account_forwards_what_it_is_given() {
    use omnifila_providers::gateways::opa_compat::{Account, Answered, Forward};
    let server = Hostile::start(status(418, "<html>")).await;
    let own = settings(GatewayKind::OpaSuite, &server.url());
    let account = Account::new(&own, PATIENT_MS, &Wire::new(Guard::Open)).unwrap();
    let forward = Forward {
        method: "PATCH",
        tail: "contato/64cc/?a=%20b&c",
        media: Some("application/xml"),
        body: b"<x/>",
    };
    let said = account.forward(&forward).await;
    assert_eq!(
        (said.status, said.forwarded, said.body.as_slice()),
        (418, true, b"<html>".as_slice())
    );
    let request = &server.requests()[0];
    assert_eq!(request.line, "PATCH /api/v1/contato/64cc/?a=%20b&c HTTP/1.1");
    assert_eq!(request.header("content-type"), Some("application/xml"));
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(request.body, b"<x/>");
    assert_eq!(server.written(), 1);

    let gone = settings(GatewayKind::OpaSuite, "http://127.0.0.1:9");
    let account = Account::new(&gone, BRIEF_MS, &Wire::new(Guard::Open)).unwrap();
    let said: Answered = account.forward(&forward).await;
    assert_eq!(
        (said.status, said.forwarded, said.code),
        (502, false, Some("connect_refused"))
    );
    let hangs = Hostile::start(Play::SilentAfterReading).await;
    let own = settings(GatewayKind::OpaSuite, &hangs.url());
    let account = Account::new(&own, BRIEF_MS, &Wire::new(Guard::Open)).unwrap();
    let said = account.forward(&forward).await;
    assert_eq!((said.status, said.code), (504, Some("timeout")));
    assert_eq!(hangs.written(), 1, "never twice");
}

#[tokio::test]
async fn a_webhook_is_signed_over_its_bytes() {
    let server = Hostile::start(status(202, "")).await;
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let mut own = settings(GatewayKind::Webhook, &server.url());
    own.insert("url".into(), json!(format!("{}/hook?tenant=7", server.url())));
    own.insert("authorization".into(), json!("Basic abc"));
    own.insert("headers".into(), json!({"X-Tenant": "7"}));
    let webhook = gateways::build(
        GatewayKind::Webhook,
        &own,
        PATIENT_MS,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap();
    for attempt in [1, 2] {
        assert_eq!(webhook.send(&call(7, attempt)).await, taken(GatewayKind::Webhook));
    }
    let requests = server.requests();
    for (request, attempt) in requests.iter().zip([1, 2]) {
        assert_eq!(request.line, "POST /hook?tenant=7 HTTP/1.1");
        assert_eq!(
            request.header("webhook-id"),
            Some("msg_7"),
            "the same in every attempt"
        );
        assert_eq!(request.header("webhook-timestamp"), Some("1796900400"));
        assert_eq!(request.header("authorization"), Some("Basic abc"));
        assert_eq!(request.header("x-tenant"), Some("7"));
        let mut mac: Hmac<sha2::Sha256> =
            Hmac::new_from_slice(&STANDARD.decode(&SECRET[6..]).unwrap()).unwrap();
        mac.update(b"msg_7.1796900400.");
        mac.update(&request.body);
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(request.header("webhook-signature"), Some(signature.as_str()));
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(
            body,
            json!({
                "message_id": 7, "attempt": attempt, "address": "+5549900000001",
                "customer_name": "Cliente Exemplo 001",
                "preview": "Olá Cliente, sua fatura de R$ 129,90 vence em 10/12/2026",
                "parameters": ["Cliente\tExemplo\n 001", "129,90"], "source_ref": null, "dedupe_key": "k1"
            })
        );
    }
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Hostile::start(status(200, ACCEPTED)).await;
    let opa = gateway(GatewayKind::OpaSuite, &server.url(), PATIENT_MS);
    for n in 1..=50 {
        assert_eq!(opa.send(&call(n, 1)).await, taken(GatewayKind::OpaSuite));
    }
    assert_eq!((server.connections(), server.written()), (1, 50));
}

#[tokio::test]
async fn many_calls_at_once_each_arrive_once() {
    let server = Hostile::start(status(200, ACCEPTED)).await;
    let opa = gateway(GatewayKind::OpaSuite, &server.url(), PATIENT_MS);
    let mut calls = tokio::task::JoinSet::new();
    for n in 1..=200 {
        let opa = opa.clone();
        calls.spawn(async move { opa.send(&call(n, 1)).await });
    }
    while let Some(outcome) = calls.join_next().await {
        assert_eq!(outcome.unwrap(), taken(GatewayKind::OpaSuite));
    }
    let mut ids: Vec<i64> = server
        .requests()
        .iter()
        .map(|r| {
            serde_json::from_slice::<Value>(&r.body).unwrap()["metadata"]["message_id"]
                .as_i64()
                .unwrap()
        })
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=200).collect::<Vec<_>>());
}

/// A server that closes each connection after its answer without saying so: what a pool must survive. Closing is
/// proven to have reached this side before the next call, by a byte on a second connection written after it.
#[tokio::test]
async fn a_stale_connection_costs_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let signals = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, signal) = (listener.local_addr().unwrap(), signals.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut closed, _) = signals.accept().unwrap();
        (0..3)
            .map(|_| read_answer_close(&listener, &mut closed))
            .sum::<usize>()
    });
    let mut closed = tokio::net::TcpStream::connect(signal).await.unwrap();
    let opa = gateway(GatewayKind::OpaSuite, &format!("http://{address}"), PATIENT_MS);
    for n in 1..=3 {
        assert_eq!(
            opa.send(&call(n, 1)).await,
            taken(GatewayKind::OpaSuite),
            "call {n}"
        );
        tokio::io::AsyncReadExt::read_u8(&mut closed).await.unwrap();
    }
    assert_eq!(server.join().unwrap(), 3, "each request written once");
}

/// Serves one connection; how many requests came over it.
fn read_answer_close(listener: &std::net::TcpListener, closed: &mut std::net::TcpStream) -> usize {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        assert!(
            reader.read_line(&mut line).unwrap() > 0,
            "a connection without a request"
        );
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    reader
        .get_mut()
        .write_all(answer(200, "", ACCEPTED).as_bytes())
        .unwrap();
    drop(reader);
    closed.write_all(b"x").unwrap();
    1
}

#[tokio::test]
async fn a_get_may_carry_a_body() {
    let server = Hostile::start(status(200, "[]")).await;
    let endpoint = Wire::new(Guard::Open)
        .endpoint(&server.url(), Guard::Open)
        .unwrap()
        .below("template")
        .unwrap();
    let body = Bytes::from_static(br#"{"filter":{},"options":{"skip":0,"limit":100}}"#);
    let limit = Duration::from_millis(PATIENT_MS);
    let read = endpoint
        .get(&HeaderMap::new(), body.clone(), limit)
        .await
        .unwrap();
    assert_eq!((read.status, read.body.as_ref()), (200, b"[]".as_slice()));
    endpoint
        .get(&HeaderMap::new(), Bytes::new(), limit)
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].line, "GET /template HTTP/1.1");
    assert_eq!(
        (&requests[0].body, requests[0].header("content-type")),
        (&body.to_vec(), Some("application/json"))
    );
    assert_eq!(
        (requests[1].body.len(), requests[1].header("content-length")),
        (0, None)
    );
}

fn tenant(path: &str) -> String {
    let ok = |data: Value| {
        answer(
            200,
            "",
            &json!({"status": "success", "code": 200, "data": data}).to_string(),
        )
    };
    let channel = |kind: &str, status: &str| ok(json!({"_id": "x", "canal": kind, "status": status}));
    match path.strip_prefix("/api/v1/").unwrap_or("") {
        "canal-comunicacao/good" => channel("Whatsapp", "A"),
        "canal-comunicacao/telegram" => channel("Telegram", "I"),
        // Answers only with the slash, and with a list.
        "canal-comunicacao/slash/" => ok(json!([{"_id": "slash", "canal": "Whatsapp", "status": "A"}])),
        "canal-comunicacao/slash" => answer(404, "", "<html>"),
        "canal-comunicacao/good/template" => ok(json!([{"_id": "64aa"}])),
        "canal-comunicacao/slash/template" | "canal-comunicacao/telegram/template" => ok(json!([])),
        "canal-comunicacao/good/template/limites-diarios-envio" => ok(json!({})),
        "canal-comunicacao/slash/template/limites-diarios-envio" => {
            ok(json!({"messagesSent": 1000, "dailyLimit": 1000, "availableAmount": 0}))
        }
        "canal-comunicacao/telegram/template/limites-diarios-envio" => answer(403, "", "{}"),
        "template/64aa" => ok(json!({"_id": "64aa", "texto": "Olá {{1}}"})),
        _ => answer(
            404,
            "",
            r#"{"error":"NOT_FOUND_ERROR","message":"Communication channel not found."}"#,
        ),
    }
}

async fn checks(
    url: &str,
    channel: &str,
    to: Option<&str>,
) -> (Vec<(&'static str, Option<String>)>, Option<String>) {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let mut own = settings(GatewayKind::OpaSuite, url);
    own.insert("channel_id".into(), json!(channel));
    let opa = gateways::build(
        GatewayKind::OpaSuite,
        &own,
        PATIENT_MS,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap();
    let checks = opa.check(to).await;
    assert!(checks.iter().all(|c| c.ok == c.code.is_none()));
    let probe = opa.probe().await.unwrap().err().map(|fault| fault.code);
    (checks.into_iter().map(|c| (c.name, c.code)).collect(), probe)
}

#[tokio::test]
async fn testing_a_gateway_finds_the_usual_mistakes() {
    let server = Hostile::start(Play::Route(tenant)).await;
    let some = |code: &str| Some(code.to_owned());
    let good = vec![
        ("connection", None),
        ("credentials", None),
        ("channel", None),
        ("channel_kind", None),
        ("channel_active", None),
        ("templates", None),
        ("daily_limit", None),
        ("recipient", None),
    ];
    assert_eq!(
        checks(&server.url(), "good", Some("+5549900000001")).await,
        (good.clone(), None)
    );

    let (found, probe) = checks(&server.url(), "slash", None).await;
    let mut expected = good[..7].to_vec();
    expected[5].1 = some("no_templates");
    expected[6].1 = some("daily_limit_reached");
    assert_eq!((found, probe), (expected, None));

    let (found, probe) = checks(&server.url(), "telegram", None).await;
    let mut expected = good[..7].to_vec();
    expected[3].1 = some("not_whatsapp");
    expected[4].1 = some("channel_inactive");
    expected[5].1 = some("no_templates");
    expected[6].1 = some("forbidden");
    assert_eq!((found, probe), (expected, None));

    for (channel, code) in [
        ("64aa", "template_id_in_channel_id"),
        ("64ff", "channel_not_found"),
    ] {
        let (found, probe) = checks(&server.url(), channel, None).await;
        assert_eq!(found[1..], [("credentials", None), ("channel", some(code))]);
        assert_eq!(probe, some("channel_not_found"));
    }
    let locked = Hostile::start(status(401, "{}")).await;
    let (found, probe) = checks(&locked.url(), "good", None).await;
    assert_eq!(
        found,
        [("connection", None), ("credentials", some("unauthorized"))]
    );
    assert_eq!(probe, some("unauthorized"));
    let page = Hostile::start(status(200, "<html>login</html>")).await;
    assert_eq!(
        checks(&page.url(), "good", None).await.0,
        [("connection", some("bad_answer"))]
    );
}

#[tokio::test]
async fn opa_suite_asks_for_a_payment_and_sends_media() {
    let server = Hostile::start(status(200, ACCEPTED)).await;
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let mut own = settings(GatewayKind::OpaSuite, &server.url());
    own.insert("allow_started_attendance".into(), json!(true));
    own.insert("department_id".into(), json!("64cf00000000000000000001"));
    own.insert("attendant_id".into(), json!("64ce00000000000000000001"));
    let wire = Wire::new(Guard::Open);
    let opa = gateways::build(GatewayKind::OpaSuite, &own, PATIENT_MS, &wire, &clock).unwrap();
    let pix = Payment::Pix {
        amount_cents: 12_990,
        code: "00020126".into(),
        merchant_name: "PROVEDOR\nTESTE LTDA".into(),
        key: "cobranca@provedor.example".into(),
        key_type: PixKeyType::Email,
    };
    let boleto = Payment::Boleto {
        amount_cents: 12_990,
        line: "00191234546789012345767890123457216560000012990".into(),
    };
    for payment in [pix, boleto] {
        let mut call = call(7, 1);
        call.content.parameters.clear();
        call.content.payment = Some(payment);
        call.content.media_url = Some("https://isp.example/boleto.pdf".into());
        assert_eq!(opa.send(&call).await, taken(GatewayKind::OpaSuite));
    }
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    assert_eq!(
        bodies[0],
        json!({
            "contato": {"canalCliente": "+5549900000001", "nome": "Cliente Exemplo 001"},
            "template": {"_id": "64aa00000000000000000001", "midiaAlternativa": "https://isp.example/boleto.pdf",
                "variaveis": {"valor": "12990", "tipoPagamento": "pix", "codigo": "00020126",
                    "merchantName": "PROVEDOR TESTE LTDA", "pixKey": "cobranca@provedor.example", "pixKeyType": "EMAIL"}},
            "canal": CHANNEL,
            "allowSendingToStartedCustomerService": true,
            "departamento": "64cf00000000000000000001",
            "id_atendente": "64ce00000000000000000001",
            "metadata": {"message_id": 7, "attempt": 1, "dedupe_key": "k1"}
        })
    );
    assert_eq!(
        bodies[1]["template"]["variaveis"],
        json!({"valor": "12990", "tipoPagamento": "boleto",
            "linhaDigitavel": "00191234546789012345767890123457216560000012990"})
    );
}
