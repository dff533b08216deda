//! `omnifila queue`: see, order and stop messages.

use super::desk::{Column, Desk, counts, facts, time_flag};
use crate::cli::{CancelArgs, ListArgs, MoveArgs, QueueCommand, word};
use crate::client::escape;
use crate::terminal::{Table, plain};
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) async fn run(desk: &Desk, command: QueueCommand) -> Result<()> {
    match command {
        QueueCommand::List(args) => list(desk, &args).await,
        QueueCommand::Show { id } => {
            let answer = desk.client.get(&format!("/messages/{id}")).await?;
            desk.show(&answer, told)
        }
        QueueCommand::Cancel(args) => cancel(desk, &args).await,
        QueueCommand::Move(args) => change(desk, args.id, "move", place(&args)).await,
        QueueCommand::Reschedule { id, due_at } => {
            let due_at = time_flag("--due-at", &due_at)?;
            change(desk, id, "reschedule", json!({"due_at": due_at})).await
        }
        QueueCommand::Priority { id, level } => {
            change(desk, id, "priority", json!({"priority": word(level)})).await
        }
        QueueCommand::Resend { id, reason } => change(desk, id, "resend", json!({"reason": reason})).await,
        QueueCommand::Resolve { id, verdict, reason } => {
            change(
                desk,
                id,
                "resolve",
                json!({"as": word(verdict), "reason": reason}),
            )
            .await
        }
    }
}

