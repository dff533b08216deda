//! What can be said to a store, with small numbers for what it is said of, so that sequences shrink well.

use omnifila_core::message::{Priority, Status};
use omnifila_core::outcome::{Evidence, Rejection};
use proptest::prelude::*;

/// A number that chooses one of what there is, counted round.
pub(super) type Pick = u8;

#[derive(Debug, Clone)]
pub(super) enum Verb {
    Accept(Vec<Fresh>),
    Start {
        gateway: Pick,
        slots: usize,
    },
    Settle {
        nth: Pick,
        how: How,
    },
    Report {
        message: Pick,
        evidence: Evidence,
    },
    /// The provider's allowance: limit and what is left.
    Tell {
        gateway: Pick,
        allowance: Option<(u32, u32)>,
    },
    /// A look at the provider for an uncertain message, which finds one of few names, or none.
    LookUp {
        nth: Pick,
        found: Option<(u8, Evidence)>,
    },
    Pass {
        minutes: i64,
    },
    Cancel {
        message: Pick,
    },
    Front {
        message: Pick,
    },
    Back {
        message: Pick,
    },
    Before {
        message: Pick,
        other: Pick,
    },
    After {
        message: Pick,
        other: Pick,
    },
    Prioritise {
        message: Pick,
        priority: Priority,
    },
    Reschedule {
        message: Pick,
        minutes: i64,
    },
    Resend {
        message: Pick,
    },
    Resolve {
        message: Pick,
        sent: bool,
    },
    Order {
        deed: Deed,
        of: Choice,
    },
    Sweep {
        limit: usize,
    },
    Undo {
        operation: Pick,
    },
    OpenRun {
        limit: Option<u32>,
    },
    CloseRuns,
    HoldTemplate,
    LiftHold,
    Pause {
        gateway: Pick,
    },
    Resume {
        gateway: Pick,
    },
    Restart,
    Rescue,
}

/// A message to accept.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub(super) gateway: Pick,
    pub(super) template: Pick,
    /// Few customers, so that addresses meet.
    pub(super) customer: i64,
    pub(super) priority: Priority,
    /// Minutes from now.
    pub(super) due: Option<i64>,
    /// Hours from the due time.
    pub(super) life: i64,
    /// Few keys, so that they repeat.
    pub(super) key: Option<u8>,
    /// Few invoices and steps, so that some are superseded.
    pub(super) step: Option<(i64, i32)>,
    /// It goes on to the other gateway; after so many minutes, if any, without a delivery.
    pub(super) sequence: Option<Option<i64>>,
}

/// How a call ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    Accepted,
    NotSent,
    Unknown,
    Rejected(Rejection),
}

/// A bulk action.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Cancel,
    Reschedule { minutes: i64 },
    Priority(Priority),
    Resend,
    Reroute { gateway: Pick },
}

/// What a bulk action is about.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    Gateway(Pick),
    GatewayAndStatus(Pick, Status),
    Template(Pick),
    Priority(Priority),
    Name(i64),
    Ids(Vec<Pick>),
}

