//! The database moved, put back and proved by the commands: what a service shows before is what the next one shows, no message
//! leaves twice, and nothing leaves from a place that was left.

use crate::support::{Api, Ended, Launch, Node, Options, Place, Setup, enqueue, message, set_up, until};
use omnifila_core::time::Time;
use omnifila_sandbox::{Sandbox, SandboxConfig};
use omnifila_testkit::postgres::{ask, empty_place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// What every list of an installation shows; what a look changes is left out.
async fn shown(api: &Api) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for list in [
        "messages",
        "customers",
        "templates",
        "audit",
        "tasks",
        "holds",
        "runs",
        "branches",
        "suppressions",
        "message-events",
    ] {
        let items = api.get(&format!("/{list}?limit=1000")).await["items"].take();
        assert!(items.is_array(), "{list}");
        all.insert(list.to_owned(), without_moods(items));
    }
    let ids: Vec<i64> = all["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].as_i64().unwrap())
        .collect();
    for id in ids {
        all.insert(format!("message {id}"), without_moods(api.message(id).await));
    }
    all
}

/// Without what depends on the moment: why a message waits, and until when it will.
fn without_moods(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = without_moods(item.take())),
        Value::Object(fields) => {
            for mood in [
                "blockers",
                "expected_at",
                "forecast_at",
                "first_blocker",
                "next_run_at",
            ] {
                fields.remove(mood);
            }
            fields
                .values_mut()
                .for_each(|field| *field = without_moods(field.take()));
        }
        _ => {}
    }
    value
}

/// A stand-in for the provider, and a place with a file.
async fn stage() -> (Sandbox, Place, String) {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let place = Place::new();
    let file = format!("sqlite:{}", place.data().join("omnifila.db").display());
    (sandbox, place, file)
}

/// A service on a database, whatever the store of this run is; `key` is that of the place where it was set up.
async fn serve(place: &Place, url: &str, key: Option<&str>) -> Node {
    on(place.serve(), url, key).ready().await
}

fn on(launch: Launch, url: &str, key: Option<&str>) -> Launch {
    let launch = launch.args(&["--database-url", url]);
    match key {
        Some(key) => launch.env("OMNIFILA_MASTER_KEY", key),
        None => launch,
    }
}

async fn run(place: &Place, url: &str, words: &[&str]) -> Ended {
    let (name, rest) = words.split_first().unwrap();
    on(place.command(name).args(rest), url, None).ended().await
}

async fn run_well(place: &Place, url: &str, words: &[&str]) -> String {
    let ended = run(place, url, words).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {} {}", ended.out, ended.err);
    ended.out
}

fn key_of(place: &Place) -> String {
    fs::read_to_string(place.data().join("master.key"))
        .unwrap()
        .trim()
        .to_owned()
}

/// Runs a task, and waits for its end.
async fn released(api: &Api, task: i64) {
    let run = api
        .post(&format!("/tasks/{task}/run"), &json!({"reason": "teste"}))
        .await;
    let id = run["run_id"].as_i64().unwrap();
    until(Duration::from_secs(60), "the run to end", async || {
        let run = api.get(&format!("/runs/{id}")).await;
        run["finished_at"].is_string().then_some(())
    })
    .await;
}

/// Messages sent, cancelled and waiting; people, rules and a trail of who made them.
async fn filled(api: &Api, sandbox: &Sandbox) -> (Setup, i64, Vec<i64>) {
    let options = Options {
        queue_mode: "queue",
        ..Options::default()
    };
    let setup = set_up(api, sandbox, options).await;
    let ids = enqueue(api, setup, 0..12).await;
    let mut task = json!({"name": "Manhã", "gateway_ids": [setup.gateway], "cron": "0 8 1 1 *", "time_zone": "America/Sao_Paulo"});
    let all = api.post("/tasks", &task).await["id"].as_i64().unwrap();
    task["name"] = json!("Cinco");
    task["limit"] = json!(5);
    let five = api.post("/tasks", &task).await["id"].as_i64().unwrap();
    released(api, five).await;
    let reason = json!({"reason": "engano"});
    api.post(&format!("/messages/{}/cancel", ids[11]), &reason).await;
    api.post("/branches", &json!({"key": "centro", "name": "Filial Centro"}))
        .await;
    let stop = json!({"address": "+5549900000099", "reason": "pediu"});
    api.post("/suppressions", &stop).await;
    (setup, all, ids)
}

