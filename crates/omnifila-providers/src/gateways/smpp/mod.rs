//! SMPP 3.4: SMS over a connection of its own to a network or an aggregator.
//!
//! Model: one transceiver bind ([`link`]) carries what leaves and what comes back. A text leaves in seven bits where the alphabet
//! allows, else in sixteen; one that is too long leaves in parts with a header each, or as one field (`long_messages`). Only the last
//! part asks for a receipt, and its name is the message's.
//!
//! Failures: a negative answer proves that nothing was taken; no answer, or a connection that fell before it came, is unknown.
//! Where an earlier part was taken and a later one refused, the outcome is unknown, too: part of it may be read. Receipts may
//! come before the answer that names the message; the store keeps them until then.
//!
//! Left out: TLS (a tunnel does it), several binds at once, `query_sm`, and receipts of SMEs.

mod link;
mod pdu;
mod receipt;

use super::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::Wire;
use async_trait::async_trait;
use link::{Access, Link, State, Unanswered};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::GatewayId;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Evidence, Outcome, Receipt, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Listening, Receipts, Report};
use omnifila_core::sms::{self, Alphabet};
use pdu::{Address, SUBMIT_SM, Submit};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a send waits for a connection that is being made.
const SETTLE: Duration = Duration::from_secs(15);
/// Answers awaited at once, unless the settings say: what Kannel has.
const WINDOW: usize = 10;
const MOST_WINDOW: i64 = 1_000;

/// How a network writes the names of messages: in answers, and in receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    Same,
    /// Hexadecimal in answers, decimal in receipts.
    HexAnswers,
    /// Decimal in answers, hexadecimal in receipts.
    HexReceipts,
}

impl Ids {
    /// As it is kept.
    fn of_answer(self, id: &str) -> Option<String> {
        match self {
            Ids::HexAnswers => decimal_of_hex(id),
            Ids::HexReceipts => Some(bare(id)),
            Ids::Same => Some(id.to_owned()),
        }
    }

    fn of_receipt(self, id: &str) -> Option<String> {
        match self {
            Ids::HexReceipts => decimal_of_hex(id),
            Ids::HexAnswers => Some(bare(id)),
            Ids::Same => Some(id.to_owned()),
        }
    }
}

fn decimal_of_hex(id: &str) -> Option<String> {
    u128::from_str_radix(id.trim_start_matches("0x"), 16)
        .ok()
        .map(|n| n.to_string())
}

/// Without the zeros that some put before numbers.
fn bare(id: &str) -> String {
    let digits = id.trim_start_matches('0');
    if digits.is_empty() {
        "0".to_owned()
    } else {
        digits.to_owned()
    }
}

struct Settings {
    host: String,
    port: u16,
    system_id: String,
    password: String,
    system_type: String,
    from: Address,
    transliterate: bool,
    payload: bool,
    window: usize,
    enquire: Duration,
    ids: Ids,
    guard: Guard,
}

/// Checks settings without opening anything.
pub(super) fn check_settings(settings: &Map<String, Value>, process: Guard) -> Result<(), InputError> {
    Settings::read(settings, process).map(drop)
}

