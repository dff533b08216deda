//! SMS over HTTP: the hostile answers of every kind, and what is written to each provider.

use super::*;

pub(super) const TAKEN: &str = r#"{"id":"z-1"}"#;
const KIND: GatewayKind = GatewayKind::SmsHttp;

pub(super) fn settings(preset: &str, url: &str) -> Value {
    json!({"preset": preset, "url": url, "user": "AC0001", "token": TOKEN, "from": "27000"})
}

fn build(preset: &str, url: &str, more: Value, timeout_ms: u64) -> Arc<dyn Gateway> {
    let mut own = settings(preset, url);
    own.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let clock: Arc<dyn Clock> = Arc::new(Still);
    gateways::build(
        KIND,
        own.as_object().unwrap(),
        timeout_ms,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap()
}

async fn judge(cases: Vec<(&'static str, Play, Outcome, u64)>) {
    for (name, play, expected, timeout_ms) in cases {
        let server = Hostile::start(play).await;
        let gateway = build("zenvia_sms", &server.url(), json!({}), timeout_ms);
        let outcome = gateway.send(&call(7, 1)).await;
        assert_eq!(outcome, expected, "{name}");
        assert_eq!(server.written(), 1, "{name}: written once");
        let said = format!("{outcome:?} {gateway:?}");
        assert!(!said.contains(TOKEN), "{name}: {said}");
    }
}

#[tokio::test]
async fn hostile_answers() {
    use Rejection::{GatewayRefused, Permanent, RateLimited};
    let echo = format!(r#"{{"code":"AUTHENTICATION_ERROR","message":"{TOKEN}"}}"#);
    let now = |name, play, outcome| (name, play, outcome, PATIENT_MS);
    let late = |name, play| (name, play, unknown("timeout"), BRIEF_MS);
    let slow = |headers: &str, retry_after_ms| {
        let play = Play::Answer(answer(429, headers, "{}"));
        (
            "429",
            play,
            refused(RateLimited { retry_after_ms }, "rate_limited"),
            PATIENT_MS,
        )
    };
    judge(vec![
        now("accepted", status(200, TAKEN), taken(KIND)),
        now(
            "401 that repeats the token",
            status(401, &echo),
            refused(GatewayRefused, "unauthorized"),
        ),
        now("403", status(403, ""), refused(GatewayRefused, "forbidden")),
        now("404", status(404, "<html>"), refused(GatewayRefused, "wrong_url")),
        now("400", status(400, "{}"), refused(Permanent, "refused")),
        now("408", status(408, ""), unknown("http_408")),
        now("418", status(418, ""), unknown("unexpected_status")),
        now("500", status(500, "{}"), unknown("http_5xx")),
        now(
            "200 with a page",
            status(200, "<html>login</html>"),
            unknown("bad_answer"),
        ),
        now(
            "200 without id",
            status(200, "{}"),
            unknown("accepted_without_id"),
        ),
        now(
            "200 with an odd id",
            status(200, r#"{"id":"a b"}"#),
            unknown("accepted_without_id"),
        ),
        now(
            "half a body",
            Play::AnswerAndClose("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{".into()),
            unknown("half_answer"),
        ),
        now(
            "huge body",
            status(200, &"x".repeat(70_000)),
            unknown("oversized_answer"),
        ),
        now(
            "reset before reading",
            Play::ResetBeforeReading,
            unknown("connection_reset"),
        ),
        now(
            "reset after reading",
            Play::ResetAfterReading,
            unknown("connection_reset"),
        ),
        now(
            "no answer",
            Play::AnswerAndClose(String::new()),
            unknown("no_answer"),
        ),
        late("silent before reading", Play::SilentBeforeReading),
        late("silent after reading", Play::SilentAfterReading),
        slow("", None),
        slow("retry-after: 90\r\n", Some(90_000)),
    ])
    .await;
}

#[tokio::test]
async fn what_is_written_to_each_provider() {
    let hook = json!({"public_url": "https://fila.example", "hook_token": "hook-token-0123456789"});
    let back = "https://fila.example/hooks/1/hook-token-0123456789";
    let text = "Olá Cliente, sua fatura de R$ 129,90 vence em 10/12/2026";
    let written = async |preset: &str, status_: u16, body: &str, more: Value| {
        let server = Hostile::start(status(status_, body)).await;
        let outcome = build(preset, &server.url(), more, PATIENT_MS)
            .send(&call(7, 1))
            .await;
        assert!(
            matches!(outcome, Outcome::Accepted { .. }),
            "{preset}: {outcome:?}"
        );
        server.requests().remove(0)
    };
    let json_of = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
    let pairs = |text: &str| -> Vec<(String, String)> {
        let query = url_pairs(text);
        query.into_iter().filter(|(_, v)| !v.is_empty()).collect()
    };

    let zenvia = written("zenvia_sms", 200, TAKEN, hook.clone()).await;
    assert_eq!(zenvia.line, "POST /v2/channels/sms/messages HTTP/1.1");
    assert_eq!(zenvia.header("x-api-token"), Some(TOKEN));
    let wanted = json!({"externalId": "m7.1", "from": "27000", "to": "5549900000001", "contents": [{"type": "text", "text": text}]});
    assert_eq!(json_of(&zenvia.body), wanted);

    let answer = r#"{"messages":[{"messageId":"m7.1","status":{"groupName":"PENDING"}}]}"#;
    let infobip = written("infobip", 200, answer, hook.clone()).await;
    assert_eq!(
        infobip.header("authorization"),
        Some(format!("App {TOKEN}").as_str())
    );
    assert_eq!(
        json_of(&infobip.body)["messages"][0]["webhooks"]["delivery"]["url"],
        back
    );
    let bare = written("infobip", 200, answer, json!({})).await;
    let body = json_of(&bare.body);
    assert_eq!(
        body["messages"][0].get("webhooks"),
        None,
        "nobody is told an address that is none"
    );

    let twilio = written("twilio", 201, r#"{"sid":"SM1"}"#, hook.clone()).await;
    assert_eq!(
        twilio.line,
        "POST /2010-04-01/Accounts/AC0001/Messages.json HTTP/1.1"
    );
    assert!(twilio.header("authorization").unwrap().starts_with("Basic "));
    assert_eq!(
        twilio.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let form = pairs(std::str::from_utf8(&twilio.body).unwrap());
    assert!(form.contains(&("To".into(), "+5549900000001".into())), "{form:?}");
    assert!(
        form.contains(&("StatusCallback".into(), format!("{back}?ours=m7.1"))),
        "{form:?}"
    );

    let kannel = written("kannel", 202, "0: Accepted for delivery", hook).await;
    let query = kannel.line.split(['?', ' ']).nth(2).unwrap();
    let query = pairs(query);
    let has = |name: &str, value: &str| query.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        kannel.line.starts_with("GET /cgi-bin/sendsms?"),
        "{}",
        kannel.line
    );
    assert!(
        has("coding", "2") && has("charset", "UTF-8") && has("text", text) && has("dlr-mask", "27"),
        "{query:?}"
    );
    assert!(
        has("dlr-url", &format!("{back}?ours=m7.1&status=%d&answer=%A")),
        "{query:?}"
    );
    let plain = written("kannel", 202, "0: Accepted", json!({"transliterate": true})).await;
    let query = pairs(plain.line.split(['?', ' ']).nth(2).unwrap());
    let has = |name: &str, value: &str| query.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        has("coding", "0") && has("text", &text.replace('á', "a")),
        "{query:?}"
    );
    assert!(
        !query.iter().any(|(name, _)| name.starts_with("dlr")),
        "{query:?}"
    );
}

fn url_pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

#[tokio::test]
async fn the_test_says_what_is_missing() {
    let server = Hostile::start(status(200, TAKEN)).await;
    let codes = async |more: Value| {
        let checks = build("kannel", &server.url(), more, PATIENT_MS)
            .check(Some("+55 49 90000-0001"))
            .await;
        checks.iter().map(|c| c.code.clone()).collect::<Vec<_>>()
    };
    let token = json!({"hook_token": "hook-token-0123456789"});
    assert_eq!(
        codes(json!({})).await,
        [None, Some("no_hook_token".to_owned()), None]
    );
    assert_eq!(codes(token).await, [None, Some("no_public_url".to_owned()), None]);
    let both = json!({"hook_token": "hook-token-0123456789", "public_url": "https://fila.example"});
    assert_eq!(codes(both).await, [None, None, None]);
    assert_eq!(server.written(), 0, "nothing is sent");
}
