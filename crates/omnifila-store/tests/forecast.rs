//! The forecast against what then happens, in one process: a queue on SQLite, a gateway whose answers are scripted per
//! (message, attempt), time that goes from moment to moment. Every start is foretold, at its time.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{GatewayId, MessageId, TemplateId};
use omnifila_core::message::Waiting;
use omnifila_core::outcome::{Call, Outcome, Rejection};
use omnifila_core::plan;
use omnifila_core::policy::rate::Rate;
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use omnifila_store::Queue;
use omnifila_store::catalogue::{Catalogue, Keyring};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::verbs::{NewMessage, Settlement, StartRequest};
use omnifila_testkit::builder;
use proptest::prelude::*;

/// 2026-12-01T10:00:00Z, a Tuesday, 07:00 in São Paulo.
const SEVEN: Time = Time(1_796_119_200_000);

#[derive(Debug, Clone)]
struct Scene {
    per_minute: Option<u32>,
    window: bool,
    addresses: i64,
    messages: i64,
    /// Seed of the scripted failures.
    script: u64,
    in_flight: u32,
}

fn scenes() -> impl Strategy<Value = Scene> {
    let rate = proptest::option::of(1_u32..120);
    (
        rate,
        any::<bool>(),
        1_i64..40,
        1_i64..120,
        any::<u64>(),
        1_u32..20,
    )
        .prop_map(
            |(per_minute, window, addresses, messages, script, in_flight)| Scene {
                per_minute,
                window,
                addresses,
                messages,
                script,
                in_flight,
            },
        )
}

/// The gateway's answer to one attempt: two in ten fail for a while, one in ten for good, one defers.
fn answer(script: u64, id: MessageId, attempt: u32) -> Outcome {
    let mut x = script ^ (id.0.unsigned_abs() << 8) ^ u64::from(attempt);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    match (x ^ (x >> 31)) % 10 {
        0 | 1 => builder::rejected(Rejection::Transient),
        2 => builder::rejected(Rejection::Permanent),
        3 => builder::rejected(Rejection::Deferred),
        _ => builder::accepted(&format!("{id}-{attempt}")),
    }
}

fn draft(scene: &Scene, gateway: GatewayId, template: TemplateId, n: i64) -> NewMessage {
    let due = (n % 7 == 0).then(|| SEVEN.plus(n * MINUTE));
    NewMessage {
        address: builder::phone(n % scene.addresses),
        due_at: due,
        expires_at: SEVEN.plus(3 * DAY),
        ..builder::message(gateway, template, n, SEVEN)
    }
}

type Starts = Vec<(Time, i64, u32)>;

async fn play(scene: Scene) -> (Starts, Starts) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path().join("omnifila.db"), OpenOptions::default()).unwrap();
    let catalogue = Catalogue::new(db.clone(), Keyring::new([7; 32]), |_: GatewayKind| &[]).unwrap();
    let queue = SqliteQueue::new(db);
    let by = || builder::by("teste");
    let mut spec = builder::continuous();
    spec.max_in_flight = scene.in_flight;
    spec.rate = Rate {
        per_minute: scene.per_minute.map(f64::from),
        ..Rate::default()
    };
    if scene.window {
        let window = catalogue
            .create(builder::window("08:00", "09:30"), by(), SEVEN)
            .await
            .unwrap();
        spec.window_id = Some(window.id.into());
    }
    let gateway = GatewayId(catalogue.create(spec, by(), SEVEN).await.unwrap().id);
    let template = catalogue
        .create(builder::template(&[gateway]), by(), SEVEN)
        .await
        .unwrap();
    let template = TemplateId(template.id);
    let batch = (1..=scene.messages)
        .map(|n| draft(&scene, gateway, template, n))
        .collect();
    queue.accept(batch, SEVEN).await.unwrap();

    let foretold = foretell(&queue, &catalogue, gateway, &scene).await;
    let happened = happen(&queue, gateway, &scene).await;
    (foretold, happened)
}

async fn foretell(queue: &SqliteQueue, catalogue: &Catalogue, gateway: GatewayId, scene: &Scene) -> Starts {
    let book = catalogue.book();
    let messages = queue.waiting(gateway, 10_000).await.unwrap();
    let state = queue.gateway_state(gateway).await.unwrap();
    let mut script = |w: &Waiting, attempt: u32, _: Time| answer(scene.script, w.key.id, attempt);
    let until = SEVEN.plus(4 * DAY);
    let stored = book.gateway(gateway).unwrap();
    let out = plan::forecast(
        &book,
        stored,
        state,
        messages,
        vec![],
        (SEVEN, until),
        &mut script,
    );
    sorted(out.starts.iter().map(|s| (s.at, s.id.0, s.attempt)).collect())
}

async fn happen(queue: &SqliteQueue, gateway: GatewayId, scene: &Scene) -> Starts {
    let mut starts = Vec::new();
    let mut now = SEVEN;
    let end = SEVEN.plus(4 * DAY);
    while now <= end {
        let upkeep = queue.expire(now, 1_000).await.unwrap();
        let request = StartRequest {
            gateway_id: gateway,
            slots: 1_000,
            now,
            circuit_until: None,
        };
        let started = queue.start(request).await.unwrap();
        let settle = |call: &Call| Settlement {
            message_id: call.message_id,
            attempt: call.attempt,
            outcome: answer(scene.script, call.message_id, call.attempt),
            ended_at: now,
        };
        if !started.calls.is_empty() {
            starts.extend(started.calls.iter().map(|c| (now, c.message_id.0, c.attempt)));
            queue
                .settle(started.calls.iter().map(settle).collect())
                .await
                .unwrap();
            continue;
        }
        if started.more || upkeep.more {
            continue;
        }
        let timer = queue.next_timer().await.unwrap();
        match [started.next_look, upkeep.next, timer]
            .into_iter()
            .flatten()
            .filter(|t| *t > now)
            .min()
        {
            Some(next) => now = next,
            None => break,
        }
    }
    sorted(starts)
}

fn sorted(mut starts: Starts) -> Starts {
    starts.sort();
    starts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_is_foretold_happens(scene in scenes()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (foretold, happened) = runtime.block_on(play(scene));
        prop_assert_eq!(foretold, happened);
    }
}

#[tokio::test]
async fn an_hour_of_a_busy_morning() {
    let scene = Scene {
        per_minute: Some(2),
        window: true,
        addresses: 25,
        messages: 100,
        script: 42,
        in_flight: 4,
    };
    let (foretold, happened) = play(scene).await;
    assert_eq!(foretold, happened);
    assert!(foretold.len() > 100, "some were tried again: {}", foretold.len());
    assert!(foretold[0].0 >= SEVEN.plus(HOUR), "the window opens at eight");
}
