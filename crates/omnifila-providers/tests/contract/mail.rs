//! The contract for e-mail, whose provider speaks SMTP: each fault ends in its named outcome, nothing is handed over twice, and no
//! secret comes out.

use super::*;
use omnifila_core::mail::MailTexts;
use std::sync::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PASSWORD: &str = "mail-password-that-must-not-leak";
const SIGNING: &str = "signing-secret-that-must-not-leak";

/// What a mail server does in place of the usual answer to a command.
#[derive(Clone)]
enum Does {
    Says(&'static str),
    Closes,
    Resets,
    Hangs,
    /// Says it, and closes.
    Leaves(&'static str),
    Endless,
}

/// The commands at which a server can misbehave; `.` is the final dot.
#[derive(Clone)]
struct Script {
    at: &'static str,
    does: Does,
    /// Only on so many connections, then as it should.
    connections: usize,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    /// Letters whose final dot was read.
    letters: Vec<String>,
    commands: Vec<String>,
}

struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    async fn start(script: Option<Script>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        #[expect(clippy::disallowed_methods, reason = "aborted when the server is dropped")]
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let number = {
                    let mut seen = shared.lock().unwrap();
                    seen.connections += 1;
                    seen.connections
                };
                let script = script.clone().filter(|s| number <= s.connections);
                connections.spawn(converse(stream, script, shared.clone()));
            }
        });
        Server { port, seen, task }
    }

    fn letters(&self) -> Vec<String> {
        self.seen.lock().unwrap().letters.clone()
    }

    fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }
}

/// `None` ends the conversation.
async fn answer_to(
    stream: &mut BufReader<TcpStream>,
    command: &str,
    usual: &str,
    script: Option<&Script>,
) -> Option<()> {
    let does = script.filter(|s| s.at == command).map(|s| s.does.clone());
    match does {
        None => stream.write_all(usual.as_bytes()).await.ok(),
        Some(Does::Says(text)) => stream.write_all(format!("{text}\r\n").as_bytes()).await.ok(),
        Some(Does::Leaves(text)) => {
            let _ = stream.write_all(format!("{text}\r\n").as_bytes()).await;
            None
        }
        Some(Does::Closes) => None,
        Some(Does::Resets) => {
            stream.get_ref().set_zero_linger().unwrap();
            None
        }
        Some(Does::Hangs) => std::future::pending().await,
        Some(Does::Endless) => {
            while stream.write_all(b"250-more and more\r\n").await.is_ok() {}
            None
        }
    }
}

async fn converse(stream: TcpStream, script: Option<Script>, seen: Arc<Mutex<Seen>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let script = script.as_ref();
    answer_to(&mut stream, "greeting", "220 mx.example ESMTP\r\n", script).await?;
    let mut letters = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        seen.lock().unwrap().commands.push(line.clone());
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let usual = match word.as_str() {
            "EHLO" => "250-mx.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 10000000\r\n",
            "AUTH" => "235 2.7.0 ok\r\n",
            "DATA" => "354 go on\r\n",
            _ => "250 2.0.0 ok\r\n",
        };
        letters += usize::from(word == "MAIL");
        let step = if word == "MAIL" && letters > 1 {
            "MAIL again"
        } else {
            &word
        };
        answer_to(&mut stream, step, usual, script).await?;
        let refused = script.is_some_and(|s| s.at == "DATA" && matches!(s.does, Does::Says(_)));
        if word == "DATA" && !refused {
            let mut letter = String::new();
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await.ok()? == 0 {
                    return None;
                }
                if line == ".\r\n" {
                    break;
                }
                letter.push_str(&line);
            }
            seen.lock().unwrap().letters.push(letter);
            answer_to(&mut stream, ".", "250 2.0.0 Ok: queued as 4ABC\r\n", script).await?;
        }
    }
}

