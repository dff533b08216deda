//! The database's leading machine dies in the middle of a dispatch: Patroni makes the other one lead, the nodes find it, and
//! nothing acknowledged is lost or sent twice.

use super::KEY;
use super::storm::{BATCH, Fates, IN_FLIGHT, PER_ADDRESS, Storm};
use crate::support::Place;
use omnifila_testkit::patroni::Cluster;
use std::collections::BTreeSet;

const NODES: usize = 2;
const MESSAGES: usize = 3_000;

async fn run() {
    let mut cluster = Cluster::start();
    standby_is_refused(&cluster).await;
    let (mut storm, setup) = Storm::new(cluster.url(), NODES).await;
    let mut ids = BTreeSet::new();
    for from in (0..MESSAGES).step_by(BATCH) {
        if from == MESSAGES / 2 {
            storm.until_arrived(MESSAGES as u64 / 4).await;
            cluster.kill_leader();
        }
        let put = storm
            .put_in(setup, from, from + BATCH, MESSAGES / PER_ADDRESS)
            .await;
        ids.extend(put);
    }
    assert_eq!(ids.len(), MESSAGES, "each is acknowledged with an id of its own");
    let statuses = storm.statuses(setup).await;
    let Fates {
        sent,
        uncertain,
        arrived,
    } = storm.keeps_its_promises(&ids, &statuses);
    // What was in flight when the database went, and when a node had to begin again.
    let most = (1 + storm.fenced) * IN_FLIGHT;
    assert!(
        uncertain <= most as usize,
        "{uncertain} are uncertain, {most} at most"
    );
    #[expect(clippy::print_stdout, reason = "what a long run saw is recorded")]
    {
        println!(
            "failover: {sent} sent, {uncertain} uncertain, {arrived} arrived, {} nodes begun again",
            storm.fenced
        );
    }
    storm.end().await;
}

/// A URL of the server that only follows: refused in words, instead of a service that takes no message.
async fn standby_is_refused(cluster: &Cluster) {
    let place = Place::new();
    let launch = place.serve().args(&["--database-url", &cluster.standby_url()]);
    let ended = launch.env("OMNIFILA_MASTER_KEY", KEY).ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("is a standby"), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_in_the_middle_of_a_dispatch_loses_nothing_and_sends_nothing_twice() {
    run().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: five failovers"]
async fn soak_five_failovers_in_a_row() {
    for _ in 0..5 {
        run().await;
    }
}
