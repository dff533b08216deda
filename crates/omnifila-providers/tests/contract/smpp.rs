//! SMPP: a network that misbehaves at the level of PDUs.

use super::*;
use omnifila_core::heard::Heard;
use omnifila_core::outcome::Evidence;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const KIND: GatewayKind = GatewayKind::Smpp;
const SUBMIT: u32 = 4;
const DELIVER: u32 = 5;
const UNBIND: u32 = 6;
const BIND: u32 = 9;
const ENQUIRE: u32 = 0x15;
const ANSWER: u32 = 0x8000_0000;

/// What the network does with a submit.
#[derive(Debug, Clone, Copy)]
enum Network {
    /// Takes it under this name.
    Takes(&'static str),
    /// Refuses it.
    Refuses(u32),
    /// Takes the first part and refuses the second.
    RefusesTheSecond,
    /// Says nothing.
    Silent,
    /// Closes the connection.
    Drops,
    /// Answers nonsense.
    Garbage,
    /// Reports before it answers.
    ReportsFirst,
    /// Refuses the bind.
    RefusesBind(u32),
    /// Closes instead of binding.
    NoBind,
    /// Asks whether we live, and takes it only when we do.
    AsksFirst,
    /// Takes it under the name 9, but says so only when the test lets it.
    Late,
}

#[derive(Debug, Clone)]
struct Pdu {
    command: u32,
    sequence: u32,
    body: Vec<u8>,
}

struct Smsc {
    port: u16,
    seen: Arc<Mutex<Vec<Pdu>>>,
    /// Lets what is late be said.
    late: Arc<Notify>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Smsc {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Smsc {
    async fn start(network: Network) -> Smsc {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = seen.clone();
        let late = Arc::new(Notify::new());
        let held = late.clone();
        #[expect(clippy::disallowed_methods, reason = "aborted when the server is dropped")]
        let server = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (shared, held) = (shared.clone(), held.clone());
                connections.spawn(async move {
                    let _ = serve(stream, network, shared, held).await;
                });
            }
        });
        Smsc {
            port,
            seen,
            late,
            server,
        }
    }

    fn of(&self, command: u32) -> Vec<Pdu> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|p| p.command == command).cloned().collect()
    }
}

