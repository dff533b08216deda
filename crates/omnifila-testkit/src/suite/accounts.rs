//! What providers tell of an account: its allowance per day, and whether a message of unknown outcome is there.

use super::stage::Stage;
use crate::builder::{accepted, by, not_sent, unknown};
use crate::harness::Harness;
use omnifila_core::account::{Found, FoundBy};
use omnifila_core::id::MessageId;
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::Evidence;
use omnifila_core::policy::quota::{Asked, DailyLimit};
use omnifila_core::time::{DAY, HOUR};
use omnifila_store::verbs::{LookedUp, StartRequest, ToldQuota};

async fn asked(stage: &Stage<'_>) -> Asked {
    let state = stage.queue().gateway_state(stage.gateway).await.unwrap();
    Asked {
        quota: state.quota,
        in_flight: state.in_flight,
    }
}

async fn tell(stage: &Stage<'_>, told: Option<(u32, u32)>, asked: Asked) {
    let told = ToldQuota {
        gateway_id: stage.gateway,
        limit: told.map(|(limit, available)| DailyLimit { limit, available }),
        asked,
    };
    let kept = stage.queue().tell_quota(told, stage.now).await.unwrap();
    let state = stage.queue().gateway_state(stage.gateway).await.unwrap();
    assert_eq!(state.quota, kept);
}

pub async fn an_allowance_is_obeyed_until_the_day_ends(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(8).await;
    tell(&stage, Some((5, 2)), Asked::default()).await;
    assert_eq!(stage.start(9).await, ids[..2]);
    store.restart().await;
    let request: StartRequest = stage.request(stage.gateway, 9);
    let started = stage.queue().start(request).await.unwrap();
    assert!(started.calls.is_empty() && !started.exhausted, "{started:?}");
    let until = started.next_look.unwrap();
    assert!(until > stage.now && until <= stage.now.plus(DAY));
    for id in &ids[..2] {
        stage.settle(*id, accepted(&format!("p{id}"))).await;
    }
    stage.now = omnifila_core::time::Time(until.ms() - 1);
    assert!(stage.start(9).await.is_empty(), "a millisecond early");
    stage.now = until;
    assert_eq!(stage.start(9).await, ids[2..7], "the next day has it whole");
    assert!(stage.start(9).await.is_empty());
}

pub async fn an_allowance_can_be_corrected_and_lifted(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(9).await;
    tell(&stage, Some((5, 1)), Asked::default()).await;
    assert_eq!(stage.start(9).await, ids[..1]);
    stage.settle(ids[0], not_sent()).await;
    assert!(stage.start(9).await.is_empty());
    let before = asked(&stage).await;
    tell(&stage, Some((5, 2)), before).await;
    assert_eq!(stage.start(9).await, ids[..2], "the provider knows better");
    let before = asked(&stage).await;
    assert_eq!(before.in_flight, 2);
    tell(&stage, Some((9, 3)), before).await;
    assert_eq!(
        stage.start(9).await,
        ids[2..3],
        "two are on their way, perhaps not counted"
    );
    let before = asked(&stage).await;
    tell(&stage, None, before).await;
    assert_eq!(stage.start(9).await, ids[3..]);
}

pub async fn what_starts_while_the_provider_answers_is_taken_off(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let ids = stage.fill(6).await;
    tell(&stage, Some((50, 10)), Asked::default()).await;
    let before = asked(&stage).await;
    assert_eq!(stage.start(3).await, ids[..3]);
    for id in &ids[..3] {
        stage.settle(*id, accepted(&format!("p{id}"))).await;
    }
    tell(&stage, Some((50, 5)), before).await;
    assert_eq!(asked(&stage).await.quota.left, 2);
    assert_eq!(stage.start(9).await, ids[3..5]);
}

fn found(name: &str, evidence: Evidence) -> Option<Found> {
    Some(Found {
        provider_id: name.into(),
        evidence,
        at: None,
        by: FoundBy::Metadata,
    })
}

