//! Tasks, their runs, and ladders: list them, and run them by hand.

use super::desk::{Column, Desk, counts, facts};
use crate::cli::{LadderCommand, RunsCommand, TaskCommand};
use crate::terminal::{FAILURE, plain};
use anyhow::Result;
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::Duration;

/// Between two looks at a run that is waited for.
const LOOK: Duration = Duration::from_millis(500);
/// Runs that have not begun or not ended.
const OPEN: [&str; 2] = ["queued", "running"];
/// Runs that ended as they should.
const GOOD: [&str; 1] = ["completed"];

pub(crate) async fn task(desk: &Desk, command: TaskCommand) -> Result<ExitCode> {
    match command {
        TaskCommand::List => {
            let answer = desk.client.get("/tasks?limit=1000").await?;
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, t| plain(&t["id"])),
                ("NAME", |_, t| plain(&t["name"])),
                ("GATEWAYS", |_, t| ids(&t["gateway_ids"])),
                ("CRON", |_, t| plain(&t["cron"])),
                ("ZONE", |_, t| plain(&t["time_zone"])),
                ("LIMIT", |_, t| plain(&t["limit"])),
                ("ENABLED", |_, t| plain(&t["enabled"])),
            ];
            desk.table(&answer, columns, "no tasks")?;
        }
        TaskCommand::Run { id, wait } => {
            let answer = desk.client.post(&format!("/tasks/{id}/run"), &json!({})).await?;
            let run = answer.json["run_id"].as_i64().unwrap_or_default();
            if !wait {
                desk.show(&answer, |_, _| {
                    format!("run {run} began; omnifila runs show {run}")
                })?;
                return Ok(ExitCode::SUCCESS);
            }
            let ended = loop {
                let answer = desk.client.get(&format!("/runs/{run}")).await?;
                if !answer.json["status"].as_str().is_some_and(|s| OPEN.contains(&s)) {
                    break answer;
                }
                tokio::time::sleep(LOOK).await;
            };
            desk.show(&ended, told)?;
            if !ended.json["status"].as_str().is_some_and(|s| GOOD.contains(&s)) {
                return Ok(ExitCode::from(FAILURE));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn runs(desk: &Desk, command: RunsCommand) -> Result<()> {
    match command {
        RunsCommand::List => {
            let answer = desk.client.get("/runs?limit=50").await?;
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, r| plain(&r["id"])),
                ("TASK", |_, r| plain(&r["task_id"])),
                ("STATUS", |_, r| plain(&r["status"])),
                ("STARTED", |desk, r| desk.time(&r["started_at"])),
                ("FINISHED", |desk, r| desk.time(&r["finished_at"])),
                ("DUE", |_, r| plain(&r["due"])),
                ("SENT", |_, r| plain(&r["sent"])),
                ("FAILED", |_, r| plain(&r["failed"])),
                ("UNCERTAIN", |_, r| plain(&r["uncertain"])),
                ("DEFERRED", |_, r| plain(&r["deferred"])),
                ("REMAINING", |_, r| plain(&r["remaining"])),
            ];
            desk.table(&answer, columns, "no runs")
        }
        RunsCommand::Show { id } => desk.show(&desk.client.get(&format!("/runs/{id}")).await?, told),
        RunsCommand::Stop { id } => desk.show(
            &desk.client.post(&format!("/runs/{id}/stop"), &json!({})).await?,
            told,
        ),
    }
}

fn told(desk: &Desk, run: &Value) -> String {
    facts(&[
        ("run", plain(&run["id"])),
        ("task", plain(&run["task_id"])),
        ("status", plain(&run["status"])),
        ("started", desk.time(&run["started_at"])),
        ("finished", desk.time(&run["finished_at"])),
        ("expected end", desk.time(&run["expected_end"])),
        ("due", plain(&run["due"])),
        ("sent", plain(&run["sent"])),
        ("failed", plain(&run["failed"])),
        ("uncertain", plain(&run["uncertain"])),
        ("cancelled", plain(&run["cancelled"])),
        ("expired", plain(&run["expired"])),
        ("deferred", plain(&run["deferred"])),
        ("remaining", plain(&run["remaining"])),
    ])
}

pub(crate) async fn ladder(desk: &Desk, command: LadderCommand) -> Result<()> {
    match command {
        LadderCommand::List => {
            let answer = desk.client.get("/ladders?limit=1000").await?;
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, l| plain(&l["id"])),
                ("NAME", |_, l| plain(&l["name"])),
                ("RANK", |_, l| plain(&l["rank"])),
                ("STARTS ON", |_, l| plain(&l["starts_on"])),
                ("STEPS", |_, l| steps(&l["steps"])),
                ("ENABLED", |_, l| plain(&l["enabled"])),
            ];
            desk.table(&answer, columns, "no ladders")
        }
        LadderCommand::Run { id, dry_run } => {
            let answer = desk
                .client
                .post(&format!("/ladders/{id}/run?dry_run={dry_run}"), &json!({}))
                .await?;
            desk.show(&answer, |_, a| {
                facts(&[
                    ("considered", plain(&a["considered"])),
                    (
                        if dry_run { "would create" } else { "created" },
                        plain(&a["created"]),
                    ),
                    ("there already", plain(&a["duplicates"])),
                    ("skipped", counts(&a["skipped"])),
                    ("batch", plain(&a["batch_ref"])),
                ])
            })
        }
    }
}

fn ids(list: &Value) -> String {
    let ids: Vec<String> = list.as_array().into_iter().flatten().map(plain).collect();
    ids.join(",")
}

/// `D-5 D0 D+3`.
fn steps(list: &Value) -> String {
    let offsets = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|step| step["offset_days"].as_i64());
    let words: Vec<String> = offsets
        .map(|days| {
            if days == 0 {
                "D0".into()
            } else {
                format!("D{days:+}")
            }
        })
        .collect();
    words.join(" ")
}
