//! WhatsApp Cloud API: the hostile answers of every kind, its own errors, what is written on the wire, and the stand-in.

use super::*;
use omnifila_core::outcome::{Button, ButtonKind, Components};
use omnifila_sandbox::{
    DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_WABA_ID, Fault, GraphRefusal,
    GraphTemplate, JournalQuery, Sandbox, SandboxConfig,
};

pub(super) const NAME: &str = "wamid.HBgMNTU0OTkwMDAwMDAx";
pub(super) const TAKEN: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"+5549900000001","wa_id":"5549900000001"}],"messages":[{"id":"wamid.HBgMNTU0OTkwMDAwMDAx","message_status":"accepted"}]}"#;
const KIND: GatewayKind = GatewayKind::WhatsappCloud;

pub(super) fn settings(url: &str) -> Value {
    json!({"url": url, "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID, "token": TOKEN})
}

fn message(n: i64) -> Call {
    let mut call = call(n, 1);
    call.content.provider_template_id = Some("aviso_simples".into());
    call
}

fn error(code: u32) -> String {
    json!({"error": {"message": format!("(#{code}) {TOKEN}"), "type": "OAuthException", "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": TOKEN}, "fbtrace_id": "A"}})
    .to_string()
}

async fn judge(cases: Vec<(&'static str, Play, Outcome, u64)>) {
    for (name, play, expected, timeout_ms) in cases {
        let server = Hostile::start(play).await;
        let gateway = gateway(KIND, &server.url(), timeout_ms);
        let outcome = gateway.send(&message(7)).await;
        assert_eq!(outcome, expected, "{name}");
        assert_eq!(server.written(), 1, "{name}: written once");
        let said = format!("{outcome:?} {gateway:?}");
        assert!(!said.contains(TOKEN), "{name}: {said}");
    }
}

#[tokio::test]
async fn statuses() {
    use Rejection::{GatewayRefused, Permanent, RateLimited, Transient};
    let now = |name, status_: u16, body: &str, outcome| (name, status(status_, body), outcome, PATIENT_MS);
    let slow = |headers: &str, retry_after_ms| {
        let play = Play::Answer(answer(429, headers, "{}"));
        let outcome = refused(RateLimited { retry_after_ms }, "rate_limited");
        ("429", play, outcome, PATIENT_MS)
    };
    judge(vec![
        now("accepted", 200, TAKEN, taken(KIND)),
        now(
            "401 that repeats the token",
            401,
            &error(190),
            refused(GatewayRefused, "unauthorized"),
        ),
        now(
            "401 without words",
            401,
            "",
            refused(GatewayRefused, "unauthorized"),
        ),
        now("403", 403, &error(10), refused(GatewayRefused, "forbidden")),
        now("404", 404, "<html>", refused(GatewayRefused, "wrong_url")),
        now(
            "400 of a proxy",
            400,
            "<html>",
            refused(GatewayRefused, "wrong_url"),
        ),
        now("400", 400, "{}", refused(Permanent, "refused")),
        now(
            "404 of a template",
            404,
            &error(132_001),
            refused(Rejection::Deferred, "template_not_found"),
        ),
        now(
            "200 that means failure",
            200,
            &error(131_026),
            refused(Permanent, "undeliverable"),
        ),
        now(
            "200 without id",
            200,
            r#"{"messages":[{}]}"#,
            unknown("accepted_without_id"),
        ),
        now(
            "200 with a page",
            200,
            "<html>login</html>",
            unknown("bad_answer"),
        ),
        now("200 empty", 200, "", unknown("bad_answer")),
        now(
            "bytes that are no text",
            200,
            "\u{0}\u{ff}",
            unknown("bad_answer"),
        ),
        now(
            "500 in Meta's words",
            500,
            &error(131_000),
            refused(Transient, "provider_error"),
        ),
        now(
            "503 in Meta's words",
            503,
            &error(2),
            refused(Transient, "provider_error"),
        ),
        now("500 without words", 500, "{}", unknown("http_5xx")),
        now("502 of a proxy", 502, "<html>", unknown("http_5xx")),
        now("418", 418, "", unknown("unexpected_status")),
        now("408", 408, "", unknown("http_408")),
        slow("", None),
        slow("retry-after: 90\r\n", Some(90_000)),
        slow("retry-after: já\r\n", None),
        slow("retry-after: 1000000000\r\n", Some(86_400_000)),
    ])
    .await;
}

#[tokio::test]
async fn answers_that_break_or_do_not_come() {
    let late = |name, play| (name, play, unknown("timeout"), BRIEF_MS);
    let now = |name, play, code| (name, play, unknown(code), PATIENT_MS);
    judge(vec![
        now(
            "half a body",
            Play::AnswerAndClose("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"mess".into()),
            "half_answer",
        ),
        now("huge body", status(200, &"x".repeat(70_000)), "oversized_answer"),
        now(
            "no HTTP",
            Play::AnswerAndClose("220 mail.example ESMTP\r\n".into()),
            "bad_http",
        ),
        now("no answer", Play::AnswerAndClose(String::new()), "no_answer"),
        now(
            "reset before reading",
            Play::ResetBeforeReading,
            "connection_reset",
        ),
        now("reset after reading", Play::ResetAfterReading, "connection_reset"),
        late("silent before reading", Play::SilentBeforeReading),
        late("silent after reading", Play::SilentAfterReading),
    ])
    .await;
}

#[tokio::test]
async fn what_is_written() {
    let server = Hostile::start(status(200, TAKEN)).await;
    let gateway = gateway(KIND, &server.url(), PATIENT_MS);
    let mut full = message(7);
    full.content.media_url = Some("https://isp.example/b.pdf".into());
    full.content.components = Some(Components {
        buttons: vec![Button {
            index: 0,
            kind: ButtonKind::Url,
            text: "abc".into(),
        }],
        ..Components::default()
    });
    assert_eq!(gateway.send(&full).await, taken(KIND));
    let request = &server.requests()[0];
    assert_eq!(
        request.line,
        format!("POST /v25.0/{DEFAULT_NUMBER_ID}/messages HTTP/1.1")
    );
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["to"], "+5549900000001");
    assert_eq!(body["biz_opaque_callback_data"], "m7.1");
    let kinds: Vec<&str> = body["template"]["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["header", "body", "button"]);
    let first = &body["template"]["components"][1]["parameters"][0]["text"];
    assert_eq!(first, "Cliente Exemplo 001", "line breaks and tabs are gone");
}

fn graph(sandbox: &Sandbox, timeout_ms: u64) -> Arc<dyn Gateway> {
    let mut own = settings(&sandbox.graph_url(DEFAULT_GRAPH));
    own["token"] = json!(DEFAULT_GRAPH_TOKEN);
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let wire = Wire::new(Guard::Open);
    gateways::build(KIND, own.as_object().unwrap(), timeout_ms, &wire, &clock).unwrap()
}

fn effects(sandbox: &Sandbox) -> usize {
    let query = JournalQuery {
        effects_only: true,
        ..JournalQuery::default()
    };
    sandbox.journal(query).len()
}

#[tokio::test]
async fn the_stand_in_judges_what_reaches_a_person() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let gateway = graph(&sandbox, PATIENT_MS);
    assert!(matches!(
        gateway.send(&message(1)).await,
        Outcome::Accepted { .. }
    ));
    let mut named = message(2);
    named.content.provider_template_id = Some("aviso_nomeado".into());
    named.content.components = Some(Components {
        names: vec!["nome".into(), "aviso".into()],
        ..Components::default()
    });
    assert!(matches!(gateway.send(&named).await, Outcome::Accepted { .. }));
    let mut wrong = message(3);
    wrong.content.parameters.pop();
    assert_eq!(
        gateway.send(&wrong).await,
        refused(Rejection::Permanent, "wrong_variables")
    );
    let paused = GraphTemplate {
        status: "PAUSED".into(),
        ..GraphTemplate::new("aviso_simples", "Olá {{1}}: {{2}}")
    };
    sandbox.change_graph_template(DEFAULT_GRAPH, paused).unwrap();
    assert_eq!(
        gateway.send(&message(4)).await,
        refused(Rejection::Deferred, "template_paused")
    );
    assert_eq!(effects(&sandbox), 2);
    let records = sandbox.journal(JournalQuery::default());
    assert_eq!(records[1].message_id.as_deref(), Some("2"));
    assert_eq!(records[1].attempt.as_deref(), Some("1"));
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_was_taken_without_an_answer_is_unknown() {
    for (fault, expected, reached) in [
        (Fault::HangBeforeAccept, unknown("timeout"), 0),
        (Fault::HangAfterAccept, unknown("timeout"), 1),
        (Fault::ResetAfterAccept, unknown("connection_reset"), 1),
        (Fault::HalfBody, unknown("half_answer"), 1),
        (Fault::EmptyBody, unknown("bad_answer"), 1),
    ] {
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        sandbox.add_fault(fault.clone()).unwrap();
        let timeout = if matches!(fault, Fault::HangBeforeAccept | Fault::HangAfterAccept) {
            BRIEF_MS
        } else {
            PATIENT_MS
        };
        assert_eq!(
            graph(&sandbox, timeout).send(&message(1)).await,
            expected,
            "{fault:?}"
        );
        assert_eq!(effects(&sandbox), reached, "{fault:?}");
        sandbox.shutdown().await;
    }
}

#[tokio::test]
async fn metas_codes_say_who_waits() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let gateway = graph(&sandbox, PATIENT_MS);
    for (code, outcome) in [
        (
            131_056,
            refused(Rejection::Later { wait_ms: 4_000 }, "pair_rate_limited"),
        ),
        (
            130_429,
            refused(Rejection::RateLimited { retry_after_ms: None }, "rate_limited"),
        ),
        (
            131_048,
            refused(
                Rejection::RateLimited {
                    retry_after_ms: Some(3_600_000),
                },
                "spam_limited",
            ),
        ),
        (131_042, refused(Rejection::GatewayRefused, "payment_problem")),
        (131_050, refused(Rejection::Permanent, "marketing_opted_out")),
        (
            131_049,
            refused(Rejection::Later { wait_ms: 86_400_000 }, "recipient_limited"),
        ),
    ] {
        let refusal = GraphRefusal {
            times: Some(1),
            ..GraphRefusal::of(code)
        };
        sandbox.refuse_graph(DEFAULT_GRAPH, refusal).unwrap();
        assert_eq!(gateway.send(&message(1)).await, outcome, "{code}");
    }
    assert_eq!(effects(&sandbox), 0);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_account_is_read_and_tested() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let gateway = graph(&sandbox, PATIENT_MS);
    assert_eq!(gateway.probe().await, Some(Ok(())));
    let checks = gateway.check(Some("+55 49 90000-0001")).await;
    let names: Vec<(&str, bool)> = checks.iter().map(|c| (c.name, c.ok)).collect();
    let wanted = [
        "connection",
        "credentials",
        "number",
        "number_state",
        "quality",
        "templates",
        "recipient",
    ];
    assert_eq!(names, wanted.map(|name| (name, true)));
    let account = gateway.account().unwrap();
    let templates = account.templates().await.unwrap();
    let ids: Vec<&str> = templates.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["fatura_vencendo", "aviso_simples", "aviso_nomeado"]);
    assert_eq!(account.channels().await.unwrap()[0].name, "Provedor Exemplo");
    sandbox.shutdown().await;

    for (play, code, place) in [
        (status(401, &error(190)), "unauthorized", 1),
        (status(400, &error(33)), "number_not_found", 2),
        (status(200, "<html>"), "bad_answer", 0),
    ] {
        let server = Hostile::start(play).await;
        let checks = super::gateway(KIND, &server.url(), PATIENT_MS).check(None).await;
        assert_eq!(checks[place].code.as_deref(), Some(code));
        assert_eq!(checks.len(), place + 1, "the rest would say the same");
    }
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_none() {
    fn page(next: bool) -> String {
        let paging = if next {
            json!({"cursors": {"after": "c1"}, "next": "http://169.254.169.254/x"})
        } else {
            json!({"cursors": {"after": "c1"}})
        };
        let name = if next { "a" } else { "b" };
        answer(
            200,
            "",
            &json!({"data": [{"name": name, "language": "pt_BR"}], "paging": paging}).to_string(),
        )
    }
    let two = Hostile::start(Play::Route(|path| page(!path.contains("after=c1")))).await;
    let gateway = gateway(KIND, &two.url(), PATIENT_MS);
    let listed = gateway.account().unwrap().templates().await.unwrap();
    assert_eq!(
        listed.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(
        two.requests().len(),
        2,
        "the second page is asked of the same place"
    );

    let broken = Hostile::start(Play::Route(|path| {
        if path.contains("after=c1") {
            answer(500, "", "")
        } else {
            page(true)
        }
    }))
    .await;
    let read = super::gateway(KIND, &broken.url(), PATIENT_MS);
    assert!(read.account().unwrap().templates().await.is_err());
}
