//! The contract that every kind of gateway keeps with a hostile provider: each fault ends in its named outcome, no
//! request is ever written twice, no redirect is followed, and no secret comes out.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod accounts;
mod hostile;
mod ixc;
mod mail;
mod requests;
mod sandbox;
mod smpp;
mod sms;
mod telegram;
mod whatsapp;

use async_trait::async_trait;
use hostile::{Hostile, Play, answer};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::outcome::{Call, Content, Outcome, Rejection};
use omnifila_core::port::{Clock, Gateway};
use omnifila_core::time::Time;
use omnifila_providers::gateways;
use omnifila_providers::guard::Guard;
use omnifila_providers::wire::Wire;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "jwt.opa.token-that-must-not-leak";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const CHANNEL: &str = "64bb00000000000000000002";
const ACCEPTED: &str =
    r#"{"status":"success","code":200,"data":{"messageSentId":"659c365b0000000000000000"}}"#;
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
/// For answers that come: longer than a loaded machine needs.
const PATIENT_MS: u64 = 20_000;
/// For answers that do not come.
const BRIEF_MS: u64 = 300;

/// A clock that stands at 2026-12-10T11:00:00Z.
#[derive(Debug)]
struct Still;

#[async_trait]
impl Clock for Still {
    fn now(&self) -> Time {
        Time::parse("2026-12-10T11:00:00Z").unwrap()
    }
    async fn sleep_until(&self, until: Time) {
        if until > self.now() {
            std::future::pending::<()>().await;
        }
    }
}

fn settings(kind: GatewayKind, url: &str) -> Map<String, Value> {
    let settings = match kind {
        GatewayKind::OpaSuite => json!({"url": url, "token": TOKEN, "channel_id": CHANNEL}),
        GatewayKind::Webhook => {
            json!({"url": format!("{url}/hook"), "secret": SECRET, "allow_private": true})
        }
        GatewayKind::Smtp | GatewayKind::Telegram | GatewayKind::Smpp => unreachable!("in a file of its own"),
        GatewayKind::WhatsappCloud => whatsapp::settings(url),
        GatewayKind::SmsHttp => sms::settings("zenvia_sms", url),
    };
    settings.as_object().unwrap().clone()
}

/// The kinds that share the cases of this file; the others have a file each.
fn over_http() -> [GatewayKind; 4] {
    [
        GatewayKind::OpaSuite,
        GatewayKind::Webhook,
        GatewayKind::WhatsappCloud,
        GatewayKind::SmsHttp,
    ]
}

fn gateway(kind: GatewayKind, url: &str, timeout_ms: u64) -> Arc<dyn Gateway> {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    gateways::build(
        kind,
        &settings(kind, url),
        timeout_ms,
        &Wire::new(Guard::Open),
        &clock,
    )
    .unwrap()
}

fn call(message: i64, attempt: u32) -> Call {
    Call {
        message_id: MessageId(message),
        attempt,
        gateway_id: GatewayId(1),
        address: "+5549900000001".into(),
        customer_name: "Cliente Exemplo 001".into(),
        preview: "Olá Cliente, sua fatura de R$ 129,90 vence em 10/12/2026".into(),
        content: Content {
            provider_template_id: Some("64aa00000000000000000001".into()),
            language: Some("pt_BR".into()),
            parameters: vec!["Cliente\tExemplo\n 001".into(), "129,90".into()],
            ..Content::default()
        },
        dedupe_key: Some("k1".into()),
        source_ref: None,
    }
}

fn refused(rejection: Rejection, code: &str) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: code.into(),
    }
}

fn unknown(code: &str) -> Outcome {
    Outcome::Unknown { code: code.into() }
}

fn not_sent(code: &str) -> Outcome {
    Outcome::NotSent { code: code.into() }
}