async fn uncertain(stage: &mut Stage<'_>) -> MessageId {
    let id = stage.fill(1).await[0];
    assert_eq!(stage.start(1).await, [id]);
    stage.settle(id, unknown()).await;
    assert_eq!(stage.status(id).await, Status::Uncertain);
    id
}

async fn look(stage: &Stage<'_>, id: MessageId, attempt: u32, found: Option<Found>) -> Option<Status> {
    let look = LookedUp {
        message_id: id,
        attempt,
        found,
        by: by("opa_suite"),
    };
    stage.queue().looked_up(look, stage.now).await.unwrap()
}

pub async fn a_look_up_that_finds_it_resolves_it(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    for (n, (evidence, status)) in [
        (Evidence::Accepted, Status::Sent),
        (Evidence::Delivered, Status::Delivered),
        (Evidence::Read, Status::Read),
        (Evidence::Failed, Status::Failed),
    ]
    .into_iter()
    .enumerate()
    {
        let id = uncertain(&mut stage).await;
        stage.pass(HOUR);
        let name = format!("found{n}");
        assert_eq!(look(&stage, id, 1, found(&name, evidence)).await, Some(status));
        let detail = stage.detail(id).await;
        let attempt = &detail.attempts[0];
        assert_eq!(attempt.provider_id.as_deref(), Some(name.as_str()));
        assert_eq!(attempt.found_by, Some(FoundBy::Metadata));
        assert_eq!((attempt.lookups, attempt.looked_up_at), (1, Some(stage.now)));
        assert_eq!(
            attempt.outcome.as_deref(),
            Some("unknown"),
            "what the call answered stays what it was"
        );
        let told: Vec<Reason> = detail.history.iter().map(|h| h.reason).collect();
        assert!(told.contains(&Reason::ResolvedSent), "{told:?}");
        assert_eq!(detail.row.status, status);
    }
}

pub async fn a_look_up_that_does_not_proves_nothing(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = uncertain(&mut stage).await;
    for n in 1..=3 {
        stage.pass(HOUR);
        assert_eq!(look(&stage, id, 1, None).await, Some(Status::Uncertain));
        let attempt = &stage.detail(id).await.attempts[0];
        assert_eq!((attempt.lookups, attempt.looked_up_at), (n, Some(stage.now)));
        assert_eq!((attempt.found_by, attempt.provider_id.as_deref()), (None, None));
    }
    assert!(
        stage.start(9).await.is_empty(),
        "it is never sent again by itself"
    );
    store.restart().await;
    assert_eq!(stage.detail(id).await.attempts[0].lookups, 3);
}

pub async fn a_look_up_comes_too_late_for_what_was_decided(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let id = uncertain(&mut stage).await;
    assert_eq!(
        look(&stage, id, 2, found("x", Evidence::Read)).await,
        None,
        "there is no second attempt"
    );
    stage
        .queue()
        .resolve(id, false, by("ana"), stage.now)
        .await
        .unwrap();
    assert_eq!(look(&stage, id, 1, found("x", Evidence::Read)).await, None);
    assert_eq!(stage.status(id).await, Status::Failed);
    assert_eq!(stage.detail(id).await.attempts[0].lookups, 0);
}

pub async fn another_messages_name_is_not_this_one(store: &dyn Harness) {
    let mut stage = Stage::open(store).await;
    let sent = stage.fill(1).await[0];
    assert_eq!(stage.start(1).await, [sent]);
    stage.settle(sent, accepted("known")).await;
    let id = uncertain(&mut stage).await;
    let status = look(&stage, id, 1, found("known", Evidence::Read)).await;
    assert_eq!(status, Some(Status::Uncertain));
    assert_eq!(stage.status(sent).await, Status::Sent);
    assert_eq!(stage.detail(id).await.attempts[0].provider_id, None);
}