#[tokio::test]
async fn an_installation_moves_to_postgres_and_back_and_sends_the_rest() {
    let (sandbox, place, file) = stage().await;
    let node = serve(&place, &file, None).await;
    let (setup, task, ids) = filled(&node.api, &sandbox).await;
    assert_eq!(sandbox.effects().len(), 5);
    let url = empty_place();
    let move_on = ["transfer", "--from", &file, "--to", &url];
    let ended = place.run(&move_on).await;
    assert!(
        ended.code == Some(1) && ended.err.contains("in use"),
        "{}",
        ended.err
    );
    let before = shown(&node.api).await;
    node.stop().await;

    run_well(&place, &file, &["verify"]).await;
    let told = place.run(&move_on).await;
    assert_eq!(told.code, Some(0), "{} {}", told.out, told.err);
    assert!(
        told.out.contains("TABLE") && told.out.contains("state") && told.err.contains("OMNIFILA_MASTER_KEY"),
        "{} {}",
        told.out,
        told.err
    );
    let ended = on(place.serve(), &file, None).ended().await;
    assert!(
        ended.code == Some(1) && ended.err.contains("was moved to") && ended.err.contains("--take-back"),
        "{}",
        ended.err
    );
    run_well(&place, &url, &["verify"]).await;

    let second = Place::new();
    // Another key does not become the database's.
    let other = "ff".repeat(32);
    let ended = on(second.serve(), &url, Some(&other)).ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    let key = key_of(&place);
    let node = serve(&second, &url, Some(&key)).await;
    assert_eq!(node.ready["store"], "postgres");
    assert_eq!(shown(&node.api).await, before);
    released(&node.api, task).await;
    let added = enqueue(&node.api, setup, 20..22).await;
    assert!(added[0] > ids[11], "no number is given twice");
    let before = shown(&node.api).await;
    node.stop().await;

    let third = Place::new();
    let back = format!("sqlite:{}", third.data().join("omnifila.db").display());
    let told = place
        .run_well(&["transfer", "--from", &url, "--to", &back, "--json"])
        .await;
    let told: Value = serde_json::from_str(&told).unwrap();
    let state = told["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["table"] == "state");
    assert_eq!(state.unwrap()["rows"], 14);
    assert!(!told.to_string().contains("postgres://"), "{told}");
    let node = serve(&third, &back, Some(&key)).await;
    assert_eq!(shown(&node.api).await, before);
    released(&node.api, task).await;
    let tally = node.api.tally(setup.gateway).await;
    assert_eq!((tally["sent"], tally["cancelled"]), (13, 1), "{tally:?}");
    node.stop().await;
    run_well(&third, &back, &["verify"]).await;
    let arrived = sandbox.effects_by_message();
    assert_eq!(arrived.len(), 13);
    assert!(arrived.values().all(|n| *n == 1), "{arrived:?}");
    let ended = place.run(&["transfer", "--from", &back, "--to", &url]).await;
    assert!(
        ended.code == Some(1) && ended.err.contains("is not empty"),
        "{}",
        ended.err
    );
    sandbox.shutdown().await;
}

/// Killed anywhere on the way, in either direction: it is run again, and everything is there once.
#[tokio::test]
async fn a_move_that_is_killed_is_run_again() {
    let (sandbox, place, file) = stage().await;
    let node = serve(&place, &file, None).await;
    let options = Options {
        queue_mode: "queue",
        ..Options::default()
    };
    let setup = set_up(&node.api, &sandbox, options).await;
    enqueue(&node.api, setup, 0..6_000).await;
    node.stop().await;
    let key = key_of(&place);
    let url = empty_place();
    let back = place.path().join("back.db");
    let back_url = format!("sqlite:{}", back.display());
    for (from, to) in [(&file, &url), (&url, &back_url)] {
        let words = ["--from", from.as_str(), "--to", to.as_str()];
        let mut first = place.command("transfer").args(&words).started();
        until(Duration::from_secs(60), "it to have begun", async || {
            let ended = first.try_wait().unwrap().is_some();
            let begun = match to == &url {
                // The lock of the transaction in which everything arrives.
                true => ask(&url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") != "0",
                false => back.with_extension("db.arriving").exists() || back.exists(),
            };
            (begun || ended).then_some(())
        })
        .await;
        // Perhaps it has ended meanwhile: then there is nothing to repeat.
        drop(first.kill().await);
        first.wait().await.unwrap();
        let again = place.command("transfer").args(&words).ended().await;
        let there = again.err.contains("is not empty") || again.err.contains("is there already");
        assert!(again.code == Some(0) || there, "{} {}", again.out, again.err);
        run_well(&place, to, &["verify"]).await;
        let ended = on(place.serve(), from, Some(&key)).ended().await;
        assert!(ended.err.contains("was moved to"), "{}", ended.err);
    }
    let last = Place::new();
    let node = serve(&last, &back_url, Some(&key)).await;
    assert_eq!(node.api.count(setup.gateway, "waiting").await, 6_000);
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_a_backup_holds_as_due_waits_for_a_person_on_a_file() {
    let (sandbox, place, file) = stage().await;
    let after = file.clone();
    put_back(&sandbox, &place, &file, &after).await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_a_backup_holds_as_due_waits_for_a_person_on_postgres() {
    let (sandbox, place, _) = stage().await;
    put_back(&sandbox, &place, &empty_place(), &empty_place()).await;
    sandbox.shutdown().await;
}

/// A backup taken at work from a PostgreSQL database opens as a file, and the other way round.
#[tokio::test]
async fn a_backup_fits_the_other_kind_of_database() {
    let (sandbox, place, file) = stage().await;
    put_back(&sandbox, &place, &file, &empty_place()).await;
    let (sandbox, place, file) = {
        sandbox.shutdown().await;
        stage().await
    };
    put_back(&sandbox, &place, &empty_place(), &file).await;
    sandbox.shutdown().await;
}

async fn put_back(sandbox: &Sandbox, place: &Place, from: &str, to: &str) {
    let node = serve(place, from, None).await;
    node.api.post("/pause", &json!({"reason": "teste"})).await;
    let setup = set_up(&node.api, sandbox, Options::default()).await;
    let ids = enqueue(&node.api, setup, 0..3).await;
    let mut later = message(setup, 3);
    later["due_at"] = json!("2099-01-01T12:00:00Z");
    node.api.post("/messages", &later).await;
    let copy = place.path().join("copy.db").display().to_string();
    run_well(place, from, &["backup", &copy]).await;
    node.api.post("/resume", &json!({"reason": "teste"})).await;
    assert!(
        sandbox
            .wait_until(Duration::from_secs(60), |c| c.effects >= 3)
            .await
    );
    until(Duration::from_secs(60), "what is due to be sent", async || {
        (node.api.count(setup.gateway, "sent").await == 3).then_some(())
    })
    .await;
    node.stop().await;

    let mut words = vec!["restore", &copy];
    if from == to {
        words.push("--replace");
    }
    let told = run(place, to, &words).await;
    assert_eq!(told.code, Some(0), "{} {}", told.out, told.err);
    assert!(told.err.contains("Everything is paused"), "{}", told.err);
    run_well(place, to, &["verify"]).await;
    let again = run(place, to, &["restore", &copy]).await;
    assert!(again.code.is_some_and(|code| code > 0), "{}", again.out);

    let node = serve(place, to, None).await;
    let shown = node.api.message(ids[0]).await;
    let codes = blockers(&shown);
    assert!(
        codes.first().map(String::as_str) == Some("paused_all") && codes.contains(&"restored".to_owned()),
        "{shown}"
    );
    node.api.post("/resume", &json!({"reason": "conferido"})).await;
    // One accepted now leaves; those of the backup may have left before, and stay.
    let new = enqueue(&node.api, setup, 10..11).await[0];
    until(Duration::from_secs(60), "the new one to leave", async || {
        (node.api.message(new).await["status"] == "sent").then_some(())
    })
    .await;
    for id in &ids {
        let held = node.api.message(*id).await;
        assert_eq!(held["status"], "waiting", "{held}");
        assert_eq!(blockers(&held)[0], "restored", "{held}");
    }
    let at: Time = Time::parse(restored_since(&node.api.message(ids[1]).await).as_str()).unwrap();
    let due = json!({"due_at": at.plus(1).to_string()});
    node.api
        .post(&format!("/messages/{}/reschedule", ids[1]), &due)
        .await;
    until(Duration::from_secs(60), "the released one to leave", async || {
        (node.api.message(ids[1]).await["status"] == "sent").then_some(())
    })
    .await;
    assert_eq!(node.api.count(setup.gateway, "waiting").await, 3);
    let arrived = sandbox.effects_by_message();
    assert_eq!(arrived[&ids[1].to_string()], 2, "a person said so");
    assert_eq!(arrived[&ids[0].to_string()], 1);
    node.stop().await;
}

fn blockers(message: &Value) -> Vec<String> {
    let codes = message["blockers"].as_array().unwrap().iter();
    codes.map(|b| b["code"].as_str().unwrap().to_owned()).collect()
}

fn restored_since(message: &Value) -> String {
    message["blockers"][0]["since"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn verify_says_what_is_wrong_and_where() {
    let (sandbox, place, file) = stage().await;
    let ended = run(&place, &file, &["verify"]).await;
    assert!(
        ended.code == Some(1) && ended.err.contains("there is no database"),
        "{}",
        ended.err
    );
    let node = serve(&place, &file, None).await;
    filled(&node.api, &sandbox).await;
    // Beside the service.
    let told = run_well(&place, &file, &["verify"]).await;
    assert!(
        told.contains("ok     counters") && told.contains("sealed to the one before"),
        "{told}"
    );
    node.stop().await;
    let database = place.data().join("omnifila.db");
    let mut bytes = fs::read(&database).unwrap();
    // A name in an audit entry, changed by somebody with an editor.
    let name = b"Filial Centro";
    let mut found = 0;
    for at in 0..bytes.len() - name.len() {
        if &bytes[at..at + name.len()] == name {
            bytes[at..at + 6].copy_from_slice(b"filial");
            found += 1;
        }
    }
    assert!(found >= 2, "the branch and its audit entry");
    fs::write(&database, bytes).unwrap();
    let ended = run(&place, &file, &["verify"]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(
        ended.out.contains("WRONG  audit") && ended.out.contains("was changed"),
        "{}",
        ended.out
    );
    let ended = run(&place, &file, &["verify", "--json"]).await;
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&told["ok"], ended.code), (&json!(false), Some(1)));
    sandbox.shutdown().await;
}