fn taken(kind: GatewayKind) -> Outcome {
    let provider_id = match kind {
        GatewayKind::OpaSuite => "659c365b0000000000000000",
        GatewayKind::Webhook => "msg_7",
        GatewayKind::Smtp | GatewayKind::Telegram | GatewayKind::Smpp => unreachable!("in a file of its own"),
        GatewayKind::WhatsappCloud => whatsapp::NAME,
        GatewayKind::SmsHttp => "z-1",
    };
    Outcome::Accepted {
        provider_id: provider_id.into(),
    }
}

/// What a provider of a kind answers when it takes a message.
fn accepted(kind: GatewayKind) -> &'static str {
    match kind {
        GatewayKind::OpaSuite | GatewayKind::Webhook => ACCEPTED,
        GatewayKind::WhatsappCloud => whatsapp::TAKEN,
        GatewayKind::SmsHttp => sms::TAKEN,
        GatewayKind::Smtp | GatewayKind::Telegram | GatewayKind::Smpp => unreachable!("in a file of its own"),
    }
}

/// One fault and what each kind must make of it.
struct Case {
    name: &'static str,
    play: Play,
    opa: Outcome,
    webhook: Outcome,
    timeout_ms: u64,
}

fn case(name: &'static str, play: Play, opa: Outcome, webhook: Outcome) -> Case {
    Case {
        name,
        play,
        opa,
        webhook,
        timeout_ms: PATIENT_MS,
    }
}

fn same(name: &'static str, play: Play, outcome: Outcome) -> Case {
    case(name, play, outcome.clone(), outcome)
}

fn hangs(name: &'static str, play: Play) -> Case {
    Case {
        timeout_ms: BRIEF_MS,
        ..same(name, play, unknown("timeout"))
    }
}

fn status(status: u16, body: &str) -> Play {
    Play::Answer(answer(status, "", body))
}

/// Every case calls once; the server must have been written to once, whatever it did.
async fn run(cases: Vec<Case>) {
    for Case {
        name,
        play,
        opa,
        webhook,
        timeout_ms,
    } in cases
    {
        for (kind, expected) in [(GatewayKind::OpaSuite, opa), (GatewayKind::Webhook, webhook)] {
            let server = Hostile::start(play.clone()).await;
            let gateway = gateway(kind, &server.url(), timeout_ms);
            let outcome = gateway.send(&call(7, 1)).await;
            assert_eq!(outcome, expected, "{name}, {kind}");
            assert_eq!(server.written(), 1, "{name}, {kind}: written once");
            let said = format!("{outcome:?} {gateway:?}");
            assert!(
                !said.contains(TOKEN) && !said.contains(&SECRET[6..]),
                "{name}, {kind}: {said}"
            );
        }
    }
}

