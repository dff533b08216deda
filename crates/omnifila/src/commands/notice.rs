//! Notices ("Comunicados"): drawn up from a file, previewed, sent with a progress line, stopped, undone, and their proof as a
//! CSV.

use super::desk::{Column, Desk, counts, facts, time_flag};
use crate::client::escape;
use crate::terminal::{self, plain, usage};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// Between two looks at a notice whose messages are being made.
const LOOK: Duration = Duration::from_millis(500);

#[derive(Debug, Subcommand)]
pub(crate) enum NoticeCommand {
    List,
    Show {
        id: i64,
    },
    /// Draw a notice up; nothing is sent
    New(Box<NewNotice>),
    /// How many it would reach, who is left out and why, what it costs, when the last would leave
    Preview {
        id: i64,
    },
    /// Make its messages; again, it changes nothing
    Send {
        id: i64,
        /// The number of messages that the preview counted, where there are many
        #[arg(long, value_name = "N")]
        confirm: Option<i64>,
        /// Wait until every message is made
        #[arg(long)]
        wait: bool,
    },
    /// Make no more messages of it
    Stop {
        id: i64,
    },
    /// Stop it, cancel what waits of it and lift its hold
    Undo {
        id: i64,
    },
    /// What every customer was told, when, and what came of it, as a CSV
    Proof {
        id: i64,
    },
    /// Remove a draft
    Delete {
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewNotice {
    name: String,
    /// What is said
    #[arg(long, value_name = "ID", conflicts_with = "route")]
    template: Option<i64>,
    /// The first step of this route that reaches the customer
    #[arg(long, value_name = "ID")]
    route: Option<i64>,
    #[arg(long, value_name = "ID")]
    gateway: Option<i64>,
    /// Every customer
    #[arg(long)]
    everyone: bool,
    #[arg(long, value_name = "KEY")]
    branch: Vec<String>,
    /// Federal unit
    #[arg(long, value_name = "UF")]
    state: Vec<String>,
    /// IBGE code
    #[arg(long, value_name = "CODE")]
    city: Vec<String>,
    #[arg(long)]
    plan: Vec<String>,
    /// Status of the contract
    #[arg(long, value_name = "STATUS")]
    contract_status: Vec<String>,
    #[arg(long)]
    tag: Vec<String>,
    #[arg(long, value_name = "TAG")]
    without_tag: Vec<String>,
    /// Whose external ids the file has (default: api)
    #[arg(long, value_name = "KEY")]
    source: Option<String>,
    /// A CSV of external ids
    #[arg(long, value_name = "FILE")]
    customers: Option<PathBuf>,
    /// What the template is filled with, as name=value
    #[arg(long, value_name = "NAME=VALUE")]
    data: Vec<String>,
    /// Not before
    #[arg(long, value_name = "TIME")]
    due_at: Option<String>,
    /// An outage that ends then: urgent, and collections to the audience rest until then
    #[arg(long, value_name = "TIME")]
    outage_until: Option<String>,
}

pub(crate) async fn run(desk: &Desk, command: NoticeCommand) -> Result<()> {
    let nothing = json!({});
    let path = |id: i64, verb: &str| format!("/notices/{id}{verb}");
    match command {
        NoticeCommand::List => {
            let answer = desk.client.get("/notices?limit=100").await?;
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, n| plain(&n["id"])),
                ("NAME", |_, n| plain(&n["name"])),
                ("STATUS", |_, n| plain(&n["status"])),
                ("CUSTOMERS", |_, n| plain(&n["total"])),
                ("LOOKED AT", |_, n| plain(&n["considered"])),
                ("MESSAGES", |_, n| plain(&n["created"])),
                ("SENT AT", |desk, n| desk.time(&n["started_at"])),
            ];
            desk.table(&answer, columns, "no notices")
        }
        NoticeCommand::Show { id } => desk.show(&desk.client.get(&path(id, "")).await?, told),
        NoticeCommand::New(new) => {
            let answer = desk.client.post("/notices", &body(&new)?).await?;
            desk.show(&answer, |_, n| {
                let id = plain(&n["id"]);
                format!("notice {id} drawn up; omnifila notice preview {id}")
            })
        }
        NoticeCommand::Preview { id } => {
            let answer = desk.client.post(&path(id, "/preview"), &nothing).await?;
            desk.show(&answer, previewed)
        }
        NoticeCommand::Send { id, confirm, wait } => {
            let answer = desk
                .client
                .post(&path(id, "/send"), &json!({"confirm": confirm}))
                .await?;
            if !wait {
                return desk.show(&answer, told);
            }
            let ended = loop {
                let answer = desk.client.get(&path(id, "")).await?;
                if answer.json["status"] != "running" {
                    break answer;
                }
                if !desk.json {
                    let (done, all) = (plain(&answer.json["considered"]), plain(&answer.json["total"]));
                    terminal::say(&format!("{done} of {all} customers"));
                }
                tokio::time::sleep(LOOK).await;
            };
            desk.show(&ended, told)
        }
        NoticeCommand::Stop { id } => desk.show(&desk.client.post(&path(id, "/stop"), &nothing).await?, told),
        NoticeCommand::Undo { id } => {
            let answer = desk.client.post(&path(id, "/undo"), &nothing).await?;
            desk.show(&answer, |_, a| {
                facts(&[
                    ("operation", plain(&a["operation_id"])),
                    ("cancelled", plain(&a["cancelled"])),
                    ("too late", plain(&a["too_late"])),
                    ("uncertain", plain(&a["uncertain"])),
                ])
            })
        }
        NoticeCommand::Proof { id } => proof(desk, id).await,
        NoticeCommand::Delete { id } => {
            desk.client.delete(&path(id, "")).await?;
            terminal::say(&format!("notice {id} removed"));
            Ok(())
        }
    }
}

