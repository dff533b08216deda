//! The circuit of one gateway on this node: trouble in a row opens it, a probe or a success closes it.
//!
//! It protects messages from a gateway in trouble: what is not started costs no attempts. A 429 is no trouble (the gateway
//! rests by its own word), and neither is a refusal of one message.

use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_core::time::{SECOND, Time};

/// Unknown or transient outcomes in a row that open the circuit.
pub const TROUBLE: u32 = 5;
const FIRST_REST: i64 = 5 * SECOND;
const LONGEST_REST: i64 = 60 * SECOND;

#[derive(Debug, Clone, Default)]
pub struct Circuit {
    trouble: u32,
    /// Doubles from opening to opening until a message is accepted.
    rest: Option<i64>,
    open_until: Option<Time>,
    /// Why it opened, an attempt's code.
    code: Option<String>,
    /// After a probe-less rest: one message at a time until one is accepted.
    trial: bool,
}

impl Circuit {
    pub fn open_until(&self) -> Option<Time> {
        self.open_until
    }

    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// How many may start at once: all, one on trial, none while open.
    pub fn allows(&self, slots: usize) -> usize {
        if self.open_until.is_some() {
            0
        } else if self.trial {
            slots.min(1)
        } else {
            slots
        }
    }

    /// Learns from an answer to this node.
    pub fn learn(&mut self, outcome: &Outcome, now: Time) {
        match outcome {
            Outcome::Accepted { .. } => *self = Circuit::default(),
            Outcome::Rejected {
                rejection: Rejection::GatewayRefused,
                code,
            } => self.open(code, now),
            Outcome::NotSent { code }
            | Outcome::Unknown { code }
            | Outcome::Rejected {
                rejection: Rejection::Transient,
                code,
            } => {
                self.trouble += 1;
                if self.trouble >= TROUBLE || self.trial {
                    self.open(code, now);
                }
            }
            // The provider answered in its right mind: the row of trouble is broken.
            Outcome::Rejected { .. } => {
                self.trouble = 0;
                self.trial = false;
            }
        }
    }

    /// The rest is over and a probe was made (`None`: the kind has none, a message will be the probe).
    pub fn probed(&mut self, probe: Option<Result<(), &str>>, now: Time) {
        match probe {
            Some(Ok(())) => {
                self.open_until = None;
                self.trouble = 0;
            }
            Some(Err(code)) => {
                let code = code.to_owned();
                self.open_until = None;
                self.open(&code, now);
            }
            None => {
                self.open_until = None;
                self.trial = true;
            }
        }
    }

    fn open(&mut self, code: &str, now: Time) {
        if self.open_until.is_some() {
            return;
        }
        let rest = self.rest.map_or(FIRST_REST, |r| (r * 2).min(LONGEST_REST));
        self.rest = Some(rest);
        self.open_until = Some(now.plus(rest));
        self.code = Some(code.to_owned());
        self.trouble = 0;
        self.trial = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown() -> Outcome {
        Outcome::Unknown {
            code: "timeout".into(),
        }
    }

    #[test]
    fn five_in_a_row_open_it_and_rests_double() {
        let mut circuit = Circuit::default();
        let mut now = Time(0);
        for rest in [5, 10, 20, 40, 60, 60] {
            for _ in 0..TROUBLE {
                assert_eq!(circuit.open_until(), None);
                circuit.learn(&unknown(), now);
            }
            assert_eq!(circuit.open_until(), Some(now.plus(rest * SECOND)));
            assert_eq!(circuit.allows(8), 0);
            now = now.plus(rest * SECOND);
            circuit.probed(Some(Ok(())), now);
            assert_eq!(circuit.allows(8), 8);
        }
        circuit.learn(
            &Outcome::Accepted {
                provider_id: "x".into(),
            },
            now,
        );
        for _ in 0..TROUBLE {
            circuit.learn(&unknown(), now);
        }
        assert_eq!(circuit.open_until(), Some(now.plus(5 * SECOND)));
    }

    #[test]
    fn bad_credentials_open_at_once_and_a_429_never_does() {
        let mut circuit = Circuit::default();
        let slow = Outcome::Rejected {
            rejection: Rejection::RateLimited { retry_after_ms: None },
            code: "429".into(),
        };
        for _ in 0..20 {
            circuit.learn(&slow, Time(0));
        }
        assert_eq!(circuit.open_until(), None);
        circuit.learn(
            &Outcome::Rejected {
                rejection: Rejection::GatewayRefused,
                code: "http_401".into(),
            },
            Time(0),
        );
        assert_eq!(circuit.open_until(), Some(Time(5_000)));
        assert_eq!(circuit.code(), Some("http_401"));
    }

    #[test]
    fn without_a_probe_one_message_tries() {
        let mut circuit = Circuit::default();
        for _ in 0..TROUBLE {
            circuit.learn(&unknown(), Time(0));
        }
        circuit.probed(None, Time(5_000));
        assert_eq!(circuit.allows(8), 1);
        circuit.learn(&unknown(), Time(5_100));
        assert_eq!(circuit.open_until(), Some(Time(15_100)));
        circuit.probed(None, Time(15_100));
        circuit.learn(
            &Outcome::Accepted {
                provider_id: "x".into(),
            },
            Time(15_200),
        );
        assert_eq!(circuit.allows(8), 8);
    }
}