fn pdu(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for word in [16 + body.len() as u32, command, status, sequence] {
        out.extend(word.to_be_bytes());
    }
    out.extend(body);
    out
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Pdu> {
    let length = stream.read_u32().await? as usize;
    let (command, _, sequence) = (
        stream.read_u32().await?,
        stream.read_u32().await?,
        stream.read_u32().await?,
    );
    let mut body = vec![0; length - 16];
    stream.read_exact(&mut body).await?;
    Ok(Pdu {
        command,
        sequence,
        body,
    })
}

fn report(id: &str, word: &str) -> Vec<u8> {
    let text = format!(
        "id:{id} sub:001 dlvrd:001 submit date:2612101200 done date:2612101201 stat:{word} err:001 text:"
    );
    let mut body = b"\0\x01\x015549900000001\0\x03\x0027000\0\x04\0\0\0\0\0\0\0\0".to_vec();
    body.push(text.len() as u8);
    body.extend(text.as_bytes());
    body
}

async fn serve(
    mut stream: TcpStream,
    network: Network,
    seen: Arc<Mutex<Vec<Pdu>>>,
    late: Arc<Notify>,
) -> std::io::Result<()> {
    let mut submits = 0;
    loop {
        let asked = read(&mut stream).await?;
        seen.lock().unwrap().push(asked.clone());
        let answer = |status, body: &[u8]| pdu(asked.command | ANSWER, status, asked.sequence, body);
        let bytes = match (asked.command, network) {
            (BIND, Network::RefusesBind(status)) => answer(status, b""),
            (BIND, Network::NoBind) => return Ok(()),
            (BIND, _) => answer(0, b"smsc\0"),
            (SUBMIT, Network::Takes(id)) => answer(0, format!("{id}\0").as_bytes()),
            (SUBMIT, Network::Refuses(status)) => answer(status, b""),
            (SUBMIT, Network::RefusesTheSecond) => {
                submits += 1;
                if submits == 1 {
                    answer(0, b"p1\0")
                } else {
                    answer(0x08, b"")
                }
            }
            (SUBMIT, Network::Silent) => continue,
            (SUBMIT, Network::Late) => {
                late.notified().await;
                answer(0, b"9\0")
            }
            (ENQUIRE, Network::Takes(_)) => answer(0, b""),
            (SUBMIT, Network::Drops) => return Ok(()),
            (SUBMIT, Network::Garbage) => vec![0xff; 64],
            (SUBMIT, Network::ReportsFirst) => {
                let early = pdu(DELIVER, 0, 77, &report("9", "DELIVRD"));
                [early, answer(0, b"9\0")].concat()
            }
            (SUBMIT, Network::AsksFirst) => {
                stream.write_all(&pdu(ENQUIRE, 0, 99, b"")).await?;
                let alive = read(&mut stream).await?;
                assert_eq!((alive.command, alive.sequence), (ENQUIRE | ANSWER, 99));
                answer(0, b"9\0")
            }
            _ => continue,
        };
        stream.write_all(&bytes).await?;
    }
}

fn smpp(port: u16, more: Value, timeout_ms: u64) -> Arc<dyn Gateway> {
    let mut own = settings_at(port);
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

fn settings_at(port: u16) -> Value {
    json!({"host": "127.0.0.1", "port": port, "system_id": "omnifila", "password": "s3cret", "from": "27000"})
}

#[tokio::test]
async fn each_misfortune_ends_in_its_outcome() {
    use Rejection::{GatewayRefused, Permanent, RateLimited, Transient};
    let long = "a".repeat(200);
    let slow = RateLimited { retry_after_ms: None };
    for (network, text, expected, timeout_ms) in [
        (
            Network::Takes("abc-1"),
            "Oi",
            Outcome::Accepted {
                provider_id: "abc-1".into(),
            },
            PATIENT_MS,
        ),
        (
            Network::AsksFirst,
            "Oi",
            Outcome::Accepted {
                provider_id: "9".into(),
            },
            PATIENT_MS,
        ),
        (
            Network::Takes(""),
            "Oi",
            unknown("accepted_without_id"),
            PATIENT_MS,
        ),
        (
            Network::Refuses(0x58),
            "Oi",
            refused(slow, "rate_limited"),
            PATIENT_MS,
        ),
        (
            Network::Refuses(0x14),
            "Oi",
            refused(slow, "rate_limited"),
            PATIENT_MS,
        ),
        (
            Network::Refuses(0x0b),
            "Oi",
            refused(Permanent, "bad_address"),
            PATIENT_MS,
        ),
        (
            Network::Refuses(0x45),
            "Oi",
            refused(Transient, "provider_error"),
            PATIENT_MS,
        ),
        (
            Network::Refuses(0x442),
            "Oi",
            refused(Transient, "smpp_442"),
            PATIENT_MS,
        ),
        (Network::Silent, "Oi", unknown("timeout"), 3_000),
        (Network::Drops, "Oi", unknown("connection_reset"), PATIENT_MS),
        (Network::Garbage, "Oi", unknown("connection_reset"), PATIENT_MS),
        (
            Network::RefusesTheSecond,
            long.as_str(),
            unknown("half_sent"),
            PATIENT_MS,
        ),
        (
            Network::RefusesBind(0x0e),
            "Oi",
            refused(GatewayRefused, "unauthorized"),
            PATIENT_MS,
        ),
        (
            Network::RefusesBind(0x442),
            "Oi",
            refused(GatewayRefused, "bind_refused"),
            PATIENT_MS,
        ),
        (Network::NoBind, "Oi", not_sent("connection_reset"), PATIENT_MS),
    ] {
        let smsc = Smsc::start(network).await;
        let gateway = smpp(smsc.port, json!({}), timeout_ms);
        let mut call = call(7, 1);
        call.preview = text.into();
        assert_eq!(gateway.send(&call).await, expected, "{network:?}");
        let written = smsc.of(SUBMIT).len();
        assert!(
            written <= 2 && !format!("{gateway:?}").contains("s3cret"),
            "{network:?}"
        );
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert_eq!(
        smpp(closed, json!({}), PATIENT_MS).send(&call(7, 1)).await,
        not_sent("connect_refused")
    );
}

#[tokio::test]
async fn what_is_written() {
    let smsc = Smsc::start(Network::Takes("9")).await;
    let gateway = smpp(smsc.port, json!({"transliterate": true}), PATIENT_MS);
    let mut plain = call(7, 1);
    plain.preview = "Olá [1]".into();
    gateway.send(&plain).await;
    let first = &smsc.of(SUBMIT)[0].body;
    let wanted = b"\0\x03\x0027000\0\x01\x015549900000001\0\0\0\0\0\0\x01\0\0\0\x09Ola \x1b\x3c1\x1b\x3e";
    assert_eq!(
        first, wanted,
        "seven bits, a receipt asked for, no flag set that nobody asked for"
    );

    let accents = smpp(smsc.port, json!({}), PATIENT_MS);
    plain.preview = "ção ".repeat(40);
    assert_eq!(
        accents.send(&plain).await,
        Outcome::Accepted {
            provider_id: "9".into()
        }
    );
    let parts = &smsc.of(SUBMIT)[1..];
    assert_eq!(parts.len(), 3);
    let tail = |n: usize| {
        let body = &parts[n].body;
        // esm_class, then receipt, coding and length after the two empty times.
        let at = body.windows(14).position(|w| w == b"5549900000001\0").unwrap() + 14;
        (
            body[at],
            body[at + 5],
            body[at + 7],
            body[at + 10..at + 16].to_vec(),
            usize::from(body[at + 9]),
        )
    };
    for (n, receipt) in [(0, 0), (1, 0), (2, 1)] {
        let (esm_class, wants, coding, header, length) = tail(n);
        assert_eq!((esm_class, wants, coding), (0x40, receipt, 8), "part {n}");
        assert_eq!(
            (header[..3].to_vec(), header[4], header[5]),
            (vec![5, 0, 3], 3, n as u8 + 1)
        );
        assert!(length <= 140, "{length}");
    }

    let whole = smpp(smsc.port, json!({"long_messages": "payload"}), PATIENT_MS);
    whole.send(&plain).await;
    let last = smsc.of(SUBMIT).pop().unwrap().body;
    let at = last.windows(2).rposition(|w| w == [0x04, 0x24]).unwrap();
    assert_eq!(u16::from_be_bytes([last[at + 2], last[at + 3]]), 320);
}

#[tokio::test]
async fn reports_are_answered_when_they_are_recorded() {
    let smsc = Smsc::start(Network::ReportsFirst).await;
    let gateway = smpp(smsc.port, json!({}), PATIENT_MS);
    let listening = gateway.listening().unwrap();
    assert_eq!(
        gateway.send(&call(7, 1)).await,
        Outcome::Accepted {
            provider_id: "9".into()
        }
    );
    let report = listening.next(GatewayId(3), 0).await;
    let [Heard::Receipt(receipt)] = &report.heard[..] else {
        panic!("{report:?}");
    };
    assert_eq!(
        (receipt.provider_id.as_deref(), receipt.evidence),
        (Some("9"), Evidence::Delivered)
    );
    assert_eq!(smsc.of(DELIVER | ANSWER).len(), 0, "not before it is kept");
    listening.recorded(report.number);
    wait_for(|| !smsc.of(DELIVER | ANSWER).is_empty()).await;
}

#[tokio::test]
async fn a_fallen_connection_loses_every_answer_and_is_made_anew() {
    let smsc = Smsc::start(Network::Drops).await;
    let gateway = smpp(smsc.port, json!({"window": 5}), PATIENT_MS);
    let mut sends = tokio::task::JoinSet::new();
    for n in 1..=5 {
        let gateway = gateway.clone();
        sends.spawn(async move { gateway.send(&call(n, 1)).await });
    }
    let outcomes = sends.join_all().await;
    // Those whose order came before the fall are unknown; the others provably never left.
    assert!(outcomes.contains(&unknown("connection_reset")), "{outcomes:?}");
    for outcome in &outcomes {
        assert!(
            matches!(outcome, Outcome::Unknown { .. } | Outcome::NotSent { .. }),
            "{outcome:?}"
        );
    }
    let written = smsc.of(SUBMIT).len();
    let unknowns = outcomes
        .iter()
        .filter(|o| matches!(o, Outcome::Unknown { .. }))
        .count();
    assert!(
        written <= unknowns,
        "{written} were written, {unknowns} are unknown"
    );
    wait_for(|| smsc.of(BIND).len() >= 2).await;
}

#[tokio::test]
async fn an_answer_after_we_gave_up_tells_what_became_of_it() {
    let smsc = Smsc::start(Network::Late).await;
    let gateway = smpp(smsc.port, json!({}), 3_000);
    let gave_up = gateway.send(&call(7, 2)).await;
    assert_eq!(gave_up, unknown("timeout"));
    smsc.late.notify_one();
    let report = gateway.listening().unwrap().next(GatewayId(3), 0).await;
    let [Heard::Receipt(receipt)] = &report.heard[..] else {
        panic!("{report:?}");
    };
    assert_eq!(
        (
            receipt.message_id,
            receipt.attempt,
            receipt.provider_id.as_deref()
        ),
        (Some(MessageId(7)), Some(2), Some("9"))
    );
    assert_eq!(receipt.evidence, Evidence::Accepted);
}

#[tokio::test]
async fn a_link_lives_as_long_as_the_network_answers() {
    let dead = Smsc::start(Network::Silent).await;
    let gateway = smpp(dead.port, json!({"enquire_seconds": 1}), PATIENT_MS);
    // Its silence is found out by asking, long before the time limit of the call.
    assert_eq!(gateway.send(&call(7, 1)).await, unknown("connection_reset"));
    wait_for(|| dead.of(BIND).len() >= 2).await;

    let alive = Smsc::start(Network::Takes("9")).await;
    let _gateway = smpp(alive.port, json!({"enquire_seconds": 1}), PATIENT_MS);
    wait_for(|| alive.of(ENQUIRE).len() >= 3).await;
    assert_eq!(alive.of(BIND).len(), 1);
}

#[tokio::test]
async fn who_leaves_takes_leave() {
    let smsc = Smsc::start(Network::Takes("9")).await;
    let gateway = smpp(smsc.port, json!({}), PATIENT_MS);
    gateway.send(&call(7, 1)).await;
    drop(gateway);
    wait_for(|| smsc.of(UNBIND).len() == 1).await;
}

async fn wait_for(so: impl Fn() -> bool) {
    let end = tokio::time::Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(tokio::time::Instant::now() < end, "it never came to be");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
