//! Four nodes on one PostgreSQL database while, at random, one is killed, stopped and continued: before its lease is over, and
//! long after it.
//!
//! Model: messages are put in through whichever node lives, batch after batch, each batch again until it is acknowledged; no
//! address is twice in a batch, so ids tell the order of each address. A fault comes whenever so many more have arrived, not by
//! the clock. Afterwards the provider's journal has to show each message once, or in doubt for a fault, in order, at the rate.

use super::{GIVEN_UP, arrived_once, launch, with_latency};
use crate::support::{Node, Options, Place, Seed, Setup, message, phone, sends, set_up};
use omnifila_sandbox::Sandbox;
use omnifila_testkit::postgres::ask;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

const NODES: usize = 4;
pub(super) const BATCH: usize = 500;
const RATE: f64 = 300.0;
const BURST: u32 = 60;
pub(super) const IN_FLIGHT: u32 = 32;
/// Each address is written to so often.
pub(super) const PER_ADDRESS: usize = 5;
/// Shorter than any node's trust in its lease, and longer than every lease.
const SHORT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(20);
const LIMIT: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(50);
/// Between the end of a call at the sandbox and its answer's way to us.
const SEEN_LATE: u64 = 5_000_000;

struct Slot {
    place: Place,
    node: Node,
    /// Stopped, until then.
    still: Option<Instant>,
}

/// How many messages came to what.
pub(super) struct Fates {
    pub(super) sent: usize,
    pub(super) uncertain: usize,
    pub(super) arrived: usize,
}

pub(super) struct Storm {
    url: String,
    sandbox: Sandbox,
    seed: Seed,
    slots: Vec<Slot>,
    kills: u32,
    stops: u32,
    pub(super) fenced: u32,
}

impl Storm {
    /// So many nodes on that database, and a gateway.
    pub(super) async fn new(url: String, nodes: usize) -> (Storm, Setup) {
        let sandbox = with_latency(20).await;
        let mut slots = Vec::new();
        for _ in 0..nodes {
            let place = Place::new();
            let node = launch(&place, &url).await;
            slots.push(Slot {
                place,
                node,
                still: None,
            });
        }
        let options = Options {
            per_second: RATE,
            burst: BURST,
            max_in_flight: IN_FLIGHT,
            ..Options::default()
        };
        let setup = set_up(&slots[0].node.api, &sandbox, options).await;
        let seed = Seed::of_environment();
        let storm = Storm {
            url,
            sandbox,
            seed,
            slots,
            kills: 0,
            stops: 0,
            fenced: 0,
        };
        (storm, setup)
    }

    /// Those that answer.
    fn awake(&self) -> Vec<usize> {
        let all = 0..self.slots.len();
        all.filter(|i| self.slots[*i].still.is_none()).collect()
    }

    /// Kills or stops one, while another is awake.
    async fn strike(&mut self) {
        let awake = self.awake();
        if awake.len() < 2 {
            return;
        }
        let at = self.seed.pick(&awake);
        match self.seed.below(4) {
            0 | 1 => {
                self.kills += 1;
                self.begin_again(at, true).await;
            }
            long => {
                self.stops += 1;
                let slot = &mut self.slots[at];
                slot.node.signal(Signal::STOP);
                slot.still = Some(Instant::now() + if long == 2 { LONG } else { SHORT });
            }
        }
    }

    /// Another process in the place of one that is over, or is to be.
    async fn begin_again(&mut self, at: usize, kill: bool) {
        let Slot { place, node, .. } = self.slots.remove(at);
        if kill {
            node.kill().await;
        }
        let node = launch(&place, &self.url).await;
        self.slots.push(Slot {
            place,
            node,
            still: None,
        });
    }

    /// Continues those whose time has come. One that was given up meanwhile ends, and another begins.
    async fn look_after(&mut self) {
        let now = Instant::now();
        for slot in &mut self.slots {
            if slot.still.is_some_and(|until| until <= now) {
                slot.still = None;
                slot.node.signal(Signal::CONT);
            }
        }
        for at in (0..self.slots.len()).rev() {
            let Some(status) = self.slots[at].node.try_ended() else {
                continue;
            };
            let log = self.slots[at].node.log();
            assert!(
                !status.success() && log.contains("was taken for dead"),
                "{status}: {log}"
            );
            self.fenced += 1;
            self.begin_again(at, false).await;
        }
    }

