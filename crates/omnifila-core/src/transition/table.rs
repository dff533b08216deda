//! Every pair of statuses that [`step`](super::step) can produce, found by running it, never written by hand.

use super::{Event, Life, Rules, Seen, step};
use crate::catalogue::OutcomeUnknown;
use crate::id::MessageId;
use crate::message::{Reason, Status};
use crate::outcome::{Evidence, Outcome, Rejection};
use crate::time::Time;
use std::collections::BTreeSet;

/// One move a message can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Status,
    pub event: &'static str,
    pub to: Status,
    pub reason: Reason,
}

/// All moves, by trying every event on every status with every circumstance that matters.
pub fn table() -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for life in lives() {
        for (name, event) in events() {
            if let Ok(next) = step(life, event, Time(0)) {
                edges.insert(Edge {
                    from: life.status,
                    event: name,
                    to: next.life.status,
                    reason: next.reason,
                });
            }
        }
    }
    edges
}

fn lives() -> Vec<Life> {
    let mut lives = Vec::new();
    let sights = [
        None,
        Some(Evidence::Accepted),
        Some(Evidence::Delivered),
        Some(Evidence::Read),
        Some(Evidence::Failed),
    ];
    for &status in Status::ALL {
        for cancel in [None, Some(Reason::Cancelled)] {
            for counted in [0, 8] {
                for sight in sights {
                    let seen = sight.map_or(Seen::default(), |e| Seen::default().join(e));
                    let id = MessageId(1);
                    lives.push(Life {
                        id,
                        status,
                        attempts: counted,
                        counted,
                        deferrals: 0,
                        cancel,
                        expires_at: Time(0),
                        seen,
                    });
                }
            }
        }
    }
    lives
}