impl Settings {
    fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let reader = Reader::of(
            settings,
            &[
                "host",
                "port",
                "system_id",
                "password",
                "system_type",
                "from",
                "transliterate",
                "long_messages",
                "window",
                "enquire_seconds",
                "id_format",
            ],
        )?;
        let expected = "a host name or address, without port";
        let host = reader.text("host", expected)?;
        // Judged as the host of an address: the guard knows names and literal addresses.
        let shown = if host.contains(':') {
            format!("http://[{host}]/")
        } else {
            format!("http://{host}/")
        };
        let guard = Guard::Open.within(process);
        let url = guard.read(&shown).map_err(|e| match e.code {
            "address_refused" => e.under("/settings/host"),
            _ => bad("host", expected),
        })?;
        if url.port().is_some() || url.path() != "/" {
            return Err(bad("host", expected));
        }
        let number = |name, least: i64, most: i64, usual: i64| match settings.get(name) {
            None | Some(Value::Null) => Ok(usual),
            Some(value) => {
                // Forms send texts.
                let given = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
                let expected = format!("a whole number from {least} to {most}");
                given
                    .filter(|n| (least..=most).contains(n))
                    .ok_or_else(|| bad(name, &expected))
            }
        };
        let short = |name, most: usize, expected: &str, text: &str| {
            let sound = text.len() <= most && text.bytes().all(|b| b.is_ascii_graphic());
            if sound {
                Ok(text.to_owned())
            } else {
                Err(bad(name, expected))
            }
        };
        let expected = "the account, at most 15 printable characters";
        let system_id = short("system_id", 15, expected, reader.text("system_id", expected)?)?;
        let expected = "the password, at most 8 printable characters (some networks take more)";
        let password = short("password", 64, expected, reader.text("password", expected)?)?;
        let expected = "at most 12 printable characters";
        let system_type = reader.optional_text("system_type", expected)?.unwrap_or_default();
        let expected = "the sender: a number with plus, a short code, or a name of at most 11 characters";
        let from = Address::sender(&short("from", 16, expected, reader.text("from", expected)?)?);
        let expected = "same, hex_answers or hex_receipts";
        let ids = match reader.optional_text("id_format", expected)? {
            None | Some("same") => Ids::Same,
            Some("hex_answers") => Ids::HexAnswers,
            Some("hex_receipts") => Ids::HexReceipts,
            Some(_) => return Err(bad("id_format", expected)),
        };
        let expected = "parts or payload";
        let payload = match reader.optional_text("long_messages", expected)? {
            None | Some("parts") => false,
            Some("payload") => true,
            Some(_) => return Err(bad("long_messages", expected)),
        };
        Ok(Settings {
            host: host.to_owned(),
            port: number("port", 1, 65_535, 2_775)? as u16,
            system_id,
            password,
            system_type: short("system_type", 12, expected, system_type)?,
            from,
            transliterate: reader.flag("transliterate")?,
            payload,
            window: number("window", 1, MOST_WINDOW, WINDOW as i64)? as usize,
            enquire: Duration::from_secs(number("enquire_seconds", 1, 600, 30)? as u64),
            ids,
            guard,
        })
    }
}

/// One bind.
pub struct Smpp {
    link: Link,
    window: Semaphore,
    settings: Settings,
    /// Of messages in parts; tells the parts of one from those of the next.
    reference: AtomicU8,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

/// Without the password.
impl std::fmt::Debug for Smpp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smpp")
            .field("host", &self.settings.host)
            .field("system_id", &self.settings.system_id)
            .field("password", &"***")
            .finish_non_exhaustive()
    }
}

impl Smpp {
    /// Opens the connection in the background; must be called on a runtime.
    ///
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<Smpp, InputError> {
        let settings = Settings::read(settings, wire.guard())?;
        let access = Access {
            host: settings.host.clone(),
            port: settings.port,
            system_id: settings.system_id.clone(),
            password: settings.password.clone(),
            system_type: settings.system_type.clone(),
            enquire: settings.enquire,
            guard: settings.guard,
        };
        Ok(Smpp {
            link: Link::open(access, settings.window),
            window: Semaphore::new(settings.window),
            settings,
            reference: AtomicU8::new(0),
            timeout,
            clock,
        })
    }

    /// What a text is on the wire: its coding, and its parts with their headers.
    fn parts(&self, text: &str) -> (u8, bool, Vec<Vec<u8>>) {
        let (alphabet, parts) = sms::parts(text);
        let coding = match alphabet {
            Alphabet::Gsm7 => 0,
            Alphabet::Ucs2 => 8,
        };
        if parts.len() == 1 || self.settings.payload {
            return (coding, false, vec![alphabet.encode(text)]);
        }
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let total = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        let with_header = parts.iter().zip(1_u8..).map(|(part, number)| {
            let mut bytes = vec![5, 0, 3, reference, total, number];
            bytes.extend(alphabet.encode(part));
            bytes
        });
        (coding, true, with_header.collect())
    }

    async fn state(&self) -> Result<(), Outcome> {
        match self.link.settled(SETTLE.min(self.timeout)).await {
            State::Bound | State::Connecting => Ok(()),
            State::Down(code) => Err(Outcome::NotSent { code: code.into() }),
            State::Refused(code) => Err(Outcome::Rejected {
                rejection: Rejection::GatewayRefused,
                code: code.into(),
            }),
        }
    }

