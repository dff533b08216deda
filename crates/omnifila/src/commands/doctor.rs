//! `omnifila doctor`: looks at the installation from outside, and says what to do about what is wrong.

use crate::client::{CallError, Client};
use crate::settings::Settings;
use crate::terminal::{self, FAILURE, plain};
use crate::{local_socket, master_key};
use anyhow::Result;
use omnifila_core::port::Clock;
use omnifila_core::time::{DAY, Time};
use omnifila_engine::clock::SystemClock;
use omnifila_store::postgres::inspect;
use omnifila_store::sqlite::{DataLock, OpenError, file};
use serde::Serialize;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;

/// Below this much free space the day's messages may not fit: 512 MiB.
const LITTLE_SPACE: u64 = 512 << 20;
/// A clock before this instant was never set: 2026-01-01.
const OLDEST: Time = Time(1_767_225_600_000);
/// A file written this much later than now means that the clock went back.
const DRIFT: i64 = DAY;

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    name: String,
    ok: bool,
    detail: String,
}

#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn good(&mut self, name: &str, detail: impl Into<String>) {
        self.0.push(Finding {
            name: name.into(),
            ok: true,
            detail: detail.into(),
        });
    }

    fn bad(&mut self, name: &str, detail: impl Into<String>) {
        self.0.push(Finding {
            name: name.into(),
            ok: false,
            detail: detail.into(),
        });
    }
}

pub(crate) async fn run(settings: &Settings, json: bool) -> Result<ExitCode> {
    let mut findings = Findings::default();
    if folder(settings, &mut findings) {
        key(settings, &mut findings);
        space(settings, &mut findings);
        clock(settings, &mut findings);
        data(settings, &mut findings);
    }
    service(settings, &mut findings).await;
    let sound = findings.0.iter().all(|f| f.ok);
    if json {
        terminal::print(&json!({"ok": sound, "findings": findings.0}).to_string())?;
    } else {
        // Not a table: what to do is never cut.
        let line = |f: &Finding| {
            format!(
                "{:5}  {:14}  {}\n",
                if f.ok { "ok" } else { "WRONG" },
                f.name,
                f.detail
            )
        };
        terminal::print(&findings.0.iter().map(line).collect::<String>())?;
    }
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILURE)
    })
}

fn folder(settings: &Settings, findings: &mut Findings) -> bool {
    let path = settings.data_dir.display();
    match std::fs::metadata(&settings.data_dir) {
        Ok(found) if found.is_dir() && found.permissions().mode() & 0o007 != 0 => {
            findings.bad(
                "data folder",
                format!("everybody on this machine may look into {path}: chmod 750 {path}"),
            );
            true
        }
        Ok(found) if found.is_dir() => {
            findings.good("data folder", path.to_string());
            true
        }
        Ok(_) => {
            findings.bad("data folder", format!("{path} is no folder: look at --data-dir"));
            false
        }
        Err(error) => {
            findings.bad(
                "data folder",
                format!("{path}: {error}; `omnifila serve` makes it"),
            );
            false
        }
    }
}

fn key(settings: &Settings, findings: &mut Findings) {
    if settings.master_key.is_some() {
        return findings.good("master key", "from the settings");
    }
    let path = master_key::path(settings);
    if !path.exists() && !settings.database.exists() {
        return findings.good("master key", "will be made with the database");
    }
    let sealed = settings.database.display().to_string();
    let sealed = settings.database.exists().then_some(sealed.as_str());
    match master_key::find_or_make(settings, sealed) {
        Ok(_) => findings.good("master key", format!("{}; keep a copy elsewhere", path.display())),
        Err(error) => findings.bad("master key", format!("{error:#}")),
    }
}

fn space(settings: &Settings, findings: &mut Findings) {
    match rustix::fs::statvfs(&settings.data_dir) {
        Ok(found) => {
            let free = found.f_bavail.saturating_mul(found.f_frsize);
            let words = format!("{} MiB free", free >> 20);
            if free < LITTLE_SPACE {
                findings.bad("disk", format!("{words}: make room"))
            } else {
                findings.good("disk", words)
            }
        }
        Err(error) => findings.bad("disk", format!("free space cannot be read: {error}")),
    }
}