#[tokio::test]
async fn statuses() {
    use GatewayKind::{OpaSuite, Webhook};
    use Rejection::{GatewayRefused, Permanent};
    let echo = format!(r#"{{"status":"error","code":401,"description":"bad token {TOKEN} {SECRET}"}}"#);
    let no_channel = r#"{"error":"NOT_FOUND_ERROR","message":"Communication channel not found."}"#;
    let mut cases = vec![
        case("accepted", status(200, ACCEPTED), taken(OpaSuite), taken(Webhook)),
        same(
            "401 that repeats secrets",
            status(401, &echo),
            refused(GatewayRefused, "unauthorized"),
        ),
        same("403", status(403, "{}"), refused(GatewayRefused, "forbidden")),
        case(
            "404",
            status(404, no_channel),
            refused(GatewayRefused, "channel_not_found"),
            refused(Permanent, "not_found"),
        ),
        same("400", status(400, "{}"), refused(Permanent, "refused")),
        same(
            "422",
            status(422, r#"{"description":"x"}"#),
            refused(Permanent, "refused"),
        ),
        same("408", status(408, ""), unknown("http_408")),
        same("418", status(418, ""), unknown("unexpected_status")),
        case(
            "410",
            status(410, ""),
            unknown("unexpected_status"),
            refused(Permanent, "gone"),
        ),
        case(
            "200 that fails",
            status(200, &echo),
            refused(GatewayRefused, "unauthorized"),
            taken(Webhook),
        ),
        case(
            "200 without id",
            status(200, r#"{"status":"success"}"#),
            unknown("accepted_without_id"),
            taken(Webhook),
        ),
        case(
            "200 with a page",
            status(200, "<html>login</html>"),
            unknown("bad_answer"),
            taken(Webhook),
        ),
        case(
            "200 empty",
            status(200, ""),
            unknown("bad_answer"),
            taken(Webhook),
        ),
        case(
            "204",
            Play::Answer("HTTP/1.1 204 X\r\n\r\n".into()),
            unknown("bad_answer"),
            taken(Webhook),
        ),
        case(
            "bytes that are no text",
            status(200, "\u{0}\u{ff}"),
            unknown("bad_answer"),
            taken(Webhook),
        ),
    ];
    for code in [500, 502, 503, 504, 599] {
        cases.push(same(
            "5xx",
            status(code, r#"{"status":"error"}"#),
            unknown("http_5xx"),
        ));
    }
    run(cases).await;
}

#[tokio::test]
async fn too_fast() {
    let cases = [
        ("absent", "", None),
        ("seconds", "retry-after: 90\r\n", Some(90_000)),
        (
            "date",
            "retry-after: Thu, 10 Dec 2026 11:02:00 GMT\r\n",
            Some(120_000),
        ),
        ("garbage", "retry-after: soon\r\n", None),
        ("negative", "retry-after: -5\r\n", None),
        ("huge", "retry-after: 1000000000\r\n", Some(86_400_000)),
        (
            "endless digits",
            "retry-after: 99999999999999999999999999\r\n",
            Some(86_400_000),
        ),
        ("not ASCII", "retry-after: já\r\n", None),
    ];
    let outcome = |retry_after_ms| refused(Rejection::RateLimited { retry_after_ms }, "rate_limited");
    let play = |headers| Play::Answer(answer(429, headers, "{}"));
    run(cases
        .into_iter()
        .map(|(name, headers, wait)| same(name, play(headers), outcome(wait)))
        .collect())
    .await;
}

#[tokio::test]
async fn answers_that_break() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"status\":\"succ";
    let half_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{\"status\"";
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1_u64 << 40);
    let endless = |start: &str, more: String| Play::Endless {
        start: start.into(),
        more,
        pause: Duration::ZERO,
    };
    let chunks = endless(CHUNKED, format!("1000\r\n{}\r\n", "x".repeat(4_096)));
    let headers = endless("HTTP/1.1 200 OK\r\n", format!("x: {}\r\n", "y".repeat(4_096)));
    run(vec![
        same(
            "half a body",
            Play::AnswerAndClose(half.into()),
            unknown("half_answer"),
        ),
        same(
            "half a chunk",
            Play::AnswerAndClose(half_chunk.into()),
            unknown("half_answer"),
        ),
        same(
            "huge body announced",
            Play::Answer(long),
            unknown("oversized_answer"),
        ),
        same(
            "huge body",
            status(200, &"x".repeat(70_000)),
            unknown("oversized_answer"),
        ),
        same("endless body", chunks, unknown("oversized_answer")),
        same("endless head", headers, unknown("bad_http")),
        same(
            "no HTTP",
            Play::AnswerAndClose("220 mail.example ESMTP\r\n".into()),
            unknown("bad_http"),
        ),
        same(
            "no answer",
            Play::AnswerAndClose(String::new()),
            unknown("no_answer"),
        ),
        same(
            "half a head",
            Play::AnswerAndClose("HTTP/1.1 200 OK\r\ncontent-".into()),
            unknown("no_answer"),
        ),
        same(
            "reset before reading",
            Play::ResetBeforeReading,
            unknown("connection_reset"),
        ),
        same(
            "reset after reading",
            Play::ResetAfterReading,
            unknown("connection_reset"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn answers_that_do_not_come() {
    let drip = |start: &str, more: &str| Play::Endless {
        start: start.into(),
        more: more.into(),
        pause: Duration::from_millis(20),
    };
    run(vec![
        hangs("silent before reading", Play::SilentBeforeReading),
        hangs("silent after reading", Play::SilentAfterReading),
        hangs("slow head", drip("HTTP/1.1 200 OK\r\n", "x")),
        hangs("slow body", drip(CHUNKED, "1\r\nx\r\n")),
        hangs(
            "body that stops",
            drip(&answer(200, "", "{").replace(": 1", ": 9"), ""),
        ),
    ])
    .await;
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for code in [301, 302, 303, 307, 308] {
        for kind in over_http() {
            let other = Hostile::start(status(200, ACCEPTED)).await;
            let location = format!("location: {}/template/send\r\n", other.url());
            let server = Hostile::start(Play::Answer(answer(code, &location, ""))).await;
            let outcome = gateway(kind, &server.url(), PATIENT_MS).send(&call(7, 1)).await;
            assert_eq!(
                outcome,
                refused(Rejection::GatewayRefused, "redirect"),
                "{code}, {kind}"
            );
            assert_eq!((server.written(), other.connections()), (1, 0), "{code}, {kind}");
        }
    }
}

#[tokio::test]
async fn what_never_left_is_not_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for kind in over_http() {
        let send = async |url: &str, timeout| gateway(kind, url, timeout).send(&call(7, 1)).await;
        assert_eq!(
            send(&format!("http://{closed}"), PATIENT_MS).await,
            not_sent("connect_refused"),
            "{kind}"
        );
        // The empty label keeps the name from leaving this machine.
        assert_eq!(
            send("http://a..invalid", PATIENT_MS).await,
            not_sent("dns_failed"),
            "{kind}"
        );

        let plain = Hostile::start(status(200, ACCEPTED)).await;
        let https = format!("https://{}", plain.address);
        assert_eq!(send(&https, PATIENT_MS).await, not_sent("tls_failed"), "{kind}");
        assert_eq!(plain.written(), 0);

        // Takes the connection and says nothing: TLS never completes.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let https = format!("https://{}", silent.local_addr().unwrap());
        assert_eq!(
            send(&https, BRIEF_MS).await,
            not_sent("connect_timeout"),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn the_guard_holds_when_the_name_resolves() {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let mut guarded = settings(GatewayKind::Webhook, "http://localhost");
    guarded.remove("allow_private");
    let wire = Wire::new(Guard::Open);
    let webhook = gateways::build(GatewayKind::Webhook, &guarded, PATIENT_MS, &wire, &clock).unwrap();
    assert_eq!(webhook.send(&call(7, 1)).await, not_sent("address_refused"));
    assert_eq!(
        webhook.check(None).await[0].code.as_deref(),
        Some("address_refused")
    );
}

#[tokio::test]
async fn simulated_time_reaches_only_this_machine() {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let wire = Wire::new(Guard::LoopbackOnly);
    for kind in over_http() {
        let far = settings(kind, "https://example.com");
        let error = gateways::build(kind, &far, PATIENT_MS, &wire, &clock).unwrap_err();
        assert_eq!(
            (error.code, error.pointer.as_str()),
            ("address_refused", "/settings/url"),
            "{kind}"
        );
        assert_eq!(gateways::check_settings(kind, &far, wire.guard()), Err(error));

        let server = Hostile::start(status(200, accepted(kind))).await;
        let near = settings(kind, &format!("http://localhost:{}", server.address.port()));
        let near = gateways::build(kind, &near, PATIENT_MS, &wire, &clock).unwrap();
        assert_eq!(near.send(&call(7, 1)).await, taken(kind), "{kind}");
    }
}
