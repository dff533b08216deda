//! `omnifila outbox`: programs that are told what became of messages, their secrets, replays and the log of tries.

use super::desk::{Column, Desk, facts, time_flag};
use crate::terminal::{FAILURE, plain};
use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxCommand {
    List,
    /// How far it has come, and what holds it
    Show {
        id: i64,
    },
    /// Add one; prints the signing secret, this once
    Add {
        name: String,
        url: String,
        /// Only events of this type, such as message.failed; may be repeated
        #[arg(long = "type", value_name = "TYPE")]
        types: Vec<String>,
        /// The address may be one of this network
        #[arg(long)]
        allow_private: bool,
    },
    /// What it was told, try by try, newest first
    Deliveries {
        id: i64,
        #[arg(long, default_value_t = 50)]
        limit: u32,
        #[arg(long)]
        cursor: Option<String>,
    },
    /// Tell a span of the feed again
    Replay {
        id: i64,
        /// From the first event at this time or later
        #[arg(
            long,
            value_name = "TIME",
            required_unless_present = "after",
            conflicts_with = "after"
        )]
        since: Option<String>,
        /// After this event; 0 from the beginning
        #[arg(long, value_name = "EVENT")]
        after: Option<i64>,
        /// Up to and with this event (default: the newest)
        #[arg(long, value_name = "EVENT")]
        until: Option<i64>,
    },
    /// Make another signing secret; the one until now signs beside it for a while
    RotateSecret {
        id: i64,
        #[arg(long, default_value_t = 24)]
        overlap_hours: i64,
    },
    /// Make one signed call, and say how it went
    Test {
        id: i64,
    },
    /// Tell it again, after a 410 or three days of failures; it goes on where it stopped
    Enable {
        id: i64,
    },
    /// Tell it no more for now
    Disable {
        id: i64,
    },
}

pub(crate) async fn run(desk: &Desk, command: OutboxCommand) -> Result<ExitCode> {
    let client = &desk.client;
    match command {
        OutboxCommand::List => {
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, o| plain(&o["id"])),
                ("NAME", |_, o| plain(&o["name"])),
                ("URL", |_, o| plain(&o["settings"]["url"])),
                ("ENABLED", |_, o| plain(&o["enabled"])),
            ];
            desk.table(&client.get("/outboxes?limit=1000").await?, columns, "no outboxes")?;
        }
        OutboxCommand::Show { id } => desk.show(&client.get(&format!("/outboxes/{id}")).await?, told)?,
        OutboxCommand::Add {
            name,
            url,
            types,
            allow_private,
        } => {
            let settings = json!({ "url": url, "allow_private": allow_private });
            let body = json!({ "name": name, "types": types, "settings": settings });
            desk.show(&client.post("/outboxes", &body).await?, |_, o| {
                facts(&[("outbox", plain(&o["id"])), ("secret", plain(&o["secret"]))])
            })?;
        }
        OutboxCommand::Deliveries { id, limit, cursor } => {
            let mut path = format!("/outboxes/{id}/deliveries?limit={limit}");
            if let Some(cursor) = cursor {
                path.push_str(&format!("&cursor={}", crate::client::escape(&cursor)));
            }
            let columns: &[(&'static str, Column)] = &[
                ("AT", |desk, d| desk.time(&d["at"])),
                ("EVENT", |_, d| plain(&d["event_id"])),
                ("MESSAGE", |_, d| plain(&d["message_id"])),
                ("TRY", |_, d| plain(&d["attempt"])),
                ("FATE", |_, d| plain(&d["fate"])),
                ("STATUS", |_, d| plain(&d["status"])),
                ("CODE", |_, d| plain(&d["code"])),
                ("MS", |_, d| plain(&d["duration_ms"])),
            ];
            desk.table(&client.get(&path).await?, columns, "nothing was told yet")?;
        }
        OutboxCommand::Replay {
            id,
            since,
            after,
            until,
        } => {
            let since = since.map(|text| time_flag("--since", &text)).transpose()?;
            let body = json!({ "since": since, "after": after, "until": until });
            let answer = client.post(&format!("/outboxes/{id}/replay"), &body).await?;
            desk.show(&answer, |_, s| {
                let (from, until) = (plain(&s["cursor"]), plain(&s["until"]));
                format!(
                    "replay {} began: events after {from}, up to {until}",
                    plain(&s["id"])
                )
            })?;
        }
        OutboxCommand::RotateSecret { id, overlap_hours } => {
            let body = json!({ "overlap_hours": overlap_hours });
            let answer = client
                .post(&format!("/outboxes/{id}/rotate-secret"), &body)
                .await?;
            desk.show(&answer, |desk, a| {
                let until = desk.time(&a["previous_until"]);
                facts(&[
                    ("secret", plain(&a["secret"])),
                    ("the old one signs until", until),
                ])
            })?;
        }
        OutboxCommand::Test { id } => {
            let answer = client.post(&format!("/outboxes/{id}/test"), &json!({})).await?;
            desk.show(&answer, |_, a| {
                let taken = if a["ok"] == true { "taken" } else { "not taken" };
                facts(&[
                    ("test", taken.into()),
                    ("status", plain(&a["status"])),
                    ("code", plain(&a["code"])),
                ])
            })?;
            if answer.json["ok"] != true {
                return Ok(ExitCode::from(FAILURE));
            }
        }
        OutboxCommand::Enable { id } => enable(desk, id, true).await?,
        OutboxCommand::Disable { id } => enable(desk, id, false).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn enable(desk: &Desk, id: i64, enabled: bool) -> Result<()> {
    let path = format!("/outboxes/{id}");
    let answer = desk.client.patch(&path, &json!({ "enabled": enabled })).await?;
    desk.show(&answer, |_, o| {
        let word = if o["enabled"] == true {
            "enabled"
        } else {
            "disabled"
        };
        format!("outbox {} is {word}", plain(&o["id"]))
    })
}

fn told(desk: &Desk, outbox: &Value) -> String {
    let live = &outbox["live"];
    facts(&[
        ("outbox", plain(&outbox["id"])),
        ("name", plain(&outbox["name"])),
        ("url", plain(&outbox["settings"]["url"])),
        ("state", plain(&outbox["state"])),
        ("behind", plain(&outbox["behind"])),
        ("told up to event", plain(&live["cursor"])),
        ("delivered", plain(&live["delivered"])),
        ("passed over", plain(&live["passed_over"])),
        ("failures", plain(&live["failures"])),
        ("failing since", desk.time(&live["failing_since"])),
        ("why", plain(&live["last_code"])),
        ("next try", desk.time(&live["next_at"])),
        ("old secret signs until", desk.time(&outbox["rotating_until"])),
    ])
}
