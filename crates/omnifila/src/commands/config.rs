//! `omnifila config`: what was set up, as one JSON document without secrets, and back.
//!
//! Ids of another installation mean nothing here: on the way in, nouns are matched by key, else by name, created where
//! missing, and every reference is translated. Secrets are `***` in an export; for a noun that is not there yet they have
//! to be filled in first.

use super::desk::Desk;
use crate::cli::ConfigCommand;
use crate::terminal::{self, plain, usage};
use anyhow::{Context, Result, anyhow, bail};
use omnifila_store::catalogue::MASK;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The nouns in an order in which each refers only to those before it. A gateway and a branch may name each other: a
/// branch's gateways are set in a second round.
const NOUNS: [&str; 10] = [
    "branches",
    "calendars",
    "windows",
    "gateways",
    "templates",
    "routes",
    "sources",
    "ladders",
    "tasks",
    "outboxes",
];
/// What the service adds to a specification.
const NOT_SPEC: [&str; 8] = [
    "id",
    "version",
    "created_at",
    "updated_at",
    "counts",
    "paused",
    "circuit",
    "receipts",
];
const FORMAT: i64 = 1;

pub(crate) async fn run(desk: &Desk, command: ConfigCommand) -> Result<()> {
    match command {
        ConfigCommand::Export => export(desk).await,
        ConfigCommand::Import { file } => {
            let text = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
            let document: Map<String, Value> = serde_json::from_slice(&text).map_err(|e| {
                usage(format!(
                    "{}: expected what `config export` prints; line {}",
                    file.display(),
                    e.line()
                ))
            })?;
            bring_in(desk, &document).await
        }
    }
}

async fn export(desk: &Desk) -> Result<()> {
    let mut document = Map::new();
    document.insert("omnifila_config".into(), FORMAT.into());
    for noun in NOUNS {
        let mut items = desk.client.all(&format!("/{noun}")).await?;
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            item.retain(|name, _| name == "id" || !NOT_SPEC.contains(&name.as_str()));
        }
        document.insert(noun.into(), items.into());
    }
    terminal::print(&serde_json::to_string_pretty(&document)?)
}

async fn bring_in(desk: &Desk, document: &Map<String, Value>) -> Result<()> {
    if document.get("omnifila_config").and_then(Value::as_i64) != Some(FORMAT) {
        bail!(usage(format!(
            "expected \"omnifila_config\": {FORMAT}, as `config export` prints"
        )));
    }
    if let Some(name) = document
        .keys()
        .find(|k| *k != "omnifila_config" && !NOUNS.contains(&k.as_str()))
    {
        bail!(usage(format!(
            "unknown noun {name:?}; known are {}",
            NOUNS.join(", ")
        )));
    }
    let mut ids = Ids::default();
    let (mut created, mut changed) = (0, 0);
    for noun in NOUNS {
        let present = desk.client.all(&format!("/{noun}")).await?;
        for item in document.get(noun).and_then(Value::as_array).into_iter().flatten() {
            let given = item
                .as_object()
                .ok_or_else(|| usage(format!("{noun}: expected objects")))?;
            let mut spec = translated(given, noun, &ids)?;
            let answer = match present.iter().find(|other| same(given, other)) {
                Some(other) => {
                    changed += 1;
                    desk.client
                        .patch(&format!("/{noun}/{}", plain(&other["id"])), &Value::Object(spec))
                        .await
                }
                None => {
                    created += 1;
                    // Named before the gateways are there.
                    if noun == "branches" {
                        spec.remove("gateway_ids");
                    }
                    blank(&mut spec);
                    desk.client.post(&format!("/{noun}"), &Value::Object(spec)).await
                }
            };
            let answer = answer.with_context(|| format!("{noun}: {}", label(given)))?;
            ids.learn(noun, given, &answer.json)?;
        }
    }
    name_gateways_of_branches(desk, document, &ids).await?;
    terminal::print(&format!("created {created}, changed {changed}"))
}

async fn name_gateways_of_branches(desk: &Desk, document: &Map<String, Value>, ids: &Ids) -> Result<()> {
    for branch in document
        .get("branches")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let listed = branch["gateway_ids"].as_array().filter(|list| !list.is_empty());
        let (Some(list), Some(old)) = (listed, branch["id"].as_i64()) else {
            continue;
        };
        let gateways: Vec<i64> = list
            .iter()
            .map(|id| ids.find("gateways", id))
            .collect::<Result<_>>()?;
        let own = ids.find("branches", &old.into())?;
        desk.client
            .patch(&format!("/branches/{own}"), &json!({"gateway_ids": gateways}))
            .await?;
    }
    Ok(())
}

