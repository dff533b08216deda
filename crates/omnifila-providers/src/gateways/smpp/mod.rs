//! SMPP 3.4: SMS over a connection of its own to a network or an aggregator.
//!
//! Model: one transceiver bind ([`link`]) carries what leaves and what comes back. A text leaves in seven bits where the alphabet
//! allows, else in sixteen; one that is too long leaves in parts with a header each, or as one field (`long_messages`). Only the last
//! part asks for a receipt, and its name is the message's.
//!
//! Failures: a negative answer proves that nothing was taken; no answer, or a connection that fell before it came, is unknown.
//! Where an earlier part was taken and a later one refused, the outcome is unknown, too: part of it may be read. Receipts may
//! come before the answer that names the message; the store keeps them until then. An answer after we gave up tells what became
//! of the attempt, like a receipt.
//!
//! Left out: TLS (a tunnel does it), several binds at once, `query_sm`, and receipts of SMEs.

mod link;
mod pdu;
mod receipt;
mod settings;
mod telling;

use super::checks::{line, recipient};
use crate::wire::Wire;
use async_trait::async_trait;
use link::{Access, Link, State, Unanswered};
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Outcome, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Listening, Receipts};
use omnifila_core::sms::{self, Alphabet};
use pdu::{Address, SUBMIT_SM, Submit};
use serde_json::{Map, Value};
pub(super) use settings::Settings;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a send waits for a connection that is being made.
const SETTLE: Duration = Duration::from_secs(15);

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
    /// As [`Settings::read`].
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
            let name = (last == 0).then_some((call.message_id, call.attempt));
            let outcome = match self.link.ask(SUBMIT_SM, body, name, self.timeout).await {
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
            checks.push(recipient(to));
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

#[cfg(test)]
mod tests {
    use super::*;

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
