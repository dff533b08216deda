//! What the provider saw: the sandbox's journal, by message.

use omnifila_sandbox::{CallRecord, JournalQuery, Sandbox};
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;

/// Nanoseconds of the machine's monotonic clock, which is the journal's.
pub(crate) fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}

/// One call that would reach a person.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// Our id, as the call's metadata carried it.
    pub(crate) message: i64,
    pub(crate) record: CallRecord,
}

/// Every such call, in the order in which they began.
pub(crate) fn sends(sandbox: &Sandbox) -> Vec<Sent> {
    let calls = sandbox
        .journal(JournalQuery::default())
        .into_iter()
        .filter(|r| r.path == "template/send");
    let named = |record: CallRecord| {
        let message = record
            .message_id
            .as_deref()
            .unwrap_or_else(|| panic!("a call without our id: {record:?}"));
        Sent {
            message: message.parse().unwrap(),
            record,
        }
    };
    calls.map(named).collect()
}

/// The calls of each message.
pub(crate) fn calls_of(sandbox: &Sandbox) -> BTreeMap<i64, Vec<CallRecord>> {
    let mut by_message: BTreeMap<i64, Vec<CallRecord>> = BTreeMap::new();
    for sent in sends(sandbox) {
        by_message.entry(sent.message).or_default().push(sent.record);
    }
    by_message
}
