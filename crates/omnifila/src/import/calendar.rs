//! `omnifila import calendar`: the holidays of a municipality, of a state or of one's own, from CSV or iCalendar.
//!
//! Unlike other imports a broken row refuses the whole file: a day that is left out is a message on a holiday. The years
//! that the file has replace those of the calendar; other years of it stay, so that next year's file adds to this year's.

use super::icalendar::{self, Day};
use crate::cli::CalendarArgs;
use crate::client::escape;
use crate::commands::Desk;
use crate::terminal::{self, USAGE, usage};
use anyhow::Result;
use jiff::tz::TimeZone;
use omnifila_core::brazil::date;
use omnifila_core::port::Clock;
use omnifila_engine::clock::SystemClock;
use omnifila_engine::imports::file::{rows, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

/// A file of holidays is small; another one was given by mistake.
const LARGEST: u64 = 8 << 20;
/// Years for which yearly days are written out.
const AHEAD: i16 = 10;
/// Faults told on the terminal.
const TOLD: usize = 20;

pub(super) async fn run(desk: &Desk, args: &CalendarArgs) -> Result<ExitCode> {
    let shown = args.file.display();
    let size = fs::metadata(&args.file)
        .map_err(|e| usage(format!("{shown}: {e}")))?
        .len();
    if size > LARGEST {
        return Err(usage(format!(
            "{shown} is larger than 8 MiB: no file of holidays"
        )));
    }
    let text = text::decode(&fs::read(&args.file)?);
    let days = match days(&text) {
        Ok(days) if days.is_empty() => return Err(usage(format!("{shown} has no day"))),
        Ok(days) => days,
        Err(faults) => {
            for (line, expected) in faults.iter().take(TOLD) {
                terminal::say(&format!("line {line}: expected {expected}"));
            }
            terminal::say(&format!("{shown}: {} faults; nothing was imported", faults.len()));
            return Ok(ExitCode::from(USAGE));
        }
    };
    if args.dry_run {
        terminal::print(&format!(
            "{} days (dry run: the server was not asked)",
            days.len()
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    keep(desk, args, &days).await?;
    Ok(ExitCode::SUCCESS)
}

async fn keep(desk: &Desk, args: &CalendarArgs, days: &[Day]) -> Result<()> {
    let key = key(args);
    let found = desk
        .client
        .get(&format!("/calendars?key={}", escape(&key)))
        .await?;
    let old = &found.json["items"][0];
    let years: BTreeSet<String> = days
        .iter()
        .map(|day| format!("{:04}-", day.date.year()))
        .collect();
    let of_file = |day: &Value| {
        years
            .iter()
            .any(|year| day["date"].as_str().is_some_and(|d| d.starts_with(year)))
    };
    let kept = old["days"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|day| !of_file(day))
        .cloned();
    let mut all: Vec<Value> = kept.chain(days.iter().map(written)).collect();
    all.sort_by_key(|day| day["date"].as_str().unwrap_or_default().to_owned());
    let body =
        json!({"key": key, "name": args.name, "state": args.state, "city_ibge": args.city_ibge, "days": all});
    let answer = match old["id"].as_i64() {
        Some(id) => desk.client.patch(&format!("/calendars/{id}"), &body).await?,
        None => desk.client.post("/calendars", &body).await?,
    };
    desk.show(&answer, |_, calendar| {
        let n = calendar["days"].as_array().map_or(0, Vec::len);
        format!(
            "calendar {} ({key}): {} days of the file, {n} in all",
            calendar["id"],
            days.len()
        )
    })
}

fn written(day: &Day) -> Value {
    let mut value = json!({"date": day.date.to_string(), "name": day.name});
    for (name, time) in [("closed_from", &day.from), ("closed_until", &day.until)] {
        if let Some(time) = time {
            value[name] = time.as_str().into();
        }
    }
    value
}

/// The key given, else one that the same place or name always has.
fn key(args: &CalendarArgs) -> String {
    if let Some(key) = &args.key {
        return key.clone();
    }
    let place = args.city_ibge.as_ref().or(args.state.as_ref());
    let text = place.unwrap_or(&args.name);
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let text: String = text
        .chars()
        .map(plain)
        .flat_map(char::to_lowercase)
        .take(80)
        .collect();
    format!("feriados:{text}")
}

type Faults = Vec<(usize, String)>;

fn days(text: &str) -> Result<Vec<Day>, Faults> {
    if text.trim_start().starts_with("BEGIN:VCALENDAR") || text.contains("BEGIN:VEVENT") {
        let year = SystemClock
            .now()
            .timestamp()
            .to_zoned(TimeZone::UTC)
            .date()
            .year();
        let read = icalendar::read(text, year - 1..=year + AHEAD);
        return read.map_err(|faults| faults.into_iter().map(|(line, f)| (line, f.to_owned())).collect());
    }
    let (head, records) = rows::read(text).map_err(|words| vec![(1, words)])?;
    let column = |names: &[&str]| {
        head.iter()
            .position(|h| names.contains(&h.to_lowercase().as_str()))
    };
    let (Some(at_date), Some(at_name)) = (column(&["date", "data"]), column(&["name", "nome", "feriado"]))
    else {
        return Err(vec![(1, "the columns date and name (data, nome)".to_owned())]);
    };
    let at_from = column(&["closed_from", "fechado_de"]);
    let at_until = column(&["closed_until", "fechado_ate"]);
    let (mut days, mut faults) = (Vec::new(), Vec::new());
    for record in records {
        let line = usize::try_from(record.line).unwrap_or(usize::MAX);
        let read = record
            .cells
            .map_err(|problem| problem.expected)
            .and_then(|cells| {
                let cell = |at: usize| cells.get(at).map(|c| c.trim().to_owned()).unwrap_or_default();
                let time = |at: Option<usize>| at.map(cell).filter(|text| !text.is_empty());
                let date = date::parse(&cell(at_date)).map_err(|fault| fault.expected)?;
                let name = Some(cell(at_name)).filter(|name| !name.is_empty());
                Ok(Day {
                    date,
                    name: name.ok_or("a name")?,
                    from: time(at_from),
                    until: time(at_until),
                })
            });
        match read {
            Ok(day) => days.push(day),
            Err(expected) => faults.push((line, expected)),
        }
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn args() -> CalendarArgs {
        CalendarArgs {
            file: PathBuf::new(),
            name: "Feriados de Chapecó".into(),
            key: None,
            city_ibge: None,
            state: None,
            dry_run: false,
        }
    }

    #[test]
    fn a_csv_is_read_whole_or_not_at_all() {
        let good = days("data;nome;fechado_de\n25/08/2026;Aniversário;\n2026-12-24;Véspera;12:00\n").unwrap();
        assert_eq!(good.len(), 2);
        assert_eq!(
            written(&good[1]),
            json!({"date": "2026-12-24", "name": "Véspera", "closed_from": "12:00"})
        );
        let faults = days("data;nome\n25/08/2026;a\n31/02/2026;b\n01/01/2027;\n").unwrap_err();
        assert_eq!(faults.iter().map(|f| f.0).collect::<Vec<_>>(), [3, 4]);
        assert!(days("dia;nome\n1;a\n").unwrap_err()[0].1.contains("data"));
    }

    #[test]
    fn the_same_place_has_the_same_key() {
        assert_eq!(key(&args()), "feriados:feriados-de-chapecó");
        let city = CalendarArgs {
            city_ibge: Some("4204202".into()),
            ..args()
        };
        assert_eq!(key(&city), "feriados:4204202");
        let own = CalendarArgs {
            key: Some("x".into()),
            ..city
        };
        assert_eq!(key(&own), "x");
    }
}