fn events() -> Vec<(&'static str, Event<'static>)> {
    const ACCEPTED: &Outcome = &Outcome::Accepted {
        provider_id: String::new(),
    };
    const NOT_SENT: &Outcome = &Outcome::NotSent { code: String::new() };
    const UNKNOWN: &Outcome = &Outcome::Unknown { code: String::new() };
    const REJECTED: [&Outcome; 6] = [
        &Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: String::new(),
        },
        &Outcome::Rejected {
            rejection: Rejection::Transient,
            code: String::new(),
        },
        &Outcome::Rejected {
            rejection: Rejection::Deferred,
            code: String::new(),
        },
        &Outcome::Rejected {
            rejection: Rejection::Later { wait_ms: 0 },
            code: String::new(),
        },
        &Outcome::Rejected {
            rejection: Rejection::RateLimited { retry_after_ms: None },
            code: String::new(),
        },
        &Outcome::Rejected {
            rejection: Rejection::GatewayRefused,
            code: String::new(),
        },
    ];
    let mut events = vec![
        ("start", Event::Start),
        (
            "cancel",
            Event::Cancel {
                reason: Reason::Cancelled,
            },
        ),
        ("expire", Event::Expire),
        ("drop_late", Event::DropLate),
        ("resend", Event::Resend),
        ("undo", Event::Undo),
        ("reroute", Event::Reroute),
        ("resolve", Event::Resolve { sent: true }),
        ("resolve", Event::Resolve { sent: false }),
        ("go_on", Event::GoOn),
    ];
    for evidence in [
        Evidence::Accepted,
        Evidence::Failed,
        Evidence::Delivered,
        Evidence::Read,
    ] {
        for goes_on in [false, true] {
            events.push(("receipt", Event::Receipt { evidence, goes_on }));
        }
    }
    let unknowns = [OutcomeUnknown::Hold, OutcomeUnknown::Retry];
    for (unknown, goes_on) in unknowns.into_iter().flat_map(|u| [(u, false), (u, true)]) {
        let rules = Rules {
            max_attempts: 5,
            unknown,
            goes_on,
        };
        events.push(("node_lost", Event::NodeLost { rules }));
        for outcome in REJECTED.into_iter().chain([ACCEPTED, NOT_SENT, UNKNOWN]) {
            events.push(("settle", Event::Settle { outcome, rules }));
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_may_have_reached_a_person_goes_back_unasked() {
        for edge in table()
            .iter()
            .filter(|e| e.to == Status::Waiting && e.from.may_have_reached())
        {
            let asked = matches!(edge.event, "resend");
            let answered = edge.from == Status::Sending && matches!(edge.event, "settle" | "node_lost");
            let failed = edge.event == "receipt" && edge.reason == Reason::Undeliverable;
            let waited = edge.event == "go_on" && edge.from == Status::Sent;
            assert!(asked || answered || failed || waited, "{edge:?}");
        }
    }

    #[test]
    fn only_waiting_starts_and_ends_by_itself() {
        for edge in table() {
            match edge.event {
                "start" | "expire" | "drop_late" | "cancel" | "reroute" => {
                    assert_eq!(edge.from, Status::Waiting, "{edge:?}")
                }
                "settle" | "node_lost" => assert_eq!(edge.from, Status::Sending, "{edge:?}"),
                "undo" => assert_eq!(edge.from, Status::Cancelled),
                _ => {}
            }
        }
    }

    #[test]
    fn receipts_never_lower_what_is_known() {
        let rank = |s: Status| match s {
            Status::Read => 3,
            Status::Delivered => 2,
            Status::Sent | Status::Failed => 1,
            _ => 0,
        };
        // That an attempt failed is known as well of what goes on another way as of what failed.
        let goes_on = |e: &Edge| e.to == Status::Waiting && e.reason == Reason::Undeliverable;
        for edge in table().iter().filter(|e| e.event == "receipt" && !goes_on(e)) {
            assert!(rank(edge.to) >= rank(edge.from), "{edge:?}");
        }
    }

    #[test]
    fn with_hold_an_unknown_outcome_is_never_repeated_by_itself() {
        let rules = Rules {
            max_attempts: 5,
            unknown: OutcomeUnknown::Hold,
            goes_on: false,
        };
        let unknown = Outcome::Unknown {
            code: "timeout".into(),
        };
        for life in lives().into_iter().filter(|l| l.status == Status::Sending) {
            for event in [
                Event::Settle {
                    outcome: &unknown,
                    rules,
                },
                Event::NodeLost { rules },
            ] {
                let next = step(life, event, Time(0)).unwrap();
                assert_ne!(next.life.status, Status::Waiting, "{life:?}");
            }
        }
    }

    #[test]
    fn what_arrived_is_never_tried_again() {
        let rules = Rules {
            max_attempts: 5,
            unknown: OutcomeUnknown::Retry,
            goes_on: true,
        };
        let refused = Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: "refused".into(),
        };
        for outcome in [refused, Outcome::NotSent { code: "x".into() }] {
            for evidence in [Evidence::Delivered, Evidence::Read] {
                let mut sending = lives()
                    .into_iter()
                    .filter(|l| l.status == Status::Sending && l.seen.best == Some(evidence));
                let life = sending.next().unwrap();
                let event = Event::Settle {
                    outcome: &outcome,
                    rules,
                };
                let next = step(life, event, Time(0)).unwrap();
                assert!(
                    matches!(next.life.status, Status::Delivered | Status::Read),
                    "{next:?}"
                );
            }
        }
    }

    #[test]
    fn a_failure_goes_on_unless_somebody_cancelled() {
        let rules = |goes_on| Rules {
            max_attempts: 5,
            unknown: OutcomeUnknown::Hold,
            goes_on,
        };
        let refused = Outcome::Rejected {
            rejection: Rejection::Permanent,
            code: "refused".into(),
        };
        let fresh = |l: &Life| l.counted == 0 && l.seen == Seen::default();
        for life in lives().into_iter().filter(fresh) {
            let settle = |goes_on| {
                let event = Event::Settle {
                    outcome: &refused,
                    rules: rules(goes_on),
                };
                step(life, event, Time(0))
            };
            let receipt = |goes_on| {
                let evidence = Evidence::Failed;
                step(life, Event::Receipt { evidence, goes_on }, Time(0))
            };
            let told = match life.status {
                Status::Sending => [settle(false), settle(true)],
                Status::Sent | Status::Uncertain => [receipt(false), receipt(true)],
                _ => continue,
            };
            let [stays, goes] = told.map(Result::unwrap);
            assert!(!stays.goes_on());
            assert_eq!(goes.goes_on(), life.cancel.is_none(), "{life:?}");
            if goes.goes_on() {
                let on = step(goes.life, Event::GoOn, Time(0)).unwrap();
                assert_eq!(
                    (on.life.status, on.reason),
                    (Status::Waiting, Reason::NextChannel)
                );
                assert_eq!((on.life.counted, on.life.seen), (0, Seen::default()));
            }
        }
    }
}