fn mail_settings(port: u16) -> Map<String, Value> {
    let settings = json!({
        "host": "127.0.0.1", "port": port, "security": "none", "username": "fila", "password": PASSWORD,
        "from": "cobranca@isp.example", "from_name": "Provedor Exemplo", "signing_secret": SIGNING,
        "return_path": "bounces@isp.example", "public_url": "https://fila.isp.example/", "data_timeout_seconds": 1,
        "allow_private": true,
    });
    settings.as_object().unwrap().clone()
}

fn smtp(settings: &Map<String, Value>, timeout_ms: u64) -> Arc<dyn Gateway> {
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let wire = Wire::new(Guard::Open);
    gateways::build(GatewayKind::Smtp, settings, timeout_ms, &wire, &clock).unwrap()
}

fn letter(message: i64) -> Call {
    let mut call = call(message, 1);
    call.address = "cliente001@example.com".into();
    call.content = Content {
        mail: Some(MailTexts {
            subject: "Sua fatura vence em 10/12 – Provedor Exemplo".into(),
            html: Some("<p>Olá Cliente</p>".into()),
        }),
        ..Content::default()
    };
    call
}

fn is_taken(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { provider_id } if provider_id.starts_with("7.1."))
}

#[tokio::test]
async fn a_letter_is_handed_over_and_the_connection_used_again() {
    let server = Server::start(None).await;
    let gateway = smtp(&mail_settings(server.port), PATIENT_MS);
    assert!(is_taken(&gateway.send(&letter(7)).await));
    assert!(matches!(gateway.send(&letter(8)).await, Outcome::Accepted { .. }));
    assert_eq!((server.letters().len(), server.connections()), (2, 1));
    let text = &server.letters()[0];
    for part in [
        "From: \"Provedor Exemplo\" <cobranca@isp.example>",
        "To: \"Cliente Exemplo 001\" <cliente001@example.com>",
        "Date: Thu, 10 Dec 2026 11:00:00 +0000",
        "Message-ID: <m7.",
        "List-Unsubscribe: <https://fila.isp.example/u/1/7.",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.is_ascii(), "8-bit text is encoded");
    let sender = server
        .commands()
        .into_iter()
        .find(|c| c.starts_with("MAIL FROM"))
        .unwrap();
    assert!(sender.starts_with("MAIL FROM:<bounces+7.1."), "{sender}");
}

