//! What the journals have to show after the chaos, promise by promise.

use super::{BURST, FIRST_CHAT, FIRST_SMPP, IN_FLIGHT, Kind, RATE, World};
use crate::support::phone;
use omnifila_sandbox::{CallRecord, JournalQuery};
use std::collections::{BTreeMap, HashMap};

/// A call that was cut may be seen to end a little after the next has begun.
const SEEN_LATE: u64 = 250_000_000;

impl World {
    /// The calls that would reach a person, with the message that each was for.
    pub(super) fn calls(&self) -> Vec<(i64, CallRecord)> {
        let by_tenant: HashMap<&str, &super::Channel> = self
            .channels
            .iter()
            .filter_map(|c| c.tenant.map(|t| (t, c)))
            .collect();
        let sends = self.sandbox.journal(JournalQuery::default()).into_iter();
        sends
            .filter(|r| r.recipient.is_some())
            .filter_map(|record| {
                let channel = by_tenant.get(record.tenant.as_str())?;
                let told = record
                    .message_id
                    .as_deref()
                    .map(|id| id.trim_start_matches("msg_").parse().unwrap());
                let number = || {
                    let chat: usize = record.recipient.as_deref()?.strip_prefix("tg:")?.parse().ok()?;
                    channel.taken.get(chat - FIRST_CHAT).copied()
                };
                Some((told.or_else(number)?, record))
            })
            .collect()
    }

    /// P1: what was taken in is there, in a state that says what became of it.
    pub(super) async fn nothing_is_lost(&self) -> HashMap<i64, String> {
        let mut all = HashMap::new();
        for channel in &self.channels {
            let statuses = self.api().statuses(channel.gateway).await;
            for id in &channel.taken {
                let status = statuses
                    .get(id)
                    .unwrap_or_else(|| panic!("{:?}: {id} is gone", channel.kind));
                all.insert(*id, status.clone());
            }
        }
        all
    }

    /// P2 and P3: at most once, and never what was cancelled, expired or given up.
    pub(super) fn nothing_goes_twice_or_in_vain(
        &self,
        statuses: &HashMap<i64, String>,
        calls: &[(i64, CallRecord)],
    ) {
        let mut arrived: HashMap<i64, usize> = HashMap::new();
        for (id, _) in calls.iter().filter(|(_, call)| call.effect) {
            *arrived.entry(*id).or_default() += 1;
        }
        let taken = self.smsc.taken.lock().unwrap().clone();
        let smpp = self.channels.iter().find(|c| c.kind == Kind::Smpp).unwrap();
        for (n, id) in smpp.taken.iter().enumerate() {
            let number = phone(FIRST_SMPP + n);
            if let Some(times) = taken.get(number.trim_start_matches('+')) {
                arrived.insert(*id, *times);
            }
        }
        for (id, status) in statuses {
            let times = arrived.get(id).copied().unwrap_or(0);
            let kind = self.channels.iter().find(|c| c.taken.contains(id)).unwrap().kind;
            match status.as_str() {
                "sent" | "delivered" | "read" => assert_eq!(times, 1, "{kind:?} {id} is {status}"),
                "uncertain" => assert!(times <= 1, "{kind:?} {id} is uncertain and arrived {times} times"),
                "cancelled" | "expired" | "failed" => assert_eq!(times, 0, "{kind:?} {id} is {status}"),
                other => panic!("{kind:?} {id} came to rest as {other}"),
            }
        }
        for (id, call) in calls {
            for (what, at) in [("cancelled", self.cancelled.get(id)), ("paid", self.paid.get(id))] {
                assert!(
                    at.is_none_or(|at| call.begin_ns < *at),
                    "P3, P5: a call began for {id} after it was {what}: {call:?}"
                );
            }
        }
    }

    /// P6: one at a time to one address.
    pub(super) fn one_at_a_time(&self, calls: &[(i64, CallRecord)]) {
        let mut by_address: BTreeMap<(&str, &str), Vec<&CallRecord>> = BTreeMap::new();
        for (_, call) in calls {
            let address = (
                call.tenant.as_str(),
                call.recipient.as_deref().unwrap_or_default(),
            );
            by_address.entry(address).or_default().push(call);
        }
        for (address, calls) in by_address {
            for pair in calls.windows(2) {
                let end = pair[0].end_ns.unwrap_or(0);
                assert!(
                    pair[1].begin_ns + SEEN_LATE >= end,
                    "P6: two calls at once to {address:?}: {pair:?}"
                );
            }
        }
    }

    /// P7: in any span at most its share, a burst, and what was on its way when the process died.
    pub(super) fn within_the_rate(&self, calls: &[(i64, CallRecord)]) {
        for channel in self.channels.iter().filter(|c| c.tenant.is_some()) {
            let mut begins: Vec<u64> = calls
                .iter()
                .filter(|(_, call)| Some(call.tenant.as_str()) == channel.tenant)
                .map(|(_, call)| call.begin_ns)
                .collect();
            begins.sort_unstable();
            for (i, from) in begins.iter().enumerate() {
                for (count, to) in begins[i..].iter().enumerate() {
                    let seconds = (to - from) as f64 / 1e9;
                    let most = f64::from(BURST) + RATE * seconds + f64::from(IN_FLIGHT);
                    assert!(
                        count as f64 <= most,
                        "P7: {count} calls in {seconds:.2} s on {:?}",
                        channel.kind
                    );
                }
            }
        }
    }

    /// P8: once delivered never less, once read never less.
    pub(super) async fn evidence_only_grows(&self) {
        let rank = |status: &str| match status {
            "sent" => 1,
            "delivered" => 2,
            "read" => 3,
            _ => 0,
        };
        let mut highest: HashMap<i64, usize> = HashMap::new();
        let mut after = 0;
        loop {
            let page = self
                .api()
                .get(&format!("/message-events?after={after}&limit=1000"))
                .await;
            for event in page["items"].as_array().unwrap() {
                after = event["id"].as_i64().unwrap();
                let id = event["message_id"].as_i64().unwrap();
                let now = rank(event["to"].as_str().unwrap_or_default());
                let before = highest.entry(id).or_default();
                assert!(now >= *before, "P8: {event} after rank {before}");
                *before = now;
            }
            if page["items"].as_array().unwrap().is_empty() {
                assert!(after > 0, "the feed tells nothing");
                break;
            }
        }
    }
}
