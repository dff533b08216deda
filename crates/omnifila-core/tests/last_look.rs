//! What the planner makes of what is known of a message's invoice: the settlement guard and the last look.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::{Book, GatewaySpec, Stored};
use omnifila_core::id::{CustomerId, GatewayId, InvoiceId, MessageId, TemplateId};
use omnifila_core::message::{LastLook, Late, Priority, Purpose, QueueKey, Readiness, Waiting};
use omnifila_core::plan::{BlockerCode, Board, GatewayState, Planner, Surroundings, Verdict, Wait};
use omnifila_core::policy::rate::RateState;
use omnifila_core::source::{BLOCKED_AGAIN, MAX_AGE};
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use serde_json::json;

const NOW: Time = Time(1_796_900_400_000);

#[derive(Debug)]
struct Nobody;

impl Surroundings for Nobody {
    fn address_in_flight(&self, _: i64) -> bool {
        false
    }
    fn earlier(&self, _: &Waiting) -> Option<MessageId> {
        None
    }
    fn address_rate(&self, _: i64) -> RateState {
        RateState::default()
    }
}

fn gateway() -> Stored<GatewaySpec> {
    let spec = json!({"name": "g", "kind": "opa_suite", "queue_mode": "continuous", "rate": {"per_second": 1, "burst": 1}});
    Stored {
        id: 1,
        created_at: NOW,
        updated_at: NOW,
        version: 1,
        spec: serde_json::from_value(spec).unwrap(),
    }
}

fn message(look: LastLook, settles_at: Option<Time>) -> Waiting {
    Waiting {
        key: QueueKey {
            priority: Priority::Normal,
            position: NOW.ms(),
            rank: 1 << 20,
            id: MessageId(1),
        },
        gateway_id: GatewayId(1),
        template_id: TemplateId(1),
        customer_id: CustomerId(1),
        branch_id: None,
        invoice_id: Some(InvoiceId(9)),
        run_id: None,
        purpose: Purpose::Collection,
        accepted_at: NOW,
        due_at: None,
        expires_at: NOW.plus(7 * DAY),
        next_attempt_at: None,
        release_at: NOW,
        released: false,
        late: Late::Send,
        late_at: None,
        address_key: 1,
        locality: None,
        weight: 1,
        attempts: 0,
        counted: 0,
        deferrals: 0,
        tags: Vec::new(),
        settles_at,
        look,
        window_id: None,
        ready: Readiness::Ready,
    }
}

/// What is decided, and the codes that explain it.
fn judge(waiting: &Waiting, now: Time) -> (Verdict, Vec<BlockerCode>) {
    let (book, gateway) = (Book::default(), gateway());
    let board = Board {
        book: &book,
        gateway: &gateway,
        state: GatewayState::default(),
        circuit_until: None,
        healthy: true,
        slots: 10,
    };
    let explained = Planner::new(board.clone(), Nobody, now).explain(waiting, 0);
    let verdict = Planner::new(board, Nobody, now).consider(waiting);
    (verdict, explained.into_iter().map(|b| b.code).collect())
}

fn waits(code: BlockerCode, until: Option<Time>) -> (Verdict, Vec<BlockerCode>) {
    let wait = Wait {
        code,
        until,
        whole_gateway: false,
    };
    (Verdict::Wait(wait), vec![code])
}

#[test]
fn a_fresh_look_lets_go_for_as_long_as_it_is_fresh() {
    for age in [0, MINUTE, MAX_AGE] {
        let looked = Time(NOW.ms() - age);
        let start = Verdict::Start {
            valid_until: looked.plus(MAX_AGE),
        };
        assert_eq!(judge(&message(LastLook::At(looked), None), NOW), (start, vec![]));
    }
    let free = Verdict::Start {
        valid_until: NOW.plus(7 * DAY),
    };
    assert_eq!(judge(&message(LastLook::NotNeeded, None), NOW).0, free);
}

#[test]
fn an_old_look_none_and_one_from_the_future_are_asked_for() {
    for look in [
        LastLook::Never,
        LastLook::At(Time(NOW.ms() - MAX_AGE - 1)),
        LastLook::At(NOW.plus(HOUR)),
    ] {
        assert_eq!(
            judge(&message(look, None), NOW),
            waits(BlockerCode::LastLook, None),
            "{look:?}"
        );
    }
}

#[test]
fn nobody_is_asked_about_what_could_not_leave_anyway() {
    let not_due = Waiting {
        due_at: Some(NOW.plus(HOUR)),
        ..message(LastLook::Never, None)
    };
    assert_eq!(
        judge(&not_due, NOW),
        waits(BlockerCode::NotDue, Some(NOW.plus(HOUR)))
    );
}

#[test]
fn the_guard_waits_until_the_payment_would_show() {
    let until = NOW.plus(5 * HOUR);
    let guarded = message(LastLook::Never, Some(until));
    assert_eq!(
        judge(&guarded, NOW),
        waits(BlockerCode::AwaitingSettlement, Some(until))
    );
    assert_eq!(judge(&guarded, until).1, [BlockerCode::LastLook]);
}

#[test]
fn what_the_source_holds_back_is_asked_again_later() {
    let (looked, soon) = (NOW, NOW.plus(MINUTE));
    let (verdict, codes) = judge(&message(LastLook::Blocked(looked), None), soon);
    let Verdict::Wait(wait) = verdict else {
        panic!("{verdict:?}")
    };
    assert_eq!(codes, [BlockerCode::AwaitingSettlement]);
    let until = wait.until.unwrap();
    assert!(until > looked && until <= looked.plus(BLOCKED_AGAIN));
    assert_eq!(
        judge(&message(LastLook::Blocked(looked), None), until).1,
        [BlockerCode::LastLook]
    );
}

#[test]
fn a_message_that_must_be_looked_at_spends_no_limit() {
    let (book, gateway) = (Book::default(), gateway());
    let board = Board {
        book: &book,
        gateway: &gateway,
        state: GatewayState::default(),
        circuit_until: None,
        healthy: true,
        slots: 10,
    };
    let mut planner = Planner::new(board, Nobody, NOW);
    let stale = message(LastLook::Never, None);
    assert!(matches!(planner.consider(&stale), Verdict::Wait(_)));
    let other = Waiting {
        address_key: 2,
        ..message(LastLook::NotNeeded, None)
    };
    assert!(
        matches!(planner.consider(&other), Verdict::Start { .. }),
        "the one token is still there"
    );
}