#[tokio::test]
async fn every_fault_ends_in_its_outcome_and_hands_nothing_over_twice() {
    use Does::*;
    use Rejection::*;
    let limited = || refused(RateLimited { retry_after_ms: None }, "server_busy");
    // Where, what, the outcome, and the letters whose dot was read.
    let cases: Vec<(&'static str, Does, Outcome, usize)> = vec![
        ("greeting", Says("421 4.3.2 too busy"), limited(), 0),
        (
            "greeting",
            Says("554 no"),
            refused(GatewayRefused, "connection_refused"),
            0,
        ),
        ("greeting", Closes, not_sent("connection_closed"), 0),
        ("greeting", Resets, not_sent("connection_reset"), 0),
        ("greeting", Hangs, not_sent("connect_timeout"), 0),
        (
            "greeting",
            Says("HTTP/1.1 400 Bad Request"),
            not_sent("bad_smtp"),
            0,
        ),
        ("EHLO", Endless, not_sent("bad_smtp"), 0),
        (
            "AUTH",
            Says("535 5.7.8 bad credentials mail-password-that-must-not-leak"),
            refused(GatewayRefused, "unauthorized"),
            0,
        ),
        ("AUTH", Says("454 4.7.0 later"), not_sent("login_unavailable"), 0),
        (
            "MAIL",
            Says("553 5.7.1 not yours"),
            refused(GatewayRefused, "sender_refused"),
            0,
        ),
        ("MAIL", Hangs, not_sent("timeout"), 0),
        (
            "RCPT",
            Says("550 5.1.1 User unknown"),
            refused(Permanent, "recipient_unknown"),
            0,
        ),
        (
            "RCPT",
            Says("452 4.2.2 over quota"),
            refused(Transient, "mailbox_full"),
            0,
        ),
        (
            "RCPT",
            Says("450 4.2.0 greylisted, come back"),
            refused(Deferred, "greylisted"),
            0,
        ),
        (
            "RCPT",
            Says("554 5.7.1 Relay access denied"),
            refused(GatewayRefused, "relay_denied"),
            0,
        ),
        ("RCPT", Closes, not_sent("connection_closed"), 0),
        ("RCPT", Leaves("421 4.7.0 too many errors"), limited(), 0),
        (
            "DATA",
            Says("451 4.3.0 later"),
            refused(Transient, "deferred_by_server"),
            0,
        ),
        ("DATA", Says("250 odd"), not_sent("unexpected_reply"), 0),
        (
            ".",
            Says("550 5.7.515 does not meet the level"),
            refused(GatewayRefused, "authentication_failed"),
            1,
        ),
        (
            ".",
            Says("554 5.7.1 looks like spam"),
            refused(Permanent, "refused_as_spam"),
            1,
        ),
        (
            ".",
            Says("451 4.3.0 not now"),
            refused(Transient, "deferred_by_server"),
            1,
        ),
        (".", Closes, unknown("connection_closed"), 1),
        (".", Resets, unknown("connection_reset"), 1),
        (".", Hangs, unknown("timeout"), 1),
        (".", Says("hello"), unknown("bad_smtp"), 1),
        (".", Says("354 again"), unknown("unexpected_reply"), 1),
    ];
    for (at, does, expected, letters) in cases {
        let hangs = matches!(does, Hangs);
        let script = Script {
            at,
            does,
            connections: usize::MAX,
        };
        let server = Server::start(Some(script)).await;
        let gateway = smtp(
            &mail_settings(server.port),
            if hangs { BRIEF_MS } else { PATIENT_MS },
        );
        let outcome = gateway.send(&letter(7)).await;
        assert_eq!(outcome, expected, "at {at}");
        assert_eq!(server.letters().len(), letters, "at {at}: handed over");
        assert_eq!(server.connections(), 1, "at {at}: one connection");
        let said = format!("{outcome:?} {gateway:?}");
        assert!(!said.contains(PASSWORD) && !said.contains(SIGNING), "{said}");
    }
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_nothing() {
    for does in [Does::Closes, Does::Leaves("421 4.4.2 idle too long")] {
        let script = Script {
            at: "MAIL again",
            does,
            connections: 1,
        };
        let server = Server::start(Some(script)).await;
        let gateway = smtp(&mail_settings(server.port), PATIENT_MS);
        assert!(is_taken(&gateway.send(&letter(7)).await));
        assert!(matches!(gateway.send(&letter(8)).await, Outcome::Accepted { .. }));
        assert_eq!((server.letters().len(), server.connections()), (2, 2));
    }
}

#[tokio::test]
async fn the_test_tries_each_step_and_sends_nothing() {
    let server = Server::start(None).await;
    let checks = smtp(&mail_settings(server.port), PATIENT_MS)
        .check(Some("cliente001@example.com"))
        .await;
    let names: Vec<&str> = checks.iter().filter(|c| c.ok).map(|c| c.name).collect();
    assert_eq!(names, ["connection", "sender", "recipient"]);
    assert_eq!(server.letters().len(), 0);
    let script = Script {
        at: "RCPT",
        does: Does::Says("554 5.7.1 Relay access denied"),
        connections: 9,
    };
    let server = Server::start(Some(script)).await;
    let checks = smtp(&mail_settings(server.port), PATIENT_MS)
        .check(Some("cliente001@example.com"))
        .await;
    let codes: Vec<Option<&str>> = checks.iter().map(|c| c.code.as_deref()).collect();
    assert_eq!(codes, [None, None, Some("relay_denied")]);
}

#[tokio::test]
async fn what_cannot_be_reached_is_not_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert_eq!(
        smtp(&mail_settings(closed), PATIENT_MS).send(&letter(7)).await,
        not_sent("connect_refused")
    );
    let plain = Server::start(None).await;
    let mut tls = mail_settings(plain.port);
    tls.insert("security".into(), json!("tls"));
    assert_eq!(
        smtp(&tls, PATIENT_MS).send(&letter(7)).await,
        not_sent("tls_failed")
    );
    // No downgrade: a server that offers no STARTTLS gets no password and no letter.
    tls.insert("security".into(), json!("starttls"));
    let outcome = smtp(&tls, PATIENT_MS).send(&letter(7)).await;
    assert_eq!(outcome, refused(Rejection::GatewayRefused, "starttls_missing"));
    assert!(plain.commands().iter().all(|c| !c.starts_with("AUTH")));
    assert_eq!(plain.letters().len(), 0);
}

