//! The audit trail follows from its chain: each entry is the one that was written, none is missing and none was put in.

use super::{Findings, Offenders, Result};
use crate::catalogue::audit_chain::{self, Entry, Hash, NONE, link};
use crate::sql::Connection;

/// How far the chain was followed.
struct Trail {
    /// The hash of the last entry, and of the one before that.
    before: Hash,
    older: Hash,
    last: i64,
    entries: u64,
    broken: Offenders,
}

pub(super) fn check(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut trail = Trail {
        before: NONE,
        older: NONE,
        last: 0,
        entries: 0,
        broken: Offenders::default(),
    };
    let mut after = 0;
    loop {
        let entries = audit_chain::page(conn, after)?;
        let Some(last) = entries.last() else { break };
        after = last.id;
        entries.iter().for_each(|entry| trail.follow(entry));
    }
    trail.end(audit_chain::head(conn)?);
    let end = hex::encode(trail.before);
    let well = match trail.entries {
        0 => "has no entries yet".to_owned(),
        n => format!(
            "{n} entries, each sealed to the one before; the end is {}:{end}",
            trail.last
        ),
    };
    findings.say("audit", trail.broken.words("the trail is broken:"), well);
    Ok(())
}

impl Trail {
    fn follow(&mut self, entry: &Entry) {
        self.entries += 1;
        let id = entry.id;
        let kept: Option<Hash> = entry
            .hash
            .as_ref()
            .and_then(|hash| hash.as_slice().try_into().ok());
        let Some(kept) = kept else {
            self.broken.add(format!("entry {id} was put in"));
            return;
        };
        // Behind an entry that was put in, the next still follows the one before that.
        let follows = kept == link(&self.before, &entry.values) || kept == link(&self.older, &entry.values);
        if !follows {
            self.broken.add(match id - self.last {
                1 => format!("entry {id} was changed or put in"),
                2 => format!("entry {} was removed", self.last + 1),
                _ => format!("entries {} to {} were removed", self.last + 1, id - 1),
            });
        }
        self.older = self.before;
        self.before = kept;
        self.last = id;
    }

    /// What is kept of the end agrees with where the chain ends.
    fn end(&mut self, head: Option<audit_chain::Head>) {
        let Some(head) = head else {
            if self.entries > 0 {
                self.broken.add("where it ends is not recorded".into());
            }
            return;
        };
        if head.id > self.last {
            self.broken.add(match head.id - self.last {
                1 => format!("entry {} was removed", head.id),
                _ => format!("entries {} to {} were removed", self.last + 1, head.id),
            });
        } else if head.id < self.last {
            self.broken.add(format!("entry {} was put in", self.last));
        } else if head.hash != hex::encode(self.before) {
            self.broken.add(format!("entry {} was changed", self.last));
        }
    }
}