fn body(new: &NewNotice) -> Result<Value> {
    let mut audience = json!({
        "everyone": new.everyone, "branch_keys": new.branch, "states": new.state, "cities": new.city, "plans": new.plan,
        "contract_statuses": new.contract_status, "tags": new.tag, "without_tags": new.without_tag,
    });
    if let Some(source) = &new.source {
        audience["source"] = source.as_str().into();
    }
    if let Some(file) = &new.customers {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        audience["csv"] = text.into();
    }
    let mut data = serde_json::Map::new();
    for pair in &new.data {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| usage("--data: expected name=value"))?;
        data.insert(name.to_owned(), value.into());
    }
    let mut body = json!({"name": new.name, "audience": audience, "data": data});
    for (name, id) in [
        ("template_id", new.template),
        ("route_id", new.route),
        ("gateway_id", new.gateway),
    ] {
        if let Some(id) = id {
            body[name] = id.into();
        }
    }
    if let Some(due) = &new.due_at {
        body["due_at"] = time_flag("--due-at", due)?.into();
    }
    if let Some(until) = &new.outage_until {
        body["outage"] = json!({"until": time_flag("--outage-until", until)?});
    }
    Ok(body)
}

fn told(desk: &Desk, notice: &Value) -> String {
    facts(&[
        ("notice", plain(&notice["id"])),
        ("name", plain(&notice["name"])),
        ("status", plain(&notice["status"])),
        ("customers", plain(&notice["total"])),
        ("looked at", plain(&notice["considered"])),
        ("messages", plain(&notice["created"])),
        ("left out", counts(&notice["left_out"])),
        ("of the messages", counts(&notice["messages"])),
        ("dunning rests until", desk.time(&notice["outage"]["until"])),
        ("sent", desk.time(&notice["started_at"])),
        ("ended", desk.time(&notice["finished_at"])),
    ])
}

fn previewed(desk: &Desk, preview: &Value) -> String {
    let cents = preview["cost_cents"].as_i64();
    let cost = cents.map(|cents| format!("R$ {}", omnifila_core::brazil::money::format(cents)));
    let told = facts(&[
        ("customers", plain(&preview["total"])),
        ("messages", plain(&preview["recipients"])),
        ("left out", counts(&preview["left_out"])),
        ("cost", cost.unwrap_or_else(|| "no price on the gateway".into())),
        ("first leaves", desk.time(&preview["starts_at"])),
        ("last leaves", desk.time(&preview["ends_at"])),
    ]);
    let sample = match preview["samples"][0]["text"].as_str() {
        Some(text) => format!("\n{text}\n"),
        None => String::new(),
    };
    let confirm = match preview["confirm"].as_i64() {
        Some(n) => format!("\nto send it: --confirm {n}\n"),
        None => String::new(),
    };
    format!("{told}{sample}{confirm}")
}

/// Page after page: the whole of a large notice is never held.
async fn proof(desk: &Desk, id: i64) -> Result<()> {
    const HEAD: [&str; 13] = [
        "customer",
        "name",
        "message_id",
        "left_out",
        "status",
        "gateway",
        "address",
        "included_at",
        "sent_at",
        "delivered",
        "read",
        "content_sha256",
        "text",
    ];
    let mut cursor = String::new();
    let mut head = true;
    loop {
        let answer = desk
            .client
            .get(&format!("/notices/{id}/proof?limit=500{cursor}"))
            .await?;
        if desk.json {
            terminal::print(&answer.text)?;
        } else {
            let mut rows = Vec::new();
            if std::mem::take(&mut head) {
                rows.push(HEAD.join(","));
            }
            let entries = answer.json["items"].as_array().into_iter().flatten();
            rows.extend(entries.map(|entry| row(entry).map(|cell| quoted(&cell)).join(",")));
            if !rows.is_empty() {
                terminal::print(&rows.join("\n"))?;
            }
        }
        match answer.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", escape(next)),
            None => return Ok(()),
        }
    }
}

fn row(entry: &Value) -> [String; 13] {
    let message = &entry["message"];
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    [
        format!("{}:{}", cell(&entry["source"]), cell(&entry["external_id"])),
        cell(&entry["name"]),
        cell(&entry["message_id"]),
        cell(&entry["reason"]),
        cell(&message["status"]),
        cell(&message["channel"]["name"]),
        cell(&message["address"]),
        cell(&message["included_at"]),
        cell(&message["sent_at"]),
        cell(&message["delivered"]),
        cell(&message["read"]),
        cell(&entry["content_sha256"]),
        cell(&message["text"]),
    ]
}

/// As RFC 4180 has it. What a spreadsheet would take for a formula is shown, not run.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '@']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        assert_eq!(quoted("Ana \"Bia\", Rua 1"), "\"Ana \"\"Bia\"\", Rua 1\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("+5549900000001"), "\"+5549900000001\"");
    }
}