#[tokio::test]
async fn a_letter_carries_its_document_or_waits_for_it() {
    let server = Server::start(None).await;
    let gateway = smtp(&mail_settings(server.port), PATIENT_MS);
    let documents = Hostile::start(Play::Route(|path| match path {
        "/boleto-7.pdf" => answer(200, "content-type: application/pdf\r\n", "%PDF-1.4 made up"),
        "/page" => answer(200, "", "<html>sign in</html>"),
        _ => answer(404, "", ""),
    }))
    .await;
    let mut call = letter(7);
    call.content.media_url = Some(format!("{}/boleto-7.pdf", documents.url()));
    assert!(is_taken(&gateway.send(&call).await));
    let text = server.letters().remove(0);
    assert!(
        text.contains("multipart/mixed") && text.contains("filename=\"boleto-7.pdf\""),
        "{text}"
    );
    for (path, code) in [
        ("/page", "attachment_not_a_document"),
        ("/gone.pdf", "attachment_unavailable"),
    ] {
        call.content.media_url = Some(format!("{}{path}", documents.url()));
        assert_eq!(gateway.send(&call).await, refused(Rejection::Transient, code));
    }
    let mut guarded = mail_settings(server.port);
    guarded.remove("allow_private");
    assert_eq!(
        smtp(&guarded, PATIENT_MS).send(&call).await,
        refused(Rejection::Transient, "address_refused"),
        "what a producer chooses is kept away from private networks"
    );
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn settings_say_what_is_wrong_with_them() {
    let refusal = |name: &str, value: Value| {
        let mut settings = mail_settings(25);
        settings.insert(name.into(), value);
        gateways::check_settings(GatewayKind::Smtp, &settings, Guard::Open)
            .map_err(|e| (e.code, e.pointer))
            .unwrap_err()
    };
    for (name, value, code) in [
        ("host", json!("http://x"), "bad_setting"),
        ("port", json!(70_000), "bad_setting"),
        ("security", json!("ssl"), "bad_setting"),
        ("from", json!("nobody"), "bad_setting"),
        ("password", Value::Null, "missing_setting"),
        ("signing_secret", json!("short"), "bad_setting"),
        ("dkim_key", json!("abc"), "missing_setting"),
        ("ca_pem", json!("abc"), "bad_setting"),
        ("bounces", json!("pop3"), "bad_setting"),
        ("smtp_host", json!("x"), "unknown_setting"),
    ] {
        assert_eq!(refusal(name, value).0, code, "{name}");
    }
    let far = gateways::check_settings(
        GatewayKind::Smtp,
        &{
            let mut settings = mail_settings(25);
            settings.insert("host".into(), json!("192.0.2.1"));
            settings
        },
        Guard::LoopbackOnly,
    );
    assert_eq!(
        far.unwrap_err().code,
        "address_refused",
        "simulated time reaches only this machine"
    );
    for (address, good) in [
        ("a@b.example", true),
        ("a b@c.example", false),
        ("ab.example", false),
        ("á@b.example", false),
    ] {
        let checked = gateways::check_content(GatewayKind::Smtp, &letter(1).content, "", address);
        assert_eq!(checked.is_ok(), good, "{address}");
    }
}
