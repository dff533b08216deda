//! The process is killed again and again while it sends: nothing is lost, nothing arrives twice.

use crate::support::{Options, Place, Seed, enqueue, set_up};
use omnifila_sandbox::{Fault, Sandbox, SandboxConfig};
use std::collections::BTreeSet;
use std::time::Duration;

const MESSAGES: usize = 20_000;
const KILLS: usize = 22;
const IN_FLIGHT: u32 = 64;
/// Messages that arrive between two kills at most, so that the last kill finds work.
const BETWEEN: usize = 900;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_it_loses_nothing_and_repeats_nothing() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(Fault::Latency {
            ms: 4,
            jitter_ms: 4,
            before_accept: false,
        })
        .unwrap();
    let start = || place.serve().env("OMNIFILA_LOG", "warn");
    let mut node = start().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            max_in_flight: IN_FLIGHT,
            ..Options::default()
        },
    )
    .await;
    let ids = enqueue(&node.api, setup, 0..MESSAGES).await;

    let mut uncertain = 0;
    for kill in 0..KILLS {
        // Now and then at once, while it is still finding its feet.
        let goal = sandbox.counters().effects + seed.pick(&[0, 1, 2, 2]).min(1) * seed.below(BETWEEN) as u64;
        assert!(
            sandbox
                .wait_until(Duration::from_secs(60), |c| c.effects >= goal)
                .await,
            "kill {kill}: stuck before {goal}"
        );
        node.kill().await;
        node = start().ready().await;
        let now = node.api.count(setup.gateway, "uncertain").await;
        assert!(
            now - uncertain <= i64::from(IN_FLIGHT),
            "kill {kill}: {} became uncertain",
            now - uncertain
        );
        uncertain = now;
    }
    let left = node.api.count(setup.gateway, "waiting").await;
    assert!(
        left > 0 && uncertain > 0,
        "every kill found work, and calls in flight: {left} waiting, {uncertain} uncertain"
    );
    node.api.settled(setup.gateway, Duration::from_secs(120)).await;

    let statuses = node.api.statuses(setup.gateway).await;
    assert_eq!(
        statuses.keys().copied().collect::<Vec<_>>(),
        ids,
        "every message is there"
    );
    let with = |status: &str| -> BTreeSet<i64> {
        statuses
            .iter()
            .filter(|(_, s)| *s == status)
            .map(|(id, _)| *id)
            .collect()
    };
    let (sent, unsure) = (with("sent"), with("uncertain"));
    assert_eq!(
        sent.len() + unsure.len(),
        MESSAGES,
        "{:?}",
        node.api.tally(setup.gateway).await
    );
    assert_eq!(unsure.len() as i64, uncertain, "only a kill leaves doubt");
    assert!(unsure.len() <= KILLS * IN_FLIGHT as usize);

    let arrived = sandbox.effects_by_message();
    let twice: Vec<_> = arrived.iter().filter(|(_, n)| **n != 1).collect();
    assert!(twice.is_empty(), "arrived more than once: {twice:?}");
    let arrived: BTreeSet<i64> = arrived.keys().map(|id| id.parse().unwrap()).collect();
    assert!(
        sent.is_subset(&arrived),
        "said to be sent, never arrived: {:?}",
        sent.difference(&arrived).take(5).collect::<Vec<_>>()
    );
    let known: BTreeSet<i64> = sent.union(&unsure).copied().collect();
    assert!(
        arrived.is_subset(&known),
        "arrived, but nobody knows: {:?}",
        arrived.difference(&known).take(5).collect::<Vec<_>>()
    );
    let counters = sandbox.counters();
    assert!(
        counters.max_in_flight <= u64::from(IN_FLIGHT),
        "{} at once",
        counters.max_in_flight
    );
    assert_eq!((counters.duplicates, counters.uncompared), (0, 0));
    node.stop().await;
    sandbox.shutdown().await;
}