    async fn submit(&self, call: &Call) -> Outcome {
        let text = if self.settings.transliterate {
            sms::transliterate(&call.preview)
        } else {
            call.preview.clone()
        };
        let to = Address::phone(&call.address);
        let (data_coding, has_header, parts) = self.parts(&text);
        let last = parts.len() - 1;
        let mut id = String::new();
        for (n, part) in parts.iter().enumerate() {
            let body = pdu::submit(&Submit {
                from: &self.settings.from,
                to: &to,
                has_header,
                data_coding,
                wants_receipt: n == last,
                message: part,
                as_payload: self.settings.payload && sms::count(&text) > 1,
            });
            let outcome = match self.link.ask(SUBMIT_SM, body, self.timeout).await {
                Ok(answer) if answer.status == 0 => {
                    match pdu::message_id(answer.body).and_then(|id| self.settings.ids.of_answer(&id)) {
                        Some(named) => {
                            id = named;
                            continue;
                        }
                        None => unknown("accepted_without_id"),
                    }
                }
                Ok(answer) => refusal(answer.status),
                Err(Unanswered::Unwritten) => Outcome::NotSent {
                    code: "connection_closed".into(),
                },
                Err(Unanswered::Lost(code)) => unknown(code),
            };
            // Some of it has left: whatever became of the rest, it must not leave again by itself.
            return if n == 0 { outcome } else { unknown("half_sent") };
        }
        Outcome::Accepted { provider_id: id }
    }
}

/// What a negative `submit_sm_resp` means. Whatever it says, nothing was taken.
fn refusal(status: u32) -> Outcome {
    let (rejection, code) = match status {
        // Throttled, and the network's queue is full.
        0x58 | 0x14 => (Rejection::RateLimited { retry_after_ms: None }, "rate_limited"),
        0x08 | 0x45 => (Rejection::Transient, "provider_error"),
        0x0b | 0x33..=0x35 => (Rejection::Permanent, "bad_address"),
        0x01 => (Rejection::Permanent, "too_large"),
        0x02 | 0x03 => (Rejection::Permanent, "refused"),
        // The sender is the gateway's, and so are its rights.
        0x0a | 0x48 | 0x49 => (Rejection::GatewayRefused, "bad_sender"),
        0x04 | 0x0d..=0x0f => (Rejection::GatewayRefused, "unauthorized"),
        // Of the network itself.
        other => {
            return Outcome::Rejected {
                rejection: Rejection::Transient,
                code: format!("smpp_{other:x}"),
            };
        }
    };
    Outcome::Rejected {
        rejection,
        code: code.into(),
    }
}

fn unknown(code: &str) -> Outcome {
    Outcome::Unknown { code: code.into() }
}

#[async_trait]
impl Gateway for Smpp {
    async fn send(&self, call: &Call) -> Outcome {
        if let Err(outcome) = self.state().await {
            return outcome;
        }
        match self.window.acquire().await {
            Ok(_permit) => self.submit(call).await,
            Err(_) => Outcome::NotSent {
                code: "connection_closed".into(),
            },
        }
    }

    async fn probe(&self) -> Option<Result<(), Fault>> {
        Some(self.state().await.map_err(|outcome| Fault {
            code: outcome.code().unwrap_or("connection_reset").into(),
            credentials: matches!(outcome, Outcome::Rejected { .. }),
        }))
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let mut checks = match self.state().await {
            Ok(()) => vec![
                line("connection", None, "the network takes connections"),
                line("credentials", None, "the bind was accepted"),
            ],
            Err(Outcome::Rejected { code, .. }) => vec![
                line("connection", None, "the network takes connections"),
                line(
                    "credentials",
                    Some(&code),
                    "check system_id, password and system_type",
                ),
            ],
            Err(outcome) => {
                let what = "check host and port, and that the network lets this server in";
                vec![line("connection", outcome.code(), what)]
            }
        };
        if let Some(to) = to {
            checks.push(match omnifila_core::brazil::phone::normalise(to) {
                Ok(_) => line("recipient", None, "the phone is well formed"),
                Err(error) => line(
                    "recipient",
                    Some(error.code),
                    &format!("expected {}", error.expected),
                ),
            });
        }
        checks
    }

    fn receipts(&self) -> Receipts {
        super::receipts(GatewayKind::Smpp)
    }

    fn listening(&self) -> Option<&dyn Listening> {
        Some(self)
    }
}

