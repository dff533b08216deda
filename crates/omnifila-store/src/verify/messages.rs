//! The messages: each has a state, an attempt per call and an event per change, all of which tell the same; counters and sums
//! count exactly them.

use super::{Findings, Offenders, Result};
use crate::sql::Connection;
use crate::sqlite;
use omnifila_core::message::Status;

/// Messages per statement.
const RANGE: i64 = 50_000;

/// One rule about each message: what finds those that break it between the ids `?1` (not included) and `?2`, in the first
/// column.
struct Rule {
    name: &'static str,
    /// Followed by the numbers of messages.
    wrong: &'static str,
    well: &'static str,
    sql: &'static [&'static str],
}

/// Statuses by their codes, as the schema has them: 0 waiting, 1 sending, 2 sent, 3 delivered, 4 read, 6 uncertain; an outcome
/// that is NULL is open.
const RULES: [Rule; 5] = [
    Rule {
        name: "messages",
        wrong: "without their state, or a state without its message:",
        well: "have a state each",
        sql: &[
            "SELECT m.id FROM message m LEFT JOIN state s ON s.id = m.id WHERE m.id > ?1 AND m.id <= ?2 AND s.id IS NULL",
            "SELECT s.id FROM state s LEFT JOIN message m ON m.id = s.id WHERE s.id > ?1 AND s.id <= ?2 AND m.id IS NULL",
        ],
    },
    Rule {
        name: "attempts",
        wrong: "have other attempts than their state counts:",
        well: "are numbered without a gap and counted by their message",
        sql: &[
            "SELECT s.id FROM state s LEFT JOIN (SELECT message_id, count(*) AS n, max(number) AS last FROM attempt \
             WHERE message_id > ?1 AND message_id <= ?2 GROUP BY message_id) a ON a.message_id = s.id \
             WHERE s.id > ?1 AND s.id <= ?2 AND (s.attempts <> coalesce(a.n, 0) OR s.attempts <> coalesce(a.last, 0))",
            "SELECT a.message_id FROM attempt a LEFT JOIN state s ON s.id = a.message_id \
             WHERE a.message_id > ?1 AND a.message_id <= ?2 AND s.id IS NULL",
        ],
    },
    Rule {
        name: "calls",
        wrong: "are being sent without an open attempt, or the other way round:",
        well: "are open exactly where a message is being sent",
        sql: &[
            "SELECT s.id FROM state s LEFT JOIN (SELECT message_id, min(number) AS number, count(*) AS n FROM attempt \
             WHERE message_id > ?1 AND message_id <= ?2 AND outcome IS NULL GROUP BY message_id) a ON a.message_id = s.id \
             WHERE s.id > ?1 AND s.id <= ?2 AND (CASE WHEN s.status = 1 THEN 1 ELSE 0 END <> coalesce(a.n, 0) \
             OR a.number <> s.attempts)",
        ],
    },
    Rule {
        name: "statuses",
        wrong: "have a status that their last event, or their attempts, do not tell:",
        well: "follow from the last event and from an attempt",
        sql: &[
            // A start has no event of its own: it is an attempt.
            "SELECT s.id FROM state s LEFT JOIN (SELECT message_id, max(id) AS last FROM event \
             WHERE message_id > ?1 AND message_id <= ?2 GROUP BY message_id) l ON l.message_id = s.id \
             LEFT JOIN event e ON e.id = l.last WHERE s.id > ?1 AND s.id <= ?2 \
             AND coalesce(e.\"to\", 0) <> CASE WHEN s.status = 1 THEN 0 ELSE s.status END",
            "SELECT s.id FROM state s WHERE s.id > ?1 AND s.id <= ?2 AND s.status IN (2, 3, 4, 6) AND s.attempts = 0",
        ],
    },
    Rule {
        name: "events",
        wrong: "have an event that does not begin where the one before ended:",
        well: "begin where the one before ended",
        sql: &[
            "SELECT e.message_id FROM (SELECT message_id, id, \"from\" AS began, \
             lag(\"to\", 1, 0) OVER (PARTITION BY message_id ORDER BY id) AS before FROM event \
             WHERE message_id > ?1 AND message_id <= ?2) e JOIN state s ON s.id = e.message_id \
             WHERE e.began <> e.before AND NOT (e.began = 1 AND e.before = 0)",
        ],
    },
];

pub(super) fn check(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let last: i64 = conn.query_row(
        "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM state UNION ALL SELECT max(id) FROM message \
         UNION ALL SELECT max(message_id) FROM attempt) AS ends",
        [],
        |row| row.get(0),
    )?;
    let many: i64 = conn.query_row("SELECT count(*) FROM state", [], |row| row.get(0))?;
    for rule in &RULES {
        let mut offenders = Offenders::default();
        let mut from = 0;
        while from < last {
            let to = from.saturating_add(RANGE);
            for sql in rule.sql {
                offenders.find(conn, sql, [from, to])?;
            }
            from = to;
        }
        let well = match rule.name {
            "messages" => format!("{many} {}", rule.well),
            _ => rule.well.to_owned(),
        };
        findings.say(rule.name, offenders.words(rule.wrong), well);
    }
    addresses(conn, findings)?;
    counters(conn, findings)?;
    runs(conn, findings)?;
    dunning(conn, findings)
}

/// One message per address is on its way.
fn addresses(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut offenders = Offenders::default();
    offenders.find(
        conn,
        "SELECT min(id) FROM state WHERE status = 1 GROUP BY gateway_id, address_key HAVING count(*) > 1",
        [],
    )?;
    findings.say(
        "addresses",
        offenders.words("have more than one message on its way; the first of them:"),
        "have one message on its way at most".into(),
    );
    Ok(())
}

/// What counters say is what can be counted.
fn counters(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let (mut offenders, mut sum) = (Offenders::default(), 0);
    for ((gateway, status), (said, counted)) in sqlite::recount(conn, RANGE)? {
        sum += counted;
        if said != counted {
            let status = Status::from_code(status).map_or_else(|| status.to_string(), |s| s.to_string());
            offenders.add(format!("gateway {gateway} {status}: {said} for {counted}"));
        }
    }
    findings.say(
        "counters",
        offenders.words("count others than there are:"),
        format!("count the {sum} messages there are"),
    );
    Ok(())
}

/// What runs say is being sent is being sent.
fn runs(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut offenders = Offenders::default();
    offenders.find(
        conn,
        "SELECT r.id FROM run r LEFT JOIN (SELECT task_run_id, count(*) AS n FROM state WHERE status = 1 \
         AND task_run_id IS NOT NULL GROUP BY task_run_id) s ON s.task_run_id = r.id WHERE r.sending <> coalesce(s.n, 0)",
        [],
    )?;
    findings.say(
        "runs",
        offenders.words("count others as being sent than are:"),
        "count what is being sent".into(),
    );
    Ok(())
}

/// What ladders know of messages is of messages that are there.
fn dunning(conn: &Connection, findings: &mut Findings<'_>) -> Result<()> {
    let mut offenders = Offenders::default();
    for table in ["dunning", "dunning_invoice", "dunning_change"] {
        offenders.find(
            conn,
            &format!(
                "SELECT d.message_id FROM {table} d LEFT JOIN state s ON s.id = d.message_id WHERE s.id IS NULL"
            ),
            [],
        )?;
    }
    findings.say(
        "ladders",
        offenders.words("know of messages that are not there:"),
        "know of no message that is not there".into(),
    );
    Ok(())
}
