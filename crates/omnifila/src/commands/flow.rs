//! What moves and stops the whole: operations, forecast, pause and resume.

use super::desk::{Desk, counts, time_flag};
use super::queue;
use crate::cli::{ForecastArgs, OperationsCommand, PauseArgs, ResumeArgs};
use crate::client::escape;
use crate::terminal::{Table, plain};
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) async fn operations(desk: &Desk, command: OperationsCommand) -> Result<()> {
    let nothing = json!({});
    match command {
        OperationsCommand::Show { id } => {
            let answer = desk.client.get(&format!("/operations/{id}")).await?;
            desk.show(&answer, queue::operation)
        }
        OperationsCommand::Stop { id } => {
            let answer = desk
                .client
                .post(&format!("/operations/{id}/stop"), &nothing)
                .await?;
            desk.show(&answer, queue::operation)
        }
        OperationsCommand::Undo { id } => {
            let answer = desk
                .client
                .post(&format!("/operations/{id}/undo"), &nothing)
                .await?;
            desk.show(&answer, |_, a| {
                format!(
                    "restored {}; skipped {}",
                    plain(&a["restored"]),
                    counts(&a["skipped"])
                )
            })
        }
    }
}

pub(crate) async fn forecast(desk: &Desk, args: ForecastArgs) -> Result<()> {
    let mut query = Vec::new();
    query.extend(args.gateway.map(|id| format!("gateway_id={id}")));
    if let Some(at) = &args.at {
        query.push(format!("at={}", escape(&time_flag("--at", at)?)));
    }
    let answer = desk.client.get(&format!("/forecast?{}", query.join("&"))).await?;
    let until = args.at.is_some();
    desk.show(&answer, |desk, page| {
        let mut table = Table::new(&[
            "GATEWAY",
            "WAITING",
            if until { "SENT BY THEN" } else { "WILL LEAVE" },
            "LAST LEAVES",
            "STUCK",
        ]);
        let mut pauses = String::new();
        for item in page["items"].as_array().into_iter().flatten() {
            let gateway = plain(&item["gateway_id"]);
            for pause in item["breaks"].as_array().into_iter().flatten() {
                let (from, to) = (desk.time(&pause["from"]), desk.time(&pause["to"]));
                pauses.push_str(&format!("gateway {gateway} sends nothing from {from} to {to}\n"));
            }
            let (waiting, sent) = (plain(&item["waiting"]), plain(&item["sent_by_then"]));
            table.row([
                gateway,
                waiting,
                sent,
                desk.time(&item["drains_at"]),
                plain(&item["stuck"]),
            ]);
        }
        if table.is_empty() {
            "no gateways".into()
        } else {
            format!("{table}{pauses}")
        }
    })
}

pub(crate) async fn pause(desk: &Desk, args: PauseArgs) -> Result<()> {
    let mut body = json!({"reason": args.reason});
    if let Some(until) = &args.until {
        body["until"] = time_flag("--until", until)?.into();
    }
    let answer = desk.client.post(&path_of(args.gateway, "pause"), &body).await?;
    desk.show(&answer, |_, a| match in_flight(a) {
        0 => "paused; nothing was in flight".into(),
        n => format!("paused; {n} in flight will still be answered"),
    })
}

fn in_flight(answer: &Value) -> usize {
    answer["in_flight"].as_array().map_or(0, Vec::len)
}

pub(crate) async fn resume(desk: &Desk, args: &ResumeArgs) -> Result<()> {
    let answer = desk
        .client
        .post(&path_of(args.gateway, "resume"), &json!({}))
        .await?;
    desk.show(&answer, |_, _| "resumed".into())
}

fn path_of(gateway: Option<i64>, verb: &str) -> String {
    match gateway {
        Some(id) => format!("/gateways/{id}/{verb}"),
        None => format!("/{verb}"),
    }
}