fn clock(settings: &Settings, findings: &mut Findings) {
    let now = SystemClock.now();
    let written = std::fs::metadata(&settings.database)
        .and_then(|m| m.modified())
        .ok();
    let written = written.and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    let written = written.and_then(|d| i64::try_from(d.as_millis()).ok());
    if now < OLDEST || written.is_some_and(|ms| ms - now.ms() > DRIFT) {
        return findings.bad(
            "clock",
            format!("it says {now}: set it (timedatectl), windows and expiry go by it"),
        );
    }
    findings.good("clock", now.to_string());
}

fn data(settings: &Settings, findings: &mut Findings) {
    if let Some(url) = &settings.postgres {
        return shared(&url.0, findings);
    }
    if !settings.database.exists() {
        return findings.good(
            "database",
            format!("{} will be made", settings.database.display()),
        );
    }
    match DataLock::take(&settings.database) {
        Ok(_lock) => findings.good("lock", "free: no service has the data folder"),
        Err(OpenError::InUse { process, .. }) => {
            let who = process
                .map(|pid| format!(" by process {pid}"))
                .unwrap_or_default();
            findings.good("lock", format!("held{who}"));
        }
        Err(error) => findings.bad("lock", error.to_string()),
    }
    match file::inspect(&settings.database) {
        Ok(look) => {
            match look.schema == look.known {
                true => findings.good("schema", look.schema.to_string()),
                false => findings.good(
                    "schema",
                    format!("{}; the next start brings it to {}", look.schema, look.known),
                ),
            }
            match look.damage {
                None => findings.good("database", format!("{} is sound", settings.database.display())),
                Some(damage) => findings.bad(
                    "database",
                    format!("damaged: {damage}; keep a copy, then `omnifila restore`"),
                ),
            }
        }
        Err(error) => findings.bad("database", error.to_string()),
    }
}

/// A PostgreSQL database.
fn shared(url: &str, findings: &mut Findings) {
    let look = match inspect(url) {
        Ok(look) => look,
        Err(error) => return findings.bad("database", error.to_string()),
    };
    match look.schema {
        schema if schema > look.known => findings.bad(
            "schema",
            format!(
                "{schema}, written by a newer omnifila (this one knows {}): install that version",
                look.known
            ),
        ),
        schema if schema < look.known => findings.good(
            "schema",
            format!("{schema}; the next start brings it to {}", look.known),
        ),
        schema => findings.good("schema", schema.to_string()),
    }
    findings.good(
        "database",
        format!("PostgreSQL is sound; served by {} now", look.nodes),
    );
}

async fn service(settings: &Settings, findings: &mut Findings) {
    let client = match Client::of(settings) {
        Ok(client) => client,
        Err(error) => return findings.bad("service", format!("{error:#}")),
    };
    match client.get("/readyz").await {
        Ok(_) => findings.good("service", "ready"),
        // Not running is no fault of the installation, unless one was named, or left its socket.
        Err(CallError::NoServer(words))
            if settings.server.is_some() || local_socket::path(&settings.data_dir).exists() =>
        {
            return findings.bad("service", words);
        }
        Err(CallError::NoServer(_)) => return findings.good("service", "not running"),
        Err(error) => findings.bad("service", error.to_string()),
    }
    match client.all("/gateways").await {
        Ok(gateways) => {
            for gateway in gateways {
                checks(&client, &gateway, findings).await;
            }
        }
        Err(error) => findings.bad("gateways", error.to_string()),
    }
}

/// What "Testar" finds, without sending anything.
async fn checks(client: &Client, gateway: &Value, findings: &mut Findings) {
    let name = format!("gateway {}", plain(&gateway["id"]));
    match client
        .post(&format!("/gateways/{}/test", plain(&gateway["id"])), &json!({}))
        .await
    {
        Ok(answer) => {
            let list = answer
                .json
                .get("checks")
                .or(answer.json.get("items"))
                .unwrap_or(&answer.json);
            for check in list.as_array().into_iter().flatten() {
                let detail = format!("{}: {}", plain(&check["name"]), plain(&check["detail"]));
                match check["ok"].as_bool() {
                    Some(true) => findings.good(&name, detail),
                    _ => findings.bad(&name, detail),
                }
            }
        }
        Err(error) => findings.bad(&name, error.to_string()),
    }
}