async fn list(desk: &Desk, args: &ListArgs) -> Result<()> {
    let mut query = format!("/messages?limit={}&order={}", args.limit, word(args.order));
    for status in &args.status {
        query.push_str(&format!("&status={}", escape(status)));
    }
    if let Some(id) = args.gateway {
        query.push_str(&format!("&gateway_id={id}"));
    }
    for (name, text) in [("q", &args.q), ("cursor", &args.cursor)] {
        if let Some(text) = text {
            query.push_str(&format!("&{name}={}", escape(text)));
        }
    }
    let answer = desk.client.get(&query).await?;
    let columns: &[(&'static str, Column)] = &[
        ("ID", |_, m| plain(&m["id"])),
        ("STATUS", |_, m| plain(&m["status"])),
        ("CUSTOMER", |_, m| plain(&m["customer"]["name"])),
        ("ADDRESS", |_, m| plain(&m["address"])),
        ("GATEWAY", |_, m| plain(&m["gateway_id"])),
        ("TEMPLATE", |_, m| plain(&m["template_id"])),
        ("PRIORITY", |_, m| plain(&m["priority"])),
        ("DUE", |desk, m| desk.time(&m["due_at"])),
        ("SENT", |desk, m| desk.time(&m["sent_at"])),
        ("CODE", |_, m| plain(&m["error_code"])),
    ];
    desk.table(&answer, columns, "no messages")
}

fn told(desk: &Desk, m: &Value) -> String {
    let customer = &m["customer"];
    let who = format!(
        "{} ({}:{})",
        plain(&customer["name"]),
        plain(&customer["source"]),
        plain(&customer["external_id"])
    );
    let mut out = facts(&[
        ("message", plain(&m["id"])),
        ("status", plain(&m["status"])),
        ("reason", plain(&m["reason"])),
        ("customer", who),
        ("address", plain(&m["address"])),
        ("gateway", plain(&m["gateway_id"])),
        ("template", plain(&m["template_id"])),
        ("purpose", plain(&m["purpose"])),
        ("origin", plain(&m["origin"])),
        ("priority", plain(&m["priority"])),
        ("created", desk.time(&m["created_at"])),
        ("due", desk.time(&m["due_at"])),
        ("expires", desk.time(&m["expires_at"])),
        ("next attempt", desk.time(&m["next_attempt_at"])),
        ("expected", desk.time(&m["expected_at"])),
        ("sent", desk.time(&m["sent_at"])),
        ("dedupe key", plain(&m["dedupe_key"])),
        ("batch", plain(&m["batch_ref"])),
        ("error", plain(&m["error_code"])),
    ]);
    out.push_str(&format!("\n{}\n", plain(&m["preview"])));
    let waits: Vec<String> = list_of(m, "blockers").map(|b| blocker(desk, b)).collect();
    if !waits.is_empty() {
        out.push_str(&format!("\nwaits because\n  {}\n", waits.join("\n  ")));
    }
    let mut attempts = Table::new(&["ATTEMPT", "STARTED", "ENDED", "OUTCOME", "CODE", "PROVIDER ID"]);
    for a in list_of(m, "attempts") {
        let (began, ended) = (desk.time(&a["started_at"]), desk.time(&a["ended_at"]));
        attempts.row([
            plain(&a["number"]),
            began,
            ended,
            plain(&a["outcome"]),
            plain(&a["code"]),
            plain(&a["provider_id"]),
        ]);
    }
    let mut history = Table::new(&["WHEN", "TO", "REASON", "WHO", "NOTE"]);
    for h in list_of(m, "history") {
        history.row([
            desk.time(&h["at"]),
            plain(&h["to"]),
            plain(&h["reason"]),
            plain(&h["actor"]),
            plain(&h["note"]),
        ]);
    }
    for table in [attempts, history].iter().filter(|t| !t.is_empty()) {
        out.push_str(&format!("\n{table}"));
    }
    out
}

fn list_of<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

fn blocker(desk: &Desk, b: &Value) -> String {
    let mut line = plain(&b["code"]);
    if !b["until"].is_null() {
        line.push_str(&format!(" until {}", desk.time(&b["until"])));
    }
    for name in ["ref", "n"] {
        if !b[name].is_null() {
            line.push_str(&format!(" {name}={}", plain(&b[name])));
        }
    }
    line
}

async fn cancel(desk: &Desk, args: &CancelArgs) -> Result<()> {
    let reason = json!({"reason": args.reason});
    let answer = match (args.id, args.gateway) {
        (Some(id), _) => {
            desk.client
                .post(&format!("/messages/{id}/cancel"), &reason)
                .await?
        }
        (None, Some(gateway)) => {
            desk.client
                .post(&format!("/gateways/{gateway}/cancel-pending"), &reason)
                .await?
        }
        (None, None) => {
            let mut filter = json!({"status": ["waiting"]});
            if let Some(batch) = &args.batch {
                filter["batch_ref"] = batch.as_str().into();
            }
            let order = json!({"action": "cancel", "filter": filter, "reason": args.reason});
            desk.client.post("/messages/bulk", &order).await?
        }
    };
    desk.show(&answer, |_, a| match a["outcome"].as_str() {
        Some("cancelled") => format!("cancelled; undo within 10 minutes: omnifila operations undo {}", plain(&a["operation_id"])),
        Some(outcome) => format!("not cancelled: {outcome}; the message is {}", plain(&a["status"])),
        None => format!(
            "cancelled {}, too late for {}, uncertain {}; undo within 10 minutes: omnifila operations undo {}",
            plain(a.get("cancelled").unwrap_or(&a["changed"])),
            plain(&a["too_late"]),
            plain(&a["uncertain"]),
            plain(&a["operation_id"])
        ),
    })
}

fn place(args: &MoveArgs) -> Value {
    match (args.before, args.after) {
        (Some(id), _) => json!({"before": id}),
        (None, Some(id)) => json!({"after": id}),
        (None, None) => json!({"to": if args.front { "front" } else { "back" }}),
    }
}

async fn change(desk: &Desk, id: i64, verb: &str, body: Value) -> Result<()> {
    let answer = desk.client.post(&format!("/messages/{id}/{verb}"), &body).await?;
    desk.show(&answer, |desk, m| {
        let waits: Vec<String> = list_of(m, "blockers").map(|b| blocker(desk, b)).collect();
        facts(&[
            ("message", plain(&m["id"])),
            ("status", plain(&m["status"])),
            ("priority", plain(&m["priority"])),
            ("due", desk.time(&m["due_at"])),
            ("expected", desk.time(&m["expected_at"])),
            ("waits for", waits.join(", ")),
        ])
    })
}

/// What an operation did.
pub(super) fn operation(desk: &Desk, o: &Value) -> String {
    facts(&[
        ("operation", plain(&o["id"])),
        ("action", plain(&o["action"])),
        ("status", plain(&o["status"])),
        ("by", plain(&o["actor"])),
        ("reason", plain(&o["reason"])),
        ("selected", plain(&o["total"])),
        ("looked at", plain(&o["done"])),
        ("changed", plain(&o["changed"])),
        ("too late", plain(&o["too_late"])),
        ("uncertain", plain(&o["uncertain"])),
        ("skipped", counts(&o["skipped"])),
        ("undo until", desk.time(&o["undo_until"])),
    ])
}