pub(super) fn verbs() -> impl Strategy<Value = Verb> {
    let pick = || 0..12u8;
    let gateway = || 0..2u8;
    prop_oneof![
        8 => prop::collection::vec(fresh(), 1..5).prop_map(Verb::Accept),
        8 => (gateway(), 1..5usize).prop_map(|(gateway, slots)| Verb::Start { gateway, slots }),
        8 => (pick(), how()).prop_map(|(nth, how)| Verb::Settle { nth, how }),
        3 => (pick(), evidence()).prop_map(|(message, evidence)| Verb::Report { message, evidence }),
        2 => (gateway(), prop::option::weighted(0.8, (1..6u32, 0..6u32)))
            .prop_map(|(gateway, allowance)| Verb::Tell { gateway, allowance }),
        2 => (pick(), prop::option::weighted(0.7, (0..3u8, evidence())))
            .prop_map(|(nth, found)| Verb::LookUp { nth, found }),
        5 => prop_oneof![Just(1), Just(7), Just(61), Just(300), Just(1_500)].prop_map(|minutes| Verb::Pass { minutes }),
        2 => pick().prop_map(|message| Verb::Cancel { message }),
        1 => pick().prop_map(|message| Verb::Front { message }),
        1 => pick().prop_map(|message| Verb::Back { message }),
        1 => (pick(), pick()).prop_map(|(message, other)| Verb::Before { message, other }),
        1 => (pick(), pick()).prop_map(|(message, other)| Verb::After { message, other }),
        1 => (pick(), priority()).prop_map(|(message, priority)| Verb::Prioritise { message, priority }),
        2 => (pick(), 0..200i64).prop_map(|(message, minutes)| Verb::Reschedule { message, minutes }),
        2 => pick().prop_map(|message| Verb::Resend { message }),
        1 => (pick(), any::<bool>()).prop_map(|(message, sent)| Verb::Resolve { message, sent }),
        4 => (deed(), choice()).prop_map(|(deed, of)| Verb::Order { deed, of }),
        3 => prop_oneof![Just(1usize), Just(3), Just(100)].prop_map(|limit| Verb::Sweep { limit }),
        2 => (0..4u8).prop_map(|operation| Verb::Undo { operation }),
        3 => prop_oneof![Just(None), Just(None), (1..4u32).prop_map(Some)].prop_map(|limit| Verb::OpenRun { limit }),
        2 => Just(Verb::CloseRuns),
        1 => Just(Verb::HoldTemplate),
        1 => Just(Verb::LiftHold),
        1 => gateway().prop_map(|gateway| Verb::Pause { gateway }),
        2 => gateway().prop_map(|gateway| Verb::Resume { gateway }),
        2 => Just(Verb::Restart),
        1 => Just(Verb::Rescue),
    ]
}

fn fresh() -> impl Strategy<Value = Fresh> {
    let due = prop::option::weighted(
        0.5,
        prop_oneof![Just(-30i64), Just(-5), Just(0), Just(20), Just(90)],
    );
    let life = prop_oneof![Just(3i64), Just(30), Just(168)];
    let key = prop::option::weighted(0.3, 0..3u8);
    let step = prop::option::weighted(0.2, (1..3i64, -1..2i32));
    let patience = prop_oneof![Just(None), Just(Some(5i64)), Just(Some(250))];
    let ways = (step, prop::option::weighted(0.3, patience));
    (0..2u8, 0..2u8, 1..6i64, priority(), due, life, key, ways).prop_map(
        |(gateway, template, customer, priority, due, life, key, (step, sequence))| Fresh {
            gateway,
            template,
            customer,
            priority,
            due,
            life,
            key,
            step,
            sequence,
        },
    )
}

fn priority() -> impl Strategy<Value = Priority> {
    prop_oneof![3 => Just(Priority::Normal), 1 => Just(Priority::Urgent), 1 => Just(Priority::Low)]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        4 => Just(How::Accepted),
        1 => Just(How::NotSent),
        1 => Just(How::Unknown),
        2 => Just(How::Rejected(Rejection::Transient)),
        1 => Just(How::Rejected(Rejection::Permanent)),
        1 => Just(How::Rejected(Rejection::Deferred)),
        1 => Just(How::Rejected(Rejection::Later { wait_ms: 60_000 })),
        1 => Just(How::Rejected(Rejection::GatewayRefused)),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    prop_oneof![
        Just(Evidence::Accepted),
        Just(Evidence::Failed),
        Just(Evidence::Delivered),
        Just(Evidence::Read),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::Cancel),
        1 => (0..200i64).prop_map(|minutes| Deed::Reschedule { minutes }),
        1 => priority().prop_map(Deed::Priority),
        1 => Just(Deed::Resend),
        1 => (0..2u8).prop_map(|gateway| Deed::Reroute { gateway }),
    ]
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        3 => (0..2u8).prop_map(Choice::Gateway),
        2 => (0..2u8, prop::sample::select(Status::ALL)).prop_map(|(g, s)| Choice::GatewayAndStatus(g, s)),
        1 => (0..2u8).prop_map(Choice::Template),
        1 => priority().prop_map(Choice::Priority),
        1 => (1..6i64).prop_map(Choice::Name),
        3 => prop::collection::vec(0..12u8, 1..6).prop_map(Choice::Ids),
    ]
}