    /// Messages `from` to `to`, through somebody who answers; their ids.
    pub(super) async fn put_in(
        &mut self,
        setup: Setup,
        from: usize,
        to: usize,
        addresses: usize,
    ) -> Vec<i64> {
        let one = |i: usize| {
            let mut one = message(setup, i);
            let who = i % addresses;
            one["customer"] = json!({"external_id": who.to_string(), "name": format!("Cliente Exemplo {who}"), "phone": phone(who)});
            one
        };
        let body = json!({"messages": (from..to).map(one).collect::<Vec<Value>>()});
        let end = Instant::now() + LIMIT;
        loop {
            self.look_after().await;
            let at = self.seed.pick(&self.awake());
            let answer = self.slots[at]
                .node
                .api
                .attempt("POST", "/messages/batch", Some(&body))
                .await;
            if let Ok((202, answer)) = &answer {
                assert_eq!(answer["rejected"], 0, "{answer}");
                let items = answer["items"].as_array().unwrap();
                return items.iter().map(|item| item["id"].as_i64().unwrap()).collect();
            }
            let away = answer.as_ref().map_or(true, |(status, _)| *status == 503);
            assert!(away, "a node answers what cannot be tried again: {answer:?}");
            assert!(Instant::now() < end, "nobody takes messages: {answer:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until so many calls have had an effect, and looks after the nodes meanwhile.
    pub(super) async fn until_arrived(&mut self, goal: u64) {
        let end = Instant::now() + LIMIT;
        while self.sandbox.counters().effects < goal {
            self.look_after().await;
            assert!(Instant::now() < end, "{goal} do not arrive");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until everybody is awake and alive, nothing waits and nothing is on its way; what became of each.
    pub(super) async fn statuses(&mut self, setup: Setup) -> BTreeMap<i64, String> {
        let end = Instant::now() + GIVEN_UP + LIMIT;
        let alive = self.slots.len().to_string();
        loop {
            self.look_after().await;
            let whole = self.awake().len() == self.slots.len()
                && ask(&self.url, "SELECT count(*) FROM node WHERE fenced = 0") == alive;
            let api = &self.slots[0].node.api;
            if whole
                && api.count(setup.gateway, "waiting").await + api.count(setup.gateway, "sending").await == 0
            {
                return api.statuses(setup.gateway).await;
            }
            if Instant::now() >= end {
                let nodes = ask(
                    &self.url,
                    "SELECT coalesce(string_agg(node::text, ' '), 'none') FROM node",
                );
                let left = ask(
                    &self.url,
                    "SELECT coalesce(string_agg(state::text, ' '), 'none') FROM (SELECT * FROM state WHERE status < 2 LIMIT 5) state",
                );
                let logs: Vec<_> = self.slots.iter().map(|slot| slot.node.log()).collect();
                panic!("not everything comes to rest; nodes: {nodes}; of what is left: {left}; {logs:#?}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What was acknowledged is there and came to rest as sent or uncertain; nothing arrived twice, and what was sent did; the
    /// rate and the order held at the provider.
    pub(super) fn keeps_its_promises(&self, ids: &BTreeSet<i64>, statuses: &BTreeMap<i64, String>) -> Fates {
        assert!(statuses.keys().eq(ids.iter()), "nothing acknowledged is lost");
        let of = |status: &str| -> BTreeSet<i64> {
            let found = statuses.iter().filter(|(_, s)| *s == status);
            found.map(|(id, _)| *id).collect()
        };
        let (sent, uncertain) = (of("sent"), of("uncertain"));
        assert_eq!(sent.len() + uncertain.len(), ids.len(), "{statuses:?}");
        let arrived = arrived_once(&self.sandbox);
        let missing: Vec<_> = sent.difference(&arrived).collect();
        assert!(missing.is_empty(), "sent, and never arrived: {missing:?}");
        self.keeps_the_rate();
        self.keeps_the_order();
        Fates {
            sent: sent.len(),
            uncertain: uncertain.len(),
            arrived: arrived.len(),
        }
    }

    /// All nodes end well.
    pub(super) async fn end(self) {
        for slot in self.slots {
            slot.node.stop().await;
        }
    }

    /// At the sink, in any stretch of time: `burst + rate·T + max_in_flight`.
    fn keeps_the_rate(&self) {
        let mut begins: Vec<u64> = sends(&self.sandbox).iter().map(|s| s.record.begin_ns).collect();
        begins.sort_unstable();
        // The most that lay above the line of the rate, seen from the best moment to begin to count.
        let mut lowest = f64::INFINITY;
        for (before, at) in begins.iter().enumerate() {
            let due = RATE * ((at - begins[0]) as f64 / 1e9);
            lowest = lowest.min(before as f64 - due);
            let above = (before + 1) as f64 - due - lowest;
            assert!(
                above <= f64::from(BURST + IN_FLIGHT),
                "{above} more than the rate allows until {at}"
            );
        }
    }

    /// One call at a time to an address, in the order of the queue.
    fn keeps_the_order(&self) {
        let sent = sends(&self.sandbox);
        let mut last: BTreeMap<&str, (i64, u64)> = BTreeMap::new();
        for call in &sent {
            let (address, begin) = (call.record.recipient.as_deref().unwrap(), call.record.begin_ns);
            if let Some((before, end)) = last.get(address) {
                assert!(
                    *before < call.message,
                    "{address}: {before} before {}",
                    call.message
                );
                assert!(
                    begin + SEEN_LATE >= *end,
                    "{address}: {before} and {} at once",
                    call.message
                );
            }
            last.insert(address, (call.message, call.record.end_ns.unwrap_or(begin)));
        }
    }
}

async fn run(messages: usize, faults: usize) {
    let (mut storm, setup) = Storm::new(omnifila_testkit::postgres::empty_place(), NODES).await;
    let addresses = messages / PER_ADDRESS;
    let mut ids = BTreeSet::new();
    let mut struck = 0;
    for from in (0..messages).step_by(BATCH) {
        let put = storm
            .put_in(setup, from, (from + BATCH).min(messages), addresses)
            .await;
        ids.extend(put);
        // The last quarter of the faults meets a queue that is only emptied.
        let goal = faults * 3 / 4 * (from + BATCH) / messages;
        while struck < goal {
            storm.strike().await;
            struck += 1;
        }
        let behind = (ids.len() as u64).saturating_sub(messages as u64 / 4);
        storm.until_arrived(behind).await;
    }
    assert_eq!(ids.len(), messages, "each is acknowledged with an id of its own");
    while struck < faults {
        let left = (faults - struck) as u64 * messages as u64 / 4 / faults.div_ceil(4) as u64;
        storm
            .until_arrived((messages as u64).saturating_sub(left + u64::from(IN_FLIGHT) * struck as u64))
            .await;
        storm.strike().await;
        struck += 1;
    }
    let statuses = storm.statuses(setup).await;
    let Fates {
        sent,
        uncertain,
        arrived,
    } = storm.keeps_its_promises(&ids, &statuses);
    let most = (storm.kills + storm.stops) * IN_FLIGHT;
    assert!(
        uncertain <= most as usize,
        "{uncertain} are uncertain, {most} at most"
    );
    #[expect(clippy::print_stdout, reason = "what a long run saw is recorded")]
    {
        println!(
            "{messages} messages, {} kills, {} stops, {} given up: {sent} sent, {uncertain} uncertain, {arrived} arrived",
            storm.kills, storm.stops, storm.fenced
        );
    }
    storm.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_nodes_send_each_message_once_while_they_are_killed_and_stopped() {
    run(4_000, 6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: four nodes, 50,000 messages"]
async fn soak_four_nodes_and_fifty_thousand_messages() {
    run(50_000, 40).await;
}