#[async_trait]
impl Listening for Smpp {
    async fn next(&self, gateway_id: GatewayId, after: u64) -> Report {
        let (number, pdu) = self.link.report(after).await;
        let mut report = Report {
            number,
            body: pdu.body.to_vec(),
            ..Report::default()
        };
        let Some(delivered) = pdu::delivered(pdu.body) else {
            return report;
        };
        if delivered.is_intermediate {
            return report;
        }
        if delivered.is_receipt {
            if let Some((id, evidence, error)) = receipt::read(&delivered, self.settings.ids) {
                let code = (evidence == Evidence::Failed).then(|| match error.as_deref() {
                    None | Some("000" | "0") => "undeliverable".to_owned(),
                    Some(error) => format!("undeliverable_{error}"),
                });
                report.receipts.push(Receipt {
                    gateway_id,
                    provider_id: Some(id),
                    message_id: None,
                    attempt: None,
                    evidence,
                    code,
                    at: self.clock.now(),
                });
            }
            return report;
        }
        let text = match delivered.data_coding {
            8 => sms::Alphabet::Ucs2.decode(&delivered.message),
            3 => delivered.message.iter().map(|b| char::from(*b)).collect(),
            _ => sms::Alphabet::Gsm7.decode(&delivered.message),
        };
        report
            .written
            .push((format!("+{}", delivered.from.trim_start_matches('+')), text));
        report
    }

    fn recorded(&self, number: u64) {
        self.link.recorded(number);
    }
}

fn line(name: &'static str, code: Option<&str>, detail: &str) -> Check {
    Check {
        name,
        ok: code.is_none(),
        code: code.map(str::to_owned),
        detail: detail.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_say_what_is_wrong_with_them() {
        let read = |change: Value| {
            let mut all =
                json!({"host": "127.0.0.1", "system_id": "omnifila", "password": "s3cret", "from": "27000"});
            all.as_object_mut()
                .unwrap()
                .extend(change.as_object().unwrap().clone());
            Settings::read(all.as_object().unwrap(), Guard::Open)
                .map(|s| (s.port, s.window))
                .map_err(|e| (e.code, e.pointer))
        };
        assert_eq!(read(json!({})), Ok((2_775, 10)));
        assert_eq!(read(json!({"port": "3000", "window": 50})), Ok((3_000, 50)));
        for (change, code, name) in [
            (json!({"host": null}), "missing_setting", "host"),
            (json!({"host": "a b"}), "bad_setting", "host"),
            (json!({"host": "smsc.example:2775"}), "bad_setting", "host"),
            (json!({"port": 0}), "bad_setting", "port"),
            (json!({"port": "x"}), "bad_setting", "port"),
            (json!({"window": 0}), "bad_setting", "window"),
            (
                json!({"system_id": "a very long account"}),
                "bad_setting",
                "system_id",
            ),
            (json!({"id_format": "octal"}), "bad_setting", "id_format"),
            (json!({"long_messages": "sar"}), "bad_setting", "long_messages"),
            (json!({"hst": 1}), "unknown_setting", "hst"),
        ] {
            assert_eq!(
                read(change.clone()),
                Err((code, format!("/settings/{name}"))),
                "{change}"
            );
        }
        let far = json!({"host": "10.0.0.1", "system_id": "a", "password": "b", "from": "27000"});
        let refused = Settings::read(far.as_object().unwrap(), Guard::LoopbackOnly)
            .map(drop)
            .unwrap_err();
        assert_eq!(
            (refused.code, refused.pointer.as_str()),
            ("address_refused", "/settings/host")
        );
    }

    #[test]
    fn a_refusal_proves_that_nothing_was_taken() {
        for (status, rejection, code) in [
            (
                0x58,
                Rejection::RateLimited { retry_after_ms: None },
                "rate_limited",
            ),
            (
                0x14,
                Rejection::RateLimited { retry_after_ms: None },
                "rate_limited",
            ),
            (0x0b, Rejection::Permanent, "bad_address"),
            (0x0a, Rejection::GatewayRefused, "bad_sender"),
            (0x45, Rejection::Transient, "provider_error"),
            (0x4ff, Rejection::Transient, "smpp_4ff"),
            (u32::MAX, Rejection::Transient, "smpp_ffffffff"),
        ] {
            assert_eq!(
                refusal(status),
                Outcome::Rejected {
                    rejection,
                    code: code.into()
                },
                "{status:#x}"
            );
        }
    }
}