/// A masked secret of a noun that is not there yet is no secret: the service then says which is missing.
fn blank(spec: &mut Map<String, Value>) {
    if let Some(settings) = spec.get_mut("settings").and_then(Value::as_object_mut) {
        settings.retain(|_, value| value != MASK);
    }
}

/// By key where there is one, else by name.
fn same(given: &Map<String, Value>, other: &Value) -> bool {
    match given.get("key").filter(|key| !key.is_null()) {
        Some(key) => other.get("key") == Some(key),
        None => other.get("key").is_none_or(Value::is_null) && other.get("name") == given.get("name"),
    }
}

fn label(item: &Map<String, Value>) -> String {
    item.get("key")
        .or(item.get("name"))
        .map(plain)
        .unwrap_or_default()
}

/// From ids of the document to ids here.
#[derive(Debug, Default)]
struct Ids(BTreeMap<(&'static str, i64), i64>);

impl Ids {
    fn learn(&mut self, noun: &'static str, given: &Map<String, Value>, kept: &Value) -> Result<()> {
        let here = kept["id"]
            .as_i64()
            .ok_or_else(|| anyhow!("the server answered no id"))?;
        if let Some(old) = given.get("id").and_then(Value::as_i64) {
            self.0.insert((noun, old), here);
        }
        Ok(())
    }

    fn find(&self, noun: &'static str, old: &Value) -> Result<i64> {
        let known = old.as_i64().and_then(|id| self.0.get(&(noun, id)));
        known.copied().ok_or_else(|| {
            usage(format!(
                "{noun}: the document refers to id {old}, which it does not have"
            ))
        })
    }
}

/// The specification with its references translated.
fn translated(item: &Map<String, Value>, noun: &str, ids: &Ids) -> Result<Map<String, Value>> {
    let mut out = Map::new();
    for (name, value) in item.iter().filter(|(name, _)| !NOT_SPEC.contains(&name.as_str())) {
        if noun == "branches" && name == "gateway_ids" {
            continue;
        }
        out.insert(name.clone(), walk(name, value, ids)?);
    }
    Ok(out)
}

fn walk(name: &str, value: &Value, ids: &Ids) -> Result<Value> {
    let refers = match name {
        "gateway_id" | "gateway_ids" => Some("gateways"),
        "template_id" => Some("templates"),
        "window_id" => Some("windows"),
        "calendar_id" => Some("calendars"),
        "route_id" => Some("routes"),
        _ => None,
    };
    Ok(match (value, refers) {
        (Value::Number(_), Some(noun)) => ids.find(noun, value)?.into(),
        // A setting called so (a provider's own channel, say) is a text, and stays.
        (Value::Array(list), _) => list
            .iter()
            .map(|one| walk(name, one, ids))
            .collect::<Result<Vec<_>>>()?
            .into(),
        (Value::Object(map), _) => {
            let walked = map
                .iter()
                .map(|(inner, one)| Ok((inner.clone(), walk(inner, one, ids)?)));
            Value::Object(walked.collect::<Result<Map<_, _>>>()?)
        }
        _ => value.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_translated_wherever_they_are() {
        let mut ids = Ids::default();
        let given = |id: i64| json!({"id": id}).as_object().unwrap().clone();
        ids.learn("gateways", &given(7), &json!({"id": 70})).unwrap();
        ids.learn("templates", &given(3), &json!({"id": 30})).unwrap();
        let task = json!({"id": 1, "version": 4, "gateway_ids": [7], "name": "t"});
        assert_eq!(
            Value::Object(translated(task.as_object().unwrap(), "tasks", &ids).unwrap()),
            json!({"gateway_ids": [70], "name": "t"})
        );
        let ladder = json!({"steps": [{"offset_days": 3, "template_id": 3}]});
        let out = translated(ladder.as_object().unwrap(), "ladders", &ids).unwrap();
        assert_eq!(out["steps"][0], json!({"offset_days": 3, "template_id": 30}));
        let lost = json!({"gateway_ids": [8]});
        assert!(translated(lost.as_object().unwrap(), "tasks", &ids).is_err());
    }

    #[test]
    fn nouns_are_the_same_by_key_else_by_name() {
        let given = |value: Value| value.as_object().unwrap().clone();
        assert!(same(
            &given(json!({"key": "a", "name": "x"})),
            &json!({"key": "a", "name": "y"})
        ));
        assert!(!same(
            &given(json!({"key": "a", "name": "x"})),
            &json!({"key": "b", "name": "x"})
        ));
        assert!(same(&given(json!({"name": "x"})), &json!({"name": "x"})));
        assert!(!same(
            &given(json!({"name": "x"})),
            &json!({"key": "a", "name": "x"})
        ));
    }
}
