//! The contract for Telegram's bots: the shared faults of HTTP, and what only the Bot API says.

use super::*;
use http::HeaderMap;
use omnifila_core::heard::{Heard, Wish};
use omnifila_providers::gateways::{Callback, NotTrusted};

const BOT: &str = "123456:AAH-token-that-must-not-leak";
const OK: &str = r#"{"ok":true,"result":{"message_id":55}}"#;

fn bot_settings(url: &str) -> Map<String, Value> {
    let settings = json!({"url": url, "token": BOT, "bot_username": "exemplo_bot", "answer_buttons": true,
        "hook_token": "hook-token-of-the-bot", "signing_secret": "signing-secret-of-the-bot"});
    settings.as_object().unwrap().clone()
}

fn bot(url: &str, timeout_ms: u64) -> Arc<dyn Gateway> {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    gateways::build(
        GatewayKind::Telegram,
        &bot_settings(url),
        timeout_ms,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap()
}

fn chat(message: i64) -> Call {
    let mut call = call(message, 1);
    call.address = "tg:77".into();
    call.content = Content::default();
    call
}

fn error(status: u16, description: &str) -> Play {
    let body = json!({"ok": false, "error_code": status, "description": format!("{description} {BOT}")});
    Play::Answer(answer(status, "", &body.to_string()))
}

#[tokio::test]
async fn every_fault_ends_in_its_outcome() {
    use Rejection::{GatewayRefused, Permanent, RateLimited, Transient};
    let permanent = |code| refused(Permanent, code);
    let limited = |retry_after_ms| refused(RateLimited { retry_after_ms }, "rate_limited");
    let too_many = |seconds: Value| {
        let body = json!({"ok": false, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}});
        Play::Answer(answer(429, "", &body.to_string()))
    };
    let cases = vec![
        (
            "taken",
            status(200, OK),
            Outcome::Accepted {
                provider_id: "77:55".into(),
            },
        ),
        (
            "401",
            error(401, "Unauthorized"),
            refused(GatewayRefused, "unauthorized"),
        ),
        (
            "404",
            error(404, "Not Found"),
            refused(GatewayRefused, "unauthorized"),
        ),
        (
            "blocked",
            error(403, "Forbidden: bot was blocked by the user"),
            permanent("bot_blocked"),
        ),
        (
            "gone",
            error(403, "Forbidden: user is deactivated"),
            permanent("recipient_disabled"),
        ),
        (
            "not started",
            error(403, "Forbidden: bot can't initiate conversation with a user"),
            permanent("chat_not_started"),
        ),
        (
            "no chat",
            error(400, "Bad Request: chat not found"),
            permanent("chat_not_found"),
        ),
        (
            "moved",
            error(400, "Bad Request: group chat was upgraded to a supergroup chat"),
            permanent("chat_migrated"),
        ),
        (
            "document",
            error(400, "Bad Request: failed to get HTTP URL content"),
            refused(Transient, "attachment_unavailable"),
        ),
        (
            "400",
            error(400, "Bad Request: message is too long"),
            permanent("refused"),
        ),
        ("429", too_many(json!(7)), limited(Some(7_000))),
        (
            "429 for ever",
            too_many(json!(99_999_999)),
            limited(Some(86_400_000)),
        ),
        ("429 with nonsense", too_many(json!("soon")), limited(None)),
        ("500", error(500, "Internal Server Error"), unknown("http_5xx")),
        (
            "502 with a page",
            status(502, "<html>bad gateway</html>"),
            unknown("http_5xx"),
        ),
        (
            "200 that fails",
            status(
                200,
                r#"{"ok":false,"error_code":403,"description":"bot was blocked"}"#,
            ),
            permanent("bot_blocked"),
        ),
        (
            "200 without id",
            status(200, r#"{"ok":true}"#),
            unknown("accepted_without_id"),
        ),
        (
            "200 with a page",
            status(200, "<html>login</html>"),
            unknown("bad_answer"),
        ),
        (
            "redirect",
            Play::Answer(answer(302, "location: http://127.0.0.1:1/\r\n", "")),
            refused(GatewayRefused, "redirect"),
        ),
        (
            "half a body",
            Play::AnswerAndClose("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{".into()),
            unknown("half_answer"),
        ),
        (
            "huge body",
            status(200, &"x".repeat(70_000)),
            unknown("oversized_answer"),
        ),
        (
            "no answer",
            Play::AnswerAndClose(String::new()),
            unknown("no_answer"),
        ),
        ("reset", Play::ResetAfterReading, unknown("connection_reset")),
    ];
    for (name, play, expected) in cases {
        let server = Hostile::start(play).await;
        let gateway = bot(&server.url(), PATIENT_MS);
        let outcome = gateway.send(&chat(7)).await;
        assert_eq!(outcome, expected, "{name}");
        assert_eq!(server.written(), 1, "{name}: written once");
        assert!(!format!("{outcome:?} {gateway:?}").contains(BOT), "{name}");
    }
    for play in [Play::SilentBeforeReading, Play::SilentAfterReading] {
        let server = Hostile::start(play).await;
        assert_eq!(
            bot(&server.url(), BRIEF_MS).send(&chat(7)).await,
            unknown("timeout")
        );
        assert_eq!(server.written(), 1);
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    assert_eq!(
        bot(&format!("http://{closed}"), PATIENT_MS).send(&chat(7)).await,
        not_sent("connect_refused")
    );
    assert_eq!(
        bot("http://a..invalid", PATIENT_MS).send(&chat(7)).await,
        not_sent("dns_failed")
    );
}

#[tokio::test]
async fn what_is_sent_is_what_the_bot_api_takes() {
    let server = Hostile::start(status(200, OK)).await;
    let gateway = bot(&server.url(), PATIENT_MS);
    let mut call = chat(7);
    gateway.send(&call).await;
    call.content.media_url = Some("https://isp.example/boleto.pdf".into());
    gateway.send(&call).await;
    let requests = server.requests();
    assert_eq!(requests[0].line, format!("POST /bot{BOT}/sendMessage HTTP/1.1"));
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(
        (&body["chat_id"], &body["text"]),
        (&json!(77), &json!(call.preview))
    );
    assert_eq!(
        body["reply_markup"]["inline_keyboard"][0][0]["callback_data"],
        Wish::Paid.word()
    );
    assert_eq!(requests[1].line, format!("POST /bot{BOT}/sendDocument HTTP/1.1"));
    let body: Value = serde_json::from_slice(&requests[1].body).unwrap();
    assert_eq!(body["document"], "https://isp.example/boleto.pdf");
    assert_eq!(body["caption"], json!(call.preview));
}

#[tokio::test]
async fn the_test_asks_and_writes_to_nobody() {
    let server = Hostile::start(Play::Route(|path| {
        let result = match path.rsplit('/').next().unwrap() {
            "getMe" => r#"{"ok":true,"result":{"username":"Exemplo_Bot"}}"#,
            "getWebhookInfo" => r#"{"ok":true,"result":{"url":"https://old.example/hooks/1"}}"#,
            "setWebhook" | "getChat" => r#"{"ok":true,"result":true}"#,
            _ => r#"{"ok":false,"error_code":500}"#,
        };
        answer(200, "", result)
    }))
    .await;
    let mut settings = bot_settings(&server.url());
    settings.insert("hook_url".into(), json!("https://fila.isp.example/hooks/1"));
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let wire = Wire::new(Guard::Open);
    let gateway = gateways::build(GatewayKind::Telegram, &settings, PATIENT_MS, &wire, &clock).unwrap();
    let checks = gateway.check(Some("tg:77")).await;
    let good: Vec<&str> = checks.iter().filter(|c| c.ok).map(|c| c.name).collect();
    assert_eq!(good, ["credentials", "bot_username", "webhook", "recipient"]);
    let told = server
        .requests()
        .into_iter()
        .find(|r| r.line.contains("setWebhook"))
        .unwrap();
    let body: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(body["secret_token"], "hook-token-of-the-bot");
    assert!(server.requests().iter().all(|r| !r.line.contains("/send")));
    assert_eq!(gateway.probe().await, Some(Ok(())));
}

#[test]
fn only_telegram_is_believed() {
    let settings = bot_settings("https://api.telegram.org");
    let body = br#"{"update_id":1,"message":{"message_id":2,"chat":{"id":77},"text":"SAIR"}}"#;
    let hear = |header: Option<&'static str>, token: Option<&str>| {
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert("x-telegram-bot-api-secret-token", value.parse().unwrap());
        }
        let call = Callback {
            gateway_id: GatewayId(1),
            settings: &settings,
            headers: &headers,
            token,
            body,
            now: Still.now(),
        };
        gateways::hear(GatewayKind::Telegram, &call)
    };
    let heard = hear(Some("hook-token-of-the-bot"), None).unwrap().unwrap();
    assert!(matches!(&heard[..], [Heard::Inbound(said)] if said.text == "SAIR" && said.address == "tg:77"));
    assert!(hear(None, Some("hook-token-of-the-bot")).is_ok());
    assert_eq!(hear(Some("hook-token-of-another"), None), Err(NotTrusted));
    assert_eq!(hear(None, None), Err(NotTrusted));
}
